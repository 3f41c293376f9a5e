"""CSV and Parquet: files of a run that other programs read."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from store_records import HOSTILE, article, broken_off, figure, loss, outage, rejected, run_record, write

from pipeline.contract import ArticleRecord, EventRecord, FactRecord
from pipeline.stores import Recorder, StoreError, read_jsonl, read_store
from pipeline.stores.csvfiles import FORMULA


def table(path: Path) -> list[dict[str, str]]:
    """A CSV file, as a program reads it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_a_row_for_every_record(samples: list[ArticleRecord], tmp_path: Path) -> None:
    write(f"csv:{tmp_path}", [*samples, rejected("x.txt")])
    facts = table(tmp_path / "facts.csv")
    assert [fact["fact_id"] for fact in facts] == [fact.fact_id for record in samples for fact in record.facts]
    assert [row["text"] for row in table(tmp_path / "articles.csv")] == [record.article.text for record in samples]
    assert len(table(tmp_path / "mentions.csv")) == sum(len(e.mentions) for r in samples for e in r.entities)
    assert [row["reason"] for row in table(tmp_path / "rejected.csv")] == ["empty"]
    assert (tmp_path / "run.json").exists()


def test_csv_lists_and_figures_are_for_people(tmp_path: Path) -> None:
    fall = {**loss(1), "quantity": figure(-4.9, "%")}
    facts = (outage("meta", "2021-10-04", "facebook", "whatsapp"), loss(7e9), fall)
    write(f"csv:{tmp_path}", [article("توقف ميتا", *facts)])
    first, second, third = table(tmp_path / "facts.csv")
    assert (first["objects"], first["time_day"], first["background"]) == ("facebook; whatsapp", "2021-10-04", "false")
    assert (second["quantity_value"], third["quantity_value"]) == ("7000000000", "-4.9")
    assert (first["evidence"], first["evidence_offsets"]) == ("x", "0-1")
    (event,) = table(tmp_path / "events.csv")
    assert event["services"] == "facebook; whatsapp"


def test_csv_is_as_the_standard_asks(tmp_path: Path) -> None:
    write(f"csv:{tmp_path}", [article('سطر\n"ثان", وثالث', outage())])
    data = (tmp_path / "articles.csv").read_bytes()
    assert data.startswith(b"article_id,source_path,")
    assert data.endswith(b"\r\n")
    assert '"سطر\n""ثان"", وثالث"'.encode() in data


def test_csv_for_excel_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    write(f"csv:{tmp_path}?bom=yes", [])
    assert (tmp_path / "facts.csv").read_bytes().startswith(b"\xef\xbb\xbffact_id,")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", HOSTILE[2]])
def test_no_text_of_an_article_becomes_a_formula(tmp_path: Path, text: str) -> None:
    fact = {**outage(), "content": text, "subject": {"kb": None, "name": text, "name_ar": text, "type": None}}
    write(f"csv:{tmp_path}", [article(f"{text} توقف", fact, title=text, source=text), rejected(text)])
    for path in tmp_path.glob("*.csv"):
        for row in table(path):
            assert not [cell for cell in row.values() if cell and cell.startswith(FORMULA)], path.name
    (fact_row,) = table(tmp_path / "facts.csv")
    assert fact_row["content"] == f"'{text}"


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_gives_other_text_back(tmp_path: Path, text: str) -> None:
    write(f"csv:{tmp_path}", [article("توقف", {**outage(), "content": text})])
    (row,) = table(tmp_path / "facts.csv")
    assert row["content"].removeprefix("'" if text.startswith(FORMULA) else "") == text


def test_parquet_has_what_the_folder_has(samples: list[ArticleRecord], sample_run: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    write(f"parquet:{tmp_path}", samples)
    facts = pq.read_table(tmp_path / "facts.parquet").to_pylist()
    assert [FactRecord.model_validate(fact) for fact in facts] == list(
        read_jsonl(sample_run / "facts.jsonl", FactRecord)
    )
    events = pq.read_table(tmp_path / "events.parquet").to_pylist()
    assert [EventRecord.model_validate(event) for event in events] == list(
        read_jsonl(sample_run / "events.jsonl", EventRecord)
    )
    articles = pq.read_table(tmp_path / "articles.parquet").to_pylist()
    assert [row["text"] for row in articles] == [record.article.text for record in samples]
    assert articles[0]["entities"] == [entity.model_dump() for entity in samples[0].entities]


@pytest.mark.parametrize("text", [*HOSTILE, "\x00"])
def test_parquet_holds_any_text(tmp_path: Path, text: str) -> None:
    import pyarrow.parquet as pq

    write(f"parquet:{tmp_path}", [article(f"توقف {text}", {**outage(), "content": text})])
    (fact,) = pq.read_table(tmp_path / "facts.parquet").to_pylist()
    assert fact["content"] == text


def test_parquet_is_written_in_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr("pipeline.stores.parquet.ROW_GROUP", 4)
    write(f"parquet:{tmp_path}", [article(f"توقف {n}", outage(), loss(n)) for n in range(5)])
    file = pq.ParquetFile(tmp_path / "facts.parquet")
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [4, 4, 2]
    write(f"parquet:{tmp_path}", [article(f"توقف {n}", {**loss(1), "quantity": figure(10**n)}) for n in (17, 400)])
    values = [fact["quantity"]["value"] for fact in pq.read_table(tmp_path / "facts.parquet").to_pylist()]
    assert values == [1e17, None]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_run_that_breaks_off_leaves_the_old_files(tmp_path: Path, kind: str) -> None:
    url = f"{kind}:{tmp_path}"
    write(url, [article("توقف ميتا", outage())])
    before = {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)}
    with pytest.raises(KeyboardInterrupt):
        write(url, broken_off([article("واتساب", outage("whatsapp"))]))
    assert {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)} == before
    with Recorder.open([url]) as recorder:
        recorder.write(rejected("a"))
        recorder.commit(run_record)
    assert recorder.stores[0].left_alone
    assert {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)} == before


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_same_articles_give_the_same_bytes(tmp_path: Path, kind: str, samples: list[ArticleRecord]) -> None:
    found = []
    for name in ("a", "b"):
        write(f"{kind}:{tmp_path / name}", samples)
        found.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert found[0] == found[1]


def test_folders_that_hold_something_else_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "facts.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"holds a facts\.csv that no run of naba wrote"):
        write(f"csv:{tmp_path / 'mine'}", [])
    assert os.listdir(tmp_path / "mine") == ["facts.csv"]
    write(f"jsonl:{tmp_path / 'run'}", [article("توقف", outage())])
    with pytest.raises(StoreError, match=r"holds a run of jsonl: files\. Choose another folder for parquet: files"):
        write(f"parquet:{tmp_path / 'run'}", [])
    assert len(list(read_store(f"jsonl:{tmp_path / 'run'}"))) == 1


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_is_for_other_programs_cannot_be_read_back(tmp_path: Path, kind: str) -> None:
    with pytest.raises(StoreError, match=f"{kind}: is written for other programs"):
        list(read_store(f"{kind}:{tmp_path}"))
