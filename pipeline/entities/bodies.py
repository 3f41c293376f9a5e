"""Public bodies, universities and airports that the knowledge base does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document import Document
from pipeline.entities.nilwords import body_heads, cut_before, made, words
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import reads, same_line
from pipeline.entities.words import ARTICLE, closed_class, head_of, nationalities

MAX_BODY = 8
"""So many words has the name of a public body at most."""
_AGREEING = ("ه", "ي", "يين")
"""How the adjective of such a body ends: `الصغيرة`, `الإلكتروني`, `التجار الرقميين`."""
MAX_UNITED = 3
"""Words of the name of a union, its noun among them."""
_CONJUNCTION = "و"
_RELATIONAL = ("ي", "يه")
"""How an adjective of relation ends: `السيبراني`, `الرقمية`."""
_BEARING = closed_class("ذات ذو")
_HONOURED = closed_class("الملك الأمير الشيخ السلطان")


def widened(doc: Document, found: Sequence[Found]) -> list[Found]:
    """Let `مطار`, `جامعة`, `شرطة` take the place name after them into the mention: `مطار برلين` is not Berlin."""
    result: list[Found] = []
    for item in found:
        first = item.first - 1
        span = item.mention.span
        glued = span.start == doc.tokens[item.first].span.start
        if item.mention.ref.type == "place" and first >= 0 and glued and same_line(doc, first, item.first):
            text = doc.tokens[first].text
            cut = cut_before(text, words().airports)
            if cut is not None:
                last = item.last
                if _is_word(doc, last) and doc.tokens[last].text in words().airport_end:
                    last += 1
                result.append(made(doc, first, last, "place", "nil.airport", cut))
                continue
            cut = cut_before(text, words().forces)
            if cut is not None:
                result.append(made(doc, first, item.last, "organization", "nil.body", cut))
                continue
            cut = cut_before(text, words().universities)
            if cut is not None:
                result.append(made(doc, first, item.last, "organization", "nil.university", cut))
                continue
        result.append(item)
    return result


def find_bodies(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`الهيئة الوطنية للاتصالات`, `وزارة الصحة الكويتية`."""
    tokens, known = doc.tokens, words()
    free = 0
    for index, token in enumerate(tokens[:-1]):
        if index < free or token.kind != "word" or cut_before(token.text, body_heads()) is None:
            continue
        if index in taken or not same_line(doc, index, index + 1):
            continue
        fixed = _fixed(doc, index)
        if fixed is not None:
            free = fixed[0]
            yield made(doc, index, free, "organization", "nil.body", fixed[1])
            continue
        cut = cut_before(token.text, known.definite)
        if cut is not None:
            last = _definite_body(doc, index)
        else:
            cut = cut_before(token.text, known.indefinite)
            last = _indefinite_body(doc, index) if cut is not None else None
        if cut is None:
            cut = cut_before(token.text, known.associations)
            last = _association(doc, index) if cut is not None else None
        if cut is None or last is None or any(i in taken for i in range(index, last)):
            continue
        free = last
        yield made(doc, index, last, "organization", "nil.body", cut)


def _fixed(doc: Document, index: int) -> tuple[int, int] | None:
    """`النيابة العامة`: return the index after a body that needs no purpose, and the letters before it."""
    for name in words().fixed:
        last = index + len(name)
        cut = cut_before(doc.tokens[index].text, frozenset(name[:1]))
        if cut is not None and tuple(token.text for token in doc.tokens[index + 1 : last]) == name[1:]:
            return last, cut
    return None


def _definite_body(doc: Document, index: int) -> int | None:
    """`الهيئة` + adjectives + `لـ` + what it is for; the purpose must be there."""
    at = index + 1
    while _is_word(doc, at) and doc.tokens[at].text in words().adjectives:
        at += 1
    if at == index + 1 or not _is_word(doc, at):
        return None
    text = doc.tokens[at].text
    if text.startswith("لل") and len(text) > 4:
        at += 1
        if _is_definite(doc, at) and doc.tokens[at].text.endswith(_RELATIONAL):
            at += 1  # `للأمن السيبراني`: the purpose has an adjective of its own.
        return _joined(doc, at, index)
    if text.startswith("ل") and len(text) > 4:
        for definite in (at + 1, at + 2):
            if _is_definite(doc, definite):
                if doc.tokens[definite].text in _HONOURED and _is_word(doc, definite + 1):
                    definite += 1
                return _joined(doc, definite + 1, index)
            if not _is_word(doc, definite) or doc.tokens[definite].text in words().small:
                break
    return None


def _indefinite_body(doc: Document, index: int) -> int | None:
    """`وزارة` + definite noun, or a verbal noun and a definite one; then adjectives."""
    at = index + 1
    if _is_definite(doc, at):
        plain = doc.tokens[at].text in words().portfolios and not doc.tokens[at].text.endswith("ه")
        if plain and _is_definite(doc, at + 1) and doc.tokens[at + 1].text.endswith("ي"):
            at += 1  # `هيئة الأمن السيبراني`: the purpose has an adjective of its own.
        last = _joined(doc, at + 1, index)
        named = plain or doc.tokens[at].text in words().portfolios or doc.tokens[last - 1].text in words().adjectives
        return last if named or not doc.tokens[index].text.endswith("هيئه") else None
    if not doc.tokens[index].text.endswith("هيئه"):
        return None
    for definite in (at + 1, at + 2):
        if not _is_word(doc, definite - 1) or head_of(doc.tokens[definite - 1].text) is not None:
            break
        if _is_definite(doc, definite):
            return _joined(doc, definite + 1, index)
    return None


def _association(doc: Document, index: int) -> int | None:
    """`نقابة المتاجر الإلكترونية`, `نقابة أصحاب المقاهي`: the noun, definite words behind it, no nationality."""
    at = index + 1
    if _is_word(doc, at) and doc.tokens[at].text in words().united:
        return _united(doc, at)
    while at < index + MAX_UNITED and _is_definite(doc, at) and doc.tokens[at].text not in nationalities():
        if at > index + 1 and not doc.tokens[at].text.endswith(_AGREEING):
            break  # `أعفت مصلحة الضرائب المتأخرين`: whom it let off
        at += 1
    return at if at > index + 1 else None


def _united(doc: Document, at: int) -> int | None:
    """`أصحاب | المقاهي والمطاعم`: those united, of what, and what is joined to it."""
    if not _is_definite(doc, at + 1):
        return None
    last = at + 2
    while (
        _is_word(doc, last)
        and doc.tokens[last].text.startswith("وال")
        and doc.tokens[last].text[1:] not in words().stop
    ):
        last += 1
    return last


def _joined(doc: Document, at: int, index: int) -> int:
    """Take what else belongs to the name of a body: adjectives, `وتقنية المعلومات`, a nationality."""
    limit = index + MAX_BODY
    known = words()
    while at < limit and _is_word(doc, at):
        text = doc.tokens[at].text
        if (
            text in known.adjectives
            or (at > index + 1 and _is_definite(doc, at) and text.endswith("يه"))
            or (text.startswith("وال") and text[1:] in known.portfolios)
        ):
            at += 1
        elif text in _BEARING and _is_definite(doc, at + 1) and _is_definite(doc, at + 2):
            at += 3
        elif text.startswith(_CONJUNCTION) and len(text) > 4 and head_of(text) is None and _purpose(doc, at):
            at += 2
        else:
            break
    return at


def _purpose(doc: Document, at: int) -> bool:
    """Whether `وتقنية المعلومات` follows: an indefinite noun, then a definite one that is no adjective of time."""
    text = doc.tokens[at].text
    verb = reads(text, words().verbs)
    return not verb and not text.startswith("وال") and text.endswith(("ه", "يا")) and _is_definite(doc, at + 1)


def _is_word(doc: Document, at: int) -> bool:
    return at < len(doc.tokens) and doc.tokens[at].kind == "word" and same_line(doc, at - 1, at)


def _is_definite(doc: Document, at: int) -> bool:
    if not _is_word(doc, at):
        return False
    text = doc.tokens[at].text
    return text.startswith(ARTICLE) and len(text) > 3 and text not in words().stop
