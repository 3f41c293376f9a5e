"""Opening stores: what is missing, locked, unreachable or something else is told in one sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from naba_command import ROOT, Naba, environment
from store_records import article, asked, outage, write

from pipeline.stores import StoreError, open_store, read_store

SAMPLE = "corpora/samples/agency-brief.txt"


def test_import_loads_no_database() -> None:
    code = (
        "import sys, pipeline, pipeline.cli, pipeline.stores, pipeline.stores.url\n"
        "heavy = {'duckdb', '_duckdb', 'pyarrow', 'psycopg', 'pipeline.stores.sql'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(), check=True)


@pytest.mark.parametrize(
    ("package", "url", "extra"),
    [
        ("duckdb", "duckdb:{0}/f.duckdb", "duckdb"),
        ("pyarrow", "parquet:{0}/p", "parquet"),
        ("psycopg", "postgresql://host/db", "postgresql"),
    ],
)
def test_a_package_that_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, url: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    told = rf"{package} is not installed. Install it with: pip install 'naba\[{extra}\]'"
    with pytest.raises(StoreError, match=told):
        open_store(url.format(tmp_path))
    assert not list(tmp_path.rglob("*.parquet"))


def test_the_extras_exist() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert set(extras["all"]) == {*extras["duckdb"], *extras["parquet"], *extras["postgresql"]}
    assert set(extras["all"]) <= set(extras["dev"])


def test_a_file_that_is_no_duckdb_file(tmp_path: Path) -> None:
    (tmp_path / "f.duckdb").write_text("not a database at all, only some words " * 200, encoding="utf-8")
    with pytest.raises(StoreError, match=r"f\.duckdb is no DuckDB file\. Choose another name\."):
        open_store(f"duckdb:{tmp_path / 'f.duckdb'}")
    assert (tmp_path / "f.duckdb").read_text(encoding="utf-8").startswith("not a database")


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is a folder\. Give the name of a file"):
        open_store(f"duckdb:{tmp_path}")


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    for url in (f"duckdb:{tmp_path}/x/f.duckdb", f"csv:{tmp_path}/x", f"parquet:{tmp_path}/x"):
        with pytest.raises(StoreError, match="cannot be made a folder"):
            open_store(url)


def test_a_duckdb_file_that_another_program_has_open(tmp_path: Path) -> None:
    url = f"duckdb:{tmp_path / 'f.duckdb'}"
    write(url, [])
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('there', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(tmp_path / "f.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(StoreError, match=r"f\.duckdb is open in another program\. Close it there"):
            open_store(url)
        other.communicate()


def test_a_duckdb_file_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        list(read_store(f"duckdb:{tmp_path / 'f.duckdb'}"))
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_our_tables_cannot_be_shown(tmp_path: Path, postgres: str) -> None:
    import duckdb

    duckdb.connect(str(tmp_path / "f.duckdb")).close()
    for url in (f"duckdb:{tmp_path / 'f.duckdb'}", postgres):
        with pytest.raises(StoreError, match="has no tables of naba"):
            list(read_store(url))


def test_a_duckdb_file_that_was_made_for_nothing_vanishes(tmp_path: Path) -> None:
    open_store(f"duckdb:{tmp_path / 'f.duckdb'}").abort()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hush-hush@127.0.0.1:1/db",
        "postgresql:///db?host={0}&password=hush-hush",
        "postgresql://me:hush-hush@/db?host={0}&nonsense=hush-hush",
        "postgresql://me:hush%2Dhush@/db?host={0}",
    ],
)
def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="cannot be reached") as error:
        open_store(url.format(tmp_path))
    assert "hush" not in str(error.value).replace("nonsense=hush-hush", "")


def test_a_database_that_is_not_there(postgres: str) -> None:
    with pytest.raises(StoreError, match=r'cannot be reached: .*database "none" does not exist'):
        open_store(postgres.replace("/naba_", "/none?x=").partition("?")[0] + "?" + postgres.partition("?")[2])


def test_a_database_in_another_encoding(postgres_server: str) -> None:
    import psycopg

    name = f"latin_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'C'"  # type: ignore[arg-type]
        )
        try:
            with pytest.raises(StoreError, match=r"has the encoding LATIN1\. Arabic needs a database made with UTF8"):
                open_store(postgres_server.replace("/postgres?", f"/{name}?"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_a_server_that_goes_away_in_the_middle(postgres: str, postgres_server: str) -> None:
    import psycopg

    store = open_store(postgres)
    store.write(article("توقف", outage()))
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'naba' AND datname = %s",
            [postgres.partition("?")[0].rpartition("/")[2]],
        )
    with pytest.raises(StoreError, match="terminat"):
        store.flush()
    store.abort()


def test_two_runs_at_the_same_time_write_the_same_articles(postgres: str) -> None:
    """Both end, and every article is there once."""
    script = (
        "import sys; sys.path.insert(0, 'tests/stores')\n"
        "from store_records import article, loss, outage, write\n"
        "days = [f'2021-{m:02}-10' for m in range(1, 11)]\n"
        "write(sys.argv[1], [article(f'توقف {d}', outage('meta', d), loss(7)) for d in days * 5], batch=3)\n"
    )
    command = [sys.executable, "-c", script, postgres]
    runs = [subprocess.Popen(command, cwd=ROOT, env=environment(), stderr=subprocess.PIPE) for _ in range(3)]
    told = [run.communicate(timeout=120)[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], told
    assert asked(postgres, "SELECT count(*) FROM articles") == [(10,)]
    assert asked(postgres, "SELECT count(*) FROM facts") == [(20,)]
    assert asked(postgres, "SELECT count(*) FROM events") == [(10,)]
    assert asked(postgres, "SELECT count(finished) FROM runs") == [(3,)]


# ------------------------------------------------------------------------------------------------ the command line


def test_extract_writes_to_several_stores_at_once(naba: Naba, tmp_path: Path, postgres: str) -> None:
    secret = postgres.replace("postgres:@", "postgres:hush-hush@")
    urls = [f"csv:{tmp_path}/c", f"parquet:{tmp_path}/p", f"duckdb:{tmp_path}/f.duckdb", secret]
    done = naba("extract", SAMPLE, "-o", tmp_path / "out", *(part for url in urls for part in ("--store", url)))
    assert done.returncode == 0, done.stderr
    assert "The same is in csv:" in done.stdout
    assert "hush" not in done.stdout + done.stderr
    run = (tmp_path / "out" / "run.json").read_text(encoding="utf-8")
    assert "hush" not in run
    assert json.loads(run)["settings"]["stores"][1:3] == urls[:2]
    assert "hush" not in str(asked(postgres, "SELECT settings FROM runs"))
    facts = len((tmp_path / "out" / "facts.jsonl").read_text(encoding="utf-8").splitlines())
    for url in (urls[2], postgres):
        assert asked(url, "SELECT count(*) FROM facts") == [(facts,)]
        shown = naba("show", url)
        assert (shown.returncode, shown.stdout) == (0, naba("show", tmp_path / "out").stdout)


def test_extract_to_a_store_alone_makes_no_folder(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", ROOT / SAMPLE, "--store", "duckdb:f.duckdb", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert os.listdir(tmp_path) == ["f.duckdb"]
    assert "duckdb:f.duckdb facts" in done.stdout
    assert done.stdout.endswith("described in duckdb:f.duckdb runs. To look at it: naba show duckdb:f.duckdb\n")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--store", "mysql://root:hush@host/db"], "'mysql://root:***@host/db' is unknown. A store is one of"),
        (["--store", "csv:a", "--store", "csv:./a"], "the store csv:./a is given twice"),
        (["-o", "a", "--store", "parquet:a"], "the store parquet:a is given twice"),
        (["--store", "csv:corpora/samples/c"], "the output corpora/samples/c lies in the input corpora/samples"),
        (["--store", "csv:none", "--explain"], "--explain writes explain.jsonl, which only a jsonl: store has"),
        (["--store", "postgresql://u:hush@127.0.0.1:1/db"], "postgresql://u:***@127.0.0.1:1/db cannot be reached"),
    ],
)
def test_extract_says_which_store_is_wrong(naba: Naba, options: list[str], told: str) -> None:
    done = naba("extract", "corpora/samples", *options)
    assert done.returncode == 2
    assert told in done.stderr
    assert "hush" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (ROOT / "none").exists()


def test_when_one_store_cannot_be_opened_none_is_written(naba: Naba, tmp_path: Path) -> None:
    stores = ["--store", f"duckdb:{tmp_path}/f.duckdb", "--store", "postgresql://127.0.0.1:1/db"]
    assert naba("extract", SAMPLE, "-o", tmp_path / "out", *stores).returncode == 2
    assert list((tmp_path / "out").iterdir()) == []
    assert os.listdir(tmp_path) == ["out"]


def test_control_c_says_what_a_database_keeps(tmp_path: Path) -> None:
    """One batch is complete, more are to come: it stays, and a second run would complete the others."""
    code = (
        "import pipeline.stores.recorder as r\n"
        "flush, r.BATCH = r.Recorder.flush, 2\n"
        "r.Recorder.flush = lambda self: (flush(self), print('kept', flush=True))\n"
        "from pipeline.cli import main; main()"
    )
    lines = [json.dumps({"text": f"توقف تطبيق واتساب عن العمل مساء الاثنين لنحو {n} ساعات."}) for n in range(3000)]
    (tmp_path / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    store = f"duckdb:{tmp_path}/f.duckdb"
    command = [sys.executable, "-c", code, "extract", str(tmp_path / "news.jsonl"), "--store", store]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert [process.stdout.readline() for _ in range(2)] == [b"kept\n", b"kept\n"]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read().startswith(b"naba: stopped. Whole batches are kept in the database")
    assert asked(store, "SELECT count(*), count(finished) FROM runs") == [(1, 0)]
    ((kept,),) = asked(store, "SELECT count(*) FROM articles")
    assert 4 <= kept < 3000
    assert kept % 2 == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["duckdb:none.duckdb"], "none.duckdb does not exist"),
        (["csv:out"], "is written for other programs and cannot be read back"),
        (["duckdb:none.duckdb", "--explain"], "--explain needs explain.jsonl"),
        (["postgresql://u:hush@127.0.0.1:1/db"], "postgresql://u:***@127.0.0.1:1/db cannot be reached"),
    ],
)
def test_show_says_what_is_wrong_with_a_store(naba: Naba, arguments: list[str], told: str) -> None:
    done = naba("show", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "hush" not in done.stderr
