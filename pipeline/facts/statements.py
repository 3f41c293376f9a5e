"""Statements: what a speaker said or wrote, and which act it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.document import Fact, Ref, Time
from pipeline.facts.acts import ACTS, act_of
from pipeline.facts.analysis import Analysis
from pipeline.facts.channels import channel_of
from pipeline.facts.draft import Draft
from pipeline.facts.efforts import shows
from pipeline.facts.named_acts import inquiries, named_acts, pictures
from pipeline.facts.participants import USERS, Participants
from pipeline.facts.speakers import fellow_speakers, main_verb, somebody, subject_before
from pipeline.facts.speech import Speech
from pipeline.facts.stop_times import line_time
from pipeline.text import splits

_SEVERAL = ("apology", "acknowledgement", "compensation")
"""Acts that one quotation of a provider often holds together; each is a fact."""
_OF_OUTAGE = ("outage", "restoration", "cause", "degradation", "impact")
"""Without one of these an article is about no outage, and what is said in it is no fact."""
_WRITING = ("كتب", "غرد", "علق", "نشر", "سخر", "مازح", "تساءل")
_STOPS = ("،", ".", "..", "؛", "!", "...", ":")
ADDRESSEES = ("company", "service", "person", "organization")
FRAGMENT = 5
_ADVERBIAL = {"في", "خلال", "منذ", "قبل", "بعد"}
"""What begins a phrase that only says when or how: `تعهد بإعادة الخدمة "في غضون أيام"`."""
LONG_REASON = 8
"""Words of a quotation below which a word for a reason before it makes it the reason: `من جراء "انقطاع .."`."""
LONG_APOLOGY = 10
"""Words of a quotation beyond which only a part of it asks for pardon."""
SHARE = 3
"""A part joined to a shorter quotation stands for it where it is no less than one in so many of its words."""
_LEADS_IN = {":", "الي", "ان", "انها", "انه", "بان", "بانه", "بانها", "ب", "بـ"}
"""What stands before a short quotation that is all of what was said."""
NEAR = 8
"""Tokens from the finite verb of a participle to when it was said."""
_JOINED_THAT = ("وان", "وانه", "وانها")
"""What joins one reported proposition to another."""
_STILL_SORRY = ("وعن", "ولكل", "ولل", "ومن", "وعلي", "ولا", "وما")
"""What goes on with an apology behind a comma: `.. عن التوقف، وعن تأخر الرد`."""
_AGAINST = ("رغم", "برغم", "بالرغم")
SUPPORTED = 5
"""Tokens from a verb that carries an apology to its noun: `وقدم رئيسها X اعتذاره`."""
THREAD = 1
"""Sentences from one joke to the next that stands on the same network."""


def statement_facts(
    analysis: Analysis, who: Participants, speeches: list[Speech], told: list[Draft]
) -> Iterator[Draft]:
    """Yield statements. `told` are the facts already found: reported words that hold one are not repeated."""
    if not any(draft.fact.type in _OF_OUTAGE for draft in told):
        return
    yield from _threaded(analysis, _once_a_sentence(_quoted_acts(analysis, who, speeches, told)))
    yield from named_acts(analysis, who, speeches)
    yield from inquiries(analysis, who, speeches)
    yield from pictures(analysis, who, speeches)


def _once_a_sentence(drafts: Iterable[Draft]) -> list[Draft]:
    """One act of one speaker in a sentence is one fact: in his own words where they are quoted, else as told first."""
    kept: dict[object, Draft] = {}
    for draft in drafts:
        fact = draft.fact
        key = (fact.category, fact.subject, fact.evidence)
        known = kept.get(key)
        quoted = fact.rule.endswith(":quoted")
        if known is None or (quoted and not known.fact.rule.endswith(":quoted")):
            kept[key] = draft
    return list(kept.values())


def _threaded(analysis: Analysis, drafts: list[Draft]) -> Iterator[Draft]:
    """Jokes that follow one another stand on one network: the first names it, `فرد عليها ..` does not again."""
    channel: Ref | None = None
    at = 0
    for draft in drafts:
        fact = draft.fact
        sentence = analysis.clause_at(draft.first).sentence
        if fact.category == "banter":
            if fact.channel is None and channel is not None and sentence - at <= THREAD:
                fact = replace(fact, channel=channel)
            if fact.channel is not None:
                channel, at = fact.channel, sentence
        yield draft._replace(fact=fact)


def _quoted_acts(analysis: Analysis, who: Participants, speeches: list[Speech], told: list[Draft]) -> Iterator[Draft]:
    """Yield the acts of speeches, one by one."""
    previous: Ref | None = None
    own = _officers(who, told)
    told = sorted(told, key=lambda draft: draft.first)
    firsts = [draft.first for draft in told]
    for speech in speeches:
        ref = speech.ref or _unnamed(analysis, who, speech)
        if not speech.direct and analysis.has(speech.first, speech.first + 1, "inquiry"):
            continue
        if ref is None or (ref.type in ("media", "other") and ref != USERS) or _fragment(analysis, speech):
            continue
        for act, first, last in _acts(analysis, who, speech, ref, own=ref.key in own):
            inside = told[bisect_left(firsts, speech.first) : bisect_left(firsts, speech.last)]
            if _is_told(analysis, speech, act, inside):
                greeting = _greeting(analysis, speech, inside) if act == "banter" else None
                if greeting is None:
                    continue
                first, last = greeting
            fact = _statement(analysis, speech, ref, act, previous, (first, last))
            yield Draft(fact, first, last)
            for fellow in _fellows(analysis, speech):
                yield Draft(replace(fact, subject=fellow, source=fellow), first, last)
        previous = ref


def _fellows(analysis: Analysis, speech: Speech) -> list[Ref]:
    """Who says the same: joined to the speaker, between verb and words."""
    place = speech.speaker
    if place is None or not speech.verb.last <= place.first < speech.first:
        return []
    return [fellow.it.ref for fellow in fellow_speakers(analysis, place) if fellow.last <= speech.first]


def _unnamed(analysis: Analysis, who: Participants, speech: Speech) -> Ref | None:
    """A speaker without a name: `ختم الفريق: ..` is the provider, `كتب أحدهم` one of the users."""
    verb = speech.verb
    if not speech.direct or verb.pos != "v":
        return None
    if any(hit.first == verb.last for hit in analysis.find(verb.last, verb.last + 1, "firm", "organ")):
        return who.provider
    written = any(split.stem.rstrip("ت") in _WRITING for split in splits(analysis.tokens[verb.first].text))
    return USERS if written and somebody(analysis, verb) else None


def _officers(who: Participants, told: list[Draft]) -> set[str]:
    """Who holds an office of the provider: what he says the firm says."""
    roles = [draft.fact for draft in told if draft.fact.type == "role"]
    held = {f.subject.key for f in roles if f.subject is not None and any(who.is_provider(o) for o in f.objects)}
    return held - who.former


def _acts(
    analysis: Analysis, who: Participants, speech: Speech, ref: Ref, own: bool = False
) -> list[tuple[str, int, int]]:
    """Return the acts of a speech and their words: all of it for one act, a part for each of several."""
    act = act_of(analysis, who, speech, ref, own) if ref != USERS else "banter"
    if act is None:
        return []
    worded = [other for other in _SEVERAL if speech.direct and shows(analysis, speech.first, speech.last, other)]
    parts = _parts(analysis, speech)
    if worded == ["apology"] == [act]:
        sorry = next((part for part in parts if analysis.has(*part, act)), (speech.first, speech.last))
        long = speech.last - speech.first
        joined = analysis.tokens[sorry[0]].text.startswith("و")
        if long > LONG_APOLOGY or (joined and (sorry[1] - sorry[0]) * SHARE >= long):
            return [(act, *sorry)]
    if act not in worded or len(worded) < 2:
        return [(act, *_proposition(analysis, speech, act))]
    found: dict[str, tuple[int, int]] = {}
    for first, last in parts:
        for other in worded:
            if shows(analysis, first, last, other):
                found.setdefault(other, (first, last))
    if found.get("acknowledgement") == found.get("apology"):
        # `لقد خذلنا عملاءنا`: what asks for pardon need not admit as well.
        found.pop("acknowledgement", None)
    return [(other, *span) for other, span in found.items()]


def _proposition(analysis: Analysis, speech: Speech, act: str) -> tuple[int, int]:
    """Of reported words `أن ..، وأن ..` the proposition that holds the act; all of them where none does, or one is.

    An apology that is told (`اعتذرت الشركة لمستخدميها وقالت ..`) is its verb and what goes with it.
    """
    if not speech.direct and act == "apology" and analysis.has(speech.verb.first, speech.verb.last, "apology"):
        says = (hit.first for hit in analysis.find(speech.first, speech.last, "say"))
        end = next((at for at in says if analysis.tokens[at].text.startswith("و")), speech.last)
        return speech.verb.first, min(end, _next_deed(analysis, speech.first, speech.last))
    classes = ("denial", "steady") if act == "denial" else (act,)
    end = _concession(analysis, speech) if act == "denial" and not speech.direct else speech.last
    if speech.direct or not any(shows(analysis, speech.first, speech.last, cls) for cls in classes):
        return speech.first, end
    quoted = _quoted_part(analysis, speech, act)
    if quoted is not None:
        return quoted
    breaks = [
        index
        for index in range(speech.first + 1, speech.last)
        if (act == "apology" and _apologises(analysis, index, speech.last))
        or (
            analysis.tokens[index].text in _JOINED_THAT and (act == "apology" or analysis.tokens[index - 1].text == "،")
        )
    ]
    for first, last in pairwise([speech.first, *(at for at in breaks if at < end), end + 1]):
        if any(shows(analysis, first, last - 1, cls) for cls in classes):
            end = _next_deed(analysis, first, last - 1) if act == "apology" else last - 1
            return first + (analysis.tokens[first].text in _JOINED_THAT), end
    return speech.first, end


def _next_deed(analysis: Analysis, first: int, last: int) -> int:
    """Where an apology that is told ends: `.. لعملائها، وأوقفت الأداة`, `.. للمشتركين وستمدد الحزم`."""
    for index in range(first + 1, last):
        text = analysis.tokens[index].text
        if text.startswith(("وست", "وسي")) and len(text) > len("وستع") and not text.startswith("وسيله"):
            return index
        if analysis.tokens[index - 1].text == "،" and text.startswith("و") and not text.startswith(_STILL_SORRY):
            return index - 1
    return last


def _concession(analysis: Analysis, speech: Speech) -> int:
    """Where the words of a denial end before what stands against it: `خدماتها مستقرة رغم زيادة المكالمات`."""
    for index in range(speech.first + 2, speech.last):
        if analysis.tokens[index].text in _AGAINST:
            return index
    return speech.last


def _quoted_part(analysis: Analysis, speech: Speech, act: str) -> tuple[int, int] | None:
    """`قال إنه "آسف بشدة" لما سببته الشركة`: the words in marks, where the act is in them."""
    for quote in analysis.quotes_in(speech.first, speech.last) if act == "apology" else ():
        if analysis.has(quote.first + 1, quote.last, act):
            return quote.first + 1, quote.last
    return None


def _apologises(analysis: Analysis, index: int, last: int) -> bool:
    """`وقدمت اعتذارها`, `واعتذرت`, `وعبرت عن أسفها`: a verb joined by و that begins an apology."""
    if not analysis.tokens[index].text.startswith("و"):
        return False
    own = any(hit.first == index and hit.pos == "v" for hit in analysis.find(index, index + 1, "apology"))
    carries = any(hit.first == index for hit in analysis.find(index, index + 1, "support"))
    return own or (carries and analysis.has(index + 1, min(index + SUPPORTED, last), "apology"))


def _parts(analysis: Analysis, speech: Speech) -> list[tuple[int, int]]:
    """Split a quotation at its commas and stops, and before an apology joined to them: `.. ونعتذر عن الإزعاج`."""
    parts: list[tuple[int, int]] = []
    first = speech.first
    for index in range(speech.first, speech.last):
        text = analysis.tokens[index].text
        stop = text in _STOPS
        if index > first and (stop or (text.startswith(("ون", "وا")) and analysis.has(index, index + 2, "apology"))):
            parts.append((first, index))
            first = index + stop
    if first < speech.last:
        parts.append((first, speech.last))
    return parts


def _is_told(analysis: Analysis, speech: Speech, act: str, inside: list[Draft]) -> bool:
    """Whether the words are other facts already (`inside`): a denied cause, a figure, what came back."""
    if act == "denial":
        return any(draft.fact.type == "cause" for draft in inside)
    if act in ACTS and act != "acknowledgement":
        return False
    carried = [d for d in inside if not (d.fact.type == "outage" and act in ("banter", "assessment"))]
    return bool(carried) and not _marked(analysis, speech, act)


def _greeting(analysis: Analysis, speech: Speech, inside: list[Draft]) -> tuple[int, int] | None:
    """`«التسجيلات ارتفعت كثيرا، أهلا بالجميع!»`: of words that tell a figure those from a greeting on."""
    for first, last in _parts(analysis, speech) if speech.direct else ():
        free = not any(first <= draft.first < last for draft in inside)
        if free and analysis.has(first, last, "greeting", "wish"):
            return first, speech.last
    return None


def _fragment(analysis: Analysis, speech: Speech) -> bool:
    """A few words quoted inside a sentence of the reporter's: `ومتعهدا بمراجعة شاملة "حتى لا يتكرر ذلك"`."""
    if not speech.direct:
        return False
    words = [t for t in analysis.tokens[speech.first : speech.last] if t.kind != "punct"]
    reason = analysis.has(max(speech.first - 3, 0), speech.first - 1, "cause_link") and len(words) < LONG_REASON
    if reason or (words and words[0].text in ("بسبب", "نتيجه", "جراء")):
        return True
    before = analysis.tokens[speech.first - 2].text if speech.first >= 2 else ":"
    if words and words[0].text in _ADVERBIAL and len(words) < FRAGMENT and before != ":":
        return True
    if len(words) >= FRAGMENT or speech.verb.first > speech.last or before in _LEADS_IN:
        return False
    between = [token.text for token in analysis.tokens[speech.verb.last : speech.first - 1]]
    return (
        before == "ذلك"
        or any(word in ("ان", "وان", "بان") for word in between)
        or (speech.verb.pos == "w" and len(between) > 2)
    )


def _marked(analysis: Analysis, speech: Speech, act: str) -> bool:
    """An act that words of the content or the verb show is told beside the figure it carries."""
    return act in ("acknowledgement", "assessment") and shows(analysis, speech.first, speech.last, act)


def _statement(
    analysis: Analysis, speech: Speech, ref: Ref, act: str, previous: Ref | None, words: tuple[int, int]
) -> Fact:
    return Fact(
        type="statement",
        category=act,
        subject=ref,
        objects=_addressees(analysis, speech, ref, previous),
        content=analysis.content(*words),
        time=_time(analysis, speech),
        channel=channel_of(analysis, speech),
        source=ref,
        certainty="reported",
        evidence=(analysis.sentence_span(speech.verb.first),),
        rule="statement:quoted" if speech.direct else "statement:reported",
        cues=(analysis.span(speech.verb.first, speech.verb.last),),
    )


def _time(analysis: Analysis, speech: Speech) -> Time | None:
    """When it was said: a time in the clause of the verb, outside the words spoken, or at the head of the line."""
    signed = _signature(analysis, speech)
    if signed is not None:
        return signed
    clause = analysis.clause_at(speech.verb.first)
    times = [
        t
        for t in analysis.times_in(clause.first, clause.last, "date", "time")
        if not speech.first <= t.first < speech.last
    ]
    main = main_verb(analysis, speech.verb)
    if not times and main is not None:
        # `نفت الوزارة، اليوم الثلاثاء، .. مؤكدة أن`
        times = analysis.times_in(main.last, min(main.last + NEAR, speech.verb.first), "date", "time")
    return times[0].it if times else line_time(analysis, speech.verb.first)


def _signature(analysis: Analysis, speech: Speech) -> Time | None:
    """The date under an embedded post: `— Dolly Parton (@DollyParton) October 4, 2021`, on a line of its own."""
    number = analysis.clause_at(speech.verb.first).sentence
    for sentence in analysis.doc.sentences[number + 1 : number + 3]:
        signed = any(m.it.ref == speech.ref for m in analysis.mentions_in(sentence.first, sentence.last))
        times = analysis.times_in(sentence.first, sentence.last, "date", "time")
        if analysis.tokens[sentence.first].text in ("—", "–", "-") and signed and times:
            return times[-1].it
    return None


def _addressees(analysis: Analysis, speech: Speech, ref: Ref, previous: Ref | None) -> tuple[Ref, ...]:
    """Whom a reply answers: named after `على`, else the one who spoke before."""
    start, _ = analysis.sentence_of(speech.verb.first)
    low = max(start, speech.verb.first - 18)
    if not analysis.has(low, speech.verb.last, "reply"):
        return ()
    for place in analysis.mentions_in(speech.verb.last, speech.first, *ADDRESSEES):
        lead = {t.text for t in analysis.tokens[max(place.first - 4, speech.verb.last) : place.first]}
        if place.it.ref.key != ref.key and ("علي" in lead or analysis.governor(place) == "علي"):
            return (place.it.ref,)
    subject = subject_before(analysis, start, speech.verb.first) if _pronoun(analysis, speech) else None
    if subject is not None and subject.it.ref.key != ref.key:
        return (subject.it.ref,)
    return (previous,) if previous is not None and previous.key != ref.key else ()


def _pronoun(analysis: Analysis, speech: Speech) -> bool:
    """`ورد عليها`: the one addressed was named before."""
    words = analysis.tokens[speech.verb.last : speech.verb.last + 2]
    return any(token.text in ("عليه", "عليها", "عليهم") for token in words)
