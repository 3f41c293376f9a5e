"""A fact reduced to what merging needs, from the document's facts and from the contract's records alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.contract import FactBody, QuantitySlot, RefRecord
from pipeline.document import Fact, Ref
from pipeline.events.days import When, when

ONE_BRAND = {"facebook": "meta"}
"""A service that is named for its company: as a provider the two are one."""


RefLike = Ref | RefRecord
FactLike = Fact | FactBody


@dataclass(frozen=True, slots=True)
class Party:
    """A provider or service: its key (the knowledge base's, or the name), and what to call it."""

    key: str
    kb: str | None
    name: str
    company: bool

    @property
    def brand(self) -> str:
        """The key with a company and the service that is named for it made one."""
        return ONE_BRAND.get(self.key, self.key)


def party(ref: RefLike) -> Party:
    """Return the party that a slot names."""
    return _party(ref.kb, ref.name, ref.type == "company")


@lru_cache(maxsize=4096)
def _party(kb: str | None, name: str, company: bool) -> Party:
    """One object for a party, however many articles name it: outages are kept until all are read."""
    return Party(kb or name, kb, name, company)


@dataclass(frozen=True, slots=True)
class Told:
    """One outage (or what implies one) as one article tells it."""

    index: int
    provider: Party
    services: tuple[Party, ...]
    when: When | None
    background: bool
    type: str

    @property
    def parties(self) -> frozenset[str]:
        """Provider and services, by brand."""
        return frozenset(p.brand for p in (self.provider, *self.services))


def told(index: int, fact: FactLike) -> Told | None:
    """Reduce an outage, a restoration or a cause to what tells events apart; None where nobody is named."""
    named = [party(ref) for ref in fact.objects]
    provider = party(fact.subject) if fact.subject else named[0] if named else None
    if provider is None:
        return None
    start = when(fact.time.value) if fact.type == "outage" and fact.time else None
    services = named if fact.type in ("outage", "restoration") else []
    return Told(index, provider, tuple(services), start, fact.background, fact.type)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time or duration as a fact gives it."""

    value: str
    modifier: str


@dataclass(frozen=True, slots=True)
class Small:
    """What is kept of a fact until all articles are read: no text but the slots."""

    fact_id: str
    article: str
    voice: str
    """The id of the first of all articles that are copies of this one (`voices`)."""
    source: str
    type: str
    subject: Party | None
    relation: str | None
    services: tuple[Party, ...]
    places: tuple[str, ...]
    category: str | None
    quantity: QuantitySlot | None
    time: Slot | None
    end: Slot | None
    duration: Slot | None
    content: str | None
    polarity: str
    certainty: str
