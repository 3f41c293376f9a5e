"""Records for the tests of stores: written by hand, or drawn by hypothesis; and a run that writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from pipeline.contract import ArticleRecord, RejectedRecord, RunRecord
from pipeline.events import assign
from pipeline.stores import Recorder
from pipeline.stores.sql.engine import Engine


def run_record(counts: dict[str, int], rejected: dict[str, int]) -> RunRecord:
    """A run's record with given counts."""
    return RunRecord.model_validate(
        {
            "version": "0.0.0", "contract": 1, "python": "3.11", "packages": {"x": "1"}, "checksums": {"y": "2"},
            "settings": {"inputs": ["a"]}, "counts": counts, "rejected": rejected,
            "started": "2021-10-05T08:00:00+00:00", "wall_seconds": 0.5, "stage_seconds": {"read": 0.1},
        }
    )  # fmt: skip


def write(
    urls: str | Sequence[str], records: Iterable[ArticleRecord | RejectedRecord], *, batch: int | None = None
) -> RunRecord:
    """Write records to stores as one run; `batch` flushes after so many."""
    with Recorder.open([urls] if isinstance(urls, str) else urls) as recorder:
        for number, record in enumerate(records, start=1):
            recorder.write(record if isinstance(record, RejectedRecord) else (record, None))
            if batch and number % batch == 0:
                recorder.flush()
        return recorder.commit(run_record)


def broken_off(records: Sequence[ArticleRecord]) -> Iterator[ArticleRecord]:
    """Records of a run that is stopped after the last one."""
    yield from records
    raise KeyboardInterrupt


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    """A connection to a database of a test."""
    if url.startswith("duckdb:"):
        from pipeline.stores.sql.duck import DuckEngine

        engine: Engine = DuckEngine(Path(url.removeprefix("duckdb:")))
    else:
        from pipeline.stores.sql.postgres import PostgresEngine

        engine = PostgresEngine(url)
    try:
        yield engine
    finally:
        engine.close()


def asked(url: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query on a database of a test."""
    with connected(url) as engine:
        return [tuple(row) for row in engine.rows(sql, values)]


def rejected(source: str, reason: str = "empty") -> RejectedRecord:
    """A rejected input."""
    return RejectedRecord.model_validate({"source": source, "reason": reason, "message": "لا نص فيه."})


def article(text: str, *facts: dict[str, Any], **meta: Any) -> ArticleRecord:
    """An article with facts, which need only the slots that are not empty."""
    own = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    record = {
        "article": {
            "id": own, "source": f"{own}.txt", "url": None, "site": None, "title": None, "author": None,
            "published": "2021-10-05", "published_from": "given", "language": "ar", "text": text, **meta,
        },
        "entities": [], "quantities": [], "times": [],
        "facts": [{**_EMPTY, "fact_id": f"{own}:f{n}", **fact} for n, fact in enumerate(facts, start=1)],
    }  # fmt: skip
    return assign(ArticleRecord.model_validate(record))


_EMPTY: dict[str, Any] = {
    "event_id": None, "subject": None, "relation": None, "objects": [], "places": [], "category": None,
    "quantity": None, "time": None, "end": None, "duration": None, "content": None, "channel": None, "source": None,
    "via": None, "certainty": "asserted", "polarity": "affirmed", "background": False,
    "evidence": [{"start": 0, "end": 1, "text": "x"}], "confidence": 0.5,
}  # fmt: skip


def ref(key: str, type: str = "company") -> dict[str, Any]:
    """An entity of the knowledge base."""
    return {"kb": key, "name": key.title(), "name_ar": None, "type": type}


def figure(value: float | None, unit: str = "USD", **more: Any) -> dict[str, Any]:
    """A sum of money, or another figure."""
    return {
        "kind": "money", "value": value, "unit": unit, "modifier": "exact", "per": None, "text": str(value), **more
    }  # fmt: skip


def outage(provider: str = "meta", day: str = "2021-10-04", *services: str) -> dict[str, Any]:
    """An outage of a provider on a day."""
    return {
        "type": "outage", "subject": ref(provider), "relation": "provider",
        "objects": [ref(service, "service") for service in services],
        "time": {"value": day, "modifier": "exact", "text": day},
    }  # fmt: skip


def loss(value: float, provider: str = "meta") -> dict[str, Any]:
    """What an outage cost its provider."""
    return {
        "type": "impact", "category": "financial_loss", "subject": ref(provider), "relation": "provider",
        "quantity": figure(value),
    }  # fmt: skip


HOSTILE = (
    "'; DROP TABLE facts; --",
    'a"b""c',
    "=cmd|' /C calc'!A0",
    "\u202eكود\u2066\u200f",
    "سطر\r\nثان\tوثالث\u2028ورابع",
    "${jndi:x} %s ? $1 {} \\ \\u0041",
    "👩‍👩‍👧‍👦\U0010ffff",
    "\ufeffبداية",
)
"""Text that other programs have stumbled over."""

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=20),
)
numbers = st.one_of(
    st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x != int(x))
)
maybe = st.one_of(st.none(), texts)
records = st.builds(
    lambda text, title, subject, name, value, low, content, place: article(
        text,
        {
            **outage(), "subject": {"kb": subject, "name": name, "name_ar": title, "type": None}, "content": content,
            "quantity": figure(value, low=low),
            "places": [{"kb": None, "name": place, "name_ar": None, "type": "place"}],
        },
        title=title, source=name,
    ),
    texts, maybe, maybe, texts, st.one_of(st.none(), numbers), st.one_of(st.none(), numbers), maybe, texts,
)  # fmt: skip
"""Articles with one fact that has text of any kind in every slot."""
