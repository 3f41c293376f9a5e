"""The half of the day that an hour without a part of its own lies in: `مساء السبت .. قرابة السابعة والربع` is 19:15.

It is told by what stands before it in its paragraph (a part of the day, an hour of the afternoon), else by the hour
that it leads up to: `من السابعة حتى العاشرة ليلا`.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.values import clocks
from pipeline.values.moment import Moment
from pipeline.values.scan import STOPS, Words

NOON = 12
LAST_BARE = 11
"""The last hour that may be one of the morning or of the evening."""
_BESIDE = 2
STORY = 40
"""Words over which an hour takes its half of the day from the one before it."""
_LEADS = 16
"""Words over which it takes it from the one behind it."""
_LOOK_BACK = 4
"""Moments before an hour among which its half of the day is looked for."""
_AFTER_NOON = {"EV": range(4, 12), "NI": range(6, 12), "AF": range(1, 8)}
"""Hours that are surely of the afternoon where such a part of the day is told before them."""
_LATE = frozenset({"EV", "NI", "AF", "MI"})


def is_bare(moment: Moment) -> bool:
    """Whether a clock time may be of either half of the day."""
    hour = moment.clock[0] if moment.clock is not None else 0
    return moment.hours is None and 1 <= hour <= LAST_BARE and moment.rule.startswith(("clock", "bare_hour"))


def in_half(words: Words, moments: list[Moment], position: int) -> Moment:
    """The moment at a position, in the half of the day that its story is at."""
    moment = moments[position]
    if not is_bare(moment) or (moment.dated and moment.until is None):
        return moment
    if words[moment.last - 1].kind == "c" and not _on_a_dial(words, moments):
        return moment
    return _told_before(words, moments, position) or _leads_up(words, moments, position) or moment


def _on_a_dial(words: Words, moments: list[Moment]) -> bool:
    """Whether the clock times in digits run to twelve: one has a part of the day, none is beyond noon or begins 0."""
    written = [
        (moment, words[k]) for moment in moments for k in range(moment.first, moment.last) if words[k].kind == "c"
    ]
    if any(word.text.startswith("0") or int(word.text.split(":")[0]) > NOON for _, word in written):
        return False
    return any(moment.hours is not None for moment, _ in written)


def _told_before(words: Words, moments: list[Moment], position: int) -> Moment | None:
    """The moment as what is told before it in its paragraph has it, None where nothing is told."""
    moment = moments[position]
    hour, minute, second = moment.clock or (0, 0, None)
    for before in reversed(moments[max(position - _LOOK_BACK, 0) : position]):
        away = moment.first - before.last
        if away > STORY or "\n" in (words.text(k) for k in range(before.last, moment.first)):
            return None
        if before.part in ("MO", "DW"):
            return moment
        if before.part and away <= _BESIDE:
            return replace(moment, clock=(clocks.in_part(hour, before.part), minute, second))
        if before.part:
            late = hour in _AFTER_NOON.get(before.part, ())
            return _later(moment) if late else None
        if before.clock is not None and before.until is None and before.zone == moment.zone:
            later = before.clock[0] >= NOON and hour + NOON >= before.clock[0]
            return _later(moment) if later else moment
    return None


def _leads_up(words: Words, moments: list[Moment], position: int) -> Moment | None:
    """`الثانية قبيل الخامسة، والثالثة في السابعة مساء`: an hour of a sentence before a later one of the afternoon."""
    moment = moments[position]
    hour, minute, _ = moment.clock or (0, 0, None)
    behind = moments[position + 1] if position + 1 < len(moments) else None
    if behind is None or behind.clock is None or behind.hours not in _LATE or behind.dated:
        return None
    if behind.first - moment.last > _LEADS or any(words.text(k) in STOPS for k in range(moment.last, behind.first)):
        return None
    return _later(moment) if (hour + NOON, minute) < behind.clock[:2] else None


def _later(moment: Moment) -> Moment:
    """The same hour in the afternoon."""
    hour, minute, second = moment.clock or (0, 0, None)
    return replace(moment, clock=(hour + NOON, minute, second))
