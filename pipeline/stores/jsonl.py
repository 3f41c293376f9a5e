"""Files of records, one a line: written whole, read one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from pipeline.contract import Model
from pipeline.stores.base import StoreError
from pipeline.stores.whole import WholeFile, unwritable

Record = TypeVar("Record", bound=Model)


def line_of(record: Model) -> str:
    """Return the line of a record: keys in the order of the model."""
    return record.model_dump_json(by_alias=True) + "\n"


class JsonlFile(WholeFile):
    """One file of records, one a line."""

    def write(self, record: Model) -> None:
        """Add one record."""
        line = line_of(record)
        try:
            self._handle.write(line)
        except OSError as error:
            raise unwritable(self.path, error) from error
        self.count += 1


def read_jsonl(path: Path, model: type[Record]) -> Iterator[Record]:
    """Read the records of a file, one at a time.

    Raises:
        StoreError: the file cannot be read, or a line is no such record; the message has the line.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    yield model.model_validate_json(line)
                except ValidationError as error:
                    first = error.errors()[0]
                    place = ".".join(str(part) for part in first["loc"])
                    raise StoreError(
                        f"{path}, line {number}: not a {model.__name__} ({place or 'line'}: {first['msg']}). "
                        "The fields are described in docs/schema/."
                    ) from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{path} is not UTF-8 (byte {error.start}). Records are always UTF-8.") from error
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
