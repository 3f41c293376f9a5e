"""Days, clocks and durations in TIMEX3 values with parts unknown: what day may it be, do two values agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_DAY = re.compile(
    r"(?P<year>\d{4}|XXXX)"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?|-W(?P<week>\d\d|XX)(?:-(?P<weekday>[1-7X]))?)?"
)
_CLOCK = re.compile(r"T(\d\d)(?::(\d\d))?(?::(\d\d))?(Z|[+-]\d\d:?\d\d)?")
_DURATION = re.compile(r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
                       r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?")  # fmt: skip
_SECONDS = (365 * 86400, 30 * 86400, 7 * 86400, 86400, 3600, 60, 1)
_WEST, _EAST = timedelta(hours=-8), timedelta(hours=4)
"""The zones that a time without a zone may be in: from California, where the firms are, to Oman."""


@dataclass(frozen=True, slots=True)
class When:
    """A TIMEX3 value taken apart. Every part that the text does not give is None.

    `days` are the dates of a value whose day is known: as written, and in UTC where a zone moves it.
    `moment` is day and clock as written, whatever the zone; `instant` the same in UTC, where the zone is known.
    """

    value: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    week: int | None = None
    weekday: int | None = None
    clock: str | None = None
    days: frozenset[date] = frozenset()
    moment: datetime | None = None
    instant: datetime | None = None

    @property
    def dated(self) -> bool:
        """Whether the day is known."""
        return bool(self.days)

    @property
    def partial(self) -> bool:
        """Whether something of the day is known, but not the day."""
        return not self.days and (self.year, self.month, self.day, self.week, self.weekday) != (None,) * 5

    @property
    def written(self) -> str | None:
        """The day as the text gives it, or None where it is not known."""
        return self.value[:10] if self.days else None

    @property
    def label(self) -> str | None:
        """What is known of the date: `2019-07-13`, `2019-07`, `2019`, `XXXX-10-04`; None without year and month."""
        if self.days:
            return self.written
        if self.year is None and self.month is None:
            return None
        year = "XXXX" if self.year is None else f"{self.year:04}"
        if self.month is None:
            return year if self.week is None else f"{year}-W{self.week:02}"
        return f"{year}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    @property
    def pinned(self) -> bool:
        """Whether month or week of a year are known: whoever says it, and whenever, means these days."""
        return self.year is not None and (self.month or self.week) is not None

    @property
    def precision(self) -> int:
        """How much is known: 0 nothing, then parts of a day's date, the day, a part of it, a clock, a zone."""
        if not self.dated:
            return min(3, sum(p is not None for p in (self.year, self.month, self.day, self.week, self.weekday)))
        if self.clock is None:
            return 4
        if not self.clock[1:3].isdigit():
            return 5
        return 7 if self.instant else 6

    @property
    def same_as(self) -> str:
        """A form that equal moments share, whatever zone they are written in."""
        return self.instant.isoformat() if self.instant else self.value

    def may_be(self, day: date) -> bool:
        """Whether the value may denote that day."""
        if self.days:
            return day in self.days
        iso = day.isocalendar()
        known = (
            (self.year, day.year if self.week is None else iso.year),
            (self.month, day.month),
            (self.day, day.day),
            (self.week, iso.week),
            (self.weekday, iso.weekday),
        )
        return all(wanted is None or wanted == actual for wanted, actual in known)

    def compatible(self, other: When) -> bool:
        """Whether the two may denote one day."""
        if self.days:
            return any(other.may_be(day) for day in self.days)
        if other.days:
            return other.compatible(self)
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.week, other.week),
            (self.weekday, other.weekday),
        )
        return all(a is None or b is None or a == b for a, b in pairs)


@lru_cache(maxsize=4096)
def when(value: str) -> When:
    """Take a TIMEX3 value apart. An interval is taken at its beginning; what has no day gives no day."""
    start = value.split("/")[0]
    match = _DAY.match(start)
    if not match:
        return When(value)
    year, month, day, week, weekday = (_number(match[name]) for name in ("year", "month", "day", "week", "weekday"))
    rest = start[match.end() :]
    clock = rest if rest.startswith("T") and len(rest) > 1 else None
    if year is not None and not date.min.year < year < date.max.year:
        return When(value)
    days: set[date] = set()
    moment = instant = None
    try:
        if year and month and day:
            days.add(date(year, month, day))
            moment, instant = _moment(date(year, month, day), clock)
        elif year and week and weekday:
            days.add(date.fromisocalendar(year, week, weekday))
    except ValueError:
        return When(value)
    if instant:
        days.add(instant.date())
    return When(value, year, month, day, week, weekday, clock, frozenset(days), moment, instant)


def _number(part: str | None) -> int | None:
    return int(part) if part and part.isdigit() else None


def _moment(day: date, clock: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the moment as written and in UTC; None for what the clock leaves open."""
    match = _CLOCK.fullmatch(clock or "")
    if not match:
        return None, None
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    moment += timedelta(hours=int(match[1]), minutes=int(match[2] or 0), seconds=int(match[3] or 0))
    if not match[4]:
        return moment, None
    if match[4] == "Z":
        return moment, moment
    digits = match[4].replace(":", "")
    shift = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return moment, moment + (-shift if digits[0] == "+" else shift)


def agree(left: When, right: When, slack: timedelta = timedelta(0)) -> bool:
    """Whether two times may be one: equal moments, or one that leaves open what the other says.

    A day includes its hours and its parts, also where the day of a place has begun and that of UTC has not.
    `slack` is what two clocks may differ by.
    """
    if left.instant and right.instant:
        return abs(left.instant - right.instant) <= slack
    if left.instant:
        return _agrees_with_instant(right, left, left.instant, slack)
    if right.instant:
        return _agrees_with_instant(left, right, right.instant, slack)
    if not left.compatible(right):
        return False
    if left.moment and right.moment:
        return abs(left.moment - right.moment) <= slack
    clocks = [w.clock for w in (left, right) if w.clock]
    # Two clocks, or two parts of the day, that differ; a clock may lie in a part of the day.
    return len(clocks) < 2 or clocks[0] == clocks[1] or clocks[0][1:3].isdigit() != clocks[1][1:3].isdigit()


def _agrees_with_instant(open_: When, known: When, instant: datetime, slack: timedelta) -> bool:
    """Whether a time without a zone may be that instant: in one of the zones that news are told in."""
    if open_.moment:
        return _WEST - slack <= open_.moment - instant <= _EAST + slack
    days = known.days | {(instant + _WEST).date(), (instant + _EAST).date()}
    return any(open_.may_be(day) for day in days)


def length_unit(duration: str) -> int:
    """Return the seconds of the smallest part that a duration names, an hour at most: what it is rounded to."""
    match = _DURATION.fullmatch(duration)
    named = [unit for number, unit in zip(match.groups(), _SECONDS, strict=True) if number] if match else []
    return min([*named, 3600])


def seconds(duration: str) -> float | None:
    """Return the length of an ISO 8601 duration in seconds; None where a part is unknown (`PTXH`)."""
    match = _DURATION.fullmatch(duration)
    if not match or not any(match.groups()):
        return None
    return sum(float(number) * unit for number, unit in zip(match.groups(), _SECONDS, strict=True) if number)
