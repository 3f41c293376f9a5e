"""Every rule has a name, and a line of the corpus that it reads."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from value_rows import document, rows

import pipeline.values
from pipeline.values import quantities, times

_ROWS = rows("rules")
LOOSE = {"day_dash_month", "month_dash_year", "minutes_from", "noon", "loose_sum"}
"""Rules of the loose mode, which running text never asks: the adapter of the peers' suites does."""
_NAMED = (
    re.compile(r'ctx\.moment\((?:[^"]*?),\s*"([a-z_]+)"'),
    re.compile(r'rule="([a-z_]+)"'),
    re.compile(r'(?:_joined|_duration)\([^"]*"([a-z_]+)"'),
    re.compile(r'Sum\([^"]*"([a-z_]+)"'),
)
SLOTS = {"interval", "number", "unit", "tens", "two_parts", "fraction", "dozen", "half", "span", "which", "repeat"}
"""Words of the sources that are classes of the lexicon or names of numbers, which figures do not keep."""


def _read(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    doc = document(row["sentence"], row.get("published"), row.get("site"))
    reference = datetime.date.fromisoformat(row["published"]) if row.get("published") else None
    found = [
        (q.rule, q.span.cut(doc.text), f"~{q.magnitude}" if q.magnitude else str(q.value)) for q in quantities(doc)
    ]
    return found + [(t.rule, t.span.cut(doc.text), t.value) for t in times(doc, reference)]


@pytest.mark.parametrize("row", _ROWS, ids=[str(row["sentence"]) for row in _ROWS])
def test_a_line_for_a_rule(row: dict[str, Any]) -> None:
    assert (row["rule"], row["surface"], row["value"]) in _read(row)


def test_every_rule_of_the_sources_has_a_line() -> None:
    folder = Path(pipeline.values.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    named = {name for pattern in _NAMED for name in pattern.findall(source)}
    files = ("quantities", "counts", "money", "times", "dates", "clocks", "durations", "rules")
    read = {rule for name in files for row in rows(name) for rule, _, _ in _read(row)}
    assert len(named) > 60
    assert named - read - LOOSE - SLOTS == set()
