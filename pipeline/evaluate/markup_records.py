"""Marks of a text, read: what stands in them, and the records of compact gold that they give.

A `.gold` file has them in its text; tools for annotators have them beside a span (`pipeline.exchange`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate.markup_marks import (
    TYPES,
    MarkError,
    figure,
    figure_kind,
    key_of,
    plain,
    stripped,
    time,
    time_kind,
    time_modifier,
    tokens,
    with_readings,
)
from pipeline.evaluate.problems import Problems
from pipeline.text import Span

Entity = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: where, what it says, the words that are the right span too."""

    span: Span
    line: int
    sign: str
    must: bool
    readings: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """One reading of an entity mark: key or name, and the types that it gives."""

    kb: str | None
    name: str
    types: tuple[str, ...]

    @property
    def entity(self) -> Entity:
        """The entity, whatever its types."""
        return self.kb, self.name


def read_mark(span: Span, line: int, readings: Sequence[str]) -> Mark | None:
    """Read the readings of a mark, the first of which has its sign (`?@telegram service`); None where it has none."""
    found = re.fullmatch(r"(\?)?\s*([@#!])(.*)", readings[0] if readings else "", re.DOTALL)
    if not found:
        return None
    marked: list[str] = []
    others: list[str] = []
    for reading in (found[3], *readings[1:]):
        if len(reading) > 2 and reading[0] == reading[-1] == '"':
            others.append(plain(reading[1:-1]))
        else:
            marked.append(stripped(reading.removeprefix(found[2])))
    return Mark(span, line, found[2], not found[1], tuple(marked), tuple(others))


class MarkRecords:
    """The records of compact gold for the marks of a text: `entities`, `quantities`, `times`."""

    def __init__(self, marks: Sequence[Mark], text: str, problems: Problems) -> None:
        """Read all marks; what cannot be read is noted in `problems`."""
        self.text = text
        self.problems = problems
        self.entities: list[dict[str, Any]] = []
        self.quantities: list[dict[str, Any]] = []
        self.times: list[dict[str, Any]] = []
        self._read(marks)

    def _read(self, marks: Sequence[Mark]) -> None:
        entities: list[tuple[Mark, list[Named]]] = []
        for mark in marks:
            try:
                self._check_others(mark)
                if not mark.readings:
                    raise MarkError(
                        "a mark with a span and no reading", "Write what it is first, the other span after."
                    )
                if mark.sign == "@":
                    entities.append((mark, _entity(mark.readings)))
                elif mark.sign == "#":
                    self.quantities.append({**self._place(mark), **_quantity(mark.readings), **_must(mark)})
                else:
                    self.times.append({**self._place(mark), **_time(mark.readings), **_must(mark)})
            except MarkError as error:
                surface = mark.span.cut(self.text)
                self.problems.error(mark.line, f"the mark of {surface!r}: {error.what}", error.advice)
        self._group(entities)

    def _place(self, mark: Mark) -> dict[str, Any]:
        place = {"text": mark.span.cut(self.text), "start": mark.span.start, "end": mark.span.end}
        return {**place, "text_alt": list(mark.others)} if mark.others else place

    def _check_others(self, mark: Mark) -> None:
        for words in mark.others:
            spans = (Span(*found.span()) for found in re.finditer(f"(?={re.escape(words)})", self.text))
            if not any(Span(s.start, s.start + len(words)).overlaps(mark.span) for s in spans):
                raise MarkError(
                    f"{words!r} does not stand there", "Words in quotation marks are another span over the same place."
                )

    def _group(self, entities: list[tuple[Mark, list[Named]]]) -> None:
        """Gather the mentions of an entity. A mark with several readings keeps them together, in their order."""
        types = self._types(entities)
        groups: dict[tuple[object, ...], dict[str, Any]] = {}
        for number, (mark, readings) in enumerate(entities):
            for reading in readings:
                given = reading.types or types.get(reading.entity)
                if not given:
                    continue
                own = number if len(readings) > 1 else None
                entity = groups.setdefault(
                    (*reading.entity, given, mark.must, own),
                    {
                        "kb": reading.kb,
                        "name": reading.name,
                        "type": given[0],
                        **({"type_alt": list(given[1:])} if given[1:] else {}),
                        **_must(mark),
                        "mentions": [],
                    },
                )
                entity["mentions"].append(self._place(mark))
        self.entities.extend(groups.values())

    def _types(self, entities: list[tuple[Mark, list[Named]]]) -> dict[Entity, tuple[str, ...]]:
        """Return the types that the first mark with any gives an entity; tell of entities that have none."""
        types: dict[Entity, tuple[str, ...]] = {}
        lines: dict[Entity, int] = {}
        for mark, readings in entities:
            for reading in readings:
                lines.setdefault(reading.entity, mark.line)
                if reading.types:
                    types.setdefault(reading.entity, reading.types)
        for (kb, name), line in lines.items():
            if (kb, name) not in types:
                self.problems.error(
                    line, f"{name!r} has no type anywhere in the text", f"Write it once after it: {', '.join(TYPES)}."
                )
        return types


def _must(mark: Mark) -> dict[str, Any]:
    return {} if mark.must else {"must": False}


def _entity(readings: Sequence[str]) -> list[Named]:
    """Read `facebook service | meta company`, or `schiphol place | organization`: one key, several types."""
    found: list[Named] = []
    for source in readings:
        words = tokens(source)
        kind = words[-1] if words and words[-1] in TYPES else None
        if kind and len(words) == 1 and found:
            last = found[-1]
            found[-1] = Named(last.kb, last.name, (*last.types, kind))
            continue
        if not words or (kind and len(words) == 1):
            raise MarkError("no key", "Write the key, then the type: @telegram service.")
        named = words[:-1] if kind else words
        if len(named) > 1 and not named[0].startswith("~"):
            raise MarkError(f"{named[-1]!r} is no type", f"The types are {', '.join(TYPES)}.")
        name = key_of(" ".join(named))
        new = Named(None if named[0].startswith("~") else name, name, (kind,) if kind else ())
        same = next((at for at, old in enumerate(found) if old.entity == new.entity), None)
        if same is None:
            found.append(new)
        else:
            found[same] = Named(new.kb, new.name, (*found[same].types, *new.types))
    return found


def _quantity(readings: Sequence[str]) -> dict[str, Any]:
    joined = with_readings([figure(source, first=not at) for at, source in enumerate(readings)])
    return {"kind": figure_kind(joined), **joined}


def _time(readings: Sequence[str]) -> dict[str, Any]:
    joined = with_readings([time(source, first=not at) for at, source in enumerate(readings)])
    value = joined["value"]
    return {"kind": time_kind(value), "modifier": time_modifier(value), **joined}
