"""`naba extract --engine ray`: what it refuses, and the run of articles that a cluster reads."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.errors import fail

if TYPE_CHECKING:
    from pipeline.cli.extract import Request
    from pipeline.contract import RunRecord
    from pipeline.ingest import ReadOptions
    from pipeline.scale.worker import Recipe
    from pipeline.stores import Recorder
    from pipeline.stores.url import StoreUrl


def extract_in_cluster(
    request: Request, urls: Sequence[StoreUrl], recipe: Recipe, options: ReadOptions, *, quiet: bool
) -> tuple[Recorder, RunRecord]:
    """Read the articles in a Ray cluster, and write them as Parquet in parts.

    Raises:
        RunnerError: Ray is not there, the cluster cannot be reached, or a machine of it lacks something.
        DataFileError, EngineError: the pipeline cannot be loaded.
        StoreError: the folder cannot be written.
    """
    out = _check(request, urls)
    from pipeline.scale.connection import connected

    power = request.power
    with connected(power.address, quiet=quiet or not sys.stderr.isatty()):
        from pipeline.scale import cluster
        from pipeline.scale.shards import Inputs
        from pipeline.stores import Recorder
        from pipeline.stores.parts import ParquetParts
        from pipeline.stores.recorder import Described

        started, began = datetime.now(UTC), time.perf_counter()
        model = recipe.ner_model
        recipe = replace(
            recipe, kb=tuple(path.absolute() for path in recipe.kb), ner_model=model.absolute() if model else None
        )
        # Loaded here, too: what is wrong is said at once, and other machines must have the same.
        checksums = recipe.load().checksums
        inputs = Inputs.of(request.inputs, replace(options, today=options.today or started.date()))
        store = ParquetParts(out)
        with Recorder([store]) as recorder:
            reading = cluster.Reading(inputs, recipe, checksums, power.workers or 0)
            seconds = cluster.extract(reading, store, recorder)

            def run(counts: dict[str, int], rejected: dict[str, int]) -> RunRecord:
                spent = time.perf_counter() - began
                return Described(checksums, request.settings(), started, spent, seconds).record(counts, rejected)

            return recorder, recorder.commit(run)


def _check(request: Request, urls: Sequence[StoreUrl]) -> Path:
    """Refuse what many machines cannot do; return the folder of the store."""
    from pipeline.ingest.fetch_address import is_address

    if [url.scheme for url in urls] != ["parquet"]:
        raise fail("--engine ray writes Parquet. Give one store: --store parquet:FOLDER, and no -o.")
    if request.resume:
        raise fail("--resume goes on where one machine stopped. Leave it out: a cluster does again what it loses.")
    if request.given.url:
        raise fail("--url names one article. Read it without --engine ray.")
    if "-" in request.inputs:
        raise fail("--engine ray cannot read standard input. Save it to a file that every machine sees.")
    remote = next((given for given in request.inputs if is_address(given)), None)
    if remote:
        raise fail(
            "--engine ray fetches nothing: many machines would not be polite to one server. Fetch the addresses into "
            "files first (docs/fetch.md), or leave --engine ray out."
        )
    return Path(urls[0].target)
