"""The benchmark of speed: what it reads, how it watches a process, how it judges, and that its page is up to date."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from naba_command import ROOT, SAMPLES, environment, run_naba

sys.path.insert(0, str(ROOT / "benchmarks"))

import articles
import bench
import speed_page
from watched import watch

MB = 1_000_000
NAMES = ("speed", "speed_start", "speed_lengths", "speed_curve")


def grown(size: int, pause: str = "") -> list[str]:
    return [
        sys.executable,
        "-c",
        f"import time; held = bytearray({size}); held[::4096] = b'x' * len(held[::4096]); {pause}",
    ]


def test_without_news_articles_are_made_of_our_own_and_are_the_same_each_time(tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
        assert "no real news" in articles.collect(tmp_path / "nowhere", folder, 20)
    first, second = (list(articles.texts(folder)) for folder in folders)
    assert first == second
    assert len(set(first)) == 20
    count, words = articles.words(folders[0])
    assert (count, words) == (20, sum(len(text.split()) for text in first))


def test_news_are_taken_from_the_archives(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with zipfile.ZipFile(tmp_path / "day.zip", "w") as archive:
        archive.writestr("a.json", json.dumps([{"content": f"توقف فيسبوك {number} مرة."} for number in range(5)]))
    assert articles.collect(tmp_path, tmp_path / "out", 3).startswith("3 real articles")
    assert articles.words(tmp_path / "out") == (3, 12)


def test_sentences_have_the_words_of_the_articles_up_to_a_number(tmp_path: Path) -> None:
    articles.collect(tmp_path / "nowhere", tmp_path, 5)
    everything = list(articles.sentences(tmp_path, bench.ALL))
    assert sorted(word for own in everything for word in own) == sorted(
        word for text in articles.texts(tmp_path) for word in text.split()
    )
    few = list(articles.sentences(tmp_path, 50))
    assert few == everything[: len(few)]
    assert 50 <= sum(map(len, few)) < 50 + len(few[-1])


def test_a_few_sentences_are_as_long_as_all(tmp_path: Path) -> None:
    articles.collect(tmp_path / "nowhere", tmp_path, 100)
    everything = list(articles.sentences(tmp_path, bench.ALL))
    mixed = articles.mixed(everything)
    assert sorted(mixed) == sorted(everything)
    mean = sum(map(len, everything)) / len(everything)
    for first in range(0, len(mixed) - articles.MIXED + 1, articles.MIXED):
        part = mixed[first : first + articles.MIXED]
        assert sum(map(len, part)) / len(part) == pytest.approx(mean, rel=0.15)
    few = everything[: articles.MIXED - 1]
    assert sorted(articles.mixed(few)) == sorted(few)


@pytest.mark.parametrize("size", [10, 1_001, 200_000])
def test_a_long_article_has_the_size_that_was_asked_for(tmp_path: Path, size: int) -> None:
    articles.collect(tmp_path / "nowhere", tmp_path, 5)
    assert size - 3 <= len(articles.long_text(tmp_path, size).encode()) <= size


def test_a_watched_process_tells_its_memory_its_output_and_its_end() -> None:
    seen = watch(grown(150 * MB, "print('done'); time.sleep(0.3)"), 1)
    assert (seen.code, seen.out) == (0, "done\n")
    assert 150 * MB < seen.peak < 250 * MB
    ours = bytearray(300 * MB)
    ours[::4096] = b"x" * len(ours[::4096])
    assert watch(grown(150 * MB), 1).peak < 250 * MB  # what the parent has is not counted
    failed = watch([sys.executable, "-c", "raise SystemExit('no such thing')"], 1)
    assert (failed.code, failed.why) == (1, "no such thing")


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells this")
def test_the_memory_of_processes_together_is_the_sum_of_theirs() -> None:
    code = f"import subprocess; subprocess.run({grown(100 * MB, 'time.sleep(1.5)')!r})"
    parent = [sys.executable, "-c", f"held = bytearray({100 * MB}); held[::4096] = b'x' * len(held[::4096]); {code}"]
    assert 200 * MB < watch(parent, 1, together=True).peak < 300 * MB


def test_a_clock_around_each_article_changes_nothing(tmp_path: Path) -> None:
    clock = tmp_path / "seconds.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "clocked.py"), str(clock)]
    seen = watch([*command, "extract", str(SAMPLES), "-o", str(tmp_path / "clocked")], 1)
    assert seen.code == 0, seen.error
    plain = run_naba("extract", SAMPLES, "-o", tmp_path / "plain")
    assert plain.returncode == 0, plain.stderr
    for name in ("articles.jsonl", "facts.jsonl", "events.jsonl"):
        assert (tmp_path / "clocked" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()
    taken = json.loads(clock.read_text(encoding="utf-8"))
    assert len(taken) == len(list(SAMPLES.glob("*.txt")))
    assert all(seconds > 0 for seconds in taken)


def results(folder: Path, **asked: Any) -> bench.Results:
    return bench.Results(folder, asked, about={**bench.machine(), "commit": "abc"})


def test_a_run_that_was_stopped_goes_on_with_its_rows(tmp_path: Path) -> None:
    def stopped() -> bench.Row:
        raise KeyboardInterrupt

    first = results(tmp_path, articles=5)
    first.step("speed_curve", 1, lambda: {"articles": 1, "words": 10})
    with pytest.raises(KeyboardInterrupt):
        first.step("speed_curve", 10, stopped)
    second = results(tmp_path, articles=5)
    second.about["commit"] = "abc-dirty"  # the results themselves do that
    second.resume(["speed_curve", "speed"])
    second.step("speed_curve", 1, stopped)
    second.step("speed_curve", 10, lambda: {"articles": 10, "words": 100})
    assert [row["articles"] for row in speed_page.rows_of(tmp_path, "speed_curve")] == [1, 10]
    with pytest.raises(SystemExit, match="leave out --go-on"):
        results(tmp_path, articles=6).resume(["speed_curve"])


def test_what_cannot_be_measured_is_left_out_with_its_reason(tmp_path: Path) -> None:
    def absent() -> bench.Row:
        raise bench.LeftOutError("Ray is not installed: pip install 'naba[ray]'.")

    found = results(tmp_path)
    found.step("speed", "naba", lambda: {"engine": "naba", "words/s": 1})
    found.step("speed", "naba on Ray", absent)
    text = (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert "Left out: naba on Ray. Ray is not installed" in text
    assert len(speed_page.rows_of(tmp_path, "speed")) == 1


def measured() -> dict[str, list[bench.Row]]:
    """Results in which every target is just met."""
    return {
        "speed": [
            {"engine": "naba, 1 worker", "words/s": 3000, "peak MB": 300},
            {"engine": "naba, 2 workers", "words/s": 5500, "peak MB": 900},
            {"engine": "camel-tools, BERT", "words/s": 100},
            {"engine": "BERT-base in torch", "words/s": 375},
            {"engine": "stanza", "words/s": 500},
        ],
        "speed_start": [{"what": "naba extract ONE_FILE", "median s": 0.6}, {"what": "camel-tools", "median s": 3.0}],
        "speed_lengths": [
            {"kB": 50, "words": 5_000, "seconds": 2.6, "peak MB": 250, "outcome": "read"},
            {"kB": 5_000, "words": 500_000, "seconds": 250.6, "peak MB": 399, "outcome": "read"},
        ],
        "speed_curve": [
            {"articles": 1, "words": 300, "seconds": 0.7, "peak MB": 200},
            {"articles": 1_000, "words": 300_000, "seconds": 100.6, "peak MB": 250},
            {"articles": 10_000, "words": 3_000_000, "seconds": 1000.6, "peak MB": 300},
        ],
    }


def verdicts(tables: dict[str, list[bench.Row]]) -> list[str]:
    return [row["met"] for row in speed_page.targets(tables)]


def test_targets_that_are_met() -> None:
    assert verdicts(measured()) == ["yes"] * 7


@pytest.mark.parametrize(
    ("table", "row", "change", "missed"),
    [
        ("speed", 2, {"words/s": 101}, 0),
        ("speed", 3, {"words/s": 376}, 1),
        ("speed_start", 0, {"median s": 0.7}, 2),
        ("speed_start", 1, {"median s": 2.9}, 3),
        ("speed_lengths", 0, {"peak MB": 400}, 4),
        ("speed_lengths", 1, {"seconds": 330.0}, 5),
        ("speed_lengths", 1, {"outcome": "not read: too_large"}, 5),
        ("speed_curve", 2, {"peak MB": 500}, 4),
        ("speed_curve", 2, {"seconds": 1300.0}, 6),
    ],
)
def test_a_target_that_is_missed_is_told(table: str, row: int, change: bench.Row, missed: int) -> None:
    tables = measured()
    tables[table][row].update(change)
    assert verdicts(tables)[missed] == "no"


def test_nothing_is_judged_that_was_not_measured() -> None:
    assert speed_page.targets({name: [] for name in NAMES}) == []


def test_the_curve_is_drawn(tmp_path: Path) -> None:
    speed_page.draw(measured()["speed_curve"], tmp_path / "curve.svg")
    svg = (tmp_path / "curve.svg").read_text(encoding="utf-8")
    assert "<script" not in svg
    assert "peak memory, MB" in svg


def test_the_page_has_the_results_that_are_here() -> None:
    text = speed_page.PAGE.read_text(encoding="utf-8")
    for name in (*NAMES, "speed_targets"):
        assert f"<!-- {name}: " in text
    assert text == speed_page.page(text), "If this is right: make docs"


@pytest.mark.slow
def test_a_small_run_ends_and_goes_on(tmp_path: Path) -> None:
    """Without the peers, which take minutes, and without real news."""
    import subprocess

    command = [sys.executable, "benchmarks/bench.py", "--curve", "--most", "10", "--news", str(tmp_path / "none")]
    for _ in range(2):
        done = subprocess.run(
            [*command, "--results", str(tmp_path / "results"), "--go-on"],
            cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "speed_curve: " not in done.stderr  # it had all of it
    rows = speed_page.rows_of(tmp_path / "results", "speed_curve")
    assert [row["articles"] for row in rows] == [1, 10]
    assert all(row["seconds"] > 0 and row["peak MB"] > 50 for row in rows)
    assert (tmp_path / "results" / "speed_curve.svg").exists()
