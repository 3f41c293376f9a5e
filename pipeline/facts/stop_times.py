"""When a stop began and ended, and how long it lasted: which of the times beside it are its own."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.document import Time
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import is_since
from pipeline.facts.stops import GAP
from pipeline.values import Story

UNTIL, DAY = 14, 10
"""Tokens from `لم` to the time of `إلا في الثامنة مساء`; the length of an ISO day."""
HOUR_LINE = 5
"""Tokens of a line that has nothing but an hour: `■ 16 : 48`."""
_AT = {"من", "منذ", "حتي", "قبل", "بعد", "ومنذ", "وحتي", "وقبل", "وبعد"}
_AFTER = {"بعد", "عقب", "اثر", "بعيد", "غداه"}
"""Between a return and the stop that it came after."""
_OTHER_MATTERS = ("restore", "fixed", "ended", "fall", "rise", "say", "loss")
"""What else a time in the clause of a stop may date."""
_PARTS = {"ان", "بان", "،", "انه", "انها"}
"""Between a time and a noun they part what somebody said or did then from what the noun tells."""
_SAID_OF_IT = 16
"""Tokens behind the noun of a stop among which its own time is told."""
_NEXT = {"التالي", "الموالي", "التاليه", "المواليه"}
_DEICTIC = {"اليوم", "امس", "الامس", "البارحه", "الليله", "هذا", "هذه"}
_HOUR = re.compile(r"T(?:\d\d|DW|MO|MI|AF|EV|NI)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{4}-W\d\d-\d|\d{4}-\d\d|XXXX-\d\d|XXXX-WXX-\d|XXXX-XX-XXT|\d{4}$")


def first_hour(analysis: Analysis, story: Story) -> Place[Time] | None:
    """Return the earliest hour of the article at which the stop may have begun: later ones are of its course."""
    hours = [place for place in analysis.times if story.may_begin(place.it.value)]
    return min(hours, key=lambda place: place.it.value, default=None)


def stop_time(analysis: Analysis, hits: list[Hit], first: int, last: int) -> Time | None:
    """Return when the stop began: a time after `بدأ`, else the first day or clock time near a trigger."""
    span = _span_of_hours(analysis, hits, first, last)
    if span is not None:
        return _half(span.it, 0)
    times = [
        t for t in analysis.times_in(first, last, "date", "time") if _DAY.match(t.it.value) or _HOUR.search(t.it.value)
    ]
    times = [t for t in times if not _belongs_elsewhere(analysis, t, hits) and not _is_bound(analysis, t)]
    times = [t for t in times if not _is_of_speaker(analysis, t) and not is_since(analysis, t)]
    if not times:
        return None
    times = _own_times(analysis, hits, times)
    begun = [t for t in times for h in analysis.find(max(first, t.first - 14), t.first, "begin")]
    pool = begun or sorted(times, key=lambda t: min(abs(t.first - h.first) for h in hits))
    best = pool[0]
    richer = [t for t in times if "T" in t.it.value and t.it.value[:10] == best.it.value[:10] and len(t.it.value) > 10]
    return richer[0].it if richer and "T" not in best.it.value else best.it


def _own_times(analysis: Analysis, hits: list[Hit], times: list[Place[Time]]) -> list[Place[Time]]:
    """`قال أمام المساهمين الخميس إن تعطل الأنظمة في 27 مايو ..`: before the noun of a stop the time of a verb.

    Where another time stands behind the noun, that one is the stop's.
    """
    nouns = [hit for hit in hits if hit.pos == "n"]
    if len(nouns) != len(hits):
        return times
    behind = [time for time in times if any(hit.last <= time.first < hit.last + _SAID_OF_IT for hit in nouns)]
    before = [time for time in times if time.last <= nouns[0].first]
    parted = any(analysis.tokens[at].text in _PARTS for time in before[-1:] for at in range(time.last, nouns[0].first))
    return behind if behind and parted else times


def _span_of_hours(analysis: Analysis, hits: list[Hit], first: int, last: int) -> Place[Time] | None:
    """`من الساعة 15:00 إلى الساعة 18:00`: an interval with its day, in the clause of a stop."""
    for place in analysis.times_in(first, last, "interval"):
        clause = analysis.clause_at(place.first)
        dated = all(re.match(r"\d{4}-\d\d-\d\d", half) for half in place.it.value.split("/"))
        here = any(clause.first <= hit.first < clause.last for hit in hits)
        if dated and (here or _goes_on(analysis, hits, clause)):
            return place
    return None


def _goes_on(analysis: Analysis, hits: list[Hit], clause: Clause) -> bool:
    """`غابت الخوادم تسع ساعات، من العاشرة إلى السابعة`: right behind the clause of a stop, with no verb of its own."""
    before = analysis.clause_at(max(clause.first - 1, 0))
    if not any(before.first <= hit.first < before.last for hit in hits):
        return False
    return not any(hit.pos == "v" for hit in analysis.hits_in(clause.first, clause.last))


def halved(time: Time) -> tuple[Time, Time | None]:
    """Return beginning and end of an interval; of any other time itself and None."""
    return (_half(time, 0), _half(time, 1)) if "/" in time.value and time.value[:4].isdigit() else (time, None)


def _half(time: Time, half: int) -> Time:
    """The beginning (0) or the end (1) of an interval."""
    value = time.value.split("/")[half]
    return replace(time, kind="time" if "T" in value else "date", value=value)


def stop_end(analysis: Analysis, hits: list[Hit], begun: Time | None, first: int, last: int) -> Time | None:
    """Return when it ended: `من .. إلى الساعة 18:00`, `حتى منتصف الليل`, `لم ينته إلا في الثامنة مساء`."""
    span = _span_of_hours(analysis, hits, first, last)
    if span is not None:
        return _half(span.it, 1)
    for place in analysis.times_in(first, last, "date", "time") if begun is not None else ():
        if begun is None or place.it.value[:DAY] < begun.value[:DAY] or place.it == begun:
            continue
        lead = [token.text for token in analysis.tokens[max(place.first - 3, first) : place.first]]
        start = max(place.first - UNTIL, first)
        only = "الا" in lead and any(t.text.lstrip("وف") == "لم" for t in analysis.tokens[start : place.first])
        until = {"الي", "حتي", "لغايه", "غايه"} & set(lead) and "حدود" not in lead
        if only or (until and not analysis.has(start, place.first, "restore")):
            return place.it
    return None


def _is_bound(analysis: Analysis, time: Place[Time]) -> bool:
    """`قبل منتصف الليل`, `حتى الثالثة`: a limit is no beginning."""
    before = [token.text for token in analysis.tokens[max(time.first - 3, 0) : time.first]]
    return (
        before[-1:] in (["قبل"], ["بعد"])
        or bool({"حتي", "لغايه", "غايه"} & set(before))
        or "الي حدود" in " ".join(before)
    )


def _is_of_speaker(analysis: Analysis, time: Place[Time]) -> bool:
    """`«آسفون على الانقطاع اليوم»`, `في اليوم التالي`: the day of who spoke, or the one after the stop."""
    quote = analysis.quote_at(time.first)
    words = {token.text for token in analysis.tokens[time.first : time.last + 1]}
    if words & _NEXT:
        return True
    return quote is not None and quote.speech and bool(words & _DEICTIC)


def _belongs_elsewhere(analysis: Analysis, time: Place[Time], hits: list[Hit]) -> bool:
    """A time in a clause that tells of a return, a fall or a figure dates that, not the stop."""
    clause = analysis.clause_at(time.first)
    if _is_of_return_before(analysis, time, hits, clause):
        return True
    if any(clause.first <= hit.first < clause.last for hit in hits):
        nearest = min(abs(h.first - time.first) for h in hits)
        others = [h for h in analysis.find(clause.first, clause.last, *_OTHER_MATTERS) if not _is_almost(analysis, h)]
        return any(abs(h.first - time.first) < nearest and h.first < time.first for h in others)
    if analysis.has(clause.first, clause.last, "begin"):
        return False
    return analysis.has(clause.first, clause.last, "restore", "fall", "rise", "loss", "join", "say", "tweet")


def _is_of_return_before(analysis: Analysis, time: Place[Time], hits: list[Hit], clause: Clause) -> bool:
    """`استعادت الشبكة عملها فجر الأحد، عقب انقطاع دام يوما`: before the stop that a return came after, its hour."""
    stop = next((hit for hit in hits if time.last <= hit.first < time.last + GAP), None)
    if stop is None or analysis.tokens[stop.first - 1].text not in _AFTER:
        return False
    return analysis.has(clause.first, time.first, "restore", "fixed", "ended")


def _is_almost(analysis: Analysis, hit: Hit) -> bool:
    """`انقطاعا شبه تام`: the adverb that is written like the verb of likening."""
    return analysis.words(hit.first, hit.last) == "شبه"


def stop_duration(analysis: Analysis, hits: list[Hit], first: int, last: int) -> Time | None:
    """Return how long it lasted: a duration after `دام`, `استمر`, `لمدة` or beside a trigger."""
    for place in analysis.times_in(first, last, "duration"):
        if re.search(r"[YM]$", place.it.value) and "T" not in place.it.value:
            continue
        if _is_of_the_stop(analysis, place, first):
            return place.it
        if _is_of_something_else(analysis, place):
            continue
        near = min(abs(place.first - h.first) for h in hits) <= 16
        if (
            near
            or analysis.has(max(first, place.first - 8), min(last, place.last + 3), "last")
            or _for(analysis, place)
        ):
            return place.it
    return None


def _cue(analysis: Analysis, place: Place[Time]) -> int:
    return analysis.doc.token_at(place.it.cue.start) if place.it.cue else place.first


def _is_of_the_stop(analysis: Analysis, place: Place[Time], first: int) -> bool:
    """`ست ساعات من التوقف`, `لم تنفرج الأزمة إلا بعد ست ساعات`, `بعد غيابها قرابة سبع ساعات`."""
    after = [token.text for token in analysis.tokens[place.last : place.last + 1]]
    if after == ["من"] and analysis.has(place.last + 1, place.last + 2, "stop"):
        return True
    before = [token.text for token in analysis.tokens[max(_cue(analysis, place) - 5, first) : _cue(analysis, place)]]
    return "الا بعد" in " ".join(before)


def _is_of_something_else(analysis: Analysis, place: Place[Time]) -> bool:
    """`بعد ساعتين`, `سبق العطل بأسبوعين`, `الإصلاح قد يستغرق أياما`: a distance, or the length of the repair."""
    cue = _cue(analysis, place)
    before = {analysis.tokens[i - 1].text for i in (place.first, cue) if i}
    if before & {"بعد", "قبل", "منذ", "خلال", "كل", "اولي", "اول", "في", "غضون"}:
        return True
    start = max(cue - 5, 0)
    return analysis.has(start, cue, "fixed", "possible", "recall", "reminder") and not analysis.has(start, cue, "stop")


def _for(analysis: Analysis, place: Place[Time]) -> bool:
    """`ولحوالي سبع ساعات`, `لنحو ساعتين`: the preposition of a length."""
    return analysis.tokens[_cue(analysis, place)].text.lstrip("و").startswith("ل")


def line_time(analysis: Analysis, token: int) -> Time | None:
    """Return the clock time at the head of the line that holds a token: `00:50 | بدأت الصفحات تظهر`.

    A live report may give the hour a line of its own: `■ 16:48`, and below what happened.
    """
    number = analysis.clause_at(token).sentence
    text = analysis.doc.text
    sentences = analysis.doc.sentences
    while number and "\n" not in text[sentences[number - 1].span.end : sentences[number].span.start]:
        number -= 1
    above = sentences[number - 1] if number else None
    if above is not None and above.last - above.first <= HOUR_LINE:
        alone = analysis.times_in(above.first, above.last, "time")
        if alone and "T" in alone[0].it.value and above.last - alone[0].last <= 1:
            return alone[0].it
    first = sentences[number].first
    if analysis.tokens[first].text in _AT:
        # `من 9:40 الصباح ..` opens a sentence like any other.
        return None
    times = analysis.times_in(first, first + 3, "date", "time")
    return times[0].it if times and "T" in times[0].it.value else None
