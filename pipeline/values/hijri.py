"""The Islamic calendar, tabular (civil): a day off the sighted calendar at most, mostly none."""

from __future__ import annotations

import datetime

_EPOCH = 227015
"""Ordinal of 1 Muharram 1 AH in the proleptic Gregorian calendar."""


def to_gregorian(year: int, month: int, day: int) -> datetime.date | None:
    """The Gregorian date of a day of the Islamic calendar, or None where there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    ordinal = _EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day - 1
    try:
        return datetime.date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        return None


def year_of(date: datetime.date) -> int:
    """The year of the hijra in which a Gregorian date falls."""
    return (30 * (date.toordinal() - _EPOCH) + 10646) // 10631
