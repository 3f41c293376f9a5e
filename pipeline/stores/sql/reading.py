"""What a database gives back: its articles, its events and its last run, as records of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pipeline.contract import ArticleRecord, EventRecord, RunRecord
from pipeline.stores import tables
from pipeline.stores.base import StoreError
from pipeline.stores.flat import Row, article_of, event_of, run_of
from pipeline.stores.sql.engine import Engine, select
from pipeline.stores.sql.migrate import migrations, version

CHUNK = 100
"""So many articles without texts, or events, are read at a time."""
CHUNK_OF_TEXTS = 20
"""So many articles with them: each may have megabytes."""
_FOR_MERGING = (tables.ARTICLES, tables.FACTS, tables.FACT_REFS, tables.EVIDENCE)


@contextmanager
def opened(engine: Engine) -> Iterator[Engine]:
    """Look whether a run has written to a database, give it as it is now, and close it.

    Raises:
        StoreError: there are no tables of naba in it, or of another version.
    """
    try:
        at = version(engine)
        if at == 0:
            raise StoreError(f"{engine.name} has no tables of naba. Write some: naba extract ... --store {engine.name}")
        if at < len(migrations()):
            raise StoreError(
                f"{engine.name} has version {at} of the tables, this naba reads {len(migrations())}. "
                f"The next `naba extract ... --store {engine.name}` brings it up to date."
            )
        engine.snapshot()
        yield engine
    finally:
        engine.close()


def read_articles(engine: Engine, *, whole: bool = True) -> Iterator[ArticleRecord]:
    """Give every article as a record of the contract, in the order of their ids.

    Args:
        engine: the database.
        whole: with texts and spans; else only what merging reads.
    """
    wanted = tables.OF_ARTICLE if whole else _FOR_MERGING
    for ids in chunks(engine, tables.ARTICLES, CHUNK_OF_TEXTS if whole else CHUNK):
        rows = _by(engine, wanted, ids, "" if whole else "text")
        for article in ids:
            own = {table.name: rows.get(table.name, {}).get(article, []) for table in tables.OF_ARTICLE}
            yield article_of(own["articles"][0], own)


def read_events(engine: Engine) -> Iterator[EventRecord]:
    """Give every event as a record of the contract, in the order of their ids."""
    for ids in chunks(engine, tables.EVENTS):
        rows = _by(engine, tables.OF_EVENT, ids)
        for event in ids:
            own = {name: of.get(event, []) for name, of in rows.items()}
            yield event_of(own["events"][0], own)


def last_run(engine: Engine) -> RunRecord:
    """Give the run that was complete last.

    Raises:
        StoreError: none was.
    """
    names = ", ".join(tables.RUNS.names)
    found = list(
        engine.rows(f"SELECT {names} FROM runs WHERE finished IS NOT NULL ORDER BY finished DESC, run_id DESC LIMIT 1")
    )
    if not found:
        raise StoreError(
            f"{engine.name} has no complete run. Do it again to its end: naba extract ... --store {engine.name}"
        )
    return run_of(found[0])


def chunks(engine: Engine, table: tables.Table, size: int = CHUNK) -> Iterator[list[str]]:
    """Give the keys of a table in the order of the database, so many at a time."""
    (key,) = table.key
    sql = f"SELECT {key} FROM {table.name} WHERE {key} > ? ORDER BY {key} LIMIT {size}"
    last = ""
    while ids := [str(found) for (found,) in engine.rows(sql, [last])]:
        yield ids
        last = ids[-1]


def _by(engine: Engine, of: Sequence[tables.Table], ids: list[str], blank: str = "") -> dict[str, dict[str, list[Row]]]:
    """The rows of tables, the first of which has these keys, by the key; those of one in the order of the record."""
    (key,) = of[0].key
    found: dict[str, dict[str, list[Row]]] = {}
    for table in of:
        place, rows = table.names.index(key), found.setdefault(table.name, {})
        for line in select(engine, table, key, ids, _order(table), blank):
            rows.setdefault(line[place], []).append(line)
    return found


def _order(table: tables.Table) -> tuple[str, ...]:
    """The order of the record: by number; ids like q10 come after q9."""
    if table in (tables.QUANTITIES, tables.TIMES):
        return (f"length({table.key[-1]})", table.key[-1])
    if table is tables.MENTIONS:
        return ("length(entity_id)", "entity_id", "number")
    if table is tables.EVENT_CLAIMS:
        return ("claim", "number")
    return ("number",) if "number" in table.names else table.key
