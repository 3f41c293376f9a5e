"""Ranks: المركز الخامس، الرتبة 31، إلى الخامسة (behind a rank), حل ثانيا."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.values import dates, units
from pipeline.values.lexicon import listed
from pipeline.values.scan import STOPS, Words

if TYPE_CHECKING:
    from pipeline.values.moment import Context
    from pipeline.values.numbers import Reader

SERIES = 25
"""Words between a rank and the next one, which is told without its noun."""
_VERB = 6


class Rank(NamedTuple):
    """A rank and the index behind its words."""

    value: int
    last: int


def read_rank(ctx: Context, reader: Reader, index: int) -> Rank | None:
    """`المركز الخامس`, `المرتبة الأولى`, `المركز الـ15`."""
    if ctx.words.get(index, "rank") is None or not ctx.words[index].definite:
        return None
    return read_ordinal(ctx, reader, index + 1)


def read_ordinal(ctx: Context, reader: Reader, at: int) -> Rank | None:
    """`الخامس`, `الـ15`, `31`: what stands behind the noun of a rank."""
    words = ctx.words
    glued = words.text(at) == "ال"
    found = dates.ordinal(ctx, at) if words[at].definite else None
    if found is None and (glued or words[at].kind == "n"):
        number = reader.read(at + glued)
        if number and isinstance(number.value, int) and units.read_unit(words, number) is None:
            found = (number.value, number.last)
    return Rank(*found) if found is not None else None


def read_next_rank(ctx: Context, index: int, before: int) -> Rank | None:
    """`من المركز 56 إلى الخامس`, `صعد إلى المرتبة الثانية وكان في العاشرة`: `before` is behind the rank before."""
    words = ctx.words
    if not words[index].definite or words.text(index - 1) not in listed("before_rank") or index - before > SERIES:
        return None
    if any(words.text(k) in STOPS for k in range(before, index)):
        return None
    found = dates.ordinal(ctx, index)
    return Rank(*found) if found is not None else None


def read_place(words: Words, index: int) -> Rank | None:
    """`حل التطبيق ثانيا`, `بات خامسا`: an ordinal behind a verb of coming in; `ثانيا:` counts points."""
    place = words.get(index, "place")
    if place is None or words[index].proclitics or words[index].definite or words.text(index + 1) == ":":
        return None
    for at in range(index - 1, max(index - _VERB, -1), -1):
        if words.text(at) in STOPS:
            return None
        if words.text(at).removeprefix("و").removeprefix("ف").removeprefix("ل") in listed("ranks_at"):
            return Rank(int(place), index + 1)
    return None
