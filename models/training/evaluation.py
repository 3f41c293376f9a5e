"""Scores of a network in training: strict F1 over names, with what a corpus leaves open counted as right."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import torch
from tokenizers import Tokenizer

from models.training.batches import Window, batches, windows
from models.training.corpora import GROUPS, LABELS, Example
from models.training.network import Tagger
from pipeline.entities.engines.base import Engine, Tag, runs
from pipeline.entities.engines.crf import best_path
from pipeline.text import fold

Allowed = tuple[str, tuple[str, ...]]


class Score(NamedTuple):
    """Counts of names."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where there is nothing."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 0.0

    def plus(self, right: int, found: int, wanted: int) -> Score:
        """Return the sum."""
        return Score(self.right + right, self.found + found, self.wanted + wanted)


def evaluate(model: Tagger, examples: Sequence[Example], tokenizer: Tokenizer, coarse: bool) -> dict[str, Score]:
    """Score a network by type and in all (`all`). With `coarse`, by the classes of ANERcorp, without MISC."""
    rows = windows(examples, tokenizer, [160], random.Random(0))
    paths = predict(model, rows, tokenizer)
    return score([(row.allowed, runs(path)) for row, path in zip(rows, paths, strict=True)], coarse)


def evaluate_engine(engine: Engine, examples: Sequence[Example], coarse: bool) -> dict[str, Score]:
    """Score an engine as the pipeline uses it."""
    tags = engine([item.words for item in examples])
    return score([(item.allowed, own or []) for item, own in zip(examples, tags, strict=True)], coarse)


def score(rows: Sequence[tuple[Sequence[Allowed], Sequence[Tag]]], coarse: bool) -> dict[str, Score]:
    """Score tags against what the labels of each row allow."""
    scores: dict[str, Score] = defaultdict(Score)
    for allowed, tags in rows:
        wanted, found = _spans(_gold(allowed), coarse), _spans(tags, coarse)
        for span, kind in wanted.items():
            hit = found.get(span) in kind.split("/")
            name = kind.split("/")[0]
            scores[name] = scores[name].plus(hit, 0, 1)
        for kind in found.values():
            scores[kind] = scores[kind].plus(0, 1, 0)
    total = Score(*(sum(column) for column in zip(*scores.values(), strict=True))) if scores else Score()
    return {**dict(sorted(scores.items())), "all": total}


def recall_by_acquaintance(
    engine: Engine, examples: Sequence[Example], known: frozenset[str]
) -> dict[str, tuple[float, int]]:
    """Return recall and number of the held-out names that training has seen (folded, whole) and of those it has not."""
    tags = engine([item.words for item in examples])
    counts = {"seen": [0, 0], "unseen": [0, 0]}
    for item, own in zip(examples, tags, strict=True):
        found = {(tag.first, tag.last): tag.type for tag in own or ()}
        for tag in _gold(item.allowed):
            if "other" in tag.type:
                continue
            row = counts["seen" if fold(" ".join(item.words[tag.first : tag.last])) in known else "unseen"]
            row[0] += found.get((tag.first, tag.last)) in tag.type.split("/")
            row[1] += 1
    return {name: (round(hit / total, 4) if total else 0.0, total) for name, (hit, total) in counts.items()}


def _gold(allowed: Sequence[Allowed]) -> list[Tag]:
    """Return the names of gold; the type of one that may be several has them all: `company/media`."""
    return runs([f"{prefix}-{'/'.join(kinds)}" if kinds else "O" for prefix, kinds in allowed])


def _spans(tags: Sequence[Tag], coarse: bool) -> dict[tuple[int, int], str]:
    spans: dict[tuple[int, int], str] = {}
    for tag in tags:
        kind = tag.type
        if coarse:
            groups = {GROUPS.get(name) for name in kind.split("/")}
            group = groups.pop() if len(groups) == 1 else None
            if group is None:
                continue
            kind = group
        spans[tag.first, tag.last] = kind
    return spans


@torch.no_grad()
def predict(model: Tagger, rows: Sequence[Window], tokenizer: Tokenizer) -> list[list[str]]:
    """Return the best path of labels for each window, in their order."""
    model.eval()
    steps, start = (model.transitions + model.barred).numpy(), model.barred_first.numpy()
    number = {id(row): place for place, row in enumerate(rows)}
    ordered = sorted(rows, key=lambda row: len(row.ids))
    paths: list[list[str]] = [[] for _ in rows]
    at = 0
    for batch in batches(rows, 3000, tokenizer, None):
        scores = model(batch.ids, batch.lengths, batch.firsts)
        for line, count in zip(scores, batch.words.tolist(), strict=True):
            best = best_path(line[:count].numpy(), steps, start)
            paths[number[id(ordered[at])]] = [LABELS[label] for label in best]
            at += 1
    return paths
