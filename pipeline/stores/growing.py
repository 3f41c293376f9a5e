"""A run's folder that grows by articles: after each batch it is what one run over all of them would have written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.contract import ArticleRecord, Model, RejectedRecord, RunRecord
from pipeline.events import Event, Merger
from pipeline.records import fact_records
from pipeline.stores.blocks import BlockFile
from pipeline.stores.folder import FILES, RUN, write_run
from pipeline.stores.jsonl import line_of
from pipeline.stores.recorder import MakeRun, Recorded, Recorder
from pipeline.stores.whole import WholeFiles


class GrowingFolder(WholeFiles[BlockFile]):
    """The JSON Lines of a run. What new articles do not change is copied, byte for byte; the rest is made anew.

    `add` every result, then `write`, and so on. In memory stays what merging needs.

    Args:
        out: the folder. It is there, and what it holds is replaced by the first `write`.
    """

    def __init__(self, out: Path) -> None:
        super().__init__()
        self._run = out / RUN
        self._files = {name: BlockFile(out / name) for name in FILES}
        self._merger = Merger()
        self._counted = Recorder(())
        self._articles: dict[str, int] = {}
        """The number of every article in the files, by its id."""
        self._events: list[Event] = []

    @property
    def untouched(self) -> bool:
        """Whether nobody else has changed the files since they were written."""
        return all(file.untouched for file in self._files.values())

    def add(self, result: Recorded) -> None:
        """Take note of a result that the next `write` will be given."""
        self._counted.write(result)
        if not isinstance(result, RejectedRecord):
            self._merger.add(result[0])

    def write(self, results: Iterable[Recorded], make_run: MakeRun) -> RunRecord:
        """Write the files, run.json last.

        Args:
            results: those that were added since the last `write`, in the same order.
            make_run: makes run.json of the counts over all results.
        """
        events = self._merger.settle()
        try:
            for file in self._files.values():
                file.begin()
            self._write_events(events)
            self._write_articles(results)
            self.close()
        except BaseException:
            self.discard()
            raise
        self.commit()
        self._events = events
        run = make_run(self._counted.counts(len(events)), dict(sorted(self._counted.rejected.items())))
        write_run(self._run, run)
        return run

    def _write_events(self, events: list[Event]) -> None:
        file = self._files["events.jsonl"]
        known = {id(event): number for number, event in enumerate(self._events)}
        for event in events:
            number = known.get(id(event))
            if number is None:
                file.add(_line(self._merger.record(event)))
            else:
                file.keep(range(number, number + 1))

    def _write_articles(self, results: Iterable[Recorded]) -> None:
        articles, facts, rejected = (self._files[f"{name}.jsonl"] for name in ("articles", "facts", "rejected"))
        moved = sorted(number for article in self._merger.moved if (number := self._articles.get(article)) is not None)
        start = 0
        for number in (*moved, len(articles)):
            for file in (articles, facts):
                file.keep(range(start, number))
            if number < len(articles):
                self._add(ArticleRecord.model_validate_json(articles.read(number)))
            start = number + 1
        rejected.keep(range(len(rejected)))
        for result in results:
            if isinstance(result, RejectedRecord):
                rejected.add(_line(result))
            else:
                self._articles[result[0].article.id] = len(self._articles)
                self._add(result[0])

    def _add(self, record: ArticleRecord) -> None:
        """Write an article with the events of its facts over all articles. Its facts are one block."""
        settled = self._merger.settled(record)
        self._files["articles.jsonl"].add(_line(settled))
        self._files["facts.jsonl"].add(b"".join(map(_line, fact_records(settled))))


def _line(record: Model) -> bytes:
    return line_of(record).encode("utf-8")
