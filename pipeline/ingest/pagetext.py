"""The text of a page: what surrounds the article is cut away, trafilatura cleans the rest, lines come out."""

from __future__ import annotations

import logging
from copy import deepcopy
from typing import TYPE_CHECKING

from pipeline.ingest.pagelines import is_about_line, is_boilerplate_line, lines_of
from pipeline.ingest.pageprune import BLOCKS, Sizes, boilerplate, prune, text_of, words_of
from pipeline.ingest.records import Reason, RejectedInputError

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

MIN_BODY = 80
"""Characters: an element with less is not taken for the article's body because of its name."""
NAMED_SHARE = 0.2
"""Nor is one with a smaller share of what is left of the page."""
BODY_SHARE = 0.6
"""Without such a name the body is the innermost element with so much of the text beside links."""
ENOUGH = 200
"""Characters: an article that comes out shorter may have been cut for its names, and is looked for once more."""
MUCH_LONGER = 3
MOST_ABOUT = 12
"""So many lines at the most stand between the headline and the first line of prose."""
MOST_ELEMENTS = 8_000
"""A region with more elements is read as it is: trafilatura needs time that grows with their square."""
_MARK = "data-naba"
_PROSE = 120
"""A longer line is prose: what comes after it is no line on the writer or the day."""


def article_lines(root: HtmlElement, headline: HtmlElement | None, author: str | None) -> list[str]:
    """Return the lines of the article, the headline first.

    Args:
        root: the page; it is taken apart.
        headline: the element of the headline, where it is known.
        author: the name of the writer: a line with nothing else is left out.

    Raises:
        RejectedInputError: `no_text`, the page has no article.
    """
    if headline is not None:
        headline.set(_MARK, "headline")
    spare = deepcopy(root)
    lines = _article(root, author, by_name=True)
    if sum(map(len, lines[1:])) < ENOUGH:
        again = _article(spare, author, by_name=False)
        if sum(map(len, again)) > MUCH_LONGER * sum(map(len, lines)):
            lines = again
    if not lines:
        raise RejectedInputError(
            Reason.NO_TEXT, "No article was found in the page. Save the article's plain text as .txt."
        )
    return lines


def _marked(root: HtmlElement, mark: str) -> HtmlElement | None:
    return next(iter(root.xpath(f'.//*[@{_MARK}="{mark}"]')), None)


def _article(root: HtmlElement, author: str | None, *, by_name: bool) -> list[str]:
    """Return headline and lines of the article, or no line."""
    headline = _marked(root, "headline")
    title = text_of(headline) if headline is not None else None
    sizes = prune(root, headline, by_name=by_name)
    body = _body(root, sizes)
    if body is None:
        return []
    found = _cleaned(_region(body, headline))
    lines = [line for line in lines_of(found) if line != title and not is_boilerplate_line(line)]
    lines = _without_about(lines, author)
    if not lines:
        return []
    return [title, *lines] if title else lines


def _without_about(lines: list[str], author: str | None) -> list[str]:
    """Leave out the lines on writer and day that stand before the first line of prose."""
    number = next((number for number, line in enumerate(lines[:MOST_ABOUT]) if len(line) > _PROSE), MOST_ABOUT)
    return [line for line in lines[:number] if not is_about_line(line, author)] + lines[number:]


def _body(root: HtmlElement, sizes: Sizes) -> HtmlElement | None:
    """Return the element with the article's body: by its name, else the innermost with most of the text."""
    total = sizes.plain(root)
    if not total:
        return None
    named = [
        (element, words_of(element))
        for element in sizes.elements
        if element.tag in BLOCKS and element.tag != "body" and sizes.plain(element) >= MIN_BODY / 2
    ]
    for name in (None, *boilerplate().body):
        found = [element for element, words in named if (name.search(words) if name else _is_article_body(element))]
        whole = _together(found) if found else None
        if whole is not None and sizes.plain(whole) >= max(MIN_BODY, total * NAMED_SHARE):
            return whole
    body = root
    while True:
        inner = [child for child in body if child in sizes and sizes.plain(child) >= sizes.plain(body) * BODY_SHARE]
        if not inner or inner[0].tag not in BLOCKS | {"span", "font"}:
            return body
        body = inner[0]


def _together(found: list[HtmlElement]) -> HtmlElement:
    """Return the first element of a name, or what holds all of them: a live page has one for each of its posts.

    A further headline of the first rank says that another article follows, not another post.
    """
    first = found[0]
    apart = [other for other in found[1:] if first not in set(other.iterancestors())]
    if not apart:
        return first
    around = set(apart[-1].iterancestors())
    top = next(above for above in first.iterancestors() if above in around)
    if top.tag in ("body", "html") or sum(1 for _ in top.iter("h1")) > 1:
        return first
    return top


def _is_article_body(element: HtmlElement) -> bool:
    return "articleBody" in (element.get("itemprop") or "").split()


def _region(body: HtmlElement, headline: HtmlElement | None) -> HtmlElement:
    """Return a page of its own with all that stands from the headline to the end of the article's body.

    Summaries often stand between the two. Names are left out: trafilatura would look for parts of words in them.
    """
    from lxml.html import Element

    top = body
    if headline is not None:
        around = set(headline.iterancestors())
        top = next((above for above in (body, *body.iterancestors()) if above in around), body)
    body.set(_MARK + "-body", "")
    copy = deepcopy(top)
    copy.tail = None
    end = copy if top is body else copy.xpath(f".//*[@{_MARK}-body]")[0]
    start = _marked(copy, "headline")
    if start is not None:
        _cut_before(start, copy)
    _cut_after(end, copy)
    for link in list(copy.iter("a")):
        # What the links led away from the article is cut; those that are left are words of it.
        link.drop_tag()
    _wrap_runs(copy)
    page, frame, article = Element("html"), Element("body"), Element("article")
    page.append(frame)
    frame.append(article)
    article.append(copy)
    for element in page.iter():
        if isinstance(element.tag, str):
            for name in ("class", "id", "style", "role", "aria-hidden"):
                element.attrib.pop(name, None)
            if element.tag in ("time", "body", "aside", "footer", "header", "main") and element is not frame:
                element.tag = "span" if element.tag == "time" else "div"
    return page


def _wrap_runs(top: HtmlElement) -> None:
    """Make a paragraph of every run of text and inline elements that stands between blocks.

    Trafilatura joins or loses text that stands beside a <div> in the same <div>.
    """
    for container in list(top.iter("div", "section", "article", "td", "center", "body", "main")):
        if not any(child.tag in BLOCKS for child in container):
            continue
        children = list(container)
        run = _paragraph(container.text)
        container.text = None
        for child in children:
            if child.tag not in BLOCKS:
                run.append(child)
                continue
            _append_run(container, run)
            run = _paragraph(child.tail)
            child.tail = None
            container.append(child)
        _append_run(container, run)


def _paragraph(text: str | None) -> HtmlElement:
    from lxml.html import Element

    paragraph = Element("p")
    paragraph.text = text
    return paragraph


def _append_run(container: HtmlElement, run: HtmlElement) -> None:
    if len(run) or (run.text and run.text.strip()):
        container.append(run)


def _cut_before(start: HtmlElement, top: HtmlElement) -> None:
    """Cut the headline, which is known, and what stands before it."""
    element: HtmlElement | None = start
    while element is not None and element is not top:
        for before in list(element.itersiblings(preceding=True)):
            before.getparent().remove(before)
        parent = element.getparent()
        if parent is not None:
            parent.text = None
        element = parent
    start.drop_tree()


def _cut_after(end: HtmlElement, top: HtmlElement) -> None:
    element: HtmlElement | None = end
    while element is not None and element is not top:
        element.tail = None
        for after in list(element.itersiblings()):
            after.getparent().remove(after)
        element = element.getparent()


def _cleaned(page: HtmlElement) -> _Element:
    """Return the article as trafilatura cleans it, or as it is where trafilatura finds none."""
    from trafilatura.core import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    article: _Element = deepcopy(page[0])
    if sum(1 for _ in article.iter()) > MOST_ELEMENTS:
        return article
    document = bare_extraction(page, fast=True, include_comments=False, include_tables=True)
    if document is None or isinstance(document, dict) or document.body is None:
        return article
    found: _Element = document.body
    return found
