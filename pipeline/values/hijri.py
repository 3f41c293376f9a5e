"""The Islamic calendar: Umm al-Qura where its table reaches, the tabular (civil) calendar outside it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache

from pipeline.resources import read_tsv
from pipeline.values.lexicon import DATA

_EPOCH = 227015
"""Ordinal of 1 Muharram 1 AH in the proleptic Gregorian calendar."""


@cache
def _years() -> Mapping[int, tuple[int, str]]:
    """The ordinal of the first day of each year of the table, and the lengths of its months."""
    return {
        int(row["year"]): (datetime.date.fromisoformat(row["begins"]).toordinal(), row["months"])
        for _, row in read_tsv(DATA / "ummalqura.tsv")
    }


def to_gregorian(year: int, month: int, day: int) -> datetime.date | None:
    """The Gregorian date of a day of the Islamic calendar, or None where there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    known = _years().get(year)
    if known is None:
        ordinal = _EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day - 1
    else:
        begins, lengths = known
        ordinal = begins + sum(29 + int(length) for length in lengths[: month - 1]) + day - 1
    try:
        return datetime.date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        return None


def year_of(date: datetime.date) -> int:
    """The year of the hijra in which a Gregorian date falls."""
    guess = (30 * (date.toordinal() - _EPOCH) + 10646) // 10631
    begins = to_gregorian(guess, 1, 1)
    return guess - 1 if begins is not None and date < begins else guess
