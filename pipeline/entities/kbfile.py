"""Rows of a knowledge-base file. Whatever a person can get wrong in a table gives one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.resources import DataFileError

COLUMNS = ("key", "type", "name", "name_ar", "sector", "operator", "country", "wikidata", "aliases", "latin")
REQUIRED = ("key", "type", "name", "aliases")
"""A file of the user's own may have these alone; columns stand in any order."""
MAX_BYTES = 16_000_000

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_STRAY = (" \t", "\t ", " \n", "\n ", "\u00a0", "\u200f", "\u200e")
_TRIM = " \u00a0\u200e\u200f\u202a\u202b\u202c"

_EXPORT = "In a spreadsheet, export it as UTF-8 text with tabs between the columns."


def read_rows(path: Path, data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number of each line and its cells in the order of `COLUMNS`, those of a column left out empty.

    A mark of byte order, lines that end in CRLF, empty lines and lines that begin with `#` are passed over.

    Raises:
        DataFileError: what is there is no such table; the message has the line and says what to do.
    """
    text = _text(path, data)
    trim = any(stray in text for stray in _STRAY)
    quoted = '"' in text
    places: list[int] | None = None
    header: tuple[str, ...] = ()
    width = least = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line[0] == "#":
            continue
        cells = line.split("\t")
        if (not cells[0] or len(cells) == 1) and not line.strip():
            continue
        if trim:
            cells = [cell.strip(_TRIM) for cell in cells]
        if not header:
            header = _header(path, line, cells)
            width = len(header)
            least = 1 + max(header.index(column) for column in REQUIRED)
            places = None if header == COLUMNS else [header.index(c) if c in header else width for c in COLUMNS]
            continue
        if len(cells) != width:
            cells = _fitted(f"{path}, line {number}", line, cells, header, least)
        if quoted:
            _refuse_quotes(f"{path}, line {number}", cells)
        if places is None:
            yield number, cells
        else:
            cells.append("")
            yield number, [cells[place] for place in places]
    if not header:
        raise DataFileError(f"{path} is empty. Its first line must be the columns {', '.join(COLUMNS)}.")


def _text(path: Path, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise DataFileError(
            f"{path} has {len(data) / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB that names can need. "
            "Split it into several files, and give each with --kb."
        )
    if data.startswith(_WORKBOOK):
        raise DataFileError(f"{path} is a workbook of a spreadsheet program, not text. {_EXPORT}")
    if data.startswith(_UTF16):
        raise DataFileError(f"{path} is UTF-16. Save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataFileError(
            f"{path}, line {line}: {path.name} is not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from error
    if "\0" in text:
        raise DataFileError(f"{path}, line {text.count(chr(10), 0, text.index(chr(0))) + 1}: not text. {_EXPORT}")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _header(path: Path, line: str, cells: Sequence[str]) -> tuple[str, ...]:
    names = tuple(cell.strip('" ').lower() for cell in cells)
    needed = f"its first line must be the columns {', '.join(COLUMNS)}, with a tab between them"
    if len(names) == 1:
        for separator, what in ((",", "commas"), (";", "semicolons"), ("|", "bars"), (None, "spaces")):
            words = {word.strip('" ').lower() for word in line.split(separator)}
            if words >= {"key", "type", "name"}:
                raise DataFileError(f"{path}, line 1: the columns are separated by {what}. Separate them by tabs.")
    if not set(names) & set(REQUIRED):
        raise DataFileError(f"{path} is not a knowledge-base file: {needed}. {', '.join(REQUIRED)} are enough.")
    for name in names:
        if name not in COLUMNS:
            from difflib import get_close_matches

            near = get_close_matches(name, COLUMNS, 1)
            hint = f"Did you mean {near[0]}?" if near else f"The columns are {', '.join(COLUMNS)}."
            raise DataFileError(f"{path}: there is no column {name!r}. {hint}")
        if names.count(name) > 1:
            raise DataFileError(f"{path}: the column {name} is there twice. Take one out.")
    missing = [column for column in REQUIRED if column not in names]
    if missing:
        raise DataFileError(
            f"{path}: no column {', '.join(missing)}. The columns are {', '.join(COLUMNS)}; "
            f"{', '.join(REQUIRED)} are enough."
        )
    return names


def _fitted(where: str, line: str, cells: list[str], header: Sequence[str], least: int) -> list[str]:
    """Return cells as many as the columns: empty ones at the end may be left out or be too many."""
    while len(cells) > len(header) and not cells[-1]:
        cells = cells[:-1]
    if least <= len(cells) <= len(header):
        return cells + [""] * (len(header) - len(cells))
    if len(cells) == 1 and " " in line:
        hint = "There are spaces where tabs should be."
    elif len(cells) > len(header):
        hint = "Take out a tab, or separate names by | in place of tabs."
    else:
        hint = "An empty cell needs its tab too."
    raise DataFileError(f"{where}: {len(cells)} cells where the header has {len(header)}: {', '.join(header)}. {hint}")


def _refuse_quotes(where: str, cells: Sequence[str]) -> None:
    for cell in cells:
        if cell.startswith('"'):
            raise DataFileError(
                f"{where}: {cell[:30]!r} begins with a quotation mark, as spreadsheets write cells. "
                "Take the marks around cells out; cells need none."
            )
