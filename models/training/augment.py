"""Variants of examples, made anew in every epoch: other names, other spellings, clitics and signs glued on.

What is swapped or glued follows what real pages do; a model that saw each name in one dress only fails in another.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from models.training.corpora import OUT, Example

Allowed = tuple[str, tuple[str, ...]]

_SWAPPED, _SPELT, _CLITIC, _QUOTED, _LOWERED = 0.5, 0.4, 0.25, 0.2, 0.05
_MARKS = (("«", "»"), ('"', '"'), ("“", "”"), ("”", "“"), ("‹", "›"), ("'", "'"), ("(", ")"), ("+", "+"))
_HAMZA = str.maketrans("أإآ", "ااا")
_OPEN_BODY = (("organization", 0.6), ("company", 0.25), ("media", 0.15))
"""What stands in for a body of which the corpus does not say what it is."""


class Augmenter:
    """Makes variants with one generator of chance; `pools` are names by type, each a list of words."""

    def __init__(self, pools: Mapping[str, Sequence[Sequence[str]]], seed: int) -> None:
        self._pools = pools
        self._rng = random.Random(seed)

    def __call__(self, item: Example) -> Example:
        """Return a variant; often the example itself."""
        rng = self._rng
        if rng.random() < _SWAPPED:
            item = self._swapped(item)
        if rng.random() < _QUOTED:
            item = self._quoted(item)
        words, allowed = list(item.words), item.allowed
        if rng.random() < _CLITIC:
            for index, (prefix, _) in enumerate(allowed):
                if prefix == "B" and rng.random() < 0.3 and words[index][0] not in "وفبلك" and _arabic(words[index]):
                    words[index] = rng.choice("ووووفبلك") + words[index]
        if rng.random() < _SPELT:
            words = [self._spelt(word) for word in words]
        if rng.random() < _LOWERED:
            words = [word.lower() for word in words]
        return Example(words, allowed)

    def _swapped(self, item: Example) -> Example:
        rng = self._rng
        words: list[str] = []
        allowed: list[Allowed] = []
        for first, last in _stretches(item):
            kinds = item.allowed[first][1]
            kind = self._kind(kinds)
            if kind is None or not self._pools.get(kind) or rng.random() < 0.4:
                words += item.words[first:last]
                allowed += item.allowed[first:last]
                continue
            name = rng.choice(self._pools[kind])
            words += name
            allowed += [("B" if at == 0 else "I", (kind,)) for at in range(len(name))]
        return Example(words, allowed)

    def _kind(self, kinds: tuple[str, ...]) -> str | None:
        if len(kinds) == 1:
            return kinds[0]
        if "organization" in kinds:
            return self._rng.choices([k for k, _ in _OPEN_BODY], [w for _, w in _OPEN_BODY])[0]
        return None

    def _quoted(self, item: Example) -> Example:
        rng = self._rng
        words: list[str] = []
        allowed: list[Allowed] = []
        for first, last in _stretches(item):
            wraps = item.allowed[first][0] == "B" and rng.random() < 0.35
            left, right = rng.choice(_MARKS)
            if wraps:
                words.append(left)
                allowed.append(OUT)
            words += item.words[first:last]
            allowed += item.allowed[first:last]
            if wraps:
                words.append(right)
                allowed.append(OUT)
        return Example(words, allowed)

    def _spelt(self, word: str) -> str:
        rng = self._rng
        draw = rng.random()
        if draw < 0.5:
            word = word.translate(_HAMZA)
        if draw < 0.25 and len(word) > 2:
            if word[-1] == "ة":
                word = word[:-1] + "ه"
            elif word[-1] in "يى":
                word = word[:-1] + ("ى" if word[-1] == "ي" else "ي")
        return word


def _stretches(item: Example) -> list[tuple[int, int]]:
    """Return the example as stretches of words: names whole, the rest word by word."""
    result: list[tuple[int, int]] = []
    for index, (prefix, _) in enumerate(item.allowed):
        if prefix == "I" and result:
            result[-1] = (result[-1][0], index + 1)
        else:
            result.append((index, index + 1))
    return result


def _arabic(word: str) -> bool:
    return "\u0621" <= word[0] <= "\u064a"


def names(examples: Sequence[Example]) -> dict[str, list[list[str]]]:
    """Return the names of the examples by type, where the type is certain."""
    pools: dict[str, list[list[str]]] = {}
    for item in examples:
        for first, last in _stretches(item):
            prefix, kinds = item.allowed[first]
            if prefix == "B" and len(kinds) == 1:
                pools.setdefault(kinds[0], []).append(item.words[first:last])
    return pools
