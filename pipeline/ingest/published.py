"""When an article was published. In this order: given, metadata, address, a date line, a tweet that it cites."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import unquote, urlsplit

PublishedFrom = Literal["given", "metadata", "url", "text", "tweet"]
FROM: tuple[PublishedFrom, ...] = ("given", "metadata", "url", "text", "tweet")

EARLIEST = date(1990, 1, 1)
"""No Arabic outlet was on the web before; an earlier date is a birthday or a misreading."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_IN_PATH = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)([/_-])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII),
    re.compile(r"(?<!\d)((?:19|20)\d\d)()(\d\d)(\d\d)(?!\d)", re.ASCII),
)
_STATUS = re.compile(r"/status(?:es)?/(\d{11,19})(?!\d)", re.ASCII)
_TWITTER = re.compile(
    r"(?:^|[^\w-])(?:[\w-]{1,30}\.){0,3}(?:twitter|fxtwitter|vxtwitter|nitter|x)\.(?:com|net)(?:/[\w%]{1,30}){1,2}$",
    re.ASCII | re.IGNORECASE,
)
_TWITTER_WINDOW = 120
_TWITTER_EPOCH = 1_288_834_974_657
"""2010-11-04T01:42:54.657Z in milliseconds: the zero of the time stamp above the 22nd bit of a tweet's number."""
_FIRST_STAMPED = 30_000_000_000
"""Numbers below were counted one by one and have no time stamp."""


def plausible(iso: str, today: date) -> bool:
    """Whether news can have been published on that day. Somewhere it may be tomorrow already."""
    return EARLIEST <= date.fromisoformat(iso) <= today + timedelta(days=1)


def iso_date(value: str) -> str | None:
    """Return the day of a date as metadata has it: ISO 8601, the form of e-mail and feeds, or Arabic words.

    The day is the one written: a zone moves it nowhere.
    """
    match = _ISO.fullmatch(value)
    if match:
        return _day(*match.groups())
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    from pipeline.ingest.dateline import line_date

    return line_date(value)


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def url_date(url: str, today: date) -> str | None:
    """Return the date in the path of an address: `/2021/10/05/`, `/20211005`, `2021-10-05`."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    for pattern in _IN_PATH:
        for match in pattern.finditer(path):
            iso = _day(match[1], match[3], match[4])
            if iso and plausible(iso, today):
                return iso
    return None


def tweet_date(text: str, today: date) -> str | None:
    """Return the day (in UTC) of the latest tweet whose address stands in `text`: it was published then or later."""
    latest = None
    for match in _STATUS.finditer(text):
        number = int(match[1])
        host = text[max(0, match.start() - _TWITTER_WINDOW) : match.start()]
        if number < _FIRST_STAMPED or not _TWITTER.search(host):
            continue
        iso = _stamp_day(number)
        if iso and plausible(iso, today) and (latest is None or iso > latest):
            latest = iso
    return latest


def _stamp_day(number: int) -> str | None:
    milliseconds = (number >> 22) + _TWITTER_EPOCH
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def resolve(
    text: str, url: str | None, today: date, known: tuple[str, PublishedFrom] | None = None
) -> tuple[str | None, PublishedFrom | None]:
    """Return the date of publication and what gave it, or (None, None).

    Args:
        text: the article.
        url: its address.
        today: later dates are wrong.
        known: what the user or the metadata said, which goes before all else.
    """
    if known is not None:
        return known
    if url is not None:
        iso = url_date(url, today)
        if iso:
            return iso, "url"
    from pipeline.ingest.dateline import text_date

    iso = text_date(text, today)
    if iso:
        return iso, "text"
    iso = tweet_date(f"{url} {text}" if url else text, today)
    return (iso, "tweet") if iso else (None, None)
