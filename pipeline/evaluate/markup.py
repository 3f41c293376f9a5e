"""Reads gold that a person wrote by hand: `NAME.gold`, a head, the text with marks in it, the facts below.

`docs/gold.md` describes the form. What comes out is the record that compact gold has in JSON, with the text in it and
exact offsets. Everything that is wrong in a file is told at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.evaluate.markup_facts import FactLines
from pipeline.evaluate.markup_text import MarkedText
from pipeline.evaluate.problems import MarkupError, Problems

SUFFIX = ".gold"
HEAD = ("published", "url", "site", "title", "author", "note")
TEXT, FACTS = "=== text", "=== facts"


@dataclass(frozen=True, slots=True)
class Markup:
    """A `.gold` file, read: its record in the compact form, and where in the file it stands."""

    record: dict[str, Any]
    marked: MarkedText
    fact_lines: tuple[dict[str, int], ...]


def read_markup(file: Path) -> Markup:
    """Read a `.gold` file.

    Raises:
        MarkupError: there are errors in it; it has all of them.
    """
    problems = Problems(file)
    markup = parse_markup(file, problems)
    if markup is None or problems.errors:
        raise MarkupError(problems.errors)
    return markup


def parse_markup(file: Path, problems: Problems) -> Markup | None:
    """Read a `.gold` file and note what is wrong in it; None where there is no text to speak of."""
    try:
        source = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.error(0, f"not UTF-8 (byte {error.start})", "Save it as UTF-8.")
        return None
    return parse(source, file.name, problems)


def parse(source: str, name: str, problems: Problems) -> Markup | None:
    """Read the characters of a `.gold` file."""
    lines = source.split("\n")  # Not splitlines: a text may hold U+2028.
    text, facts = _sections(lines, problems)
    if text is None:
        return None
    head = _head(lines[:text], problems)
    note = head.pop("note", None)
    marked = MarkedText(lines[text + 1 : facts], text + 2, problems)
    if not marked.text:
        problems.error(text + 1, "no text", f"The article stands between {TEXT} and {FACTS}.")
        return None
    told = FactLines(lines[facts + 1 :] if facts is not None else [], (facts or 0) + 2, problems)
    record = {
        "article": {"source": name, **{field: head.get(field) for field in HEAD[:-1]}, "text": marked.text},
        **({"note": note} if note else {}),
        "facts": told.facts,
        "quantities": marked.quantities,
        "times": marked.times,
        "entities": marked.entities,
    }
    return Markup(record, marked, tuple(told.lines))


def _sections(lines: Sequence[str], problems: Problems) -> tuple[int | None, int | None]:
    """Return the lines at which text and facts begin."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines):
        if not line.startswith("==="):
            continue
        name = " ".join(line.split())
        expected = FACTS if TEXT in found else TEXT
        if name != expected or name in found:
            problems.error(
                number + 1,
                f"{name!r} where {expected!r} is expected" if FACTS not in found else f"{name!r} after the facts",
                rf"First the head, then {TEXT}, then {FACTS}; a line of the text that begins so is written \===.",
            )
            continue
        found[name] = number
    if TEXT not in found:
        problems.error(1, f"no line {TEXT!r}", "The text follows after it, the head stands before it.")
    elif FACTS not in found:
        problems.error(len(lines), f"no line {FACTS!r}", "Write it below the text, also where there are no facts.")
    return found.get(TEXT), found.get(FACTS)


def _head(lines: Sequence[str], problems: Problems) -> dict[str, str]:
    head: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon or name not in HEAD:
            near = difflib.get_close_matches(name, HEAD, n=1)
            problems.error(
                number,
                f"{name!r} is no field of the head",
                f"{f'Do you mean {near[0]}? ' if near else ''}There are: {', '.join(HEAD)}.",
            )
        elif name in head:
            problems.error(number, f"{name} twice", "Keep one.")
        else:
            head[name] = value.strip()
            if name == "published" and value.strip() and not _is_date(value.strip()):
                problems.error(number, f"{value.strip()!r} is no date", "Write it as 2021-10-05, or nothing.")
    return {name: value for name, value in head.items() if value}


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
