"""How sure the extractor is of a fact, and which facts it is not sure enough of to tell them.

A logistic regression over the signs of a fact (`signs`), fitted on gold articles that neither the tagger nor, for the
most part, the rules had seen (`python -m models.training.facts.confidence`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline.document import Document, Fact
from pipeline.facts.analysis import Analysis
from pipeline.facts.learned import limits
from pipeline.facts.participants import Participants
from pipeline.facts.signs import Signs
from pipeline.resources import read_tsv

WEIGHTS = Path(__file__).parent / "data" / "confidence.tsv"


@cache
def weights() -> Mapping[str, float]:
    """Return the weight of each sign."""
    return {row["sign"]: float(row["weight"]) for _, row in read_tsv(WEIGHTS)}


def likely(signs: Mapping[str, float]) -> float:
    """Return how likely a fact with these signs is right, in [0, 1]. Signs that training never saw weigh nothing."""
    table = weights()
    score = sum(table.get(name, 0.0) * value for name, value in signs.items())
    return 1 / (1 + math.exp(-score))


def believed(analysis: Analysis, who: Participants, told: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the facts with their confidence, without those that are too likely wrong.

    Without the tagger nothing is left out: what rules alone tell has too few signs to be doubted.
    """
    least = limits()["fact"] if analysis.readings.names else {"least": 0.0}
    signs = Signs(analysis, who, told)
    sure = _surest(analysis.doc)
    rated = ((fact, likely(signs.of(fact))) for fact in told)
    return tuple(
        replace(fact, confidence=share * sure.get(fact.subject.key if fact.subject else "", 1.0))
        for fact, share in rated
        if share >= least.get(fact.type, least["least"])
    )


def _surest(doc: Document) -> dict[str, float]:
    """Return for each entity how sure its surest mention is: a fact is no surer than whom it is about."""
    sure: dict[str, float] = {}
    for mention in doc.mentions:
        if mention.form == "name":
            sure[mention.ref.key] = max(mention.score, sure.get(mention.ref.key, 0.0))
    return sure
