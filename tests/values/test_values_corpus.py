"""The corpus beside the grammar: every line is read exactly, and the traps yield nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from value_rows import document, rows

from pipeline.values import quantities, times

_QUANTITIES = [row for name in ("quantities", "counts", "money") for row in rows(name)]
_TIMES = [row for name in ("times", "dates", "clocks", "durations") for row in rows(name)]
_TRAPS = [str(row["sentence"]) for row in rows("traps")]


def _quantity(row: dict[str, Any]) -> dict[str, Any]:
    value = row["value"]
    want: dict[str, Any] = {"value": None, "low": None, "high": None, "magnitude": None}
    if value.startswith("~"):
        want["magnitude"] = int(value[1:])
    elif ".." in value:
        low, _, high = value.partition("..")
        want |= {"low": pytest.approx(float(low)), "high": pytest.approx(float(high))}
    else:
        want["value"] = pytest.approx(float(value))
    return want | {key: row[key] for key in ("kind", "unit", "modifier", "per")}


@pytest.mark.parametrize("row", _QUANTITIES, ids=[f"{row['sentence']} @{row.get('site')}" for row in _QUANTITIES])
def test_quantities(row: dict[str, Any]) -> None:
    doc = document(row["sentence"], site=row.get("site"))
    found = quantities(doc)
    if row["surface"] is None:
        assert [q.span.cut(doc.text) for q in found] == []
        return
    assert [q.span.cut(doc.text) for q in found] == [row["surface"]]
    want = _quantity(row)
    assert {key: getattr(found[0], key) for key in want} == want
    assert found[0].rule


@pytest.mark.parametrize("row", _TIMES, ids=[f"{row['sentence']} @{row['published']}" for row in _TIMES])
def test_times(row: dict[str, Any]) -> None:
    doc = document(row["sentence"], row["published"])
    reference = datetime.date.fromisoformat(row["published"]) if row["published"] else None
    found = times(doc, reference)
    if row["surface"] is None:
        assert [t.span.cut(doc.text) for t in found] == []
        return
    assert [t.span.cut(doc.text) for t in found] == [row["surface"]]
    assert (found[0].kind, found[0].value, found[0].modifier) == (row["kind"], row["value"], row["modifier"])
    assert found[0].rule


@pytest.mark.parametrize("sentence", _TRAPS)
def test_traps(sentence: str) -> None:
    doc = document(sentence, "2021-10-05")
    assert [q.span.cut(doc.text) for q in quantities(doc)] == []
    assert [t.span.cut(doc.text) for t in times(doc, datetime.date(2021, 10, 5))] == []


def test_the_corpus_is_large_and_has_traps() -> None:
    everything = [*_QUANTITIES, *_TIMES]
    negative = [str(row["sentence"]) for row in everything if row["surface"] is None] + _TRAPS
    keys = [(row["sentence"], row.get("published"), row.get("site")) for row in everything]
    assert len(everything) + len(_TRAPS) >= 1500
    assert len(negative) >= 300
    assert len(set(keys)) == len(keys)
    assert len(set(_TRAPS)) == len(_TRAPS)
