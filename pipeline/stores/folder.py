"""The folder of one run: articles, facts, events, rejected inputs and run.json, each whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.contract import ArticleRecord, RejectedRecord, RunRecord
from pipeline.explain import ExplainRecord
from pipeline.records import fact_records
from pipeline.stores.base import Finish, StoreError
from pipeline.stores.jsonl import JsonlFile, read_jsonl
from pipeline.stores.waiting import Waiting

FILES = ("articles.jsonl", "facts.jsonl", "events.jsonl", "rejected.jsonl")
EXPLAIN = "explain.jsonl"
RUN = "run.json"


def make_folder(out: Path) -> None:
    """Make a folder for a run where there is none."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{out} cannot be made a folder: {error.strerror}. Choose another with -o.") from error


class RunFolder:
    """The store of JSON Lines. Its files are written under temporary names; `close` gives them theirs."""

    can_be_shown = True

    def __init__(self, out: Path, *, explain: bool = False) -> None:
        make_folder(out)
        self.out = out
        self.name = str(out)
        self.left_alone = False
        self._files: dict[str, JsonlFile] = {}
        self._waiting = Waiting(out)
        try:
            for name in (*FILES, EXPLAIN) if explain else FILES:
                self._files[name] = JsonlFile(out / name)
        except StoreError:
            self.abort()
            raise

    def place(self, kind: str) -> str:
        """Return the path of the file that has the records of a kind."""
        return str(self.out / (RUN if kind == "run" else f"{kind}.jsonl"))

    def write(self, record: ArticleRecord, explained: ExplainRecord | None = None) -> None:
        """Take one article, and its explanation where the run writes them."""
        self._waiting.add(record)
        if explained is not None and EXPLAIN in self._files:
            self._files[EXPLAIN].write(explained)

    def reject(self, record: RejectedRecord) -> None:
        """Take one input that could not be used."""
        self._files["rejected.jsonl"].write(record)

    def flush(self) -> None:
        """Do nothing: the files of a run appear together, when it is complete."""

    def close(self, finish: Finish) -> RunRecord:
        """Settle events and facts over all articles, then give every file its name, run.json last.

        A run without any article does not take the place of an earlier one that has some: nothing is written then.
        """
        try:
            self._settle()
        finally:
            self._waiting.discard()
        for file in self._files.values():
            file.close()
        run = finish(self._files["events.jsonl"].count)
        if not self._files["articles.jsonl"].count and has_content(self.out / "articles.jsonl"):
            self.left_alone = True
            self.abort()
            return run
        for file in self._files.values():
            file.commit()
        if EXPLAIN not in self._files:
            # The explanations of an earlier run would speak of results that are no longer here.
            (self.out / EXPLAIN).unlink(missing_ok=True)
        write_run(self.out / RUN, run)
        return run

    def _settle(self) -> None:
        """Write articles, facts and events, every fact with its event over all articles."""
        for event in self._waiting.events():
            self._files["events.jsonl"].write(event)
        for record in self._waiting.articles():
            self._files["articles.jsonl"].write(record)
            for line in fact_records(record):
                self._files["facts.jsonl"].write(line)

    def abort(self) -> None:
        """Remove what has no name yet."""
        self._waiting.discard()
        for file in self._files.values():
            file.discard()


def has_content(path: Path) -> bool:
    """Whether there is a file that is not empty."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def write_run(path: Path, run: RunRecord) -> None:
    """Write run.json, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.partial")
    temporary.write_text(run.model_dump_json(by_alias=True, indent=2) + "\n", encoding="utf-8")
    temporary.replace(path)


def read_articles(path: Path) -> Iterator[ArticleRecord]:
    """Read the articles of a run: its folder, or its articles.jsonl."""
    return read_jsonl(path / "articles.jsonl" if path.is_dir() else path, ArticleRecord)
