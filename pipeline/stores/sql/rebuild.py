"""The events of a store, made anew from the facts of all its articles, of this run and of earlier ones."""

from __future__ import annotations

from itertools import islice

from pipeline.events import Merger
from pipeline.stores import tables
from pipeline.stores.flat import Rows, event_rows
from pipeline.stores.sql.engine import Engine, insert
from pipeline.stores.sql.reading import CHUNK, chunks, read_articles


def rebuild_events(engine: Engine) -> None:
    """Make the tables of events anew, inside of a transaction. Facts get their event over all articles.

    Memory: what merging keeps of every fact (never a text), and the articles of one chunk.
    """
    engine.lock()
    merger = Merger()
    for record in read_articles(engine, whole=False):
        merger.add(record)
    events = merger.events()
    for table in tables.OF_EVENT:
        engine.run(f"DELETE FROM {table.name}")
    remaining = iter(events)
    while some := list(islice(remaining, CHUNK)):
        rows: Rows = {table.name: [] for table in tables.OF_EVENT}
        for event in some:
            for name, more in event_rows(event).items():
                rows[name] += more
        for table in tables.OF_EVENT:
            insert(engine, table, rows[table.name])
    for ids in chunks(engine, tables.ARTICLES):
        _settle(engine, merger, ids)


def _settle(engine: Engine, merger: Merger, articles: list[str]) -> None:
    """Write the event of every fact of some articles, where it is another one now."""
    known = engine.rows(
        "SELECT fact_id, event_id FROM facts WHERE article_id IN (SELECT unnest(?::TEXT[])) ORDER BY fact_id",
        [articles],
    )
    changed = [(fact, event) for fact, old in known if (event := merger.event_of(fact)) != old]
    if changed:
        engine.run(
            "UPDATE facts SET event_id = new.event_id"
            " FROM (SELECT unnest(?::TEXT[]) AS fact_id, unnest(?::TEXT[]) AS event_id) AS new"
            " WHERE facts.fact_id = new.fact_id",
            [[fact for fact, _ in changed], [event for _, event in changed]],
        )
