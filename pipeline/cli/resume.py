"""`naba extract --resume`: the journal of the run, and what a run that goes on takes from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipeline.cli import leaves
from pipeline.cli.errors import fail

if TYPE_CHECKING:
    from pipeline.cli.extract import Request
    from pipeline.ingest import ReadOptions
    from pipeline.stores.journal import Journal
    from pipeline.stores.url import StoreUrl

FOLDER = ".journal"
"""Where the journal lies, in the first folder that the run writes."""


def open_journal(request: Request, urls: Sequence[StoreUrl], checksums: Mapping[str, str]) -> Journal:
    """Open the journal of a run, or begin one.

    Args:
        request: what the command line asked for.
        urls: the stores of the run; the journal lies in the first folder among them.
        checksums: of models and rules: with others, results would differ.
    """
    from pipeline import __version__
    from pipeline.stores.journal import Journal, clear_leftovers

    if "-" in request.inputs:
        raise fail("--resume cannot go on with standard input, which is read once. Save it to a file.")
    folder = next((url.path for url in urls if url.scheme == "jsonl" and url.path), None)
    if folder is None:
        raise fail("--resume keeps its journal in the folder of -o. Add -o FOLDER.")
    about = {"version": __version__, **request.settings()}
    about |= {f"{name} (its checksum)": checksum for name, checksum in checksums.items()}
    today = request.options().today or datetime.now(UTC).date()
    journal = Journal(folder / FOLDER, about, {"today": today.isoformat()})
    clear_leftovers(folder)
    leaves("The same command goes on from here.")
    return journal


def with_journal(options: ReadOptions, journal: Journal) -> ReadOptions:
    """Return the options of reading with the day of the run that began, and what it fetched."""
    from pipeline.stores.journal import FETCHED

    return replace(
        options,
        today=date.fromisoformat(journal.given["today"]),
        fetch=replace(options.fetch, keep=journal.folder / FETCHED),
    )
