"""Bodies and carriers that an article on one country names without it: `وزارة الاتصالات`, `زين`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.document import Document
from pipeline.entities.kb import Entry, KnowledgeBase, normal
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import before
from pipeline.entities.units import bears, units
from pipeline.entities.words import closed_class, nationalities
from pipeline.text import fold

_BODIES = frozenset({"government", "regulator", "exchange", "institution"})
_OF_ONE_COUNTRY = frozenset({"carrier", "bank", "payments", "government", "regulator"})
_NAMED_AS = ("organization", "company")
_PLACE, _FIRM, _SITE = 2, 1, 4
"""What a place, a firm or body, and the address of the site say for a country."""
_ENOUGH = 2
_PLAIN, _FAR_AHEAD = 4, 2
"""What a country has, and how many times as much as any other, where an article plainly tells of it alone."""
_GROUP = closed_class("مجموعة ومجموعة لمجموعة بمجموعة شركات")
"""Before its name a group is meant as a whole."""
_SHORTEST = 2
"""Words of a name without its country: `المركزي` alone may be anything."""


class Nationals:
    """The bodies of each country by their names without it."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._bodies = _bodies(kb)
        self._units = units(kb)
        self._groups = frozenset(group for group, _ in self._units)

    def named(self, doc: Document, found: Sequence[Found]) -> list[Found]:
        """Link such names to those of the country that the article is about, where it is about one."""
        votes = self._votes(doc, found)
        country = _first(votes, _ENOUGH, 1)
        if country is None:
            return list(found)
        keys = {item.mention.ref.kb for item in found}
        alone = votes if _first(votes, _PLAIN, _FAR_AHEAD) is not None else None
        linked = (self._linked(item, country) for item in found)
        return [self._unit(doc, item, country, keys, alone) for item in linked]

    def _votes(self, doc: Document, found: Sequence[Found]) -> Counter[str]:
        """Count what speaks for each country. A group that has units elsewhere says nothing of where it is meant."""
        votes: Counter[str] = Counter()
        for item in found:
            entry = self._kb.get(item.mention.ref.kb)
            if entry is not None and entry.country and entry.key not in self._groups:
                votes[entry.country] += _PLACE if entry.type == "place" else _FIRM * (entry.sector in _OF_ONE_COUNTRY)
        domain = (doc.article.site or "").rpartition(".")[2].upper()
        if domain in self._kb.countries():
            votes[domain] += _SITE
        return votes

    def _unit(
        self, doc: Document, item: Found, country: str, named: Collection[str | None], alone: Counter[str] | None
    ) -> Found:
        """Read the bare name of a group as its unit in the country: `أورنج مصر .. أورنج`.

        The text names the unit (it is among `named`), or plainly tells of that country (`alone` has what speaks for
        each) and not of the one where the group is at home.
        """
        mention = item.mention
        group = self._kb.get(mention.ref.kb)
        key = self._units.get((group.key, country)) if group is not None else None
        if group is None or key is None or not bears(self._kb[key], mention.span.cut(doc.text)):
            return item
        head = before(doc, item.first)
        if head is not None and doc.tokens[head].text in _GROUP:
            return item
        if key not in named and (alone is None or (group.country or country) in alone):
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


def _first(votes: Counter[str], least: int, ahead: int) -> str | None:
    """Return the country that has at least so much, and more than so many times what any other has."""
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[0][1] <= ahead * ranked[1][1]):
        return None
    return ranked[0][0]


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
