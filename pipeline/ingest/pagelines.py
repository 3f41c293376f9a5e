"""From elements to lines of text, and which lines are none of the article's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.ingest.dateline import LONGEST_LINE, line_date
from pipeline.ingest.pageprune import BLOCKS, boilerplate
from pipeline.text import fold

if TYPE_CHECKING:
    from lxml.etree import _Element

CELL = " | "
"""Stands between the cells of a row: a row is one line."""
LONGEST_BOILERPLATE = 200
_LINE_TAGS = BLOCKS | {"head", "item", "list", "quote", "row", "code", "lb", "br", "hr"}
_ROWS = frozenset(("row", "tr"))
_SPACE = re.compile(r"[^\S\n]+")
_LABELLED = re.compile(r"[^\W\d_]+\s*[:/]\s*(?:[^\W\d_]+\s*){1,6}")
_SEPARATED = re.compile(r"\s[|•·–—-]\s")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def lines_of(body: _Element) -> list[str]:
    """Return the lines of text in an element: one for each paragraph, item, row, and piece between line breaks."""
    parts: list[str] = []
    _render(body, parts)
    text = _SPACE.sub(" ", "".join(parts))
    return [line for line in (line.strip() for line in text.split("\n")) if line.strip("| ")]


def _render(element: _Element, parts: list[str]) -> None:
    """Append the text of an element, with line feeds where lines begin and end.

    Depth is bounded: the parser of pages refuses deeper trees (pagetree.MAX_DEPTH).
    """
    breaks = element.tag in _LINE_TAGS
    if breaks:
        parts.append("\n")
    if element.tag in _ROWS:
        cells = (" ".join(str(cell.xpath("string()")).split()) for cell in element)
        parts.append(CELL.join(cells).strip(" |") + "\n")
        return
    parts.append(_inline(element.text))
    for child in element:
        if isinstance(child.tag, str):
            _render(child, parts)
        parts.append(_inline(child.tail))
    if breaks:
        parts.append("\n")


def _inline(text: str | None) -> str:
    """Return a text whose line feeds are white space as any other."""
    return " ".join(text.splitlines()) if text and ("\n" in text or "\r" in text) else text or ""


def bare(text: str) -> str:
    """Return a line folded, without signs at its ends."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", fold(text).lower())


def is_boilerplate_line(line: str) -> bool:
    """Whether a line says nothing of an article: the label of a button, of an advertisement, a copyright."""
    if len(line) > LONGEST_BOILERPLATE:
        return False
    known = boilerplate()
    plain = bare(line)
    return not plain or plain in known.lines or known.site.match(fold(line).lower()) is not None


def is_about_line(line: str, author: str | None) -> bool:
    """Whether a line near the headline names the writer, the day or how long ago it was, and says nothing else."""
    if len(line) > LONGEST_LINE:
        return False
    known = boilerplate()
    folded = fold(line).lower()
    if author and author in line:
        rest = line.replace(author, " ").strip()
        return not bare(rest) or is_about_line(rest, None)
    if line_date(line) or known.ago.fullmatch(bare(line)):
        return True
    if known.about_line.match(folded) and (_YEAR.search(folded) or _LABELLED.fullmatch(folded.strip())):
        return True
    return bool(_SEPARATED.search(line) and any(line_date(piece) for piece in _SEPARATED.split(line)))
