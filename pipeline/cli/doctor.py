"""`naba doctor`: is everything there? One sentence for each thing that the pipeline needs or can use."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from pipeline.cli.errors import NOTHING, counted, fail
from pipeline.report.bidi import flat

REQUIRED = ("pyarabic", "pydantic", "regex", "rich", "typer")
OPTIONAL = {
    "camel-tools": "the tests hold our folding against it",
    "stanza": "nothing uses it yet, it is for a syntax engine to come",
    "torch": "camel-tools and stanza ask for it",
}
"""What extraction never loads, and what it is for. `make test` installs it."""
OLDEST = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: fine, optional and absent, to be mended, or so wrong that nothing works."""

    state: Literal["ok", "absent", "warn", "wrong"]
    sentence: str


def findings() -> Iterator[Finding]:
    """Look at everything. Imports no engine and opens no connection."""
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST:
        yield Finding("ok", f"Python {running} is recent enough.")
    else:
        yield Finding("wrong", f"Python {running} is too old: naba needs 3.11 or later.")
    for name in REQUIRED:
        found = _version(name)
        if found:
            yield Finding("ok", f"{name} {found} is installed.")
        else:
            yield Finding("wrong", f"{name} is missing: run `make extract`, or pip install naba.")
    yield from _knowledge()
    yield _stages()
    for name, use in OPTIONAL.items():
        found = _version(name)
        if found:
            yield Finding("ok", f"{name} {found} is installed; extraction does not use it: {use}.")
        else:
            yield Finding("absent", f"{name} is not installed; extraction does not need it: {use} (make test).")


def run() -> None:
    """Print the findings. Exits 1 when something is wrong."""
    wrong = 0
    for finding in findings():
        print(f"{finding.state:<7} {flat(finding.sentence)}")
        wrong += finding.state == "wrong"
    if wrong:
        raise fail(f"to be mended before naba can work: {counted(wrong, 'thing')}.", NOTHING)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _knowledge() -> Iterator[Finding]:
    from pipeline.entities import KnowledgeBase
    from pipeline.resources import DataFileError

    try:
        base = KnowledgeBase.load()
    except (DataFileError, OSError) as error:
        yield Finding("wrong", f"The knowledge base cannot be used: {error}")
        return
    yield Finding("ok", f"The knowledge base has {len(base)} entries (checksum {base.checksum[:12]}).")
    problems = base.lint()
    if problems:
        number = counted(len(problems), "problem")
        yield Finding("warn", f"The knowledge base has {number} to mend, the first one: {problems[0]}")


def _stages() -> Finding:
    from pipeline.pipeline import load

    try:
        stages = load().stages
    except Exception as error:
        return Finding("wrong", f"The pipeline does not load: {type(error).__name__}: {error}")
    return Finding("ok", f"The pipeline loads: {', '.join(stage.name for stage in stages)}.")
