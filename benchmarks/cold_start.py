"""How long a whole process takes: `naba extract ONE_FILE`, `naba --version`, `import pipeline`. Median of five."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from machine import ROOT, report

RUNS = 5
TARGETS = {"naba extract ONE_FILE": 0.7}
SAMPLE = ROOT / "corpora" / "samples" / "agency-brief.txt"


def seconds(command: Sequence[str], compiled: Path | None = None) -> list[float]:
    """Run a command once, so that Python has compiled the modules as it does for every user, then RUNS times.

    What is compiled goes to a folder of its own; without one it stays where Python has it, which is faster for
    packages that are compiled already.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if compiled:
        environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    taken = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        taken.append(time.perf_counter() - began)
    return taken[1:]


def row(what: str, taken: list[float]) -> dict[str, Any]:
    """Return what a command took, as a row of a table."""
    return {
        "what": what,
        "median s": round(statistics.median(taken), 3),
        "fastest s": round(min(taken), 3),
        "slowest s": round(max(taken), 3),
        "target s": TARGETS.get(what, ""),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        naba = [sys.executable, "-m", "pipeline"]
        commands = {
            "python, nothing imported": [sys.executable, "-c", "pass"],
            "import pipeline": [sys.executable, "-c", "import pipeline"],
            "naba --version": [*naba, "--version"],
            "naba extract ONE_FILE": [*naba, "extract", str(SAMPLE), "-o", str(Path(folder) / "out")],
        }
        rows = [row(name, seconds(command, Path(folder) / "compiled")) for name, command in commands.items()]
    report("cold_start", f"Cold start of a process, {RUNS} runs", rows)


if __name__ == "__main__":
    main()
