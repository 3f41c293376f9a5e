"""The events of a store, made anew from the facts of all its articles, of this run and of earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from pipeline.contract import EventRecord
from pipeline.events import Merger
from pipeline.stores import tables
from pipeline.stores.flat import Rows, event_rows
from pipeline.stores.sql.engine import Engine, insert
from pipeline.stores.sql.reading import chunks, read_articles

ROWS = 1000
"""So many rows of events, or a few more, are written at once."""


def rebuild_events(engine: Engine) -> None:
    """Make the tables of events anew, inside of a transaction. Facts get their event over all articles.

    Memory: what tells the outages apart (some 3 kB an article), the facts of one event, the articles of one chunk.
    """
    engine.lock()
    merger = Merger()
    for record in read_articles(engine, whole=False):
        merger.add(record)
    for table in tables.OF_EVENT:
        engine.run(f"DELETE FROM {table.name}")
    for rows in _some_rows(merger.events()):
        for table in tables.OF_EVENT:
            insert(engine, table, rows[table.name])
    for ids in chunks(engine, tables.ARTICLES):
        _settle(engine, merger, ids)


def _some_rows(events: Iterable[EventRecord]) -> Iterator[Rows]:
    """The rows of events, some at a time: one outage may have the claims of thousands of articles."""
    rows: Rows = {table.name: [] for table in tables.OF_EVENT}
    for event in events:
        for name, more in event_rows(event).items():
            rows[name] += more
        if sum(map(len, rows.values())) >= ROWS:
            yield rows
            rows = {table.name: [] for table in tables.OF_EVENT}
    yield rows


def _settle(engine: Engine, merger: Merger, articles: list[str]) -> None:
    """Write the event of every fact of some articles, where it is another one now."""
    changed: list[tuple[str, str | None]] = []
    found = engine.rows(
        "SELECT article_id, fact_id, event_id FROM facts WHERE article_id IN (SELECT unnest(?::TEXT[]))"
        " ORDER BY article_id, number",
        [articles],
    )
    for article, facts in groupby(found, key=itemgetter(0)):
        known, events = list(facts), merger.events_of(article)
        if len(known) == len(events):  # else another run has just replaced the article, and settles it
            changed += ((fact, now) for (_, fact, old), now in zip(known, events, strict=True) if now != old)
    if changed:
        engine.run(
            "UPDATE facts SET event_id = new.event_id"
            " FROM (SELECT unnest(?::TEXT[]) AS fact_id, unnest(?::TEXT[]) AS event_id) AS new"
            " WHERE facts.fact_id = new.fact_id",
            [[fact for fact, _ in changed], [event for _, event in changed]],
        )
