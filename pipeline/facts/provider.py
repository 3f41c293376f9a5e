"""Whose outage an article is about."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from pipeline.document import Document, Mention, Ref
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.lexicon import Hit, lexicon
from pipeline.facts.orders import cuts_internet, land_without, orders
from pipeline.facts.participants import (
    STOPPERS,
    Participants,
    is_adjunct,
    is_authority,
    is_negated,
    is_old,
    may_provide,
    owner,
    owner_ref,
    runs_others,
)
from pipeline.facts.weighing import weighed

HEADLINE_WEIGHT = 2.0
"""A stop named in the first sentence says what the article is about; measured on the dev articles."""
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
REACH = 16
"""Tokens from a trigger to the service that stopped; further apart they belong to different statements."""


def find_participants(analysis: Analysis, known: Ref | None = None) -> Participants:
    """Choose the provider: by rules, and by what the fact tagger reads of each name where it has read.

    `known` is whose outage was in the news when the article appeared; it is that one's, unless another is named more.
    """
    signs = _Signs(analysis)
    chosen = signs.ruled
    if analysis.readings.names:
        chosen = weighed(analysis, signs.standing, signs.ruled, len(signs.stops))
    if known is not None and chosen != known:
        names = _names(analysis)
        if chosen is None or names[known.key] >= names[chosen.key]:
            chosen = known
    return Participants(analysis, chosen)


def _names(analysis: Analysis) -> Counter[str]:
    """How often each company is named, by its own names and those of its services."""
    return Counter(owner(analysis, m.it.ref) for m in analysis.mentions if m.it.form == "name")


def worth_reading(analysis: Analysis) -> bool:
    """Whether there is a sign of an outage, and somebody to have one: else the fact tagger, which is slow, is spared.

    Four of five articles of random news lack one or the other; of 655 gold articles with an outage five lack a sign.
    """
    every = len(analysis.tokens)
    signs = analysis.has(0, every, "stop") or sum(1 for _ in analysis.find(0, every, *TROUBLES)) >= SURE
    return signs and (analysis.has(0, every, "cut") or bool(_able(analysis)))


def may_tell_of_outage(doc: Document) -> bool:
    """Whether a word for a stop, or any other sign of an outage, stands in a text; it needs no more than its tokens.

    Of 304 gold articles with facts of an outage all have one, of a thousand random news articles three in five.
    """
    return any(hit.cls == "stop" or hit.cls in TROUBLES for hit in lexicon().hits(doc.tokens, doc.text))


class _Signs:
    """What speaks for one provider or another; each is looked for once, and only when it is asked for."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    @cached_property
    def stops(self) -> list[Hit]:
        """The words for a stop that are not negated."""
        found = self._analysis.find(0, len(self._analysis.tokens), "stop")
        return [hit for hit in found if not is_negated(self._analysis, hit)]

    @cached_property
    def fresh(self) -> list[Hit]:
        """The words for a stop that tell of the news, else what came back, else all there are."""
        analysis = self._analysis
        fresh = [hit for hit in self.stops if not is_old(analysis, hit.first)]
        if not self.stops:
            # `أعلنت الشركة السورية للاتصالات قطع خدمة الإنترنت يوم الأحد`
            fresh = [hit for hit in analysis.find(0, len(analysis.tokens), "cut") if cuts_internet(analysis, hit)]
        if not any(_near(analysis, hit.first, hit.last) for hit in fresh):
            fresh = (_returns(analysis) if self.stops else []) or self.stops
        return fresh

    @cached_property
    def votes(self) -> dict[Ref, float]:
        """How much the words for a stop speak for each company."""
        return _votes(self._analysis, self.fresh)

    @cached_property
    def standing(self) -> dict[Ref, float]:
        """How much all signs together speak for each company."""
        return _standing(self._analysis, self.votes)

    @cached_property
    def ruled(self) -> Ref | None:
        """Whom the rules choose: who ordered a cut, else the company whose names stand nearest to a stop."""
        analysis = self._analysis
        voted = [hit.first for hit in self.fresh if _near(analysis, hit.first, hit.last)]
        told = next(orders(analysis, {m.it.ref.key: is_authority(analysis, m.it.ref) for m in analysis.mentions}), None)
        if told is not None and (not voted or _sentence(analysis, told[0].first) <= _sentence(analysis, voted[0])):
            return told[1]
        if not self.votes and len(self.stops) < SURE and not _tells_of_trouble(analysis):
            return self._land
        return max(self.standing, key=lambda ref: self.standing[ref], default=self._land)

    @cached_property
    def _land(self) -> Ref | None:
        """The country that is told to be without a network, where no firm is named that could be."""
        lands = (land_without(self._analysis, hit) for hit in self.fresh) if not _able(self._analysis) else ()
        return next((ref for ref in lands if ref is not None), None)


def _votes(analysis: Analysis, stops: list[Hit]) -> dict[Ref, float]:
    """How much the words for a stop speak for each company: those beside it, more in a headline."""
    votes: dict[Ref, float] = {}
    for hit in stops:
        weight = HEADLINE_WEIGHT if _sentence(analysis, hit.first) == 0 else 1.0
        for place, near in _near(analysis, hit.first, hit.last):
            ref = owner_ref(analysis, place.it.ref)
            votes[ref] = votes.get(ref, 0.0) + near * weight
    return votes


def _standing(analysis: Analysis, votes: dict[Ref, float]) -> dict[Ref, float]:
    """How much speaks for each company: stops, weaker signs, a place in the opening, and how often it is named.

    A victim or a rival may stand beside the only word for a stop; the opening and most names are the provider's.
    """
    score = dict(votes)
    for hit in analysis.find(0, len(analysis.tokens), *SIGNS):
        for place, near in _near(analysis, hit.first, hit.last) if not is_old(analysis, hit.first) else ():
            ref = owner_ref(analysis, place.it.ref)
            score[ref] = score.get(ref, 0.0) + near * SIGNS[hit.cls]
    for ref in dict.fromkeys(_culprits(analysis)):
        score[ref] = score.get(ref, 0.0) + CULPRIT_WEIGHT
    opening = [owner_ref(analysis, m.it.ref) for m in _able(analysis) if _sentence(analysis, m.first) < OPENING]
    for ref in dict.fromkeys(opening):  # In the order of the text, so that a tie falls the same way every time.
        score[ref] = score.get(ref, 0.0) + OPENING_WEIGHT
    names = _names(analysis)
    return {ref: points * (1 + names[ref.key]) ** NAMES_POWER for ref, points in score.items()}


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
        found += [owner_ref(analysis, m.it.ref) for m in named[:1] if runs_others(analysis, m.it.ref)]
    return found


def _able(analysis: Analysis) -> list[Place[Mention]]:
    """Mentions of what may be the provider."""
    places = [place for place in analysis.mentions if place.it.ref.type in STOPPERS]
    return [place for place in places if may_provide(analysis, place)]


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
