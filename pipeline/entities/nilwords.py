"""What the rules for unknown names share: their words, and the making of a mention."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.document import Document, Mention, Ref
from pipeline.entities.resolve import Found
from pipeline.entities.words import ARTICLE, DATA, closed_class, nationalities
from pipeline.resources import read_toml
from pipeline.text import fold, splits

SITES = closed_class("موقع منصة شبكة بوابة")
"""Nouns of a site, which may be one that reports."""
AT = closed_class("في لدى ب")
"""What ties somebody to the house where he works."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `nil.toml` about names of firms, services and bodies, folded."""

    not_first: frozenset[str]
    definite: frozenset[str]
    adjectives: frozenset[str]
    indefinite: frozenset[str]
    universities: frozenset[str]
    forces: frozenset[str]
    airports: frozenset[str]
    airport_end: frozenset[str]
    portfolios: frozenset[str]
    stop: frozenset[str]
    roles: frozenset[str]
    newsroom: frozenset[str]
    verbs: frozenset[str]
    acronyms: frozenset[str]
    currencies: frozenset[str]
    own: frozenset[str]
    apposed: frozenset[str]
    trade: frozenset[str]
    clients: frozenset[str]
    users: frozenset[str]
    acts: frozenset[str]
    clauses: frozenset[str]
    associations: frozenset[str]
    united: frozenset[str]
    hospitals: frozenset[str]
    exchanges: frozenset[str]
    not_exchange: frozenset[str]
    not_university: frozenset[str]
    small: frozenset[str]
    fixed: frozenset[tuple[str, ...]]


CACHED = 16_384
"""So many answers about single words are kept: news says the same words again and again. More cost memory, not time."""


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the words of `nil.toml`."""
    data = read_toml(DATA / "nil.toml")

    def folded(table: str, field: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[table][field])

    return Words(
        folded("quoted", "not_first"),
        folded("organizations", "definite"),
        folded("organizations", "adjectives") | nationalities(),
        folded("organizations", "indefinite"),
        folded("organizations", "universities"),
        folded("organizations", "forces"),
        folded("organizations", "airports"),
        folded("organizations", "airport_end"),
        folded("organizations", "portfolios"),
        folded("organizations", "stop"),
        folded("roles", "words"),
        folded("roles", "newsroom"),
        folded("speech", "verbs"),
        folded("quoted", "acronyms"),
        folded("engine", "currencies"),
        folded("quoted", "own"),
        folded("quoted", "apposed"),
        folded("quoted", "trade"),
        folded("quoted", "clients"),
        folded("quoted", "users"),
        folded("quoted", "acts"),
        folded("quoted", "clauses"),
        folded("organizations", "associations"),
        folded("organizations", "united"),
        folded("organizations", "hospitals"),
        folded("organizations", "exchanges"),
        folded("organizations", "not_exchange"),
        folded("organizations", "not_university"),
        folded("names", "not_surname"),
        frozenset(tuple(name.split(" ")) for name in folded("organizations", "fixed")),
    )


def made(doc: Document, first: int, last: int, kind: str, rule: str, cut: int = 0, score: float = 1.0) -> Found:
    """Make the mention of tokens `first` to `last`, `cut` letters of proclitics left out; `score` as in `Mention`."""
    span = doc.view.span(doc.tokens[first].start + cut, doc.tokens[last - 1].end)
    surface = span.cut(doc.text)
    arabic = surface if doc.tokens[first].kind == "word" else None
    return Found(Mention(span, Ref(None, surface, arabic, kind), "name", rule, score), first, last)


@lru_cache(maxsize=1)
def body_heads() -> frozenset[str]:
    """Return the words with which the name of some public body begins."""
    known = words()
    return known.definite | known.indefinite | known.associations | {name[0] for name in known.fixed}


@lru_cache(maxsize=1)
def institution_heads() -> frozenset[str]:
    """Return the nouns with which the name of some institution begins."""
    known = words()
    return known.universities | known.hospitals | known.airports | known.exchanges


@lru_cache(maxsize=CACHED)
def cut_before(word: str, words: frozenset[str]) -> int | None:
    """Return the letters of proclitics before one of `words`, or None where the word is none of them."""
    for reading in splits(word):
        if reading.stem in words and ARTICLE not in reading.proclitics:
            return reading.length
        if reading.proclitics[-2:] == ("ل", ARTICLE) and ARTICLE + reading.stem in words:
            return reading.length
    return None
