"""From the inputs that were given to the files behind them: folders walked, patterns expanded, in sorted order."""

from __future__ import annotations

import errno
import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.ingest.fetch_address import is_address
from pipeline.ingest.records import Reason, Rejected, RejectedInputError
from pipeline.ingest.walk import Again, Unreadable, Walked, walk

STANDARD_INPUT = "-"
SIDECAR = ".meta.json"
_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `named` is True where the user gave it, False where a walk or a pattern met it."""

    path: Path
    named: bool


@dataclass(frozen=True, slots=True)
class Remote:
    """An address to fetch."""

    url: str


def as_source(path: str | Path) -> str:
    """Return a path as the records give it: with `/`, and writable as UTF-8 whatever bytes the name has."""
    posix = Path(path).as_posix() if str(path) else ""
    return posix.encode("utf-8", "backslashreplace").decode("utf-8")


def _unreadable(source: str, error: OSError | ValueError) -> Rejected:
    if isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Rejected(source, Reason.NOT_FOUND, "There is no such file or folder. Check the path.")
    if isinstance(error, ValueError):
        return Rejected(source, Reason.NOT_FOUND, "No path can have these characters. Check the path.")
    if error.errno == errno.ELOOP:
        return Rejected(source, Reason.UNREADABLE, "The symbolic link leads back to itself. Remove or mend it.")
    why = error.strerror or type(error).__name__
    return Rejected(source, Reason.UNREADABLE, f"The system cannot read it: {why}. Check its permissions.")


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file. A pipe or a device is refused, not waited for.

    Raises:
        RejectedInputError: `not_found` or `unreadable`.
    """
    try:
        _refuse_special(os.stat(path).st_mode)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        if isinstance(error, RejectedInputError):
            raise
        rejected = _unreadable("", error)
        raise RejectedInputError(Reason(rejected.reason), rejected.message) from error
    try:
        _refuse_special(os.fstat(descriptor).st_mode)
    except RejectedInputError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _refuse_special(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise RejectedInputError(
            Reason.UNREADABLE,
            "It is a pipe, a socket, a device or a folder, not a regular file. "
            "Send its content to standard input and give `-`.",
        )


def expand(inputs: Iterable[str]) -> Iterator[Found | Remote | Rejected]:
    """Yield the files behind each input, in the order of the inputs and sorted inside each.

    `-` is left to the caller. A folder is walked with all its sub-folders; links to folders are followed after
    everything else of the walk, and a folder that was walked before is reported, not walked again.
    """
    walked = Walked()
    for given in inputs:
        yield from _expand_one(given, walked)


def _expand_one(given: str, walked: Walked) -> Iterator[Found | Remote | Rejected]:
    source = as_source(given)
    if not given:
        yield Rejected("", Reason.NOT_FOUND, "The path is empty. Give a file, a folder, a pattern or `-`.")
        return
    if is_address(given):
        yield Remote(given)
        return
    try:
        mode = os.stat(given).st_mode
    except (OSError, ValueError) as error:
        if _WILDCARDS.isdisjoint(given) or os.path.lexists(given):
            yield _unreadable(source, error)
        else:
            yield from _expand_pattern(given, source, walked)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(Path(given), walked)
    else:
        yield Found(Path(given), named=True)


def _expand_pattern(pattern: str, source: str, walked: Walked) -> Iterator[Found | Rejected]:
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        yield Rejected(source, Reason.NOT_FOUND, "No file matches the pattern. Check it, and quote it for the shell.")
    for match in matches:
        # With ** a pattern matches folders besides the files in them.
        if not os.path.isdir(match):
            yield Found(Path(match), named=False)
        elif "**" not in pattern:
            yield from _folder(Path(match), walked)


def _folder(top: Path, walked: Walked) -> Iterator[Found | Rejected]:
    """Walk a folder; one that gives nothing at all is reported."""
    empty = True
    for met in walk(top, walked):
        empty = False
        if isinstance(met, Unreadable):
            yield _unreadable(as_source(met.path), met.error)
        elif isinstance(met, Again):
            message = "This folder was read before in this run. Nothing is lost."
            yield Rejected(as_source(met.path), Reason.DUPLICATE, message)
        elif met.name.startswith("."):
            yield Rejected(as_source(met), Reason.UNSUPPORTED, "Hidden in a folder. Give its path to read it.")
        else:
            yield Found(met, named=False)
    if empty:
        yield Rejected(as_source(top), Reason.NOT_FOUND, "The folder has no files that can be read. Check the path.")
