"""The unit of a figure that has no noun of its own: `80 ألف بلاغ ... و50 ألفا عن فيسبوك`, `عدد المستخدمين 500`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.values import cues
from pipeline.values.lexicon import listed
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
_BILLION = 10**9
_TOPICS = frozenset(
    ("user", "subscriber", "follower", "visitor", "customer", "report", "complaint", "reply", "comment", "view")
)
"""What an article goes on counting without saying it again."""


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


def unit_before(words: Words, number: Number, last: Figure | None) -> Unit | None:
    """The unit that stands before a figure, in its sentence: behind عدد, with the figure before it, or as its topic."""
    name = _count_of(words, number.first)
    if name is not None:
        return Unit("count", name, number.last, rule="count_of")
    if last is not None:
        unit = _inherited(words, number, last)
        if unit is not None:
            return unit
    if words.text(number.last).endswith("وا") and number.scale >= _MANY:
        return Unit("count", "user" if about_users(words) else "person", number.last, rule="people")
    if last is not None and last.kind == "money" and last.unit is not None and number.scale >= _MANY:
        near = [words.text(at) for at in range(max(number.first - REACH, last.last), number.first)]
        said = next((k for k in range(len(near), 0, -1) if near[k - 1] in STOPS), 0)
        if number.scale >= _BILLION or not listed("sums").isdisjoint(near[said:]):
            return Unit("money", last.unit, number.last, rule="told_sum")
    if words.text(number.last) in listed("joined_verbs"):
        return Unit("count", "user", number.last, rule="joined")
    name = _topic(words, number, last)
    return Unit("count", name, number.last, rule="topic") if name else None


def _count_of(words: Words, index: int) -> str | None:
    """`بلغ عدد المستخدمين 500`, `محطاتها البالغ عددها 2400`."""
    for at in range(index - 1, max(index - REACH, -1), -1):
        word = words[at]
        if word.text in STOPS or word.kind in "nc":
            return None
        if word.text in listed("count_of_them"):
            for before in range(at - 1, max(at - 4, -1), -1):
                found = noun_at(words, before)
                if found is not None:
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
    if last.kind not in ("count", "money") or last.unit is None or number.first - last.last > REACH or not number.value:
        return None
    if any(words[k].text in STOPS for k in range(last.last, number.first)):
        return None
    cue = cues.before(words, number.first)
    first = cue.first if cue else number.first
    joined = words.text(first).startswith("و") or words.text(first - 1) in listed("joins_figures")
    behind = words[number.last]
    open_end = behind.kind == "p" or behind.text in listed("ellipsis_after") or behind.text.startswith("ل")
    if last.kind == "count" and behind.text in listed("ellipsis_of_them"):
        return Unit(last.kind, last.unit, number.last, rule="inherited")
    if joined and open_end and number.value >= _SOME:
        return Unit(last.kind, last.unit, number.last, rule="inherited")
    if last.kind == "money" and open_end and number.scale >= _MANY:
        return Unit(last.kind, last.unit, number.last, rule="inherited")
    return None


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
        if found is not None and found[0] in _TOPICS:
            return found[0]
    return None
