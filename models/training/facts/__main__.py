"""Train the fact tagger: `python -m models.training.facts --news FOLDER`.

The recogniser (`models/ner`) embeds the articles of `corpora/gold/train` and `corpora/lessons`; its layers are what the
tagger begins with. Articles are read several times, each time with other names in them. Real news articles
about other things (`--news`) teach what is no outage. `corpora/gold/dev` is only looked at. The folder is written at
the end; `naba evaluate corpora/gold/dev` says what it is worth.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
from collections.abc import Container, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import torch
from torch import nn

from models.training.facts.examples import Example, example, pools, swapped, unmarked
from models.training.facts.export import layers_of, network_of, write_folder
from models.training.facts.network import FactNetwork
from models.training.facts.scores import scores
from models.training.facts.windows import Classes, Window, windows
from models.training.news import articles
from pipeline import load
from pipeline.document import Article, Document
from pipeline.entities import KnowledgeBase
from pipeline.entities.engines.embedded import EmbeddedEngine
from pipeline.evaluate.gold import read_gold
from pipeline.facts.tagger import FactTagger

ROOT = Path(__file__).parents[3]
LONGEST = 3000
"""Letters of a news article that is read: longer ones would outweigh the gold."""
PIECES = 1300
"""Pieces of a batch."""
RATES = {"layers": 2e-4, "head": 1e-3, "tables": 5e-3}
FURTHER = 1 / 3
"""What of these rates a tagger has that goes on from one that had learnt."""
WARM = 0.08
"""Share of the steps in which the rates rise; then they fall to nothing."""
LOOK = 3
"""Epochs between two looks at dev."""
log = logging.getLogger("models.training.facts")


def main(arguments: list[str] | None = None) -> int:
    """Train, score, write the folder."""
    parser = argparse.ArgumentParser(prog="python -m models.training.facts", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "facts", help="the folder to write")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--versions", type=int, default=4, help="readings of each article, with other names in it")
    parser.add_argument("--articles", type=int, help="read no more articles than this (to try it out)")
    parser.add_argument("--news", type=Path, metavar="FOLDER", help="with *.zip: articles about other things")
    parser.add_argument("--others", type=int, default=200, help="how many of them are read")
    parser.add_argument("--without", type=Path, metavar="LIST", help="gold files that are not read, a path a line")
    parser.add_argument(
        "--further", type=Path, metavar="FOLDER", help="go on from this tagger, with a third of the rates"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", stream=sys.stderr)
    log.setLevel(logging.INFO)  # the quantizer tells of every weight otherwise
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    engine = EmbeddedEngine()
    former = FactTagger(options.further) if options.further is not None else None
    if former is not None and not former.fits(engine.checksum):
        parser.error(f"{options.further} reads the words of another recogniser than models/ner: begin anew.")
    corpora = ROOT / "corpora"
    unread = {ROOT / line for line in options.without.read_text().split()} if options.without else set()
    train = list(_examples([corpora / "gold" / "train", corpora / "lessons"], options.articles, unread))
    others = _others(options.news, options.others) if options.news else []
    dev = list(_examples([corpora / "gold" / "dev"], options.articles))
    if options.further is not None:
        network, classes = network_of(options.further)
    else:
        classes = Classes.of(train)
        network = FactNetwork(layers_of(ROOT / "models" / "ner" / "model.onnx"), classes)
    names = pools(train)
    versions: list[list[Window]] = []
    for number in range(options.versions):
        told = [swapped(item, names, rng) for item in train] if number else train
        told = [*told, *others]
        versions.append([window for item in told for window in windows(engine, item, classes)])
    held = [w for item in dev for w in windows(engine, item, classes)]
    log.info("%d articles, %d windows, %d of dev", len(train), len(versions[0]), len(held))
    share = 1.0 if former is None else FURTHER
    _train(network, versions, held, options.epochs, rng, share)
    recipe = {
        "made": datetime.now(UTC).date().isoformat(),
        "articles": len(train),
        "others": len(others),
        "recipe": {
            "seed": options.seed,
            "epochs": options.epochs,
            "readings": options.versions,
            "rate": share * RATES["layers"],
            "further": former.checksum if former is not None else None,
        },
        "versions": {name: version(name) for name in ("numpy", "onnx", "onnxruntime", "tokenizers", "torch")},
        "licence": "CC BY-SA 4.0",
        "dev": {name: round(value, 4) for name, value in sorted(scores(network, held).items())},
    }
    write_folder(network, classes, options.out, engine.checksum, recipe)
    return 0


def _examples(folders: Sequence[Path], most: int | None, without: Container[Path] = ()) -> Iterator[Example]:
    kb = KnowledgeBase.load()
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in (".gold", ".json")]
    for file in [file for file in files if file not in without][:most]:
        yield from (example(article, kb) for article in read_gold(file))


def _others(folder: Path, count: int) -> list[Example]:
    """Return articles of news as examples of nothing: one in five hundred tells of an outage, which does no harm."""
    texts = [text for text in articles(folder) if len(text) <= LONGEST]
    pipeline = load()
    found: list[Example] = []
    for text in random.Random(0).sample(texts, min(count, len(texts))):
        document = Document(Article(text, "news"))
        for stage in pipeline.stages[:-2]:
            stage(document)
        found.append(unmarked(document))
    return found


def _train(
    network: FactNetwork,
    versions: Sequence[Sequence[Window]],
    held: Sequence[Window],
    epochs: int,
    rng: random.Random,
    share: float,
) -> None:
    """Train for some epochs, at this share of the full rates."""
    groups = [_batches(version) for version in versions]
    steps = epochs * len(groups[0])
    optimizer = torch.optim.AdamW(
        [
            {"params": network.layers.parameters(), "lr": share * RATES["layers"]},
            {"params": network.head.parameters(), "lr": share * RATES["head"]},
            {"params": network.tables(), "lr": share * RATES["tables"]},
        ],
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min((at + 1) / (WARM * steps), 1.0) * max(1 - at / steps, 0.01)
    )
    for epoch in range(epochs):
        network.train()
        batches = groups[epoch % len(groups)]
        rng.shuffle(batches)
        total = 0.0
        for batch in batches:
            loss = network.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        log.info("epoch %d: loss %.3f", epoch + 1, total / len(batches))
        if (epoch + 1) % LOOK == 0 or epoch + 1 == epochs:
            log.info("dev: %s", {name: round(value, 3) for name, value in sorted(scores(network, held).items())})


def _batches(all_windows: Sequence[Window]) -> list[list[Window]]:
    """Group windows of about the same length into batches of about `PIECES`."""
    batches: list[list[Window]] = [[]]
    for window in sorted(all_windows, key=lambda item: len(item.hidden)):
        if batches[-1] and (len(batches[-1]) + 1) * len(window.hidden) > PIECES:
            batches.append([])
        batches[-1].append(window)
    return batches


if __name__ == "__main__":
    raise SystemExit(main())
