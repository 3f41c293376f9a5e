"""A Ray cluster gives what one process gives, byte for byte, also when a machine is lost."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from cluster_inputs import write_inputs
from naba_command import ROOT, Naba
from test_scale_pool import DIE, Test

from pipeline.ingest import ReadOptions
from pipeline.scale.cluster import Grain, Reading, extract
from pipeline.scale.connection import connected
from pipeline.scale.shards import Inputs
from pipeline.scale.worker import Recipe, RunnerError
from pipeline.stores import Recorder
from pipeline.stores.parts import ParquetParts
from pipeline.stores.recorder import Described

if TYPE_CHECKING:
    from ray.cluster_utils import Cluster

pytestmark = pytest.mark.slow

FINE = Grain(files=4, size=40_000, block=20_000, rows=4)
"""So that few articles make many tasks."""
TABLES = ("articles", "facts", "events", "rejected")
MACHINE = {"num_cpus": 2, "object_store_memory": 100 << 20, "include_dashboard": False}
HEARTBEATS = {"health_check_period_ms": 1_000, "health_check_failure_threshold": 4}
"""A machine that is gone is missed after four seconds, not after fifteen."""


@pytest.fixture(scope="module")
def started() -> Iterator[Cluster]:
    """A cluster of one machine with two cores, and a connection to it. Its workers find the modules of the tests."""
    from ray.cluster_utils import Cluster

    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = filter(None, [*known, str(Path(__file__).parent), str(Path(__file__).parents[1]), str(ROOT)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(paths))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        cluster = Cluster(initialize_head=True, head_node_args={**MACHINE, "_system_config": HEARTBEATS})
        try:
            with connected(cluster.address, quiet=True):
                yield cluster
        finally:
            cluster.shutdown()


@pytest.fixture
def cluster(started: Cluster) -> Cluster:
    """The cluster with a second machine, which a test may lose."""
    if not started.worker_nodes:
        started.add_node(**MACHINE)
        started.wait_for_nodes()
    return started


def run(inputs: Inputs, out: Path, recipe: Recipe, checksums: dict[str, str] | None = None) -> Recorder:
    """Read inputs with two actors; `checksums` are what the machine of the command is said to have."""
    store = ParquetParts(out)
    with Recorder([store]) as recorder:
        known = recipe.load().checksums if checksums is None else checksums
        seconds = extract(Reading(inputs, recipe, known, 2, FINE), store, recorder)
        recorder.commit(Described(known, {}, datetime.now(UTC), 1.0, seconds).record)
    return recorder


def lines(store: Path) -> dict[str, list[str]]:
    """The rows of every table as JSON, sorted."""
    tables = {name: pq.read_table(store / f"{name}.parquet").to_pylist() for name in TABLES}
    return {name: sorted(json.dumps(row, ensure_ascii=False) for row in rows) for name, rows in tables.items()}


def inputs_of(*given: object) -> Inputs:
    return Inputs.of([str(path) for path in given], ReadOptions(today=datetime.now(UTC).date()))


def test_a_lost_machine_changes_nothing(cluster: Cluster, naba: Naba, tmp_path: Path) -> None:
    given = write_inputs(tmp_path / "in")
    alone = naba("extract", *given, "--store", f"parquet:{tmp_path / 'alone'}", "--quiet")
    assert alone.returncode == 0, alone.stderr
    read_before: list[int] = []
    ended = threading.Event()

    def lose_one() -> None:
        """Take a machine away when the first articles were read."""
        while not ended.wait(0.02):
            read = len(list((tmp_path / "out").glob(".*/read/*.parquet")))
            if read:
                read_before.append(read)
                cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)
                return

    killer = threading.Thread(target=lose_one)
    killer.start()
    try:
        recorder = run(inputs_of(*given), tmp_path / "out", Recipe())
    finally:
        ended.set()
        killer.join()
    parts = len(list((tmp_path / "out" / "articles.parquet").iterdir()))
    assert read_before, "no machine was lost"
    assert read_before[0] < parts / 2, "it was lost too late to matter"

    expected, got = lines(tmp_path / "alone"), lines(tmp_path / "out")
    assert got == expected
    assert recorder.rejected["duplicate"] > 5
    assert sum("near_duplicate" in line for line in got["articles"]) > 2
    ours, theirs = (json.loads((tmp_path / name / "run.json").read_text("utf-8")) for name in ("out", "alone"))
    for name in ("counts", "rejected", "checksums"):
        assert ours[name] == theirs[name]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "articles.parquet", "events.parquet", "facts.parquet", "rejected.parquet", "run.json",
    ]  # fmt: skip


def test_an_article_that_ends_its_process_costs_one_article(cluster: Cluster, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_text(f"{DIE if number == 5 else 'نص'} {number}", encoding="utf-8")
    recorder = run(inputs_of(tmp_path / "*.txt"), tmp_path / "out", Test())
    assert recorder.found["articles"] == 11
    assert [(lost.source, lost.reason) for lost in recorder.first_rejected] == [
        (str(tmp_path / "05.txt"), "worker_lost")
    ]


def test_inputs_without_any_article_leave_an_earlier_run_alone(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("نص", encoding="utf-8")
    run(inputs_of(tmp_path / "a.txt"), tmp_path / "out", Test())
    earlier = lines(tmp_path / "out")
    assert len(earlier["articles"]) == 1
    recorder = run(inputs_of(tmp_path / "missing.txt"), tmp_path / "out", Test())
    assert recorder.rejected == {"not_found": 1}
    assert recorder.stores[0].left_alone
    assert lines(tmp_path / "out") == earlier


def test_a_machine_that_does_not_see_an_input_ends_the_run(cluster: Cluster, tmp_path: Path) -> None:
    unseen = replace(inputs_of(tmp_path / "a.txt"), there=(str(tmp_path / "a.txt"),))
    with pytest.raises(
        RunnerError, match=r"^the machine .+ does not have .+a\.txt\. Every machine of the cluster must"
    ):
        run(unseen, tmp_path / "out", Test())
    assert list((tmp_path / "out").iterdir()) == []


def test_a_machine_with_other_models_ends_the_run(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("نص", encoding="utf-8")
    with pytest.raises(RunnerError, match=r"^the machine .+ has other data or models than this one \(moody\)\."):
        run(inputs_of(tmp_path / "a.txt"), tmp_path / "out", Test(), {"moody": "2"})


def test_the_command_reads_in_the_cluster(cluster: Cluster, naba: Naba, tmp_path: Path) -> None:
    given = ("corpora/samples/agency-brief.txt", "corpora/samples/gulf-daily.txt")
    alone = naba("extract", *given, "--store", f"parquet:{tmp_path / 'alone'}", "--format", "json")
    there = naba(
        "extract", *given, "--store", f"parquet:{tmp_path / 'out'}", "--format", "json",
        "--engine", "ray", "--address", cluster.address, "--workers", 1,
    )  # fmt: skip
    assert there.returncode == 0, there.stderr
    assert json.loads(there.stdout)["counts"] == json.loads(alone.stdout)["counts"]
    assert lines(tmp_path / "out") == lines(tmp_path / "alone")
