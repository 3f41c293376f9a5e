"""The journal of a run: every result on disk as soon as it is made, so that a run that was stopped goes on.

One line for each input, in their order. A line that was cut off by the stop is taken away; what comes after it is made
again. Lines are handed to the system one by one: a killed process loses none. The disk is asked to hold them once a
second: a power cut loses the last second, which is made again.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Self

import orjson
from pydantic import ValidationError

from pipeline.contract import ArticleRecord, Model, RejectedRecord
from pipeline.document import Article
from pipeline.explain import ExplainRecord
from pipeline.ingest import Rejected
from pipeline.stores.base import StoreError
from pipeline.stores.recorder import Recorded

_FILE = "journal.jsonl"
FETCHED = "fetched"
"""The folder beside the journal for what was fetched: it is read again from there."""
_VERSION = 1
_SYNC = 1.0
"""Seconds between two requests to the disk to hold what it was given."""
_TEMPORARY = re.compile(r"\..+\.(\d+)\.partial")


class Line(Model):
    """One input and what became of it."""

    source: str
    what: str
    """The id of the article that was read, or the reason why there was none."""
    article: ArticleRecord | None = None
    explained: ExplainRecord | None = None
    rejected: RejectedRecord | None = None

    @classmethod
    def of(cls, item: Article | Rejected, result: Recorded) -> Self:
        """Make the line of an input."""
        source, what = _key(item)
        if isinstance(result, RejectedRecord):
            return cls(source=source, what=what, rejected=result)
        return cls(source=source, what=what, article=result[0], explained=result[1])

    @property
    def result(self) -> Recorded:
        """The result, as stores take it."""
        if self.article is not None:
            return self.article, self.explained
        if self.rejected is None:
            raise ValueError("a line has an article or a rejection")
        return self.rejected


def _key(item: Article | Rejected) -> tuple[str, str]:
    return item.source, str(item.reason) if isinstance(item, Rejected) else item.id


class Journal:
    """A journal that is written by one process at a time. A context manager: it stays, unless it is removed.

    Args:
        folder: where it lies; made if it is not there.
        about: what a run must have in common with the one that began the journal, by name, as JSON.
        given: what the first run fixed for all that follow, such as its day.

    Raises:
        StoreError: another process writes it, it was begun by a run of another kind, or it cannot be used.
    """

    def __init__(self, folder: Path, about: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> None:
        self.folder = folder
        self.path = folder / _FILE
        self.known = 0
        """How many inputs were done before."""
        self._synced = time.monotonic()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = open(self.path, "a+b")  # noqa: SIM115
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error.strerror}. Choose another folder.") from error
        try:
            self._lock()
            self.given = self._begin(about, dict(given or {}))
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError):  # a full disk: what was not written is made again
            self._file.close()

    def lines(self) -> Iterator[Line]:
        """Give back what was done before, in order; take away a line that was cut off, and what is behind it."""
        self._file.seek(self._start)
        whole = self._start
        self.known = 0
        for raw in self._file:
            try:
                line = Line.model_validate_json(raw)
                if not raw.endswith(b"\n"):
                    break
            except ValidationError:
                break
            whole += len(raw)
            self.known += 1
            yield line
        self._file.truncate(whole)
        self._file.seek(whole)

    def since(self, place: int) -> Iterator[Line]:
        """Give back the lines from an earlier `place` on, once all `lines` were."""
        self._file.seek(place or self._start)
        for raw in self._file:
            yield Line.model_validate_json(raw)

    @property
    def place(self) -> int:
        """Where the journal ends now, for `since`; 0 is before its first line."""
        return self._file.seek(0, os.SEEK_END)

    def add(self, line: Line) -> None:
        """Write one line behind the others, once all `lines` were given back."""
        try:
            self._file.write(line.model_dump_json(by_alias=True).encode("utf-8") + b"\n")
            self._file.flush()
            if time.monotonic() - self._synced >= _SYNC:
                self.sync()
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error.strerror}. Make room, and go on.") from error
        self.known += 1

    def sync(self) -> None:
        """Ask the disk to hold what it was given."""
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def through(
        self, items: Iterable[Any], run: Callable[[Iterable[Any]], Iterator[tuple[Any, Recorded]]]
    ) -> Iterator[Recorded]:
        """Give the result of every input: from the journal where it is there, else made and written down.

        Args:
            items: articles and rejected inputs, as `ingest.read` gives them, the same and in the same order as before.
            run: gives each of the inputs that are left with its result, in order.

        Raises:
            StoreError: the inputs are not those that the journal speaks of.
        """
        left = iter(items)
        for number, known in enumerate(self.lines(), start=1):
            item = next(left, None)
            if item is None:
                raise self._changed("there are fewer of them")
            if (known.source, known.what) != _key(item):
                raise self._changed(f"input {number} was {known.source} ({known.what}), now it is {item.source}")
            yield known.result
        for item, result in run(left):
            line = Line.of(item, result)
            self.add(line)
            yield line.result

    def remove(self) -> None:
        """Remove the journal and what lies beside it: the run is complete."""
        self.path.unlink(missing_ok=True)
        self._file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _changed(self, how: str) -> StoreError:
        return StoreError(
            f"the inputs have changed since the run in {self.folder.parent} was begun: {how}. "
            f"Begin anew in another folder, or remove {self.folder}."
        )

    def _begin(self, about: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """Read the head of the journal, or write it."""
        wanted = orjson.loads(orjson.dumps({"journal": _VERSION, **about}))
        self._file.seek(0)
        first = self._file.readline()
        self._start = len(first)
        try:
            head = orjson.loads(first) if first.endswith(b"\n") else None
        except orjson.JSONDecodeError:
            head = None
        if isinstance(head, dict) and isinstance(head.get("about"), dict) and isinstance(head.get("given"), dict):
            self._compare(head["about"], wanted)
            begun: dict[str, Any] = head["given"]
            return begun
        if first.endswith(b"\n"):
            raise StoreError(f"{self.path} is no journal. Remove it, or choose another folder.")
        # New, or cut off before anything was done.
        self._file.truncate(0)
        shutil.rmtree(self.folder / FETCHED, ignore_errors=True)
        line = orjson.dumps({"about": wanted, "given": given}) + b"\n"
        self._file.write(line)
        self._file.flush()
        self.sync()
        self._start = len(line)
        return given

    def _compare(self, begun: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        names = sorted({*begun, *wanted})
        different = [name for name in names if begun.get(name) != wanted.get(name)]
        if not different:
            return
        name = different[0]
        more = f" (and {', '.join(different[1:])})" if different[1:] else ""
        raise StoreError(
            f"the run in {self.folder.parent} was begun with another {name}{more}: "
            f"{_shown(begun.get(name))}, now {_shown(wanted.get(name))}. "
            f"Give the same, choose another folder, or remove {self.folder} to begin anew."
        )

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # a system without locks of files: the user sees to it
            return
        try:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                f"another run is at work in {self.folder.parent}. Wait for it, or choose another folder."
            ) from None


def _shown(value: object) -> str:
    text = orjson.dumps(value).decode("utf-8")
    return text if len(text) <= 80 else f"{text[:80]}..."


def clear_leftovers(folder: Path) -> None:
    """Remove temporary files of runs in a folder whose process is gone. Only while the folder's journal is held."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _TEMPORARY.fullmatch(entry.name)
            if found and not _alive(int(found[1])):
                with suppress(OSError):
                    os.unlink(entry.path)


def _alive(process: int) -> bool:
    if os.name == "nt":  # there, the signal 0 is no question
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, and somebody else's
        return True
    return True
