"""What the value scorer of the peers' test suites asks for, answered by naba's readers of numbers and times.

The suites are made of short commands and bare expressions (`سأعود في السابعة`, `3/4`), not of news: the readers run in
their loose mode, and bounds (`أكثر من 30`, `قبل الغد`) are written as open ranges.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Any

from pipeline.text import View
from pipeline.values import dates, temporal, timeline
from pipeline.values.figures import Figure, Finder
from pipeline.values.moment import Context, Moment
from pipeline.values.numbers import Reader
from pipeline.values.scan import Words, scan_words

_ABOVE = {"more_than", "at_least"}
_BELOW = {"less_than", "at_most", "up_to"}
_SIDES = {"قبل": "before", "بعد": "after", "منذ": "since", "يتجاوز": "before", "تتجاوز": "before"}


def extract(text: str, reference_time: str | None) -> list[dict[str, Any]]:
    """Return the values of a text as the scorer wants them: `{start, end, kind, value}`."""
    view = View(text)
    words = scan_words(view.text)
    now = dt.datetime.fromisoformat(reference_time) if reference_time else None
    moments = temporal.find(words, strict=False)
    out: list[dict[str, Any]] = []

    def emit(start: int, end: int, kind: str, value: Any) -> None:
        span = view.span(start, end)
        out.append({"start": span.start, "end": span.end, "kind": kind, "value": value})

    for item in timeline.resolve(words, moments, now.date() if now else None):
        for kind, value in _times(words, item, now):
            emit(item.moment.start, item.moment.end, kind, value)
    taken = [(moment.first, moment.last) for moment in moments]
    figures = Finder(words, taken, strict=False).run()
    for figure in figures:
        for kind, value in _figures(figure):
            emit(figure.start, figure.end, kind, value)
    for left, right, value in _pairs(words, figures):
        emit(left.start, right.end, "numberrange", value)
    for start, end, value in _ordinals(words, taken):
        emit(start, end, "ordinal", value)
    return out


def _figures(figure: Figure) -> list[tuple[str, Any]]:
    value = figure.value
    money = figure.kind == "money"
    if figure.low is not None:
        bounds = {"start": figure.low, "end": figure.high}
        return [("moneyrange", {**bounds, "currency": figure.unit})] if money else [("numberrange", bounds)]
    if value is None:
        return []
    if figure.kind == "percent":
        answers: list[tuple[str, Any]] = [("percent", value)]
    elif figure.kind == "ordinal":
        answers = [("ordinal", value)]
    elif money:
        answers = [("money", {"amount": value, "currency": figure.unit or "GBP"})]
    else:
        answers = [("number", value)]
    if figure.modifier in _ABOVE | _BELOW:
        above = figure.modifier in _ABOVE
        bounds = {"start": value if above else None, "end": None if above else value}
        if money:
            answers.append(("moneyrange", {**bounds, "currency": figure.unit}))
        else:
            answers.append(("numberrange", bounds))
    return answers


def _pairs(words: Words, figures: list[Figure]) -> list[tuple[Figure, Figure, dict[str, Any]]]:
    """`أكبر من 1000 وأقل من 1500`: two bounds of one number."""
    found = []
    for left, right in pairwise(figures):
        sides = {left.modifier in _ABOVE, right.modifier in _ABOVE}
        bounded = {left.modifier, right.modifier} <= _ABOVE | _BELOW
        if not bounded or sides != {True, False} or left.value is None or right.value is None:
            continue
        low, high = (left, right) if left.modifier in _ABOVE else (right, left)
        if low.value is not None and high.value is not None and low.value < high.value:
            found.append((left, right, {"start": low.value, "end": high.value}))
    return found


def _ordinals(words: Words, taken: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    ctx = Context(words, Reader(words), strict=False)
    busy = {index for first, last in taken for index in range(first, last)}
    found, index = [], 0
    while index < len(words):
        read = dates.ordinal(ctx, index) if index not in busy and not words[index].proclitics else None
        if read is None or ("ordinal" not in words[index].classes and read[1] == index + 1):
            index += 1
            continue
        found.append((words[index].body, words[read[1] - 1].end, read[0]))
        index = read[1]
    return found


def _times(words: Words, item: timeline.Resolved, now: dt.datetime | None) -> list[tuple[str, Any]]:
    moment, value = item.moment, item.value
    if item.kind == "interval" and "/" in value:
        start, _, end = value.partition("/")
        return [("datetimerange", {"start": start, "end": end})]
    answers: list[tuple[str, Any]] = []
    if moment.ago is not None and now is not None:
        answers.append(("date", _back(now.date(), moment)))
    elif item.kind == "duration" and now is not None:
        answers.extend(_around_now(words, moment, value, now))
    answers.append((item.kind if item.kind != "date" else "datetime", value))
    if item.kind in ("date", "time"):
        side = _SIDES.get(words.text(moment.first - 1))
        if words.text(moment.first - 2) == "لا" and side == "after":
            side = None
        if side is not None:
            point = value[value.index("T") :] if item.kind == "time" and not moment.dated else value
            if side != "before" and item.kind == "date":
                answers.append(("daterange", {"start": _first(point), "end": None, "mod": side}))
            else:
                bounds = (None, point) if side == "before" else (point, None)
                bounds = tuple(None if b is None else _first(b) for b in bounds)
                answers.append(("timerange", {"start": bounds[0], "end": bounds[1], "mod": side}))
    return answers


def _first(value: str) -> str:
    """The first day of a month or year; other values as they are."""
    if len(value) == 4 and value.isdigit():
        return value + "-01-01"
    if len(value) == 7 and value[4] == "-" and value[5:].isdigit() and value[:4].isdigit():
        return value + "-01"
    return value


def _back(day: dt.date, moment: Moment) -> str:
    """`قبل شهر` as a day."""
    letter, count = moment.ago or ("D", 0)
    if letter == "M":
        index = day.year * 12 + day.month - 1 - int(count)
        return dt.date(index // 12, index % 12 + 1, min(day.day, 28)).isoformat()
    return (day - dt.timedelta(int(count) * (7 if letter == "W" else 1))).isoformat()


def _around_now(words: Words, moment: Moment, value: str, now: dt.datetime) -> list[tuple[str, Any]]:
    """`في غضون 10 ساعات`, `قبل سنتين`, `آخر 3 سنوات`: a duration that reaches from or to the present."""
    match = re.fullmatch(r"P(T?)(\d+)([YMWDHS])", value)
    if match is None:
        return []
    clock, count, letter = match[1], int(match[2]), match[3]
    before = words.text(moment.first - 1).removeprefix("و")
    past = (
        words.get(moment.last - 1, "which") == -1 or words.get(moment.last, "which") == -1 or before in ("اخر", "خلال")
    )
    if before in ("قبل", "منذ"):
        return [("datetime", _shift(now, clock, letter, -count))]
    if before in ("بعد", "غضون", "خلال"):
        return [("datetime", _shift(now, clock, letter, count))]
    if past or words.get(moment.last - 1, "which") == 1 or words.get(moment.last, "which") == 1:
        here, there = _shift(now, clock, letter, 0), _shift(now, clock, letter, -count if past else count)
        start, end = (there, here) if past else (here, there)
        return [("datetimerange", {"start": start, "end": end})]
    return []


def _shift(now: dt.datetime, clock: str, letter: str, count: int) -> str:
    """The present moved by `count` units: a day for units of days and more, an instant for those of the clock."""
    here = now.replace(tzinfo=None)
    if clock:
        unit = {"H": "hours", "M": "minutes", "S": "seconds"}[letter]
        return (here + dt.timedelta(**{unit: count})).isoformat()
    if letter in "YM":
        index = here.year * 12 + here.month - 1 + count * (12 if letter == "Y" else 1)
        return dt.date(index // 12, index % 12 + 1, min(here.day, 28)).isoformat()
    return (here.date() + dt.timedelta(count * (7 if letter == "W" else 1))).isoformat()


__all__ = ["extract"]
