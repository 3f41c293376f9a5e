"""The files below a folder, one at a time, in the order of their names; in bounded memory where these are many."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

SORTED = 10_000
"""Entries of one folder that are put in order. The entries of a larger one come as the file system has them: on one
machine the same each time, as long as nothing in the folder changes."""

Walked = set[tuple[int, int]]
"""The folders that were read, by device and number."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder that the system did not let us read."""

    path: Path
    error: OSError


@dataclass(frozen=True, slots=True)
class Again:
    """A folder that was read before: a link led back to it, or it was given twice."""

    path: Path


def walk(top: Path, walked: Walked) -> Iterator[Path | Unreadable | Again]:
    """Yield the files below a folder, hidden ones too: those of a folder first, then its folders, one after the other.

    Links to folders are followed when all else has been read. What is held in memory are the names in at most one
    folder of `SORTED` entries on each level, and the number of each folder that was read.

    Args:
        top: the folder.
        walked: the folders that were read before; what is read now is added.
    """
    links: list[Path] = []
    waiting = [iter([top])]
    while waiting or links:
        folder = next(waiting[-1], None) if waiting else links.pop(0)
        if folder is None:
            waiting.pop()
            continue
        try:
            status = os.stat(folder)
            if (status.st_dev, status.st_ino) in walked:
                yield Again(folder)
                continue
            walked.add((status.st_dev, status.st_ino))
            below: list[Path] | None = []
            with os.scandir(folder) as scan:
                first = list(islice(scan, SORTED + 1))
                if len(first) > SORTED:
                    below = None
                else:
                    first.sort(key=lambda entry: os.fsencode(entry.name))
                for entry in chain(first, scan):
                    path = folder / entry.name
                    if _is_folder(entry):
                        if below is not None:
                            below.append(path)
                    elif _is_link_to_folder(entry):
                        links.append(path)
                    else:
                        yield path
        except OSError as error:
            yield Unreadable(folder, error)
            continue
        waiting.append(_folders_of(folder) if below is None else iter(below))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or not entry.is_symlink():
        return False
    try:
        return stat.S_ISDIR(os.stat(entry.path).st_mode)
    except OSError:
        return False


def _folders_of(folder: Path) -> Iterator[Path]:
    """Yield the folders in a large folder by reading it once more: its names are too many to keep."""
    try:
        with os.scandir(folder) as scan:
            for entry in scan:
                if _is_folder(entry):
                    yield folder / entry.name
    except OSError:
        return  # it was read a moment ago; what has become of it is the business of the next run
