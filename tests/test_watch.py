"""`naba watch`: what comes into folders and feeds is read once, across stops and starts, and events grow with it."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from naba_command import Naba
from warm_naba import Warm
from web import Reply, serve

from pipeline.contract import RunRecord
from pipeline.document import Article
from pipeline.ingest import ReadOptions, Rejected
from pipeline.ingest.records import FetchOptions
from pipeline.ingest.watching import SETTLE, Watching

OLD = time.time() - 3600


def text(number: int) -> str:
    return (
        f"تعطل فيسبوك يوم {number % 27 + 1} مارس 2024 نحو {number % 7 + 2} ساعات، وتلقى موقع داون ديتكتور "
        f"{number * 100 + 500} بلاغ عن العطل رقم {number}."
    )


def put(path: Path, content: str, when: float = OLD) -> None:
    """Write a file that nobody has touched for an hour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    os.utime(path, (when, when))


def feed(*numbers: int) -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>n{n}</guid><title>خبر</title><link>https://news.example/{n}</link>"
        f"<description>{text(n)}</description></item>"
        for n in numbers
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()


def sources(out: Path, name: str = "articles.jsonl") -> list[str]:
    records = [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]
    return [record["article"]["source"] if "article" in record else record["source"] for record in records]


def counts(out: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((out / "run.json").read_text(encoding="utf-8"))["counts"]
    return found


def names(out: Path) -> list[str]:
    return [Path(source).name for source in sources(out)]


def command(*parts: object) -> list[object]:
    return ["watch", *parts, "--ner", "none", "--allow-private", "--delay", "0", "--interval", "0.1"]


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, "it did not happen within a minute"
        time.sleep(0.01)


def has(out: Path, *wanted: str) -> Callable[[], bool]:
    def look() -> bool:
        with suppress(FileNotFoundError):
            return names(out) == list(wanted)
        return False

    return look


def read_by_now(out: Path, articles: int) -> Callable[[], bool]:
    return lambda: (out / "run.json").exists() and counts(out)["articles"] == articles


# ------------------------------------------------------------------------------------------------- the command


def test_what_comes_is_read_and_a_signal_ends_it(tmp_path: Path, warm: Warm) -> None:
    incoming, out = tmp_path / "in", tmp_path / "out"
    put(incoming / "a.txt", text(1))
    child = warm.start(*command(incoming, "-o", out))
    until(has(out, "a.txt"))
    put(incoming / "b.txt", text(2))
    until(has(out, "a.txt", "b.txt"))
    days = ("2024-03-02", "2024-03-03")
    until(lambda: all(day in (out / "events.jsonl").read_text(encoding="utf-8") for day in days))
    (incoming / "a.txt").unlink()
    put(incoming / "c.txt", "English only.")
    until(lambda: sources(out, "rejected.jsonl") != [])
    os.kill(child, signal.SIGINT)
    assert warm.wait() == 0
    said = warm.errors.read_text(encoding="utf-8")
    assert said.count("naba: read: ") == 2
    assert "[non_arabic]" in said
    # What was deleted stays in the files; the next start reads what is new, and nothing twice.
    put(incoming / "d.txt", text(3))
    assert warm.run(*command(incoming, "-o", out, "--once")) == 0
    assert names(out) == ["a.txt", "b.txt", "d.txt"]
    assert len(sources(out, "rejected.jsonl")) == 1
    assert warm.errors.read_text(encoding="utf-8").count("naba: read: ") == 1


def test_sigterm_ends_it_too(tmp_path: Path, warm: Warm) -> None:
    put(tmp_path / "in" / "a.txt", text(1))
    child = warm.start(*command(tmp_path / "in", "-o", tmp_path / "out"))
    until(has(tmp_path / "out", "a.txt"))
    os.kill(child, signal.SIGTERM)
    assert warm.wait() == 0


def test_a_watch_ends_with_what_an_extraction_gives(tmp_path: Path, warm: Warm) -> None:
    """The files are those that `naba extract` writes for the same articles in the same order."""
    for number in range(12):
        put(tmp_path / "in" / f"{number:02}.txt", text(number))
    assert warm.run(*command(tmp_path / "in", "-o", tmp_path / "out", "--once", "-q")) == 0
    assert warm.run("extract", tmp_path / "in", "-o", tmp_path / "whole", "--ner", "none", "-q") == 0
    for name in ("articles.jsonl", "facts.jsonl", "events.jsonl", "rejected.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_each_batch_brings_every_store_up_to_date(tmp_path: Path, warm: Warm) -> None:
    """The folder and other files are those of one extraction; a database is given only what is new."""
    import duckdb

    incoming, out, database = tmp_path / "in", tmp_path / "out", tmp_path / "facts.duckdb"
    incoming.mkdir()
    child = warm.start(
        *command(incoming, "-o", out, "--store", f"duckdb:{database}", "--store", f"csv:{tmp_path / 'tables'}")
    )
    # Which outage the first two speak of is known by the later ones.
    told = "تعطل فيسبوك وتلقى موقع داون ديتكتور {} بلاغ."
    undated = [json.dumps({"text": told.format(number), "published": "2024-03-05"}) for number in (100, 200)]
    batches = [
        {"a.jsonl": "\n".join(undated)},
        {"b.txt": text(3), "c.txt": "English only."},
        {"d.txt": text(30), "e.txt": text(5)},
    ]
    events, read = [], 0
    for batch in batches:
        for name, content in batch.items():
            put(tmp_path / "new" / name, content)
        (tmp_path / "new").rename(incoming / f"{len(events)}")  # all of it at once
        read += 1 if "c.txt" in batch else 2
        until(read_by_now(out, read))
        events.append(json.loads((out / "facts.jsonl").read_text(encoding="utf-8").splitlines()[0])["event_id"])
    os.kill(child, signal.SIGINT)
    assert warm.wait() == 0
    assert (events[0], events[1]) == ("meta/unknown", "meta/2024-03-04")
    to = ["--store", f"csv:{tmp_path / 'csv'}", "-o", tmp_path / "whole", "--ner", "none", "-q"]
    assert warm.run("extract", incoming, *to) == 0
    assert counts(out) == counts(tmp_path / "whole")
    for ours, theirs in ((out, tmp_path / "whole"), (tmp_path / "tables", tmp_path / "csv")):
        for path in theirs.iterdir():
            if path.name != "run.json":
                assert (ours / path.name).read_bytes() == path.read_bytes(), path.name
    with duckdb.connect(str(database), read_only=True) as opened:
        runs = opened.sql("SELECT articles, rejected FROM runs ORDER BY wall_seconds").fetchall()
        found = opened.sql("SELECT fact_id, event_id FROM facts").fetchall()
    assert runs == [(2, 0), (1, 1), (2, 0)]
    facts = [json.loads(line) for line in (out / "facts.jsonl").open(encoding="utf-8")]
    assert sorted(found) == sorted((fact["fact_id"], fact["event_id"]) for fact in facts)


def test_a_process_without_news_writes_nothing(tmp_path: Path, warm: Warm) -> None:
    """As from cron: what an earlier one has written stays as it is, unless some of it is gone."""
    incoming, out, tables = tmp_path / "in", tmp_path / "out", tmp_path / "tables"
    watched = command(incoming, "-o", out, "--store", f"csv:{tables}", "--once", "-q")

    def stamps() -> list[tuple[str, int]]:
        return sorted((path.name, path.stat().st_ino) for path in (*out.glob("*.json*"), *tables.iterdir()))

    put(incoming / "a.txt", text(1))
    assert warm.run(*watched) == 0
    before = stamps()
    assert warm.run(*watched) == 0
    assert stamps() == before
    facts = (out / "facts.jsonl").read_bytes()
    for remove in ((out / "facts.jsonl").unlink, lambda: shutil.rmtree(tables)):
        remove()
        assert warm.run(*watched) == 0
        assert ((out / "facts.jsonl").read_bytes(), (tables / "facts.csv").exists()) == (facts, True)
    put(incoming / "b.txt", text(2))
    assert warm.run(*watched) == 0
    assert names(out) == ["a.txt", "b.txt"]


def test_files_that_somebody_else_changed_are_written_anew(tmp_path: Path, warm: Warm) -> None:
    incoming, out = tmp_path / "in", tmp_path / "out"
    put(incoming / "a.txt", text(1))
    child = warm.start(*command(incoming, "-o", out))
    until(read_by_now(out, 1))
    (out / "facts.jsonl").write_text("mine\n", encoding="utf-8")
    put(incoming / "b.txt", text(2))
    until(read_by_now(out, 2))
    os.kill(child, signal.SIGINT)
    assert warm.wait() == 0
    assert warm.run("extract", incoming, "-o", tmp_path / "whole", "--ner", "none", "-q") == 0
    assert (out / "facts.jsonl").read_bytes() == (tmp_path / "whole" / "facts.jsonl").read_bytes()


def test_most_of_the_time_goes_into_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes to write: what comes meanwhile waits, and is written at the end at the latest."""
    from pipeline.cli import watch
    from pipeline.cli.extract import Given, Ner, Request
    from pipeline.cli.watch_stores import REST
    from pipeline.stores.growing import GrowingFolder

    monkeypatch.setattr(watch, "BATCH", 1)
    write, spans = GrowingFolder.write, list[tuple[float, float]]()

    def timed(*given: Any) -> RunRecord:
        at = time.monotonic()
        run = write(*given)
        spans.append((at, time.monotonic()))
        return run

    monkeypatch.setattr(GrowingFolder, "write", timed)
    for number in range(60):
        put(tmp_path / "in" / f"{number:02}.txt", text(number))
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    request = Request((str(tmp_path / "in"),), tmp_path / "out", (), Given(), (), False, Ner("none"))
    try:
        watch.run(request, interval=1, once=True, quiet=True)
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    assert len(names(tmp_path / "out")) == 60
    for (began, ended), (after, _) in pairwise(spans[:-1]):  # the last one does not wait
        assert after - ended >= REST * (ended - began)


def test_a_feed_on_the_web_gives_every_entry_once(tmp_path: Path, warm: Warm) -> None:
    out = tmp_path / "out"
    with serve() as site:
        tagged = {"Content-Type": "application/rss+xml"}
        site.replies["/feed"] = [
            Reply(feed(1, 2), headers={**tagged, "ETag": '"1"'}),
            Reply(status=304),
            Reply(status=500),
            Reply(feed(2, 3), headers={**tagged, "ETag": '"2"'}),
            Reply(status=304),
        ]
        child = warm.start(*command(f"{site.url}/feed", "-o", out))
        url = f"{site.url}/feed"
        until(lambda: (out / "articles.jsonl").exists() and len(sources(out)) == 3)
        asked = len(site.paths())
        until(lambda: len(site.paths()) > asked + 1)
        os.kill(child, signal.SIGINT)
        assert warm.wait() == 0
        assert sources(out) == [f"{url}#n{number}" for number in (1, 2, 3)]
        assert site.requests[-1].headers["If-None-Match"] == '"2"'
    assert "status 500" in warm.errors.read_text(encoding="utf-8")
    assert sources(out, "rejected.jsonl") == []


def test_killed_at_any_moment_nothing_is_lost_or_read_twice(tmp_path: Path, warm: Warm) -> None:
    rng = random.Random(4)
    incoming, out = tmp_path / "in", tmp_path / "out"
    for number in range(8):
        put(incoming / f"{number}.txt", text(number))
        child = warm.start(*command(incoming, "-o", out, "-q"))
        time.sleep(rng.random() * 0.5)
        os.kill(child, signal.SIGKILL)
        assert warm.wait() == -signal.SIGKILL
    assert warm.run(*command(incoming, "-o", out, "-q", "--once")) == 0
    assert sorted(names(out)) == [f"{number}.txt" for number in range(8)]
    assert {path.name for path in out.iterdir()} == {
        ".watch", "articles.jsonl", "events.jsonl", "facts.jsonl", "rejected.jsonl", "run.json"
    }  # fmt: skip


def test_the_folder_of_an_extraction_is_not_replaced(tmp_path: Path, naba: Naba) -> None:
    put(tmp_path / "in" / "a.txt", text(1))
    assert naba("extract", tmp_path / "in", "-o", tmp_path / "out", "--ner", "none").returncode == 0
    done = naba("watch", tmp_path / "in", "-o", tmp_path / "out", "--once", "--ner", "none")
    assert (done.returncode, "has a run of `naba extract`" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "-o", "out"], "standard input"),
        (["in", "-o", "out", "--interval", "0"], "--interval"),
        (["in", "-o", "in/out"], "lies in the input"),
    ],
)
def test_what_cannot_be_watched_is_refused(tmp_path: Path, naba: Naba, arguments: list[str], said: str) -> None:
    (tmp_path / "in").mkdir()
    done = naba("watch", "--once", "--ner", "none", *arguments, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


# ------------------------------------------------------------------------------------------------- one look


def look(watching: Watching) -> list[tuple[str, str]]:
    """What one look gives: file name, and `article` or the reason."""
    return [
        (Path(item.source).name, "article" if isinstance(item, Article) else str(item.reason))
        for item in watching.look()
    ]


@pytest.fixture
def watching(tmp_path: Path) -> Watching:
    (tmp_path / "in").mkdir()
    return Watching([str(tmp_path / "in")], ReadOptions(today=date(2025, 1, 1)))


def test_a_file_that_is_being_written_is_waited_for(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: clock)
    path = tmp_path / "in" / "a.txt"
    put(path, text(1)[:40], when=time.time())
    assert look(watching) == []
    assert list(watching.waiting) == [str(path)]
    clock += SETTLE
    put(path, text(1), when=time.time())  # there was more to come
    assert look(watching) == []
    clock += SETTLE - 0.1
    assert look(watching) == []
    clock += 0.2
    assert look(watching) == [("a.txt", "article")]
    assert watching.waiting == {}
    assert look(watching) == []


def test_a_file_with_a_date_to_come_is_read_when_it_rests(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: clock)
    put(tmp_path / "in" / "a.txt", text(1), when=time.time() + 86_400)
    assert look(watching) == []
    clock += SETTLE
    assert look(watching) == [("a.txt", "article")]


def test_a_changed_file_is_a_new_article_a_touched_one_is_not(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "in" / "a.txt"
    put(path, text(1))
    assert look(watching) == [("a.txt", "article")]
    put(path, text(1), when=OLD + 60)
    assert look(watching) == []
    put(path, text(2), when=OLD + 120)
    assert look(watching) == [("a.txt", "article")]
    put(path, text(1), when=OLD + 180)
    assert look(watching) == []


def test_a_file_that_grows_gives_its_new_lines(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "in" / "a.jsonl"
    lines = [json.dumps({"text": text(number)}) for number in range(3)]
    put(path, "\n".join([*lines[:2], "{broken"]))
    assert look(watching) == [("a.jsonl:1", "article"), ("a.jsonl:2", "article"), ("a.jsonl:3", "bad_json")]
    put(path, "\n".join([*lines[:2], "{broken", lines[2]]), when=OLD + 60)
    assert look(watching) == [("a.jsonl:4", "article")]


def test_copies_are_told_once(tmp_path: Path, watching: Watching) -> None:
    put(tmp_path / "in" / "a.txt", text(1))
    put(tmp_path / "in" / "b.txt", text(1))
    assert look(watching) == [("a.txt", "article"), ("b.txt", "duplicate")]
    assert look(watching) == []


def test_a_feed_in_a_file(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "in" / "feed.xml"
    put(path, feed(1, 2).decode())
    assert look(watching) == [("feed.xml#n1", "article"), ("feed.xml#n2", "article")]
    put(path, feed(2, 3).decode(), when=OLD + 60)
    assert look(watching) == [("feed.xml#n3", "article")]


def test_what_went_away_is_no_error(tmp_path: Path, watching: Watching) -> None:
    put(tmp_path / "in" / "a.txt", text(1))
    put(tmp_path / "in" / "below" / "b.txt", text(2))
    assert look(watching) == [("a.txt", "article"), ("b.txt", "article")]
    (tmp_path / "in" / "a.txt").unlink()
    assert look(watching) == []
    shutil.rmtree(tmp_path / "in")
    # A folder that is gone is told once, until it is back.
    assert look(watching) == [("in", "not_found")]
    assert look(watching) == []
    put(tmp_path / "in" / "c.txt", text(3))
    assert look(watching) == [("c.txt", "article")]
    shutil.rmtree(tmp_path / "in")
    assert look(watching) == [("in", "not_found")]


def test_what_an_earlier_process_read_is_known(tmp_path: Path, watching: Watching) -> None:
    put(tmp_path / "in" / "a.txt", text(1))
    put(tmp_path / "in" / "b.txt", "English only.")
    found = list(watching.look())
    later = Watching(watching.inputs, watching.options)
    for item in found:
        later.remember(item.source, item if isinstance(item, Rejected) else (item.id, item.text))
    assert list(later.look()) == []


def test_a_server_that_fails_is_told_once_until_it_is_back() -> None:
    with serve() as site:
        options = ReadOptions(fetch=FetchOptions(allow_private=True, delay=0))
        site.replies["/feed"] = [
            Reply(status=500), Reply(status=500), Reply(feed(1), headers={"Content-Type": "text/xml"}),
            Reply(status=500),
        ]  # fmt: skip
        watching = Watching([f"{site.url}/feed"], options)
        assert look(watching) == [("feed", "fetch_failed")]
        assert look(watching) == []
        assert look(watching) == [("feed#n1", "article")]
        assert look(watching) == [("feed", "fetch_failed")]
