"""Where the fields of an article stand in records of another make: `text=body,published=dates.created`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

FIELDS = ("text", "url", "site", "title", "author", "published")
"""What an article has."""
RECORDS = "records"
"""The list of the articles, where a .json has it inside of an object."""
_SEPARATOR = {"text": "\n\n"}
"""The parts of a text are paragraphs; of anything else they are listed."""
_LISTED = "، "
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Paths by field. A field that is not named keeps its own name."""

    paths: tuple[tuple[str, str], ...] = ()

    def path(self, name: str) -> str | None:
        """Return the path of a field as it was given, or None."""
        return dict(self.paths).get(name)

    def article(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of an article that a record has: text and lists of text joined, others as they are."""
        article = dict(record)
        for name, path in self.paths:
            article.pop(name, None)
            value = joined(lookup(record, path), _SEPARATOR.get(name, _LISTED))
            if value is not None:
                article[name] = value
        return article


@lru_cache(maxsize=8)
def parse_map(spec: str) -> FieldMap:
    """Return the map that the user wrote: fields and their paths, with `=` between and commas after each.

    Raises:
        ValueError: it is no such list; the message says where.
    """
    paths: dict[str, str] = {}
    for piece in spec.split(","):
        name, equals, path = (part.strip() for part in piece.partition("="))
        if not equals or not path:
            raise ValueError(f"map: {piece.strip()!r} is no pair. Write it as text=body,title=headline")
        if name not in (*FIELDS, RECORDS):
            raise ValueError(f"map: {name!r} is no field of an article. There are {', '.join((*FIELDS, RECORDS))}")
        if name in paths:
            raise ValueError(f"map: {name!r} is given twice. Keep one of them")
        if len(path) > _LONGEST:
            raise ValueError(f"map: the path of {name!r} has more than {_LONGEST} characters. Give a shorter one")
        paths[name] = path
    return FieldMap(tuple(paths.items()))


def lookup(value: Any, path: str) -> Any:
    """Return what stands at a path of keys with dots between them, or None.

    A list is asked item by item, and gives the list of the answers; a number asks for one of its items. A key that has
    dots itself goes before the path.
    """
    if isinstance(value, Mapping):
        if path in value:
            return value[path]
        key, dot, rest = path.partition(".")
        return lookup(value[key], rest) if dot and key in value else None
    if isinstance(value, list):
        key, dot, rest = path.partition(".")
        if key.isascii() and key.isdigit() and len(key) < 10:
            item = value[int(key)] if int(key) < len(value) else None
            return lookup(item, rest) if dot else item
        found = [lookup(item, path) for item in value]
        return [item for item in found if item is not None] or None
    return None


def joined(value: Any, separator: str) -> Any:
    """Return a list of texts, also one in another, as one text; anything else as it is."""
    if not isinstance(value, list):
        return value
    parts = [joined(item, separator) for item in value]
    if not all(isinstance(part, str) for part in parts):
        return value
    return separator.join(part for part in parts if part.strip())
