"""The repository and the command line, for the tests that use them as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpora" / "samples"
Naba = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**extra: str) -> dict[str, str]:
    """The environment of a user without colours and with UTF-8, whatever the machine of the tests has."""
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR", "COLUMNS")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TERM": "dumb", **extra}


def run_naba(*arguments: object, cwd: Path = ROOT, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
    """Run `naba` in a process of its own."""
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, input=stdin, capture_output=True, text=True, timeout=120, env=environment(**extra)
    )
