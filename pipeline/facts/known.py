"""Outages that went round the world: what fell on which day (`history/outages.tsv` beside the knowledge base).

An article told a day or a week later names the services here and there, and gives hours without their day. The file
has `provider`, `day`, `begun` (the hour in Universal Time, where it is known) and `services` (keys, with bars between
them; empty where what fell was other people's).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import NamedTuple

from pipeline.document import Document, Fact, Time
from pipeline.entities import KnowledgeBase
from pipeline.facts.analysis import Analysis, latest_day
from pipeline.facts.lexicon import lexicon
from pipeline.facts.stop_times import first_hour
from pipeline.facts.stops import is_spared
from pipeline.resources import DataFileError, knowledge_dir, read_tsv
from pipeline.text import Sentence, Span
from pipeline.values import Story

NEWS = timedelta(days=7)
"""So long after the day an article that speaks of an outage of the provider speaks of this one."""
SIGNS = frozenset({"stop", "mute", "takedown", "unable", "barred", "unseen", "ailing", "restore"})
"""Classes of words of which one must stand in the article."""

SEVERAL = 2
"""Services of an outage that an article must name where nothing tells its day."""
DAY = 10
"""Letters of an ISO day."""
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class KnownOutage(NamedTuple):
    """One outage: keys of the provider and of its services that fell."""

    provider: str
    day: date
    begun: time | None
    services: frozenset[str]
    told_by_day: bool = True
    """False where an article without a date may mean another outage of the same services."""

    @property
    def story(self) -> Story | None:
        """Day and hour on which an article can rely."""
        return Story(self.day, self.begun) if self.told_by_day else None


class KnownOutages:
    """All of them, the latest first."""

    def __init__(self, outages: Iterable[KnownOutage]) -> None:
        self._outages = sorted(outages, key=lambda outage: outage.day, reverse=True)

    @classmethod
    def load(cls, kb: KnowledgeBase, file: Path | None = None) -> KnownOutages:
        """Read the file (the shipped one by default).

        Raises:
            DataFileError: a row that cannot be used, with its line.
        """
        path = file or knowledge_dir() / "history" / "outages.tsv"
        found = []
        for number, row in read_tsv(path):
            services = frozenset(key.strip() for key in row["services"].split("|") if key.strip())
            unknown = sorted(key for key in (row["provider"], *services) if key not in kb)
            if unknown:
                raise DataFileError(f"{path}, line {number}: the knowledge base has no {', '.join(unknown)}.")
            try:
                begun = time.fromisoformat(row["begun"]) if row["begun"] else None
                found.append(KnownOutage(row["provider"], date.fromisoformat(row["day"]), begun, services))
            except ValueError:
                told = f"{row['day']} {row['begun']}".strip()
                raise DataFileError(f"{path}, line {number}: {told!r} is no day and hour (2021-10-04 15:40).") from None
        return cls(found)

    def told_in(self, doc: Document) -> KnownOutage | None:
        """Return the outage that an article tells as news: it names whose it was, and has a word for a failure."""
        published = date.fromisoformat(doc.article.published) if doc.article.published else None
        days = {time.value[:DAY] for time in doc.times}
        near = [
            outage
            for outage in self._outages
            if (timedelta() <= published - outage.day <= NEWS if published else outage.day.isoformat() in days)
        ]
        if not near and published:
            return None
        named = {mention.ref.kb for mention in doc.mentions}
        near = [outage for outage in near if named.intersection((outage.provider, *outage.services))]
        several = self._of_several(named) if not near and published is None else None
        failing = _failing(doc) if near or several else []
        if several is not None:
            return several if _names(several, doc, failing) else None
        return _dated(near, doc, failing) if failing else None

    def _of_several(self, named: Set[str | None]) -> KnownOutage | None:
        """The outage of which an article without a day names most services, two at least; its day stays open."""
        most = max(self._outages, key=lambda outage: len(outage.services & named), default=None)
        several = most is not None and len(most.services & named) >= SEVERAL
        return most._replace(told_by_day=False) if most is not None and several else None

    def just_before(self, told: KnownOutage) -> list[KnownOutage]:
        """The outages of the same provider in the days before one: an article about it recalls them by their day."""
        return [
            outage
            for outage in self._outages
            if told.told_by_day and outage.provider == told.provider and timedelta() < told.day - outage.day <= NEWS
        ]

    def story_of(self, doc: Document) -> Story | None:
        """Return day and hour of the outage that an article tells as news."""
        outage = self.told_in(doc)
        return outage.story if outage is not None else None


def _failing(doc: Document) -> list[Sentence]:
    """The sentences of an article that have a word for a failure."""
    signs = {hit.first for hit in lexicon().hits(doc.tokens, doc.text) if hit.cls in SIGNS}
    return [sentence for sentence in doc.sentences if not signs.isdisjoint(range(sentence.first, sentence.last))]


def _within(span: Span, sentences: Sequence[Sentence]) -> bool:
    return any(sentence.span.start <= span.start < sentence.span.end for sentence in sentences)


def _names(outage: KnownOutage, doc: Document, failing: Sequence[Sentence]) -> bool:
    """Whether a service is named in a sentence with a word for a failure: greetings go by WhatsApp too."""
    return any(mention.ref.kb in outage.services and _within(mention.span, failing) for mention in doc.mentions)


def _dated(near: Sequence[KnownOutage], doc: Document, failing: Sequence[Sentence]) -> KnownOutage:
    """Of several in one week the latest whose day stands beside a word for a failure, else the greatest."""
    told = {time.value[:DAY] for time in doc.times if _within(time.span, failing)}
    greatest = max(near, key=lambda outage: len(outage.services))
    return next((outage for outage in near if outage.day.isoformat() in told), greatest)


def redated(outage: KnownOutage, analysis: Analysis, facts: Sequence[Fact]) -> list[Fact]:
    """Give each stop of the provider a time that can be that of the outage.

    A day beside it is often of who spoke, or of what came before (`رأت المفوضة اليوم الثلاثاء أن اختفاء الخدمات ..`,
    `وتعاقبت ضربتان: شهادتها مساء الأحد، فخروج التطبيقات`), an hour of what happened in its course
    (`21:52: الشركة تعتذر عن العطل`).
    """
    if outage.story is None:
        return list(facts)
    first = first_hour(analysis, outage.story)
    begun = first.it if first is not None else None
    return [
        replace(fact, time=_of_day(outage, analysis, fact, begun), background=False)
        if _is_of(outage, fact) and _strays(outage, fact, begun)
        else fact
        for fact in facts
    ]


def _is_of(outage: KnownOutage, fact: Fact) -> bool:
    return fact.type == "outage" and fact.subject is not None and fact.subject.kb == outage.provider


def _strays(outage: KnownOutage, fact: Fact, begun: Time | None) -> bool:
    """Whether the time of a stop is of another day of that week, or an hour that is not the first."""
    if fact.time is None or not _FULL_DAY.match(fact.time.value) or fact.time.value.endswith("Z"):
        return False
    day = latest_day(fact.time.value)
    if day is None or abs(day - outage.day) > NEWS:
        return False
    hour = ":" in fact.time.value and outage.begun is not None and fact.time != begun
    return day != outage.day or hour


def _of_day(outage: KnownOutage, analysis: Analysis, fact: Fact, begun: Time | None) -> Time | None:
    """The first hour that is told, else a day or a part of the day of the outage beside the stop."""
    day = outage.day.isoformat()
    beside = [
        place.it
        for place in analysis.times
        if place.it.value.startswith(day)
        and ":" not in place.it.value
        and analysis.sentence_span(place.first) in fact.evidence
    ]
    return begun or (beside[0] if beside else None)


def completed(outage: KnownOutage, analysis: Analysis, facts: Sequence[Fact]) -> list[Fact]:
    """Add to a known outage its services that the article names, wherever it does: one sentence rarely has all.

    Where no sentence tells of the outage in words that are understood, it is told all the same. An article without a
    date may mean another one: what its sentences say fell is all then.
    """
    mentions = analysis.doc.mentions
    spared = {place.it.ref.kb for place in analysis.mentions if is_spared(analysis, place)}
    fell = outage.services - spared
    named = {m.ref.kb: m.ref for m in mentions if m.form == "name" and m.ref.kb in fell}
    told = list(facts)
    if not any(_is(outage, fact) for fact in facts):
        told = [_told(outage, analysis), *told]
    failing = [] if outage.told_by_day else _failing(analysis.doc)
    down = {m.ref.kb: m.ref for m in mentions if m.ref.kb in named and _within(m.span, failing)}

    def whole(fact: Fact) -> Fact:
        if not _is(outage, fact):
            return fact
        fell = named if outage.told_by_day or not fact.objects else down if _is_the_same(outage, fact) else {}
        return replace(fact, objects=tuple(dict.fromkeys((*fact.objects, *fell.values())))) if fell else fact

    return [whole(fact) for fact in told]


def recalled_by_day(earlier: Iterable[KnownOutage], analysis: Analysis, facts: Sequence[Fact]) -> list[Fact]:
    """Add an outage of days before that the article recalls by its day: `لا علاقة له بما حدث الاثنين`."""
    told = list(facts)
    for outage in earlier:
        day = outage.day.isoformat()
        place = next((place for place in analysis.times if place.it.value.startswith(day)), None)
        known = any(_is_of(outage, fact) and fact.time is not None and fact.time.value[:DAY] == day for fact in told)
        if place is None or known:
            continue
        _, last = analysis.sentence_of(place.first)
        named = (m.it.ref for m in analysis.mentions_in(place.last, last, "service") if m.it.ref.kb in outage.services)
        together = tuple(dict.fromkeys(named))
        told.append(
            Fact(
                type="outage",
                subject=analysis.kb.ref(outage.provider),
                objects=together if len(together) >= SEVERAL else (),
                time=replace(place.it, value=day, kind="date"),
                background=True,
                evidence=(analysis.sentence_span(place.first),),
                rule="outage:by-day",
            )
        )
    return told


def _is_the_same(outage: KnownOutage, fact: Fact) -> bool:
    """Whether an undated article says of several services of the outage, and of no other one, that they fell."""
    fell = {ref.kb for ref in fact.objects}
    return len(fell) >= SEVERAL and fell <= outage.services


def _is(outage: KnownOutage, fact: Fact) -> bool:
    """Whether a fact is the outage: of its provider, no earlier one, of its day or of the night after."""
    if not _is_of(outage, fact) or fact.background or not outage.told_by_day:
        return _is_of(outage, fact) and not fact.background
    day = fact.time.value[:10] if fact.time is not None else ""
    following = (outage.day + timedelta(days=1)).isoformat()
    return not day[:1].isdigit() or len(day) < len(following) or day in (outage.day.isoformat(), following)


def _told(outage: KnownOutage, analysis: Analysis) -> Fact:
    """The outage as its day and its names tell of it."""
    keys = (outage.provider, *outage.services)
    first = next(mention for mention in analysis.mentions if mention.it.ref.kb in keys).first
    day = outage.day.isoformat()
    times = [time for time in analysis.times if outage.told_by_day and time.it.value.startswith(day)]
    evidence = dict.fromkeys(analysis.sentence_span(at) for at in (first, *(time.first for time in times[:1])))
    return Fact(
        type="outage",
        subject=analysis.kb.ref(outage.provider),
        time=times[0].it if times else None,
        evidence=tuple(evidence),
        rule="outage:known",
    )
