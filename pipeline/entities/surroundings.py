"""What stands around a name: quotation marks, a generic noun before it, neighbours in a list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pipeline.document import Document
from pipeline.entities.gazetteer import Candidate
from pipeline.entities.words import (
    ARTICLE,
    BRACKETS,
    CLOSING,
    DIRECTED,
    OPENING,
    Head,
    closed_class,
    head_of,
    is_definite,
)
from pipeline.text import splits

MAX_BETWEEN = 4
"""So many definite words may stand between a generic noun and its name (`شبكة التواصل الاجتماعي “بلوسكاي”`)."""
_RELATIVE = closed_class("التي الذي اللذان اللتان الذين اللواتي")
_MESSAGING = closed_class("المراسلة")
"""`تطبيق المراسلة «كذا»`: messaging, no reporter."""
_ZONE = closed_class("توقيت بتوقيت التوقيت")
_SUNSET = closed_class("المغرب والمغرب")
_PRAYER = closed_class("صلاة أذان آذان حلول قبيل بعيد")
_NEXT_PRAYER = closed_class("والعشاء والفجر")
"""`بين المغرب والعشاء`, `قبيل المغرب`: the prayer, not Morocco."""
_SEPARATORS = frozenset({"،", ",", "/", "؛", "و", "أو", "او"})


def same_line(doc: Document, left: int, right: int) -> bool:
    """Whether no line break stands between two neighbouring tokens."""
    return "\n" not in doc.view.text[doc.tokens[left].end : doc.tokens[right].start]


def before(doc: Document, first: int) -> int | None:
    """Return the index of the token before `first`, opening marks skipped, or None at the start of the line."""
    index = first
    while index > 0:
        if not same_line(doc, index - 1, index):
            return None
        index -= 1
        if doc.tokens[index].text not in OPENING:
            return index
    return None


def after(doc: Document, last: int) -> int | None:
    """Return the index of the token from `last` on, closing marks skipped, or None at the end of the line."""
    index = last
    while index < len(doc.tokens):
        if not same_line(doc, index - 1, index):
            return None
        if doc.tokens[index].text not in CLOSING:
            return index
        index += 1
    return None


def names_a_time(doc: Document, first: int) -> bool:
    """Whether what looks like a place is a time: a zone (`بتوقيت مكة`), the prayer at sunset (`قبيل المغرب`)."""
    if first > 0 and same_line(doc, first - 1, first):
        left = doc.tokens[first - 1].text
        if reads(left, _ZONE) or (doc.tokens[first].text in _SUNSET and reads(left, _PRAYER)):
            return True
    if first + 1 >= len(doc.tokens) or doc.tokens[first].text not in _SUNSET:
        return False
    return doc.tokens[first + 1].text in _NEXT_PRAYER


def enclosed(doc: Document, first: int, last: int) -> bool:
    """Whether marks of quotation or brackets stand right before and right after the tokens.

    Outlets turn their marks both ways, so the white space says which of two is the opening one:
    in `“أ” ثم “ب”` the word between is not quoted.
    """
    tokens = doc.tokens
    if first == 0 or last >= len(tokens) or not same_line(doc, first - 1, last):
        return False
    left, right = tokens[first - 1], tokens[last]
    if left.text not in OPENING or right.text not in CLOSING:
        return False
    directed = left.text in DIRECTED and right.text in DIRECTED
    return directed or (left.end == tokens[first].start and tokens[last - 1].end == right.start)


def bracketed_after(doc: Document, last: int) -> int | None:
    """Return the index of the first token of a bracket that follows the name: `زين (Zain)`."""
    index = after(doc, last)
    if index is not None and doc.tokens[index].text in BRACKETS and index + 1 < len(doc.tokens):
        return index + 1
    return None


def head_before(doc: Document, candidate: Candidate) -> tuple[int, Head] | None:
    """Return the generic noun that announces a name and its token; a name behind a proclitic has none."""
    return None if candidate.cut else head_at(doc, candidate.first)


def head_at(doc: Document, first: int) -> tuple[int, Head] | None:
    """Return the generic noun right before a token, or before definite words that precede it."""
    index = before(doc, first)
    for _ in range(MAX_BETWEEN + 1):
        if index is None or doc.tokens[index].kind != "word":
            return None
        word = doc.tokens[index].text
        head = head_of(word) if word not in _MESSAGING else None
        if head is not None:
            ruling = _ruling(doc, index) if word.startswith(ARTICLE) else None
            return (index - 1, ruling) if ruling is not None else (index, head)
        if not word.startswith(ARTICLE) or word in _RELATIVE:
            return None
        index = index - 1 if index > 0 and same_line(doc, index - 1, index) else None
    return None


def _ruling(doc: Document, index: int) -> Head | None:
    """Return the indefinite generic noun right before a definite one: `شركة الخدمات`, `متعامل الهاتف`."""
    if index == 0 or not same_line(doc, index - 1, index) or is_definite(doc.tokens[index - 1].text):
        return None
    return head_of(doc.tokens[index - 1].text)


def stems(word: str) -> Iterator[str]:
    """Yield what a word may be without its proclitics, the article kept where it has one."""
    for reading in splits(word):
        if "س" not in reading.proclitics:
            yield reading.stem


@lru_cache(maxsize=8_192)
def reads(word: str, words: frozenset[str]) -> bool:
    """Whether a word, with or without its proclitics, is one of `words`."""
    return any(stem in words for stem in stems(word))


def joined_left(doc: Document, candidate: Candidate) -> int | None:
    """Return the index after the last token of what a name is coordinated with on its left."""
    index = candidate.first
    joint = candidate.conjunction
    while index > 0 and same_line(doc, index - 1, index):
        text = doc.tokens[index - 1].text
        if text in _SEPARATORS:
            joint = True
        elif text not in OPENING and text not in CLOSING:
            return index if joint else None
        index -= 1
    return None


def joined_right(doc: Document, candidate: Candidate) -> int | None:
    """Return the token where the next member of a list that this name is in may begin, its conjunction included."""
    index = candidate.last
    joint = False
    while index < len(doc.tokens) and same_line(doc, index - 1, index):
        text = doc.tokens[index].text
        if text in _SEPARATORS:
            joint = True
        elif text not in CLOSING and text not in OPENING:
            return index if joint or text.startswith("و") else None
        index += 1
    return None
