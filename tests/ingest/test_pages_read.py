"""How pages come in: by suffix, by content, from standard input; what a sidecar says; encodings; dates; JSON-LD."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest
from naba_command import Naba

from pipeline.document import Article
from pipeline.ingest import ReadOptions, read
from pipeline.ingest.jsonld import described
from pipeline.ingest.pagedates import page_day
from pipeline.ingest.pages import page_article
from pipeline.ingest.pagetree import looks_like_page, parse
from pipeline.ingest.records import Raw

LEAD = "توقفت خدمة التطبيق عن العمل مساء الاثنين في دول عدة، ثم عادت بعد ست ساعات من الانقطاع."
MORE = "قالت الشركة إن الخلل وقع في أحد مراكز البيانات التابعة لها، ووعدت بتقرير مفصل."
BODY = f"<h1>عطل كبير يصيب الخدمة</h1><div class='entry-content'><p>{LEAD}</p><p>{MORE}</p></div>"
TEXT = f"عطل كبير يصيب الخدمة\n{LEAD}\n{MORE}"
TODAY = date(2025, 1, 1)


def page(body: str = BODY, head: str = "", url: str | None = None, today: date = TODAY) -> Raw:
    markup = f"<!DOCTYPE html><html><head><title>عطل كبير يصيب الخدمة</title>{head}</head><body>{body}</body></html>"
    return page_article(markup.encode(), "page.html", url, ReadOptions(), today)


def ld(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml", "a.txt", "a"])
def test_a_page_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(f"\n<!DOCTYPE html><html><body>{BODY}</body></html>", encoding="utf-8")
    [article] = read([str(path)])
    assert isinstance(article, Article)
    assert article.text == TEXT


def test_a_page_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"<html>{BODY}".encode())))
    [article] = read(["-"])
    assert isinstance(article, Article)
    assert article.text == TEXT


def test_a_sidecar_goes_before_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<meta name=date content=2021-10-05>{BODY}", encoding="utf-8")
    (tmp_path / "a.meta.json").write_text('{"published": "2021-10-06"}', encoding="utf-8")
    [article] = read([str(tmp_path / "a.html")], ReadOptions(today=TODAY))
    assert isinstance(article, Article)
    assert article.published == "2021-10-06"
    assert article.title == "عطل كبير يصيب الخدمة"


@pytest.mark.parametrize(
    "text", ["<p>نص", "\ufeff <!doctype HTML>", "<?xml version='1.0'?><!DOCTYPE html>", "<!-- x --><html>"]
)
def test_what_looks_like_a_page(text: str) -> None:
    assert looks_like_page(text)


@pytest.mark.parametrize("text", ["نص", "<rss>", "<?xml version='1.0'?><feed>", "< 5 دقائق", "<3 الخدمة", ""])
def test_what_does_not_look_like_a_page(text: str) -> None:
    assert not looks_like_page(text)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "iso-8859-6", "no such thing", None])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-6", "windows-1252"])
@pytest.mark.parametrize("encoding", ["windows-1256", "utf-8", "utf-16"])
def test_bytes_go_before_what_is_said_of_them(encoding: str, declared: str, charset: str | None) -> None:
    data = f"<html><meta charset={declared}><body>{BODY}</body></html>".encode(encoding)
    assert page_article(data, "x", None, ReadOptions(), TODAY, charset).text == TEXT


def test_one_broken_letter_does_not_lose_a_page() -> None:
    data = b"<html><meta name=description content='\xd8'>" + f"<body>{BODY}".encode()
    assert page_article(data, "x", None, ReadOptions(), TODAY, "utf-8").text == TEXT


ARTICLE = {"@type": "NewsArticle", "headline": "عنوان", "datePublished": "2021-10-05T00:30:00+03:00"}


@pytest.mark.parametrize(
    "block",
    [
        ARTICLE,
        [{"@type": "BreadcrumbList"}, ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "موقع"}, ARTICLE]},
        {"@type": "WebPage", "datePublished": "2020-01-01", "mainEntity": ARTICLE},
        {"@type": "ItemPage", "mainEntity": {"@type": "Thing", "subjectOf": [ARTICLE]}},
        "<!--" + json.dumps(ARTICLE) + "-->",
        "//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>",
        json.dumps(ARTICLE)[:-1] + ",}",
        json.dumps(ARTICLE)[:-1] + ', "description": "a "quoted" word"}',
        {**ARTICLE, "@type": ["Article", "Thing"]},
    ],
)
def test_json_ld_in_all_its_forms(block: object) -> None:
    told = described(parse(f"<html>{ld(block)}<p>x"))
    assert (told.headline, told.published) == ("عنوان", "2021-10-05T00:30:00+03:00")


def test_json_ld_of_other_articles_is_left_aside() -> None:
    other = {"@type": "NewsArticle", "headline": "غيره", "datePublished": "2019-01-01"}
    assert described(parse(f"<html>{ld({'@type': 'ItemList', 'itemListElement': [other]})}<p>x")).published is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021-10-05T00:30:00+03:00", "2021-10-05"),
        ("2021-10-04T21:30:00Z", "2021-10-04"),
        ("٢٠٢١-١٠-٠٥", "2021-10-05"),
        ("20211005T101500Z", "2021-10-05"),
        ("1633435200", "2021-10-05"),
        ("1633435200000", "2021-10-05"),
        ("05/10/2021 14:00", "2021-10-05"),
        ("07/17/2019 - 21:05", "2019-07-17"),
        ("10/5/2021 3:04:05 PM", None),
        ("mardi 5 octobre 2021 à 14h05", "2021-10-05"),
        ("Tue, 05 Oct 2021 10:00:00 GMT", "2021-10-05"),
        ("الثلاثاء 5 أكتوبر 2021", "2021-10-05"),
        ("2021-02-30", None),
        ("99999999999999999999", None),
        ("أمس", None),
    ],
)
def test_the_day_of_a_date(written: str, day: str | None) -> None:
    assert page_day(written, {"octobre": 10}) == day


JSON_LD = ld({"@type": "NewsArticle", "datePublished": "2021-10-05", "dateModified": "2021-10-09"})
META = '<meta property="article:published_time" content="2021-10-06">'
TIME = "<time datetime=2021-10-07>أمس</time>"
URL = "https://news.example/2021/10/08/a"
LINE = "<span>نشر في 9 أكتوبر 2021</span>"


def _dated(head: str, beside: str, url: str | None) -> tuple[str | None, str | None, str | None]:
    body = BODY.replace("</h1>", f"</h1>{beside}")
    known = page(body, head, url).metadata
    return known.published, known.published_from, known.modified


def test_the_order_of_what_says_the_day() -> None:
    assert _dated(JSON_LD + META, TIME + LINE, URL) == ("2021-10-05", "metadata", "2021-10-09")
    assert _dated(META, TIME + LINE, URL) == ("2021-10-06", "metadata", None)
    assert _dated("", TIME + LINE, URL) == ("2021-10-07", "metadata", None)
    assert _dated("", LINE, URL) == ("2021-10-08", "url", None)
    assert _dated("", LINE, None) == ("2021-10-09", "text", None)
    assert _dated("", "", None) == (None, None, None)


def test_the_day_of_a_change_is_never_the_day_of_publication() -> None:
    head = ld({"@type": "Article", "dateModified": "2021-10-09"})
    head += "<meta property='og:updated_time' content='2021-10-09'>"
    beside = "<time class=updated datetime=2021-10-09>x</time><span>آخر تحديث: 9 أكتوبر 2021</span>"
    assert _dated(head, beside, None) == (None, None, "2021-10-09")


def test_a_day_after_the_crawl_is_refused_and_the_next_source_asked() -> None:
    known = page(BODY, JSON_LD + META.replace("06", "02"), today=date(2021, 10, 3)).metadata
    assert (known.published, known.modified) == ("2021-10-02", None)


def test_the_text_begins_with_the_headline_once() -> None:
    assert page(BODY.replace("<p>", "<h2>عطل كبير يصيب الخدمة</h2><p>", 1)).text == TEXT


def test_a_page_without_headline_element_keeps_its_title_apart() -> None:
    raw = page(f"<p>{LEAD}</p><p>{MORE}</p>")
    assert raw.text == f"{LEAD}\n{MORE}"
    assert raw.metadata.title == "عطل كبير يصيب الخدمة"


def test_a_quoted_tweet_stands_on_lines_of_its_own() -> None:
    tweet = "<blockquote class=twitter-tweet><p>أهلا بالجميع</p>&mdash; Twitter (@Twitter) October 4, 2021</blockquote>"
    lines = page(BODY.replace("</p><p>", f"</p><figure class=wp-block-embed>{tweet}</figure><p>")).text.split("\n")
    assert lines[2:4] == ["أهلا بالجميع", "— Twitter (@Twitter) October 4, 2021"]


def test_marks_of_direction_stay() -> None:
    assert "\u200fSnapchat\u200e" in page(BODY.replace("التطبيق", "&rlm;Snapchat&lrm;")).text


def test_facts_of_a_page_from_end_to_end(naba: Naba, tmp_path: Path) -> None:
    pages = Path(__file__).parents[1] / "data" / "pages" / "dev"
    done = naba("extract", pages / "jannah-whatsapp.html", "-o", tmp_path / "out", "--quiet")
    assert done.returncode == 0, done.stderr
    [line] = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    article = json.loads(line)
    assert article["article"]["published"] == "2022-10-25"
    assert article["article"]["title"] == "واتساب خارج الخدمة.. ملايين الرسائل لا تصل"
    assert "modified" not in article["article"]
    assert "whatsapp" in {fact["subject"]["kb"] for fact in article["facts"]} | {
        entity["kb"] for entity in article["entities"]
    }


def test_the_same_page_gives_the_same_bytes() -> None:
    assert len({page(BODY).text for _ in range(3)}) == 1
