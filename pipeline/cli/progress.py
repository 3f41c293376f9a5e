"""A progress bar for long work: shown on a terminal, and only when the work takes more than a moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

PATIENCE = 1.0
"""Seconds of work without a bar: what ends sooner needs none, and need not pay for rich."""


class Progress:
    """Call it with the number of inputs done.

    Args:
        total: called once, when the bar is first shown; gives None where nobody knows how many there are.
        hidden: never show a bar.
    """

    def __init__(self, total: Callable[[], int | None], *, hidden: bool = False) -> None:
        self._total = total
        self._hidden = hidden or not sys.stderr.isatty()
        self._began = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int) -> None:
        """Show that `done` inputs are finished."""
        if self._hidden:
            return
        if self._bar is None:
            if time.monotonic() - self._began < PATIENCE:
                return
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task = self._bar.add_task("reading", total=self._total())
        self._bar.start()
