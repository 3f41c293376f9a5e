"""The stores of a watch, brought up to date from its journal by what is new, as far as they can be."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.stores.folder import FILES
from pipeline.stores.growing import GrowingFolder
from pipeline.stores.recorder import Described, Recorder
from pipeline.stores.whole import temporary_of

if TYPE_CHECKING:
    from pipeline.stores.journal import Journal
    from pipeline.stores.recorder import Recorded
    from pipeline.stores.url import StoreUrl

REST = 4
"""Writing is followed by this many times as long without: however much there is, most of the time goes into reading."""
_DATABASES = ("duckdb", "postgresql")
_NOTE = "written.json"


class WatchStores:
    """What a watch writes: the folder of -o, which grows; databases, which get what is new; other files, as a whole.

    Args:
        folder: that of -o.
        urls: all stores, the folder among them.
        journal: what was read, by this process and by earlier ones.
        described: says what run.json has beside its counts.
    """

    def __init__(
        self, folder: Path, urls: Sequence[StoreUrl], journal: Journal, described: Callable[[], Described]
    ) -> None:
        self._folder = folder
        self._journal = journal
        self._described = described
        self._stores = [url.masked for url in urls]
        others = [url for url in urls if url.path != folder]
        self._databases = [url for url in others if url.scheme in _DATABASES]
        self._files = [url for url in others if url.scheme not in _DATABASES]
        self._there = [url.path for url in others if url.path]
        self._grown = GrowingFolder(folder)
        self._written = 0
        """Where in the journal the results end that this process has written; 0: it has written none."""
        self._rested = 0.0
        self._note = journal.folder / _NOTE
        self.pending = 0
        """So many results are in the journal only."""

    @property
    def rested(self) -> bool:
        """Whether the last writing was long enough ago."""
        return time.monotonic() >= self._rested

    def recall(self, result: Recorded) -> None:
        """Take a result of an earlier process."""
        self._grown.add(result)

    def add(self, result: Recorded) -> None:
        """Take a new result, which is in the journal by now."""
        self._grown.add(result)
        self.pending += 1

    def write(self) -> None:
        """Bring every store up to date."""
        at = time.monotonic()
        self._journal.sync()
        if self._written and not self._grown.untouched:
            self._grown, self._written = GrowingFolder(self._folder), 0
            for line in self._journal.since(0):
                self._grown.add(line.result)
        place = self._journal.place
        self._grown.write((line.result for line in self._journal.since(self._written)), self._described().record)
        self._record(self._databases, self._written)
        self._record(self._files, 0)
        self._written, self.pending = place, 0
        self._write_note()
        self._rested = time.monotonic() + REST * (time.monotonic() - at)

    def _record(self, urls: Sequence[StoreUrl], place: int) -> None:
        """Write the results since a place in the journal as one run."""
        if not urls:
            return
        with Recorder.open(urls) as recorder:
            for line in self._journal.since(place):
                recorder.write(line.result)
            recorder.commit(self._described().record)

    def up_to_date(self) -> bool:
        """Whether an earlier process has written all that the journal has, and its stores are still there."""
        try:
            noted = json.loads(self._note.read_text(encoding="utf-8"))
            return noted == self._now(self._journal.place) and all(path.exists() for path in self._there)
        except (OSError, ValueError):  # no note, or one of the files is gone
            return False

    def _write_note(self) -> None:
        temporary = temporary_of(self._note)
        temporary.write_text(json.dumps(self._now(self._written)), encoding="utf-8")
        temporary.replace(self._note)

    def _now(self, place: int) -> dict[str, Any]:
        sizes = {name: (self._folder / name).stat().st_size for name in FILES}
        return {"place": place, "stores": self._stores, "sizes": sizes}
