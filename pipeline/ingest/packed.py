"""Packed files: gzip, bzip2, xz and zstd, told by their first bytes and unpacked as they are read."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, BinaryIO, Protocol, cast

from pipeline.ingest.budget import Budget
from pipeline.ingest.inputs import CHUNK, Input, suffix_of
from pipeline.ingest.records import Reason, RejectedInputError

MAX_PACKINGS = 2
"""A packed file may be packed once more, or lie in an archive. Nobody means more than that."""
_READ = 1 << 14
"""Small, as a member that ends gives back what was read beyond it: a file of a million members would copy it all."""
_XZ_MEMORY = 256 << 20
_ZSTD_WINDOW_LOG = 27
"""128 MB, what zstd itself accepts without being told otherwise."""


class Decompressor(Protocol):
    """What bz2, lzma and zstd have in common: feed bytes, take at most `max_length` out."""

    @property
    def eof(self) -> bool: ...  # noqa: D102
    @property
    def unused_data(self) -> bytes: ...  # noqa: D102
    @property
    def needs_input(self) -> bool: ...  # noqa: D102
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...  # noqa: D102


class _Gzip:
    """zlib's decompressor with the same face as the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max(max_length, 0))


def _bzip2() -> Decompressor:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> Decompressor:
    import lzma

    return lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


def _zstd() -> Decompressor:
    import sys

    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})


def _faults() -> tuple[type[Exception], ...]:
    """Return what the decompressors raise on bytes that they cannot read."""
    import lzma
    import sys

    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdError
    else:
        from backports.zstd import ZstdError
    return (zlib.error, lzma.LZMAError, ZstdError, OSError, EOFError, ValueError)


_PACKINGS: dict[str, tuple[re.Pattern[bytes], tuple[str, ...], Callable[[], Decompressor]]] = {
    "gzip": (re.compile(rb"\x1f\x8b\x08"), (".gz",), _Gzip),
    "bzip2": (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), (".bz2",), _bzip2),
    "xz": (re.compile(rb"\xfd7zXZ\x00"), (".xz",), _xz),
    "zstd": (re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), (".zst", ".zstd"), _zstd),
}
"""The first bytes of each packing (zstd also has frames to skip), the suffixes that it adds, what unpacks it."""
PACKED_SUFFIXES = tuple(suffix for _, suffixes, _ in _PACKINGS.values() for suffix in suffixes)


def packing_of(head: bytes) -> str | None:
    """Return the name of the packing whose first bytes `head` has, or None."""
    return next((name for name, (magic, _, _) in _PACKINGS.items() if magic.match(head)), None)


def inner_name(name: str) -> str:
    """Return the name of what is packed: `a.jsonl` for `a.jsonl.gz`."""
    suffix = suffix_of(name)
    return name[: -len(suffix)] if suffix in PACKED_SUFFIXES else name


class _Unpacking(io.RawIOBase):
    """The bytes inside of a packed stream. Members that follow each other are one stream, as gzip does it."""

    def __init__(self, stream: BinaryIO, packing: str, budget: Budget, *, outermost: bool) -> None:
        super().__init__()
        self._stream = stream
        self._packing = packing
        self._magic, _, self._new = _PACKINGS[packing]
        self._budget = budget
        self._outermost = outermost
        self._produced = 0
        self._unpacker = self._new()
        self._faults = _faults()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        self._produced += len(data)
        self._budget.check(self._produced)
        return len(data)

    def _next(self, wanted: int) -> bytes:
        while True:
            if self._unpacker.eof and not self._next_member():
                return b""
            hungry = self._unpacker.needs_input
            fed = self._read() if hungry else b""
            try:
                data = self._unpacker.decompress(fed, wanted)
            except self._faults as error:
                raise self._damaged(str(error)) from error
            if data:
                return data
            if hungry and not fed and not self._unpacker.eof:
                raise RejectedInputError(
                    Reason.BAD_ARCHIVE, f"The {self._packing} data end in the middle: it was cut off. Fetch it again."
                )

    def _next_member(self) -> bool:
        """Begin the next member, if there is one; zeros may pad the end."""
        rest = self._unpacker.unused_data.lstrip(b"\0")
        while len(rest) < 16 and (more := self._read()):
            rest = (rest + more).lstrip(b"\0")
        if not rest:
            return False
        if not self._magic.match(rest):
            raise self._damaged("other bytes follow its end")
        self._unpacker = _Fed(self._new(), rest)
        return True

    def _read(self) -> bytes:
        data = self._stream.read(_READ)
        if self._outermost:
            self._budget.consumed += len(data)
        return data

    def _damaged(self, why: str) -> RejectedInputError:
        if "emory" in why or "window" in why.lower():
            return RejectedInputError(
                Reason.TOO_LARGE,
                f"Unpacking needs more memory than is given to it ({why[:100]}). Unpack it yourself.",
            )
        return RejectedInputError(
            Reason.BAD_ARCHIVE, f"The {self._packing} data are damaged ({why[:100]}). Fetch the file again."
        )


class _Fed:
    """A decompressor that has bytes of its own to begin with: those that the member before it left."""

    def __init__(self, inner: Decompressor, waiting: bytes) -> None:
        self._inner = inner
        self._waiting = waiting

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._waiting and self._inner.needs_input

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        waiting, self._waiting = self._waiting, b""
        return self._inner.decompress(waiting + data, max_length)


@contextmanager
def unpacked(item: Input, packing: str) -> Iterator[Input]:
    """Give the input inside of a packed one.

    Raises:
        RejectedInputError: `bad_archive` where packings lie in each other without end. Reading the input raises it
            for damage, and `too_large` for what grows too much.
    """
    check_depth(item)
    budget = item.budget or Budget(item.options.max_expanded)
    outermost = item.budget is None
    raw = _Unpacking(item.stream, packing, budget, outermost=outermost)
    with io.BufferedReader(cast(Any, raw), CHUNK) as stream:
        yield replace(item, stream=stream, name=inner_name(item.name), packings=item.packings + 1, budget=budget)


def check_depth(item: Input) -> None:
    """Refuse one packing too many.

    Raises:
        RejectedInputError: `bad_archive`.
    """
    if item.packings >= MAX_PACKINGS:
        raise RejectedInputError(
            Reason.BAD_ARCHIVE,
            f"It is packed more than {MAX_PACKINGS} times over. Unpack it yourself and give what is in it.",
        )
