"""Articles read on many machines with Ray Data: what runs where, and in which order.

Four passes, each complete on disk or in the cluster before the next begins, so that a machine which is lost costs what
it was doing, never what was done:

1. Files are listed by one task, read by tasks, their articles read by actors that load the pipeline once; what comes
   out is written as parts, which only this run sees.
2. Keys of the texts come together by their slots: what was read before, or nearly (`copies`).
3. Outages come together by circles of providers and services, each is merged by itself (`outages`).
4. Each part is written into the tables of the store, with the events of its facts (`parts`).
"""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.scale import parts
from pipeline.scale.connection import plain_errors
from pipeline.scale.copies import pairs, settle
from pipeline.scale.extractor import Extractor
from pipeline.scale.outages import Circles, merged
from pipeline.scale.shards import list_shards, read_shards

if TYPE_CHECKING:
    from pathlib import Path

    from ray.data import Dataset

    from pipeline.scale.parts import Part
    from pipeline.scale.shards import Inputs
    from pipeline.scale.worker import Recipe
    from pipeline.stores import Recorder
    from pipeline.stores.parts import ParquetParts

_ACTOR, _TASK = 0.4, 0.1
"""Shares of a core that Ray sets aside. An actor uses all of one; but where half of the machines are lost, the others
must have room for all actors, or what those were doing waits for ever."""
_SLOT = 10_000
"""So many texts have their keys in one slot: 150 MB."""
_BLOCK = 128 << 20
"""Bytes of a block of what is sorted: the fewer blocks, the fewer pieces go between machines."""


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely reading is cut.

    Attributes:
        files: a shard has so many files at most.
        size: it has so many bytes, where it has more than one file.
        block: articles are handed to actors in blocks of so many bytes.
        rows: a part has so many articles, or a few more; fewer where there are no more.
    """

    files: int = 64
    size: int = 4_000_000
    block: int = 1 << 20
    rows: int = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run reads, and how: all that travels.

    Attributes:
        inputs: the files.
        recipe: how to load the pipeline. Its paths are absolute.
        checksums: of the data and models here; every machine must have the same.
        actors: so many read articles; 0 is one for each core.
        grain: how finely the work is cut.
    """

    inputs: Inputs
    recipe: Recipe
    checksums: dict[str, str]
    actors: int = 0
    grain: Grain = Grain()


def extract(reading: Reading, store: ParquetParts, recorder: Recorder) -> dict[str, float]:
    """Read articles in the cluster that Ray is connected to, and write the parts of a store.

    Args:
        reading: what to read, and how.
        store: where to; `close` completes it.
        recorder: counts what was written.

    Returns:
        the seconds of each pass.

    Raises:
        RunnerError: something went wrong on a machine; the message says where, and what to do.
    """
    import ray

    seconds: dict[str, float] = {}
    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    cores = max(1, int(resources.get("CPU", 1)))
    with plain_errors():
        with _timed("read_and_extract", seconds):
            listed = _read(reading, store.scratch / "read", cores)
        with _timed("compare", seconds):
            listed = _compare(listed, cores)
        with _timed("merge", seconds):
            events = _merge(listed, cores)
        with _timed("write", seconds):
            _write(listed, events, cores, store, recorder)
    return seconds


@contextmanager
def _timed(name: str, seconds: dict[str, float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - began


def _read(reading: Reading, folder: Path, cores: int) -> list[Part]:
    """List, read, extract; return the parts."""
    import pyarrow.parquet as pq
    import ray
    from ray.data import ActorPoolStrategy

    folder.mkdir()
    grain, inputs = reading.grain, replace(reading.inputs, results=str(folder))
    _blocks_of(grain.block)

    def shards(_: Any) -> Iterator[Any]:
        return list_shards(inputs, grain.files, grain.size)

    # One row a batch and one row a block: each shard is handed on as soon as it is listed.
    listed = ray.data.range(1).map_batches(shards, batch_size=1, num_cpus=_TASK)
    listed = listed.repartition(target_num_rows_per_block=1)
    articles = listed.map_batches(
        partial(read_shards, inputs=inputs), batch_size=None, batch_format="pyarrow", num_cpus=_TASK
    )
    extracted = articles.map_batches(
        Extractor,
        fn_constructor_args=(reading.recipe, inputs, reading.checksums),
        batch_size=None,
        batch_format="pyarrow",
        num_cpus=_ACTOR,
        compute=ActorPoolStrategy(size=reading.actors or cores),
    )
    extracted.write_parquet(
        str(folder), min_rows_per_file=grain.rows, try_create_dir=False, ray_remote_args={"num_cpus": _TASK}
    )
    paths = sorted(str(path) for path in folder.glob("*.parquet"))
    return [parts.Part(number, path, pq.read_metadata(path).num_rows) for number, path in enumerate(paths)]


def _compare(listed: list[Part], cores: int) -> list[Part]:
    """Find out which texts were met before; return the parts with what was found out."""
    slots = max(2 * cores, sum(part.rows for part in listed) // _SLOT)
    rows = _dataset(listed, cores).map_batches(
        partial(parts.keys, slots=slots), batch_size=None, batch_format="pyarrow"
    )
    found = rows.groupby("slot").map_groups(pairs, batch_format="pyarrow")
    met = settle(found.iter_rows())
    return [part.having(met.get(part.number, {})) for part in listed]


def _merge(listed: list[Part], cores: int) -> Dataset:
    """Return the rows of `outages.merged`, kept in the cluster."""
    import ray

    dataset = _dataset(listed, cores)
    named = dataset.map_batches(parts.parties, batch_size=None, batch_format="pyarrow")
    circles = ray.put(Circles(json.loads(row["parties"]) for row in named.iter_rows()))

    def told(rows: Any) -> Iterator[Any]:
        return parts.told(rows, ray.get(circles))

    rows = dataset.map_batches(told, batch_size=None, batch_format="pyarrow").groupby("circle")
    events: Dataset = rows.map_groups(partial(merged, parts=len(listed)), batch_format="pyarrow").materialize()
    return events


def _write(listed: list[Part], events: Dataset, cores: int, store: ParquetParts, recorder: Recorder) -> None:
    """Write every part, and count what is in it."""
    rows = _dataset(listed, cores).union(events).groupby("part")
    written = rows.map_groups(partial(parts.write_part, scratch=store.scratch), batch_format="pyarrow")
    for row in written.iter_rows():
        store.events += row["events"]
        recorder.include(pickle.loads(row["recorder"]))
    store.found = recorder.found["articles"]


def _dataset(listed: list[Part], cores: int) -> Dataset:
    """Return the parts as a dataset in so many blocks that all machines have something to do."""
    import ray

    _blocks_of(_BLOCK)
    blocks = min(len(listed), 4 * cores)
    each = -(-len(listed) // blocks)
    return ray.data.from_arrow([parts.part_rows(listed[begin : begin + each]) for begin in range(0, len(listed), each)])


def _blocks_of(size: int) -> None:
    """Let the datasets that are made from now on have blocks of so many bytes."""
    from ray.data import DataContext

    context = DataContext.get_current()
    context.target_max_block_size = size
    context.target_min_block_size = min(size, context.target_min_block_size)
