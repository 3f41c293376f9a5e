"""From the results of a pipeline to stores: what is valid is counted and written, what is not is rejected."""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from pipeline.contract import ArticleRecord, RejectedRecord, RunRecord
from pipeline.records import article_record
from pipeline.stores.base import PARTLY, Store
from pipeline.stores.jsonl import pieces_of
from pipeline.stores.url import StoreUrl, open_store

if TYPE_CHECKING:
    from pipeline.document import Article, Document
    from pipeline.explain import ExplainRecord
    from pipeline.ingest import Rejected
    from pipeline.pipeline import Pipeline
    from pipeline.stores.journal import Journal

Item = TypeVar("Item")
MakeRun = Callable[[dict[str, int], dict[str, int]], RunRecord]
"""Makes run.json of the counts and of the reasons of rejection."""
Recorded = tuple[ArticleRecord, "ExplainRecord | None"] | RejectedRecord
BATCH = 500
"""So many results are one transaction of a database."""
BATCH_CHARACTERS = 10_000_000
"""So many characters of articles at most, too: a batch is in memory."""
CONTRACT_VERSION = 1
_NAMED = 10
"""So many rejected inputs are kept in memory, for a message."""
_PACKAGES = ("pyarabic", "pydantic", "regex")


def recorded(result: Document | Rejected, *, explain: bool = False) -> Recorded:
    """Return what stores take of a result. A document that makes no valid record becomes a rejected input."""
    from pipeline.ingest import Rejected

    if isinstance(result, Rejected):
        return _rejected(result.source, result.reason, result.message)
    try:
        record = article_record(result)
        for _ in pieces_of(record):  # a lone surrogate has no UTF-8: no store could hold it
            pass
        if not explain:
            return record, None
        from pipeline.explain import explain as explanation

        return record, explanation(result)
    except ValueError as error:  # a span outside the text, a word outside the vocabularies, a lone surrogate
        reason = " ".join(str(error).split())
        return _rejected(result.article.source, "stage_failed", f"The stage 'records' failed: {reason}")


def read_one(pipeline: Pipeline, item: Article | Rejected, *, explain: bool = False) -> Recorded:
    """Return what stores take of an article or a rejected input. One that fails is a rejection, never an exception."""
    (result,) = pipeline.stream([item])
    return recorded(result, explain=explain)


def _rejected(source: str, reason: str, message: str) -> RejectedRecord:
    return RejectedRecord.model_validate({"source": source, "reason": reason, "message": message})


class Recorder:
    """Counts what comes and hands it to every store. A context manager: what is not committed is given up."""

    def __init__(self, stores: Sequence[Store], *, explain: bool = False) -> None:
        self.stores = tuple(stores)
        self.explain = explain
        self.found: Counter[str] = Counter()
        self.by_type: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.first_rejected: list[RejectedRecord] = []
        self._waiting = 0
        self._characters = 0

    @classmethod
    def open(cls, urls: Iterable[str | StoreUrl], *, explain: bool = False) -> Self:
        """Open the stores of URLs. When one cannot be opened, the others are given up."""
        with ExitStack() as opened:
            stores = []
            for url in urls:
                stores.append(open_store(url, explain=explain))
                opened.callback(stores[-1].abort)
            opened.pop_all()
        return cls(stores, explain=explain)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for store in self.stores:
            store.abort()

    def add(self, result: Document | Rejected) -> bool:
        """Take one result of a pipeline; says whether it is an article that was written."""
        return self.write(recorded(result, explain=self.explain))

    def write(self, result: Recorded) -> bool:
        """Take one result as `recorded` gives it; says whether it is an article that was written."""
        self._waiting += 1
        if isinstance(result, RejectedRecord):
            for store in self.stores:
                store.reject(result)
            self.rejected[result.reason] += 1
            if len(self.first_rejected) < _NAMED:
                self.first_rejected.append(result)
        else:
            for store in self.stores:
                store.write(*result)
            self._characters += len(result[0].article.text)
            self._count(result[0])
        if self._waiting >= BATCH or self._characters >= BATCH_CHARACTERS:
            self.flush()
        return not isinstance(result, RejectedRecord)

    def include(self, other: Recorder) -> None:
        """Count what another recorder has taken."""
        self.found.update(other.found)
        self.by_type.update(other.by_type)
        self.rejected.update(other.rejected)
        self.first_rejected = [*self.first_rejected, *other.first_rejected][:_NAMED]

    def flush(self) -> None:
        """End a batch in every store."""
        for store in self.stores:
            store.flush()
        self._waiting = self._characters = 0

    def commit(self, run: MakeRun) -> RunRecord:
        """Close every store; return the record of the run, with the events of the first one."""
        rejected = dict(sorted(self.rejected.items()))

        def finish(events: int) -> RunRecord:
            return run(self.counts(events), rejected)

        first, *_ = [store.close(finish) for store in self.stores]
        return first

    def counts(self, events: int) -> dict[str, int]:
        """Return the counts of run.json."""
        return {
            **{name: self.found[name] for name in ("articles", "entities", "mentions", "quantities", "times", "facts")},
            "events": events,
            "rejected": sum(number for reason, number in self.rejected.items() if reason not in PARTLY),
            "partly_used": sum(number for reason, number in self.rejected.items() if reason in PARTLY),
        }

    def _count(self, record: ArticleRecord) -> None:
        self.found["articles"] += 1
        self.found["entities"] += len(record.entities)
        self.found["mentions"] += sum(len(entity.mentions) for entity in record.entities)
        self.found["quantities"] += len(record.quantities)
        self.found["times"] += len(record.times)
        self.found["facts"] += len(record.facts)
        self.by_type.update(fact.type for fact in record.facts)


class Runner(Protocol):
    """What reads the articles of a run: a pipeline in this process, a pool of processes (`pipeline.scale`)."""

    @property
    def checksums(self) -> dict[str, str]:
        """Checksums of data and models, by name."""
        ...

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds spent so far in each stage, in all processes together."""
        ...

    def run(self, items: Iterable[Any]) -> Iterator[tuple[Any, Recorded]]:
        """Give each article or rejected input with what stores take of it, in order."""
        ...


class Alone:
    """A pipeline in this process."""

    def __init__(self, pipeline: Pipeline, *, explain: bool = False) -> None:
        self._pipeline = pipeline
        self._explain = explain
        self.checksums = pipeline.checksums
        self.seconds = pipeline.seconds

    def run(self, items: Iterable[Any]) -> Iterator[tuple[Any, Recorded]]:
        """Give each article or rejected input with what stores take of it, in order."""
        for item in items:
            yield item, read_one(self._pipeline, item, explain=self._explain)


def extract_to(
    recorder: Recorder,
    runner: Runner,
    items: Iterable[Any],
    settings: dict[str, Any],
    progress: Callable[[int], None] = lambda done: None,
    journal: Journal | None = None,
) -> RunRecord:
    """Let articles be read, write what comes out into the stores of a recorder, and commit them.

    Args:
        recorder: where the records go.
        runner: what reads the articles.
        items: articles and rejected inputs, as `ingest.read` gives them.
        settings: what the run was asked for, for run.json.
        progress: called with the number of inputs done so far.
        journal: keeps every result, and has those of a run that was stopped; the caller removes it.
    """
    started, began = datetime.now(UTC), time.perf_counter()
    seconds = {"read": 0.0, "write": 0.0}
    timed = _timed(items, seconds)

    results = journal.through(timed, runner.run) if journal else (result for _, result in runner.run(timed))
    _write_all(recorder, results, seconds, progress)
    merging = time.perf_counter()

    def run(counts: dict[str, int], rejected: dict[str, int]) -> RunRecord:
        stages = {"read": seconds["read"], **runner.seconds, "write": seconds["write"]}
        stages["merge"] = time.perf_counter() - merging
        described = Described(runner.checksums, settings, started, time.perf_counter() - began, stages)
        return described.record(counts, rejected)

    return recorder.commit(run)


def _write_all(
    recorder: Recorder, results: Iterable[Recorded], seconds: dict[str, float], progress: Callable[[int], None]
) -> None:
    """Write results as they come. The last goes with this call: what is as long as it comes when stores are closed."""
    for done, result in enumerate(results, start=1):
        at = time.perf_counter()
        recorder.write(result)
        seconds["write"] += time.perf_counter() - at
        progress(done)


@dataclass(frozen=True, slots=True)
class Described:
    """What run.json says of a run beside its counts. Seconds of the whole run, and by stage."""

    checksums: dict[str, str]
    settings: dict[str, Any]
    started: datetime
    wall_seconds: float
    stage_seconds: dict[str, float]

    def record(self, counts: dict[str, int], rejected: dict[str, int]) -> RunRecord:
        """Return run.json."""
        return RunRecord.model_validate(
            {
                "version": _version(),
                "contract": CONTRACT_VERSION,
                "python": platform.python_version(),
                "packages": _versions(),
                "checksums": self.checksums,
                "settings": self.settings,
                "counts": counts,
                "rejected": rejected,
                "started": self.started.isoformat(timespec="seconds"),
                "wall_seconds": round(self.wall_seconds, 3),
                "stage_seconds": {name: round(spent, 3) for name, spent in self.stage_seconds.items()},
            }
        )


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
