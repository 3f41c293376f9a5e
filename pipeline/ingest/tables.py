"""Tables with a header: CSV and TSV, one article a row. A row that cannot be read costs only itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.ingest.encoding import decode
from pipeline.ingest.fields import from_record
from pipeline.ingest.inputs import CHUNK, RECORD_GROWTH, Input, suffix_of, text_lines, too_large
from pipeline.ingest.records import Raw, Reason, Rejected, RejectedInputError

_DELIMITERS = (",", ";", "\t", "|")
_MAX_COLUMNS = 1_000
_MAX_HEADER = 100_000
_DECLARED = re.compile(r"sep=(.)\s*\Z")
"""What Excel writes above a table that it separates by another sign."""
_QUOTED = re.compile(r'(?:^|\t)"(?:[^"\t]|"")*"(?=\t|\r?$)', re.MULTILINE)


@dataclass(slots=True)
class _Lines:
    """The lines of a table as text, numbered from 1. What is wrong with one is kept until its row is read."""

    lines: Iterator[bytes | None]
    encoding: str | None
    limit: int
    number: int = 0
    fault: RejectedInputError | None = None
    left: int = 0

    def begin_row(self) -> None:
        """Start to count the characters of the next row."""
        self.fault, self.left = None, self.limit

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.number += 1
            if line is None:
                self.fault = too_large(self.limit, "The line")
                yield "\n"
                continue
            self.left -= len(line)
            if self.left < 0:
                raise too_large(self.limit, "The row")
            try:
                yield decode(line, self.encoding).text.replace("\r\n", "\n")
            except RejectedInputError as error:
                self.fault = error
                yield "\n"


def read_table(item: Input) -> Iterator[Raw | Rejected]:
    """Read one article from each row of a table; the header names the fields."""
    limit = item.options.max_bytes * RECORD_GROWTH + CHUNK
    raw, encoding = text_lines(item, limit)
    # The csv module has one limit for the whole process. Ours is kept by the lines.
    csv.field_size_limit(max(csv.field_size_limit(), limit + 1))
    lines = _Lines(raw, encoding, limit)
    rows = _Rows(lines, iter(lines), suffix_of(item.name) == ".tsv")
    header = rows.header(item.stream.peek(CHUNK)[:CHUNK].decode("latin-1"))
    if header is None:
        raise RejectedInputError(Reason.EMPTY, "There is no text in it. Check how it was saved.")
    for number, row in rows:
        source = f"{item.source}:{number}"
        if isinstance(row, RejectedInputError):
            yield row.at(source)
        elif len(row) != len(header):
            yield Rejected(
                source,
                Reason.BAD_RECORD,
                f"The row has {len(row)} fields, the header has {len(header)}. Put quotation marks around fields "
                "with separators or line breaks in them.",
            )
        else:
            record = {name: field for name, field in zip(header, row, strict=True) if name and field}
            yield from from_record({"text": "", **record} if "text" in header else record, source, item)


@dataclass(slots=True)
class _Rows:
    """The rows of a table with the number of their first line."""

    lines: _Lines
    source: Iterator[str]
    tabs: bool
    delimiter: str = ","
    quoting: bool = True

    def header(self, sample: str) -> list[str] | None:
        """Read the header, and tell the separator by it; None where the table is empty.

        Args:
            sample: what follows the header, to tell whether quotation marks mean anything in a TSV.
        """
        self.lines.begin_row()
        first = next((line for line in self.source if line.strip()), None)
        if self.lines.fault:
            raise self.lines.fault
        if first is None:
            return None
        declared = _DECLARED.match(first)
        if declared:
            self.delimiter = declared[1]
            first = next(self.source, "")
        elif self.tabs:
            self.delimiter = "\t"
        else:
            self.delimiter = max(_DELIMITERS, key=lambda sign: len(_split(first, sign)))
        if self.delimiter == "\t":
            self.quoting = '"' not in sample or _QUOTED.search(sample) is not None
        if len(first) > _MAX_HEADER:
            raise RejectedInputError(Reason.BAD_RECORD, "The first line is no header: it is too long. Add one.")
        names = [name.strip().strip("\ufeff") for name in _split(first, self.delimiter)]
        if len(names) > _MAX_COLUMNS:
            raise RejectedInputError(Reason.BAD_RECORD, f"The table has more than {_MAX_COLUMNS} columns. Drop some.")
        twice = {name for name in names if name and names.count(name) > 1}
        if twice:
            raise RejectedInputError(
                Reason.BAD_RECORD, f"The header has {min(twice)[:40]!r} twice. Rename one of these columns."
            )
        return names

    def __iter__(self) -> Iterator[tuple[int, list[str] | RejectedInputError]]:
        reader = csv.reader(
            self.source,
            delimiter=self.delimiter,
            strict=True,
            quoting=csv.QUOTE_MINIMAL if self.quoting else csv.QUOTE_NONE,
        )
        while True:
            self.lines.begin_row()
            number = self.lines.number + 1
            try:
                row = next(reader, None)
            except csv.Error as error:
                yield number, _broken(error)
                continue
            except RejectedInputError as error:
                yield number, RejectedInputError(
                    error.reason, f"{error.message} A quotation mark that is never closed? The rest was not read."
                )
                return
            if row is None:
                return
            if self.lines.fault:
                yield number, self.lines.fault
            elif row and any(field.strip() for field in row):
                yield number, row


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _broken(error: csv.Error) -> RejectedInputError:
    return RejectedInputError(
        Reason.BAD_RECORD, f"The row cannot be read: {error}. Double the quotation marks inside of a quoted field."
    )
