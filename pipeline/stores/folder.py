"""The folder of one run: articles, facts, events, rejected inputs and run.json, each whole or not there."""

from __future__ import annotations

import os
import platform
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pipeline.contract import ArticleRecord, RejectedRecord, RunRecord
from pipeline.events import Merger
from pipeline.records import article_record, fact_records
from pipeline.stores.jsonl import JsonlFile, StoreError, read_jsonl

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.document import Document
    from pipeline.ingest import Rejected
    from pipeline.pipeline import Pipeline

Item = TypeVar("Item")
FILES = ("articles.jsonl", "facts.jsonl", "events.jsonl", "rejected.jsonl")
EXPLAIN = "explain.jsonl"
_SPOOL = "spool.jsonl"
RUN = "run.json"
CONTRACT_VERSION = 1
PARTLY = frozenset({"bad_metadata"})
"""Reasons of rejected.jsonl that speak of a part of an input: its article was read all the same."""
_NAMED = 10
"""So many rejected inputs are kept in memory, for a message."""
_PACKAGES = ("pyarabic", "pydantic", "regex")


class RunFolder:
    """Writes the files of a run, one article at a time. A context manager: what is not committed vanishes.

    Memory stays bounded: articles go to disk as they come, of their facts only the little that merging needs is kept.
    Which event a fact belongs to is known when all articles were read; the files are written from the disk then.
    """

    def __init__(self, out: Path, *, explain: bool = False) -> None:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{out} cannot be made a folder: {error.strerror}. Choose another with -o.") from error
        self.out = out
        self.found: Counter[str] = Counter()
        self.by_type: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.first_rejected: list[RejectedRecord] = []
        self.left_alone = False
        """Whether an earlier run stays in the folder, because this one has no article."""
        self._merger = Merger()
        self._files: dict[str, JsonlFile] = {}
        try:
            for name in (_SPOOL, *FILES, EXPLAIN) if explain else (_SPOOL, *FILES):
                self._files[name] = JsonlFile(out / name)
        except StoreError:
            self._discard()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._discard()

    def add(self, doc: Document) -> bool:
        """Write one document. One that makes no valid record is rejected; says whether it was written."""
        try:
            record = article_record(doc)
            explained = self._explanation(doc)
            self._files[_SPOOL].write(record)
            self._merger.add(record)
        except ValueError as error:  # a span outside the text, a word outside the vocabularies, a lone surrogate
            reason = " ".join(str(error).split())
            self._reject(doc.article.source, "stage_failed", f"The stage 'records' failed: {reason}")
            return False
        if explained is not None:
            self._files[EXPLAIN].write(explained)
        self.found["entities"] += len(record.entities)
        self.found["mentions"] += sum(len(entity.mentions) for entity in record.entities)
        self.found["quantities"] += len(record.quantities)
        self.found["times"] += len(record.times)
        self.found["facts"] += len(record.facts)
        self.by_type.update(fact.type for fact in record.facts)
        return True

    def reject(self, rejected: Rejected) -> None:
        """Write one input that could not be used."""
        self._reject(rejected.source, rejected.reason, rejected.message)

    def commit(self, run: Callable[[dict[str, int], dict[str, int]], RunRecord]) -> RunRecord:
        """Settle events and facts over all articles, then give every file its name, run.json last.

        A run without any article does not take the place of an earlier one that has some: nothing is written then.

        Args:
            run: makes run.json of the counts and of the reasons of rejection.
        """
        spool = self._files.pop(_SPOOL)
        try:
            self._settle(spool)
        finally:
            spool.discard()
        counts = {
            "articles": self._files["articles.jsonl"].count,
            **{name: self.found[name] for name in ("entities", "mentions", "quantities", "times", "facts")},
            "events": self._files["events.jsonl"].count,
            "rejected": sum(number for reason, number in self.rejected.items() if reason not in PARTLY),
            "partly_used": sum(number for reason, number in self.rejected.items() if reason in PARTLY),
        }
        for file in self._files.values():
            file.close()
        finished = run(counts, dict(sorted(self.rejected.items())))
        if not counts["articles"] and _has_articles(self.out):
            self.left_alone = True
            return finished
        for file in self._files.values():
            file.commit()
        if EXPLAIN not in self._files:
            # The explanations of an earlier run would speak of results that are no longer here.
            (self.out / EXPLAIN).unlink(missing_ok=True)
        _write_run(self.out / RUN, finished)
        return finished

    def _settle(self, spool: JsonlFile) -> None:
        """Write articles, facts and events, every fact with its event over all articles."""
        for event in self._merger.events():
            self._files["events.jsonl"].write(event)
        spool.close()
        for waiting in read_jsonl(spool.temporary, ArticleRecord):
            facts = [
                fact.model_copy(update={"event_id": self._merger.event_of(fact.fact_id)}) for fact in waiting.facts
            ]
            record = waiting.model_copy(update={"facts": facts})
            self._files["articles.jsonl"].write(record)
            for line in fact_records(record):
                self._files["facts.jsonl"].write(line)

    def _explanation(self, doc: Document) -> Any:
        if EXPLAIN not in self._files:
            return None
        from pipeline.explain import explain

        return explain(doc)

    def _reject(self, source: str, reason: str, message: str) -> None:
        record = RejectedRecord.model_validate({"source": source, "reason": reason, "message": message})
        self._files["rejected.jsonl"].write(record)
        self.rejected[reason] += 1
        if len(self.first_rejected) < _NAMED:
            self.first_rejected.append(record)

    def _discard(self) -> None:
        for file in self._files.values():
            file.discard()


def extract_to(
    folder: RunFolder,
    pipeline: Pipeline,
    items: Iterable[Any],
    settings: dict[str, Any],
    progress: Callable[[int], None] = lambda done: None,
) -> RunRecord:
    """Run articles through a pipeline into a folder and commit it.

    Args:
        folder: where the records go.
        pipeline: what reads the articles.
        items: articles and rejected inputs, as `ingest.read` gives them.
        settings: what the run was asked for, for run.json.
        progress: called with the number of inputs done so far.
    """
    from pipeline.ingest import Rejected

    started, began = datetime.now(UTC), time.perf_counter()
    seconds = {"read": 0.0, "write": 0.0}
    for done, result in enumerate(pipeline.stream(_timed(items, seconds)), start=1):
        at = time.perf_counter()
        if isinstance(result, Rejected):
            folder.reject(result)
        else:
            folder.add(result)
        seconds["write"] += time.perf_counter() - at
        progress(done)
    merging = time.perf_counter()

    def run(counts: dict[str, int], rejected: dict[str, int]) -> RunRecord:
        stages = {"read": seconds["read"], **pipeline.seconds, "write": seconds["write"]}
        stages["merge"] = time.perf_counter() - merging
        return RunRecord.model_validate(
            {
                "version": _version(),
                "contract": CONTRACT_VERSION,
                "python": platform.python_version(),
                "packages": _versions(),
                "checksums": pipeline.checksums,
                "settings": settings,
                "counts": counts,
                "rejected": rejected,
                "started": started.isoformat(timespec="seconds"),
                "wall_seconds": round(time.perf_counter() - began, 3),
                "stage_seconds": {name: round(spent, 3) for name, spent in stages.items()},
            }
        )

    return folder.commit(run)


def _timed(items: Iterable[Item], seconds: dict[str, float]) -> Iterator[Item]:
    iterator = iter(items)
    while True:
        at = time.perf_counter()
        try:
            item = next(iterator)
        except StopIteration:
            return
        finally:
            seconds["read"] += time.perf_counter() - at
        yield item


def _has_articles(folder: Path) -> bool:
    try:
        return (folder / "articles.jsonl").stat().st_size > 0
    except OSError:
        return False


def read_articles(path: Path) -> Iterator[ArticleRecord]:
    """Read the articles of a run: its folder, or its articles.jsonl."""
    return read_jsonl(path / "articles.jsonl" if path.is_dir() else path, ArticleRecord)


def _write_run(path: Path, run: RunRecord) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.partial")
    temporary.write_text(run.model_dump_json(by_alias=True, indent=2) + "\n", encoding="utf-8")
    temporary.replace(path)


def _version() -> str:
    from pipeline import __version__

    return __version__


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
