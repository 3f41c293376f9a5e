"""ZIP archives: their members as inputs of their own, read from the archive, never written to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from pipeline.ingest.budget import Budget
from pipeline.ingest.files import SIDECAR, as_source
from pipeline.ingest.inputs import CHUNK, Input
from pipeline.ingest.metadata import MAX_SIDECAR, sidecar_metadata
from pipeline.ingest.packed import check_depth
from pipeline.ingest.records import Metadata, Reason, Rejected, RejectedInputError

MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""A file with members, one without, and a part of a split one."""
_MAX_DIRECTORY = 32 << 20
"""The list of members is read whole: 32 MB name about 300,000 of them."""
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OFFICE = frozenset({"[Content_Types].xml", "mimetype"})
_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises on archives that lie. struct.error and UnicodeError are ValueErrors, or become BadZipFile."""


class _Bounded(io.RawIOBase):
    """The archive's file, which refuses to be read in larger pieces than any honest archive asks for."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int = -1) -> bytes:
        if size > _MAX_DIRECTORY:
            raise RejectedInputError(
                Reason.TOO_LARGE,
                f"The list of its members has more than {_MAX_DIRECTORY} bytes. Unpack it and give the folder.",
            )
        return self._stream.read(size)


class _Member(io.RawIOBase):
    """The bytes of one member. What is wrong with them is told as a rejection."""

    def __init__(self, archive: _Archive, info: zipfile.ZipInfo) -> None:
        super().__init__()
        self._archive = archive
        try:
            self._file = archive.zip.open(info)
        except _FAULTS as error:
            raise _damaged(error) from error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._file.read(min(len(buffer), CHUNK))
        except _FAULTS as error:
            if isinstance(error, RejectedInputError):
                raise
            raise _damaged(error) from error
        buffer[: len(data)] = data
        self._archive.produced += len(data)
        self._archive.budget.check(self._archive.produced)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Archive:
    """An open archive: its members by name, and what was taken out of it so far."""

    def __init__(self, item: Input) -> None:
        self.item = item
        self.produced = 0
        stream = item.stream
        self.size = stream.seek(0, io.SEEK_END)
        self.budget = Budget(item.options.max_expanded, consumed=self.size)
        try:
            self.zip = zipfile.ZipFile(cast(BinaryIO, _Bounded(stream)))
        except _FAULTS as error:
            if isinstance(error, RejectedInputError):
                raise
            raise _damaged(error) from error
        self._refuse_overlaps()
        self.members = [(info, _readable_name(info)) for info in self.zip.infolist() if not info.is_dir()]
        self.sidecars = {name: info for info, name in self.members if name.endswith(SIDECAR)}
        self.stems = {name.rpartition(".")[0] for _, name in self.members if not name.endswith(SIDECAR)}

    def _refuse_overlaps(self) -> None:
        """Refuse members that share their bytes: so a small archive holds the same large text a thousand times."""
        end = 0
        for info in sorted(self.zip.infolist(), key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise RejectedInputError(
                    Reason.BAD_ARCHIVE, "Its members lie on top of each other, as only a bomb's do. Pack them anew."
                )
            end = info.header_offset + _LOCAL_HEADER + info.compress_size
            if end > self.size:
                raise RejectedInputError(
                    Reason.BAD_ARCHIVE, "Its list names more than the archive has: it was cut off. Fetch it again."
                )

    def sidecar(self, name: str) -> tuple[Metadata, list[Rejected]]:
        """Return what the sidecar of a member says, and what is wrong with it."""
        sidecar = name.rpartition(".")[0] + SIDECAR
        if sidecar not in self.sidecars:
            return Metadata(), []
        source = as_source(f"{self.item.source}!/{sidecar}")
        try:
            with self.open(self.sidecars[sidecar]) as stream:
                data = stream.read(MAX_SIDECAR + 1)
        except RejectedInputError as error:
            message = f"{error.message} The article is read without it."
            return Metadata(), [Rejected(source, Reason.BAD_METADATA, message)]
        return sidecar_metadata(data, source, self.item.today)

    def open(self, info: zipfile.ZipInfo) -> io.BufferedReader:
        """Open a member.

        Raises:
            RejectedInputError: it is encrypted, packed in a way that is not read, or damaged.
        """
        self._check(info)
        return io.BufferedReader(_Member(self, info), CHUNK)

    @staticmethod
    def _check(info: zipfile.ZipInfo) -> None:
        if info.flag_bits & _ENCRYPTED:
            raise RejectedInputError(
                Reason.BAD_ARCHIVE, "The member is encrypted. Unpack the archive with its password and give the folder."
            )
        if info.compress_type not in _METHODS:
            raise RejectedInputError(
                Reason.BAD_ARCHIVE,
                f"The member is packed by method {info.compress_type}; 0 (stored) and 8 (deflated) are read. "
                "Unpack the archive and give the folder.",
            )


def _damaged(error: Exception) -> RejectedInputError:
    return RejectedInputError(Reason.BAD_ARCHIVE, f"The archive is damaged ({str(error)[:100]}). Fetch it again.")


def is_zip(head: bytes) -> bool:
    """Whether these are the first bytes of a ZIP archive."""
    return head.startswith(MAGIC)


def members(item: Input) -> Iterator[Input | Rejected]:
    """Yield the members of an archive as inputs named `archive.zip!/member`, in the archive's own order.

    An input is to be read before the next one is asked for: its stream is closed then.

    Raises:
        RejectedInputError: the archive as a whole cannot be read.
    """
    check_depth(item)
    if item.packings or not item.stream.seekable():
        raise RejectedInputError(
            Reason.UNSUPPORTED,
            "A ZIP archive is read from a file of its own, not from inside of another archive or a pipe. "
            "Save it and give its path.",
        )
    archive = _Archive(item)
    if not _OFFICE.isdisjoint(archive.zip.namelist()):
        raise RejectedInputError(
            Reason.UNSUPPORTED, "This is an office document or an e-book. Save the article's plain text as .txt."
        )
    if not archive.members:
        raise RejectedInputError(Reason.EMPTY, "The archive has no files. Check how it was made.")
    for info, name in archive.members:
        source = as_source(f"{item.source}!/{name}")
        if name.endswith(SIDECAR):
            if name.removesuffix(SIDECAR) not in archive.stems:
                message = "This is the sidecar of an article that is not in the archive. Add the article."
                yield Rejected(source, Reason.UNSUPPORTED, message)
            continue
        try:
            defaults, problems = archive.sidecar(name)
            yield from problems
            with archive.open(info) as stream:
                yield replace(
                    item, source=source, stream=stream, name=name, defaults=defaults.over(item.defaults),
                    packings=item.packings + 1, budget=archive.budget,
                )  # fmt: skip
        except RejectedInputError as error:
            yield error.at(source)
        if archive.budget.spent:
            message = f"The members after {name[:100]} were not read: they give too much. Unpack it yourself."
            yield Rejected(item.source, Reason.TOO_LARGE, message)
            return


def _readable_name(info: zipfile.ZipInfo) -> str:
    """Return the name in UTF-8, also where the archive does not say that it is."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename
