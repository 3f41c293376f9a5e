"""Acts that are named and not quoted: `أبدت الشركة أسفها لـ..`, `أعلن البنك إلغاء الغرامات`, `فتحت الهيئة تحقيقا`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.document import Fact, Mention, Ref
from pipeline.entities import heads
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.draft import Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, is_channel
from pipeline.facts.speakers import candidates, subject_before
from pipeline.facts.speech import Speech, is_title

CONTENT = 14
"""Tokens of an act that is named, not quoted: `اعتذارا عن الحادثة لمستخدمي المنصات`."""
BEFORE, BEHIND = 14, 8
"""Tokens around the word of an act in which its speaker is named."""
SUPPORT = 9
"""Tokens between a verb and the noun of the act that it carries: `أبدت .. أسفها`."""
INQUIRY = 12
"""Tokens from the verb of a body to what it opens or asks for."""
GIVER = 3
"""Tokens behind a verb of giving that its subject begins in."""
DECISION = 9
"""Tokens between a verb of deciding and what is given back."""
SHOWN = 6
"""Tokens from a verb of showing to the picture."""
LOSS = 4
"""Tokens from a verb of making up to the loss that is made up."""
_SPEAKERS = ("person", "company", "service", "organization")
_NEGATIONS = ("لم", "لا", "لن", "دون", "بدون", "عدم", "غير")


def named_acts(analysis: Analysis, who: Participants, speeches: list[Speech]) -> Iterator[Draft]:
    """Yield apologies and compensations that are told without their words."""
    spoken = {index for s in speeches for index in range(min(s.first - 3, s.verb.first), s.last)}
    taken = -1
    for hit in analysis.find(0, len(analysis.tokens), "apology", "compensation", "waiver"):
        if hit.first in spoken or hit.first <= taken or _is_denied(analysis, hit) or _is_shown(analysis, hit):
            continue
        if hit.cls != "apology" and not _is_given(analysis, hit):
            continue
        speaker = _speaker(analysis, who, hit) or _teller(analysis, who, hit, speeches)
        if speaker is None:
            continue
        first, last = _words(analysis, hit)
        taken = last
        fact = replace(_fact(analysis, who, hit, speaker, last), content=analysis.content(first, last))
        yield Draft(fact, hit.first, last)


def _words(analysis: Analysis, hit: Hit) -> tuple[int, int]:
    """The words of an act: those in marks where it stands in marks (`"خالص الاعتذار"`), else from its noun on."""
    quote = analysis.quote_at(hit.first)
    return (quote.first + 1, quote.last) if quote is not None else (hit.first, _end(analysis, hit))


def _teller(analysis: Analysis, who: Participants, hit: Hit, speeches: list[Speech]) -> Ref | None:
    """`وأكد أن .. ، معربا عن أسفه`, `وكررت أسفها وقالت ..`: who speaks in the same sentence is sorry too."""
    start, end = analysis.sentence_of(hit.first)
    if hit.cls != "apology" or not analysis.has(max(start, hit.first - SUPPORT), hit.first, "support"):
        return None
    told = (s for s in speeches if start <= s.verb.first < end and s.ref is not None)
    return next((s.ref for s in told if who.relation(s.ref) in ("provider", "person", "authority")), None)


def inquiries(analysis: Analysis, who: Participants, speeches: list[Speech]) -> Iterator[Draft]:
    """Yield what an authority sets going: `فتحت الهيئة تحقيقا`, `طلبت الوزارة من الشركة تقريرا`."""
    spoken = {index for s in speeches for index in range(s.first, s.last) if s.direct}
    done: set[int] = set()
    for hit in analysis.find(0, len(analysis.tokens), "inquiry"):
        start, _ = analysis.sentence_of(hit.first)
        verbs = [v for v in analysis.find(max(start, hit.first - INQUIRY), hit.first, "inquires") if v.pos == "v"]
        if hit.first in spoken or not verbs or start in done or _is_denied(analysis, verbs[-1]):
            continue
        verb = verbs[-1]
        behind = analysis.mentions_in(verb.last, hit.first, "organization")
        able = [place for place in behind if analysis.governor(place) is None]
        subject = next(iter(able), None) or subject_before(analysis, start, verb.first)
        if subject is None or who.relation(subject.it.ref) != "authority":
            continue
        done.add(start)
        asked = [m.it.ref for m in analysis.mentions_in(verb.last, hit.last + BEHIND) if who.is_provider(m.it.ref)]
        last = _end(analysis, hit)
        fact = _fact(analysis, who, hit, subject.it.ref, last)
        words = analysis.content(verb.first, last)
        objects = tuple(dict.fromkeys(asked))[:1]
        yield Draft(replace(fact, category="announcement", content=words, objects=objects), verb.first, last)


def pictures(analysis: Analysis, who: Participants, speeches: list[Speech]) -> Iterator[Draft]:
    """Yield jokes told by a picture: `شاركت نتفليكس صورة من مسلسل .. تظهر فيها X وهي تمسك بيد Y`."""
    if who.infrastructure:
        return
    told = {(analysis.clause_at(s.verb.first).sentence, s.ref) for s in speeches if s.direct}
    for hit in analysis.find(0, len(analysis.tokens), "picture"):
        start, end = analysis.sentence_of(hit.first)
        verbs = [v for v in analysis.find(max(start, hit.first - SHOWN), hit.first, "shows") if v.pos == "v"]
        if not verbs or end - hit.last < SUPPORT:
            continue
        subject = next(iter(candidates(analysis, verbs[-1].last, hit.first)), None)
        subject = subject or subject_before(analysis, max(start, verbs[-1].first - SUPPORT), verbs[-1].first)
        if subject is None or who.relation(subject.it.ref) not in ("brand", "competitor"):
            continue
        said = (analysis.clause_at(hit.first).sentence, subject.it.ref)
        if said in told:
            continue
        told.add(said)
        stops = (i for i in range(hit.last, end) if analysis.tokens[i].text in (".", "؛", "!", ".."))
        last = next(stops, end)
        fact = _fact(analysis, who, hit, subject.it.ref, last)
        yield Draft(replace(fact, category="banter", rule="statement:picture"), hit.first, last)


def _is_denied(analysis: Analysis, hit: Hit) -> bool:
    """`لم تعتذر`, `دون اعتذار`: the act was not done."""
    return any(token.text.lstrip("وف") in _NEGATIONS for token in analysis.tokens[max(hit.first - 2, 0) : hit.first])


def _is_shown(analysis: Analysis, hit: Hit) -> bool:
    """`ظهور رسالة "عذرا حدث خطأ ما"`: what a screen says nobody says."""
    quote = analysis.quote_at(hit.first)
    return quote is not None and is_title(analysis, quote)


def _is_given(analysis: Analysis, hit: Hit) -> bool:
    """Whether a compensation is given: a verb of its own, or a noun behind a verb of deciding, that nobody demands."""
    start, _ = analysis.sentence_of(hit.first)
    first = max(start, hit.first - DECISION)
    if analysis.has(first, hit.first, "demand") or any(
        t.text.lstrip("وف") in ("لم", "لن") for t in analysis.tokens[first : hit.first]
    ):
        return False
    if hit.pos == "v" and analysis.has(hit.last, hit.last + LOSS, "loss", "fall"):
        # `قبل أن يعوّض السهم جزءا من خسائره`: who makes up his own loss gives nobody anything.
        return False
    return (hit.pos == "v" and hit.cls == "compensation") or analysis.has(first, hit.first, "decide", "support")


def _speaker(analysis: Analysis, who: Participants, hit: Hit) -> Ref | None:
    """Who does it: named near the word, of those whose act it may be; else the subject before it."""
    start, end = analysis.sentence_of(hit.first)
    near = [
        place
        for place in analysis.mentions_in(max(start, hit.first - BEFORE), min(end, hit.last + BEHIND), *_SPEAKERS)
        if analysis.governor(place) in (None, "ل") and not is_channel(analysis, place)
    ]
    giver = _giver(analysis, hit)
    if giver is not None:
        return giver
    # A person asks for pardon, a firm gives back.
    human = "person" if hit.cls == "apology" else "company"
    near.sort(key=lambda place: (place.it.ref.type != human, abs(place.first - hit.first)))
    sides = ("provider", "person") if hit.cls == "apology" else ("provider", "person", "authority")
    for place in near:
        if who.relation(place.it.ref) in sides and not _is_object(analysis, place, hit):
            return place.it.ref
    subject = subject_before(analysis, start, hit.first)
    if subject is None:
        return None
    carried = analysis.has(max(start, hit.first - SUPPORT), hit.first, "support") or hit.cls != "apology"
    return subject.it.ref if carried or who.relation(subject.it.ref) == "provider" else None


def _giver(analysis: Analysis, hit: Hit) -> Ref | None:
    """`ومنحت «دو» أصحاب العقود قيمة يومين`: who is named right behind a finite verb of giving, whoever that is."""
    start, _ = analysis.sentence_of(hit.first)
    if hit.cls == "apology":
        return None
    verbs = [v for v in analysis.find(max(start, hit.first - DECISION), hit.first, "decide") if v.pos == "v"]
    for verb in (*verbs, *([hit] if hit.pos == "v" else ())):
        named = candidates(analysis, verb.last, verb.last + GIVER)
        between = analysis.tokens[verb.last : named[0].first] if named else ()
        if named and all(token.kind == "punct" or token.text in heads() for token in between):
            return named[0].it.ref
    return None


def _is_object(analysis: Analysis, place: Place[Mention], hit: Hit) -> bool:
    """`تعوّض مشتركي «بلس»`: named behind the word of a compensation is who gets it, or what for."""
    return hit.cls != "apology" and place.first >= hit.last and not analysis.has(hit.first, hit.last, "decide")


def _end(analysis: Analysis, hit: Hit) -> int:
    """The words of the act: to the next comma or stop."""
    _, end = analysis.sentence_of(hit.first)
    limit = min(end, hit.first + CONTENT)
    stops = (i for i in range(hit.last, limit) if analysis.tokens[i].text in ("،", "؛", ".", "..", "!", "…"))
    return next(stops, limit)


def _fact(analysis: Analysis, who: Participants, hit: Hit, speaker: Ref, last: int) -> Fact:
    return Fact(
        type="statement",
        category="apology" if hit.cls == "apology" else "compensation",
        subject=_as_company(who, speaker),
        content=analysis.content(hit.first, last),
        source=speaker,
        certainty="reported",
        evidence=(analysis.sentence_span(hit.first),),
        rule="statement:named-act",
        cues=(analysis.span(hit.first, hit.last),),
    )


def _as_company(who: Participants, ref: Ref) -> Ref:
    """A service of the provider does not speak, its company does."""
    return who.provider if who.provider is not None and who.is_provider(ref) else ref
