"""Stops told by words that other things do too: who falls silent is a service, who is unable is its user.

`خرس`, `علق`, `عجز`, `أخفى` are everybody's words. They are triggers of a stop only where grammar gives them a service:
as the subject (`خرست المنصات`), as the object that users lose (`أخفى خلل فيسبوك عن الإنترنت`), as what people cannot
reach (`لم يتمكن عملاء البنك من الدخول إلى حساباتهم`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pipeline.facts.lexicon import Hit

if TYPE_CHECKING:  # the analysis asks here for more triggers
    from pipeline.document import Mention
    from pipeline.facts.analysis import Analysis, Place

SUBJECT, BEFORE, OBJECT, DEED, LISTED, FAR = 4, 7, 9, 12, 16, 5
"""Tokens from a verb to its subject, back to one before it, to its object, to what cannot be done, to a list's
end, from عن to whom a service is lost to."""
_CLASSES = ("mute", "takedown", "unable", "trouble", "cut", "deprive")
_BREAK = {"،", ".", "؛", "؟", "!", ":"}


def stops_by_context(analysis: Analysis) -> list[Hit]:
    """Return the stops that weaker words tell in this document, in order."""
    found: list[Hit] = []
    hits = analysis.hits
    taken = {hit.first for hit in analysis.hits if hit.cls == "stop"}
    for hit in hits:
        if hit.cls in _CLASSES and hit.first not in taken and _TESTS[hit.cls](analysis, hit):
            taken.add(hit.first)
            found.append(Hit("stop", hit.pos, hit.first, hit.last))
    return found


def returns_by_context(analysis: Analysis) -> list[Hit]:
    """Return what wakes or stands up again where a service is the subject: `نهض إكس بوكس لايف`, `استفاق واتساب`."""
    awake = [hit for hit in analysis.hits if hit.cls == "revive" and _falls_silent(analysis, hit)]
    taken = {hit.first for hit in analysis.hits if hit.cls == "restore"}
    return [Hit("restore", hit.pos, hit.first, hit.last) for hit in awake if hit.first not in taken]


def _falls_silent(analysis: Analysis, hit: Hit) -> bool:
    """`خرست منصات التواصل`, `واتساب صمت`, `خيم الصمت على فيسبوك`: the subject is a service, or a noun for one."""
    after = analysis.tokens[hit.last].text if hit.last < len(analysis.tokens) else ""
    if after in ("معها", "معه", "معهما"):
        # `وسقط معها X`: X fell with what the sentence is about.
        return False
    if _is_said_of_noun(analysis, hit):
        return True
    if _end(analysis, hit.last, SUBJECT) > hit.last and analysis.has(hit.last, hit.last + 2, "service_noun"):
        return True
    for place in analysis.mentions_in(hit.last, _end(analysis, hit.last, SUBJECT), "service"):
        if after == "علي" and hit.pos == "w":
            return True
        return analysis.governor(place) is None and not _verb_between(analysis, hit.last, place.first)
    return any(_is_subject(analysis, place, hit) for place in _before(analysis, hit))


def _is_said_of_noun(analysis: Analysis, hit: Hit) -> bool:
    """`الإنترنت في سبها مقطوع`, `خدماتها الأخرى ظلت غير متصلة`: a noun for a service, and what is said of it."""
    if hit.pos == "v":
        return False
    nouns = [h for h in analysis.find(max(hit.first - BEFORE, 0), hit.first, "service_noun") if h.first < hit.first]
    return bool(nouns) and hit.first - nouns[-1].last <= SUBJECT and not _break_between(analysis, nouns[-1], hit)


def _before(analysis: Analysis, hit: Hit) -> list[Place[Mention]]:
    return analysis.mentions_in(max(hit.first - BEFORE, 0), hit.first, "service")[-1:]


def _is_subject(analysis: Analysis, place: Place[Mention], hit: Hit) -> bool:
    """A service right before its verb: nothing but the rest of a list, brackets and `لا` between."""
    between = analysis.tokens[place.last : hit.first]
    if any(token.text in _BREAK for token in between) or _verb_between(analysis, place.last, hit.first):
        return False
    words = [
        token.text for token in between if token.kind == "word" and token.text not in ("قد", "التي", "الذي", "كلها")
    ]
    return len(words) <= 1 and analysis.governor(place) in (None, "ل")


def _takes_down(analysis: Analysis, hit: Hit) -> bool:
    """`أبعد فيسبوك عن مشتركيه`, `حُجبت المنصات عن مستخدميها`: a service, and whom or what it is lost to."""
    last = _end(analysis, hit.last, LISTED)
    found = analysis.find(hit.last, last, "lost_to")
    lost = [h for h in found if "عن" in {t.text for t in analysis.tokens[max(h.first - FAR, hit.last) : h.first]}]
    if not lost:
        return False
    objects = analysis.mentions_in(hit.last, lost[0].first, "service")
    return bool(objects) or analysis.has(hit.last, lost[0].first, "service_noun")


def _is_unable(analysis: Analysis, hit: Hit) -> bool:
    """`لم يتمكن مستخدمو سبوتيفاي من تشغيل الأغاني`, `تعذر على العملاء الدخول`: people, and what they cannot do."""
    people = next(analysis.find(hit.last, _end(analysis, hit.last, SUBJECT), "clients"), None)
    if people is None:
        return False
    deed = next(analysis.find(people.last, _end(analysis, people.last, DEED), "access"), None)
    if deed is None:
        return False
    last = _end(analysis, deed.last, OBJECT)
    return bool(analysis.mentions_in(people.first, last, "service", "company")) or analysis.has(
        people.first, last, "service_noun"
    )


def _is_difficulty(analysis: Analysis, hit: Hit) -> bool:
    """`واجه عملاء البنك صعوبة في الدخول إلى حساباتهم`: people who suffer, and what is hard for them."""
    if not analysis.has(hit.last, hit.last + 3, "access"):
        return False
    start = max(hit.first - DEED, 0)
    people = list(analysis.find(start, hit.first, "clients"))
    if not people or {"لن", "لم", "لا"} & {t.text for t in analysis.tokens[max(people[-1].first - 3, 0) : hit.first]}:
        return False
    return analysis.has(start, hit.first, "suffer") and not _break_between(analysis, people[-1], hit)


def _is_deprived(analysis: Analysis, hit: Hit) -> bool:
    """`حرم العطل الملايين من واتساب`, `سكان سبها محرومون من الإنترنت`: who is deprived of a service."""
    last = _end(analysis, hit.last, DEED)
    if any(analysis.governor(place) == "من" for place in analysis.mentions_in(hit.last, last, "service")):
        return True
    nouns = analysis.find(hit.last, last, "service_noun")
    return any(analysis.tokens[noun.first - 1].text == "من" for noun in nouns)


def _cuts_a_cable(analysis: Analysis, hit: Hit) -> bool:
    """`قطع أصاب كيبلي X وY`: what is cut is a cable, and with it what runs on it."""
    return hit.pos != "w" and analysis.has(hit.last, _end(analysis, hit.last, SUBJECT), "cable_noun")


def _break_between(analysis: Analysis, one: Hit, other: Hit) -> bool:
    return any(token.text in _BREAK for token in analysis.tokens[one.last : other.first])


def _verb_between(analysis: Analysis, first: int, last: int) -> bool:
    return any(hit.pos == "v" and hit.cls != "mute" for hit in analysis.hits_in(first, last))


def _end(analysis: Analysis, first: int, reach: int) -> int:
    """The end of a window that stops at the end of the clause."""
    last = min(first + reach, len(analysis.tokens))
    return next((i for i in range(first, last) if analysis.tokens[i].text in _BREAK), last)


_TESTS: dict[str, Callable[[Analysis, Hit], bool]] = {}
_TESTS.update(mute=_falls_silent, takedown=_takes_down, unable=_is_unable, trouble=_is_difficulty, cut=_cuts_a_cable)
_TESTS.update(deprive=_is_deprived)


def with_stops(analysis: Analysis) -> Iterator[Hit]:
    """Yield all triggers of a document and the stops that their context makes, in order."""
    plain = [hit for hit in analysis.hits if not _dates_back(analysis, hit)]
    yield from sorted([*plain, *stops_by_context(analysis), *returns_by_context(analysis)], key=lambda hit: hit.first)


def _dates_back(analysis: Analysis, hit: Hit) -> bool:
    """`أطول توقف يعود إلى أكتوبر 2021`: when something was, not that it is back."""
    if hit.cls != "restore" or hit.last >= len(analysis.tokens) or analysis.tokens[hit.last].text != "الي":
        return False
    return bool(analysis.times_in(hit.last + 1, hit.last + 4, "date"))
