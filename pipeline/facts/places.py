"""Where: the places of a figure or a trouble, and countries by their adjectives (`المغربي`, `السعودية`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from pipeline.document import Mention, Quantity, Ref
from pipeline.entities import KnowledgeBase
from pipeline.facts.analysis import Analysis, Place
from pipeline.text import fold

_IN = ("في", "ب", "من", "داخل", "عبر", "عن")
_HIT = ("في", "ب", "من", "داخل", "عن")
_NEAR_TO = {"القريبه", "قريبا", "بالقرب", "القريب", "مقربه", "انطلاقا", "قادمه", "قادمين"}
NEAR = 8
"""Tokens behind a figure in which its place stands: `1.7 مليون بلاغ من الولايات المتحدة`."""


@lru_cache(maxsize=4)
def _adjectives(kb: KnowledgeBase) -> Mapping[str, str]:
    """Folded masculine adjective without the article -> key of the country: `مغربي`, `اماراتي`, `سعودي`."""
    table: dict[str, str] = {}
    for entry in kb:
        name = entry.name_ar or ""
        if entry.type == "place" and entry.sector == "place-country" and name and " " not in name:
            stem = fold(name).removeprefix("ال")
            for ending in ("يه", "يا", "ه", "ا"):
                stem = stem.removesuffix(ending)
            table.setdefault(stem + "ي", entry.key)
    return table


def is_country(analysis: Analysis, ref: Ref) -> bool:
    """Whether an entity is a state."""
    return analysis.sector(ref) == "place-country"


def nationality(analysis: Analysis, token: int) -> Ref | None:
    """Return the country whose adjective stands at a token, or None."""
    if token >= len(analysis.tokens):
        return None
    word = analysis.tokens[token].text.removeprefix("ال").removesuffix("ه")
    key = _adjectives(analysis.kb).get(word)
    return analysis.kb.ref(key) if key else None


def named_in(analysis: Analysis, first: int, last: int) -> tuple[Ref, ...]:
    """Return the places of a token range that a preposition of place governs, and those joined to them."""
    found: list[Place[Mention]] = []
    for place in analysis.mentions_in(first, last, "place"):
        joined = bool(found) and place.first - found[-1].last <= 1
        if (joined or analysis.governor(place) in _IN) and not names_a_zone(analysis, place):
            found.append(place)
    return tuple(dict.fromkeys(place.it.ref for place in found))


def hit_places(analysis: Analysis, first: int, last: int, is_own: Callable[[Ref], bool]) -> tuple[Ref, ...]:
    """Return the places of a sentence where a service stopped: `في السعودية والإمارات`, `من الهند إلى تركيا`.

    What lies near a place (`القريبة من جدة`, `قبالة الإسكندرية`) and where somebody else works is not hit.
    """
    found: list[Place[Mention]] = []
    for place in analysis.mentions_in(first, last, "place"):
        governor = analysis.governor(place)
        before = analysis.tokens[place.first - 1].text if place.first else ""
        joined = bool(found) and place.first - found[-1].last <= 2 and governor in (None, "الي")
        struck = governor is None and analysis.has(max(place.first - 2, first), place.first, "suffer", "loss")
        if not (joined or struck or governor in _HIT) or names_a_zone(analysis, place) or before == "بتوقيت":
            continue
        if governor == "من" and analysis.tokens[place.first - 2].text in _NEAR_TO:
            continue
        firms = analysis.mentions_in(max(place.first - 4, first), place.first, "company", "organization", "media")
        if not joined and any(not is_own(m.it.ref) and place.first - m.last <= 1 for m in firms):
            continue
        found.append(place)
    return tuple(dict.fromkeys(place.it.ref for place in found))


def names_a_zone(analysis: Analysis, place: Place[Mention]) -> bool:
    """`بتوقيت مكة المكرمة`: a place inside a time is no place that was hit."""
    return any(t.first <= place.first < t.last for t in analysis.times_in(place.first - 8, place.first + 1))


def of_figure(analysis: Analysis, figure: Place[Quantity]) -> tuple[Ref, ...]:
    """Where a figure was counted: behind it, before the next one; else before it, when its clause has no other."""
    clause = analysis.clause_at(figure.first)
    others = analysis.quantities_in(figure.last, clause.last)
    end = min([clause.last, figure.last + NEAR, *(other.first for other in others)])
    behind = named_in(analysis, figure.last, end)
    if behind or len(analysis.quantities_in(clause.first, clause.last)) > 1:
        return behind
    return named_in(analysis, clause.first, figure.first)
