"""Web archives: pages by record, what their heads say, what is no page."""

# ruff: noqa: E501 - one case stands on one line
from __future__ import annotations

from pathlib import Path

import brotli
import pytest
from archives import TEXTS, gz, http, page, warc_record

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Reason, Rejected, read

OTHERS = (
    warc_record(b"software: x\r\n", "warcinfo", content="application/warc-fields")
    + warc_record(b"GET / HTTP/1.1\r\n\r\n", "request")
    + warc_record(http(b"x", status="404 Not Found"))
    + warc_record(http(b"\x89PNG", content="image/png"))
)


def results(tmp_path: Path, data: bytes, name: str = "a.warc") -> list[Article | Rejected]:
    (tmp_path / name).write_bytes(data)
    return list(read([str(tmp_path / name)], ReadOptions()))


def test_pages_and_what_else_there_is(tmp_path: Path) -> None:
    data = OTHERS + warc_record(http(page(TEXTS[0])), url="https://news.example/2021/10/05/a") + OTHERS
    article, others = results(tmp_path, data)
    assert isinstance(article, Article)
    assert TEXTS[0] in article.text
    assert article.source.endswith("a.warc#5")
    assert (article.url, article.published) == ("https://news.example/2021/10/05/a", "2021-10-05")
    assert isinstance(others, Rejected)
    assert others.reason is Reason.UNSUPPORTED
    assert "8 of its records are no pages" in others.message
    assert "2 request" in others.message


def test_packed_as_a_whole_or_record_by_record(tmp_path: Path) -> None:
    records = [warc_record(http(page(text))) for text in TEXTS]
    for number, data in enumerate([gz(b"".join(records)), b"".join(gz(record) for record in records)]):
        found = results(tmp_path, data, f"{number}.warc.gz")
        assert [text for text, item in zip(TEXTS, found, strict=True) if isinstance(item, Article) and text in item.text] == TEXTS


def test_no_date_is_after_the_crawl(tmp_path: Path) -> None:
    later = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-10-09"}</script>'
    [article] = results(tmp_path, warc_record(http(page(TEXTS[0]).replace(b"<body>", b"<body>" + later.encode()))))
    assert isinstance(article, Article)
    assert article.published is None


def test_the_head_of_http_may_lie_about_the_encoding(tmp_path: Path) -> None:
    for number, (encoding, said) in enumerate([("cp1256", "utf-8"), ("utf-8", "iso-8859-1"), ("cp1256", "windows-1256")]):
        body = page(TEXTS[0]).decode().encode(encoding)
        record = warc_record(http(body, content=f"text/html; charset={said}"))
        [article] = results(tmp_path, record, f"{number}.warc")
        assert isinstance(article, Article)
        assert TEXTS[0] in article.text


def chunked(data: bytes) -> bytes:
    pieces = [data[at : at + 50] for at in range(0, len(data), 50)]
    return b"".join(b"%x;note\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Encoding: gzip\r\n", gz(page(TEXTS[0]))),
        ("Content-Encoding: br\r\n", brotli.compress(page(TEXTS[0]))),
        ("Transfer-Encoding: chunked\r\n", chunked(page(TEXTS[0]))),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(gz(page(TEXTS[0])))),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", page(TEXTS[0])),
        ("Content-Encoding: utf-8\r\n", page(TEXTS[0])),
    ],
    ids=["gzip", "brotli", "chunks", "chunks of gzip", "unpacked before it was stored", "nonsense"],
)
def test_bodies_as_they_were_sent(tmp_path: Path, head: str, body: bytes) -> None:
    [article] = results(tmp_path, warc_record(http(body, head)))
    assert isinstance(article, Article)
    assert TEXTS[0] in article.text
