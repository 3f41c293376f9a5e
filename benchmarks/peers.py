"""What a user would take for names instead of naba: stanza, camel-tools, a BERT in torch; each of the real size.

    python benchmarks/peers.py make FOLDER SENTENCES           write models of the real size, weights by chance
    python benchmarks/peers.py NAME FOLDER                     import, build, end: what its cold start is
    python benchmarks/peers.py NAME FOLDER SENTENCES --seconds 30

Weights by chance are as fast as learnt ones, and need no network. SENTENCES is a file with a JSON list of words a line.
Every peer gets whole sentences, split into words already, as many at once as it likes best: to read files and to split
texts into sentences and words, which naba's own time has in it, costs the peers nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Sentences = Sequence[Sequence[str]]
Reader = Callable[[Sentences], object]

LABELS = ("B-LOC", "B-ORG", "B-PERS", "B-MISC", "I-LOC", "I-ORG", "I-PERS", "I-MISC", "O")
"""In the order of `camel_tools.ner`."""
PIECES = 30_000
"""Word pieces of the Arabic BERTs that camel-tools is used with."""
VECTORS = 100_000
"""Word vectors that stanza's trainer keeps of a file, by default; they have 300 numbers (`fasttextwiki`)."""
LABELLED = 1_000
"""So many sentences give the tagger of stanza the words of its own that it has from its training corpus."""
LONGEST = 510
"""Pieces in a row of BERT, beside the two at its ends."""
BATCH = 32
"""Sentences at once: the default of camel-tools and of stanza."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to find names.

    Attributes:
        title: what tables call it.
        package: what must be installed.
        block: so many sentences are handed over at once.
        load: makes it from the folder of its model.
    """

    title: str
    package: str
    block: int
    load: Callable[[Path], Reader]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a peer read, and in how many seconds, after a warm-up."""

    words: int
    sentences: int
    seconds: float


def bert_base(folder: Path, sentences: Sentences) -> None:
    """Write a BERT of the usual size (12 layers of 768) with weights by chance, and word pieces of the sentences."""
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertForTokenClassification, BertTokenizer

    pieces = BertWordPieceTokenizer(lowercase=True)
    pieces.train_from_iterator(
        (" ".join(words) for words in sentences), vocab_size=PIECES, min_frequency=2, show_progress=False
    )
    vocabulary = dict(sorted(pieces.get_vocab().items(), key=lambda item: item[1]))
    # Rows for the pieces that few sentences do not make: the size is that of the real one all the same.
    config = BertConfig(
        vocab_size=PIECES,
        id2label=dict(enumerate(LABELS)),
        label2id={name: index for index, name in enumerate(LABELS)},
    )
    BertForTokenClassification(config).save_pretrained(str(folder))
    BertTokenizer(vocab=vocabulary, do_lower_case=True).save_pretrained(str(folder))


def stanza_ner(folder: Path, sentences: Sentences) -> None:
    """Write a tagger of the size of stanza's Arabic one (`aqmar_charlm`) with weights by chance.

    Two language models of characters (1,024 wide, one for each direction), word vectors of 300 numbers, a BiLSTM of 256
    with a CRF: the parts that stanza's list of models names, with the sizes that its trainers have by default.
    """
    import torch
    from stanza.models import ner_tagger
    from stanza.models.common.char_model import CharacterLanguageModel
    from stanza.models.common.doc import Document
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
    from stanza.models.common.vocab import CharVocab
    from stanza.models.ner.data import DataLoader
    from stanza.models.ner.trainer import Trainer

    parts = {part: folder / part / "chance.pt" for part in ("forward_charlm", "backward_charlm", "pretrain", "ner")}
    for path in parts.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    letters = sorted({letter for words in sentences for word in words for letter in word} | {" ", "\n"})
    size = {"char_emb_dim": 100, "char_hidden_dim": 1024, "char_num_layers": 1}
    dropout = {"char_dropout": 0.05, "char_rec_dropout": 0.0, "char_unit_dropout": 1e-5}
    for part in ("forward_charlm", "backward_charlm"):
        vocabulary = {"char": CharVocab([letters])}
        forward = part == "forward_charlm"
        CharacterLanguageModel({**size, **dropout}, vocabulary, is_forward_lm=forward).save(str(parts[part]))
    known = sorted({word for words in sentences for word in words})[:VECTORS]
    known += [f"word{number}" for number in range(VECTORS - len(known))]
    words = PretrainedWordVocab(known, lang="ar")
    vectors = {"vocab": words.state_dict(), "emb": torch.randn(len(words), 300)}
    torch.save(vectors, parts["pretrain"], _use_new_zipfile_serialization=False)
    flags = ["--charlm", "--word_emb_dim", "300", "--shorthand", "ar_chance", "--cpu"]
    flags += ["--charlm_forward_file", str(parts["forward_charlm"])]
    flags += ["--charlm_backward_file", str(parts["backward_charlm"])]
    arguments = ner_tagger.parse_args(flags)
    labelled = [[{"text": word, "ner": "O"} for word in words] for words in sentences[:LABELLED]]
    labelled.append([{"text": name, "ner": name} for name in LABELS if name.startswith("B-")])
    pretrain = Pretrain(str(parts["pretrain"]))
    vocab = DataLoader(Document(labelled), BATCH, arguments, pretrain, evaluation=False).vocab
    Trainer(args=arguments, vocab=vocab, pretrain=pretrain, device="cpu").save(str(parts["ner"]))


def camel(folder: Path) -> Reader:
    """Return `NERecognizer` as camel-tools ships it: 32 sentences at once, each filled up to 256 pieces."""
    # Without a catalogue its import fetches one.
    catalogue = folder / "catalogue.json"
    catalogue.write_text('{"version": "none", "packages": {}, "components": {}}', encoding="utf-8")
    os.environ["CAMELTOOLS_DATA"] = str(folder)
    from camel_tools.ner import NERecognizer

    recognizer = NERecognizer(str(folder / "bert"), use_gpu=False)
    return lambda sentences: recognizer.predict([list(words) for words in sentences])


def stanza(folder: Path) -> Reader:
    """Return stanza's pipeline for Arabic names, told that sentences and words are split already."""
    import stanza

    # A pipeline wants a list of resources, even where all its parts are named.
    blank = folder / "resources.json"
    blank.write_text("{}", encoding="utf-8")
    parts = {f"ner_{part}_path": str(folder / "stanza" / part / "chance.pt") for part in ("forward_charlm", "pretrain")}
    pipeline = stanza.Pipeline(
        "ar",
        processors={"tokenize": "default", "ner": "default"},
        tokenize_pretokenized=True,
        ner_model_path=str(folder / "stanza" / "ner" / "chance.pt"),
        ner_backward_charlm_path=str(folder / "stanza" / "backward_charlm" / "chance.pt"),
        resources_filepath=str(blank),
        allow_unknown_language=True,
        download_method=None,
        logging_level="CRITICAL",
        use_gpu=False,
        **parts,
    )
    return lambda sentences: pipeline([list(words) for words in sentences])


def bert(folder: Path) -> Reader:
    """Return what one writes oneself: the same BERT, sentences sorted by length, each batch as long as its longest."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertForTokenClassification

    model = BertForTokenClassification.from_pretrained(str(folder / "bert")).eval()
    tokenizer = Tokenizer.from_file(str(folder / "bert" / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    start, end = (tokenizer.token_to_id(name) for name in ("[CLS]", "[SEP]"))

    def rows(sentences: Sentences) -> Iterator[list[int]]:
        for encoded in tokenizer.encode_batch(
            [list(words) for words in sentences], is_pretokenized=True, add_special_tokens=False
        ):
            for first in range(0, len(encoded.ids), LONGEST):
                yield [start, *encoded.ids[first : first + LONGEST], end]

    def read(sentences: Sentences) -> object:
        found = []
        ordered = sorted(rows(sentences), key=len)
        with torch.inference_mode():
            for first in range(0, len(ordered), BATCH):
                batch = [torch.tensor(row) for row in ordered[first : first + BATCH]]
                ids = torch.nn.utils.rnn.pad_sequence(batch, batch_first=True)
                mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in batch], batch_first=True)
                found.append(model(ids, attention_mask=mask).logits.argmax(-1))
        return found

    return read


PEERS = {
    "camel": Peer("camel-tools, NERecognizer as shipped, BERT-base", "camel_tools", BATCH, camel),
    "bert": Peer("BERT-base in torch, batched by length", "transformers", 8 * BATCH, bert),
    "stanza": Peer("stanza, Arabic names, real size", "stanza", 8 * BATCH, stanza),
}


def measure(peer: Peer, folder: Path, sentences: Sentences, seconds: float) -> Measured:
    """Let a peer read, after a warm-up, until some seconds are over or there are no more sentences."""
    read = peer.load(folder)
    read(sentences[:2])
    words = done = 0
    began = time.perf_counter()
    while done < len(sentences) and time.perf_counter() - began < seconds:
        block = sentences[done : done + peer.block]
        read(block)
        done += len(block)
        words += sum(map(len, block))
    return Measured(words, done, time.perf_counter() - began)


def make(folder: Path, sentences: Sentences) -> None:
    """Write the models of all peers that are installed."""
    from importlib.util import find_spec

    if find_spec("transformers"):
        bert_base(folder / "bert", sentences)
    if find_spec("stanza"):
        stanza_ner(folder / "stanza", sentences)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=("make", *PEERS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("sentences", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args()
    sentences: list[Any] = []
    if given.sentences:
        sentences = [json.loads(line) for line in given.sentences.read_text(encoding="utf-8").splitlines()]
    if given.name == "make":
        import torch

        torch.manual_seed(0)
        make(given.folder, sentences)
    elif sentences:
        print(json.dumps(asdict(measure(PEERS[given.name], given.folder, sentences, given.seconds))))
    else:
        PEERS[given.name].load(given.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
