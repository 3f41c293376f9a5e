"""The folder of one run, in JSON Lines, CSV or Parquet: files that are whole or not there, and run.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from pipeline.contract import ArticleRecord, EventRecord, Model, RejectedRecord, RunRecord
from pipeline.explain import ExplainRecord
from pipeline.records import fact_records
from pipeline.stores.base import Finish, StoreError
from pipeline.stores.jsonl import JsonlFile, read_jsonl
from pipeline.stores.waiting import Waiting
from pipeline.stores.whole import WholeFiles, temporary_of, unwritable

FILES = ("articles.jsonl", "facts.jsonl", "events.jsonl", "rejected.jsonl")
EXPLAIN = "explain.jsonl"
RUN = "run.json"
_KINDS = ("jsonl", "csv", "parquet")


class Files(Protocol):
    """The files of a run in one form. They appear under their names together, by `commit`."""

    kind: str
    """The scheme of the store, and the ending of the files."""

    def explained(self, record: ExplainRecord) -> None:
        """Take the explanation of an article."""
        ...

    def rejected(self, record: RejectedRecord) -> None:
        """Take one input that could not be used."""
        ...

    def event(self, record: EventRecord) -> None:
        """Take one event; events come before articles."""
        ...

    def article(self, record: ArticleRecord) -> None:
        """Take one article, with the events of its facts over all articles."""
        ...

    def close(self) -> None:
        """Finish writing."""
        ...

    def commit(self) -> None:
        """Give every file its name."""
        ...

    def discard(self) -> None:
        """Remove what has no name yet."""
        ...


class FolderStore:
    """A run into a folder. Memory stays bounded, articles wait on disk until the events are known."""

    kept = False

    def __init__(self, out: Path, files: Callable[[Path], Files], *, can_be_shown: bool = False) -> None:
        make_folder(out)
        self.out = out
        self.left_alone = False
        self.can_be_shown = can_be_shown
        self._found = 0
        self._events = 0
        self._waiting = Waiting(out)
        try:
            self._files = files(out)
        except BaseException:
            self._waiting.discard()
            raise
        try:
            refuse_other_run(out, self._files.kind)
        except StoreError:
            self.abort()
            raise

    @property
    def name(self) -> str:
        """What to call the store; the folder alone where its form goes without saying."""
        return str(self.out) if self.can_be_shown else f"{self._files.kind}:{self.out}"

    def place(self, kind: str) -> str:
        """Return the path of the file that has the records of a kind."""
        return str(self.out / (RUN if kind == "run" else f"{kind}.{self._files.kind}"))

    def write(self, record: ArticleRecord, explained: ExplainRecord | None = None) -> None:
        """Take one article, and its explanation where the run writes them."""
        self._waiting.add(record)
        self._found += 1
        if explained is not None:
            self._files.explained(explained)

    def reject(self, record: RejectedRecord) -> None:
        """Take one input that could not be used."""
        self._files.rejected(record)

    def flush(self) -> None:
        """Do nothing: the files of a run appear together, when it is complete."""

    def close(self, finish: Finish) -> RunRecord:
        """Settle events and facts over all articles, then give every file its name, run.json last.

        A run without any article does not take the place of an earlier one that has some: nothing is written then.
        """
        try:
            for event in self._waiting.events():
                self._files.event(event)
                self._events += 1
            for record in self._waiting.articles():
                self._files.article(record)
        finally:
            self._waiting.discard()
        self._files.close()
        run = finish(self._events)
        if not self._found and has_articles(self.out, self._files.kind):
            self.left_alone = True
            self.abort()
            return run
        self._files.commit()
        write_run(self.out / RUN, run)
        return run

    def abort(self) -> None:
        """Remove what has no name yet."""
        self._waiting.discard()
        self._files.discard()


class JsonlFiles(WholeFiles[JsonlFile]):
    """The files of the contract: one record a line."""

    kind = "jsonl"

    def __init__(self, out: Path, *, explain: bool) -> None:
        super().__init__()
        self._out = out
        try:
            for name in (*FILES, EXPLAIN) if explain else FILES:
                self._files[name] = JsonlFile(out / name)
        except StoreError:
            self.discard()
            raise

    def _write(self, name: str, record: Model) -> None:
        self._files[name].write(record)

    def explained(self, record: ExplainRecord) -> None:
        """Take the explanation of an article, where the run writes them."""
        if EXPLAIN in self._files:
            self._write(EXPLAIN, record)

    def rejected(self, record: RejectedRecord) -> None:
        """Take one input that could not be used."""
        self._write("rejected.jsonl", record)

    def event(self, record: EventRecord) -> None:
        """Take one event."""
        self._write("events.jsonl", record)

    def article(self, record: ArticleRecord) -> None:
        """Take one article; its facts are lines of their own, too."""
        self._write("articles.jsonl", record)
        for line in fact_records(record):
            self._write("facts.jsonl", line)

    def commit(self) -> None:
        """Give every file its name."""
        super().commit()
        if EXPLAIN not in self._files:
            # The explanations of an earlier run would speak of results that are no longer here.
            (self._out / EXPLAIN).unlink(missing_ok=True)


class RunFolder(FolderStore):
    """The store of JSON Lines: what `-o` names."""

    def __init__(self, out: Path, *, explain: bool = False) -> None:
        super().__init__(out, lambda folder: JsonlFiles(folder, explain=explain), can_be_shown=True)


def make_folder(out: Path) -> None:
    """Make the folder of a run.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{out} cannot be made a folder: {error.strerror}. Choose another with -o.") from error


def refuse_other_run(out: Path, kind: str) -> None:
    """Refuse a folder whose files are another store's, or nobody's that we know: they would be lost, or mixed."""
    ours = _run_of(out) is not None
    for other in _KINDS:
        if other != kind and ours and (out / f"articles.{other}").exists():
            raise StoreError(f"{out} holds a run of {other}: files. Choose another folder for {kind}: files.")
    if kind != "jsonl" and not ours:
        taken = [f"{name}.{kind}" for name in ("articles", "facts", "events") if (out / f"{name}.{kind}").exists()]
        if taken:
            raise StoreError(f"{out} holds a {taken[0]} that no run of naba wrote. Choose another folder.")


def _run_of(out: Path) -> dict[str, object] | None:
    """Return run.json of an earlier run; None where there is none."""
    try:
        run = json.loads((out / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return run if isinstance(run, dict) and run.get("schema") == "run/1" else None


def has_articles(out: Path, kind: str) -> bool:
    """Whether an earlier run in the folder has an article."""
    if kind == "jsonl":
        try:
            return (out / "articles.jsonl").stat().st_size > 0
        except OSError:
            return False
    counts = (_run_of(out) or {}).get("counts")
    return isinstance(counts, dict) and bool(counts.get("articles"))


def write_run(path: Path, run: RunRecord) -> None:
    """Write run.json, whole or not at all."""
    temporary = temporary_of(path)
    try:
        temporary.write_text(run.model_dump_json(by_alias=True, indent=2) + "\n", encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error


def read_articles(path: Path) -> Iterator[ArticleRecord]:
    """Read the articles of a run: its folder, or its articles.jsonl."""
    return read_jsonl(path / "articles.jsonl" if path.is_dir() else path, ArticleRecord)
