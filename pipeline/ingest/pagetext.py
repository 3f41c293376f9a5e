"""The text of a page: what surrounds the article is cut away, trafilatura finds the article, lines come out."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from typing import TYPE_CHECKING

from pipeline.ingest.pageprune import BLOCKS, Sizes, boilerplate, is_boilerplate_line, prune, text_of, words_of
from pipeline.ingest.records import Reason, RejectedInputError

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

CELL = " | "
"""Stands between the cells of a row: a row is one line."""
MIN_BODY = 80
"""Characters: an element with less is not taken for the article's body because of its name."""
BODY_SHARE = 0.6
"""The body is the innermost element with so much of the page's prose."""
LONG_ENOUGH = 40
"""Characters beside links from which a block counts as prose."""

_SPACE = re.compile(r"[^\S\n]+")
_LINE_TAGS = frozenset(("p", "head", "item", "list", "quote", "table", "row", "code", "lb", "div")) | BLOCKS | {"br", "hr"}


def article_lines(root: HtmlElement, headline: HtmlElement | None) -> list[str]:
    """Return the lines of the article, the headline first.

    Args:
        root: the page; it is taken apart.
        headline: the element of the headline, where it is known.

    Raises:
        RejectedInputError: `no_text`, the page has no article.
    """
    title = text_of(headline) if headline is not None else None
    sizes = prune(root, headline)
    region = _region(root, headline, sizes)
    body = _extract(region)
    lines = _lines(body) if body is not None else []
    lines = [line for line in lines if not is_boilerplate_line(line) and line != title]
    if not lines:
        raise RejectedInputError(
            Reason.NO_TEXT, "No article was found in the page. Save the article's plain text as .txt."
        )
    return [title, *lines] if title else lines


def _extract(region: HtmlElement) -> _Element | None:
    from trafilatura.core import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = bare_extraction(region, include_comments=False, include_tables=True)
    if document is None or isinstance(document, dict):
        return None
    return document.body


def _region(root: HtmlElement, headline: HtmlElement | None, sizes: Sizes) -> HtmlElement:
    """Return a page of its own with what stands from the headline to the end of the article's body."""
    from lxml.html import Element

    body = _body(root, sizes)
    page, article = Element("html"), Element("article")
    frame = Element("body")
    page.append(frame)
    frame.append(article)
    if body is None:
        return root
    pieces = [body]
    if headline is not None and headline is not body:
        above = set(headline.iterancestors()) | {headline}
        pieces = []
        branch = body
        # Climb from the body to what it has in common with the headline; take what lies between the two.
        while branch is not None and branch not in above:
            before = [each for each in branch.itersiblings(preceding=True)]
            pieces.insert(0, branch) if not pieces else None
            parent = branch.getparent()
            if parent is None:
                break
            between: list[HtmlElement] = []
            for sibling in before:
                if sibling in above:
                    break
                between.insert(0, sibling)
            pieces = [*between, *pieces] if pieces else between
            branch = parent
        if not pieces:
            pieces = [body]
    for piece in pieces:
        article.append(deepcopy(piece))
    for element in page.iter():
        if isinstance(element.tag, str):
            for name in ("class", "id", "style", "role"):
                element.attrib.pop(name, None)
    return page


def _body(root: HtmlElement, sizes: Sizes) -> HtmlElement | None:
    """Return the element with the article's body."""
    known = boilerplate()
    total = sizes.plain(root)
    if not total:
        return None
    for name in known.body:
        for element in sizes.elements:
            if sizes.plain(element) >= max(MIN_BODY, total * 0.4) and element.tag not in ("html", "body") and name.search(words_of(element)):
                return element
    body = root
    while True:
        inner = next((c for c in body if c in sizes._text and sizes.plain(c) >= sizes.plain(body) * BODY_SHARE), None)
        if inner is None or inner.tag not in BLOCKS:
            return body
        body = inner


def _lines(body: _Element) -> list[str]:
    """Return the lines of what trafilatura found."""
    parts: list[str] = []
    _render(body, parts)
    text = _SPACE.sub(" ", "".join(parts))
    return [line for line in (line.strip(" |") for line in text.split("\n")) if line]


def _render(element: _Element, parts: list[str]) -> None:
    tag = element.tag
    breaks = tag in _LINE_TAGS
    if breaks:
        parts.append("\n")
    if element.text:
        parts.append(_inline(element.text))
    for child in element:
        if isinstance(child.tag, str):
            if tag in ("row", "tr") and child.getprevious() is not None:
                parts.append(CELL)
            if tag in ("row", "tr"):
                parts.append(" ".join("".join(child.itertext()).split()))
            else:
                _render(child, parts)
        if child.tail:
            parts.append(_inline(child.tail))
    if breaks:
        parts.append("\n")


def _inline(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")
