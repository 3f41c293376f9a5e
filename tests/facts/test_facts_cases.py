"""The cases beside the code: short articles, the facts that they state, and those that they do not."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import get_args

import pytest
from fact_cases import CASES, MISSES, Case, misses, read, read_cases, show, unsound

from pipeline.contract import CATEGORIES, FactType

KNOWN = [case for path in sorted(CASES.glob("*.toml")) if path.stem != MISSES for case in read_cases(path)]
MISSED = read_cases(CASES / f"{MISSES}.toml")


def _check(case: Case) -> None:
    doc = read(case.text, case.published)
    assert unsound(doc) == []
    wrong = misses(case, doc)
    assert wrong == [], [show(fact, doc) for fact in doc.facts]


@pytest.mark.parametrize("case", KNOWN, ids=[f"{case.file}: {case.name}" for case in KNOWN])
def test_case(case: Case) -> None:
    _check(case)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=case.family))
        for case in MISSED
    ],
    ids=[case.name for case in MISSED],
)
def test_what_is_not_known_yet(case: Case) -> None:
    _check(case)


def test_the_misses_are_few_and_have_a_family() -> None:
    assert len(MISSED) <= 30
    assert all(case.family for case in MISSED)
    assert not any(case.family for case in KNOWN)


def test_no_case_stands_twice() -> None:
    for field in ("text", "name"):
        twice = [key for key, n in Counter((c.file, getattr(c, field)) for c in KNOWN + MISSED).items() if n > 1]
        assert twice == []


# ----------------------------------------------------------------------------------------- what the cases cover
@cache
def _wanted() -> frozenset[tuple[str, str]]:
    return frozenset((fact["type"], fact.get("category", "-")) for case in KNOWN + MISSED for fact in case.facts)


def test_there_are_enough_cases_of_every_type() -> None:
    per_type = Counter(fact["type"] for case in KNOWN for fact in case.facts)
    assert len(KNOWN) >= 200
    assert set(per_type) == set(get_args(FactType))
    assert all(count >= 9 for count in per_type.values()), per_type
    assert sum(bool(case.none) for case in KNOWN) >= 60


@pytest.mark.parametrize(
    ("kind", "category"),
    [(kind, category) for kind in CATEGORIES for category in sorted(CATEGORIES[kind] - {"other", "explanation"})],
)
def test_every_category_has_a_case(kind: str, category: str) -> None:
    """`explanation` aside: a cause that is explained is a cause."""
    assert (kind, category) in _wanted()


def test_cases_want_categories_of_the_contract() -> None:
    assert not [(kind, c) for kind, c in _wanted() if c != "-" and c not in CATEGORIES[kind]]
