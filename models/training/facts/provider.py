"""Fit the weights of the choice of the provider: `python -m models.training.facts.provider FOLDER..`.

FOLDER holds gold that neither the rules nor the fact tagger were made on. Prints the lines of
`pipeline/facts/data/provider.toml`, and how often the choice is right: with a fifth of the articles held out in turn,
and by rules alone.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray

import pipeline.facts.provider as choice
from pipeline import load
from pipeline.cli.evaluate import dated
from pipeline.document import Document, Ref
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.model import GoldArticle, brand
from pipeline.facts.weighing import Features, candidates

FOLDS, STEPS, RATE, RIDGE = 5, 400, 0.05, 0.02


@dataclass(frozen=True, slots=True)
class Case:
    """One article: features of each candidate, which of them are right, and whether the rules alone are."""

    features: list[Features]
    right: list[int]
    ruled: bool


def main(arguments: list[str] | None = None) -> int:
    """Fit, check, print."""
    parser = argparse.ArgumentParser(prog="python -m models.training.facts.provider", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    files = [f for folder in options.folders for f in sorted(folder.glob("*")) if f.suffix in (".gold", ".json")]
    cases = list(_cases([article for file in files for article in read_gold(file)]))
    names = sorted({name for case in cases for features in case.features for name in features})
    order = random.Random(0).sample(range(len(cases)), len(cases))
    good = 0
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS])
        weights = _fit([case for n, case in enumerate(cases) if n not in out], names)
        good += sum(_is_right(cases[n], names, weights) for n in out)
    print(f"# {len(cases)} articles: right in {good} (held out), {sum(case.ruled for case in cases)} by rules alone")
    for name, weight in zip(names, _fit(cases, names), strict=True):
        print(f"{name} = {weight:.3f}")
    return 0


def _cases(gold: Sequence[GoldArticle]) -> Iterator[Case]:
    pipeline = load()
    for article in gold:
        seen: list[tuple[dict[Ref | None, Features], Ref | None]] = []

        def look(analysis, standing, ruled, stops, seen=seen):  # type: ignore[no-untyped-def]
            seen.append((candidates(analysis, standing, ruled, stops), ruled))
            return ruled

        document = Document(dated(article.article()))
        with mock.patch.object(choice, "weighed", look):
            for stage in pipeline.stages[:-1]:
                stage(document)
        wanted = [
            {brand(key) for key in fact.accepts.get("subject", ()) if isinstance(key, str)}
            for fact in article.facts
            if fact.type == "outage" and fact.must and not fact.best("background")
        ]
        if not seen:
            continue
        table, ruled = seen[0]
        right = [
            number
            for number, ref in enumerate(table)
            if (ref is None and not wanted) or (ref is not None and any(_key(article, ref) in keys for keys in wanted))
        ]
        yield Case(list(table.values()), right, list(table).index(ruled) in right)


def _key(article: GoldArticle, ref: Ref) -> str | None:
    return brand(article.key(ref.kb, ref.name, ref.name_ar))


def _matrix(case: Case, names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[features.get(name, 0.0) for name in names] for features in case.features])


def _fit(cases: Sequence[Case], names: Sequence[str]) -> NDArray[np.float64]:
    """Return the weights under which the right candidates are likeliest (Adam over the whole set)."""
    tables = [(_matrix(case, names), case.right) for case in cases if case.right]
    weights = np.zeros(len(names))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = 2 * RIDGE * weights
        for table, right in tables:
            scores = table @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            share = np.zeros_like(likely)
            share[right] = likely[right] / likely[right].sum()
            slope += table.T @ (likely - share) / len(tables)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope * slope
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def _is_right(case: Case, names: Sequence[str], weights: NDArray[np.float64]) -> bool:
    return int((_matrix(case, names) @ weights).argmax()) in case.right


if __name__ == "__main__":
    raise SystemExit(main())
