"""Times that come again: يوميا، كل ساعة، كل يومين، كل يوم أحد، أيام الجمعة، كل صباح، يوميا في التاسعة مساء."""

from __future__ import annotations

from pipeline.values import clocks
from pipeline.values.digits import Value, exact
from pipeline.values.durations import iso, put, unit_letter
from pipeline.values.lexicon import listed
from pipeline.values.moment import Context, Moment

_ANY_DAY = "XXXX-XX-XX"
_DAILY = "P1D"
_QUARTER_OF_YEAR = frozenset({"سنوي", "سنويا", "سنويه"})


def read_set(ctx: Context, index: int) -> Moment | None:
    """Read a set that begins at `index`; a daily one takes in the clock time behind it."""
    found = _read(ctx, index)
    if found is None or found.value != _DAILY:
        return found
    words = ctx.words
    at = found.last + (words.text(found.last) in ("في", "عند"))
    clock = clocks.read_clock(ctx, at) if words[at].kind in "nc" or words[at].definite else None
    if clock is None or clock.clock is None or clock.dated:
        return found
    hour, minute, _ = clock.clock
    return found.reaching(
        words, index, clock.last, value=f"{_ANY_DAY}T{hour % 24:02d}:{minute:02d}", rule="daily_clock"
    )


def _read(ctx: Context, index: int) -> Moment | None:
    words = ctx.words
    word = words[index]
    if "repeat" in word.classes and not word.definite:
        return ctx.moment(index, index + 1, "adverb_set", kind="set", value=str(word.classes["repeat"]))
    if word.stem in ("ربع", "نصف") and words.text(index + 1) in _QUARTER_OF_YEAR and not word.definite:
        value = "P3M" if word.stem == "ربع" else "P6M"
        return ctx.moment(index, index + 2, "part_year_set", kind="set", value=value)
    if word.stem == "ايام" and not word.definite:
        return _days(ctx, index)
    if word.text == "نهايه" and words[index + 1].stem == "كل" and words.get(index + 2, "span") == "W":
        return ctx.moment(index, index + 3, "every_weekend", kind="set", value="XXXX-WXX-WE")
    rate = word.proclitics == "ل" and not {"money", "money_by", "noun"}.isdisjoint(words[index - 1].classes)
    if word.stem != "كل" or word.kind != "w" or word.definite or words[index + 1].proclitics or rate:
        return None
    if words[index + 1].definite or words.text(index + 2) in listed("not_every"):
        return None
    return _every(ctx, index)


def _days(ctx: Context, index: int) -> Moment | None:
    """`أيام الجمعة`: every one of them, where no second day is listed."""
    words = ctx.words
    day = words[index + 1]
    after = words[index + 2]
    if "weekday" not in day.classes or not day.definite or day.proclitics:
        return None
    another = after.text == "و" or "weekday" in after.classes or (after.text in "،," and after.text)
    if another or after.kind == "n" or "which" in after.classes or "month" in after.classes:
        return None
    value = f"XXXX-WXX-{day.classes['weekday']}"
    return ctx.moment(index, index + 2, "days_set", kind="set", value=value)


def _every(ctx: Context, index: int) -> Moment | None:
    words = ctx.words
    following = words[index + 1]
    weekday = following.classes.get("weekday")
    at = index + 1
    if following.classes.get("span") == "D" and words.get(index + 2, "weekday") and not words[index + 2].proclitics:
        weekday, at = words.get(index + 2, "weekday"), index + 2
    if weekday and (following.text != "احد" or not ctx.strict):
        return ctx.moment(index, at + 1, "every_weekday", kind="set", value=f"XXXX-WXX-{weekday}")
    if "weekend" in following.classes and words[index + 2].stem == "نهايه" and words.get(index + 3, "span") == "W":
        return ctx.moment(index, index + 4, "every_weekend", kind="set", value="XXXX-WXX-WE")
    part = following.classes.get("part")
    if part and len(following.stem) > 2 and words.get(index + 2, "weekday") is None:
        return ctx.moment(index, index + 2, "every_part", kind="set", value=f"{_ANY_DAY}T{part}")
    parts: dict[str, Value | str] = {}
    if "span2" in following.classes:
        put(parts, str(following.classes["span2"]), 2)
        return ctx.moment(index, index + 2, "every", kind="set", value=iso(parts))
    share = 0.5 if "half" in following.classes else 1 / int(following.classes.get("fraction", 0) or 1)
    letter = unit_letter(ctx, index + 2)
    counted = "number" in following.classes and "vague_span" in words[index + 2].classes
    if share < 1 and letter and not following.definite and not counted:  # `كل خمس دقائق` is five of them.
        put(parts, letter, exact(share) if letter != "Y" else 1)
        value = f"P{round(12 * share)}M" if letter == "Y" else iso(parts)
        return ctx.moment(index, index + 3, "every", kind="set", value=value)
    letter = unit_letter(ctx, index + 1)
    if letter and "vague_span" not in following.classes:
        put(parts, letter, 1)
        return ctx.moment(index, index + 2, "every", kind="set", value=iso(parts))
    number = ctx.numbers.read(index + 1)
    letter = unit_letter(ctx, number.last) if number and number.value is not None else None
    if number and number.value is not None and letter:
        put(parts, letter, number.value)
        return ctx.moment(index, number.last + 1, "every", kind="set", value=iso(parts))
    return None
