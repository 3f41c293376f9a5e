"""Proclitics: the conjunctions, prepositions and article that Arabic writes onto the next word."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_CONJUNCTIONS = ("و", "ف")
_PREPOSITIONS = ("ب", "ل", "ك")
_FUTURE = "س"
_ARTICLE = "ال"
MIN_STEM = 2
"""A stem is at least this many letters: a shorter rest is the word itself (`وفق` is not و+فق in every reading)."""


class Split(NamedTuple):
    """One reading of a written word: `proclitics`, then the stem that starts at `length` letters."""

    proclitics: tuple[str, ...]
    length: int
    stem: str


@lru_cache(maxsize=24_576)
def splits(word: str) -> tuple[Split, ...]:
    """Return every reading of a folded word, the unsplit one first, then by the letters taken off.

    `وللشركه` gives the word itself, و + للشركه, و+ل + لشركه and و+ل+ال + شركه. Which one is right is for
    the caller to say, who knows the words it looks for.
    """
    readings = [Split((), 0, word)]

    def add(proclitics: tuple[str, ...], length: int) -> None:
        if len(word) - length >= MIN_STEM:
            readings.append(Split(proclitics, length, word[length:]))

    def after_conjunction(taken: tuple[str, ...], at: int) -> None:
        rest = word[at:]
        if rest.startswith(_ARTICLE):
            add((*taken, _ARTICLE), at + 2)
        if rest.startswith(_FUTURE):
            add((*taken, _FUTURE), at + 1)
        for preposition in _PREPOSITIONS:
            if not rest.startswith(preposition):
                continue
            add((*taken, preposition), at + 1)
            if rest.startswith(_ARTICLE, 1):
                add((*taken, preposition, _ARTICLE), at + 3)
            elif preposition == "ل" and rest.startswith("ل", 1):
                # li + al- is written لل, the alef of the article drops.
                add((*taken, preposition, _ARTICLE), at + 2)

    after_conjunction((), 0)
    for conjunction in _CONJUNCTIONS:
        if word.startswith(conjunction):
            add((conjunction,), 1)
            after_conjunction((conjunction,), 1)
    return tuple(sorted(dict.fromkeys(readings), key=lambda reading: reading.length))
