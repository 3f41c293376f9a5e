"""Gains that no figure states: `أعلى معدل للزيارات`, `إقبال غير مسبوق`."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Fact, Mention, Ref
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.draft import Draft
from pipeline.facts.groups import group_of, joined_to
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, is_channel, is_negated
from pipeline.facts.query import Figure
from pipeline.text import Span, splits

CONTENT = 8
GOAL = 5
"""Tokens from `إقبال` to the name that it is a run on, from a list of names to what rose."""
LISTED = 12
"""Tokens from `المكالمات` to the first of a list of those whose they are."""
RIGHT = 3
"""Tokens from a verb to its subject, a noun of what it is and a mark between."""
MANY = 2
"""Names that make a list."""
_NOT = frozenset({"لم", "لن", "لا", "ليس", "ليست", "دون", "غاب"})
_GOALS = ("علي", "الي", "نحو")
_HELD = frozenset({"لدي", "عند", "علي", "عبر", "في", "شبكات", "شبكتي", "لشبكات"})
_CATEGORIES = {"traffic": "traffic", "download": "downloads", "signup": "new_users", "ad_spend": "revenue"}
_STORES = frozenset({"متجر", "متاجر"})


def superlative_gains(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield gains of others told in words: a topic of traffic with a superlative or a rise, and no figure."""
    if who.provider is None:
        return
    yield from _first_places(analysis, who)
    yield from _runs(analysis, who)
    yield from _risen_for(analysis, who)
    told: set[tuple[int, str]] = set()
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
        for gainer in dict.fromkeys((*group_of(analysis, place), *joined_to(analysis, place))):
            if who.is_provider(gainer.it.ref):
                break
            if (peak.first, gainer.it.ref.key) in told:
                # `رقم قياسي في التسجيل والنشاط`: one superlative, one gain.
                continue
            told.add((peak.first, gainer.it.ref.key))
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
        if analysis.has(hit.first + 1, hit.first + 3, "hashtag") or _is_tag(analysis, hit.first + 1):
            # `تصدر وسم .. القائمة`: a rank of words, not of the service where they were written.
            continue
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


def _is_tag(analysis: Analysis, index: int) -> bool:
    """`تصدر #واتساب_معطل القائمة`: a tag without the noun for one."""
    return index < len(analysis.tokens) and analysis.tokens[index].text.startswith("#")


def _runs(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """`رصدت الصحيفة إقبالا على سناب شات وتلغرام`: where people went in numbers, told by a noun that means as much."""
    for hit in analysis.find(0, len(analysis.tokens), "run_on"):
        clause = analysis.clause_at(hit.first)
        if analysis.has(max(clause.first, hit.first - 2), hit.first, "rise"):
            # `ارتفاعا في الإقبال على ..`: the rise says more.
            continue
        if analysis.has(max(clause.first, hit.first - 2), hit.first, "cause_link") or is_negated(analysis, hit):
            continue
        if any(token.text.removeprefix("و") in _NOT for token in analysis.tokens[clause.first : hit.first]):
            continue
        near = analysis.mentions_in(hit.last, min(clause.last, hit.last + GOAL), "service", "company")
        goal = next((m for m in near if analysis.governor(m) in _GOALS and m.it.form == "name"), None)
        if goal is None or analysis.quantities_in(max(clause.first, hit.first - GOAL), goal.last + GOAL):
            continue
        group = [goal, *joined_to(analysis, goal)]
        if any(who.is_provider(m.it.ref) or who.is_observer(m.it.ref) for m in group):
            continue
        for gainer in group:
            yield _worded(analysis, "run", "traffic", gainer.it.ref, hit.first, group[-1].last, hit)


def _risen_for(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """`عرفت المكالمات لدى زين وأمنية وأورنج ارتفاعا محسوسا`: traffic, whose it is, and behind them how it rose."""
    for hit in analysis.find(0, len(analysis.tokens), "traffic"):
        _, end = analysis.sentence_of(hit.first)
        near = analysis.mentions_in(hit.last, min(end, hit.last + LISTED), "service", "company")
        group = group_of(analysis, near[0]) if near else []
        if len(group) < MANY or any(who.is_provider(m.it.ref) or who.is_observer(m.it.ref) for m in group):
            continue
        held = {token.text for token in analysis.tokens[hit.last : group[0].first]} & _HELD
        last = group[-1].last
        rise = next((h for h in analysis.find(last, min(end, last + GOAL), "rise") if h.pos == "n"), None)
        if not held or rise is None or analysis.quantities_in(last, min(end, rise.last + CONTENT)):
            continue
        if not analysis.has(rise.last, rise.last + GOAL, "superlative"):
            continue
        stop = min(analysis.clause_at(rise.first).last, rise.first + CONTENT)
        while analysis.tokens[stop - 1].kind == "punct":
            stop -= 1
        for gainer in group:
            yield _worded(analysis, "risen", "traffic", gainer.it.ref, rise.first, stop, hit)


def _worded(analysis: Analysis, rule: str, category: str, ref: Ref, first: int, last: int, cue: Hit) -> Draft:
    """Return a gain that words tell."""
    fact = Fact(
        type="gain",
        category=category,
        subject=ref,
        content=analysis.content(first, last),
        evidence=(analysis.sentence_span(first),),
        rule=f"gain:{rule}",
        cues=(analysis.span(cue.first, cue.last),),
    )
    return Draft(fact, first, last)


def _gainer(analysis: Analysis, who: Participants, clause: Clause, hit: Hit) -> Place[Mention] | None:
    """The service in the clause, else the one before it in the sentence; never the provider."""
    start, end = analysis.sentence_of(hit.first)
    behind = analysis.mentions_in(hit.last, min(clause.last, hit.last + RIGHT), "service", "company")
    if hit.cls == "top" and behind and who.is_provider(behind[0].it.ref) and analysis.governor(behind[0]) is None:
        # `تصدرت بلوسكاي القائمة متقدمة على ثريدز`: whom the verb names.
        return behind[0] if analysis.has(clause.first, clause.last, "download") else None
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


def crowd_words(analysis: Analysis, figure: Figure) -> Span | None:
    """`ملايين الأشخاص الجدد انضموا إليها`: what a vague number leaves to say, words do."""
    place, verb = figure.place, figure.predicate
    if place.it.modifier != "vague" or verb is None or verb.pos != "v":
        return None
    clause = analysis.clause_at(place.first)
    if verb.first < place.first:
        return analysis.content(max(verb.first, clause.first), place.last)
    return analysis.content(place.first, min(verb.last + 1, clause.last))
