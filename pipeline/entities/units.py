"""National units of a brand: `كارفور الإمارات`, `stc الكويت` are one name, not a firm and a country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.document import Document
from pipeline.entities.kb import Entry, KnowledgeBase
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import same_line
from pipeline.text import fold

_SECTORS = frozenset(
    {"carrier", "retail", "food", "delivery", "transport", "bank", "payments", "consumer", "automotive"}
)
"""Where a brand with a country behind it is the unit there; `فيسبوك مصر` may be how a headline says it."""


class Units:
    """The national units of the knowledge base, by their group and country."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._units = units(kb)

    def joined(self, doc: Document, found: Sequence[Found]) -> list[Found]:
        """Join a firm and the country right behind it to one name: that of the unit, else of the brand."""
        items = sorted(found, key=lambda item: item.first)
        result: list[Found] = []
        for item in items:
            unit = self._unit(doc, result[-1], item) if result else None
            if unit is None:
                result.append(item)
            else:
                result[-1] = unit
        return result

    def _unit(self, doc: Document, firm: Found, place: Found) -> Found | None:
        """Return `firm` with the country behind it as one mention, None where they are two names."""
        brand, country = self._kb.get(firm.mention.ref.kb), self._kb.get(place.mention.ref.kb)
        if brand is None or country is None or not _is_brand(brand):
            return None
        if country.sector != "place-country" or not country.country:
            return None
        if firm.last != place.first or not same_line(doc, firm.last - 1, place.first):
            return None
        if place.mention.span.start != doc.tokens[place.first].span.start:
            return None
        key = self._units.get((brand.key, country.country), brand.key)
        span = doc.view.span(_start(doc, firm), doc.tokens[place.last - 1].end)
        mention = replace(firm.mention, span=span, ref=self._kb.ref(key), rule=f"{firm.mention.rule}.unit")
        return Found(mention, firm.first, place.last)


def _start(doc: Document, firm: Found) -> int:
    """Return where a mention begins in the view, behind the proclitics of its first token."""
    token = doc.tokens[firm.first]
    return token.start + firm.mention.span.start - token.span.start


def _is_brand(entry: Entry) -> bool:
    return entry.type == "company" and entry.sector in _SECTORS


def units(kb: KnowledgeBase) -> Mapping[tuple[str, str], str]:
    """Return (group, country) -> unit, where one company of that group in the country bears its name, or is alone."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in kb:
        group = kb.get(entry.operator)
        if entry.type == "company" and entry.country and group is not None and group.sector == entry.sector:
            found.setdefault((group.key, entry.country), []).append(entry)
    chosen = {place: _likeliest(kb[place[0]], entries) for place, entries in found.items()}
    return {place: entries[0].key for place, entries in chosen.items() if len(entries) == 1}


def _likeliest(group: Entry, entries: list[Entry]) -> list[Entry]:
    """Of several units in a country, return those that bear the name of their group, where there are such."""
    if len(entries) == 1:
        return entries
    return [entry for entry in entries if any(bears(entry, alias) for alias in group.aliases)] or entries


def bears(unit: Entry, name: str) -> bool:
    """Whether a unit is called by the name of its group: `أورنج مصر`; Optus is not called Singtel."""
    return any(fold(alias).startswith(fold(name)) for alias in unit.aliases)
