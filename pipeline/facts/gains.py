"""Gains that no figure states: `أعلى معدل للزيارات`, `إقبال غير مسبوق`."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Fact, Mention
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.draft import Draft
from pipeline.facts.groups import joined_to
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, is_channel
from pipeline.text import splits

CONTENT = 8
_CATEGORIES = {"traffic": "traffic", "download": "downloads", "signup": "new_users"}
_STORES = frozenset({"متجر", "متاجر"})


def superlative_gains(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield gains of others told in words: a topic of traffic with a superlative or a rise, and no figure."""
    if who.provider is None:
        return
    yield from _first_places(analysis, who)
    for hit in analysis.find(0, len(analysis.tokens), *_CATEGORIES):
        clause = analysis.clause_at(hit.first)
        if analysis.quantities_in(clause.first, clause.last):
            continue
        peak = next(
            analysis.find(max(clause.first, hit.first - 5), min(clause.last, hit.last + 4), "superlative", "rise"), None
        )
        place = _gainer(analysis, who, clause, hit) if peak else None
        because = analysis.has(max(hit.first - 3, 0), hit.first, "cause_link")
        if peak is None or place is None or because:
            continue
        first = min(peak.first, hit.first)
        last = min(clause.last, max(peak.last, hit.last, first + CONTENT))
        while analysis.tokens[last - 1].kind == "punct":
            last -= 1
        for gainer in (place, *joined_to(analysis, place)):
            if who.is_provider(gainer.it.ref):
                break
            fact = Fact(
                type="gain",
                category=_CATEGORIES[hit.cls],
                subject=gainer.it.ref,
                content=analysis.content(first, last),
                evidence=(analysis.sentence_span(hit.first),),
                rule="gain:superlative",
                cues=(analysis.span(peak.first, peak.last), analysis.span(hit.first, hit.last)),
            )
            yield Draft(fact, first, last)


def _first_places(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """`تصدر تطبيق تيليغرام قائمة التطبيقات الأكثر تحميلا`: a rank without a number."""
    for hit in analysis.find(0, len(analysis.tokens), "top"):
        clause = analysis.clause_at(hit.first)
        place = _gainer(analysis, who, clause, hit)
        ranks = [q for q in analysis.quantities_in(clause.first, clause.last) if q.it.kind == "ordinal"]
        if place is None or ranks:
            continue
        if place.it.ref.type != "service" and who.relation(place.it.ref) != "competitor":
            # `تصدرت دلتا القائمة`: a list of those that suffered.
            continue
        last = min(clause.last, hit.last + CONTENT)
        while analysis.tokens[last - 1].kind == "punct":
            last -= 1
        fact = Fact(
            type="gain",
            category="rank",
            subject=place.it.ref,
            content=analysis.content(hit.first, last),
            evidence=(analysis.sentence_span(hit.first),),
            rule="gain:top",
            cues=(analysis.span(hit.first, hit.last),),
        )
        yield Draft(fact, hit.first, last)


def _gainer(analysis: Analysis, who: Participants, clause: Clause, hit: Hit) -> Place[Mention] | None:
    """The service in the clause, else the one before it in the sentence; never the provider."""
    start, end = analysis.sentence_of(hit.first)
    for low, high in ((clause.first, clause.last), (start, clause.first), (clause.last, end)):
        found = [
            m
            for m in analysis.mentions_in(low, high, "service", "company")
            if not who.is_provider(m.it.ref)
            and not is_channel(analysis, m)
            and not who.is_observer(m.it.ref)
            and not _is_store(analysis, m)
        ]
        if found:
            return min(found, key=lambda m: abs(m.first - hit.first))
    return None


def _is_store(analysis: Analysis, place: Place[Mention]) -> bool:
    """`صدارة متجر آبل`: where applications are ranked gains nothing."""
    before = analysis.tokens[max(place.first - 3, 0) : place.last]
    return any(split.stem in _STORES for token in before for split in splits(token.text))
