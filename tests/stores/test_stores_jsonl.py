from __future__ import annotations

import os
from pathlib import Path

import pytest
from store_records import article, loss, outage

from pipeline.contract import ArticleRecord, RejectedRecord
from pipeline.stores import JsonlFile, StoreError, read_jsonl
from pipeline.stores.jsonl import line_of


def rejected(source: str) -> RejectedRecord:
    return RejectedRecord.model_validate({"source": source, "reason": "empty", "message": "لا نص فيه."})


def test_nothing_stands_under_the_name_before_commit(tmp_path: Path) -> None:
    path = tmp_path / "rejected.jsonl"
    file = JsonlFile(path)
    file.write(rejected("a"))
    assert not path.exists()
    file.commit()
    assert (
        path.read_bytes().decode() == '{"schema":"rejected/1","source":"a","reason":"empty","message":"لا نص فيه."}\n'
    )
    assert os.listdir(tmp_path) == ["rejected.jsonl"]


def test_what_is_discarded_leaves_nothing_and_the_old_file_in_place(tmp_path: Path) -> None:
    path = tmp_path / "rejected.jsonl"
    path.write_text("old\n", encoding="utf-8")
    file = JsonlFile(path)
    file.write(rejected("a"))
    file.discard()
    assert path.read_text(encoding="utf-8") == "old\n"
    assert os.listdir(tmp_path) == ["rejected.jsonl"]


def test_read_back(tmp_path: Path) -> None:
    file = JsonlFile(tmp_path / "r.jsonl")
    written = [rejected("a"), rejected("ب")]
    for record in written:
        file.write(record)
    file.commit()
    assert list(read_jsonl(tmp_path / "r.jsonl", RejectedRecord)) == written


@pytest.mark.parametrize("record", [article("خبر"), article('قال "نعم"\n', outage(), loss(6e9))])
def test_an_article_written_in_pieces_is_the_line_of_its_whole(record: ArticleRecord, tmp_path: Path) -> None:
    file = JsonlFile(tmp_path / "articles.jsonl")
    file.write(record)
    file.commit()
    assert (tmp_path / "articles.jsonl").read_bytes().decode() == line_of(record)


def test_unusual_line_breaks_inside_a_record_are_no_new_lines(tmp_path: Path) -> None:
    file = JsonlFile(tmp_path / "r.jsonl")
    file.write(rejected("a\u2028b\x85c\u2029d\x0ce"))
    file.commit()
    assert len(list(read_jsonl(tmp_path / "r.jsonl", RejectedRecord))) == 1


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(rejected("a").model_dump_json(by_alias=True) + '\n{"source": "b"}\n', encoding="utf-8")
    with pytest.raises(StoreError, match=r"r\.jsonl, line 2: not a RejectedRecord \(reason: Field required\)"):
        list(read_jsonl(path, RejectedRecord))


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes("عطل".encode("windows-1256"))
    with pytest.raises(StoreError, match="is not UTF-8"):
        list(read_jsonl(path, RejectedRecord))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read: No such file"):
        list(read_jsonl(tmp_path / "none.jsonl", RejectedRecord))


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="choose another folder"):
        JsonlFile(tmp_path / "none" / "r.jsonl")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    file = JsonlFile(tmp_path / "r.jsonl")
    file._handle.close()
    file._handle = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115
    file.write(rejected("a"))
    with pytest.raises(StoreError, match=r"cannot be written: No space left on device\. Make room"):
        file.commit()
    file.discard()
    assert os.listdir(tmp_path) == []
