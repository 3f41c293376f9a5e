"""From the surfaces of compact gold to mentions: every word-bounded occurrence, longest surface first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.evaluate.model import GoldMention, Reading
from pipeline.text import Span

# و ف, then ب ل ك س, then ال (or لل = ل + ال), with or without a tatweel after them.
_PROCLITICS = r"(?<![\w\u064b-\u0652])(?:[وف]ـ*)?(?:لل|(?:[بلكس]ـ*)?(?P<article>ال)?)ـ*"
_END = r"(?![\w\u064b-\u0652])"
# A name inside an address or a handle is not something that a reader reads as a mention.
ADDRESS = re.compile(r"https?://\S+|www\.\S+|@\w+|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?:/\S*)?")


@dataclass(frozen=True, slots=True)
class Named:
    """An entity of compact gold: its key, its types and the surfaces that the text uses."""

    kb: str | None
    types: tuple[str, ...]
    surfaces: tuple[str, ...]
    optional: tuple[str, ...] = ()
    must: bool = True


def occurrences(surface: str, text: str) -> Iterator[tuple[Span, ...]]:
    """Yield every occurrence of a surface: the spans that are right for it, the preferred one first.

    Proclitics written onto the surface stay outside. Where the article is one of them, the span with the
    article is right too; where the surface itself has the article and `ل` swallows its alef (`للجزيرة`), the
    spans with and without the rest of the article are.
    """
    for match in re.finditer(_PROCLITICS + f"(?P<name>{re.escape(surface)})" + _END, text):
        name = Span(*match.span("name"))
        yield (name, Span(match.start("article"), name.end)) if match.group("article") else (name,)
    if surface.startswith("ال") and len(surface) > 3:
        swallowed = r"(?<![\w\u064b-\u0652])(?:[وف]ـ*)?ل(?P<name>ل" + re.escape(surface[2:]) + ")" + _END
        for match in re.finditer(swallowed, text):
            yield Span(match.start("name") + 1, match.end("name")), Span(*match.span("name"))


def expand(entities: Sequence[Named], text: str) -> tuple[GoldMention, ...]:
    """Find the mentions of all entities: longest surface first, none over another.

    Two entities with the same surface give one mention that accepts both. Optional surfaces come last: over a
    mention of the same entity they are another right span for it, elsewhere a mention that is not demanded.
    """
    addresses = [Span(*match.span()) for match in ADDRESS.finditer(text)]
    taken: list[GoldMention] = []
    for surface in sorted({s for e in entities for s in e.surfaces}, key=lambda s: (-len(s), s)):
        owners = [e for e in entities if surface in e.surfaces]
        for spans in occurrences(surface, text):
            readings = tuple(Reading(span, e.kb, e.types) for span in spans for e in owners)
            inside = any(a.contains(spans[0]) and a != spans[0] for a in addresses)
            _place(taken, readings, must=any(e.must for e in owners) and not inside)
    for entity in entities:
        for surface in entity.optional:
            for spans in occurrences(surface, text):
                _place_optional(taken, tuple(Reading(span, entity.kb, entity.types) for span in spans))
    return tuple(sorted(taken, key=lambda mention: mention.span))


def _place(taken: list[GoldMention], readings: tuple[Reading, ...], must: bool) -> None:
    """Add a mention unless a longer surface has the place; then it may only add readings of the same words."""
    for at, other in enumerate(taken):
        if any(r.span.overlaps(readings[0].span) for r in other.readings):
            spans = {r.span for r in other.readings}
            shared = tuple(r for r in readings if r.span in spans or _bare(r.span, spans))
            if shared:
                merged = tuple(dict.fromkeys((*other.readings, *shared)))
                taken[at] = GoldMention(merged, other.must or must)
            return
    taken.append(GoldMention(readings, must))


def _bare(span: Span, spans: set[Span]) -> bool:
    """Whether the span is one of `spans` without its article."""
    return Span(span.start - 2, span.end) in spans if span.start >= 2 else False


def _place_optional(taken: list[GoldMention], readings: tuple[Reading, ...]) -> None:
    for at, other in enumerate(taken):
        if any(r.span.overlaps(readings[0].span) for r in other.readings):
            same = any(r.kb == readings[0].kb and r.types == readings[0].types for r in other.readings)
            # A head noun or article more or less, never a piece of the name.
            fits = tuple(r for r in readings if r.span.contains(other.span) or r.span.end == other.span.end)
            if same and fits:
                taken[at] = GoldMention(tuple(dict.fromkeys((*other.readings, *fits))), other.must)
            return
    taken.append(GoldMention(readings, must=False))
