"""What the user is told when something does not work: what, where, what to do next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

NOTHING = 1
"""Nothing usable was found, or a gate did not hold."""
USAGE = 2
"""The command was not understood, or names something that is not there."""


def fail(message: str, code: int = USAGE) -> typer.Exit:
    """Print a message on stderr and return the exit to raise."""
    print(f"naba: {message}", file=sys.stderr)
    return typer.Exit(code)


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors that speak for themselves into one line on stderr and exit code 2."""
    from pipeline.pipeline import StageError, WiringError
    from pipeline.resources import DataFileError
    from pipeline.stores.jsonl import StoreError

    try:
        yield
    except (DataFileError, StageError, StoreError, WiringError) as error:
        raise fail(str(error)) from None
    except FileNotFoundError as error:
        raise fail(f"{error.filename} does not exist. Check the path.") from None
    except KeyboardInterrupt:
        print("naba: stopped. Nothing was written.", file=sys.stderr)
        raise typer.Exit(130) from None
