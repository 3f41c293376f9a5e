"""A folded copy of a text with a map back to it: matchers read the copy, results speak of the original."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass

from pyarabic import araby


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the original text: code-point indices, end exclusive."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def cut(self, text: str) -> str:
        """Return the characters of `text` under the span."""
        return text[self.start : self.end]


# Harakat, Quranic signs, superscript alef, tatweel: part of the letter before them.
_ATTACHED = (
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    r"\u08ca-\u08e1\u08e3-\u08ff\u0300-\u036f"
)
# Bidi controls, zero-width characters, soft hyphen: part of nothing.
_INVISIBLE = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
# Presentation forms, Arabic mathematical letters, full-width Latin: decomposed by NFKC.
_COMPATIBILITY = "\ufb50-\ufdff\ufe70-\ufefe\uff01-\uff5e\U0001ee00-\U0001eeff"

_IRREGULAR = re.compile(f"[{_ATTACHED}]|[{_INVISIBLE}]|[{_COMPATIBILITY}]")
_IS_ATTACHED = re.compile(f"[{_ATTACHED}]").match
_IS_COMPATIBILITY = re.compile(f"[{_COMPATIBILITY}]").match

_LETTERS = {
    araby.ALEF: araby.ALEF_HAMZA_ABOVE + araby.ALEF_HAMZA_BELOW + araby.ALEF_MADDA + araby.ALEF_WASLA + "ٲٳٵ",
    araby.YEH: araby.ALEF_MAKSURA + "یېےۍ",
    araby.HEH: araby.TEH_MARBUTA + "ەہھۃۀۂ",
    araby.KAF: "کڪ",
    "%": araby.PERCENT,
    "-": "−",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "\n": "\r\x0b\x0c\x85\u2028\u2029",
}


_DIGITS = {zero + digit: str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}


def _one_to_one() -> dict[int, str]:
    table = {ord(variant): letter for letter, variants in _LETTERS.items() for variant in variants}
    table.update(_DIGITS)
    for code in range(0x41, 0x250):
        lower = chr(code).lower()
        if len(lower) == 1 and lower != chr(code):
            table[code] = lower
    return table


_TABLE = _one_to_one()


def _decompose(character: str) -> str:
    """NFKC of one presentation form, folded; a form that is a mark alone gives nothing.

    A ligature of several words gives them without spaces: one character is never more than one token.
    """
    plain = unicodedata.normalize("NFKC", character)
    kept = "".join(c for c in plain if not _IRREGULAR.match(c))
    return kept.replace(" ", "").translate(_TABLE)


class View:
    """A folded copy of `source` whose characters know where they came from.

    Folding removes diacritics, tatweel, bidi and zero-width marks, unifies alef, yeh, kaf and teh marbuta,
    writes digits in ASCII and Latin letters in lower case, and decomposes presentation forms. Punctuation is
    left as it is. `text` is the folded copy; indices into it are turned into spans of `source` by `span`.
    """

    __slots__ = ("_ends", "_starts", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        pieces: list[str] = []
        starts = array("I")
        ends: dict[int, int] = {}
        done = 0
        for match in _IRREGULAR.finditer(source):
            at = match.start()
            if at > done:
                pieces.append(source[done:at])
                starts.extend(range(done, at))
            done = at + 1
            character = match.group()
            if _IS_COMPATIBILITY(character):
                plain = _decompose(character)
                pieces.append(plain)
                starts.extend([at] * len(plain))
            elif starts and _IS_ATTACHED(character):
                ends[starts[-1]] = done
        pieces.append(source[done:])
        starts.extend(range(done, len(source)))
        self.text = "".join(pieces).translate(_TABLE)
        self._starts = starts
        self._ends = ends

    def __len__(self) -> int:
        return len(self.text)

    def span(self, start: int, end: int) -> Span:
        """Return the span of `source` behind `text[start:end]`, with the marks on its last letter."""
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"[{start}:{end}] is not inside a view of {len(self.text)} characters")
        if start == end:
            at = self._starts[start] if start < len(self._starts) else len(self.source)
            return Span(at, at)
        last = self._starts[end - 1]
        return Span(self._starts[start], self._ends.get(last, last + 1))

    def indices(self, span: Span) -> tuple[int, int]:
        """Return the smallest `(start, end)` of `text` that covers a span of `source`."""
        return bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)


def fold(text: str) -> str:
    """Return the folded form of `text`, as `View(text).text`."""
    return text.translate(_TABLE) if _IRREGULAR.search(text) is None else View(text).text


def unmarked(text: str) -> str:
    """Return `text` without diacritics, tatweel and invisible marks, its digits in ASCII, its letters as they stand.

    Less than folding: hamza, teh marbuta, maksura and capitals stay, which a model that learnt from print can use.
    """
    return _IRREGULAR.sub(_plain_of, text).translate(_DIGITS)


def _plain_of(match: re.Match[str]) -> str:
    character = match.group()
    return unicodedata.normalize("NFKC", character) if _IS_COMPATIBILITY(character) else ""
