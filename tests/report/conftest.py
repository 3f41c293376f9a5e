"""One Chromium for all tests of the report, and pages of it that may load nothing but the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from report_browser import CHROMIUM, FLAGS, Open, Opened, make
from report_make import small_article

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium with an empty profile of its own."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `make browser` installs it (Debian, as root)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), headless=True)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile: no page knows what another has kept."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def open_report(context: BrowserContext) -> Iterator[Open]:
    """Open a report from its file and watch it; at the end of the test it must have been quiet."""
    watched: list[Opened] = []

    def open_(file: Path, address: str = "#/overview", language: str = "en") -> Opened:
        opened = Opened(context.new_page(), file)
        watched.append(opened)
        opened.watch()
        opened.page.goto(file.as_uri() + address)
        if opened.page.evaluate("document.documentElement.lang") != language:
            opened.page.click("#language")
        return opened

    yield open_
    for opened in watched:
        opened.quiet()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of one small article."""
    return make(tmp_path_factory.mktemp("small"), small_article())
