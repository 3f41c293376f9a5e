from __future__ import annotations

from datetime import date, timedelta

import pytest
from events_make import DAY
from hypothesis import given
from hypothesis import strategies as st

from pipeline.events.days import agree, length_unit, seconds, when


@pytest.mark.parametrize(
    ("value", "day", "may"),
    [
        ("2023-05-08", "2023-05-08", True),
        ("2023-05-08", "2023-05-09", False),
        ("2023-05-08T15:45Z", "2023-05-08", True),
        ("2023-05-08TEV", "2023-05-08", True),
        ("2023-05-09T01:30+03:00", "2023-05-09", True),  # as written
        ("2023-05-09T01:30+03:00", "2023-05-08", True),  # in UTC
        ("2023-05-09T01:30", "2023-05-08", False),
        ("XXXX-05-08", "2023-05-08", True),
        ("XXXX-05-08", "2023-05-09", False),
        ("XXXX-WXX-1", "2023-05-08", True),  # a Monday
        ("XXXX-WXX-1TEV", "2023-05-08", True),
        ("XXXX-WXX-2", "2023-05-08", False),
        ("XXXX-XX-XX", "2023-05-08", True),
        ("XXXX-XX-XXTEV", "2023-05-08", True),
        ("2023-05", "2023-05-08", True),
        ("2023-06", "2023-05-08", False),
        ("2023", "2023-05-08", True),
        ("2022", "2023-05-08", False),
        ("2023-W19", "2023-05-08", True),
        ("2023-W20", "2023-05-08", False),
        ("2023-W19-1", "2023-05-08", True),
        ("2023-05-08/2023-05-10", "2023-05-08", True),
        ("T15:45Z", "2023-05-08", True),
        ("PRESENT_REF", "2023-05-08", True),
        ("2023-13-45", "2023-05-08", True),  # no date at all
    ],
)
def test_what_day_a_value_may_be(value: str, day: str, may: bool) -> None:
    assert when(value).may_be(date.fromisoformat(day)) is may


VALUES = st.sampled_from(
    ["2023-05-08", "2023-05-08T15:45Z", "2023-05-09T01:30+03:00", "XXXX-05-08", "XXXX-WXX-1TEV", "2023-05", "2022", "x"]
)


@given(VALUES, VALUES)
def test_compatibility_and_agreement_are_mutual(left: str, right: str) -> None:
    a, b = when(left), when(right)
    assert a.compatible(a)
    assert agree(a, a)
    assert a.compatible(b) is b.compatible(a)
    assert agree(a, b) is agree(b, a)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("2023-05-08T15:45Z", "2023-05-08T18:45+03:00", True),
        ("2023-05-08T15:45Z", "2023-05-08T11:45-0400", True),
        ("2023-05-08T15:45Z", "2023-05-08T15:40Z", False),
        ("2023-05-08T15:45Z", "2023-05-08", True),
        ("2023-05-08T15:45", "2023-05-08T16:45", False),
        ("2023-05-08T15:45", "2023-05-08T12:45Z", True),  # a clock without a zone says less
        ("2023-05-08TEV", "2023-05-08TMO", False),
        ("2023-05-08TEV", "2023-05-08T18:00", True),
        ("2023-05-08", "2023-05-09", False),
        # A day includes its hours and parts, in the zones that news are told in.
        ("2023-05-08TEV", "2023-05-08T15:40Z", True),
        ("2023-05-09", "2023-05-08T21:50Z", True),
        ("2023-05-09TDW", "2023-05-08T21:50Z", True),
        ("2023-05-09", "2023-05-08T15:40Z", False),
        ("2023-05-07", "2023-05-08T06:00Z", True),
        ("XXXX-05-09", "2023-05-08T21:50Z", True),
        ("2023-05-09T00:50", "2023-05-08T21:50Z", True),
        ("2023-05-08T23:50", "2023-05-08T12:00Z", False),
        ("2023-05-08T23:50", "2023-05-09T00:10", False),
        ("XXXX-WXX-1", "2023-05-08", True),
        ("XXXX-WXX-1", "XXXX-WXX-2", False),
    ],
)
def test_when_two_times_agree(left: str, right: str, same: bool) -> None:
    assert agree(when(left), when(right)) is same


@pytest.mark.parametrize(
    ("left", "right"),
    [("T15:40Z", "T18:50+03:00"), ("T15:40", "T15:50"), ("T20:50", "T16:45Z")],
)
def test_clocks_may_differ_by_what_the_reader_allows(left: str, right: str) -> None:
    a, b = when(DAY + left), when(DAY + right)
    assert not agree(a, b)
    assert agree(a, b, timedelta(minutes=10))


@pytest.mark.parametrize(
    ("value", "label", "pinned"),
    [
        ("2023-05-08T15:45Z", "2023-05-08", True),
        ("2023-05-XX", "2023-05", True),
        ("2023-W19", "2023-W19", True),
        ("2023-Q2", "2023", False),
        ("XXXX-05-08TEV", "XXXX-05-08", False),
        ("XXXX-05", "XXXX-05", False),
        ("XXXX-WXX-1", None, False),
        ("XXXX-XX-08", None, False),
        ("PRESENT_REF", None, False),
        ("9999-12-31T23:00-04:00", None, False),  # no year of an outage
    ],
)
def test_what_is_known_of_a_date(value: str, label: str | None, pinned: bool) -> None:
    assert (when(value).label, when(value).pinned) == (label, pinned)


def test_precision_rises_with_what_is_known() -> None:
    values = ["PRESENT_REF", "2023", "2023-05", "2023-05-08", "2023-05-08TEV", "2023-05-08T15:45", "2023-05-08T15:45Z"]
    ranks = [when(value).precision for value in values]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("value", "length"),
    [("PT7H", 25200), ("PT45M", 2700), ("P1D", 86400), ("PT1H30M", 5400), ("PTXH", None), ("P", None), ("x", None)],
)
def test_how_long_a_duration_is(value: str, length: float | None) -> None:
    assert seconds(value) == length


@pytest.mark.parametrize(("value", "unit"), [("PT6H30M", 60), ("PT6H", 3600), ("P1D", 3600), ("PT5S", 1), ("x", 3600)])
def test_what_a_duration_is_rounded_to(value: str, unit: int) -> None:
    assert length_unit(value) == unit
