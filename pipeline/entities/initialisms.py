"""Initialisms written out by the names of their letters: `سي.إن.إن`, `بي تي سي إل`, `جي. سي. إكس`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product, takewhile

from pipeline.entities.words import DATA
from pipeline.resources import read_tsv
from pipeline.text import Token, fold

LONGEST = 6
"""Letters of an initialism."""
_MANY = 64
"""So many Latin readings of one are tried at most."""
_SHORTEST = 3
"""Letters from which one that the base lists in Latin alone is looked for: two names of letters are often words."""


@lru_cache(maxsize=1)
def letter_names() -> Mapping[str, tuple[str, ...]]:
    """Return the Latin letters that each name of a letter may stand for."""
    table: dict[str, list[str]] = defaultdict(list)
    for _, row in read_tsv(DATA / "letters.tsv"):
        for name in row["names"].split():
            if row["letter"] not in table[fold(name)]:
                table[fold(name)].append(row["letter"])
    return {name: tuple(letters) for name, letters in table.items()}


def joins(tokens: Sequence[Token], index: int) -> bool:
    """Whether a full stop or hyphen joins the names of two letters, or of one and a figure: `سي.إن`, `إي-1`."""
    token = tokens[index]
    if token.text not in (".", "-") or not 0 < index < len(tokens) - 1:
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    if before.end != token.start or after.start - token.end > (token.text == ".") or _named(before.text) is None:
        return False
    return after.text in letter_names() or (token.text == "-" and after.kind == "number")


def _named(text: str) -> str | None:
    """Return the name of a letter that a word is, without a conjunction or preposition before it."""
    names = letter_names()
    return next((name for name in (text, text[1:] if text[:1] in "وفبلك" else "") if name in names), None)


def latin(head: str, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (words, Latin spelling) of initialisms that begin with `head` and go on with `texts`, the longest first."""
    names = letter_names()
    if head not in names:
        return
    run = [head, *takewhile(names.__contains__, texts[: LONGEST - 1])]
    for length in range(len(run), _SHORTEST - 1, -1):
        for number, letters in enumerate(product(*(names[name] for name in run[:length]))):
            if number == _MANY:
                break
            yield length, "".join(letters)
