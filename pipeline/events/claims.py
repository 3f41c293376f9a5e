"""What the articles say about one event, side by side: figures, causes, returns, and whether they agree."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import TypeVar

from pipeline.contract import Agreement, Claim, ClaimValue, FactType, QuantityValue, SupportedTime
from pipeline.events.days import agree, length_unit, seconds, when
from pipeline.events.told import Slot, Small
from pipeline.events.voices import count, speaking

ABOUT = 0.1
"""`about` covers this share of the figure on either side."""
ABOUT_CLOCK = timedelta(minutes=30)
"""A clock time that is given with `about` is off by no more."""
NEGATED = "negated"
"""The category of a claimed value that denies (`it was no attack`)."""
_ORDER = ("outage", "restoration", "cause", "impact", "gain")
_VAGUE_TOP = 1000
"""A vague plural (`millions`) ends where the next one (`billions`) begins."""
Item = TypeVar("Item")


def bounds(value: float, modifier: str) -> tuple[float, float]:
    """Return the lowest and highest number that a figure with its modifier may mean.

    A bound holds the figure itself: `more than 70` and `70` do not contradict each other in the news.
    """
    if modifier == "about":
        return tuple(sorted((value * (1 - ABOUT), value * (1 + ABOUT))))  # type: ignore[return-value]
    grows = modifier in ("more_than", "at_least")
    if not grows and modifier not in ("less_than", "at_most", "up_to"):
        return value, value
    # A fall of more than 5 per cent is written -5.
    upward = grows == (value >= 0)
    return (value, math.inf) if upward else (-math.inf, value)


def quantity_bounds(quantity: QuantityValue) -> tuple[float, float]:
    """Return the lowest and highest number that a quantity may mean."""
    if quantity.value is not None:
        return bounds(quantity.value, quantity.modifier)
    if quantity.low is not None or quantity.high is not None:
        return (
            -math.inf if quantity.low is None else quantity.low,
            math.inf if quantity.high is None else quantity.high,
        )
    if quantity.magnitude:
        return quantity.magnitude, quantity.magnitude * _VAGUE_TOP
    return -math.inf, math.inf


def _overlap(left: tuple[float, float], right: tuple[float, float]) -> bool:
    return left[0] <= right[1] and right[0] <= left[1]


def rounded_to(value: float) -> Decimal:
    """Return the place that a figure is given to: 0.01 for 4.89, 1 for 5, 100000 for 1.7 million, 1000000 for 10."""
    number = Decimal(str(value)).normalize()
    exponent = int(number.as_tuple().exponent)
    # A full number of thousands, millions, ... may be exact in its last digit: 10 million is not 14 million.
    return Decimal(1).scaleb(min(exponent, max(0, number.adjusted() // 3 * 3)))


def _round_alike(left: float, right: float, place: Decimal) -> bool:
    """Whether two numbers are equal once both are rounded to that place."""
    a, b = ((Decimal(str(value)) / place).to_integral_value(ROUND_HALF_UP) for value in (left, right))
    return a == b


def consistent(left: QuantityValue, right: QuantityValue) -> bool:
    """Whether both figures may be true: what they may mean overlaps, or the finer one rounds to the coarser one."""
    if _overlap(quantity_bounds(left), quantity_bounds(right)):
        return True
    if left.value is None or right.value is None or {left.modifier, right.modifier} - {"exact", "about"}:
        return False
    return _round_alike(left.value, right.value, max(rounded_to(left.value), rounded_to(right.value)))


def _agreement(values: Sequence[Item], heard: int, fits: Callable[[Item, Item], bool]) -> Agreement:
    """Whether values agree. `heard` is how many remain without copies: a copy's wording confirms nothing."""
    if len(values) < 2:
        return "single"
    if not all(fits(a, b) for a, b in combinations(values, 2)):
        return "conflicting"
    return "consistent" if heard > 1 else "single"


# ---------------------------------------------------------------------------------------------- figures, causes


def claims(facts: Iterable[Small]) -> list[Claim]:
    """Group what is claimed by type, category, subject and places; a rate, a total and another unit never mix."""
    grouped: dict[tuple[str, str, str, tuple[str, ...], str, str], list[Small]] = defaultdict(list)
    for fact in facts:
        if fact.type in ("impact", "cause", "restoration") or (fact.type == "gain" and fact.quantity):
            quantity = fact.quantity
            unit = (quantity.unit or "", quantity.per or "") if quantity else ("", "")
            subject = fact.subject.key if fact.subject else ""
            grouped[fact.type, fact.category or "", subject, fact.places, *unit].append(fact)
    made = []
    for key in sorted(grouped, key=lambda k: (_ORDER.index(k[0]), *k[1:])):
        first = grouped[key][0]
        values = _values(grouped[key])
        speakers = {fact.fact_id for fact in speaking(grouped[key])}
        heard = sum(not speakers.isdisjoint(value.support) for value in values)
        kind: FactType = first.type  # type: ignore[assignment]
        made.append(
            Claim(
                type=kind,
                category=first.category,
                subject=first.subject.key if first.subject else None,
                values=values,
                agreement=_agreement(values, heard, _values_agree),
            )
        )
    return made


def _values_agree(left: ClaimValue, right: ClaimValue) -> bool:
    if left.quantity and right.quantity:
        return consistent(left.quantity, right.quantity)
    return left.category == right.category


def _values(facts: Sequence[Small]) -> list[ClaimValue]:
    """One value for each figure (or wording), with the facts and outlets behind it; most outlets and voices first."""
    same: dict[tuple[object, ...], list[Small]] = defaultdict(list)
    for fact in facts:
        q = fact.quantity
        figure = (q.value, q.modifier, q.magnitude, q.low, q.high) if q else (_words(fact),)
        same[*figure, fact.polarity].append(fact)
    values: list[tuple[int, ClaimValue]] = []
    for supporters in same.values():
        supporters.sort(key=by_fact_id)
        first = supporters[0]
        value = ClaimValue(
            quantity=first.quantity,
            category=NEGATED if first.polarity == "negated" else None,
            content=_words(first),
            support=[fact.fact_id for fact in supporters],
            sources=sorted({fact.source for fact in supporters}),
        )
        values.append((min(len(value.sources), count(supporters)), value))
    values.sort(key=lambda pair: (-pair[0], -len(pair[1].support), fact_order(pair[1].support[0])))
    return [value for _, value in values]


def _words(fact: Small) -> str | None:
    """The words of a claim; of a return that has none, when it was."""
    return fact.content or (fact.time.value if fact.type == "restoration" and fact.time else None)


def by_fact_id(fact: Small) -> tuple[str, int, str]:
    """Sort facts by article and then by number: f2 before f10."""
    return fact_order(fact.fact_id)


def fact_order(fact_id: str) -> tuple[str, int, str]:
    """Return what fact ids are sorted by."""
    article, _, number = fact_id.rpartition(":f")
    return (article, int(number), "") if number.isdigit() else (fact_id, 0, "")


# ------------------------------------------------------------------------------------------ start, end, duration


def settle_time(name: str, said: Sequence[tuple[Small, Slot]], day: str | None) -> tuple[SupportedTime, Claim | None]:
    """Choose the time that is most precise, then most supported, among those of the event's day.

    Returns:
        the time with the facts that say exactly this; and, where others say something else, all as a claim.
    """

    def rank(value: str, support: int) -> tuple[object, ...]:
        parsed = when(value)
        on_day = day is None or any(d.isoformat() == day for d in parsed.days)
        return (not on_day, -parsed.precision, -support, value)

    def fits(left: Slot, right: Slot) -> bool:
        slack = ABOUT_CLOCK if "about" in (left.modifier, right.modifier) else timedelta(0)
        return agree(when(left.value), when(right.value), slack)

    return _settle(name, said, lambda v: when(v).same_as, rank, fits)


def settle_duration(said: Sequence[tuple[Small, Slot]]) -> tuple[SupportedTime, Claim | None]:
    """Choose the duration that is known and most supported; others stay as a claim."""

    def rank(value: str, support: int) -> tuple[object, ...]:
        return (seconds(value) is None, -support, value)

    def fits(left: Slot, right: Slot) -> bool:
        a, b = seconds(left.value), seconds(right.value)
        if a is None or b is None or _overlap(bounds(a, left.modifier), bounds(b, right.modifier)):
            return True
        if {left.modifier, right.modifier} - {"exact", "about"}:
            return False
        return _round_alike(a, b, Decimal(max(length_unit(left.value), length_unit(right.value))))

    return _settle("duration", said, lambda v: str(seconds(v) or v), rank, fits)


def _settle(
    name: str,
    said: Sequence[tuple[Small, Slot]],
    same: Callable[[str], str],
    rank: Callable[[str, int], tuple[object, ...]],
    fits: Callable[[Slot, Slot], bool],
) -> tuple[SupportedTime, Claim | None]:
    grouped: dict[str, list[tuple[Small, Slot]]] = defaultdict(list)
    for fact, slot in sorted(said, key=lambda pair: by_fact_id(pair[0])):
        grouped[same(slot.value)].append((fact, slot))
    if not grouped:
        return SupportedTime(), None

    speakers = {fact.fact_id for fact in speaking(fact for fact, _ in said)}

    def heard(pairs: list[tuple[Small, Slot]]) -> list[tuple[Small, Slot]]:
        return [pair for pair in pairs if pair[0].fact_id in speakers]

    def order(pairs: list[tuple[Small, Slot]]) -> tuple[object, ...]:
        return rank(_written(heard(pairs) or pairs), count(fact for fact, _ in pairs))

    best, *others = sorted(grouped.values(), key=order)
    votes = heard(best) or best
    modifiers = [slot.modifier for _, slot in votes]
    settled = SupportedTime(
        value=_written(votes),
        modifier=min(modifiers, key=lambda m: (-modifiers.count(m), m)),  # type: ignore[arg-type]
        support=_support(best),
    )
    if not others:
        return settled, None
    everything = [best, *others]
    values = [
        ClaimValue(
            quantity=None,
            content=_written(pairs),
            support=_support(pairs),
            sources=sorted({fact.source for fact, _ in pairs}),
        )
        for pairs in everything
    ]
    # One value may be said with several modifiers: about six hours, more than six hours.
    slots = [list(dict.fromkeys(slot for _, slot in pairs)) for pairs in everything]

    def all_fit(left: list[Slot], right: list[Slot]) -> bool:
        return all(fits(a, b) for a in left for b in right)

    agreement = _agreement(slots, sum(bool(heard(pairs)) for pairs in everything), all_fit)
    return settled, Claim(type="outage", category=name, subject=None, values=values, agreement=agreement)


def _written(pairs: Sequence[tuple[Small, Slot]]) -> str:
    """The writing that most facts use; UTC before other zones."""
    values = [slot.value for _, slot in pairs]
    return min(values, key=lambda v: (-values.count(v), not v.endswith("Z"), v))


def _support(pairs: Sequence[tuple[Small, Slot]]) -> list[str]:
    return list(dict.fromkeys(fact.fact_id for fact, _ in pairs))
