"""The articles of a run between reading and the store: parts on the storage that all machines of a cluster see."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.contract import ArticleRecord, DiagnosticRecord, EventRecord, RejectedRecord
from pipeline.events import outages_of
from pipeline.ingest import Reason
from pipeline.ingest.near_duplicates import CODE
from pipeline.ingest.read import read_from
from pipeline.scale.copies import key_rows
from pipeline.scale.outages import events_of, merged_table, told_row, told_table, with_events
from pipeline.scale.shards import unseen
from pipeline.stores import Recorder
from pipeline.stores.parts import part_files

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.scale.copies import Met
    from pipeline.scale.outages import Circles

_KEYS = ["at", "id", "source", "digest", "keys", "values"]
_RECORDS = ["at", "source", "notes", "rejected", "record"]


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the rows that `extractor.Extractor` gives.

    Attributes:
        number: its place among the parts of the run.
        path: where it lies.
        rows: how many it has.
        met: what was found out about texts in it that were met before, by their place in the run.
    """

    number: int
    path: str
    rows: int
    met: dict[int, Met] = field(default_factory=dict)

    def having(self, met: dict[int, Met]) -> Part:
        """Return it with what was found out."""
        return replace(self, met=met)

    def columns(self, names: list[str]) -> pa.Table:
        """Read some columns of it; the others are not touched."""
        import pyarrow.parquet as pq

        return pq.read_table(self.path, columns=names)

    def records(self) -> Iterator[ArticleRecord | RejectedRecord]:
        """Read its articles and rejected inputs, what was met before named as one process names it."""
        for row in self.columns(_RECORDS).to_pylist():
            met = self.met.get(row["at"])
            if met is not None and met.again is not None:
                again = {"source": row["source"], "reason": Reason.DUPLICATE, "message": read_from(met.again)}
                yield RejectedRecord.model_validate(again)
            elif row["rejected"]:
                yield RejectedRecord.model_validate_json(row["record"])
            else:
                record = ArticleRecord.model_validate_json(row["record"])
                if met is not None and met.copy is not None:
                    # It comes after what the reader noted, before what the stages had to say.
                    diagnostics = list(record.diagnostics)
                    diagnostics.insert(row["notes"], DiagnosticRecord(code=CODE, message=met.copy.message))
                    record = record.model_copy(update={"diagnostics": diagnostics})
                yield record


def part_rows(parts: Iterable[Part]) -> pa.Table:
    """Return a row for each part, with the columns of `outages.merged` beside it."""
    import pyarrow as pa

    listed = list(parts)
    rows = merged_table([{"part": part.number, "event": None, "facts": None} for part in listed])
    return rows.append_column("it", pa.array([pickle.dumps(part) for part in listed], pa.binary()))


def _parts(rows: pa.Table) -> Iterator[Part]:
    yield from map(pickle.loads, rows["it"].drop_null().to_pylist())


def keys(rows: pa.Table, slots: int) -> Iterator[pa.Table]:
    """Yield the keys of the texts of parts, as `copies.key_rows` has them."""
    for part in _parts(rows):
        yield key_rows(part.columns(_KEYS), part.number, slots)


def parties(rows: pa.Table) -> pa.Table:
    """Return the different lists of providers and services (JSON) that the outages of the articles in parts name."""
    import pyarrow as pa

    articles = (text for part in _parts(rows) for text in part.columns(["parties"])["parties"].to_pylist())
    named = {json.dumps(outage) for text in articles for outage in json.loads(text)}
    return pa.table({"parties": pa.array(sorted(named), pa.string())})


def told(rows: pa.Table, circles: Circles) -> Iterator[pa.Table]:
    """Yield the outages that the articles of parts tell of, as `outages.told_row` has them."""
    for part in _parts(rows):
        articles = (record for record in part.records() if isinstance(record, ArticleRecord))
        yield told_table(
            [
                told_row(part.number, circles, outage, facts)
                for record in articles
                for outage, _, facts in outages_of(record)
            ]
        )


def write_part(rows: pa.Table, scratch: Path) -> pa.Table:
    """Write the files of one part of the store. Done twice, the second takes the place of the first.

    Args:
        rows: the row of the part (`part_rows`) and those of `outages.merged` that are meant for it.
        scratch: the folder for what is not complete yet.

    Returns:
        a row with what was counted: `events`, and a `recorder` without stores.

    Raises:
        RunnerError: this machine does not have the folder.
    """
    import pyarrow as pa

    if not scratch.is_dir():
        raise unseen(scratch)
    (part,) = _parts(rows)
    events, event_of = events_of(rows)
    counted = Recorder(())
    files = part_files(scratch, part.number)
    try:
        for event in events:
            files.event(EventRecord.model_validate_json(event))
        for record in part.records():
            if isinstance(record, RejectedRecord):
                files.rejected(record)
                counted.write(record)
            else:
                settled = with_events(record, event_of)
                files.article(settled)
                counted.write((settled, None))
        files.commit()
    except BaseException:
        files.discard()
        raise
    return pa.table({"events": [len(events)], "recorder": pa.array([pickle.dumps(counted)], pa.binary())})
