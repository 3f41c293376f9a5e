"""Whom a word for trouble belongs to where other words stand between: examples, customers, sites of newspapers."""

from __future__ import annotations

from pipeline.document import Mention, Ref
from pipeline.entities import heads
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, is_channel
from pipeline.text import splits

EXAMPLES, NAMED = 12, 4
"""Tokens from a word for trouble to `مثل`; from that to the first name behind it."""
PEOPLE, OF_WHOM, DEED = 3, 4, 14
"""Tokens from `تعذر على` to the people, from them to whose they are, and to what they went through."""
COMPLAINT, REACHED = 9, 7
"""Tokens from a verb of complaining to `من`, from a verb of reaching to whom it reached."""
DISTANCE = 5
"""Tokens from `بعد` to the length of time behind it: `بعد أقل من شهر على ..`."""
_THROUGH = frozenset({"عبر", "علي", "في", "الي", "ب", "ل", "خلال"})
_AFTER = frozenset({"بعد", "قبل", "عقب", "مرور", "مضي"})
_SINCE = frozenset({"علي", "من"})
_ALSO = frozenset({"كذلك", "ايضا", "حتي", "بدوره", "بدورها", "الامر", "ذلك", "هذا"})
_WHICH = frozenset({"ما", "مما", "وما", "الذي", "التي"})
_LIKE = frozenset({"مثل", "منها", "بينها", "ابرزها", "ضمنها"})
"""Behind these stand some of those before; behind `إلى جانب` stands somebody else."""
_MARKS = frozenset({'"', "“", "”", "«", "»", "(", ")"})


def examples(analysis: Analysis, who: Participants, hit: Hit, place: Place[Mention] | None) -> Place[Mention] | None:
    """`تأثرت شبكات تستأجر خطوط الشركة مثل "غيف غاف"`: behind `مثل` stands who suffers, before it the provider."""
    if place is not None and not who.is_provider(place.it.ref):
        return place
    _, last = analysis.sentence_of(hit.first)
    such = next(analysis.find(hit.last, min(last, hit.last + EXAMPLES), "such_as"), None)
    if such is None or hit.cls == "stop" or analysis.tokens[such.first].text not in _LIKE:
        return place
    if analysis.has(hit.last, such.first, "say", "cause_link", "stop", "restore"):
        return place
    named = analysis.mentions_in(such.last, min(last, such.last + NAMED), "company", "service")
    return named[0] if named and not who.is_provider(named[0].it.ref) else place


def of_people(analysis: Analysis, who: Participants, hit: Hit) -> Place[Mention] | None:
    """`تعذر على سائقي "أوبر" قبول الرحلات`, `لم يتمكن طلاب من تقديم اختباراتهم عبر منصة "كانفاس"`."""
    last = analysis.clause_at(hit.first).last
    people = next(analysis.find(hit.last, min(last, hit.last + PEOPLE), "clients", "crowd", "people", "patron"), None)
    if people is None:
        return None
    theirs = analysis.mentions_in(people.last, min(last, people.last + OF_WHOM), "company", "service")
    if theirs and all(_is_head(token.text) for token in analysis.tokens[people.last : theirs[0].first]):
        return None if who.is_provider(theirs[0].it.ref) else theirs[0]
    for place in analysis.mentions_in(people.last, min(last, people.last + DEED), "service"):
        through = analysis.governor(place) in _THROUGH and not is_channel(analysis, place)
        if through and not analysis.has(people.last, place.first, "say", "notice", "complained_of"):
            return None if who.is_provider(place.it.ref) else place
    return None


def _is_head(word: str) -> bool:
    """A quotation mark, or the noun before a name: `عملاء منصتي التداول "زيرودا"`, `مشتركي شركة X`."""
    return word in _MARKS or word.startswith("ال") or any(split.stem in heads() for split in splits(word))


def complains_of(analysis: Analysis, hit: Hit) -> bool:
    """`اشتكى أصحاب المنازل الذكية من بطء ..`, `لم يسلم X من الثقل`: a verb of suffering, and behind `من` what from."""
    if not hit.first or analysis.tokens[hit.first - 1].text not in ("من", "عن"):
        return False
    if analysis.quantities_in(hit.last, hit.last + 1):
        # `عن تأخر 14 ألف طرد`: a figure of work, no symptom.
        return False
    first = max(analysis.clause_at(hit.first).first, hit.first - COMPLAINT)
    verbs = [h for h in analysis.find(first, hit.first, "suffer", "notice") if h.pos != "n"]
    return bool(verbs) and not analysis.has(verbs[-1].last, hit.first, "stop", "cause_link", "say")


def spreads(analysis: Analysis, hit: Hit) -> bool:
    """`وامتد كذلك إلى منصة X`, `انقطاع Y يؤثر في تطبيق X`: an outage, named or not, and right behind whom it hit."""
    clause = analysis.clause_at(hit.first)
    named = analysis.mentions_in(hit.last, min(clause.last, hit.last + REACHED), "company", "service")
    if not named or any(not _leads_on(token.text) for token in analysis.tokens[hit.last : named[0].first]):
        return False
    if analysis.has(max(clause.first, hit.first - REACHED), hit.first, "stop"):
        return True
    opens = hit.first == clause.first or analysis.tokens[hit.first - 1].text in _WHICH
    return opens and _leads_on(analysis.tokens[hit.first + 1].text)


def is_no_longer(analysis: Analysis, hit: Hit) -> bool:
    """`لم يعد تطبيق X يعمل`, `لم تعد المنصة متاحة`: what no longer is, behind the name."""
    if analysis.words(hit.first, hit.last).lstrip("وف") not in ("لم يعد", "لم تعد"):
        return False
    last = min(analysis.clause_at(hit.first).last, hit.last + REACHED)
    named = analysis.mentions_in(hit.last, last, "service", "company")
    return bool(named) and analysis.has(named[0].last, last + 1, "serves", "stop", "available")


def _leads_on(word: str) -> bool:
    """What stands between a verb of reaching and the name: `كذلك`, a preposition, the noun of what the name is."""
    return word in _ALSO or word in _THROUGH or _is_head(word)


def did_not_escape(analysis: Analysis, hit: Hit) -> bool:
    """`لم ينج من العطل تطبيق X`, `لم تسلم منصة X من الانقطاع`: denied is only that it got off."""
    start, _ = analysis.sentence_of(hit.first)
    escapes = analysis.find(max(start, hit.first - COMPLAINT), hit.first, "suffer")
    return any(h.pos == "w" and analysis.tokens[h.first].text.lstrip("وف") in ("لم", "لا") for h in escapes)


def is_of_old(analysis: Analysis, hit: Hit) -> bool:
    """`بعد أقل من شهر على عطل مماثل لدى X`: an earlier outage, told by how long ago it was."""
    if hit.pos != "n" or not hit.first or analysis.tokens[hit.first - 1].text not in _SINCE:
        return False
    for time in analysis.times_in(max(hit.first - DISTANCE, 0), hit.first, "duration"):
        before = {token.text.lstrip("وف") for token in analysis.tokens[max(time.first - DISTANCE, 0) : time.first]}
        if hit.first - time.last <= 2 and before & _AFTER:
            return True
    return False


def is_of_another_time(analysis: Analysis, hit: Hit, place: Place[Mention]) -> bool:
    """`العطل جاء بعد أسابيع من انقطاع X`: between the outage and the name another one stands, and a time before it."""
    for other in analysis.find(hit.last, place.first, "stop"):
        between = {token.text.lstrip("وف") for token in analysis.tokens[hit.last : other.first]}
        if other.pos == "n" and between & _AFTER:
            return True
    return False


def is_program(analysis: Analysis, who: Participants, ref: Ref) -> bool:
    """`زوم`, `كانفا`: a program of the net runs on a cloud and carries nobody; a cloud, on a cable."""
    below = analysis.sector(who.provider) if who.provider is not None else ""
    if below == "cable" and analysis.sector(ref) in ("cloud", "cdn"):
        return True
    return below not in ("software", "security") and analysis.sector(ref) == "software"


def is_device(analysis: Analysis, ref: Ref) -> bool:
    """A thing in the house (a bell, a reader, a speaker): it fails by itself, whoever makes it runs the cloud too."""
    return ref.type == "service" and analysis.sector(ref) in ("hardware", "consumer")
