"""Readings of a stop that several builders share: what it hits, when it began, how long it lasted."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.document import Mention, Ref, Time
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.orders import cuts_network
from pipeline.facts.participants import (
    Participants,
    can_stop,
    has_application,
    is_cable,
    is_channel,
    is_maker,
    is_since,
    is_staff_tool,
)
from pipeline.facts.victims import is_device
from pipeline.text import fold, splits
from pipeline.values import Story

TWIN = 6
"""Tokens between a stop and the name of a company whose service of the same name is meant."""
SUFFERERS = ("company", "service", "organization", "place", "other")
"""Types of entity that may be hit by a stop."""
_STATE = {"وزاره", "وزير", "لوزاره", "بوزاره"}
"""Before `الداخلية` they make a ministry of it."""
INNER, CLIENTS = 4, 12
"""Tokens around a name in which it is said to be a tool of the staff; from `عملاء` to the last of their banks."""
SITE = 4
"""Tokens from `موقع` to the name of an outlet, `صحيفة` and marks between."""
KIND, PHONES = 4, 8
"""Tokens from a stop to what else may stop, and to the old telephones that a service no longer supports."""
UNTIL, DAY = 14, 10
"""Tokens from `لم` to the time of `إلا في الثامنة مساء`; the length of an ISO day."""
HOUR_LINE = 5
"""Tokens of a line that has nothing but an hour: `■ 16 : 48`."""
GAP = 4
"""Tokens between two members of a list: quotation marks, a conjunction, a generic noun."""
_STATED = {"ان", "بان", "انه", "انها", "قال", "قالت"}
"""Between two names they part who says from what is said."""
_UTILITIES = {"التيار", "الكهرباء", "المياه", "الماء", "الغاز"}
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
_WORK = {
    "العمل", "الخدمه", "التحميل", "الاستجابه", "البث", "تمرير", "نقل", "استقبال", "الاستقبال", "ارسال", "الارسال",
    "التعريف", "الرد", "التحديث", "قبول", "معالجه", "الظهور", "الفتح", "الاتصال", "الدوران", "تسليم", "قراءه", "صرف",
}  # fmt: skip
"""What a network, an app, a till leaves off doing when it stops; who leaves off anything else is no service."""
_HOUR = re.compile(r"T(?:\d\d|DW|MO|MI|AF|EV|NI)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{4}-W\d\d-\d|\d{4}-\d\d|XXXX-\d\d|XXXX-WXX-\d|XXXX-XX-XXT|\d{4}$")


def affected(
    analysis: Analysis, who: Participants, first: int, last: int, without: tuple[str, ...] = ("spared",)
) -> tuple[Ref, ...]:
    """Return the services that a sentence about a stop names as hit, in order of mention."""
    found: dict[str, Ref] = {}
    for hit in analysis.find(first, last, "stop"):
        for place in analysis.mentions_in(max(first, hit.first - TWIN), min(last, hit.last + TWIN), "company"):
            if _tells_of_others(analysis, who, place, hit, last):
                continue
            twin = namesake(analysis, place) if who.is_provider(place.it.ref) and place.it.form == "name" else None
            if twin is not None:
                found.setdefault(twin.key, twin)
    for place in analysis.mentions_in(
        first, last, *(("service", "company", "other") if who.infrastructure else ("service",))
    ):
        quote = analysis.quote_at(place.first)
        listed = who.infrastructure and (in_list(analysis, place) or _is_ordered(analysis, who, place))
        if is_channel(analysis, place) or place.it.form != "name" or not (listed or can_stop(analysis, place)):
            continue
        if quote is not None and quote.speech and not analysis.has(quote.first, quote.last, "stop", "restore"):
            continue
        if is_spared(analysis, place, *without):
            continue
        if who.is_observer(place.it.ref) or (place.it.ref.type == "other" and not is_cable(analysis, place.it.ref)):
            continue
        if analysis.has(max(place.first - 2, first), place.first, "account") or is_internal(analysis, place):
            continue
        if who.works(place.it.ref) and analysis.has(max(place.first - CLIENTS, first), place.first, "clients"):
            # `استعصى على زبناء المصرفين ..`: trouble with a sentence of its own.
            continue
        own = who.is_provider(place.it.ref) and place.it.ref.type != "company"
        if own and place.it.ref in analysis.unlisted_owners.values():
            # A bank whose app bears another name, also where `تطبيق` stands before the bank's.
            continue
        if who.ordered and has_application(analysis, place.it.ref):
            # Orders and payments that a cut of the network hits obey nobody: they have a sentence of their own.
            continue
        if listed and not own and (is_maker(analysis, place) or who.is_rival(place)):
            continue
        if own or (listed and place.it.ref != who.provider):
            found.setdefault(place.it.ref.key, place.it.ref)
    return tuple(found.values())


def is_internal(analysis: Analysis, place: Place[Mention]) -> bool:
    """`منصة "وورك بليس" الداخلية`, `تعطلت "وورك بليس" التي يتراسلون عبرها`: a tool of the staff, not of the public."""
    clause = analysis.clause_at(place.first)
    if is_staff_tool(place.it.ref):
        # In a list it fell with the others; behind a verb of its own it is told apart.
        before = analysis.mentions_in(analysis.sentence_of(place.first)[0], place.first, "service", "company")
        apart = bool(before) and analysis.has(before[-1].last, place.first, "stop")
        return apart or not in_list(analysis, place)
    told = analysis.find(max(place.first - INNER, clause.first), min(place.last + INNER, clause.last), "internal")
    tokens = analysis.tokens
    return any(tokens[h.first - 1].text not in _STATE and not tokens[h.first].text.startswith("و") for h in told)


def _tells_of_others(analysis: Analysis, who: Participants, place: Place[Mention], hit: Hit, last: int) -> bool:
    """`اعتذرت شركة فيسبوك عن عطل أصاب إنستغرام وماسنجر`: the company speaks of services named behind the stop."""
    if place.first >= hit.first:
        return False
    start, _ = analysis.sentence_of(place.first)
    named = [m for m in analysis.mentions_in(hit.last, last, "service") if who.is_provider(m.it.ref)]
    return bool(named) and analysis.has(start, hit.first, "apology")


def first_hour(analysis: Analysis, story: Story) -> Place[Time] | None:
    """Return the earliest hour of the article at which the stop may have begun: later ones are of its course."""
    hours = [place for place in analysis.times if story.may_begin(place.it.value)]
    return min(hours, key=lambda place: place.it.value, default=None)


def is_spared(analysis: Analysis, place: Place[Mention], *classes: str) -> bool:
    """`ولم يطل العطل واتساب`, `فيما ظل واتساب يعمل`: beside a word for what went on working, or behind `باستثناء`."""
    clause = analysis.clause_at(place.first)
    first, last = max(place.first - 3, clause.first), min(place.last + 4, clause.last)
    return analysis.has(first, place.first, "except") or analysis.has(first, last, *(classes or ("spared",)))


def _is_ordered(analysis: Analysis, who: Participants, place: Place[Mention]) -> bool:
    """A carrier or a service in a sentence about a cut by order: it obeys, or is blocked."""
    first, last = analysis.sentence_of(place.first)
    return who.ordered and analysis.has(first, last, "cut") and not is_channel(analysis, place)


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
    if analysis.has(max(place.first - 6, 0), place.first, "such_as"):
        return True
    near = analysis.mentions_in(place.first - 8, place.last + 5, "service", "company", "other")
    return any(
        other.it.ref != place.it.ref
        and max(place.first - other.last, other.first - place.last) < GAP
        and not _STATED & {t.text for t in analysis.tokens[min(place.last, other.last) : max(place.first, other.first)]}
        for other in near
    )


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
        for m in analysis.mentions_in(hit.last, min(clause.last, hit.last + 8), *SUFFERERS, "media")
        if may_suffer(analysis, m)
        and (can_stop(analysis, m) or _is_off_air(analysis, hit) or _fails_beside(analysis, m))
        and not analysis.has(hit.last, m.first, "say", "according", "cause_link")
    ]
    if after:
        return after[0]
    before = [
        m
        for m in analysis.mentions_in(start, hit.first, *SUFFERERS)
        if may_suffer(analysis, m)
        and can_stop(analysis, m)
        and (m.first >= clause.first or analysis.has(clause.first, hit.first, "suffer") or m.last >= clause.first - 2)
    ]
    # `جيميناي من غوغل تباطأ`, `"أزور" التابعة لمايكروسوفت انقطعت`: a maker or owner behind its service is no subject.
    owned = len(before) > 1 and analysis.has(before[-2].last, before[-1].first, "owned_by")
    before = before[:-1] if owned else before
    free = [m for m in before if analysis.governor(m) != "من"] or before
    return free[-1] if free else None


def _is_off_air(analysis: Analysis, hit: Hit) -> bool:
    """`انقطع بث قناة ..`: what stops is the broadcast of an outlet."""
    return analysis.words(hit.last, min(hit.last + 1, len(analysis.tokens))) in ("بث", "ارسال", "البث")


def _fails_beside(analysis: Analysis, place: Place[Mention]) -> bool:
    """A site, or a thing in the house: of firms that never stop by themselves, these may well fail."""
    return is_site(analysis, place) or is_device(analysis, place.it.ref)


def is_site(analysis: Analysis, place: Place[Mention]) -> bool:
    """`موقعا صحيفتي "لوموند" و"لوفيغارو"`: of an outlet its site or application goes down, where one is named."""
    return place.it.ref.type == "media" and analysis.has(max(place.first - SITE, 0), place.first, "site")


def may_suffer(analysis: Analysis, place: Place[Mention]) -> bool:
    """Of places only an airport, a port, a hospital works or stops."""
    if place.it.ref.type != "place":
        return True
    first = analysis.tokens[place.first].text
    return any(split.stem in ("مطار", "ميناء", "مستشفي") for split in splits(first))


def gives_up(analysis: Analysis, hit: Hit) -> bool:
    """`التوقف عن النشر`, `توقف بعض الموظفين عن العمل`, `انقطع التيار`: no service stops."""
    staff = any(not analysis.tokens[h.first].text.endswith("ه") for h in analysis.find(hit.last, hit.last + 3, "staff"))
    if staff or _is_of_another_kind(analysis, hit):
        return True
    if hit.cls == "cut":
        return not cuts_network(analysis, hit)
    after = [token.text for token in analysis.tokens[hit.last : hit.last + 3]]
    if after[:1] and after[0] in _UTILITIES:
        return True
    if after[1:2] == ["عن"] and _is_no_service(analysis, hit.last):
        # `توقفت الممثلة عن النشر`
        after = after[1:]
    if after[:1] != ["عن"] or analysis.has(hit.last + 1, hit.last + 3, "lost_to"):
        return False
    return not set(after[1:]) & _WORK


def _is_no_service(analysis: Analysis, token: int) -> bool:
    """Whether a word is neither a name nor a noun for a service."""
    named = analysis.mentions_in(token, token + 1)
    return not named and not analysis.has(token, token + 1, "service_noun", "resumable")


def _is_of_another_kind(analysis: Analysis, hit: Hit) -> bool:
    """`تعثرت صفقة ..`, `غاب زوكربيرغ`, `خلل في أحد مصانعها`, `يتوقف على هواتف قديمة`: no service stops."""
    end = min(hit.last + KIND, len(analysis.tokens))
    named = analysis.mentions_in(hit.last, end, "company", "service", "person")
    if named and named[0].it.ref.type == "person" and named[0].first <= hit.last + 1 and hit.pos == "v":
        return analysis.governor(named[0]) is None
    end = min([end, *(m.first for m in named), *(h.first for h in analysis.find(hit.last, end, "service_noun"))])
    return analysis.has(hit.last, end, "other_subject") or analysis.has(hit.last, hit.last + PHONES, "old_devices")


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
