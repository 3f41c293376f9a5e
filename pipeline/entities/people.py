"""People whom the knowledge base does not have: a given name, a surname, and a context that says it is a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document import Document, Mention, Ref
from pipeline.entities.names import goes_on, is_family, is_surname, person_words, unlisted
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import before, reads, same_line
from pipeline.entities.words import (
    ARTICLE,
    CLOSING,
    OPENING,
    closed_class,
    head_of,
    is_given_name,
)

MAX_NAME = 12
MIN_SERVED = 4
"""`الله` has so many letters."""
_TITLE_REACH = 4
_ROLE_REACH = 9
_AT = closed_class("في لدى ب")
_PART_OF_LONGER = frozenset({"ابو", "ابي", "بن", "ابن", "ال", "جان"})
_NAMED_AFTER = closed_class(
    "مدينة مركز جامعة مطار مستشفى شارع جائزة كأس قاعدة حديقة حي طريق مؤسسة استاد ملعب متنزه مجمع جسر ميدان مدرسة"
    " كلية معهد مسجد جامع صالة"
)
"""Places and prizes that bear a person's name: `مدينة الملك فيصل الرياضية` names no person."""
_IN_THE_NAME_OF = "باسم"
_HOUSED = ("لل", "بال")
_SERVANT = "عبد"
_SON = "بن"
"""The first half of `عبد الله`."""
_PRONOUNS = ("ها", "هم", "هما", "ه", "نا")


def find_people(doc: Document, found: Sequence[Found], taken: set[int]) -> Iterator[Found]:
    """Yield the people named in full, and their names in Latin letters in a bracket right after."""
    free = 0
    known: dict[tuple[str, ...], Ref] = {}
    for index, token in enumerate(doc.tokens):
        if index < free or index in taken or token.kind != "word":
            continue
        rule = "nil.person"
        name = _name_at(doc, index, taken)
        if name is None:
            last = unlisted(doc, index, taken)
            if last is None:
                continue
            name = 0, last
            rule = "nil.person.framed"
        cut, last = name
        texts = (token.text[cut:], *(t.text for t in doc.tokens[index + 1 : last]))
        if texts not in known and rule == "nil.person" and _context(doc, index, last, cut) is None:
            continue
        span = doc.view.span(token.start + cut, doc.tokens[last - 1].end)
        surface = span.cut(doc.text)
        ref = known.setdefault(texts, Ref(None, surface, surface, "person"))
        yield Found(Mention(span, ref, "name", rule), index, last)
        free = last
        latin = _latin_name(doc, last, taken)
        if latin is not None:
            start, end = latin
            span = doc.view.span(doc.tokens[start].start, doc.tokens[end - 1].end)
            yield Found(Mention(span, ref, "name", "nil.person.latin"), start, end)


def _name_at(doc: Document, index: int, taken: set[int]) -> tuple[int, int] | None:
    """Return the letters of a proclitic and the index after a full name that begins here, or None."""
    words, tokens = person_words(), doc.tokens
    text = tokens[index].text
    cut = 0
    if text == _SON and index and tokens[index - 1].text.startswith(ARTICLE):
        return None  # `محيي الدين بن يحيى` is no Ben
    if text in words.given and not is_given_name(text, tokens[index].span.cut(doc.text)):
        return None
    if text not in words.given and text != _SERVANT:
        if not (text.startswith("و") and (text[1:] in words.given or text[1:] == _SERVANT)):
            return None
        cut = 1
    if text[cut:] in words.verbs and index + 1 < len(tokens) and _name_at(doc, index + 1, taken) is not None:
        return None  # `روى سفيان قاسمي`, `ورأى عمر الفكي`: who speaks is named behind the verb.
    at = index + 1
    parts = 0
    if text[cut:] == _SERVANT:
        if (
            at >= len(tokens)
            or at in taken
            or not tokens[at].text.startswith(ARTICLE)
            or len(tokens[at].text) < MIN_SERVED
        ):
            return None
        at += 1
    while at < min(len(tokens), index + MAX_NAME) and at not in taken and same_line(doc, at - 1, at):
        part = tokens[at].text
        if tokens[at].kind != "word":
            break
        follows = at + 1 < len(tokens) and tokens[at + 1].kind == "word" and same_line(doc, at, at + 1)
        if part in words.binders and follows and at + 1 not in taken:
            at += 2
            parts += 1
            if at < len(tokens) and not is_family(tokens[at].text):
                break
            continue
        given = part in words.given and is_given_name(part, tokens[at].span.cut(doc.text))
        if not given and not is_surname(part):
            break
        at += 1
        parts += 1
        if part not in words.given:
            return cut, at + 1 if goes_on(doc, at, taken) else at
        if tokens[at - 2].text in words.binders and at < len(tokens) and not is_family(tokens[at].text):
            break
    return (cut, at) if parts else None


def _context(doc: Document, index: int, last: int, cut: int) -> str | None:
    """Return what says that a name is a person's here, or None."""
    words, tokens = person_words(), doc.tokens
    if index and tokens[index - 1].text in _PART_OF_LONGER and same_line(doc, index - 1, index):
        return None
    if not cut:
        left = before(doc, index)
        if left is not None:
            if reads(tokens[left].text, words.verbs):
                return "verb"
            if tokens[left].text == "." and left and tokens[left - 1].text in words.short:
                return "title"
            if tokens[left].text in words.short:
                return "title"
        if _titled(doc, index):
            return "title"
    if last < len(tokens) and same_line(doc, last - 1, last):
        text = tokens[last].text
        follows = tokens[last + 1] if last + 1 < len(tokens) else None
        if text in ("،", ",", "-", "–", "(") and follows is not None:
            if follows.text in words.roles or follows.text in words.titles or _possessed(follows.text):
                return "role"
            if text == "(" and follows.kind == "number":
                return "age"
        if text in words.roles and text.startswith(ARTICLE):
            return "role"
        starts = index == 0 or not same_line(doc, index - 1, index)
        if starts and text in words.verbs:
            return "verb"
    return None


def _titled(doc: Document, index: int) -> bool:
    """A title before the name, definite words between: `الخبير الأمني`; or a role and its place: `المحلل في شركة X`."""
    words, tokens = person_words(), doc.tokens
    definite = chain = True
    place = False
    for step in range(1, _ROLE_REACH + 1):
        at = index - step
        if at < 0 or not same_line(doc, at, at + 1):
            return False
        text = tokens[at].text
        if tokens[at].kind not in ("word", "latin"):
            if text not in OPENING and text not in CLOSING:
                return False
            definite = chain = False
            continue
        if step <= _TITLE_REACH and definite and reads(text, words.titles):
            return at == 0 or not reads(tokens[at - 1].text, _NAMED_AFTER)
        if definite and (_possessed(text) or (step > 1 and text in words.roles)):
            return True
        if chain and step > 1 and (text in words.roles or text.removeprefix("و") in words.roles):
            return True
        if text == _IN_THE_NAME_OF and chain:
            continue  # `الناطقة باسم الحكومة سلمى العطار`
        if step == 1 and text.startswith(_HOUSED) and head_of(text) is not None:
            continue  # `المدير العام للهيئة فيليب كونتي`
        chain = chain and step <= _TITLE_REACH and text not in person_words().not_surname
        chain = chain and text not in person_words().verbs and (step > 1 or text.startswith(ARTICLE))
        if place and (reads(text, words.titles) or text in words.roles):
            return True
        place = place or text in _AT or (text.startswith("ب") and head_of(text) is not None)
        definite = definite and text.startswith(ARTICLE)
    return False


def _possessed(text: str) -> bool:
    """`رئيسها التنفيذي`, `مديرتها المالية`: an office with the pronoun of the firm."""
    roles = person_words().roles
    stems = [text.removesuffix(ending) for ending in _PRONOUNS if text.endswith(ending)]
    return any(reads(stem, roles) or (stem.endswith("ت") and reads(f"{stem[:-1]}ه", roles)) for stem in stems)


def _latin_name(doc: Document, last: int, taken: set[int]) -> tuple[int, int] | None:
    """Return the tokens of `(Doug Madory)` right after a name."""
    tokens = doc.tokens
    if last + 1 >= len(tokens) or tokens[last].text != "(":
        return None
    end = last + 1
    while end < len(tokens) and tokens[end].kind == "latin" and end not in taken:
        end += 1
    closed = end < len(tokens) and tokens[end].text == ")"
    return (last + 1, end) if closed and end - last > 2 else None
