"""`NAME.head`: what brat and CoNLL have no place for. When and where an article appeared, a field a line.

Also how words go onto one line of a file whose readers break lines at more than a line feed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.evaluate.markup_marks import guarded, plain
from pipeline.evaluate.problems import GoldError
from pipeline.exchange.sheet import HEAD
from pipeline.exchange.sources import read_text

ENDING = ".head"
BREAKS = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
"""What ends a line for Python and for tools that are written in it."""

_BREAK = re.compile(f"[{BREAKS}]")
_TO_SPELL = re.compile(rf"\\?[{BREAKS}]|\\.", re.DOTALL)
_SPELT = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)


def one_line(words: str) -> str:
    r"""Spell out what would end the line, as `\u2028`, in words in which a backslash guards the next character."""
    return _TO_SPELL.sub(lambda m: f"\\u{ord(m[0][-1]):04x}" if _BREAK.match(m[0][-1]) else m[0], words)


def spelt_back(words: str) -> str:
    """Return the words as they were, with a backslash before what was spelt out."""
    return _SPELT.sub(lambda m: f"\\{chr(int(m[1][1:], 16))}" if len(m[1]) > 1 else m[0], words)


def write_head(head: Mapping[str, str]) -> str:
    """Return the lines of a head."""
    values = {name: guarded(value, "") for name in HEAD if (value := head.get(name))}
    return "".join(f"{name}: {one_line(value)}\n" for name, value in values.items())


def read_head(file: Path) -> dict[str, str]:
    """Read the head beside a file of annotations; empty where there is none.

    Raises:
        GoldError: a line that is no field.
    """
    file = file.with_suffix(ENDING)
    head: dict[str, str] = {}
    if not file.is_file():
        return head
    for number, line in enumerate(read_text(file).split("\n"), start=1):
        name, colon, value = line.partition(": ")
        if line and (not colon or name not in HEAD):
            raise GoldError(f"{file}, line {number}: {name[:60]!r} is no field. There are: {', '.join(HEAD)}.")
        if line:
            head[name] = plain(spelt_back(value))
    return head
