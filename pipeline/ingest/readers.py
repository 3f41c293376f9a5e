"""Readers: from the bytes of a file to raw articles. One function for each kind of file, found by its suffix."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BufferedReader
from typing import Any, cast

from pipeline.ingest.encoding import decode
from pipeline.ingest.jsondata import loads
from pipeline.ingest.metadata import metadata_of, problems_of
from pipeline.ingest.pages import page_article
from pipeline.ingest.pagetree import looks_like_page
from pipeline.ingest.records import Metadata, Raw, ReadOptions, Reason, Rejected, RejectedInputError

_CHUNK = 1 << 16
_JSON_GROWTH = 3
"""An Arabic letter has two bytes in UTF-8 and six as `\\u0627`: a line of JSON may be this much longer."""
_LIST_GROWTH = 20
"""A .json file is read whole: it may be as large as this many of the largest articles."""
_MARKUP = re.compile(r"\s*<(?:\?xml|rss|feed)\b", re.IGNORECASE)
_JSON_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*(?:"|$)')


@dataclass(frozen=True, slots=True)
class Input:
    """A stream to read, its name in the records, and what is known of its articles."""

    source: str
    stream: BufferedReader
    options: ReadOptions
    today: date
    defaults: Metadata


Reader = Callable[[Input], Iterator[Raw | Rejected]]


def _too_large(limit: int, what: str = "The article") -> RejectedInputError:
    return RejectedInputError(
        Reason.TOO_LARGE, f"{what} has more than {limit} bytes. Split it, or raise the limit (max_bytes)."
    )


def _read_whole(item: Input, limit: int, what: str = "The article") -> bytes:
    data = item.stream.read(limit + 1)
    if len(data) > limit:
        raise _too_large(limit, what)
    return data


def read_text(item: Input) -> Iterator[Raw | Rejected]:
    """Read one article: the whole file is its text."""
    data = _read_whole(item, item.options.max_bytes)
    text = decode(data, item.options.encoding).text
    if looks_like_page(text):
        yield _page(data, item)
        return
    if _MARKUP.match(text):
        raise RejectedInputError(
            Reason.UNSUPPORTED, "This is XML under another name. Save the article's plain text as .txt."
        )
    yield Raw(item.source, text, item.defaults)


def read_page(item: Input) -> Iterator[Raw | Rejected]:
    """Read the article of a page of HTML."""
    yield _page(_read_whole(item, item.options.max_bytes, "The page"), item)


def _page(data: bytes, item: Input) -> Raw:
    """Return the article of a page. What a sidecar says goes before what the page says: a person wrote it."""
    url = item.options.url or item.defaults.url
    raw = page_article(data, item.source, url, item.options, item.today)
    return replace(raw, metadata=item.defaults.over(raw.metadata))


def read_json(item: Input) -> Iterator[Raw | Rejected]:
    """Read one object, or a list of objects, each with a `text`."""
    data = _read_whole(item, item.options.max_bytes * _LIST_GROWTH, "The list of articles")
    value = loads(decode(data, item.options.encoding).text)
    if isinstance(value, list):
        if item.options.url and len(value) > 1:
            raise RejectedInputError(
                Reason.BAD_RECORD,
                f"The address that was given names one article, this is a list of {len(value)}. "
                "Write a `url` into each of them.",
            )
        for number, record in enumerate(value, start=1):
            yield from _from_record(record, f"{item.source}#{number}", item)
    else:
        yield from _from_record(value, item.source, item)


def read_jsonl(item: Input) -> Iterator[Raw | Rejected]:
    """Read one object on each line. A broken line is reported and the next one read."""
    head = item.stream.peek(_CHUNK)[:_CHUNK]
    if _is_wide(head, item.options.encoding):
        data = _read_whole(item, item.options.max_bytes * _LIST_GROWTH, "The list of articles")
        text = decode(data, item.options.encoding).text
        lines: Iterator[bytes | None] = iter(text.encode("utf-8").split(b"\n"))
        encoding: str | None = "utf-8"
    else:
        _refuse_binary(head)
        lines = _lines(item.stream, item.options.max_bytes * _JSON_GROWTH + _CHUNK)
        encoding = item.options.encoding
    for number, line in enumerate(lines, start=1):
        if line is not None and not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        source = f"{item.source}:{number}"
        try:
            if line is None:
                raise _too_large(item.options.max_bytes, "The line")
            yield from _from_record(loads(decode(line, encoding).text), source, item)
        except RejectedInputError as error:
            yield error.at(source)


def _is_wide(head: bytes, encoding: str | None) -> bool:
    """Whether a line feed is more than one byte: then lines cannot be told before decoding."""
    if encoding is not None:
        return codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or 0 in head[:4]


def _refuse_binary(head: bytes) -> None:
    """Refuse a whole file whose beginning is no text, rather than each of its lines."""
    try:
        decode(head[: head.rfind(b"\n") + 1] or head)
    except RejectedInputError as error:
        if error.reason is Reason.BINARY:
            raise


def _lines(stream: BufferedReader, limit: int) -> Iterator[bytes | None]:
    """Yield the lines of a stream, None for one that is longer than `limit`, in bounded memory."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
            pass
        yield None


def _from_record(value: Any, source: str, item: Input) -> Iterator[Raw | Rejected]:
    try:
        record = _unwrap(value)
        text = record["text"]
    except RejectedInputError as error:
        yield error.at(source)
        return
    metadata = metadata_of(record, item.today)
    yield from problems_of(metadata, source)
    yield Raw(source, text, metadata.over(item.defaults))


def _unwrap(value: Any) -> dict[str, Any]:
    """Return the fields of a record; those of `article` in a line of our own articles.jsonl."""
    if not isinstance(value, dict):
        raise RejectedInputError(
            Reason.BAD_RECORD, f'A {type(value).__name__} where an object is due. Write {{"text": "..."}}.'
        )
    record = cast(dict[str, Any], value)
    if record.get("schema") == "article/1" and isinstance(record.get("article"), dict):
        record = record["article"]
    if "text" not in record:
        names = ", ".join(str(name)[:30] for name in list(record)[:10]) or "none"
        raise RejectedInputError(
            Reason.BAD_RECORD, f"The object has no `text`; its fields: {names}. Rename the one with the article."
        )
    if not isinstance(record["text"], str):
        kind = type(record["text"]).__name__
        raise RejectedInputError(Reason.BAD_RECORD, f"`text` is a {kind}, not a string. Put the article's text there.")
    return record


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
}
"""The reader of each suffix. A new kind of file is one function and one line here."""

_MHTML = "Pages saved with their images (MHTML) are not read. Save the page again as HTML only."
_FEED = "Feeds are not read yet. Write their entries as .jsonl with a `text` each."
_ARCHIVE = "Web archives are not read yet. Write their pages' texts as .jsonl with a `text` each."
_PACKED = "Compressed files are not read. Unpack it and give what is in it."
_OFFICE = "Documents are not read. Save the article's plain text as .txt."
UNSUPPORTED: dict[str, str] = {
    ".mhtml": _MHTML, ".mht": _MHTML,
    ".xml": _FEED, ".rss": _FEED, ".atom": _FEED,
    ".warc": _ARCHIVE, ".wacz": _ARCHIVE,
    ".gz": _PACKED, ".zip": _PACKED, ".bz2": _PACKED, ".xz": _PACKED, ".zst": _PACKED, ".tar": _PACKED,
    ".pdf": _OFFICE, ".doc": _OFFICE, ".docx": _OFFICE, ".odt": _OFFICE, ".rtf": _OFFICE,
}  # fmt: skip
"""What to do with a kind of file that has no reader."""


def by_content(stream: BufferedReader) -> Reader:
    """Choose the reader of a stream without a telling name: a page or JSON by its first characters, else text."""
    head = stream.peek(_CHUNK)
    if looks_like_page(head.removeprefix(codecs.BOM_UTF8).decode("latin-1")):
        return read_page
    if not _JSON_START.match(head):
        return read_text
    first_line = head.split(b"\n", 1)[0].strip().removeprefix(codecs.BOM_UTF8)
    if first_line.startswith(b"[") or first_line == b"{":
        return read_json
    return read_jsonl
