"""How a text is laid out: its sentences, quotations, tables of hours, the zone that it gives for all of them."""

from __future__ import annotations

import itertools

from pipeline.values.moment import Context, Moment
from pipeline.values.numbers import Reader
from pipeline.values.scan import STOPS, Words
from pipeline.values.zones import zone_behind

_TIMETABLE = frozenset({"المواعيد", "الاوقات", "التوقيتات", "الساعات", "مواعيد"})


def table(words: Words, moments: list[Moment]) -> dict[int, int]:
    """The clock times that open the lines of a table of events or a live blog: days before the reference.

    The last event lies on the day of publication. A table runs forward (22:52, then 00:45), a live blog mostly
    backward: each step over midnight is one day.
    """
    lines: list[tuple[int, tuple[int, int]]] = []
    for position, moment in enumerate(moments):
        if moment.rule == "clock" and moment.clock and not moment.dated and _opens_line(words, moment.first):
            lines.append((position, moment.clock[:2]))
    falls = [later < earlier for (_, earlier), (_, later) in itertools.pairwise(lines)]
    if 2 * sum(falls) <= len(falls) or len(falls) == 1:
        lines.reverse()
    days: dict[int, int] = {}
    back = 0
    for k, (position, clock) in enumerate(lines):
        back += k > 0 and clock > lines[k - 1][1]
        days[position] = back
    return days if back else {}


def _opens_line(words: Words, first: int) -> bool:
    """Whether a moment opens its line, or stands behind no more than a mark: `- 22:52`, `الساعة`."""
    return first <= 1 or "\n" in (words.text(first - 1), words.text(first - 2))


def sentences(words: Words) -> list[int]:
    """The number of the sentence that each word is in."""
    numbers: list[int] = []
    count = 0
    for word in words.items:
        numbers.append(count)
        if word.text in STOPS:
            count += 1
    return numbers


def quotations(words: Words) -> list[bool]:
    """Whether each word is inside quotation marks."""
    flags: list[bool] = []
    inside = False
    for word in words.items:
        if word.kind == "p":
            if word.text in '«“”»"':
                inside = word.text == "«" or (word.text != "»" and not inside)
            elif word.text == "\n":
                inside = False
        flags.append(inside)
    return flags


def default_zone(words: Words, moments: list[Moment]) -> str | None:
    """`جميع المواعيد بتوقيت مكة`, `تسلسل ما حصل بتوقيت بيروت:`: a zone that belongs to no clock time of its own."""
    attached = {index for moment in moments for index in range(moment.first, moment.last)}
    for index, word in enumerate(words.items):
        if word.stem != "توقيت" or word.proclitics != "ب" or index in attached:
            continue
        found = zone_behind(Context(words, Reader(words)), index)
        timetable = any(words.text(k) in _TIMETABLE for k in range(max(index - 3, 0), index))
        if found is not None and (timetable or words.text(found[1]) in (":", "\n")):
            return found[0]
    return None
