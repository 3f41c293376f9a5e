"""Files that are whole or not there: written under a temporary name, renamed when they are complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO, TypeVar

from pydantic import ValidationError

from pipeline.contract import Model
from pipeline.stores.base import StoreError

Record = TypeVar("Record", bound=Model)


class JsonlFile:
    """One file of records, one a line. Nothing stands under its name before `commit`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.temporary = path.with_name(f".{path.name}.{os.getpid()}.partial")
        try:
            self._handle: TextIO = open(self.temporary, "w", encoding="utf-8", newline="\n")  # noqa: SIM115
        except OSError as error:
            raise self._unwritable(error) from error

    def write(self, record: Model) -> None:
        """Add one record. UTF-8, keys in the order of the model."""
        line = record.model_dump_json(by_alias=True) + "\n"
        try:
            self._handle.write(line)
        except OSError as error:
            raise self._unwritable(error) from error
        self.count += 1

    def close(self) -> None:
        """Finish writing; the file still has its temporary name."""
        if self._handle.closed:
            return
        try:
            self._handle.flush()
            os.fsync(self._handle.fileno())
            self._handle.close()
        except OSError as error:
            raise self._unwritable(error) from error

    def commit(self) -> None:
        """Give the file its name, in one step."""
        self.close()
        os.replace(self.temporary, self.path)

    def discard(self) -> None:
        """Remove what was written, if it was not committed."""
        with suppress(OSError):  # what a full disk has no room for need not be kept
            self._handle.close()
        self.temporary.unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> StoreError:
        return StoreError(f"{self.path} cannot be written: {error.strerror}. Make room, or choose another folder.")


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
