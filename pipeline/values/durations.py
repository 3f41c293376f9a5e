"""Durations: سبع ساعات، ساعتين ونصف، عدة أيام، يوم كامل، طوال العام؛ يومين من الآن."""

from __future__ import annotations

from pipeline.values import cues, dates
from pipeline.values.digits import Value, exact
from pipeline.values.lexicon import function_words, listed
from pipeline.values.moment import Context, Moment
from pipeline.values.numbers import Number

_LETTERS = ("Y", "M", "W", "D", "TH", "TM", "TS")
_QUARTER = 4
_BEYOND = 100_000
"""`14 مليون دقيقة` of calls is a figure, no length of time."""
_DECADES = 100
_HALVES = {"Y": ("M", 12), "D": ("TH", 24), "TH": ("TM", 60), "TM": ("TS", 60)}
_AGO = frozenset({"قبل"})
_WITHIN = frozenset({"في", "وفي", "خلال", "الا"})


def iso(parts: dict[str, Value | str]) -> str:
    """Write the parts of a duration (`{'TH': 2, 'TM': 30}`) in ISO 8601."""
    date, clock = "", ""
    for letter in _LETTERS:
        if letter in parts:
            if letter.startswith("T"):
                clock += f"{parts[letter]}{letter[1:]}"
            else:
                date += f"{parts[letter]}{letter}"
    return "P" + date + ("T" + clock if clock else "")


def put(parts: dict[str, Value | str], letter: str, value: Value) -> None:
    """Add `value` units; a half is written in the next smaller unit where that is a whole number."""
    if letter.endswith("0Y"):
        value, letter = exact(value * int(letter[:-1])), "Y"
    whole = int(value)
    smaller = _HALVES.get(letter)
    rest = exact((value - whole) * smaller[1]) if smaller else 0
    if smaller and value != whole and isinstance(rest, int):
        if whole:
            parts[letter] = whole
        old = parts.get(smaller[0], 0)
        parts[smaller[0]] = rest + (old if isinstance(old, int) else 0)
    else:
        parts[letter] = value


def unit_letter(ctx: Context, index: int) -> str | None:
    """The unit letter of an indefinite unit word at `index` without proclitics."""
    word = ctx.words[index]
    if word.kind != "w" or word.proclitics or word.definite:
        return None
    found = word.classes.get("span")
    return str(found) if found else None


def _half_more(ctx: Context, index: int, letter: str, parts: dict[str, Value | str]) -> int:
    """Take in `ونصف`, `ونصف الساعة`, `و20 دقيقة`, `وشهر`; returns the index behind it."""
    words = ctx.words
    while True:
        word = words[index]
        if word.kind == "w" and word.proclitics == "و":
            at = index
        elif word.text == "و" and not words[index + 1].proclitics:
            at = index + 1
        else:
            return index
        if words.get(at, "half") or (words.get(at, "fraction") and not words.get(at, "number")):
            share = 0.5 if words.get(at, "half") else 1 / int(words.get(at, "fraction"))
            old = parts.get(letter, 0)
            if isinstance(old, str):
                return index
            if letter.endswith("0Y"):
                letter, share = "Y", share * int(letter[:-1])
                old = parts.get("Y", 0)
            parts.pop(letter, None)
            put(parts, letter, exact((old if not isinstance(old, str) else 0) + share))
            index = at + 1
            named = words[index]
            if named.kind == "w" and not named.proclitics and ("span" in named.classes or named.text == "اليوم"):
                index += 1
            return index
        dual = words.get(at, "span2")
        if dual and _smaller(str(dual), letter):
            put(parts, str(dual), 2)
            letter, index = str(dual), at + 1
            continue
        number = ctx.numbers.read(at)
        unit = unit_letter(ctx, number.last) if number and number.value is not None else None
        if number and number.value is not None and unit and _smaller(unit, letter):
            put(parts, unit, number.value)
            letter, index = unit, number.last + 1
            continue
        single = words.get(at, "span")
        if single and not words[at].definite and _smaller(str(single), letter) and not words.get(at, "vague_span"):
            put(parts, str(single), 1)
            letter, index = str(single), at + 1
            continue
        return index


def _smaller(one: str, other: str) -> bool:
    return one in _LETTERS and other in _LETTERS and _LETTERS.index(one) > _LETTERS.index(other)


def is_age(ctx: Context, first: int, last: int, letter: str) -> bool:
    """`(75 عاما)` behind a name, `البالغ من العمر 37 عاما`: the age of a person, not a duration."""
    words = ctx.words
    if letter not in ("Y", "M"):
        return False
    if words.text(first - 1) == "(" and words.text(last) == ")":
        return True
    if words.text(first - 1) == "،" and words.text(last) in ("،", ")") and words[first].kind == "n":
        return True
    near = [words.text(k) for k in range(max(first - 3, 0), first)]
    return any(word in listed("age_sure") for word in near)


def read_duration(ctx: Context, index: int) -> Moment | None:
    """Read a duration that begins at `index`."""
    words = ctx.words
    word = words[index]
    few = word.classes.get("few") is not None and not word.definite
    if few:
        letter = words.get(index + 1, "vague_span")
        if letter and not words[index + 1].proclitics and not words[index + 1].definite:
            return ctx.moment(index, index + 2, "few", kind="duration", value=_vague(letter), modifier="vague")
        return None
    parts: dict[str, Value | str] = {}
    if "span2" in word.classes and not word.definite:
        letter = str(word.classes["span2"])
        put(parts, letter, 2)
        last = _half_more(ctx, index + 1, letter, parts)
        return _duration(ctx, index, last, parts, "dual", letter, 2)
    if "span2" in word.classes:
        put(parts, str(word.classes["span2"]), 2)
        which = words.get(index + 1, "which") is not None and words[index + 1].definite
        return ctx.moment(index, index + 1 + which, "definite_dual", kind="duration", value=iso(parts))
    if "whole_day" in word.classes and not word.definite and words.text(index + 1) in listed("one"):
        return ctx.moment(index, index + 2, "whole_day", kind="duration", value="P1D")
    if "half" in word.classes or "fraction" in word.classes:
        fraction = _fraction_of_unit(ctx, index)
        if fraction is not None:
            return fraction
    if word.kind == "n" or "number" in word.classes:
        return _counted(ctx, index)
    if "span" in word.classes and not word.definite:
        return _single(ctx, index, str(word.classes["span"]))
    if "span" in word.classes and word.definite:
        return _definite_plural(ctx, index)
    return None


def _vague(letter: str) -> str:
    if letter.endswith("0Y"):
        letter = "Y"
    return iso({letter: "X"})


def _fraction_of_unit(ctx: Context, index: int) -> Moment | None:
    """`نصف ساعة`, `ربع الساعة`."""
    words = ctx.words
    named = words[index + 1]
    if named.kind != "w" or named.proclitics or "span" not in named.classes or words[index].definite:
        return None
    letter = str(named.classes["span"])
    if named.text in ("نهائي",) or (named.definite and letter not in ("TH", "TM")):
        return None
    share = 0.5 if words.get(index, "half") else 1 / int(words.get(index, "fraction"))
    if (words.get(index, "number") and not words.get(index, "half")) or int(
        words.get(index, "fraction") or 2
    ) > _QUARTER:
        return None
    parts: dict[str, Value | str] = {}
    put(parts, letter, exact(share))
    return ctx.moment(index, index + 2, "fraction_of_unit", kind="duration", value=iso(parts))


def _counted(ctx: Context, index: int) -> Moment | None:
    words = ctx.words
    number = ctx.numbers.read(index)
    if number is None:
        return None
    ranged = _ranged(ctx, index, number)
    if ranged is not None:
        return ranged
    letter = unit_letter(ctx, number.last)
    extra = 0
    if letter is None and number.value is None and words[number.last].text == "من" and words[number.last + 1].definite:
        found = words.get(number.last + 1, "span")
        letter, extra = (str(found), 1) if found else (None, 0)
    if letter is None and number.value is None and words[number.last].definite and not words[number.last].proclitics:
        found = words.get(number.last, "span")
        letter = str(found) if found else None
    if letter is None and number.rule == "fraction" and words.get(number.last, "span") == "TH":
        letter = None if words[number.last].proclitics else "TH"
    if letter is None:
        return None
    last = number.last + 1 + extra
    if number.value is None:
        return ctx.moment(index, last, "vague_number", kind="duration", value=_vague(letter), modifier="vague")
    if (
        number.value < 0
        or number.value >= (_BEYOND if letter != "10Y" else _DECADES)
        or (letter == "Y" and number.written.isdigit() and number.value in dates.YEARS)
    ):
        return None
    if words[number.first].kind == "w" and words.text(last) and words.get(last, "weekday") and words[last].definite:
        return None
    parts: dict[str, Value | str] = {}
    put(parts, letter, number.value)
    last = _half_more(ctx, last, letter, parts)
    return _duration(ctx, index, last, parts, "counted", letter, number.value)


def _ranged(ctx: Context, index: int, number: Number) -> Moment | None:
    """`من 5 إلى 7 ساعات`, `بين ست وسبع ساعات`, `5-6 ساعات`: both bounds."""
    words = ctx.words
    after = words[number.last]
    before = words.text(index - 1)
    if after.text in ("الي", "-", "–", "او") or (before == "بين" and after.text == "و"):
        behind = number.last + 1
    elif before == "بين" and after.proclitics == "و":
        behind = number.last
    else:
        return None
    other = ctx.numbers.read(behind)
    letter = unit_letter(ctx, other.last) if other is not None else None
    if other is None or letter is None or number.value is None or other.value is None or number.value >= other.value:
        return None
    low: dict[str, Value | str] = {}
    high: dict[str, Value | str] = {}
    put(low, letter, number.value)
    put(high, letter, other.value)
    return ctx.moment(index, other.last + 1, "duration_range", kind="duration", value=f"{iso(low)}/{iso(high)}")


def _duration(
    ctx: Context, first: int, last: int, parts: dict[str, Value | str], rule: str, letter: str, value: Value
) -> Moment:
    words = ctx.words
    from_now = words.text(last) == "من" and words.text(last + 1) in ("الان", "اليوم") and letter in ("D", "W", "M", "Y")
    if from_now and len(parts) == 1 and isinstance(value, int):
        return ctx.moment(first, last + 2, "from_now", kind="date", value=iso(parts), ago=(letter, -value))
    if letter in ("D", "W", "M") and words.text(first - 1) in _AGO and len(parts) == 1 and isinstance(value, int):
        ago = ctx.moment(first - 1, last, "ago", kind="date", value=iso(parts), ago=(letter, value))
        return ago
    return ctx.moment(first, last, rule, kind="duration", value=iso(parts))


def _single(ctx: Context, index: int, letter: str) -> Moment | None:
    """`يوم واحد`, `ساعة ونصف`, `منذ عام`, and plurals without a number behind a word of duration."""
    words = ctx.words
    word = words[index]
    following = words[index + 1]
    parts: dict[str, Value | str] = {}
    plural = "vague_span" in word.classes
    cue = cues.before(words, index)
    if plural:
        before = words.text(index - 1)
        triggered = before in listed("triggers") or word.proclitics in ("ل", "ول") or cue is not None
        bare = following.kind != "w" or following.text.startswith("و") or following.text in listed("follows_vague")
        triggered = triggered or _adverbial(ctx, index)
        more = following.text in listed("more_of_it") and not word.proclitics
        if more or (triggered and bare and following.text != "("):
            return ctx.moment(index, index + 1, "bare_plural", kind="duration", value=_vague(letter), modifier="vague")
        return None
    if following.text in listed("one") and letter != "10Y":
        put(parts, letter, 1)
        last = _half_more(ctx, index + 2, letter, parts)
        if (letter == "D" and words.text(index - 1) == "كل") or cues.negated(words, index):
            return None
        return _duration(ctx, index, last, parts, "one", letter, 1)
    if (following.proclitics == "و" or following.text == "و") and not word.proclitics.endswith("ب"):
        put(parts, letter, 1)
        last = _half_more(ctx, index + 1, letter, parts)
        if last > index + 1 and (len(parts) == 1 or not ctx.strict or _counts_more(ctx, index + 1)):
            return _duration(ctx, index, last, parts, "one_and_more", letter, 1)
        parts.clear()
    triggered = words.text(index - 1) in listed("triggers")
    triggered = triggered or (cue is not None and (cue.name != "up_to" or words.text(index - 1) != "حتي"))
    triggered = triggered or _adverbial(ctx, index)
    triggered = triggered or (not ctx.strict and word.proclitics == "" and words[index - 1].stem != "كل")
    again = words.text(index - 1) == "بعد" and words.text(index - 2).removesuffix("ا") == word.stem.removesuffix("ا")
    if again or not triggered or following.kind == "n" or following.definite or following.text in listed("not_single"):
        return None
    if letter in ("Y", "M", "D") and (
        _is_year(ctx, index + 1)
        or "month" in following.classes
        or "weekday" in following.classes
        or "day" in following.classes
        or "hijri" in following.classes
        or "phrase" in following.classes
    ):
        return None
    put(parts, letter, 1)
    last = _half_more(ctx, index + 1, letter, parts)
    return _duration(ctx, index, last, parts, "single", letter, 1)


def _adverbial(ctx: Context, index: int) -> bool:
    """`انقطعت أسابيع`, `غاب شهرا`, `في ساعات`, `لأسبوع`: a unit of time that says how long, without a word for it."""
    words = ctx.words
    word, before, following = words[index], words[index - 1], words[index + 1]
    ends = following.kind == "p" or not following.text or following.text in listed("follows_time")
    if before.text in _WITHIN or word.proclitics in ("ل", "ول", "ب"):
        return ends and before.stem != word.stem and not (word.proclitics and before.text in _WITHIN)
    if word.proclitics or (before.definite is False and "number" in before.classes) or before.stem in listed("of_time"):
        return False
    if "vague_span" in word.classes:
        return ends and before.kind == "w" and before.text not in function_words()
    return word.text.endswith("ا") and word.classes["span"] in ("W", "M") and before.kind == "w"


def _counts_more(ctx: Context, index: int) -> bool:
    """Whether a number, a dual or a fraction stands behind `و`: `ساعة وعشرين دقيقة`, not `شهر ويوم`."""
    at = index + (ctx.words.text(index) == "و")
    word = ctx.words[at]
    return word.kind == "n" or not {"number", "span2", "half", "fraction"}.isdisjoint(word.classes)


def _is_year(ctx: Context, index: int) -> bool:
    number = ctx.numbers.read(index)
    return number is not None and number.value is not None and 100 < number.value < 2200


def _definite_plural(ctx: Context, index: int) -> Moment | None:
    """`الأيام الثلاثة الماضية`, `الساعات الـ24 الماضية`, `الـ24 ساعة الماضية` is a counted one."""
    words = ctx.words
    word = words[index]
    if "vague_span" not in word.classes:
        return _definite_single(ctx, index)
    few = words[index + 1].text in ("القليله", "المعدوده")
    if ctx.strict and words[index + 1].stem in listed("of_the_story"):
        return None
    if dates.which_at(ctx, index + 1 + few) is not None:
        value = _vague(str(word.classes["span"]))
        last = index + 2 + few
        return ctx.moment(index, last, "vague_plural", kind="duration", value=value, modifier="vague")
    at = index + 1 + (words.text(index + 1) == "ال")
    number = ctx.numbers.read(at)
    if number is None or number.value is None or not (words[at].definite or words.text(at - 1) == "ال"):
        return None
    parts: dict[str, Value | str] = {}
    put(parts, str(word.classes["span"]), number.value)
    last = number.last
    if words.get(last, "which") is not None and words[last].definite:
        last += 1
    return ctx.moment(index, last, "definite_plural", kind="duration", value=iso(parts))


def _definite_single(ctx: Context, index: int) -> Moment | None:
    """`تقارب الساعة`, `قرابة العام`: about one, where no clock face or year follows."""
    words = ctx.words
    cue = cues.before(words, index)
    following = words[index + 1]
    told = (
        following.kind in "nc" or following.definite or following.text.startswith("ال") or "number" in following.classes
    )
    letter = str(words.get(index, "span"))
    which = dates.which_at(ctx, index + 1)
    if letter in ("TH", "TM", "TS") and which in (-1, 1) and words.text(index - 1) in ("في", "خلال"):
        return ctx.moment(index, index + 2, "last_hour", kind="duration", value=iso({letter: 1}))
    if _whole(ctx, index) and not told and not words[index].proclitics:
        return ctx.moment(index, index + 1, "whole_period", kind="duration", value=iso({letter: 1}))
    if words[index].proclitics or told or cue is None or cue.name not in ("about", "more_than"):
        return None
    return ctx.moment(index, index + 1, "definite_single", kind="duration", value=iso({letter: 1}))


def _whole(ctx: Context, index: int) -> bool:
    """`طوال العام`, `على مدار الشهر`; round the clock (`على مدار الساعة`) is no hour."""
    words = ctx.words
    letter = words.get(index, "span")
    if letter not in ("D", "W", "M", "Y"):
        return False
    before = words[index - 1].stem
    return before in ("طوال", "طيله") or (before in ("مدار", "مدي") and words.text(index - 2) in ("علي", "وعلي"))
