from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.document import Article, Document, Mention, Ref
from pipeline.ingest import Rejected
from pipeline.pipeline import Pipeline
from pipeline.stores import Alone, Recorder, RunFolder, StoreError, extract_to, read_articles
from pipeline.text import Span

FILES = {"articles.jsonl", "facts.jsonl", "events.jsonl", "rejected.jsonl", "run.json"}


class FirstWord:
    """A stage that takes the first five letters for a service, and `سيئ` for a span outside the text."""

    name = "first"
    reads: frozenset[str] = frozenset()
    writes = frozenset({"mentions"})

    def __call__(self, doc: Document) -> None:
        end = 999 if "سيئ" in doc.text else 5
        doc.mentions = (Mention(Span(0, end), Ref(None, "x", None, "service"), rule="first"),)


def run(out: Path, items: list[Article | Rejected], explain: bool = False) -> Recorder:
    with Recorder([RunFolder(out, explain=explain)], explain=explain) as recorder:
        extract_to(recorder, Alone(Pipeline([FirstWord()]), explain=explain), items, {})
    return recorder


def test_a_run_writes_its_files_and_nothing_else(tmp_path: Path) -> None:
    run(tmp_path / "deep" / "out", [Article("تلجرام توقف", "a"), Rejected("b", "empty", "Nothing.")])
    assert set(os.listdir(tmp_path / "deep" / "out")) == FILES
    (record,) = read_articles(tmp_path / "deep" / "out")
    assert record.entities[0].mentions[0].text == "تلجرا"
    told = json.loads((tmp_path / "deep" / "out" / "run.json").read_text(encoding="utf-8"))
    assert (told["counts"]["articles"], told["counts"]["rejected"]) == (1, 1)
    assert told["rejected"] == {"empty": 1}


def test_no_input_makes_empty_files(tmp_path: Path) -> None:
    run(tmp_path, [])
    assert set(os.listdir(tmp_path)) == FILES
    assert (tmp_path / "articles.jsonl").read_bytes() == b""


def test_a_document_without_a_valid_record_is_rejected(tmp_path: Path) -> None:
    recorder = run(tmp_path, [Article("نص سيئ", "bad"), Article("تلجرام توقف", "good")], explain=True)
    assert [record.article.source for record in read_articles(tmp_path)] == ["good"]
    (rejected,) = recorder.first_rejected
    assert (rejected.source, rejected.reason) == ("bad", "stage_failed")
    assert "The stage 'records' failed: [0:999] is no span of a text of 6 characters" in rejected.message
    assert len((tmp_path / "explain.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_run_that_breaks_off_leaves_the_old_files(tmp_path: Path) -> None:
    run(tmp_path, [Article("تلجرام توقف", "old")])
    before = {name: (tmp_path / name).read_bytes() for name in FILES}

    def items() -> Iterator[Article]:
        yield Article("واتساب توقف", "new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Recorder([RunFolder(tmp_path)]) as recorder:
        extract_to(recorder, Alone(Pipeline([FirstWord()])), items(), {})
    assert {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)} == before


def test_a_second_run_replaces_the_files_and_leaves_others_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    run(tmp_path, [Article("تلجرام توقف", "old")], explain=True)
    assert (tmp_path / "explain.jsonl").exists()
    run(tmp_path, [Article("واتساب توقف", "new")])
    assert [record.article.source for record in read_articles(tmp_path)] == ["new"]
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "explain.jsonl").exists(), "it would explain another run"


def test_articles_are_on_disk_before_the_next_one_is_read(tmp_path: Path) -> None:
    """Memory stays bounded: nothing but counts is kept of an article that was written."""

    def items() -> Iterator[Article]:
        for number in range(200):
            yield Article(f"تلجرام توقف {number}", str(number))
        waiting = [path for path in tmp_path.iterdir() if path.name.startswith(".spool")]
        assert sum(path.stat().st_size for path in waiting) > 10_000

    run(tmp_path, items())  # type: ignore[arg-type]
    assert len(list(read_articles(tmp_path))) == 200


def test_a_run_without_articles_leaves_an_earlier_one_alone(tmp_path: Path) -> None:
    run(tmp_path, [Article("تلجرام توقف", "old")])
    before = {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)}
    (folder,) = run(tmp_path, [Rejected("b", "empty", "Nothing.")]).stores
    assert folder.left_alone
    assert {name: (tmp_path / name).read_bytes() for name in os.listdir(tmp_path)} == before


def test_metadata_is_no_rejected_input(tmp_path: Path) -> None:
    run(tmp_path, [Rejected("a.meta.json", "bad_metadata", "No date."), Article("تلجرام توقف", "a")])
    told = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert (told["counts"]["rejected"], told["counts"]["partly_used"]) == (0, 1)
    assert told["rejected"] == {"bad_metadata": 1}


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be made a folder"):
        RunFolder(tmp_path / "out")
