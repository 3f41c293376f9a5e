"""What a reader is given: a stream with its name, and the ways to read it within bounds."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BufferedReader
from typing import TYPE_CHECKING

from pipeline.ingest.encoding import decode
from pipeline.ingest.records import Metadata, Raw, ReadOptions, Reason, Rejected, RejectedInputError

if TYPE_CHECKING:
    from pipeline.ingest.budget import Budget

CHUNK = 1 << 16
RECORD_GROWTH = 3
"""An Arabic letter has two bytes in UTF-8 and six as `\\u0627`: a line of JSON may be this much longer."""
LIST_GROWTH = 20
"""A .json file is read whole: it may be as large as this many of the largest articles."""


@dataclass(frozen=True, slots=True)
class Input:
    """A stream to read, its name in the records, and what is known of its articles.

    Attributes:
        source: the name in the records.
        name: the name of the file, whose suffix says what is in it; empty where there is none.
        packings: so many packings were taken off around the stream.
        budget: how much the packed file that the stream comes from may still give, or None.
        charset: the encoding that a header of HTTP gave, which may lie.
    """

    source: str
    stream: BufferedReader
    options: ReadOptions
    today: date
    defaults: Metadata
    name: str = ""
    packings: int = 0
    budget: Budget | None = None
    charset: str | None = None


Reader = Callable[[Input], Iterator[Raw | Rejected]]


def too_large(limit: int, what: str = "The article") -> RejectedInputError:
    """Return the error for something that is larger than it may be."""
    return RejectedInputError(
        Reason.TOO_LARGE, f"{what} has more than {limit} bytes. Split it, or raise the limit (max_bytes)."
    )


def read_whole(item: Input, limit: int, what: str = "The article") -> bytes:
    """Return all bytes of an input.

    Raises:
        RejectedInputError: `too_large`, when there are more than `limit`.
    """
    data = item.stream.read(limit + 1)
    if len(data) > limit:
        raise too_large(limit, what)
    return data


def text_lines(item: Input, limit: int) -> tuple[Iterator[bytes | None], str | None]:
    """Return the lines of an input, None for one longer than `limit`, and the encoding to read each of them in.

    A line feed is one byte in all encodings but the wide ones: those are read whole, the others in bounded memory.

    Raises:
        RejectedInputError: the beginning is no text, or a file in a wide encoding is too large.
    """
    head = item.stream.peek(CHUNK)[:CHUNK]
    if _is_wide(head, item.options.encoding):
        data = read_whole(item, item.options.max_bytes * LIST_GROWTH, "The list of articles")
        lines = decode(data, item.options.encoding).text.encode("utf-8").split(b"\n")
        return (line + b"\n" if len(line) <= limit else None for line in lines), "utf-8"
    _refuse_binary(head)
    return _lines(item.stream, limit), item.options.encoding


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
        while (rest := stream.readline(CHUNK)) and not rest.endswith(b"\n"):
            pass
        yield None


_NAME = re.compile(r"[^/\\]*\Z")


def suffix_of(name: str) -> str:
    """Return the suffix of a file's name with its dot, in lower case, or nothing."""
    match = _NAME.search(name)
    stem, dot, suffix = (match[0] if match else "").rpartition(".")
    return f".{suffix.lower()}" if dot and stem else ""
