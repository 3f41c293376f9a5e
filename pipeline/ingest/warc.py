"""Web archives (WARC, as Common Crawl's CC-NEWS has them): their pages, record by record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BufferedReader
from typing import TYPE_CHECKING, BinaryIO, cast

from pipeline.ingest.httpbody import http_body
from pipeline.ingest.inputs import CHUNK, Input
from pipeline.ingest.metadata import metadata_of, problems_of
from pipeline.ingest.published import EARLIEST
from pipeline.ingest.records import Raw, Reason, Rejected, RejectedInputError

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_MAX_HEADER = 1 << 16
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_SHOWN = 8
"""So many kinds of other records are named."""
_KIND = re.compile(r"[a-z0-9.+*/-]{1,60}")


def is_warc(head: bytes) -> bool:
    """Whether these are the first bytes of a web archive."""
    return head.startswith(b"WARC/")


def read_warc(item: Input) -> Iterator[Raw | Rejected]:
    """Read the pages of a web archive: responses with status 200 and HTML in them.

    Other records are no articles and never were meant to be: they are counted, and told in one line.
    """
    from fastwarc.warc import ArchiveIterator

    if not is_warc(item.stream.peek(CHUNK)):
        raise RejectedInputError(
            Reason.BAD_ARCHIVE, "This is no web archive: it does not begin with WARC/. Check how it was saved."
        )
    others: Counter[str] = Counter()
    number = 0
    try:
        # Compression was taken off before, with bounds that the library does not have.
        for record in ArchiveIterator(
            cast(BinaryIO, _Stream(item.stream)),
            parse_http=False,
            max_header_len=_MAX_HEADER,
            stream_detect=False,
            fsspec_args=False,
        ):
            number += 1
            source = f"{item.source}#{number}"
            try:
                kind = _other(record)
                if kind:
                    others[kind] += 1
                else:
                    yield from _page(record, source, item)
            except RejectedInputError as error:
                yield error.at(source)
    except OSError as error:
        if isinstance(error.__cause__, RejectedInputError):
            raise error.__cause__ from error
        yield Rejected(
            item.source,
            Reason.BAD_ARCHIVE,
            f"The archive is damaged after record {number} ({str(error)[:100]}). What follows was not read; "
            "fetch it again.",
        )
    if others:
        yield _told(item.source, others)


class _Stream:
    """A stream as the library wants it. It gives what it has rather than nothing when what follows is damaged."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self._count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read1(size)
        self._count += len(data)
        return data

    def tell(self) -> int:
        return self._count


def _other(record: WarcRecord) -> str | None:
    """Return what kind of record it is, when it is no page; None for a page."""
    kind = (record.headers.get("WARC-Type") or "").lower()
    if kind != "response":
        return kind if _KIND.fullmatch(kind) else "of no type"
    if not record.is_http:
        return "response without HTTP"
    try:
        record.parse_http(max_header_len=_MAX_HEADER)
    except OSError:
        return "response with a broken head"
    if record.http_headers.status_code != 200:
        return f"response with status {record.http_headers.status_code}"
    content = (record.http_content_type or "").lower()
    if content not in _PAGE_TYPES:
        return f"response of type {content}" if _KIND.fullmatch(content) else "response of no type"
    return None


def _page(record: WarcRecord, source: str, item: Input) -> Iterator[Raw | Rejected]:
    from pipeline.ingest.pages import page_article

    limit = item.options.max_bytes
    head = record.http_headers
    data = http_body(
        _stored(record, limit),
        head.get("Transfer-Encoding") or "",
        head.get("Content-Encoding") or "",
        limit,
    )
    said = metadata_of({"url": (record.headers.get("WARC-Target-URI") or "").strip("<> ")}, item.today)
    yield from problems_of(said, source)
    url = item.options.url or said.url
    raw = page_article(data, source, url, item.options, _crawled(record, item.today), record.http_charset)
    yield replace(raw, metadata=raw.metadata.over(said).over(item.defaults))


def _stored(record: WarcRecord, limit: int) -> bytes:
    """Return the body of a record as it is stored, and of a larger one a byte more than `limit`.

    Raises:
        RejectedInputError: `bad_archive`, when the archive has less than the record says.
    """
    parts: list[bytes] = []
    left = limit + 1
    while left and (part := record.reader.read(left)):
        parts.append(part)
        left -= len(part)
    data = b"".join(parts)
    if left and len(data) < record.content_length:
        raise RejectedInputError(
            Reason.BAD_ARCHIVE, "The archive ends inside of this record: it was cut off. Fetch it again."
        )
    return data


def _crawled(record: WarcRecord, today: date) -> date:
    """Return the day on which the page was fetched, which no date in it can be after."""
    try:
        day = record.record_date.date()
    except (AttributeError, ValueError, OverflowError):
        return today
    return day if EARLIEST <= day <= today else today


def _told(source: str, others: Counter[str]) -> Rejected:
    most = sorted(others.items(), key=lambda pair: (-pair[1], pair[0]))
    named = ", ".join(f"{number} {kind}" for kind, number in most[:_SHOWN])
    more = sum(number for _, number in most[_SHOWN:])
    rest = f", {more} of other kinds" if more else ""
    return Rejected(
        source,
        Reason.UNSUPPORTED,
        f"{sum(others.values())} of its records are no pages: {named}{rest}. They have no article; nothing is lost.",
    )
