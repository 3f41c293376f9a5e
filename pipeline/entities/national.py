"""Bodies that an article on one country names without it: `وزارة الاتصالات`, `البنك المركزي`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.document import Document
from pipeline.entities.kb import Entry, KnowledgeBase, normal
from pipeline.entities.resolve import Found
from pipeline.entities.units import units
from pipeline.entities.words import nationalities
from pipeline.text import fold

_BODIES = frozenset({"government", "regulator", "exchange", "institution"})
_OF_ONE_COUNTRY = frozenset({"carrier", "bank", "payments", "government", "regulator"})
_NAMED_AS = ("organization", "company")
_PLACE, _FIRM, _SITE = 2, 1, 4
"""What a place, a firm or body, and the address of the site say for a country."""
_ENOUGH = 2
_SHORTEST = 2
"""Words of a name without its country: `المركزي` alone may be anything."""


class Nationals:
    """The bodies of each country by their names without it."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._bodies = _bodies(kb)
        self._units = units(kb)

    def named(self, doc: Document, found: Sequence[Found]) -> list[Found]:
        """Link such names to those of the country that the article is about, where it is about one."""
        country = self.country(doc, found)
        if country is None:
            return list(found)
        keys = {item.mention.ref.kb for item in found}
        return [self._unit(doc, self._linked(item, country), country, keys) for item in found]

    def country(self, doc: Document, found: Sequence[Found]) -> str | None:
        """Return the code of the country that most names of a text and the address of its site speak for."""
        votes: Counter[str] = Counter()
        for item in found:
            entry = self._kb.get(item.mention.ref.kb)
            if entry is not None and entry.country:
                votes[entry.country] += _PLACE if entry.type == "place" else _FIRM * (entry.sector in _OF_ONE_COUNTRY)
        domain = (doc.article.site or "").rpartition(".")[2].upper()
        if domain in self._kb.countries():
            votes[domain] += _SITE
        ranked = votes.most_common(2)
        if not ranked or ranked[0][1] < _ENOUGH or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]

    def _unit(self, doc: Document, item: Found, country: str, named: Collection[str | None]) -> Found:
        """Read the bare name of a group as its unit in the country, where the text names that: `أورنج مصر .. أورنج`."""
        mention = item.mention
        key = self._units.get((mention.ref.kb or "", country))
        if key is None or key not in named or not _bears(self._kb[key], mention.span.cut(doc.text)):
            return item
        return replace(item, mention=replace(mention, ref=self._kb.ref(key), rule=f"{mention.rule}.national"))

    def _linked(self, item: Found, country: str) -> Found:
        mention = item.mention
        if mention.ref.kb is not None or mention.ref.type not in _NAMED_AS:
            return item
        key = self._bodies.get(fold(mention.ref.name), {}).get(country)
        if key is None:
            return item
        return replace(item, mention=replace(mention, ref=self._kb.ref(key), rule=f"{mention.rule}.national"))


def _bears(unit: Entry, name: str) -> bool:
    """Whether a unit is called by the name of its group: `أورنج مصر`; Optus is not called Singtel."""
    return any(fold(alias).startswith(fold(name)) for alias in unit.aliases)


def _bodies(kb: KnowledgeBase) -> Mapping[str, Mapping[str, str]]:
    """Return name without the country -> country -> key; a name that two bodies of a country share is none's."""
    adjectives = nationalities()
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in kb:
        if entry.sector in _BODIES and entry.country:
            for bare in _bare_names(entry, adjectives):
                found[bare][entry.country].add(entry.key)
    return {
        bare: {country: next(iter(keys)) for country, keys in by_country.items() if len(keys) == 1}
        for bare, by_country in found.items()
    }


def _bare_names(entry: Entry, adjectives: frozenset[str]) -> set[str]:
    """Return the names of a body with its nationality left out: `هيئة تنظيم الاتصالات القطرية`, `.. في قطر`."""
    names: set[str] = set()
    for alias in entry.aliases:
        words = [normal(word) for word in fold(alias).split()]
        if "في" in words[_SHORTEST:]:
            words = words[: words.index("في", _SHORTEST)]
        elif words[-1] in adjectives:
            words = words[:-1]
        if len(words) >= _SHORTEST:
            names.add(" ".join(words))
    return names
