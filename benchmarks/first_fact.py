"""From a fresh clone to the first fact: `make extract` where nothing was installed, without pip's cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import ROOT, report

TARGET = 60.0


def clone(folder: Path) -> Path:
    """Copy what git knows or would know (the working tree, so that it can be measured before a commit)."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"], check=True, capture_output=True
    )
    fresh = folder / "naba"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, fresh / name)
    return fresh


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fresh = clone(Path(folder))
        environment = {**os.environ, "PIP_NO_CACHE_DIR": "1"}
        for name in ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL"):
            environment.pop(name, None)
        rows = []
        for name, target in (("make extract, from nothing", TARGET), ("make extract, again", "")):
            began = time.perf_counter()
            done = subprocess.run(["make", "extract"], cwd=fresh, env=environment, capture_output=True, text=True)
            taken = time.perf_counter() - began
            if done.returncode:
                sys.exit(f"make extract failed:\n{done.stdout}\n{done.stderr}")
            facts = (fresh / "out" / "facts.jsonl").read_text(encoding="utf-8").count("\n")
            size = sum(path.stat().st_size for path in (fresh / ".venv").rglob("*") if path.is_file())
            rows.append(
                {
                    "what": name,
                    "s": round(taken, 1),
                    "target s": target,
                    "facts": facts,
                    "environment MB": round(size / 1e6),
                }
            )
    report("first_fact", "From a fresh clone to the first fact", rows)


if __name__ == "__main__":
    main()
