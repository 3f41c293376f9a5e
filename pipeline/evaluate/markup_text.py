"""The text of a `.gold` file: takes the marks out, and says where what they marked stands."""

from __future__ import annotations

import bisect
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
    parts,
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

_PIECE = re.compile(
    r"\\(?P<guarded>.)|\{(?P<mark>(?:\\[^\n]|[^\\{}\n])*)\}|(?P<plain>[^\\{}|]+)|(?P<stray>.)", re.DOTALL
)
_STRAY = {
    "{": (
        "a { that is not closed in its line",
        r"Close the mark with }; marks do not nest, a brace of the text is \{.",
    ),
    "}": ("a } that closes nothing", r"Open the mark with {; a brace of the text is written \}."),
    "|": ("a | outside of a mark", r"Open the mark with {; a bar of the text is written \|."),
    "\\": ("a backslash before nothing", r"A backslash of the text is written \\."),
}


_Entity = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class _Mark:
    """One mark: where, what it says, the words that are the right span too."""

    span: Span
    line: int
    sign: str
    must: bool
    readings: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """One reading of an entity mark: key or name, and the types that it gives."""

    kb: str | None
    name: str
    types: tuple[str, ...]

    @property
    def entity(self) -> _Entity:
        """The entity, whatever its types."""
        return self.kb, self.name


class MarkedText:
    """The text section of a file, read: `text`, and the records of compact gold for what is marked."""

    def __init__(self, lines: Sequence[str], first: int, problems: Problems) -> None:
        """Read the lines of the section, `first` being the number of the first one."""
        self.problems = problems
        self.entities: list[dict[str, Any]] = []
        self.quantities: list[dict[str, Any]] = []
        self.times: list[dict[str, Any]] = []
        self._starts = [0]
        self._lines = [first]
        self._marks: list[_Mark] = []
        self.text = self._read(lines, first)
        self._records()

    def line(self, offset: int) -> int:
        """Return the line of the file in which a character of the text stands."""
        return self._lines[bisect.bisect_right(self._starts, offset) - 1]

    # ------------------------------------------------------------------------------------------------- marks

    def _read(self, lines: Sequence[str], line: int) -> str:
        kept = list(lines)
        while kept and not kept[-1].strip():
            kept.pop()
        while kept and not kept[0].strip():
            del kept[0]
            line += 1
        source = "".join(f"{each}\n" for each in kept)
        told = 0
        left_open = False  # A mark that was not closed in its line: its bar and its brace are told with it.
        text = ""
        for piece in _PIECE.finditer(source):
            if stray := piece["stray"]:
                if line != told and not (left_open and stray in "|}"):
                    self.problems.error(line, *_STRAY[stray])
                    told = line
                left_open = stray == "{" or (left_open and stray != "}")
            text += self._piece(piece, len(text), line)
            line += piece[0].count("\n")
        return text

    def _piece(self, piece: re.Match[str], at: int, line: int) -> str:
        self._starts.append(at)
        self._lines.append(line)
        if piece["plain"] is not None:
            for match in re.finditer("\n", piece["plain"]):
                line += 1
                self._starts.append(at + match.end())
                self._lines.append(line)
            return piece["plain"]
        if piece["mark"] is not None:
            return self._mark(piece["mark"], at, line)
        letter = piece["guarded"] or ""
        if letter == "\n":
            return ""
        if letter.isalnum() and letter not in "nr":
            self.problems.error(line, f"\\{letter} means nothing", r"A backslash of the text is written \\.")
        return plain(piece[0]) if letter else piece[0]

    def _mark(self, body: str, at: int, line: int) -> str:
        surface = plain(re.match(r"(?:\\.|[^\\|])*", body, re.DOTALL)[0])  # type: ignore[index]
        readings = parts(body, "|")[1:]
        if not surface.strip():
            self.problems.error(line, "a mark around nothing", "Write the words before the |: {فيسبوك|@facebook}.")
            return surface
        found = re.fullmatch(r"(\?)?\s*([@#!])(.*)", readings[0] if readings else "", re.DOTALL)
        if not found:
            self.problems.error(
                line,
                f"the mark of {surface!r} does not begin with @, # or !",
                "Write {words|@key type}, {words|#value unit} or {words|!value}.",
            )
            return surface
        marked: list[str] = []
        others: list[str] = []
        for reading in (found[3], *readings[1:]):
            if len(reading) > 2 and reading[0] == reading[-1] == '"':
                others.append(plain(reading[1:-1]))
            else:
                marked.append(stripped(reading.removeprefix(found[2])))
        span = Span(at, at + len(surface))
        self._marks.append(_Mark(span, line, found[2], not found[1], tuple(marked), tuple(others)))
        return surface

    # ----------------------------------------------------------------------------------------------- records

    def _records(self) -> None:
        entities: list[tuple[_Mark, list[_Named]]] = []
        for mark in self._marks:
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

    def _place(self, mark: _Mark) -> dict[str, Any]:
        place = {"text": mark.span.cut(self.text), "start": mark.span.start, "end": mark.span.end}
        return {**place, "text_alt": list(mark.others)} if mark.others else place

    def _check_others(self, mark: _Mark) -> None:
        for words in mark.others:
            spans = (Span(*found.span()) for found in re.finditer(f"(?={re.escape(words)})", self.text))
            if not any(Span(s.start, s.start + len(words)).overlaps(mark.span) for s in spans):
                raise MarkError(
                    f"{words!r} does not stand there", "Words in quotation marks are another span over the same place."
                )

    def _group(self, entities: list[tuple[_Mark, list[_Named]]]) -> None:
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

    def _types(self, entities: list[tuple[_Mark, list[_Named]]]) -> dict[_Entity, tuple[str, ...]]:
        """Return the types that the first mark with any gives an entity; tell of entities that have none."""
        types: dict[_Entity, tuple[str, ...]] = {}
        lines: dict[_Entity, int] = {}
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


def _must(mark: _Mark) -> dict[str, Any]:
    return {} if mark.must else {"must": False}


def _entity(readings: Sequence[str]) -> list[_Named]:
    """Read `facebook service | meta company`, or `schiphol place | organization`: one key, several types."""
    found: list[_Named] = []
    for source in readings:
        words = tokens(source)
        kind = words[-1] if words and words[-1] in TYPES else None
        if kind and len(words) == 1 and found:
            last = found[-1]
            found[-1] = _Named(last.kb, last.name, (*last.types, kind))
            continue
        if not words or (kind and len(words) == 1):
            raise MarkError("no key", "Write the key, then the type: @telegram service.")
        named = words[:-1] if kind else words
        if len(named) > 1 and not named[0].startswith("~"):
            raise MarkError(f"{named[-1]!r} is no type", f"The types are {', '.join(TYPES)}.")
        name = key_of(" ".join(named))
        new = _Named(None if named[0].startswith("~") else name, name, (kind,) if kind else ())
        same = next((at for at, old in enumerate(found) if old.entity == new.entity), None)
        if same is None:
            found.append(new)
        else:
            found[same] = _Named(new.kb, new.name, (*found[same].types, *new.types))
    return found


def _quantity(readings: Sequence[str]) -> dict[str, Any]:
    joined = with_readings([figure(source, first=not at) for at, source in enumerate(readings)])
    return {"kind": figure_kind(joined), **joined}


def _time(readings: Sequence[str]) -> dict[str, Any]:
    joined = with_readings([time(source, first=not at) for at, source in enumerate(readings)])
    value = joined["value"]
    return {"kind": time_kind(value), "modifier": time_modifier(value), **joined}
