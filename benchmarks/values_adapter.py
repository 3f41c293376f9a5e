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
_DEFAULT = (("د.إ", "AED"), ("د.أ", "JOD"), ("جنيه", "GBP"))
"""What the suites take a sign or a noun for that stays open in the news."""
LONGEST_MONTH = 31
_BELOW = {"less_than", "at_most", "up_to"}
_SIDES = {
    "قبل": "before",
    "بعد": "after",
    "منذ": "since",
    "يتجاوز": "before",
    "تتجاوز": "before",
    "حتي": "before",
    "اقصاه": "before",
    "من": "from",
}


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
        written = view.span(figure.start, figure.end).cut(text)
        for kind, value in _figures(figure, next((code for word, code in _DEFAULT if word in written), None)):
            emit(figure.start, figure.end, kind, value)
    for left, right, value in _pairs(words, figures):
        emit(left.start, right.end, "numberrange", value)
    bare = [(m.first, m.last) for m in moments if m.rule != "single"]
    for start, end, value in _ordinals(words, bare):
        emit(start, end, "ordinal", value)
        if value <= LONGEST_MONTH and text[max(view.span(start, end).start - 3, 0) :].startswith("في "):
            emit(start, end, "date", _day_of_month(value, now))
    for figure in figures:
        for kind, value in _bare_dates(words, figure, now):
            emit(figure.start, figure.end, kind, value)
    return out


def _figures(figure: Figure, currency: str | None) -> list[tuple[str, Any]]:
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
        answers = [("money", {"amount": value, "currency": figure.unit or currency})]
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
        if read is None:
            index += 1
            continue
        number = ctx.numbers.read(index) if words[index].definite else None
        if number and isinstance(number.value, int) and number.last > read[1]:
            read = number.value, number.last
        found.append((words[index].body, words[read[1] - 1].end, read[0]))
        index = read[1]
    return found


def _bare_dates(words: Words, figure: Figure, now: dt.datetime | None) -> list[tuple[str, Any]]:
    """`2016`, `قبل 2012`, `يوم 15`: numbers that a short command means as a year or a day."""
    value, before = figure.value, words.text(figure.first - 1)
    if figure.kind != "count" or figure.unit is not None or not isinstance(value, int):
        return []
    if value in dates.YEARS:
        side = _SIDES.get(before)
        answers: list[tuple[str, Any]] = [("datetime", str(value))]
        if side == "before":
            answers.append(("daterange", {"start": None, "end": f"{value}-01-01"}))
        elif side:
            start = _behind(str(value)) if side == "after" else f"{value}-01-01"
            answers.append(("daterange", {"start": start, "end": None}))
        return answers
    if before in ("في", "يوم") and 1 <= value <= LONGEST_MONTH:
        return [("date", _day_of_month(value, now))]
    return []


def _day_of_month(day: int, now: dt.datetime | None) -> str:
    return f"{now:%Y-%m}-{day:02d}" if now else f"XXXX-XX-{day:02d}"


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
    if moment.rule == "next_day" and now is not None:
        return [("date", (now.date() + dt.timedelta(moment.day_shift or 0)).isoformat())]
    if now is not None and value == "PRESENT_REF":
        return [("datetime", now.replace(tzinfo=None).isoformat())]
    answers.append((item.kind if item.kind != "date" else "datetime", value.replace("XXXX-XX-XX", "", 1)))
    if value.endswith("-WE") and value[0].isdigit():
        saturday = dt.date.fromisocalendar(int(value[:4]), int(value[6:8]), 6)
        answers.append(("daterange", _range(saturday, saturday + dt.timedelta(2))))
    if now is not None and moment.weekday and moment.which is None and len(value) == 10:
        answers.append(("date", (dt.date.fromisoformat(value) + dt.timedelta(7)).isoformat()))
    edge = words.get(moment.first, "edge")
    if edge and item.kind == "date":
        answers.extend(("daterange", part) for part in _edge(value, str(edge)))
    if item.kind in ("date", "time"):
        side = _SIDES.get(words.text(moment.first - 1))
        if side == "from" and words.text(moment.first - 2) not in ("ابتداء", "اعتبارا", "بدءا", "بدايه"):
            side = None
        side = "since" if side == "from" else side
        if words.text(moment.first - 2) == "لا" and side == "after":
            side = None
        if side is not None:
            point = value[value.index("T") :] if item.kind == "time" and not moment.dated else value
            if side == "after" and item.kind == "date" and len(point) < 10:
                answers.append(("daterange", {"start": _behind(point), "end": None, "mod": side}))
            if side != "before" and item.kind == "date":
                answers.append(("daterange", {"start": _first(point), "end": None, "mod": side}))
            else:
                bounds = (None, point) if side == "before" else (point, None)
                bounds = tuple(None if b is None else _first(b) for b in bounds)
                answers.append(("timerange", {"start": bounds[0], "end": bounds[1], "mod": side}))
    return answers


def _range(start: dt.date, end: dt.date) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}


def _edge(value: str, edge: str) -> list[dict[str, str]]:
    """`أواخر 2015`, `بداية الشهر`: the half (or the middle) of a year, month or week, end exclusive."""
    if re.fullmatch(r"\d{4}-W\d\d", value):
        monday = dt.date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
        first, last = {"start": (0, 3), "mid": (1, 5), "end": (3, 7)}[edge]
        return [_range(monday + dt.timedelta(first), monday + dt.timedelta(last))]
    if re.fullmatch(r"\d{4}", value):
        year = int(value)
        first, last = {"start": (1, 7), "mid": (4, 10), "end": (7, 13)}[edge]
        return [_range(dt.date(year, first, 1), dt.date(year + last // 13, (last - 1) % 12 + 1, 1))]
    if re.fullmatch(r"\d{4}-\d\d", value):
        year, month = int(value[:4]), int(value[5:])
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        start = dt.date(year, month, {"start": 1, "mid": 10, "end": 16}[edge])
        return [
            _range(start, {"start": dt.date(year, month, 16), "mid": dt.date(year, month, 21)}.get(edge, following))
        ]
    return []


def _behind(value: str) -> str:
    """The first day behind a year or month."""
    if re.fullmatch(r"\d{4}", value):
        return f"{int(value) + 1}-01-01"
    if re.fullmatch(r"\d{4}-\d\d", value):
        index = int(value[:4]) * 12 + int(value[5:])
        return f"{index // 12:04d}-{index % 12 + 1:02d}-01"
    return value


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
