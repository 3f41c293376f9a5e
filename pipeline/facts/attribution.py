"""Source, relay and certainty of a fact: who says it, who passes it on, how sure the text is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.document import Fact, Mention, Ref
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.draft import Draft
from pipeline.facts.participants import Participants
from pipeline.facts.speakers import SPEAKERS
from pipeline.facts.speech import Speech

TOLD = ("cause", "impact", "gain", "metric", "restoration", "degradation")
"""Types that a verb of saying or counting may tell without `أن`."""
OUTLET = 7
"""Tokens between a word for speaking to the press and the outlet."""
RELAY = 6
"""Tokens between `نقلت` and the outlet."""
HANDED = 2
"""Sentences over which an estimate hands its source on."""
_BREAK = {"ان", "انه", "انها", "انهم", "قوله", "قولها", "،"}
REACH = 8
"""Tokens from `وفق`, `بحسب` to the name of the source."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the text says of where a fact comes from."""

    source: Ref | None
    via: Ref | None
    certainty: str
    named: bool = False
    """Whether the text names the source after `وفق`, `بحسب`."""


def attribute(
    analysis: Analysis, who: Participants, spoken: Speech | None, first: int, last: int, teller: Ref | None = None
) -> Attribution:
    """Return the attribution of what stands at tokens `first` to `last`.

    `spoken` is the speech it is part of, `teller` who is said to explain it (`عزا X ما جرى إلى ..`).
    """
    named = _according(analysis, first)
    quoted = _quoted_by(analysis, first)
    if quoted is not None:
        return Attribution(*quoted, _certainty(analysis, first, last, sourced=True))
    source: Ref | None = spoken.ref if spoken else None
    via = relay_of(analysis, first, source)
    # `وفقا لشخص مطلع تحدث إلى رويترز`: the outlet spoken to is no source.
    named = [place for place in named if via is None or place.it.ref.key != via.key]
    if source is None and teller is not None and named and named[0].it.ref.type == "media":
        source = teller
    if named:
        if source is None:
            source = named[0].it.ref
            via = next((m.it.ref for m in named[1:] if m.it.ref.type == "media"), None)
        elif named[0].it.ref.type == "media" and named[0].it.ref.key != source.key:
            via = named[0].it.ref
    if source is None and teller is not None:
        source = teller
    if source is None:
        source = _observer(analysis, who, first)
        if source is not None and named:
            via = named[0].it.ref
    if source is not None and via is None and source.type == "media":
        observer = _observer(analysis, who, first)
        if observer is not None:
            source, via = observer, source
    sourced = source is not None or spoken is not None
    return Attribution(source, via, _certainty(analysis, first, last, sourced), bool(named))


def settled(fact: Fact, said: Attribution) -> Fact:
    """Give a fact its attribution, as far as its type takes one.

    An outage and a price at the exchange are there for all to see; what a loss amounts to is an estimate, but
    not of the firm that bears it.
    """
    certainty = fact.certainty if fact.certainty == "expected" else said.certainty
    if fact.category == "share_price_change":
        return replace(fact, source=None, via=None, certainty="asserted")
    if fact.type == "outage" and not said.named and certainty in ("reported", "estimated"):
        return replace(fact, source=None, via=None, certainty="asserted")
    own = said.source is not None and fact.subject is not None and said.source.key == fact.subject.key
    if fact.category == "financial_loss" and certainty == "reported" and said.source is not None and not own:
        certainty = "estimated"
    return replace(fact, source=said.source, via=said.via, certainty=certainty)


def handed_on(analysis: Analysis, who: Participants, drafts: list[Draft], facts: list[Fact]) -> list[Fact]:
    """Estimates that follow one another share their source: `وجاءت الولايات المتحدة في رأس القائمة بـ..`."""
    done = list(facts)
    order = sorted(range(len(facts)), key=lambda index: drafts[index].first)
    last: Fact | None = None
    sentence = 0
    for index in order:
        fact = done[index]
        if fact.category != "financial_loss":
            continue
        at = analysis.clause_at(drafts[index].first).sentence
        if fact.source is None and last is not None and at - sentence <= HANDED and last.source is not None:
            fact = replace(fact, source=last.source, via=last.via, certainty="estimated")
            done[index] = fact
        if fact.source is not None and (who.is_observer(fact.source) or fact.source.type == "media"):
            last, sentence = fact, at
    return done


def relay_of(analysis: Analysis, at: int, source: Ref | None) -> Ref | None:
    """Return the outlet that passes a source's words on: `قال X لوكالة Y`, `في مقابلة مع Y`, `X، الذي تحدث إلى Y`."""
    start, end = analysis.sentence_of(at)
    for place in analysis.mentions_in(start, end, "media"):
        if source is not None and place.it.ref.key == source.key:
            continue
        governed = analysis.governor(place) in ("ل", "الي", "مع", "علي", "لدي", "عبر")
        if governed and analysis.has(max(place.first - OUTLET, start), place.first, "outlet"):
            return place.it.ref
    return None


def passed_on_by(analysis: Analysis, at: int, source: Ref | None) -> Ref | None:
    """Return the outlet that passes words on: `نقلت X عن Y`, `قال Y لـX`."""
    quoted = _quoted_by(analysis, at)
    return relay_of(analysis, at, source) or (quoted[1] if quoted is not None else None)


def _quoted_by(analysis: Analysis, at: int) -> tuple[Ref | None, Ref] | None:
    """`نقلت قناة X عن Y`: source and relay; the source is None where it has no name."""
    start, end = analysis.sentence_of(at)
    for hit in analysis.find(start, end, "relay"):
        outlets = analysis.mentions_in(hit.last, min(end, hit.last + RELAY), "media")
        if not outlets:
            continue
        behind = analysis.tokens[outlets[0].last : min(end, outlets[0].last + 4)]
        offset = next((i for i, token in enumerate(behind) if token.text == "عن"), None)
        if offset is None:
            continue
        first = outlets[0].last + offset + 1
        named = [m for m in analysis.mentions_in(first, min(end, first + REACH), *SPEAKERS) if m.it.form == "name"]
        clear = [m for m in named if not any(t.text in _BREAK for t in analysis.tokens[first : m.first])]
        return (clear[0].it.ref if clear else None), outlets[0].it.ref
    return None


def _according(analysis: Analysis, at: int) -> list[Place[Mention]]:
    """The names after `وفق`, `بحسب`, `نقلا عن` in the sentence."""
    start, end = analysis.sentence_of(at)
    for hit in analysis.find(start, end, "according"):
        found = analysis.mentions_in(hit.last, min(end, hit.last + REACH), *SPEAKERS)
        if found:
            return found
    return []


def _observer(analysis: Analysis, who: Participants, at: int) -> Ref | None:
    """An observer named before the figure in its sentence: `سجل موقع X`, `تلقى X بلاغات`, `قدرت X`."""
    start, _ = analysis.sentence_of(at)
    found = [m for m in analysis.mentions_in(start, at) if who.is_observer(m.it.ref)]
    return found[-1].it.ref if found else None


def reported_to(analysis: Analysis, who: Participants, first: int) -> Ref | None:
    """`بلاغات وصلت إلى X`, `شكوى سجلها X`: the monitor behind the figure."""
    _, end = analysis.sentence_of(first)
    found = [m for m in analysis.mentions_in(first, end) if who.is_observer(m.it.ref)]
    return found[0].it.ref if found else None


def _certainty(analysis: Analysis, first: int, last: int, sourced: bool) -> str:
    clause = analysis.clause_at(first)
    start, _ = analysis.sentence_of(first)
    if analysis.has(clause.first, clause.last, "possible") and not _perfect_qad(analysis, clause.first, clause.last):
        return "possible"
    if analysis.has(start, max(clause.last, last), "estimate"):
        return "estimated"
    if analysis.has(clause.first, clause.last, "expected"):
        return "expected"
    return "reported" if sourced else "asserted"


def _was(analysis: Analysis, at: int) -> bool:
    """`وكان .. قد توقف`: the pluperfect, where a verb in ت is no imperfect."""
    return any(token.text.lstrip("وف") in ("كان", "كانت", "كانا") for token in analysis.tokens[max(at - 8, 0) : at])


def _perfect_qad(analysis: Analysis, first: int, last: int) -> bool:
    """`قد` before a perfect verb affirms (`قد أصاب`); only before an imperfect does it mean perhaps."""
    hits = list(analysis.find(first, last, "possible"))
    return all(
        analysis.tokens[h.first].text.endswith("قد")
        and h.last < len(analysis.tokens)
        and (analysis.tokens[h.last].text[0] not in "يتن" or _was(analysis, h.first))
        for h in hits
    )
