"""`naba watch`: keeps reading what comes into folders and feeds; the files of the run grow with it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.errors import USAGE, counted, fail, tell, told
from pipeline.cli.extract import check_stores
from pipeline.report.bidi import isolate

if TYPE_CHECKING:
    from pipeline.cli.extract import Request
    from pipeline.document import Article
    from pipeline.ingest import Rejected
    from pipeline.ingest.watching import Watching
    from pipeline.pipeline import Pipeline
    from pipeline.stores.journal import Journal
    from pipeline.stores.recorder import Described
    from pipeline.stores.url import StoreUrl

FOLDER = ".watch"
"""Where the journal lies, in the folder that is written."""
BATCH = 200
"""After so many new inputs the files are written, even if a look gives more: it shows its results early."""
_LOOKS = 5
"""With --once, so many times it is looked whether files that are being written have settled."""


def run(request: Request, interval: float, once: bool, quiet: bool) -> None:
    """Watch until a signal to end comes; with `once`, until everything that is there was read."""
    if "-" in request.inputs:
        raise fail("standard input cannot be watched. Give folders, files of feeds, or addresses.")
    if not 0.1 <= interval <= 86_400:
        raise fail(f"--interval: {interval:g} is no number of seconds from 0.1 to 86400.")
    stop = _stop_on_signals()
    with told():
        from pipeline import __version__
        from pipeline.ingest.watching import Watching
        from pipeline.pipeline import load
        from pipeline.stores.journal import Journal, clear_leftovers

        urls = request.to()
        check_stores(request, urls)
        folder = _folder(urls)
        pipeline = load(request.kb, ner=request.ner.engine, ner_model=request.ner.model)
        settings = request.settings()
        about = {"version": __version__, **{k: v for k, v in settings.items() if k != "inputs"}}
        about |= {f"{name} (its checksum)": checksum for name, checksum in pipeline.checksums.items()}
        with Journal(folder / FOLDER, about) as journal:
            for place in (folder, journal.folder):
                clear_leftovers(place)
            watching = Watching(request.inputs, request.options(), stop.wait)
            _Watch(request, urls, folder, pipeline, journal, watching, stop, quiet).run(interval, once)


def _folder(urls: Sequence[StoreUrl]) -> Path:
    folder = next((url.path for url in urls if url.scheme == "jsonl" and url.path), None)
    if folder is None:
        raise fail("naba watch keeps what it has read in the folder of -o. Add -o FOLDER.")
    if (folder / "run.json").exists() and not (folder / FOLDER).exists():
        raise fail(f"{folder} has a run of `naba extract`, which watching would replace. Choose another folder.", USAGE)
    return folder


def _stop_on_signals() -> threading.Event:
    """Return what is set by a signal to end. A second one ends at once; nothing that was read is lost."""
    stop = threading.Event()

    def end(number: int, _frame: object) -> None:
        if stop.is_set():
            sys.exit(128 + number)
        stop.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return stop


@dataclass
class _Watch:
    request: Request
    urls: Sequence[StoreUrl]
    folder: Path
    pipeline: Pipeline
    journal: Journal
    watching: Watching
    stop: threading.Event
    quiet: bool
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    began: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        from pipeline.cli.watch_stores import WatchStores

        self._stores = WatchStores(self.folder, self.urls, self.journal, self._described)

    def run(self, interval: float, once: bool) -> None:
        if self._recall() and not self._stores.up_to_date():
            self._stores.write()  # the last process was killed before it wrote
        looks = 0
        while not self.stop.is_set():
            self._look()
            looks += 1
            if once and (not self.watching.waiting or looks >= _LOOKS):
                break
            self.stop.wait(_pause(interval, once))
        if self._stores.pending:
            self._stores.write()
        if once and self.watching.waiting:
            from pipeline.ingest.watching import still_written

            for name in still_written(self.watching):
                tell(f"not read yet: {isolate(name)}: It is still being written.")
        if not self.quiet:
            tell(f"{counted(self.journal.known, 'input')} in {self.folder}. The same command goes on from here.")

    def _recall(self) -> int:
        """Let the watching know what earlier processes have read; return how many inputs that were."""
        from pipeline.ingest import Rejected

        for line in self.journal.lines():
            self._stores.recall(line.result)
            if line.article is not None:
                self.watching.remember(line.source, (line.article.article.id, line.article.article.text))
            elif line.rejected is not None:
                rejected = line.rejected
                self.watching.remember(line.source, Rejected(line.source, line.what, rejected.message))
        return self.journal.known

    def _look(self) -> None:
        from pipeline.ingest import Rejected
        from pipeline.ingest.watching import PASSING

        for item in self.watching.look():
            if isinstance(item, Rejected) and item.reason in PASSING:
                tell(f"not now: {isolate(item.source)}: {item.message} [{item.reason}]")
                continue
            self._take(item)
            if self.stop.is_set():
                break
            if self._stores.pending >= BATCH and self._stores.rested:
                self._stores.write()
        if self._stores.pending and self._stores.rested:
            self._stores.write()

    def _take(self, item: Article | Rejected) -> None:
        from pipeline.contract import RejectedRecord
        from pipeline.stores.journal import Line
        from pipeline.stores.recorder import read_one

        line = Line.of(item, read_one(self.pipeline, item, explain=self.request.explain))
        self.journal.add(line)
        self._stores.add(line.result)
        if isinstance(line.result, RejectedRecord):
            rejected = line.result
            tell(f"not used: {isolate(rejected.source)}: {rejected.message} [{rejected.reason}]")
        elif not self.quiet:
            tell(f"read: {isolate(line.source)}: {counted(len(line.result[0].facts), 'fact')}")

    def _described(self) -> Described:
        from pipeline.stores.recorder import Described

        wall = time.perf_counter() - self.began
        return Described(
            self.pipeline.checksums, self.request.settings(), self.started, wall, dict(self.pipeline.seconds)
        )


def _pause(interval: float, once: bool) -> float:
    from pipeline.ingest.watching import SETTLE

    return SETTLE + 0.1 if once else interval
