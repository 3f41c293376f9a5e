"""Universities, hospitals, airports and exchanges that the knowledge base does not have."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Document
from pipeline.entities.nilwords import cut_before, institution_heads, made, words
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import reads, same_line
from pipeline.entities.words import ARTICLE, closed_class, head_of

MIN_NAME = 4
_SERVANT = "عبد"
_HONOURED = closed_class("ابن الملك محمد الأمير السلطان القاضي الشيخ الإمام")
_BOUND = closed_class("أم ابن بن")


def find_institutions(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`جامعة ابن زهر`, `مطار الملك خالد الدولي`, `سنترال رمسيس`."""
    known = words()
    for index, token in enumerate(doc.tokens[:-1]):
        if token.kind != "word" or index in taken or cut_before(token.text, institution_heads()) is None:
            continue
        if not _is_word(doc, index + 1):
            continue
        for nouns, end, kind, rule in (
            (known.universities, _university, "organization", "nil.university"),
            (known.hospitals, _called_after, "organization", "nil.institution"),
            (known.airports, _airport, "place", "nil.airport"),
            (known.exchanges, _exchange, "place", "nil.exchange"),
        ):
            cut = cut_before(token.text, nouns)
            last = end(doc, index, taken) if cut is not None else None
            if cut is not None and last is not None:
                yield made(doc, index, last, kind, rule, cut)
                break


def _called_after(doc: Document, index: int, taken: set[int]) -> int | None:
    """`مستشفى الملك خالد`: the name of a person after the noun."""
    honoured = doc.tokens[index + 1].text in _HONOURED
    last = index + 3
    if not honoured or not _is_word(doc, index + 2) or index + 2 in taken:
        return None
    return last + 1 if doc.tokens[index + 2].text == _SERVANT and _is_word(doc, last) else last


def _university(doc: Document, index: int, taken: set[int]) -> int | None:
    """`جامعة ستانفورد`, `جامعة أم القرى`: one word without article, or two that are bound."""
    called = _called_after(doc, index, taken)
    text = doc.tokens[index + 1].text
    if called is not None or index + 1 in taken:
        return called
    if text in _BOUND:
        return index + 3 if _is_word(doc, index + 2) else None
    plain = len(text) >= MIN_NAME and not text.startswith((ARTICLE, "لل")) and not text.endswith(("ه", "ات"))
    word = reads(text, words().not_university) or reads(text, words().small) or head_of(text) is not None
    return index + 2 if plain and not word and text not in words().verbs and text not in words().roles else None


def _airport(doc: Document, index: int, taken: set[int]) -> int | None:
    for last in range(index + 2, min(index + 6, len(doc.tokens))):
        if not _is_word(doc, last):
            break
        if doc.tokens[last].text in words().airport_end:
            return last + 1
    return None


def _exchange(doc: Document, index: int, taken: set[int]) -> int | None:
    text = doc.tokens[index + 1].text
    named = (
        len(text) >= MIN_NAME and not text.startswith("لل") and not text.endswith("يه") and text not in words().small
    )
    return index + 2 if named and text not in words().not_exchange else None


def _is_word(doc: Document, at: int) -> bool:
    return at < len(doc.tokens) and doc.tokens[at].kind == "word" and same_line(doc, at - 1, at)
