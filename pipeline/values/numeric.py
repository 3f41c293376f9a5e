"""Dates in figures: 22/9/2021، 2021-10-05، 9/2021, and 22/4 where a word says that it is a date."""

from __future__ import annotations

import re

from pipeline.values.dates import HIJRI_YEARS, YEARS, is_free
from pipeline.values.moment import Context, Moment

_NUMERIC = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})")
_PAIR = re.compile(r"(\d{1,4})/(\d{1,4})")


def read_numeric(ctx: Context, index: int) -> Moment | None:
    """`22/9/2021`, `2021-10-05`, `9/2021`."""
    words = ctx.words
    word = words[index]
    if word.kind == "n" and not ctx.strict:
        return _dashed(ctx, index)
    if word.kind != "d":
        return None
    match = _NUMERIC.fullmatch(word.text)
    if match:
        first, middle, last = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4 and 1 <= middle <= 12 and 1 <= last <= 31 and len(match[4]) <= 2:
            year, month, day = first, middle, last
        elif len(match[1]) == 4 and 1 <= last <= 12 and 13 <= middle <= 31 and len(match[4]) <= 2:
            year, month, day = first, last, middle
        elif len(match[4]) in (2, 4) and len(match[1]) <= 2:
            year = last if len(match[4]) == 4 else (2000 + last if last < 70 else 1900 + last)
            if len(match[4]) == 2 and match[2] != "/" and ctx.strict:
                return None
            day, month = (first, middle) if middle <= 12 else (middle, first)
        else:
            return None
        hijri = year in HIJRI_YEARS
        if not (1 <= month <= 12 and 1 <= day <= 31) or not (hijri or year in YEARS):
            return None
        mark = words.text(index + 1) in ("ه", "م") and words.text(index + 2) != "."
        return ctx.moment(index, index + 1 + mark, "numeric_date", year=year, month=month, day=day, hijri=hijri)
    pair = _PAIR.fullmatch(word.text)
    if pair:
        left, right = int(pair[1]), int(pair[2])
        if len(pair[2]) == 4 and 1 <= left <= 12 and right in YEARS:
            return ctx.moment(index, index + 1, "month_slash_year", year=right, month=left)
        if len(pair[1]) == 4 and 1 <= right <= 12 and left in YEARS and len(pair[2]) <= 2:
            return ctx.moment(index, index + 1, "year_slash_month", year=left, month=right)
        return _day_slash_month(ctx, index, left, right)
    return None


def _day_slash_month(ctx: Context, index: int, left: int, right: int) -> Moment | None:
    """`يوم 22/04`; without a word of time it may be a fraction, so only the loose mode reads one."""
    before = ctx.words[index - 1]
    dated = before.stem in ("يوم", "بتاريخ", "تاريخ", "موافق") or "weekday" in before.classes
    if not dated and not ctx.strict:
        pair = ctx.words.text(index)
        verb = before.text.startswith(("سا", "سن", "عدت")) or before.text in ("في", "حتي", "منذ", "بحلول")
        dated = verb or left > right or "/0" in pair or pair[0] == "0"
        if dated and right > 12 >= left:
            left, right = right, left
    if dated and 1 <= left <= 31 and 1 <= right <= 12:
        return ctx.moment(index, index + 1, "day_slash_month", month=right, day=left)
    return None


def _dashed(ctx: Context, index: int) -> Moment | None:
    """`22-4`, `3-2015`: in running text these are scores and ranges, so only the loose mode asks."""
    words = ctx.words
    glued = words.glued(index + 1) and words.glued(index + 2) and words.text(index + 1) == "-"
    left, right = words.text(index), words.text(index + 2)
    if (
        not (glued and left.isdigit() and right.isdigit())
        or words.text(index + 3) == "-"
        or not is_free(ctx, index + 3)
    ):
        return None
    if not {"month", "noun", "part"}.isdisjoint(words[index + 3].classes):
        return None
    if len(right) == 4 and len(left) <= 2 and 1 <= int(left) <= 12 and int(right) in YEARS:
        return ctx.moment(index, index + 3, "month_dash_year", year=int(right), month=int(left))
    if len(right) <= 2 and len(left) <= 2 and 1 <= int(left) <= 31 and 1 <= int(right) <= 12:
        return ctx.moment(index, index + 3, "day_dash_month", month=int(right), day=int(left))
    return None
