"""The actor that reads articles on a machine of a cluster: a worker in a process beside it, loaded once."""

from __future__ import annotations

import json
import pickle
import platform
from typing import TYPE_CHECKING, Any

from pipeline.contract import ArticleRecord, RejectedRecord
from pipeline.entities.engines import EngineError
from pipeline.events import outages_of
from pipeline.resources import DataFileError
from pipeline.scale.pool import Pool
from pipeline.scale.worker import RunnerError

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.scale.shards import Inputs
    from pipeline.scale.worker import Recipe
    from pipeline.stores.recorder import Recorded


class Extractor:
    """Rows of articles in, rows of what stores take out.

    The pipeline runs in a process of its own (a pool of one). An article that ends this process costs one article, as
    it does on one machine; if it ended the actor, the cluster would try its whole block again, without end.
    """

    def __init__(self, recipe: Recipe, inputs: Inputs, checksums: dict[str, str]) -> None:
        """Load the pipeline.

        Args:
            recipe: how to.
            inputs: what the run reads.
            checksums: of the data and models of the machine where the command was given.

        Raises:
            RunnerError: it cannot be loaded here, or its data and models are others.
        """
        inputs.stand()
        try:
            self._pool = Pool(recipe, 1)
        except (DataFileError, EngineError, OSError, RunnerError) as error:
            raise RunnerError(f"naba cannot be loaded on the machine {platform.node()}: {error}") from error
        other = sorted(name for name, its in self._pool.checksums.items() if checksums.get(name) != its)
        if other:
            raise RunnerError(
                f"the machine {platform.node()} has other data or models than this one ({', '.join(other)}). Install "
                "the same version of naba on every machine."
            )

    def __call__(self, items: pa.Table) -> pa.Table:
        """Read the articles of a table of `read_shards`. The column `item` gives way to what became of it."""
        import pyarrow as pa

        given = map(pickle.loads, items["item"].to_pylist())
        rows = [_result(result) for _, result in self._pool.run(given)]
        table = items.drop_columns("item")
        for name, kind in (("rejected", pa.bool_()), ("record", pa.string()), ("parties", pa.string())):
            table = table.append_column(name, pa.array([row[name] for row in rows], kind))
        return table


def _result(result: Recorded) -> dict[str, Any]:
    if isinstance(result, RejectedRecord):
        return {"rejected": True, "record": result.model_dump_json(by_alias=True), "parties": "[]"}
    record, _ = result
    return {"rejected": False, "record": record.model_dump_json(by_alias=True), "parties": json.dumps(parties(record))}


def parties(record: ArticleRecord) -> list[list[str]]:
    """Return, for each outage that an article tells of, the providers and services in it."""
    return [sorted(outage.parties) for outage, _, _ in outages_of(record)]
