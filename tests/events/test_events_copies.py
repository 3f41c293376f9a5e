"""Copies of one article are one voice: all are listed, none of them confirms another."""

from __future__ import annotations

from typing import Any

from events_make import DAY, amount, article, fact, outage

from pipeline.contract import ArticleRecord, DiagnosticRecord, EventRecord
from pipeline.events import merge
from pipeline.ingest.near_duplicates import CODE, Copy

MORE = amount(70, "user", "more_than")
PLAIN = amount(70, "user")


def told(name: str, figure: dict[str, Any] | None = None, day: str = DAY, **slots: Any) -> ArticleRecord:
    figures = [fact("impact", "meta", category="users_affected", quantity=figure)] if figure else []
    return article(name, outage("meta", day, **slots), *figures, site=f"{name}.example")


def copy_of(first: ArticleRecord, copy: ArticleRecord) -> ArticleRecord:
    message = Copy(first.article.id, first.article.id, 0.8).message
    return copy.model_copy(update={"diagnostics": [DiagnosticRecord(code=CODE, message=message)]})


def event(*records: ArticleRecord) -> EventRecord:
    (made,) = merge(records)
    (again,) = merge(reversed(records))
    assert made == again
    return made


def test_a_copy_confirms_nothing() -> None:
    first = told("a", PLAIN)
    copy = copy_of(first, told("b", MORE))
    (claim,) = event(first, copy).claims
    assert claim.agreement == "single"
    assert len(claim.values) == 2
    assert {source for value in claim.values for source in value.sources} == {"a.example", "b.example"}
    (claim,) = event(first, told("b", MORE)).claims
    assert claim.agreement == "consistent"


def test_another_voice_confirms() -> None:
    first = told("a", PLAIN)
    (claim,) = event(first, copy_of(first, told("b", PLAIN)), told("c", MORE)).claims
    assert claim.agreement == "consistent"


def test_copies_without_the_first_are_one_voice_too() -> None:
    first = told("a")
    (claim,) = event(first, copy_of(first, told("b", PLAIN)), copy_of(first, told("c", MORE))).claims
    assert claim.agreement == "single"


def test_a_copy_that_contradicts_is_a_conflict() -> None:
    first = told("a", PLAIN)
    (claim,) = event(first, copy_of(first, told("b", amount(90, "user")))).claims
    assert claim.agreement == "conflicting"


def test_many_copies_do_not_outvote_two_voices() -> None:
    first = told("a", amount(90, "user"))
    copies = [copy_of(first, told(f"c{n}", amount(90, "user"))) for n in range(5)]
    (claim,) = event(first, *copies, told("x", PLAIN), told("y", PLAIN)).claims
    assert [value.quantity.value for value in claim.values if value.quantity] == [70, 90]
    assert [len(value.support) for value in claim.values] == [2, 6]


def test_times_are_chosen_by_voices() -> None:
    first = told("a", day=f"{DAY}T15:00Z")
    copies = [copy_of(first, told(f"c{n}", day=f"{DAY}T15:00Z")) for n in range(4)]
    made = event(first, *copies, told("x", day=f"{DAY}T15:40Z"), told("y", day=f"{DAY}T15:40Z"))
    assert made.start.value == f"{DAY}T15:40Z"
    (claim,) = made.claims
    assert claim.agreement == "conflicting"
    assert [len(value.support) for value in claim.values] == [2, 5]


def test_a_duration_in_other_words_of_a_copy_is_no_agreement() -> None:
    first = told("a", duration="PT6H")
    copy = copy_of(first, told("b", duration="PT7H"))
    durations = [claim for claim in event(first, copy).claims if claim.category == "duration"]
    assert [claim.agreement for claim in durations] == ["conflicting"]
    about = copy_of(first, told("b", duration="~PT6H30M"))
    durations = [claim for claim in event(first, about).claims if claim.category == "duration"]
    assert [claim.agreement for claim in durations] == ["single"]


def test_the_day_that_copies_give_counts_once() -> None:
    first = told("a", day="2023-05-08")
    copies = [copy_of(first, told(f"c{n}", day="2023-05-08")) for n in range(3)]
    others = [told(name, day="2023-05-09") for name in "xy"]
    assert event(first, *copies, *others).event_id == "meta/2023-05-09"
