"""`naba extract --resume`: a run that was killed goes on, loses nothing, repeats nothing, ends with the same files."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naba_command import ROOT, Naba, environment
from warm_naba import Warm
from web import Reply, Site, page, serve

from pipeline.contract import RejectedRecord
from pipeline.document import Article
from pipeline.ingest import Rejected
from pipeline.stores.base import StoreError
from pipeline.stores.journal import Journal, Line
from pipeline.stores.recorder import Recorded

TIMINGS = ("started", "wall_seconds", "stage_seconds")
BRANDS = ("فيسبوك", "واتساب", "تليغرام", "إنستغرام", "تويتر", "سيغنال")
LONG = (
    "توقفت خدمات شركة أفق للاتصالات صباح الثلاثاء في ثلاث محافظات ساحلية بعد حريق في مركز للبيانات، وقالت المتحدثة "
    "باسم الشركة إن الفرق الفنية وصلت إلى الموقع عند السابعة صباحا، وقدرت عدد المتضررين بنحو 240 ألف مشترك في يوم "
)


def text(number: int) -> str:
    brand = BRANDS[number % len(BRANDS)]
    return (
        f"تعطل {brand} يوم {number % 27 + 1} مارس 2024 نحو {number % 7 + 2} ساعات، وتلقى موقع داون ديتكتور "
        f"{number * 100 + 500} بلاغ، وقال متحدث باسم الشركة: \"نعتذر عن العطل رقم {number}\"."
    )


def write_inputs(folder: Path) -> None:
    """Many small articles, and what is not one: broken lines, copies, another language, a hidden file."""
    folder.mkdir()
    for number in range(24):
        (folder / f"a{number:02}.txt").write_text(text(number), encoding="utf-8")
    (folder / "b.txt").write_text(LONG + "الثلاثاء.", encoding="utf-8")
    (folder / "c.txt").write_text(LONG + "الثلاثاء الماضي، ولم تذكر الشركة سبب الحريق.", encoding="utf-8")
    (folder / "d-again.txt").write_text(text(3), encoding="utf-8")
    (folder / "e-english.txt").write_text("The service was down for six hours on Monday.", encoding="utf-8")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    lines = [json.dumps({"text": text(number), "published": "2024-04-01"}) for number in range(24, 36)]
    lines.insert(5, '{"text": ')
    lines.insert(7, json.dumps({"text": text(50), "published": "tomorrow"}))
    (folder / "z.jsonl").write_text("\n".join(lines), encoding="utf-8")


def contents(out: Path) -> dict[str, Any]:
    """Every file of a run, run.json without its timings."""
    files: dict[str, Any] = {p.name: p.read_bytes() if p.is_file() else b"" for p in sorted(out.iterdir())}
    files["run.json"] = {k: v for k, v in json.loads(files["run.json"]).items() if k not in TIMINGS}
    return files


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.replies["/a"] = Reply(page())
        yield running


def command(tmp_path: Path, site: Site, out: str, *more: object) -> list[object]:
    places = [tmp_path / "in", f"{site.url}/a", f"{site.url}/none"]
    quick = ["--ner", "none", "--explain", "-q", "--allow-private", "--delay", "0"]
    return ["extract", *places, "-o", tmp_path / out, *quick, *more]


def journaled(out: Path) -> int:
    """How many inputs are done, by the whole lines of the journal."""
    try:
        return max((out / ".journal" / "journal.jsonl").read_bytes().count(b"\n") - 1, 0)
    except FileNotFoundError:
        return 0


def wait_for(out: Path, done: int, child: int | None = None) -> None:
    """Wait until so many inputs are done, or the process has ended."""
    end = time.monotonic() + 60
    while journaled(out) < done:
        assert time.monotonic() < end, "nothing was done for a minute"
        time.sleep(0.005)
        try:
            os.kill(child or os.getpid(), 0)
        except ProcessLookupError:
            return


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on(tmp_path: Path, warm: Warm, site: Site) -> None:
    """Fifty times: killed without warning, started again with the same command, until it is complete."""
    write_inputs(tmp_path / "in")
    began = time.monotonic()
    assert warm.run(*command(tmp_path, site, "whole")) == 0, warm.errors.read_text(encoding="utf-8")
    length = time.monotonic() - began
    whole = contents(tmp_path / "whole")
    assert len(whole["articles.jsonl"].splitlines()) > 35
    total = len(whole["articles.jsonl"].splitlines()) + len(whole["rejected.jsonl"].splitlines())
    rng = random.Random(8)
    kills = rounds = 0
    while kills < 50:
        rounds += 1
        out = tmp_path / f"out{rounds}"
        done = 0
        while True:
            child = warm.start(*command(tmp_path, site, out.name, "--resume"))
            # After some more inputs, and in the time after the last one, when the files get their names.
            wait_for(out, min(done + rng.choice((0, 1, 2, 5, 12, 30)), total), child)
            time.sleep(rng.random() * length * (0.05 if done < total else 1.5))
            with suppress(ProcessLookupError):  # it was quicker
                os.kill(child, signal.SIGKILL)
            code = warm.wait()
            if code != -signal.SIGKILL:
                break
            kills += 1
            if (out / ".journal" / "journal.jsonl").exists():
                assert journaled(out) >= done
                done = journaled(out)
            elif (out / "run.json").exists():
                done = 0  # killed when all was done, while the journal was removed: the next one begins anew
                assert {name: data for name, data in contents(out).items() if name != ".journal"} == whole
        assert code == 0, warm.errors.read_text(encoding="utf-8")
        assert contents(out) == whole
    assert rounds > 1


@pytest.mark.slow
def test_a_whole_process_is_killed(tmp_path: Path, site: Site, naba: Naba) -> None:
    """The same with processes that start from nothing, engine for names and all."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        (folder / f"a{number}.txt").write_text(text(number), encoding="utf-8")
    arguments = [str(part) for part in ("extract", folder, "-q", "-o")]
    assert naba(*arguments, tmp_path / "whole").returncode == 0
    out = tmp_path / "out"
    for wanted in (1, 4):
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *arguments, str(out), "--resume"], cwd=ROOT, env=environment()
        )
        wait_for(out, wanted)
        process.kill()
        process.wait()
    assert naba(*arguments, out, "--resume").returncode == 0
    assert contents(out) == contents(tmp_path / "whole")


def test_what_was_fetched_is_not_fetched_again(tmp_path: Path, warm: Warm, site: Site) -> None:
    """Pages change between a stop and the next start; the run goes on with what it read."""
    site.replies["/a"] = [Reply(page()), Reply(page("نص آخر عن عطل في شبكة الكهرباء صباح اليوم."))]
    site.replies["/none"] = [Reply(status=404), Reply(page())]
    lines = "\n".join(json.dumps({"text": text(number)}) for number in range(30))
    (tmp_path / "in").write_text(lines, encoding="utf-8")
    arguments = ["extract", f"{site.url}/a", f"{site.url}/none", tmp_path / "in", "-o", tmp_path / "out"]
    arguments += ["--ner", "none", "--allow-private", "--delay", "0", "-q", "--resume"]
    child = warm.start(*arguments)
    wait_for(tmp_path / "out", 4)
    os.kill(child, signal.SIGKILL)
    assert warm.wait() == -signal.SIGKILL
    assert warm.run(*arguments) == 0
    assert site.paths() == ["/a", "/none"]
    assert len((tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 31
    assert len((tmp_path / "out" / "rejected.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_ctrl_c_keeps_the_journal(tmp_path: Path, warm: Warm, site: Site) -> None:
    write_inputs(tmp_path / "in")
    for end, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        child = warm.start(*command(tmp_path, site, "out", "--resume"))
        wait_for(tmp_path / "out", journaled(tmp_path / "out") + 2)
        os.kill(child, end)
        assert warm.wait() == code
        left = {path.name for path in (tmp_path / "out").iterdir()}
        assert left == {".journal"}
        if end == signal.SIGINT:
            assert "The same command goes on from here." in warm.errors.read_text(encoding="utf-8")
    assert warm.run(*command(tmp_path, site, "out", "--resume")) == 0
    assert not (tmp_path / "out" / ".journal").exists()


def stopped(warm: Warm, *arguments: object, out: Path) -> None:
    """Start a command and kill it when it has done something."""
    child = warm.start(*arguments)
    wait_for(out, 2)
    os.kill(child, signal.SIGKILL)
    assert warm.wait() == -signal.SIGKILL


def test_other_settings_are_refused(tmp_path: Path, warm: Warm, site: Site) -> None:
    write_inputs(tmp_path / "in")
    out = tmp_path / "out"
    stopped(warm, *command(tmp_path, site, "out", "--resume"), out=out)
    assert warm.run(*command(tmp_path, site, "out", "--resume", "--published", "2024-03-01")) == 2
    said = warm.errors.read_text(encoding="utf-8")
    assert 'begun with another published: null, now "2024-03-01"' in said
    assert warm.run(*command(tmp_path, site, "out", "--resume", tmp_path / "in" / "b.txt")) == 2
    assert "begun with another inputs" in warm.errors.read_text(encoding="utf-8")
    # The journal is as it was: the right command still goes on.
    assert warm.run(*command(tmp_path, site, "out", "--resume")) == 0


def test_other_inputs_are_refused(tmp_path: Path, warm: Warm, site: Site) -> None:
    write_inputs(tmp_path / "in")
    stopped(warm, *command(tmp_path, site, "out", "--resume"), out=tmp_path / "out")
    (tmp_path / "in" / "a00.txt").write_text(text(99), encoding="utf-8")
    assert warm.run(*command(tmp_path, site, "out", "--resume")) == 2
    said = warm.errors.read_text(encoding="utf-8")
    assert "the inputs have changed" in said
    assert "a00.txt" in said


def test_two_at_once_are_refused(tmp_path: Path, warm: Warm, site: Site) -> None:
    write_inputs(tmp_path / "in")
    with Journal(tmp_path / "out" / ".journal", {}):
        assert warm.run(*command(tmp_path, site, "out", "--resume")) == 2
    assert "another run is at work" in warm.errors.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "-o", "out", "--resume"], "standard input"),
        (["corpora", "--store", "csv:tables", "--resume"], "Add -o FOLDER"),
    ],
)
def test_what_cannot_go_on_is_refused(tmp_path: Path, naba: Naba, arguments: list[str], said: str) -> None:
    (tmp_path / "corpora").mkdir()
    done = naba("extract", "--ner", "none", *arguments, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


# ---------------------------------------------------------------------------------------------------- the journal

ITEMS: list[Article | Rejected] = [
    Rejected(f"in/{number}", "empty", "x" * number) if number % 3 else Rejected(f"in/{number}.txt", "no_text", "نص")
    for number in range(8)
]


def make(item: Any) -> Recorded:
    return RejectedRecord(source=item.source, reason=str(item.reason), message=item.message)


def through(folder: Path, items: list[Article | Rejected] = ITEMS, made: list[str] | None = None) -> list[Recorded]:
    def noted(left: Iterable[Any]) -> Iterator[tuple[Any, Recorded]]:
        for item in left:
            if made is not None:
                made.append(item.source)
            yield item, make(item)

    with Journal(folder, {"inputs": ["in"]}) as journal:
        return list(journal.through(items, noted))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cut=st.integers(0, 10_000), torn=st.binary(max_size=20))
def test_a_journal_that_is_cut_anywhere_is_mended(tmp_path: Path, cut: int, torn: bytes) -> None:
    folder = tmp_path / "journal"
    whole = through(folder)
    file = folder / "journal.jsonl"
    data = file.read_bytes()
    at = min(cut, len(data))
    file.write_bytes(data[:at] + (torn.replace(b"\n", b"") if at > data.index(b"\n") else b""))
    kept = max(data[:at].count(b"\n") - 1, 0)
    made: list[str] = []
    assert through(folder, made=made) == whole
    assert made == [item.source for item in ITEMS[kept:]]
    assert file.read_bytes() == data


def test_a_broken_line_in_the_middle_is_made_again(tmp_path: Path) -> None:
    whole = through(tmp_path)
    file = tmp_path / "journal.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:4], bytes(30) + b"\n", *lines[5:]]))
    made: list[str] = []
    assert through(tmp_path, made=made) == whole
    assert made == [item.source for item in ITEMS[3:]]
    assert file.read_bytes() == b"".join(lines)


@pytest.mark.parametrize("items", [ITEMS[:-1], [*ITEMS[1:], ITEMS[0]], [Rejected("new", "empty", ""), *ITEMS]])
def test_inputs_that_changed_are_refused(tmp_path: Path, items: list[Article | Rejected]) -> None:
    through(tmp_path)
    with pytest.raises(StoreError, match="the inputs have changed"):
        through(tmp_path, items)


def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text("mine\n", encoding="utf-8")
    with pytest.raises(StoreError, match="is no journal"):
        Journal(tmp_path, {})
    assert (tmp_path / "journal.jsonl").read_text(encoding="utf-8") == "mine\n"


def test_what_the_first_run_fixed_stays(tmp_path: Path) -> None:
    with Journal(tmp_path, {"a": 1}, {"today": "2024-01-01"}) as journal:
        assert journal.given == {"today": "2024-01-01"}
    with Journal(tmp_path, {"a": 1}, {"today": date.today().isoformat()}) as journal:
        assert journal.given == {"today": "2024-01-01"}
    with pytest.raises(StoreError, match="another a"):
        Journal(tmp_path, {"a": 2})


def test_an_article_comes_back_as_it_was(tmp_path: Path) -> None:
    from pipeline.explain import explain
    from pipeline.pipeline import load
    from pipeline.records import article_record

    pipeline = load(ner="none")
    article = Article(text(5), "a.txt", published="2024-04-01")
    document = pipeline(article)
    line = Line.of(article, (article_record(document), explain(document)))
    again = Line.model_validate_json(line.model_dump_json(by_alias=True))
    assert again == line
    assert again.model_dump_json(by_alias=True) == line.model_dump_json(by_alias=True)
