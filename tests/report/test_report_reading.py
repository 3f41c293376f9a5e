"""Reading a report in a browser: events, marked articles, filters, languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_browser import Open, make
from report_make import META, TELEGRAM, TEXT, article, fact, small_article

A = f"#/article/{small_article()['article']['id']}"


def test_it_begins_in_arabic_and_keeps_the_language_that_was_chosen(small: Path, open_report: Open) -> None:
    page = open_report(small, language="ar").page
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert page.inner_text("h1") == "الأعطال في الأخبار"
    page.click("#language")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    assert page.title() == "Outages in the news"
    page.reload()
    assert page.inner_text("h2:visible") == "Overview"
    assert page.get_attribute("nav", "aria-label") == "Parts of the report"


def test_numbers_and_dates_are_written_as_the_language_writes_them(small: Path, open_report: Open) -> None:
    page = open_report(small, A, language="ar").page
    assert "٧٠ مليون مستخدم" in page.inner_text('[data-card="f3"]')
    assert "٤ أكتوبر ٢٠٢١ مساءً" in page.inner_text('[data-card="f1"]')
    page.click("#language")
    assert "70 million users" in page.inner_text('[data-card="f3"]')
    assert "4 October 2021 in the evening" in page.inner_text('[data-card="f1"]')
    assert page.get_attribute("#text", "lang") == "ar"


def test_the_text_is_the_text_of_the_article(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    text = page.evaluate(
        "() => { const c = document.querySelector('#text').cloneNode(true);"
        " c.querySelectorAll('.ref').forEach((r) => r.remove()); return c.textContent }"
    )
    assert text == TEXT


def test_spans_in_one_another_are_marked_each_as_what_it_is(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    assert page.locator("#text .m-quantity").all_inner_texts() == ["70 مليون مستخدم"]
    assert page.locator("#text .m-time").all_inner_texts() == ["مساء الاثنين"]
    assert page.locator("#text .m-service").all_inner_texts() == ["فيسبوك", "تلجرام"]
    # The figure lies in the evidence of two facts, one of which lies in the other.
    assert page.locator("#text .m-quantity").locator("xpath=..").get_attribute("data-f") == "f2 f3"
    evidence = page.locator('#text .ev[data-f~="f1"]').all_text_contents()
    assert "".join(evidence) == "توقف فيسبوك 😀 مساء الاثنين"
    page.get_by_label("figure", exact=True).uncheck()
    assert page.locator("#text.no-quantity").count() == 1


def test_a_fact_shows_its_evidence_and_the_evidence_its_fact(small: Path, open_report: Open) -> None:
    page = open_report(small, A).page
    page.hover('[data-card="f1"]')
    lit = page.locator("#text .ev.on").all_text_contents()
    assert "".join(lit) == "توقف فيسبوك 😀 مساء الاثنين"
    box = page.evaluate("document.querySelector('#text .m-quantity').getBoundingClientRect().toJSON()")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator("#side .card.on").evaluate_all("(cards) => cards.map((c) => c.dataset.card)") == ["f2", "f3"]
    # And with the keyboard: to the evidence, and from there back.
    page.locator('[data-card="f1"]').get_by_role("button", name="Evidence of fact 1").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "1"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.card") == "f1"
    assert page.evaluate("location.hash") == f"{A}/f1"


def test_an_event_shows_times_responses_and_figures_that_differ(tmp_path: Path, open_report: Open) -> None:
    def told(text: str, value: int, site: str) -> dict[str, object]:
        figure = {"kind": "count", "value": value, "unit": "report", "modifier": "exact", "per": None, "text": "بلاغ"}
        when = {"value": "2021-10-04", "modifier": "exact", "text": "الاثنين"}
        said = {"subject": TELEGRAM, "relation": "competitor", "category": "banter", "content": "أهلا"}
        return article(
            text,
            fact(text, "outage", ["عطل"], subject=META, relation="provider", time=when, event_id="meta/2021-10-04"),
            fact(
                text, "impact", ["بلاغ"], subject=META, category="reports", quantity=figure, event_id="meta/2021-10-04"
            ),
            fact(text, "statement", ["أهلا"], event_id="meta/2021-10-04", **said),
            site=site,
        )  # fmt: skip

    report = make(
        tmp_path,
        told("عطل بلاغ أهلا 1", 10_000_000, "a.example"),
        told("عطل بلاغ أهلا 2", 50_000_000, "b.example"),
    )
    page = open_report(report, "#/events").page
    assert page.inner_text(".event h3") == "Meta · 4 October 2021"
    claim = page.locator(".claim.conflicting")
    assert "Sources differ" in claim.inner_text()
    assert claim.locator(".figure").all_inner_texts() == ["10 million reports", "50 million reports"]
    assert claim.locator(".by bdi").all_inner_texts() == ["a.example", "b.example"]
    assert "Outage Meta" in page.inner_text(".timeline li")
    assert "in 2 articles" in page.inner_text(".timeline")
    row = page.locator(".scroll tbody tr").first.inner_text()
    assert "Telegram competitor" in row
    assert "أهلا" in row
    claim.get_by_role("link", name="Fact 2 in its article").first.click()
    assert page.evaluate("document.activeElement.dataset.card") == "f2"


def test_filters_and_search_narrow_the_list(tmp_path: Path, open_report: Open) -> None:
    other = article("انقطاع في أُمّ القرى", fact("انقطاع في أُمّ القرى", "outage", ["انقطاع"]), title="آخر")
    page = open_report(make(tmp_path, small_article(), other), "#/articles").page
    matching = page.locator("#matching")
    assert matching.inner_text() == "2 articles, 4 facts"
    page.select_option("#filter-type", "gain")
    assert matching.inner_text() == "1 articles, 1 facts"
    assert "Telegram" in page.inner_text(".hits")
    page.get_by_role("button", name="Clear the filters").click()
    page.select_option("#filter-source", "pavel-durov")
    assert matching.inner_text() == "1 articles, 1 facts"
    page.select_option("#filter-certainty", "asserted")
    assert matching.inner_text() == "No article matches."
    page.get_by_role("button", name="Clear the filters").click()
    page.locator("#filter-confidence").fill("0.7")
    assert matching.inner_text() == "2 articles, 3 facts"
    page.locator("#filter-confidence").fill("0")
    page.fill("#filter-search", "ام القري")  # without diacritics, hamza and the other yeh
    page.locator("#article-list > li").nth(1).wait_for(state="detached")
    assert page.inner_text(".list .title") == "آخر"


def test_articles_are_made_when_they_are_opened(tmp_path: Path, open_report: Open) -> None:
    texts = [f"عطل رقم {n}" for n in range(120)]
    articles = [article(text, fact(text, "outage", ["عطل"]), title=text, source=f"{text}.txt") for text in texts]
    page = open_report(make(tmp_path, *articles), "#/articles").page
    assert page.locator("#article-list > li").count() == 50
    assert page.locator("#text").count() == 0
    page.click("#more-articles")
    page.click("#more-articles")
    assert page.locator("#article-list > li").count() == 120
    assert not page.is_visible("#more-articles")
    page.locator(".list .title").last.click()
    assert page.inner_text("#text").startswith("عطل")


@pytest.mark.parametrize("address", ["#/article/0000", "#/events/%E0%A4%A", "#/nowhere", "#/article/", "#constructor"])
def test_an_address_that_leads_nowhere_is_no_error(small: Path, open_report: Open, address: str) -> None:
    page = open_report(small, address).page
    assert page.locator("main > section:visible").count() == 1


def test_it_prints_events_or_the_open_article(small: Path, open_report: Open) -> None:
    page = open_report(small, "#/overview").page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.is_visible(".timeline li")
    assert not page.is_visible("nav")
    assert not page.is_visible(".review")
    page.evaluate(f"location.hash = '{A}'")
    page.wait_for_selector("#text")
    assert not page.is_visible("#events")
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_window_of_400_pixels_does_not_scroll_sideways(small: Path, open_report: Open) -> None:
    page = open_report(small).page
    page.set_viewport_size({"width": 400, "height": 800})
    for address in ("#/overview", "#/events", "#/articles", A):
        page.evaluate(f"location.hash = '{address}'")
        page.wait_for_timeout(50)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, address
