"""How fast naba is, beside what one would take instead: `make bench`. About ten minutes on two cores, more with Ray.

Measured are, on the same articles and in one run: `naba extract` with one worker and with two, on Ray where that is
installed; camel-tools, a BERT-base in torch and stanza, which find names only (`peers.py`); the start of each; articles
of 50 kB, 500 kB and 5 MB. --curve reads more and more articles instead, up to 29,000, which takes hours.

Each row is written to results/speed*.json and .md when it is measured. A run that was stopped goes on with --go-on.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import articles
import cold_start
import speed_page
from machine import RESULTS, ROOT, machine, write
from peers import PEERS
from robustness import MAP
from watched import Seen, watch

NABA = (sys.executable, "-m", "pipeline")
HERE = Path(__file__).parent
SIZES = (50_000, 500_000, 5_000_000)
"""Bytes of the long articles."""
COUNTS = (1, 10, 100, 1_000, 10_000, 29_000)
"""Articles of the curve."""
LIBRARIES = ("camel", "stanza")
"""Peers whose start is measured: what a user installs and builds; a model in torch alone starts as they do."""
ALL = 1_000_000_000
"""More words than there are."""
TITLES = {
    "speed": "Speed: articles and words a second, memory",
    "speed_start": f"Speed: the start of a process, {cold_start.RUNS} runs",
    "speed_lengths": "Speed: one long article",
    "speed_curve": "Speed: more and more articles, one worker",
    "speed_targets": "Speed: what was to be reached",
}
Row = dict[str, Any]


class LeftOutError(Exception):
    """Something cannot be measured here. The message says why."""


@dataclass
class Results:
    """Tables that are written whenever a row comes.

    Attributes:
        folder: where they are.
        asked: what the run was asked for; rows of another run are not mixed with it.
        tables: rows by the name of their table.
        notes: what is said below a table.
        about: the machine, as it was at the start: the results themselves make the tree differ from its commit.
    """

    folder: Path
    asked: Row
    tables: dict[str, list[Row]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    about: Row = field(default_factory=machine)

    def resume(self, names: Sequence[str]) -> None:
        """Take the rows of a run before that was stopped, if it was asked for the same."""
        for name in names:
            file = self.folder / f"{name}.json"
            if file.is_file():
                data = json.loads(file.read_text(encoding="utf-8"))
                commits = [str(about["commit"]).removesuffix("-dirty") for about in (data["machine"], self.about)]
                if data["asked"] != self.asked or len(set(commits)) > 1:
                    sys.exit(f"{file} was asked for something else, or is of another commit: leave out --go-on.")
                self.tables[name] = data["rows"]

    def step(self, name: str, what: str | int, measure: Callable[[], Row]) -> None:
        """Measure one row, unless the table has it: the first column tells rows apart."""
        rows = self.tables.setdefault(name, [])
        if any(next(iter(row.values())) == what for row in rows):
            return
        print(f"{name}: {what}", file=sys.stderr, flush=True)
        try:
            rows.append(measure())
        except LeftOutError as error:
            self.notes.setdefault(name, []).append(f"Left out: {what}. {error}")
        self.write(name)

    def write(self, name: str) -> None:
        """Write a table, if it has rows."""
        if self.tables[name]:
            data = {"title": TITLES[name], "machine": self.about, "asked": self.asked, "rows": self.tables[name]}
            write(name, {**data, "notes": self.notes.get(name, [])}, self.folder)


@dataclass(frozen=True, slots=True)
class Bench:
    """What is read, and where: a temporary folder with `news/` (articles), and what is made of it on the way."""

    folder: Path
    articles: int
    words: int

    def extract(self, *more: str) -> list[str]:
        """Return the arguments of `naba extract` for the articles."""
        return ["extract", str(self.folder / "news"), "--map", MAP, "--quiet", *more]

    def out(self) -> Path:
        """Return a new folder to write to."""
        return Path(tempfile.mkdtemp(dir=self.folder, prefix="out"))

    def cost(self, seen: Seen, out: Path) -> Row:
        """Return what a run of naba over all articles took; `out` has its run.json."""
        if seen.code:
            raise LeftOutError(f"It failed: {seen.why}")
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
        return {
            "articles": run["counts"]["articles"],
            "words": self.words,
            "seconds": round(seen.seconds, 1),
            "articles/s": round(self.articles / seen.seconds, 1),
            "words/s": round(self.words / seen.seconds),
            "peak MB": round(seen.peak / 1e6),
        }

    def one_worker(self) -> Row:
        """Measure `naba extract` on one core, with a clock around each article."""
        clock, out = self.folder / "seconds.json", self.out()
        command = [sys.executable, str(HERE / "clocked.py"), str(clock), *self.extract("-o", str(out))]
        cost = self.cost(watch(command, 1), out)
        taken = [seconds * 1000 for seconds in json.loads(clock.read_text(encoding="utf-8"))]
        cuts = statistics.quantiles(taken, n=100, method="inclusive") if len(taken) > 1 else taken * 99
        return engine("naba, 1 worker", 1, cost) | {"p50 ms": round(cuts[49], 1), "p99 ms": round(cuts[98], 1)}

    def two_workers(self) -> Row:
        """Measure `naba extract` with a pool of two processes."""
        out = self.out()
        seen = watch([*NABA, *self.extract("--workers", "2", "-o", str(out))], 2, together=True)
        return engine("naba, 2 workers", 2, self.cost(seen, out))

    def ray(self) -> Row:
        """Measure `naba extract` on Ray, on this machine alone."""
        if find_spec("ray") is None:
            raise LeftOutError("Ray is not installed: pip install 'naba[ray]'.")
        told = subprocess.run([*NABA, "extract", "--help"], capture_output=True, text=True, env=wide())
        if "--engine" not in told.stdout:
            raise LeftOutError("This naba has no --engine.")
        out = self.folder / "ray"
        command = [*NABA, *self.extract("--engine", "ray", "--workers", "2", "--store", f"parquet:{out}")]
        return engine("naba on Ray, 2 actors", 2, self.cost(watch(command, 2, together=True), out))

    def peer(self, name: str, seconds: float) -> Row:
        """Measure a peer on sentences of the same articles, as many as it reads in some seconds."""
        self.ready(name)
        command = [*self.command(name), str(self.folder / "sentences.jsonl"), "--seconds", str(seconds)]
        seen = watch(command, 1)
        if seen.code:
            raise LeftOutError(f"It failed: {seen.why}")
        found = json.loads(seen.out.splitlines()[-1])
        rate = found["words"] / found["seconds"]
        cost = {
            "articles": "",
            "words": found["words"],
            "seconds": round(found["seconds"], 1),
            "articles/s": round(rate * self.articles / self.words, 2),
            "words/s": round(rate, 1),
            "peak MB": round(seen.peak / 1e6),
        }
        return engine(PEERS[name].title, 1, cost, does="names")

    def start(self, what: str) -> Row:
        """Measure the start of naba, or of a peer by its name."""
        try:
            if what in PEERS:
                self.ready(what)
                return cold_start.row(PEERS[what].title, cold_start.seconds(self.command(what)))
            command = [*NABA, "extract", str(cold_start.SAMPLE), "-o", str(self.out())]
            return cold_start.row(what, cold_start.seconds(command, self.folder / "compiled"))
        except subprocess.CalledProcessError as error:
            raise LeftOutError(f"It failed: {error.stderr.strip().splitlines()[-1]}") from error

    def ready(self, name: str) -> None:
        """Make the models of the peers, unless they are there, and say what is missing."""
        if find_spec(PEERS[name].package) is None:
            raise LeftOutError(f"{PEERS[name].package} is not installed: `make test` installs it.")
        models = self.folder / "models"
        if not models.is_dir():
            texts = self.folder / "all.jsonl"
            articles.write_sentences(texts, articles.sentences(self.folder / "news", ALL))
            making = self.folder / "making"
            seen = watch([sys.executable, str(HERE / "peers.py"), "make", str(making), str(texts)], 2)
            if seen.code:
                raise LeftOutError(f"Its model cannot be made: {seen.why}")
            making.rename(models)

    def command(self, name: str) -> list[str]:
        """Return the command that builds a peer."""
        return [sys.executable, str(HERE / "peers.py"), name, str(self.folder / "models")]

    def length(self, size: int) -> Row:
        """Measure one article of a size in bytes."""
        text = articles.long_text(self.folder / "news", size)
        file = self.folder / f"{size}.txt"
        file.write_text(text, encoding="utf-8")
        out = self.out()
        seen = watch([*NABA, "extract", str(file), "--published", "2015-08-01", "--quiet", "-o", str(out)], 1)
        read = not seen.code
        run = json.loads((out / "run.json").read_text(encoding="utf-8")) if read else {}
        words = len(text.split())
        return {
            "kB": size // 1000,
            "words": words,
            "seconds": round(seen.seconds, 1),
            "words/s": round(words / seen.seconds) if read else "",
            "peak MB": round(seen.peak / 1e6),
            "facts": run["counts"]["facts"] if read else "",
            "outcome": "read" if read else f"not read: {reason(seen)}",
        }


def engine(title: str, cores: int, cost: Row, does: str = "everything") -> Row:
    """Return what an engine took, as a row beside those of others."""
    return {"engine": title, "does": does, "cores": cores, **cost, "p50 ms": "", "p99 ms": ""}


def reason(seen: Seen) -> str:
    """Return why naba read nothing: the reason in its message, or else all of its last line."""
    named = re.search(r"\[(\w+)\]", seen.error)
    return named[1] if named else seen.why


def wide() -> dict[str, str]:
    """Return an environment in which help is not folded."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "NO_COLOR": "1"}


def point(news: Path, folder: Path, count: int) -> Row:
    """Measure so many articles with one worker."""
    inputs = folder / f"curve{count}" / "news"
    inputs.mkdir(parents=True)
    articles.collect(news, inputs, count)
    number, words = articles.words(inputs)
    bench = Bench(inputs.parent, number, words)
    out = bench.out()
    cost = bench.cost(watch([*NABA, *bench.extract("-o", str(out))], 1), out)
    return {"articles": number, "read": cost.pop("articles"), **cost}


def load_note() -> str:
    """Say how busy the machine is with other things."""
    if not hasattr(os, "getloadavg"):
        return "How busy the machine was is not known."
    return f"Other work on the machine when it began: {os.getloadavg()[0]:.1f} processes, the mean of a minute."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, default=articles.NEWS, metavar="FOLDER", help="*.zip of real news")
    parser.add_argument("--articles", type=int, default=2_000, metavar="N", help="articles that naba reads [2000]")
    parser.add_argument("--words", type=int, default=40_000, metavar="N", help="words that peers read at most [40000]")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="S", help="seconds that a peer reads [20]")
    parser.add_argument("--curve", action="store_true", help="measure the curve alone: hours")
    parser.add_argument(
        "--most", type=int, default=COUNTS[-1], metavar="N", help="articles of the curve at most [29000]"
    )
    parser.add_argument("--go-on", action="store_true", help="keep the rows of a run that was stopped")
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER", help="where results go")
    given = parser.parse_args()
    real = any(given.news.glob("*.zip"))
    one_run = {"articles": given.articles, "words": given.words, "seconds": given.seconds}
    results = Results(given.results, {"real news": real} if given.curve else {"real news": real, **one_run})
    if given.go_on:
        results.resume(["speed_curve"] if given.curve else ["speed", "speed_start", "speed_lengths"])
    with tempfile.TemporaryDirectory(prefix="naba-bench-") as temporary:
        measure = curve if given.curve else speed
        measure(results, given, Path(temporary))
    judge(results)
    return 1 if any("naba" in note and "failed" in note for notes in results.notes.values() for note in notes) else 0


def curve(results: Results, given: argparse.Namespace, folder: Path) -> None:
    """Measure the points of the curve, and draw it after each."""
    for count in COUNTS:
        if count <= given.most:
            results.step("speed_curve", count, lambda count=count: point(given.news, folder, count))
            speed_page.draw(results.tables["speed_curve"], results.folder / "speed_curve.svg")


def speed(results: Results, given: argparse.Namespace, folder: Path) -> None:
    """Measure all but the curve."""
    news = folder / "news"
    news.mkdir()
    origin = articles.collect(given.news, news, given.articles)
    articles.write_sentences(folder / "sentences.jsonl", articles.mixed(articles.sentences(news, given.words)))
    bench = Bench(folder, *articles.words(news))
    results.notes["speed"] = [f"{origin}, {bench.words:,} words. {load_note()}"]
    results.step("speed", "naba, 1 worker", bench.one_worker)
    results.step("speed", "naba, 2 workers", bench.two_workers)
    results.step("speed", "naba on Ray, 2 actors", bench.ray)
    for name, peer in PEERS.items():
        results.step("speed", peer.title, lambda name=name: bench.peer(name, given.seconds))
    results.step("speed_start", "naba extract ONE_FILE", lambda: bench.start("naba extract ONE_FILE"))
    for name in LIBRARIES:
        results.step("speed_start", PEERS[name].title, lambda name=name: bench.start(name))
    for size in SIZES:
        results.step("speed_lengths", size // 1000, lambda size=size: bench.length(size))


def judge(results: Results) -> None:
    """Compare what was measured with what was to be reached, print all of it, and bring docs/speed.md up to date."""
    tables = {name: speed_page.rows_of(results.folder, name) for name in TITLES}
    results.tables["speed_targets"] = speed_page.targets(tables)
    results.write("speed_targets")
    for name in results.tables:
        print((results.folder / f"{name}.md").read_text(encoding="utf-8"))
    if results.folder == RESULTS:
        speed_page.main()


if __name__ == "__main__":
    sys.exit(main())
