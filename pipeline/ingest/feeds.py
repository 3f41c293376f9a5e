"""Feeds: RSS 0.9 to 2.0 and Atom, one article an entry."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from pipeline.ingest.encoding import decode
from pipeline.ingest.inputs import Input, read_whole
from pipeline.ingest.markup import is_markup, plain, without_markup
from pipeline.ingest.metadata import metadata_of, problems_of
from pipeline.ingest.records import SUMMARY_ONLY, Raw, Reason, Rejected, RejectedInputError
from pipeline.resources import read_toml

if TYPE_CHECKING:
    from feedparser import FeedParserDict

_FEED_GROWTH = 4
"""A feed is read whole: it may be as large as this many of the largest articles."""
_MAX_BROKEN = 1_000_000
"""A feed that is no XML is read by a forgiving parser, which is slow: it may have so many characters."""
_MAX_DEPTH = 100
_MAX_ELEMENTS = 500_000
_LONGEST_ID = 300
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]{0,1000}>", re.IGNORECASE)
_FEED = re.compile(
    r"\ufeff?\s*(?:<\?[^>]{0,1000}\?>\s*|<!--.{0,5000}?-->\s*|<!DOCTYPE\b[^\[>]{0,1000}>\s*){0,10}"
    r"<(?:\w+:)?(?:rss|feed|rdf)\b",
    re.IGNORECASE | re.DOTALL,
)


def looks_like_feed(head: str) -> bool:
    """Whether a text begins as a feed does."""
    return _FEED.match(head) is not None


def read_feed(item: Input) -> Iterator[Raw | Rejected]:
    """Read the entries of a feed: their full text, or their summary where they have no more."""
    limit = item.options.max_bytes * _FEED_GROWTH
    data = read_whole(item, limit, "The feed")
    text = _without_declaration(decode(data, item.options.encoding).text)
    if not text.strip():
        raise RejectedInputError(Reason.EMPTY, "There is no text in it. Check how it was saved.")
    parsed = _parse(text)
    if not parsed.entries:
        raise _no_feed(bool(parsed.version))
    names: set[str] = set()
    dated = _date_is_publication(parsed.version, text)
    for number, entry in enumerate(parsed.entries, start=1):
        source = f"{item.source}#{_name(entry, names) or number}"
        try:
            yield from _entry(entry, source, item, dated=dated)
        except RejectedInputError as error:
            yield error.at(source)


def _no_feed(known: bool) -> RejectedInputError:
    if known:
        return RejectedInputError(Reason.EMPTY, "The feed has no entries. Fetch it again.")
    return RejectedInputError(
        Reason.BAD_FEED, "This is XML, but neither RSS nor Atom. Write its articles as .jsonl with a `text` each."
    )


def _without_declaration(text: str) -> str:
    """Return XML without its declaration, which may name an encoding that the text no longer is in."""
    return _DECLARATION.sub("", text, count=1).lstrip()


def _parse(text: str) -> FeedParserDict:
    """Parse a feed. Entities that it declares are refused before: they are what bombs and stolen files are made of.

    Raises:
        RejectedInputError: `bad_feed` or `too_large`.
    """
    import feedparser

    text = _DOCTYPE.sub("", text, count=1)
    if "<!ENTITY" in text or "<!DOCTYPE" in text[:10_000]:
        raise RejectedInputError(
            Reason.BAD_FEED,
            "The feed declares entities of its own, as bombs do and feeds need not. Remove its DOCTYPE.",
        )
    data = text.encode("utf-8", "replace")
    if not _check(data) and len(text) > _MAX_BROKEN:
        raise RejectedInputError(
            Reason.BAD_FEED, f"The feed is broken XML, and has more than {_MAX_BROKEN} characters. Mend or split it."
        )
    # A stream: what feedparser takes for a name or an address, it would open.
    return feedparser.parse(
        io.BytesIO(data),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _check(data: bytes) -> bool:
    """Say whether this is well-formed XML, after a look at its size.

    Raises:
        RejectedInputError: `bad_feed`, for too many elements or too many in each other.
    """
    depth = count = 0

    def start(_name: str, _attributes: Any) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > _MAX_DEPTH or count > _MAX_ELEMENTS:
            raise RejectedInputError(
                Reason.BAD_FEED,
                f"The feed has more than {_MAX_DEPTH} elements in each other, or {_MAX_ELEMENTS} in all. Split it.",
            )

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return False
    return True


def _name(entry: FeedParserDict, names: set[str]) -> str | None:
    """Return the entry's id, if it names the entry alone: it is the same when the feed is fetched again."""
    name = " ".join(str(entry.get("id") or "").split())
    if not name or name in names or len(name) > _LONGEST_ID or not name.isprintable():
        return None
    names.add(name)
    return name


def _date_is_publication(version: str, text: str) -> bool:
    """Whether what the parser calls `updated` is the date of publication.

    RSS before 2.0 knows one date only, `dc:date`, which the parser files under `updated`. In Atom, and where a feed
    tells of changes, `updated` is the last change and says nothing about publication.
    """
    return version.startswith("rss") and "dcterms:modified" not in text and "atom:updated" not in text


def _entry(entry: FeedParserDict, source: str, item: Input, *, dated: bool) -> Iterator[Raw | Rejected]:
    # `dict.get`: the parser's own gives one date for the other.
    published = dict.get(entry, "published") or (dict.get(entry, "updated") if dated else None)
    said = metadata_of(
        {
            "url": _link(entry),
            "title": plain(entry.get("title") or ""),
            "author": _authors(entry),
            "published": published,
        },
        item.today,
    )
    yield from problems_of(said, source)
    text, full = _text(entry)
    if not text.strip():
        raise RejectedInputError(
            Reason.EMPTY, "The entry has neither text nor summary. Fetch the page that it leads to, and give that."
        )
    if is_markup(text):
        text = without_markup(_footer().sub("", text), source, said, item)
    yield Raw(source, _headed(text, said.title), said.over(item.defaults), notes=() if full else (SUMMARY_ONLY,))


def _text(entry: FeedParserDict) -> tuple[str, bool]:
    """Return the longest text of an entry, and whether it is the whole article rather than its summary."""
    contents = [str(part.get("value") or "") for part in entry.get("content") or ()]
    full = max(contents, key=len, default="")
    summary = str(entry.get("summary") or "")
    return (full, True) if full.strip() and len(full) >= len(summary) else (summary, False)


@lru_cache(maxsize=1)
def _footer() -> re.Pattern[str]:
    """Return what finds the last paragraph of an entry, where it only says where the entry comes from."""
    phrases = "|".join(map(re.escape, read_toml(Path(__file__).with_name("feeds.toml"))["footers"]))
    return re.compile(
        rf"<p\b[^>]{{0,200}}>\s*(?:{phrases})\s[^<]{{0,200}}<a\b(?:(?!<p\b).){{0,2000}}</p>\s*\Z", re.DOTALL
    )


def _headed(text: str, headline: str | None) -> str:
    """Return the text below its headline, as a page has it: of a summary it often is the half that tells the most."""
    return text if not headline or text.lstrip().startswith(headline) else f"{headline}\n{text}"


def _link(entry: FeedParserDict) -> str | None:
    """Return the address of the article. The parser also gives an id for it, which need not be one."""
    link = str(entry.get("link") or "")
    return None if link == entry.get("id") and not link.startswith(("http://", "https://")) else link or None


def _authors(entry: FeedParserDict) -> str | None:
    named = [str(author.get("name") or "") for author in entry.get("authors") or ()]
    return "، ".join(dict.fromkeys(filter(None, named))) or None
