"""A command, run and watched: how long it takes, and how much memory it has with all the processes that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from machine import ROOT

SAMPLED = 0.25
"""Seconds between two looks at the memory of several processes, which cost them some time."""
POLLED = 0.02
"""Seconds between two looks at the peak of one process, which the kernel keeps."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a command.

    Attributes:
        code: its exit status; negative is the number of a signal.
        seconds: of the clock.
        peak: the most memory in bytes: of the process alone as the kernel recorded it, or of all its processes.
        out: what it printed.
        error: what it printed as errors.
    """

    code: int
    seconds: float
    peak: int
    out: str
    error: str

    @property
    def why(self) -> str:
        """The last thing that it complained about."""
        return (self.error.strip().splitlines() or [f"exit status {self.code}"])[-1]


def watch(command: Sequence[str], cores: int, *, together: bool = False) -> Seen:
    """Run a command to its end on so many cores, each of its processes with one thread for arithmetic.

    `together` counts the memory of all processes: the greatest sum of what is theirs alone and their part of what they
    share (PSS), looked at every quarter of a second. Without it, the peak is that of the one process.
    """
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as error:
        began = time.perf_counter()
        before = pin(cores)
        try:
            process = subprocess.Popen(command, env=environment, stdout=out, stderr=error, cwd=ROOT)
        finally:
            release(before)
        most = 0
        while True:
            ended, code, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            most = max(most, sum(map(proportional, family(process.pid))) if together else high_water(process.pid))
            time.sleep(SAMPLED if together else POLLED)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(code)
        for file in (out, error):
            file.seek(0)
        # Where there is no /proc. Else it is not used: on Linux it is never less than what its parent had.
        peak = most or usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Seen(process.returncode, seconds, peak, out.read(), error.read())


def pin(cores: int) -> set[int]:
    """Keep this process, and what it starts from now on, to its first cores; return those that it had."""
    if not hasattr(os, "sched_setaffinity"):  # not on every system
        return set()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:cores])
    return before


def release(cores: set[int]) -> None:
    """Give this process the cores back that it had."""
    if cores:
        os.sched_setaffinity(0, cores)


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that it started, as Linux tells it."""
    yield pid
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                for child in (thread / "children").read_text(encoding="ascii").split():
                    yield from family(int(child))


def proportional(pid: int) -> int:
    """Return the memory of a process in bytes: its own, and its part of what it shares; 0 when it has ended."""
    return _bytes(f"/proc/{pid}/smaps_rollup", "Pss:")


def high_water(pid: int) -> int:
    """Return the most memory that a process has had, in bytes; 0 when it has ended."""
    return _bytes(f"/proc/{pid}/status", "VmHWM:")


def _bytes(file: str, name: str) -> int:
    with suppress(OSError):
        for line in Path(file).read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0
