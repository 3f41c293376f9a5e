"""The report: a run as one page that needs nothing else, written one article at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, TextIO, get_args

from pipeline.contract import (
    CATEGORIES,
    ArticleFact,
    Certainty,
    EntityType,
    EventRecord,
    FactType,
    Modifier,
    Polarity,
    Relation,
)
from pipeline.report.embed import inline, json_block, policy
from pipeline.report.source import Source, open_source
from pipeline.report.survey import Survey, survey
from pipeline.report.wording import LANGUAGES, PAGE, label, words
from pipeline.stores import StoreError

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

SCRIPTS = (
    "dom", "language", "values", "records", "offsets", "review", "lines", "overview", "events", "list", "fields",
    "form", "reader", "cards", "main",
)  # fmt: skip
"""The scripts of the page, one after the other: together they are one module."""
STYLES = ("base", "parts", "reader", "print")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    articles: int
    facts: int
    events: int
    size: int
    """Bytes of the page."""


def write_report(given: str | Path, out: Path) -> Written:
    """Write the report of a run. What stands under the name `out` is replaced in one step, when the page is whole.

    Memory does not grow with the texts: the articles are read once, and wait on the disk as the page will have them.

    Args:
        given: a folder that `naba extract` has written, or the URL of a store.
        out: the file to write.

    Raises:
        StoreError: no run, a run of a newer contract, a record that cannot be shown, a file that cannot be written.
    """
    with open_source(given) as source:
        _refuse(source, out)
        temporary = out.with_name(f".{out.name}.{os.getpid()}.partial")
        try:
            with _waiting() as rows, _waiting() as articles, _opened(temporary) as file:
                found = survey(source, rows, articles)
                events = list(source.events())
                for piece in _template().generate(_context(found, events, rows, articles)):
                    file.write(piece)
            size = temporary.stat().st_size
            temporary.replace(out)
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            raise StoreError(f"{out} cannot be written: {error.strerror}. Choose another file with -o.") from error
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    return Written(found.articles, found.facts, len(events), size)


def _waiting() -> TextIO:
    return TemporaryFile("w+", encoding="utf-8", newline="\n")


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")


def _refuse(source: Source, out: Path) -> None:
    """Refuse a place that is no file, or where the run itself stands."""
    if out.is_dir():
        raise StoreError(f"{out} is a folder. Name a file: -o {out / 'report.html'}.")
    if not out.parent.is_dir():
        raise StoreError(f"{out.parent} does not exist. Make it, or choose another file with -o.")
    if out.resolve() in {file.resolve() for file in source.files}:
        raise StoreError(f"{out} is a part of the run. Choose another file with -o.")


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2")


def _context(found: Survey, events: list[EventRecord], rows: TextIO, articles: TextIO) -> dict[str, Any]:
    from markupsafe import Markup

    from pipeline.report.charts import charts

    style = "\n".join((PAGE / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)
    script = "\n".join((PAGE / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    lines = _again(articles)
    return {
        "policy": policy(script, style),
        "style": inline(style, "</style"),
        "script": inline(script, "</script"),
        "ui": {word: label("ui", word, LANGUAGES[0]) for word in words()["ui"]},
        "run": json_block(_run(found)),
        "charts": charts(found) if found.articles else [],
        "events": _listed(json_block(event.model_dump(exclude={"schema_"})) for event in events),
        "index": _listed(Markup(line) for line in _again(rows)),
        "articles": ((json.loads(id_), Markup(block[:-1])) for id_, block in zip(lines, lines, strict=True)),
    }


def _again(file: TextIO) -> Iterator[str]:
    """Yield the lines that were written to a file."""
    file.seek(0)
    while line := file.readline():
        yield line


def _listed(blocks: Iterator[Markup]) -> Iterator[str]:
    """Yield the pieces of a JSON list."""
    yield "["
    for number, block in enumerate(blocks):
        if number:
            yield ",\n"
        yield block
    yield "]"


def _run(found: Survey) -> dict[str, Any]:
    """Return what the scripts must know: the run, the words of the contract and what they are called."""
    return {
        "key": found.key,
        "version": found.run.version,
        "articles": found.articles,
        "facts": found.facts,
        "names": found.names,
        "words": words(),
        "slots": [name for name in ArticleFact.model_fields if name not in ("schema_", "fact_id", "confidence")],
        "types": get_args(FactType),
        "categories": {kind: sorted(CATEGORIES[kind]) for kind in get_args(FactType)},
        "certainties": get_args(Certainty),
        "polarities": get_args(Polarity),
        "relations": get_args(Relation),
        "modifiers": get_args(Modifier),
        "entity_types": get_args(EntityType),
    }
