"""Mark-up inside of a field: recognised, and read as a page is."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from pipeline.ingest.inputs import Input
from pipeline.ingest.pagetree import looks_like_page
from pipeline.ingest.records import Metadata, Reason, RejectedInputError

_BLOCKS = "p|div|h[1-6]|ul|ol|li|table|tr|td|blockquote|article|section|figure|span|strong|em|a"
_CLOSED = re.compile(rf"</(?:{_BLOCKS})\s*>", re.IGNORECASE)
_BROKEN = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_WHOLE = re.compile(r"\ufeff?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HEADLINE = "رأس المقال"
_TAG = re.compile(r"<[^<>]{0,2000}>")


def is_markup(text: str) -> bool:
    """Whether a text is obviously HTML: a page, or one with the end of an element or several line breaks in it."""
    if "<" not in text:
        return False
    return looks_like_page(text) or _CLOSED.search(text) is not None or len(_BROKEN.findall(text[:10_000])) > 1


def plain(line: str) -> str:
    """Return a short text without tags and character references: a title, a name."""
    return " ".join(html.unescape(_TAG.sub(" ", line)).split())


def without_markup(fragment: str, source: str, metadata: Metadata, item: Input) -> str:
    """Return the text of a fragment of HTML, or of a whole page, as the reader of pages gives it.

    Raises:
        RejectedInputError: there is no text in it, or too much.
    """
    try:
        if _WHOLE.match(fragment):
            return _page_text(fragment, source, metadata, item)
        text = _page_text(_page_around(fragment, f"<h1>{_HEADLINE}</h1>"), source, metadata, item)
        if text != _HEADLINE:
            return text.removeprefix(f"{_HEADLINE}\n")
        # Of a word or two below a headline nothing is left; alone on the page it is the article.
        return _page_text(_page_around(fragment), source, metadata, item)
    except UnicodeEncodeError as error:
        raise RejectedInputError(
            Reason.UNDECODABLE, f"Character {error.start} is half of a surrogate pair. Mend the text there."
        ) from error


def _page_text(page: str, source: str, metadata: Metadata, item: Input) -> str:
    from pipeline.ingest.pages import page_article

    options = replace(item.options, encoding="utf-8")
    return page_article(page.encode("utf-8"), source, metadata.url, options, item.today, "utf-8").text


def _page_around(fragment: str, headline: str = "") -> str:
    """Return a page of a fragment. With a headline all that stands below it is kept."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article>'
        f"{headline}{fragment}</article></body></html>"
    )
