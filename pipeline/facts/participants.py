"""Who is who: the provider whose outage an article is about, and the relation of the others to it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.document import Mention, Ref
from pipeline.entities import Entry
from pipeline.facts.analysis import Analysis, Place, latest_day
from pipeline.facts.lexicon import Hit
from pipeline.resources import read_toml
from pipeline.text import splits

HEADLINE_WEIGHT = 2.0
"""A stop named in the first sentence says what the article is about; measured on the dev articles."""
RECENT = 10
"""Days from the publication beyond which an outage is an older one that the article recalls."""
ADJUNCT_WEIGHT = 0.2
DENIAL = 8
"""Tokens from a denial to the stop that it denies."""
REACH = 16
"""Tokens from a trigger to the service that stopped; further apart they belong to different statements."""


@cache
def _sectors() -> dict[str, Any]:
    return read_toml(Path(__file__).parent / "data" / "sectors.toml")


@dataclass(frozen=True)
class Participants:
    """The provider of the main outage (None where there is no outage) and its services."""

    analysis: Analysis
    provider: Ref | None
    others: dict[int, Ref] = field(default_factory=dict)
    """Sentences that recall the outage of somebody else, and whose."""

    def provider_at(self, token: int) -> Ref | None:
        """Return whose outage the sentence of a token tells of."""
        return self.others.get(self.analysis.clause_at(token).sentence, self.provider)

    @property
    def provider_key(self) -> str | None:
        """The identity of the provider."""
        return self.provider.key if self.provider else None

    def owner(self, ref: Ref) -> str:
        """Return the key of the company that operates an entity, or the entity's own."""
        return owner(self.analysis, ref)

    def company(self, ref: Ref) -> Ref:
        """Return the company that operates an entity, or the entity itself."""
        return _owner_ref(self.analysis, ref)

    def is_provider(self, ref: Ref) -> bool:
        """Whether an entity is the provider or one of its services."""
        return self.provider is not None and self.owner(ref) == self.provider.key and ref.type in ("company", "service")

    @cached_property
    def infrastructure(self) -> bool:
        """Whether the services of others run on the provider's."""
        if self.provider is None:
            return False
        sectors = {self._sector(self.provider)}
        sectors |= {self._sector(m.it.ref) for m in self.analysis.mentions if self.is_provider(m.it.ref)}
        return bool(sectors & set(_sectors()["infrastructure"])) or _is_authority(self.analysis, self.provider)

    @cached_property
    def _affected_family(self) -> set[str]:
        if self.provider is None:
            return set()
        sectors = {self._sector(self.provider)}
        sectors |= {self._sector(m.it.ref) for m in self.analysis.mentions if self.is_provider(m.it.ref)}
        return {s for family in _sectors()["families"] if sectors & set(family) for s in family}

    def works(self, ref: Ref) -> bool:
        """Whether an entity's trouble is that of its work (flights, counters), not of an online service."""
        return self._sector(ref) in _sectors()["works"]

    def runs_others(self, ref: Ref) -> bool:
        """Whether the services of others run on an entity: it is no victim of an outage like its own."""
        return self.infrastructure and self._sector(ref) in _sectors()["infrastructure"]

    def _sector(self, ref: Ref) -> str:
        entry = self.analysis.kb.get(ref.kb) if ref.kb else None
        return (entry.sector or "") if entry else ""

    @cached_property
    def experts(self) -> set[str]:
        """Persons whose title beside the name is `محلل`, `خبير`, `أستاذ`."""
        return {
            m.it.ref.key
            for m in self.analysis.mentions
            if m.it.ref.type == "person" and self.analysis.has(max(m.first - 8, 0), m.last + 5, "expert")
        }

    @cached_property
    def former(self) -> set[str]:
        """Persons who no longer hold the title beside their name: `الموظفة السابقة`."""
        return {
            m.it.ref.key
            for m in self.analysis.mentions
            if m.it.ref.type == "person" and self.analysis.has(max(m.first - 5, 0), m.last + 5, "former")
        }

    def is_observer(self, ref: Ref) -> bool:
        """Whether an entity measures or studies outages."""
        return self._sector(ref) in _sectors()["observers"]

    def relation(self, ref: Ref | None) -> str | None:
        """Return the relation of a subject to the outage, in the contract's vocabulary."""
        if ref is None or ref.type in ("place", "other"):
            return "users" if ref is not None and ref.key == "users" else None
        if self.is_provider(ref):
            return "provider"
        sector = self._sector(ref)
        if ref.type == "person" and ref.key in self.former:
            return "person"
        if ref.type == "person":
            entry = self.analysis.kb.get(ref.kb) if ref.kb else None
            if entry is not None and entry.operator and entry.operator == self.provider_key:
                return "provider"
            return "expert" if ref.key in self.experts else "person"
        if sector in _sectors()["observers"]:
            return "observer"
        if ref.type == "media":
            return "media"
        if sector in _sectors()["authorities"] or ref.type == "organization":
            return "authority" if sector in _sectors()["authorities"] or not ref.kb else "brand"
        return "competitor" if sector in self._affected_family else "brand"


def owner(analysis: Analysis, ref: Ref) -> str:
    """Return the key of the operating company of a service, or the entity's own key."""
    entry = analysis.kb.get(ref.kb) if ref.kb else None
    if entry is None:
        return analysis.unlisted_owners[ref.key].key if ref.key in analysis.unlisted_owners else ref.key
    if entry.type != "service" or not entry.operator:
        return ref.key
    operator = analysis.kb.get(entry.operator)
    # A payment system of a central bank, a messenger of a foundation goes down; the body behind it does not.
    return ref.key if operator is not None and operator.type != "company" else entry.operator


def find_participants(analysis: Analysis) -> Participants:
    """Choose the provider: the company whose names stand nearest to the words for a stop, all told."""
    votes: dict[str, float] = {}
    refs: dict[str, Ref] = {}
    hits = list(analysis.find(0, len(analysis.tokens), "stop"))
    hits = [hit for hit in hits if not is_negated(analysis, hit)]
    fresh = [hit for hit in hits if not is_old(analysis, hit.first)]
    if not any(_near(analysis, hit.first, hit.last) for hit in fresh):
        fresh = hits
    for hit in fresh:
        for place, weight in _near(analysis, hit.first, hit.last):
            key = owner(analysis, place.it.ref)
            headline = analysis.clause_at(hit.first).sentence == 0
            votes[key] = votes.get(key, 0.0) + weight * (HEADLINE_WEIGHT if headline else 1.0)
            refs.setdefault(key, _owner_ref(analysis, place.it.ref))
    if not votes:
        authority = _ordered_by(analysis)
        return Participants(analysis, authority or (_most_named(analysis) if len(hits) > 1 else None))
    names = [owner(analysis, m.it.ref) for m in analysis.mentions if m.it.form == "name"]
    best = max(votes, key=lambda key: votes[key] * math.sqrt(1 + names.count(key)))
    return Participants(analysis, refs[best])


def _ordered_by(analysis: Analysis) -> Ref | None:
    """The authority that cuts the internet: `أمرت وزارة .. بقطع خدمة الإنترنت`."""
    for hit in analysis.find(0, len(analysis.tokens), "cut"):
        first, last = analysis.sentence_of(hit.first)
        near = {t.text for t in analysis.tokens[hit.last : min(last, hit.last + 5)]}
        if not near & {"الانترنت", "الانترنيت", "الاتصالات", "الخدمه", "خدمه", "خدمات", "الشبكه"}:
            continue
        named = [m.it.ref for m in analysis.mentions_in(first, hit.first, "organization", "place")]
        known = [ref for ref in named if _is_authority(analysis, ref)]
        if known:
            return known[0]
    return None


def _is_authority(analysis: Analysis, ref: Ref) -> bool:
    entry = analysis.kb.get(ref.kb) if ref.kb else None
    return entry.sector in _sectors()["authorities"] if entry else ref.type == "organization"


def _most_named(analysis: Analysis) -> Ref | None:
    """Where no name stands near a stop: the service or company that the article names most."""
    names = [m.it.ref for m in analysis.mentions if m.it.form == "name" and m.it.ref.type in ("company", "service")]
    owners = Counter(owner(analysis, ref) for ref in names)
    known = set(names)
    able = [m for m in analysis.mentions if m.it.ref in known and can_stop(analysis, m)]
    if not able:
        return None
    best = max(able, key=lambda m: owners[owner(analysis, m.it.ref)])
    return _owner_ref(analysis, best.it.ref)


def is_old(analysis: Analysis, token: int) -> bool:
    """Whether the sentence of a token is dated long before the article: it recalls another outage."""
    first, last = analysis.sentence_of(token)
    days = [latest_day(t.it.value) for t in analysis.times_in(first, last, "date", "time")]
    known = [day for day in days if day is not None]
    return analysis.reference is not None and bool(known) and (analysis.reference - max(known)).days > RECENT


def _near(analysis: Analysis, first: int, last: int) -> list[tuple[Place[Mention], float]]:
    start, end = analysis.sentence_of(first)
    found = []
    for place in analysis.mentions_in(max(start, first - REACH), min(end, last + REACH), "company", "service"):
        if not can_stop(analysis, place):
            continue
        distance = place.first - last if place.first >= last else (first - place.last) * 1.5 + 1
        weight = 1.0 / (1.0 + max(distance, 0) / 4)
        if place.last <= first and is_adjunct(analysis, first):
            # `تلقتها زين بعد العطل`: the stop only dates what the firm did.
            weight *= ADJUNCT_WEIGHT
        known = place.it.form == "name" and place.it.ref.kb is not None
        found.append((place, weight if known else weight / 2))
    return found


def is_negated(analysis: Analysis, hit: Hit) -> bool:
    """`لم تشهد أي أعطال`, `دون انقطاع`, `لم تتأثر`."""
    before = [token.text.lstrip("وف") for token in analysis.tokens[max(hit.first - 6, 0) : hit.first]]
    near = set(before[-2:-1] if before[-1:] == ["ان"] else before[-1:])
    if {"لو", "اذا"} & set(before[-3:]) or _is_denied(analysis, hit):
        return True
    return bool(near & {"دون", "بدون", "بلا", "لم", "لن", "لا"}) or bool({"لم", "لن"} & set(before) and "اي" in before)


def _is_denied(analysis: Analysis, hit: Hit) -> bool:
    """`نفت ميتا توقف واتساب`, `لا صحة لأنباء توقف فيسبوك`: the stop itself is denied, not its cause."""
    if any("ال" in split.proclitics for split in splits(analysis.tokens[hit.first].text)):
        return False
    start, end = analysis.sentence_of(hit.first)
    denials = analysis.find(max(start, hit.first - DENIAL), hit.first, "negation")
    caused = analysis.has(hit.first - 3, min(end, hit.last + 6), "cause_link")
    return not caused and any(h.pos == "v" or analysis.words(h.first, h.last).endswith("لا صحه") for h in denials)


def is_adjunct(analysis: Analysis, token: int) -> bool:
    """Whether a word for a stop only gives a time or a reason: `بعد العطل`, `خلال ساعات العطل`."""
    before = {t.text for t in analysis.tokens[max(token - 2, 0) : token]}
    return bool(before & {"بعد", "خلال", "اثناء", "منذ", "قبل", "عقب", "اثر", "جراء", "بسبب", "نتيجه", "وسط", "طيله"})


def can_stop(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a mention may be of a service that stopped: not an observer, an outlet, or a channel of speech."""
    entry = analysis.kb.get(place.it.ref.kb) if place.it.ref.kb else None
    if entry is not None and entry.sector in _sectors()["never_down"] and not _public_service(entry):
        return False
    return not is_channel(analysis, place)


def _public_service(entry: Entry) -> bool:
    """A platform of a government (`أبشر`, `توكلنا`) goes down like any other."""
    return entry.type == "service" and entry.sector == "government"


def is_channel(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a service is named as the place where something was said: `على تويتر`, `حسابه في فيسبوك`."""
    governor = analysis.governor(place)
    clause = analysis.clause_at(place.first)
    first, last = max(clause.first - 1, 0), clause.last
    if governor in ("علي", "عبر"):
        return analysis.has(first, last, "say", "tweet", "account")
    # `حسابه في فيسبوك` is a place to speak, `أبلغ مستخدمون عن بطء في تلغرام` is not.
    return governor == "في" and analysis.has(first, last, "tweet", "account")


def _owner_ref(analysis: Analysis, ref: Ref) -> Ref:
    if ref.kb is None:
        return analysis.unlisted_owners.get(ref.key, ref)
    key = owner(analysis, ref)
    return ref if key == ref.key or key not in analysis.kb else analysis.kb.ref(key)


WORLD = Ref("world", "World", "العالم", "other")
"""The subject of a loss that nobody in particular bears."""
USERS = Ref("users", "Users", "المستخدمون", "other")
"""A crowd that bears something: advertisers, shops, customers."""
