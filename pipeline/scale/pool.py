"""A pool of processes on this machine. Results come in the order of the inputs; a lost worker costs one article.

Each worker has a pipe of its own and holds no lock that another needs. Pools around one shared queue (those of the
standard library and of pebble) break down, or wait for ever, when a worker is killed at the wrong moment.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, Self

from pipeline.ingest import Rejected
from pipeline.scale.process import Process, Result, Started
from pipeline.scale.worker import Recipe, RunnerError
from pipeline.stores.recorder import Recorded, recorded

WINDOW = 64
"""So many inputs for each worker may be ahead of the oldest one that is not done: a slow article stops no other."""
WINDOW_CHARACTERS = 20_000_000
"""They have so many characters at most."""
PATIENCE = 60.0
"""Seconds that an article may take, and one more for each `PACE` characters of it."""
PACE = 200
"""A fiftieth of the characters that a core reads in a second."""
STARTS = 5
"""So many workers may be lost before they are ready, nothing done between; then the run ends."""


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


@dataclass(slots=True)
class _Task:
    """An input on its way. Without a result it waits, or some process has it."""

    item: Any
    result: Recorded | None = None

    @property
    def size(self) -> int:
        return 0 if isinstance(self.item, Rejected) else len(self.item.text)


class Pool:
    """Processes that read articles. A context manager: they are ended at its end.

    `checksums` are those of their data and models, `processes` those that work now.
    """

    def __init__(self, recipe: Recipe, workers: int, patience: float = PATIENCE) -> None:
        """Start workers. Each loads a pipeline of its own, with one thread.

        Args:
            recipe: what they load.
            workers: how many.
            patience: seconds that an article may take beside what its length allows.

        Raises:
            RunnerError: they end before they are ready.
            DataFileError, EngineError: the pipeline cannot be loaded.
        """
        if workers < 1:
            raise ValueError(f"{workers} workers cannot read anything. Take 1 or more.")
        self._recipe = recipe
        self._patience = patience
        self._spent: Counter[str] = Counter()
        self._lost_early = 0
        self._window: deque[_Task] = deque()
        self._waiting: deque[_Task] = deque()
        self.checksums: dict[str, str] = {}
        self.processes: list[Process[_Task]] = []
        try:
            self.processes += [Process(recipe) for _ in range(workers)]
            while not self.checksums:
                self._listen(None)
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds spent in each stage, over all workers."""
        total = self._spent.copy()
        for process in self.processes:
            total.update(process.seconds)
        return dict(total)

    def run(self, items: Iterable[Any]) -> Iterator[tuple[Any, Recorded]]:
        """Read articles and rejected inputs; give each with its result, in their order.

        An article whose worker was lost is rejected as `worker_lost`, one that took too long as `timed_out`.

        Raises:
            RunnerError: a lost worker could not be replaced.
        """
        source = iter(items)
        self._window.clear()
        self._waiting.clear()
        ended = False
        while not ended or self._window:
            reading = not ended and self._has_room()
            if reading:
                ended = not self._read(source)
            self._hand_out()
            if self._window:
                self._listen(0 if reading else self._next_deadline())
            while self._window and self._window[0].result is not None:
                task = self._window.popleft()
                yield task.item, task.result  # type: ignore[misc]

    def _has_room(self) -> bool:
        """Whether the next input may be read: no more are kept waiting than the workers will soon ask for."""
        few = len(self._waiting) < len(self.processes) and len(self._window) < WINDOW * len(self.processes)
        return few and sum(task.size for task in self._window) < WINDOW_CHARACTERS

    def _read(self, source: Iterator[Any]) -> bool:
        """Read one input; return whether there was one."""
        for item in source:
            task = _Task(item)
            self._window.append(task)
            if isinstance(item, Rejected):
                task.result = recorded(item)
            else:
                self._waiting.append(task)
            return True
        return False

    def _hand_out(self) -> None:
        for process in self.processes:
            if self._waiting and process.idle:
                task = self._waiting.popleft()
                process.give(task, task.item, time.monotonic() + self._patience + task.size / PACE)

    def _next_deadline(self) -> float | None:
        deadlines = [process.deadline for process in self.processes if process.task is not None]
        return max(min(deadlines) - time.monotonic(), 0.0) if deadlines else None

    def _listen(self, seconds: float | None) -> None:
        """Take what workers have to say within some seconds, and end those that are late."""
        by_pipe = {process.pipe: process for process in self.processes}
        for pipe in wait(list(by_pipe), seconds):
            process = by_pipe[pipe]  # type: ignore[index]
            heard = process.hear()
            if heard is None:
                self._replace(process, "worker_lost", f"The process that read it ended ({process.how_it_ended()}).")
            elif isinstance(heard, Started):
                self.checksums, self._lost_early = heard.checksums, 0
            elif isinstance(heard, Result):
                self._lost_early = 0
                self._settle(process, heard.recorded)
            else:
                raise heard
        for process in self.processes:
            if process.task is not None and time.monotonic() > process.deadline:
                self._replace(process, "timed_out", "It took longer than an article of its length may.")

    def _settle(self, process: Process[_Task], result: Recorded) -> None:
        if process.task is not None:
            process.task.result = result
            process.task = None

    def _replace(self, process: Process[_Task], reason: str, message: str) -> None:
        """End a worker, reject what it was reading, and start another one."""
        process.kill()
        self._spent.update(process.seconds)
        if process.task is not None:
            source = process.task.item.source
            advice = "All other articles were read. If it happens again, split it or leave it out."
            self._settle(process, recorded(Rejected(source, reason, f"{message} {advice}")))
        if not process.ready:
            self._lost_early += 1
            if self._lost_early >= STARTS:
                raise RunnerError(f"{STARTS} workers ended before they were ready: {process.how_it_ended()}.")
        self.processes[self.processes.index(process)] = Process(self._recipe)

    def _end(self) -> None:
        for process in self.processes:
            process.end()
