"""Days of the week, alone or with their date: الاثنين، يوم الجمعة الماضي، الأحد الأول من أكتوبر، الجمعة 22."""

from __future__ import annotations

import calendar

from pipeline.values.dates import (
    day_number,
    following_year,
    is_free,
    ordinal,
    read_english,
    read_month_date,
    which_at,
)
from pipeline.values.lexicon import listed
from pipeline.values.moment import Context, Moment
from pipeline.values.numeric import read_numeric
from pipeline.values.scan import STOPS

_FROM = "من"
COMMON_YEAR = 2021
MONTH = 31
SAME_STORY = 16
"""Words between two days of one story."""
_DAY_WORDS = frozenset({"يوم", "نهار"})


def read_weekday(ctx: Context, index: int) -> Moment | None:
    """`الاثنين`, `يوم الجمعة`, `الاثنين 4 أكتوبر 2021`, `الأحد الماضي`, `الجمعة 22`."""
    words = ctx.words
    at = index
    this = words.get(at, "this") == 0 and not words[at].definite
    at += this
    led = words[at].stem in _DAY_WORDS and not words[at].definite
    at += led
    word = words[at]
    weekday = word.classes.get("weekday")
    if weekday is None or word.kind != "w" or not word.definite or (led and word.proclitics):
        return None
    if words.text(index - 1) in listed("not_friday") or words.text(at + 1) in listed("not_day_after"):
        return None
    after = at + 1
    which = which_at(ctx, after)
    if which is not None:
        after += 1
    date = _date_behind_weekday(ctx, after)
    if date is not None:
        return date.reaching(words, index, date.last, weekday=int(weekday), rule="weekday_date")
    moment = ctx.moment(index, after, "weekday", weekday=int(weekday), which=which)
    if this and which is None:
        return moment.reaching(words, index, after, week_shift=0)
    week = _week_behind(ctx, after)
    if week is not None:
        return moment.reaching(words, index, week[1], which=None, week_shift=week[0])
    return moment


def _week_behind(ctx: Context, index: int) -> tuple[int, int] | None:
    """`من الأسبوع المقبل`."""
    words = ctx.words
    at = index + (words.text(index) in (_FROM, "في"))
    if words.get(at, "this") == 0 and words[at + 1].stem == "اسبوع" and words[at + 1].definite:
        return 0, at + 2
    if words[at].stem == "اسبوع" and words[at].definite:
        which = which_at(ctx, at + 1)
        if which is not None:
            return which, at + 2
    return None


def _date_behind_weekday(ctx: Context, index: int) -> Moment | None:
    words = ctx.words
    at = index
    bracket = words.text(at) == "("
    while words.text(at) in ("،", ",", "(", "-", "–", "/", "في", "الموافق", "ل") or words[at].stem == "موافق":
        at += 1
        if at - index > 2:
            return None
    for rule in (read_numeric, read_month_date, read_english):
        found = rule(ctx, at)
        if found is not None and found.day is not None:
            if bracket and words.text(found.last) == ")":
                found = found.reaching(words, found.first, found.last + 1)
            return found
    if at != index or words[at].proclitics:
        return None
    day = day_number(ctx, at)
    if day is None:
        return None
    of_month = month_behind(ctx, day[1])
    if of_month is not None:
        return ctx.moment(at, of_month[1], "day_of_month", day=day[0], month_shift=of_month[0])
    figure = words[at].kind == "n" and is_free(ctx, day[1]) and "noun" not in words[day[1]].classes
    if words.text(day[1]) in ("-", "–") and words[day[1] + 1].kind == "n":
        return None
    closed = words[day[1]].kind != "w" or words[day[1]].text in ("حتي", "الي", "و")
    return ctx.moment(at, day[1], "day_of_month", day=day[0]) if (figure or words[at].definite) and closed else None


def month_behind(ctx: Context, index: int) -> tuple[int, int] | None:
    """`من هذا الشهر`, `من الشهر الجاري`, `في الشهر القادم`."""
    words = ctx.words
    at = index + (words.text(index) in (_FROM, "في"))
    if words.get(at, "this") == 0 and words[at + 1].stem == "شهر":
        return 0, at + 2
    if words[at].stem == "شهر" and words[at].definite:
        which = which_at(ctx, at + 1)
        if which is not None:
            return which, at + 2
    return None


def read_nth_weekday(ctx: Context, index: int) -> Moment | None:
    """`ثالث ثلاثاء في أيلول`, `آخر يوم اثنين في مارس`, `الأحد الأول من أكتوبر`, `آخر يوم من العام`."""
    words = ctx.words
    word = words[index]
    nth: int | None = None
    weekday = word.classes.get("weekday")
    at = index + 1
    if ("ordinal" in word.classes and not word.definite and word.stem != "حادي") or word.stem == "اخر":
        nth = -1 if word.stem == "اخر" else int(word.classes["ordinal"])
        day = words[at].stem == "يوم" and not words[at].definite and not words[at].proclitics
        at += day
        weekday = words.get(at, "weekday") if not words[at].definite else None
        if weekday is None:
            return _edge_day(ctx, index, at, nth) if day and nth in (1, -1) else None
    elif weekday and word.definite and words[index + 1].definite:
        nth = -1 if words[index + 1].stem in ("اخير", "اخيره") else words.get(index + 1, "ordinal")
    if nth is None or not weekday or not -1 <= nth <= 5 or words.text(at + 1) not in (_FROM, "في"):
        return None
    month = read_month_date(ctx, at + 2)
    if month is None or month.day is not None or month.hijri:
        return None
    return month.reaching(words, index, month.last, weekday=int(weekday), nth=nth, rule="nth_weekday")


def _edge_day(ctx: Context, index: int, at: int, nth: int) -> Moment | None:
    """`أول يوم من يناير`, `آخر يوم في العام 2015`."""
    words = ctx.words
    if words.text(at) not in (_FROM, "في"):
        return None
    month = read_month_date(ctx, at + 1)
    if month is not None and month.day is None and not month.hijri and month.month is not None:
        last = calendar.monthrange(month.year or COMMON_YEAR, month.month)[1]
        return month.reaching(words, index, month.last, day=1 if nth == 1 else last, rule="edge_day")
    year = following_year(ctx, at)
    if year is None or year[1]:
        return None
    day, named = (1, 1) if nth == 1 else (31, 12)
    return ctx.moment(index, year[2], "edge_day", year=year[0], month=named, day=day)


def read_day_of_month(ctx: Context, index: int) -> Moment | None:
    """`الرابع من الشهر الجاري`, `4 من هذا الشهر`."""
    words = ctx.words
    day = day_number(ctx, index)
    if day is None:
        return None
    led = words[index].definite and words.text(index - 1) in listed("before_day")
    of_month = words.text(day[1]) == _FROM and words.text(day[1] + 1) == "الشهر"
    if led and (words.text(day[1]) == "منه" or (of_month and which_at(ctx, day[1] + 2) is None)):
        return ctx.moment(index, day[1] + 1 + of_month, "day_of_that_month", day=day[0], same=True)
    if words.text(day[1]) != _FROM:
        return None
    month = month_behind(ctx, day[1])
    if month is None:
        return None
    return ctx.moment(index, month[1], "day_of_month", day=day[0], month_shift=month[0])


def read_next_day(ctx: Context, index: int, before: Moment) -> Moment | None:
    """`التحم في 9 فبراير، وتأخر الآخر إلى العاشر`: a day of the month that a date of its sentence has said."""
    words = ctx.words
    if before.month is None or before.day is None or before.hijri or words.text(index - 1) not in ("الي", "حتي", "في"):
        return None
    if index - before.last > SAME_STORY or any(words.text(k) in STOPS for k in range(before.last, index)):
        return None
    found = ordinal(ctx, index) if words[index].definite else None
    if found is None or not before.day < found[0] <= MONTH or words[found[1]].kind == "w":
        return None
    return ctx.moment(index, found[1], "next_day_of_month", day=found[0], same=True)
