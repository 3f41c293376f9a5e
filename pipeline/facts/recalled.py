"""Older outages that an article recalls in words too weak to be an outage by themselves.

`وفي يوليو 2022 خذلت شبكة روجرز ملايين الكنديين`, `وسبق أن أصيب التطبيق بوعكة في نوفمبر`: a date long before the
article, a word for a failure of any kind, and whose it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.document import Fact, Mention, Time
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.draft import Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.orders import cuts_network, orders
from pipeline.facts.outages import RECURRING
from pipeline.facts.participants import (
    Participants,
    is_adjunct,
    is_authority,
    is_negated,
    is_old,
    is_since,
    may_provide,
)
from pipeline.facts.stop_times import stop_duration
from pipeline.facts.stops import gives_up

SIGNS = ("stop", "mute", "takedown", "unable", "mishap", "cut")
"""Words for a failure that a date long past makes an outage."""
GAPPED = 14
"""Tokens of a clause that has no verb but that of the clause before."""
SUBJECTS = ("company", "service", "other", "organization")


def recalled_facts(analysis: Analysis, who: Participants, told: set[int]) -> Iterator[Draft]:
    """Yield an older outage for each sentence that recalls one. `told`: sentences whose outage is known already."""
    if who.provider is None:
        return
    ordered = dict(orders(analysis, {m.it.ref.key: is_authority(analysis, m.it.ref) for m in analysis.mentions}))
    for number, sentence in enumerate(analysis.doc.sentences):
        if number in told or number in who.others or not is_old(analysis, sentence.first):
            continue
        hit = _sign(analysis, sentence.first, sentence.last)
        time = _day(analysis, sentence.first, sentence.last)
        if hit is None or time is None:
            continue
        place = _named(analysis, hit, sentence.first, sentence.last)
        owner = ordered.get(hit) or (who.company(place.it.ref) if place is not None else who.provider)
        lasted = stop_duration(analysis, [hit], sentence.first, sentence.last)
        if place is None and hit not in ordered and not _is_own(analysis, sentence.first, sentence.last, lasted):
            continue
        who.others[number] = owner
        fact = Fact(
            type="outage",
            subject=owner,
            objects=(place.it.ref,) if place is not None and place.it.ref.type == "service" else (),
            time=time,
            duration=lasted,
            background=True,
            evidence=(sentence.span,),
            rule="outage:recalled",
            cues=(analysis.span(hit.first, hit.last),),
        )
        yield Draft(fact, hit.first, hit.last)
        for again, length in _again(analysis, sentence.last, time, hit):
            yield Draft(replace(fact, time=again, duration=length, rule="outage:again"), hit.first, hit.last)


def _again(analysis: Analysis, last: int, told: Time, hit: Hit) -> Iterator[tuple[Time, Time]]:
    """`في 7 ديسمبر انقطعت سبع ساعات، وفي 13 يونيو ثلاث ساعات`: behind the verb only another day and its length."""
    clause = analysis.clause_at(hit.first)
    while clause.last < last:
        clause = analysis.clause_at(clause.last)
        days = analysis.times_in(clause.first, clause.last, "date")
        lengths = analysis.times_in(clause.first, clause.last, "duration")
        named = analysis.mentions_in(clause.first, clause.last, *SUBJECTS)
        short = clause.last - clause.first <= GAPPED
        if short and not named and len(days) == len(lengths) == 1 and days[0].it.value != told.value:
            yield days[0].it, lengths[0].it


def _sign(analysis: Analysis, first: int, last: int) -> Hit | None:
    """The first word for a failure of a network or a service."""
    for hit in analysis.find(first, last, *SIGNS):
        if is_negated(analysis, hit) or (hit.cls == "cut" and not cuts_network(analysis, hit)):
            continue
        if hit.cls == "stop" and (gives_up(analysis, hit) or _is_beside(analysis, hit)):
            continue
        return hit
    return None


def _is_beside(analysis: Analysis, hit: Hit) -> bool:
    """`قبل العطل`, `تكرار الأعطال`: the outage of the article, or faults in general."""
    word = analysis.tokens[hit.first].text
    return word.lstrip("وف") in RECURRING or (is_adjunct(analysis, hit.first) and word.startswith(("ال", "بال", "لل")))


def _day(analysis: Analysis, first: int, last: int) -> Time | None:
    """The first date of a sentence that lies long before the article."""
    for place in analysis.times_in(first, last, "date", "time"):
        if analysis.is_past(place.it.value) and not is_since(analysis, place):
            return place.it
    return None


def _named(analysis: Analysis, hit: Hit, first: int, last: int) -> Place[Mention] | None:
    """What failed: of the names that may stop, the one nearest to the word for the failure."""
    named = [m for m in analysis.mentions_in(first, last, *SUBJECTS) if may_provide(analysis, m)]
    named = [m for m in named if m.it.form == "name"] or named
    return min(named, key=lambda m: m.first - hit.last if m.first >= hit.last else hit.first - m.last, default=None)


def _is_own(analysis: Analysis, first: int, last: int, lasted: Time | None) -> bool:
    """`وكانت قد غابت ساعة في 21 ديسمبر 2023`: nobody is named, so it is what the article is about."""
    nouns = analysis.find(first, last, "service_noun")
    definite = any(analysis.is_definite(hit.first) for hit in nouns)
    others = analysis.mentions_in(first, last, "company", "service", "organization", "other")
    return not others and (definite or lasted is not None or analysis.has(first, last, "recall", "reminder"))
