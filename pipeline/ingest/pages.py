"""Pages of HTML: from their bytes to a raw article, its text and what the page says of it."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.ingest.pagemeta import Page, read_metadata
from pipeline.ingest.pagetext import article_lines
from pipeline.ingest.pagetree import page_text, parse
from pipeline.ingest.records import Raw, ReadOptions, Reason, RejectedInputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LARGE = 10_000
"""Characters of a page from which its letters are looked at before its article is; smaller ones cost little."""
FEWEST = 40
"""Arabic letters of an article; the menu of languages of a page in another one has fewer."""
_ARABIC = re.compile(r"[\u0621-\u064a\ufb50-\ufefc]|&#(?:1[56]\d\d|[xX]0?6[2-4][0-9a-fA-F]);|\\u06[2-4]")
"""A letter, its entity in HTML, its escape in the scripts of a page."""
MUCH_MORE = 2
"""JSON-LD with so many times the text of the page is taken for the article."""


def page_article(
    data: bytes, source: str, url: str | None, options: ReadOptions, today: date, charset: str | None = None
) -> Raw:
    """Return the article of a page.

    Args:
        data: the bytes of the page.
        source: its name in the records.
        url: its address, where it is known; else the page itself is asked.
        options: limits, and the encoding if the user gave one.
        today: the day the page was fetched: later dates are wrong.
        charset: the encoding that the header of HTTP gave. It is a hint, headers lie.

    Raises:
        RejectedInputError: the page is no text, too large, or has no article.
    """
    if len(data) > options.max_bytes:
        raise RejectedInputError(
            Reason.TOO_LARGE, f"The page has more than {options.max_bytes} bytes. Save its text, or raise the limit."
        )
    markup = page_text(data, options.encoding, charset)
    if len(markup) >= LARGE and not options.all_languages and not has_arabic(markup):
        # Most pages of a web archive: to look for their article would take thirty times as long.
        raise RejectedInputError(
            Reason.NON_ARABIC, "The page has hardly a letter of Arabic. Ask for all languages to keep it."
        )
    root = parse(markup)
    page = read_metadata(root, markup, url, today)
    return Raw(source, "\n".join(_lines(root, page)), page.metadata)


def has_arabic(markup: str) -> bool:
    """Whether there are as many Arabic letters in a page as the shortest article has, as they are or as entities."""
    return next(islice(_ARABIC.finditer(markup), FEWEST - 1, None), None) is not None


def _lines(root: HtmlElement, page: Page) -> list[str]:
    """Return the lines of the article: of the page, or of its JSON-LD where the page itself has little of it."""
    told = [line for line in (" ".join(line.split()) for line in (page.body or "").splitlines()) if line]
    try:
        lines = article_lines(root, page.headline, page.metadata.author)
    except RejectedInputError:
        if not told:
            raise
        lines = []
    if sum(map(len, told)) > MUCH_MORE * sum(map(len, lines)):
        # A script fills such a page in the browser.
        return [page.metadata.title, *told] if page.metadata.title else told
    return lines
