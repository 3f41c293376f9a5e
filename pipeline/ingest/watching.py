"""What is new since the last look: files that came or changed and are complete, entries of feeds, each once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b

from pipeline.document import Article
from pipeline.ingest.files import STANDARD_INPUT, Found, Remote, as_source, expand
from pipeline.ingest.read import Reading
from pipeline.ingest.records import ReadOptions, Reason, Rejected

SETTLE = 2.0
"""Seconds for which a file must not have changed before it is read: until then it may still be written."""
PASSING = frozenset({Reason.NOT_FOUND, Reason.UNREADABLE, Reason.FETCH_FAILED, Reason.ROBOTS})
"""Reasons that may be over at the next look: told, not kept."""
_Stamp = tuple[int, int, int]


@dataclass
class Watching:
    """Looks at inputs again and again. Knows what it has read; what an earlier process has read is told it.

    Attributes:
        inputs: folders, files, patterns and addresses.
        options: how to read.
        sleep: how to wait between requests to one host.
        waiting: files that were seen, but may still be written; by path, what they were at the last look, and when.
    """

    inputs: Sequence[str]
    options: ReadOptions
    sleep: Callable[[float], object] = time.sleep
    waiting: dict[str, tuple[_Stamp, float]] = field(default_factory=dict)
    _done: dict[str, _Stamp] = field(default_factory=dict)
    _known: set[bytes] = field(default_factory=set)
    _passing: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._reading = Reading(self.options, self._today(), again=False, sleep=self.sleep)

    def remember(self, source: str, known: Rejected | tuple[str, str]) -> None:
        """Take what an earlier process has read: a rejection, or id and text of an article."""
        if isinstance(known, Rejected):
            self._known.add(_key(known))
        else:
            self._reading.remember(*known, source)

    def look(self) -> Iterator[Article | Rejected]:
        """Yield what is new: articles, what cannot be used, and troubles that began (`PASSING`)."""
        self._reading.today = self._today()
        troubles: set[bytes] = set()
        seen: set[str] = set()
        for found in expand(given for given in self.inputs if given != STANDARD_INPUT):
            for result in self._results(found, seen):
                if isinstance(result, Article):
                    yield result
                    continue
                key = _key(result)
                known = self._passing if result.reason in PASSING else self._known
                troubles.add(key)
                if key not in known:
                    known.add(key)
                    yield result
        # A trouble that is over is told again when it comes back; a file that is gone may come back, too.
        self._passing &= troubles
        for gone in self.waiting.keys() - seen:
            del self.waiting[gone]
        for gone in self._done.keys() - seen:
            del self._done[gone]

    def _results(self, found: Found | Remote | Rejected, seen: set[str]) -> Iterator[Article | Rejected]:
        if not isinstance(found, Found):
            yield from self._reading.read_found(found)
            return
        path = str(found.path)
        seen.add(path)
        stamp = self._ready(path)
        if stamp is not None:
            yield from self._reading.read_found(found)
            self._done[path] = stamp
            self.waiting.pop(path, None)

    def _ready(self, path: str) -> _Stamp | None:
        """Return what a file is like, if it is new or changed and has settled."""
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            return None  # it went away just now
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if self._done.get(path) == stamp:
            return None
        now = time.monotonic()
        before, since = self.waiting.get(path, (None, now))
        if before != stamp:
            self.waiting[path] = (stamp, now)
            # A file of yesterday is complete. One that is dated tomorrow is looked at twice, like a fresh one.
            return stamp if time.time() - status.st_mtime >= SETTLE else None
        return stamp if now - since >= SETTLE else None

    def _today(self) -> date:
        return self.options.today or datetime.now(UTC).date()


def _key(rejected: Rejected) -> bytes:
    return blake2b(f"{rejected.reason}\0{rejected.source}".encode("utf-8", "surrogatepass"), digest_size=12).digest()


def still_written(watching: Watching) -> list[str]:
    """Return the names of the files that are not read yet because they may still be written."""
    return sorted(as_source(path) for path in watching.waiting)
