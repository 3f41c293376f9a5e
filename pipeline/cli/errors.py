"""What the user is told when something does not work: what, where, what to do next."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer

from pipeline.report.bidi import flat

NOTHING = 1
"""What was named is there, but gave nothing: no usable input, no article, or a gate that does not hold."""
USAGE = 2
"""The command was not understood, or names something that is not there."""


def fail(message: str, code: int = USAGE, lines: Iterable[str] = ()) -> typer.Exit:
    """Print a message on stderr, with lines below it, and return the exit to raise."""
    tell(message)
    for line in lines:
        print(f"  - {flat(line)}", file=sys.stderr)
    return typer.Exit(code)


def tell(message: str) -> None:
    """Print one line on stderr. It may hold names from outside: they steer neither terminal nor line."""
    print(f"naba: {flat(message)}", file=sys.stderr)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 article`, `2 articles`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors that speak for themselves into one line on stderr and exit code 2."""
    from pipeline.entities.engines import EngineError
    from pipeline.pipeline import StageError, WiringError
    from pipeline.resources import DataFileError
    from pipeline.scale.worker import RunnerError
    from pipeline.stores.base import StoreError

    try:
        yield
    except WiringError as error:
        raise fail("the stages do not fit together:", lines=error.errors) from None
    except (DataFileError, EngineError, RunnerError, StageError, StoreError) as error:
        raise fail(str(error)) from None
    except FileNotFoundError as error:
        raise fail(f"{error.filename} does not exist. Check the path.") from None
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        from tempfile import gettempdir

        raise fail(f"a disk is full, of the output or of temporary files ({gettempdir()}). Make room.") from None
