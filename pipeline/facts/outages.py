"""Outages: what stopped, when, where and for how long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from pipeline.document import Fact, Mention, Ref, Time
from pipeline.facts.analysis import Analysis, Place, latest_day
from pipeline.facts.draft import Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.orders import cuts_internet
from pipeline.facts.participants import Participants, is_adjunct, is_channel, is_earlier, is_negated, is_old
from pipeline.facts.places import hit_places, of_figure
from pipeline.facts.stop_times import first_hour, halved, line_time, stop_duration, stop_end, stop_time
from pipeline.facts.stops import GAP, affected, gives_up, in_list, is_spared, sufferer
from pipeline.facts.tellings import Telling, tellings
from pipeline.text import Split, splits
from pipeline.values import Story

OPENING, RECENT_DAYS, DAY = 4, 3, 10
RECENTLY = timedelta(RECENT_DAYS)
"""The opening sentences, how many days an outage in the news is old, the length of an ISO day."""
_UNDATED_DAY = re.compile(r"XXXX-(?:WXX-\d|\d\d-\d\d)")
_BEGUN = ("stop", "first_report", "cut")
LIST = 2
"""Services that make a list."""
_TOLD = {"كان", "كانت", "حدث", "جري", "بدا", "بدات"}
ROW = 3
"""Services in a row that are surely what fell."""
RECURRING = {"الاعطال", "الانقطاعات"}
"""Faults in general are no outage of their own: `عزت تكرار الأعطال إلى ..`."""
DATELINE, DATELINE_TOKENS = 4, 14
"""The sentences at the head of an article among which a date line is looked for, and how long it may be."""
LATE, _LATE_PARTS = "14", ("AF", "EV", "NI")
"""From when on a return is of the day of the stop."""


def outage_facts(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield the main outage, once for each sentence that tells of it (merged later), and older ones recalled."""
    if who.provider is None:
        return
    told = False
    for sentence in analysis.doc.sentences:
        hits = [h for h in analysis.find(sentence.first, sentence.last, *_BEGUN) if not _of_another(analysis, who, h)]
        hits += [h for h in analysis.find(sentence.first, sentence.last, "trouble") if _begins(analysis, h)]
        for part in tellings(analysis, hits, sentence.first, sentence.last):
            fact = _telling(analysis, who, part, told)
            if fact is not None:
                told = True
                yield Draft(fact, part.hits[0].first, part.hits[-1].last)
        if told and not hits and who.infrastructure:
            yield from _also_hit(analysis, who, sentence.first, sentence.last)
    if not told:
        yield from _in_passing(analysis, who)


def _in_passing(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """`اعتذر عن العطل الذي ضرب أجهزة ويندوز`: the stop is only spoken of, and the article is about it all the same."""
    for hit in analysis.find(0, len(analysis.tokens), "stop"):
        named = (hit.pos == "n" and analysis.is_definite(hit.first)) or cuts_internet(analysis, hit)
        if not named or _is_recurring(analysis, hit) or is_old(analysis, hit.first):
            continue
        if is_negated(analysis, hit) or gives_up(analysis, hit):
            continue
        fact = Fact(
            type="outage",
            subject=who.provider,
            evidence=(analysis.sentence_span(hit.first),),
            rule="outage:in-passing",
            cues=(analysis.span(hit.first, hit.last),),
        )
        yield Draft(fact, hit.first, hit.last)
        return


def _also_hit(analysis: Analysis, who: Participants, first: int, last: int) -> Iterator[Draft]:
    """`ومن بين المنصات المتضررة سناب شات وروبلوكس`: a sentence that only lists what fell with a provider of others."""
    hit = next(analysis.find(first, last, "hit_list"), None)
    services = affected(analysis, who, first, last) if hit is not None and not is_negated(analysis, hit) else ()
    if (
        hit is None
        or len(services) < LIST
        or is_old(analysis, hit.first)
        or analysis.has(first, last, "restore", "spared")
    ):
        return
    fact = Fact(
        type="outage",
        subject=who.provider,
        objects=services,
        evidence=(analysis.sentence_span(hit.first),),
        rule="outage:listed",
        cues=(analysis.span(hit.first, hit.last),),
    )
    yield Draft(fact, hit.first, hit.last)


def _telling(analysis: Analysis, who: Participants, part: Telling, told: bool) -> Fact | None:
    """Read one telling; None where it says nothing but that there was a stop, of nobody or for the second time."""
    first, last, hits, past = part
    if analysis.has(first, last, "correction"):
        # `ذكرت نسخة سابقة أن العطل شمل X`: what the editor takes back.
        return None
    services = affected(analysis, who, first, last)
    own = [m for m in analysis.mentions_in(first, last) if who.is_provider(m.it.ref)]
    times = past
    if times is None and not all(_only_dates(analysis, hit, last) for hit in hits):
        times = stop_time(analysis, hits, first, last) or line_time(analysis, hits[0].first)
    duration = stop_duration(analysis, hits, first, last)
    recalled = past is not None or is_old(analysis, hits[0].first)
    recalled = recalled or (times is not None and _is_recalled(analysis, times, first, last))
    recalled = recalled or any(is_earlier(analysis, hit) for hit in hits)
    if recalled and (not _is_ours(analysis, who, part, own) or (told and times is None)):
        return None
    if recalled and not services:
        services = tuple(
            dict.fromkeys(m.it.ref for m in own if m.it.ref.type == "service" and (past is None or m.it.form == "name"))
        )
    if times is None and duration is not None and all(_only_dates(analysis, hit, last) for hit in hits):
        times = _of_return(analysis, duration, first, last)
    ordered = who.ordered and any(hit.cls == "cut" for hit in hits)
    if not services and times is None and duration is None and (told or not (own or ordered)):
        return None
    return Fact(
        type="outage",
        subject=who.provider,
        objects=services,
        category=_completeness(analysis, hits),
        places=_places(analysis, who, part),
        time=times,
        end=stop_end(analysis, hits, times, first, last),
        duration=duration,
        background=recalled and times is not None,
        certainty="expected" if _is_planned(analysis, hits, times) else "asserted",
        evidence=(analysis.sentence_span(hits[0].first),),
        rule="outage:stop",
        cues=tuple(analysis.span(h.first, h.last) for h in hits),
    )


def _is_recalled(analysis: Analysis, time: Time, first: int, last: int) -> bool:
    """`سبق أن تعطل في مارس`; of `يذكر أن X توقفت أمس` only where that was not in the last days."""
    day = latest_day(time.value)
    weekday = time.value.startswith("XXXX-WXX")
    recent = weekday or (day is not None and analysis.reference is not None and day >= analysis.reference - RECENTLY)
    return analysis.has(first, last, "recall", *(() if recent else ("reminder",)))


def _is_ours(analysis: Analysis, who: Participants, part: Telling, own: list[Place[Mention]]) -> bool:
    """Whether a recalled stop is the provider's: it, its services, `المنصات`, or a stop `مماثل` to the one told."""
    others = analysis.mentions_in(part.first, part.last, "service", "company")
    if others and not own and (not who.infrastructure or len({m.it.ref for m in others}) == 1):
        return False
    named = analysis.find(part.first, part.last, "service_noun")
    nouns = any(hit.pos == "n" and analysis.is_definite(hit.first) for hit in named)
    definite = any(analysis.is_definite(hit.first) for hit in part.hits)
    return bool(own) or nouns or definite or analysis.has(part.first, part.last, "recall", "reminder")


def _of_return(analysis: Analysis, duration: Time, first: int, last: int) -> Time | None:
    """`استعادت نشاطها مساء الجمعة بعد عطل لازمها 45 دقيقة`: a short stop is of the day of the return."""
    brief = re.fullmatch(r"PT(\d+M|[12]H(\d+M)?)", duration.value)
    times = analysis.times_in(first, last, "date", "time")
    return times[0].it if brief and len(times) == 1 and analysis.has(first, last, "restore") else None


def _is_planned(analysis: Analysis, hits: list[Hit], time: Time | None) -> bool:
    """`ستتوقف خدمات البنك`, `أمرت بقطع الإنترنت غدا`: in the future tense, or dated after the article."""
    if any(hit.pos == "v" and analysis.has(max(hit.first - 3, 0), hit.first, "expected") for hit in hits):
        return True
    if any("س" in split.proclitics for hit in hits if hit.pos == "v" for split in _splits(analysis, hit)):
        return True
    day = latest_day(time.value) if time is not None and len(time.value) >= DAY else None
    published = analysis.doc.article.published
    return day is not None and published is not None and day > date.fromisoformat(published)


def _splits(analysis: Analysis, hit: Hit) -> list[Split]:
    """How the token of a trigger is taken apart where the rest is the trigger: س of `ستتوقف`, not of `ستار`."""
    return [split for split in splits(analysis.tokens[hit.first].text) if len(split.stem) > 2]


def _only_dates(analysis: Analysis, hit: Hit, last: int) -> bool:
    """`أي قبل العطل`, `أشد من العطل`: the stop dates something else; it is dated itself in `بعد عطل بدأ الاثنين`."""
    compared = hit.first > 0 and analysis.tokens[hit.first - 1].text == "من" and analysis.is_definite(hit.first)
    return (compared or is_adjunct(analysis, hit.first)) and not analysis.has(hit.last, last, "begin")


def _completeness(analysis: Analysis, hits: list[Hit]) -> str | None:
    """`عطل جزئي`, `انقطاع شامل`: the adjective right beside the trigger."""
    for hit in hits:
        for cls in ("partial", "full"):
            if hit.pos == "n" and analysis.has(hit.last, hit.last + 2, cls):
                return cls
    return None


def _begins(analysis: Analysis, hit: Hit) -> bool:
    """`بدأت الأزمة في الساعة ..`, `المشكلة بدأت`: a definite trouble right beside the verb of beginning."""
    return analysis.is_definite(hit.first) and any(
        h.pos == "v" for h in analysis.find(hit.first - 2, hit.last + 2, "begin")
    )


def _of_another(analysis: Analysis, who: Participants, hit: Hit) -> bool:
    """Whether the trigger is of another service's trouble, or no stop of a service at all."""
    if _is_recurring(analysis, hit):
        return True
    if who.ordered and hit.cls == "cut":
        return is_negated(analysis, hit) or gives_up(analysis, hit)
    holder = sufferer(analysis, hit)
    if holder is not None and not who.is_provider(holder.it.ref):
        if holder.it.ref.type != "place" and is_old(analysis, hit.first):
            return True
        if who.runs_others(holder.it.ref):
            return not in_list(analysis, holder)
        return not who.infrastructure or holder.it.ref.type != "service"
    return is_negated(analysis, hit) or gives_up(analysis, hit)


def _is_recurring(analysis: Analysis, hit: Hit) -> bool:
    return analysis.tokens[hit.first].text.lstrip("وف") in RECURRING


def _places(analysis: Analysis, who: Participants, part: Telling) -> tuple[Ref, ...]:
    """Return the places that a sentence names as hit; where figures were counted is told by theirs."""
    first, last = part.first, part.last
    counted = {ref for quantity in analysis.quantities_in(first, last) for ref in of_figure(analysis, quantity)}
    found = hit_places(analysis, first, last, lambda ref: who.is_provider(ref) or who.infrastructure)
    known = [ref for ref in found if ref.kb is not None and ref not in counted]
    return tuple(known or [ref for ref in found if ref not in counted])


def listed(analysis: Analysis, who: Participants, fact: Fact) -> Fact:
    """Give a main outage with hardly an object the first list of the provider's services that the article has.

    `غرقت خدمات «س» و«ص» و«ع» في الظلام`: three in a row, in an article about the outage, are what fell.
    """
    ours = fact.type == "outage" and fact.subject == who.provider and not fact.background
    if not ours or who.infrastructure or len(fact.objects) >= LIST:
        return fact
    for sentence in analysis.doc.sentences:
        row: list[Place[Mention]] = []
        for place in analysis.mentions_in(sentence.first, sentence.last, "service"):
            if place.it.form != "name" or not who.is_provider(place.it.ref) or is_channel(analysis, place):
                continue
            if is_spared(analysis, place) or is_old(analysis, place.first):
                continue
            row = [*row, place] if row and place.first - row[-1].last < GAP else [place]
            services = tuple(dict.fromkeys(place.it.ref for place in row))
            if len(services) >= ROW:
                return replace(fact, objects=tuple(dict.fromkeys((*fact.objects, *_whole_row(analysis, who, row)))))
    return fact


def _whole_row(analysis: Analysis, who: Participants, row: list[Place[Mention]]) -> tuple[Ref, ...]:
    """The services of a row, and those that go on with it."""
    _, last = analysis.sentence_of(row[-1].first)
    end = row[-1].last
    found = [place.it.ref for place in row]
    for place in analysis.mentions_in(end, last, "service"):
        if place.first - end >= GAP or not who.is_provider(place.it.ref):
            break
        found.append(place.it.ref)
        end = place.last
    return tuple(found)


def dated(analysis: Analysis, fact: Fact, known: Story | None = None) -> Fact:
    """Give a main outage that no time is told of the day with which the article opens, else its date line.

    Where its day is known, no other one will do. One that lies ahead of the article is expected, however it is told
    (`البنك يعلن توقف خدماته مؤقتا`).
    """
    if fact.type == "outage" and fact.time is not None and fact.time.kind == "duration":
        fact = replace(fact, time=None, duration=fact.duration or fact.time)
    if fact.type == "outage" and fact.time is not None and fact.time.kind == "interval":
        begun, ended = halved(fact.time)
        fact = replace(fact, time=begun, end=fact.end or ended)
    if fact.type == "outage" and _is_planned(analysis, [], fact.time):
        return replace(fact, certainty="expected")
    if fact.type != "outage" or fact.time is not None or fact.background:
        return fact
    opening = _opening_day(analysis) if known is None else _told_day(analysis, known)
    if opening is not None:
        return replace(fact, time=opening.it, evidence=(*fact.evidence, analysis.sentence_span(opening.first)))
    if known is not None:
        return fact
    published = analysis.doc.article.published
    for sentence in analysis.doc.sentences[:DATELINE]:
        short = sentence.last - sentence.first <= DATELINE_TOKENS
        for place in analysis.times_in(sentence.first, sentence.last, "date") if short else ():
            if re.fullmatch(r"\d{4}-\d\d-\d\d", place.it.value) and _is_day_of(place.it.value, published):
                return replace(fact, time=place.it, evidence=(*fact.evidence, sentence.span))
    return fact


def _told_day(analysis: Analysis, story: Story) -> Place[Time] | None:
    """The first hour at which it may have begun, else a mention of its day: other hours may be those of anything."""
    days = (place for place in analysis.times if place.it.value.startswith(story.day.isoformat()))
    return first_hour(analysis, story) or next((place for place in days if ":" not in place.it.value), None)


def _opening_day(analysis: Analysis) -> Place[Time] | None:
    """The first day told in the opening sentences, when it is one of the last days before the article's own."""
    for sentence in analysis.doc.sentences[:OPENING]:
        if sentence.last - sentence.first <= DATELINE_TOKENS and not _narrates(analysis, sentence.first, sentence.last):
            continue
        if analysis.reference is None and _is_of_its_wake(analysis, sentence.first, sentence.last):
            continue
        returned = analysis.has(sentence.first, sentence.last, "restore")
        for place in analysis.times_in(sentence.first, sentence.last, "date", "time"):
            day = _day_of_return(place) if returned else place
            if day is not None and _is_of_these_days(analysis, day.it.value):
                return day
    return None


def _day_of_return(place: Place[Time]) -> Place[Time] | None:
    """`عادت مساء أمس بعد عطل`: the day of a return that is not so early that the stop is of the day before."""
    day, _, hour = place.it.value.partition("T")
    if not hour:
        return place
    late = hour[:2] >= LATE if hour[:1].isdigit() else hour in _LATE_PARTS
    return replace(place, it=replace(place.it, kind="date", value=day)) if late and day else None


def _is_of_its_wake(analysis: Analysis, first: int, last: int) -> bool:
    """`ارتدت الأسهم الثلاثاء`, `انضم 70 مليونا`: figures of the market, or of newcomers, are of the day after."""
    counted = bool(analysis.quantities_in(first, last))
    return counted and analysis.has(first, last, "fall", "rise", "join", "loss")


def _is_of_these_days(analysis: Analysis, value: str) -> bool:
    """A day right before that of the article; where that is not known, a weekday, or a day without its year."""
    if analysis.reference is None:
        return _UNDATED_DAY.match(value) is not None
    day = latest_day(value)
    return day is not None and len(value) >= DAY and 0 <= (analysis.reference - day).days <= RECENT_DAYS


def _narrates(analysis: Analysis, first: int, last: int) -> bool:
    """`كان ذلك ظهر الثلاثاء`: a short sentence that tells, and is no date line."""
    return bool(_TOLD & {token.text.lstrip("وف") for token in analysis.tokens[first:last]})


def _is_day_of(day: str, published: str | None) -> bool:
    """A date line gives the day of publication, or the day before when the article looks back at a night."""
    return published is None or 0 <= (date.fromisoformat(published) - date.fromisoformat(day)).days <= 1
