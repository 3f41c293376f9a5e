"""The examples of README.md and docs/*.md: run, compared, and written anew with `python tests/doc_examples.py`.

A page is read from top to bottom in one empty folder that has the samples and the gold:

* ```console blocks: every line that starts with `$ ` is run by sh, what follows is its output. A line `...`
  stands for any number of lines. Seconds are not compared.
* ```pycon blocks are doctests. Their outputs are not written anew.
* other blocks with a file name after the language (```tsv names.tsv) are written to that file.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"^```(\w+)(?: +(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"\b\d+\.\d s\b")
_SHARED = ("corpora", "docs", "Makefile", "pyproject.toml", "constraints.txt", ".venv")
REST = "..."


@dataclass(frozen=True, slots=True)
class Example:
    """A command of a page: what it prints as the page has it, and what it printed."""

    page: Path
    line: int
    command: str
    expected: str
    printed: str
    code: int

    @property
    def holds(self) -> bool:
        """Whether the page tells the truth."""
        pattern = "".join(
            r"(?:.*\n)*?" if line == REST else re.escape(line) + r"\n" for line in _plain(self.expected).splitlines()
        )
        return re.fullmatch(pattern, _plain(self.printed)) is not None


def _plain(text: str) -> str:
    return "".join(line.rstrip() + "\n" for line in _SECONDS.sub("0.0 s", text).splitlines())


def blocks(text: str) -> Iterator[tuple[int, str, str | None, str]]:
    """Yield line number, language, file name and body of every fenced block."""
    for match in _BLOCK.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1], match[2], match[3]


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Yield the commands of a console block and what is said to be their output."""
    for piece in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = piece.partition("\n")
        while command.endswith("\\"):
            more, _, output = output.partition("\n")
            command += "\n" + more
        yield command, output


class Sandbox:
    """A folder with the samples, and `naba` on the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        for name in _SHARED:
            if (ROOT / name).exists():
                (self.folder / name).symlink_to(ROOT / name)
        tools = folder / "bin"
        tools.mkdir()
        naba = tools / "naba"
        naba.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n', encoding="utf-8")
        naba.chmod(0o755)
        python = tools / "python"
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        self.environment = {
            **{
                name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "COLUMNS", "MAKEFLAGS")
            },
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "TERM": "dumb",
            "COLUMNS": "100",
        }

    def run(self, command: str) -> tuple[str, int]:
        """Run a command as the page has it; return what it printed, and its exit code."""
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
        return done.stdout, done.returncode


def examples(page: Path, sandbox: Sandbox) -> Iterator[Example]:
    """Run a page and yield its commands. `make` needs the environment that make itself makes."""
    for line, language, file, body in blocks(page.read_text(encoding="utf-8")):
        if file is not None:
            (sandbox.folder / file).write_text(body, encoding="utf-8")
        elif language == "console":
            for command, expected in commands(body):
                if command.startswith("make ") and not (ROOT / ".venv" / "core.stamp").exists():
                    continue
                yield Example(page, line, command, expected, *sandbox.run(command))


def python_failures(page: Path, sandbox: Sandbox) -> int:
    """Run the pycon blocks of a page as one doctest; return the number of failures."""
    text = page.read_text(encoding="utf-8")
    code = "\n".join(body for _, language, file, body in blocks(text) if language == "pycon" and file is None)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    test = doctest.DocTestParser().get_doctest(code, {}, page.name, str(page), 0)
    before = Path.cwd()
    os.chdir(sandbox.folder)
    try:
        return doctest.DocTestRunner(optionflags=flags).run(test).failed
    finally:
        os.chdir(before)


def _shortened(example: Example) -> str:
    """Return the new output, cut where the page cut the old one."""
    lines = _SECONDS.sub("0.1 s", example.printed).splitlines()
    old = example.expected.splitlines()
    if REST in old:
        lines = [*lines[: old.index(REST)], REST]
    return "".join(line.rstrip() + "\n" for line in lines)


def write(page: Path) -> int:
    """Write the outputs of a page anew; return how many were not true."""
    changed = 0
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for example in examples(page, Sandbox(Path(folder))):
            if not example.holds:
                changed += 1
                old = f"$ {example.command}\n{example.expected}"
                text = text.replace(old, f"$ {example.command}\n{_shortened(example)}", 1)
    page.write_text(text, encoding="utf-8")
    return changed


if __name__ == "__main__":
    for each in PAGES:
        print(f"{each.relative_to(ROOT)}: {write(each)} outputs written anew")
