"""What ten more articles cost `naba watch` when it has many: the folder grown by them, beside the folder written anew.

The articles are those of the samples, month by month (as in `stores.py`), and lie in a journal, as those of a watch do.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import stores
from machine import ROOT, report

SIZES = (500, 1000, 2000, 4000)
MORE = 10
"""So many articles come each time."""
ROUNDS = 3


def run_record(counts: dict[str, int], rejected: dict[str, int]) -> Any:
    """Make run.json."""
    from pipeline.contract import RunRecord

    blank: dict[str, Any] = {name: {} for name in ("packages", "checksums", "settings", "stage_seconds")}
    return RunRecord.model_validate(
        {
            **blank, "version": "0", "contract": 1, "python": "3", "counts": counts, "rejected": rejected,
            "started": "2021-10-05T08:00:00+00:00", "wall_seconds": 0.0,
        }
    )  # fmt: skip


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds, and those of the processor."""
    at, spent = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - at, time.process_time() - spent


def main() -> None:
    """Measure and write the results."""
    sys.path.insert(0, str(ROOT))
    from pipeline.stores import Recorder
    from pipeline.stores.folder import FILES
    from pipeline.stores.growing import GrowingFolder
    from pipeline.stores.journal import Journal, Line

    stores.COPIES = (SIZES[-1] + ROUNDS * MORE * len(SIZES)) // 13 + 1
    articles: Iterator[Any] = stores.records()
    table = []
    with tempfile.TemporaryDirectory(prefix="naba-") as name:
        grown, anew = Path(name) / "grown", Path(name) / "anew"
        with Journal(grown / ".watch", {}) as journal:
            list(journal.lines())
            folder = GrowingFolder(grown)
            place = 0

            def take(number: int) -> None:
                for record in islice(articles, number):
                    meta = record.article
                    journal.add(Line(source=meta.source, what=meta.id, article=record))
                    folder.add((record, None))

            def grow() -> None:
                nonlocal place
                folder.write((line.result for line in journal.since(place)), run_record)
                place = journal.place

            def write() -> None:
                with Recorder.open([f"jsonl:{anew}"]) as recorder:
                    for line in journal.since(0):
                        recorder.write(line.result)
                    recorder.commit(run_record)

            for size in SIZES:
                take(size - journal.known)
                grow()
                own: list[tuple[float, float]] = []
                for _ in range(ROUNDS):
                    take(MORE)
                    own.append(timed(grow))
                other = timed(write)
                if any((grown / file).read_bytes() != (anew / file).read_bytes() for file in FILES):
                    raise SystemExit("the two folders differ")
                wall, cpu = (min(values) for values in zip(*own, strict=True))
                table.append(
                    {
                        "articles": size,
                        "MB": round(sum((grown / file).stat().st_size for file in FILES) / 1e6, 1),
                        "anew, processor s": f"{other[1]:.2f}",
                        "grown, processor s": f"{cpu:.3f}",
                        "times less": round(other[1] / cpu),
                        "anew, s": f"{other[0]:.2f}",
                        "grown, s": f"{wall:.3f}",
                    }
                )
    report("watch", f"naba watch: {MORE} more articles, the best of {ROUNDS}; anew: once", table)


if __name__ == "__main__":
    main()
