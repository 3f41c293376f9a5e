"""Quotations: which marks open, which close, and which hold speech rather than a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text import Token

_TOGGLES = {'"', "“", "”", "„", "‟"}
_PAIRS = {"«": "»", "‹": "›"}
_REVERSED = {"»": "«"}
_WORDED = {"بكلمه", "بعباره", "بكلمتين", "بكلمات", "بالقول", "بقوله", "بقولها", "قائلا", "قائله"}
"""Right behind these a single word too is all of what was said: `اكتفت بكلمة "مرحبا"`."""
MAX_TOKENS = 120
MIN_SPEECH = 3
"""A quotation of fewer words is a name, a title or a scare quote, unless it asks: `"كم السعر؟"`."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: tokens of the opening mark `first` and the closing mark `last`, and whether it is speech."""

    first: int
    last: int
    speech: bool


def find_quotes(tokens: Sequence[Token], text: str, names: Sequence[tuple[int, int]]) -> list[Quote]:
    """Pair quotation marks inside paragraphs.

    Straight marks and the curly ones, which Arab outlets write in either direction, open and close in turn;
    guillemets pair, also when they are reversed. A mark with no partner in its paragraph is passed over.

    Args:
        tokens: the tokens of a document.
        text: the folded text they index.
        names: token ranges of entity mentions; a quotation that holds one and no more is not speech.
    """
    quotes: list[Quote] = []
    opened: int | None = None
    closers: set[str] = set()
    named = set(names)
    for index, token in enumerate(tokens):
        if index and "\n" in text[tokens[index - 1].end : token.start]:
            opened = None
        if opened is not None and index - opened > MAX_TOKENS:
            opened = None
        if opened is None:
            closers = _closers(token.text)
            if closers:
                opened = index
        elif token.text in closers:
            quotes.append(Quote(opened, index, _is_speech(tokens, text, opened, index, named)))
            opened = None
    return quotes


def _closers(mark: str) -> set[str]:
    if mark in _TOGGLES:
        return _TOGGLES
    if mark in _PAIRS:
        return {_PAIRS[mark]}
    return {_REVERSED[mark]} if mark in _REVERSED else set()


def _is_byline(tokens: Sequence[Token], text: str, first: int) -> bool:
    """`دبي: «الميناء اليوم»`: one word before the colon on its line names a place, nobody who speaks."""
    alone = first < 3 or "\n" in text[tokens[first - 3].end : tokens[first - 2].start]
    return alone and not tokens[first - 2].text.startswith(("و", "ف"))


def _is_speech(tokens: Sequence[Token], text: str, first: int, last: int, named: set[tuple[int, int]]) -> bool:
    if (first + 1, last) in named:
        return False
    if first and tokens[first - 1].text == ":" and not _is_byline(tokens, text, first):
        return last - first > 1
    words = [token for token in tokens[first + 1 : last] if token.kind != "punct"]
    if words and first and tokens[first - 1].text in _WORDED:
        return True
    return len(words) >= MIN_SPEECH or (len(words) > 1 and tokens[last - 1].text in ("؟", "?"))
