"""A date line: the line near the top, or a labelled one at the bottom, that says when an article was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pipeline.ingest.published import plausible
from pipeline.resources import read_toml
from pipeline.text import fold

TOP_LINES = 5
BOTTOM_LINES = 3
LONGEST_LINE = 120
"""A date line is short; a longer line is prose."""
MOST_PROSE = 1
"""Longer lines that may stand above a date line: the summary. After more the article itself has begun."""
_MOST_DATES = 3
_CALENDARS_APART = 2
"""Days by which the Hijri and the Gregorian date of one line may differ: the moon is sighted locally."""

_CLOCK = re.compile(r"t?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?|[+-]\d{1,2}(?::\d{2})?")
_WORD = re.compile(r"[^\W_]+")
_AGENCY = re.compile(r"\s*(?:\([^()]{2,40}\)|/[^/]{2,40}/|\[[^\[\]]{2,40}\])?\s*[-–—]{1,2}\s")
_GREGORIAN_YEAR = re.compile(r"(?:19|20)\d\d|^\d{1,2}/\d{1,2}/\d{2}$")


@dataclass(frozen=True, slots=True)
class _Words:
    fillers: frozenset[str]
    not_places: frozenset[str]
    published: re.Pattern[str]
    updated: re.Pattern[str]
    byline: re.Pattern[str]
    zone: re.Pattern[str]
    related: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = read_toml(Path(__file__).with_name("dateline.toml"))

    def phrases(key: str) -> re.Pattern[str]:
        folded = sorted((fold(phrase) for phrase in data[key]), key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in folded) + r")(?!\w)")

    return _Words(
        fillers=frozenset(fold(word) for word in data["fillers"]),
        not_places=frozenset(fold(word) for word in data["not_places"]),
        published=phrases("published"),
        updated=phrases("updated"),
        byline=phrases("byline"),
        zone=phrases("zone"),
        related=phrases("related"),
    )


def text_date(text: str, today: date) -> str | None:
    """Return the date that a date line of `text` gives, or None. Two lines that disagree give none."""
    lines = [line.strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    found: set[str] = set()
    prose = 0
    for line in lines[:TOP_LINES]:
        if prose > MOST_PROSE or _words().related.search(fold(line[:LONGEST_LINE])) or "(@" in line:
            break
        prose += len(line) > LONGEST_LINE
        iso = line_date(line) or _agency_date(line)
        if iso and plausible(iso, today):
            found.add(iso)
    for line in lines[TOP_LINES:][-BOTTOM_LINES:]:
        if _words().published.search(fold(line[:LONGEST_LINE])):
            iso = line_date(line)
            if iso and plausible(iso, today):
                found.add(iso)
    return found.pop() if len(found) == 1 else None


def line_date(line: str) -> str | None:
    """Return the date of a line that holds a date of publication and nothing else that is said."""
    if len(line) > LONGEST_LINE:
        return None
    dates, rest = _cut_dates(line)
    if not dates or not _is_filler(rest):
        return None
    days = [date.fromisoformat(iso) for iso, _ in dates]
    if abs((max(days) - min(days)).days) > _CALENDARS_APART:
        return None
    return next((iso for iso, written in dates if _GREGORIAN_YEAR.search(fold(written))), dates[0][0])


def _cut_dates(line: str) -> tuple[list[tuple[str, str]], str]:
    """Return the dates of a line as (ISO, as written), those of an update left out, and what is left of the line."""
    from pipeline.values import read_date

    dates: list[tuple[str, str]] = []
    rest = ""
    for _ in range(_MOST_DATES):
        found = read_date(line)
        if found is None:
            break
        iso, span = found
        before = fold(line[: span.start])
        if not _ends_in_update(before):
            dates.append((iso, span.cut(line)))
        rest += f"{line[: span.start]} | "
        line = line[span.end :]
    return dates, rest + line


def _ends_in_update(before: str) -> bool:
    """Whether the nearest label before a date speaks of a change, not of publication."""
    updates = [match.end() for match in _words().updated.finditer(before)]
    labels = [match.end() for match in _words().published.finditer(before)]
    return bool(updates) and max(updates) > max(labels, default=-1)


def _is_filler(rest: str) -> bool:
    """Whether a line says nothing besides its date: weekday, clock, labels, a time zone, the writer's name."""
    words = _words()
    for piece in re.split(r"[|•·]|\s[-–—]\s", fold(rest)):
        if words.byline.match(piece.strip()) and len(_WORD.findall(piece)) <= 6:
            continue
        zone = words.zone.search(piece)
        if zone and len(_WORD.findall(piece[zone.end() :])) <= 4:
            piece = piece[: zone.start()]
        for pattern in (words.updated, words.published, _CLOCK):
            piece = pattern.sub(" ", piece)
        if any(word not in words.fillers for word in _WORD.findall(piece)):
            return False
    return True


def _agency_date(line: str) -> str | None:
    """Return the date of an agency's dateline: `بيروت 5 أكتوبر 2021 (وكالة) - قال`."""
    from pipeline.values import read_date

    found = read_date(line[:LONGEST_LINE])
    if found is None:
        return None
    iso, span = found
    after = _AGENCY.match(line, span.end)
    if after is None:
        return None
    place = _WORD.findall(fold(line[: span.start]))
    signed = after.group().strip(" -–—") != ""
    if place and place[-1] == "في" and signed:
        place.pop()
    is_place = 1 <= len(place) <= 4 and not any(word in _words().not_places for word in place)
    return iso if is_place else None
