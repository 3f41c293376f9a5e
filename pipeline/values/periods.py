"""Days and longer times told from the reference: أمس، اليوم، هذا الأسبوع، العام الماضي، الربع الثالث؛ years alone."""

from __future__ import annotations

from pipeline.values import dates, weekdays
from pipeline.values.lexicon import listed
from pipeline.values.moment import Context, Moment

OPENING = frozenset('«“”"')
CLOSING = frozenset('»”“"')
DATELINE = frozenset("-–—/|")
LINE_OPENS = DATELINE | {"\n", ""}
_UNIT_SHIFT = {"W": "week_shift", "M": "month_shift", "Y": "year_shift"}
_BEFORE_LAST = "قبل"
_LIKE = frozenset({"مثل", "كمثل"})
"""`في مثل هذا اليوم` is any such day."""
_PER_DAY = frozenset({"في", "ب"})


def read_day(ctx: Context, index: int) -> Moment | None:
    """`أمس`, `يوم أمس`, `أمس الاثنين`, `أول أمس`, `اليوم`, `غدا`, `بعد غد`, `اليوم نفسه`."""
    words = ctx.words
    at = index
    led = words[at].stem == "يوم" and not words[at].definite
    at += led
    shift = 0
    ahead = words[at]
    if ahead.stem in ("اول", "قبل") and not ahead.definite:
        skip = at + 1
        skip += words.text(skip) in ("من", "يوم")
        if words.get(skip, "day") == -1:
            shift, at = -1, skip
    elif ahead.text == "بعد" and words.get(at + 1 + (words.text(at + 1) == "يوم"), "day") == 1:
        shift, at = 1, at + 1 + (words.text(at + 1) == "يوم")
    word = words[at]
    day = word.classes.get("day")
    if day == -1 and words.text(at + 1) in ("الحاجه", "حاجه"):
        return None  # في أمسّ الحاجة, whose doubled letter folding takes away.
    if day is None or words.text(at + 1) in ("التالي", "السابق", "القادم", "المقبل", "الماضي"):
        return _that_day(ctx, index)
    if word.stem in ("غد", "الغد", "اليوم", "بكره") and not _deictic(ctx, index, at, led, shift):
        return None
    after = at + 1
    if day == -1 and words.text(after) == "الاول":
        shift, after = -1, after + 1
    if day == 0 and words.get(after, "same") == 0:
        return ctx.moment(index, after + 1, "same_day", same=True)
    moment = ctx.moment(index, after, "relative_day", day_shift=int(day) + shift)
    bracket = words.text(after) in ("(", "،")
    weekday = words[after + bracket]
    if "weekday" in weekday.classes and weekday.definite and not weekday.proclitics:
        whole = weekdays.read_weekday(ctx, after + bracket)
        if whole is not None and whole.which is None:
            if bracket and words.text(after) == "(" and words.text(whole.last) != ")":
                return moment
            if bracket and words.text(after) == "،" and whole.day is None:
                return moment
            last = whole.last + (words.text(after) == "(")
            if whole.day is not None:
                return whole.reaching(words, index, last)
            return moment.reaching(words, index, last, weekday=whole.weekday)
    return moment


def _deictic(ctx: Context, index: int, at: int, led: bool, shift: int) -> bool:
    """Whether `اليوم` or `الغد` points at a day and is no name, rate or `the first day`."""
    words = ctx.words
    word = words[at]
    following = words[at + 1]
    joined = words.text(at - 1) in ("من", "الي", "حتي", "بعد", "منذ") or "part" in words[at - 1].classes
    if word.stem == "غد" and not (led or shift or joined or word.definite or word.text == "غدا"):
        return False
    if word.stem != "اليوم":
        return (
            word.text != "الغد" or word.proclitics != "" or led or words.text(at - 1) not in ("صحيفه", "حزب", "جريده")
        )
    if following.text in CLOSING and any(words.text(k) in OPENING for k in range(index - 3, index)):
        return False
    if "names_today" in words[index - 1].classes or words.text(index - 1) in ("ذلك",):
        return False
    if following.text in DATELINE and words[at - 1].kind == "w" and words.text(at - 2) in LINE_OPENS:
        return False  # `تبوك اليوم - خاص`: the name of who writes.
    if following.text in listed("day_names_after") or (
        following.definite and ("ordinal" in following.classes or "which" in following.classes)
    ):
        return False
    if words.text(at - 1) in listed("all_of_it") or (words.text(at - 1) == "هذا" and words.text(at - 2) in _LIKE):
        return False
    if words.text(at - 1) in _PER_DAY and "same" not in following.classes and "weekday" not in following.classes:
        return False
    return not (word.text == "باليوم" and words.text(at - 1) != "")


def _that_day(ctx: Context, index: int) -> Moment | None:
    """`هذا اليوم`, `هذه الليلة`, `الليلة الماضية`, `الليلة`."""
    words = ctx.words
    word = words[index]
    if word.classes.get("part") == "NI" and word.stem == "ليله" and word.definite and not word.proclitics.strip("و"):
        which = dates.which_at(ctx, index + 1)
        if which is not None:
            return ctx.moment(index, index + 2, "relative_night", day_shift=which, part="NI")
        if words.text(index + 1) == "قبل" and dates.which_at(ctx, index + 2) == -1:
            return ctx.moment(index, index + 3, "relative_night", day_shift=-2, part="NI")
        if words.text(index - 1) in ("تلك", "في") or words.text(index + 1).startswith("ال"):
            return None
        return ctx.moment(index, index + 1, "tonight", day_shift=0, part="NI")
    if word.text == "اليوم" and word.proclitics in ("", "و", "ف", "ل"):
        moved = {"التالي": 1, "السابق": -1}.get(words.text(index + 1))
        if moved is None and not ctx.strict:
            moved = {"القادم": 1, "المقبل": 1, "الماضي": -1}.get(words.text(index + 1))
        return ctx.moment(index, index + 2, "next_day", same=True, day_shift=moved) if moved is not None else None
    if word.classes.get("this") == 0 and not word.definite:
        following = words[index + 1]
        if words.text(index - 1) in _LIKE:
            return None
        if following.text == "اليوم":
            return ctx.moment(index, index + 2, "relative_day", day_shift=0)
        part = following.classes.get("part")
        if part and part != "AF" and following.definite and not following.proclitics:
            return ctx.moment(index, index + 2, "this_part", day_shift=0, part=part)
    return None


def read_period(ctx: Context, index: int) -> Moment | None:
    """`هذا الأسبوع`, `العام الماضي`, `بداية العام`, `الأسبوع قبل الماضي`, `نهاية الشهر الجاري`."""
    words = ctx.words
    at = index
    weekend = "weekend" in words[at].classes and words[at + 1].stem == "نهايه" and not words[at + 1].definite
    if weekend:
        found = read_period(ctx, index + 1)
        if found is None and words.text(index + 2) == "الاسبوع":
            found = ctx.moment(index + 1, index + 3, "weekend", week_shift=0)
        if found is None or found.week_shift is None:
            return None
        return found.reaching(words, index, found.last, weekend=True, rule="weekend")
    edged = "edge" in words[at].classes and not words[at].definite
    at += edged
    this = words.get(at, "this") == 0 and not words[at].definite
    at += this
    if edged and not this:
        at += words.text(at) == "شهر" and dates.month_at(ctx, at + 1) is not None
        inner = dates.read_month_date(ctx, at) or _year(ctx, at, after_edge=True)
        if inner is not None and inner.day is None and not words[at].proclitics:
            return inner.reaching(words, index, inner.last, rule="edge")
    word = words[at]
    letter = word.classes.get("span")
    if (
        letter in _UNIT_SHIFT
        and word.definite
        and not (at > index and word.proclitics)
        and "vague_span" not in word.classes
    ):
        slot = _UNIT_SHIFT[str(letter)]
        which = dates.which_at(ctx, at + 1)
        if which is not None and ctx.strict and words[at + 1].stem in listed("of_the_story"):
            return None
        if which is not None:
            return ctx.moment(index, at + 2, "period", **{slot: which})
        if words.text(at + 1) == _BEFORE_LAST and dates.which_at(ctx, at + 2) == -1:
            return ctx.moment(index, at + 3, "period", **{slot: -2})
        if this or (edged and not words[at + 1].definite and words[at + 1].kind != "n"):
            return ctx.moment(index, at + 1, "period", **{slot: 0})
    if this and word.definite and word.classes.get("season"):
        return ctx.moment(index, at + 1, "season", season=word.classes["season"], year_shift=0)
    return None


def read_year(ctx: Context, index: int) -> Moment | None:
    """`عام 2019`, `العام 2019`, `في 2022`, `(2019)`, `بين عامي 2015 و2020`."""
    return _year(ctx, index, after_edge=False)


def _year(ctx: Context, index: int, after_edge: bool) -> Moment | None:
    words = ctx.words
    word = words[index]
    named = word.kind == "w" and (word.stem in dates.YEAR_WORDS or "years" in word.classes)
    if named:
        found = dates.year_at(ctx, index + 1)
        if found is None and not ctx.strict and not words[index + 1].definite:
            number = ctx.numbers.read(index + 1)
            if number is not None and isinstance(number.value, int) and 100 <= number.value <= 2999:
                found = (number.value, False, number.last)
        if found is None:
            return None
        return ctx.moment(index, found[2], "named_year", year=found[0], hijri=found[1])
    if word.kind != "n":
        return None
    found = dates.year_at(ctx, index)
    if found is None:
        return None
    marked = found[2] > index + 1
    before = words[index - 1]
    cued = before.text in listed("year_cues") or before.stem in ("عام", "سنه") or "edge" in before.classes
    if before.text in ("(", "-", "–") and words.text(found[2]) in (")", "-", "–") and found[1] is False:
        cued = True
    if before.text == "و" and ("years" in words[index - 3].classes or words.text(index - 3) in listed("year_cues")):
        cued = cued or (words[index - 2].kind == "n" and dates.year_at(ctx, index - 2) is not None)
    if before.text == "من" and words[found[2]].kind == "p" and words.text(found[2]) in ("،", ".", ")", "\n", ","):
        cued = True
    if not (cued or marked or after_edge):
        return None
    following = words[found[2]]
    counts = {"noun", "number", "span", "money", "money_by", "money_part"} & following.classes.keys()
    counted = bool(counts) and not following.proclitics and not following.definite
    if counted or following.text == "%" or (following.text == "." and words[found[2] + 1].kind == "n"):
        return None
    return ctx.moment(index, found[2], "year", year=found[0], hijri=found[1])
