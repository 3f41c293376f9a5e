"""Clauses and grammar of names: what the builders see of a sentence."""

from __future__ import annotations

import datetime

import pytest
from fact_cases import read

from pipeline.entities import KnowledgeBase
from pipeline.facts.analysis import Analysis, latest_day


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return KnowledgeBase.load()


def _clauses(text: str, base: KnowledgeBase) -> list[str]:
    analysis = Analysis(read(text), base)
    return [analysis.span(c.first, c.last).cut(text).strip(" ،؛.") for c in analysis.clauses]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("توقف فيسبوك، ثم عاد مساء", ["توقف فيسبوك", "ثم عاد مساء"]),
        ("توقف فيسبوك بينما ازدهر تلغرام", ["توقف فيسبوك", "بينما ازدهر تلغرام"]),
        ("توقف فيسبوك وارتفع سهم سناب", ["توقف فيسبوك", "وارتفع سهم سناب"]),
        ("توقف فيسبوك؛ وغضب الناس", ["توقف فيسبوك", "وغضب الناس"]),
        # a conjunction before a noun joins, it does not break
        ("توقف الموقع والتطبيق", ["توقف الموقع والتطبيق"]),
        # clock times, dates and figures do not break
        ("توقف عند 15:45 مساء", ["توقف عند 15:45 مساء"]),
        ("توقف يوم 14-3-2019 صباحا", ["توقف يوم 14-3-2019 صباحا"]),
        ("خسر 1,250 دولارا", ["خسر 1,250 دولارا"]),
        # a comma between the members of a list of names does not
        ("توقفت فيسبوك، واتساب، إنستغرام أمس", ["توقفت فيسبوك، واتساب، إنستغرام أمس"]),
        ("توقفت «فيسبوك»، «واتساب» أمس", ["توقفت «فيسبوك»، «واتساب» أمس"]),
        ("توقفت فيسبوك (مساء)، وغضب الناس", ["توقفت فيسبوك (مساء)", "وغضب الناس"]),
        # nothing breaks inside a quotation
        ("كتب «عدنا، وشكرا، ثم وداعا» أمس", ["كتب «عدنا، وشكرا، ثم وداعا» أمس"]),
        # a sentence ends a clause
        ("توقف فيسبوك. عاد مساء.", ["توقف فيسبوك", "عاد مساء"]),
    ],
)
def test_clauses(text: str, clauses: list[str], base: KnowledgeBase) -> None:
    assert _clauses(text, base) == clauses


@pytest.mark.parametrize(
    ("text", "governor"),
    [
        ("نشر على تويتر", "علي"),
        ("نشر عبر منصة «تويتر»", "عبر"),
        ("خسارة لشركة تويتر", "ل"),
        ("خسارة لتويتر", "ل"),
        ("عطل في موقع تويتر", "في"),
        ("ثقة بتويتر", "ب"),
        ("أعلن تويتر", None),
        ("أعلنت شركة «تويتر»", None),
        ("تويتر", None),
    ],
)
def test_the_preposition_that_governs_a_name(text: str, governor: str | None, base: KnowledgeBase) -> None:
    analysis = Analysis(read(text), base)
    (place,) = analysis.mentions
    assert analysis.governor(place) == governor


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2021-10-04", (2021, 10, 4)),
        ("2021-10-04T15:45Z", (2021, 10, 4)),
        ("2021-10-05TDW", (2021, 10, 5)),
        ("2021-10", (2021, 10, 28)),
        ("2021", (2021, 12, 28)),
        ("2021-02-31", None),
        ("2021-W40", None),
        ("XXXX-10-04", None),
        ("XXXX-WXX-1", None),
        ("PRESENT_REF", None),
        ("", None),
    ],
)
def test_the_last_day_that_a_value_may_mean(value: str, day: tuple[int, int, int] | None) -> None:
    assert latest_day(value) == (datetime.date(*day) if day else None)


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("كان ذلك في 4 أكتوبر 2021.", "2022-01-01", "2022-01-01"),
        ("كان ذلك في 4 أكتوبر 2021 وفي 13 مارس 2019.", None, "2021-10-04"),
        ("كان ذلك أمس.", None, None),
    ],
)
def test_the_day_of_an_article(text: str, published: str | None, day: str | None, base: KnowledgeBase) -> None:
    reference = Analysis(read(text, published), base).reference
    assert (reference.isoformat() if reference else None) == day
