"""Records of other makes: fields by other names, layouts that are known, HTML inside, tables."""

# ruff: noqa: E501 - one case stands on one line
from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from archives import TEXTS
from hypothesis import given, settings
from hypothesis import strategies as st
from naba_command import ROOT, Naba, environment

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Reason, Rejected, read
from pipeline.ingest.fieldmap import joined, lookup, parse_map

A, B, C, _ = TEXTS


def results(tmp_path: Path, data: str, name: str = "a.jsonl", **options: Any) -> list[Article | Rejected]:
    (tmp_path / name).write_text(data, encoding="utf-8")
    return list(read([str(tmp_path / name)], ReadOptions(**options)))


def one(tmp_path: Path, record: Any, **options: Any) -> Article:
    [article] = results(tmp_path, json.dumps(record, ensure_ascii=False), "a.json", **options)
    assert isinstance(article, Article), article
    return article


# The map


def test_fields_by_other_names(tmp_path: Path) -> None:
    record = {"headline": "عنوان", "body": [A, B], "dates": {"created": "2021-10-05"}, "link": {"href": "https://n.example/1"}}
    spec = "text=body, title=headline, published=dates.created, url=link.href"
    article = one(tmp_path, record, map=spec)
    assert article.text == f"{A}\n\n{B}"
    assert (article.title, article.published, article.url) == ("عنوان", "2021-10-05", "https://n.example/1")


def test_a_field_that_is_not_named_keeps_its_name(tmp_path: Path) -> None:
    assert one(tmp_path, {"body": A, "site": "المدار"}, map="text=body").site == "المدار"


def test_records_inside_of_an_object(tmp_path: Path) -> None:
    data = json.dumps({"data": {"items": [{"t": A}, {"t": B}]}})
    found = results(tmp_path, data, "a.json", map="records=data.items,text=t")
    assert [item.text for item in found if isinstance(item, Article)] == [A, B]
    [rejected] = results(tmp_path, data, "a.json", map="records=data.nothing,text=t")
    assert isinstance(rejected, Rejected)
    assert "data.nothing" in rejected.message


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"a": {"b": 1}}, "a.b", 1),
        ({"a.b": 1, "a": {"b": 2}}, "a.b", 1),
        ({"a": [{"b": "x"}, {"c": 0}, {"b": "y"}]}, "a.b", ["x", "y"]),
        ({"a": ["x", "y"]}, "a.1", "y"),
        ({"a": ["x"]}, "a.7", None),
        ({"a": "x"}, "a.b", None),
        ({}, "a", None),
    ],
)
def test_paths(value: Any, path: str, found: Any) -> None:
    assert lookup(value, path) == found


def test_lists_are_joined() -> None:
    assert joined(["a", ["b", " "], "c"], "\n\n") == "a\n\nb\n\nc"
    assert joined(["a", 1], "\n\n") == ["a", 1], "what is no text is left for the check to refuse"


@pytest.mark.parametrize("spec", ["", "text", "text=", "=a", "body=text", "text=a,text=b", "text=" + "a" * 300])
def test_maps_that_are_none(spec: str) -> None:
    with pytest.raises(ValueError, match="map: "):
        ReadOptions(map=spec)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_a_map_is_read_or_refused(spec: str) -> None:
    try:
        paths = parse_map(spec).paths
    except ValueError as refused:
        message = str(refused)
    else:
        message = "map: "
        assert paths
    assert message.startswith("map: ")


def test_without_a_text_the_fields_are_named(tmp_path: Path) -> None:
    [rejected] = results(tmp_path, '{"body": "x", "headline": "y"}')
    assert isinstance(rejected, Rejected)
    assert "body, headline" in rejected.message
    assert "map" in rejected.message


# Layouts


@pytest.mark.parametrize(
    ("record", "published", "title"),
    [
        ({"content": {"rendered": f"<p>{A}</p>"}, "title": {"rendered": "&#8220;خبر&#8221;"}, "date": "2021-10-05T10:00:00", "link": "https://n.example/1"}, "2021-10-05", "“خبر”"),
        ({"maintext": A, "date_publish": "2021-10-05 10:00:00", "title": "خبر", "authors": ["أ", "ب"]}, "2021-10-05", "خبر"),
        ({"@type": "NewsArticle", "articleBody": A, "headline": "خبر", "datePublished": "2021-10-05", "author": {"name": "أ"}}, "2021-10-05", "خبر"),
        ({"content": A, "warc_headers": {"warc-target-uri": "https://n.example/2021/10/05/x", "warc-date": "2021-12-01"}}, "2021-10-05", None),
        ({"text": A, "title": "خبر", "date": "2021-10-05", "filedate": "2021-11-01", "source-hostname": "n", "source": "https://n.example/1"}, "2021-10-05", "خبر"),
        ({"text": A, "title": "خبر", "publish_date": "2021-10-05 00:00:00", "authors": ["أ"]}, "2021-10-05", "خبر"),
        ({"النص": A, "العنوان": "خبر", "التاريخ": "2021-10-05"}, "2021-10-05", "خبر"),
    ],
)  # fmt: skip
def test_known_layouts(tmp_path: Path, record: dict[str, Any], published: str, title: str | None) -> None:
    article = one(tmp_path, record)
    assert (article.text, article.published, article.title) == (A, published, title)


def test_a_feed_in_json(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "content_html": f"<p>{A}</p>", "date_published": "2021-10-05T10:00:00Z", "authors": [{"name": "أ"}]},
            {"id": "2", "content_text": B, "url": "https://n.example/2"},
        ],
    }
    first, second = results(tmp_path, json.dumps(feed), "a.json")
    assert isinstance(first, Article)
    assert (first.text, first.published, first.author) == (A, "2021-10-05", "أ")
    assert isinstance(second, Article)
    assert (second.text, second.url) == (B, "https://n.example/2")


def test_two_layouts_are_none(tmp_path: Path) -> None:
    [rejected] = results(tmp_path, json.dumps({"maintext": A, "date_publish": "2021-10-05", "articleBody": B}))
    assert isinstance(rejected, Rejected)
    assert "news-please" in rejected.message
    assert "schema.org" in rejected.message


def test_a_text_of_ones_own_goes_before_a_layout(tmp_path: Path) -> None:
    assert one(tmp_path, {"text": A, "articleBody": B}).text == A


# HTML in fields


def test_html_is_recognised_or_asked_for(tmp_path: Path) -> None:
    assert one(tmp_path, {"text": f"<p>{A}</p><p>{B}</p>"}).text == f"{A}\n{B}"
    assert one(tmp_path, {"text": f"{A} &amp; غيرها"}).text == f"{A} &amp; غيرها"
    assert one(tmp_path, {"text": f"{A} &amp; غيرها"}, html_fields=True).text == f"{A} & غيرها"


@pytest.mark.parametrize(
    ("fragment", "lines"),
    [
        (f"<p>{A}</p><ul><li>{B}</li><li>{C}</li></ul>", [A, B, C]),
        (f"<div>{A}</div><div>{B}</div>", [A, B]),
        (f"{A} <a href='x'>{B}</a>", [f"{A} {B}"]),
        (f"<img src='x.jpg'/><p>{A}</p><script>x()</script>", [A]),
        (f"<blockquote><p>{A}</p></blockquote><p>{B}</p>", [A, B]),
        ("<p>عطل</p>", ["عطل"]),
        (f"<html><body><h1>عنوان</h1><p>{A}</p><p>{B}</p></body></html>", ["عنوان", A, B]),
    ],
)
def test_short_pieces_of_html_lose_nothing(tmp_path: Path, fragment: str, lines: list[str]) -> None:
    assert one(tmp_path, {"text": fragment}).text.split("\n") == lines


def test_signs_that_are_no_html(tmp_path: Path) -> None:
    text = f"{A} السعر < 5 و > 3 <الخبر> a<b"
    assert one(tmp_path, {"text": text}).text == text


# Tables


def test_a_table(tmp_path: Path) -> None:
    table = f'title,text,published\nأ,"{A}\n\nقال ""المدير"" ذلك.",2021-10-05\nب,{B},\n'
    first, second = results(tmp_path, table, "a.csv")
    assert isinstance(first, Article)
    assert first.text == f'{A}\n\nقال "المدير" ذلك.'
    assert first.source.endswith("a.csv:2")
    assert isinstance(second, Article)
    assert (second.source[-7:], second.published) == ("a.csv:5", None)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_separators(tmp_path: Path, sign: str) -> None:
    [article] = results(tmp_path, f"body{sign}url\n{A}{sign}https://n.example/1,2\n".replace("1,2", "1"), "a.csv", map="text=body")
    assert isinstance(article, Article)
    assert (article.text, article.url) == (A, "https://n.example/1")


def test_a_separator_that_is_declared(tmp_path: Path) -> None:
    [article] = results(tmp_path, f"sep=;\ntext;title\n{A};أ\n", "a.csv")
    assert isinstance(article, Article)
    assert article.title == "أ"


def test_quotation_marks_of_a_tsv(tmp_path: Path) -> None:
    """In TSV they mostly mean themselves, but spreadsheets quote fields with them."""
    [plain] = results(tmp_path, f'text\ttitle\n"{A[:9]}" {A[9:]}\tأ\n', "a.tsv")
    assert isinstance(plain, Article)
    assert plain.text.startswith('"')
    [quoted] = results(tmp_path, f'text\ttitle\n"{A}\n{B}"\tأ\n', "b.tsv")
    assert isinstance(quoted, Article)
    assert quoted.text == f"{A}\n{B}"


def test_broken_rows_cost_only_themselves(tmp_path: Path) -> None:
    table = f'text,title\n{A},أ\none\n"a"b,c\n{B},ب,ج\n\n{C},د\n'
    found = results(tmp_path, table, "a.csv")
    assert [item.text for item in found if isinstance(item, Article)] == [A, C]
    rejected = [item for item in found if isinstance(item, Rejected)]
    assert [item.source.rpartition(":")[2] for item in rejected] == ["3", "4", "5"]
    assert {item.reason for item in rejected} == {Reason.BAD_RECORD}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
def test_a_table_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(f"text,title\r\n{A},أ\r\n{B},ب\r\n".encode(encoding))
    found = list(read([str(tmp_path / "a.csv")]))
    assert [item.text for item in found if isinstance(item, Article)] == [A, B]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet='ابت ,;"\n\t|\'', max_size=30), min_size=1, max_size=5, unique_by=str.strip))
def test_what_the_csv_module_writes_is_read(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    texts = [f"{part}{A}{number}" for number, part in enumerate(parts)]
    with io.StringIO(newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["title", "text"])
        writer.writerows(["عنوان", text] for text in texts)
        table = file.getvalue()
    path = tmp_path_factory.mktemp("table") / "a.csv"
    path.write_text(table, encoding="utf-8", newline="")
    assert [item.text for item in read([str(path)]) if isinstance(item, Article)] == texts


def test_the_command_line_says_what_is_wrong_with_a_map(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", "a.jsonl", "-o", tmp_path / "out", "--map", "body=text")
    assert done.returncode == 2
    assert "--map: 'body' is no field of an article" in done.stderr
    assert "Traceback" not in done.stderr


def test_reading_text_loads_no_library_for_other_kinds() -> None:
    code = (
        "import sys; from pipeline.ingest import read; list(read(['corpora/samples/agency-brief.txt']));"
        "print([m for m in ('lxml', 'trafilatura', 'feedparser', 'fastwarc', 'brotli', 'backports.zstd') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
