"""The command `naba`. Each subcommand imports what it needs when it runs: the start stays short."""

from __future__ import annotations

import gc
import os
import signal
import sys

_left = "Nothing was written."
"""What a command that is stopped now leaves behind."""


def leaves(text: str) -> None:
    """Say what the running command leaves behind when it is stopped from now on."""
    global _left
    _left = text


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, _stopped)
    # Its arithmetic is small: threads that numpy would start for it are slow to come and have nothing to do.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nobody's plugin takes part in checking records, and looking for one reads what every installed package says.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # The start makes many objects that stay; looking through them for garbage takes a tenth of its time.
    gc.set_threshold(1_000_000, 20, 20)
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
    sys.stderr.write(f"naba: stopped. {_left}\n")
    sys.unraisablehook = _swallowed
    sys.exit(130)


def _swallowed(unraisable: sys.UnraisableHookArgs) -> None:
    """Python drops an exit that is raised inside a finaliser (`regex` has some): leave again a moment later."""
    if unraisable.exc_type is not SystemExit:
        sys.__unraisablehook__(unraisable)
        return
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(130))
    signal.setitimer(signal.ITIMER_REAL, 0.01)


__all__ = ["leaves", "main"]
