"""Files that are whole or not there: written under a temporary name, renamed when they are complete."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Generic, Protocol, TextIO, TypeVar

from pipeline.stores.base import StoreError


def temporary_of(path: Path) -> Path:
    """Return the name under which a file is written until it is complete."""
    return path.with_name(f".{path.name}.{os.getpid()}.partial")


def unwritable(path: Path, error: OSError) -> StoreError:
    """Return the error for a file that cannot be written."""
    return StoreError(f"{path} cannot be written: {error.strerror}. Make room, or choose another folder.")


class WholeFile:
    """A text file in UTF-8. Nothing stands under its name before `commit`."""

    def __init__(self, path: Path, *, newline: str = "\n", encoding: str = "utf-8") -> None:
        self.path = path
        self.count = 0
        self.temporary = temporary_of(path)
        try:
            self._handle: TextIO = open(self.temporary, "w", encoding=encoding, newline=newline)  # noqa: SIM115
        except OSError as error:
            raise unwritable(path, error) from error

    def close(self) -> None:
        """Finish writing; the file still has its temporary name."""
        if self._handle.closed:
            return
        try:
            self._handle.flush()
            os.fsync(self._handle.fileno())
            self._handle.close()
        except OSError as error:
            raise unwritable(self.path, error) from error

    def commit(self) -> None:
        """Give the file its name, in one step."""
        self.close()
        os.replace(self.temporary, self.path)

    def discard(self) -> None:
        """Remove what was written, if it was not committed."""
        with suppress(OSError):  # what a full disk has no room for need not be kept
            self._handle.close()
        self.temporary.unlink(missing_ok=True)


class Whole(Protocol):
    """A file that has no name until it is complete."""

    def close(self) -> None: ...  # noqa: D102
    def commit(self) -> None: ...  # noqa: D102
    def discard(self) -> None: ...  # noqa: D102


F = TypeVar("F", bound=Whole)


class WholeFiles(Generic[F]):
    """Files that are finished, named and thrown away together."""

    def __init__(self) -> None:
        self._files: dict[str, F] = {}

    def close(self) -> None:
        """Finish writing."""
        for file in self._files.values():
            file.close()

    def commit(self) -> None:
        """Give every file its name."""
        for file in self._files.values():
            file.commit()

    def discard(self) -> None:
        """Remove what has no name yet."""
        for file in self._files.values():
            file.discard()
