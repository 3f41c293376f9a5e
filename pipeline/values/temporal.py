"""Time expressions of a text: found by rules, resolved against the publication date and each other."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from pipeline.values import clocks, cues, dates, durations, intervals, periods
from pipeline.values.moment import Context, Moment
from pipeline.values.numbers import Reader
from pipeline.values.resolve import Calendar, clock_value, day_value
from pipeline.values.scan import STOPS, Words

_Rule = Callable[[Context, int], Moment | None]
_TRIGGERS: tuple[tuple[_Rule, str], ...] = (
    (durations.read_set, "repeat every"),
    (intervals.read_interval, "lead kind:n kind:c kind:d kind:l number ordinal month phrase weekday span span2"),
    (clocks.read_clock, "kind:n kind:c span ordinal number edge part"),
    (clocks.read_part, "part behind"),
    (periods.read_day, "day span ordinal behind part this"),
    (dates.read_nth_weekday, "ordinal edge weekday"),
    (dates.read_weekday, "weekday span"),
    (dates.read_numeric, "kind:d kind:n"),
    (dates.read_english, "kind:l kind:n"),
    (dates.read_month_date, "kind:n number ordinal month hijri phrase span"),
    (periods.read_period, "edge this span"),
    (periods.read_quarter, "fraction half season decade"),
    (periods.read_year, "kind:n span"),
    (durations.read_duration, "few span span2 half fraction number kind:n"),
)
"""Which rule is asked where: by the classes of the word, or by what kind of item it is."""


@cache
def _rules(kind: str, classes: tuple[str, ...]) -> tuple[_Rule, ...]:
    here = {f"kind:{kind}", *classes}
    return tuple(rule for rule, triggers in _TRIGGERS if not here.isdisjoint(triggers.split()))


_SHOW_NAMES = frozenset({"برنامج", "برنامجها", "برنامجه", "قناه", "فيلم", "مسلسل", "كتاب", "روايه", "لبرنامج", "مجله"})
_QUOTES = "\"“”«»'‘’"
_NEAR = 3
"""Days around the reference in which the article's main day is looked for."""
_TIMETABLE = frozenset({"المواعيد", "الاوقات", "التوقيتات", "الساعات", "مواعيد"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """A moment and its value."""

    moment: Moment
    kind: str
    value: str


def find(words: Words, strict: bool = True) -> list[Moment]:
    """All moments of a text, in order, the longest at each place, not overlapping."""
    ctx = Context(words, Reader(words, strict=strict), strict)
    found: list[Moment] = []
    index = 0
    taken = 0
    size = len(words)
    while index < size:
        word = words[index]
        if not word.classes and word.kind in "wpx":
            index += 1
            continue
        best: Moment | None = None
        for rule in _rules(word.kind, tuple(word.classes)):
            moment = rule(ctx, index)
            if moment is not None and moment.first >= taken and (best is None or moment.last > best.last):
                best = moment
        if best is None:
            best = _now(ctx, index)
        if best is None or _is_name(ctx, best):
            index += 1
            continue
        if best.kind == "duration" and best.value and _age(ctx, best):
            index = best.last
            continue
        best = _with_cue(ctx, best)
        found.append(best)
        index = taken = best.last
    return found


def _age(ctx: Context, moment: Moment) -> bool:
    value = moment.value or ""
    return value.endswith("Y") and "X" not in value and durations.is_age(ctx, moment.first, moment.last, "Y")


def _is_name(ctx: Context, moment: Moment) -> bool:
    """`برنامج "60 دقيقة"`: a duration in quotation marks behind a word for a work is its name."""
    words = ctx.words
    if moment.kind != "duration" or words.text(moment.first - 1) not in _QUOTES or not words.text(moment.first - 1):
        return False
    return words.text(moment.last) in _QUOTES and words[moment.first - 2].text in _SHOW_NAMES


def _now(ctx: Context, index: int) -> Moment | None:
    """`الآن` in the article's own voice; inside a quotation it is the speaker's."""
    words = ctx.words
    word = words[index]
    if word.classes.get("now") is None or word.proclitics not in ("", "و", "ف", "ل"):
        return None
    return ctx.moment(index, index + 1, "now", value="PRESENT_REF")


def _with_cue(ctx: Context, moment: Moment) -> Moment:
    cue = cues.before(ctx.words, moment.first)
    if cue is not None and cue.name != "about" and moment.kind != "duration":
        cue = None
    if cue is None and moment.modifier == "exact":
        cue = cues.after(ctx.words, moment.last)
    if cue is None and moment.kind == "duration" and moment.modifier == "exact":
        cue = cues.far_verb(ctx.words, moment.first, max(moment.first - 5, 0))
    if cue is None or moment.kind == "set":
        return moment
    return replace(
        moment, modifier=cue.name if moment.modifier == "exact" else moment.modifier, cue=(cue.start, cue.end)
    )


def _sentences(words: Words) -> list[int]:
    """The number of the sentence that each word is in."""
    numbers: list[int] = []
    count = 0
    for word in words.items:
        numbers.append(count)
        if word.text in STOPS:
            count += 1
    return numbers


def _quoted(words: Words) -> list[bool]:
    """Whether each word is inside quotation marks."""
    flags: list[bool] = []
    inside = False
    for word in words.items:
        if word.kind == "p":
            if word.text in '«“”»"':
                inside = word.text == "«" or (word.text != "»" and not inside)
            elif word.text == "\n":
                inside = False
        flags.append(inside)
    return flags


def _default_zone(words: Words) -> str | None:
    """`جميع المواعيد بتوقيت مكة المكرمة`: the zone of all clock times of the article."""
    for index, word in enumerate(words.items):
        timetable = any(words.text(k) in _TIMETABLE for k in range(max(index - 3, 0), index))
        if timetable and word.stem == "توقيت" and word.proclitics == "ب":
            found = clocks.zone_behind(Context(words, Reader(words)), index)
            if found is not None:
                return found[0]
    return None


def resolve(
    words: Words, moments: list[Moment], reference: datetime.date | None, anchor: datetime.date | None = None
) -> list[Resolved]:
    """Give every moment its value.

    `reference` is the day of publication. `anchor` is a day that only lends its year (and الحالي its month) where the
    day of publication is not known.
    """
    calendar = Calendar(reference, anchor or reference)
    if calendar.anchor is None:
        calendar.anchor = _anchor(moments)
    if any(moment.clock for moment in moments):
        calendar.zone = _default_zone(words)
    sentences = _sentences(words)
    values: list[tuple[str, bool] | None] = []
    for moment in moments:
        value = day_value(moment, calendar) if moment.dated and moment.ago is None else None
        if value is not None and _is_day(value[0]):
            calendar.latest = value[0]
        values.append(value)
    quoted = _quoted(words) if any(moment.rule == "now" for moment in moments) else []
    out: list[Resolved] = []
    for position, moment in enumerate(moments):
        if moment.rule == "now" and quoted[moment.first]:
            continue
        out.append(_resolved(position, moment, moments, values, sentences, calendar))
    return out


def _is_day(value: str) -> bool:
    return len(value) == 10 and value[4] == "-" and (value[5] != "W" or value[-2] == "-")


def _anchor(moments: list[Moment]) -> datetime.date | None:
    """The first full date of a text without a reference: dates without a year take it from there."""
    for moment in moments:
        if moment.month and not moment.year and moment.day:
            return None
        if moment.year and moment.month and moment.day and not moment.hijri and moment.until is None:
            try:
                return datetime.date(moment.year, moment.month, moment.day)
            except ValueError:
                continue
    return None


def _resolved(
    position: int,
    moment: Moment,
    moments: list[Moment],
    values: list[tuple[str, bool] | None],
    sentences: list[int],
    calendar: Calendar,
) -> Resolved:
    if moment.until is not None:
        return Resolved(moment, "interval", _interval(position, moment, moments, values, sentences, calendar))
    if moment.ago is not None:
        return _ago(moment, calendar)
    if moment.value is not None:
        return Resolved(moment, moment.kind, moment.value)
    value = values[position]
    if moment.clock is not None:
        day = value[0] if value is not None else _day_for_clock(position, moments, values, sentences, calendar)
        return Resolved(moment, "time", clock_value(_evening(position, moments), day, calendar))
    text = value[0] if value is not None else "XXXX-XX-XX"
    if moment.part is not None:
        return Resolved(moment, "time", f"{text}T{moment.part}")
    return Resolved(moment, "interval" if "/" in text else "date", text)


def _evening(position: int, moments: list[Moment]) -> Moment:
    """`الليلة حوالي الساعة 7`: an hour lies in the part of the day that is said right before it."""
    moment = moments[position]
    before = moments[position - 1] if position else moment
    hour, minute, second = moment.clock or (0, 0, None)
    near = moment.first - before.last <= 2
    if not (near and before.part and moment.rule == "clock" and not moment.dated and 1 <= hour <= 12 and minute < 60):
        return moment
    return replace(moment, clock=(clocks.in_part(hour, before.part), minute, second))


def _ago(moment: Moment, calendar: Calendar) -> Resolved:
    """`قبل أسبوعين`: as exact as its unit; without a reference it stays a duration."""
    letter, count = moment.ago or ("D", 0)
    reference = calendar.reference
    if reference is None or moment.modifier != "exact":
        return Resolved(moment, "duration", moment.value or "")
    if letter == "M":
        shifted = day_value(replace(moment, month_shift=-int(count), ago=None), calendar)
    elif letter == "W":
        shifted = day_value(replace(moment, week_shift=-int(count), ago=None), calendar)
    else:
        shifted = day_value(replace(moment, day_shift=-int(count), ago=None), calendar)
    return Resolved(moment, "date", shifted[0])


def _day_for_clock(
    position: int,
    moments: list[Moment],
    values: list[tuple[str, bool] | None],
    sentences: list[int],
    calendar: Calendar,
) -> str | None:
    """The day of a clock time: of its sentence (before it, else behind it), else the article's main day so far."""
    here = sentences[moments[position].first]

    def day(k: int) -> str | None:
        value = values[k]
        moment = moments[k]
        usable = value is not None and moment.until is None and _is_day(value[0]) and moment.value is None
        return value[0] if usable and value is not None else None

    for k in (*range(position - 1, -1, -1), *range(position + 1, len(moments))):
        if sentences[moments[k].first] == here and day(k) and (k < position or moments[k].clock is None):
            return day(k)
    reference = calendar.reference
    for k in range(position - 1, -1, -1):
        value = values[k]
        if value is None or not value[1] or moments[k].clock is not None or not day(k):
            continue
        if reference is None:
            return value[0]
        try:
            away = (reference - datetime.date.fromisoformat(value[0])).days
        except ValueError:
            continue
        if -1 <= away <= _NEAR:
            return value[0]
    if reference is not None:
        return reference.isoformat()
    return next((value[0] for k, value in enumerate(values) if value and value[1] and day(k)), None)


def _interval(
    position: int,
    moment: Moment,
    moments: list[Moment],
    values: list[tuple[str, bool] | None],
    sentences: list[int],
    calendar: Calendar,
) -> str:
    until = moment.until
    if until is None:
        return ""
    if moment.clock is not None:
        own = day_value(moment, calendar)[0] if moment.dated else None
        day = own or _day_for_clock(position, moments, values, sentences, calendar)
        last = day_value(until, calendar)[0] if until.dated else day
        return f"{clock_value(moment, day, calendar)}/{clock_value(until, last, calendar)}"
    left, right = day_value(moment, calendar)[0], day_value(until, calendar)[0]
    return f"{left}/{right}"
