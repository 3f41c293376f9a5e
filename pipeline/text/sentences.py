"""Sentences: an ordered list of small named rules that answer split, join or nothing (razdel's way)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.text.tokens import Token
from pipeline.text.view import Span, View

_FINAL = {".", "!", "?", "؟", "…", "۔"}
_CLOSING = {'"', "”", "“", "»", "’", "'", ")", "]", "}"}
_PAIRS = {"«": "»", "(": ")", "[": "]", "{": "}"}
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
    """The place between two tokens: what stands left and right of it."""

    left: Token
    before: Token | None
    right: Token
    between: str
    quoted: bool


Verdict = bool | None
"""True: split here. False: join. None: the rule has no opinion."""


def _newline(gap: _Gap) -> Verdict:
    """A line break ends a sentence: news text has its headlines and captions on lines of their own."""
    return True if "\n" in gap.between else None


def _inside_quotation(gap: _Gap) -> Verdict:
    return False if gap.quoted else None


def _glued_latin(gap: _Gap) -> Verdict:
    """No space and a Latin letter or digit follows: `3.5`, `twitter.com`, `U.S.`."""
    glued = not gap.between and gap.left.text == "." and gap.right.kind in ("latin", "number")
    return False if glued else None


def _initial(gap: _Gap) -> Verdict:
    """`د. أحمد`, `أ. ف. ب`: one letter before the stop is an abbreviation."""
    short = gap.left.text == "." and gap.before is not None and len(gap.before.text) == 1 and gap.before.kind != "punct"
    return False if short and gap.before is not None and not gap.before.text.isdigit() else None


def _ellipsis(gap: _Gap) -> Verdict:
    """Two dots are a pause in Arabic headlines and quotations, not an end."""
    return False if gap.left.kind == "punct" and gap.left.text.startswith("..") else None


def _closing_follows(gap: _Gap) -> Verdict:
    return False if gap.right.text in _CLOSING and gap.left.text in _FINAL and not gap.between else None


def _more_final(gap: _Gap) -> Verdict:
    return False if gap.right.text in _FINAL else None


def _final(gap: _Gap) -> Verdict:
    return True if gap.left.text in _FINAL else None


def _final_then_closing(gap: _Gap) -> Verdict:
    """`... سببه.” وأضاف`: the stop stands inside the quotation and the sentence ends with the mark."""
    ended = gap.before is not None and gap.before.text in _FINAL and gap.left.text in _CLOSING
    return True if ended and gap.right.text not in {"،", ","} else None


RULES: tuple[Callable[[_Gap], Verdict], ...] = (
    _newline,
    _inside_quotation,
    _glued_latin,
    _initial,
    _ellipsis,
    _closing_follows,
    _more_final,
    _final,
    _final_then_closing,
)


class _Quotations:
    """Follows quotation marks and brackets through the tokens; says whether a place is inside one.

    Straight quotes and the marks that Arab outlets reverse (`”..“`) have no direction that can be trusted:
    they open and close in turn.
    """

    def __init__(self) -> None:
        self._closer: str | None = None
        self._length = 0

    def feed(self, token: Token) -> bool:
        if self._closer is not None:
            self._length += 1
            if token.text in self._closer or self._length > MAX_QUOTED:
                self._closer, self._length = None, 0
        elif token.text in ('"', "“", "”"):
            self._closer = '"“”'
        elif token.text in _PAIRS:
            self._closer = _PAIRS[token.text]
        return self._closer is not None


def split_sentences(view: View, tokens: Sequence[Token]) -> tuple[Sentence, ...]:
    """Group tokens into sentences. Every token is in exactly one; white space is in none."""
    sentences: list[Sentence] = []
    first = 0
    quotations = _Quotations()
    for index in range(len(tokens) - 1):
        left, right = tokens[index], tokens[index + 1]
        quoted = quotations.feed(left)
        between = view.text[left.end : right.start]
        if "\n" not in between and left.kind != "punct":
            continue
        gap = _Gap(left, tokens[index - 1] if index > first else None, right, between, quoted)
        verdict = next((v for v in (rule(gap) for rule in RULES) if v is not None), False)
        if verdict:
            sentences.append(Sentence(first, index + 1, Span(tokens[first].span.start, left.span.end)))
            first = index + 1
            if "\n" in between:
                quotations = _Quotations()
    if tokens:
        sentences.append(Sentence(first, len(tokens), Span(tokens[first].span.start, tokens[-1].span.end)))
    return tuple(sentences)
