"""From the inputs of a run to shards, and from a shard to rows of articles: what the machines of a cluster read."""

from __future__ import annotations

import os
import pickle
import platform
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.ingest import Rejected
from pipeline.ingest.files import Found, Remote, expand
from pipeline.ingest.near_duplicates import band_keys, compared, signature_of
from pipeline.ingest.read import Reading, digest_of
from pipeline.scale.worker import RunnerError

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.document import Article
    from pipeline.ingest import ReadOptions

    Shard = list[tuple[int, Found | Remote | Rejected]]

ROWS = 64
"""So many articles are handed on at a time."""
_ITEM_BITS = 32
"""An article's place in the run is the number of its file, and in these bits its number in the file."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run reads. It travels to every machine.

    Attributes:
        given: files, folders and patterns, as the user wrote them.
        options: how to read; its `today` is set, so that all machines have one day.
        folder: where the command was given: relative paths begin there. None where there are none.
        there: those of `given` that the machine of the command sees.
        results: the folder that it made for results; None where there is none yet.
    """

    given: tuple[str, ...]
    options: ReadOptions
    folder: str | None
    there: tuple[str, ...]
    results: str | None = None

    @classmethod
    def of(cls, given: Iterable[str], options: ReadOptions) -> Inputs:
        """Describe inputs as they are seen from here."""
        paths = tuple(given)
        folder = None if all(os.path.isabs(path) for path in paths) else os.getcwd()
        return cls(paths, options, folder, tuple(path for path in paths if os.path.lexists(path)))

    def stand(self) -> None:
        """Go where relative paths begin: sources have the names that the user gave.

        Raises:
            RunnerError: this machine does not have the folder, or that of the results.
        """
        if self.folder is not None:
            try:
                os.chdir(self.folder)
            except OSError:
                raise unseen(self.folder) from None
        if self.results is not None and not os.path.isdir(self.results):
            # It would be made here, where nobody looks for results.
            raise unseen(self.results)


def unseen(path: str | Path) -> RunnerError:
    """Return the error for a path that this machine does not have, but another one has."""
    return RunnerError(
        f"the machine {platform.node()} does not have {path}. Every machine of the cluster must see the inputs and the "
        "results under the same path: put them on storage that all of them mount."
    )


def list_shards(inputs: Inputs, files: int, size: int) -> Iterator[pa.Table]:
    """List the files behind inputs, in shards of a few; each file has the number of its place in the run.

    Args:
        inputs: what the run reads.
        files: so many files are a shard at most.
        size: so many bytes a shard has at most, where it has more than one file.

    Raises:
        RunnerError: this machine does not see an input that the machine of the command sees.
    """
    inputs.stand()
    for path in inputs.there:
        if not os.path.lexists(path):
            raise unseen(path)
    shard: Shard = []
    taken = 0
    for numbered in enumerate(expand(inputs.given)):
        its = _size(numbered[1])
        if shard and (len(shard) >= files or taken + its > size):
            yield _shard_row(shard)
            shard, taken = [], 0
        shard.append(numbered)
        taken += its
    if shard:
        yield _shard_row(shard)


def _size(found: Found | Remote | Rejected) -> int:
    try:
        return os.stat(found.path).st_size if isinstance(found, Found) else 0
    except OSError:
        return 0  # reading it says what is wrong


def _shard_row(shard: Shard) -> pa.Table:
    import pyarrow as pa

    return pa.table({"shard": pa.array([pickle.dumps(shard)], pa.binary())})


def read_shards(table: pa.Table, inputs: Inputs) -> Iterator[pa.Table]:
    """Read the files of shards: a row is an article or a rejected input, with what comparing texts needs of it.

    Texts are not compared yet. `at` is the place of the row in the run: a lower one was read earlier by one process.

    Raises:
        RunnerError: this machine does not see the files.
    """
    inputs.stand()
    rows: list[dict[str, Any]] = []
    for shard in table["shard"].to_pylist():
        for number, found in pickle.loads(shard):
            _check_seen(found)
            # Each file by itself: what one article says never depends on another one.
            reading = Reading(inputs.options, _day(inputs.options), together=False)
            for item, read in enumerate(reading.read_found(found)):
                rows.append(_row(number << _ITEM_BITS | item, read))
                if len(rows) >= ROWS:
                    yield _rows(rows)
                    rows = []
    if rows:
        yield _rows(rows)


def _day(options: ReadOptions) -> Any:
    if options.today is None:
        raise ValueError("the machines of a cluster must be told which day it is (ReadOptions.today)")
    return options.today


def _check_seen(found: Found | Remote | Rejected) -> None:
    """Refuse to go on where this machine lacks what another one listed. One file that is gone is only rejected."""
    if isinstance(found, Found):
        needed = found.path if found.named else found.path.parent
        if not os.path.lexists(needed):
            raise unseen(needed)


def _row(at: int, read: Article | Rejected) -> dict[str, Any]:
    row: dict[str, Any] = {"at": at, "item": pickle.dumps(read), "source": read.source}
    if isinstance(read, Rejected):
        return {**row, **dict.fromkeys(("id", "digest", "keys", "values", "notes"))}
    row |= {"id": read.id, "digest": digest_of(read.text), "keys": None, "values": None, "notes": len(read.notes)}
    signature = signature_of(read.text)
    if signature is not None:
        row["keys"] = array("I", band_keys(signature)).tobytes()
        row["values"] = compared(signature)
    return row


def _rows(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=pa.schema(_fields()))


def _fields() -> list[tuple[str, Any]]:
    import pyarrow as pa

    return [
        ("at", pa.int64()), ("item", pa.binary()), ("source", pa.string()), ("id", pa.string()),
        ("digest", pa.binary()), ("keys", pa.binary()), ("values", pa.binary()), ("notes", pa.int32()),
    ]  # fmt: skip
