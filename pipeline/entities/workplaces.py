"""Where somebody works, named without marks: `مديرة في وكالة رمش ديجيتال،`, `محلل لدى مرساة للأوراق المالية،`."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Document
from pipeline.entities.nilwords import AT, SITES, made, words
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import reads, same_line
from pipeline.entities.words import ARTICLE, Head, closed_class, head_of, is_definite

TITLE = 8
"""Words of a title at most: `مديرة التسويق الرقمي في ..`."""
MAX_NAME = 4
"""Words of a name that no marks hold together."""
_WITH = closed_class("لدى")
_ENDS = frozenset('،,:؛.)«»"“”')
_THAT = closed_class("إن أن بأن إنه إنها أنه أنها")
_AGENCY = closed_class("وكالة")


def find_workplaces(doc: Document, taken: set[int]) -> Iterator[Found]:
    """Yield the houses behind a title and a preposition, up to the mark that closes the title."""
    tokens, known = doc.tokens, words()
    free = 0
    for index, token in enumerate(tokens):
        if index < free or token.kind != "word" or not reads(token.text, known.roles):
            continue
        at = _preposition(doc, index)
        if at is None:
            continue
        head = head_of(tokens[at + 1].text)
        first = at + 2 if head is not None and _announces(doc, at + 1, head) else at + 1
        if first == at + 1 and (head is not None or tokens[at].text not in _WITH):
            continue
        last = _name(doc, first, taken)
        if last is None:
            continue
        free = last
        kind = "company" if first == at + 1 or head is None else _kind(doc, index, head)
        yield made(doc, first, last, kind, "nil.workplace.plain")


def _preposition(doc: Document, index: int) -> int | None:
    """Return the token of `في`, `لدى` behind a title that a mark or another person does not close before."""
    for at in range(index + 1, min(index + TITLE, len(doc.tokens) - 1)):
        token = doc.tokens[at]
        if token.kind != "word" or not same_line(doc, at - 1, at) or reads(token.text, words().verbs):
            return None
        if token.text in AT:
            return at
    return None


def _announces(doc: Document, index: int, head: Head) -> bool:
    """Whether an indefinite noun in the singular says what the name behind it is: `في وكالة`, not `في الوكالة`."""
    text = doc.tokens[index].text
    return head.trim and head.nil is not None and head.noun == text and not is_definite(text)


def _name(doc: Document, first: int, taken: set[int]) -> int | None:
    """Return the index after a name that fills the words up to the mark that closes the title."""
    last = first
    while last < len(doc.tokens) and last - first <= MAX_NAME and same_line(doc, last - 1, last):
        token = doc.tokens[last]
        if token.text in _ENDS or token.text in _THAT:
            break
        if token.kind != "word" or last in taken or reads(token.text, words().small) or token.text in words().verbs:
            return None
        last += 1
    if last >= len(doc.tokens) or not first < last <= first + MAX_NAME or not same_line(doc, last - 1, last):
        return None
    return last if _is_name(doc, first, last) else None


def _is_name(doc: Document, first: int, last: int) -> bool:
    """Whether words look like a name: no definite noun alone, no adjectives, no person behind the title."""
    texts = [token.text for token in doc.tokens[first:last]]
    if any(text in words().trade for text in texts[1:]):
        return True
    plain = not any(text.startswith((ARTICLE, "وال", "لل")) for text in texts)
    return plain and not any(head_of(text) is not None or reads(text, words().roles) for text in texts)


def _kind(doc: Document, title: int, head: Head) -> str:
    """What a noun announces, as the title goes: a site with editors is a medium, an agency without them sells."""
    told = any(reads(token.text, words().newsroom) for token in doc.tokens[title : title + 2])
    if head.noun in SITES and told:
        return "media"
    if head.noun in _AGENCY and not told:
        return "company"
    return head.nil or "company"
