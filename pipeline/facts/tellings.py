"""One sentence, several outages: where it names different days for its stops, each has a part of its own."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.facts.analysis import Analysis
from pipeline.facts.lexicon import Hit
from pipeline.facts.merging import other_day


class Telling(NamedTuple):
    """The part of a sentence, tokens `first` to `last` (exclusive), that tells of one outage by some triggers."""

    first: int
    last: int
    hits: list[Hit]


def tellings(analysis: Analysis, hits: list[Hit], first: int, last: int) -> list[Telling]:
    """Divide a sentence among the outages that its stops tell of.

    `ففي 2008 حجب خلل الموقع يوما، وفي 13 مارس 2019 توقفت التطبيقات`: a stop in a clause that has a day of its own, and
    another one than the stop before it, begins a new telling.
    """
    if not hits:
        return []
    parts = [Telling(first, last, [hits[0]])]
    day = _day(analysis, hits[0])
    for hit in hits[1:]:
        own = _day(analysis, hit)
        start = analysis.clause_at(hit.first).first
        if day is not None and own is not None and other_day(day, own) and start > parts[-1].hits[-1].first:
            parts[-1] = parts[-1]._replace(last=start)
            parts.append(Telling(start, last, [hit]))
        else:
            parts[-1].hits.append(hit)
        day = own or day
    return parts


def _day(analysis: Analysis, hit: Hit) -> str | None:
    """The day, month or year that stands in the clause of a stop, the nearest one."""
    clause = analysis.clause_at(hit.first)
    times = [t for t in analysis.times_in(clause.first, clause.last, "date", "time") if t.it.value[:1] in "12X"]
    dated = [t for t in times if t.it.value[:4].isdigit() or t.it.value[5:7].isdigit()]
    nearest = min(dated, key=lambda t: abs(t.first - hit.first), default=None)
    return nearest.it.value if nearest is not None else None
