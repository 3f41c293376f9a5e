"""Facts from what the fact tagger reads: those that no rule told, and doubts about those that a rule told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.document import Fact, Ref, Time
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.draft import Draft
from pipeline.facts.figures import figure_fact
from pipeline.facts.frames import Frame, frames
from pipeline.facts.participants import Participants
from pipeline.facts.readings import NOTHING, Class, Words
from pipeline.resources import read_toml

_FIGURED = ("impact", "gain", "metric")
_SPEAKERS = ("company", "service", "organization", "person", "media")


@cache
def limits() -> dict[str, Any]:
    """Return how sure the tagger must be, by what it reads."""
    return read_toml(Path(__file__).parent / "data" / "learned.toml")


def doubted(analysis: Analysis, told: Iterable[Draft]) -> Iterator[Draft]:
    """Yield what rules told, less or other where the tagger reads otherwise and is sure: figures, acts of speech."""
    for draft in told:
        fact: Fact | None = draft.fact
        if draft.fact.type in _FIGURED and draft.fact.quantity is not None:
            fact = _figure_again(analysis, draft)
        elif draft.fact.type == "statement":
            fact = _act_again(analysis, draft.fact)
        if fact is not None:
            yield draft._replace(fact=fact)


def _figure_again(analysis: Analysis, draft: Draft) -> Fact | None:
    """Return the fact of a figure, None where the figure is read as nothing of the kind."""
    read, fact, limit = analysis.readings.figures.get(draft.first), draft.fact, limits()["figure"]
    if read is None:
        return fact
    if read.name == NOTHING:
        return None if read.score >= limit["nothing"] else fact
    if read.name != f"{fact.type}.{fact.category}" or read.owner is None or read.owner_score < limit["other_owner"]:
        return fact
    return replace(fact, subject=read.owner)


def _act_again(analysis: Analysis, fact: Fact) -> Fact:
    """Return a statement with the act that is read in its words."""
    for words in analysis.readings.words:
        spoken = words.type == "statement" and words.read.score >= limits()["words"]["other_act"]
        if spoken and fact.content is not None and analysis.span(words.first, words.last).overlaps(fact.content):
            return replace(fact, category=words.category)
    return fact


def learned_facts(analysis: Analysis, who: Participants, told: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the facts that the tagger reads in words and figures of which no rule told."""
    for words in analysis.readings.words:
        fact = _of_words(analysis, who, words)
        if fact is not None and not any(_same(analysis, draft.fact, fact) for draft in told):
            yield Draft(fact, words.first, words.last)
    known = {draft.first for draft in told if draft.fact.quantity is not None}
    for place in analysis.quantities:
        read = analysis.readings.figures.get(place.first)
        if read is None or place.first in known:
            continue
        fact = _of_figure(analysis, who, place.first, read)
        if fact is not None:
            yield Draft(fact, place.first, place.last)


def learned_outages(analysis: Analysis, who: Participants, told: Sequence[Draft]) -> Iterator[Draft]:
    """Yield outages and restorations that a time dates, where no rule told of them.

    A rule needs a word for the stop; the tagger reads `وفي يونيو 2019 بقيت البلاد شهرا بلا شبكة` too.
    """
    limit = limits()["time"]
    stopped = any(_is_main(draft.fact, "outage") for draft in told)
    dated = any(_is_main(draft.fact, "outage") and draft.fact.time for draft in told)
    returned = any(_is_main(draft.fact, "restoration") and draft.fact.time for draft in told)
    known = {(who.company(d.fact.subject), d.fact.time) for d in told if d.fact.type == "outage" and d.fact.subject}
    for place in analysis.times:
        read = analysis.readings.times.get(place.first)
        if read is None or read.name == NOTHING or read.score < limit.get(read.name, 2):
            continue
        ours = who.provider is not None and (read.owner is None or who.is_provider(read.owner))
        if read.name == "outage.time" and ours and not dated and (stopped or read.score >= limit["alone"]):
            dated = stopped = True
            yield Draft(_outage(analysis, who, who.provider, place, False), place.first, place.last)
        elif read.name == "restoration.time" and ours and not returned:
            returned = True
            yield Draft(_restoration(analysis, who, place), place.first, place.last)
        elif read.name == "back.outage.time" and read.owner is not None and read.owner_score >= limit["owner"]:
            company = who.company(read.owner)
            if (company, place.it) not in known:
                yield Draft(_outage(analysis, who, read.owner, place, True), place.first, place.last)
    if who.provider is not None and not stopped:
        yield from _untimed(analysis, who)


def _untimed(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield the outage that only names tell of: the sentence of the surest one, and all services that went down."""
    limit = limits()["name"]
    named = [name for name in analysis.readings.names if who.is_provider(name.ref)]
    if not named:
        return
    surest = max(named, key=lambda name: max(name.roles["outage.subject"], name.roles["outage.objects"]))
    down = dict.fromkeys(
        name.ref for name in named if name.ref.type == "service" and name.roles["outage.objects"] >= limit["object"]
    )
    if max(surest.roles["outage.subject"], surest.roles["outage.objects"]) < limit["outage"]:
        return
    fact = Fact(
        type="outage",
        subject=who.provider,
        objects=tuple(down),
        evidence=(analysis.sentence_span(surest.first),),
        rule="outage:named",
    )
    yield Draft(fact, surest.first, surest.first + 1)


def _is_main(fact: Fact, kind: str) -> bool:
    return fact.type == kind and not fact.background


def _outage(analysis: Analysis, who: Participants, ref: Ref | None, place: Place[Time], background: bool) -> Fact:
    """An outage of `ref` that a time dates; what stopped are the services that its sentence names."""
    first, last = analysis.sentence_of(place.first)
    named = [m.it.ref for m in analysis.mentions_in(first, last, "service")]
    company = who.company(ref) if ref is not None else None
    own = tuple(dict.fromkeys(other for other in named if company is not None and who.company(other) == company))
    return Fact(
        type="outage",
        subject=company,
        objects=own,
        time=place.it,
        background=background,
        evidence=(analysis.sentence_span(place.first),),
        rule="outage:learned",
    )


def _restoration(analysis: Analysis, who: Participants, place: Place[Time]) -> Fact:
    first, last = analysis.sentence_of(place.first)
    own = dict.fromkeys(m.it.ref for m in analysis.mentions_in(first, last, "service") if who.is_provider(m.it.ref))
    return Fact(
        type="restoration",
        subject=who.provider,
        objects=tuple(own),
        time=place.it,
        evidence=(analysis.sentence_span(place.first),),
        rule="restoration:learned",
    )


def _of_words(analysis: Analysis, who: Participants, words: Words) -> Fact | None:
    limit = limits()["words"]
    if who.provider is None or words.read.score < limit[words.type]:
        return None
    subject: Ref | None = who.provider_at(words.first) if words.type == "cause" else words.read.owner
    if words.type != "cause" and (subject is None or words.read.owner_score < limit["owner"]):
        return None
    if words.type == "statement" and subject is not None and subject.type not in _SPEAKERS:
        return None
    return Fact(
        type=words.type,
        subject=subject,
        category=words.category if words.type != "degradation" else None,
        content=analysis.content(words.first, words.last),
        polarity="negated" if words.type == "cause" and words.negated >= limit["negated"] else "affirmed",
        source=subject if words.type == "statement" else None,
        certainty="reported" if words.type == "statement" else "asserted",
        evidence=(analysis.sentence_span(words.first),),
        rule=f"{words.type}:learned",
    )


def _same(analysis: Analysis, told: Fact, fact: Fact) -> bool:
    """Whether a rule told this already: words of the same type that overlap."""
    if told.type != fact.type:
        return False
    if told.content is not None and fact.content is not None and told.content.overlaps(fact.content):
        return True
    if fact.type == "cause":
        return told.category == fact.category and told.polarity == fact.polarity
    return False


def _of_figure(analysis: Analysis, who: Participants, first: int, read: Class) -> Fact | None:
    limit = limits()["figure"]
    kind, _, category = read.name.partition(".")
    if read.name == NOTHING or read.owner is None:
        return None
    if read.score < limit[kind] or read.owner_score < limit["owner"]:
        return None
    if who.provider is None and kind in ("impact", "gain"):
        return None
    frame = _frame(kind, category)
    if frame is None:
        return None
    subject = who.provider if kind == "impact" and who.provider and who.is_provider(read.owner) else read.owner
    return figure_fact(analysis, frame, first, subject or read.owner)


@cache
def _frame(kind: str, category: str) -> Frame | None:
    found = [frame for frame in frames() if (frame.type, frame.category) == (kind, category)]
    return replace(found[0], name="learned") if found else None
