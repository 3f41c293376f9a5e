"""One process of a pool: how it is started, what goes through its pipe, how it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from pipeline.scale.worker import Recipe, Worker
from pipeline.stores.recorder import Recorded

Task = TypeVar("Task")
_GRACE = 1.0
"""Seconds that an idle process has to end by itself."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Started:
    """A worker is ready; these are the checksums of its data and models."""

    checksums: dict[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an input, and the seconds that the worker has spent in each stage since it began."""

    recorded: Recorded
    seconds: dict[str, float]


class Process(Generic[Task]):
    """A process with a worker in it. It has one task at a time, so that nobody ever waits for a full pipe.

    It is started fresh (`spawn`): a copy of a process that has threads or an open database would inherit their state.

    Attributes:
        task: what it is working on.
        deadline: when it should be done, on the monotonic clock.
        ready: whether its pipeline is loaded.
        seconds: spent in each stage so far.
    """

    def __init__(self, recipe: Recipe) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, recipe), name="naba worker", daemon=True)
        self._process.start()
        theirs.close()  # or the end of the process would not be heard
        self.task: Task | None = None
        self.deadline = 0.0
        self.ready = False
        self.seconds: dict[str, float] = {}

    @property
    def pid(self) -> int | None:
        """Its number in the system."""
        return self._process.pid

    @property
    def idle(self) -> bool:
        """Whether it can be given a task."""
        return self.ready and self.task is None

    def give(self, task: Task, item: Any, deadline: float) -> None:
        """Give it an input. If it is gone, that is heard later."""
        self.task, self.deadline = task, deadline
        with suppress(OSError):
            self.pipe.send(item)

    def hear(self) -> Started | Result | Exception | None:
        """Return what it says, which must be there to be heard; None when it has ended."""
        try:
            said: Started | Result | Exception = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(said, Started):
            self.ready = True
        elif isinstance(said, Result):
            self.seconds = said.seconds
        return said

    def how_it_ended(self) -> str:
        """Say with which signal or exit code it ended."""
        self._process.join()
        code = self._process.exitcode or 0
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """End it now."""
        self.pipe.close()
        self._process.kill()
        self._process.join()

    def end(self) -> None:
        """Let it end, if it has nothing to do; else end it."""
        self.pipe.close()
        if self.task is None:
            self._process.join(_GRACE)
        self._process.kill()
        self._process.join()


def _work(pipe: Connection, recipe: Recipe) -> None:
    """Be a worker until the pipe is closed. Ctrl-C is the affair of whoever holds the other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    with suppress(EOFError, OSError):
        try:
            worker = Worker(recipe)
        except Exception as error:
            pipe.send(error)
            return
        pipe.send(Started(worker.pipeline.checksums))
        while True:
            pipe.send(Result(worker(pipe.recv()), worker.pipeline.seconds))
