"""Fetching as a guest: robots.txt, one request a second to a host, conditional requests, every redirect checked."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, BinaryIO

from pipeline.ingest.fetch_address import Address, parse
from pipeline.ingest.fetch_cache import LARGEST, ROOM, Page, PageStore, user_cache
from pipeline.ingest.fetch_http import Answer, get
from pipeline.ingest.records import FetchOptions, Reason, RejectedInputError

if TYPE_CHECKING:
    from protego import Protego

ROBOT = "naba"
"""The name that robots.txt may speak to."""
_ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml, */*;q=0.5"
_REDIRECTS = (301, 302, 303, 307, 308)
_LATER = (429, 503)
_ROBOTS_BYTES = 512_000
"""So much of robots.txt is read, as RFC 9309 asks."""


def user_agent() -> str:
    """Return how requests name us."""
    try:
        number = version("naba")
    except PackageNotFoundError:  # used from a folder, without being installed
        number = "0"
    return f"{ROBOT}/{number} (reads Arabic news about outages)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body and what the server said of it. The caller closes the body.

    Attributes:
        url: the address after redirects.
        media_type: `text/html`, `application/rss+xml`, ...; empty where the server said nothing.
        charset: the encoding that the header gave, which may lie.
        day: the day of the answer by the server's clock.
        body: the bytes, decompressed.
    """

    url: str
    media_type: str
    charset: str | None
    day: date | None
    body: BinaryIO


class Fetcher:
    """Fetches one address after the other, and keeps the manners over all of them.

    Args:
        options: limits and manners.
        sleep: how to wait.
    """

    def __init__(self, options: FetchOptions, sleep: Callable[[float], object] = time.sleep) -> None:
        self._options = options
        self._keep = PageStore(options.keep) if options.keep else None
        self._sleep = sleep
        self._cache = PageStore(user_cache(), largest=LARGEST, room=ROOM)
        self._robots: dict[str, Protego] = {}
        self._next: dict[str, float] = {}

    def fetch(self, given: str) -> Fetched:
        """Return what is behind an address.

        Raises:
            RejectedInputError: `bad_address`, `robots`, `too_large` or `fetch_failed`; the message says what to do.
        """
        page, body = (self._keep.load(given) if self._keep else None) or self._kept(given)
        if page.failed:
            body.close()
            raise RejectedInputError(Reason(page.failed), page.message)
        day = date.fromisoformat(page.day) if page.day else None
        return Fetched(page.final, page.media_type, page.charset, day, body)

    def _kept(self, given: str) -> tuple[Page, BinaryIO]:
        """Ask, and keep the answer where that is wanted; also that there was none."""
        if self._keep is None:
            return self._ask(given)
        try:
            page, body = self._ask(given)
        except RejectedInputError as error:
            page, body = Page(given, "", "", None, None, failed=error.reason, message=error.message), io.BytesIO()
        self._keep.save(page, body)
        return page, body

    def _ask(self, given: str) -> tuple[Page, BinaryIO]:
        address = parse(given)
        passed: list[str] = []
        while True:
            passed.append(str(address))
            self._check_robots(address)
            known = self._cache.load(str(address))
            answer = self._get_patiently(address, known[0] if known else None)
            if answer.status == 304 and known:
                answer.body.close()
                return replace(known[0], url=given), known[1]
            if known:
                known[1].close()
            if answer.status in _REDIRECTS and "location" in answer.headers:
                answer.body.close()
                address = self._onward(answer.headers["location"], address, passed)
                continue
            if answer.status not in (200, 203):
                answer.body.close()
                raise _failed(answer.status)
            return self._taken(given, address, answer), answer.body

    def _onward(self, location: str, address: Address, passed: list[str]) -> Address:
        """The target of a redirect, checked like an address that the user gave."""
        # A header has Latin-1; servers that send Arabic paths mean UTF-8.
        with suppress(UnicodeError):
            location = location.encode("latin-1").decode("utf-8")
        following = parse(location, address)
        if str(following) in passed:
            raise RejectedInputError(Reason.FETCH_FAILED, "The redirects go in a circle. Give the page's own address.")
        if len(passed) > self._options.max_redirects:
            raise RejectedInputError(
                Reason.FETCH_FAILED,
                f"There are more than {self._options.max_redirects} redirects. Give the page's own address.",
            )
        return following

    def _taken(self, given: str, address: Address, answer: Answer) -> Page:
        """Describe a body, and put it into the user's cache where the next request can be a conditional one."""
        headers = answer.headers
        media_type, charset = _content_type(headers.get("content-type", ""))
        etag, modified = headers.get("etag"), headers.get("last-modified")
        page = Page(str(address), str(address), media_type, charset, _day(headers.get("date")), etag, modified)
        if (etag or modified) and "no-store" not in headers.get("cache-control", "").lower():
            with suppress(OSError):  # without a cache everything works, only slower
                self._cache.save(page, answer.body)
        return replace(page, url=given)

    def _get_patiently(self, address: Address, known: Page | None, max_bytes: int | None = None) -> Answer:
        """Ask; where the server says `later`, wait and ask again, as long as the options allow."""
        headers = {"User-Agent": user_agent(), "Accept": _ACCEPT}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        attempts = 0
        while True:
            self._take_turn(address.site)
            try:
                answer = get(address, headers, self._options, max_bytes)
            finally:
                self._next[address.site] = time.monotonic() + self._delay(address.site)
            if answer.status not in _LATER or attempts >= self._options.retries:
                return answer
            pause = _retry_after(answer.headers.get("retry-after"))
            if pause is None:
                return answer
            answer.body.close()
            self._wait(pause, f"The server answers {answer.status} and asks to wait")
            attempts += 1

    def _take_turn(self, site: str) -> None:
        self._wait(self._next.get(site, 0.0) - time.monotonic(), "The server's robots.txt asks to wait")

    def _wait(self, seconds: float, why: str) -> None:
        if seconds > self._options.patience:
            longest = self._options.patience
            raise RejectedInputError(
                Reason.FETCH_FAILED, f"{why} {seconds:.0f} s, longer than {longest:g} s. Try again later."
            )
        if seconds > 0:
            self._sleep(seconds)

    def _delay(self, site: str) -> float:
        rules = self._robots.get(site)
        asked = rules.crawl_delay(ROBOT) if rules else None
        return max(self._options.delay, asked or 0.0)

    def _check_robots(self, address: Address) -> None:
        if address.site not in self._robots:
            self._robots[address.site] = self._rules_of(address)
        if not self._robots[address.site].can_fetch(str(address), ROBOT):
            raise RejectedInputError(
                Reason.ROBOTS, f"{address.site}/robots.txt asks programs not to fetch it. Save the page by hand."
            )

    def _rules_of(self, address: Address) -> Protego:
        """The rules of a site by RFC 9309: none where there is no file, all is forbidden where it cannot be read."""
        from protego import Protego

        place = parse("/robots.txt", address)
        passed: list[str] = []
        while True:
            passed.append(str(place))
            try:
                answer = self._get_patiently(place, None, _ROBOTS_BYTES)
            except RejectedInputError as error:
                if error.reason is not Reason.TOO_LARGE:
                    raise
                raise RejectedInputError(
                    Reason.ROBOTS, f"{place} has more than {_ROBOTS_BYTES} bytes. Save the page by hand."
                ) from error
            with answer.body as body:
                text = body.read().decode("utf-8", "replace")
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                break
            place = self._onward(answer.headers["location"], place, passed)
        if answer.status == 429 or answer.status >= 500:
            raise RejectedInputError(
                Reason.ROBOTS, f"{place} cannot be read (status {answer.status}): nothing is fetched. Try again later."
            )
        return Protego.parse(text if answer.status == 200 else "")


def _failed(status: int) -> RejectedInputError:
    hint = "Check the address." if status in (404, 410) else "Try again later, or save the page by hand."
    return RejectedInputError(Reason.FETCH_FAILED, f"The server answers with status {status}. {hint}")


def _content_type(header: str) -> tuple[str, str | None]:
    from email.message import Message

    message = Message()
    message["content-type"] = header
    charset = message.get_content_charset()
    return (message.get_content_type() if "/" in header else ""), charset


def _day(header: str | None) -> str | None:
    try:
        return parsedate_to_datetime(header or "").astimezone(UTC).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _retry_after(header: str | None) -> float | None:
    """Seconds that a server asks to wait: a number, or a moment. None where it says nothing that can be read."""
    header = (header or "").strip()
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
