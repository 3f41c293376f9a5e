"""Merging in a cluster: outages that have nobody in common are merged apart, with the result of one `Merger`."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.events import Merger
from pipeline.events.local import id_part

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.contract import ArticleRecord
    from pipeline.events.cluster import Local
    from pipeline.events.told import Small

Item = TypeVar("Item")
_BATCH = 1_000
"""So many rows are given at a time."""


class Circles:
    """Providers and services that some outage names together, or others with whom some name one of them.

    Outages of different circles are never one, and their ids never alike: each circle is merged by itself.
    """

    def __init__(self, parties: Iterable[Iterable[str]]) -> None:
        """Take the providers and services of every outage."""
        self._parent: dict[str, str] = {}
        for named in parties:
            first, *others = (self._root(id_part(name)) for name in named)
            for other in others:
                self._parent[self._root(other)] = self._root(first)
        roots = sorted({self._root(name) for name in self._parent})
        numbers = {root: number for number, root in enumerate(roots)}
        self._numbers = {name: numbers[self._root(name)] for name in self._parent}

    def of(self, parties: Iterable[str]) -> int:
        """Return the number of the circle of an outage with these providers and services."""
        return self._numbers[id_part(next(iter(parties)))]

    def _root(self, name: str) -> str:
        parent = self._parent
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name


def told_row(part: int, circles: Circles, outage: Local, facts: list[Small]) -> dict[str, Any]:
    """Return the row of one outage of an article in a part: its circle, and what merging needs of it."""
    return {
        "circle": circles.of(outage.parties),
        "part": part,
        "facts": [fact.fact_id for fact in facts],
        "told": pickle.dumps((outage, facts)),
    }


def told_table(rows: list[dict[str, Any]]) -> pa.Table:
    """Return a table of rows of `told_row`."""
    import pyarrow as pa

    fields = [
        ("circle", pa.int64()), ("part", pa.int32()), ("facts", pa.list_(pa.string())), ("told", pa.binary()),
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, pa.schema(fields))


def merged(rows: pa.Table, parts: int) -> Iterator[pa.Table]:
    """Merge the outages of one circle.

    Args:
        rows: all rows of `told_row` with one `circle`.
        parts: how many parts the run has; each writes the events of some circles.

    Yields:
        rows of a `part`: an `event` to be written with it, or the `facts` of an outage in it with their event.
    """
    merger = Merger()
    outages = []
    for told in rows["told"]:
        outage, facts = pickle.loads(told.as_py())
        merger.take(outage, facts)
        outages.append(outage)
    home = rows["circle"][0].as_py() % parts
    for events in _batches(merger.events()):
        yield merged_table([_row(home, event=event.model_dump_json(by_alias=True)) for event in events])
    for told_there in _batches(zip(outages, rows["part"], rows["facts"], strict=True)):
        yield merged_table(
            [
                _row(part.as_py(), event=merger.event_of(outage), facts=facts.as_py())
                for outage, part, facts in told_there
            ]
        )


def _row(part: int, event: str, facts: list[str] | None = None) -> dict[str, Any]:
    return {"part": part, "event": event, "facts": facts}


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def merged_table(rows: list[dict[str, Any]]) -> pa.Table:
    """Return a table with the columns of `merged`."""
    import pyarrow as pa

    schema = pa.schema([("part", pa.int32()), ("event", pa.string()), ("facts", pa.list_(pa.string()))])
    return pa.Table.from_pylist(rows, schema)


def events_of(rows: pa.Table) -> tuple[list[str], dict[str, str]]:
    """Take apart what `merged` gave for one part: the events to be written with it (JSON), the event of each fact."""
    written: list[str] = []
    event_of: dict[str, str] = {}
    for event, facts in zip(rows["event"].to_pylist(), rows["facts"].to_pylist(), strict=True):
        if facts is not None:
            event_of.update(dict.fromkeys(facts, event))
        elif event is not None:
            written.append(event)
    return sorted(written), event_of


def with_events(record: ArticleRecord, events: Mapping[str, str]) -> ArticleRecord:
    """Return the record with the events of its facts over all articles."""
    facts = [fact.model_copy(update={"event_id": events.get(fact.fact_id)}) for fact in record.facts]
    return record.model_copy(update={"facts": facts})
