"""A file that grows by being made anew of itself: blocks that still hold are copied as they stand, not made again."""

from __future__ import annotations

import os
from array import array
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from pipeline.stores.whole import temporary_of, unwritable

_PIECE = 1 << 20
"""So many bytes are copied at a time."""


class BlockFile:
    """A file of blocks of bytes, such as lines. It is whole at any moment: made under a temporary name, then renamed.

    `begin`, then in the order of the file `keep` blocks of the present one and `add` new ones, `close`, `commit`.
    It begins without blocks, whatever stands under its name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temporary = temporary_of(path)
        self._ends = array("q", [0])
        """Where each block ends in the file under its name, behind the 0 where the first one begins."""
        self._next = array("q", [0])
        """The same in the file that is being made."""
        self._old: BinaryIO | None = None
        self._new: BinaryIO | None = None

    def __len__(self) -> int:
        return len(self._ends) - 1

    @property
    def untouched(self) -> bool:
        """Whether the file under the name is as long as it was made."""
        try:
            return os.stat(self.path).st_size == self._ends[-1]
        except OSError:
            return False

    def begin(self) -> None:
        """Begin the next file."""
        self._next = array("q", [0])
        try:
            self._old = open(self.path, "rb") if len(self) else None  # noqa: SIM115
            self._new = open(self.temporary, "wb")  # noqa: SIM115
        except OSError as error:
            raise unwritable(self.path, error) from error

    def read(self, number: int) -> bytes:
        """Return a block of the present file. After `begin`."""
        assert self._old
        self._old.seek(self._ends[number])
        return self._old.read(self._ends[number + 1] - self._ends[number])

    def keep(self, blocks: range) -> None:
        """Take blocks of the present file that follow each other."""
        if not blocks:
            return
        assert self._old
        first, left = self._ends[blocks.start], self._ends[blocks.stop] - self._ends[blocks.start]
        shift, ends = self._next[-1] - first, self._ends[blocks.start + 1 : blocks.stop + 1]
        self._next.extend((end + shift for end in ends) if shift else ends)
        self._old.seek(first)
        while left and (piece := self._old.read(min(left, _PIECE))):
            self._write(piece)
            left -= len(piece)

    def add(self, block: bytes) -> None:
        """Take a new block."""
        self._write(block)
        self._next.append(self._next[-1] + len(block))

    def _write(self, data: bytes) -> None:
        assert self._new
        try:
            self._new.write(data)
        except OSError as error:
            raise unwritable(self.path, error) from error

    def close(self) -> None:
        """Finish writing; the file still has its temporary name."""
        assert self._new
        try:
            self._new.flush()
            os.fsync(self._new.fileno())
        except OSError as error:
            raise unwritable(self.path, error) from error
        self._let_go()

    def commit(self) -> None:
        """Give the file its name, in one step."""
        os.replace(self.temporary, self.path)
        self._ends = self._next

    def discard(self) -> None:
        """Remove what was written, if it was not committed."""
        with suppress(OSError):  # what a full disk has no room for need not be kept
            self._let_go()
        self.temporary.unlink(missing_ok=True)

    def _let_go(self) -> None:
        for file in (self._old, self._new):
            if file:
                file.close()
        self._old = self._new = None
