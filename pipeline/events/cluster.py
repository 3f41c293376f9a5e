"""Which outages of different articles are one: by provider and day, or by services and days that may agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.events.days import When, seconds, when
from pipeline.events.local import Group
from pipeline.events.told import Small, Told

WINDOW = timedelta(days=7)
"""An article that names no day speaks of an outage of the last days before it was published."""
YEAR = timedelta(days=366)
"""A day without a year is one of the year before publication."""
LONGEST = timedelta(days=3)
"""Services are back this long after they went down, or the outage is another one."""
FACTOR = 2
"""Reports of one outage differ in how long it lasted, but not by more than this factor."""
_AHEAD = timedelta(days=1)
"""Publication dates are those of the outlet's zone, which may lag the outage's."""


@dataclass(frozen=True, eq=False)
class Local:
    """One outage of one article, ready to be compared with others."""

    article: str
    published: date | None
    told: tuple[Told, ...]
    parties: frozenset[str]
    days: frozenset[date]
    background: bool
    lasted: tuple[float, ...]
    ended: tuple[When, ...]
    order: tuple[str, str, int]

    @classmethod
    def of(cls, group: Group, number: int, article: str, published: str | None, facts: Iterable[Small]) -> Local:
        """Make one of a group of an article's facts."""
        own = [fact for fact in facts if fact.type in ("outage", "restoration") and fact.certainty != "expected"]
        lasted = (seconds(fact.duration.value) for fact in own if fact.duration)
        ended = (fact.time if fact.type == "restoration" else fact.end for fact in own)
        return cls(
            article=article,
            published=_date(published),
            told=tuple(group.told),
            parties=group.parties,
            days=frozenset(day for t in group.told if t.when for day in t.when.days),
            background=group.background,
            lasted=tuple(length for length in lasted if length),
            ended=tuple(when(slot.value) for slot in ended if slot),
            order=(published or "9999", article, number),
        )

    @property
    def partial(self) -> bool:
        """Whether something of the day is known, but not the day."""
        return not self.days and any(t.when and t.when.partial for t in self.told)

    def may_be(self, day: date) -> bool:
        """Whether nothing that is told speaks against the day."""
        if not all(t.when is None or t.when.may_be(day) for t in self.told):
            return False
        after = [day + timedelta(days=n) for n in range(LONGEST.days + 1)]
        return all(any(end.may_be(d) for d in after) for end in self.ended)

    def lasted_like(self, others: Iterable[Local]) -> bool:
        """Whether it may have lasted as long as what others tell of one outage."""
        pairs = [(a, b) for a in self.lasted for other in others for b in other.lasted]
        return not pairs or any(max(a, b) <= FACTOR * min(a, b) for a, b in pairs)

    def compatible(self, other: Local) -> bool:
        """Whether no two days that are told exclude each other."""
        return all(a.when is None or b.when is None or a.when.compatible(b.when) for a in self.told for b in other.told)


def _date(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def cluster(outages: Iterable[Local]) -> list[list[Local]]:
    """Put the outages of all articles together; the result does not depend on their order."""
    ordered = sorted(outages, key=lambda outage: outage.order)
    clusters = _by_day([outage for outage in ordered if outage.days])
    by_party: dict[str, list[int]] = defaultdict(list)
    days: list[frozenset[date]] = []
    current: list[bool] = []
    for number, members in enumerate(clusters):
        for name in sorted(frozenset().union(*(m.parties for m in members))):
            by_party[name].append(number)
        days.append(frozenset().union(*(m.days for m in members)))
        current.append(any(not m.background for m in members))
    articles = [{m.article for m in members} for members in clusters]
    joins: list[tuple[int, Local]] = []
    left: list[Local] = []
    for outage in ordered:
        if outage.days:
            continue
        near = {number for name in outage.parties for number in by_party[name]}
        fits = [
            number
            for number in sorted(near)
            if outage.article not in articles[number]
            and (current[number] or outage.partial or outage.published is not None)
            and any(_fits(outage, day) for day in days[number])
            and outage.lasted_like(clusters[number])
        ]
        if len(fits) == 1:
            joins.append((fits[0], outage))
        else:
            left.append(outage)
    for number, outage in joins:
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


def _fits(outage: Local, day: date) -> bool:
    """Whether an outage without a known day may be one of that day, seen from when it was published."""
    if outage.background:
        # An earlier outage that is recalled without any word on its day could be any.
        return outage.partial and outage.may_be(day) and (outage.published is None or day < outage.published)
    if not outage.may_be(day):
        return False
    if outage.published is None:
        return True
    dated = outage.partial and any(t.when and (t.when.month or t.when.year) for t in outage.told)
    return outage.published - (YEAR if dated else WINDOW) <= day <= outage.published + _AHEAD


def _leftover(outages: Sequence[Local]) -> list[list[Local]]:
    """Put together what has no day: the same party, days that may agree, published within a few days."""
    clusters: list[list[Local]] = []
    by_party: dict[str, list[int]] = defaultdict(list)
    for outage in outages:
        near = sorted({number for name in outage.parties for number in by_party[name]})
        home = next((number for number in near if all(_together(outage, other) for other in clusters[number])), None)
        if home is None:
            home = len(clusters)
            clusters.append([])
        clusters[home].append(outage)
        for name in outage.parties:
            if home not in by_party[name]:
                by_party[name].append(home)
    return clusters


def _together(left: Local, right: Local) -> bool:
    if left.article == right.article or left.background != right.background:
        return False
    if not left.compatible(right) or not left.lasted_like([right]):
        return False
    if left.published is None or right.published is None:
        return True
    return abs(left.published - right.published) <= WINDOW
