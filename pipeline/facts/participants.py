"""Who is who: the provider whose outage an article is about, and the relation of the others to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.document import Fact, Mention, Ref, Time
from pipeline.entities import Entry
from pipeline.entities.history import history
from pipeline.facts.analysis import Analysis, Place, latest_day
from pipeline.facts.lexicon import Hit
from pipeline.resources import read_toml

DENIAL, ANY = 8, 12
"""Tokens from a denial to the stop that it denies; to `أي` before it."""
_COMES = {"ياتي", "تاتي", "جاء", "جاءت", "وقع", "حدث"}
"""`.. بعد أسبوع على ..`: one stop comes after another."""
ALL_CARRIERS, BESIDE = 3, 6
"""Carriers beside the provider in a sentence that are all of a country; tokens from a product to its maker."""
STOPPERS = ("company", "service", "other", "organization")
"""Types of entity that may be a provider; of the last two only cables and exchanges are."""


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
        return owner_ref(self.analysis, ref)

    def is_provider(self, ref: Ref) -> bool:
        """Whether an entity is the provider or one of its services."""
        if self.provider is None or self.owner(ref) != self.provider.key:
            return False
        return ref.type in ("company", "service") or ref.key == self.provider.key or is_cable(self.analysis, ref)

    @cached_property
    def _own_sectors(self) -> set[str]:
        """The sectors of the provider and its services."""
        if self.provider is None:
            return set()
        own = [m.it.ref for m in self.analysis.mentions if self.is_provider(m.it.ref)]
        return {self.analysis.sector(ref) for ref in (self.provider, *own)}

    @cached_property
    def infrastructure(self) -> bool:
        """Whether the services of others run on the provider's."""
        own = self.provider is not None and self.carries_others(self.provider)
        return own or bool(self._own_sectors & set(_sectors()["carrying_services"])) or self.ordered

    @property
    def ordered(self) -> bool:
        """Whether the provider is an authority, or a country for its own: what stopped did so by order."""
        return self.provider is not None and (
            self.provider.type == "place" or is_authority(self.analysis, self.provider)
        )

    @cached_property
    def _affected_family(self) -> set[str]:
        return {s for family in _sectors()["families"] if self._own_sectors & set(family) for s in family}

    def works(self, ref: Ref) -> bool:
        """Whether an entity's trouble is that of its work (flights, counters), not of an online service."""
        return trades(self.analysis, ref)

    def runs_others(self, ref: Ref) -> bool:
        """Whether the services of others run on an entity: it is no victim of an outage like its own."""
        return self.infrastructure and self.carries_others(ref) and not self.rides_on_cable(ref)

    def rides_on_cable(self, ref: Ref) -> bool:
        """Whether an entity is a carrier in an article about a cut cable: its customers feel the cut."""
        cut = self.provider is not None and self.analysis.sector(self.provider) == "cable"
        return cut and self.analysis.sector(ref) == "carrier"

    def is_rival(self, place: Place[Mention]) -> bool:
        """Whether a carrier stands in an article about the outage of another, or of a cloud: its trouble is told apart.

        Beside a carrier, three and more in a sentence are all there are: they fell with the exchange that they share.
        """
        provider = self.provider
        if provider is None or provider.type != "company":
            return False
        sector = self.analysis.sector(provider)
        if sector in _sectors()["hosts"]:
            # `مشتركو دو واتصالات` beside Azure and a cable: no carrier runs on a cloud.
            return self.analysis.sector(place.it.ref) == "carrier"
        if sector != "carrier":
            return False
        first, last = self.analysis.sentence_of(place.first)
        named = {m.it.ref for m in self.analysis.mentions_in(first, last, "company", "service")} - {provider}
        carriers = {ref for ref in named if self.analysis.sector(ref) == "carrier"}
        return place.it.ref in carriers and len(carriers) < ALL_CARRIERS

    def carries_others(self, ref: Ref) -> bool:
        """Whether an entity is a carrier, a cable, a cloud or the like."""
        return runs_others(self.analysis, ref)

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
        return {m.it.ref.key for m in self.analysis.mentions if m.it.ref.type == "person" and self._is_former(m)}

    def _is_former(self, place: Place[Mention]) -> bool:
        """Whether a word for a former office stands beside a name; `في وقت سابق` is when something was."""
        return any(
            self.analysis.tokens[hit.first - 1].text != "وقت"
            for hit in self.analysis.find(max(place.first - 5, 0), place.last + 5, "former")
        )

    def is_observer(self, ref: Ref) -> bool:
        """Whether an entity measures or studies outages."""
        return self.analysis.sector(ref) in _sectors()["observers"]

    def relation(self, ref: Ref | None) -> str | None:
        """Return the relation of a subject to the outage, in the contract's vocabulary."""
        if ref is None or ref.type in ("place", "other"):
            return "users" if ref is not None and ref.key == "users" else None
        if self.is_provider(ref):
            return "provider"
        sector = self.analysis.sector(ref)
        if ref.type == "person" and ref.key in self.former:
            return "person"
        if ref.type == "person":
            if self.provider_key is not None and self.provider_key in self._houses(ref):
                return "provider"
            return "expert" if ref.key in self.experts else "person"
        if sector in _sectors()["observers"]:
            return "observer"
        if ref.type == "media":
            return "media"
        if sector in _sectors()["authorities"] or ref.type == "organization":
            return "authority" if sector in _sectors()["authorities"] or not ref.kb else "brand"
        return "competitor" if sector in self._affected_family else "brand"

    def _houses(self, person: Ref) -> set[str | None]:
        """The firms that a known person is known for, or has a title in on the day of the article, else today."""
        entry = self.analysis.kb.get(person.kb)
        if entry is None or person.kb is None:
            return set()
        titles = history().title_of(person.kb, self.analysis.reference or date.max)
        return {entry.operator, *(title.organization for title in titles)}


def owner(analysis: Analysis, ref: Ref) -> str:
    """Return the key of the operating company of a service, or the entity's own key."""
    entry = analysis.kb.get(ref.kb)
    if entry is None:
        return analysis.unlisted_owners[ref.key].key if ref.key in analysis.unlisted_owners else ref.key
    if entry.type != "service" or not entry.operator:
        return ref.key
    operator = analysis.kb.get(entry.operator)
    # A payment system of a central bank, a messenger of a foundation goes down; the body behind it does not.
    return ref.key if operator is not None and operator.type != "company" else entry.operator


def may_provide(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a mention may be of what stopped; of organizations only an exchange and the like."""
    return can_stop(analysis, place) and (place.it.ref.type != "organization" or trades(analysis, place.it.ref))


def is_authority(analysis: Analysis, ref: Ref) -> bool:
    """Whether an entity is a body of a state."""
    entry = analysis.kb.get(ref.kb)
    return entry.sector in _sectors()["authorities"] if entry else ref.type == "organization"


def is_old(analysis: Analysis, token: int) -> bool:
    """Whether the sentence of a token is dated long before the article: it recalls another outage."""
    first, last = analysis.sentence_of(token)
    times = [t.it.value for t in analysis.times_in(first, last, "date", "time") if not is_since(analysis, t)]
    # Where the article has no day of its own, one without a year beside it is the article's.
    told = times if analysis.reference is None else [value for value in times if latest_day(value) is not None]
    return bool(told) and all(analysis.is_past(value) for value in told)


def is_earlier(analysis: Analysis, hit: Hit) -> bool:
    """`ويأتي الخلل بعد أقل من أسبوع على انقطاع واتساب`: the one that this one came days after."""
    start, _ = analysis.sentence_of(hit.first)
    for time in analysis.times_in(start, hit.first, "duration"):
        link = [token.text for token in analysis.tokens[time.last : hit.first]]
        if link in (["علي"], ["من"]) and not time.it.value.startswith("PT"):
            words = {token.text.lstrip("و") for token in analysis.tokens[start : time.first]}
            return "بعد" in words and not words.isdisjoint(_COMES)
    return False


def is_since(analysis: Analysis, time: Place[Time]) -> bool:
    """`الأسوأ منذ نوفمبر 2020`, `المفتوح منذ مارس`: a day long ago with which something is compared, or went on.

    Right behind a stop it is when that began: `أمرت بقطعها منذ 2 يوليو`.
    """
    at = time.first - 1
    before = analysis.tokens[at].text if at >= 0 else ""
    return (
        before.lstrip("و") in ("منذ", "مذ")
        and not analysis.has(max(at - 1, 0), at, "stop", "cut", "mute")
        and analysis.is_past(time.it.value)
    )


def trades(analysis: Analysis, ref: Ref) -> bool:
    """An exchange or another body whose work is its service."""
    return analysis.sector(ref) in _sectors()["works"]


def has_application(analysis: Analysis, ref: Ref) -> bool:
    """Whether the work of a firm goes through an application of its name: orders, rides, payments."""
    return analysis.sector(ref) in _sectors()["applications"]


def is_maker(analysis: Analysis, place: Place[Mention]) -> bool:
    """`نظام ويندوز من مايكروسوفت`, `أزور التابعة لمايكروسوفت`: a firm right behind its product."""
    if place.it.ref.type != "company":
        return False
    named = analysis.mentions_in(max(place.first - BESIDE, 0), place.first, "service")
    made = bool(named) and analysis.operator(named[-1].it.ref) == place.it.ref
    return made and (analysis.governor(place) == "من" or analysis.has(named[-1].last, place.first, "owned_by"))


def without_consoles(fact: Fact) -> Fact:
    """Take from the objects of a fact what only stands for a network among them: `لاعبو بلايستيشن`."""
    named = {ref.kb for ref in fact.objects}
    meant = {other for network, others in _sectors()["networks"].items() if network in named for other in others}
    return replace(fact, objects=tuple(ref for ref in fact.objects if ref.kb not in meant)) if meant & named else fact


def runs_others(analysis: Analysis, ref: Ref) -> bool:
    """Whether an entity is a carrier, a cable, a cloud, a maker of software for others."""
    return analysis.sector(ref) in _sectors()["infrastructure"]


def is_cable(analysis: Analysis, ref: Ref) -> bool:
    """A cable system: neither company nor service, and it goes down like one."""
    return ref.type == "other" and runs_others(analysis, ref)


def is_negated(analysis: Analysis, hit: Hit) -> bool:
    """`لم تشهد أي أعطال`, `دون انقطاع`, `لم تتأثر`."""
    before = [token.text.lstrip("وف") for token in analysis.tokens[max(hit.first - 6, 0) : hit.first]]
    # `دون أن يتوقف`, `من دون أي تعثر`
    near = set(before[-2:-1] if before[-1:] in (["ان"], ["اي"]) else before[-1:])
    if analysis.has(max(hit.first - 2, 0), hit.first, "averted"):
        # `ميزة تمنع انقطاع المكالمات`, `تفاديا لتوقف الخدمة`
        return True
    if {"لو", "اذا"} & set(before[-3:]) or _is_denied(analysis, hit):
        return True
    if analysis.has(hit.first - 3, hit.first, "spared") and "لم" in before[-3:]:
        # `لم يتأثر بالانقطاع`
        return True
    if before[-1:] == ["اي"] and _is_in_denial(analysis, hit):
        return True
    return bool(near & {"دون", "بدون", "بلا", "لم", "لن", "لا"}) or bool({"لم", "لن"} & set(before) and "اي" in before)


def _is_in_denial(analysis: Analysis, hit: Hit) -> bool:
    """`ولم تشهد منصتا فيسبوك وإنستغرام التابعتان للمجموعة أي اضطراب`: the denied verb stands before a long subject."""
    start, _ = analysis.sentence_of(hit.first)
    words = (token.text.lstrip("وف") for token in analysis.tokens[max(start, hit.first - ANY) : hit.first])
    return not {"لم", "لن", "لا"}.isdisjoint(words)


def _is_denied(analysis: Analysis, hit: Hit) -> bool:
    """`نفت ميتا توقف واتساب`, `لا صحة لأنباء توقف فيسبوك`: the stop itself is denied, not its cause."""
    if analysis.is_definite(hit.first):
        return False
    start, end = analysis.sentence_of(hit.first)
    denials = analysis.find(max(start, hit.first - DENIAL), hit.first, "negation")
    caused = analysis.has(hit.first - 3, min(end, hit.last + 6), "cause_link")
    return not caused and any(h.pos == "v" or analysis.words(h.first, h.last).endswith("لا صحه") for h in denials)


def is_adjunct(analysis: Analysis, token: int) -> bool:
    """Whether a word for a stop only gives a time or a reason: `بعد العطل`, `خلال ساعات العطل`."""
    if _in_time_clause(analysis, token):
        return True
    before = {t.text for t in analysis.tokens[max(token - 2, 0) : token]}
    return bool(before & {"بعد", "خلال", "اثناء", "منذ", "قبل", "عقب", "اثر", "جراء", "بسبب", "نتيجه", "وسط", "طيله"})


def _in_time_clause(analysis: Analysis, token: int) -> bool:
    """`قبل أن يعرف أحد بالعطل`: a verb of its own between `قبل أن` and the noun of the stop."""
    words = [t.text for t in analysis.tokens[max(token - 6, 0) : token]]
    opens = [i for i in range(len(words) - 1) if words[i] in ("قبل", "بعد") and words[i + 1] == "ان"]
    return bool(opens) and len(words) - opens[-1] > 3 and analysis.tokens[token].text.startswith(("بال", "ال", "عن"))


def can_stop(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a mention may be of a service that stopped: not an observer, an outlet, or a channel of speech."""
    entry = analysis.kb.get(place.it.ref.kb)
    if place.it.ref.type == "other" and not is_cable(analysis, place.it.ref):
        return False
    if entry is not None and entry.sector in _sectors()["never_down"] and not _public_service(entry):
        return False
    return not is_channel(analysis, place)


def _public_service(entry: Entry) -> bool:
    """A platform of a government (`أبشر`, `توكلنا`) goes down like any other."""
    return entry.type == "service" and entry.sector == "government"


def is_staff_tool(ref: Ref) -> bool:
    """Whether everybody knows a service as a tool for the staff of whoever runs it."""
    return ref.kb is not None and ref.kb in _sectors()["staff_tools"]


def is_channel(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a service is named as the place where something was said: `على تويتر`, `حسابه في فيسبوك`."""
    governor = analysis.governor(place)
    clause = analysis.clause_at(place.first)
    first, last = max(clause.first - 1, 0), clause.last
    if governor in ("علي", "عبر"):
        return analysis.has(first, last, "say", "tweet", "account")
    # `حسابه في فيسبوك` is a place to speak, `أبلغ مستخدمون عن بطء في تلغرام` is not.
    return governor == "في" and analysis.has(first, last, "tweet", "account")


def owner_ref(analysis: Analysis, ref: Ref) -> Ref:
    """Return the company that operates a service, or the entity itself."""
    if ref.kb is None:
        return analysis.unlisted_owners.get(ref.key, ref)
    key = owner(analysis, ref)
    return ref if key == ref.key or key not in analysis.kb else analysis.kb.ref(key)


WORLD = Ref("world", "World", "العالم", "other")
"""The subject of a loss that nobody in particular bears."""
USERS = Ref("users", "Users", "المستخدمون", "other")
"""A crowd that bears something: advertisers, shops, customers."""
