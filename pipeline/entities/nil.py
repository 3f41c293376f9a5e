"""Names that the knowledge base does not have: quoted or Latin ones after a generic noun.

Every rule would rather find nothing than something wrong. People are in `people.py`, public bodies in `bodies.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document import Document, Mention
from pipeline.entities.bodies import find_bodies, find_institutions, widened
from pipeline.entities.nilwords import made, words
from pipeline.entities.people import find_people
from pipeline.entities.resolve import Found, covered
from pipeline.entities.surroundings import before, enclosed, head_at, reads, same_line
from pipeline.entities.words import ARTICLE, BRACKETS, CLOSING, OPENING, closed_class, head_of

MAX_QUOTED = 4
"""A quotation of more words than this is speech or a title, not a name."""
_MEDIUM_REACH = 12
_SITES = closed_class("موقع منصة شبكة بوابة")
_AT = closed_class("في لدى ب")


def with_unknown(doc: Document, found: Sequence[Found]) -> list[Found]:
    """Return the mentions of `found` and those of entities that are not in the knowledge base, clear of each other.

    A place inside a longer quoted name makes way for it: `«صدى القاهرة»` is not Cairo.
    """
    found = widened(doc, found)
    places = [item for item in found if item.mention.ref.type == "place"]
    firm = [item for item in found if item.mention.ref.type != "place"]
    longer = [
        item
        for item in _quoted(doc, covered(firm))
        if not any(place.first == item.first and place.last == item.last for place in places)
    ]
    inside = covered(longer)
    found = [*firm, *(place for place in places if place.first not in inside)]
    return [*found, *longer, *_find_unknown(doc, [*found, *longer])]


def _find_unknown(doc: Document, found: Sequence[Found]) -> list[Found]:
    taken = covered(found)
    unknown: list[Found] = []
    for rule in (_dateline, _after_head, find_bodies, find_institutions):
        for item in rule(doc, taken):
            if not any(index in taken for index in range(item.first, item.last)):
                unknown.append(item)
                taken.update(range(item.first, item.last))
    unknown.extend(find_people(doc, [*found, *unknown], taken))
    unknown.extend(_again(doc, [*found, *unknown], covered([*found, *unknown])))
    return unknown


def _quotations(doc: Document) -> Iterator[tuple[int, int]]:
    """Yield `(first, last)` of the tokens between two marks of quotation, where there are few of them."""
    tokens = doc.tokens
    for index, token in enumerate(tokens):
        if token.text not in OPENING or token.text in BRACKETS:
            continue
        for last in range(index + 2, min(index + MAX_QUOTED + 2, len(tokens))):
            if not same_line(doc, last - 1, last):
                break
            if tokens[last].text in CLOSING and tokens[last].text not in ")]}":
                if enclosed(doc, index + 1, last) and all(
                    tokens[i].kind in ("word", "latin", "number") for i in range(index + 1, last)
                ):
                    yield index + 1, last
                break


def _quoted(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`شركة "أفاميا تيليكوم"`, `المحللة في «دار الأسهم»`, `قال لـ«صدى القاهرة»`."""
    tokens, known = doc.tokens, words()
    for first, last in _quotations(doc):
        if tokens[first].text in known.not_first or tokens[first].kind == "number":
            continue
        if any(index in taken for index in range(first, last)):
            continue
        head = head_at(doc, first)
        if head is not None:
            index, noun = head
            kind = noun.nil
            direct = index == before(doc, first)
            definite = tokens[index].text.removeprefix("و").startswith((ARTICLE, "لل", "ب" + ARTICLE))
            if kind == "service" and noun.noun in _SITES and _speech_near(doc, index, 2):
                kind = "media"  # a site that reports: `ونقل موقع «كذا»`
            plural = noun.noun not in tokens[index].text
            if kind and not (definite and (direct or plural)):
                yield made(doc, first, last, kind, "nil.quoted")
            continue
        left = before(doc, first)
        if left is None:
            continue
        if tokens[left].text == "ل" and _speech_near(doc, left) and _says(doc, last + 1):
            yield made(doc, first, last, "media", "nil.told")
        elif tokens[left].text in _AT and _role_near(doc, left):
            yield made(doc, first, last, "company", "nil.workplace")


def _says(doc: Document, index: int) -> bool:
    """Whether what is said follows: a colon, a comma, `إن`."""
    return index < len(doc.tokens) and doc.tokens[index].text in (":", "،", ",", "ان", "بان", "انه", "انها", "عن")


def _speech_near(doc: Document, index: int, reach: int = _MEDIUM_REACH) -> bool:
    sentence = doc.sentences[doc.sentence_at(doc.tokens[index].span.start)]
    start = max(sentence.first, index - reach)
    return any(reads(doc.tokens[i].text, words().verbs) for i in range(start, index))


def _role_near(doc: Document, index: int) -> bool:
    return any(reads(doc.tokens[i].text, words().roles) for i in range(max(index - 3, 0), index))


def _dateline(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`(وكالة المدار)`: a medium in brackets."""
    tokens = doc.tokens
    for index in range(len(tokens) - 3):
        if tokens[index].text != "(" or index + 1 in taken:
            continue
        head = head_of(tokens[index + 1].text)
        if head is None or head.nil != "media":
            continue
        for last in range(index + 3, min(index + 5, len(tokens))):
            if tokens[last].text == ")":
                yield made(doc, index + 2, last, "media", "nil.dateline")
            if tokens[last].kind != "word":
                break


def _after_head(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`شركة SkyNet`, `تطبيق زوغو (Zogo)`: a Latin name after a noun, or an Arabic one with its Latin in brackets."""
    tokens, known = doc.tokens, words()
    for index, token in enumerate(tokens[:-1]):
        if token.kind != "word" or not same_line(doc, index, index + 1) or index in taken:
            continue
        head = head_of(token.text)
        kind = head.nil if head is not None else None
        if kind is None or (index + 1) in taken:
            continue
        last = index + 1
        while last < min(index + 4, len(tokens)) and tokens[last].kind == "latin" and same_line(doc, last - 1, last):
            last += 1
        if last > index + 1:
            written = tokens[index + 1].span.cut(doc.text)
            if written[0].isupper() and tokens[index + 1].text not in known.acronyms:
                yield made(doc, index + 1, last, kind, "nil.latin")
            continue
        for end in range(index + 2, min(index + 5, len(tokens) - 1)):
            if tokens[end].text == "(" and tokens[end + 1].kind == "latin":
                proper = tokens[end + 1].span.cut(doc.text)[0].isupper() and tokens[end + 1].text not in known.acronyms
                if proper and not any(tokens[i].text.startswith(ARTICLE) for i in (index, index + 1)):
                    yield made(doc, index + 1, end, kind, "nil.bracketed")
                break
            if tokens[end - 1].kind != "word" or not same_line(doc, end - 1, end):
                break


def _again(doc: Document, unknown: Sequence[Found], taken: set[int]) -> Iterator[Found]:
    """A name found once is found where it stands again: in marks of quotation, or when it has several words."""
    names: dict[tuple[str, ...], Found] = {}
    for item in unknown:
        glued = item.mention.span.start == doc.tokens[item.first].span.start
        if item.mention.ref.kb is None and item.mention.ref.type != "person" and glued:
            names.setdefault(tuple(token.text for token in doc.tokens[item.first : item.last]), item)
    starts: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        starts.setdefault(name[0], []).append(name)
    for index, token in enumerate(doc.tokens):
        for name in starts.get(token.text, ()):
            last = index + len(name)
            if any(i in taken for i in range(index, last)):
                continue
            if tuple(t.text for t in doc.tokens[index:last]) != name:
                continue
            if len(name) > 1 or enclosed(doc, index, last):
                first = names[name]
                span = doc.view.span(token.start, doc.tokens[last - 1].end)
                yield Found(Mention(span, first.mention.ref, "name", "nil.again"), index, last)
                taken.update(range(index, last))
