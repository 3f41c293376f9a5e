"""From one record (an object of JSON, a row of a table) to a raw article: its text, its metadata, in any layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pipeline.ingest.fieldmap import RECORDS, FieldMap, lookup, parse_map
from pipeline.ingest.inputs import Input
from pipeline.ingest.markup import is_markup, plain, without_markup
from pipeline.ingest.metadata import metadata_of, problems_of
from pipeline.ingest.records import Raw, Reason, Rejected, RejectedInputError
from pipeline.resources import read_toml

_NAMED = 10
"""So many fields of a record without a text are named."""


@dataclass(frozen=True, slots=True)
class _Layout:
    name: str
    needs: tuple[str, ...]
    fields: FieldMap
    html: bool


@dataclass(frozen=True, slots=True)
class _Wrapper:
    key: str
    value: str
    records: str


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[_Layout, ...], tuple[_Wrapper, ...]]:
    data = read_toml(Path(__file__).with_name("layouts.toml"))
    layouts = tuple(
        _Layout(
            one["name"], tuple(one["needs"]), FieldMap(tuple(one["map"].items())), html=one.get("html", False)
        )
        for one in data["layouts"]
    )
    return layouts, tuple(_Wrapper(one["key"], one["value"], one["records"]) for one in data["wrappers"])


def records_of(value: Any, item: Input) -> list[Any] | None:
    """Return the records that an object of JSON is wrapped around, or None where it is a record itself.

    Raises:
        RejectedInputError: `bad_record`, when the map names a list that is not there.
    """
    if not isinstance(value, dict):
        return None
    path = parse_map(item.options.map).path(RECORDS) if item.options.map else None
    if path:
        records = lookup(value, path)
        if not isinstance(records, list):
            raise RejectedInputError(
                Reason.BAD_RECORD, f"There is no list at `{path}`; {_names(value)}. Mend the path of `records`."
            )
        return records
    for wrapper in _known()[1]:
        said, records = value.get(wrapper.key), value.get(wrapper.records)
        if isinstance(said, str) and said.startswith(wrapper.value) and isinstance(records, list):
            return records
    return None


def from_record(value: Any, source: str, item: Input) -> Iterator[Raw | Rejected]:
    """Yield the article of a record, after a rejection for each field that could not be used."""
    try:
        record, html = _article(value, item)
        metadata = metadata_of(record, item.today)
        text = record["text"]
        if html or is_markup(text):
            text = without_markup(text, source, metadata, item)
    except RejectedInputError as error:
        yield error.at(source)
        return
    yield from problems_of(metadata, source)
    yield Raw(source, text, metadata.over(item.defaults))


def _article(value: Any, item: Input) -> tuple[dict[str, Any], bool]:
    """Return the fields of the article in a record, and whether its text is known to be mark-up."""
    if not isinstance(value, dict):
        raise RejectedInputError(
            Reason.BAD_RECORD, f'A {type(value).__name__} where an object is due. Write {{"text": "..."}}.'
        )
    record, html = cast(dict[str, Any], value), item.options.html_fields
    if item.options.map:
        record = parse_map(item.options.map).article(record)
    elif record.get("schema") == "article/1" and isinstance(record.get("article"), dict):
        record = record["article"]
    else:
        layout = _layout(record)
        if layout:
            record, html = layout.fields.article(record), html or layout.html
    if "text" not in record:
        raise RejectedInputError(
            Reason.BAD_RECORD, f"The object has no `text`; {_names(value)}. Name the one with the article (map)."
        )
    if not isinstance(record["text"], str):
        kind = type(record["text"]).__name__
        raise RejectedInputError(Reason.BAD_RECORD, f"`text` is a {kind}, not a string. Put the article's text there.")
    if html and isinstance(record.get("title"), str):
        record = {**record, "title": plain(record["title"])}
    return record, html


def _names(record: Mapping[str, Any]) -> str:
    return f"its fields: {', '.join(str(name)[:30] for name in list(record)[:_NAMED]) or 'none'}"


def _layout(record: Mapping[str, Any]) -> _Layout | None:
    """Return the one layout that a record has.

    Raises:
        RejectedInputError: `bad_record`, when it has several.
    """
    ours = isinstance(record.get("text"), str)
    found = [
        layout
        for layout in _known()[0]
        if all(lookup(record, path) is not None for path in layout.needs)
        and (not ours or layout.fields.path("text") == "text")
    ]
    if len(found) > 1:
        names = " and as ".join(layout.name for layout in found)
        raise RejectedInputError(
            Reason.BAD_RECORD, f"The record can be read as {names}. Say which field has the text (map)."
        )
    return found[0] if found else None
