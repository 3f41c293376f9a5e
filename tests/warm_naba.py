"""Real processes of `naba` that start at once: one process loads everything and forks a child for every command.

`python tests/warm_naba.py` reads a JSON list of arguments from each line of its standard input, and answers with the
child's process id, then with its exit code. Standard error of the children goes to the file that is named first.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from naba_command import ROOT, environment


class Warm:
    """The starter. `start` begins a command, `wait` gives its exit code (-9 for one that was killed)."""

    def __init__(self, process: subprocess.Popen[str], errors: Path) -> None:
        self._process = process
        self.errors = errors
        self._running: int | None = None

    def start(self, *arguments: object) -> int:
        """Start a command; return its process id."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([str(argument) for argument in arguments]) + "\n")
        self._process.stdin.flush()
        self._running = self._answer()
        return self._running

    def wait(self) -> int:
        """Return the exit code of the command."""
        code = self._answer()
        self._running = None
        return code

    def reap(self) -> None:
        """End what a failed test left running."""
        if self._running is not None:
            with suppress(ProcessLookupError):
                os.kill(self._running, signal.SIGKILL)
            self.wait()

    def run(self, *arguments: object) -> int:
        """Run a command to its end; return its exit code."""
        self.start(*arguments)
        return self.wait()

    def _answer(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())


@contextmanager
def warm_naba(errors: Path, cwd: Path = ROOT, **extra: str) -> Iterator[Warm]:
    """Run a starter until the block ends."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(errors)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=cwd, env=environment(**extra),
    )  # fmt: skip
    with process:
        try:
            yield Warm(process, errors)
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait(timeout=60)


def _child(arguments: list[str], errors: str) -> None:
    from pipeline.cli import main

    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), 2)
    sys.argv = ["naba", *arguments]
    code = 1
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        sys.stderr.flush()
        os._exit(code)


def _serve(errors: str) -> None:
    import pipeline.cli.app
    import pipeline.cli.extract
    import pipeline.cli.resume
    import pipeline.explain
    import pipeline.ingest
    import pipeline.stores.journal  # noqa: F401
    from pipeline.pipeline import load

    load(ner="none").extract("توقفت خدمات شركة ميتا مساء الاثنين 4 أكتوبر 2021، وبلغت الخسائر 7 ملايين دولار.")
    gc.freeze()  # the children share what is loaded, and do not look through it
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if not child:
            _child(json.loads(line), errors)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1])
