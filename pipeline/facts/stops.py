"""Readings of a stop that several builders share: what it hits, who gives up, who goes on."""

from __future__ import annotations

from pipeline.document import Mention, Ref
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
    is_staff_tool,
)
from pipeline.facts.victims import is_device
from pipeline.text import fold, splits

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
GAP = 4
"""Tokens between two members of a list: quotation marks, a conjunction, a generic noun."""
_STATED = {"ان", "بان", "انه", "انها", "قال", "قالت"}
"""Between two names they part who says from what is said."""
_UTILITIES = {"التيار", "الكهرباء", "المياه", "الماء", "الغاز"}
_WORK = {
    "العمل", "الخدمه", "التحميل", "الاستجابه", "البث", "تمرير", "نقل", "استقبال", "الاستقبال", "ارسال", "الارسال",
    "التعريف", "الرد", "التحديث", "قبول", "معالجه", "الظهور", "الفتح", "الاتصال", "الدوران", "تسليم", "قراءه", "صرف",
}  # fmt: skip
"""What a network, an app, a till leaves off doing when it stops; who leaves off anything else is no service."""


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
        start = max(place.first - CLIENTS, first)
        if who.works(place.it.ref) and analysis.has(start, place.first, "clients", "halt"):
            # `استعصى على زبناء المصرفين ..`, `تأخر رحلات دلتا`: trouble with a sentence of its own.
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
