"""The hours of returns set right: a return comes after the stop, and one after the other.

`عاد في السابعة` has no day, and often no half of the day; the time stage takes both from the hour that was told
before. What is known of the stop and of the returns beside it tells more: `من الثالثة إلا عشر .. عاد في السابعة، ثم
في الثامنة وربع، وفي التاسعة ليلا` are 19:00, 20:15 and 21:00.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pipeline.document import Time
from pipeline.facts.analysis import Analysis
from pipeline.text import fold

_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d|XXXX[^T]*|)T(\d\d):(\d\d)(.*)")
_PART = re.compile(r"صباح|مساء|ليل|ظهر|فجر|عصر|ضحى|ضحي|منتصف|زوال|عشاء|سحر|بتوقيت|gmt|غرينتش")
_WEEKDAY = re.compile(r"\b(?:ال)?(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)\b")
_DAY = re.compile(
    _WEEKDAY.pattern
    + r"|\b(?:ال)?(?:يوم|امس|تالي|موالي|غد)\b|\d{4}"
    + r"|\d (?!دقيق|بعد|قبل|من|صباح|مساء|فجر|ليل|ظهر|عصر|زوال|بتوقيت|[مص]\b)\w"
)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(T[A-Z]{2}|)")
_LATE_PART = re.compile(r"(\d{4}-\d\d-\d\d)T(AF|EV|NI)")
_WEEK = re.compile(r"XXXX-WXX-(\d)")
_LATER_HALF = ("TAF", "TEV", "TNI")
_UNKNOWN = "XXXX-XX-XX"
_BASE = date(2000, 1, 1)
HALF, DAY = timedelta(hours=12), timedelta(days=1)
NOON, EVENING, DAWN = 12, 15, 6
OPENS = {"AF": timedelta(hours=13), "EV": timedelta(hours=17), "NI": timedelta(hours=19)}
"""The hours from which the later parts of a day run."""
SOON = timedelta(hours=8)
"""Longer than that, two returns of one telling are in different halves of the day when one of them may be."""
BESIDE = timedelta(hours=1)
"""Returns so near to each other may be told in any order."""
NIGHT = timedelta(hours=20)
"""So long after the stop a return that was dated before it may have been."""


@dataclass(slots=True)
class _Hour:
    """A clock time that can be moved. `day` and `zone` are those of its value, `bare` and `dated` what it says."""

    at: datetime
    day: str
    zone: str
    bare: bool
    dated: bool

    @property
    def known(self) -> bool:
        """Whether it has a day of the calendar."""
        return self.day[:1].isdigit()

    @property
    def value(self) -> str:
        """Its value, with the unknown day as X."""
        return f"{self.at.date().isoformat() if self.known else self.day or _UNKNOWN}T{self.at:%H:%M}{self.zone}"


def in_order(analysis: Analysis, times: Sequence[Time], begun: Time | None) -> list[Time]:
    """Return the times of returns that are told one after the other, moved where they cannot be as they are."""
    hours = [_hour(analysis, time) for time in times]
    start = before = _start(analysis, begun) if begun is not None else None
    for number, hour in enumerate(hours):
        if hour is None:
            continue
        above = times[number - 1].value if number else ""
        if hour.bare and hour.at.hour < NOON and above.endswith(_LATER_HALF):
            hour.at += HALF
        elif before is not None and before.known == hour.known and (hour.known or before.day == hour.day or number):
            _after(hour, before)
        before = hour
    times = _weeks_back(analysis, times, begun)
    weekday = _weekday(analysis, begun)
    following: _Hour | None = None
    for hour in reversed(hours):
        if hour is not None and following is not None:
            _up_to(hour, following)
        following = hour or following
    _not_ahead(analysis, [hour for hour in hours if hour is not None], start)
    if weekday:
        _of_week(hours, weekday, start)
    return [
        replace(time, value=hour.value) if hour is not None and hour.value != time.value else time
        for time, hour in zip(times, hours, strict=True)
    ]


def _start(analysis: Analysis, begun: Time) -> _Hour | None:
    """When the stop began; the part of a day (`مساء أمس`) by the hour that opens it."""
    part = _LATE_PART.fullmatch(begun.value)
    if part is None:
        return _hour(analysis, begun)
    at = datetime.fromisoformat(part[1]) + OPENS[part[2]]
    return _Hour(at, part[1], "", bare=False, dated=True)


def _hour(analysis: Analysis, time: Time) -> _Hour | None:
    found = _CLOCK.fullmatch(time.value)
    if found is None or int(found[2]) > 23:
        return None
    words = fold(time.span.cut(analysis.doc.text))
    day = date.fromisoformat(found[1]) if found[1][:1].isdigit() else _BASE
    at = datetime(day.year, day.month, day.day, int(found[2]), int(found[3]))
    padded = re.match(r"\D*0\d:", words) is not None
    counted = any(place.it.span == time.span and place.it.kind == "duration" for place in analysis.times)
    open_half = at.hour <= NOON or not re.search(r"\d", words)
    bare = not counted and not found[4] and not padded and open_half and not _PART.search(words)
    return _Hour(at, found[1], found[4], bare, bool(_DAY.search(words)))


def _after(hour: _Hour, before: _Hour) -> None:
    """Move an hour behind what came before it: to the other half of the day where its words leave that open."""
    if hour.zone and before.zone and hour.zone != before.zone:
        return
    if hour.bare and hour.at.hour == NOON:
        midnight = datetime.combine(before.at.date(), hour.at.time().replace(hour=0))
        midnight += DAY * (midnight < before.at)
        if before.at.hour == 0 or before.at.hour >= EVENING:
            hour.at = midnight
    elif hour.bare and before.at.hour < DAWN and hour.at - HALF > before.at:
        hour.at -= HALF
    elif hour.bare and hour.at + BESIDE < before.at <= hour.at + HALF:
        hour.at += HALF
    elif hour.known and not hour.dated and hour.at < before.at and hour.at + DAY - before.at < NIGHT:
        hour.at += DAY


def _up_to(hour: _Hour, following: _Hour) -> None:
    """Move an hour towards the next one: both are of one evening, or of the day before that of the next."""
    if hour.known != following.known or hour.zone != following.zone:
        return
    behind = following.at if following.known or following.at >= hour.at else following.at + DAY
    overnight = hour.known and following.known and hour.at + DAY <= behind + BESIDE
    if overnight and not hour.dated:
        hour.at += DAY
        return
    morning = hour.bare and hour.at.hour < NOON
    if morning and behind - hour.at > SOON and hour.at + HALF <= behind:
        hour.at += HALF
    elif hour.known and not hour.dated and hour.at > following.at and following.dated and hour.at - DAY < following.at:
        hour.at -= DAY


def _not_ahead(analysis: Analysis, hours: list[_Hour], start: _Hour | None) -> None:
    """What is told as done was not after the day of the article, nor in its evening if the stop was the evening before.

    `توقفت مساء أمس 95 دقيقة، وعادت في الحادية عشرة إلا ربعا مساء`: the hour is of yesterday as well.
    """
    published = analysis.doc.article.published
    if published is None or not any(hour.known for hour in hours):
        return
    last = date.fromisoformat(published)
    late = start is not None and start.known and start.at.date() == last - DAY and start.at.hour >= EVENING
    for hour in hours:
        ahead = hour.at.date() - last == DAY
        if hour.known and (ahead or (late and not hour.dated and hour.at.date() == last and hour.at.hour >= EVENING)):
            hour.at -= DAY


def _weekday(analysis: Analysis, begun: Time | None) -> int:
    """The weekday of the stop where its date is not known: its own, else the only one that the article names; or 0."""
    told = [begun.value] if begun is not None and _WEEK.match(begun.value) else [t.it.value for t in analysis.times]
    days = {int(found[1]) for value in told if (found := _WEEK.match(value))}
    return days.pop() if len(days) == 1 else 0


def _of_week(hours: Sequence[_Hour | None], weekday: int, begun: _Hour | None) -> None:
    """Give hours without a day the weekday of the stop, those that it did not reach any more the next one."""
    above = begun
    for hour in hours:
        if hour is None or hour.day:
            above = None
            continue
        if above is not None and hour.at < above.at:
            hour.at += DAY
        hour.day = f"XXXX-WXX-{(weekday - 1 + (hour.at.date() - _BASE).days) % 7 + 1}"
        above = hour


def _weeks_back(analysis: Analysis, times: Sequence[Time], begun: Time | None) -> list[Time]:
    """`عاد الأحد .. ثم كاملا الثلاثاء 30 مايو`: a weekday is the last one before the date that follows.

    Where none follows, it is the first one since the stop.
    """
    moved = list(times)
    start = _DATE.match(begun.value) if begun is not None else None
    for number in range(len(moved) - 1, -1, -1):
        here = _DATE.fullmatch(moved[number].value)
        after = _DATE.match(moved[number + 1].value) if number + 1 < len(moved) else None
        words = fold(moved[number].span.cut(analysis.doc.text))
        if here is None or not _WEEKDAY.search(words) or re.search(r"\d", words):
            continue
        day, weeks = date.fromisoformat(here[1]), 0
        if start is not None:
            weeks = max((day - date.fromisoformat(start[1])).days, 0) // 7
        elif after is not None:
            weeks = max((day - date.fromisoformat(after[1])).days + 6, 0) // 7
        if weeks:
            moved[number] = replace(moved[number], value=f"{day - weeks * 7 * DAY}{here[2]}")
    return moved
