"""Time expressions of a text: every rule is asked where its words stand, the longest answer wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from pipeline.values import clocks, cues, dates, durations, intervals, periods, weekdays
from pipeline.values.moment import Context, Moment
from pipeline.values.numbers import Reader
from pipeline.values.scan import Words

_Rule = Callable[[Context, int], Moment | None]
_TRIGGERS: tuple[tuple[_Rule, str], ...] = (
    (durations.read_set, "repeat every"),
    (intervals.read_interval, "lead kind:n kind:c kind:d kind:l number ordinal month phrase weekday span years"),
    (clocks.read_clock, "kind:n kind:c span ordinal number edge part"),
    (clocks.read_part, "part behind"),
    (periods.read_day, "day span ordinal behind part this"),
    (weekdays.read_nth_weekday, "ordinal edge weekday"),
    (weekdays.read_weekday, "weekday span"),
    (dates.read_numeric, "kind:d kind:n"),
    (dates.read_english, "kind:l kind:n"),
    (weekdays.read_day_of_month, "kind:n number ordinal"),
    (dates.read_month_date, "kind:n number ordinal month hijri phrase span"),
    (periods.read_period, "edge this span"),
    (periods.read_quarter, "fraction half season decade"),
    (periods.read_year, "kind:n span years"),
    (durations.read_duration, "few span span2 half fraction number kind:n"),
)
"""Which rule is asked where: by the classes of the word, or by what kind of item it is."""


@cache
def _rules(kind: str, classes: tuple[str, ...]) -> tuple[_Rule, ...]:
    here = {f"kind:{kind}", *classes}
    return tuple(rule for rule, triggers in _TRIGGERS if not here.isdisjoint(triggers.split()))


_WRITTEN_OUT = 3
"""Letters: `ص` and `م` are read with clock times alone."""
_SHOWS = frozenset({"برنامج", "لبرنامج", "برنامجها", "ببرنامج"})
_SHOW_NAMES = frozenset({"برنامج", "برنامجها", "برنامجه", "قناه", "فيلم", "مسلسل", "كتاب", "روايه", "لبرنامج", "مجله"})
_QUOTES = "\"“”«»'‘’"


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
        best = _with_cue(ctx, _with_part(ctx, best))
        found.append(best)
        index = taken = best.last
    return found


def _age(ctx: Context, moment: Moment) -> bool:
    value = moment.value or ""
    return value.endswith("Y") and "X" not in value and durations.is_age(ctx, moment.first, moment.last, "Y")


def _is_name(ctx: Context, moment: Moment) -> bool:
    """`برنامج "60 دقيقة"`: a duration in quotation marks behind a word for a work is its name."""
    words = ctx.words
    if moment.kind != "duration":
        return False
    if words.text(moment.first - 1) in _SHOWS:
        return True
    if words.text(moment.first - 1) not in _QUOTES or not words.text(moment.first - 1):
        return False
    return words.text(moment.last) in _QUOTES and words[moment.first - 2].text in _SHOW_NAMES


def _now(ctx: Context, index: int) -> Moment | None:
    """`الآن` in the article's own voice; inside a quotation it is the speaker's."""
    words = ctx.words
    word = words[index]
    if word.classes.get("now") is None or word.proclitics not in ("", "و", "ف", "ل"):
        return None
    return ctx.moment(index, index + 1, "now", value="PRESENT_REF")


def _with_part(ctx: Context, moment: Moment) -> Moment:
    """`أمس مساء`, `الاثنين صباحا`: a part of the day behind its day, unless it begins a time of its own."""
    words = ctx.words
    word = words[moment.last]
    day = moment.day or moment.weekday or moment.day_shift is not None
    if not day or moment.kind != "date" or moment.part or moment.until or "part" not in word.classes:
        return moment
    if word.definite or word.proclitics or len(word.text) < _WRITTEN_OUT or clocks.read_part(ctx, moment.last):
        return moment
    return moment.reaching(words, moment.first, moment.last + 1, part=str(word.classes["part"]), kind="time")


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
