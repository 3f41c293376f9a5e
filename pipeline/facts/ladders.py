"""Returns told one by one: `عاد X عند 22:10، ثم Y بعد نصف ساعة، وZ قرابة الحادية عشرة`, a rung for each hour.

A ladder is two rungs or more in one sentence, or in sentences and lines that follow each other. A rung is what came
back and its hour. The first has a word for a return, the next ones may do without (`وY في التاسعة`), or have one that
only means a return among others (`تلاه Y`, `تأخر Z إلى الحادية عشرة`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from pipeline.document import Fact, Mention, Ref, Time
from pipeline.facts.analysis import STRONG, Analysis, Place
from pipeline.facts.draft import Draft
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants, can_stop, is_old
from pipeline.facts.return_times import in_order
from pipeline.facts.returned import extent, is_of_another
from pipeline.facts.stops import namesake
from pipeline.text import splits

RULE = "restoration:rung"
SEVERAL = 2
"""Rungs that make a ladder."""
NEAR = 7
"""Words between two boundaries of a rung that has no verb of its own."""
LEAD = 3
"""Tokens from a word to the negation before it, and from `حتى` to its hour."""
HEAD = 4
"""Tokens of a sign and a preposition before the hour that opens a line."""
SOON = timedelta(hours=2)
"""`بعد ست ساعات` counts from the stop, what is shorter from the return before it."""
BEHIND = 12
"""Tokens behind an hour that opens a line in which it is told what came back then."""
_RETURN = ("restore", "rung")
_IN_CHAIN = (*_RETURN, "follow", "lag", "ended", "fixed")
_TELLS = (
    *_IN_CHAIN, "stop", "trouble", "still_down", "say", "tweet", "rise", "fall", "loss", "join", "cut",
    "acknowledgement", "apology", "spared", "halt", "cause_link", "begin_work", "expected", "awaited",
)  # fmt: skip
"""What a time may belong to; the nearest before it has it."""
_BREAKS = {"،", ",", "؛", ";", ":", "–", "—", "(", "|", "ثم", *STRONG}
_UNTIL = {"حتي", "الي", "لغايه", "غايه"}
_ONLY = {"الا", "قبل", "حتي", "سوي", "قبيل"}
_SINCE = {"منذ", "مذ"}
_NOT = {"لم", "ما", "لا", "لن", "ليس"}
_PENDING = {"محاوله", "انتظار", "بانتظار", "عدم", "علي"}
_IF = {"اذا", "لو", "ان", "كلما", "متي"}
_LATER = {"بعد", "بعدها", "بعده"}
_ZONES = {"بتوقيت", "توقيت", "بالتوقيت"}
_RELATIVE = {"الذي", "التي", "الذين"}
_REST = {"البقيه", "الباقي", "بقيه", "باقي", "الباقيه", "البواقي", "سائر", "كل", "جميع", "كافه", "الجميع"}
_FUNCTION = {
    "في", "من", "عند", "علي", "الي", "حتي", "نحو", "حوالي", "قرابه", "زهاء", "بعد", "قبل", "قبيل", "بعيد", "مع",
    "ثم", "و", "ف", "الا", "لم", "الساعه", "تمام", "حدود", "اولا", "اخيرا", "لدي", "عن", "ان", "قد", "كان", "كانت",
    "ايضا", "كذلك", "اما", "فيما", "بينما", "حين", "يوم", "ليل", "منتصف", "ساعه", "دقائق", "بنحو", "ما",
}  # fmt: skip
_CLOCK = re.compile(r"^(.*)T(\d\d):(\d\d)(.*)$")
_LENGTH = re.compile(r"^PT(?:(\d+)H)?(?:(\d+)M)?$")


class _Chain(NamedTuple):
    """How far a sentence is read: whether returns are being told, and where the time before ends."""

    alive: bool
    end: int


@dataclass(frozen=True, slots=True)
class _Rung:
    """One return: what is back, its hour, how far, the tokens that tell it."""

    first: int
    last: int
    time: Time
    items: tuple[Place[Mention], ...] = ()
    category: str | None = None
    sure: bool = True
    """Whether it has a word for a return, or follows one."""
    part: bool = False
    """Whether a part of the provider's services is named by a noun (`المكالمات`), or by a place."""


def ladder_facts(analysis: Analysis, who: Participants, begun: Time | None) -> Iterator[Draft]:
    """Yield the rungs of every ladder of the document; `begun` is when the stop began."""
    if who.provider is None:
        return
    for ladder in _ladders(analysis, who):
        if len(ladder) < SEVERAL or not any(rung.sure for rung in ladder):
            continue
        times = in_order(analysis, [rung.time for rung in ladder], begun)
        for number, (rung, time) in enumerate(zip(ladder, times, strict=True), start=1):
            yield from _drafts(analysis, who, replace(rung, time=time), number == len(ladder))


def _ladders(analysis: Analysis, who: Participants) -> Iterator[list[_Rung]]:
    """Yield the rungs of sentences that follow each other."""
    ladder: list[_Rung] = []
    carried = False
    for sentence in analysis.doc.sentences:
        rungs = list(_rungs(analysis, who, sentence.first, sentence.last, ladder[-1] if ladder else None, carried))
        if not rungs or is_old(analysis, sentence.first):
            yield ladder
            ladder = []
            carried = _announces(analysis, sentence.first, sentence.last)
            continue
        ladder += rungs
        carried = True
    yield ladder


def _announces(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a sentence without an hour of its own says that things came back: those behind it may say when."""
    return any(_is_told(analysis, hit, hit.last) for hit in analysis.find(first, last, "restore"))


# ------------------------------------------------------------------------------------------------------- one by one
def _rungs(
    analysis: Analysis, who: Participants, first: int, last: int, before: _Rung | None, carried: bool
) -> Iterator[_Rung]:
    """Yield the rungs of a sentence; `carried`: those before it tell of returns."""
    alive = carried
    end, previous = first, before
    for place in analysis.times_in(first, last, "date", "time", "duration"):
        time = _hour(analysis, place, previous)
        if time is None:
            continue
        begin = _begin(analysis, end, place.first) if alive and end > first else end
        rung = _rung(analysis, who, begin, place, time, _Chain(alive, end))
        if rung is None and place.first - first <= HEAD:
            rung = _headed(analysis, who, place, last, alive)
        if rung is None and _told_of_else(analysis, end, place.first):
            alive = False
        if rung is not None and previous is not None and previous.time == rung.time and previous.items == rung.items:
            continue
        if rung is not None:
            if previous is not None and not rung.items and not rung.part and previous.first >= first:
                # `واتساب: خرجت منه رسالة عند 1:40، ولم يستقر إلا عند 3:30`
                rung = replace(rung, items=previous.items)
            alive, previous = True, rung
            yield rung
        end = max(place.last, rung.last if rung is not None else 0)


def _begin(analysis: Analysis, end: int, time: int) -> int:
    """Where what belongs to a time begins: behind the first comma or conjunction after the time before it."""
    for index in range(end, time):
        text = analysis.tokens[index].text
        if text in _BREAKS:
            return index + 1
        if index > end and text[:1] in "وف" and len(text) > 3 and any(s.proclitics for s in splits(text)):
            return index
    return end


def _rung(
    analysis: Analysis, who: Participants, begin: int, place: Place[Time], time: Time, chain: _Chain
) -> _Rung | None:
    """Read what stands before an hour as a rung."""
    cue = _cue(analysis, place)
    told = _telling(analysis, begin, cue)
    lags = [hit for hit in told if hit.cls == "lag" and chain.alive and _until(analysis, hit, place)]
    only = chain.alive and _only_then(analysis, begin, cue)
    verb = lags[-1] if lags else told[-1] if told and not only else None
    if verb is not None and not _tells_return(analysis, verb, told, cue, chain.alive):
        return None
    if verb is None and (not chain.alive or _told_of_else(analysis, chain.end, begin)):
        return None
    if (not chain.alive and place.it.kind == "duration") or _is_start(analysis, cue):
        return None
    if verb is not None and _RELATIVE & {token.text for token in analysis.tokens[verb.last : cue]}:
        # `رجوع الخدمات التي اختفت عند السادسة`: the hour is of the clause behind.
        return None
    items = _items(analysis, who, begin, cue)
    category = extent(analysis, begin, cue)
    words = _words(analysis, begin, cue)
    if verb is None and "T" not in time.value and (len(words) > HEAD or chain.end == analysis.sentence_of(begin)[0]):
        return None
    if verb is None or verb.cls != "restore":
        if not items and not words and category is None:
            return None
        if verb is not None and verb.cls == "lag" and len(words) > NEAR + LEAD:
            return None
        if verb is None and not only and (len(words) > NEAR or not _is_nominal(analysis, begin, cue, items, category)):
            return None
    part = bool(words) and not any(item.it.ref.type != "place" for item in items)
    sure = chain.alive or (verb is not None and verb.cls != "rung")
    return _Rung(begin, place.last, time, items, category, sure, part)


def _is_start(analysis: Analysis, cue: int) -> bool:
    """`منذ الثامنة`: since when, not at what hour."""
    return cue > 0 and analysis.tokens[cue - 1].text.lstrip("وف") in _SINCE


def _only_then(analysis: Analysis, begin: int, cue: int) -> bool:
    """`ولم تصل رسائل X إلا عند ..`, `لم يستقر قبل ..`: whatever the verb is, it did so then."""
    words = [token.text.lstrip("وف") for token in analysis.tokens[begin:cue]]
    at = words.index("لم") if "لم" in words else len(words)
    return bool({"الا", "سوي"} & set(words[at:])) or (at < len(words) and words[-1:] in (["قبل"], ["قبيل"]))


def _telling(analysis: Analysis, first: int, last: int) -> list[Hit]:
    """The words to which a time may belong, in order.

    A word that means a return, or that one is late, means nothing weaker beside; `عادت ببطء` is no trouble.
    """
    told = list(analysis.find(first, last, *_TELLS))
    strong = {hit.first for hit in told if hit.cls in ("restore", "lag", "follow")}
    back = min((hit.first for hit in told if hit.cls == "restore"), default=last)
    return [
        hit
        for hit in told
        if (hit.cls in ("restore", "lag", "follow") or hit.first not in strong)
        and not (hit.cls == "trouble" and hit.pos != "v" and hit.first > back)
    ]


def _headed(analysis: Analysis, who: Participants, place: Place[Time], last: int, alive: bool) -> _Rung | None:
    """`وعند العاشرة ليلا كانت الخدمة قد تعافت`: what came back stands behind the hour that opens the sentence."""
    if "T" not in place.it.value or place.it.kind != "time":
        return None
    later = [t.first for t in analysis.times_in(place.last, last, "date", "time")]
    stop = min([last, place.last + BEHIND, *later])
    told = _telling(analysis, place.last, stop)
    if not told or not _tells_return(analysis, told[0], told, told[0].last, alive) or told[0].cls in ("lag", "ended"):
        return None
    items = _items(analysis, who, place.last, stop)[:1]
    category = extent(analysis, place.last, stop)
    return _Rung(place.first, stop, place.it, items, category, part=not items)


def _tells_return(analysis: Analysis, verb: Hit, told: list[Hit], cue: int, alive: bool) -> bool:
    """Whether the word that a time belongs to is one for a return; among others also `تلاه`, `تأخر`, `استقر`."""
    if verb.cls not in (_IN_CHAIN if alive else _RETURN):
        return False
    hopes = [hit for hit in told if hit.cls in ("expected", "awaited", "begin_work")]
    if any(not analysis.tokens[hit.first].text.startswith("ال") for hit in hopes):
        return False
    return verb.cls == "lag" or _is_told(analysis, verb, cue)


def _is_told(analysis: Analysis, hit: Hit, end: int) -> bool:
    """Whether a return is neither denied (`لم يعد`, without `إلا`), nor wished for, nor a condition."""
    before = [token.text.lstrip("وف") for token in analysis.tokens[max(hit.first - LEAD, 0) : hit.first]]
    word = analysis.tokens[hit.first].text
    if _NOT & set(before[-1:]) and before[-2:] not in (["اول", "ما"], ["اخر", "ما"], ["بعد", "ما"]):
        return bool(_ONLY & {token.text for token in analysis.tokens[hit.last : end]})
    if _IF & set(before[-1:]) or (hit.pos == "v" and word.startswith(("سي", "ست", "لي", "لت"))):
        return before[-2:] in (["الي", "ان"], ["قبل", "ان"], ["بعد", "ان"])
    if analysis.is_named(hit.first):
        return False
    return not _PENDING & set(before) and not (hit.cls == "restore" and is_of_another(analysis, hit))


def _told_of_else(analysis: Analysis, begin: int, end: int) -> bool:
    return any(
        hit.pos == "v" and hit.cls in _TELLS and hit.cls not in _IN_CHAIN for hit in analysis.hits_in(begin, end)
    )


def _until(analysis: Analysis, verb: Hit, place: Place[Time]) -> bool:
    """`تأخر X إلى الثانية`, `بقي معلقا حتى الثالثة`: the hour until which it was not back."""
    return bool(_UNTIL & {token.text for token in analysis.tokens[verb.last : place.first]})


# -------------------------------------------------------------------------------------------------------- its parts
def _items(analysis: Analysis, who: Participants, first: int, last: int) -> tuple[Place[Mention], ...]:
    """The names of a rung: the last one before its hour and those joined to it, and a place of the provider's."""
    named = [
        m for m in analysis.mentions_in(first, last, "service", "company", "place") if _may_return(analysis, who, m)
    ]
    things = [m for m in named if m.it.ref.type != "place"] or named
    joined: list[Place[Mention]] = []
    for place in reversed(things):
        if joined and joined[0].first - place.last > LEAD:
            break
        joined.insert(0, place)
    own = [m for m in joined if m.it.ref != who.provider or m.it.ref.type == "service"]
    return tuple(own or joined)


def _may_return(analysis: Analysis, who: Participants, place: Place[Mention]) -> bool:
    before = analysis.tokens[place.first - 1].text if place.first else ""
    if before in _ZONES or place.it.form != "name":
        return False
    if place.it.ref.type == "place":
        return True
    return can_stop(analysis, place) and not analysis.has(max(place.first - 2, 0), place.first, "according", "account")


def _words(analysis: Analysis, first: int, last: int) -> list[str]:
    """The words of a rung that mean something, without its names."""
    return [
        token.text
        for at, token in enumerate(analysis.tokens[first:last], first)
        if token.kind == "word" and not analysis.is_named(at) and token.text.lstrip("وف") not in _FUNCTION | _LATER
    ]


def _is_nominal(
    analysis: Analysis, first: int, last: int, items: tuple[Place[Mention], ...], category: str | None
) -> bool:
    """Whether a rung without a verb has a name, a noun with its article (`فالبيانات`) or an adverb (`ثم كليا`)."""
    if _NOT & {token.text.lstrip("وف") for token in analysis.tokens[first:last]}:
        return False
    if items or category is not None:
        return True
    words = [word for word in _words(analysis, first, last) if word not in _RELATIVE]
    return any("ال" in split.proclitics for word in words[:2] for split in splits(word)) or bool(_REST & set(words))


# --------------------------------------------------------------------------------------------------------- its hour
def _hour(analysis: Analysis, place: Place[Time], previous: _Rung | None) -> Time | None:
    """The hour of a rung: as it is told, or so long after the one before (`بعد ربع ساعة`)."""
    value = place.it.value
    if place.it.kind != "duration":
        day = re.match(r"(\d{4}|XXXX)-(\d\d-\d\d|WXX-\d|XX-XXT)|T\d\d", value)
        return place.it if day and "/" not in value else None
    length, clock = _LENGTH.match(value), _CLOCK.match(previous.time.value) if previous is not None else None
    cue = _cue(analysis, place)
    lead = {token.text.lstrip("وف") for token in analysis.tokens[max(cue - 1, 0) : place.last + 1]}
    later = any(word in _LATER for word in lead) or analysis.has(cue - NEAR, cue, "follow")
    if length is None or clock is None or not later:
        return None
    date_told, hour, minute, zone = clock.groups()
    added = timedelta(hours=int(length[1] or 0), minutes=int(length[2] or 0))
    if added > SOON:
        return None
    known = date_told[:1].isdigit()
    then = datetime.fromisoformat(f"{date_told if known else '2000-01-01'}T{hour}:{minute}") + added
    if not known and then.day > 1:
        return None
    return replace(place.it, kind="time", value=f"{then.date().isoformat() if known else date_told}T{then:%H:%M}{zone}")


def _cue(analysis: Analysis, place: Place[Time]) -> int:
    return analysis.doc.token_at(place.it.cue.start) if place.it.cue else place.first


# ---------------------------------------------------------------------------------------------------------- as facts
def _drafts(analysis: Analysis, who: Participants, rung: _Rung, is_last: bool) -> Iterator[Draft]:
    """Yield the facts of a rung: one of the provider with its services, or one for each that ran on it."""
    places = tuple(item.it.ref for item in rung.items if item.it.ref.type == "place")
    services = [item for item in rung.items if item.it.ref.type != "place"]
    own = [item for item in services if who.is_provider(item.it.ref)]
    told = None if places and rung.category == "full" and not is_last else rung.category
    category = told or ("partial" if rung.part and not is_last and rung.time.kind != "duration" else None)
    fact = Fact(
        type="restoration",
        subject=who.provider,
        objects=tuple(dict.fromkeys(ref for item in own if (ref := _service(analysis, item)) is not None)),
        places=places,
        category=category,
        time=rung.time,
        evidence=(analysis.sentence_span(rung.first),),
        rule=RULE,
        cues=(analysis.span(rung.first, rung.last),),
    )
    if own or not services:
        yield Draft(fact, rung.first, rung.last)
        return
    for item in services:
        owner = item.it.ref
        objects = (owner,) if owner.type == "service" else ()
        yield Draft(replace(fact, subject=owner, objects=objects, category=rung.category), rung.first, rung.last)


def _service(analysis: Analysis, place: Place[Mention]) -> Ref | None:
    """The service that a name stands for: of a company, the one that bears its name."""
    return place.it.ref if place.it.ref.type == "service" else namesake(analysis, place)
