"""Figures told in turn: `تأخرت 17 و9 رحلات للشركتين على التوالي`. The last one of the list has the unit of all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.values import cues, units
from pipeline.values.numbers import Number
from pipeline.values.scan import Words
from pipeline.values.units import Unit

if TYPE_CHECKING:
    from pipeline.values.numbers import Reader

LONGEST = 12
"""Figures of a list at most."""
_BIG = 1000
_CUE = 4
"""Words of a modifier between و and a figure, and one."""


def shared_unit(words: Words, reader: Reader, number: Number) -> tuple[Unit, int] | None:
    """The unit that a later figure of the list has, and the scale that it has for all: `39 و17 مليون دولار`."""
    if number.first not in reader.in_turn:
        return None
    last: Number | None = number
    scaled = number.scale > 1
    for _ in range(LONGEST):
        last = _after(words, reader, last) if last is not None else None
        if last is None:
            return None
        unit = units.read_unit(words, last)
        if unit is not None and (unit.sure or unit.kind != "count"):
            small = number.digits and last.digits and not scaled and (number.value or _BIG) < _BIG
            return replace(unit, last=number.last, rule="in_turn"), last.scale if small else 1
        scaled = scaled or last.scale > 1
    return None


def _after(words: Words, reader: Reader, number: Number) -> Number | None:
    """The figure that و or a comma joins to another: `17 و9`, `17 ونحو 9`, `17، 9`."""
    at = number.last + (words.text(number.last) == "،")
    joined = words.text(at) == "و" or (words[at].kind == "w" and words[at].proclitics == "و")
    if not joined and at == number.last:
        return None
    at += words.text(at) == "و"
    for first in range(at, at + _CUE):
        found = reader.read(first)
        if found is not None:
            cue = cues.before(words, first)
            return found if first == at or (cue is not None and cue.first <= at) else None
    return None


def joined_to(words: Words, reader: Reader, first: int, before: int) -> bool:
    """Whether a figure of a sentence that tells them in turn stands right behind the one that ends at `before`."""
    if first not in reader.in_turn:
        return False
    cue = cues.before(words, first)
    begin = cue.first if cue is not None else first
    between = [words.text(at) for at in range(before, begin)]
    return between in (["و"], ["،"], ["،", "و"]) or (not between and words.text(begin).startswith("و"))
