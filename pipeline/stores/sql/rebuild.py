"""The events of a store, made anew from the facts of all its articles, of this run and of earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pipeline.contract import ArticleRecord
from pipeline.events import Merger
from pipeline.stores import tables
from pipeline.stores.flat import Row, Rows, article_of, event_rows
from pipeline.stores.sql.engine import Engine, insert, select

CHUNK = 500
"""So many articles are read at a time, without their texts."""
CHUNK_OF_TEXTS = 20
"""So many with them: each may have megabytes."""
_NAMES = tables.ARTICLES.names
_TEXT = _NAMES.index("text")


def rebuild_events(engine: Engine) -> None:
    """Make the tables of events anew, inside of a transaction. Facts get their event over all articles.

    Memory: what merging keeps of every fact (never a text), and the articles of one chunk.
    """
    engine.lock()
    merger = Merger()
    for record in _with_facts(engine):
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
    for ids in _chunks(engine, "SELECT article_id FROM articles"):
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


def _with_facts(engine: Engine) -> Iterator[ArticleRecord]:
    """The articles that have facts, without their texts."""
    for ids in _chunks(engine, "SELECT DISTINCT article_id FROM facts"):
        yield from read_chunk(engine, ids, texts=False)


def _chunks(engine: Engine, sql: str, size: int = CHUNK) -> Iterator[list[str]]:
    ids = sorted(str(article) for (article,) in engine.rows(sql))
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def read_all(engine: Engine) -> Iterator[ArticleRecord]:
    """Give every article of a store as a record of the contract, in the order of their ids."""
    for ids in _chunks(engine, "SELECT article_id FROM articles", CHUNK_OF_TEXTS):
        yield from read_chunk(engine, ids)


def read_chunk(engine: Engine, ids: list[str], *, texts: bool = True) -> Iterator[ArticleRecord]:
    """Give some articles as records of the contract, in the order of their ids.

    Args:
        engine: the database.
        ids: of the articles.
        texts: with the texts, mentions, quantities and times; else only what merging reads.
    """
    wanted = tables.OF_ARTICLE[1:] if texts else (tables.FACTS, tables.FACT_REFS, tables.EVIDENCE)
    rows: dict[str, dict[str, list[Row]]] = {table.name: {} for table in tables.OF_ARTICLE[1:]}
    for table in wanted:
        place = table.names.index("article_id")
        for line in select(engine, table, "article_id", ids, _order(table)):
            rows[table.name].setdefault(line[place], []).append(line)
    names = ", ".join(name if texts or name != "text" else "'' AS text" for name in _NAMES)
    found = engine.rows(
        f"SELECT {names} FROM articles WHERE article_id IN (SELECT unnest(?::TEXT[])) ORDER BY article_id", [ids]
    )
    for article in list(found):
        own = {name: of.get(article[0], []) for name, of in rows.items()}
        yield article_of(article, own)


def _order(table: tables.Table) -> tuple[str, ...]:
    """The order of the record: by number; ids like q10 come after q9."""
    if table is tables.MENTIONS:
        return ("article_id", "length(entity_id)", "entity_id", "number")
    if "number" in table.names:
        return ("article_id", "number")
    identity = table.key[-1]
    return ("article_id", f"length({identity})", identity)
