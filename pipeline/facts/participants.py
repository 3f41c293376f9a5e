"""Who is who: the provider whose outage an article is about, and the relation of the others to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.document import Mention, Ref
from pipeline.entities import Entry
from pipeline.facts.analysis import Analysis, Place, latest_day
from pipeline.facts.lexicon import Hit
from pipeline.facts.orders import cuts_internet, orders
from pipeline.resources import read_toml
from pipeline.text import splits

HEADLINE_WEIGHT = 2.0
"""A stop named in the first sentence says what the article is about; measured on the dev articles."""
RECENT = 10
"""Days from the publication beyond which an outage is an older one that the article recalls."""
ADJUNCT_WEIGHT = 0.2
SITE_WEIGHT, CULPRIT_WEIGHT = 2.0, 3.0
"""What others run on and where the fault is said to lie is the provider; measured on the training articles."""
SIGNS = {"restore": 0.3, "trouble": 0.3, "cause_of": 0.3, "acknowledgement": 0.3}
"""What the name beside a weaker sign of an outage is worth, a stop is worth 1; measured on training articles."""
OPENING, OPENING_WEIGHT, NAMES_POWER = 3, 2.0, 0.8
"""The opening sentences, what a name in them is worth, and how much it counts to be named often; measured too."""
CULPRIT = 8
"""Tokens from an update or a fire to the firm whose it was."""
TROUBLES = ("mute", "takedown", "cut", "restore", "trouble", "barred", "unseen", "unable", "ailing", "halt")
"""Signs of an outage in an article without a word for a stop beside a name."""
SURE = 2
"""Words for a stop, or kinds of other signs, that make an outage without a name beside them."""
DENIAL = 8
"""Tokens from a denial to the stop that it denies."""
STOPPERS = ("company", "service", "other", "organization")
"""Types of entity that may be a provider; of the last two only cables and exchanges are."""
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
        return bool(self._own_sectors & set(_sectors()["infrastructure"])) or self.ordered

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
        return _trades(self.analysis, ref)

    def runs_others(self, ref: Ref) -> bool:
        """Whether the services of others run on an entity: it is no victim of an outage like its own."""
        return self.infrastructure and self.carries_others(ref) and not self.rides_on_cable(ref)

    def rides_on_cable(self, ref: Ref) -> bool:
        """Whether an entity is a carrier in an article about a cut cable: its customers feel the cut."""
        cut = self.provider is not None and self.analysis.sector(self.provider) == "cable"
        return cut and self.analysis.sector(ref) == "carrier"

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
        return {
            m.it.ref.key
            for m in self.analysis.mentions
            if m.it.ref.type == "person" and self.analysis.has(max(m.first - 5, 0), m.last + 5, "former")
        }

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
            entry = self.analysis.kb.get(ref.kb)
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
    entry = analysis.kb.get(ref.kb)
    if entry is None:
        return analysis.unlisted_owners[ref.key].key if ref.key in analysis.unlisted_owners else ref.key
    if entry.type != "service" or not entry.operator:
        return ref.key
    operator = analysis.kb.get(entry.operator)
    # A payment system of a central bank, a messenger of a foundation goes down; the body behind it does not.
    return ref.key if operator is not None and operator.type != "company" else entry.operator


def find_participants(analysis: Analysis) -> Participants:
    """Choose the provider: the company whose names stand nearest to the words for a stop, all told."""
    hits = list(analysis.find(0, len(analysis.tokens), "stop"))
    hits = [hit for hit in hits if not is_negated(analysis, hit)]
    fresh = [hit for hit in hits if not is_old(analysis, hit.first)]
    if not hits:
        # `أعلنت الشركة السورية للاتصالات قطع خدمة الإنترنت يوم الأحد`
        fresh = [hit for hit in analysis.find(0, len(analysis.tokens), "cut") if cuts_internet(analysis, hit)]
    if not any(_near(analysis, hit.first, hit.last) for hit in fresh):
        fresh = (_returns(analysis) if hits else []) or hits
    votes = _votes(analysis, fresh)
    told = next(orders(analysis, {m.it.ref.key: is_authority(analysis, m.it.ref) for m in analysis.mentions}), None)
    voted = [hit.first for hit in fresh if _near(analysis, hit.first, hit.last)]
    if told is not None and (not voted or _sentence(analysis, told[0].first) <= _sentence(analysis, voted[0])):
        return Participants(analysis, told[1])
    if not votes and len(hits) < SURE and not _tells_of_trouble(analysis):
        return Participants(analysis, None)
    return Participants(analysis, _best(analysis, votes))


def _votes(analysis: Analysis, stops: list[Hit]) -> dict[Ref, float]:
    """How much the words for a stop speak for each company: those beside it, more in a headline."""
    votes: dict[Ref, float] = {}
    for hit in stops:
        weight = HEADLINE_WEIGHT if _sentence(analysis, hit.first) == 0 else 1.0
        for place, near in _near(analysis, hit.first, hit.last):
            ref = _owner_ref(analysis, place.it.ref)
            votes[ref] = votes.get(ref, 0.0) + near * weight
    return votes


def _best(analysis: Analysis, votes: dict[Ref, float]) -> Ref | None:
    """The company that most speaks for: stops, weaker signs, a place in the opening, and how often it is named.

    A victim or a rival may stand beside the only word for a stop; the opening and most names are the provider's.
    """
    score = dict(votes)
    for hit in analysis.find(0, len(analysis.tokens), *SIGNS):
        for place, near in _near(analysis, hit.first, hit.last) if not is_old(analysis, hit.first) else ():
            ref = _owner_ref(analysis, place.it.ref)
            score[ref] = score.get(ref, 0.0) + near * SIGNS[hit.cls]
    for ref in dict.fromkeys(_culprits(analysis)):
        score[ref] = score.get(ref, 0.0) + CULPRIT_WEIGHT
    opening = [_owner_ref(analysis, m.it.ref) for m in _able(analysis) if _sentence(analysis, m.first) < OPENING]
    for ref in dict.fromkeys(opening):  # In the order of the text, so that a tie falls the same way every time.
        score[ref] = score.get(ref, 0.0) + OPENING_WEIGHT
    names = Counter(owner(analysis, m.it.ref) for m in analysis.mentions if m.it.form == "name")
    return max(score, key=lambda ref: score[ref] * (1 + names[ref.key]) ** NAMES_POWER, default=None)


def _culprits(analysis: Analysis) -> list[Ref]:
    """Whose update or fire it was: `تحديث معيب أرسلته شركة X`; a fault that is the stop itself says nothing."""
    found: list[Ref] = []
    for hit in analysis.find(0, len(analysis.tokens), "fault_at"):
        if analysis.has(hit.first, hit.first + 1, "stop", "trouble") or is_old(analysis, hit.first):
            continue
        last = min(hit.last + CULPRIT, analysis.clause_at(hit.first).last)
        if any(t.text.startswith("ل") and t.text.endswith("ها") for t in analysis.tokens[hit.last : last]):
            # `قالت X إن المشكلة ناجمة عن تحديث معيب لبرنامجها`
            named = analysis.mentions_in(analysis.sentence_of(hit.first)[0], hit.first, *STOPPERS)[::-1]
        else:
            named = analysis.mentions_in(hit.last, last, *STOPPERS)
        found += [_owner_ref(analysis, m.it.ref) for m in named[:1] if runs_others(analysis, m.it.ref)]
    return found


def _able(analysis: Analysis) -> list[Place[Mention]]:
    """Mentions of what may be the provider."""
    places = [place for place in analysis.mentions if place.it.ref.type in STOPPERS]
    return [place for place in places if may_provide(analysis, place)]


def may_provide(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a mention may be of what stopped; of organizations only an exchange and the like."""
    return can_stop(analysis, place) and (place.it.ref.type != "organization" or _trades(analysis, place.it.ref))


def _tells_of_trouble(analysis: Analysis) -> bool:
    """Whether an article in which no name stands beside a stop has signs of a fresh one all the same.

    `ستستأنف الحكم`, `أوقفت دعم تطبيق` alone are none.
    """
    fresh = (h for h in analysis.find(0, len(analysis.tokens), *TROUBLES) if not is_old(analysis, h.first))
    kinds = {hit.cls for hit in fresh}
    return len(kinds) >= SURE or bool(kinds - {"restore", "cut"})


def _returns(analysis: Analysis) -> list[Hit]:
    """Where no name stands near a fresh stop, what came back says what had stopped: `رجع فيسبوك وواتساب`."""
    found = analysis.find(0, len(analysis.tokens), "restore")
    return [
        hit
        for hit in found
        if not is_old(analysis, hit.first)
        and any(place.it.ref.type == "service" for place, _ in _near(analysis, hit.first, hit.last))
    ]


def _sentence(analysis: Analysis, token: int) -> int:
    return analysis.clause_at(token).sentence


def is_authority(analysis: Analysis, ref: Ref) -> bool:
    """Whether an entity is a body of a state."""
    entry = analysis.kb.get(ref.kb)
    return entry.sector in _sectors()["authorities"] if entry else ref.type == "organization"


def is_old(analysis: Analysis, token: int) -> bool:
    """Whether the sentence of a token is dated long before the article: it recalls another outage."""
    first, last = analysis.sentence_of(token)
    days = [latest_day(t.it.value) for t in analysis.times_in(first, last, "date", "time")]
    known = [day for day in days if day is not None]
    return analysis.reference is not None and bool(known) and (analysis.reference - max(known)).days > RECENT


def _near(analysis: Analysis, first: int, last: int) -> list[tuple[Place[Mention], float]]:
    start, end = analysis.sentence_of(first)
    found = []
    for place in analysis.mentions_in(max(start, first - REACH), min(end, last + REACH), *STOPPERS):
        if not may_provide(analysis, place):
            continue
        distance = place.first - last if place.first >= last else (first - place.last) * 1.5 + 1
        weight = 1.0 / (1.0 + max(distance, 0) / 4)
        if place.last <= first and is_adjunct(analysis, first):
            # `تلقتها زين بعد العطل`: the stop only dates what the firm did.
            weight *= ADJUNCT_WEIGHT
        if _is_site(analysis, place, first):
            weight *= SITE_WEIGHT if place.first > first else CULPRIT_WEIGHT
        known = place.it.form == "name" and place.it.ref.kb is not None
        found.append((place, weight if known else weight / 2))
    return found


def _is_site(analysis: Analysis, place: Place[Mention], stop: int) -> bool:
    """Whether others fell with it: `حريق في سنترال مملوك لشركة X`, `انقطاع في خدمات X` of what others run on."""
    if not runs_others(analysis, place.it.ref) or analysis.sector(place.it.ref) == "software":
        return False
    if analysis.has(max(place.first - 4, 0), place.first, "owned_by"):
        return True
    if place.first < stop:
        # `تسبب تحديث معيب لشركة X في توقف ..`
        return analysis.has(max(place.first - 8, 0), place.first, "fault_at")
    return analysis.governor(place) in ("في", "ب", "لدي")


def _trades(analysis: Analysis, ref: Ref) -> bool:
    """An exchange or another body whose work is its service."""
    return analysis.sector(ref) in _sectors()["works"]


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
