"""Restorations: what came back, when, and how far."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from pipeline.document import Fact, Ref, Time
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.draft import OF_VICTIM, Draft
from pipeline.facts.ladders import ladder_facts
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants
from pipeline.facts.return_times import in_order
from pipeline.facts.returned import came_back, extent
from pipeline.facts.returners import returner
from pipeline.facts.stop_times import line_time
from pipeline.facts.whether_back import (
    BEHIND,
    has_ended,
    is_assurance,
    is_promised,
    is_told,
    not_restored,
    only_then,
)

WHOLE = 100
"""Per cent of the servers, or sites, that are back when all are."""
HALF = 50
"""Per cent of what was down, more than which somebody tells of as nearly all."""
OPENING = 10
"""Tokens of an adverb of time that opens a sentence."""
TOLD = 18
"""Tokens from a verb of saying to the return that it makes known."""
FIRST = 4
"""Tokens from a return to the `أولا` that makes it the first of several."""


def restoration_facts(
    analysis: Analysis, who: Participants, outages: Sequence[Draft] = (), elsewhere: Container[int] = ()
) -> Iterator[Draft]:
    """Yield what came back, once for each sentence that tells of it.

    `outages` are the stops that were told, `elsewhere` the sentences on the trouble of another.
    """
    if who.provider is None:
        return
    begun = next((d.fact.time for d in outages if d.fact.time is not None and not d.fact.background), None)
    ladder = list(ladder_facts(analysis, who, begun))
    yield from ladder
    one_by_one = {analysis.clause_at(draft.first).sentence for draft in ladder}
    told: set[tuple[int, Ref]] = set()
    for hit in _words_of_return(analysis):
        if analysis.clause_at(hit.first).sentence in one_by_one:
            continue
        clause = analysis.clause_at(hit.first)
        first, last = analysis.sentence_of(hit.first)
        promised = is_promised(analysis, hit)
        if not_restored(analysis, hit) or not (promised or is_told(analysis, hit)):
            continue
        if promised and is_assurance(analysis, hit, clause):
            continue
        subject = returner(analysis, who, hit)
        if subject is None or (clause.first, subject) in told or _is_elsewhere(analysis, who, hit, elsewhere):
            continue
        told.add((clause.first, subject))
        fact = Fact(
            type="restoration",
            subject=subject,
            objects=came_back(analysis, who, subject, hit),
            category=_extent(analysis, hit, clause),
            time=_after_stop(analysis, _when(analysis, hit, clause), begun, promised),
            duration=_after(analysis, first, last),
            evidence=(analysis.sentence_span(hit.first),),
            rule=f"restoration:{hit.cls}" if subject == who.provider or subject.type == "place" else OF_VICTIM,
            certainty="expected" if promised else "asserted",
            cues=(analysis.span(hit.first, hit.last),),
        )
        yield Draft(fact, hit.first, hit.last)
    yield from _nearly_all(analysis, who)


def _nearly_all(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """`"شكرا لصبركم، وصلنا إلى 99%"`: how much of it the provider says is back."""
    for hit in analysis.find(0, len(analysis.tokens), "nearly"):
        shares = [q for q in analysis.quantities_in(hit.last, hit.last + 2) if q.it.kind == "percent"]
        quote = analysis.quote_at(hit.first)
        if not shares or quote is None or not (HALF < (shares[0].it.value or 0) < WHOLE):
            continue
        first, last = analysis.sentence_of(hit.first)
        times = analysis.times_in(first, last, "date", "time")
        fact = Fact(
            type="restoration",
            subject=who.provider,
            category="partial",
            time=times[0].it if times else None,
            duration=_after(analysis, first, last),
            evidence=(analysis.sentence_span(hit.first),),
            rule="restoration:share",
            cues=(analysis.span(hit.first, shares[0].last),),
        )
        yield Draft(fact, hit.first, shares[0].last)


def _is_elsewhere(analysis: Analysis, who: Participants, hit: Hit, elsewhere: Container[int]) -> bool:
    """`واجه تويتر صعوبات. ثم أكد حل المشكلة.`: behind the trouble of another, in words that name nobody else."""
    number = analysis.clause_at(hit.first).sentence
    if who.infrastructure or (number not in elsewhere and number - 1 not in elsewhere):
        return False
    if hit.cls != "fixed" and analysis.quote_at(hit.first) is None:
        return False
    sentence = analysis.doc.sentences[number]
    named = analysis.mentions_in(sentence.first, sentence.last, "service", "company")
    return not any(who.is_provider(place.it.ref) for place in named)


def _words_of_return(analysis: Analysis) -> Iterator[Hit]:
    """Yield words for a return or a repair, and `انتهى` where the fault before it is the subject, in order."""
    returns = {hit.first for hit in analysis.find(0, len(analysis.tokens), "restore")}
    for hit in analysis.find(0, len(analysis.tokens), "restore", "fixed", "ended"):
        if hit.cls != "ended" or (hit.first not in returns and has_ended(analysis, hit)):
            yield hit


# -------------------------------------------------------------------------------------------------- how far, and when
def _extent(analysis: Analysis, hit: Hit, clause: Clause) -> str | None:
    """How far it is back: told in the clause of the verb, else in the rest of its sentence before another matter."""
    _, end = analysis.sentence_of(hit.first)
    if analysis.tokens[end - 1].text == "؟":
        # `كيف عاد كل شيء؟`
        return None
    told = _extent_in(analysis, clause.first, clause.last)
    if told is not None:
        return told
    if analysis.has(hit.last, hit.last + FIRST, "at_first") and analysis.has(hit.last, end, "thereafter"):
        # `رجع الصوت أولا، ظهر الجمعة، ثم البيانات`
        return "gradual"
    other = next(analysis.find(clause.last, end, "stop", "restore", "say", "according", "still_down"), None)
    told = _extent_in(analysis, clause.last, other.first if other else end)
    return "partial" if told is None and analysis.has(clause.last, end, "still_down") else told


def _extent_in(analysis: Analysis, first: int, last: int) -> str | None:
    told = extent(analysis, first, last)
    if told is not None:
        return told
    shares = [q.it.value for q in analysis.quantities_in(first, last) if q.it.kind == "percent"]
    if any(share is not None and share < WHOLE for share in shares):
        return "partial"
    return "full" if WHOLE in shares else None


def _when(analysis: Analysis, hit: Hit, clause: Clause) -> Time | None:
    _, end = analysis.sentence_of(hit.first)
    stop = next(
        (h for h in analysis.find(hit.last, end, "stop", "restore") if h.first >= clause.last or h.cls == "stop"), None
    )
    times = analysis.times_in(clause.first, clause.last, "date", "time")
    times = [time for time in times if not _is_of_what_was(analysis, hit, time)]
    times = times or analysis.times_in(hit.last, stop.first if stop else end, "date", "time")
    if not times and analysis.times_in(hit.last, clause.last, "duration") and only_then(analysis, hit):
        # `سكت عصر أمس، ولم يعد إلا بعد ثلاث ساعات`
        return None
    if not times:
        return _opening_time(analysis, clause) or _announced(analysis, hit) or line_time(analysis, hit.first)
    return analysis.hour_of(min(times, key=lambda t: abs(t.first - hit.first))).it


def _announced(analysis: Analysis, hit: Hit) -> Time | None:
    """`أعلنت الشركة، فجر الخميس، أن خدماتها عادت`: where a return has no hour, that at which it was made known."""
    start, _ = analysis.sentence_of(hit.first)
    said = [verb for verb in analysis.find(max(start, hit.first - TOLD), hit.first, "say") if verb.pos == "v"]
    if not said or analysis.has(said[-1].last, hit.first, "stop", "trouble", "restore"):
        return None
    times = analysis.times_in(said[-1].last, hit.first, "date", "time")
    return times[0].it if len(times) == 1 else None


def _is_of_what_was(analysis: Analysis, hit: Hit, time: Place[Time]) -> bool:
    """`استعادت خدماتها بعد انقطاع دام ثماني ساعات يوم الأربعاء`: behind the stop that a return came after, its day."""
    return any(
        fault.pos == "n" and analysis.tokens[fault.first - 1].text in BEHIND
        for fault in analysis.find(hit.last, time.first, "stop", "trouble")
    )


def _after_stop(analysis: Analysis, time: Time | None, begun: Time | None, promised: bool) -> Time | None:
    """The hour of a return that is no promise, moved behind the stop where its day or half of the day is open."""
    return in_order(analysis, [time], begun)[0] if time is not None and not promised else time


def _opening_time(analysis: Analysis, clause: Clause) -> Time | None:
    """`وعند السادسة مساء، أكدت الشركة أن ..`: the time that opens a sentence, alone between its commas."""
    start, _ = analysis.sentence_of(clause.first)
    opening = analysis.clause_at(start)
    if opening.last >= clause.first + 1 or analysis.has(start, clause.first, "stop", "trouble", "cut", "restore"):
        return None
    times = analysis.times_in(start, opening.last, "date", "time")
    return times[-1].it if times and opening.last - start <= OPENING else None


def _after(analysis: Analysis, first: int, last: int) -> Time | None:
    """`بعدما تعطلت لما يقرب من سبع ساعات`, `بعد ست ساعات`: how long until it was back."""
    durations = [t for t in analysis.times_in(first, last, "duration") if "T" in t.it.value or t.it.value.endswith("D")]
    return durations[0].it if durations else None
