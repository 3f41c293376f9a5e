"""Outage, restoration, and the trouble of others: what stopped, when, for how long, what came back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipeline.document import Fact, Mention, Ref, Time
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.draft import Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, can_stop, is_adjunct, is_channel, is_negated, is_old
from pipeline.text import splits

_BEGUN = ("stop", "first_report", "cut")
_SUFFERERS = ("company", "service", "organization", "place")
DATELINE, DATELINE_TOKENS = 4, 14
"""The sentences at the head of an article among which a date line is looked for, and how long it may be."""
_UTILITIES = {"التيار", "الكهرباء", "المياه", "الماء", "الغاز"}
SYMPTOM = 9
"""Tokens of a symptom: `عدم رؤية المستخدمين جميع جهات الاتصال`."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{4}-W\d\d-\d|\d{4}-\d\d|XXXX-\d\d-\d\d|XXXX-WXX-\d|XXXX-XX-XXT")


def outage_facts(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield the main outage, once for each sentence that tells of it (merged later), and older ones recalled."""
    if who.provider is None:
        return
    for sentence in analysis.doc.sentences:
        hits = [h for h in analysis.find(sentence.first, sentence.last, *_BEGUN) if not _of_another(analysis, who, h)]
        hits += [h for h in analysis.find(sentence.first, sentence.last, "trouble") if _begins(analysis, h)]
        if not hits:
            continue
        services = affected(analysis, who, sentence.first, sentence.last)
        own = [m for m in analysis.mentions_in(sentence.first, sentence.last) if who.is_provider(m.it.ref)]
        times = _times(analysis, hits, sentence.first, sentence.last) or line_time(analysis, hits[0].first)
        duration = _duration(analysis, hits, sentence.first, sentence.last)
        if not services and not own and times is None and duration is None:
            continue
        fact = Fact(
            type="outage",
            subject=who.provider,
            objects=services,
            category=_completeness(analysis, hits),
            places=_places(analysis, hits, sentence.first, sentence.last),
            time=times,
            duration=duration,
            evidence=(sentence.span,),
            rule="outage:stop",
            cues=tuple(analysis.span(h.first, h.last) for h in hits),
        )
        yield Draft(fact, hits[0].first, hits[-1].last)


def _completeness(analysis: Analysis, hits: list[Hit]) -> str | None:
    """`عطل جزئي`, `انقطاع شامل`: the adjective right beside the trigger."""
    for hit in hits:
        for cls in ("partial", "full"):
            if hit.pos == "n" and analysis.has(hit.last, hit.last + 2, cls):
                return cls
    return None


def _begins(analysis: Analysis, hit: Hit) -> bool:
    """`بدأت الأزمة في الساعة ..`, `المشكلة بدأت`: a definite trouble right beside the verb of beginning."""
    definite = any("ال" in split.proclitics for split in splits(analysis.tokens[hit.first].text))
    return definite and any(h.pos == "v" for h in analysis.find(hit.first - 2, hit.last + 2, "begin"))


def affected(analysis: Analysis, who: Participants, first: int, last: int) -> tuple[Ref, ...]:
    """Return the services that a sentence about a stop names as hit, in order of mention."""
    found: dict[str, Ref] = {}
    for place in analysis.mentions_in(first, last, "service"):
        quote = analysis.quote_at(place.first)
        listed = who.infrastructure and _in_list(analysis, place)
        if is_channel(analysis, place) or place.it.form != "name" or not (listed or can_stop(analysis, place)):
            continue
        if quote is not None and quote.speech and not analysis.has(quote.first, quote.last, "stop", "restore"):
            continue
        if analysis.has(max(place.first - 3, first), min(place.last + 4, last), "spared"):
            continue
        if listed or who.is_provider(place.it.ref):
            found.setdefault(place.it.ref.key, place.it.ref)
    return tuple(found.values())


def _in_list(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a name stands right beside another: the member of a list of services."""
    near = analysis.mentions_in(place.first - 5, place.last + 5, "service", "company")
    return any(0 < abs(other.first - place.first) <= 4 for other in near)


def _of_another(analysis: Analysis, who: Participants, hit: Hit) -> bool:
    """Whether the trigger is of another service's trouble, or no stop of a service at all."""
    holder = sufferer(analysis, hit)
    if holder is not None and not who.is_provider(holder.it.ref):
        return not who.infrastructure or holder.it.ref.type != "service"
    return is_negated(analysis, hit) or gives_up(analysis, hit)


def gives_up(analysis: Analysis, hit: Hit) -> bool:
    """`التوقف عن النشر`, `توقف بعض الموظفين عن العمل`, `انقطع التيار`: no service stops."""
    if analysis.has(hit.last, hit.last + 3, "staff"):
        return True
    if hit.cls == "cut":
        near = {token.text for token in analysis.tokens[hit.last : hit.last + 5]}
        return not near & {"الانترنت", "الانترنيت", "الخدمه", "الوصول", "الشبكه", "خدمه", "خدمات"}
    after = [token.text for token in analysis.tokens[hit.last : hit.last + 2]]
    if after[:1] and after[0] in _UTILITIES:
        return True
    return after[:1] == ["عن"] and not set(after[1:]) & {"العمل", "الخدمه", "التحميل", "الاستجابه", "البث"}


def sufferer(analysis: Analysis, hit: Hit) -> Place[Mention] | None:
    """Return the name that a word for a stop belongs to: after it, else the subject before it."""
    clause = analysis.clause_at(hit.first)
    start, _ = analysis.sentence_of(hit.first)
    quote = analysis.quote_at(hit.first)
    if quote is not None and quote.speech:
        start = quote.first
        clause = Clause(max(clause.first, quote.first), min(clause.last, quote.last), clause.sentence)
    after = [
        m
        for m in analysis.mentions_in(hit.last, min(clause.last, hit.last + 8), *_SUFFERERS)
        if _may_suffer(analysis, m)
        and can_stop(analysis, m)
        and not analysis.has(hit.last, m.first, "say", "according", "cause_link")
    ]
    if after:
        return after[0]
    before = [
        m
        for m in analysis.mentions_in(start, hit.first, *_SUFFERERS)
        if _may_suffer(analysis, m)
        and can_stop(analysis, m)
        and (m.first >= clause.first or analysis.has(clause.first, hit.first, "suffer") or m.last >= clause.first - 2)
    ]
    return before[-1] if before else None


def _may_suffer(analysis: Analysis, place: Place[Mention]) -> bool:
    """Of places only an airport, a port, a hospital works or stops."""
    if place.it.ref.type != "place":
        return True
    first = analysis.tokens[place.first].text
    return any(split.stem in ("مطار", "ميناء", "مستشفي") for split in splits(first))


def _times(analysis: Analysis, hits: list[Hit], first: int, last: int) -> Time | None:
    """Return when the stop began: a time after `بدأ`, else the first day or clock time near a trigger."""
    times = [t for t in analysis.times_in(first, last, "date", "time") if _DAY.match(t.it.value) or "T" in t.it.value]
    times = [t for t in times if not _belongs_elsewhere(analysis, t, hits)]
    if not times:
        return None
    begun = [t for t in times for h in analysis.find(max(first, t.first - 14), t.first, "begin")]
    pool = begun or sorted(times, key=lambda t: min(abs(t.first - h.first) for h in hits))
    best = pool[0]
    richer = [t for t in times if "T" in t.it.value and t.it.value[:10] == best.it.value[:10] and len(t.it.value) > 10]
    return richer[0].it if richer and "T" not in best.it.value else best.it


def dated(analysis: Analysis, fact: Fact) -> Fact:
    """Give a main outage that no time is told of the date line of the article, where the text has one."""
    if fact.type != "outage" or fact.time is not None or fact.background:
        return fact
    published = analysis.doc.article.published
    for sentence in analysis.doc.sentences[:DATELINE]:
        short = sentence.last - sentence.first <= DATELINE_TOKENS
        for place in analysis.times_in(sentence.first, sentence.last, "date") if short else ():
            if re.fullmatch(r"\d{4}-\d\d-\d\d", place.it.value) and _is_day_of(place.it.value, published):
                return replace(fact, time=place.it, evidence=(*fact.evidence, sentence.span))
    return fact


def _is_day_of(day: str, published: str | None) -> bool:
    """A date line gives the day of publication, or the day before when the article looks back at a night."""
    return published is None or 0 <= (date.fromisoformat(published) - date.fromisoformat(day)).days <= 1


def _belongs_elsewhere(analysis: Analysis, time: Place[Time], hits: list[Hit]) -> bool:
    """A time in a clause that tells of a return, a fall or a figure dates that, not the stop."""
    clause = analysis.clause_at(time.first)
    if any(clause.first <= hit.first < clause.last for hit in hits):
        nearest = min(abs(h.first - time.first) for h in hits)
        others = list(analysis.find(clause.first, clause.last, "restore", "fall", "rise", "say", "loss"))
        return any(abs(h.first - time.first) < nearest and h.first < time.first for h in others)
    if analysis.has(clause.first, clause.last, "begin"):
        return False
    return analysis.has(clause.first, clause.last, "restore", "fall", "rise", "loss", "join", "say", "tweet")


def _duration(analysis: Analysis, hits: list[Hit], first: int, last: int) -> Time | None:
    """Return how long it lasted: a duration after `دام`, `استمر`, `لمدة` or beside a trigger."""
    for place in analysis.times_in(first, last, "duration"):
        before = analysis.tokens[place.first - 1].text if place.first else ""
        cue = analysis.doc.token_at(place.it.cue.start) if place.it.cue else place.first
        lead = analysis.tokens[cue - 1].text if cue else ""
        if {before, lead} & {"بعد", "قبل", "منذ", "خلال", "كل", "اولي", "اول", "في"}:
            continue
        if re.search(r"[YM]$", place.it.value) and "T" not in place.it.value:
            continue
        near = min(abs(place.first - h.first) for h in hits) <= 16
        if near or analysis.has(max(first, place.first - 8), min(last, place.last + 3), "last"):
            return place.it
    return None


def _places(analysis: Analysis, hits: list[Hit], first: int, last: int) -> tuple[Ref, ...]:
    """Return the places that a sentence names as hit."""
    found = [
        m for m in analysis.mentions_in(hits[0].first, last, "place") if analysis.governor(m) in ("في", "ب", None, "من")
    ]
    return tuple(dict.fromkeys(m.it.ref for m in found))


# ---------------------------------------------------------------------- restoration
def restoration_facts(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """Yield what came back, once for each sentence that tells of it."""
    if who.provider is None:
        return
    for hit in analysis.find(0, len(analysis.tokens), "restore", "fixed"):
        clause = analysis.clause_at(hit.first)
        first, last = analysis.sentence_of(hit.first)
        if _not_restored(analysis, hit) or not _comes_back(analysis, who, hit):
            continue
        if hit.cls == "fixed" and not _is_done(analysis, hit):
            continue
        services = affected(analysis, who, first, last)
        fact = Fact(
            type="restoration",
            subject=who.provider,
            objects=services,
            category=_extent(analysis, clause),
            time=_when(analysis, hit, clause),
            duration=_after(analysis, first, last),
            evidence=(analysis.sentence_span(hit.first),),
            rule=f"restoration:{hit.cls}",
            certainty="asserted",
            cues=(analysis.span(hit.first, hit.last),),
        )
        yield Draft(fact, hit.first, hit.last)


def _not_restored(analysis: Analysis, hit: Hit) -> bool:
    """`لم تعد تعمل`, `لإعادة المنصات`, `تعمل على إصلاح`: not back yet."""
    before = [t.text for t in analysis.tokens[max(hit.first - 3, 0) : hit.first]]
    word = analysis.tokens[hit.first].text
    if before and before[-1] in ("لم", "لن", "لا", "قبل", "حتي", "حين", "ريثما"):
        return True
    if {"علي", "محاوله", "قيد"} & set(before[-1:]) or word.startswith(("لل", "لاع", "لاص", "لاست", "لحل")):
        return True
    if hit.pos == "n" and {"عقب", "بعد", "بعيد", "منذ", "فور", "قبيل"} & set(before[-1:]):
        clause = analysis.clause_at(hit.first)
        return not analysis.times_in(clause.first, clause.last, "date", "time")
    if analysis.has(hit.last, hit.last + 3, "stop") and hit.pos == "v":
        # يعود الخلل إلى ..: where it comes from, not that it is back.
        return True
    start = max(analysis.sentence_of(hit.first)[0], hit.first - 6)
    return analysis.has(start, hit.first, "acknowledgement", "expected", "begin_work")


def _is_done(analysis: Analysis, hit: Hit) -> bool:
    """`تم إصلاح العطل`, `أصلحت الخلل`: the repair is told as done, and of a fault."""
    before = {token.text for token in analysis.tokens[max(hit.first - 3, 0) : hit.first]}
    told = hit.pos == "v" or bool(before & {"تم", "جري", "انتهي", "اعلن", "اعلنت", "اكتمل"})
    return told and analysis.has(hit.last, hit.last + 3, "stop", "trouble")


def _comes_back(analysis: Analysis, who: Participants, hit: Hit) -> bool:
    """Whether it is the provider, its services, or `الخدمة` that the verb speaks of."""
    start, end = analysis.sentence_of(hit.first)
    low, high = max(start, hit.first - 14), min(end, hit.last + 12)
    near = analysis.mentions_in(low, high, "company", "service", "place")
    near = [m for m in near if m.it.ref.type == "place" or can_stop(analysis, m)]
    if near:
        closest = min(near, key=lambda m: abs(m.first - hit.first))
        touching = closest.first - hit.last < 2 and hit.first - closest.last < 2
        if closest.it.ref.type != "place" or touching:
            return who.is_provider(closest.it.ref)
        near = [m for m in near if m.it.ref.type != "place"]
        if near:
            return who.is_provider(min(near, key=lambda m: abs(m.first - hit.first)).it.ref)
    words = {t.text for t in analysis.tokens[low:high]}
    return bool(
        words
        & {
            "الخدمه",
            "الخدمات",
            "خدماتها",
            "المنصات",
            "التطبيقات",
            "المواقع",
            "الشبكات",
            "المنتجات",
            "الخدمتان",
            "المنصتان",
            "خدماته",
            "العطل",
            "المشكله",
        }
    )


def _extent(analysis: Analysis, clause: Clause) -> str | None:
    for cls in ("gradual", "partial", "full"):
        if analysis.has(clause.first, clause.last, cls):
            return cls
    return None


def _when(analysis: Analysis, hit: Hit, clause: Clause) -> Time | None:
    _, end = analysis.sentence_of(hit.first)
    stop = next(analysis.find(hit.last, end, "stop"), None)
    times = analysis.times_in(clause.first, clause.last, "date", "time")
    times = times or analysis.times_in(hit.last, stop.first if stop else end, "date", "time")
    if not times:
        return line_time(analysis, hit.first)
    return min(times, key=lambda t: abs(t.first - hit.first)).it if times else None


def _after(analysis: Analysis, first: int, last: int) -> Time | None:
    """`بعدما تعطلت لما يقرب من سبع ساعات`, `بعد ست ساعات`: how long until it was back."""
    durations = [t for t in analysis.times_in(first, last, "duration") if "T" in t.it.value or t.it.value.endswith("D")]
    return durations[0].it if durations else None


# ---------------------------------------------------------------------- the trouble of others
def degradation_facts(analysis: Analysis, who: Participants, speaker_of: dict[int, Ref]) -> Iterator[Draft]:
    """Yield the trouble of services and firms other than the provider.

    Args:
        analysis: the document.
        who: its provider.
        speaker_of: token -> who speaks there; a founder who tells of slowness tells of his own service.
    """
    if who.provider is None:
        return
    seen: set[tuple[int, str]] = set()
    for hit in analysis.find(0, len(analysis.tokens), "stop", "trouble", "slow", "halt"):
        if is_negated(analysis, hit) or analysis.has(hit.last, hit.last + 1, "rival"):
            continue
        start, _ = analysis.sentence_of(hit.first)
        if any(h.pos == "v" for h in analysis.find(start, hit.first, "negation")):
            continue
        if hit.pos == "n" and _is_known_one(analysis, hit):
            continue
        clause = analysis.clause_at(hit.first)
        for ref in _victims(analysis, who, hit, speaker_of):
            if (clause.sentence, ref.key) not in seen:
                seen.add((clause.sentence, ref.key))
                yield Draft(_trouble(analysis, who, hit, clause, ref), hit.first, hit.last)


def _trouble(analysis: Analysis, who: Participants, hit: Hit, clause: Clause, ref: Ref) -> Fact:
    if hit.cls == "stop" and is_old(analysis, hit.first):
        return _older_outage(analysis, who, hit, ref)
    first, last = _symptom(analysis, hit, clause)
    service = _is_service(who, hit, ref)
    _, end = analysis.sentence_of(hit.first)
    return Fact(
        type="degradation" if service else "impact",
        subject=ref,
        category=_state(analysis, hit, end) if service else "operations_disrupted",
        content=analysis.span(first, last),
        evidence=(analysis.sentence_span(hit.first),),
        rule="degradation:trouble" if service else "impact:operations",
        cues=(analysis.span(hit.first, hit.last),),
    )


def _older_outage(analysis: Analysis, who: Participants, hit: Hit, ref: Ref) -> Fact:
    """`وفي كندا، حرم عطل بشبكة روجرز في يوليو 2022 ..`: the outage of another, recalled."""
    first, last = analysis.sentence_of(hit.first)
    owner = who.company(ref)
    who.others[analysis.clause_at(hit.first).sentence] = owner
    return Fact(
        type="outage",
        subject=owner,
        objects=(ref,) if ref.type == "service" else (),
        time=_times(analysis, [hit], first, last),
        duration=_duration(analysis, [hit], first, last),
        background=True,
        evidence=(analysis.sentence_span(hit.first),),
        rule="outage:recalled",
        cues=(analysis.span(hit.first, hit.last),),
    )


def _is_service(who: Participants, hit: Hit, ref: Ref) -> bool:
    return hit.cls != "halt" and (who.relation(ref) == "competitor" or ref.type == "service")


def _is_known_one(analysis: Analysis, hit: Hit) -> bool:
    """`العطل`, `الانقطاع` with the article and no name behind it: the outage the article is about."""
    definite = any("ال" in split.proclitics for split in splits(analysis.tokens[hit.first].text))
    clause = analysis.clause_at(hit.first)
    behind = analysis.mentions_in(hit.last, min(clause.last, hit.last + 5), *_SUFFERERS)
    return (definite or is_adjunct(analysis, hit.first)) and not behind


def _victims(analysis: Analysis, who: Participants, hit: Hit, speaker_of: dict[int, Ref]) -> list[Ref]:
    """Who suffers, other than the provider: the first name and those joined to it."""
    place = sufferer(analysis, hit)
    if place is not None:
        weak = hit.cls == "trouble" and not _suffers(analysis, hit, place)
        found = [] if weak else [place, *_joined(analysis, place)]
        refs = [m.it.ref for m in found if _is_service(who, hit, m.it.ref) or m.it.form == "name"]
    else:
        speaker = _first_person(analysis, who, hit, speaker_of)
        refs = [speaker] if speaker is not None else []
    if who.infrastructure and len(refs) > 2:
        # A list of services that fell with what they run on: objects of the outage.
        return []
    return [
        ref
        for ref in refs
        if not who.is_provider(ref)
        and not who.is_observer(ref)
        and (_is_service(who, hit, ref) or not who.runs_others(ref))
    ]


def _joined(analysis: Analysis, place: Place[Mention]) -> list[Place[Mention]]:
    """Names joined to a name by و: `في "تيك توك" و"سناب شات"`."""
    found: list[Place[Mention]] = []
    last = place
    for other in analysis.mentions_in(place.last, place.last + 16, "company", "service"):
        between = [t.text for t in analysis.tokens[last.last : other.first] if t.kind != "punct"]
        if other.first - last.last > 4 or any(word != "و" for word in between):
            break
        found.append(other)
        last = other
    return found


def line_time(analysis: Analysis, token: int) -> Time | None:
    """Return the clock time at the head of the line that holds a token: `00:50 | بدأت الصفحات تظهر`."""
    number = analysis.clause_at(token).sentence
    text = analysis.doc.text
    sentences = analysis.doc.sentences
    while number and "\n" not in text[sentences[number - 1].span.end : sentences[number].span.start]:
        number -= 1
    first = sentences[number].first
    times = analysis.times_in(first, first + 3, "date", "time")
    return times[0].it if times and "T" in times[0].it.value else None


def _first_person(analysis: Analysis, who: Participants, hit: Hit, speaker_of: dict[int, Ref]) -> Ref | None:
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
    entry = analysis.kb.get(speaker.kb) if speaker.kb else None
    if speaker.type == "person" and hit.cls != "stop" and entry and entry.operator and entry.operator in analysis.kb:
        return analysis.kb.ref(entry.operator)
    return None


def _suffers(analysis: Analysis, hit: Hit, place: Place[Mention]) -> bool:
    """A weak word for trouble counts with a verb of suffering, or with `في` before the name."""
    low, high = min(hit.first, place.first), max(hit.last, place.last)
    return analysis.has(max(low - 4, 0), high, "suffer", "slow") or analysis.governor(place) in ("في", "ب", "ل")


def _state(analysis: Analysis, hit: Hit, end: int) -> str | None:
    return "resolved" if analysis.has(hit.last, end, "fixed", "restore") else None


def _symptom(analysis: Analysis, hit: Hit, clause: Clause) -> tuple[int, int]:
    """The words of the symptom: from the trigger, or from `عدم` after it, to the cause or the end of the clause."""
    first = hit.first
    stop = min(clause.last, first + SYMPTOM)
    for index in range(hit.last, stop):
        if analysis.tokens[index].text in ("بعدم", "عدم"):
            first, stop = index, min(clause.last, index + SYMPTOM)
            break
    for index in range(first + 1, stop):
        token = analysis.tokens[index].text
        if token in ("بسبب", "لان", "نتيجه", "جراء", "،", ".", "لدي", "الخاصه", "بالنسبه"):
            stop = index
            break
    return first, max(stop, hit.last)
