"""Shares that are told without a per cent sign: نصف بالمئة، أربعة من كل خمسة، انخفضت بنحو الربع، زادت الثلث."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.values import units
from pipeline.values.digits import Value, exact
from pipeline.values.lexicon import function_words, listed
from pipeline.values.multiples import grows
from pipeline.values.numbers import Number, Reader
from pipeline.values.scan import Words

_HUNDRED = 100
_LED = 8


class Share(NamedTuple):
    """A share in per cent and the index behind its words."""

    value: Value
    last: int


def read_share(words: Words, reader: Reader, index: int, floor: int) -> Share | None:
    """The share that begins at `index`. `floor` is the index behind the last figure."""
    part = _part(words, index)
    if part is not None and not words[index].definite:
        percent = units.is_percent(words, index + 1)
        if percent is not None:
            return Share(exact(1 / part), percent)
    if part is not None and words[index].definite:
        return Share(round(_HUNDRED / part), index + 1) if _changes(words, index, floor) else None
    number = reader.read(index)
    return _of_every(words, reader, number) if number is not None else None


def _part(words: Words, index: int) -> float | None:
    """`النصف` 2, `ثلث` 3, `الثلثين` 1.5: by what the whole is divided."""
    if words.get(index, "half"):
        return 2
    if "number" in words[index].classes and not words[index].definite:  # `خمس بالمئة` is no fifth, `بنحو الخمس` is.
        return None
    if words.get(index, "two_parts") and "number" not in words[index].classes:
        return int(words.get(index, "two_parts")) / 2
    return int(words.get(index, "fraction")) if words.get(index, "fraction") else None


def _changes(words: Words, index: int, floor: int) -> bool:
    """`هبط الاستهلاك إلى النصف`, `زادت الطلبات بنحو الثلث`: a definite part that stands alone, behind a change."""
    behind = words[index + 1]
    alone = behind.kind == "p" or not behind.text or behind.text in function_words()
    return alone and (grows(words, index, floor) or _falls(words, index, floor))


def _falls(words: Words, index: int, floor: int) -> bool:
    near = range(max(index - _LED, floor), index)
    return any(words.text(k).removeprefix("و").removeprefix("ف") in listed("falls") for k in near)


def _of_every(words: Words, reader: Reader, number: Number) -> Share | None:
    """`أربعة من كل خمسة`, `94 من كل مئة`."""
    if words.text(number.last) != "من" or words.text(number.last + 1) != "كل" or not number.value:
        return None
    whole = reader.read(number.last + 2)
    if whole is None or whole.value is None or not number.value < whole.value <= _HUNDRED:
        return None
    return Share(exact(round(_HUNDRED * number.value / whole.value, 1)), whole.last)
