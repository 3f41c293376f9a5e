"""What was fetched, as an input of the readers: its kind told by the server, by its name, or by its first bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import cast
from urllib.parse import unquote, urlsplit

from pipeline.ingest.fetch import Fetched, Fetcher
from pipeline.ingest.inputs import Input, suffix_of
from pipeline.ingest.readers import ARCHIVES, READERS, by_content, read_page, read_text, refusal
from pipeline.ingest.records import Metadata, ReadOptions

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/rdf+xml": ".xml",
    "application/feed+json": ".json",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
}
"""Media types that say what a file is. `text/plain` and `application/octet-stream` are what servers say of anything."""


@contextmanager
def fetched_input(url: str, source: str, fetcher: Fetcher, options: ReadOptions, today: date) -> Iterator[Input]:
    """Fetch an address, and close what was fetched at the end.

    Args:
        url: the address as given.
        source: its name in the records.
        fetcher: what fetches.
        options: how to read.
        today: the day after which a date is wrong; that of the answer, where it is earlier.

    Raises:
        RejectedInputError: it cannot be fetched, or is of a kind that no reader has.
    """
    fetched = fetcher.fetch(url)
    with fetched.body as body:
        name = _name(fetched)
        refused = refusal(name, named=True)
        if refused:
            raise refused
        stream = body if isinstance(body, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, body))
        reader = READERS.get(suffix_of(name)) or by_content(stream)
        # The address of a list of articles is none of theirs.
        defaults = Metadata(url=fetched.url) if reader in (read_page, read_text) else Metadata()
        earlier = min(today, fetched.day) if fetched.day else today
        yield Input(source, stream, options, earlier, defaults, name, charset=fetched.charset)


def _name(fetched: Fetched) -> str:
    """Return a file name whose suffix is that of the kind: by the media type, else by the address.

    Pages have addresses such as `article.php` or `2021.10.05`: a suffix that no reader knows says nothing.
    """
    told = _SUFFIXES.get(fetched.media_type)
    if told:
        return f"page{told}"
    name = unquote(urlsplit(fetched.url).path).rpartition("/")[2]
    known = suffix_of(name) in (*READERS, *ARCHIVES) or refusal(name, named=True) is not None
    return name if known else ""
