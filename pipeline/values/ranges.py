"""Ranges: من 5 إلى 7 ملايين، بين 3 و4 مليارات دولار، 60-70 مليون دولار، $10-$20."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.values import units
from pipeline.values.digits import exact
from pipeline.values.lexicon import listed
from pipeline.values.numbers import Number
from pipeline.values.scan import Words
from pipeline.values.units import Unit

if TYPE_CHECKING:
    from pipeline.values.figures import Figure, Finder

_TO = frozenset({"الي", "حتي", "-", "–", "—", "~"})
_BETWEEN = frozenset({"بين", "وبين"})
_FROM = frozenset({"من", "ومن", "نحو", "حوالي"})


def read_range(finder: Finder, number: Number, limit: int) -> Figure | None:
    """`من 5 إلى 7 ملايين`, `بين 3 و4 مليارات دولار`, `60-70 مليون دولار`."""
    words = finder.words
    if number.value is None:
        return None
    before = words.text(number.first - 1)
    between = before in _BETWEEN
    after = words[number.last]
    if units.symbol_before(words, number.first) is not None and "money" in words[number.last + 1].classes:
        return _with_units(finder, number, limit, between)
    if after.text in _TO:
        behind = number.last + 1
        dashed = after.kind == "p"
    elif between and after.text == "و":
        behind, dashed = number.last + 1, False
    elif between and after.kind == "w" and after.proclitics == "و" and "number" in after.classes:
        behind, dashed = number.last, False
    else:
        return _with_units(finder, number, limit, between)
    if finder.strict and not (dashed or between or before in _FROM or finder.words.text(number.last) not in _TO):
        return None
    other = finder.reader.read(behind)
    if other is None or other.value is None or other.last > limit or other.value < 0:
        return None
    low, high = number.value, other.value
    if number.scale == 1 and other.scale > 1 and low * other.scale < high:
        low = exact(low * other.scale)
    if low >= high:
        return None
    unit = units.read_unit(words, other)
    if unit is None and finder.strict and (dashed or other.scale == 1):
        return None
    if not dashed and not between and _changing(words, number.first):
        return None
    first = number.first
    figure = finder.figure(replace(other, first=first, start=number.start), unit, value=None)
    return finder.modified(replace(figure, low=low, high=high, rule="range"))


def _with_units(finder: Finder, number: Number, limit: int, between: bool) -> Figure | None:
    """`بين 30% و40%`, `من 3 ملايين دولار إلى 4 ملايين دولار`, `$10-$20`: both bounds with their unit."""
    words = finder.words
    if number.value is None:
        return None
    sign = units.symbol_before(words, number.first)
    unit = Unit("money", sign.name, number.last) if sign else units.read_unit(words, number)
    if unit is None or not unit.sure:
        return None
    first = sign.last if sign else number.first
    behind = _connector(finder, unit.last, between, words.text(first - 1) in _FROM)
    if behind is None:
        return None
    second_sign = units.symbol_before(words, behind + 1) if sign else None
    other = finder.reader.read(behind + (second_sign is not None))
    if other is None or other.value is None or other.last > limit or other.value <= number.value:
        return None
    second = Unit("money", second_sign.name, other.last) if second_sign else units.read_unit(words, other)
    if second is None or second.kind != unit.kind or second.name != unit.name or second.open != unit.open:
        return None
    if not between and _changing(words, first):
        return None
    figure = finder.figure(replace(other, first=number.first, start=number.start), second, value=None)
    if sign:
        figure = replace(figure, first=first, start=words[first].start)
    return finder.modified(replace(figure, low=number.value, high=other.value, rule="range"))


def _connector(finder: Finder, index: int, between: bool, led: bool) -> int | None:
    """The index behind what joins two bounds that both have a unit."""
    words = finder.words
    word = words[index]
    if between and (word.text == "و" or word.proclitics == "و"):
        return index + (word.text == "و")
    if word.text in _TO and (led or word.kind == "p" or not finder.strict):
        return index + 1
    return None


def _changing(words: Words, index: int) -> bool:
    """Whether a verb of rise or fall stands before `من 5 إلى 7`: then it is two values, not a range."""
    return any(words.text(k).removeprefix("و") in listed("rise") for k in range(max(index - 6, 0), index))
