"""The frames of figures: data in figures.toml, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.resources import DataFileError, read_toml

_PATH = Path(__file__).parent / "data" / "figures.toml"


@dataclass(frozen=True, slots=True)
class Frame:
    """One `[[figure]]` of figures.toml; the head of that file says what each field means."""

    name: str
    type: str
    category: str
    kinds: frozenset[str]
    subject: tuple[str, ...]
    units: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    predicate: frozenset[str] = frozenset()
    cues: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    governed: tuple[str, ...] = ()
    level: bool | None = None
    origin: bool | None = None
    vague: bool | None = None
    sign: str | None = None
    min: float | None = None
    max: float | None = None
    people: str | None = None
    unit: str | None = None


_REQUIRED = ("name", "type", "category", "kinds", "subject")
_SETS = ("kinds", "units", "topic", "predicate")
_ROWS = ("subject", "cues", "without", "behind", "governed")


@cache
def frames() -> tuple[Frame, ...]:
    """Return the frames of figures.toml in their order.

    Raises:
        DataFileError: a frame lacks a field, or has one that there is not.
    """
    return tuple(_frame(row) for row in read_toml(_PATH)["figure"])


def _frame(row: Mapping[str, Any]) -> Frame:
    name = row.get("name", "?")
    unknown = set(row) - {field.name for field in fields(Frame)}
    missing = [field for field in _REQUIRED if field not in row]
    if unknown or missing:
        wrong = [f"no such field: {field}" for field in sorted(unknown)] + [f"it lacks {field}" for field in missing]
        raise DataFileError(f"{_PATH}, figure {name!r}: {'; '.join(wrong)}")
    values: dict[str, Any] = dict(row)
    values.update({key: frozenset(row[key]) for key in _SETS if key in row})
    values.update({key: tuple(row[key]) for key in _ROWS if key in row})
    return Frame(**values)
