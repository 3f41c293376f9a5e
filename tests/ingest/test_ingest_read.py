"""The face of ingestion: which files, in which order, with which metadata, and what becomes of the text."""

from __future__ import annotations

import io
import itertools
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Reason, Rejected, read

TEXTS = [
    "توقفت خدمة التطبيق عن العمل مساء الاثنين.",
    "عادت المنصة إلى العمل بعد ست ساعات.",
    "اعتذرت الشركة لمستخدميها في بيان مقتضب.",
    "هبط سهم الشركة بأكثر من أربعة في المئة.",
]
TODAY = date(2025, 1, 1)


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def articles(inputs: list[str], **options: object) -> list[Article]:
    found = list(read(inputs, ReadOptions(today=TODAY, **options)))  # type: ignore[arg-type]
    assert not [item for item in found if isinstance(item, Rejected)]
    return [item for item in found if isinstance(item, Article)]


def one(path: str, **options: object) -> Article:
    [article] = articles([path], **options)
    return article


# Files, folders, patterns


def test_a_text_is_kept_as_it_was_read(tmp_path: Path) -> None:
    text = f"  {TEXTS[0]}\t\u00a0\n\n\n\u202bـــ {TEXTS[1]}\u202c  \n"
    assert one(write(tmp_path / "a.txt", text)).text == text


def test_mark_line_ends_and_nul_alone_are_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(f"\ufeff{TEXTS[0]}\r\n\r\n{TEXTS[1]}\r{TEXTS[2]}\0\n".encode())
    assert one(str(tmp_path / "a.txt")).text == f"{TEXTS[0]}\n\n{TEXTS[1]}\n{TEXTS[2]}\n"


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    names = ["b.txt", "a/z.txt", "a/b/c.txt", "c/a.txt"]
    for name, text in zip(names, TEXTS, strict=True):
        write(tmp_path / name, text)
    found = articles([str(tmp_path)])
    assert [article.source for article in found] == [
        (tmp_path / name).as_posix() for name in ("b.txt", "a/z.txt", "a/b/c.txt", "c/a.txt")
    ]


def test_inputs_keep_their_order(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{name}.txt", text) for name, text in zip("dbca", TEXTS, strict=True)]
    assert [article.source for article in articles(paths)] == paths


def test_the_source_is_the_path_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "in" / "a.txt", TEXTS[0])
    monkeypatch.chdir(tmp_path)
    assert one("in/a.txt").source == "in/a.txt"
    assert one("./in").source == "in/a.txt"


def test_a_pattern(tmp_path: Path) -> None:
    for name, text in zip(["b.txt", "a.txt", "sub/c.txt"], TEXTS, strict=False):
        write(tmp_path / name, text)
        write((tmp_path / name).with_suffix(".meta.json"), "{}")
    names = [Path(article.source).name for article in articles([str(tmp_path / "*.txt")])]
    assert names == ["a.txt", "b.txt"]
    assert len(articles([str(tmp_path / "**" / "*.txt")])) == 3
    assert len(articles([str(tmp_path / "**")])) == 3
    assert len(articles([str(tmp_path / "*")])) == 3, "a folder that a pattern matches is walked"


def test_a_name_with_brackets_is_no_pattern(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a[1].txt", TEXTS[0])).text == TEXTS[0]


def test_a_named_file_of_unknown_kind_is_read_by_its_content(tmp_path: Path) -> None:
    assert one(write(tmp_path / "article", TEXTS[0])).text == TEXTS[0]
    assert one(write(tmp_path / "article.text", TEXTS[0])).text == TEXTS[0]
    assert one(write(tmp_path / "export.data", json.dumps({"text": TEXTS[1]}))).text == TEXTS[1]


def test_an_upper_case_suffix(tmp_path: Path) -> None:
    assert one(write(tmp_path / "A.TXT", TEXTS[0])).text == TEXTS[0]
    assert one(write(tmp_path / "A.HTML", f"<p>{TEXTS[1]}</p>")).text == TEXTS[1].strip()
    [rejected] = read([write(tmp_path / "A.PDF", TEXTS[0])])
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.UNSUPPORTED
    assert ".txt" in rejected.message


def test_links_to_folders_come_last_and_are_read_once(tmp_path: Path) -> None:
    write(tmp_path / "top" / "z" / "a.txt", TEXTS[0])
    (tmp_path / "top" / "a").symlink_to(tmp_path / "top" / "z", target_is_directory=True)
    found = list(read([str(tmp_path / "top")]))
    assert isinstance(found[0], Article)
    assert found[0].source.endswith("top/z/a.txt")
    assert [item.reason for item in found[1:] if isinstance(item, Rejected)] == [Reason.DUPLICATE]


def test_nothing_given_gives_nothing() -> None:
    assert list(read([])) == []


# Sidecars and metadata


def test_a_sidecar(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXTS[0])
    fields = {
        "published": "2021-10-05T01:09:00+03:00",
        "site": "موقع الأخبار",
        "url": "https://news.example/a",
        "title": " عنوان\nطويل ",
        "author": "",
        "section": "تقنية",
    }
    write(tmp_path / "a.meta.json", json.dumps(fields))
    article = one(path)
    assert article == Article(
        TEXTS[0], path, "https://news.example/a", "موقع الأخبار", "عنوان طويل", None, "2021-10-05", "metadata", "ar"
    )


def test_a_folder_with_sidecars_gives_articles_alone(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXTS[0])
    write(tmp_path / "a.meta.json", '{"site": "x"}')
    assert one(str(tmp_path)).site == "x"


def test_a_sidecar_without_an_article_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "a.meta.json", "{}")
    [rejected] = read([str(tmp_path)])
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.UNSUPPORTED
    assert "a.txt" in rejected.message


def test_a_bad_sidecar_keeps_the_article_and_its_good_fields(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXTS[0])
    write(tmp_path / "a.meta.json", '{"published": "yesterday", "title": "عنوان"}')
    rejected, article = read([str(tmp_path)])
    assert isinstance(rejected, Rejected)
    assert rejected.source.endswith("a.meta.json")
    assert "yesterday" in rejected.message
    assert isinstance(article, Article)
    assert (article.title, article.published) == ("عنوان", None)


def test_options_go_before_metadata(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXTS[0])
    write(tmp_path / "a.meta.json", '{"published": "2021-10-05", "site": "x", "url": "https://x.example/"}')
    article = one(path, published="2022-01-02", site="y", url="https://y.example/")
    assert (article.published, article.published_from) == ("2022-01-02", "given")
    assert (article.site, article.url) == ("y", "https://y.example/")


def test_the_site_is_the_host_where_nobody_names_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXTS[0])
    assert one(path).site is None
    assert one(path, url="https://www.news.example:8080/a?b").site == "news.example"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("published", "5/10/2021"),
        ("published", "2021-02-30"),
        ("published", "2999-01-01"),
        ("published", "1979-01-01"),
        ("max_bytes", 0),
        ("encoding", "klingon"),
    ],
)
def test_wrong_options_are_refused_at_once(option: str, value: object) -> None:
    with pytest.raises(ValueError, match=option):
        ReadOptions(**{option: value})  # type: ignore[arg-type]


def test_an_address_is_that_of_one_article(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{number}.txt", TEXTS[number]) for number in (0, 1)]
    write(tmp_path / "list.json", json.dumps([{"text": text} for text in TEXTS]))
    options = ReadOptions(url="https://x.example/", today=TODAY)
    first, second = read(paths, options)
    assert isinstance(first, Article)
    assert first.url == "https://x.example/"
    assert isinstance(second, Rejected)
    assert second.reason is Reason.BAD_RECORD
    [rejected] = read([str(tmp_path / "list.json")], options)
    assert isinstance(rejected, Rejected)
    assert "a list of 4" in rejected.message


# JSON


def lines_of(records: list[dict[str, object]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_jsonl(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [
        {"text": TEXTS[0], "title": "أ", "published": "2021-10-05", "author": "ب"},
        {"text": TEXTS[1], "url": "https://news.example/2021/10/06/a"},
        {"text": TEXTS[2], "published": None},
    ]
    path = write(tmp_path / "a.jsonl", "\n" + lines_of(records))
    first, second, third = articles([path])
    assert first == Article(TEXTS[0], f"{path}:2", None, None, "أ", "ب", "2021-10-05", "metadata", "ar")
    assert (second.source, second.published, second.published_from) == (f"{path}:3", "2021-10-06", "url")
    assert (third.source, third.published, third.published_from) == (f"{path}:4", None, None)


def test_json_with_one_object_and_with_a_list(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", json.dumps({"text": TEXTS[0]}, indent=1))
    assert one(path).source == path
    path = write(tmp_path / "b.json", json.dumps([{"text": text} for text in TEXTS], indent=1))
    assert [article.source for article in articles([path])] == [f"{path}#{n}" for n in (1, 2, 3, 4)]


def test_the_sidecar_of_a_jsonl_fills_what_its_records_leave_open(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines_of([{"text": TEXTS[0], "site": "x"}, {"text": TEXTS[1]}]))
    write(tmp_path / "a.meta.json", '{"site": "y", "published": "2021-10-05"}')
    assert [(article.site, article.published) for article in articles([path])] == [
        ("x", "2021-10-05"),
        ("y", "2021-10-05"),
    ]


def test_our_own_articles_can_be_read_again(tmp_path: Path) -> None:
    record = {
        "schema": "article/1",
        "article": {"id": "0", "text": TEXTS[0], "published": "2021-10-04", "published_from": "tweet"},
        "facts": [],
    }
    article = one(write(tmp_path / "articles.jsonl", lines_of([record])))
    assert (article.text, article.published, article.published_from) == (TEXTS[0], "2021-10-04", "tweet")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1256"])
def test_jsonl_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines_of([{"text": text} for text in TEXTS]).encode(encoding))
    assert [article.text for article in articles([str(path)])] == TEXTS
    assert [article.text for article in articles([str(path)], encoding=encoding)] == TEXTS


# Duplicates


def test_a_text_is_read_once(tmp_path: Path) -> None:
    for name, text in zip("abc", [TEXTS[0], TEXTS[1], f"\n{TEXTS[0]}\n"], strict=True):
        write(tmp_path / f"{name}.txt", text)
    *_, rejected = read([str(tmp_path)])
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.source) == (Reason.DUPLICATE, (tmp_path / "c.txt").as_posix())
    assert (tmp_path / "a.txt").as_posix() in rejected.message


def test_runs_know_nothing_of_each_other(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXTS[0])
    assert one(path) == one(path)


# Standard input


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_standard_input_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, TEXTS[0].encode("cp1256"))
    article = one("-")
    assert (article.text, article.source) == (TEXTS[0], "-")


def test_standard_input_as_jsonl(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, lines_of([{"text": text} for text in TEXTS]).encode())
    assert [article.source for article in articles(["-"])] == ["-:1", "-:2", "-:3", "-:4"]


@pytest.mark.parametrize("indent", [None, 2])
def test_standard_input_as_json(monkeypatch: pytest.MonkeyPatch, indent: int | None) -> None:
    give(monkeypatch, json.dumps([{"text": text} for text in TEXTS], indent=indent).encode())
    assert [article.text for article in articles(["-"])] == TEXTS
    give(monkeypatch, json.dumps({"text": TEXTS[0]}, indent=indent).encode())
    assert one("-").text == TEXTS[0]


def test_standard_input_among_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, TEXTS[1].encode())
    paths = [write(tmp_path / "a.txt", TEXTS[0]), "-", write(tmp_path / "b.txt", TEXTS[2])]
    assert [article.text for article in articles(paths)] == TEXTS[:3]


def test_no_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    [rejected] = read(["-"])
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.UNREADABLE


def test_standard_input_without_end_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            buffer[:] = b"a" * len(buffer)
            return len(buffer)

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(Endless())))
    [rejected] = read(["-"], ReadOptions(max_bytes=100_000))
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.TOO_LARGE


# Laziness, memory


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXTS[0])

    def inputs() -> Iterator[str]:
        yield path
        raise AssertionError("asked for more than was wanted")

    with pytest.raises(AssertionError):
        list(read(inputs()))
    assert [item.source for item in itertools.islice(read([path, *["none"] * 10**6]), 1)] == [path]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(1500):
            file.write(json.dumps({"text": f"{TEXTS[0]} {number} " * 200}, ensure_ascii=False) + "\n")
    assert path.stat().st_size > 20_000_000
    next(read([str(path)]))  # loads what reading needs: that is done once
    tracemalloc.start()
    try:
        count = sum(isinstance(item, Article) for item in itertools.islice(read([str(path)]), 60))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 60
    assert peak < 3_000_000
