"""A Chromium that is watched: what a page of the report must not do is noted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_make import write_run

from pipeline.report.html import write_report

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Opened:
    """A page of the browser with everything that it should not do: errors, dialogs, requests."""

    page: Page
    file: Path
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note what happens from now on."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self._requested(request.url))

    def quiet(self) -> None:
        """Assert that nothing of that kind has happened."""
        assert (self.errors, self.dialogs, self.requests) == ([], [], [])

    def _requested(self, url: str) -> None:
        if url.split("#")[0] != self.file.as_uri() and not url.startswith("blob:"):
            self.requests.append(url)


Open = Callable[..., Opened]
"""(file, address, language) -> a page that has been opened."""


def make(folder: Path, *articles: dict[str, Any]) -> Path:
    """Write a run and its report."""
    out = folder / "report.html"
    write_report(write_run(folder / "run", *articles), out)
    return out
