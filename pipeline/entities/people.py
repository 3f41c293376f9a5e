"""People whom the knowledge base does not have: a given name, a surname, and a context that says it is a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Document, Mention, Ref
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import before, reads, same_line
from pipeline.entities.words import ARTICLE, CLOSING, DATA, OPENING, closed_class, given_names, head_of, is_given_name
from pipeline.resources import read_toml
from pipeline.text import fold

MIN_SURNAME = 3
MAX_NAME = 8
_TITLE_REACH = 4
_ROLE_REACH = 9
_AT = closed_class("في لدى ب")
_POSSESSED = ("ها", "هما", "هم", "ته")
_PART_OF_LONGER = frozenset({"ابو", "ابي", "بن", "ابن", "ال", "جان"})
_NAMED_AFTER = closed_class("مدينة مركز جامعة مطار مستشفى شارع جائزة كأس قاعدة حديقة حي طريق مؤسسة استاد ملعب متنزه مجمع جسر ميدان مدرسة كلية معهد مسجد جامع صالة")
"""Places and prizes that bear a person's name: `مدينة الملك فيصل الرياضية` names no person."""
_GLUED = ("وال", "بال", "لل", "فال", "كال")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `nil.toml` about people, folded."""

    titles: frozenset[str]
    short: frozenset[str]
    roles: frozenset[str]
    verbs: frozenset[str]
    binders: frozenset[str]
    not_surname: frozenset[str]
    given: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> Words:
    data = read_toml(DATA / "nil.toml")

    def folded(table: str, field: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[table][field])

    given = given_names() - folded("names", "not_surname")
    return Words(
        folded("titles", "words"),
        folded("titles", "short"),
        folded("roles", "words"),
        folded("speech", "verbs"),
        folded("names", "binders"),
        folded("names", "not_surname"),
        given,
    )


def find_people(doc: Document, found: Sequence[Found], taken: set[int]) -> Iterator[Found]:
    """Yield the people named in full, and their names in Latin letters in a bracket right after."""
    free = 0
    known: dict[tuple[str, ...], Ref] = {}
    for index, token in enumerate(doc.tokens):
        if index < free or index in taken or token.kind != "word":
            continue
        name = _name_at(doc, index, taken)
        if name is None:
            continue
        cut, last = name
        texts = (token.text[cut:], *(t.text for t in doc.tokens[index + 1 : last]))
        if texts not in known and _context(doc, index, last, cut) is None:
            continue
        span = doc.view.span(token.start + cut, doc.tokens[last - 1].end)
        surface = span.cut(doc.text)
        ref = known.setdefault(texts, Ref(None, surface, surface, "person"))
        yield Found(Mention(span, ref, "name", "nil.person"), index, last)
        free = last
        latin = _latin_name(doc, last, taken)
        if latin is not None:
            start, end = latin
            span = doc.view.span(doc.tokens[start].start, doc.tokens[end - 1].end)
            yield Found(Mention(span, ref, "name", "nil.person.latin"), start, end)


def _name_at(doc: Document, index: int, taken: set[int]) -> tuple[int, int] | None:
    """Return the letters of a proclitic and the index after a full name that begins here, or None."""
    words, tokens = _words(), doc.tokens
    text = tokens[index].text
    cut = 0
    if text in words.given and not is_given_name(text, tokens[index].span.cut(doc.text)):
        return None
    if text not in words.given:
        if not (text.startswith("و") and text[1:] in words.given):
            return None
        cut = 1
    at = index + 1
    parts = 0
    while at < min(len(tokens), index + MAX_NAME) and at not in taken and same_line(doc, at - 1, at):
        part = tokens[at].text
        if tokens[at].kind != "word":
            break
        follows = at + 1 < len(tokens) and tokens[at + 1].kind == "word" and same_line(doc, at, at + 1)
        if part in words.binders and follows and at + 1 not in taken:
            at += 2
            parts += 1
            if at < len(tokens) and not _family(tokens[at].text):
                break
            continue
        if not _surname(part):
            break
        at += 1
        parts += 1
        if part not in words.given:
            break
        if tokens[at - 2].text in words.binders and at < len(tokens) and not _family(tokens[at].text):
            break
    return (cut, at) if parts else None


def _family(text: str) -> bool:
    """Whether a word may go on with a name after `بن كذا`: another link, a given name, a family with the article."""
    return text in _words().binders or text in _words().given or (text.startswith(ARTICLE) and _surname(text))


def _surname(text: str) -> bool:
    words = _words()
    return (
        len(text) >= MIN_SURNAME
        and text not in words.not_surname
        and text not in words.verbs
        and text not in words.roles
        and not text.startswith(_GLUED)
        and not text.endswith(_POSSESSED)
        and not reads(text, words.not_surname)
        and head_of(text) is None
    )


def _context(doc: Document, index: int, last: int, cut: int) -> str | None:
    """Return what says that a name is a person's here, or None."""
    words, tokens = _words(), doc.tokens
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
            if follows.text in words.roles or follows.text in words.titles:
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
    words, tokens = _words(), doc.tokens
    definite = True
    place = False
    for step in range(1, _ROLE_REACH + 1):
        at = index - step
        if at < 0 or not same_line(doc, at, at + 1):
            return False
        text = tokens[at].text
        if tokens[at].kind not in ("word", "latin"):
            if text not in OPENING and text not in CLOSING:
                return False
            definite = False
            continue
        if step <= _TITLE_REACH and definite and reads(text, words.titles):
            return at == 0 or not reads(tokens[at - 1].text, _NAMED_AFTER)
        if step > 1 and definite and text in words.roles:
            return True
        if place and (reads(text, words.titles) or text in words.roles):
            return True
        place = place or text in _AT or (text.startswith("ب") and head_of(text) is not None)
        definite = definite and text.startswith(ARTICLE)
    return False


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
