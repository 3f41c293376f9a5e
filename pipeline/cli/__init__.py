"""The command `naba`. Each subcommand imports what it needs when it runs: the start stays short."""

from __future__ import annotations

import gc
import os
import signal
import sys


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, _stopped)
    # The start makes many objects that stay; looking through them again and again takes a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    from pipeline.cli.app import app

    try:
        app(prog_name="naba")
    except BrokenPipeError:
        # Whoever read our output (`naba show out | head`) has seen enough.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        sys.exit(141)


def _stopped(*_: object) -> None:
    """Ctrl-C, at whatever moment: an end like any other, so that temporary files are removed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stderr.write("naba: stopped. Nothing was written.\n")
    sys.exit(130)


__all__ = ["main"]
