"""What a strategy for the subject of a figure is asked, and the small steps that strategies share."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.document import Mention, Quantity, Ref
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.inflection import bare
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, is_channel

GENITIVE = 6
"""Tokens from a noun (`ثروة`, `سهم`) to the name it belongs to, head nouns and quotation marks between."""
ESTIMATOR = 5
"""Tokens from a verb of estimating to the name of its subject, a title between."""


_ESTIMATED = ("level_noun", "user_noun", "loss", "bill", "revenue", "market_value", "wealth")
"""`يقدر عدد مستخدمي تيليغرام`: what is estimated, and whose it is behind it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity, the word that governs it, what is spoken of, and whether it is a level."""

    place: Place[Quantity]
    predicate: Hit | None
    classes: frozenset[str]
    """All that the predicate may mean: `ربح` is to gain and to rise."""
    topic: Hit | None
    level: bool
    origin: bool
    speaker: Ref | None


@dataclass(frozen=True, slots=True)
class Query:
    """A figure in its document, and how a frame asks for its subject.

    `types` are the types of entity that may be it, `cls` is the class of trigger that a strategy starts from;
    `others`: the provider is not meant.
    """

    analysis: Analysis
    who: Participants
    figure: Figure
    types: tuple[str, ...]
    cls: str
    others: bool

    def mentions(self, first: int, last: int) -> list[Place[Mention]]:
        """Return the mentions of a token range that may be the subject: no observer, nobody who estimates."""
        found = self.analysis.mentions_in(first, last, *self.types)
        found = [m for m in found if not self.who.is_observer(m.it.ref) and not estimates(self.analysis, m)]
        return [m for m in found if not (self.others and self.who.is_provider(m.it.ref))]


def estimates(analysis: Analysis, place: Place[Mention]) -> bool:
    """`قدّر خبير التسويق سامر حداد كلفة ..`, `وفق تقدير الخبير ..`: who estimates a figure does not bear it."""
    start = analysis.clause_at(place.first).first
    nouns = [h for h in analysis.find(max(start, place.first - 2), place.first, "estimate") if h.pos == "n"]
    if nouns and all(token.kind == "punct" for token in analysis.tokens[nouns[-1].last : place.first]):
        # `تشير تقديرات "إندكس" إلى خسارتها مليونا`
        return True
    cues = [
        h
        for h in analysis.find(max(start, place.first - ESTIMATOR), place.first, "estimate", "according")
        if h.pos == "v" or place.it.ref.type == "person"
    ]
    if not cues or analysis.governor(place) is not None or analysis.has(cues[-1].last, place.first, *_ESTIMATED):
        return False
    return not analysis.mentions_in(cues[-1].last, place.first)


def one(place: Place[Mention] | None) -> tuple[Ref, ...]:
    """Return the entity of a mention, if there is one, as what a strategy gives."""
    return (place.it.ref,) if place else ()


def the_provider(query: Query) -> tuple[Ref, ...]:
    """Whose outage the sentence of the figure tells of."""
    provider = query.who.provider_at(query.figure.place.first)
    return (provider,) if provider else ()


def pronoun(query: Query, hit: Hit) -> bool:
    """Whether a noun ends in a pronoun (`سهمه`) and not in the feminine ending (`خسارة`, folded to ه)."""
    token = query.analysis.tokens[hit.first]
    return token.text.endswith(("ه", "ها")) and not bare(token.span.cut(query.analysis.doc.text)).endswith("ة")


def free(query: Query, places: list[Place[Mention]]) -> list[Place[Mention]]:
    """Leave out channels of speech, sources and goals: a subject is not governed by a preposition."""
    taken = ("علي", "عبر", "بحسب", "وفق", "الي", "من", "عن", "مع", "في", "خلف", "وراء", "امام", "مقابل", "دون")
    kept = [p for p in places if query.analysis.governor(p) not in taken and not query.who.is_observer(p.it.ref)]
    return [p for p in kept if not is_channel(query.analysis, p)]
