"""Intervals: من 13 إلى 15 تموز، بين السابعة والعاشرة مساء، بين عامي 2015 و2020، 2019-2021.

`من الثامنة حتى العاشرة` is no interval of its own in running text: it says when something began and when it ended,
two times; so do two days that are each named (`من الجمعة إلى الأحد`, `بين الأحد والثلاثاء`). `بين الثامنة والعاشرة`
says within which hours it lies, `بين 6 و10 أكتوبر` within which days of a month: one interval.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.values import clocks, dates, numeric, periods, weekdays
from pipeline.values.lexicon import listed
from pipeline.values.moment import Context, Moment

_TO = frozenset({"الي", "حتي", "لغايه", "-", "–", "—", "~"})
NOON = 12
_DASHES = frozenset({"-", "–", "—", "~"})
_UNTIL = _TO - _DASHES | {"وحتي", "والي", "،"}


def read_interval(ctx: Context, index: int) -> Moment | None:
    """Read an interval that begins at `index`, `من` and `بين` included in it."""
    words = ctx.words
    at = index
    between = False
    if words.text(at) == "ما" and words.text(at + 1) == "بين":
        at, between = at + 2, True
    elif words.text(at) in ("بين", "وبين"):
        at, between = at + 1, True
    elif words.text(at) in ("من", "ومن"):
        at += 1
    led = at > index
    if led and not words[at].classes and words[at].kind in "wpx":
        return None
    for rule in (_years, _days, _clocks, _dates):
        found = rule(ctx, index, at, between, led)
        if found is not None:
            return found
    return None


def _connector(ctx: Context, index: int, between: bool) -> int | None:
    """The index behind `إلى`, `حتى`, `-`, or `و` after `بين`; a word that carries `و` is its own next."""
    words = ctx.words
    word = words[index]
    if word.text in _TO:
        return index + 1
    if word.text in ("وحتي", "والي"):
        return index + 1
    if word.text in ("،",) and words.text(index + 1) in _TO:
        return index + 2
    if between and word.text == "و":
        return index + 1
    if between and word.kind == "w" and word.proclitics == "و":
        return index
    return None


def _years(ctx: Context, index: int, at: int, between: bool, led: bool) -> Moment | None:
    words = ctx.words
    named = words[at].stem in ("عامي", "سنتي") or words[at].stem in ("عام", "سنه")
    if words[at].stem in ("عامي", "سنتي"):
        between = True
    left_at = at + named
    if words[left_at].kind != "n" or (named and not led and words[at].stem in ("عامي", "سنتي")):
        return None
    left = dates.year_at(ctx, left_at)
    if left is None or len(words.text(left_at)) != 4:
        return None
    behind = _connector(ctx, left[2], between)
    if behind is None:
        return None
    behind += words[behind].stem in ("عام", "سنه")
    right = dates.year_at(ctx, behind) if words[behind].kind == "n" else None
    if right is None or right[1] != left[1] or right[0] <= left[0]:
        return None
    if not (led or named or words.text(left[2]) in _DASHES):
        return None
    after = words[right[2]]
    if {"noun", "number", "money", "money_by", "money_part"} & after.classes.keys() and not after.definite:
        return None
    first = index if led else (at if named else left_at)
    start = ctx.moment(first, left[2], "year", year=left[0], hijri=left[1])
    end = ctx.moment(behind, right[2], "year", year=right[0], hijri=right[1])
    return _joined(ctx, first, start, end, "year_interval")


def _days(ctx: Context, index: int, at: int, between: bool, led: bool) -> Moment | None:
    """`من 13 إلى 15 تموز`, `27-29 من الشهر الثامن`, `من 4 إلى 22 هذا الشهر`, `الجمعة 11 حتى الثلاثاء 15`."""
    words = ctx.words
    month_first = dates.read_month_date(ctx, at) if dates.month_at(ctx, at) is not None else None
    if month_first is not None and month_first.day is not None and month_first.year is None:
        behind = _connector(ctx, month_first.last, between)
        final = dates.day_number(ctx, behind) if behind is not None else None
        if final is not None and final[0] > month_first.day and dates.is_free(ctx, final[1]):
            year = dates.following_year(ctx, final[1])
            told, end = (year[0], year[2]) if year is not None and not year[1] else (None, final[1])
            until = month_first.reaching(words, month_first.first, end, day=final[0], year=told)
            return _joined(ctx, index, replace(month_first, year=told), until, "day_interval")
        return None
    day = dates.day_number(ctx, at) if words[at].kind == "n" or "ordinal" in words[at].classes else None
    if day is None:
        return None
    if not led and words.glued(at + 1) and clocks.part_behind(ctx, at + 3) is not None:
        return None
    behind = _connector(ctx, day[1], between)
    if behind is None:
        return None
    right = dates.read_month_date(ctx, behind)
    if right is not None and right.day is not None and right.first == behind:
        left = right.reaching(words, at, right.last, day=day[0], until=None)
        return _joined(ctx, index, left, right, "day_interval") if day[0] < right.day else None
    last = dates.day_number(ctx, behind)
    if last is None or last[0] <= day[0]:
        return None
    month = weekdays.month_behind(ctx, last[1])
    if month is not None:
        left = ctx.moment(at, month[1], "day_of_month", day=day[0], month_shift=month[0])
        right = ctx.moment(at, month[1], "day_of_month", day=last[0], month_shift=month[0])
        return _joined(ctx, index, left, right, "day_interval")
    here = last[1] + (words.text(last[1]) == "من")
    if words.text(here) == "الشهر":
        which = dates.ordinal(ctx, here + 1)
        if which is not None and which[0] <= 12:
            left = ctx.moment(at, which[1], "month_date", day=day[0], month=which[0])
            right = ctx.moment(at, which[1], "month_date", day=last[0], month=which[0])
            return _joined(ctx, index, left, right, "day_interval")
    return None


def _clocks(ctx: Context, index: int, at: int, between: bool, led: bool) -> Moment | None:
    """`من 5 إلى 6 مساء`, `بين السابعة والعاشرة مساء`, `من الساعة 4:00 إلى الساعة 7`."""
    words = ctx.words
    word = words[at]
    if not (word.kind in "nc" or word.definite):
        return None
    loose = Context(words, ctx.numbers, strict=False)
    left = clocks.read_clock(loose, at)
    if left is None:
        face = clocks.face_at(ctx, at, False) if word.kind != "w" or word.stem in listed("feminine") else None
        if face is None:
            return None
        left = ctx.moment(at, face[3], "clock", kind="time", clock=face[:3])
    if left.clock is None:
        return None
    if left.hours is not None and not left.dated and words.text(left.last) == "في":
        left = _day_of_clocks(ctx, left)
    behind = _connector(ctx, left.last, between)
    if behind is None:
        return None
    right = clocks.read_clock(ctx, behind)
    sure = word.kind == "c" or words[left.last - 1].stem != words[left.first].stem or word.stem == "ساعه"
    if right is None and (sure or not ctx.strict):
        face = clocks.face_at(ctx, behind, False)
        if face is None or clocks.counts(ctx, face[3]) or "month" in words[face[3]].classes:
            return None
        right = ctx.moment(behind, face[3], "clock", kind="time", clock=face[:3])
    if right is None or right.clock is None:
        return None
    dashed = words.text(left.last) in _DASHES and right.hours is not None
    if not (led or sure or (dashed and (not ctx.strict or not words.glued(behind)))):
        return None
    left, right = _same_half(left, right)
    if ctx.strict and words.text(left.last) in _UNTIL:
        return _two_ends(ctx, left, right)
    if right.then is not None:
        right = clocks.merge(ctx, replace(right, then=None), right.then)
    joined = _joined(ctx, index, left, right, "clock_interval")
    if right.dated and not left.dated:
        joined = clocks.merge(ctx, joined, right)
    return joined if joined.dated else _day_of_clocks(ctx, joined)


def _two_ends(ctx: Context, left: Moment, right: Moment) -> Moment:
    """`من الثانية حتى الرابعة من فجر غد`: a beginning and an end, which share the day that is said with one of them."""
    if not right.dated and not left.dated:
        right = _day_of_clocks(ctx, right)
    if right.dated and not left.dated:
        days = {slot: getattr(right, slot) for slot in clocks.DAY_SLOTS}
        left = replace(left, **days, rule="clock_from")
        after = (right.clock or (24,))[0] > (left.clock or (0,))[0]
        left = left if after or right.day_shift is None else replace(left, day_shift=right.day_shift - 1)
    else:
        left = replace(left, rule="clock_from")
    hour, minute, second = left.clock or (NOON, 0, None)
    until = right.clock or (NOON, 0, None)
    if right.rule == "midnight" and hour < NOON and left.hours is None and ctx.words[left.last - 1].kind != "c":
        left = replace(left, clock=(hour + NOON, minute, second))
    elif hour > NOON and until[:2] == (NOON, 0) and right.hours is None:
        right = replace(right, clock=(0, 0, None))
    return replace(left, then=replace(right, rule="clock_until"))


def _day_of_clocks(ctx: Context, joined: Moment) -> Moment:
    """`من 5 إلى 6 مساء في 2 فبراير`: the day that stands behind both clock times."""
    words = ctx.words
    at = joined.last + (words.text(joined.last) in ("في", "من"))
    day = _whole_date(ctx, at) if words.text(at) != "من" else None
    known = day is not None and (day.day is not None or day.weekday or day.day_shift is not None)
    if day is None or not known or (at == joined.last and not words[at].classes):
        return joined
    return clocks.merge(ctx, joined, day)


def _same_half(left: Moment, right: Moment) -> tuple[Moment, Moment]:
    """`من 5 إلى 6 مساء`, `من 1 بعد الظهر إلى 4`: an hour alone lies in the same half of the day as the other."""
    if left.clock is None or right.clock is None:
        return left, right
    hour, other = left.clock[0], right.clock[0]
    if hour < 12 <= other and hour + 12 < other and left.hours is None and right.hours is not None:
        left = replace(left, clock=(hour + 12, left.clock[1], left.clock[2]))
    elif other < 12 <= hour and hour < other + 12:
        right = replace(right, clock=(other + 12, right.clock[1], right.clock[2]))
    return replace(left, zone=left.zone or right.zone), right


def _dates(ctx: Context, index: int, at: int, between: bool, led: bool) -> Moment | None:
    """`من 2 أكتوبر إلى 22 أكتوبر`, `من الجمعة 11 حتى الثلاثاء 15`."""
    left = _whole_date(ctx, at)
    if left is None or (not led and ctx.strict):
        return None
    behind = _connector(ctx, left.last, between)
    if behind is None:
        return None
    right = _whole_date(ctx, behind)
    if right is None or right.first != behind:
        return None
    if left.year is None and right.year is not None and not left.hijri:
        left = left.reaching(ctx.words, left.first, left.last, year=right.year)
    days = all(day.weekday or day.day is not None for day in (left, right))
    if ctx.strict and days:
        return replace(left, rule="date_from", then=replace(right, rule="date_until"))
    return _joined(ctx, index, left, right, "date_interval")


def _whole_date(ctx: Context, index: int) -> Moment | None:
    for rule in (
        weekdays.read_weekday,
        numeric.read_numeric,
        dates.read_month_date,
        dates.read_english,
        periods.read_day,
    ):
        found = rule(ctx, index)
        if found is not None and found.first == index:
            return found
    return None


def _joined(ctx: Context, first: int, left: Moment, right: Moment, rule: str) -> Moment:
    return left.reaching(ctx.words, first, right.last, kind="interval", rule=rule, until=right)
