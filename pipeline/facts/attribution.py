"""Source, relay and certainty of a fact: who says it, who passes it on, how sure the text is."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.document import Mention, Ref
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.participants import Participants
from pipeline.facts.speakers import SPEAKERS
from pipeline.facts.speech import Speech

REACH = 8
"""Tokens from `وفق`, `بحسب` to the name of the source."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the text says of where a fact comes from."""

    source: Ref | None
    via: Ref | None
    certainty: str


def attribute(
    analysis: Analysis, who: Participants, spoken: Speech | None, first: int, last: int, teller: Ref | None = None
) -> Attribution:
    """Return the attribution of what stands at tokens `first` to `last`.

    `spoken` is the speech it is part of, `teller` who is said to explain it (`عزا X ما جرى إلى ..`).
    """
    named = _according(analysis, first)
    source: Ref | None = spoken.ref if spoken else None
    via: Ref | None = None
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
    return Attribution(source, via, _certainty(analysis, first, last, source is not None or spoken is not None))


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
