"""Symptoms: what users of a service see of its trouble, in verbs and adjectives, and whose service it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.document import Fact, Ref
from pipeline.entities.words import head_of
from pipeline.facts.analysis import Analysis, Clause
from pipeline.facts.draft import Draft
from pipeline.facts.groups import group_of
from pipeline.facts.lexicon import Hit, is_verb
from pipeline.facts.participants import Participants, is_channel, is_negated, is_old
from pipeline.facts.places import named_in
from pipeline.facts.stops import SUFFERERS, may_suffer, sufferer
from pipeline.facts.victims import is_device
from pipeline.text import Span

SYMPTOM = 9
"""Tokens of a symptom that a noun tells: `عدم رؤية المستخدمين جميع جهات الاتصال`."""
PHRASE = 14
"""Tokens of a symptom that a verb tells, with its subject: `تحميل الردود والصور فيه متعثر لدى البعض`."""
RELATIVE = 2
"""Tokens that a symptom has before a relative clause may end it."""
SUBJECT = 6
"""Tokens from the name of who serves to `لم`: the rest of a name, quotation marks."""
_NOT = frozenset({"لم", "لا", "ما"})
_CLOSING = frozenset({'"', "“", "”", "«", "»", "(", ")", "التي", "الذي", "لها", "كلها"})
_RELATIVES = frozenset({"التي", "الذي", "اللذين", "اللتين", "الذين"})
_THAT = frozenset({"ان", "بان", "فان", "انه", "انها", "بانه", "بانها", "فانه", "فانها"})
_REASONS = frozenset({"بسبب", "لان", "نتيجه", "جراء"})
_SOURCES = frozenset({"وفق", "بحسب", "حسب"})
_WHEN = frozenset({"حينما", "عندما", "حين", "لما", "بعدما", "بينما", "فيما", "اذ", "قبل"})
"""What came about at the same time is no part of the symptom: `بطئا حينما هرع الملايين للتسجيل`."""
_ANOTHER = frozenset({"ولم", "ولا", "ولن", "وما", "وليس", "وليست", "وقد", "كما"})
_ENDS = _REASONS | _SOURCES | _WHEN | {"حتي", "منذ", "،", ".", "؛", "لدي", "الخاصه", "بالنسبه", "وان", "وانه", "وانها"}
_GOVERNORS = frozenset({"عن", "من", "في", "الي", "علي"})
"""Behind these `تأخر`, `تقطع` are nouns."""
_WITHIN_PHRASE = frozenset({"لدي"})


def symptom_facts(analysis: Analysis, who: Participants, speaker_of: Mapping[int, Ref]) -> Iterator[Draft]:
    """Yield trouble of others told by its symptom: `بعضهم لا يرى جهات اتصاله`, `رسائله تصل متأخرة`.

    Args:
        analysis: the document.
        who: its provider.
        speaker_of: token -> who speaks there.
    """
    if who.provider is None:
        return
    for hit in analysis.find(0, len(analysis.tokens), "ailing", "unseen", "serves"):
        if hit.cls == "serves" and not _fails_to(analysis, hit):
            continue
        if hit.cls == "ailing" and (is_negated(analysis, hit) or _only_explains(analysis, hit)):
            continue
        if is_old(analysis, hit.first):
            continue
        clause = analysis.clause_at(hit.first)
        for ref in _sick(analysis, who, hit, speaker_of):
            first, last = symptom(analysis, hit, clause)
            fact = Fact(
                type="degradation",
                subject=ref,
                category=state(analysis, hit),
                places=named_in(analysis, clause.first, clause.last),
                content=analysis.content(first, last),
                evidence=(analysis.sentence_span(hit.first),),
                rule="degradation:symptom",
                cues=(analysis.span(hit.first, hit.last),),
            )
            yield Draft(fact, hit.first, hit.last)


def _fails_to(analysis: Analysis, hit: Hit) -> bool:
    """`"أليكسا" لم تجب`, `كاميرات "رينغ" لا تسجل`: what a service is there for, denied, right behind its name."""
    particle = hit.first - 1
    if particle < 0 or analysis.tokens[particle].text.lstrip("وف") not in _NOT:
        return False
    start, last = analysis.sentence_of(hit.first)
    if analysis.has(hit.last, min(last, hit.last + SUBJECT), "stop", "trouble", "say"):
        # `لم تسجل الشبكة أي أعطال`
        return False
    behind = analysis.mentions_in(hit.last, min(last, hit.last + SUBJECT), "service")
    if behind and all(_is_part(analysis, at) for at in range(hit.last, behind[0].first)):
        return True
    before = analysis.mentions_in(max(start, particle - SUBJECT), particle, "service", "company")
    if not before or analysis.governor(before[-1]) is not None:
        return False
    return all(token.text in _CLOSING for token in analysis.tokens[before[-1].last : particle])


def _is_part(analysis: Analysis, token: int) -> bool:
    """Between a verb and the name of a service: the noun of what it is, or of a part of it (`صفحات منصة X`)."""
    word = analysis.tokens[token].text
    return word in _CLOSING or head_of(word) is not None or analysis.has(token, token + 1, "service_noun", "account")


def _only_explains(analysis: Analysis, hit: Hit) -> bool:
    """`بسبب الازدحام`: a reason of something else."""
    return analysis.has(max(hit.first - 2, 0), hit.first, "cause_link")


def _sick(analysis: Analysis, who: Participants, hit: Hit, speaker_of: Mapping[int, Ref]) -> list[Ref]:
    """Whose users see it: who is named in the clause, else who speaks, else who was named last in the sentence."""
    place = sufferer(analysis, hit)
    if place is not None:
        refs = [m.it.ref for m in group_of(analysis, place)]
    else:
        speaker = service_of(analysis, speaker_of.get(hit.first))
        refs = [speaker] if speaker is not None else _last_named(analysis, who, hit)
    return [
        ref
        for ref in refs
        if is_service(who, hit, ref)
        and (not who.is_provider(ref) or _fails_alone(analysis, hit, ref))
        and not who.is_observer(ref)
        and not (who.infrastructure and who.relation(ref) == "competitor" and not who.rides_on_cable(ref))
    ]


def _fails_alone(analysis: Analysis, hit: Hit, ref: Ref) -> bool:
    """A thing in the house, or a voice: what it no longer does is told apart, though its maker runs the cloud."""
    return hit.cls == "serves" and (is_device(analysis, ref) or analysis.sector(ref) == "ai")


def _last_named(analysis: Analysis, who: Participants, hit: Hit) -> list[Ref]:
    """The service that the sentence has been about: `أما تويتر فـ.. وبات تحميل الصور فيه متعثرا`."""
    start, _ = analysis.sentence_of(hit.first)
    named = [
        m.it.ref
        for m in analysis.mentions_in(start, hit.first, "service", "company")
        if not who.is_observer(m.it.ref) and not is_channel(analysis, m)
    ]
    return named[-1:]


def service_of(analysis: Analysis, ref: Ref | None) -> Ref | None:
    """The service that speaks, or whose founder speaks."""
    if ref is None or ref.type != "person":
        return ref
    return analysis.operator(ref)


def is_service(who: Participants, hit: Hit, ref: Ref) -> bool:
    """Whether the trouble of an entity is that of a service, not of a firm's work."""
    online = ref.type == "company" and ref.kb is not None and not who.works(ref)
    return hit.cls != "halt" and (who.relation(ref) == "competitor" or ref.type == "service" or online)


def state(analysis: Analysis, hit: Hit) -> str | None:
    """`resolved`, `ongoing`, or None where the sentence does not say."""
    clause = analysis.clause_at(hit.first)
    _, end = analysis.sentence_of(hit.first)
    if analysis.has(clause.first, end, "ongoing"):
        return "ongoing"
    over = analysis.has(hit.last, end, "fixed", "restore", "over")
    return "resolved" if over or (hit.pos == "v" and analysis.times_in(hit.last, clause.last, "duration")) else None


def symptom(analysis: Analysis, hit: Hit, clause: Clause) -> tuple[int, int]:
    """The words of the symptom: from its noun, or its whole clause where a verb or an adjective tells it."""
    told = analysis.tokens[hit.first - 1].text if hit.first > clause.first else ""
    if hit.cls != "halt" and _is_noticed(analysis, hit, clause):
        return _of_noun(analysis, hit, clause)
    if (hit.pos == "n" and hit.cls != "ailing") or (hit.pos == "v" and told in _GOVERNORS):
        return _of_noun(analysis, hit, clause)
    if hit.cls in ("stop", "halt") and hit.pos == "v":
        return _of_verb(analysis, hit, clause)
    return phrase(analysis, hit, clause)


def told(analysis: Analysis, first: int, last: int) -> Span:
    """The words of a symptom, without `قد` and the و or ف glued to its verb."""
    while first + 1 < last and analysis.tokens[first].text.lstrip("وف") in ("قد", "لقد"):
        first += 1
    span = analysis.content(first, last)
    word = analysis.tokens[first].text
    glued = word[0] in "وف" and not is_verb(word) and is_verb(word[1:])
    return Span(span.start + 1, span.end) if glued and span.start == analysis.tokens[first].span.start else span


def _is_noticed(analysis: Analysis, hit: Hit, clause: Clause) -> bool:
    """`زبائن لاحظوا تقطعا في المكالمات`, `عانوا من بطء`: the symptom is the object of the verb before it."""
    verbs = [h for h in analysis.find(clause.first, hit.first, "notice", "suffer") if h.pos == "v"]
    return hit.pos == "n" and bool(verbs) and hit.first - verbs[-1].last <= 1


def phrase(analysis: Analysis, hit: Hit, clause: Clause) -> tuple[int, int]:
    """The clause of a trigger without what leads to it: `أقر بأن`, `قالت إن`."""
    first = clause.first
    for index in range(clause.first, hit.first):
        word = analysis.tokens[index].text
        if word in _THAT or (word == "من" and index + 1 == hit.first):
            first = index + 1
        elif _begins_verb(word):
            first = index
    return first, max(_end(analysis, hit.last, min(clause.last, first + PHRASE), _ENDS - _WITHIN_PHRASE), hit.last)


def _of_verb(analysis: Analysis, hit: Hit, clause: Clause) -> tuple[int, int]:
    """From the verb, or behind `اضطرت .. إلى`; from its subject where that stands before it."""
    if analysis.mentions_in(clause.first, hit.first, "company", "organization", "service"):
        return phrase(analysis, hit, clause)
    first = hit.first
    if "اضطر" in analysis.tokens[hit.first].text:
        upto = (index for index in range(hit.last, clause.last) if analysis.tokens[index].text == "الي")
        first = next(upto, hit.first - 1) + 1
    stop = _end(analysis, max(hit.last, first + 1), min(clause.last, first + PHRASE), _ENDS - _WITHIN_PHRASE)
    return first, max(stop, hit.last)


def _of_noun(analysis: Analysis, hit: Hit, clause: Clause) -> tuple[int, int]:
    """From the noun, or from `عدم` after it, to the cause or the end of the clause."""
    first = hit.first
    stop = min(clause.last, first + SYMPTOM)
    for index in range(hit.last, stop):
        if analysis.tokens[index].text in ("بعدم", "عدم"):
            first, stop = index, min(clause.last, index + SYMPTOM)
            break
    return first, max(_end(analysis, first + 1, stop, _ENDS), hit.last)


def _end(analysis: Analysis, first: int, stop: int, ends: frozenset[str]) -> int:
    """The first token that ends a symptom: a reason, a source, or the name of the place where it was seen."""
    for index in range(first, stop):
        word = analysis.tokens[index].text
        named = analysis.mentions_in(index + 1, index + 2, *SUFFERERS) if word == "في" else []
        where = word in ("في", "ب") and index - first > RELATIVE and analysis.mentions_in(index + 1, index + 2, "place")
        if (
            word in ends
            or where
            or _begins_verb(word)
            or _begins_relative(analysis, index, first)
            or any(may_suffer(analysis, place) for place in named)
        ):
            return index
    return stop


def _begins_verb(word: str) -> bool:
    """`توقفت أيضا ولم تعد البطاقات ..`, `وتعطلت`: the next thing that happened is told behind a glued و."""
    return word in _ANOTHER or (word.startswith("و") and not is_verb(word) and is_verb(word[1:]))


def _begins_relative(analysis: Analysis, index: int, first: int) -> bool:
    """`تقطعا في المكالمات عزته إلى ..`, `الشبكة التي تمر ..`: what is told of a symptom is no part of it."""
    if index - first < RELATIVE:
        return False
    word = analysis.tokens[index].text
    blamed = analysis.find(index, index + 1, "cause_link", "cause_of")
    return word in _RELATIVES or any(hit.pos == "v" and hit.first == index for hit in blamed)
