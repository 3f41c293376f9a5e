"""What an export reads: gold in any form, and the articles of a run. Files from outside are read with a bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.evaluate.files import gold_files, gold_records
from pipeline.evaluate.gold import gold_article
from pipeline.evaluate.markup_write import written_names
from pipeline.evaluate.model import GoldArticle
from pipeline.evaluate.problems import GoldError
from pipeline.exchange.shape import check_shape

MOST_BYTES = 256 * 1024 * 1024
"""A larger file is refused: a hundred thousand articles with their annotations have less."""
RUN = "articles.jsonl"


@dataclass(frozen=True, slots=True)
class Source:
    """An article to export: gold as the evaluator has it, and as it was written."""

    article: GoldArticle
    record: dict[str, Any]
    machine: bool
    names: dict[str, str] = field(default_factory=dict)

    @property
    def note(self) -> str | None:
        """What the gold says for people."""
        note = self.record.get("note")
        return note if isinstance(note, str) else None


def read_text(file: Path, advice: str = "Check the path.") -> str:
    """Return the characters of a file as they are: no line end and no byte order mark is changed.

    Raises:
        GoldError: no such file, too large, not UTF-8.
    """
    if not file.is_file():
        raise GoldError(f"{file}: no such file. {advice}")
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise GoldError(f"{file}: {size} bytes, the limit is {MOST_BYTES}. Split it.")
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise GoldError(f"{file}: not UTF-8 (byte {error.start}). Save it as UTF-8.") from error


def read_sources(paths: Sequence[Path]) -> Iterator[Source]:
    """Read gold files, folders of gold, and runs (their folder, or its articles.jsonl).

    Raises:
        GoldError: nothing to read, gold with errors, the same text twice.
    """
    seen: dict[str, str] = {}
    for path in paths:
        run = path / RUN if (path / RUN).is_file() and (path / "run.json").is_file() else path
        machine = run.name == RUN and (run.parent / "run.json").is_file()
        for file in [run] if machine else gold_files(path):
            for where, record in gold_records(file):
                check_shape(record, where)
                article = gold_article(file, where, record)
                if article.id in seen:
                    raise GoldError(f"{where}: the same text as in {seen[article.id]}. Keep one of the two.")
                seen[article.id] = where
                yield Source(article, record, machine, written_names(record))


def left_behind(source: Source) -> Counter[str]:
    """Count what the evaluator's form of gold does not have, and no format here therefore holds."""
    lost: Counter[str] = Counter()
    hijri = sum(bool(time.get("calendar")) for time in source.record.get("times", ()))
    if hijri:
        lost["times that are marked as hijri"] += hijri
    return lost
