"""The text of a page: what surrounds the article is cut away, trafilatura finds the article, lines come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.ingest.records import Reason, RejectedInputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def article_lines(root: HtmlElement) -> list[str]:
    """Return the lines of the article, an empty one between paragraphs."""
    from trafilatura.core import bare_extraction

    document = bare_extraction(root, include_comments=False, include_tables=True)
    if document is None or isinstance(document, dict) or not document.text:
        raise RejectedInputError(
            Reason.NO_TEXT, "No article was found in the page. Save the article's plain text as .txt."
        )
    return document.text.split("\n")
