"""Calendar dates: days, months, years, weekdays, أمس, هذا الأسبوع, quarters."""

from __future__ import annotations

from pipeline.values.lexicon import Phrase, lexicon, listed
from pipeline.values.moment import Context, Moment

YEARS = range(1900, 2101)
LISTED_DAYS = 4
"""Days that may stand in a list before the one with the month, after the first."""
HIJRI_YEARS = range(1300, 1501)
RECENT_HIJRI = range(1351, 1461)
"""Years that are read as of the hijra without its sign."""
_FROM = "من"
_MEASURES = frozenset({"number", "span", "money", "money_by", "money_part"})
YEAR_WORDS = frozenset({"عام", "سنه"})


def year_at(ctx: Context, index: int) -> tuple[int, bool, int] | None:
    """A year at `index`: value, whether it is of the hijra, the index behind it."""
    words = ctx.words
    word = words[index]
    if word.kind == "n" and word.text.isdigit() and len(word.text) == 4:
        value = int(word.text)
        mark = words.text(index + 1)
        if value in HIJRI_YEARS:
            marked = mark in ("ه", "هجريه", "هجري")
            named = words[index - 1].stem in YEAR_WORDS or "hijri" in words[index - 1].classes
            likely = named or "phrase" in words[index - 2].classes or words.text(index - 1) in ("لعام", "لسنه")
            return (value, True, index + 1 + marked) if marked or (value in RECENT_HIJRI and likely) else None
        if value in YEARS:
            return value, False, index + 1 + (mark in ("م", "ميلاديه", "ميلادي"))
        return None
    if word.kind == "w" and "number" in word.classes and not word.proclitics and word.classes["number"][1] >= 100:
        number = ctx.numbers.read(index)
        if number is not None and isinstance(number.value, int) and number.value in YEARS:
            return number.value, False, number.last
    return None


def following_year(ctx: Context, index: int) -> tuple[int, bool, int] | None:
    """`2021`, `عام 2021`, `من العام 2021`, `، 2021` behind a month."""
    words = ctx.words
    at = index
    if words.text(at) in ("،", ",", "/") or (words.text(at) == "-" and words.glued(at) and words.glued(at + 1)):
        at += 1
    if words.text(at) in (_FROM, "في"):
        at += 1
    if words[at].stem in YEAR_WORDS and not words[at].proclitics.strip("ل"):
        at += 1
    found = year_at(ctx, at)
    if found is None:
        return None
    after = words[found[2]]
    if at == index + 1 and words.text(index) in ("،", ",") and after.kind == "w" and "noun" in after.classes:
        return None
    return found


def which_at(ctx: Context, index: int) -> int | None:
    """`الماضي` -1, `الحالي` 0, `المقبل` 1, when the word at `index` is one of them."""
    word = ctx.words[index]
    return word.classes.get("which") if word.definite and not word.proclitics else None


def which_year(ctx: Context, index: int) -> tuple[int, int] | None:
    """`من العام الماضي`, `العام المقبل`, `من هذا العام`: year shift and the index behind it."""
    words = ctx.words
    at = index + (words.text(index) in (_FROM, "في"))
    if words.get(at, "this") == 0 and words[at + 1].stem in YEAR_WORDS:
        return 0, at + 2
    if words[at].stem in YEAR_WORDS and words[at].definite:
        which = which_at(ctx, at + 1)
        if which is not None:
            return which, at + 2
    return None


def month_at(ctx: Context, index: int) -> tuple[int, bool, int] | None:
    """A month name at `index`: number, whether of the hijra, the index behind it (double names taken whole)."""
    words = ctx.words
    found = _one_month(ctx, index)
    if found is None:
        return None
    month, hijri, after = found
    if words.text(after) in ("/", "-") or words.text(after) == "(":
        second = _one_month(ctx, after + 1)
        if second is not None and second[0] == month and second[1] == hijri:
            return month, hijri, second[2] + (words.text(after) == "(" and words.text(second[2]) == ")")
    second = _one_month(ctx, after)
    if second is not None and second[:2] == (month, hijri) and not words[after].proclitics:
        after = second[2]
    return month, hijri, after


def _one_month(ctx: Context, index: int) -> tuple[int, bool, int] | None:
    words = ctx.words
    word = words[index]
    if word.kind != "w" or word.definite:
        return None
    if word.stem in ("تشرين", "كانون") and words.text(index + 1) in ("/", "-"):
        second = words.get(index + 2, "month")
        return (int(second), False, index + 3) if second in (1, 10, 11, 12) else None
    if "phrase" in word.classes:
        for phrase in _phrases(word.stem):
            if phrase.kind in ("month", "hijri") and all(
                words.text(index + 1 + k) == part for k, part in enumerate(phrase.rest)
            ):
                return int(phrase.value), phrase.kind == "hijri", index + 1 + len(phrase.rest)
    if word.stem == "صفر" and words[index + 1].kind in "dp" and words.text(index + 1)[:1] in "/-–%":
        return None
    for kind in ("month", "hijri"):
        if kind in word.classes:
            return int(word.classes[kind]), kind == "hijri", index + 1
    return None


def _phrases(stem: str) -> tuple[Phrase, ...]:
    return lexicon().phrases.get(stem, ())


def day_number(ctx: Context, index: int) -> tuple[int, int] | None:
    """A day of the month: `4`, `الرابع`, `الحادي والعشرين`, `أول`; value and the index behind it."""
    words = ctx.words
    word = words[index]
    if word.kind == "n":
        return (
            (int(word.text), index + 1)
            if word.text.isdigit() and 1 <= int(word.text) <= 31 and len(word.text) <= 2
            else None
        )
    found = ordinal(ctx, index)
    if found is not None and 1 <= found[0] <= 31:
        return found
    if word.kind == "w" and "number" in word.classes:
        number = ctx.numbers.read(index)
        if number is not None and isinstance(number.value, int) and 1 <= number.value <= 31:
            return number.value, number.last
    return None


def ordinal(ctx: Context, index: int) -> tuple[int, int] | None:
    """`الأول`, `الحادي عشر`, `الخامس والعشرين`, `المئة والخامسة والعشرون`: value and the index behind it."""
    words = ctx.words
    word = words[index]
    if word.kind != "w":
        return None
    found = _ordinal(ctx, index)
    if found is None or words.text(found[1]) != "بعد" or found[0] > 99:
        return found
    hundred = words[found[1] + 1]
    number = hundred.classes.get("number") if hundred.definite and not hundred.proclitics else None
    if number and (number[0] == "hundred" or (number[0] == "scale" and number[1] == 1000)):
        return found[0] + int(number[1]), found[1] + 2
    return found


def _ordinal(ctx: Context, index: int) -> tuple[int, int] | None:
    words = ctx.words
    word = words[index]
    base = word.classes.get("ordinal")
    number = word.classes.get("number")
    if base is None and word.definite and number and number[0] == "unit" and number[1] == 1:
        base = 1
    if base is not None:
        following = words[index + 1]
        if following.kind == "w" and not following.proclitics and following.classes.get("number", ("",))[0] == "ten":
            return base + 10, index + 2
        tens = index + 1 if following.text != "و" else index + 2
        found = words.get(tens, "number")
        if (
            found
            and found[0] == "tens"
            and words[tens].definite
            and (words[tens].proclitics == "و" or tens == index + 2)
        ):
            return base + found[1], tens + 1
        return int(base), index + 1
    if word.definite and number and number[0] in ("tens", "hundred", "scale"):
        value, after = int(number[1]), index + 1
        if words[after].proclitics == "و" and words[after].definite:
            more = _ordinal(ctx, after)
            if more is not None and more[0] < value:
                return value + more[0], more[1]
        return value, after
    return None


def read_month_date(ctx: Context, index: int) -> Moment | None:
    """`4 من تشرين الأول الحالي`, `الرابع من أكتوبر`, `4 أكتوبر 2021`, `مارس 2019`, `منتصف سبتمبر` (the month)."""
    words = ctx.words
    day: int | None = None
    at = index
    found_day = day_number(ctx, index)
    if found_day is not None and "ordinal" in words[index].classes and _part_of_month(ctx, index - 1):
        return None
    if found_day is not None:
        day, at = found_day
        at += words.text(at) in (_FROM, "/") or (words.text(at) == "-" and words.glued(at) and words.glued(at + 1))
    named = words[at].stem == "شهر" and not words[at].definite and (day is None or words[at].proclitics in ("", "ل"))
    at += named
    found = month_at(ctx, at)
    if found is None:
        return None
    proclitics = words[at].proclitics
    if proclitics and (named or (day is not None and proclitics != "ل")):
        return None
    month, hijri, after = found
    if day is None and not named and not _month_stands(ctx, index, after):
        return None
    if day is None and words[index - 1].kind == "n" and words[index - 2].stem in listed("named_by_date"):
        return None
    if day is None:
        after_day = words[after]
        later = after_day.kind == "n" and after_day.text.isdigit() and len(after_day.text) <= 2
        if (
            later
            and 1 <= int(after_day.text) <= 31
            and "noun" not in words[after + 1].classes
            and is_free(ctx, after + 1)
        ):
            day, after = int(after_day.text), after + 1
    year: int | None = None
    shift = which = None
    same = (
        words.text(after) in (_FROM, "في") and words[after + 1].stem in YEAR_WORDS and words.get(after + 2, "same") == 0
    )
    if same:
        return ctx.moment(index, after + 3, "month_date", month=month, day=day, hijri=hijri, same=True)
    found_year = following_year(ctx, after)
    if found_year is not None and found_year[1] == hijri:
        year, _, after = found_year
    else:
        moved = which_year(ctx, after)
        which = which_at(ctx, after)
        if moved is not None:
            shift, after = moved
        elif which is not None:
            after += 1
    if day is not None and year is None and words[index - 1].stem in listed("named_by_date"):
        return None
    return ctx.moment(
        index, after, "month_date", year=year, month=month, day=day, hijri=hijri, year_shift=shift, which=which
    )


def read_listed_day(ctx: Context, index: int) -> Moment | None:
    """The 4 of `في 4 و5 أكتوبر`: a day whose month is said with the last of the list."""
    words = ctx.words
    day = day_number(ctx, index) if words[index].kind == "n" else None
    if day is None or (words.text(day[1]) != "و" and words.text(day[1]) != "،"):
        return None
    at = day[1] + 1
    following = read_month_date(ctx, at)
    for _ in range(LISTED_DAYS):
        if following is not None:
            break
        more = day_number(ctx, at) if words[at].kind == "n" else None
        if more is None or words.text(more[1]) not in ("و", "،"):
            return None
        at = more[1] + 1
        following = read_month_date(ctx, at)
    if following is None or following.day is None or following.first != at or following.day <= day[0]:
        return None
    return following.reaching(words, index, day[1], day=day[0], rule="listed_day")


def _part_of_month(ctx: Context, index: int) -> bool:
    """Whether the word before an ordinal makes it count weeks or halves, not days: `الأسبوع الأول من أكتوبر`."""
    word = ctx.words[index]
    counted = "half" in word.classes or "fraction" in word.classes or word.classes.get("span") in ("W", "TH", "TM", "M")
    return word.definite and counted


def is_free(ctx: Context, index: int) -> bool:
    """Whether the figure before `index` counts nothing: no scale, percent or unit follows."""
    following = ctx.words[index]
    return _MEASURES.isdisjoint(following.classes) and following.text not in ("%", ":")


def _month_stands(ctx: Context, index: int, after: int) -> bool:
    """Whether a month without a day is one: names that are other words too need a year or a word of time."""
    words = ctx.words
    word = words[index]
    if words.text(after) in listed("not_month"):
        return False
    if "ambiguous_month" not in word.classes or after > index + 1:
        return True
    if word.proclitics == "و" and "month" in words[index - 1].classes:
        return True
    if following_year(ctx, after) is not None or which_at(ctx, after) is not None or words.text(after) == "/":
        return True
    before = words[index - 1]
    if "hijri" not in word.classes and (not ctx.strict or which_year(ctx, after) is not None):
        return not word.proclitics
    sure = before.text in listed("before_month") and "hijri" not in word.classes
    fast = word.stem == "رمضان" and before.text in ("في", "خلال", "منذ", "قبل", "بعد") and not words[after].definite
    return not word.proclitics and (
        sure or fast or before.stem == "شهر" or "edge" in before.classes or "month" in before.classes
    )


def read_english(ctx: Context, index: int) -> Moment | None:
    """`October 4, 2021`, `4 October 2021`, `Oct 4`."""
    words = ctx.words
    month = words.get(index, "english_month") if words[index].kind == "l" else None
    day: int | None = None
    if month is None:
        found = day_number(ctx, index) if words[index].kind == "n" else None
        month = words.get(index + 1, "english_month") if found and words[index + 1].kind == "l" else None
        if month is None or found is None:
            return None
        day, after = found[0], index + 2
    else:
        after = index + 1 + (words.text(index + 1) == ".")
        found = day_number(ctx, after) if words[after].kind == "n" else None
        if found is not None:
            day, after = found
    year = None
    comma = words.text(after) in (",", "،")
    found_year = year_at(ctx, after + comma) if words[after + comma].kind == "n" else None
    if found_year is not None:
        year, _, after = found_year
    if day is None and year is None:
        return None
    return ctx.moment(index, after, "english_date", year=year, month=int(month), day=day)
