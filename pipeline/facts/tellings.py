"""One sentence, several outages: where it names different days for its stops, each has a part of its own."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.document import Time
from pipeline.facts.analysis import Analysis
from pipeline.facts.lexicon import Hit
from pipeline.facts.merging import other_day

LEAD, REACH = 3, 8
"""Words between a date and the stop that a clause tells of it (`حين`, an auxiliary); tokens back to such a date."""
_WHEN = {"حين", "حينما", "عندما", "لما", "وقتما", "يوم", "وقت", "ايام", "لحظه"}


class Telling(NamedTuple):
    """The part of a sentence, tokens `first` to `last` (exclusive), that tells of one outage by some triggers."""

    first: int
    last: int
    hits: list[Hit]
    past: Time | None = None
    """The date long ago of which a clause tells what happened then: `الأسوأ منذ 2008 حين غاب الموقع`."""


def tellings(analysis: Analysis, hits: list[Hit], first: int, last: int) -> list[Telling]:
    """Divide a sentence among the outages that its stops tell of.

    `ففي 2008 حجب خلل الموقع يوما، وفي 13 مارس 2019 توقفت التطبيقات`: a stop in a clause that has a day of its own, and
    another one than the stop before it, begins a new telling.
    """
    if not hits:
        return []
    parts = [_begun(analysis, hits[0], first, last)]
    day = _day(analysis, hits[0])
    for hit in hits[1:]:
        told = _begun(analysis, hit, hit.first, last)
        if told.past is not None:
            parts[-1] = parts[-1]._replace(last=told.first)
            parts.append(told)
            continue
        own = _day(analysis, hit)
        start = analysis.clause_at(hit.first).first
        if day is not None and own is not None and other_day(day, own) and start > parts[-1].hits[-1].first:
            parts[-1] = parts[-1]._replace(last=start)
            parts.append(Telling(start, last, [hit]))
        else:
            parts[-1].hits.append(hit)
        day = own or day
    return parts


def _begun(analysis: Analysis, hit: Hit, first: int, last: int) -> Telling:
    """The telling that a stop opens; behind `منذ 2008، حين ..` it is the one of that year."""
    for place in analysis.times_in(max(hit.first - REACH, 0), hit.first, "date"):
        between = [token.text for token in analysis.tokens[place.last : hit.first] if token.kind != "punct"]
        if between[:1] and between[0] in _WHEN and len(between) <= LEAD and analysis.is_past(place.it.value):
            return Telling(place.first, last, [hit], place.it)
    return Telling(first, last, [hit])


def _day(analysis: Analysis, hit: Hit) -> str | None:
    """The day, month or year that stands in the clause of a stop, the nearest one."""
    clause = analysis.clause_at(hit.first)
    times = [t for t in analysis.times_in(clause.first, clause.last, "date", "time") if t.it.value[:1] in "12X"]
    dated = [t for t in times if t.it.value[:4].isdigit() or t.it.value[5:7].isdigit()]
    nearest = min(dated, key=lambda t: abs(t.first - hit.first), default=None)
    return nearest.it.value if nearest is not None else None
