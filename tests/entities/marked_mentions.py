"""Sentences with their mentions written into them: `عاد {فيسبوك|facebook}`."""

from __future__ import annotations

import re

from pipeline.document import Mention

_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
Marked = list[tuple[int, int, str]]


def unmark(marked: str) -> tuple[str, Marked]:
    """Return the plain text of `عاد {فيسبوك|facebook}` and its marks as (start, end, key)."""
    plain: list[str] = []
    marks: Marked = []
    at = length = 0
    for match in _MARK.finditer(marked):
        plain.append(marked[at : match.start()])
        length += match.start() - at
        marks.append((length, length + len(match[1]), match[2]))
        plain.append(match[1])
        length += len(match[1])
        at = match.end()
    plain.append(marked[at:])
    return "".join(plain), marks


def show(mention: Mention) -> tuple[int, int, str]:
    """Return a mention as a mark: the key, or `~type` for an entity outside the knowledge base."""
    return mention.span.start, mention.span.end, mention.ref.kb or f"~{mention.ref.type}"
