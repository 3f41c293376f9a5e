"""Files of records, one a line: written whole, read one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from pipeline.contract import ArticleRecord, Model
from pipeline.stores.base import StoreError
from pipeline.stores.whole import WholeFile, unwritable

Record = TypeVar("Record", bound=Model)


def line_of(record: Model) -> str:
    """Return the line of a record: keys in the order of the model."""
    return record.model_dump_json(by_alias=True) + "\n"


def pieces_of(record: Model) -> Iterator[bytes]:
    """Yield the line of a record in pieces, without its end: that of an article as long as a book is never whole."""
    if not isinstance(record, ArticleRecord):
        yield to_json(record, by_alias=True)
        return
    before = b"{"
    for name, field in ArticleRecord.model_fields.items():
        yield before + to_json(field.alias or name) + b":"
        before = b","
        value = getattr(record, name)
        if isinstance(value, list):
            yield from _pieces_of_list(value)
        else:
            yield to_json(value, by_alias=True)
    yield b"}"


def _pieces_of_list(records: list[Model]) -> Iterator[bytes]:
    before = b"["
    for record in records:
        yield before + to_json(record, by_alias=True)
        before = b","
    yield b"]" if records else b"[]"


class JsonlFile(WholeFile):
    """One file of records, one a line."""

    def write(self, record: Model) -> None:
        """Add one record."""
        try:
            self._handle.buffer.writelines(pieces_of(record))
            self._handle.buffer.write(b"\n")
        except OSError as error:
            raise unwritable(self.path, error) from error
        self.count += 1


def read_jsonl(path: Path, model: type[Record]) -> Iterator[Record]:
    """Read the records of a file, one at a time.

    Raises:
        StoreError: the file cannot be read, or a line is no such record; the message has the line.
    """
    try:
        with path.open("rb") as lines:
            number = 0
            while line := lines.readline():
                number += 1
                if not line.strip():
                    continue
                try:
                    record = model.model_validate_json(line)
                except ValidationError as error:
                    line.decode()
                    first = error.errors()[0]
                    place = ".".join(str(part) for part in first["loc"])
                    raise StoreError(
                        f"{path}, line {number}: not a {model.__name__} ({place or 'line'}: {first['msg']}). "
                        "The fields are described in docs/schema/."
                    ) from error
                line = b""  # that of a long article is as large as all its records
                yield record
    except UnicodeDecodeError as error:
        raise StoreError(f"{path} is not UTF-8 (byte {error.start}). Records are always UTF-8.") from error
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
