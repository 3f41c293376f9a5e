"""Names that the knowledge base does not have: quoted or Latin ones after a generic noun, public bodies, airports.

Every rule would rather find nothing than something wrong. People are in `people.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Document, Mention, Ref
from pipeline.entities.coreference import covered
from pipeline.entities.gazetteer import Candidate
from pipeline.entities.people import find_people
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import before, enclosed, head_before, reads, same_line
from pipeline.entities.words import ARTICLE, BRACKETS, CLOSING, DATA, OPENING, head_of, nationalities
from pipeline.resources import read_toml
from pipeline.text import fold, splits

MAX_QUOTED = 4
"""A quotation of more words than this is speech or a title, not a name."""
MAX_BODY = 8
"""So many words has the name of a public body at most."""
_MEDIUM_REACH = 12
_SITES = frozenset(fold(noun) for noun in ("موقع", "منصة", "شبكة", "بوابة"))
_CONJUNCTION = "و"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `nil.toml` that this module uses, folded."""

    not_first: frozenset[str]
    definite: frozenset[str]
    adjectives: frozenset[str]
    indefinite: frozenset[str]
    universities: frozenset[str]
    airports: frozenset[str]
    airport_end: frozenset[str]
    portfolios: frozenset[str]
    stop: frozenset[str]
    roles: frozenset[str]
    verbs: frozenset[str]
    acronyms: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> Words:
    data = read_toml(DATA / "nil.toml")

    def folded(table: str, field: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[table][field])

    return Words(
        folded("quoted", "not_first"),
        folded("organizations", "definite"),
        folded("organizations", "adjectives") | nationalities(),
        folded("organizations", "indefinite"),
        folded("organizations", "universities"),
        folded("organizations", "airports"),
        folded("organizations", "airport_end"),
        folded("organizations", "portfolios"),
        folded("organizations", "stop"),
        folded("roles", "words"),
        folded("speech", "verbs"),
        folded("quoted", "acronyms"),
    )


def find_unknown(doc: Document, found: Sequence[Found]) -> list[Found]:
    """Return mentions of entities that are not in the knowledge base, clear of those of `found`."""
    taken = covered(found)
    unknown: list[Found] = []
    for rule in (_quoted, _dateline, _after_head, _bodies, _institutions):
        for item in rule(doc, taken):
            if not any(index in taken for index in range(item.first, item.last)):
                unknown.append(item)
                taken.update(range(item.first, item.last))
    unknown.extend(find_people(doc, [*found, *unknown], taken))
    unknown.extend(_again(doc, unknown, covered([*found, *unknown])))
    return unknown


def airports(doc: Document, found: Sequence[Found]) -> list[Found]:
    """Let `مطار` take the place name after it into the mention: `مطار برلين` is not Berlin."""
    result: list[Found] = []
    for item in found:
        first = item.first - 1
        span = item.mention.span
        glued = span.start == doc.tokens[item.first].span.start
        if item.mention.ref.type == "place" and first >= 0 and glued and same_line(doc, first, item.first):
            cut = _cut(doc.tokens[first].text, _words().airports)
            if cut is not None:
                result.append(_made(doc, first, item.last, "place", "nil.airport", cut))
                continue
        result.append(item)
    return result


def _made(doc: Document, first: int, last: int, kind: str, rule: str, cut: int = 0) -> Found:
    """Make the mention of tokens `first` to `last`, `cut` letters of proclitics left out."""
    span = doc.view.span(doc.tokens[first].start + cut, doc.tokens[last - 1].end)
    surface = span.cut(doc.text)
    arabic = surface if doc.tokens[first].kind == "word" else None
    return Found(Mention(span, Ref(None, surface, arabic, kind), "name", rule), first, last)


def _cut(word: str, words: frozenset[str]) -> int | None:
    """Return the letters of proclitics before one of `words`, or None where the word is none of them."""
    for reading in splits(word):
        if reading.stem in words and ARTICLE not in reading.proclitics:
            return reading.length
        if reading.proclitics[-2:] == ("ل", ARTICLE) and ARTICLE + reading.stem in words:
            return reading.length
    return None


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
    tokens, words = doc.tokens, _words()
    for first, last in _quotations(doc):
        if tokens[first].text in words.not_first or tokens[first].kind == "number" or first in taken:
            continue
        head = head_before(doc, _plain(doc, first, last))
        if head is not None:
            index, noun = head
            kind = noun.nil
            direct = index == before(doc, first)
            definite = tokens[index].text.removeprefix("و").startswith((ARTICLE, "لل", "ب" + ARTICLE))
            if kind == "service" and noun.noun in _SITES and _speech_near(doc, index, 2):
                kind = "media"  # a site that reports: `ونقل موقع «كذا»`
            if kind and not (direct and definite):
                yield _made(doc, first, last, kind, "nil.quoted")
            continue
        left = before(doc, first)
        if left is None:
            continue
        if tokens[left].text == "ل" and _speech_near(doc, left) and _says(doc, last + 1):
            yield _made(doc, first, last, "media", "nil.told")
        elif tokens[left].text in ("في", "فى", "لدى", "ب") and _role_near(doc, left):
            yield _made(doc, first, last, "company", "nil.workplace")


def _plain(doc: Document, first: int, last: int) -> Candidate:
    tokens = doc.tokens
    return Candidate(first, last, tokens[first].start, tokens[last - 1].end, (), 0, False, False)


def _says(doc: Document, index: int) -> bool:
    """Whether what is said follows: a colon, a comma, `إن`."""
    return index < len(doc.tokens) and doc.tokens[index].text in (":", "،", ",", "ان", "بان", "انه", "انها", "عن")


def _speech_near(doc: Document, index: int, reach: int = _MEDIUM_REACH) -> bool:
    sentence = doc.sentences[doc.sentence_at(doc.tokens[index].span.start)]
    start = max(sentence.first, index - reach)
    return any(reads(doc.tokens[i].text, _words().verbs) for i in range(start, index))


def _role_near(doc: Document, index: int) -> bool:
    return any(reads(doc.tokens[i].text, _words().roles) for i in range(max(index - 3, 0), index))


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
                yield _made(doc, index + 2, last, "media", "nil.dateline")
            if tokens[last].kind != "word":
                break


def _after_head(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`شركة SkyNet`, `تطبيق زوغو (Zogo)`: a Latin name after a noun, or an Arabic one with its Latin in brackets."""
    tokens, words = doc.tokens, _words()
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
            if written[0].isupper() and tokens[index + 1].text not in words.acronyms:
                yield _made(doc, index + 1, last, kind, "nil.latin")
            continue
        for end in range(index + 2, min(index + 5, len(tokens) - 1)):
            if tokens[end].text == "(" and tokens[end + 1].kind == "latin":
                proper = tokens[end + 1].span.cut(doc.text)[0].isupper() and tokens[end + 1].text not in words.acronyms
                if proper and not any(tokens[i].text.startswith(ARTICLE) for i in (index, index + 1)):
                    yield _made(doc, index + 1, end, kind, "nil.bracketed")
                break
            if tokens[end - 1].kind != "word" or not same_line(doc, end - 1, end):
                break


def _bodies(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`الهيئة الوطنية للاتصالات`, `وزارة الصحة الكويتية`."""
    tokens, words = doc.tokens, _words()
    free = 0
    for index, token in enumerate(tokens[:-1]):
        if index < free or token.kind != "word" or index in taken or not same_line(doc, index, index + 1):
            continue
        cut = _cut(token.text, words.definite)
        if cut is not None:
            last = _definite_body(doc, index)
        else:
            cut = _cut(token.text, words.indefinite)
            last = _indefinite_body(doc, index) if cut is not None else None
        if cut is None or last is None or any(i in taken for i in range(index, last)):
            continue
        free = last
        yield _made(doc, index, last, "organization", "nil.body", cut)


def _definite_body(doc: Document, index: int) -> int | None:
    """`الهيئة` + adjectives + `لـ` + what it is for; the purpose must be there."""
    at = index + 1
    while _is_word(doc, at) and doc.tokens[at].text in _words().adjectives:
        at += 1
    if at == index + 1 or not _is_word(doc, at):
        return None
    text = doc.tokens[at].text
    if text.startswith("لل") and len(text) > 4:
        return _joined(doc, at + 1, index)
    if text.startswith("ل") and len(text) > 4 and _is_definite(doc, at + 1):
        return _joined(doc, at + 2, index)
    return None


def _indefinite_body(doc: Document, index: int) -> int | None:
    """`وزارة` + definite noun, or a verbal noun and a definite one; then adjectives."""
    at = index + 1
    if _is_definite(doc, at):
        last = _joined(doc, at + 1, index)
        named = doc.tokens[at].text in _words().portfolios or doc.tokens[last - 1].text in _words().adjectives
        return last if named or not doc.tokens[index].text.endswith("هيئه") else None
    if doc.tokens[index].text.endswith("هيئه") and _is_word(doc, at) and _is_definite(doc, at + 1):
        return _joined(doc, at + 2, index)
    return None


def _joined(doc: Document, at: int, index: int) -> int:
    """Take what else belongs to the name of a body: adjectives, `وتقنية المعلومات`, a nationality."""
    limit = index + MAX_BODY
    words = _words()
    while at < limit and _is_word(doc, at):
        text = doc.tokens[at].text
        if (
            text in words.adjectives
            or (at > index + 1 and _is_definite(doc, at) and text.endswith("يه"))
            or (text.startswith("وال") and text[1:] in words.portfolios)
        ):
            at += 1
        elif text.startswith(_CONJUNCTION) and len(text) > 4 and head_of(text) is None and _purpose(doc, at):
            at += 2
        else:
            break
    return at


def _purpose(doc: Document, at: int) -> bool:
    """Whether `وتقنية المعلومات` follows: an indefinite noun, then a definite one that is no adjective of time."""
    text = doc.tokens[at].text
    verb = reads(text, _words().verbs)
    return not verb and not text.startswith("وال") and text.endswith(("ه", "يا")) and _is_definite(doc, at + 1)


def _is_word(doc: Document, at: int) -> bool:
    return at < len(doc.tokens) and doc.tokens[at].kind == "word" and same_line(doc, at - 1, at)


def _is_definite(doc: Document, at: int) -> bool:
    if not _is_word(doc, at):
        return False
    text = doc.tokens[at].text
    return text.startswith(ARTICLE) and len(text) > 3 and text not in _words().stop


def _institutions(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`جامعة ابن زهر`, `مطار الملك خالد الدولي`."""
    tokens, words = doc.tokens, _words()
    for index, token in enumerate(tokens[:-1]):
        if token.kind != "word" or index in taken or not _is_word(doc, index + 1):
            continue
        cut = _cut(token.text, words.universities)
        if cut is not None and tokens[index + 1].text in ("ابن", "الملك", "محمد", "الامير", "السلطان", "القاضي"):
            if _is_word(doc, index + 2):
                yield _made(doc, index, index + 3, "organization", "nil.university", cut)
            continue
        cut = _cut(token.text, words.airports)
        if cut is None:
            continue
        for last in range(index + 2, min(index + 6, len(tokens))):
            if not _is_word(doc, last):
                break
            if tokens[last].text in words.airport_end:
                yield _made(doc, index, last + 1, "place", "nil.airport", cut)
                break


def _again(doc: Document, unknown: Sequence[Found], taken: set[int]) -> Iterator[Found]:
    """A name found once is found where it stands again: in marks of quotation, or when it has several words."""
    names: dict[tuple[str, ...], Found] = {}
    for item in unknown:
        glued = item.mention.span.start == doc.tokens[item.first].span.start
        if item.mention.ref.type != "person" and glued:
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
