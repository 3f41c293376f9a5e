"""CSV, for spreadsheets: RFC 4180, UTF-8, one file a table, lists joined into one cell.

It is for people to read and filter: what must come back exactly goes into another store.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.contract import ArticleRecord, EventRecord, RejectedRecord
from pipeline.stores import tables
from pipeline.stores.flat import Row, article_rows, event_rows, rejected_row
from pipeline.stores.tables import Column, Table
from pipeline.stores.whole import WholeFile, WholeFiles, unwritable

if TYPE_CHECKING:
    from pipeline.explain import ExplainRecord

JOIN = "; "
"""Between the items of a list."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A spreadsheet takes a cell that begins so for a formula."""
GUARD = "'"
"""Before such a cell, where it is text; a spreadsheet does not show it."""
_MADE_BY_DATABASES = {"run_id"}
_LISTS: dict[str, tuple[Column, ...]] = {
    "facts": (
        Column("objects", "text", "Keys or names of the objects (affected services and the like)."),
        Column("places", "text", "Keys or names of the places that were hit."),
        Column("evidence", "text", "The words of the article that say it."),
        Column("evidence_offsets", "text", "Where they stand: start-end in code points, end exclusive."),
    ),
    "events": (
        Column("services", "text", "What was down."),
        Column("articles", "text", "The articles that tell of it."),
    ),
}
"""Columns that a table has in CSV alone: lists that are tables of their own elsewhere."""
_WRITTEN = (
    tables.ARTICLES, tables.MENTIONS, tables.QUANTITIES, tables.TIMES, tables.FACTS,
    tables.EVENTS, tables.EVENT_CLAIMS, tables.EVENT_RESPONSES, tables.REJECTED,
)  # fmt: skip


def columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table in CSV."""
    own = tuple(column for column in table.columns if column.name not in _MADE_BY_DATABASES)
    return own + _LISTS.get(table.name, ())


class CsvFiles(WholeFiles["_CsvFile"]):
    """The tables of a run as CSV files.

    Args:
        out: the folder.
        bom: begin every file with a byte order mark: Excel needs it to read UTF-8.
    """

    kind = "csv"

    def __init__(self, out: Path, *, bom: bool = False) -> None:
        super().__init__()
        self._rejections = 0
        try:
            for table in _WRITTEN:
                self._files[table.name] = _CsvFile(out / f"{table.name}.csv", table, bom=bom)
        except BaseException:
            self.discard()
            raise

    def explained(self, record: ExplainRecord) -> None:
        """Leave it: explanations have no table."""

    def rejected(self, record: RejectedRecord) -> None:
        """Take one input that could not be used."""
        self._rejections += 1
        self._files["rejected"].write([rejected_row(record, "", self._rejections)])

    def event(self, record: EventRecord) -> None:
        """Take one event."""
        rows = event_rows(record)
        self._files["events"].write(rows["events"], [(JOIN.join(record.services), JOIN.join(record.articles))])
        for table in (tables.EVENT_CLAIMS, tables.EVENT_RESPONSES):
            self._files[table.name].write(rows[table.name])

    def article(self, record: ArticleRecord) -> None:
        """Take one article."""
        rows = article_rows(record, "")
        self._files["facts"].write(rows["facts"], _lists_of_facts(record))
        for table in (tables.ARTICLES, tables.MENTIONS, tables.QUANTITIES, tables.TIMES):
            self._files[table.name].write(rows[table.name])


def _lists_of_facts(record: ArticleRecord) -> list[Row]:
    return [
        (
            JOIN.join(ref.kb or ref.name for ref in fact.objects),
            JOIN.join(ref.kb or ref.name for ref in fact.places),
            JOIN.join(piece.text for piece in fact.evidence),
            JOIN.join(f"{piece.start}-{piece.end}" for piece in fact.evidence),
        )
        for fact in record.facts
    ]


class _CsvFile(WholeFile):
    """One table. The lines end in CR LF, as the standard asks."""

    def __init__(self, path: Path, table: Table, *, bom: bool) -> None:
        super().__init__(path, newline="", encoding="utf-8-sig" if bom else "utf-8")
        self._text = [column.type in ("text", "json") for column in columns(table)]
        self._kept = [column.name not in _MADE_BY_DATABASES for column in table.columns]
        self._writer = csv.writer(self._handle, lineterminator="\r\n")
        self._writer.writerow([column.name for column in columns(table)])

    def write(self, rows: Sequence[Row], more: Iterable[Row] | None = None) -> None:
        """Add rows; `more` has the joined lists of each."""
        joined = [()] * len(rows) if more is None else more
        try:
            for row, lists in zip(rows, joined, strict=True):
                kept = [value for value, keep in zip(row, self._kept, strict=True) if keep]
                cells = zip((*kept, *lists), self._text, strict=True)
                self._writer.writerow([_cell(value, text) for value, text in cells])
        except OSError as error:
            raise unwritable(self.path, error) from error
        self.count += len(rows)


def _cell(value: Any, text: bool) -> Any:
    """Return a cell as it is written: a figure without `.0`, text that no spreadsheet calculates."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return f"{GUARD}{value}" if text and value and value.startswith(FORMULA) else value
