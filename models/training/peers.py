"""Train the two small models of `models/peers` from our own sentences: `python -m models.training.peers`.

They let the tests run the engines of Stanza and camel-tools for real. Each sentence is put into training or dev by a
checksum of its text, so that it stays there when others are added.
"""

from __future__ import annotations

import contextlib
import json
import logging
import random
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from tokenizers import BertWordPieceTokenizer
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from transformers import BertConfig, BertForTokenClassification, BertTokenizer

from models.training.markup import Marked, read
from pipeline.entities.engines.base import CONLL, Engine, runs
from pipeline.entities.engines.camel import CamelEngine
from pipeline.entities.engines.stanza import StanzaEngine
from pipeline.text import View, tokenize

ROOT = Path(__file__).parents[2]
SENTENCES = ROOT / "corpora" / "ner"
OUT = ROOT / "models" / "peers"
SEED = 20211004
MOST = 3600
"""Sentences to learn from. More would take minutes, and what the models know is not what the tests are about."""

CLASSES = {
    "person": "PERS",
    "place": "LOC",
    "company": "ORG",
    "media": "ORG",
    "organization": "ORG",
    "service": "MISC",
    "other": "MISC",
}
LABELS = ("B-LOC", "B-ORG", "B-PERS", "B-MISC", "I-LOC", "I-ORG", "I-PERS", "I-MISC", "O")
"""In the order of `camel_tools.ner`."""
_IGNORED = -100
"""The label of pieces that have none of their own, as torch's loss and camel-tools know it."""


class Labelled(NamedTuple):
    """Words of a sentence as they are written, and a label for each."""

    words: list[str]
    labels: list[str]


def label(sentence: Marked) -> Labelled:
    """Split a marked sentence into words. A proclitic written onto a name belongs to its word, as in ANERcorp."""
    words, labels = [], []
    last = None
    for token in tokenize(View(sentence.text)):
        start, end = token.span.start, token.span.end
        span = next((span for span in sentence.spans if span[0] < end and start < span[1]), None)
        words.append(sentence.text[start:end])
        labels.append("O" if span is None else f"{'I' if span == last else 'B'}-{CLASSES[span[2]]}")
        last = span
    return Labelled(words, labels)


def split(sentences: Iterable[Marked]) -> tuple[list[Marked], list[Marked]]:
    """Return sentences to learn from and to measure with: nine of ten and one of ten, but no more than is needed."""
    parts: tuple[list[Marked], list[Marked]] = ([], [])
    for checksum, sentence in sorted((zlib.crc32(sentence.text.encode()), sentence) for sentence in set(sentences)):
        parts[checksum % 10 == 0].append(sentence)
    return parts[0][:MOST], parts[1][: MOST // 9]


def f1(engine: Engine, gold: Sequence[Labelled]) -> float:
    """Return the F1 of an engine over exact spans with their types."""
    right = given = wanted = 0
    for sentence, tags in zip(gold, engine([sentence.words for sentence in gold]), strict=True):
        marked = set(runs(sentence.labels, types=CONLL))
        right += len(marked & set(tags or ()))
        given += len(tags or ())
        wanted += len(marked)
    return 2 * right / (given + wanted) if right else 0.0


def train_camel(train: Sequence[Labelled], out: Path, epochs: int = 16) -> None:
    """Write a BERT of two layers with its word pieces, in the format of `NERecognizer`."""
    pieces = BertWordPieceTokenizer(lowercase=True)
    pieces.train_from_iterator((" ".join(words) for words, _ in train), vocab_size=3500, min_frequency=2)
    vocabulary = sorted(pieces.get_vocab().items(), key=lambda item: item[1])
    # Lower case means also: no diacritics and hamzas, which makes few sentences go further.
    tokenizer = BertTokenizer(vocab=dict(vocabulary), do_lower_case=True)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=192,
        max_position_embeddings=256,
        hidden_dropout_prob=0.2,
        id2label=dict(enumerate(LABELS)),
        label2id={name: index for index, name in enumerate(LABELS)},
    )
    model = BertForTokenClassification(config)
    items = [_pieces(sentence, tokenizer) for sentence in train]
    steps = epochs * -(-len(items) // 16)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    model.train()
    for _ in range(epochs):
        random.shuffle(items)
        for first in range(0, len(items), 16):
            ids, labels = zip(*items[first : first + 16], strict=True)
            inputs = pad_sequence(list(ids), batch_first=True, padding_value=config.pad_token_id)
            targets = pad_sequence(list(labels), batch_first=True, padding_value=_IGNORED)
            optimizer.zero_grad()
            model(inputs, attention_mask=(inputs != config.pad_token_id).long(), labels=targets).loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    model.half().save_pretrained(out)
    # Half of the precision is for the disk alone; CPUs compute slowly with it.
    _rewrite(out / "config.json", dtype="float32", transformers_version=None)
    (out / "vocab.txt").write_text("".join(f"{piece}\n" for piece, _ in vocabulary), encoding="utf-8")
    options = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
    (out / "tokenizer_config.json").write_text(json.dumps(options, indent=1) + "\n", encoding="utf-8")


def _pieces(sentence: Labelled, tokenizer: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the pieces of a sentence and their labels: of a word, the first piece has it."""
    ids, labels = [tokenizer.cls_token_id], [_IGNORED]
    for word, name in zip(*sentence, strict=True):
        own = tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word))
        ids += own
        labels += [LABELS.index(name), *[_IGNORED] * (len(own) - 1)][: len(own)]
    ids, labels = ids[:255], labels[:255]
    return torch.tensor([*ids, tokenizer.sep_token_id]), torch.tensor([*labels, _IGNORED])


def _rewrite(path: Path, **changes: str | None) -> None:
    """Change keys of a JSON file; None takes one out."""
    content = json.loads(path.read_text(encoding="utf-8")) | changes
    kept = {key: value for key, value in content.items() if value is not None}
    path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def train_stanza(train: Sequence[Labelled], dev: Sequence[Labelled], out: Path, steps: int = 750) -> None:
    """Write a small tagger by Stanza's own trainer, and the vectors of words that it stands on."""
    from stanza.models import ner_tagger
    from stanza.models.common.pretrain import Pretrain

    # Its import sets the level to INFO and below.
    logging.getLogger("stanza").setLevel(logging.WARNING)
    model, vectors = out / "ner" / "peers.pt", out / "pretrain" / "peers.pt"
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder, name) for name in ("train.json", "dev.json", "vectors.txt")}
        files["train.json"].write_text(_conll(train), encoding="utf-8")
        files["dev.json"].write_text(_conll(dev), encoding="utf-8")
        with files["vectors.txt"].open("w", encoding="utf-8") as file:
            for word, vector in word_vectors([words for words, _ in train]):
                print(word, *(f"{number:.5f}" for number in vector), file=file)
        Pretrain(str(vectors), str(files["vectors.txt"])).load()
        options = {
            "train_file": files["train.json"],
            "eval_file": files["dev.json"],
            "wordvec_pretrain_file": vectors,
            "save_dir": model.parent,
            "save_name": model.name,
            "shorthand": "ar_peers",
            "hidden_dim": 64,
            "char_hidden_dim": 32,
            "char_emb_dim": 16,
            "optim": "adam",
            "lr": 0.004,
            "dropout": 0.4,
            "word_dropout": 0.05,
            "max_steps": steps,
            "eval_interval": 150,
            "seed": SEED,
        }
        flags = [str(part) for key, value in options.items() for part in (f"--{key}", value)]
        ner_tagger.main(["--cpu", "--emb_finetune_known_only", *flags])
    for path in (model, vectors):
        content = _half(torch.load(path, weights_only=True))
        # Of how it was trained stays what the model is built from, no path of this machine.
        if "config" in content:
            content["config"] = {k: v for k, v in content["config"].items() if not k.endswith(("_file", "_dir"))}
        torch.save(content, path)


def _conll(sentences: Iterable[Labelled]) -> str:
    """Return sentences as Stanza's trainer reads them, persons under the name that its Arabic model has for them."""
    return json.dumps(
        [
            [{"text": word, "ner": name.replace("PERS", "PER")} for word, name in zip(*sentence, strict=True)]
            for sentence in sentences
        ]
    )


def _half(value: Any) -> Any:
    """Return what a file of Stanza holds, with numbers of half the size."""
    if isinstance(value, torch.Tensor):
        return value.half() if value.is_floating_point() else value
    if isinstance(value, dict):
        return type(value)((key, _half(item)) for key, item in value.items())
    return value


def word_vectors(sentences: Sequence[Sequence[str]], size: int = 32, window: int = 2) -> Iterator[tuple[str, Any]]:
    """Yield words that occur twice, with vectors of their company: PPMI with frequent words, cut to few axes."""
    counts = Counter(word.lower() for words in sentences for word in words)
    index = {word: number for number, (word, count) in enumerate(counts.most_common()) if count > 1}
    together = np.zeros((len(index), 400), dtype=np.float32)
    for words in sentences:
        ids = [index.get(word.lower(), len(index)) for word in words]
        for place, one in enumerate(ids):
            for other in ids[max(place - window, 0) : place + 1 + window]:
                if one < len(index) and other < together.shape[1] and one != other:
                    together[one, other] += 1
    rows, columns = together.sum(axis=1, keepdims=True) + 1e-9, together.sum(axis=0, keepdims=True) + 1e-9
    associated = np.log(np.maximum(together * together.sum() / rows / columns, 1))
    # The axes of the greatest variance; a decomposition of the whole matrix takes minutes.
    _, axes = np.linalg.eigh(associated.T @ associated)
    vectors = associated @ axes[:, -size:]
    yield from zip(index, vectors / vectors.std() / 2, strict=True)


def main() -> int:
    """Train both and print how good they are on sentences that they did not see."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    sentences = [sentence for path in sorted(SENTENCES.glob("*.txt")) for sentence in read(path)]
    marked, held_out = split(sentences)
    train, dev = [label(sentence) for sentence in marked], [label(sentence) for sentence in held_out]
    print(f"{len(train)} sentences to learn from, {len(dev)} to measure with", flush=True)
    start = time.perf_counter()
    with contextlib.redirect_stdout(sys.stderr):
        train_stanza(train, dev, OUT / "stanza")
    print(f"stanza: dev F1 {f1(StanzaEngine(OUT / 'stanza'), dev):.3f}, {time.perf_counter() - start:.0f} s")
    start = time.perf_counter()
    train_camel(train, OUT / "camel")
    print(f"camel: dev F1 {f1(CamelEngine(OUT / 'camel'), dev):.3f}, {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
