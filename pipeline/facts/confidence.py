"""How sure the extractor is of a fact: the share of right facts of its rule, on the dev articles."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.document import Fact
from pipeline.resources import read_toml

_PRIOR = 0.5


@cache
def _rates() -> dict[str, float]:
    return read_toml(Path(__file__).parent / "data" / "confidence.toml")


def confidence(fact: Fact) -> float:
    """Return the confidence of a fact in [0, 1]: by rule, then by type, else the prior."""
    rates = _rates()
    return float(rates.get(fact.rule, rates.get(fact.type, _PRIOR)))
