"""Names of zones behind a clock time: بتوقيت غرينتش، بالتوقيت الشرقي، ت غ."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.values.lexicon import Phrase, zones
from pipeline.values.moment import Context


def zone_behind(ctx: Context, index: int) -> tuple[str, int] | None:
    """`بتوقيت غرينتش`, `بالتوقيت الشرقي`, `ت غ`, `GMT`: the zone and the index behind it."""
    words = ctx.words
    at = index
    bracket = words.text(at) == "("
    at += bracket
    named, short = zones()
    word = words[at]
    found = None
    if word.kind == "w" and word.stem == "توقيت":
        found = _phrase(ctx, named, at + 1)
    elif word.text in ("حسب", "وفق", "وفقا", "بحسب") and words[at + 1].stem == "توقيت":
        found = _phrase(ctx, named, at + 2)
    elif word.text in short:
        found = _phrase(ctx, short, at)
    if found is None:
        return None
    zone, after = found
    if bracket and words.text(after) == ")":
        after += 1
    elif bracket:
        return None
    return zone, after


def _phrase(ctx: Context, table: Mapping[str, tuple[Phrase, ...]], at: int) -> tuple[str, int] | None:
    words = ctx.words
    for phrase in table.get(words.text(at), ()):
        if all(words.text(at + 1 + k) == part for k, part in enumerate(phrase.rest)):
            return str(phrase.value), at + 1 + len(phrase.rest)
    return None
