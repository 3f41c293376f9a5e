"""To a Ray cluster and back: connecting, what Ray is told not to do, its errors in one sentence."""

from __future__ import annotations

import logging
import os
import re
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.scale.worker import RunnerError

_NEEDED = "Install it with: pip install 'naba[ray]'"
_PATIENCE = 10.0
"""Seconds that the head of a cluster has to answer."""
_NO_NABA = re.compile(r"No module named '(?:pipeline|pyarrow)\b")
_OURS = re.compile(rf"\b{RunnerError.__name__}: (.+)")


@contextmanager
def connected(address: str | None, *, quiet: bool) -> Iterator[None]:
    """Connect to a cluster, or start one on this machine; leave or end it with the context.

    Args:
        address: HOST:PORT of the head of a cluster, `auto` for the one of this machine; None takes `RAY_ADDRESS`, and
            where that is not set, starts Ray on this machine.
        quiet: show no progress.

    Raises:
        RunnerError: Ray is not installed, or the cluster cannot be reached or used.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing of a run goes to anybody
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what matters is raised
    try:
        import ray
        import ray.data
        from ray.data.context import ShuffleStrategy
    except ImportError as error:
        raise RunnerError(f"--engine ray needs Ray Data ({error}). {_NEEDED}") from None
    if address and address.startswith("ray://"):
        raise RunnerError(
            f"{address} is the address of a Ray client, which Ray Data does not work over. Give naba on a machine of "
            "the cluster, with --address auto or HOST:PORT of the head (as `ray start --head` prints it)."
        )
    address = address or os.environ.get("RAY_ADDRESS") or None
    try:
        if address and address not in ("auto", "local"):
            _knock(address)
        with _muted():
            ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    except (RuntimeError, ValueError, OSError) as error:
        where = f"the cluster at {address} cannot be used" if address else "Ray cannot be started on this machine"
        raise RunnerError(
            f"{where}: {_first_line(error)} Check the address, that Ray runs there (ray status), and that every "
            "machine has the same versions of Python and Ray."
        ) from error
    try:
        context = ray.data.DataContext.get_current()
        # Sorting is done by plain tasks: they are done again where a machine is lost. It starts in no time, too.
        context.shuffle_strategy = ShuffleStrategy.SORT_SHUFFLE_PULL_BASED
        context.enable_progress_bars = not quiet
        context.print_on_execution_start = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"ray\.")  # of Ray's own settings, and of small inputs
            yield
    finally:
        ray.shutdown()


@contextmanager
def _muted() -> Iterator[None]:
    """Let nothing through to stderr: Ray's own code says there that it was told to say nothing."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _knock(address: str) -> None:
    """See whether anybody listens there: Ray itself would ask again for many minutes.

    Raises:
        OSError: nobody does.
        ValueError: it is no address.
    """
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit():
        raise ValueError("it is not HOST:PORT")
    socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()


def _first_line(error: Exception) -> str:
    line = str(error).strip().split("\n", 1)[0].rstrip(".")
    return f"{line or type(error).__name__}."


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what Ray raises into one sentence: ours where the cause is one, else its last line.

    Raises:
        RunnerError: whatever Ray raised.
    """
    from ray.exceptions import RayError

    try:
        yield
    except RayError as error:
        said = _OURS.findall(str(error))
        if said:
            raise RunnerError(said[-1]) from None
        if _NO_NABA.search(str(error)):
            raise RunnerError(f"naba is not installed on every machine of the cluster. {_NEEDED}") from None
        lines = [line for line in str(error).splitlines() if line.strip()]
        raise RunnerError(f"the cluster failed: {lines[-1].strip() if lines else type(error).__name__}") from error
