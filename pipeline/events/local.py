"""The events of one article: which outages it speaks of, and which of its facts belong to which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.events.told import FactLike, Party, Told, party, told

UNKNOWN = "unknown"
_IMPLIES = ("restoration", "cause")
"""Facts that imply an outage, for an article that does not state one."""


@dataclass
class Group:
    """One outage of one article, and the indices of the facts that belong to it."""

    told: list[Told]
    members: list[int] = field(default_factory=list)

    @property
    def background(self) -> bool:
        """Whether the article only recalls it."""
        return self.told[0].background

    @property
    def parties(self) -> frozenset[str]:
        """Provider and services of all that is told, by brand."""
        return frozenset().union(*(t.parties for t in self.told))

    def takes(self, other: Told) -> bool:
        """Whether what is told may be this outage: somebody in common, and days that agree."""
        return (
            other.background == self.background
            and bool(self.parties & other.parties)
            and all(t.when is None or other.when is None or t.when.compatible(other.when) for t in self.told)
        )


def groups(facts: Sequence[FactLike]) -> list[Group]:
    """Group the outages of an article and give every fact its group.

    The facts of the article belong to its main outage, unless they are about the provider or a service of
    another one. What is background belongs to a background outage: the one that it shares a party with, or
    the only one.
    """
    found: list[Group] = []
    for seed in _seeds(facts):
        home = next((group for group in found if group.takes(seed)), None)
        if home:
            home.told.append(seed)
        else:
            found.append(Group([seed]))
    seeds = {t.index: group for group in found for t in group.told if t.type == "outage"}
    main = _main(found, facts)
    for index, fact in enumerate(facts):
        group = seeds.get(index) or _home(fact, found, main)
        if group:
            group.members.append(index)
    return found


def _seeds(facts: Sequence[FactLike]) -> list[Told]:
    affirmed = [(index, fact) for index, fact in enumerate(facts) if fact.polarity == "affirmed"]
    outages = [t for index, fact in affirmed if fact.type == "outage" and (t := told(index, fact))]
    if any(not t.background for t in outages):
        return outages
    implied = (told(index, fact) for index, fact in affirmed if fact.type in _IMPLIES and not fact.background)
    return outages + [t for t in implied if t]


def _about(fact: FactLike, group: Group) -> bool:
    named = [party(ref).brand for ref in ([fact.subject] if fact.subject else [])]
    if fact.type in ("outage", "restoration"):
        named += [party(ref).brand for ref in fact.objects]
    return not group.parties.isdisjoint(named)


def _main(found: Sequence[Group], facts: Sequence[FactLike]) -> Group | None:
    """The outage that most of the facts are about; the first one where several are."""
    current = [group for group in found if not group.background]
    return max(current, key=lambda g: sum(not f.background and _about(f, g) for f in facts), default=None)


def _home(fact: FactLike, found: Sequence[Group], main: Group | None) -> Group | None:
    pool = [group for group in found if group.background == fact.background]
    about = [group for group in pool if _about(fact, group)]
    if fact.background:
        return about[0] if about else pool[0] if len(pool) == 1 else None
    return main if main in about or not about else about[0]


# ------------------------------------------------------------------------------------------------------- names


def provider_of(tellings: Sequence[Told]) -> Party:
    """Return whom the outage is named for: the company that most tellings name, else whoever most name."""
    counts: dict[str, int] = {}
    parties: dict[str, Party] = {}
    for t in tellings:
        key = t.provider.brand
        counts[key] = counts.get(key, 0) + 1
        known = parties.get(key)
        if known is None or (t.provider.key == key and known.key != key):
            parties[key] = t.provider
    # A service named for its company stands for the company.
    best = min(counts, key=lambda key: (not (parties[key].company or parties[key].key != key), -counts[key], key))
    chosen = parties[best]
    return chosen if chosen.key == best else Party(best, best, best.capitalize(), True)


def day_of(articles: Iterable[Sequence[Told]]) -> str | None:
    """Return the day that most articles give, as written; the earliest of several; None where none gives one."""
    return _most(articles, lambda t: (t.when.written if t.when else None, 0))


def label_of(articles: Sequence[Sequence[Told]]) -> str | None:
    """Return the day, else what is known of it: month and year, or the year; None where neither is known."""
    return day_of(articles) or _most(articles, lambda t: (t.when.label, t.when.precision) if t.when else (None, 0))


def _most(articles: Iterable[Sequence[Told]], said: Callable[[Told], tuple[str | None, int]]) -> str | None:
    """Return the most precise value, of several the one that most articles give, then the most often given one."""
    counts: dict[tuple[str, int], list[int]] = {}
    for tellings in articles:
        values = [(value, precision) for value, precision in map(said, tellings) if value]
        for value in values:
            counts.setdefault(value, [0, 0])[1] += 1
        for value in set(values):
            counts[value][0] += 1
    best = min(counts, key=lambda v: (-v[1], -counts[v][0], -counts[v][1], v[0]), default=None)
    return best[0] if best else None


def id_part(key: str) -> str:
    """Return the key of a provider as ids have it."""
    return re.sub(r"[\s/]+", "-", key)


def name_events(named: Sequence[tuple[Party, str | None]]) -> list[str]:
    """Return the ids: `provider/day`, or the part of it that is known, `provider/unknown`; -2, -3 where it is taken."""
    taken: dict[str, int] = {}
    ids: list[str] = []
    for provider, label in named:
        plain = f"{id_part(provider.key)}/{label or UNKNOWN}"
        taken[plain] = taken.get(plain, 0) + 1
        ids.append(plain if taken[plain] == 1 else f"{plain}-{taken[plain]}")
    return ids
