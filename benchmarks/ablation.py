"""What each part of the way to a fact is worth: strict and core fact F1 with all of them, and without one at a time.

`python benchmarks/ablation.py corpora/gold/dev`: rules alone (no fact tagger), without the learnt recogniser of names
(and so without the tagger, which reads the words that it embeds), without what points back (short names, `الشركة`,
`التطبيق`), without attribution (sources, relays, certainty), and with all that is told, however unsure.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from machine import report

from pipeline.cli.evaluate import fresh
from pipeline.evaluate import read_gold, score
from pipeline.facts.attribution import Attribution
from pipeline.facts.learned import limits


class _NothingPointsBack:
    def __init__(self, *_: object) -> None: ...

    def resolve(self) -> tuple[()]:
        return ()


def _without_tagger() -> AbstractContextManager[object]:
    return patch("pipeline.facts.stage.worth_reading", lambda _: False)


def _without_coreference() -> AbstractContextManager[object]:
    return patch.multiple("pipeline.entities.stage", Nominals=_NothingPointsBack, short_names=lambda *_: [])


def _without_attribution() -> AbstractContextManager[object]:
    return patch("pipeline.facts.stage.attribute", lambda *_: Attribution(None, None, "asserted"))


def _without_doubt() -> AbstractContextManager[object]:
    return patch.dict(limits(), fact={"least": 0.0})


PARTS: dict[str, tuple[str, Callable[[], AbstractContextManager[object]]]] = {
    "everything": ("embedded", nullcontext),
    "rules alone: without the fact tagger": ("embedded", _without_tagger),
    "without the learnt recogniser and the tagger": ("none", nullcontext),
    "without what points back": ("embedded", _without_coreference),
    "without attribution": ("embedded", _without_attribution),
    "all that is told, however unsure": ("embedded", _without_doubt),
}
SLOTS = ("subject", "source", "certainty")


def main() -> int:
    """Print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    options = parser.parse_args()
    gold = [article for folder in options.gold for article in read_gold(folder)]
    rows: list[dict[str, Any]] = []
    for name, (ner, without) in PARTS.items():
        with without():
            scores = score(gold, fresh(gold, ner), resamples=0)
        slots = {slot: f"{scores.slots[slot][0] / scores.slots[slot][1]:.3f}" for slot in SLOTS}
        facts, core = scores["facts"].micro, scores["core"].micro
        rows.append(
            {"parts": name, "precision": f"{facts.precision:.3f}", "recall": f"{facts.recall:.3f}",
             "facts F1": f"{facts.f1:.3f}", "core F1": f"{core.f1:.3f}", **slots}
        )  # fmt: skip
    report("ablation", f"Facts without a part ({len(gold)} gold articles)", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
