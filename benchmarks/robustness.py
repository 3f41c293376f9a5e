"""Whether a run over much real news ends: `naba extract` over archives of articles that are not in the repository.

FOLDER has *.zip, each with files of JSON: lists of objects with `content`, and maybe `title`, `url` and
`date_extracted`. They become JSON Lines, one file for each archive, which `naba extract` reads in a process of its own.
An article is crashed when a stage failed on it (`stage_failed`); a run is when its process ended in any other way than
by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from machine import ROOT, report

MB = 1_000_000
PARTS = 10
POLL = 0.1
MAP = "text=content,title=title,url=url,published=date_extracted"
"""The day on which an article was fetched stands for its publication: the archives have no other."""


@dataclass
class Watched:
    """What was seen of a process: how it ended, its cost, and its memory after each part of the articles.

    Attributes:
        code: its exit status; negative is the number of a signal.
        seconds: of the clock.
        processor: seconds of the processor.
        peak: the most memory that it had, in bytes.
        memory: inputs that were done, and memory in bytes at that moment.
    """

    code: int
    seconds: float
    processor: float
    peak: int
    memory: list[tuple[int, int]] = field(default_factory=list)


def prepare(news: Path, folder: Path, wanted: int | None) -> int:
    """Write articles as JSON Lines, the first of each archive and as many of each; return how many these are."""
    archives = sorted(news.glob("*.zip"))
    if not archives:
        sys.exit(f"{news} has no *.zip. Give a folder that has.")
    count = 0
    for number, path in enumerate(archives, start=1):
        share = None if wanted is None else wanted * number // len(archives) - count
        with (folder / f"{path.stem}.jsonl").open("w", encoding="utf-8") as file:
            for record in islice(records(path), share):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
    return count


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the articles of an archive."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            yield from json.loads(archive.read(name))


class Lines:
    """Counts the lines of a file that grows: `naba` gives it its name, or removes it, when the run is complete."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._pattern = f".{name}.*.partial"
        self._read = 0
        self._count = 0

    def count(self) -> int:
        """Return how many lines there are now."""
        for path in self._folder.glob(self._pattern):
            with suppress(FileNotFoundError), path.open("rb") as file:
                file.seek(self._read)
                while data := file.read(1 << 20):
                    self._read += len(data)
                    self._count += data.count(b"\n")
        return self._count


def watch(command: list[str], out: Path, total: int) -> Watched:
    """Run a command to its end; look at its memory whenever another tenth of its inputs is done."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
    status = Path(f"/proc/{process.pid}/status")
    written = [Lines(out, "spool.jsonl"), Lines(out, "rejected.jsonl")]
    memory: list[tuple[int, int]] = []
    while True:
        ended, code, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = os.waitstatus_to_exitcode(code)
            break
        done = sum(lines.count() for lines in written)
        # Half of one in a hundred: the last lines wait in a buffer until the end.
        if len(memory) < PARTS and done >= total * (len(memory) + 1) / PARTS - total / 200:
            memory.append((done, resident(status)))
        time.sleep(POLL)
    seconds = time.perf_counter() - began
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Watched(process.returncode, seconds, usage.ru_utime + usage.ru_stime, peak, memory)


def resident(status: Path) -> int:
    """Return the memory of a process as Linux tells it, in bytes; 0 where it does not."""
    try:
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, required=True, metavar="FOLDER", help="folder with *.zip of JSON lists")
    parser.add_argument("--articles", type=int, metavar="N", help="N articles only, as many of each archive")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave what naba wrote there, to look at it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        inputs = Path(temporary) / "news"
        inputs.mkdir()
        out = given.keep or Path(temporary) / "out"
        total = prepare(given.news, inputs, given.articles)
        command = [sys.executable, "-m", "pipeline", "extract", str(inputs), "-o", str(out), "--map", MAP, "--quiet"]
        seen = watch(command, out, total)
        if seen.code:
            sys.exit(f"naba extract ended with {seen.code} after {seen.memory[-1][0] if seen.memory else 0} inputs.")
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
        with (out / "rejected.jsonl").open(encoding="utf-8") as lines:
            crashed = sum(json.loads(line)["reason"] == "stage_failed" for line in lines)
    counts = run["counts"]
    rows: list[dict[str, Any]] = [
        {"what": "articles given", "figure": total},
        {"what": "articles read", "figure": counts["articles"]},
        {"what": "facts", "figure": counts["facts"]},
        {"what": "crashes of the process", "figure": 0},
        {"what": "crashes of a stage on an article", "figure": crashed},
        *({"what": f"rejected: {reason}", "figure": number} for reason, number in sorted(run["rejected"].items())),
        {"what": "most memory, MB", "figure": round(seen.peak / MB)},
        {"what": "seconds", "figure": round(seen.seconds, 1)},
        {"what": "articles a second", "figure": round(total / seen.seconds, 1)},
        {"what": "articles a second of the processor", "figure": round(total / seen.processor, 1)},
    ]
    report("robustness", "Real news: does a run end, and what does it cost", rows)
    parts = [{"inputs done": done, "memory MB": round(size / MB)} for done, size in seen.memory]
    report("robustness_memory", "Real news: memory after each tenth of the articles", parts)
    if crashed:
        sys.exit(1)


if __name__ == "__main__":
    main()
