"""What a cluster finds out in pieces is what one process finds out in order; without a cluster."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from cluster_inputs import write_inputs
from naba_command import Naba

from pipeline.contract import ArticleRecord
from pipeline.document import Article
from pipeline.events import merge, outages_of
from pipeline.ingest import ReadOptions, Rejected, read
from pipeline.ingest.near_duplicates import CODE
from pipeline.pipeline import load
from pipeline.records import article_record
from pipeline.scale import copies, outages
from pipeline.scale.connection import plain_errors
from pipeline.scale.outages import Circles
from pipeline.scale.parts import Part, part_rows, write_part
from pipeline.scale.shards import Inputs, list_shards, read_shards
from pipeline.scale.worker import RunnerError
from pipeline.stores import StoreError, open_store
from pipeline.stores.parts import ParquetParts, part_files

OPTIONS = ReadOptions(today=date(2026, 11, 22))


def rows_of(inputs: Inputs, files: int = 3, size: int = 50_000) -> pa.Table:
    """Read inputs shard by shard, the last one first."""
    shards = list(list_shards(inputs, files, size))
    assert len(shards) > 2
    return pa.concat_tables(table for shard in reversed(shards) for table in read_shards(shard, inputs))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return Inputs.of(write_inputs(tmp_path_factory.mktemp("inputs") / "in"), OPTIONS)


def test_shards_give_what_one_process_reads(inputs: Inputs) -> None:
    rows = rows_of(inputs).sort_by("at")
    apart = [pickle.loads(item) for item in rows["item"].to_pylist()]
    together = list(read(inputs.given, OPTIONS))
    assert [item.source for item in apart] == [item.source for item in together]
    assert [item for item in apart if isinstance(item, Rejected)] == [
        item for item in together if isinstance(item, Rejected) and item.reason != "duplicate"
    ]


@pytest.mark.parametrize("slots", [1, 7, 1000])
def test_keys_find_the_copies_that_one_process_finds(inputs: Inputs, slots: int) -> None:
    rows = rows_of(inputs)
    keys = copies.key_rows(rows, 0, slots)
    found = [copies.pairs(keys.filter(pc.equal(keys["slot"], slot))) for slot in set(keys["slot"].to_pylist())]
    met = copies.settle(row for table in reversed(found) for row in table.to_pylist())[0]
    expected = list(read(inputs.given, OPTIONS))
    for at, item in zip(sorted(rows["at"].to_pylist()), expected, strict=True):
        its = met.get(at)
        if isinstance(item, Article):
            noted = [note.message for note in item.notes if note.code == CODE]
            assert noted == ([its.copy.message] if its and its.copy else [])
        elif item.reason == "duplicate":
            assert its is not None
            assert f"read from {its.again}." in item.message
        else:
            assert its is None
    assert sum(its.copy is not None for its in met.values()) > 2
    assert sum(its.again is not None for its in met.values()) > 5


@pytest.fixture(scope="module")
def records() -> list[ArticleRecord]:
    pipeline = load()
    articles = read(["corpora/samples", *map(str, sorted(Path("corpora/gold/train").glob("*.txt")))], OPTIONS)
    return [article_record(pipeline(item)) for item in articles if isinstance(item, Article)]


def test_circles_are_merged_apart_with_one_result(records: list[ArticleRecord]) -> None:
    told = [outage for record in records for outage in outages_of(record)]
    circles = Circles(outage.parties for outage, _, _ in told)
    rows = outages.told_table([outages.told_row(0, circles, outage, facts) for outage, _, facts in reversed(told)])
    numbers = set(rows["circle"].to_pylist())
    assert len(numbers) > 5
    merged = (outages.merged(rows.filter(pc.equal(rows["circle"], number)), 1) for number in numbers)
    events, event_of = outages.events_of(pa.concat_tables(table for circle in merged for table in circle))
    expected = list(merge(records))
    assert events == sorted(event.model_dump_json(by_alias=True) for event in expected)
    for event in expected:
        for claim in event.claims:
            assert {event_of[fact] for value in claim.values for fact in value.support} == {event.event_id}


def test_circles_know_who_is_named_together() -> None:
    circles = Circles([["a", "b"], ["c"], ["d", "c"], ["e f"], ["e-f", "g"]])
    assert circles.of(["a"]) == circles.of(["b", "a"])
    assert circles.of(["c"]) == circles.of(["d"])
    assert circles.of(["e f"]) == circles.of(["g"]), "ids of the two would be alike"
    assert len({circles.of([name]) for name in ("a", "c", "g")}) == 3


def test_relative_inputs_are_read_from_the_folder_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("نص", encoding="utf-8")
    inputs = Inputs.of(["a.txt"], OPTIONS)
    monkeypatch.chdir("/")
    (shard,) = list_shards(inputs, 10, 1000)
    os.chdir("/")
    (rows,) = read_shards(shard, inputs)
    assert rows["source"].to_pylist() == ["a.txt"]


@pytest.mark.parametrize("gone", ["a.txt", "folder"])
def test_what_another_machine_listed_must_be_seen(tmp_path: Path, gone: str) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "a.txt", tmp_path / "folder" / "b.txt", tmp_path / "folder" / "c.txt"):
        path.write_text("نص", encoding="utf-8")
    inputs = Inputs.of([str(tmp_path / "a.txt"), str(tmp_path / "folder")], OPTIONS)
    (shard,) = list_shards(inputs, 10, 1000)
    (tmp_path / gone).rename(tmp_path / "elsewhere")
    with pytest.raises(RunnerError, match="Every machine of the cluster must see the inputs and the results"):
        list(read_shards(shard, inputs))


def test_results_are_never_written_where_nobody_looks_for_them(tmp_path: Path) -> None:
    missing = tmp_path / "results"
    with pytest.raises(RunnerError, match=r"does not have .+results"):
        replace(Inputs.of([str(tmp_path)], OPTIONS), results=str(missing)).stand()
    with pytest.raises(RunnerError, match=r"does not have .+results"):
        write_part(part_rows([Part(0, "part.parquet", 1)]), missing)
    assert not missing.exists()


def test_one_file_that_is_gone_is_one_rejection(tmp_path: Path) -> None:
    for name in ("b.txt", "c.txt"):
        (tmp_path / name).write_text("نص", encoding="utf-8")
    inputs = Inputs.of([str(tmp_path)], OPTIONS)
    (shard,) = list_shards(inputs, 10, 1000)
    (tmp_path / "b.txt").unlink()
    (rows,) = read_shards(shard, inputs)
    assert [getattr(pickle.loads(item), "reason", "read") for item in rows["item"].to_pylist()] == ["not_found", "read"]


# ---------------------------------------------------------------------------------------------------- the store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ParquetParts]:
    store = ParquetParts(tmp_path / "out")
    yield store
    store.abort()


def test_a_part_that_is_written_twice_is_there_once(store: ParquetParts, records: list[ArticleRecord]) -> None:
    for _ in range(2):
        files = part_files(store.scratch, 3)
        files.article(records[0])
        files.commit()
    assert [path.name for path in (store.scratch / "articles.parquet").iterdir()] == ["part-00003.parquet"]


def test_parts_and_single_files_take_each_others_place(
    tmp_path: Path, records: list[ArticleRecord], sample_run: Path
) -> None:
    from pipeline.contract import RunRecord

    out = tmp_path / "out"
    run = RunRecord.model_validate_json((sample_run / "run.json").read_text(encoding="utf-8"))

    def parts() -> None:
        store = ParquetParts(out)
        files = part_files(store.scratch, 0)
        files.article(records[0])
        files.commit()
        store.found = 1
        store.close(lambda _: run)

    def single() -> None:
        store = open_store(f"parquet:{out}")
        store.write(records[0])
        store.close(lambda _: run)

    parts()
    assert (out / "articles.parquet").is_dir()
    single()
    assert (out / "articles.parquet").is_file()
    parts()
    assert (out / "articles.parquet").is_dir()
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_a_folder_of_another_store_is_refused(sample_run: Path) -> None:
    with pytest.raises(StoreError, match="holds a run of jsonl: files"):
        ParquetParts(sample_run)


# -------------------------------------------------------------------------------------------------- the command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out"], "Give one store: --store parquet:FOLDER, and no -o."),
        (["--store", "csv:out"], "Give one store: --store parquet:FOLDER, and no -o."),
        (["--store", "parquet:out", "--resume"], "--resume goes on where one machine stopped."),
        (["--store", "parquet:out", "--url", "https://a.example/b"], "--url names one article."),
        (["--store", "parquet:out", "-"], "--engine ray cannot read standard input."),
        (["--store", "parquet:out", "https://a.example/b"], "--engine ray fetches nothing"),
        (["--store", "parquet:out", "--address", "127.0.0.1:1"], "the cluster at 127.0.0.1:1 cannot be used:"),
        (["--store", "parquet:out", "--address", "nowhere"], "it is not HOST:PORT."),
        (["--store", "parquet:out", "--address", "ray://a:1"], "the address of a Ray client"),
    ],
)
def test_what_a_cluster_cannot_do_is_refused(naba: Naba, arguments: list[str], said: str) -> None:
    out = Path("out")
    before = out.stat().st_mtime_ns if out.exists() else None  # a run before in this checkout may have left it
    done = naba("extract", "corpora/samples/agency-brief.txt", *arguments, "--engine", "ray")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert (out.stat().st_mtime_ns if out.exists() else None) == before


def test_engines_and_addresses_are_checked(naba: Naba) -> None:
    unknown = naba("extract", "corpora/samples", "--engine", "dask")
    assert (unknown.returncode, unknown.stderr) == (2, "naba: --engine 'dask' is unknown. Take local or ray.\n")
    alone = naba("extract", "corpora/samples", "--address", "auto")
    assert (alone.returncode, alone.stderr) == (2, "naba: --address names a Ray cluster. Add --engine ray.\n")


def test_without_ray_the_command_says_how_to_install_it(naba: Naba, tmp_path: Path) -> None:
    (tmp_path / "ray.py").write_text("raise ModuleNotFoundError(\"No module named 'ray'\")", encoding="utf-8")
    done = naba("extract", "a.txt", "--store", f"parquet:{tmp_path / 'out'}", "--engine", "ray", cwd=tmp_path)
    assert done.returncode == 2
    assert "Install it with: pip install 'naba[ray]'" in done.stderr


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (
            "ray::map() (pid=1)\nTraceback ...\npipeline.scale.worker.RunnerError: the machine a does not have b.\n",
            "the machine a does not have b.",
        ),
        ("Traceback ...\nModuleNotFoundError: No module named 'pipeline.scale'", "naba is not installed on every"),
        ("Traceback ...\n\nThe node ran out of memory.\n", "the cluster failed: The node ran out of memory."),
    ],
)
def test_errors_of_a_cluster_are_one_sentence(raised: str, said: str) -> None:
    from ray.exceptions import RayError

    with pytest.raises(RunnerError) as error, plain_errors():
        raise RayError(raised)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)
