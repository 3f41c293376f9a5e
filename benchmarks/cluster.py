"""How long a Ray cluster on this machine takes, beside one process and a pool: what its passes and its start cost.

The articles are those of the samples and of train, many times over, each time with another first line: each is nearly
the text of others, so that comparing and merging have something to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import ROOT, report

COPIES = (1, 8)
"""So many times the articles are read: what takes long from the first one on, and what grows."""
WAYS = {
    "one process": (),
    "--workers 2": ("--workers", "2"),
    "--engine ray --workers 2": ("--engine", "ray", "--workers", "2"),
}


def write(folder: Path, copies: int) -> int:
    """Write the articles; return how many there are."""
    texts = [
        path.read_text(encoding="utf-8")
        for name in ("samples", "gold/train")
        for path in sorted((ROOT / "corpora" / name).glob("*.txt"))
    ]
    folder.mkdir()
    for copy in range(copies):
        for number, text in enumerate(texts):
            (folder / f"{copy:03}-{number:03}.txt").write_text(f"النشرة رقم {copy + 1}\n{text}", encoding="utf-8")
    return copies * len(texts)


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory(prefix="naba-") as name:
        for copies in COPIES:
            inputs = Path(name) / f"in{copies}"
            articles = write(inputs, copies)
            for number, (way, options) in enumerate(WAYS.items()):
                out = Path(name) / f"out{copies}-{number}"
                command = [
                    sys.executable,
                    "-m",
                    "pipeline",
                    "extract",
                    str(inputs),
                    "--store",
                    f"parquet:{out}",
                    *options,
                ]
                before = os.times()
                subprocess.run(
                    command, check=True, capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
                )
                after = os.times()
                run = json.loads((out / "run.json").read_text(encoding="utf-8"))
                passes = run["stage_seconds"] if "ray" in way else {}
                rows.append(
                    {
                        "articles": articles,
                        "way": way,
                        "seconds in all": f"{after.elapsed - before.elapsed:.1f}",
                        "without the start": f"{run['wall_seconds']:.1f}",
                        "articles/s": f"{articles / run['wall_seconds']:.1f}",
                        "of them comparing, merging, writing": ", ".join(
                            f"{passes[name]:.1f}" for name in ("compare", "merge", "write") if passes
                        ),
                    }
                )
    report("cluster", "A Ray cluster on one machine of two cores, beside one process and a pool", rows)


if __name__ == "__main__":
    main()
