"""What lies behind midnight: the day after one (also where only its weekday is known), hours told through a night."""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from typing import NamedTuple

from pipeline.values.halves import NOON, STORY
from pipeline.values.moment import Moment
from pipeline.values.scan import Words

_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])")
_UNDATED = re.compile(r"XXXX(-\d\d-\d\d)")
_COMMON = 2001
"""A year without a leap day, in which a day without its year is counted on."""
_MARKS = frozenset({"-", "–", "*", "•", "■"})
"""What the lines of a list begin with."""
_EVENING = 18
"""An hour from which a night may run on."""
_MORNING = 6
"""The last hours that the telling of a night may reach without a word for the next day."""
_LATEST = 5


class Told(NamedTuple):
    """The last clock time that was resolved: its place among the moments, its face and its day."""

    position: int
    clock: tuple[int, int, int | None]
    day: str | None


def following(day: str) -> str:
    """The day after one, `XXXX-WXX-2` after `XXXX-WXX-1`; a day of which less is known stays as it is."""
    weekday, undated = _WEEKDAY.fullmatch(day), _UNDATED.fullmatch(day)
    if weekday is not None:
        return f"XXXX-WXX-{int(weekday[1]) % 7 + 1}"
    if undated is not None:
        return f"XXXX{following(f'{_COMMON}{undated[1]}')[4:]}"
    with suppress(ValueError, OverflowError):
        return (datetime.date.fromisoformat(day) + datetime.timedelta(1)).isoformat()
    return day


def is_behind(zone: str | None) -> bool:
    """`12:11 فجرا بتوقيت المحيط الهادئ`: in America a small hour opens the day that is told here."""
    return zone is not None and zone.startswith(("America/", "-"))


def goes_on(words: Words, moments: list[Moment], told: Told, position: int, day: str) -> bool:
    """Whether an hour lies behind the midnight that the telling has come to: `عند 23:30، واكتملت عند 00:14`.

    It follows an hour of the evening of the same day, or one that lay behind midnight itself.
    """
    moment, before = moments[position], moments[told.position]
    if moment.dated or moment.clock is None or told.day is None or not _is_told_on(words, moments, told, position):
        return False
    if any(item.dated for item in moments[told.position + 1 : position]):
        return False
    if moment.zone != before.zone and moment.zone is not None:
        return False
    now, then = moment.clock[:2], told.clock[:2]
    if told.day == day:
        return then[0] >= _EVENING and now[0] < _LATEST
    return told.day == following(day) and then <= now and now[0] < min(then[0] + _MORNING, NOON)


def _is_told_on(words: Words, moments: list[Moment], told: Told, position: int) -> bool:
    """Whether one telling holds both hours: the same paragraph, or lines of a list, not far apart."""
    first, last = moments[told.position].last, moments[position].first
    lines = [k + 1 for k in range(first, last) if words.text(k) == "\n" and words.text(k + 1) != "\n"]
    listed = all(words.text(k) in _MARKS for k in lines)
    return last - first <= STORY and listed
