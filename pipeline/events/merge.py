"""Merges the facts of all articles into events: one real-world outage each (section 5 of the contract)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.contract import ArticleFact, ArticleRecord, Claim, EventRecord, Response
from pipeline.contract import TimeSlot as TimeSlotRecord
from pipeline.events.claims import by_fact_id, claims, settle_duration, settle_time
from pipeline.events.cluster import Local, cluster
from pipeline.events.local import day_of, groups, label_of, name_events, provider_of
from pipeline.events.shelf import Shelf
from pipeline.events.told import ONE_BRAND, Party, Slot, Small, party
from pipeline.events.voices import speaking
from pipeline.ingest.near_duplicates import cluster_of

RESPONSES = ("gain", "degradation", "statement")
"""What others than the provider do or undergo in the wake of an outage."""
WORLD = "world"
"""A figure of the whole world names no place."""


@dataclass(frozen=True, slots=True)
class Event:
    """Outages of articles that are one, and what the event is called; its facts are looked at when it is written."""

    event_id: str
    provider: Party
    day: str | None
    label: str | None
    outages: tuple[Local, ...]
    first: tuple[str, str, int]


class Merger:
    """Takes articles one by one, gives the events at the end.

    ```
    merger = Merger()
    for record in records:
        merger.add(record)
    for event in merger.events():
        ...
    merger.settled(record)
    ```

    In memory stays what tells the outages apart, some 3 kB an article; the facts wait on the disk (`Shelf`), the texts
    are not kept. More articles may come after `settle`, which then gives the same `Event` where nothing is new.
    """

    def __init__(self) -> None:
        self._shelf = Shelf()
        self._outages: dict[Local, int] = {}
        """Every outage of every article, with its number on the shelf."""
        self._groups: dict[str, tuple[array[int], tuple[Local, ...]]] = {}
        """By article: for each fact the number of its outage, -1 for none; the outages."""
        self._event_of: dict[Local, str] = {}
        self._events: dict[tuple[Local, ...], Event] = {}
        self.moved: set[str] = set()
        """The ids of the articles that have a fact whose event is another one since the last `settle`."""

    def add(self, record: ArticleRecord) -> None:
        """Take one article. An article about no outage adds nothing."""
        found, of = [], array("i", [-1]) * len(record.facts)
        for number, (outage, members, facts) in enumerate(outages_of(record)):
            self.take(outage, facts)
            found.append(outage)
            for index in members:
                of[index] = number
        if found:
            self._groups[record.article.id] = of, tuple(found)

    def take(self, outage: Local, facts: list[Small]) -> None:
        """Take one outage of an article, as `outages_of` gives it; ask for it with `event_of`."""
        self._outages[outage] = self._shelf.add(facts)

    def settle(self) -> list[Event]:
        """Decide which outages are one, of all articles taken so far. Every fact has its event then.

        They come in the order of events.jsonl: by what is known of the day, undated ones last.
        """
        known = self._events
        clusters = map(tuple, cluster(self._outages))
        found = sorted((known.get(one) or _named(one) for one in clusters), key=_event_order)
        ids = name_events([(event.provider, event.label) for event in found])
        events = [
            event if event.event_id == event_id else replace(event, event_id=event_id)
            for event_id, event in zip(ids, found, strict=True)
        ]
        self._events = {event.outages: event for event in events}
        changed = [
            (outage, event.event_id)
            for event in events
            if known.get(event.outages) is not event
            for outage in event.outages
            if self._event_of.get(outage) != event.event_id
        ]
        self._event_of.update(changed)
        self.moved = {outage.article for outage, _ in changed}
        return events

    def record(self, event: Event) -> EventRecord:
        """Return the record of an event that `settle` gave."""
        facts = self._shelf.facts(self._outages[outage] for outage in event.outages)
        return _record(event, sorted(facts, key=by_fact_id))

    def events(self) -> Iterator[EventRecord]:
        """Settle, and return the events one at a time."""
        return map(self.record, self.settle())

    def event_of(self, outage: Local) -> str:
        """Return the event of an outage, once they are settled."""
        return self._event_of[outage]

    def events_of(self, article: str) -> list[str | None]:
        """Return the event of each fact of an article, once they are settled; nothing where it tells of none."""
        of, outages = self._groups.get(article, ((), ()))
        return [self._event_of[outages[number]] if number >= 0 else None for number in of]

    def settled(self, record: ArticleRecord) -> ArticleRecord:
        """Return an article with the event of every fact over all articles, once they are settled."""
        events = self.events_of(record.article.id) or [None] * len(record.facts)
        facts = [fact.model_copy(update={"event_id": event}) for fact, event in zip(record.facts, events, strict=True)]
        return record.model_copy(update={"facts": facts})


def outages_of(record: ArticleRecord) -> Iterator[tuple[Local, Sequence[int], list[Small]]]:
    """Yield the outages that an article tells of, with the facts of each: their places in the record, and what is kept.

    Outages that have no provider or service in common, directly or over others, never become one event: they may be
    merged apart (`Local.parties`).
    """
    article = record.article
    voice = cluster_of(record.diagnostics) or article.id
    outlet = article.site or article.source
    for number, group in enumerate(groups(record.facts)):
        facts = [_small(record.facts[index], article.id, voice, outlet) for index in group.members]
        yield Local.of(group, number, article.id, voice, article.published, facts), group.members, facts


def merge(records: Iterable[ArticleRecord]) -> list[EventRecord]:
    """Merge the facts of articles into events. The order of the articles does not matter."""
    merger = Merger()
    for record in records:
        merger.add(record)
    return list(merger.events())


def _event_order(event: Event) -> tuple[str, str, tuple[str, str, int]]:
    return event.label or "~", event.provider.key, event.first


def _named(outages: tuple[Local, ...]) -> Event:
    """An event that has no id yet."""
    articles = [outage.told for outage in speaking(outages)]
    provider = provider_of([t for tellings in articles for t in tellings])
    first = min(outage.order for outage in outages)
    return Event("", provider, day_of(articles), label_of(articles), outages, first)


def _small(fact: ArticleFact, article: str, voice: str, source: str) -> Small:
    return Small(
        fact_id=fact.fact_id,
        article=article,
        voice=voice,
        source=source,
        type=fact.type,
        subject=party(fact.subject) if fact.subject else None,
        relation=fact.relation,
        services=tuple(party(ref) for ref in fact.objects) if fact.type in ("outage", "restoration") else (),
        places=tuple(sorted({party(ref).key for ref in fact.places} - {WORLD})),
        category=fact.category,
        quantity=fact.quantity,
        time=_slot(fact.time),
        end=_slot(fact.end),
        duration=_slot(fact.duration),
        content=fact.content,
        polarity=fact.polarity,
        certainty=fact.certainty,
    )


def _slot(time: TimeSlotRecord | None) -> Slot | None:
    return Slot(time.value, time.modifier) if time else None


def _record(event: Event, facts: Sequence[Small]) -> EventRecord:
    affirmed = [fact for fact in facts if fact.polarity == "affirmed"]
    outages = [fact for fact in affirmed if fact.type == "outage"]
    returns = [fact for fact in affirmed if fact.type == "restoration"]
    # What is only promised ends nothing; what is back in part ends it where nothing else does.
    happened = [fact for fact in returns if fact.certainty != "expected"]
    whole = [fact for fact in happened if fact.category != "partial" and fact.time]
    ends = [(f, f.end) for f in outages if f.end] + [(f, f.time) for f in whole or happened if f.time]
    lasted = [(f, f.duration) for f in (*outages, *happened) if f.duration]
    start, starts = settle_time("start", [(f, f.time) for f in outages if f.time], event.day)
    end, other_ends = settle_time("end", ends, None)
    duration, durations = settle_duration(lasted)
    differing: list[Claim] = [claim for claim in (starts, other_ends, durations) if claim]
    provider = event.provider
    services = _services(provider, outages) or _services(provider, returns)
    differing = [claim.model_copy(update={"subject": provider.key}) for claim in differing]
    return EventRecord.model_validate(
        {
            "event_id": event.event_id,
            "provider": {"kb": provider.kb, "name": provider.name},
            "services": services,
            "start": start,
            "end": end,
            "duration": duration,
            "claims": differing + claims(facts),
            "responses": _responses(provider, services, facts),
            "articles": sorted({outage.article for outage in event.outages}),
        }
    )


def _services(provider: Party, facts: Iterable[Small]) -> list[str]:
    """The services that went down: the objects, and subjects that are a service of somebody else's outage."""
    names = {service.key for fact in facts for service in fact.services}
    names |= {fact.subject.key for fact in facts if fact.subject and not fact.subject.company}
    return sorted(names - {provider.key} if len(names) > 1 else names)


def _responses(provider: Party, services: Sequence[str], facts: Iterable[Small]) -> list[Response]:
    own = {provider.key, *services}
    own |= {service for service, company in ONE_BRAND.items() if company == provider.key}
    return [
        Response(
            fact_id=fact.fact_id,
            subject=fact.subject.key,
            relation=fact.relation,  # type: ignore[arg-type]
            type=fact.type,  # type: ignore[arg-type]
            time=fact.time.value if fact.time else None,
        )
        for fact in facts
        if fact.type in RESPONSES and fact.relation != "provider" and fact.subject and fact.subject.key not in own
    ]
