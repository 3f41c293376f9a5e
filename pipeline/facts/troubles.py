"""The trouble of others: services that suffered in the wake of an outage, firms whose work it disrupted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.document import Fact, Mention, Ref
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.draft import Draft
from pipeline.facts.groups import labelled, sharers
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, has_application, is_adjunct, is_negated, is_old
from pipeline.facts.places import named_in
from pipeline.facts.stop_times import stop_duration, stop_time
from pipeline.facts.stops import SUFFERERS, gives_up, in_list, is_internal, is_site, sufferer
from pipeline.facts.symptoms import is_service, phrase, state, symptom, told
from pipeline.facts.victims import (
    complains_of,
    did_not_escape,
    examples,
    is_device,
    is_no_longer,
    is_of_another_time,
    is_of_old,
    is_program,
    of_people,
    spreads,
)

_OF = frozenset({"من", "عن", "حول", "بشان", "بخصوص", "ازاء"})
"""Between complaints and what they are about."""
_TRIGGERS = ("stop", "trouble", "slow", "halt", "barred", "complained_of", "spread", "hurt")
_LISTING = ("stop", "hurt", "spread")
"""Behind these a list of services that run on the provider is what fell with it."""
_FAILING = ("stop", "trouble", "slow", "barred")
_ITSELF = frozenset({"نفسه", "نفسها", "ذاته", "ذاتها", "الاخر", "الاخري", "بدوره", "بدورها"})
_THROUGH = frozenset({"عبر", "ب", "علي", "في", "من"})
"""Between payments that fail and the application that they go through."""
NEAR = 5
"""Tokens from a verb to the `هو الآخر` that says that a watcher of outages stopped too."""
GAP = 12
"""Tokens from the name of who watches outages to a verb behind it: `موقع .. المتخصص في رصد الأعطال سقط`."""
TOPIC = 4
"""Tokens from أما to the name that a sentence takes up."""
BLAMED = 5
"""Tokens from a verb of blaming to what it blames, its object between: `أرجعت المشكلة إلى خطأ`."""


def degradation_facts(analysis: Analysis, who: Participants, speaker_of: Mapping[int, Ref]) -> Iterator[Draft]:
    """Yield the trouble of services and firms other than the provider.

    Args:
        analysis: the document.
        who: its provider.
        speaker_of: token -> who speaks there; a founder who tells of slowness tells of his own service.
    """
    if who.provider is None:
        return
    seen: set[tuple[int, str]] = set()
    for hit in analysis.find(0, len(analysis.tokens), *_TRIGGERS):
        if hit.cls == "spread" and not spreads(analysis, hit):
            continue
        denied = is_negated(analysis, hit) and not did_not_escape(analysis, hit)
        if denied or analysis.has(hit.last, hit.last + 1, "rival"):
            continue
        if hit.cls == "stop" and gives_up(analysis, hit):
            # `تعثرت صفقة ..`
            continue
        if hit.cls == "halt" and (analysis.has(hit.first, hit.first + 1, "ailing") or _is_for_the_sake(analysis, hit)):
            # `تقطع البث` is no `قطع البث`.
            continue
        if is_of_old(analysis, hit):
            continue
        start, _ = analysis.sentence_of(hit.first)
        clause_first = analysis.clause_at(hit.first).first
        if any(h.pos == "v" or h.first >= clause_first for h in analysis.find(start, hit.first, "negation")):
            continue
        if hit.pos == "n" and (_is_known_one(analysis, hit) or (hit.cls == "trouble" and _is_blamed(analysis, hit))):
            continue
        clause = analysis.clause_at(hit.first)
        for ref in _victims(analysis, who, hit, speaker_of):
            if (clause.sentence, ref.key) not in seen:
                seen.add((clause.sentence, ref.key))
                yield Draft(_trouble(analysis, who, hit, clause, ref), hit.first, hit.last)


def _is_for_the_sake(analysis: Analysis, hit: Hit) -> bool:
    """`من أجل رحلات العطلة`: no verb of putting off."""
    return hit.first > 0 and analysis.tokens[hit.first].text == "اجل" and analysis.tokens[hit.first - 1].text == "من"


def _trouble(analysis: Analysis, who: Participants, hit: Hit, clause: Clause, ref: Ref) -> Fact:
    old = is_old(analysis, hit.first)
    if hit.cls == "stop" and (old or _stops_by_itself(who, ref) or _is_told_apart(analysis, hit)):
        return _other_outage(analysis, who, hit, ref, old)
    first, last = symptom(analysis, hit, clause)
    service = is_service(who, hit, ref) or _is_application(analysis, hit, ref) or _is_site_of(analysis, hit, ref)
    return Fact(
        type="degradation" if service else "impact",
        subject=ref,
        category=state(analysis, hit) if service else "operations_disrupted",
        places=named_in(analysis, clause.first, clause.last) if ref.type != "place" else (ref,),
        content=told(analysis, first, last),
        evidence=(analysis.sentence_span(hit.first),),
        rule="degradation:trouble" if service else "impact:operations",
        cues=(analysis.span(hit.first, hit.last),),
    )


def _is_application(analysis: Analysis, hit: Hit, ref: Ref) -> bool:
    """`توقف تطبيق كريم وطلبات`, `تعطلت خدمة إنتراك`: a firm that is an application, and it is that which stopped."""
    if not has_application(analysis, ref) or not analysis.has(hit.first, hit.first + 1, "stop", "trouble", "slow"):
        return False
    first, last = analysis.sentence_of(hit.first)
    own = [m for m in analysis.mentions_in(first, last, "company") if m.it.ref == ref]
    heads = [m.first - 1 for place in own for m in sharers(analysis, place, last)]
    return any(analysis.has(max(at - 1, first), at + 1, "application") for at in heads)


def _is_site_of(analysis: Analysis, hit: Hit, ref: Ref) -> bool:
    """`تأثر موقع صحيفة X`: a site is a service; `انقطع بث X` is the work of an outlet."""
    named = [m for m in analysis.mentions_in(*analysis.sentence_of(hit.first), "media") if m.it.ref == ref]
    heads = [place for m in named for place in sharers(analysis, m, m.last)[:1]]
    return any(is_site(analysis, place) for place in heads)


def _stops_by_itself(who: Participants, ref: Ref) -> bool:
    """A carrier, a cable or a cloud does not go down in the wake of a platform: that is another outage."""
    return not who.infrastructure and who.carries_others(ref) and not who.is_provider(ref)


def _is_told_apart(analysis: Analysis, hit: Hit) -> bool:
    """`وفي حادث منفصل، توقف تيك توك`: the text says that it is another event."""
    return analysis.has(analysis.sentence_of(hit.first)[0], hit.first, "apart")


def _other_outage(analysis: Analysis, who: Participants, hit: Hit, ref: Ref, old: bool) -> Fact:
    """`وفي كندا، حرم عطل بشبكة روجرز في يوليو 2022 ..`: the outage of another, recalled or beside the main one."""
    first, last = analysis.sentence_of(hit.first)
    owner = who.company(ref)
    who.others[analysis.clause_at(hit.first).sentence] = owner
    return Fact(
        type="outage",
        subject=owner,
        objects=(ref,) if ref.type == "service" else (),
        time=stop_time(analysis, [hit], first, last),
        duration=stop_duration(analysis, [hit], first, last),
        places=named_in(analysis, first, last) if not old else (),
        background=old,
        evidence=(analysis.sentence_span(hit.first),),
        rule="outage:recalled" if old else "outage:beside",
        cues=(analysis.span(hit.first, hit.last),),
    )


def _is_known_one(analysis: Analysis, hit: Hit) -> bool:
    """`العطل`, `الانقطاع` with the article and no name behind it: the outage the article is about."""
    definite = analysis.is_definite(hit.first)
    clause = analysis.clause_at(hit.first)
    behind = analysis.mentions_in(hit.last, min(clause.last, hit.last + 8), *SUFFERERS)
    behind = [m for m in behind if m.it.form == "name" and not (definite and m.it.ref.type == "place")]
    if definite:
        behind = [m for m in behind if not is_of_another_time(analysis, hit, m)]
    if any(not is_negated(analysis, h) for h in analysis.find(max(clause.first, hit.first - 4), hit.first, "suffer")):
        return False
    if complains_of(analysis, hit):
        return False
    return (definite or is_adjunct(analysis, hit.first)) and not behind


def _victims(analysis: Analysis, who: Participants, hit: Hit, speaker_of: Mapping[int, Ref]) -> list[Ref]:
    """Who suffers, other than the provider: the first name and those joined to it."""
    place = examples(analysis, who, hit, sufferer(analysis, hit))
    if apps := _through(analysis, who, hit):
        return apps
    if hit.cls in ("barred", "stop") and (theirs := of_people(analysis, who, hit)) is not None:
        users_of = [m.it.ref for m in sharers(analysis, theirs, hit.first)]
        many = len(users_of) > 2 and who.infrastructure and not all(who.works(ref) for ref in users_of)
        return [] if many else [ref for ref in users_of if not who.is_provider(ref)]
    if place is not None and (_is_refuge(analysis, hit, place) or _is_where_told(analysis, hit, place)):
        return []
    if place is not None:
        weak = hit.cls == "trouble" and not _suffers(analysis, hit, place)
        found = [] if weak else sharers(analysis, place, hit.first)
        refs = [m.it.ref for m in found if is_service(who, hit, m.it.ref) or m.it.form == "name"]
    else:
        speaker = _quoted(analysis, hit) or _taken_up(analysis, hit) or _first_person(analysis, who, hit, speaker_of)
        refs = [speaker] if speaker is not None else []
    if place is not None and _is_tool(analysis, place) and hit.cls in ("stop", "trouble", "slow"):
        return refs[:1]
    if is_old(analysis, hit.first):
        return [ref for ref in refs[:1] if not who.is_provider(ref) and not who.is_observer(ref)]
    if place is not None and _is_of_customers(analysis, who, place):
        return [ref for ref in refs if not who.is_provider(ref)]
    if (hit.cls == "barred" and not is_no_longer(analysis, hit)) or _is_ordered(analysis, who, hit):
        return []
    # `تأثرت خدمات فودافون وأورنج واتصالات`: carriers are told of in a sentence of their own.
    carriers = hit.pos == "v" and all(analysis.sector(ref) == "carrier" for ref in refs)
    told = _is_subject(hit, place) or carriers
    many = len(refs) > 2 and (hit.cls in ("stop", "hurt") or (who.infrastructure and not told))
    listed = who.infrastructure and place is not None and hit.cls in _LISTING and in_list(analysis, place)
    listed = listed and not analysis.has(hit.first, hit.last + NEAR, "station")
    if (many or listed) and not (place is not None and _opens_line(analysis, hit, place)):
        # A list of services that fell with what they run on: objects of the outage.
        return []
    refs = [ref for ref in refs if _is_other(analysis, who, hit, ref) and not who.is_observer(ref)]
    if hit.cls == "halt" and who.infrastructure:
        # `العطل تسبب في توقف سناب شات وزووم`: what runs on the provider fell with it, its work is no other.
        refs = [ref for ref in refs if ref.type != "service" or who.works(ref) or has_application(analysis, ref)]
    return [ref for ref in refs if not _carries(analysis, who, hit, ref)] or _watchers(analysis, who, hit)


def _is_other(analysis: Analysis, who: Participants, hit: Hit, ref: Ref) -> bool:
    """Who is not the provider's, and of his the things in a house that no longer obey."""
    return not who.is_provider(ref) or (hit.cls == "trouble" and hit.pos == "w" and is_device(analysis, ref))


def _through(analysis: Analysis, who: Participants, hit: Hit) -> list[Ref]:
    """`توقفت المعاملات عبر تطبيقي بنكيلي ومصرفي`: payments that fail are those of the applications they go through."""
    if hit.cls not in _FAILING or hit.pos != "v":
        return []
    end = min(analysis.clause_at(hit.first).last, hit.last + GAP)
    payments = next(analysis.find(hit.last, end, "payment"), None)
    if payments is None or payments.first - hit.last > 1:
        return []
    named = analysis.mentions_in(payments.last, end, "service", "company")
    if not named or analysis.governor(named[0]) not in _THROUGH or named[0].first - payments.last > NEAR:
        return []
    refs = [m.it.ref for m in sharers(analysis, named[0], hit.first)]
    return [ref for ref in refs if not who.is_provider(ref) and not who.is_observer(ref)]


def _watchers(analysis: Analysis, who: Participants, hit: Hit) -> list[Ref]:
    """`سقط موقع داون ديتيكتور هو الآخر`: who watches outages stops too, where the text says so."""
    if hit.cls == "trouble":
        return _watched(analysis, who, hit)
    if hit.cls not in ("stop", "barred") or not analysis.has(max(hit.first - NEAR, 0), hit.last + NEAR, "in_turn"):
        return []
    first, last = analysis.sentence_of(hit.first)
    named = analysis.mentions_in(first, last, "service", "company", "organization")
    near = [m.it.ref for m in named if -GAP <= m.first - hit.last <= NEAR and analysis.governor(m) is None]
    return [ref for ref in near if who.is_observer(ref)][:1]


def _watched(analysis: Analysis, who: Participants, hit: Hit) -> list[Ref]:
    """`واجه زوار موقع "داون ديتيكتور" نفسه رسالة خطأ`: weaker words need `نفسه` or `هو الآخر` right behind the name."""
    first, _ = analysis.sentence_of(hit.first)
    for place in analysis.mentions_in(max(first, hit.first - GAP), hit.first, "service", "company"):
        itself = {token.text for token in analysis.tokens[place.last : place.last + 2]} & _ITSELF
        suffers = analysis.has(max(first, place.first - GAP), hit.first, "suffer", "affected")
        if who.is_observer(place.it.ref) and itself and suffers:
            return [place.it.ref]
    return []


def _carries(analysis: Analysis, who: Participants, hit: Hit, ref: Ref) -> bool:
    """Whether others run on an entity, so that it stops by itself; a carrier may well grow slow by another."""
    if not who.runs_others(ref) or analysis.sector(ref) != "carrier":
        return who.runs_others(ref) and not is_program(analysis, who, ref)
    clause = analysis.clause_at(hit.first)
    # `خرجت محطات إرسال لشركتي ألفا وتاتش`, `تعذر على مشتركي توبنات النفاذ`: a part of it, by the stop of another.
    return hit.cls not in ("trouble", "slow") and not analysis.has(clause.first, clause.last, "station", "crowd")


def _is_subject(hit: Hit, place: Place[Mention] | None) -> bool:
    """`أبلغت كوكوين وميكسي ورابي عن مشاكل`, `علقت يونايتد ودلتا وأميركان رحلاتها`: a sentence of their own."""
    return hit.cls == "halt" or (place is not None and place.first < hit.first)


def _opens_line(analysis: Analysis, hit: Hit, place: Place[Mention]) -> bool:
    """`- «إكس بوكس» و«ماينكرافت»: تعذر تسجيل الدخول`: a line of their own."""
    first, _ = analysis.sentence_of(hit.first)
    before = [token.text for token in analysis.tokens[max(first, hit.first - 2) : hit.first]]
    return place.first < hit.first and ":" in before and labelled(analysis, hit.first, SUFFERERS) is not None


def _taken_up(analysis: Analysis, hit: Hit) -> Ref | None:
    """`أما تويتر فكتب: «..»، ثم اعتذر عن بطء ظهور التغريدات`: whom a sentence takes up with أما, and what he admits."""
    first, _ = analysis.sentence_of(hit.first)
    if analysis.tokens[first].text.lstrip("وف") != "اما" or hit.pos != "n":
        return None
    named = analysis.mentions_in(first + 1, min(first + TOPIC, hit.first), "service", "company")
    admits = analysis.has(max(hit.first - BLAMED, first), hit.first, "notice", "suffer")
    return named[0].it.ref if named and admits and analysis.quote_at(hit.first) is None else None


def _is_tool(analysis: Analysis, place: Place[Mention]) -> bool:
    """`منصة التواصل الداخلية Workplace`: a tool for the staff, which suffers beside what the provider offers to all."""
    return place.it.ref.type == "service" and analysis.governor(place) is None and is_internal(analysis, place)


def _is_blamed(analysis: Analysis, hit: Hit) -> bool:
    """`أرجعت المشكلة إلى خطأ ..`, `اعتبرت أن الاتكال عليها خطأ`: a cause, or a judgement, and no symptom."""
    clause = analysis.clause_at(hit.first)
    if analysis.has(max(hit.first - BLAMED, clause.first), hit.first, "cause_link", "cause_of"):
        return True
    ends = all(token.kind != "word" for token in analysis.tokens[hit.last : clause.last])
    # `عانت كذلك مشكلات`: `كذلك` opens a clause.
    first = max(min(clause.first, hit.first - BLAMED), analysis.sentence_of(hit.first)[0])
    return ends and not analysis.has(first, hit.first, "suffer", "notice", "slow")


def _is_refuge(analysis: Analysis, hit: Hit, place: Place[Mention]) -> bool:
    """`سكان المنصات المعطلة ضيوف على تويتر`: where those of a stopped service went or wrote."""
    first, last = analysis.sentence_of(hit.first)
    on = hit.cls == "stop" and place.first >= hit.last and analysis.governor(place) == "علي"
    return on and not analysis.has(max(first, hit.first - BLAMED), min(last, place.first), "suffer", "affected")


def _is_where_told(analysis: Analysis, hit: Hit, place: Place[Mention]) -> bool:
    """`توالت الشكاوى على تويتر من تعطل واتساب`: where people complain, or what they say of another."""
    return hit.cls == "complained_of" and analysis.governor(place) not in _OF


def _is_ordered(analysis: Analysis, who: Participants, hit: Hit) -> bool:
    """`حجبت السلطات إكس فتوقفت المنصة`: what stops by order is an object of the order."""
    first, last = analysis.sentence_of(hit.first)
    return who.ordered and hit.cls == "stop" and analysis.has(first, last, "cut")


def _is_of_customers(analysis: Analysis, who: Participants, place: Place[Mention]) -> bool:
    """`استعصى على زبناء هاليفاكس تفقد أرصدتهم`: what the customers of a firm could not do."""
    return who.works(place.it.ref) and analysis.has(max(place.first - 3, 0), place.first, "crowd")


def _quoted(analysis: Analysis, hit: Hit) -> Ref | None:
    """`تحدث مطار سخيبول عن "تأثير كبير على الحركة"`: a firm named before its own words in the clause."""
    quote = analysis.quote_at(hit.first)
    if quote is None or hit.cls != "halt":
        return None
    start = analysis.clause_at(quote.first).first
    before = [m for m in analysis.mentions_in(start, quote.first, *SUFFERERS) if analysis.governor(m) is None]
    return before[-1].it.ref if before else None


def locked_out_facts(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """`لم تعد بطاقات الموظفين تفتح الأبواب`: the provider's own staff and buildings, told without a number."""
    if who.provider is None:
        return
    seen: set[int] = set()
    for hit in analysis.find(0, len(analysis.tokens), "inside"):
        clause = analysis.clause_at(hit.first)
        others = analysis.mentions_in(clause.first, clause.last, "company", "service")
        if clause.first in seen or any(not who.is_provider(m.it.ref) for m in others):
            continue
        if not analysis.has(clause.first, clause.last, "barred", "stop", "affected", "unseen"):
            continue
        seen.add(clause.first)
        first, last = phrase(analysis, hit, clause)
        fact = Fact(
            type="impact",
            subject=who.provider_at(hit.first),
            category="operations_disrupted",
            content=analysis.content(first, last),
            evidence=(analysis.sentence_span(hit.first),),
            rule="impact:inside",
            cues=(analysis.span(hit.first, hit.last),),
        )
        yield Draft(fact, first, last)


def _first_person(analysis: Analysis, who: Participants, hit: Hit, speaker_of: Mapping[int, Ref]) -> Ref | None:
    """A founder who tells of slowness tells of his service; a firm, in an outage of what it runs on, of itself."""
    speaker = speaker_of.get(hit.first)
    if speaker is None:
        return None
    firm = speaker.type in ("company", "organization", "place") and who.relation(speaker) in (
        "brand",
        "competitor",
        None,
    )
    if who.infrastructure and firm:
        return speaker
    return analysis.operator(speaker) if speaker.type == "person" and hit.cls != "stop" else None


def _suffers(analysis: Analysis, hit: Hit, place: Place[Mention]) -> bool:
    """A weak word for trouble counts with a verb of suffering, or with `في` before the name."""
    low, high = min(hit.first, place.first), max(hit.last, place.last)
    entered = analysis.words(max(place.first - 3, 0), place.first).split()
    if analysis.governor(place) == "الي" and {"الدخول", "الولوج", "الوصول", "النفاذ"} & set(entered):
        return True
    start, _ = analysis.sentence_of(low)
    if complains_of(analysis, hit):
        return True
    return analysis.has(max(low - 4, start), high, "suffer", "slow", "notice") or analysis.governor(place) in (
        "في",
        "ب",
        "ل",
        "لدي",
    )
