"""Clock times and zones: الساعة 15:45 بتوقيت غرينتش، الثامنة والنصف مساء، 3:35 صباحا."""

from __future__ import annotations

from dataclasses import replace

from pipeline.values import dates, numeric, periods, weekdays
from pipeline.values.lexicon import function_words, listed
from pipeline.values.moment import Context, Moment
from pipeline.values.scan import STOPS
from pipeline.values.zones import zone_behind

_LAPS = frozenset({"TM", "TS"})
"""Units that make `11:30 دقيقة` a length of time."""
_FACE_WORD = "ساعه"
_DAY = 24 * 60
"""Minutes."""
_NOON = frozenset({"ظهرا", "عصرا"})
_BESIDE_NOON = {"بعد": "AF", "قبل": "MO"}
_PRAYERS = frozenset({"ظهر", "ظهيره", "عصر", "مغرب", "فجر"})
_SAME_STORY = 16
"""Words between two hours of one story."""
DAY_SLOTS = (
    "year", "month", "day", "weekday", "hijri", "day_shift", "week_shift", "month_shift", "year_shift", "which", "same",
)  # fmt: skip
"""The slots of a moment that say its day."""
COUNTED = frozenset({"noun", "number", "span", "money", "money_by", "money_part"})


def read_clock(ctx: Context, index: int) -> Moment | None:
    """Read a clock time that begins at `index`, with its part of the day, zone and a day glued to the part."""
    words = ctx.words
    word = words[index]
    named = word.stem == _FACE_WORD and word.definite and word.kind == "w"
    if _score(ctx, index) or (named and _hourly(ctx, index)):
        return None
    at = index + named
    if named and words.text(at) in ("(", ":", "ال"):
        at += 1
    face = face_at(ctx, at, named)
    if face is None:
        return _midnight(ctx, index) or (None if ctx.strict else _minutes_from(ctx, index))
    hour, minute, second, after, sure = face
    after += words.text(after) == ")" and words.text(at - 1) == "("
    minutes = read_minutes(ctx, after)
    if minutes is not None and minute == 0:
        shift, after = minutes
        hour, minute = (hour, shift) if shift >= 0 else (hour - 1 or 12, 60 + shift)
        sure = True
    part = part_behind(ctx, after)
    if part is not None:
        code, after = part
        hour = in_part(hour, code)
        more = read_minutes(ctx, after) if minute == 0 else None
        if more is not None:  # `الرابعة عصرا إلا ربعا`, `الثامنة مساء وست دقائق`
            hour, minute, after = hour - (more[0] < 0), more[0] % 60, more[1]
    zone = zone_behind(ctx, after)
    if zone is not None:
        after = zone[1]
    named_hour = named and not (words[index].proclitics in ("ب",) and words[at].stem == "واحده")
    loose = not ctx.strict and words[at].kind == "w" and words.text(index - 1) in listed("before_bare")
    if not (sure or named_hour or part or zone or loose):
        return None
    if hour > 24 or minute > 59 or (not (sure or part or zone) and counts(ctx, after)):
        return None
    moment = ctx.moment(
        index, after, "clock", kind="time", clock=(hour, minute, second), zone=zone[0] if zone else None
    )
    if part is not None:
        moment = moment.reaching(words, index, after, hours=part[0])
    apart = _day_apart(ctx, moment)
    if apart is not None:
        return apart
    if part is not None:
        joined = day_behind(ctx, after)
        if joined is not None and zone is None:
            late = zone_behind(ctx, joined.last)
            moment = merge(ctx, moment, joined)
            if words.text(after - 1) in ("ليل", "ليله") and words.text(after - 2) == "منتصف":
                moment = moment.reaching(words, index, joined.last, clock=(hour + 24, minute, second))
            if late is not None:
                moment = moment.reaching(words, index, late[1], zone=late[0])
    if words.text(after) == "من" and (zone is not None or sure or named) and not moment.dated:
        told = day_behind(ctx, after + 1)
        if told is not None:
            return merge(ctx, moment, told)
    return moment


def _day_apart(ctx: Context, moment: Moment) -> Moment | None:
    """`عند 15:39 بتوقيت غرينتش من يوم الاثنين`: the clock time is of that day, which is a time of its own."""
    words = ctx.words
    if words.text(moment.last) != "من" or words[moment.last + 1].stem != "يوم" or words[moment.last + 1].definite:
        return None
    day = weekdays.read_weekday(ctx, moment.last + 1) or periods.read_day(ctx, moment.last + 1)
    if day is None or day.day is not None or not (day.weekday or day.day_shift is not None):
        return None
    return replace(moment, **{slot: getattr(day, slot) for slot in DAY_SLOTS}, then=day)


def _score(ctx: Context, index: int) -> bool:
    """Whether the figure ends a score: `فاز 3-2 مساء أمس`."""
    words = ctx.words
    if not ctx.strict or words[index].kind != "n" or not words.glued(index) or words.text(index - 1) not in ("-", "–"):
        return False
    return words[index - 2].kind == "n" and words[index - 3].stem not in ("من", "بين", "ساعه", "حوالي", "نحو")


def _hourly(ctx: Context, index: int) -> bool:
    """Whether `في الساعة الواحدة` is a rate: so much in one hour."""
    words = ctx.words
    counted = not COUNTED.isdisjoint(words[index - 2].classes) or words.text(index - 2) == "%"
    return words[index + 1].stem == "واحده" and words.text(index - 1) == "في" and counted


def counts(ctx: Context, index: int) -> bool:
    """Whether what stands at `index` is counted or measured by the number before it."""
    word = ctx.words[index]
    bare = not word.proclitics and not word.definite
    return (bare and not COUNTED.isdisjoint(word.classes)) or word.text == "%"


def face_at(ctx: Context, at: int, named: bool) -> tuple[int, int, int | None, int, bool] | None:
    """The hour and minute at `at`: hour, minute, second, index behind, and whether the form alone is a clock time."""
    words = ctx.words
    word = words[at]
    if word.kind == "c":
        pieces = [int(piece) for piece in word.text.split(":")]
        if pieces[0] > 24 or pieces[1] > 59 or (not named and words.get(at + 1, "span") in _LAPS):
            return None
        return pieces[0], pieces[1], pieces[2] if len(pieces) > 2 else None, at + 1, True
    if word.kind == "n":
        text = word.text
        if text.isdigit() and len(text) <= 2 and int(text) <= 24:
            return int(text), 0, None, at + 1, False
        if text.isdigit() and len(text) in (3, 4) and named and int(text[:-2]) < 24 and int(text[-2:]) < 60:
            return int(text[:-2]), int(text[-2:]), None, at + 1, True
        told = (
            text.isdigit()
            and len(text) == 4
            and (zone_behind(ctx, at + 1) or (int(text) not in dates.YEARS and _long_part(ctx, at + 1)))
        )
        if told and int(text[:2]) < 24 and int(text[2:]) < 60:
            return int(text[:2]), int(text[2:]), None, at + 1, True
        pointed = len(text) in (4, 5) and text[-3] in ".,،"
        sure = named or part_behind(ctx, at + 1) or zone_behind(ctx, at + 1)
        if pointed and sure and int(text[:-3]) < 24 and int(text[-2:]) < 60:
            return int(text[:-3]), int(text[-2:]), None, at + 1, True
        return None
    if word.kind == "w" and word.definite and word.stem in listed("feminine") and not (named and word.proclitics):
        found = dates.ordinal(ctx, at)
        if found is not None and found[0] > 12 and words.get(found[1], "span") == "TM":
            found = int(word.classes.get("ordinal", 1)), at + 1  # `الثامنة والأربعين دقيقة` is 8:40, not the 48th.
        if found is not None and 1 <= found[0] <= 12:
            return found[0], 0, None, found[1], False
    if named and word.kind == "w" and not word.definite and not word.proclitics:
        number = ctx.numbers.read(at)
        if number is not None and isinstance(number.value, int) and 1 <= number.value <= 24 and not number.digits:
            return number.value, 0, None, number.last, False
    return None


def _long_part(ctx: Context, index: int) -> bool:
    """Whether a part of the day that is written out stands at `index`: `1200 ظهرا`, not `1200 م`."""
    return part_behind(ctx, index) is not None and len(ctx.words.text(index)) > 2


def read_minutes(ctx: Context, index: int, midnight: bool = False) -> tuple[int, int] | None:
    """`والنصف`, `وربع`, `إلا ربعا`, `و20 دقيقة`, `والأربعين دقيقة`: minutes (negative before the hour), index behind.

    Of midnight and noon alone a whole hour may be taken off: `منتصف الليل إلا ساعة`.
    """
    words = ctx.words
    word = words[index]
    if word.text == "الا" or word.text == "الّا":
        sign, at = -1, index + 1
    elif word.kind == "w" and word.proclitics == "و":
        sign, at = 1, index
    elif word.text == "و":
        sign, at = 1, index + 1
    else:
        return None
    found = words[at]
    for kind, value in (("half", 30), ("fraction", None)):
        share = found.classes.get(kind)
        if share and (kind == "half" or int(share) in (3, 4)) and words.text(at + 1) not in ("مليون", "الف"):
            return sign * (value or 60 // int(share)), at + 1
    stem = found.stem.removesuffix("ا")
    if found.kind == "w" and stem in ("ربع", "ثلث", "نصف"):
        return sign * {"ربع": 15, "ثلث": 20, "نصف": 30}[stem], at + 1
    if found.text in ("دقيقه", "ودقيقه") or (found.classes.get("span2") == "TM" and not found.definite):
        return sign * (1 if found.text.endswith("دقيقه") else 2), at + 1
    if midnight and sign < 0 and found.text == "ساعه":
        return -60, at + 1
    number = ctx.numbers.read(at)
    if number is not None and number.value == 3 and words.text(number.last) == "ارباع":
        return sign * 45, number.last + 1
    if number is not None and isinstance(number.value, int) and 0 < number.value < 60:
        if words.get(number.last, "span") == "TM" and not words[number.last].definite:
            return sign * number.value, number.last + 1
        if part_behind(ctx, number.last) is not None and number.value % 5 == 0:
            return sign * number.value, number.last
    return None


def part_behind(ctx: Context, index: int) -> tuple[str, int] | None:
    """`صباحا`, `بعد الظهر`, `من مساء`, `pm`: the TIMEX part and the index behind it."""
    words = ctx.words
    at = index
    word = words[at]
    if word.kind == "l":
        code = {"am": "MO", "pm": "EV"}.get(word.text)
        return (code, at + 1) if code else None
    if word.text in ("من", "في", "هذا", "هذه"):
        at += 1
        at += words.text(at) in ("هذا", "هذه")
    if words.text(at) == "(":
        at += 1
    word = words[at]
    if word.text == "منتصف" and words[at + 1].text in ("الليل", "ليل"):
        return "NI", at + 2
    if word.text in ("بعد", "قبل") and words[at + 1].stem in ("ظهر", "الزوال", "مغرب", "المغرب", "عصر", "ظهيره"):
        if words[at + 1].stem.endswith("مغرب"):
            return "EV", at + 2
        return ("AF" if word.text == "بعد" else "MO"), at + 2
    if word.text == "بعد" and words.text(at + 1) == "منتصف" and words.text(at + 2) in ("الليل", "ليل", "ليله"):
        return "DW", at + 3
    code = word.classes.get("part")
    if code is None or word.proclitics or word.kind != "w":
        return None
    if at > index and word.stem in ("م", "ص"):
        return None
    if word.text in ("م", "ص") and words.text(at + 1) == ".":
        return None
    return str(code), at + 1


def in_part(hour: int, code: str) -> int:
    """The hour of the 24-hour clock for an hour said with a part of the day."""
    if hour > 12:
        return hour
    if code in ("DW", "MO"):
        return 0 if hour == 12 else hour
    if code == "NI":
        return 0 if hour == 12 else hour if hour < 6 else hour + 12
    if code == "MI":
        return hour + 12 if hour < 6 else hour
    return 12 if hour == 12 else hour + 12


def read_part_alone(ctx: Context, index: int) -> Moment | None:
    """`خرج ظهرا`, `عادت بعد العصر`, `امتد إلى الظهر`: a part of the day that the story is at."""
    words = ctx.words
    word, before, behind = words[index], words[index - 1], words[index + 1]
    led = before.text[1:] if before.text.startswith(("و", "ف")) else before.text
    closed = behind.kind == "p" or not behind.text or behind.text.startswith("ل") or behind.text in function_words()
    closed = closed or (word.definite and not behind.definite) or word.text in _NOON
    if not ctx.strict or behind.text == "و" or not closed:
        return None
    if word.text in listed("part_adverbs") and before.kind == "w" and not word.proclitics:
        code = str(word.classes["part"])
    elif word.definite and not word.proclitics and word.stem in _PRAYERS and led in listed("before_part"):
        code = str(word.classes["part"])
        if word.stem in ("ظهر", "ظهيره"):
            code = _BESIDE_NOON.get(led, code)
    else:
        return None
    return ctx.moment(index, index + 1, "part_alone", kind="time", part=code)


def _minutes_from(ctx: Context, index: int) -> Moment | None:
    """`عشرين دقيقة بعد الخامسة`, `ربع ساعة قبل الثامنة`: in running text these are a duration and a time."""
    words = ctx.words
    number = ctx.numbers.read(index)
    if number is None or number.value is None:
        return None
    unit = words.get(number.last, "span")
    minutes = number.value * {"TM": 1, "TH": 60}.get(str(unit), 0)
    side = words.text(number.last + 1)
    if not 0 < minutes < 60 or minutes != int(minutes) or side not in ("بعد", "قبل"):
        return None
    clock = read_clock(ctx, number.last + 2)
    if clock is None or clock.clock is None or clock.first != number.last + 2:
        return None
    total = clock.clock[0] * 60 + clock.clock[1] + int(minutes) * (1 if side == "بعد" else -1)
    hour, minute = divmod(total % (24 * 60), 60)
    return clock.reaching(words, index, clock.last, clock=(hour, minute, None), rule="minutes_from")


def read_next_hour(ctx: Context, index: int, before: Moment) -> Moment | None:
    """`من الثالثة عصرا وعاد قبل السادسة`: an hour without a sign of its own, later than one of its sentence."""
    words = ctx.words
    if before.clock is None or words.text(index - 1) not in listed("before_next_hour"):
        return None
    if index - before.last > _SAME_STORY or any(words.text(k) in STOPS for k in range(before.last, index)):
        return None
    face = face_at(ctx, index, False)
    if face is None or words[index].kind != "w" or face[3] != index + 1:
        return None
    minutes = read_minutes(ctx, face[3])
    shift, last = minutes if minutes is not None else (0, face[3])
    if minutes is None and (words[last].definite or words[last].text.startswith("و") or counts(ctx, last)):
        return None
    afternoon = 12 * (before.clock[0] >= 12 or face[0] <= before.clock[0]) * (face[0] < 12)
    hour, minute = divmod(60 * (face[0] + afternoon) + shift, 60)
    if hour * 60 + minute <= before.clock[0] * 60 + before.clock[1] or hour > 23:
        return None
    return ctx.moment(index, last, "next_hour", kind="time", clock=(hour, minute, None), zone=before.zone)


def _midnight(ctx: Context, index: int) -> Moment | None:
    """`منتصف الليل`, `منتصف النهار`."""
    words = ctx.words
    if not ctx.strict and words[index].text in ("الظهر", "ظهرا", "الظهيره"):
        return ctx.moment(index, index + 1, "noon", kind="time", clock=(12, 0, None))
    if words[index].stem != "منتصف" or words[index].definite:
        return None
    if words.text(index + 1) == "ليله":
        night = ctx.moment(index, index + 1, "midnight", kind="time", clock=(0, 0, None))
        day = day_behind(ctx, index + 2)
        return merge(ctx, night, day) if day is not None else None
    hour = {"الليل": 0, "ليل": 0, "النهار": 12, "نهار": 12}.get(words.text(index + 1))
    if hour is None:
        return None
    shift, after = read_minutes(ctx, index + 2, midnight=True) or (0, index + 2)
    hour, minute = divmod((60 * hour + shift) % _DAY, 60)
    zone = zone_behind(ctx, after)
    last = zone[1] if zone else after
    joined = day_behind(ctx, last)
    moment = ctx.moment(
        index, last, "midnight", kind="time", clock=(hour, minute, None), zone=zone[0] if zone else None
    )
    if joined is None:
        return moment
    whole = merge(ctx, moment, joined)
    return _over_two_days(ctx, whole.reaching(words, index, whole.last, clock=(24 if hour == 0 else hour, 0, None)))


def _over_two_days(ctx: Context, night: Moment) -> Moment:
    """Take in the second day of `ليل الاثنين - الثلاثاء`."""
    words = ctx.words
    second = night.last + (words.text(night.last) in ("-", "–", "/"))
    named = words[second]
    if night.weekday and "weekday" in named.classes and named.definite and not named.proclitics:
        return night.reaching(words, night.first, second + 1)
    return night


def day_behind(ctx: Context, index: int) -> Moment | None:
    """The day behind a part of the day or a clock time: `أمس الاثنين`, `يوم الجمعة`, `الرابع من أكتوبر`."""
    words = ctx.words
    at = index
    if words[at].text == "من" and (words[at + 1].stem == "يوم" or "day" in words[at + 1].classes):
        at += 1
    if words[at].stem == "يوم" and not words[at].definite and words[at + 1].kind in "nd":
        at += 1
    if words[at].proclitics:
        return None
    for rule in (
        periods.read_day,
        weekdays.read_weekday,
        numeric.read_numeric,
        dates.read_month_date,
        weekdays.read_day_of_month,
    ):
        found = rule(ctx, at)
        if found is not None and (found.day is not None or found.weekday or found.day_shift is not None or found.same):
            return found
    return None


def merge(ctx: Context, moment: Moment, day: Moment) -> Moment:
    """`moment` with the day slots of `day`, over both."""
    return moment.reaching(
        ctx.words,
        min(moment.first, day.first),
        max(moment.last, day.last),
        **{slot: getattr(day, slot) for slot in DAY_SLOTS},
    )


def read_part(ctx: Context, index: int) -> Moment | None:
    """`مساء الاثنين`, `فجر اليوم`, `بعد ظهر الجمعة`, `ليل الاثنين - الثلاثاء`: a part of the day and its day."""
    words = ctx.words
    at = index
    if words[at].text in _BESIDE_NOON and words.get(at + 1, "part") and words[at + 1].stem == "ظهر":
        code, at = _BESIDE_NOON[words[at].text], at + 2
    else:
        word = words[at]
        found = word.classes.get("part")
        if found is None or word.kind != "w" or word.definite or len(word.stem) < 3:
            return None
        code, at = str(found), at + 1
        if words.text(at) == "من":
            return None
    day = day_behind(ctx, at)
    if day is not None and words[index].stem == "عشيه" and not day.weekday and day.day_shift is None:
        return None  # `عشية 16 نوفمبر` is the day before it.
    if day is None or (day.first != at and words.text(at) != "من"):
        return None
    moment = ctx.moment(index, at, "part_of_day", kind="time", part=code)
    whole = merge(ctx, moment, day)
    return _over_two_days(ctx, whole) if code == "NI" else whole
