"""What a page says of its article: title, author, site, address, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.ingest.jsonld import Described, described
from pipeline.ingest.metadata import metadata_of
from pipeline.ingest.pagedates import page_day, published_day
from pipeline.ingest.pageprune import is_wrapper, text_of, words_of
from pipeline.ingest.published import plausible
from pipeline.ingest.records import Metadata
from pipeline.resources import read_toml
from pipeline.text import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_TITLE = 300
LONGEST_AUTHOR = 80
"""Characters: what is longer beside a headline is no name."""
_LONGEST_SITE = 60
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s<>]{1,2000})")
_SEPARATORS = "|-–—•·:»«>/\\‹›⁃ـ~"
_WORDS = re.compile(r"\w+")
_HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass(frozen=True, slots=True)
class Page:
    """A page read for its metadata."""

    metadata: Metadata
    headline: HtmlElement | None
    body: str | None
    """The article's text as JSON-LD has it."""


@lru_cache(maxsize=1)
def _names() -> dict[str, Any]:
    return read_toml(Path(__file__).parent / "data" / "pagemeta.toml")


def read_metadata(root: HtmlElement, markup: str, url: str | None, today: date) -> Page:
    """Return the metadata of a page and the element of its headline.

    Args:
        root: the page, whole.
        markup: its text, for what browsers note in a comment when they save a page.
        url: its address, where it is known.
        today: the day it was fetched.
    """
    names = _names()
    metas = _metas(root)
    told = described(root)
    titles = [told.headline, *_values(metas, names["title"]), _title(root)]
    headline = _headline(root, [title for title in titles if title])
    url = url or _address(root, metas, told, markup)
    declared = [value for value in (told.published, *_values(metas, names["published"])) if value]
    published, origin = published_day(declared, root, headline, url, today, names["months"])
    modified = next(iter(_days([told.modified, *_values(metas, names["modified"])], today)), None)
    record = {
        "url": url,
        "title": text_of(headline) if headline is not None else _without_site(titles),
        "site": _first(_values(metas, names["site"])) or told.site or _site_of_title(root, headline),
        "author": _author(root, metas, told),
        "published": published,
        "published_from": origin,
    }
    metadata = metadata_of(_fitting(record), today)
    return Page(_with_modified(metadata, modified), headline, told.body)


def _first(values: Iterator[str]) -> str | None:
    return next(values, None)


def _metas(root: HtmlElement) -> dict[str, str]:
    """Return the <meta> elements and properties of a page by lower-case name, the first of each name."""
    found: dict[str, str] = {}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        names = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if element.tag != "meta" and not (element.get("property") or element.get("itemprop")):
            continue
        value = element.get("content") or element.get("datetime") or element.get("title")
        if value and value.strip():
            for name in names.lower().split() if element.tag != "meta" else [names.lower().strip()]:
                found.setdefault(name, " ".join(value.split()))
    return found


def _values(metas: dict[str, str], names: list[str]) -> Iterator[str]:
    return (metas[name] for name in names if name in metas)


def _days(values: list[str | None], today: date) -> Iterator[str]:
    for value in values:
        day = page_day(value, _names()["months"]) if value else None
        if day and plausible(day, today):
            yield day


def _title(root: HtmlElement) -> str | None:
    element = next(root.iter("title"), None)
    return (text_of(element) or None) if element is not None else None


def _plain(text: str) -> str:
    """Return the words of a text, folded, for comparison."""
    return " ".join(_WORDS.findall(fold(text).lower()))


def _headline(root: HtmlElement, titles: list[str]) -> HtmlElement | None:
    """Return the element of the headline: the longest that a title of the page has, a heading before others.

    A heading of the first rank stands for it where no element does: titles for search engines are often others.
    """
    wanted = [f" {_plain(title)} " for title in titles]
    least = max(map(len, wanted), default=0) * 0.4
    best: tuple[bool, int] = (False, 0)
    found: HtmlElement | None = None
    first: HtmlElement | None = None
    body = root.find("body")
    for element in (body if body is not None else root).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "a", "noscript", "title"):
            continue
        heading = element.tag in _HEADINGS
        text = text_of(element) if heading or (len(element) < 8 and not is_wrapper(element)) else ""
        if not text or len(text) > LONGEST_TITLE:
            continue
        plain = _plain(text)
        if heading and element.tag == "h1" and first is None and plain.count(" ") >= 2:
            first = element
        if len(plain) >= least and len(plain) > 5 and any(f" {plain} " in title for title in wanted):
            rank = (heading, len(plain))
            if rank > best:
                best, found = rank, element
    return found if found is not None else first


def _without_site(titles: list[str | None]) -> str | None:
    """Return the first title, without the name of the site behind its last separator."""
    title = next((title for title in titles if title), None)
    if title is None:
        return None
    parts = re.split(rf"\s+[{re.escape(_SEPARATORS)}]+\s+", title)
    if len(parts) > 1 and len(_WORDS.findall(parts[-1])) <= 4 and len(parts[-1]) < len(title) / 2:
        return title[: title.rindex(parts[-1])].rstrip(_SEPARATORS + " ")
    return title


def _site_of_title(root: HtmlElement, headline: HtmlElement | None) -> str | None:
    """Return what the <title> has beside the headline: the name of the site."""
    title = _title(root)
    if title is None or headline is None:
        return None
    text = text_of(headline)
    before, found, after = title.partition(text)
    rest = (before + after).strip(_SEPARATORS + " ") if found and not (before.strip() and after.strip()) else ""
    return rest if 1 <= len(_WORDS.findall(rest)) <= 6 and len(rest) <= _LONGEST_SITE else None


def _address(root: HtmlElement, metas: dict[str, str], told: Described, markup: str) -> str | None:
    links = [((link.get("rel") or "").lower().split(), link.get("href")) for link in root.iter("link")]
    canonical, short = ([href for kinds, href in links if kind in kinds] for kind in ("canonical", "shortlink"))
    saved = _SAVED_FROM.search(markup[:5000])
    candidates = [*canonical, *_values(metas, _names()["url"]), told.url, saved[1] if saved else None, *short]
    return next((one.strip() for one in candidates if one and one.strip().startswith(("http://", "https://"))), None)


def _author(root: HtmlElement, metas: dict[str, str], told: Described) -> str | None:
    """Return the name of the writer: of JSON-LD, of <meta>, of an element that is marked as the author's."""
    for value in (told.author, *_values(metas, _names()["author"]), *_marked_authors(root)):
        name = _writer(value) if value else None
        if name:
            return name
    return None


def _marked_authors(root: HtmlElement) -> Iterator[str]:
    marked = [
        element
        for element in root.iter()
        if isinstance(element.tag, str)
        and ("author" in (element.get("rel") or "").split() or "author" in (element.get("itemprop") or "").split())
    ]
    named: dict[str, list[HtmlElement]] = {}
    for element in root.iter("a", "span", "div", "p", "h4", "h5", "h6", "li", "td", "strong", "address"):
        words = words_of(element).split("  ")
        for name in _names()["author_names"]:
            if name in words:
                named.setdefault(name, []).append(element)
    for element in (*marked, *(one for name in _names()["author_names"] for one in named.get(name, ()))):
        text = text_of(element)
        if text and len(text) <= LONGEST_AUTHOR:
            yield text


def _writer(text: str) -> str | None:
    """Return the name in a line on the writer, without what stands before it; None where there is none."""
    if text.startswith(("http:", "https:", "//")) or len(text) > LONGEST_AUTHOR * 3:
        return None
    text = re.split(r"\s[|–—•-]\s", text)[0].strip(" :/-|،")
    for prefix in sorted(_names()["before_author"], key=len, reverse=True):
        rest = re.match(rf"{re.escape(prefix)}(?!\w)[\s:/،-]*", text, re.IGNORECASE)
        if rest:
            text = text[rest.end() :]
            break
    if not re.search(r"[^\W\d_]{2}", text) or text.lower() in _names()["no_author"] or "@" in text:
        return None
    return text.strip(" :/-|،") or None


def _fitting(record: dict[str, str | None]) -> dict[str, str]:
    """Leave out what is no metadata: nobody can mend a page that he did not write."""
    limits = {"title": LONGEST_TITLE, "site": _LONGEST_SITE * 2}
    return {name: value for name, value in record.items() if value and len(value) <= limits.get(name, 1000)}


def _with_modified(metadata: Metadata, modified: str | None) -> Metadata:
    return replace(metadata, modified=modified, problems=())
