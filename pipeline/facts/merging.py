"""One event, one fact: sentences that say the same become one fact with several spans of evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import date

from pipeline.document import Fact, Ref, Time
from pipeline.facts.analysis import RECENT, latest_day
from pipeline.facts.draft import AGENT, OF_VICTIM
from pipeline.facts.ladders import RULE
from pipeline.text import Span


def merge(facts: Iterable[Fact], reference: date | None) -> list[Fact]:
    """Merge the facts of one article, in order of their evidence.

    The main outage is one fact, and so is its restoration; a cause, a figure or a statement that is repeated is
    one fact. Older outages stay apart, marked as background.
    """
    facts = _recalled([_as_background(fact, reference) for fact in facts])
    facts = _of_recalled(facts)
    denied = {fact.category for fact in facts if fact.type == "cause" and fact.polarity == "negated"}
    facts = _joined_restorations(facts)
    groups: dict[Hashable, Fact] = {}
    for fact in facts:
        if fact.type == "cause" and fact.polarity == "affirmed" and fact.category in denied and fact.source is None:
            # A rumour that the article itself takes back.
            continue
        key = _KEYS.get(fact.type, _exact)(fact)
        groups[key] = _join(groups[key], fact) if key in groups else fact
    told = _with_services_restored(list(groups.values()))
    exact = {_gain(fact) for fact in told if fact.quantity is not None and fact.quantity.modifier != "vague"}
    worded: set[Hashable] = {
        (f.category, f.relation) for f in told if f.type == "statement" and f.rule != "statement:named-act"
    }
    kept = [fact for fact in told if not _vaguer(fact, exact) and not _less_said(fact, worded)]
    return sorted(kept, key=lambda fact: (fact.evidence[0].start, _ORDER.index(fact.type)))


def _joined_restorations(facts: list[Fact]) -> list[Fact]:
    """Restorations stay apart only where hours differ and no service is named twice, or who is back is another."""
    victims = [fact for fact in facts if fact.rule == OF_VICTIM]
    facts = [fact for fact in facts if fact.rule != OF_VICTIM]
    return [*_joined_of_provider(facts), *victims]


def _joined_of_provider(facts: list[Fact]) -> list[Fact]:
    rungs = [fact for fact in facts if fact.rule == RULE]
    if rungs:
        return _above_rungs(facts, rungs)
    told = [fact for fact in facts if fact.type == "restoration"]
    timed = [fact for fact in told if fact.time]
    services = [ref.key for fact in timed for ref in fact.objects]
    hours = _told_apart({fact.time.value for fact in timed if fact.time})
    if len(hours) > 1 and len(services) == len(set(services)):
        # A headline that gives no hour says no more than they do.
        return [fact for fact in facts if fact.type != "restoration" or fact.time or fact.certainty == "expected"]
    if _stepwise(told):
        return facts
    joined: Fact | None = None
    for fact in told:
        joined = fact if joined is None else _join(joined, fact)
    kept = [fact for fact in facts if fact.type != "restoration"]
    return [*kept, joined] if joined is not None else kept


def _told_apart(values: set[str]) -> set[str]:
    """Times of returns without those that only say less than another: `مساء أمس` beside `الحادية عشرة ليلا`."""
    return {value for value in values if not any(_says_less(value, other) for other in values if other != value)}


def _says_less(value: str, other: str) -> bool:
    """Whether a time is the day of another, or the part of its day in which its hour lies."""
    day, _, part = value.partition("T")
    if not part:
        return other.startswith(f"{day}T")
    clock = other.removeprefix(f"{day}T")
    hours = _PARTS.get(part)
    return hours is not None and clock != other and clock[:2].isdigit() and int(clock[:2]) in hours


def _above_rungs(facts: list[Fact], rungs: list[Fact]) -> list[Fact]:
    """Beside returns told one by one, what says in general that things came back says no more than they do."""
    hours = {fact.time.value for fact in rungs if fact.time}
    return [
        fact
        for fact in facts
        if fact.type != "restoration"
        or fact.rule == RULE
        or fact.certainty == "expected"
        or (fact.time is not None and fact.time.value not in hours)
    ]


def _stepwise(told: list[Fact]) -> bool:
    """Some of it came back first and the whole at an hour of its own: two tellings, two facts."""
    part = [fact for fact in told if fact.category in ("partial", "gradual")]
    whole = [fact for fact in told if fact.category == "full" and fact.time and "T" in fact.time.value]
    return len(part) == len(whole) == 1 and len(told) == 2 and part[0].time != whole[0].time


def _with_services_restored(facts: list[Fact]) -> list[Fact]:
    """What came back had stopped: services named only as restored are objects of the main outage too."""
    own = [fact for fact in facts if fact.type == "restoration" and fact.rule != OF_VICTIM]
    back = tuple(ref for fact in own for ref in fact.objects)
    facts = [*facts, *_implied(facts)]
    lasted = next((f.duration for f in own if f.duration and not f.background), None)
    return [
        replace(fact, objects=_union(fact.objects, back), duration=fact.duration or lasted)
        if fact.type == "outage" and not fact.background
        else fact
        for fact in facts
    ]


def _implied(facts: list[Fact]) -> list[Fact]:
    """An article that tells only of the return of a service tells that it had stopped."""
    if any(fact.type == "outage" and not fact.background for fact in facts):
        return []
    told = [
        f for f in facts if f.type == "restoration" and not f.background and f.certainty != "expected" and f.objects
    ]
    return [replace(fact, type="outage", category=None, time=None, rule="outage:restored") for fact in told[:1]]


def _vaguer(fact: Fact, exact: set[Hashable]) -> bool:
    """`ملايين المستخدمين` beside `70 مليون مستخدم` of the same gain says nothing new."""
    return fact.quantity is not None and fact.quantity.modifier == "vague" and _gain(fact) in exact


def _gain(fact: Fact) -> Hashable:
    return fact.type, fact.category, fact.subject


def _less_said(fact: Fact, worded: set[Hashable]) -> bool:
    """`رئيسة الشركة تعتذر` beside her own words: one apology, and the words are the better telling."""
    return fact.rule == "statement:named-act" and (fact.category, fact.relation) in worded


_PARTS = {"MO": range(5, 13), "MI": range(11, 16), "AF": range(12, 19), "EV": range(16, 24), "NI": range(18, 24)}
"""The hours that parts of a day may mean."""
_CALENDAR = re.compile(r"(\d{4}|XXXX)-(\d\d|XX)(?:-(\d\d|XX))?")
_FULL_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-\d\d")
_EVENTFUL = ("cause", "impact", "restoration", "gain", "degradation")
MAX_SPANS = 24
"""Spans of evidence that a fact keeps: the first ones; an endless article does not make an endless fact."""
_ORDER = ("outage", "restoration", "cause", "impact", "gain", "degradation", "statement", "metric", "role")


def _as_background(fact: Fact, reference: date | None) -> Fact:
    if fact.type != "outage" or fact.background or fact.time is None or reference is None:
        return fact
    day = latest_day(fact.time.value)
    return replace(fact, background=True) if day and (reference - day).days > RECENT else fact


def _recalled(facts: list[Fact]) -> list[Fact]:
    """Of outages on days that cannot be one, the first told is the main one; the others are recalled."""
    main = _main_time(facts)
    return [
        replace(fact, background=True)
        if fact.type == "outage" and fact.time and main and other_day(main.value, fact.time.value)
        else fact
        for fact in facts
    ]


def _main_time(facts: list[Fact]) -> Time | None:
    """When the main outage was: as its tellings say together, so that tellings joined already say the same."""
    told: dict[Hashable, tuple[int, Time | None]] = {}
    for fact in facts:
        if fact.type != "outage" or fact.background:
            continue
        start, time = told.get(_event(fact), (fact.evidence[0].start, None))
        agrees = not (time and fact.time) or not other_day(time.value, fact.time.value)
        told[_event(fact)] = start, _finer(time, fact.time) if agrees else time
    dated = ((start, time) for start, time in told.values() if time is not None)
    return min(dated, key=lambda one: one[0], default=(0, None))[1]


def _of_recalled(facts: list[Fact]) -> list[Fact]:
    """Causes, figures and returns told in the sentence of a recalled outage are that outage's."""
    old = {span for f in facts if f.type == "outage" and f.background for span in f.evidence}
    fresh = {span for f in facts if f.type == "outage" and not f.background for span in f.evidence}
    return [
        replace(fact, background=True) if fact.type in _EVENTFUL and set(fact.evidence) <= old - fresh else fact
        for fact in facts
    ]


def other_day(one: str, other: str) -> bool:
    """Whether two values name different months, or days more than one apart; unknown parts agree with all."""
    if _FULL_DAY.match(one) and _FULL_DAY.match(other):
        # The last of a month and the first of the next are one night.
        return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) > 1
    left, right = _CALENDAR.match(one), _CALENDAR.match(other)
    if left is None or right is None:
        return False
    years, months, days = zip(left.groups(), right.groups(), strict=True)
    if "XXXX" not in years and years[0] != years[1]:
        return True
    if months[0] != months[1]:
        return "XX" not in months
    return None not in days and "XX" not in days and abs(int(days[0] or 0) - int(days[1] or 0)) > 1


def _event(fact: Fact) -> tuple[Hashable, ...]:
    subject = fact.subject.key if fact.subject else None
    return fact.type, subject, fact.time.value if fact.background and fact.time else None


def _restoration(fact: Fact) -> Hashable:
    """One service back at one hour, another at another: two facts. Without an hour: the one told already."""
    if fact.rule == RULE:
        return *_event(fact)[:2], fact.time and fact.time.value, fact.objects, fact.places
    if fact.time is None or "T" not in fact.time.value:
        return _event(fact)
    return *_event(fact)[:2], fact.time.value


def _cause(fact: Fact) -> Hashable:
    """A cable that was cut, and the ship that cut it: two causes of one kind."""
    subject = fact.subject.key if fact.subject else None
    return fact.type, fact.category, fact.polarity, fact.background, subject, fact.rule == AGENT


def _figure(fact: Fact) -> Hashable:
    quantity = fact.quantity
    value = (
        (quantity.value, quantity.low, quantity.high, quantity.magnitude, quantity.unit, quantity.per)
        if quantity
        else fact.category
    )
    return fact.type, fact.category, fact.background, fact.subject.key if fact.subject else None, value


def _role(fact: Fact) -> Hashable:
    return fact.type, fact.subject.key if fact.subject else None, tuple(ref.key for ref in fact.objects)


def _degradation(fact: Fact) -> Hashable:
    return fact.type, fact.subject.key if fact.subject else None


def _exact(fact: Fact) -> Hashable:
    return fact.type, fact.category, fact.subject.key if fact.subject else None, fact.content


def _statement(fact: Fact) -> Hashable:
    """An apology is made once, however often it is told; other acts differ by their words."""
    return _exact(fact) if fact.category != "apology" else (fact.type, fact.category, fact.subject and fact.subject.key)


def _impact(fact: Fact) -> Hashable:
    return _figure(fact) if fact.quantity else _exact(fact)


_KEYS: dict[str, Callable[[Fact], Hashable]] = {
    "outage": _event,
    "restoration": _restoration,
    "cause": _cause,
    "impact": _impact,
    "gain": _figure,
    "metric": _figure,
    "degradation": _degradation,
    "role": _role,
    "statement": _statement,
}


def _join(one: Fact, other: Fact) -> Fact:
    """Join two tellings of a fact: the first one's slots, filled from the other where they are empty."""
    if one.type == "outage" and other.certainty == "asserted" and other.source is None and one.certainty == "reported":
        # What one sentence reports and another says as known is known.
        one = replace(one, certainty="asserted", source=None, via=None)
    words = _better_told(one, other)
    return replace(
        one,
        # Words in quotation marks stay the ones: the next quotation does not take their place.
        rule=one.rule if words == one.content else other.rule,
        objects=_union(one.objects, other.objects),
        places=_union(one.places, other.places),
        category=one.category or other.category,
        quantity=one.quantity or other.quantity,
        time=_finer(one.time, other.time),
        end=one.end or other.end,
        duration=_surer(one.duration, other.duration),
        content=words,
        channel=one.channel or other.channel,
        evidence=_joined(one.evidence, other.evidence),
        cues=_joined(one.cues, other.cues),
    )


def _joined(one: tuple[Span, ...], other: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys((*one, *other)))[:MAX_SPANS]


def _better_told(one: Fact, other: Fact) -> Span | None:
    """Of two tellings the one in the words of the source, else the first."""
    quoted = other.rule.endswith(":quoted") and not one.rule.endswith(":quoted")
    return other.content if quoted and other.content else one.content or other.content


def _union(one: tuple[Ref, ...], other: tuple[Ref, ...]) -> tuple[Ref, ...]:
    return tuple({ref.key: ref for ref in (*other, *one)}[key] for key in dict.fromkeys(r.key for r in (*one, *other)))


def _finer(one: Time | None, other: Time | None) -> Time | None:
    """Of two times the one that says more: fewer X, then the clock time."""
    if one is None or other is None:
        return one or other
    return max((one, other), key=lambda time: (-time.value.count("X"), len(time.value), time is one))


def _surer(one: Time | None, other: Time | None) -> Time | None:
    """Of two durations the one with a number."""
    if one is None or other is None:
        return one or other
    return other if "X" in one.value and "X" not in other.value else one
