"""Restorations: what came back, when, and how far."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from pipeline.document import Fact, Mention, Ref, Time
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.draft import Draft
from pipeline.facts.ladders import ladder_facts
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, can_stop, is_negated, is_old
from pipeline.facts.return_times import in_order
from pipeline.facts.returned import came_back, extent, is_of_another
from pipeline.facts.speakers import complementizers
from pipeline.facts.stops import line_time
from pipeline.text import splits

WHOLE = 100
"""Per cent of the servers, or sites, that are back when all are."""
HALF = 50
"""Per cent of what was down, more than which somebody tells of as nearly all."""
OPENING = 10
"""Tokens of an adverb of time that opens a sentence."""
LEAD = 6
"""Tokens before a word for a return in which it is promised, asked for, or told as done."""
FIRST = 4
"""Tokens from a return to the `أولا` that makes it the first of several."""
ONLY = 14
"""Tokens from `لم تعد` to the `إلا` that turns it into a return: `لم تعد الخدمة إلا بعد ست ساعات`."""
NEAR_BEFORE, NEAR_AFTER = 14, 12
"""Tokens around a word for a return in which the name of what came back stands."""
_IF = {"اذا", "لو"}
_NOT = {"لم", "لن", "لا", "حتي", "ريثما", "لما"}
_NOT_BEFORE = {"حتي", "قبل", "سوي"}
"""With `لم` they give the hour of a return: `لم تعد قبل السابعة`."""
_WHEN = {"بعد", "قبل", "عند", "حوالي", "قرابه", "نحو", "قبيل", "بعيد", "في", "خلال", "عقب"}
_BEHIND = {"بعد", "عقب", "اثر", "بعيد", "غداه"}
"""Before a stop they tell that the return came after it: `عادت بعد توقف لساعات`."""
_PENDING = {
    "علي", "محاوله", "قيد", "بانتظار", "انتظار", "حول", "بصدد", "جار", "جاري", "لحين", "سبيل", "بغيه", "قصد", "امكانيه",
    "دون", "عدم", "صعوبه", "تعذر", "سرعه", "ضروره", "موعد", "متي",
}  # fmt: skip
"""What stands before a return that is not yet, or not at all."""
_STILL = ("يعود", "تعود", "يرجع", "ترجع")
"""Of what has an origin: `يعود إلى خلل`."""
_AGAIN = {"من جديد", "مجددا"}
_RETURNS = ("اعاد", "عود", "استعاد")
_TO_RETURN = ("لاعاده", "لعوده", "لاستعاده")
_TELLS = {
    "تم", "تمت", "جري", "جرت", "انتهي", "اعلن", "اعلنت", "اكتمل", "اكتملت", "تمكن", "تمكنت", "تمكنوا", "نجح", "نجحت",
    "تعلن", "يعلن", "تتمكن", "يتمكن", "تنجح", "ينجح", "تؤكد", "يؤكد",
    "بشر", "بشرت", "زف", "زفت", "طمان", "طمانت",
    "استطاع", "استطاعت", "استغرق", "استغرقت", "اكد", "اكدت", "افاد", "افادت",
}  # fmt: skip


def restoration_facts(
    analysis: Analysis, who: Participants, outages: Sequence[Draft] = (), elsewhere: Container[int] = ()
) -> Iterator[Draft]:
    """Yield what came back, once for each sentence that tells of it.

    `outages` are the stops that were told, `elsewhere` the sentences on the trouble of another.
    """
    if who.provider is None:
        return
    begun = next((d.fact.time for d in outages if d.fact.time is not None and not d.fact.background), None)
    ladder = list(ladder_facts(analysis, who, begun))
    yield from ladder
    one_by_one = {analysis.clause_at(draft.first).sentence for draft in ladder}
    told: set[tuple[int, Ref]] = set()
    for hit in _words_of_return(analysis):
        if analysis.clause_at(hit.first).sentence in one_by_one:
            continue
        clause = analysis.clause_at(hit.first)
        first, last = analysis.sentence_of(hit.first)
        promised = _is_promised(analysis, hit)
        if _not_restored(analysis, hit) or not (promised or _is_told(analysis, hit)):
            continue
        if promised and _is_assurance(analysis, hit, clause):
            continue
        subject = _returner(analysis, who, hit)
        if subject is None or (clause.first, subject) in told or _is_elsewhere(analysis, who, hit, elsewhere):
            continue
        told.add((clause.first, subject))
        fact = Fact(
            type="restoration",
            subject=subject,
            objects=came_back(analysis, who, subject, hit),
            category=_extent(analysis, hit, clause),
            time=_after_stop(analysis, _when(analysis, hit, clause), begun, promised),
            duration=_after(analysis, first, last),
            evidence=(analysis.sentence_span(hit.first),),
            rule=f"restoration:{hit.cls}",
            certainty="expected" if promised else "asserted",
            cues=(analysis.span(hit.first, hit.last),),
        )
        yield Draft(fact, hit.first, hit.last)
    yield from _nearly_all(analysis, who)


def _nearly_all(analysis: Analysis, who: Participants) -> Iterator[Draft]:
    """`"شكرا لصبركم، وصلنا إلى 99%"`: how much of it the provider says is back."""
    for hit in analysis.find(0, len(analysis.tokens), "nearly"):
        shares = [q for q in analysis.quantities_in(hit.last, hit.last + 2) if q.it.kind == "percent"]
        quote = analysis.quote_at(hit.first)
        if not shares or quote is None or not (HALF < (shares[0].it.value or 0) < WHOLE):
            continue
        first, last = analysis.sentence_of(hit.first)
        times = analysis.times_in(first, last, "date", "time")
        fact = Fact(
            type="restoration",
            subject=who.provider,
            category="partial",
            time=times[0].it if times else None,
            duration=_after(analysis, first, last),
            evidence=(analysis.sentence_span(hit.first),),
            rule="restoration:share",
            cues=(analysis.span(hit.first, shares[0].last),),
        )
        yield Draft(fact, hit.first, shares[0].last)


def _is_elsewhere(analysis: Analysis, who: Participants, hit: Hit, elsewhere: Container[int]) -> bool:
    """`واجه تويتر صعوبات. ثم أكد حل المشكلة.`: behind the trouble of another, in words that name nobody else."""
    number = analysis.clause_at(hit.first).sentence
    if who.infrastructure or (number not in elsewhere and number - 1 not in elsewhere):
        return False
    if hit.cls != "fixed" and analysis.quote_at(hit.first) is None:
        return False
    sentence = analysis.doc.sentences[number]
    named = analysis.mentions_in(sentence.first, sentence.last, "service", "company")
    return not any(who.is_provider(place.it.ref) for place in named)


def _words_of_return(analysis: Analysis) -> Iterator[Hit]:
    """Yield words for a return or a repair, and `انتهى` where the fault before it is the subject, in order."""
    returns = {hit.first for hit in analysis.find(0, len(analysis.tokens), "restore")}
    for hit in analysis.find(0, len(analysis.tokens), "restore", "fixed", "ended"):
        if hit.cls != "ended" or (hit.first not in returns and _has_ended(analysis, hit)):
            yield hit


def _has_ended(analysis: Analysis, hit: Hit) -> bool:
    """`بدأت المشكلة في السابعة وانتهت الظهر`, `وقد عولج بعد ساعة`: a fault named before, and only a time behind it."""
    if hit.pos != "v" or analysis.tokens[hit.first].text.lstrip("وف")[:1] in {"ي", "ت", "س"}:
        return False
    start, end = analysis.sentence_of(hit.first)
    faults = list(analysis.find(start, hit.first, "stop", "trouble"))
    if not faults or is_negated(analysis, faults[-1]) or is_old(analysis, hit.first):
        return False
    clause = analysis.clause_at(hit.first)
    if hit.last >= end or analysis.tokens[hit.last].kind != "word" or analysis.tokens[hit.last].text in _WHEN:
        return True
    return any(place.first <= hit.last + 1 for place in analysis.times_in(hit.last, clause.last, "date", "time"))


# ------------------------------------------------------------------------------------------------ is it back at all
def _not_restored(analysis: Analysis, hit: Hit) -> bool:
    """`لم تعد تعمل`, `لإعادة المنصات`, `تعمل على إصلاح`: not back yet."""
    before = [t.text.lstrip("وف") for t in analysis.tokens[max(hit.first - 3, 0) : hit.first]]
    word = analysis.tokens[hit.first].text
    if before and (before[-1] in _NOT or (before[-1] == "ما" and before[-2:-1] != ["بعد"])):
        # `ما زالت أسباب العطل مجهولة`, `ما عاد يعمل`
        return not _only_then(analysis, hit)
    if before[-1:] == ["حين"] and word[0] in "يت":
        return True  # `حين تعود الخدمة`; `حين عادت الصور` is told
    if hit.pos == "w" and _goes_with_another(analysis, hit):
        return True
    if _falls_again(analysis, hit):
        return True
    if _PENDING & set(before[-1:]) or _IF & set(before[-2:]) or (hit.pos == "v" and word.startswith("لع")):
        return True  # `إذا عاد واتساب`, `لو .. لعادت الخدمة`
    if word.startswith("لل") and _is_scheduled(analysis, hit):
        return False
    if hit.pos == "n" and word.startswith(("لل", "لاع", "لاص", "لاست", "لحل", "لعود", "لمعالج")):
        return True
    if hit.pos != "n" and before[-1:] == ["قبل"]:
        return True
    if hit.pos == "n" and {"عقب", "قبل", "بعد", "بعيد", "منذ", "فور", "قبيل"} & set(before[-1:]):
        clause = analysis.clause_at(hit.first)
        return not analysis.times_in(clause.first, clause.last, "date", "time")
    if hit.cls == "restore" and hit.pos == "v" and _comes_from(analysis, hit):
        return True
    start = max(analysis.sentence_of(hit.first)[0], hit.first - LEAD)
    if is_of_another(analysis, hit) or analysis.has(hit.last, hit.last + LEAD, "still_down"):
        return True
    if hit.pos == "n" and analysis.has(start, hit.first, "advice", "criticism"):
        return True
    if _is_demanded(analysis, hit):
        return True
    return analysis.has(start, hit.first, "acknowledgement", "begin_work")


def _falls_again(analysis: Analysis, hit: Hit) -> bool:
    """`انقطع من جديد`, `العطل عاد`, `هل من عودة؟`: a fault that returns, or a return that is asked for."""
    if hit.pos == "w" and analysis.has(hit.first - LEAD // 2, hit.first, "stop"):
        return analysis.words(hit.first, hit.last) in _AGAIN
    _, end = analysis.sentence_of(hit.first)
    if hit.pos == "n" and analysis.tokens[end - 1].text == "؟":
        return True
    comes = hit.pos == "v" and hit.cls == "restore" and not _ends_fault(analysis, hit)
    return comes and _is_fault(analysis, hit.first - 1)


def _is_fault(analysis: Analysis, token: int) -> bool:
    """Whether a token is a noun for a fault: `العطب عاد`."""
    return any(fault.pos == "n" for fault in analysis.find(token, token + 1, "stop", "trouble"))


def _goes_with_another(analysis: Analysis, hit: Hit) -> bool:
    """`نعمل على إعادة الأمور | إلى طبيعتها`: where to belongs to a return that is not yet."""
    return any(
        (analysis.tokens[at].text.startswith(_RETURNS) and analysis.tokens[at - 1].text in _PENDING)
        or analysis.tokens[at].text.startswith(_TO_RETURN)
        for at in range(max(hit.first - LEAD, 1), hit.first)
    )


def _is_assurance(analysis: Analysis, hit: Hit, clause: Clause) -> bool:
    """`«سنعود قريبا»`: who says it of himself, and gives no hour, acknowledges that he is down."""
    quote = analysis.quote_at(hit.first)
    return quote is not None and not analysis.times_in(clause.first, clause.last, "date", "time")


def _is_scheduled(analysis: Analysis, hit: Hit) -> bool:
    """`الموعد المأمول للاستعادة التامة 20 كانون الأول`: the day of a return that is awaited."""
    clause = analysis.clause_at(hit.first)
    awaited = analysis.has(max(clause.first, hit.first - LEAD), hit.first, "awaited")
    return awaited and bool(analysis.times_in(clause.first, clause.last, "date", "time"))


def _is_demanded(analysis: Analysis, hit: Hit) -> bool:
    """`ناشدت السلطات "رفع الحجب فورا"`: what is asked for is not done."""
    before = analysis.find(max(analysis.sentence_of(hit.first)[0], hit.first - LEAD), hit.first, "plea")
    noun = analysis.tokens[hit.first].text.startswith(("رفع", "برفع", "اعاد", "باعاد", "استعاد", "باستعاد"))
    return noun and any(True for _ in before)


def _only_then(analysis: Analysis, hit: Hit) -> bool:
    """`لم تعد الخدمة إلا بعد ست ساعات`, `لم ترجع حتى منتصف الليل`, `.. قبل السابعة`: it did come back then."""
    _, end = analysis.sentence_of(hit.first)
    for index in range(hit.last, min(end, hit.last + ONLY)):
        word = analysis.tokens[index].text
        if word == "الا":
            return True
        clock = analysis.times_in(index + 1, index + 4, "time") if word in _NOT_BEFORE else ()
        if any("T" in place.it.value and not place.it.value.startswith("P") for place in clock):
            return True
    return False


def _comes_from(analysis: Analysis, hit: Hit) -> bool:
    """`يعود الخلل إلى ..`, `يعود تأسيسها إلى عام 2009`, `أصبح غير متاح`: an origin, or that it is down."""
    stop = next(analysis.find(hit.last, hit.last + 3, "stop"), None)
    if stop is not None and analysis.tokens[stop.first - 1].text not in _BEHIND and not _ends_fault(analysis, hit):
        return True
    if _is_origin(analysis, hit):
        return True
    _, end = analysis.sentence_of(hit.first)
    for index in range(hit.last, min(end, hit.last + LEAD)):
        if analysis.tokens[index].text == "الي":
            # `عادت إلى العمل مساء أمس`: a time one word further on is when.
            dated = any(place.first == index + 1 for place in analysis.times_in(index + 1, index + 3))
            return dated or analysis.has(index + 1, index + 3, "stop", "trouble")
    return False


def _is_origin(analysis: Analysis, hit: Hit) -> bool:
    """`أن الانقطاع يعود إلى تعرض الكابل لقطع`, `ويعود السبب إلى ..`, `يعود إلى أن ..`: an origin, no return."""
    word = analysis.tokens[hit.first].text.lstrip("وف")
    if not word.startswith(_STILL):
        return False
    if analysis.has(hit.first - 1, hit.first, "stop", "trouble", "reason") or analysis.has(
        hit.last, hit.last + 2, "reason"
    ):
        return True
    return any(complementizers(token.text) for token in analysis.tokens[hit.last + 1 : hit.last + 2])


def _ends_fault(analysis: Analysis, hit: Hit) -> bool:
    """`انتهى العطل`, `تجاوزت الشركة الخلل`: the fault is the object, or the subject, of a verb that ends it."""
    return analysis.has(hit.first, hit.first + 1, "ended")


def _is_promised(analysis: Analysis, hit: Hit) -> bool:
    """`ستعود الخدمة`, `من المتوقع أن تعود`: not back yet, but said to come back."""
    future = any("س" in split.proclitics for split in splits(analysis.tokens[hit.first].text))
    start = max(analysis.sentence_of(hit.first)[0], hit.first - LEAD)
    if hit.cls == "restore" and hit.pos == "n" and analysis.has(hit.last, hit.last + 3, "takes_time"):
        # `العودة الكاملة تتطلب خمسة أسابيع`
        return True
    return (future and hit.pos != "n") or analysis.has(start, hit.first, "expected", "awaited")


def _is_told(analysis: Analysis, hit: Hit) -> bool:
    """Whether a return or a repair is told as done; of `معالجة`, `حل`, `إصلاح` and their verbs also: of a fault."""
    word = analysis.tokens[hit.first].text.lstrip("وف")
    before = {token.text.lstrip("وف") for token in analysis.tokens[max(hit.first - LEAD, 0) : hit.first]}
    if hit.cls == "restore" and analysis.has(max(hit.first - NEAR_BEFORE, 0), hit.first, "begin"):
        return True
    if hit.cls == "ended":
        return True
    if hit.cls == "restore":
        return hit.pos != "n" or not analysis.tokens[hit.first].text.startswith("ب") or bool(before & _TELLS)
    if hit.pos == "v":
        done = word[0] not in "يتنس"
        return done and (analysis.has(hit.last, hit.last + 4, "stop", "trouble") or _has_ended(analysis, hit))
    return bool(before & _TELLS) and analysis.has(hit.last, hit.last + 3, "stop", "trouble")


# ------------------------------------------------------------------------------------------------------ what is back
def _returner(analysis: Analysis, who: Participants, hit: Hit) -> Ref | None:
    """Whether it is the provider, its services, or `الخدمة` that the verb speaks of; of a victim, the victim."""
    start, end = analysis.sentence_of(hit.first)
    low, high = max(start, hit.first - NEAR_BEFORE), min(end, hit.last + NEAR_AFTER)
    near = analysis.mentions_in(low, high, "company", "service", "place")
    if not who.infrastructure:
        # `استرجعت المنصة عافيتها` behind a sentence on a competitor: what comes back is what had gone.
        named = {m.it.ref for m in analysis.mentions_in(start, end) if m.it.form == "name"}
        near = [m for m in near if m.it.ref in named or who.is_provider(m.it.ref)]
    near = [m for m in near if m.it.ref.type == "place" or (can_stop(analysis, m) and not _is_part(who, m))]
    # `جوجل المملوكة لألفابت حلت المشكلة`: an owner in apposition returns nothing.
    near = [m for m in near if not analysis.has(m.first - 1, m.first, "owned_by")]
    if near:
        closest = min(near, key=lambda m: abs(m.first - hit.first))
        touching = closest.first - hit.last < 2 and hit.first - closest.last < 2
        if who.infrastructure and _is_of_services(analysis, hit) and not touching:
            return who.provider
        repaired = hit.cls == "fixed" or _ends_fault(analysis, hit)
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
    if _only_then(analysis, hit) and not analysis.mentions_in(start, end, "company", "service"):
        # `تعطلت الشبكة فجر السبت. ولم ترجع إلا فجر الأحد.`
        return who.provider
    if analysis.has(low, high, "resumable") or (hit.cls == "fixed" or _ends_fault(analysis, hit)):
        return who.provider
    if any(q.it.kind == "percent" for q in analysis.quantities_in(hit.last, hit.last + 2)):
        return who.provider
    if _is_scheduled(analysis, hit) and not analysis.mentions_in(start, end, "company", "service"):
        return who.provider
    return who.provider if told and who.is_provider(told[-1].it.ref) else None


def _is_of_services(analysis: Analysis, hit: Hit) -> bool:
    """`عادت مواقع شركات طيران`, `الخدمة استؤنفت`: right beside the verb stands what runs on the provider."""
    beside = analysis.has(hit.last, hit.last + 1, "resumable") or analysis.has(hit.first - 1, hit.first, "resumable")
    return hit.pos != "n" and beside


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


def _extent(analysis: Analysis, hit: Hit, clause: Clause) -> str | None:
    """How far it is back: told in the clause of the verb, else in the rest of its sentence before another matter."""
    _, end = analysis.sentence_of(hit.first)
    if analysis.tokens[end - 1].text == "؟":
        # `كيف عاد كل شيء؟`
        return None
    told = _extent_in(analysis, clause.first, clause.last)
    if told is not None:
        return told
    if analysis.has(hit.last, hit.last + FIRST, "at_first") and analysis.has(hit.last, end, "thereafter"):
        # `رجع الصوت أولا، ظهر الجمعة، ثم البيانات`
        return "gradual"
    other = next(analysis.find(clause.last, end, "stop", "restore", "say", "according", "still_down"), None)
    return _extent_in(analysis, clause.last, other.first if other else end)


def _extent_in(analysis: Analysis, first: int, last: int) -> str | None:
    told = extent(analysis, first, last)
    if told is not None:
        return told
    shares = [q.it.value for q in analysis.quantities_in(first, last) if q.it.kind == "percent"]
    if any(share is not None and share < WHOLE for share in shares):
        return "partial"
    return "full" if WHOLE in shares else None


def _when(analysis: Analysis, hit: Hit, clause: Clause) -> Time | None:
    _, end = analysis.sentence_of(hit.first)
    stop = next(
        (h for h in analysis.find(hit.last, end, "stop", "restore") if h.first >= clause.last or h.cls == "stop"), None
    )
    times = analysis.times_in(clause.first, clause.last, "date", "time")
    times = times or analysis.times_in(hit.last, stop.first if stop else end, "date", "time")
    if not times and analysis.times_in(hit.last, clause.last, "duration") and _only_then(analysis, hit):
        # `سكت عصر أمس، ولم يعد إلا بعد ثلاث ساعات`
        return None
    if not times:
        return _opening_time(analysis, clause) or line_time(analysis, hit.first)
    return analysis.hour_of(min(times, key=lambda t: abs(t.first - hit.first))).it


def _after_stop(analysis: Analysis, time: Time | None, begun: Time | None, promised: bool) -> Time | None:
    """The hour of a return that is no promise, moved behind the stop where its day or half of the day is open."""
    return in_order(analysis, [time], begun)[0] if time is not None and not promised else time


def _opening_time(analysis: Analysis, clause: Clause) -> Time | None:
    """`وعند السادسة مساء، أكدت الشركة أن ..`: the time that opens a sentence, alone between its commas."""
    start, _ = analysis.sentence_of(clause.first)
    opening = analysis.clause_at(start)
    if opening.last >= clause.first + 1 or analysis.has(start, clause.first, "stop", "trouble", "cut", "restore"):
        return None
    times = analysis.times_in(start, opening.last, "date", "time")
    return times[-1].it if times and opening.last - start <= OPENING else None


def _after(analysis: Analysis, first: int, last: int) -> Time | None:
    """`بعدما تعطلت لما يقرب من سبع ساعات`, `بعد ست ساعات`: how long until it was back."""
    durations = [t for t in analysis.times_in(first, last, "duration") if "T" in t.it.value or t.it.value.endswith("D")]
    return durations[0].it if durations else None
