"""Whose return a word for one tells of: the provider's, or that of one whom it hit and who comes back by himself."""

from __future__ import annotations

from pipeline.document import Mention, Ref
from pipeline.entities import heads
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, can_stop
from pipeline.facts.speakers import teller_of
from pipeline.facts.whether_back import NEAR_AFTER, NEAR_BEFORE, ends_fault, is_scheduled, only_then

KIND = 3
"""Tokens between a verb and the name of its subject: a generic noun, quotation marks."""


def returner(analysis: Analysis, who: Participants, hit: Hit) -> Ref | None:
    """Whether it is the provider, its services, or `الخدمة` that the verb speaks of; of a victim, the victim."""
    victim = _victim(analysis, who, hit)
    if victim is not None:
        return victim
    start, end = analysis.sentence_of(hit.first)
    low, high = max(start, hit.first - NEAR_BEFORE), min(end, hit.last + NEAR_AFTER)
    near = analysis.mentions_in(low, high, "company", "service", "place")
    if not who.infrastructure:
        # `استرجعت المنصة عافيتها` behind a sentence on a competitor: what comes back is what had gone.
        named = {m.it.ref for m in analysis.mentions_in(start, end) if m.it.form == "name"}
        near = [m for m in near if m.it.ref in named or who.is_provider(m.it.ref)]
    near = [m for m in near if (_is_subject(analysis, m) if m.it.ref.type == "place" else can_stop(analysis, m))]
    near = [m for m in near if m.it.ref.type == "place" or not _is_part(who, m)]
    # `جوجل المملوكة لألفابت حلت المشكلة`: an owner in apposition returns nothing.
    near = [m for m in near if not analysis.has(m.first - 1, m.first, "owned_by")]
    if near:
        closest = min(near, key=lambda m: abs(m.first - hit.first))
        touching = closest.first - hit.last < 2 and hit.first - closest.last < 2
        if who.infrastructure and _is_of_services(analysis, hit) and not touching:
            return who.provider
        repaired = hit.cls == "fixed" or ends_fault(analysis, hit)
        if repaired and who.infrastructure and not touching:
            # The fault of one who runs others is his to mend, whichever of its victims is named near.
            return who.provider
        if closest.it.ref.type != "place" or touching:
            return _of(who, closest, touching)
        near = [m for m in near if m.it.ref.type != "place"]
        if near:
            return _of(who, min(near, key=lambda m: abs(m.first - hit.first)), touching=False)
    if not (who.infrastructure or who.ordered) and analysis.has(low, hit.first, "carrier_noun"):
        # `خدمات الإنترنت الثابت تعمل بشكل طبيعي`: beside an app that fell, the network of a carrier.
        return None
    told = analysis.mentions_in(start, hit.first, "company", "service")
    if hit.cls == "fixed" and told and not who.infrastructure and not any(who.is_provider(m.it.ref) for m in told):
        # `لكن سيجنال لم ينج، وقالت إدارته إنها أصلحت الخلل`: the fault of the only one that is named.
        return None
    if hit.pos != "n" and analysis.has(start, hit.first, "stop"):
        return who.provider
    if only_then(analysis, hit) and not analysis.mentions_in(start, end, "company", "service"):
        # `تعطلت الشبكة فجر السبت. ولم ترجع إلا فجر الأحد.`
        return who.provider
    if analysis.has(low, high, "resumable") or (hit.cls == "fixed" or ends_fault(analysis, hit)):
        return who.provider
    if any(q.it.kind == "percent" for q in analysis.quantities_in(hit.last, hit.last + 2)):
        return who.provider
    if is_scheduled(analysis, hit) and not analysis.mentions_in(start, end, "company", "service"):
        return who.provider
    return who.provider if told and who.is_provider(told[-1].it.ref) else None


def _is_of_services(analysis: Analysis, hit: Hit) -> bool:
    """`عادت مواقع شركات طيران`, `الخدمة استؤنفت`: right beside the verb stands what runs on the provider."""
    beside = analysis.has(hit.last, hit.last + 1, "resumable") or analysis.has(hit.first - 1, hit.first, "resumable")
    return hit.pos != "n" and beside


def _is_subject(analysis: Analysis, place: Place[Mention]) -> bool:
    """`شبكتها في كندا تعافت`: where something came back, no place that did."""
    return analysis.governor(place) is None


def _is_part(who: Participants, place: Place[Mention]) -> bool:
    """A name that no base has, beside a provider that runs others: a part of it, a database, a region."""
    return who.infrastructure and place.it.ref.kb is None and not who.is_provider(place.it.ref)


def _of(who: Participants, place: Place[Mention], touching: bool) -> Ref | None:
    """The provider when the name is its own; a service that ran on it when the verb stands right beside its name."""
    ref = place.it.ref
    if who.is_provider(ref):
        return who.provider
    if touching and who.infrastructure and ref.type == "service" and not who.runs_others(ref):
        return ref
    return None


def _victim(analysis: Analysis, who: Participants, hit: Hit) -> Ref | None:
    """One of those that the outage of another hit: `استعاد مطار سخيبول عمله`, `أعلنت لويدز عودة تطبيقاتها`."""
    if not who.infrastructure or hit.cls != "restore":
        return None
    place = subject_behind(analysis, hit) if hit.pos != "n" else None
    if place is not None:
        return place.it.ref if _is_hit(analysis, who, place) else None
    _, end = analysis.sentence_of(hit.first)
    behind = analysis.mentions_in(hit.first, min(end, hit.last + NEAR_AFTER), "company", "service", "place")
    ref = teller_of(analysis, hit.first, near=True) if hit.pos == "n" and not behind else None
    told = [m for m in analysis.of_entity(ref.key) if m.last <= hit.first] if ref is not None else []
    return ref if told and _is_hit(analysis, who, told[-1]) else None


def subject_behind(analysis: Analysis, hit: Hit) -> Place[Mention] | None:
    """Return the name right behind a verb, a generic noun or quotation marks between (`عادت لعبة "روبلوكس"`)."""
    places = analysis.mentions_in(hit.last, hit.last + KIND + 1, "company", "service", "place")
    if not places:
        return None
    between = analysis.tokens[hit.last : places[0].first]
    return places[0] if all(t.kind == "punct" or t.text in heads() for t in between) else None


def _is_hit(analysis: Analysis, who: Participants, place: Place[Mention]) -> bool:
    """Whether a name may be one of those that the provider's outage hit: a firm, a service, an airport."""
    ref = place.it.ref
    if place.it.form != "name" or who.is_provider(ref) or _is_part(who, place) or not can_stop(analysis, place):
        return False
    return ref.type != "place" or analysis.sector(ref) == "airport"
