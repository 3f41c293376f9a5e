"""The unit of a figure that has no noun of its own: `80 ألف بلاغ ... و50 ألفا عن فيسبوك`, `عدد المستخدمين 500`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.values import cues
from pipeline.values.lexicon import listed, verb_unit
from pipeline.values.numbers import Number
from pipeline.values.scan import STOPS, Words
from pipeline.values.units import Unit, noun_at

if TYPE_CHECKING:
    from pipeline.values.figures import Figure

REACH = 12
"""Words between a figure and what gives it its unit."""
_MANY = 1000
_SOME = 100
_SURE = 2
_TWO = 2
"""`أحد منهم`, `اثنين منها`: too few to be a figure in words."""
_BILLION = 10**9
_SENTENCE = 30
"""Words between a figure and the next one of its series."""
_VERB_REACH = 6
_OWNER = 10
"""Words between `وعددهم` and the noun of those who are counted."""
_NEAR = 4
_ITEM = 12
"""Words of an item of a list, its sign and colon with them, up to where its figure ends."""
_INSTEAD = frozenset({("بدلا", "من"), ("عوضا", "من"), ("عوضا", "عن")})
LIST_MARKS = frozenset("\n•-–*■●▪")


def about_users(words: Words) -> bool:
    """Whether the text speaks of users: unnamed millions are then users, else persons."""
    return any(word.classes.get("noun") in ("user", "subscriber") for word in words.items)


def about_orders(words: Words) -> bool:
    """Whether the text speaks of shops and meals: طلبات are then orders, else requests."""
    goods = listed("commerce")
    return any(word.text in goods for word in words.items)


def about_payments(words: Words) -> bool:
    """Whether the text speaks of cards, wallets and tills: عمليات are then transactions."""
    money = listed("payments")
    return sum(word.text in money for word in words.items) >= _SURE


def unit_before(words: Words, number: Number, found: Sequence[Figure]) -> Unit | None:
    """The unit of a figure without a noun: what its sentence says before it, else what the article went on counting.

    `found` are the figures before it.
    """
    name = _count_of(words, number.first) or _verb_unit(words, number) or _defined(words, number)
    if name is not None:
        return Unit("count", name, number.last, rule="count_of")
    last = _last_measure(found)
    if last is not None:
        unit = _part_of(words, number, last) or _inherited(words, number, last) or _next_item(words, number, last)
        if unit is not None:
            return unit
    if words.text(number.last).endswith("وا") and number.scale >= _MANY:
        return Unit("count", "user" if about_users(words) else "person", number.last, rule="people")
    money = next((figure for figure in reversed(found) if figure.kind == "money" and figure.unit is not None), None)
    if money is not None and number.scale >= _MANY and _is_sum(words, number, money):
        return Unit("money", money.unit, number.last, rule="told_sum")
    if words.text(number.last) in listed("joined_verbs"):
        return Unit("count", "user", number.last, rule="joined")
    name = _topic(words, number, found[-1] if found else None)
    if name is not None:
        return Unit("count", name, number.last, rule="topic")
    return _told(words, number, last)


def _last_measure(found: Sequence[Figure]) -> Figure | None:
    """The figure whose unit a next one may take over: ranks and per cents between the two do not matter."""
    return next((f for f in reversed(found) if f.kind in ("count", "money") and f.unit not in (None, "time")), None)


def _is_sum(words: Words, number: Number, last: Figure) -> bool:
    """`خسر 6 مليارات .. ويملك 121 مليارا`: a sum, for its clause speaks of money, or it is told in milliards."""
    near = [words.text(at) for at in range(max(number.first - REACH, last.last), number.first)]
    said = next((k for k in range(len(near), 0, -1) if near[k - 1] in STOPS), 0)
    clause = {text.removeprefix("و") for text in near[said:]} | {*near[said:]}
    return number.scale >= _BILLION or not listed("sums").isdisjoint(clause)


def is_absolute(words: Words, number: Number) -> bool:
    """`40 ألفا`, `14 مليونا`: the accusative of a scale word closes a number, no noun is counted behind it."""
    found = words.get(number.last - 1, "number")
    return found is not None and found[0] == "scale_a" and words.text(number.last - 1).endswith("ا")


def _verb_unit(words: Words, number: Number) -> str | None:
    """`يتابعه 870 ألفا`, `شاهده 210 آلاف`: whom a verb before a figure lets it count."""
    if number.scale < _MANY:
        return None
    for at in range(number.first - 1, max(number.first - _VERB_REACH, -1), -1):
        if words.text(at) in STOPS or words[at].kind in "nc":
            return None
        name = verb_unit(words.text(at))
        if name is not None:
            return name
    return None


def _defined(words: Words, number: Number) -> str | None:
    """`14 مليونا: بلاغات المستخدمين`: a line of a list that tells its figure first."""
    at = _behind(words, number)
    if words.text(at) != ":" or not (number.first == 0 or words.text(number.first - 1) in LIST_MARKS):
        return None
    found = noun_at(words, at + 1)
    if found is not None and words.text(at + 1) in listed("count_of"):
        found = None
    return found[0] if found else None


def _part_of(words: Words, number: Number, last: Figure) -> Unit | None:
    """`190 طردا من أصل 700`, `47 ألف مستمع بدل 82 ألفا`: the whole, or what it is compared with."""
    pair = words.text(number.first - 2), words.text(number.first - 1)
    of_whole = (pair[0] == "من" and pair[1] in listed("wholes")) or pair in _INSTEAD
    if not of_whole and pair[1] not in listed("instead"):
        return None
    at = number.first - 1 - of_whole
    if last.last < at - _NEAR or last.kind != "count" or not number.value:
        return None
    return Unit(last.kind, last.unit, number.last, rule="part_of")


def _count_of(words: Words, index: int) -> str | None:
    """`بلغ عدد المستخدمين 500`, `محطاتها البالغ عددها 2400`."""
    for at in range(index - 1, max(index - REACH, -1), -1):
        word = words[at]
        if word.text in STOPS or word.kind in "nc":
            return None
        if word.text.removeprefix("و") in listed("count_of_them"):
            for before in range(at - 1, max(at - _OWNER, -1), -1):
                found = noun_at(words, before)
                if found is not None and words.text(before) not in STOPS:
                    return found[0]
            return None
        if word.text.removeprefix("و").removeprefix("ال") in listed("count_of"):
            found = noun_at(words, at + 1)
            if found is not None and words.text(at + 1) != "عدد":
                return found[0]
            if words.text(at + 1) == "من":
                return "user" if about_users(words) else "person"
            return None
    return None


def _inherited(words: Words, number: Number, last: Figure) -> Unit | None:
    """`124 ألف تبليغ .. و98 ألفا تهم إنستغرام`, `121 مليار دولار .. غيتس الذي يملك 124 مليارا`."""
    absolute = is_absolute(words, number)
    reach = _SENTENCE if absolute else REACH
    if number.first - last.last > reach or not number.value:
        return None
    if any(words[k].text in STOPS for k in range(last.last, number.first)):
        return None
    cue = cues.before(words, number.first)
    first = cue.first if cue else number.first
    joined = words.text(first).startswith("و") or words.text(first - 1) in listed("joins_figures")
    behind = words[_behind(words, number)]
    open_end = absolute or behind.kind == "p" or behind.text in listed("ellipsis_after") or behind.text.startswith("ل")
    unit = Unit(last.kind, last.unit, number.last, rule="inherited")
    if last.kind == "count" and behind.text in listed("ellipsis_of_them") and (number.digits or number.value > _TWO):
        return unit
    if joined and open_end and number.value >= _SOME:
        return unit
    if open_end and number.scale >= _MANY and _topic(words, number, last) is None:
        return unit
    return None


def _next_item(words: Words, number: Number, last: Figure) -> Unit | None:
    """`• الولايات المتحدة: 305 ملايين دولار`, then `• الهند: 55 مليونا`: items of one list count the same."""
    cue = cues.before(words, number.first)
    first = cue.first if cue else number.first
    above = last.cue.first if last.cue else last.first
    if not words.text(first - 1) == ":" == words.text(above - 1) or words[_behind(words, number)].kind != "p":
        return None
    here, there = _line(words, first), _line(words, above)
    if here is None or there is None or here == there or _line(words, here - 1) != there:
        return None
    return Unit(last.kind, last.unit, number.last, rule="next_item")


def _line(words: Words, index: int) -> int | None:
    """The index of the first word of the line that ends before a word, None where it is no short one."""
    for first in range(index - 1, max(index - _ITEM, 0) - 1, -1):
        if first == 0 or words.text(first - 1) == "\n":
            return first
    return None


def _behind(words: Words, number: Number) -> int:
    """The index behind a number and the modifier that follows it: `800 تقريبا تخص ماسنجر`."""
    cue = cues.after(words, number.last)
    at = number.last
    while cue is not None and at < len(words) and words[at].start < cue.end:
        at += 1
    return at


def _topic(words: Words, number: Number, last: Figure | None) -> str | None:
    """`بلغت البلاغات في أشدها 40 ألفا`: the nearest plural before the figure that articles about outages count."""
    if (
        number.value is None
        or number.value < _MANY
        or (number.scale < _MANY and not any(s in number.written for s in ",.٬"))
    ):
        return None
    for at in range(number.first - 1, max(number.first - REACH, -1), -1):
        word = words[at]
        if (
            word.text in STOPS
            or (last is not None and at < last.last)
            or "money" in word.classes
            or "money_by" in word.classes
        ):
            return None
        found = noun_at(words, at)
        if found is not None and found[0] in listed("topics"):
            return found[0]
    return None


def _told(words: Words, number: Number, last: Figure | None) -> Unit | None:
    """`تضرر 340 ألف مشترك. والهيئة تقول نصف مليون`: nothing else is counted in thousands since the sentence before."""
    if last is None or last.kind != "count" or last.unit not in listed("topics") or number.scale < _MANY:
        return None
    ends = [k for k in range(last.last, number.first) if words.text(k) in STOPS]
    stops = sum(k - 1 not in ends for k in ends)
    near = stops <= 1 and number.first - last.last <= _SENTENCE
    return Unit("count", last.unit, number.last, rule="told_count") if near else None
