"""Packed files and archives: what is in them is read as if it lay beside them, and nothing touches the disk."""

# ruff: noqa: E501 - one case stands on one line
from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from archives import LINES, PACKERS, TEXTS, gz, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Reason, Rejected, read


def articles(path: Path) -> list[Article]:
    found = list(read([str(path)], ReadOptions()))
    assert not [item for item in found if isinstance(item, Rejected)], found
    return [item for item in found if isinstance(item, Article)]


@pytest.mark.parametrize("suffix", PACKERS)
def test_lines_of_json_in_any_packing(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(PACKERS[suffix](LINES))
    assert [article.text for article in articles(path)] == TEXTS
    assert [article.source for article in articles(path)] == [f"{path}:{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("suffix", PACKERS)
def test_the_first_bytes_tell_a_packing_not_the_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(PACKERS[suffix](LINES))
    assert [article.text for article in articles(path)] == TEXTS
    (tmp_path / f"b.jsonl{suffix}").write_bytes(LINES)
    assert [article.text for article in articles(tmp_path / f"b.jsonl{suffix}")] == TEXTS


@pytest.mark.parametrize("suffix", PACKERS)
def test_members_that_follow_each_other_are_one_file(tmp_path: Path, suffix: str) -> None:
    pack = PACKERS[suffix]
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(pack(LINES[:100]) + pack(b"") + pack(LINES[100:]) + b"\0" * 512)
    assert [article.text for article in articles(path)] == TEXTS


def test_packed_twice_is_read_thrice_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz.gz").write_bytes(gz(gz(LINES)))
    assert [article.text for article in articles(tmp_path / "a.jsonl.gz.gz")] == TEXTS
    (tmp_path / "b.jsonl.gz.gz.gz").write_bytes(gz(gz(gz(LINES))))
    [rejected] = read([str(tmp_path / "b.jsonl.gz.gz.gz")])
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.BAD_ARCHIVE


def test_packed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(gz(LINES))))
    assert [item.text for item in read(["-"]) if isinstance(item, Article)] == TEXTS


def test_a_pipe_that_gives_a_byte_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dripping(io.RawIOBase):
        data = io.BytesIO(gz(LINES))

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            return self.data.readinto(memoryview(buffer)[:1])

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(Dripping())))
    assert [item.text for item in read(["-"]) if isinstance(item, Article)] == TEXTS


@settings(max_examples=40, deadline=None)
@given(data=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=300), suffix=st.sampled_from(sorted(PACKERS)))
def test_a_text_survives_its_packing(tmp_path_factory: pytest.TempPathFactory, data: list[str], suffix: str) -> None:
    text = "\n".join(data)
    path = tmp_path_factory.mktemp("packed") / f"a.txt{suffix}"
    path.write_bytes(PACKERS[suffix](text.encode()))
    [article] = articles(path)
    assert article.text == text


# ZIP


def test_members_of_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(
        zipped(
            {
                "b/one.txt": TEXTS[0],
                "b/one.meta.json": '{"site": "المدار", "published": "2021-10-05"}',
                "a/more.jsonl": LINES[len(LINES.split(b"\n")[0]) + 1 :],
                "a/packed.txt.gz": gz("قالت الوزارة إن الخدمة عادت.".encode()),
            }
        )
    )
    found = articles(path)
    assert [article.source for article in found] == [
        f"{path}!/{name}" for name in ("b/one.txt", "a/more.jsonl:1", "a/more.jsonl:2", "a/more.jsonl:3", "a/packed.txt.gz")
    ]
    assert (found[0].site, found[0].published) == ("المدار", "2021-10-05")


def test_members_that_cannot_be_read_cost_only_themselves(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(
        zipped({"image.png": b"\x89PNG", "b.docx": b"PK", ".hidden.txt": TEXTS[1], "x.meta.json": "{}", "a.txt": TEXTS[0]})
    )
    *rejected, article = read([str(path)])
    assert isinstance(article, Article)
    assert [item.reason for item in rejected if isinstance(item, Rejected)] == [Reason.UNSUPPORTED] * 4


def test_an_office_document_is_no_archive_of_articles(tmp_path: Path) -> None:
    path = tmp_path / "report.zip"
    path.write_bytes(zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}))
    [rejected] = read([str(path)])
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.UNSUPPORTED
    assert "office" in rejected.message


def test_names_in_utf8_without_the_flag(tmp_path: Path) -> None:
    name = "خبر.txt"
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, TEXTS[0])
        data = file.getvalue()
    path = tmp_path / "a.zip"
    path.write_bytes(data.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00"))
    assert articles(path)[0].source == f"{path}!/{name}"


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    monkeypatch.chdir(inside)
    names = ["../up.txt", "etc/../../absolute.txt", "..\\..\\windows.txt", "C:\\drive.txt", "a/../../b.txt"]
    Path("a.zip").write_bytes(zipped({name: f"{TEXTS[0]} {number}" for number, name in enumerate(names)}))
    assert [article.source for article in articles(Path("a.zip"))] == [f"a.zip!/{name}" for name in names]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "in"]


def test_memory_does_not_grow_with_what_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gz(b"".join(b'{"n": "%d%s", "text": ""}\n' % (number, b"a" * 20_000) for number in range(300))))
    tracemalloc.start()
    try:
        count = sum(1 for item in read([str(path)]) if isinstance(item, Rejected))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 300
    assert peak < 4_000_000
