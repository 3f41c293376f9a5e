"""The wordings of causes: patterns of causes.tsv over the word families of cause_words.tsv, found in a token range."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline.facts.analysis import Analysis
from pipeline.facts.inflection import noun_forms
from pipeline.resources import DataFileError, read_tsv
from pipeline.text import fold, splits

GAP = 4
"""Tokens that may stand between two words which the data joins by `..`."""
_DATA = Path(__file__).parent / "data"
_DENIALS = {"ليس", "لا", "ليست", "لم"}
GUARD = 3
"""Tokens before an attack in which a word says that a service guards against it."""
_AGAINST = {"من", "ضد"}
_Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place of a word sequence: the words that may fill it, and how many tokens may stand before it."""

    words: _Words
    gap: int = 0


_Part = tuple[_Slot, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Word sequences that must all occur, and the category that they mean.

    A weak one needs a word that links it to the stop; an event (`اندلع حريق في السنترال`) is a cause by itself.
    """

    category: str
    parts: tuple[_Part, ...]
    weak: bool
    event: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found at tokens `first` to `last` (exclusive)."""

    category: str
    first: int
    last: int
    weak: bool
    event: bool = False


@cache
def _families() -> dict[str, list[tuple[_Words, ...]]]:
    """Name of a family -> its members, each a sequence of word sets: one set for a word, several for a phrase."""
    table: dict[str, list[tuple[_Words, ...]]] = {}
    for _, row in read_tsv(_DATA / "cause_words.tsv"):
        singles: set[str] = set()
        phrases: list[tuple[_Words, ...]] = []
        for member in (words.split() for words in row["words"].split("|")):
            if len(member) == 1:
                singles |= noun_forms(member[0])
            else:
                phrases.append(tuple(_accusative(word) for word in member))
        table[row["name"]] = [(frozenset(singles),), *phrases]
    return table


def _accusative(word: str) -> _Words:
    """A word as it stands, and with the alef of its accusative: `خطأ برمجيا`."""
    folded = fold(word)
    return frozenset({folded, folded + "ا"})


def _sequences(text: str) -> list[_Part]:
    """Return what one part of a pattern may be: `<fault> .. <server>` is a product of families."""
    rows: list[_Part] = [()]
    gap = 0
    for word in text.split():
        if word == "..":
            gap = GAP
            continue
        if word.startswith("<") and word[1:-1] not in _families():
            raise DataFileError(f"causes.tsv: no family {word} in cause_words.tsv")
        members = _families()[word[1:-1]] if word.startswith("<") else [(_accusative(word),)]
        rows = [
            (*row, *(_Slot(words, gap if index == 0 else 0) for index, words in enumerate(member)))
            for row in rows
            for member in members
        ]
        gap = 0
    return rows


@cache
def _patterns() -> tuple[Pattern, ...]:
    found: list[Pattern] = []
    for _, row in read_tsv(_DATA / "causes.tsv"):
        for written in row["words"].split("|"):
            words = written.strip()
            combined: list[tuple[_Part, ...]] = [()]
            for part in words.lstrip("~!").split("+"):
                combined = [(*parts, sequence) for parts in combined for sequence in _sequences(part)]
            weak, event = words.startswith("~"), words.startswith("!")
            found += [Pattern(row["category"], parts, weak, event) for parts in combined]
    return tuple(found)


@cache
def _by_first_word() -> dict[str, list[tuple[int, Pattern]]]:
    """First word of a pattern -> (rank in the file, pattern)."""
    table: dict[str, list[tuple[int, Pattern]]] = {}
    for rank, pattern in enumerate(_patterns()):
        for word in pattern.parts[0][0].words:
            table.setdefault(word, []).append((rank, pattern))
    return table


@lru_cache(maxsize=8_192)
def _stems(token: str) -> _Words:
    return frozenset(split.stem for split in splits(token))


@cache
def _singles(family: str) -> _Words:
    """The members of a family that are one word."""
    return frozenset().union(*_families()[family][0])


def has_word(analysis: Analysis, family: str, first: int, last: int) -> bool:
    """Whether a word of a family of cause_words.tsv stands in a token range."""
    return any(_singles(family) & _stems(token.text) for token in analysis.tokens[first:last])


def find(analysis: Analysis, first: int, last: int) -> Match | None:
    """Return the best pattern of the first clause in a token range that has one."""
    while first < last:
        end = min(analysis.clause_at(first).last, last)
        match = best(analysis, first, end, last)
        if match is not None:
            return match
        first = end
    return None


def event(analysis: Analysis, first: int, last: int) -> Match | None:
    """Return the first event in a token range: `اندلع حريق في السنترال`."""
    for index in range(first, last):
        for _, pattern, end in _at(analysis, index, first, last):
            if pattern.event:
                return Match(pattern.category, index, end, weak=False, event=True)
    return None


def best(analysis: Analysis, first: int, clause_end: int, last: int) -> Match | None:
    """Return the pattern that stands first in the data file among those that begin in a clause."""
    chosen: tuple[int, Match] | None = None
    for index in range(first, clause_end):
        for rank, pattern, end in _at(analysis, index, first, last):
            if chosen is not None and (rank >= chosen[0] or _is_contrasted(analysis, index)):
                continue
            chosen = (rank, Match(pattern.category, index, end, pattern.weak, pattern.event))
    if chosen is None:
        return None
    # The category is decided; its words begin with the first of them: `نظام أسماء النطاقات (DNS)`.
    match = chosen[1]
    for index in range(first, match.first):
        for _, pattern, end in _at(analysis, index, first, last):
            if pattern.category == match.category:
                return Match(match.category, index, max(end, match.last), match.weak and pattern.weak, match.event)
    return match


def _at(analysis: Analysis, index: int, first: int, last: int) -> list[tuple[int, Pattern, int]]:
    """Return (rank, pattern, end) of the patterns that begin at a token."""
    found: list[tuple[int, Pattern, int]] = []
    for stem in _stems(analysis.tokens[index].text):
        for rank, pattern in _by_first_word().get(stem, ()):
            end = _match(analysis, pattern, index, first, last)
            if end and not (pattern.category == "cyberattack" and _guarded(analysis, index)):
                found.append((rank, pattern, end))
    return found


def _guarded(analysis: Analysis, index: int) -> bool:
    """`خدمات الحماية من هجمات حجب الخدمة`: what a firm sells is no cause."""
    return any(
        hit.last == index or analysis.tokens[hit.last].text in _AGAINST
        for hit in analysis.find(max(index - GUARD, 0), index, "guard")
    )


def _is_contrasted(analysis: Analysis, index: int) -> bool:
    """`خلل في أسماء النطاقات وليس هجوما`: beside another cause, the denied one is told by its denial."""
    return bool({token.text.lstrip("و") for token in analysis.tokens[max(index - 3, 0) : index]} & _DENIALS)


def _match(analysis: Analysis, pattern: Pattern, index: int, first: int, last: int) -> int:
    end = _sequence(analysis, pattern.parts[0], index, last)
    if not end:
        return 0
    for part in pattern.parts[1:]:
        ends = [e for at in range(first, last) if (e := _sequence(analysis, part, at, last))]
        if not ends:
            return 0
        end = max(end, ends[0])
    return end


def _sequence(analysis: Analysis, part: _Part, index: int, last: int) -> int:
    """Return where a word sequence that begins at a token ends, or 0."""
    at = index
    for place, slot in enumerate(part):
        limit = min(at + slot.gap, last - 1)
        while at <= limit and not slot.words & _stems(analysis.tokens[at].text):
            if place and analysis.tokens[at].text in (".", "؛", "،"):
                return 0
            at += 1
        if at > limit:
            return 0
        at += 1
    return at
