"""Counts, precision, recall and F1, and how sure they are: bootstrap intervals over articles."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEVEL = 0.95
"""The intervals hold this share of the resampled scores."""


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives, false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)


Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over all articles, the scores, and their intervals (None where none was asked for)."""

    tp: int
    fp: int
    fn: int
    precision: float
    recall: float
    f1: float
    precision_ci: Interval | None = None
    recall_ci: Interval | None = None
    f1_ci: Interval | None = None


def rates(tp: int, fp: int, fn: int) -> tuple[float, float, float]:
    """Return precision, recall and F1. Where there was nothing to find and nothing was found, all are 1."""
    if not tp + fp + fn:
        return 1.0, 1.0, 1.0
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return precision, recall, 2 * tp / (2 * tp + fp + fn)


def intervals(series: Mapping[str, Sequence[Counts]], resamples: int, seed: int) -> dict[str, Score]:
    """Score every series of per-article counts; all series must speak of the same articles in the same order.

    Articles are drawn with replacement, the same draws for every series, `resamples` times.
    """
    size = max((len(counts) for counts in series.values()), default=0)
    draw = random.Random(seed)
    draws = [draw.choices(range(size), k=size) for _ in range(resamples)] if size else []
    return {name: _score(counts, draws) for name, counts in series.items()}


def _score(counts: Sequence[Counts], draws: Sequence[Sequence[int]]) -> Score:
    total = sum(counts, Counts())
    plain = rates(total.tp, total.fp, total.fn)
    if not draws:
        return Score(total.tp, total.fp, total.fn, *plain)
    tps, fps, fns = ([getattr(c, name) for c in counts] for name in ("tp", "fp", "fn"))
    resampled = [
        rates(sum(map(tps.__getitem__, d)), sum(map(fps.__getitem__, d)), sum(map(fns.__getitem__, d))) for d in draws
    ]
    bounds = [_bounds(sorted(values)) for values in zip(*resampled, strict=True)]
    return Score(total.tp, total.fp, total.fn, *plain, *bounds)


def _bounds(ordered: Sequence[float]) -> Interval:
    tail = (1 - LEVEL) / 2
    last = len(ordered) - 1
    return ordered[round(tail * last)], ordered[round((1 - tail) * last)]
