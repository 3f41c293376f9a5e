"""Whether a service came back, and which: named with the verb, meant by `المنصات الثلاث`, or by `التطبيق`."""

from __future__ import annotations

from pipeline.document import Mention, Ref
from pipeline.entities.words import nationalities
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, can_stop
from pipeline.facts.stops import affected, namesake

_ALL = {"المنصات", "التطبيقات", "المواقع", "الخدمات", "خدماتها", "تطبيقاتها", "منصاتها", "الشبكات"}
_MOST = {"معظم", "غالبيه", "اغلب", "اغلبيه", "بعض", "جل", "نصف", "عدد"}
"""Before services they leave open which."""
_ONE = {"التطبيق", "المنصه", "الموقع"}
KIND = 3
"""Tokens from a return to what returns, or is taken up again."""
_OTHERS = ("other_subject", "not_restored", "share")
_BEFORE_FAULT = {
    "منذ", "مذ", "بعد", "قبل", "عند", "في", "خلال", "اثناء", "ذروه", "بدايه", "بسبب", "نتيجه", "جراء", "عقب", "اثر",
}  # fmt: skip
"""What stands before a fault that only dates or explains something."""
WAKING = 16
"""Tokens from `استفاق` to the fault that people wake to: their names and the hour stand between."""
FIGURE = 6
"""Tokens from a verb to the figure that it says is passed."""
PLURALS = ("ون", "ين")
"""Endings of several persons."""
SPEAKS = 2
"""Tokens from a verb of saying to its subject, a quotation mark between them."""
REACH = 4
"""Tokens between the verb and a noun that stands for the services."""


def came_back(analysis: Analysis, who: Participants, subject: Ref, hit: Hit) -> tuple[Ref, ...]:
    """Return the services that a word for a return speaks of."""
    if subject != who.provider and subject.type != "place":
        # One who was hit comes back by himself, whatever else stands beside.
        return (subject,) if subject.type == "service" else ()
    if hit.cls == "fixed" or analysis.has(hit.first, hit.first + 1, "ended"):
        # `أصلحت الخلل الذي أصاب X وY`: what the fault hit is back.
        return affected(analysis, who, *analysis.sentence_of(hit.first), without=("spared", "still_down"))
    named = _named(analysis, who, hit)
    if named:
        return named
    words = {token.text.lstrip("وفل") for token in analysis.tokens[max(hit.first - REACH, 0) : hit.last + REACH]}
    before = _own_services(analysis, who, 0, hit.first)
    if words & _ALL:
        # `معظم الخدمات عادت`: which ones is not told.
        return () if words & _MOST else tuple(dict.fromkeys(before))
    return before[-1:] if words & _ONE else ()


def _named(analysis: Analysis, who: Participants, hit: Hit) -> tuple[Ref, ...]:
    """The provider's services in the clause of the verb, and a list that goes on behind it; a stop's stay out."""
    start, end = analysis.sentence_of(hit.first)
    clause = analysis.clause_at(hit.first)
    stop = next((h for h in analysis.find(hit.last, end, "stop", "suffer") if h.first > hit.last), None)
    last = min(stop.first if stop else end, max(clause.last, _list_end(analysis, hit, end)))
    found = _own_services(analysis, who, clause.first, last)
    if not found and not analysis.has(start, hit.first, "stop", "expected"):
        # `بدأ فيسبوك، وهو الأكبر، بالعودة`, `واتساب يطمئن: «رجعنا»`: named before in the sentence.
        found = _own_services(analysis, who, start, hit.first)
    return tuple(dict.fromkeys(found))


def _list_end(analysis: Analysis, hit: Hit, end: int) -> int:
    """Return where a list of names that begins behind the verb ends."""
    last = hit.last
    for place in analysis.mentions_in(hit.last, end, "service", "company"):
        if place.first - last > REACH:
            break
        last = place.last
    return last


def _own_services(analysis: Analysis, who: Participants, first: int, last: int) -> tuple[Ref, ...]:
    found: list[Ref] = []
    for place in analysis.mentions_in(first, last, "service", "company"):
        ref = _service(analysis, who, place)
        if ref is not None and not analysis.has(max(place.first - 3, first), place.last + 3, "spared", "still_down"):
            found.append(ref)
    return tuple(found)


def _service(analysis: Analysis, who: Participants, place: Place[Mention]) -> Ref | None:
    """The service that a name stands for: of a company, the one that bears its name."""
    ref = place.it.ref
    if place.it.form != "name" or not who.is_provider(ref):
        return None
    clause = analysis.clause_at(place.first)
    inside = analysis.governor(place) == "في" and not analysis.has(clause.first, clause.last, "say", "tweet")
    if not inside and not can_stop(analysis, place):
        # `بدأت الصفحات تظهر في فيسبوك` is no place to speak.
        return None
    if ref.type == "service":
        return ref
    if analysis.governor(place) == "ل" or analysis.has(place.first - SPEAKS, place.first, "say"):
        # `الرئيس التنفيذي لفيسبوك`, `أكدت "فيسبوك" أن خدماتها استؤنفت`: the firm, no service.
        return None
    at = place.first - 1
    while at > 0 and analysis.tokens[at].kind != "word":
        at -= 1
    head = analysis.tokens[at].text if at >= 0 else ""
    return namesake(analysis, place) if not head.endswith("شركه") else None


def extent(analysis: Analysis, first: int, last: int) -> str | None:
    """How far the words of a token range say that it is back: gradual, partial, full, or None."""
    for cls, more in (("gradual", "gradual"), ("partial", "partial_return"), ("full", "full_return")):
        if analysis.has(first, last, cls, more):
            return cls
    return "full" if analysis.has(first, last, "completed") else None


# ------------------------------------------------------------------------------------------- who else returns
def is_of_another(analysis: Analysis, hit: Hit) -> bool:
    """Whether people return, or a thing that is no service: a share, talks, the power, a broadcast of a play."""
    return _of_people(analysis, hit) or _wake_to_fault(analysis, hit) or _of_another_kind(analysis, hit)


def _wake_to_fault(analysis: Analysis, hit: Hit) -> bool:
    """`استفاق الملايين من مستخدمي تيمز، صباح الأربعاء، على عطل واسع`: those who wake to a fault are no service."""
    if hit.pos != "v" or not analysis.has(hit.first, hit.first + 1, "revive"):
        return False
    _, end = analysis.sentence_of(hit.first)
    fault = next(analysis.find(hit.last, min(end, hit.last + WAKING), "stop", "trouble"), None)
    return fault is not None and "علي" in {token.text for token in analysis.tokens[hit.last : fault.first]}


def _of_another_kind(analysis: Analysis, hit: Hit) -> bool:
    """`استعاد السهم ..`, `والمفاوضات .. استؤنفت`, `استأنفت الشركة توزيع الأرباح`: subject or object is no service."""
    clause = analysis.clause_at(hit.first)
    end = min(hit.last + KIND, clause.last)
    if analysis.is_named(hit.first) or _is_beyond(analysis, hit) or (hit.pos == "v" and _does_again(analysis, hit)):
        return True  # `بنك عودة`
    if hit.pos == "v" and analysis.has(hit.first - REACH - 1, hit.first, "go_on"):
        # `بقي واتساب يعمل كالمعتاد`
        return True
    other = next(analysis.find(hit.last, end, *_OTHERS), None)
    if other is not None:
        return not analysis.mentions_in(hit.last, other.first, "service") and not _named_noun(
            analysis, hit.last, other.first
        )
    named = analysis.mentions_in(hit.last, end, "service", "company") or _named_noun(analysis, hit.last, end)
    if hit.pos == "n" or named:
        return False
    start, _ = analysis.sentence_of(hit.first)
    told = list(analysis.find(start, hit.first, *_OTHERS))
    if not told or analysis.mentions_in(start, hit.first, "service", "company"):
        return False
    return not _named_noun(analysis, told[-1].last, hit.first)


def _does_again(analysis: Analysis, hit: Hit) -> bool:
    """`عاد ليقول`, `عاد وصحح الخبر`, `قبل أن تعود وتؤكد`: a verb behind it tells what is done again."""
    if analysis.has(hit.last, hit.last + 1, "say"):
        return True
    joined = hit.last < len(analysis.tokens) and analysis.tokens[hit.last].text.startswith("و")
    return joined and analysis.has(hit.last, hit.last + 1, "does_again")


def _is_beyond(analysis: Analysis, hit: Hit) -> bool:
    """`تجاوز عدد البلاغات 71 ألفا في ذروة العطل`: the fault is no object of the verb."""
    if not analysis.has(hit.first, hit.first + 1, "ended"):
        return False
    if hit.pos == "v" and analysis.tokens[hit.first].text.endswith(("ها", "هما")):
        # `رسالة رفعتها إلى الهيئة`: the object is the pronoun.
        return True
    end = analysis.clause_at(hit.first).last
    if analysis.quantities_in(hit.last, min(end, hit.last + FIGURE)):
        return True
    fault = next(analysis.find(hit.last, end, "stop", "trouble"), None)
    return fault is not None and analysis.tokens[fault.first - 1].text in _BEFORE_FAULT


def _named_noun(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a noun for a service stands in a range, no part of a name (`اتصالات المغرب`)."""
    return any(not analysis.is_named(noun.first) for noun in analysis.find(first, last, "resumable"))


def _of_people(analysis: Analysis, hit: Hit) -> bool:
    """`عودة المستخدمين`, `عادوا إليه`, `عودتها في كل مرة`: people return, or it always does."""
    if analysis.has(hit.first, hit.first + 1, "regain"):
        # `استعاد مستخدمو واتساب الخدمة`: it is the service that is back; `استعاد اللبنانيون عادات قديمة`: it is not.
        return _is_nation(analysis, hit.last) and not analysis.has(hit.last, hit.last + REACH, "resumable")
    word = analysis.tokens[hit.first].text
    after = [token.text for token in analysis.tokens[hit.last : hit.last + 3]]
    if (hit.pos == "v" and word.endswith(("وا", "ون"))) or "هؤلاء" in after or after == ["في", "كل", "مره"]:
        return True
    if after and after[0].startswith("ل"):
        # `استعيدت لغالبية المستخدمين`: to them it is back.
        return False
    if _is_nation(analysis, hit.last):
        return True
    return analysis.has(hit.last, hit.last + 1, "people") or analysis.has(
        hit.last, hit.last + 2, "staff", "user_noun", "crowd", "anonymous"
    )


def _is_nation(analysis: Analysis, token: int) -> bool:
    """`المصريون`, `اللبنانيين`: the people of a country, told by their adjective in the plural."""
    word = analysis.tokens[token].text if token < len(analysis.tokens) else ""
    return word.endswith(PLURALS) and word[:-2] in nationalities()
