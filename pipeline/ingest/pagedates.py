"""When a page was published. In this order: JSON-LD, <meta>, <time>, the address, a date line beside the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipeline.ingest.dateline import LONGEST_LINE, line_date
from pipeline.ingest.published import PublishedFrom, iso_date, plausible, url_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(?:\d{4}|\d{6})(?!\d).*)?", re.ASCII)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)(.*)", re.ASCII)
_HALF_DAY = re.compile(r"\b[ap]\.?m\b", re.IGNORECASE)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:er)?\s+([^\W\d_]{3,12})\.?\s+(\d{4})")
_ONE_MONTH = re.compile(r"(?<=\d )[^\W\d_]+ ?(?:[^\W\d_]+|\d)? ?/ ?(?=[^\W\d_]{3})")
"""Of a month with two names, `تشرين2/نوفمبر`, the one before the stroke."""
_UPDATE = re.compile(r"(?<![a-z])(?:updated?|modified|lastmod)(?![a-z])")
_PUBLISHED = re.compile(r"(?<![a-z])(?:published|pubdate|entry date|date created)(?![a-z])")
NEAR = 6
"""So many elements are climbed from the headline to find a date beside it."""
CHUNKS = 12
"""So many pieces of text before and after the headline are looked at."""
PROSE = 160
"""A longer piece of text is prose: the article has begun."""


@dataclass(frozen=True, slots=True)
class PageDates:
    """The days that a page gives, as ISO dates. `modified` is never taken for `published`."""

    published: str | None = None
    published_from: PublishedFrom | None = None
    modified: str | None = None


def page_day(value: str, months: dict[str, int]) -> str | None:
    """Return the day that a date in metadata gives; the day is the one of its own zone.

    Args:
        value: ISO 8601 with digits of any kind, seconds since 1970, day-month-year, a date in words.
        months: names of months that the pipeline's own dates do not know.
    """
    value = " ".join(value.translate(_ASCII).split())[:100]
    match = _COMPACT.fullmatch(value)
    if match:
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if _EPOCH.fullmatch(value):
        return datetime.fromtimestamp(int(value[:10]), UTC).date().isoformat()
    match = _NUMBERS.match(value)
    if match:
        return _from_numbers(int(match[1]), int(match[2]), int(match[3]), match[4])
    match = _DAY_MONTH.search(value)
    if match and match[2].lower() in months:
        return _iso(int(match[3]), months[match[2].lower()], int(match[1]))
    return iso_date(value)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _from_numbers(first: int, second: int, year: int, rest: str) -> str | None:
    """Read 5/10/2021. Arab pages write the day first; with AM or PM it may as well be an American program's date."""
    if _HALF_DAY.search(rest) and first <= 12 and second <= 12 and first != second:
        return None
    return _iso(year, second, first) or _iso(year, first, second)


def published_day(
    declared: Iterable[str],
    root: HtmlElement,
    headline: HtmlElement | None,
    url: str | None,
    today: date,
    months: dict[str, int],
) -> tuple[str | None, PublishedFrom | None]:
    """Return the day of publication and what gave it.

    Args:
        declared: dates of JSON-LD and <meta>, the surest first.
        root: the page.
        headline: the element of the headline.
        url: the address of the page.
        today: the day it was fetched; later dates are refused and the next source is asked.
        months: as for `page_day`.
    """
    for value in (*declared, *_times(root, headline)):
        day = page_day(value, months)
        if day and plausible(day, today):
            return day, "metadata"
    day = url_date(url, today) if url else None
    if day:
        return day, "url"
    for chunk in _beside(headline):
        day = line_date(_ONE_MONTH.sub("", chunk)) if len(chunk) <= LONGEST_LINE else None
        if day and plausible(day, today):
            return day, "text"
    return None, None


def _times(root: HtmlElement, headline: HtmlElement | None) -> Iterator[str]:
    """Yield the dates of <time> elements: those that say that they are of publication, then the one by the headline."""
    times = [time for time in root.iter("time") if not _is_update(time)]
    for time in times:
        if time.get("itemprop") == "datePublished" or "pubdate" in time.attrib:
            yield _value(time)
    if headline is None:
        return
    known = set(times)
    for above in headline.iterancestors():
        before: HtmlElement | None = None
        passed = False
        for element in above.iter():
            passed = passed or element is headline
            if element in known:
                if passed:
                    yield _value(element)
                    return
                before = element
        if before is not None:
            yield _value(before)
            return


def _value(time: HtmlElement) -> str:
    return time.get("datetime") or time.get("content") or time.get("title") or "".join(time.itertext())


def _is_update(time: HtmlElement) -> bool:
    names = f"{time.get('class') or ''} {time.get('itemprop') or ''}".lower().replace("-", " ").replace("_", " ")
    return bool(_UPDATE.search(names) or "datemodified" in names) and not _PUBLISHED.search(names)


def _beside(headline: HtmlElement | None) -> Iterator[str]:
    """Yield the pieces of text around the headline, the nearest element first: what follows it, then what precedes."""
    if headline is None:
        return
    for number, above in enumerate(headline.iterancestors()):
        if number >= NEAR:
            return
        before: list[str] = []
        after: list[str] = []
        inside = set(headline.iter())
        passed = False
        for element in above.iter():
            if element in inside:
                passed = True
                if element is headline and headline.tail:
                    after.append(headline.tail)
                continue
            for text in (element.text, element.tail) if element is not above else (element.text,):
                piece = " ".join((text or "").split())
                if piece:
                    (after if passed else before).append(piece)
        yield from _until_prose(after)
        if above.tag == "body":
            return
        yield from _until_prose(reversed(before))


def _until_prose(chunks: Iterable[str]) -> Iterator[str]:
    for number, chunk in enumerate(chunks):
        if number >= CHUNKS or len(chunk) > PROSE:
            return
        yield chunk
