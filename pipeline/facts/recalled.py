"""Older outages that an article recalls in words too weak to be an outage by themselves.

`وفي يوليو 2022 خذلت شبكة روجرز ملايين الكنديين`, `وسبق أن أصيب التطبيق بوعكة في نوفمبر`: a date long before the
article, a word for a failure of any kind, and whose it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Fact, Mention, Ref, Time
from pipeline.facts.analysis import Analysis, Place, latest_day
from pipeline.facts.draft import Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.orders import cuts_network
from pipeline.facts.participants import RECENT, Participants, can_stop, is_negated, is_old
from pipeline.facts.stops import gives_up, stop_duration
from pipeline.text import splits

SIGNS = ("stop", "mute", "takedown", "unable", "mishap", "cut")
"""Words for a failure that a date long past makes an outage."""
SUBJECTS = ("company", "service", "other", "organization")
LIST = 4
"""Tokens between two cables that were cut together."""


def recalled_facts(analysis: Analysis, who: Participants, told: set[int]) -> Iterator[Draft]:
    """Yield an older outage for each sentence that recalls one. `told`: sentences whose outage is known already."""
    if who.provider is None or who.ordered:
        return
    for number, sentence in enumerate(analysis.doc.sentences):
        if number in told or number in who.others or not is_old(analysis, sentence.first):
            continue
        hit = _sign(analysis, sentence.first, sentence.last)
        time = _day(analysis, sentence.first, sentence.last)
        if hit is None or time is None:
            continue
        place = _whose(analysis, hit, sentence.first, sentence.last)
        if place is None and not _is_own(analysis, sentence.first, sentence.last):
            continue
        owner = who.company(place.it.ref) if place is not None else who.provider
        who.others[number] = owner
        yield Draft(
            Fact(
                type="outage",
                subject=owner,
                objects=_objects(place),
                time=time,
                duration=stop_duration(analysis, [hit], sentence.first, sentence.last),
                background=True,
                evidence=(sentence.span,),
                rule="outage:recalled",
                cues=(analysis.span(hit.first, hit.last),),
            ),
            hit.first,
            hit.last,
        )


def _objects(place: Place[Mention] | None) -> tuple[Ref, ...]:
    return (place.it.ref,) if place is not None and place.it.ref.type == "service" else ()


def _sign(analysis: Analysis, first: int, last: int) -> Hit | None:
    """The first word for a failure of a network or a service."""
    for hit in analysis.find(first, last, *SIGNS):
        if is_negated(analysis, hit) or (hit.cls == "cut" and not cuts_network(analysis, hit)):
            continue
        if hit.cls == "stop" and gives_up(analysis, hit):
            continue
        return hit
    return None


def _day(analysis: Analysis, first: int, last: int) -> Time | None:
    """The first date of a sentence that lies long before the article."""
    for place in analysis.times_in(first, last, "date", "time"):
        day = latest_day(place.it.value)
        if day is not None and analysis.reference is not None and (analysis.reference - day).days > RECENT:
            return place.it
    return None


def _whose(analysis: Analysis, hit: Hit, first: int, last: int) -> Place[Mention] | None:
    """The name that the failure is nearest to: behind it first, no observer and no place of speech."""
    named = [
        m
        for m in analysis.mentions_in(first, last, *SUBJECTS)
        if can_stop(analysis, m) and m.it.form == "name" and m.it.ref.type != "organization"
    ]
    return min(named, key=lambda m: m.first - hit.last if m.first >= hit.last else hit.first - m.last, default=None)


def _is_own(analysis: Analysis, first: int, last: int) -> bool:
    """`سبق أن أصيب التطبيق بوعكة`: no name, but the service that the article is about by a noun with the article."""
    nouns = analysis.find(first, last, "service_noun")
    definite = any("ال" in split.proclitics for hit in nouns for split in splits(analysis.tokens[hit.first].text))
    others = analysis.mentions_in(first, last, "company", "service", "organization", "other")
    return definite and not others and analysis.has(first, last, "recall", "mishap", "stop")
