"""What leaks into the text of pages and what is lost, for naba and for others on the same pages, and pages a second.

    python benchmarks/pages.py

The pages are in tests/data/pages: `dev` was tuned on, `held` was written last and not tuned on. Leak: words that come
out and are not in the expected text, of all that come out. Loss: expected words that do not come out, of all expected.
Both are means over pages. The others: trafilatura alone and jusText, which the core installs anyway, and readability,
a tool of development (`python -m pip install readability-lxml`) that is left out where it is absent.
"""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from machine import ROOT, report

from pipeline.ingest import ReadOptions
from pipeline.ingest.pages import page_article
from pipeline.ingest.published import resolve
from pipeline.ingest.records import RejectedInputError

PAGES = ROOT / "tests" / "data" / "pages"
FETCHED = date(2026, 6, 1)
FIELDS = ("title", "author", "site", "url", "published", "published_from", "modified")
Reader = Callable[[Path, dict[str, Any]], str]


def naba(page: Path, about: dict[str, Any]) -> str:
    """Return the text as `naba extract` reads it."""
    try:
        return _raw(page, about).text
    except RejectedInputError:
        return ""


def trafilatura_alone(page: Path, about: dict[str, Any]) -> str:
    """Return the text of trafilatura with its defaults, comments left out."""
    import trafilatura

    return trafilatura.extract(page.read_bytes(), include_comments=False) or ""


def justext_alone(page: Path, about: dict[str, Any]) -> str:
    """Return the paragraphs that jusText holds for text, with its Arabic stop words."""
    import justext

    paragraphs = justext.justext(page.read_bytes(), justext.get_stoplist("Arabic"))
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def readability_alone(page: Path, about: dict[str, Any]) -> str:
    """Return the text of what readability holds for the article."""
    from lxml.html import document_fromstring
    from readability import Document

    summary = Document(page.read_bytes()).summary()
    return str(document_fromstring(summary).text_content())


def without_trafilatura(page: Path, about: dict[str, Any]) -> str:
    """Return our text where trafilatura has no part in it: what it adds to our own cutting."""
    from pipeline.ingest import pagetext

    most, pagetext.MOST_ELEMENTS = pagetext.MOST_ELEMENTS, 0
    try:
        return naba(page, about)
    finally:
        pagetext.MOST_ELEMENTS = most


def _raw(page: Path, about: dict[str, Any]) -> Any:
    url, charset = about.get("given_url"), about.get("charset")
    return page_article(page.read_bytes(), page.name, url, ReadOptions(), FETCHED, charset)


def rates(found: str, expected: str) -> tuple[float, float]:
    """Return (leak, loss) of a text; the order of words does not count."""
    got, wanted = (Counter(text.replace(" | ", " ").split()) for text in (found, expected))
    return (got - wanted).total() / max(1, got.total()), (wanted - got).total() / wanted.total()


def fields(page: Path, about: dict[str, Any]) -> dict[str, str | None]:
    """Return the metadata of a page as its article has them, and the day of its last change."""
    raw = _raw(page, about)
    known = raw.metadata
    day = (known.published, known.published_from) if known.published else None
    published, origin = resolve(raw.text, known.url, FETCHED, day)
    found = {name: getattr(known, name) for name in ("title", "author", "site", "url", "modified")}
    return {**found, "published": published, "published_from": origin}


def pages(split: str) -> list[tuple[Path, dict[str, Any], str]]:
    """Return the pages of a split: file, what is known and expected of it, expected text."""
    found = []
    for page in sorted((PAGES / split).glob("*.html")):
        about = tomllib.loads(page.with_suffix(".toml").read_text(encoding="utf-8"))
        found.append((page, about, page.with_suffix(".txt").read_text(encoding="utf-8")))
    return found


def measure(name: str, reader: Reader, split: str) -> dict[str, Any]:
    """Return a row of the table."""
    cases = pages(split)
    reader(cases[0][0], cases[0][1])  # what is loaded once is not counted
    start = time.perf_counter()
    texts = [reader(page, about) for page, about, _ in cases]
    seconds = time.perf_counter() - start
    scores = [rates(text, expected) for text, (_, _, expected) in zip(texts, cases, strict=True)]
    right = "-"
    if reader is naba:
        values = [(got, about.get(field)) for page, about, _ in cases for field, got in fields(page, about).items()]
        right = f"{100 * sum(got == wanted for got, wanted in values) / len(values):.1f}"
    return {
        "reader": name,
        "split": split,
        "pages": len(cases),
        "leak %": f"{100 * sum(leak for leak, _ in scores) / len(scores):.1f}",
        "loss %": f"{100 * sum(loss for _, loss in scores) / len(scores):.1f}",
        "metadata right %": right,
        "pages/s": f"{len(cases) / seconds:.0f}",
    }


READERS: tuple[tuple[str, Reader], ...] = (
    ("naba", naba),
    ("trafilatura alone", trafilatura_alone),
    ("naba without trafilatura", without_trafilatura),
    ("jusText", justext_alone),
    ("readability", readability_alone),
)

if __name__ == "__main__":
    present = [(name, reader) for name, reader in READERS if name != "readability" or find_spec("readability")]
    rows = [measure(name, reader, split) for split in ("dev", "held") for name, reader in present]
    report("pages", "Text of pages: what leaks, what is lost", rows)
