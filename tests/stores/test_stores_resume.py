"""`naba extract --resume` into a database: killed between and inside of batches, and while the events are made anew."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from store_records import asked
from warm_naba import Warm

from pipeline.contract import EventRecord, RejectedRecord
from pipeline.report.source import open_source
from pipeline.stores import StoreError, read_articles, read_jsonl
from pipeline.stores.recorder import BATCH

BRANDS = ("فيسبوك", "واتساب", "تليغرام", "تويتر")
INPUTS = 2 * BATCH + 100


def write_inputs(file: Path) -> None:
    """Two batches and a part: small articles, of which some name no day, and now and then what is none."""
    with file.open("w", encoding="utf-8") as out:
        for number in range(INPUTS):
            day = f" يوم {number % 27 + 1} مارس 2024" if number % 5 else ""
            text = f"تعطل {BRANDS[number % 4]}{day} وتلقى موقع داون ديتكتور {number + 100} بلاغ."
            line = "{broken" if number % 97 == 0 else json.dumps({"text": text, "published": "2024-03-20"})
            out.write(line + "\n")


def journaled(out: Path) -> int:
    with suppress(FileNotFoundError):
        return (out / ".journal" / "journal.jsonl").read_bytes().count(b"\n") - 1
    return 0


def articles_in(database: str) -> int:
    """How many articles a database has; 0 where there is none."""
    if database.startswith("duckdb:") and not Path(database.removeprefix("duckdb:")).exists():
        return 0
    try:
        return int(asked(database, "SELECT count(*) FROM articles")[0][0])
    except StoreError:  # no tables yet
        return 0


@pytest.mark.slow
def test_killed_at_any_moment_the_database_ends_as_the_folder(tmp_path: Path, warm: Warm, database: str) -> None:
    write_inputs(tmp_path / "in.jsonl")
    command = ["extract", tmp_path / "in.jsonl", "--ner", "none", "-q"]
    began = time.monotonic()
    assert warm.run(*command, "-o", tmp_path / "whole") == 0
    length = time.monotonic() - began
    out = tmp_path / "out"
    command += ["-o", out, "--store", database, "--resume"]
    rng = random.Random(3)
    in_batches = 0
    # In the first batch, behind it, in and behind the second, and five times when all is read.
    for done in (BATCH // 2, BATCH + 50, 2 * BATCH - 50, 2 * BATCH + 50, *[INPUTS] * 5):
        child = warm.start(*command)
        end = time.monotonic() + 120
        while journaled(out) < done:
            assert time.monotonic() < end, "it does not go on"
            time.sleep(0.002)
        time.sleep(rng.random() * length * 0.3)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        if warm.wait() != -signal.SIGKILL:
            break  # it was quicker
        in_batches += articles_in(database) > 0
    if (out / ".journal").exists():
        assert warm.run(*command) == 0, warm.errors.read_text(encoding="utf-8")
    assert in_batches
    for name in ("articles.jsonl", "facts.jsonl", "events.jsonl", "rejected.jsonl"):
        assert (out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    with open_source(database) as source:
        assert list(source.articles()) == sorted(read_articles(out), key=lambda record: record.article.id)
        events = read_jsonl(out / "events.jsonl", EventRecord)
        assert sorted(source.events(), key=str) == sorted(events, key=str)
        assert source.run().counts["articles"] == INPUTS - INPUTS // 97 - 1
    found = asked(database, "SELECT source, reason, message FROM rejected ORDER BY number")
    wanted = [(line.source, line.reason, line.message) for line in read_jsonl(out / "rejected.jsonl", RejectedRecord)]
    assert found == wanted
    # Those that were killed are known by having no end.
    assert asked(database, "SELECT count(finished) FROM runs") == [(1,)]


def test_a_database_that_went_away_is_filled_from_the_journal(tmp_path: Path, warm: Warm) -> None:
    """All results are written again, as stores know them by id: what an earlier process wrote need not be there."""
    write_inputs(tmp_path / "in.jsonl")
    out, file = tmp_path / "out", tmp_path / "facts.duckdb"
    command = ["extract", tmp_path / "in.jsonl", "--ner", "none", "-q", "-o", out, "--store", f"duckdb:{file}"]
    child = warm.start(*command, "--resume")
    while journaled(out) < BATCH + 20:
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    assert warm.wait() == -signal.SIGKILL
    for path in (file, file.with_name("facts.duckdb.wal")):
        path.unlink(missing_ok=True)
    assert warm.run(*command, "--resume") == 0
    assert articles_in(f"duckdb:{file}") == len((out / "articles.jsonl").read_text(encoding="utf-8").splitlines())
