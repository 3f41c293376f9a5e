"""What every store is: records of one run go in one by one, and are settled at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pipeline.contract import ArticleRecord, RejectedRecord, RunRecord
    from pipeline.explain import ExplainRecord

Finish = Callable[[int], "RunRecord"]
"""Makes the record of the run, once a store knows how many events its articles tell of."""

PARTLY = frozenset({"bad_metadata"})
"""Reasons of rejection that speak of a part of an input: its article was read all the same."""


class StoreError(OSError):
    """A store that cannot be opened, written or read; the message says which, why, and what to do."""


class Store(Protocol):
    """Where the records of one run go. `open_store` makes one of a URL.

    Write results one by one, `flush` after every batch, `close` when all are there. `abort` gives up what was not
    kept yet; it does nothing after `close`. Every method may raise StoreError.
    """

    @property
    def name(self) -> str:
        """What to call the store: its URL without a password, of `jsonl:` the folder."""
        ...

    @property
    def can_be_shown(self) -> bool:
        """Whether `naba show NAME` can read it."""
        ...

    @property
    def left_alone(self) -> bool:
        """Whether an earlier run stays as it was, because this one has no article."""
        ...

    @property
    def kept(self) -> bool:
        """Whether something of the run stays, even if it breaks off now."""
        ...

    def place(self, kind: str) -> str:
        """Where records of a kind lie: `articles`, `facts`, `events`, `rejected` or `run`."""
        ...

    def write(self, record: ArticleRecord, explained: ExplainRecord | None = None) -> None:
        """Take one article, with the events of its facts as far as the article alone tells them."""
        ...

    def reject(self, record: RejectedRecord) -> None:
        """Take one input that could not be used."""
        ...

    def flush(self) -> None:
        """End a batch. A database keeps it whatever comes; a folder shows nothing before `close`."""
        ...

    def close(self, finish: Finish) -> RunRecord:
        """Settle which event every fact belongs to, keep everything, and return the record of the run."""
        ...

    def abort(self) -> None:
        """Give up what was not kept yet."""
        ...
