"""Time expressions of a text: every rule is asked where its words stand, the longest answer wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from pipeline.values import bare, clocks, cues, dates, durations, eras, intervals, numeric, periods, sets, weekdays
from pipeline.values.moment import Context, Moment
from pipeline.values.numbers import Reader
from pipeline.values.scan import Word, Words

_Rule = Callable[[Context, int], Moment | None]
_TRIGGERS: tuple[tuple[_Rule, str], ...] = (
    (sets.read_set, "repeat every vague_span fraction half edge"),
    (intervals.read_interval, "lead kind:n kind:c kind:d kind:l number ordinal month phrase weekday span years"),
    (clocks.read_clock, "kind:n kind:c span ordinal number edge part"),
    (clocks.read_part, "part behind"),
    (periods.read_day, "day span ordinal behind part this"),
    (weekdays.read_nth_weekday, "ordinal edge weekday"),
    (weekdays.read_weekday, "weekday span this"),
    (numeric.read_numeric, "kind:d kind:n"),
    (dates.read_english, "kind:l kind:n"),
    (weekdays.read_day_of_month, "kind:n number ordinal"),
    (dates.read_listed_day, "kind:n"),
    (dates.read_month_date, "kind:n number ordinal month hijri phrase span"),
    (periods.read_period, "edge this span weekend"),
    (eras.read_era, "fraction half season decade this span term"),
    (periods.read_year, "kind:n span years"),
    (durations.read_duration, "few span span2 whole_day half fraction number kind:n"),
    (clocks.read_part_alone, "part"),
)
"""Which rule is asked where: by the classes of the word, or by what kind of item it is."""


@cache
def _rules(kind: str, classes: tuple[str, ...]) -> tuple[_Rule, ...]:
    here = {f"kind:{kind}", *classes}
    return tuple(rule for rule, triggers in _TRIGGERS if not here.isdisjoint(triggers.split()))


_WRITTEN_OUT = 3
"""Letters: `ص` and `م` are read with clock times alone."""
_BEFORE_PART = frozenset({"بعد", "قبل", "في"})
_SHOWS = frozenset({"برنامج", "لبرنامج", "برنامجها", "ببرنامج"})
_SHOW_NAMES = frozenset({"برنامج", "برنامجها", "برنامجه", "قناه", "فيلم", "مسلسل", "كتاب", "روايه", "لبرنامج", "مجله"})
_QUOTES = "\"“”«»'‘’"


def find(words: Words, strict: bool = True, reader: Reader | None = None) -> list[Moment]:
    """All moments of a text, in order, the longest at each place, not overlapping."""
    ctx = Context(words, reader or Reader(words, strict=strict), strict)
    found: list[Moment] = []
    behind = 0
    for index in words.marks:
        if index < behind:
            continue
        best: Moment | None = None
        for rule in _rules_at(words[index]):
            moment = rule(ctx, index)
            if moment is not None and moment.first >= behind and (best is None or _end(moment) > _end(best)):
                best = moment
        if best is None:
            best = _now(ctx, index) or (_next(ctx, index, found[-1]) if found else None)
            best = best or bare.read_bare_hour(ctx, index, found[-1] if found else None)
            best = best or bare.read_hour_of_return(ctx, index)
        if best is None or _is_name(ctx, best):
            continue
        if best.kind == "duration" and best.value and _age(ctx, best):
            behind = best.last
            continue
        both = (best, best.then) if best.then is not None else (best,)
        found.extend(_with_cue(ctx, _with_part(ctx, replace(moment, then=None))) for moment in both)
        behind = found[-1].last
    return found


def _end(moment: Moment) -> int:
    """The index behind a moment and the one that is read with it."""
    return moment.then.last if moment.then is not None else moment.last


def _next(ctx: Context, index: int, before: Moment) -> Moment | None:
    """An hour or a day that only what is said before it tells to be one."""
    return clocks.read_next_hour(ctx, index, before) or weekdays.read_next_day(ctx, index, before)


_by_classes: dict[tuple[str, int], tuple[_Rule, ...]] = {}


def _rules_at(word: Word) -> tuple[_Rule, ...]:
    """The rules to ask at a word. The lexicon's classes live as long as the process: their identity is the key."""
    key = word.kind, id(word.classes)
    rules = _by_classes.get(key)
    if rules is None:
        rules = _by_classes[key] = _rules(word.kind, tuple(word.classes))
    return rules


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
    if not day or moment.kind != "date" or moment.part or moment.until or moment.same:
        return moment
    told = clocks.part_behind(ctx, moment.last) if word.text in _BEFORE_PART else None
    if told is not None and words[told[1] - 1].definite and not words[told[1]].definite:
        return moment.reaching(words, moment.first, told[1], part=told[0], kind="time")
    if "part" not in word.classes:
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
