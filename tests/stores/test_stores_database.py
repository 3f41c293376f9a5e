"""DuckDB and PostgreSQL: what goes in comes back, runs can be repeated, events are those of all articles."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from store_records import (
    HOSTILE,
    article,
    asked,
    broken_off,
    connected,
    figure,
    loss,
    outage,
    records,
    ref,
    rejected,
    run_record,
    write,
)  # fmt: skip

from pipeline.contract import ArticleRecord, EventRecord
from pipeline.events import merge
from pipeline.stores import Recorder, StoreError, read_jsonl, read_store
from pipeline.stores.flat import article_of, article_rows
from pipeline.stores.sql.engine import insert
from pipeline.stores.sql.migrate import migrate, migrations, version
from pipeline.stores.tables import OF_ARTICLE, OF_EVENT, TABLES


def dump(url: str) -> dict[str, list[Any]]:
    """All rows of all tables, but what differs from run to run."""
    found = {}
    for table in (*OF_ARTICLE, *OF_EVENT):
        names = [name for name in table.names if name != "run_id"]
        found[table.name] = asked(url, f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {', '.join(table.key)}")
    return found


def test_what_goes_in_comes_back(database: str, samples: list[ArticleRecord]) -> None:
    write(database, samples, batch=4)
    assert list(read_store(database)) == sorted(samples, key=lambda record: record.article.id)


def test_events_are_those_of_the_folder(database: str, samples: list[ArticleRecord], sample_run: Path) -> None:
    run = write(database, samples)
    events = list(read_jsonl(sample_run / "events.jsonl", EventRecord))
    assert run.counts["events"] == len(events)
    found = asked(database, "SELECT event_id, start_value, duration_value FROM events ORDER BY event_id")
    assert found == sorted((event.event_id, event.start.value, event.duration.value) for event in events)
    claims = asked(database, "SELECT count(*) FROM event_claims")
    assert claims == [(sum(len(claim.values) for event in events for claim in event.claims),)]


def test_the_same_articles_again_are_the_same_rows(database: str, samples: list[ArticleRecord]) -> None:
    write(database, samples)
    before = dump(database)
    write(database, list(reversed(samples)), batch=3)
    assert dump(database) == before
    assert asked(database, "SELECT count(*), count(finished) FROM runs") == [(2, 2)]


def test_both_engines_hold_the_same(tmp_path: Path, postgres: str, samples: list[ArticleRecord]) -> None:
    duckdb = f"duckdb:{tmp_path / 'f.duckdb'}"
    write([duckdb, postgres], samples)

    def plain(rows: dict[str, list[Any]]) -> str:
        # psycopg gives JSON as objects, DuckDB as text.
        decoded = {
            name: sorted(
                json.dumps([_json(cell) for cell in row], ensure_ascii=False, default=str, sort_keys=True)
                for row in lines
            )
            for name, lines in rows.items()
        }
        return json.dumps(decoded, ensure_ascii=False)

    assert plain(dump(duckdb)) == plain(dump(postgres))


def _json(cell: Any) -> Any:
    return json.loads(cell) if isinstance(cell, str) and cell[:1] in "[{" else cell


def test_stale_facts_go_with_their_article(database: str) -> None:
    """A newer naba finds one fact less in the same text."""
    write(database, [article("توقف ميتا", outage(), loss(7e9)), article("توقف ميتا أيضا", outage())])
    assert asked(database, "SELECT count(*) FROM facts") == [(3,)]
    write(database, [article("توقف ميتا", outage())])
    assert asked(database, "SELECT count(*) FROM facts") == [(2,)]
    assert asked(database, "SELECT count(*) FROM losses_by_company") == [(0,)]
    assert asked(database, "SELECT count(*) FROM evidence") == [(2,)]


def test_events_are_merged_over_runs(database: str) -> None:
    """The second article names no day: only with the first one it is known which outage it speaks of."""
    dated = article("توقف ميتا يوم 4", outage("meta", "2021-10-04", "facebook"), loss(6e9), site="a.example")
    vague = {**outage("meta", "x", "facebook"), "time": None}
    undated = article("توقف ميتا أمس وخسر", vague, loss(7e9), site="b.example")
    write(database, [undated])
    assert asked(database, "SELECT DISTINCT event_id FROM facts") == [("meta/unknown",)]
    run = write(database, [dated])
    assert asked(database, "SELECT DISTINCT event_id FROM facts") == [("meta/2021-10-04",)]
    assert asked(database, "SELECT event_id FROM events") == [("meta/2021-10-04",)]
    assert asked(database, "SELECT value FROM conflicting_figures ORDER BY value") == [(6e9,), (7e9,)]
    assert run.counts["events"] == 1
    (event,) = merge([undated, dated])
    assert asked(database, "SELECT article_id FROM event_articles ORDER BY article_id") == [
        (name,) for name in event.articles
    ]


def test_an_event_that_nobody_tells_of_any_more_is_gone(database: str) -> None:
    write(database, [article("توقف ميتا", outage())])
    write(database, [article("توقف ميتا", {"type": "role", "subject": ref("mark-zuckerberg", "person")})])
    assert asked(database, "SELECT event_id FROM events") == []


def test_a_run_is_noted(database: str, samples: list[ArticleRecord]) -> None:
    write(database, [*samples, rejected("x.txt")])
    ((articles, facts, not_read, reasons, version),) = asked(
        database, "SELECT articles, facts, rejected, reasons, version FROM runs"
    )
    assert (articles, not_read, version) == (len(samples), 1, "0.0.0")
    assert facts == sum(len(record.facts) for record in samples)
    assert _json(reasons) == {"empty": 1}


def test_what_was_rejected_and_is_read_later_is_no_longer_rejected(database: str) -> None:
    write(database, [rejected("a.txt"), rejected("b.txt"), rejected("b.txt", "bad_metadata")])
    write(database, [article("نص", source="a.txt"), rejected("b.txt", "too_large")])
    assert asked(database, "SELECT source, reason FROM rejected") == [("b.txt", "too_large")]


def test_a_run_that_breaks_off_keeps_whole_batches(database: str) -> None:
    records = [article(f"توقف {n}", outage("meta", f"2021-10-{n:02}")) for n in range(1, 26, 5)]
    with pytest.raises(KeyboardInterrupt):
        write(database, broken_off(records[:4]), batch=3)
    assert len(list(read_store(database))) == 3
    assert asked(database, "SELECT count(*), count(finished) FROM runs") == [(1, 0)]
    write(database, records)  # done again, it is as if nothing had happened
    assert len(asked(database, "SELECT * FROM events")) == 5


def test_an_error_inside_of_a_batch_undoes_it_all(database: str) -> None:
    write(database, [article("توقف ميتا", outage())])
    before = dump(database)
    with Recorder.open([database]) as recorder:
        record = article("واتساب", outage("whatsapp"))
        doubled = record.model_copy(update={"facts": record.facts * 2})  # one key twice
        recorder.write((doubled, None))
        with pytest.raises(StoreError, match="facts"):
            recorder.flush()
    assert dump(database) == before


def test_long_articles_end_a_batch_early(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.stores.recorder.BATCH_CHARACTERS", 1000)
    with Recorder.open([database]) as recorder:
        recorder.write((article("توقف " * 150), None))
        assert not recorder.stores[0].kept
        recorder.write((article("توقف " * 151), None))
        assert recorder.stores[0].kept


def test_no_articles_at_all(database: str) -> None:
    run = write(database, [])
    assert run.counts["events"] == 0
    assert list(read_store(database)) == []


# ------------------------------------------------------------------------------------------------------- hostile


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(database: str, text: str) -> None:
    meta = {"source": text, "title": text, "site": text, "author": text, "url": text}
    subject = {"kb": None, "name": text, "name_ar": text, "type": None}
    fact = {**outage(), "subject": subject, "content": text, "places": [subject]}
    record = article(f"{text} توقف", fact, **meta)
    write(database, [record, rejected(text)])
    assert list(read_store(database)) == [record]
    assert asked(database, "SELECT source FROM rejected") == [(text,)]
    assert asked(database, "SELECT article_id FROM articles WHERE title = ?", [text]) == [(record.article.id,)]
    assert asked(database, "SELECT company FROM losses_by_company") == []


def test_a_nul_comes_back_where_the_engine_can_hold_it(tmp_path: Path, postgres: str) -> None:
    record = article("أ\x00ب توقف", {**outage(), "content": "أ\x00ب"}, title="\x00")
    duckdb = f"duckdb:{tmp_path / 'f.duckdb'}"
    write([duckdb, postgres], [record])
    assert list(read_store(duckdb)) == [record]
    (back,) = read_store(postgres)
    assert back.article.text == "أ\ufffdب توقف", "the replacement has the same length: offsets hold"
    assert (back.facts[0].content, back.article.title) == ("أ\ufffdب", "\ufffd")


def test_a_lone_surrogate_never_reaches_a_store(database: str) -> None:
    from pipeline.document import Article, Document

    with Recorder.open([database]) as recorder:
        assert not recorder.add(Document(Article("توقف \ud800", "a.txt")))
        assert recorder.add(Document(Article("توقف", "b.txt")))
        assert recorder.rejected == {"stage_failed": 1}
        recorder.commit(run_record)
    assert [record.article.source for record in read_store(database)] == ["b.txt"]
    assert asked(database, "SELECT source, reason FROM rejected") == [("a.txt", "stage_failed")]


def test_an_article_of_five_megabytes(database: str) -> None:
    record = article("توقف " * 560_000, outage())
    assert len(record.article.text.encode()) > 5_000_000
    write(database, [record])
    assert list(read_store(database)) == [record]


def test_a_figure_that_no_double_holds_is_null(database: str) -> None:
    write(database, [article("x", {**loss(1), "quantity": figure(10**400, text="عدد")})])
    assert asked(database, "SELECT quantity_value, quantity_text FROM facts") == [(None, "عدد")]


@given(record=records)
def test_any_record_comes_back_from_its_rows(record: ArticleRecord) -> None:
    rows = article_rows(record, "run")
    assert article_of(rows["articles"][0], rows) == record


def test_any_records_come_back_from_a_database(database: str) -> None:
    """As above, many in one run: what no engine may change on the way."""
    drawn: dict[str, ArticleRecord] = {}

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(record=records)
    def draw(record: ArticleRecord) -> None:
        drawn[record.article.id] = record

    draw()
    write(database, list(drawn.values()), batch=20)
    back = list(read_store(database))
    assert [record.article.id for record in back] == sorted(drawn)
    for record in back:
        assert record.article == drawn[record.article.id].article
        # Only the event may be another one: it is that of all articles.
        assert _unsettled(record) == _unsettled(drawn[record.article.id])


def _unsettled(record: ArticleRecord) -> list[Any]:
    return [fact.model_copy(update={"event_id": None}) for fact in record.facts]


# ---------------------------------------------------------------------------------------------------- migrations


def test_a_database_of_version_1_is_brought_up_to_date(database: str, samples: list[ArticleRecord]) -> None:
    """The first version has the tables; what is in them stays, and is what the views of the latest one show."""
    with connected(database) as engine:
        migrate(engine, to=1)
        assert version(engine) == 1
        for record in samples:
            rows = article_rows(record, "old")
            for table in OF_ARTICLE:
                insert(engine, table, rows[table.name])
        with pytest.raises(StoreError, match="losses_by_company"):
            list(engine.rows("SELECT * FROM losses_by_company"))
    with pytest.raises(StoreError, match=r"has version 1 of the tables, this naba reads \d"):
        list(read_store(database))
    write(database, [])
    with connected(database) as engine:
        assert version(engine) == len(migrations())
        assert list(engine.rows("SELECT version FROM schema_version ORDER BY version")) == [
            (number + 1,) for number in range(len(migrations()))
        ]
    assert list(read_store(database)) == sorted(samples, key=lambda record: record.article.id)
    assert asked(database, "SELECT company FROM losses_by_company")


def test_a_newer_schema_is_refused(database: str) -> None:
    write(database, [])
    with connected(database) as engine:
        engine.run("INSERT INTO schema_version (version, program) VALUES (?, ?)", [99, "naba"])
    for use in (lambda: write(database, []), lambda: list(read_store(database))):
        with pytest.raises(StoreError, match=r"has version 99 of the tables, this naba knows \d\. Install the newer"):
            use()


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE TABLE facts (id INT)", "has tables of something else: facts"),
        ("CREATE TABLE schema_version (version INT)", "has a table schema_version of another program"),
        ("CREATE TABLE schema_version (version INT, program TEXT)", "has a table schema_version of another program"),
    ],
)
def test_tables_of_something_else_are_refused_and_stay(database: str, sql: str, told: str) -> None:
    with connected(database) as engine:
        engine.script(sql)
    with pytest.raises(StoreError, match=told):
        write(database, [])
    (name,) = re.findall(r"TABLE (\w+)", sql)
    assert asked(database, f"SELECT count(*) FROM {name}") == [(0,)]
    assert asked(database, "SELECT count(*) FROM information_schema.tables WHERE table_name = 'events'") == [(0,)]


def test_other_tables_beside_ours_are_left_alone(database: str) -> None:
    with connected(database) as engine:
        engine.script("CREATE TABLE notes (words TEXT); INSERT INTO notes VALUES ('mine')")
    write(database, [article("توقف", outage())])
    assert asked(database, "SELECT words FROM notes") == [("mine",)]


def test_every_column_is_there_and_described(database: str) -> None:
    write(database, [])
    for table in TABLES:
        found = asked(
            database,
            "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position",
            [table.name],
        )
        assert [name for (name,) in found] == list(table.names), f"{table.name}: the migrations differ from tables.py"
        assert _comments(database, table.name) == {column.name: column.comment for column in table.columns}


def _comments(url: str, table: str) -> dict[str, str]:
    if url.startswith("duckdb:"):
        return dict(asked(url, "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?", [table]))
    return dict(
        asked(
            url,
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute"
            " WHERE attrelid = CAST(? AS regclass) AND attnum > 0",
            [table],
        )
    )
