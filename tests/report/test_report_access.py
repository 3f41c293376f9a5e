"""Everybody can use the page: axe-core finds nothing serious in any view, in both languages, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from report_browser import Open
from report_make import small_article

if TYPE_CHECKING:
    from playwright.sync_api import Page

A = f"#/article/{small_article()['article']['id']}"
SERIOUS = ("serious", "critical")


def violations(page: Page) -> list[str]:
    """What axe-core has against the page as it is now."""
    from axe_playwright_python.sync_playwright import Axe

    response = Axe().run(page).response
    assert {"color-contrast", "button-name"} <= {one["id"] for one in response["passes"]}
    found = response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("language", "scheme"), [("ar", "dark"), ("en", "light")])
def test_no_serious_violation(small: Path, open_report: Open, language: str, scheme: str) -> None:
    page = open_report(small, language=language).page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    for address in ("#/overview", "#/events", "#/articles", A):
        page.evaluate(f"location.hash = '{address}'")
        page.wait_for_timeout(50)
        assert violations(page) == [], address
    page.locator('[data-card="f1"] [aria-keyshortcuts="a"]').click()
    page.locator('[data-card="f2"] [aria-keyshortcuts="r"]').click()
    page.locator('[data-card="f3"] [aria-keyshortcuts="e"]').click()
    page.hover('[data-card="f1"]')
    assert violations(page) == []


def test_the_keyboard_reaches_everything_and_skips_the_head(small: Path, open_report: Open) -> None:
    page = open_report(small, "#/articles", language="ar").page
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "انتقل إلى المحتوى"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "filter-search"
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className || document.activeElement.id"))
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none", reached[-1]
        if reached[-1] == "title":
            break
    assert reached[-1] == "title"
    page.keyboard.press("Enter")
    page.locator("#text").wait_for()
    assert page.evaluate("document.activeElement.id") == "article-title"


def test_marks_are_named_to_a_screen_reader_in_the_language_of_the_interface(small: Path, open_report: Open) -> None:
    page = open_report(small, A, language="ar").page
    said = page.evaluate("getComputedStyle(document.querySelector('#text .m-quantity'), '::before').content")
    assert "رقم" in page.get_attribute("#text .m-quantity", "data-label")  # type: ignore[operator]
    assert said
    page.click("#language")
    assert page.get_attribute("#text .m-quantity", "data-label") == "figure"
    headings = page.locator("h1:visible, h2:visible, h3:visible").evaluate_all("(all) => all.map((h) => h.tagName)")
    assert headings == ["H1", "H2", "H3"]
    for landmark in ("header", "nav", "main", "footer"):
        assert page.locator(landmark).count() == 1
