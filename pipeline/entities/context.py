"""Which of its senses a name has where it stands; above all, whether فيسبوك is the company or the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Document
from pipeline.entities.gazetteer import Candidate
from pipeline.entities.kb import Entry, Sense
from pipeline.entities.surroundings import after, before, enclosed, head_before, reads
from pipeline.entities.words import ARTICLE, DATA, closed_class, head_of
from pipeline.resources import read_toml
from pipeline.text import fold

_ROLE_REACH = 4
"""So many words before `في فيسبوك` may hold the role that makes it a place of work."""
_PLURAL_HEADS = closed_class("تطبيقات منصات مواقع شبكات التطبيقات المنصات")
_DEFINITE = ("ال", "وال", "بال", "لل", "فال", "كال")
_AUXILIARIES = closed_class("قد لم لن لا ما كانت كان أن بأن إن")
_ON = closed_class("على في عبر")
_PRECEDED = closed_class("سبق وسبق يسبق ويسبق")
_RELATIVE = closed_class("التي الذي")
_WITH = fold("لدى")
"""`الموظفة السابقة لدى فيسبوك`: one works with a firm."""
_TYPE_ORDER = ("place", "company", "service", "media", "organization", "person", "other")


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of one table of `senses.toml`, folded."""

    nouns: frozenset[str]
    owned: frozenset[str]
    verbs: frozenset[str]
    roles: frozenset[str]
    after: frozenset[str]
    prepositions: frozenset[str]
    examples: frozenset[str]


@lru_cache(maxsize=1)
def cues() -> Mapping[str, Cues]:
    """Return the cues of `company` and of `service`."""
    tables = read_toml(DATA / "senses.toml")
    fields = ("nouns", "owned", "verbs", "roles", "after", "prepositions", "examples")
    return {
        name: Cues(*(frozenset(fold(word) for word in table.get(field, ())) for field in fields))
        for name, table in tables.items()
    }


def choose(doc: Document, candidate: Candidate, senses: Sequence[Sense], listed: frozenset[str]) -> tuple[Entry, str]:
    """Return the entry that a name means here and the rule that says so.

    `listed` holds the types of the known names that stand beside it in a list.
    """
    if len(senses) == 1:
        return senses[0].entry, "kb"
    pair = _pair(senses)
    if pair is not None:
        company, service = pair
        reading, rule = company_or_service(doc, candidate, listed)
        return (company if reading == "company" else service), rule
    head = head_before(doc, candidate)
    if _told(doc, candidate):
        for sense in senses:
            if sense.entry.type == "media":
                return sense.entry, "kb.told"
    written = doc.view.span(candidate.start, candidate.end).cut(doc.text)
    spelled = [sense for sense in senses if written in sense.entry.aliases]
    if len(spelled) == 1 and written != doc.view.text[candidate.start : candidate.end]:
        return spelled[0].entry, "kb.spelling"
    if enclosed(doc, candidate.first, candidate.last) and any(sense.entry.type == "company" for sense in senses):
        senses = [sense for sense in senses if sense.entry.type != "place"]  # `لـ«بالو ألتو»`: towns need no marks
    ranked = sorted(senses, key=lambda sense: (sense.ambiguous, _TYPE_ORDER.index(sense.entry.type)))
    if head is not None:
        for kind in head[1].types:
            for sense in ranked:
                if sense.entry.type == kind:
                    return sense.entry, "kb.head"
    for sense in ranked:
        if sense.entry.type in listed:
            return sense.entry, "kb.list"
    return ranked[0].entry, "kb.first"


def _told(doc: Document, candidate: Candidate) -> bool:
    """`قال لـ«الشرق الأوسط»`: a quoted name after a loose preposition is a paper, not what it is called after."""
    left = before(doc, candidate.first)
    return left is not None and doc.tokens[left].text == "ل" and enclosed(doc, candidate.first, candidate.last)


def _pair(senses: Sequence[Sense]) -> tuple[Entry, Entry] | None:
    """Return `(company, service)` where the senses are a service and the firm behind it."""
    entries = [sense.entry for sense in senses]
    for service in entries:
        for company in entries:
            if service.operator == company.key and company.type == "company":
                return company, service
    return None


def company_or_service(doc: Document, candidate: Candidate, listed: frozenset[str]) -> tuple[str, str]:
    """Return `company` or `service` and the rule that decided, for a name that both bear."""
    company, service = cues()["company"], cues()["service"]
    tokens = doc.tokens
    left = before(doc, candidate.first)
    word = tokens[left].text if left is not None else ""
    right = after(doc, candidate.last)
    next_word = tokens[right].text if right is not None else ""
    proclitic = doc.view.text[tokens[candidate.first].start : candidate.start]
    bare = not proclitic and word not in ("ل", "ب", "و", "ك", "ف")
    possessed = proclitic.endswith("ل") or word in ("ل", "لل")
    with_article = doc.view.text.startswith(ARTICLE, candidate.start)

    if next_word in company.after:
        return "company", "company.after"
    head = head_before(doc, candidate)
    if head is not None:
        noun = tokens[head[0]].text
        if head[1].types[0] == "company":
            return "company", "company.head"
        plural = reads(noun, _PLURAL_HEADS) and "service" not in listed
        if head[1].types[0] == "service":
            return ("company", "company.plural") if plural else ("service", "service.head")
    if possessed:
        owner = tokens[left].text if left is not None else ""
        if word in ("ل", "لل"):
            previous = before(doc, left) if left is not None else None
            owner = tokens[previous].text if previous is not None else ""
        if reads(owner, service.owned) or reads(owner, service.nouns):
            return "service", "service.owned"
        if owner in _PRECEDED and _verb_after(doc, right) not in company.verbs:
            return "service", "service.preceded"
        if reads(owner, company.owned) or reads(owner, company.nouns) or reads(owner, company.roles):
            return "company", "company.owned"
    genitive = bare and not word.startswith(_DEFINITE)
    if genitive and reads(word, company.nouns) and not with_article:
        return "company", "company.noun"
    if word == _WITH:
        return "company", "company.with"
    if left is not None and word in company.examples and _example_of_firms(doc, left):
        return "company", "company.example"
    if "service" in listed:
        return "service", "service.list"
    if "company" in listed:
        return "company", "company.list"
    if genitive and reads(word, service.nouns) and not (reads(word, company.verbs) and not _relative(doc, left)):
        return "service", "service.noun"
    if bare and reads(word, company.verbs) and not (left is not None and _has_subject(doc, left)):
        return "company", "company.verb"
    if bare and reads(word, service.verbs):
        return "service", "service.verb"
    if left is not None and (word in service.prepositions or proclitic.endswith("ب")):
        glued = proclitic.endswith("ب")
        at = candidate.first if glued else left
        if (glued or word in ("في", "من")) and _role_near(doc, at, company.roles | company.nouns):
            return "company", "company.role"
        if word != "من":
            return "service", "service.preposition"
    if left is None and next_word == ":":
        return "company", "company.speaker"
    verb = _verb_after(doc, right)
    if verb in service.verbs:
        return "service", "service.verb-after"
    if verb in company.verbs and not with_article:
        return "company", "company.verb-after"
    return "service", "service.default"


def _relative(doc: Document, verb: int | None) -> bool:
    """`الشركة التي تدير فيسبوك`: the name is what the verb governs; in `وتدير فيسبوك 17 مركزا` it is who acts."""
    return verb is not None and verb > 0 and doc.tokens[verb - 1].text in _RELATIVE


def _example_of_firms(doc: Document, left: int) -> bool:
    """`شركات كبرى مثل فيسبوك`: a noun of firms within two words before."""
    index: int | None = left
    for _ in range(2):
        index = before(doc, index) if index is not None else None
        if index is None or doc.tokens[index].kind != "word":
            return False
        head = head_of(doc.tokens[index].text)
        if head is not None:
            return head.types[0] == "company"
    return False


def _has_subject(doc: Document, verb: int) -> bool:
    """Whether a verb before the name is really a noun or relative clause about something else: `ما قال`, `التي`."""
    previous = before(doc, verb)
    return previous is not None and doc.tokens[previous].text in _ON


def _role_near(doc: Document, preposition: int, roles: frozenset[str]) -> bool:
    index: int | None = preposition
    for _ in range(_ROLE_REACH):
        index = before(doc, index) if index is not None else None
        if index is None or doc.tokens[index].kind != "word":
            return False
        if reads(doc.tokens[index].text, roles):
            return True
    return False


def _verb_after(doc: Document, right: int | None) -> str:
    """Return the word after the name, auxiliaries and negations passed over."""
    index = right
    for _ in range(3):
        if index is None or doc.tokens[index].kind != "word":
            return ""
        if doc.tokens[index].text not in _AUXILIARIES:
            return doc.tokens[index].text
        index = after(doc, index + 1)
    return ""
