"""The events of a database are made anew in memory that facts and texts do not fill."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from store_records import article, asked, connected, loss, outage, ref, write

from pipeline.contract import ArticleRecord
from pipeline.stores.sql.rebuild import rebuild_events

SAID = "قالت الشركة إن الخدمة ستعود قريبا " * 100


def talkative(number: int) -> ArticleRecord:
    """One of three articles on an outage of its day, with long statements."""
    day = date(1990, 1, 1) + timedelta(days=10 * (number // 3))
    statement = {"type": "statement", "subject": ref("telegram"), "content": f"{number} {SAID}"}
    return article(f"توقف {number}", outage("meta", day.isoformat(), "facebook"), loss(number), *[statement] * 3)


def peak(url: str) -> int:
    """Bytes of Python that making the events anew takes at most."""
    with connected(url) as engine:
        engine.begin()
        tracemalloc.start()
        try:
            rebuild_events(engine)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            engine.rollback()


def test_memory_grows_by_what_tells_outages_apart(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by the facts: these wait on the disk. (While there are few they wait in memory; here they may not.)"""
    monkeypatch.setattr("pipeline.events.shelf.MOST", 10_000)
    more, most = 200, 800
    peaks = []
    for begin, end in ((0, more), (more, most)):
        write(database, map(talkative, range(begin, end)), batch=100)
        peaks.append(peak(database))
    each = (peaks[1] - peaks[0]) / (most - more)
    assert each < 4_000, each
    assert sum(len(fact.model_dump_json().encode()) for fact in talkative(1).facts) > 5 * 4_000


def test_a_rebuild_of_nothing_new_changes_nothing(database: str) -> None:
    def rows() -> Iterator[object]:
        for table in ("events", "event_claims", "event_responses", "facts"):
            yield asked(database, f"SELECT * FROM {table} ORDER BY 1, 2, 3")

    write(database, [talkative(number) for number in range(40)])
    before = list(rows())
    with connected(database) as engine:
        engine.begin()
        rebuild_events(engine)
        engine.commit()
    assert list(rows()) == before
