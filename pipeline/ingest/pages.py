"""Pages of HTML: from their bytes to a raw article, its text and what the page says of it."""

from __future__ import annotations

from datetime import date

from pipeline.ingest.pagemeta import read_metadata
from pipeline.ingest.pagetext import article_lines
from pipeline.ingest.pagetree import page_text, parse
from pipeline.ingest.records import Raw, ReadOptions, Reason, RejectedInputError


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
    root = parse(markup)
    page = read_metadata(root, markup, url, today)
    try:
        lines = article_lines(root, page.headline)
    except RejectedInputError:
        # A page that a script fills in the browser often has the article in its JSON-LD.
        if not page.body:
            raise
        lines = page.body.splitlines()
        lines = [page.metadata.title, *lines] if page.metadata.title else lines
    return Raw(source, "\n".join(line for line in lines if line.strip()), page.metadata)
