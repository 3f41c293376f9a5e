"""Fit how sure the extractor is of a fact: `python -m models.training.facts.confidence TAGGER:GOLD ..`.

GOLD is a folder of gold, or a list of gold files (one path from the root of the repository a line), that the fact
tagger in the folder TAGGER has not learnt from. Writes `pipeline/facts/data/confidence.tsv`, and prints how many facts
are kept at a limit and how many of them are right, with a fifth of the articles held out in turn. Each article is read
with the tagger and without it. A fact is right when gold demands it so, or when it is an optional one by its core.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline import load
from pipeline.cli.evaluate import dated
from pipeline.document import Document
from pipeline.entities import KnowledgeBase
from pipeline.evaluate.compare import CORE, STRICT, is_right, predicted
from pipeline.evaluate.facts import align_facts
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.model import GoldArticle
from pipeline.facts import FactStage
from pipeline.facts.confidence import WEIGHTS
from pipeline.facts.known import KnownOutages
from pipeline.facts.signs import Signs
from pipeline.facts.tagger import FactTagger
from pipeline.records import article_record

ROOT = Path(__file__).parents[3]
FOLDS = 5
FEW = 6
"""A sign that is seen in fewer facts says nothing."""
RIDGE = 2.0
STEPS = 12
LIMITS = (0.0, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


@dataclass(frozen=True, slots=True)
class Case:
    """One fact that was told: its signs, whether it is right, and whether the tagger had read its article."""

    article: str
    signs: Mapping[str, float]
    right: bool
    read: bool


def main(arguments: list[str] | None = None) -> int:
    """Read, check, fit, write."""
    parser = argparse.ArgumentParser(prog="python -m models.training.facts.confidence", description=__doc__)
    parser.add_argument("pairs", nargs="+", metavar="TAGGER:GOLD")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    cases: list[Case] = []
    for pair in options.pairs:
        tagger, _, gold = pair.partition(":")
        articles = list(_articles(Path(gold)))
        cases += _cases(FactTagger(Path(tagger)), articles)
        cases += _cases(None, articles)
    _report(cases)
    table = _fit(cases)
    lines = [f"{name}\t{weight:.3f}" for name, weight in sorted(table.items()) if abs(weight) >= 0.001]
    articles = len({case.article for case in cases})
    head = f"# Written by models/training/facts/confidence.py from {len(cases)} facts of {articles} articles."
    options.out.write_text("\n".join([head, "sign\tweight", *lines]) + "\n", encoding="utf-8")
    return 0


def _articles(gold: Path) -> Iterator[GoldArticle]:
    files = sorted(gold.glob("*.gold")) if gold.is_dir() else [ROOT / line for line in gold.read_text().split()]
    for file in files:
        yield from read_gold(file)


def _cases(tagger: FactTagger | None, gold: Iterable[GoldArticle]) -> Iterator[Case]:
    base = KnowledgeBase.load()
    stage = FactStage(base, tagger, KnownOutages.load(base))
    stages = load().stages
    for article in gold:
        doc = Document(dated(article.article()))
        for before in stages[: [s.name for s in stages].index(stage.name)]:
            before(doc)
        analysis, who, told = stage.told(doc)
        doc.facts = tuple(told)
        found = [predicted(fact, article) for fact in article_record(doc).facts]
        partner = {column: article.facts[row] for row, column in align_facts(article.facts, found).items()}
        signs = Signs(analysis, who, told)
        for column, (fact, got) in enumerate(zip(told, found, strict=True)):
            want = partner.get(column)
            right = want is not None and is_right(want, got, STRICT if want.must else CORE)
            yield Case(article.name, signs.of(fact), right, bool(analysis.readings.names))


def _matrix(cases: Sequence[Case], names: Sequence[str]) -> NDArray[np.float64]:
    place = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(cases), len(names)))
    for row, case in enumerate(cases):
        for name, value in case.signs.items():
            if name in place:
                table[row, place[name]] = value
    return table


def _fit(cases: Sequence[Case]) -> dict[str, float]:
    """Return the weights of a ridge logistic regression (Newton's method)."""
    seen = Counter(name for case in cases for name in case.signs)
    names = sorted(name for name, count in seen.items() if count >= FEW)
    table = _matrix(cases, names)
    right = np.array([case.right for case in cases], float)
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-(table @ weights)))
        slope = table.T @ (likely - right) + RIDGE * weights
        curve = (table * (likely * (1 - likely))[:, None]).T @ table + RIDGE * np.eye(len(names))
        weights -= np.linalg.solve(curve, slope)
    return dict(zip(names, weights.tolist(), strict=True))


def _report(cases: Sequence[Case]) -> None:
    """Print how many facts of held-out articles are kept at each limit, and the share of them that is right."""
    names = sorted({case.article for case in cases})
    random.Random(0).shuffle(names)
    likely: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        out = set(names[fold::FOLDS])
        table = _fit([case for case in cases if case.article not in out])
        held = [case for case in cases if case.article in out and case.read]
        scores = _matrix(held, list(table)) @ np.array(list(table.values()))
        likely += zip(1 / (1 + np.exp(-scores)), (case.right for case in held), strict=True)
    for limit in LIMITS:
        kept = [right for share, right in likely if share >= limit]
        print(f"{limit:.2f}: {len(kept)} facts, {sum(kept) / max(len(kept), 1):.3f} of them right")


if __name__ == "__main__":
    raise SystemExit(main())
