"""Gold inside the evaluator: one representation, whatever form the file had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.document import Article
from pipeline.text import Span, fold

Number = int | float
SAME_BRAND = {"facebook": "meta"}
"""Keys that count as equal as a subject, an object of a role, or a source (section 4 of the contract)."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What gold accepts as one figure: every field holds the right values, the preferred one first.

    `magnitude` is None where gold does not say how large a vague plural is: any is accepted then.
    """

    values: tuple[Number | None, ...]
    units: tuple[str | None, ...]
    modifiers: tuple[str | None, ...] = ()
    pers: tuple[str | None, ...] = ()
    kinds: tuple[str, ...] = ()
    magnitude: int | None = None
    low: Number | None = None
    high: Number | None = None


Slot = str | bool | frozenset[str] | Amount | None


@dataclass(frozen=True, slots=True)
class GoldFact:
    """One gold fact. `accepts[slot]` are the right fillers, the preferred one first.

    A slot that is not in `accepts` is one that gold does not have: nothing is demanded there. Entities are
    keys: the knowledge-base key, or the folded name where there is none.
    """

    type: str
    accepts: Mapping[str, tuple[Slot, ...]]
    must: bool = True
    evidence: tuple[Span, ...] = ()

    def best(self, slot: str) -> Slot:
        """Return the preferred filler of a slot, or None where gold has none."""
        fillers = self.accepts.get(slot, ())
        return fillers[0] if fillers else None


@dataclass(frozen=True, slots=True)
class GoldQuantity:
    """A figure and where it stands; any of `spans` is the right place."""

    spans: tuple[Span, ...]
    amount: Amount
    must: bool = True

    @property
    def kind(self) -> str:
        """The kind that is preferred."""
        return self.amount.kinds[0]


@dataclass(frozen=True, slots=True)
class GoldTime:
    """A time expression and where it stands; any of `spans` is the right place."""

    spans: tuple[Span, ...]
    values: tuple[str, ...]
    kinds: tuple[str, ...]
    modifiers: tuple[str, ...] = ()
    must: bool = True

    @property
    def kind(self) -> str:
        """The kind that is preferred."""
        return self.kinds[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """One right way to mark a mention: where, which entity, which types are right for it."""

    span: Span
    kb: str | None
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldMention:
    """One mention; any of `readings` is right (`فيسبوك` may be the company and the service)."""

    readings: tuple[Reading, ...]
    must: bool = True

    @property
    def span(self) -> Span:
        """The preferred place."""
        return self.readings[0].span

    @property
    def type(self) -> str:
        """The preferred type."""
        return self.readings[0].types[0]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article with everything that gold says about it."""

    name: str
    text: str
    published: str | None = None
    url: str | None = None
    site: str | None = None
    title: str | None = None
    author: str | None = None
    facts: tuple[GoldFact, ...] = ()
    quantities: tuple[GoldQuantity, ...] = ()
    times: tuple[GoldTime, ...] = ()
    mentions: tuple[GoldMention, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Folded surface -> key, for entities that the knowledge base does not have."""

    @property
    def id(self) -> str:
        """The article id of the contract."""
        return self.article().id

    def article(self) -> Article:
        """Return the article as a fresh extraction takes it; `published_from` is `given` where gold has a date.

        Where gold has no date, `published` is None: the caller may look for one in the text.
        """
        return Article(
            text=self.text,
            source=self.name,
            url=self.url,
            site=self.site,
            title=self.title,
            author=self.author,
            published=self.published,
            published_from="given" if self.published else None,
        )

    def key(self, kb: str | None, name: str | None, name_ar: str | None = None) -> str | None:
        """Return the key under which gold knows an entity, or its folded name where gold does not know it."""
        names = [fold(n) for n in (name, name_ar) if n]
        known = next((self.aliases[n] for n in names if n in self.aliases), None)
        return known or kb or (names[0] if names else None)


def brand(key: str | None) -> str | None:
    """Return the key with `facebook` and `meta` made one."""
    return SAME_BRAND.get(key, key) if key else key
