"""From records to rows of the tables, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.contract import ArticleRecord, EventRecord, RejectedRecord, RunRecord
from pipeline.records import fact_records
from pipeline.stores import tables
from pipeline.stores.tables import Column, Table

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
"""Rows by the name of their table."""
_DAY = len("2021-10-04")
_ROLES = {"object": "objects", "place": "places"}


def article_rows(record: ArticleRecord, run_id: str) -> Rows:
    """Return the rows of one article, for every table of `tables.OF_ARTICLE`."""
    article = record.article.id
    rows: Rows = {table.name: [] for table in tables.OF_ARTICLE}
    made: dict[str, Any] = {"article_id": article, "run_id": run_id}
    diagnostics = [diagnostic.model_dump() for diagnostic in record.diagnostics]
    day = {"published_day": day_of(record.article.published)}
    rows["articles"].append(
        row(tables.ARTICLES, record.article.model_dump(), {**made, **day, "diagnostics": diagnostics})
    )
    for entity in record.entities:
        own = entity.model_dump()
        for number, mention in enumerate(own["mentions"], start=1):
            rows["mentions"].append(row(tables.MENTIONS, {**own, "mentions": mention}, {**made, "number": number}))
    rows["quantities"] = [row(tables.QUANTITIES, quantity.model_dump(), made) for quantity in record.quantities]
    rows["times"] = [row(tables.TIMES, time.model_dump(), made) for time in record.times]
    for place, fact in enumerate(fact_records(record), start=1):
        own = fact.model_dump()
        time_day = day_of(fact.time.value if fact.time else None)
        rows["facts"].append(row(tables.FACTS, own, {**day, "number": place, "time_day": time_day}))
        of_fact = {**made, "fact_id": fact.fact_id}
        for role, slot in _ROLES.items():
            rows["fact_refs"] += _listed(tables.FACT_REFS, own[slot], {**of_fact, "role": role})
        rows["evidence"] += _listed(tables.EVIDENCE, own["evidence"], of_fact)
    return rows


def event_rows(event: EventRecord) -> Rows:
    """Return the rows of one event, for every table of `tables.OF_EVENT`."""
    own, made = event.model_dump(), {"event_id": event.event_id}
    claims: list[Row] = []
    for number, claim in enumerate(own["claims"], start=1):
        shared = {name: claim[name] for name in ("type", "category", "subject", "agreement")}
        claims += _listed(tables.EVENT_CLAIMS, claim["values"], {**made, **shared, "claim": number})
    return {
        "events": [row(tables.EVENTS, own, {"start_day": day_of(event.start.value)})],
        "event_services": [(event.event_id, service) for service in event.services],
        "event_articles": [(event.event_id, article) for article in event.articles],
        "event_claims": claims,
        "event_responses": _listed(tables.EVENT_RESPONSES, own["responses"], made),
    }


def rejected_row(record: RejectedRecord, run_id: str, number: int) -> Row:
    """Return the row of one rejected input."""
    return row(tables.REJECTED, record.model_dump(), {"run_id": run_id, "number": number})


def run_row(record: RunRecord, run_id: str, finished: str | None) -> Row:
    """Return the row of a run."""
    return row(tables.RUNS, record.model_dump(), {"run_id": run_id, "finished": finished})


def _listed(table: Table, items: Iterable[Mapping[str, Any]], made: Mapping[str, Any]) -> list[Row]:
    return [row(table, item, {**made, "number": number}) for number, item in enumerate(items, start=1)]


def row(table: Table, record: Mapping[str, Any], made: Mapping[str, Any]) -> Row:
    """Return one row: the values that the record has at the paths of the columns, and those that the store makes."""
    return tuple(
        _cell(column, _at(record, column.path) if column.path else made[column.name]) for column in table.columns
    )


def _at(record: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = record
    for name in path:
        if value is None:
            return None
        value = value[name]
    return value


def _cell(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.type == "json":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return double(value) if column.type == "number" else value


def double(value: float) -> float | None:
    """A figure as a database has it. One that no double can hold is null; its words are beside it."""
    try:
        return float(value)
    except OverflowError:
        return None


def day_of(value: str | None) -> date | None:
    """Return the day of an ISO value; None where it has no full date."""
    if value is None or len(value) < _DAY:
        return None
    try:
        return date.fromisoformat(value[:_DAY])
    except ValueError:
        return None


# -------------------------------------------------------------------------------------------------------- back


def article_of(article: Row, rows: Mapping[str, Sequence[Row]]) -> ArticleRecord:
    """Return the record of one article of its row and the rows of its other tables, each in order."""
    meta = unrow(tables.ARTICLES, article)
    refs: dict[tuple[str, str], list[dict[str, Any]]] = {}
    evidence: dict[str, list[dict[str, Any]]] = {}
    for line in rows["fact_refs"]:
        refs.setdefault((line[0], line[2]), []).append(unrow(tables.FACT_REFS, line))
    for line in rows["evidence"]:
        evidence.setdefault(line[0], []).append(unrow(tables.EVIDENCE, line))
    facts = [unrow(tables.FACTS, line) for line in rows["facts"]]
    for fact in facts:
        for name in ("article_id", "source_path", "url", "site", "published"):
            del fact[name]
        fact.update({slot: refs.get((fact["fact_id"], role), []) for role, slot in _ROLES.items()})
        fact["evidence"] = evidence.get(fact["fact_id"], [])
    names = tables.ARTICLES.names
    return ArticleRecord.model_validate(
        {
            "article": meta,
            "entities": _entities(rows["mentions"]),
            "quantities": [unrow(tables.QUANTITIES, line) for line in rows["quantities"]],
            "times": [unrow(tables.TIMES, line) for line in rows["times"]],
            "facts": facts,
            "diagnostics": _loaded(article[names.index("diagnostics")]) or [],
        }
    )


def event_of(event: Row, rows: Mapping[str, Sequence[Row]]) -> EventRecord:
    """Return the record of one event of its row and the rows of its other tables, each in order."""
    claims: dict[int, dict[str, Any]] = {}
    shared = ("type", "category", "subject", "agreement")
    for line in rows["event_claims"]:
        columns = dict(zip(tables.EVENT_CLAIMS.names, line, strict=True))
        claim = claims.setdefault(columns["claim"], {**{name: columns[name] for name in shared}, "values": []})
        claim["values"].append(unrow(tables.EVENT_CLAIMS, line))
    return EventRecord.model_validate(
        {
            **unrow(tables.EVENTS, event),
            "services": sorted(service for _, service in rows["event_services"]),
            "claims": list(claims.values()),
            "responses": [unrow(tables.EVENT_RESPONSES, line) for line in rows["event_responses"]],
            "articles": sorted(article for _, article in rows["event_articles"]),
        }
    )


def run_of(line: Row) -> RunRecord:
    """Return the record of a run of its row."""
    run = unrow(tables.RUNS, line)
    return RunRecord.model_validate({**run, "started": run["started"].isoformat()})


def _entities(lines: Iterable[Row]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        entity = unrow(tables.MENTIONS, line)
        mention = entity.pop("mentions")
        found.setdefault(entity["id"], {**entity, "mentions": []})["mentions"].append(mention)
    return list(found.values())


def unrow(table: Table, values: Row) -> dict[str, Any]:
    """Return the record of one row, as far as columns have paths. A slot with no value at all is None."""
    record: dict[str, Any] = {}
    slots = {column.path[0] for column in table.columns if len(column.path) > 1}
    for column, value in zip(table.columns, values, strict=True):
        if not column.path:
            continue
        inner = record
        for name in column.path[:-1]:
            inner = inner.setdefault(name, {})
        inner[column.path[-1]] = _value(column, value)
    return {
        name: None if name in slots and all(part is None for part in value.values()) else value
        for name, value in record.items()
    }


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.type == "json":
        return _loaded(value)
    if column.type == "number" and math.isfinite(value) and value == int(value):
        return int(value)
    return value


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
