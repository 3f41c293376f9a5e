"""The nouns that may point back, and the words around them that decide whether they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.entities.words import DATA, cell_list
from pipeline.resources import read_toml, read_tsv
from pipeline.text import fold


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun, or a phrase of several words, that may point back."""

    tokens: tuple[str, ...]
    types: tuple[str, ...]
    reach: int
    own: bool
    sectors: frozenset[str]
    not_after: frozenset[str]


@dataclass(frozen=True, slots=True)
class After:
    """The words of `coreference.toml`, folded."""

    other: frozenset[str]
    owner: frozenset[str]
    same: frozenset[str]
    post: frozenset[str]
    self: frozenset[str]
    generic: frozenset[str]
    source: frozenset[str]
    aside: frozenset[str]
    adjectives: frozenset[str]
    channel: frozenset[str]
    speech: frozenset[str]
    surname_words: frozenset[str]
    first_names: Mapping[str, str]


@lru_cache(maxsize=1)
def nouns() -> Mapping[str, tuple[Noun, ...]]:
    """Return the nouns by their first token, the longest first."""
    table: dict[str, list[Noun]] = {}
    for _, row in read_tsv(DATA / "nominals.tsv"):
        tokens = tuple(fold(row["noun"]).split(" "))
        noun = Noun(
            tokens,
            tuple(cell_list(row["types"], ",")),
            int(row["reach"]),
            row["own"] == "yes",
            frozenset(cell_list(row["sector"], ",")),
            frozenset(cell_list(row["not_after"])),
        )
        table.setdefault(tokens[0], []).append(noun)
    return {first: tuple(sorted(nouns, key=lambda n: -len(n.tokens))) for first, nouns in table.items()}


@lru_cache(maxsize=1)
def words() -> After:
    """Return the words that decide whether a noun points back, and whether a surname is a person."""
    data = read_toml(DATA / "coreference.toml")

    def folded(table: str, field: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[table][field])

    return After(
        folded("after", "other"),
        folded("after", "owner"),
        folded("after", "same"),
        folded("after", "post"),
        folded("after", "self"),
        folded("after", "generic"),
        folded("before", "source"),
        folded("before", "aside"),
        folded("before", "adjectives"),
        folded("before", "channel"),
        folded("speech", "verbs"),
        folded("surnames", "words"),
        {fold(name): key for name, key in data["first_names"].items()},
    )
