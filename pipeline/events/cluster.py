"""Which outages of different articles are one: by provider and day, or by services and days that may agree.

Days that differ by one are one outage when provider and services agree: it may have begun on the evening of one zone
and the early morning of another, or one article may be mistaken. What is told of an outage stays where it is told.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from pipeline.events.days import When, seconds, when
from pipeline.events.local import Group, label_of
from pipeline.events.told import Small, Told
from pipeline.events.voices import count

WINDOW = timedelta(days=7)
"""An article that names no day speaks of an outage of the last days before it was published."""
YEAR = timedelta(days=366)
"""A day without a year is one of the year before publication."""
LONGEST = timedelta(days=3)
"""Services are back this long after they went down, or the outage is another one."""
FACTOR = 2
"""Reports of one outage differ in how long it lasted, but not by more than this factor."""
ZONES = timedelta(hours=12)
"""Two known moments of one outage's beginning are not further apart, or one is mistaken."""
_DAY = timedelta(days=1)
_AHEAD = _DAY
"""Publication dates are those of the outlet's zone, which may lag the outage's."""


Moment = TypeVar("Moment", date, datetime)


@dataclass(frozen=True, eq=False)
class Local:
    """One outage of one article, ready to be compared with others."""

    article: str
    voice: str
    """The id of the first of all articles that are copies of this one (`voices`)."""
    published: date | None
    told: tuple[Told, ...]
    providers: frozenset[str]
    services: frozenset[str]
    days: frozenset[date]
    label: str | None
    partial: bool
    """Whether something of the day is known, but not the day."""
    pinned: bool
    """Whether month or week of a year are known."""
    background: bool
    lasted: tuple[float, ...]
    ended: tuple[When, ...]
    order: tuple[str, str, int]

    @classmethod
    def of(
        cls, group: Group, number: int, article: str, voice: str, published: str | None, facts: Iterable[Small]
    ) -> Local:
        """Make one of a group of an article's facts."""
        days = frozenset(day for t in group.told if t.when for day in t.when.days)
        own = [fact for fact in facts if fact.type in ("outage", "restoration") and fact.certainty != "expected"]
        lasted = (seconds(fact.duration.value) for fact in own if fact.duration)
        ended = (fact.time if fact.type == "restoration" else fact.end for fact in own)
        return cls(
            article=article,
            voice=voice,
            published=_date(published),
            told=tuple(group.told),
            providers=frozenset(t.provider.brand for t in group.told),
            services=frozenset(service.brand for t in group.told for service in t.services),
            days=days,
            label=label_of([group.told]),
            partial=not days and any(t.when.partial for t in group.told if t.when),
            pinned=any(t.when.pinned for t in group.told if t.when),
            background=group.background,
            lasted=tuple(length for length in lasted if length),
            ended=tuple(when(slot.value) for slot in ended if slot),
            order=(published or "9999", article, number),
        )

    @property
    def parties(self) -> frozenset[str]:
        """Provider and services, by brand."""
        return self.providers | self.services

    def may_be(self, day: date) -> bool:
        """Whether nothing that is told speaks against the day."""
        if not all(t.when is None or t.when.may_be(day) for t in self.told):
            return False
        after = [day + timedelta(days=n) for n in range(LONGEST.days + 1)]
        return all(any(end.may_be(d) for d in after) for end in self.ended)

    def known(self) -> int:
        """How much is known of the day."""
        return max((t.when.precision for t in self.told if t.when), default=0)

    def compatible(self, other: Local) -> bool:
        """Whether no two days that are told exclude each other."""
        return all(a.when is None or b.when is None or a.when.compatible(b.when) for a in self.told for b in other.told)


def _alike(left: Collection[float], right: Collection[float]) -> bool:
    return not left or not right or any(max(a, b) <= FACTOR * min(a, b) for a in left for b in right)


def _date(published: str | None) -> date | None:
    known = when(published[:10]).days if published else ()
    return next(iter(known), None)


def cluster(outages: Iterable[Local]) -> list[list[Local]]:
    """Put the outages of all articles together; the result does not depend on their order."""
    ordered = sorted(outages, key=lambda outage: outage.order)
    clusters = _neighbours(_by_day([outage for outage in ordered if outage.days]))
    by_party: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for number, members in enumerate(clusters):
        for name in frozenset().union(*(m.parties for m in members)):
            by_party[name] += ((day, number) for day in frozenset().union(*(m.days for m in members)))
    for dated in by_party.values():
        dated.sort()
    current = [any(not m.background for m in members) for members in clusters]
    articles = [{m.article for m in members} for members in clusters]
    lasted = [{length for m in members for length in m.lasted} for members in clusters]
    joins: dict[tuple[int, str], Local] = {}
    left: list[Local] = []
    for outage in ordered:
        if outage.days:
            continue
        fits: list[int] = []
        for day, number in _candidates(outage, by_party):
            if (
                number not in fits
                and outage.article not in articles[number]
                and (current[number] or outage.partial or outage.published is not None)
                and outage.may_be(day)
                and _alike(outage.lasted, lasted[number])
            ):
                fits.append(number)
                if len(fits) > 1:
                    break
        if len(fits) != 1:
            left.append(outage)
            continue
        # Of two outages of one article one at most is this one: what the article is about, then what is known best.
        rival = joins.setdefault((fits[0], outage.article), outage)
        if rival is not outage:
            best, other = sorted((rival, outage), key=lambda o: (o.background, -o.known(), o.order))
            joins[fits[0], outage.article] = best
            left.append(other)
    for (number, _), outage in joins.items():
        clusters[number].append(outage)
    return clusters + _leftover(left)


def _by_day(outages: Sequence[Local]) -> list[list[Local]]:
    """Unite outages that share a provider or service and a day."""
    parent = list(range(len(outages)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[tuple[str, date], int] = {}
    for number, outage in enumerate(outages):
        for name in outage.parties:
            for day in outage.days:
                a, b = sorted((root(first.setdefault((name, day), number)), root(number)))
                parent[b] = a
    united: dict[int, list[Local]] = defaultdict(list)
    for number, outage in enumerate(outages):
        united[root(number)].append(outage)
    return list(united.values())


@dataclass(frozen=True, eq=False)
class _Day:
    """The outages that share a day, taken together to be compared with those of the day before and after."""

    articles: frozenset[str]
    voices: int
    providers: frozenset[str]
    services: frozenset[str]
    days: frozenset[date]
    published: tuple[date, date] | None
    lasted: frozenset[float]
    began: tuple[datetime, datetime] | None

    @classmethod
    def of(cls, members: Sequence[Local]) -> _Day:
        # What only recalls an outage may be published at any time after it.
        published = [m.published for m in members if m.published and not m.background]
        began = [t.when.instant for m in members for t in m.told if t.when and t.when.instant]
        return cls(
            articles=frozenset(m.article for m in members),
            voices=count(members),
            providers=frozenset().union(*(m.providers for m in members)),
            services=frozenset().union(*(m.services for m in members)),
            days=frozenset().union(*(m.days for m in members)),
            published=(min(published), max(published)) if published else None,
            lasted=frozenset(length for m in members for length in m.lasted),
            began=(min(began), max(began)) if began else None,
        )

    def same(self, other: _Day) -> bool:
        """Whether the two may be one outage: nothing but the day differs, and that by one."""
        if not any(day + shift in other.days for day in self.days for shift in (-_DAY, _DAY * 0, _DAY)):
            return False
        if not _run_by(self, other) or (self.services and other.services and not self.services & other.services):
            return False
        # An article that tells of both says that they are two.
        if self.articles & other.articles or not _alike(self.lasted, other.lasted):
            return False
        if self.published and other.published and _gap(self.published, other.published) > WINDOW:
            return False
        if self.began and other.began and _gap(self.began, other.began) > ZONES:
            # No zone explains it: one voice against several is mistaken, else these are two.
            fewer, more = sorted((self.voices, other.voices))
            return fewer == 1 < more
        return True


def _run_by(left: _Day | Local, right: _Day | Local) -> bool:
    """Whether the provider is one, or one is named for a service of the other."""
    return not (
        left.providers.isdisjoint(right.providers | right.services) and right.providers.isdisjoint(left.services)
    )


def _gap(left: tuple[Moment, Moment], right: tuple[Moment, Moment]) -> timedelta:
    """The time between two spans; none where they overlap."""
    return max(left[0] - right[1], right[0] - left[1], timedelta(0))


def _neighbours(clusters: Sequence[list[Local]]) -> list[list[Local]]:
    """Put outages of adjacent days together where they are one. The most told one takes its neighbours."""
    told = [_Day.of(members) for members in clusters]
    by_day: dict[tuple[str, date], list[int]] = defaultdict(list)
    for number, one in enumerate(told):
        for name in one.providers | one.services:
            for day in one.days:
                by_day[name, day].append(number)
    # The clusters come in the order of their first article.
    ranked = sorted(range(len(told)), key=lambda number: (-told[number].voices, number))
    rank = {number: at for at, number in enumerate(ranked)}
    taken: set[int] = set()
    united = []
    for number in ranked:
        if number in taken:
            continue
        one = told[number]
        group = [number]
        near = {
            other
            for name in one.providers | one.services
            for day in one.days
            for shift in (-_DAY, _DAY)
            for other in by_day.get((name, day + shift), ())
        }
        for other in sorted(near - taken - {number}, key=lambda other: rank[other]):
            if all(told[member].same(told[other]) for member in group):
                group.append(other)
        taken.update(group)
        united.append(sorted(group))
    return [[outage for number in group for outage in clusters[number]] for group in sorted(united)]


def _candidates(outage: Local, by_party: Mapping[str, Sequence[tuple[date, int]]]) -> Iterator[tuple[date, int]]:
    """The days, with their clusters, that an outage without a known day may be of, seen from its publication."""
    first, last = date.min, date.max
    years = [t.when.year for t in outage.told if t.when and t.when.year]
    if years:
        # The weeks of a year begin and end a few days beside it.
        first, last = date(max(years), 1, 1) - WINDOW, date(max(years), 12, 31) + WINDOW
    if outage.background:
        # An earlier outage that is recalled without any word on its day could be any.
        if not outage.partial:
            return
        if outage.published:
            last = min(last, outage.published - _DAY)
    elif outage.published:
        last = min(last, outage.published + _AHEAD)
        parts = [t.when for t in outage.told if t.when]
        if not any(part.year for part in parts):
            first = outage.published - (YEAR if any(part.month for part in parts) else WINDOW)
    for name in outage.parties:
        dated = by_party.get(name, ())
        yield from dated[bisect_left(dated, (first, -1)) : bisect_right(dated, (last, sys.maxsize))]


class _Undated:
    """Outages without a day that are put together, and what comparing another one with all of them needs."""

    def __init__(self, label: str | None) -> None:
        self.label = label
        self.members: list[Local] = []
        self._articles: set[str] = set()
        self._kinds: dict[tuple[object, ...], list[Local]] = {}

    def takes(self, outage: Local) -> bool:
        """Whether the outage may be one with every member."""
        return outage.article not in self._articles and all(
            _together(outage, other) for like in self._kinds.values() for other in like
        )

    def add(self, outage: Local) -> None:
        """Take it."""
        self.members.append(outage)
        self._articles.add(outage.article)
        # Of members that differ in publication alone, the first and the last one speak for all.
        whens = frozenset(t.when for t in outage.told)
        kind = (outage.providers, outage.services, whens, outage.background, outage.lasted, outage.published is None)
        like = sorted([*self._kinds.get(kind, ()), outage], key=lambda other: other.published or date.min)
        self._kinds[kind] = [like[0], like[-1]]


def _leftover(outages: Sequence[Local]) -> list[list[Local]]:
    """Put together what has no day: the same party, days that may agree, published within a few days.

    Those of which most is known come first. One that leaves open what tells two of them apart joins neither.
    """
    clusters: list[_Undated] = []
    by_party: dict[str, list[int]] = defaultdict(list)
    for outage in sorted(outages, key=lambda outage: (-outage.known(), outage.order)):
        near = sorted({number for name in outage.parties for number in by_party[name]})
        home = next((n for n in near if clusters[n].label == outage.label and clusters[n].takes(outage)), None)
        if home is None:
            fits = [n for n in near if clusters[n].label != outage.label and clusters[n].takes(outage)]
            home = fits[0] if len(fits) == 1 else len(clusters)
        if home == len(clusters):
            clusters.append(_Undated(outage.label))
        clusters[home].add(outage)
        for name in outage.parties:
            if home not in by_party[name]:
                by_party[name].append(home)
    return [cluster.members for cluster in clusters]


def _together(left: Local, right: Local) -> bool:
    if not (left.pinned and left.label == right.label):
        if left.background != right.background or (left.background and (left.label is None) != (right.label is None)):
            # An earlier outage that is recalled without any word on its day could be any.
            return False
        if left.published is None or right.published is None:
            if not (left.partial and right.partial):
                return False
        elif abs(left.published - right.published) > WINDOW:
            return False
    return _run_by(left, right) and left.compatible(right) and _alike(left.lasted, right.lasted)
