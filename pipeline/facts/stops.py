"""Readings of a stop that several builders share: what it hits, when it began, how long it lasted."""

from __future__ import annotations

import re

from pipeline.document import Mention, Ref, Time
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, can_stop, is_channel
from pipeline.text import fold, splits

TWIN = 6
"""Tokens between a stop and the name of a company whose service of the same name is meant."""
SUFFERERS = ("company", "service", "organization", "place")
"""Types of entity that may be hit by a stop."""
_UTILITIES = {"التيار", "الكهرباء", "المياه", "الماء", "الغاز"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{4}-W\d\d-\d|\d{4}-\d\d|XXXX-\d\d-\d\d|XXXX-WXX-\d|XXXX-XX-XXT|\d{4}$")


def affected(
    analysis: Analysis, who: Participants, first: int, last: int, without: tuple[str, ...] = ("spared",)
) -> tuple[Ref, ...]:
    """Return the services that a sentence about a stop names as hit, in order of mention."""
    found: dict[str, Ref] = {}
    for hit in analysis.find(first, last, "stop"):
        for place in analysis.mentions_in(max(first, hit.first - TWIN), min(last, hit.last + TWIN), "company"):
            twin = namesake(analysis, place) if who.is_provider(place.it.ref) and place.it.form == "name" else None
            if twin is not None:
                found.setdefault(twin.key, twin)
    for place in analysis.mentions_in(first, last, *(("service", "company") if who.infrastructure else ("service",))):
        quote = analysis.quote_at(place.first)
        listed = who.infrastructure and in_list(analysis, place)
        if is_channel(analysis, place) or place.it.form != "name" or not (listed or can_stop(analysis, place)):
            continue
        if quote is not None and quote.speech and not analysis.has(quote.first, quote.last, "stop", "restore"):
            continue
        if analysis.has(max(place.first - 3, first), min(place.last + 4, last), *without):
            continue
        own = who.is_provider(place.it.ref) and place.it.ref.type == "service"
        if own or (listed and place.it.ref != who.provider):
            found.setdefault(place.it.ref.key, place.it.ref)
    return tuple(found.values())


def namesake(analysis: Analysis, place: Place[Mention]) -> Ref | None:
    """The service that bears the name of its company: where Facebook the company stops, so does Facebook."""
    name = _joined(place.it.span.cut(analysis.doc.text))
    for key in analysis.kb.operated_by(place.it.ref.key):
        if any(_joined(alias) == name for alias in (*analysis.kb[key].aliases, *analysis.kb[key].latin)):
            return analysis.kb.ref(key)
    return None


def _joined(name: str) -> str:
    """A folded name without spaces and article: `الفيس بوك` and `فيسبوك` are one."""
    return fold(name).replace(" ", "").removeprefix("ال")


def in_list(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a name is the member of a list of services: right beside another, or behind `منها`, `مثل`."""
    if analysis.has(max(place.first - 4, 0), place.first, "such_as"):
        return True
    near = analysis.mentions_in(place.first - 5, place.last + 5, "service", "company")
    return any(0 < abs(other.first - place.first) <= 4 for other in near)


def sufferer(analysis: Analysis, hit: Hit) -> Place[Mention] | None:
    """Return the name that a word for a stop belongs to: after it, else the subject before it."""
    clause = analysis.clause_at(hit.first)
    start, _ = analysis.sentence_of(hit.first)
    quote = analysis.quote_at(hit.first)
    if quote is not None and quote.speech:
        start = quote.first
        clause = Clause(max(clause.first, quote.first), min(clause.last, quote.last), clause.sentence)
    after = [
        m
        for m in analysis.mentions_in(hit.last, min(clause.last, hit.last + 8), *SUFFERERS)
        if _may_suffer(analysis, m)
        and can_stop(analysis, m)
        and not analysis.has(hit.last, m.first, "say", "according", "cause_link")
    ]
    if after:
        return after[0]
    before = [
        m
        for m in analysis.mentions_in(start, hit.first, *SUFFERERS)
        if _may_suffer(analysis, m)
        and can_stop(analysis, m)
        and (m.first >= clause.first or analysis.has(clause.first, hit.first, "suffer") or m.last >= clause.first - 2)
    ]
    return before[-1] if before else None


def _may_suffer(analysis: Analysis, place: Place[Mention]) -> bool:
    """Of places only an airport, a port, a hospital works or stops."""
    if place.it.ref.type != "place":
        return True
    first = analysis.tokens[place.first].text
    return any(split.stem in ("مطار", "ميناء", "مستشفي") for split in splits(first))


def gives_up(analysis: Analysis, hit: Hit) -> bool:
    """`التوقف عن النشر`, `توقف بعض الموظفين عن العمل`, `انقطع التيار`: no service stops."""
    if analysis.has(hit.last, hit.last + 3, "staff"):
        return True
    if hit.cls == "cut":
        near = {token.text for token in analysis.tokens[hit.last : hit.last + 5]}
        return not near & {"الانترنت", "الانترنيت", "الخدمه", "الوصول", "الشبكه", "خدمه", "خدمات"}
    after = [token.text for token in analysis.tokens[hit.last : hit.last + 2]]
    if after[:1] and after[0] in _UTILITIES:
        return True
    return after[:1] == ["عن"] and not set(after[1:]) & {"العمل", "الخدمه", "التحميل", "الاستجابه", "البث"}


def stop_time(analysis: Analysis, hits: list[Hit], first: int, last: int) -> Time | None:
    """Return when the stop began: a time after `بدأ`, else the first day or clock time near a trigger."""
    times = [t for t in analysis.times_in(first, last, "date", "time") if _DAY.match(t.it.value) or "T" in t.it.value]
    times = [t for t in times if not _belongs_elsewhere(analysis, t, hits) and not _is_bound(analysis, t)]
    if not times:
        return None
    begun = [t for t in times for h in analysis.find(max(first, t.first - 14), t.first, "begin")]
    pool = begun or sorted(times, key=lambda t: min(abs(t.first - h.first) for h in hits))
    best = pool[0]
    richer = [t for t in times if "T" in t.it.value and t.it.value[:10] == best.it.value[:10] and len(t.it.value) > 10]
    return richer[0].it if richer and "T" not in best.it.value else best.it


def _is_bound(analysis: Analysis, time: Place[Time]) -> bool:
    """`قبل منتصف الليل`, `حتى الثالثة`: a limit is no beginning."""
    before = analysis.tokens[time.first - 1].text if time.first else ""
    return before in ("قبل", "بعد", "حتي", "لغايه")


def _belongs_elsewhere(analysis: Analysis, time: Place[Time], hits: list[Hit]) -> bool:
    """A time in a clause that tells of a return, a fall or a figure dates that, not the stop."""
    clause = analysis.clause_at(time.first)
    if any(clause.first <= hit.first < clause.last for hit in hits):
        nearest = min(abs(h.first - time.first) for h in hits)
        others = list(analysis.find(clause.first, clause.last, "restore", "fall", "rise", "say", "loss"))
        return any(abs(h.first - time.first) < nearest and h.first < time.first for h in others)
    if analysis.has(clause.first, clause.last, "begin"):
        return False
    return analysis.has(clause.first, clause.last, "restore", "fall", "rise", "loss", "join", "say", "tweet")


def stop_duration(analysis: Analysis, hits: list[Hit], first: int, last: int) -> Time | None:
    """Return how long it lasted: a duration after `دام`, `استمر`, `لمدة` or beside a trigger."""
    for place in analysis.times_in(first, last, "duration"):
        before = analysis.tokens[place.first - 1].text if place.first else ""
        cue = analysis.doc.token_at(place.it.cue.start) if place.it.cue else place.first
        lead = analysis.tokens[cue - 1].text if cue else ""
        if {before, lead} & {"بعد", "قبل", "منذ", "خلال", "كل", "اولي", "اول", "في"}:
            continue
        if re.search(r"[YM]$", place.it.value) and "T" not in place.it.value:
            continue
        near = min(abs(place.first - h.first) for h in hits) <= 16
        if near or analysis.has(max(first, place.first - 8), min(last, place.last + 3), "last"):
            return place.it
    return None


def line_time(analysis: Analysis, token: int) -> Time | None:
    """Return the clock time at the head of the line that holds a token: `00:50 | بدأت الصفحات تظهر`."""
    number = analysis.clause_at(token).sentence
    text = analysis.doc.text
    sentences = analysis.doc.sentences
    while number and "\n" not in text[sentences[number - 1].span.end : sentences[number].span.start]:
        number -= 1
    first = sentences[number].first
    times = analysis.times_in(first, first + 3, "date", "time")
    return times[0].it if times and "T" in times[0].it.value else None
