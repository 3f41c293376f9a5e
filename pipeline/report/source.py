"""Where a report takes its run from: the folder of a run, or a database with those of many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import orjson

from pipeline.contract import ArticleRecord, EventRecord, RunRecord
from pipeline.stores import StoreError, parse_url, read_articles, read_jsonl
from pipeline.stores.folder import EXPLAIN, FILES, RUN
from pipeline.stores.recorder import CONTRACT_VERSION
from pipeline.stores.url import connect, is_url

if TYPE_CHECKING:
    from pipeline.stores.sql.engine import Engine

_NEEDED = (RUN, "articles.jsonl", "events.jsonl")


class Source(Protocol):
    """What a report shows."""

    @property
    def place(self) -> str:
        """Where the articles lie, for messages."""
        ...

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that it is made of: a report may not replace them."""
        ...

    def run(self) -> RunRecord:
        """How it was made; of several runs the last one."""
        ...

    def articles(self) -> Iterator[ArticleRecord]:
        """Give the articles."""
        ...

    def events(self) -> Iterator[EventRecord]:
        """Give the events."""
        ...


@contextmanager
def open_source(given: str | Path) -> Iterator[Source]:
    """Open what a report is made of: a run's folder, or a store's URL. A file of the name of a URL is that file.

    Raises:
        StoreError: it is no run, one of a newer contract, or cannot be read.
    """
    if isinstance(given, str) and is_url(given) and not Path(given).exists():
        url = parse_url(given)
        if url.scheme != "jsonl":
            from pipeline.stores.sql.reading import opened

            with opened(connect(url)) as engine:
                yield _Database(engine, (url.path,) if url.path else ())
            return
        given = url.target
    yield _Folder(Path(given))


@dataclass(frozen=True, slots=True)
class _Database:
    engine: Engine
    files: tuple[Path, ...]

    @property
    def place(self) -> str:
        return self.engine.name

    def run(self) -> RunRecord:
        from pipeline.stores.sql.reading import last_run

        return last_run(self.engine)

    def articles(self) -> Iterator[ArticleRecord]:
        from pipeline.stores.sql.reading import read_articles

        return read_articles(self.engine)

    def events(self) -> Iterator[EventRecord]:
        from pipeline.stores.sql.reading import read_events

        return read_events(self.engine)


@dataclass(frozen=True, slots=True)
class _Folder:
    folder: Path

    @property
    def place(self) -> str:
        return str(self.folder / "articles.jsonl")

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self.folder / name for name in (*FILES, EXPLAIN, RUN))

    def run(self) -> RunRecord:
        """Read run.json and look whether the other files are there."""
        folder = self.folder
        if not folder.is_dir():
            what = "is a file" if folder.exists() else "does not exist"
            raise StoreError(f"{folder} {what}. Name the folder of a run, as `naba extract INPUT -o FOLDER` writes it.")
        missing = [name for name in _NEEDED if not (folder / name).is_file()]
        if missing:
            raise StoreError(
                f"{folder} is not a whole run: {', '.join(missing)} not there. "
                f"`naba extract INPUT -o {folder}` writes one."
            )
        try:
            data = (folder / RUN).read_bytes()
        except OSError as error:
            raise StoreError(f"{folder / RUN} cannot be read: {error.strerror}.") from error
        try:
            raw = orjson.loads(data)
            contract = int(raw["contract"])
        except (ValueError, KeyError, TypeError) as error:  # not JSON, not an object, no number
            raise StoreError(f"{folder / RUN} is not the record of a run. Extract again.") from error
        if contract > CONTRACT_VERSION:
            # Its other fields may be new too, so that this comes before they are read.
            raise StoreError(
                f"{folder} was written under contract {contract}; this naba knows {CONTRACT_VERSION}. "
                "Install the newer naba, or extract again with this one."
            )
        try:
            return RunRecord.model_validate(raw)
        except ValueError as error:
            raise StoreError(f"{folder / RUN} is not the record of a run. Extract again.") from error

    def articles(self) -> Iterator[ArticleRecord]:
        return read_articles(self.folder)

    def events(self) -> Iterator[EventRecord]:
        return read_jsonl(self.folder / "events.jsonl", EventRecord)
