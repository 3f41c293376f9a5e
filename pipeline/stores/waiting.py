"""The articles of a run on disk, until all are there and the events can be told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.contract import ArticleRecord, EventRecord
from pipeline.events import Merger
from pipeline.stores.jsonl import JsonlFile, read_jsonl

_SPOOL = "spool.jsonl"


class Waiting:
    """Which event a fact belongs to is known when all articles were read: until then they wait in a file.

    In memory is only the little that tells outages apart.
    """

    def __init__(self, folder: Path) -> None:
        self._merger = Merger()
        self._spool = JsonlFile(folder / _SPOOL)

    def add(self, record: ArticleRecord) -> None:
        """Take one article."""
        self._spool.write(record)
        self._merger.add(record)

    def events(self) -> Iterator[EventRecord]:
        """Return the events over all articles, one at a time."""
        return self._merger.events()

    def articles(self) -> Iterator[ArticleRecord]:
        """Give the articles back, every fact with its event over all of them. After `events`."""
        self._spool.close()
        for waiting in read_jsonl(self._spool.temporary, ArticleRecord):
            yield self._merger.settled(waiting)

    def discard(self) -> None:
        """Remove the file."""
        self._spool.discard()
