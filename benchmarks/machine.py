"""What every result says of the machine and the versions that it was measured with, and how results are written."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"
_PACKAGES = ("naba", "pydantic", "typer", "rich", "regex", "pyarabic", "numpy", "onnxruntime", "tokenizers")
_PEERS = ("torch", "transformers", "camel-tools", "stanza", "ray")


def machine() -> dict[str, Any]:
    """Return processor, memory, system, Python, packages and the commit."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory GB": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in (*_PACKAGES, *_PEERS)},
        "commit": _commit(),
    }


def report(name: str, title: str, rows: list[dict[str, Any]]) -> None:
    """Write rows to results/NAME.json and results/NAME.md, and print the table."""
    sys.stdout.write(write(name, {"title": title, "machine": machine(), "rows": rows}))


def write(name: str, data: dict[str, Any], folder: Path = RESULTS) -> str:
    """Write what was measured to FOLDER/NAME.json, and its table to FOLDER/NAME.md; return the table.

    Args:
        name: of the files.
        data: `title`, `machine` (as `machine` returns it), `rows` (each with the same columns), and, if there is
            something to say below the table, `notes`.
        folder: where they go.
    """
    folder.mkdir(exist_ok=True, parents=True)
    (folder / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    text = f"# {data['title']}\n\n{table(data['rows'])}\n"
    text += "".join(f"{note}\n\n" for note in data.get("notes", ())) + f"{described(data['machine'])}\n"
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return text


def table(rows: list[dict[str, Any]]) -> str:
    """Return rows as a table of Markdown; the first one has the columns."""
    columns = list(rows[0])
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(str(row[column]) for column in columns)} |" for row in rows]
    return "\n".join(lines) + "\n"


def described(about: dict[str, Any]) -> str:
    """Return in one line where and when something was measured."""
    where = f"{about['processor']}, {about['cores']} cores, {about['system']}, Python {about['python']}"
    return f"{where}, {about['date']}, commit {about['commit']}."


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (ValueError, OSError, AttributeError):  # not on every system
        return None


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "none"
