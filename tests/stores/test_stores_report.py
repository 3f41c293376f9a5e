"""`naba report` of a database: the page that the folder of the same run gives."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naba_command import Naba
from store_records import article, asked, broken_off, outage, records, rejected, write

from pipeline.contract import ArticleRecord
from pipeline.events import merge
from pipeline.report.html import write_report
from pipeline.stores import StoreError
from pipeline.stores.flat import event_of, event_rows, run_of
from pipeline.stores.tables import RUNS

_SCRIPT = re.compile(r'<script type="application/json" id="([^"]+)">(.*?)</script>', re.DOTALL)


STATED: dict[str, Any] = {"evidence": [{"start": 0, "end": 4, "text": "توقف"}]}


def data(page: Path) -> dict[str, Any]:
    """What a page has of its run, by the id of the element."""
    return {name: json.loads(block) for name, block in _SCRIPT.findall(page.read_text(encoding="utf-8"))}


def test_a_database_gives_the_page_of_the_folder(
    tmp_path: Path, database: str, samples: list[ArticleRecord], sample_run: Path
) -> None:
    write(database, samples)
    ours, theirs = tmp_path / "ours.html", tmp_path / "theirs.html"
    written = write_report(database, ours)
    same = write_report(sample_run, theirs)
    assert (written.articles, written.facts, written.events) == (same.articles, same.facts, same.events)
    found, wanted = data(ours), data(theirs)
    assert sorted(found) == sorted(wanted)
    for name, block in found.items():
        if name == "run":
            assert block.pop("version") == "0.0.0"
            assert wanted[name].pop("version")
            assert block.pop("key") != wanted[name].pop("key")  # the order of the articles is another one
            assert {**block, "names": sorted(block["names"])} == {
                **wanted[name], "names": sorted(wanted[name]["names"])
            }  # fmt: skip
        elif name == "event-data":
            assert block == sorted(wanted[name], key=lambda event: str(event["event_id"]))
        elif name == "index":
            assert block == sorted(wanted[name], key=lambda row: str(row["id"]))
        else:
            assert block == wanted[name]


def test_the_page_of_a_database_that_grew_is_of_all_its_articles(tmp_path: Path, database: str) -> None:
    for day in (4, 5):
        write(database, [article(f"توقف {day}", {**outage("meta", f"2021-10-{day:02}"), **STATED})])
        write_report(database, tmp_path / f"{day}.html")
    first, second = data(tmp_path / "4.html"), data(tmp_path / "5.html")
    assert (len(first["index"]), len(second["index"])) == (1, 2)
    assert first["run"]["key"] != second["run"]["key"]
    write(database, [])  # nothing new: what a person has changed is still there
    write_report(database, tmp_path / "again.html")
    assert data(tmp_path / "again.html")["run"]["key"] == second["run"]["key"]


def test_the_command_takes_a_store(tmp_path: Path, naba: Naba, database: str) -> None:
    write(database, [article("توقف ميتا", {**outage(), **STATED})])
    done = naba("report", database, "-o", tmp_path / "r.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert ": 1 article, 1 fact, 1 event." in done.stdout


def test_a_folder_may_be_given_as_a_store(tmp_path: Path, sample_run: Path) -> None:
    assert write_report(f"jsonl:{sample_run}", tmp_path / "r.html").articles == 13


def test_a_database_without_a_complete_run_is_refused(tmp_path: Path, database: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        write(database, broken_off([article("توقف ميتا", outage())]), batch=1)
    with pytest.raises(StoreError, match=r"has no complete run\. Do it again"):
        write_report(database, tmp_path / "r.html")
    assert not (tmp_path / "r.html").exists()
    assert asked(database, "SELECT count(*) FROM articles") == [(1,)]


@pytest.mark.parametrize(
    ("given", "says"),
    [("duckdb:none.duckdb", "does not exist"), ("csv:tables", "cannot be read back"), ("duckdb:", "has no path")],
)
def test_what_is_no_store_to_read_is_refused(tmp_path: Path, naba: Naba, given: str, says: str) -> None:
    done = naba("report", given, cwd=tmp_path)
    assert (done.returncode, says in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_database_itself_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "facts.duckdb"
    write(f"duckdb:{file}", [article("توقف ميتا", outage())])
    with pytest.raises(StoreError, match="is a part of the run"):
        write_report(f"duckdb:{file}", file)
    assert asked(f"duckdb:{file}", "SELECT count(*) FROM articles") == [(1,)]


@settings(deadline=None)
@given(made=st.lists(records, max_size=4))
def test_any_event_comes_back_from_its_rows(made: list[ArticleRecord]) -> None:
    for event in merge({record.article.id: record for record in made}.values()):
        rows = event_rows(event)
        assert event_of(rows["events"][0], rows) == event


def test_a_run_comes_back_from_the_database(database: str) -> None:
    run = write(database, [article("توقف ميتا", outage()), rejected("a.txt")])
    (line,) = asked(database, f"SELECT {', '.join(RUNS.names)} FROM runs")
    back = run_of(line)
    assert datetime.fromisoformat(back.started) == datetime.fromisoformat(run.started)  # in the zone of the session
    assert back.model_dump(exclude={"started"}) == run.model_dump(exclude={"started"})
