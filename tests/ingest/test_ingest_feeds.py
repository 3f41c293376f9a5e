"""Feeds: which text, which date, which address an entry gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import TEXTS

from pipeline.document import Article, Document
from pipeline.ingest import ReadOptions, Rejected, read

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>المدار</title><link>https://almadar.example/</link>
<item>
  <title>عودة الخدمة &amp;quot;تدريجيا&amp;quot;</title>
  <link>https://almadar.example/news/7</link>
  <guid isPermaLink="false">tag:almadar.example,2021:7</guid>
  <pubDate>Tue, 05 Oct 2021 00:30:00 +0300</pubDate>
  <dc:creator>ليلى حداد</dc:creator>
  <description>ملخص قصير</description>
  <content:encoded><![CDATA[<p>{TEXTS[0]}</p><p>{TEXTS[1]}</p>]]></content:encoded>
</item>
<item>
  <title>اعتذار</title><link>https://almadar.example/news/8</link>
  <description>&lt;img src="x.jpg"/&gt;&lt;p&gt;{TEXTS[2]}&lt;/p&gt;</description>
</item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>المدار</title>
<entry><id>https://almadar.example/?p=9</id><title>هبوط</title>
  <link rel="enclosure" href="https://almadar.example/a.mp3"/><link href="https://almadar.example/news/9"/>
  <published>2021-10-05T23:10:00+03:00</published><updated>2021-10-09T08:00:00Z</updated>
  <author><name>سامي</name></author><author><name>رنا</name></author>
  <content type="html">&lt;p&gt;{TEXTS[3]}&lt;/p&gt;</content></entry>
<entry><id>10</id><title>بلا تاريخ</title><updated>2021-10-09T08:00:00Z</updated><summary>{TEXTS[0]}</summary></entry>
</feed>"""

RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://almadar.example/"><title>المدار</title></channel>
<item rdf:about="https://almadar.example/news/11"><title>خبر</title><link>https://almadar.example/news/11</link>
<description>{TEXTS[1]}</description><dc:date>2021-10-06T10:00:00+03:00</dc:date></item></rdf:RDF>"""


def articles(tmp_path: Path, text: str, name: str = "feed.xml", encoding: str = "utf-8") -> list[Article]:
    (tmp_path / name).write_bytes(text.encode(encoding))
    found = list(read([str(tmp_path / name)], ReadOptions()))
    assert not [item for item in found if isinstance(item, Rejected)], found
    return [item for item in found if isinstance(item, Article)]


def test_an_entry_with_its_full_text(tmp_path: Path) -> None:
    article = articles(tmp_path, RSS)[0]
    assert article.text == f'عودة الخدمة "تدريجيا"\n{TEXTS[0]}\n{TEXTS[1]}'
    assert article.source.endswith("feed.xml#tag:almadar.example,2021:7")
    assert (article.title, article.author) == ('عودة الخدمة "تدريجيا"', "ليلى حداد")
    assert (article.url, article.site) == ("https://almadar.example/news/7", "almadar.example")
    assert (article.published, article.published_from) == ("2021-10-05", "metadata")
    assert article.notes == ()


def test_an_entry_with_a_summary_says_so(tmp_path: Path) -> None:
    article = articles(tmp_path, RSS)[1]
    assert article.text == f"اعتذار\n{TEXTS[2]}"
    assert article.source.endswith("feed.xml#2")
    assert [note.code for note in article.notes] == ["summary_only"]
    assert Document(article).diagnostics == article.notes


def test_the_last_change_is_not_the_publication(tmp_path: Path) -> None:
    first, second = articles(tmp_path, ATOM)
    assert (first.published, first.url, first.author) == ("2021-10-05", "https://almadar.example/news/9", "سامي، رنا")
    assert (second.published, second.url) == (None, None)
    assert second.text == f"بلا تاريخ\n{TEXTS[0]}"


def test_rss_1_knows_one_date(tmp_path: Path) -> None:
    [article] = articles(tmp_path, RDF)
    assert (article.published, article.text) == ("2021-10-06", f"خبر\n{TEXTS[1]}")


@pytest.mark.parametrize("name", ["a.rss", "a.atom", "a.xml", "a.txt.xml", "feed"])
def test_a_feed_by_any_name(tmp_path: Path, name: str) -> None:
    assert len(articles(tmp_path, ATOM, name)) == 2


def test_the_declared_encoding_is_not_believed(tmp_path: Path) -> None:
    """The bytes decide: a feed that says UTF-8 is often Windows-1256, and the other way round."""
    assert articles(tmp_path, RSS, encoding="cp1256")[0].text == articles(tmp_path, RSS)[0].text
    lying = RSS.replace('encoding="utf-8"', 'encoding="windows-1256"')
    assert articles(tmp_path, lying)[0].text == articles(tmp_path, RSS)[0].text


def test_a_feed_that_is_no_xml_is_read_all_the_same(tmp_path: Path) -> None:
    broken = RSS.replace("ملخص قصير", "ملخص & قصير <br> &nbsp;")
    assert [article.text for article in articles(tmp_path, broken)] == [a.text for a in articles(tmp_path, RSS)]


def test_an_entry_without_any_text_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text("<rss version='2.0'><channel><item><title>عنوان</title></item></channel></rss>")
    [rejected] = read([str(tmp_path / "a.rss")])
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "empty"


@pytest.mark.parametrize("said", ["The post {} appeared first on {}.", "ظهرت المقالة {} أولاً على {}."])
def test_the_line_on_where_an_entry_comes_from_is_left_out(tmp_path: Path, said: str) -> None:
    line = said.format('<a href="https://almadar.example/7">عودة</a>', '<a href="https://almadar.example">المدار</a>')
    text = RSS.replace(f"<p>{TEXTS[1]}</p>]]>", f"<p>{TEXTS[1]}</p>\n<p>{line}</p>\n]]>")
    assert articles(tmp_path, text)[0].text == articles(tmp_path, RSS)[0].text
