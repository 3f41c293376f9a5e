"""The store in a database: articles are upserted in batches, events are made anew at the end of a run."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.contract import ArticleRecord, RejectedRecord, RunRecord
from pipeline.stores import tables
from pipeline.stores.base import Finish
from pipeline.stores.flat import Row, Rows, article_rows, rejected_row, run_row
from pipeline.stores.sql.engine import Engine, delete, insert
from pipeline.stores.sql.migrate import migrate
from pipeline.stores.sql.rebuild import rebuild_events

if TYPE_CHECKING:
    from pipeline.explain import ExplainRecord


class DatabaseStore:
    """A run into a database. Every batch is one transaction; a run that breaks off keeps its complete batches.

    Args:
        engine: an open connection; the store closes it.
        forget: called when the run is given up before anything was kept.
    """

    can_be_shown = True
    left_alone = False

    def __init__(self, engine: Engine, forget: Callable[[], None] = lambda: None) -> None:
        self._engine = engine
        self._forget = forget
        self.name = engine.name
        started = datetime.now(UTC).isoformat(timespec="seconds")
        self.run_id = f"{started}/{secrets.token_hex(4)}"
        self._articles: dict[str, ArticleRecord] = {}
        self._rejected: list[RejectedRecord] = []
        self._numbered = 0
        self.kept = False
        self._closed = False
        try:
            migrate(engine)
        except BaseException:
            self.abort()
            raise

    def place(self, kind: str) -> str:
        """Return the table that has the records of a kind."""
        return f"{self.name} {'runs' if kind == 'run' else kind}"

    def write(self, record: ArticleRecord, explained: ExplainRecord | None = None) -> None:
        """Take one article. Of two with the same id in one batch the later one stays."""
        self._articles[record.article.id] = record

    def reject(self, record: RejectedRecord) -> None:
        """Take one input that could not be used."""
        self._rejected.append(record)

    def flush(self) -> None:
        """Write what waits, in one transaction."""
        if not (self._articles or self._rejected):
            return
        self._in_transaction(self._write)
        self._articles.clear()
        self._rejected.clear()

    def _in_transaction(self, work: Callable[[], None]) -> None:
        self._engine.begin()
        try:
            work()
            self._engine.commit()
        except BaseException:
            self._engine.rollback()
            raise
        self.kept = True

    def _write(self) -> None:
        """Write articles over those with the same ids, with all that belongs to them."""
        if not self.kept:
            self._start()
        rows: Rows = {table.name: [] for table in tables.OF_ARTICLE}
        # In one order in all runs: two that write the same articles wait for each other and never lock up.
        for record in sorted(self._articles.values(), key=lambda record: record.article.id):
            for name, more in article_rows(record, self.run_id).items():
                rows[name] += more
        insert(self._engine, tables.ARTICLES, rows["articles"], replace=True)
        for table in tables.OF_ARTICLE[1:]:
            delete(self._engine, table, "article_id", sorted(self._articles))
            insert(self._engine, table, rows[table.name])
        sources = {record.article.source for record in self._articles.values()}
        sources |= {record.source for record in self._rejected}
        self._forget_rejections(sorted(sources))
        lines = []
        for rejection in self._rejected:
            self._numbered += 1
            lines.append(rejected_row(rejection, self.run_id, self._numbered))
        insert(self._engine, tables.REJECTED, lines)

    def _start(self) -> None:
        """Note that a run began."""
        started = self.run_id.partition("/")[0]
        self._engine.run("INSERT INTO runs (run_id, started) VALUES (?, ?)", [self.run_id, started])

    def _forget_rejections(self, sources: list[str]) -> None:
        """What earlier runs said of these inputs no longer holds."""
        self._engine.run(
            "DELETE FROM rejected WHERE run_id <> ? AND source IN (SELECT unnest(?::TEXT[]))", [self.run_id, sources]
        )

    def close(self, finish: Finish) -> RunRecord:
        """Write what waits, make the events anew over all articles of the store, and note the run."""
        self.flush()
        made: list[RunRecord] = []

        def settle() -> None:
            if not self.kept:
                self._start()
            rebuild_events(self._engine)
            run = finish(self._events())
            finished = datetime.now(UTC).isoformat(timespec="seconds")
            insert(self._engine, tables.RUNS, [run_row(run, self.run_id, finished)], replace=True)
            made.append(run)

        self._in_transaction(settle)
        self._closed = True
        self._engine.close()
        return made[0]

    def _events(self) -> int:
        """The number of events that the articles of this run tell of."""
        counted: list[Row] = list(
            self._engine.rows(
                "SELECT count(DISTINCT facts.event_id) FROM facts JOIN articles ON articles.article_id ="
                " facts.article_id WHERE articles.run_id = ?",
                [self.run_id],
            )
        )
        return int(counted[0][0])

    def abort(self) -> None:
        """Undo the open batch, and close the connection."""
        if self._closed:
            return
        self._closed = True
        self._engine.rollback()
        self._engine.close()
        if not self.kept:
            self._forget()


def open_duckdb(path: Path) -> DatabaseStore:
    """Open a DuckDB file as a store. One that was made for a run that keeps nothing vanishes with it."""
    from pipeline.stores.sql.duck import DuckEngine

    new = not path.exists()
    return DatabaseStore(DuckEngine(path), (lambda: path.unlink(missing_ok=True)) if new else (lambda: None))


def open_postgres(url: str) -> DatabaseStore:
    """Open a PostgreSQL database as a store."""
    from pipeline.stores.sql.postgres import PostgresEngine

    return DatabaseStore(PostgresEngine(url))
