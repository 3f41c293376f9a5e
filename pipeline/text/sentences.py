"""Sentences: an ordered list of small named rules that answer split, join or nothing (razdel's way)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.text.tokens import Token
from pipeline.text.view import Span, View

_FINAL = {".", "!", "?", "؟", "۔"}
_CLOSING = {'"', "”", "“", "»", "’", "'", ")", "]", "}"}
_CONTINUING = {"،", ",", "؛", ":", "-", "–", "—"}
_ABBREVIATIONS = {"inc", "ltd", "corp", "co", "mr", "mrs", "ms", "dr", "prof", "jr", "sr", "st", "no", "vs"}
_SPELLED = {
    "اي", "ايه", "بي", "سي", "دي", "اف", "جي", "جيه", "اتش", "هاتش", "اش", "جاي", "كي", "كيه", "ال", "ام", "ان", "او",
    "كيو", "ار", "اس", "تي", "يو", "في", "دبليو", "اكس", "واي", "زد", "زي", "نت", "دوت",
}  # fmt: skip
"""Latin letters as Arabic spells them: `بي.بي.سي`, `سي.إن.إن`, `جيه.بي مورغان`."""
_STRAIGHT = '"“”'
_PAIRS = {"«": "»", "‘": "’", "(": ")", "[": "]", "{": "}"}
MAX_QUOTED = 120
"""A quotation longer than this many tokens has lost its closing mark; sentences end inside it again."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last` (exclusive) of a document, and the span they cover."""

    first: int
    last: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Gap:
    """The place between two tokens: what stands left and right of it. `opening`: `before` begins the sentence."""

    left: Token
    before: Token | None
    right: Token
    between: str
    quoted: bool
    opening: bool


Verdict = bool | None
"""True: split here. False: join. None: the rule has no opinion."""


def _newline(gap: _Gap) -> Verdict:
    """A line break ends a sentence: news text has its headlines and captions on lines of their own."""
    return True if "\n" in gap.between else None


def _inside_quotation(gap: _Gap) -> Verdict:
    return False if gap.quoted else None


def _glued_latin(gap: _Gap) -> Verdict:
    """No space and a Latin letter or digit follows: `twitter.com`, `.NET`, unless Arabic prose runs into it."""
    if gap.between or gap.left.text != "." or gap.right.kind not in ("latin", "number"):
        return None
    prose = gap.before is not None and gap.before.kind == "word" and gap.before.end == gap.left.start
    return None if prose else False


def _initial(gap: _Gap) -> Verdict:
    """`د. أحمد`, `أ. ف. ب`: one letter before the stop is an abbreviation."""
    if gap.left.text != "." or gap.before is None or gap.before.kind == "punct":
        return None
    return False if len(gap.before.text) == 1 and not gap.before.text.isdigit() else None


def _spelled_letter(gap: _Gap) -> Verdict:
    """`بي.تي.سي.إل`: the name of a letter, a stop and no space is an abbreviation; a `و` begins a new sentence."""
    if gap.left.text != "." or gap.between or gap.before is None or gap.before.end != gap.left.start:
        return None
    goes_on = gap.right.kind == "word" and (gap.right.text in _SPELLED or not gap.right.text.startswith("و"))
    return False if gap.before.text in _SPELLED and goes_on else None


def _list_number(gap: _Gap) -> Verdict:
    """`1. تحديث التطبيق`: a number that opens the sentence counts an item."""
    return False if gap.left.text == "." and gap.opening and gap.before and gap.before.kind == "number" else None


def _latin_abbreviation(gap: _Gap) -> Verdict:
    """`Meta Inc. قالت`, `Dr. Smith`, `U.S. Army`; a following `و` opens a new sentence after all."""
    if gap.left.text != "." or gap.before is None or gap.before.kind != "latin" or gap.before.end != gap.left.start:
        return None
    word = gap.before.text
    short = word in _ABBREVIATIONS or (len(word) > 2 and word[-2] == ".")
    return False if short and not gap.right.text.startswith("و") else None


def _ellipsis(gap: _Gap) -> Verdict:
    """Two dots or more are a pause in Arabic headlines and quotations, not an end."""
    return False if gap.left.text.startswith("..") or gap.left.text == "…" else None


def _closing_follows(gap: _Gap) -> Verdict:
    return False if gap.right.text in _CLOSING and gap.left.text in _FINAL and not gap.between else None


def _more_final(gap: _Gap) -> Verdict:
    return False if gap.right.text in _FINAL or gap.right.text.startswith("..") else None


def _final(gap: _Gap) -> Verdict:
    return True if gap.left.text in _FINAL else None


def _final_then_closing(gap: _Gap) -> Verdict:
    """`... سببه.” وأضاف`: the stop stands inside the quotation and the sentence ends with the mark.

    After a quoted question or cry the sentence often goes on: `كتب "كم الثمن؟" على حسابه`. A `و` opens the next.
    """
    if gap.before is None or gap.before.text not in _FINAL or gap.left.text not in _CLOSING:
        return None
    if gap.right.text in _CONTINUING:
        return False
    goes_on = gap.before.text != "." and gap.right.kind == "word" and not gap.right.text.startswith("و")
    return not goes_on


RULES: tuple[Callable[[_Gap], Verdict], ...] = (
    _newline,
    _inside_quotation,
    _glued_latin,
    _initial,
    _spelled_letter,
    _list_number,
    _latin_abbreviation,
    _ellipsis,
    _closing_follows,
    _more_final,
    _final,
    _final_then_closing,
)


def _quoted_gaps(view: View, tokens: Sequence[Token]) -> list[bool]:
    """Say for each token whether the place behind it is inside a quotation or a bracket.

    Straight quotes and the marks that Arab outlets reverse (`”..“`) have no direction that can be trusted:
    they open and close in turn. A mark without a partner on its line, or with one too far away, opens nothing.
    """
    quoted = [False] * len(tokens)
    partner = _partners(view, tokens)
    index = 0
    while index < len(tokens):
        closing = partner.get(index)
        if closing is None:
            index += 1
            continue
        quoted[index:closing] = [True] * (closing - index)
        index = closing + 1
    return quoted


def _partners(view: View, tokens: Sequence[Token]) -> dict[int, int]:
    """Map every mark that may open to the next one that closes it, on the same line and near enough."""
    nearest: dict[str, int] = {}
    partners: dict[int, int] = {}
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if index + 1 < len(tokens) and "\n" in view.text[token.end : tokens[index + 1].start]:
            nearest.clear()
        if token.kind != "punct":
            continue
        mark = '"' if token.text in _STRAIGHT else token.text
        closer = '"' if mark == '"' else _PAIRS.get(mark)
        if closer in nearest and nearest[closer] - index <= MAX_QUOTED:
            partners[index] = nearest[closer]
        nearest[mark] = index
    return partners


def split_sentences(view: View, tokens: Sequence[Token]) -> tuple[Sentence, ...]:
    """Group tokens into sentences. Every token is in exactly one; white space is in none."""
    sentences: list[Sentence] = []
    first = 0
    quoted = _quoted_gaps(view, tokens)
    for index in range(len(tokens) - 1):
        left, right = tokens[index], tokens[index + 1]
        between = view.text[left.end : right.start]
        if left.kind != "punct" and "\n" not in between:
            continue
        before = tokens[index - 1] if index > first else None
        gap = _Gap(left, before, right, between, quoted[index], opening=index - 1 == first)
        verdict = next((v for v in (rule(gap) for rule in RULES) if v is not None), False)
        if verdict:
            sentences.append(Sentence(first, index + 1, Span(tokens[first].span.start, left.span.end)))
            first = index + 1
    if tokens:
        sentences.append(Sentence(first, len(tokens), Span(tokens[first].span.start, tokens[-1].span.end)))
    return tuple(sentences)
