"""Readers: from the bytes of a file to raw articles. One function for each kind of file, found by its suffix."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader

from pipeline.ingest.encoding import decode
from pipeline.ingest.feeds import looks_like_feed, read_feed
from pipeline.ingest.fields import from_record, records_of
from pipeline.ingest.inputs import (
    CHUNK,
    LIST_GROWTH,
    RECORD_GROWTH,
    Input,
    Reader,
    read_whole,
    suffix_of,
    text_lines,
    too_large,
)
from pipeline.ingest.jsondata import loads
from pipeline.ingest.packed import PACKED_SUFFIXES, packing_of, unpacked
from pipeline.ingest.pagetree import looks_like_page
from pipeline.ingest.records import Raw, Reason, Rejected, RejectedInputError
from pipeline.ingest.tables import read_table
from pipeline.ingest.warc import is_warc, read_warc
from pipeline.ingest.zipped import is_zip, members

_XML = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_JSON_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*(?:"|$)')


def read_text(item: Input) -> Iterator[Raw | Rejected]:
    """Read one article: the whole file is its text."""
    yield _text(item)


def _text(item: Input) -> Raw:
    """Return the article of a text. Its bytes go with this call, not when the next input is asked for."""
    data = read_whole(item, item.options.max_bytes)
    text = decode(data, item.options.encoding).text
    if looks_like_page(text):
        return _page(data, item)
    if _XML.match(text):
        raise RejectedInputError(Reason.UNSUPPORTED, "This is XML, but no feed. Save the article's plain text as .txt.")
    return Raw(item.source, text, item.defaults)


def read_page(item: Input) -> Iterator[Raw | Rejected]:
    """Read the article of a page of HTML."""
    yield _page(read_whole(item, item.options.max_bytes, "The page"), item)


def _page(data: bytes, item: Input) -> Raw:
    """Return the article of a page. What a sidecar says goes before what the page says: a person wrote it."""
    from pipeline.ingest.pages import page_article  # what it takes to read pages is loaded with the first of them

    url = item.options.url or item.defaults.url
    raw = page_article(data, item.source, url, item.options, item.today, item.charset)
    return replace(raw, metadata=item.defaults.over(raw.metadata))


def read_json(item: Input) -> Iterator[Raw | Rejected]:
    """Read one object, or a list of objects, each with a `text`."""
    data = read_whole(item, item.options.max_bytes * LIST_GROWTH, "The list of articles")
    value = loads(decode(data, item.options.encoding).text)
    records = value if isinstance(value, list) else records_of(value, item)
    if records is None:
        yield from from_record(value, item.source, item)
        return
    if item.options.url and len(records) > 1:
        raise RejectedInputError(
            Reason.BAD_RECORD,
            f"The address that was given names one article, this is a list of {len(records)}. "
            "Write a `url` into each of them.",
        )
    for number, record in enumerate(records, start=1):
        yield from from_record(record, f"{item.source}#{number}", item)


def read_jsonl(item: Input) -> Iterator[Raw | Rejected]:
    """Read one object on each line. A broken line is reported and the next one read."""
    lines, encoding = text_lines(item, item.options.max_bytes * RECORD_GROWTH + CHUNK)
    for number, line in enumerate(lines, start=1):
        if line is not None and not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        source = f"{item.source}:{number}"
        try:
            if line is None:
                raise too_large(item.options.max_bytes, "The line")
            yield from from_record(loads(decode(line, encoding).text), source, item)
        except RejectedInputError as error:
            yield error.at(source)


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".xml": read_feed,
    ".rss": read_feed,
    ".atom": read_feed,
    ".rdf": read_feed,
    ".csv": read_table,
    ".tsv": read_table,
    ".warc": read_warc,
}
"""The reader of each suffix. A new kind of file is one function and one line here."""
ARCHIVES = (".zip", *PACKED_SUFFIXES)
"""Suffixes of what other files are packed in. Whether they are is told by their first bytes."""

_MHTML = "Pages saved with their images (MHTML) are not read. Save the page again as HTML only."
_PACKED = "It is packed in a way that is not read. Unpack it and give the folder, or pack it as .zip."
_OFFICE = "Documents are not read. Save the article's plain text as .txt."
_SHEET = "Spreadsheets are not read. Save the sheet as CSV in UTF-8."
UNSUPPORTED: dict[str, str] = {
    ".mhtml": _MHTML, ".mht": _MHTML,
    ".wacz": "Web archives are read as .warc or .warc.gz. Unpack the .wacz and give the folder `archive` in it.",
    ".tar": _PACKED, ".tgz": _PACKED, ".7z": _PACKED, ".rar": _PACKED, ".lz4": _PACKED, ".br": _PACKED, ".z": _PACKED,
    ".pdf": _OFFICE, ".doc": _OFFICE, ".docx": _OFFICE, ".odt": _OFFICE, ".rtf": _OFFICE, ".epub": _OFFICE,
    ".xls": _SHEET, ".xlsx": _SHEET, ".ods": _SHEET,
}  # fmt: skip
"""What to do with a kind of file that has no reader."""


SINGLE = (".txt", ".html", ".htm", ".xhtml")
"""Suffixes of files that hold one article, never more."""


def refusal(name: str, *, named: bool) -> RejectedInputError | None:
    """Return why a file of this name is not even opened, or None.

    Args:
        name: its name.
        named: whether the user gave it; a file that a walk met needs a suffix that says what it is.
    """
    suffix = suffix_of(name)
    if suffix in UNSUPPORTED:
        return RejectedInputError(Reason.UNSUPPORTED, UNSUPPORTED[suffix])
    if named or suffix in READERS or suffix in ARCHIVES:
        return None
    what = suffix or "files without a suffix"
    return RejectedInputError(Reason.UNSUPPORTED, f"No reader for {what} here. Give its path to read it as text.")


def read_item(item: Input) -> Iterator[Raw | Rejected]:
    """Read an input, whatever is in it: packings are taken off by their first bytes, the rest goes by the suffix.

    Raises:
        RejectedInputError: the input as a whole cannot be read.
    """
    head = item.stream.peek(CHUNK)
    packing = packing_of(head)
    if packing:
        with unpacked(item, packing) as inner:
            refused = refusal(inner.name, named=True)
            if refused:
                raise refused
            yield from read_item(inner)
    elif is_zip(head):
        yield from _read_archive(item)
    else:
        reader = READERS.get(suffix_of(item.name)) or by_content(item.stream)
        nothing = True
        for result in reader(item):
            nothing = False
            yield result
        if nothing:
            # A file of many articles may have none; without a word it would be lost in silence.
            raise RejectedInputError(Reason.EMPTY, "There is no article in it. Check how it was saved.")


def _read_archive(item: Input) -> Iterator[Raw | Rejected]:
    """Read the members of an archive; what is wrong with one costs only that one."""
    for member in members(item):
        if isinstance(member, Rejected):
            yield member
            continue
        try:
            refused = _hidden(member.name) or refusal(member.name, named=False)
            if refused:
                raise refused
            yield from read_item(member)
        except RejectedInputError as error:
            yield error.at(member.source)


def _hidden(name: str) -> RejectedInputError | None:
    """Return why a member is passed over as hidden files of a folder are: what systems leave in archives."""
    if name.replace("\\", "/").rpartition("/")[2].startswith(".") or name.startswith("__MACOSX/"):
        return RejectedInputError(Reason.UNSUPPORTED, "Hidden in an archive. Unpack the archive and give its path.")
    return None


def by_content(stream: BufferedReader) -> Reader:
    """Choose the reader of a stream without a telling name by its first characters; text if nothing speaks."""
    head = stream.peek(CHUNK)
    if is_warc(head):
        return read_warc
    beginning = head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    if looks_like_feed(beginning):
        return read_feed
    if looks_like_page(beginning):
        return read_page
    if not _JSON_START.match(head):
        return read_text
    first_line = head.split(b"\n", 1)[0].strip().removeprefix(codecs.BOM_UTF8)
    if first_line.startswith(b"[") or first_line == b"{":
        return read_json
    return read_jsonl
