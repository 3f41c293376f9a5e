"""Pages made to do harm: each is read or rejected with a reason, in bounded time and memory."""

from __future__ import annotations

import time
from datetime import date

import pytest

from pipeline.ingest.pages import page_article
from pipeline.ingest.pagetree import MAX_DEPTH, MAX_TAGS
from pipeline.ingest.records import ReadOptions, Reason, RejectedInputError

LINE = "توقفت خدمة التطبيق عن العمل مساء الاثنين، ثم عادت بعد ست ساعات. "
SECONDS = 30.0
"""Far above what was measured (9 s at most), for slow machines; without bounds these pages take minutes."""
TAGS = MAX_TAGS // 2 - 100


def _read(markup: str | bytes) -> str:
    """Return the text of a page, or the reason why it has none."""
    data = markup if isinstance(markup, bytes) else markup.encode()
    start = time.process_time()
    try:
        return page_article(data, "page.html", None, ReadOptions(), date(2025, 1, 1)).text
    except RejectedInputError as error:
        return f"[{error.reason}]" if error.message.endswith(".") else f"no sentence: {error.message}"
    finally:
        assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        pytest.param(b"<div " + b"a" * 100_000_000, Reason.TOO_LARGE, id="100 MB of one tag"),
        pytest.param("<html>" + "<div>" * 100_000 + LINE, Reason.TOO_LARGE, id="100,000 nested divs"),
        pytest.param("<html>" + "<div>" * (MAX_DEPTH + 5) + LINE, Reason.TOO_LARGE, id="too deep"),
        pytest.param("<html>" + "<b>ع" * TAGS, Reason.TOO_LARGE, id="never closed"),
        pytest.param("<html><!-- <body><p>" + LINE, Reason.NO_TEXT, id="a comment that never ends"),
        pytest.param("<html><script>" + "var a = 'عطل';" * 1000 + "</script>", Reason.NO_TEXT, id="scripts alone"),
        pytest.param("<html><head><title>x</title></head><body></body></html>", Reason.NO_TEXT, id="empty body"),
        pytest.param("<html></html>", Reason.NO_TEXT, id="nothing in it"),
        pytest.param("<!DOCTYPE html>", Reason.NO_TEXT, id="a declaration alone"),
        pytest.param("<!-- -->", Reason.NO_TEXT, id="a comment alone"),
        pytest.param("  ", Reason.EMPTY, id="white space"),
        pytest.param(b"<html>" + bytes(range(32)) * 100, Reason.BINARY, id="control characters"),
        pytest.param("<p>" + LINE + "<" * 400_000, Reason.TOO_LARGE, id="signs of tags"),
        pytest.param("<a href=x>خبر</a>" * (TAGS // 2), Reason.NO_TEXT, id="links alone"),
    ],
)
def test_rejected_with_a_reason(markup: str | bytes, reason: Reason) -> None:
    assert _read(markup) == f"[{reason}]"


def test_nuls_are_left_out() -> None:
    assert "\0" not in _read("<p>" + LINE.replace("خ", "خ\0") * 20)


def test_entities_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    assert len(_read(f'<!DOCTYPE html [<!ENTITY a0 "x">{bomb}]><html><body><p>&a11;{LINE}')) < 1000


def test_external_entities_are_not_read() -> None:
    assert "root:" not in _read(f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>&x;{LINE}')


@pytest.mark.slow
@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<h1>خبر عن العطل الكبير</h1>" + "<p>عطل كبير" * (TAGS * 2), id="paragraphs"),
        pytest.param("<div>" + "عطل<br>" * (TAGS * 2), id="line breaks"),
        pytest.param("<div>اقرأ أيضا</div>" * TAGS, id="labels"),
        pytest.param("<ul>" + "<li><a>اقرأ أيضا</a>" * (TAGS * 2 // 3), id="labels that are links"),
        pytest.param("<h1>خبر عن العطل الكبير</h1>" + "<time>x</time>" * TAGS, id="times"),
        pytest.param("<table><tr>" + "<td>عطل" * (TAGS * 2), id="cells"),
        pytest.param("<table>" + "<tr><td colspan=1000 rowspan=1000>عطل" * TAGS, id="cells over cells"),
        pytest.param("<title>عطل كبير</title>" + "<h1>عطل كبير في الخدمة</h1>" * TAGS, id="headlines"),
        pytest.param("<span class='author writer'>س</span>" * TAGS, id="writers"),
        pytest.param(("<div>" * 390 + LINE * 4 + "</div>" * 390) * 50, id="deep again and again"),
        pytest.param("<div class='" + "a " * 2_000_000 + f"'>{LINE * 5}", id="a million classes"),
        pytest.param("<script type='application/ld+json'>" + "[" * 500_000 + f"</script><p>{LINE}", id="deep JSON-LD"),
    ],
)
def test_bounded_time(markup: str) -> None:
    assert _read(markup) is not None


@pytest.mark.parametrize("letter", ["ع", "&#1593;", "&#x639;"])
def test_a_large_page_in_another_language_is_told_by_its_letters(letter: str) -> None:
    """Its article is not looked for; a page that has Arabic in whatever form is read."""
    story = "<p>" + "The quick brown fox jumps over the lazy dog. " * 400 + "</p>"
    options = ReadOptions()
    page = f"<html><body><article>{story}<p>{letter * 39}</p></article></body></html>".encode()
    with pytest.raises(RejectedInputError, match="hardly a letter of Arabic") as caught:
        page_article(page, "p.html", None, options, date(2025, 1, 1))
    assert caught.value.reason == "non_arabic"
    arabic = f"<p>{(letter * 5 + ' ') * 60}</p>" * 20
    page = f"<html><body><article>{arabic}</article><!-- {'x' * 10_000} --></body></html>".encode()
    assert "ع" in page_article(page, "p.html", None, options, date(2025, 1, 1)).text
    everything = ReadOptions(all_languages=True)
    page = f"<html><body><article>{story}</article></body></html>".encode()
    assert "quick brown fox" in page_article(page, "p.html", None, everything, date(2025, 1, 1)).text
