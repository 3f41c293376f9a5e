"""Facts from what the fact tagger reads: those that no rule told, and doubts about those that a rule told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.document import Fact, Quantity, Ref, Time
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.cause_polarity import is_mistaken
from pipeline.facts.draft import Draft
from pipeline.facts.figures import figure_fact
from pipeline.facts.frames import Frame, frames
from pipeline.facts.groups import group_of
from pipeline.facts.participants import USERS, WORLD, Participants
from pipeline.facts.readings import NOTHING, Class, Words
from pipeline.facts.turns import in_turn
from pipeline.resources import read_toml

_FIGURED = ("impact", "gain", "metric")
_NEVER = float("inf")
_STOP = "outage.time"
_SHARED = ("degradation", "impact")
"""What names that are joined share, each a fact of its own."""
_SPEAKERS = ("company", "service", "organization", "person", "media")


@cache
def limits() -> dict[str, Any]:
    """Return how sure the tagger must be, by what it reads."""
    return read_toml(Path(__file__).parent / "data" / "learned.toml")


def doubted(analysis: Analysis, who: Participants, told: Iterable[Draft]) -> Iterator[Draft]:
    """Yield what rules told, less or other where the tagger reads a figure or an act otherwise and is sure."""
    for draft in told:
        fact: Fact | None = draft.fact
        if draft.fact.type in _FIGURED and draft.fact.quantity is not None:
            fact = _figure_again(analysis, who, draft)
        elif draft.fact.type == "statement":
            fact = _act_again(analysis, draft)
            if fact is None and draft.fact.subject is not None and draft.fact.subject.key in who.former:
                fact = draft.fact  # `قالت الموظفة السابقة: ..` needs no word for blame.
        if fact is not None:
            yield draft._replace(fact=fact)


def _act_again(analysis: Analysis, draft: Draft) -> Fact | None:
    """Return the statement as the act that the tagger reads in its words: a joke and a denial may share every word.

    Where it reads no statement at all, an act that rules take from words alone is none; one that the verb itself
    performs (`انتقد الوزير ..`) is.
    """
    limit = limits()["act"]
    if any(act == draft.fact.category and analysis.has(draft.first, draft.last, act) for act in limit["worded"]):
        return draft.fact
    reads = [w for w in analysis.readings.words if w.type == "statement" and _share(w, draft)]
    best = max(reads, key=lambda words: words.read.score, default=None)
    if best is None:
        doubtful = draft.fact.category in limit["unread"] and not _is_performed(analysis, draft.fact)
        return None if analysis.readings.names and doubtful else draft.fact
    return replace(draft.fact, category=best.category) if best.read.score >= limit["other"] else draft.fact


def _is_performed(analysis: Analysis, fact: Fact) -> bool:
    """Whether the verb that tells a statement is of its act: `انتقد`, `نددت` for criticism; a demand may be a plea."""
    firsts = [analysis.doc.token_at(cue.start) for cue in fact.cues]
    verbs = [at for at in firsts if any(hit.pos == "v" for hit in analysis.find(at, at + 1, fact.category or ""))]
    return any(not analysis.has(at, at + 1, "demand") for at in verbs)


def _share(words: Words, draft: Draft) -> bool:
    return words.first < draft.last and draft.first < words.last


def _figure_again(analysis: Analysis, who: Participants, draft: Draft) -> Fact | None:
    """Return the fact of a figure, None where the figure is read as nothing of the kind."""
    read, fact, limit = analysis.readings.figures.get(draft.first), draft.fact, limits()["figure"]
    if read is None or fact.rule in limit["sure"]:
        return fact
    if read.name == NOTHING:
        return None if read.score >= limit["nothing"] else fact
    if read.name != f"{fact.type}.{fact.category}" or read.owner is None or read.owner_score < limit["other_owner"]:
        return fact
    if in_turn(analysis, draft.first) is not None or fact.subject in (WORLD, USERS):
        return fact  # No name stands for all the world, and the tagger reads whose a figure is among the names.
    if who.is_provider(read.owner) and fact.subject is not None and who.is_provider(fact.subject):
        return fact  # Which of the provider's services is meant, a rule sees better.
    return replace(fact, subject=read.owner)


def learned_facts(analysis: Analysis, who: Participants, told: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the facts that the tagger reads in words and figures of which no rule told."""
    for words in analysis.readings.words:
        fact = _of_words(analysis, who, words)
        if fact is not None and not any(_same(draft.fact, fact) for draft in told):
            for subject in (fact.subject, *_fellows(analysis, who, words, fact)):
                yield Draft(replace(fact, subject=subject), words.first, words.last)
    known = {draft.first for draft in told if draft.fact.quantity is not None}
    for place in analysis.quantities:
        read = analysis.readings.figures.get(place.first)
        if read is None or place.first in known:
            continue
        fact = _of_figure(analysis, who, place, read)
        if fact is not None:
            yield Draft(fact, place.first, place.last)


def learned_outages(analysis: Analysis, who: Participants, told: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the outage and the restoration of the provider that a time dates, where no rule told of one with a time.

    A rule needs a word for the stop; the tagger reads `في الخامسة فجرا نامت الشاشات` too.
    """
    limit = limits()["time"]
    main = [draft.fact for draft in told if not draft.fact.background]
    stopped = any(fact.type == "outage" for fact in main)
    dated = {fact.type for fact in main if fact.time is not None}
    for place in analysis.times:
        read = analysis.readings.times.get(place.first)
        if read is None or who.provider is None or not _may_be_providers(who, read):
            continue
        kind, _, slot = read.name.partition(".")
        if slot != "time" or kind in dated or read.score < limit.get(kind, _NEVER):
            continue
        if kind == "outage" and not stopped and read.score < limit["alone"]:
            continue
        dated.add(kind)
        yield Draft(_dated(analysis, who, kind, place), place.first, place.last)


def _dated(analysis: Analysis, who: Participants, kind: str, place: Place[Time]) -> Fact:
    """An outage or restoration of the provider at a time, of its services that the sentence names."""
    first, last = analysis.sentence_of(place.first)
    own = dict.fromkeys(m.it.ref for m in analysis.mentions_in(first, last, "service") if who.is_provider(m.it.ref))
    return Fact(
        type=kind,
        subject=who.provider,
        objects=tuple(own),
        time=place.it,
        evidence=(analysis.sentence_span(place.first),),
        rule=f"{kind}:learned",
    )


def redated_stop(analysis: Analysis, who: Participants, told: Sequence[Fact]) -> list[Fact]:
    """Give the one outage of an article the time of a stop that the tagger reads, where it reads its own as another's.

    `أفادت الشركة اليوم الخميس بأن الانقطاع الذي بدأ فجر الأربعاء ..`: a rule may take the day of the telling.
    """
    stops = [fact for fact in told if fact.type == "outage" and not fact.background]
    place = _hour_read(analysis, who, stops[0]) if len(stops) == 1 else None
    if place is None:
        return list(told)
    evidence = (*stops[0].evidence, analysis.sentence_span(place.first))
    stop = replace(stops[0], time=place.it, evidence=evidence)
    return [stop if fact is stops[0] else fact for fact in told]


def _hour_read(analysis: Analysis, who: Participants, stop: Fact) -> Place[Time] | None:
    """The time that is surest read as the stop's, where the one that the stop has is surely read as another's."""
    reads, limit = analysis.readings.times, limits()["time"]
    has = reads.get(analysis.doc.token_at(stop.time.span.start)) if stop.time is not None else None
    if has is None or has.name == _STOP or has.score < limit["other"]:
        return None
    own = [
        (read.score, place)
        for place in analysis.times_in(0, len(analysis.tokens), "date", "time")
        if (read := reads.get(place.first)) is not None and _may_be_providers(who, read)
        if read.name == _STOP and read.score >= limit["outage"]
    ]
    return max(own, key=lambda scored: scored[0])[1] if own else None


def _may_be_providers(who: Participants, read: Class) -> bool:
    """Whether a reading is of the provider, or of nobody who is named."""
    return read.owner is None or who.is_provider(read.owner)


def _of_words(analysis: Analysis, who: Participants, words: Words) -> Fact | None:
    limit = limits()["words"]
    if who.provider is None or words.read.score < limit.get(words.type, _NEVER):
        return None
    if words.type == "cause" and is_mistaken(analysis, words.first):
        return None
    subject: Ref | None = who.provider_at(words.first) if words.type == "cause" else words.read.owner
    if words.type != "cause" and (subject is None or words.read.owner_score < limit["owner"]):
        return None
    if words.type == "statement" and subject is not None and subject.type not in _SPEAKERS:
        return None
    if words.type == "degradation" and subject is not None and _cannot_ail(analysis, who, subject):
        return None
    return Fact(
        type=words.type,
        subject=subject,
        category=words.category,
        content=analysis.content(words.first, words.last),
        polarity="negated" if words.type == "cause" and words.negated >= limit["negated"] else "affirmed",
        source=subject if words.type == "statement" else None,
        certainty="reported" if words.type == "statement" else "asserted",
        evidence=(analysis.sentence_span(words.first),),
        rule=f"{words.type}:learned",
    )


def _fellows(analysis: Analysis, who: Participants, words: Words, fact: Fact) -> tuple[Ref, ...]:
    """Return who is joined to the name whose trouble was read: `خرجت شبكتا «ليبيانا» و«المدار» عن الخدمة`."""
    if fact.type not in _SHARED:
        return ()
    first, last = analysis.sentence_of(words.first)
    named = [place for place in analysis.mentions_in(first, last) if place.it.ref == fact.subject]
    if not named:
        return ()
    nearest = min(named, key=lambda place: abs(place.first - words.first))
    group = dict.fromkeys(place.it.ref for place in group_of(analysis, nearest))
    return tuple(ref for ref in group if ref != fact.subject and not _cannot_ail(analysis, who, ref))


def _cannot_ail(analysis: Analysis, who: Participants, ref: Ref) -> bool:
    """Whether an entity has no lesser trouble: what the outage is of, the provider and its own line of business.

    A body that measures is not slow either (`سجلت NetBlocks تراجعا`); a site that does may be.
    """
    if who.is_observer(ref) and ref.type != "service":
        return True
    if who.provider is None or not who.is_provider(ref):
        return False
    return ref == who.provider or analysis.sector(ref) == analysis.sector(who.provider)


def _same(told: Fact, fact: Fact) -> bool:
    """Whether a rule told this already: words of the same type that overlap."""
    if (told.type, fact.type) == ("degradation", "impact") and told.subject == fact.subject:
        return told.content is not None and fact.content is not None and told.content.overlaps(fact.content)
    if told.type != fact.type:
        return False
    if fact.type == "cause" and told.polarity != fact.polarity:
        return False  # `تطبيق عملية غير صحيحة، لا عن هجوم`: one quotation may name a cause and deny another.
    if told.content is not None and fact.content is not None and told.content.overlaps(fact.content):
        return True
    if fact.type == "cause":
        return told.category == fact.category
    return False


def _of_figure(analysis: Analysis, who: Participants, place: Place[Quantity], read: Class) -> Fact | None:
    limit = limits()["figure"]
    kind, _, category = read.name.partition(".")
    turn = in_turn(analysis, place.first)
    owner, sure = (turn.it.ref, 1.0) if turn is not None else (read.owner, read.owner_score)
    if read.name == NOTHING or owner is None:
        return None
    if read.score < limit[kind] or sure < limit["owner"]:
        return None
    if who.provider is None and kind in ("impact", "gain"):
        return None
    frame = _frame(kind, category)
    if frame is None:
        return None
    subject = who.provider if kind == "impact" and who.provider and who.is_provider(owner) else owner
    return figure_fact(analysis, frame, place, subject or owner)


@cache
def _frame(kind: str, category: str) -> Frame | None:
    found = [frame for frame in frames() if (frame.type, frame.category) == (kind, category)]
    return replace(found[0], name="learned") if found else None
