"""Facts that a figure carries: losses, falls, reports, new users, levels. Frames are data, this reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.document import Fact, Quantity, Ref, Time
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.draft import Draft
from pipeline.facts.frames import Frame, frames
from pipeline.facts.gains import crowd_words
from pipeline.facts.governing import BEFORE, PREDICATES, governor, read_figure
from pipeline.facts.participants import Participants, is_negated, is_old
from pipeline.facts.places import of_figure
from pipeline.facts.query import Figure
from pipeline.facts.subjects import subjects
from pipeline.facts.turns import run_of

FURNITURE = 3
"""A line of so few tokens (`13 تعليقا`) belongs to the page, not to the article."""
ORIGIN = "origin"
"""The rule of a figure with which a change begins (`من 343 إلى 326 دولارا`): where it ends is the fact."""
CONVERTED = 9
"""Tokens from a sum to the same sum in another currency, a bracket between."""
RESTATED = 16
"""Tokens from a figure to another that says it again behind `أي`."""
PEOPLE = frozenset({"person", "refugee", "visitor"})
_OF_SERVICES = frozenset({"new_users", "users", "downloads", "rank"})
"""Categories of what people use."""
_TRADED = frozenset({"share_price", "share_price_change", "market_value", "market_value_loss"})
_OWN = frozenset({"share_price_change"})
"""What a provider may gain in spite of his own outage."""
_WORLD_MONEY = frozenset({"USD", "EUR", "GBP"})
_BUT = frozenset({"سوي", "الا", "غير"})
"""`لم يخسر سوى 0.2%`: with an exception behind it, a negation affirms."""


def figure_facts(analysis: Analysis, who: Participants, speaker_of: Mapping[int, Ref]) -> Iterator[Draft]:
    """Yield the facts of all figures of a document; `speaker_of` says whose words a token is part of."""
    said: list[Draft] = []
    for place in analysis.quantities:
        first, last = analysis.sentence_of(place.first)
        if last - first <= FURNITURE:
            continue
        quote = analysis.quote_at(place.first)
        if quote is not None and _is_joke(analysis, place):
            continue
        if place.it.rule == ORIGIN or _is_denied(analysis, place) or _is_converted(analysis, place):
            continue
        if said and _says_again(analysis, said[-1], place):
            said = [Draft(replace(draft.fact, quantity=place.it), place.first, place.last) for draft in said]
        else:
            # What the first of several figures told in turn measures, they all measure.
            opening = next(iter(run_of(analysis, place.first)), place)
            figure = read_figure(analysis, opening, speaker_of.get(place.first))
            said = list(_told(analysis, who, replace(figure, place=place)))
        yield from said


def _says_again(analysis: Analysis, said: Draft, place: Place[Quantity]) -> bool:
    """`45 ألف دولار في الدقيقة، أي 1.7 مليون دولار`: the figure before in other terms, of the same bearer."""
    start = analysis.doc.token_at(place.it.cue.start) if place.it.cue else place.first
    before = said.fact.quantity
    near = 0 < place.first - said.last <= RESTATED and before is not None and before.kind == place.it.kind
    lead = max(start - 3, said.last)
    anew = any(hit.pos == "v" for hit in analysis.find(lead, start, *PREDICATES))
    return near and not anew and "اي" in [token.text for token in analysis.tokens[lead:start]]


def _told(analysis: Analysis, who: Participants, figure: Figure) -> Iterator[Draft]:
    """Yield what the first frame that fits says: frames of the nearest topic go before those of a farther one."""
    place = figure.place
    for nearest in (True, False):
        for frame in frames():
            if not _fits(frame, figure, analysis, who, nearest):
                continue
            refs = subjects(analysis, who, figure, frame.subject, frame.type == "gain" and frame.category not in _OWN)
            for ref in refs:
                if frame.category == "financial_loss" and who.is_provider(ref) and _is_foreign(analysis, figure, ref):
                    continue
                bearer = who.provider if frame.category in _TRADED and who.is_provider(ref) else ref
                if frame.category in _OF_SERVICES:
                    bearer = _service_of(analysis, who, ref, place.first) or ref
                yield Draft(_fact(analysis, frame, figure, bearer or ref), place.first, place.last)
            if refs:
                return


def _service_of(analysis: Analysis, who: Participants, ref: Ref, token: int) -> Ref | None:
    """`أعلنت تركسل انضمام مليون مستخدم إلى بيب`: who runs a service named beside it has no users, the service has."""
    if ref.type != "company" or who.is_provider(ref):
        return None
    run = analysis.kb.operated_by(ref.key)
    named = {m.it.ref for m in analysis.mentions_in(*analysis.sentence_of(token), "service") if m.it.ref.kb in run}
    return named.pop() if len(named) == 1 else None


def _is_foreign(analysis: Analysis, figure: Figure, ref: Ref) -> bool:
    """`خسر الباعة 85 ألف دينار` by an outage of Meta: no firm reckons its losses in the money of another country.

    The first two letters of a currency in ISO 4217 are those of its country.
    """
    unit, entry = figure.place.it.unit, analysis.kb.get(ref.kb)
    if figure.place.it.kind != "money" or unit is None or unit in _WORLD_MONEY or entry is None:
        return False
    return entry.country is not None and entry.country != unit[:2]


def _is_denied(analysis: Analysis, place: Place[Quantity]) -> bool:
    """`لم تخسر أمازون 10 ملايين`: a negated predicate right before the figure."""
    clause = analysis.clause_at(place.first)
    hits = [h for h in analysis.find(clause.first, place.first, *PREDICATES) if h.pos == "v" and h.cls != "level"]
    if not hits or hits[-1].first == 0:
        return False
    only = any(token.text in _BUT for token in analysis.tokens[hits[-1].last : place.first])
    return not only and analysis.tokens[hits[-1].first - 1].text.lstrip("وف") in ("لم", "لن")


def _is_converted(analysis: Analysis, place: Place[Quantity]) -> bool:
    """`3.9 مليون دولار (1.2 مليون دينار تقريبا)`: the same money in another currency."""
    if place.it.kind != "money" or analysis.tokens[place.first - 1].text not in ("(", "["):
        return False
    before = analysis.quantities_in(max(place.first - CONVERTED, 0), place.first)
    converted = [q.it for q in before if q.last == place.first - 1 and q.it.kind == "money"]
    return any(quantity.unit != place.it.unit for quantity in converted)


def figure_fact(analysis: Analysis, frame: Frame, place: Place[Quantity], subject: Ref) -> Fact:
    """Return the fact that a figure states in the terms of a frame, of a subject."""
    return _fact(analysis, frame, read_figure(analysis, place, None), subject)


def _fact(analysis: Analysis, frame: Frame, figure: Figure, subject: Ref) -> Fact:
    return Fact(
        type=frame.type,
        category=frame.category,
        subject=subject,
        places=_places(analysis, frame, figure, subject),
        quantity=_signed(figure.place.it, frame, figure),
        time=_time(analysis, figure.place),
        duration=_period(analysis, figure.place),
        content=crowd_words(analysis, figure) if frame.type == "gain" else None,
        evidence=(analysis.sentence_span(figure.place.first),),
        rule=f"figure:{frame.name}",
        cues=tuple(analysis.span(h.first, h.last) for h in (figure.topic, figure.predicate) if h),
    )


def _places(analysis: Analysis, frame: Frame, figure: Figure, subject: Ref) -> tuple[Ref, ...]:
    """Where the figure was counted; a share has a bourse, which is no such place."""
    if subject.type == "place":
        return (subject,)
    return () if frame.category in _TRADED else of_figure(analysis, figure.place)


def _time(analysis: Analysis, place: Place[Quantity]) -> Time | None:
    """The date in the clause of the figure, the nearest where there are several."""
    clause = analysis.clause_at(place.first)
    figures = [q for q in analysis.quantities_in(clause.first, clause.last) if q.it.kind == place.it.kind]
    # `تخلى عن 4.9% قبل أن يعوض 2.1% منها أمس`: a time beyond another figure is that one's.
    times = [
        time
        for time in analysis.times_in(clause.first, clause.last, "date", "time")
        if not any(place.first < q.first < time.first for q in figures)
    ]
    return min(times, key=lambda time: abs(time.first - place.first)).it if times else None


def _period(analysis: Analysis, place: Place[Quantity]) -> Time | None:
    """`في يوم واحد`, `خلال 24 ساعة`: over what period, right beside the figure in its clause."""
    clause = analysis.clause_at(place.first)
    for time in analysis.times_in(clause.first, clause.last, "duration"):
        cue = analysis.doc.token_at(time.it.cue.start) if time.it.cue else time.first
        before = [t.text for t in analysis.tokens[max(cue - 2, 0) : cue]]
        if {"في", "خلال", "غضون", "وخلال", "ظرف"} & set(before):
            return time.it
    return None


def _is_joke(analysis: Analysis, place: Place[Quantity]) -> bool:
    """`نريد 59.6 مليون قطعة`: a unit that outages do not move, inside a quotation."""
    return place.it.kind == "count" and place.it.unit in ("piece", None)


def _signed(quantity: Quantity, frame: Frame, figure: Figure) -> Quantity:
    # `يتابعها 3 ملايين شخص`: followers that the text calls persons stay persons.
    renamed = PEOPLE if frame.people == "user" else frozenset()
    if frame.unit is not None and quantity.kind == "count":
        return replace(quantity, unit=frame.unit)
    if frame.people and (quantity.unit is None or quantity.unit in renamed):
        return replace(quantity, unit=frame.people)
    falls = bool(figure.classes & {"fall", "loss"})
    if frame.sign != "predicate" or not falls:
        return quantity
    return replace(
        quantity,
        value=None if quantity.value is None else -abs(quantity.value),
        low=None if quantity.high is None else -abs(quantity.high),
        high=None if quantity.low is None else -abs(quantity.low),
    )


def _fits(frame: Frame, figure: Figure, analysis: Analysis, who: Participants, nearest: bool) -> bool:
    """Whether a frame may speak of a figure; `nearest`: its topic is the nearest one."""
    quantity = figure.place.it
    crowd = bool(frame.people) and quantity.unit is None
    if quantity.kind not in frame.kinds or (frame.units and quantity.unit not in frame.units and not crowd):
        return False
    if who.provider is None and (frame.type == "gain" or (frame.type == "impact" and not _tells_of_stop(analysis))):
        # Without an outage nothing is its consequence.
        return False
    vague = quantity.modifier == "vague"
    if vague and (frame.type == "metric" or frame.vague is False or is_old(analysis, figure.place.first)):
        return False
    size = quantity.value if quantity.value is not None else quantity.low
    if frame.max is not None and (size is None or size > frame.max):
        return False
    if frame.min is not None and (size is None or size < frame.min):
        return False
    if frame.level is not None and frame.level != figure.level:
        return False
    if frame.origin is not None and frame.origin != figure.origin:
        return False
    if frame.predicate and not frame.predicate & (figure.classes or {"none"}):
        return False
    return _has_topic(frame, figure, analysis, nearest) and _has_cues(frame, figure, analysis)


def _tells_of_stop(analysis: Analysis) -> bool:
    """Whether a word for a stop stands in the article, though nobody's name stands by it."""
    return any(not is_negated(analysis, hit) for hit in analysis.find(0, len(analysis.tokens), "stop"))


def _has_topic(frame: Frame, figure: Figure, analysis: Analysis, nearest: bool) -> bool:
    if not frame.topic:
        return True
    if figure.topic is not None and figure.topic.cls in frame.topic:
        return True
    if figure.topic is not None and (nearest or figure.topic.cls == "index"):
        # An index is nobody's share.
        return False
    first, _ = analysis.sentence_of(figure.place.first)
    clause = analysis.clause_at(figure.place.first)
    return analysis.has(max(first, figure.place.first - BEFORE), clause.last, *frame.topic)


def _has_cues(frame: Frame, figure: Figure, analysis: Analysis) -> bool:
    clause = analysis.clause_at(figure.place.first)
    at = figure.place.last
    if frame.behind and not analysis.has(at, at + 3, *frame.behind):
        return False
    if frame.governed and governor(analysis, figure.place) not in frame.governed:
        return False
    if frame.cues and not analysis.has(clause.first, clause.last, *frame.cues):
        return False
    first = clause.first
    if frame.topic and figure.topic is not None and first < figure.topic.first < at:
        # `آخر عطل واجهته حين كان عدد مستخدميها 150 مليونا`: what stands before the topic is another matter.
        first = figure.topic.first
    return not (frame.without and analysis.has(first, clause.last, *frame.without))
