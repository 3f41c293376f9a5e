"""What a page says of its article in JSON-LD: nested, in graphs, inside of HTML comments, broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BLOCK = 1_000_000
"""Characters: a longer block is left aside."""
MAX_NODES = 20_000

_ARTICLE = re.compile(r"Article$|Posting$|^Report$|^Review$")
_PAGE = re.compile(r"Page$")
_ASIDE = frozenset(
    {
        "liveBlogUpdate",
        "comment",
        "comments",
        "review",
        "reviews",
        "itemListElement",
        "hasPart",
        "image",
        "video",
        "associatedMedia",
        "breadcrumb",
        "isPartOf",
        "citation",
        "mentions",
        "about",
        "potentialAction",
        "logo",
        "sharedContent",
    }
)
"""Properties that lead to other things than the article of the page."""
_WRAPPING = re.compile(
    r"^\s*(?:(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?|-->)+|(?:(?://|/\*)?\s*(?:-->|\]\]>)\s*(?:\*/)?|;)+\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_FIELD = r'"%s"\s*:\s*"((?:[^"\\]|\\.){1,500})"'


@dataclass(frozen=True, slots=True)
class Described:
    """What JSON-LD says of the article; dates as they are written there."""

    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    site: str | None = None
    url: str | None = None
    body: str | None = None


def described(root: HtmlElement) -> Described:
    """Return what the JSON-LD blocks of a page say of its article, of the page where there is none."""
    nodes: list[dict[str, Any]] = []
    broken = ""
    for script in root.iter("script"):
        kind = (script.get("type") or "").lower()
        text = script.text or ""
        if "ld+json" not in kind or not text.strip() or len(text) > MAX_BLOCK:
            continue
        value = _loads(text)
        if value is None:
            broken = broken or text
        nodes.extend(_nodes(value))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    sites = [node for node in nodes if "WebSite" in _types(node)]
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _types(node))]
    pages = [node for node in nodes if any(_PAGE.search(kind) for kind in _types(node))]
    fields = [_fields(node, by_id) for node in [*articles[:1], *pages[:1]]]
    if broken:
        fields.append(_from_broken(broken))
    name = _text(sites[0].get("name")) if sites else None
    return Described(
        headline=_first(f.headline for f in fields[: len(articles[:1])] or fields[-1:]),
        published=_first(f.published for f in fields),
        modified=_first(f.modified for f in fields),
        author=_first(f.author for f in fields),
        site=_first(f.site for f in fields) or name,
        url=_first(f.url for f in fields),
        body=_first(f.body for f in fields),
    )


def _first(values: Iterator[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _loads(text: str) -> Any:
    """Return the value of a block, mended where the mistake is a usual one, or None."""
    text = _WRAPPING.sub("", text)
    for candidate in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(candidate, strict=False, parse_int=str)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a value in their order, without what belongs to other articles."""
    waiting = [value]
    seen = 0
    while waiting and seen < MAX_NODES:
        item = waiting.pop()
        seen += 1
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            inner = [part for key, part in item.items() if key not in _ASIDE and isinstance(part, (dict, list))]
            waiting.extend(reversed(inner))


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return [one.rsplit("/", 1)[-1] for one in kinds if isinstance(one, str)]


def _fields(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Described:
    page = node.get("mainEntityOfPage")
    address = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return Described(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        published=_text(node.get("datePublished")),
        modified=_text(node.get("dateModified")),
        author=_names(node.get("author"), by_id) or _names(node.get("creator"), by_id),
        site=_names(node.get("publisher"), by_id) or _names(node.get("sourceOrganization"), by_id),
        url=_text(node.get("url")) or _text(address),
        body=_text(node.get("articleBody"), lines=True),
    )


def _text(value: Any, *, lines: bool = False) -> str | None:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), None)
    if not isinstance(value, str):
        return None
    value = value.strip() if lines else " ".join(value.split())
    return value or None


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    """Return the names of people or organizations, whatever form they are given in."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and "name" not in one:
            one = by_id.get(str(one.get("@id")), one)
        name = _text(one.get("name")) if isinstance(one, dict) else _text(one)
        if name and not name.startswith(("http:", "https:", "//")) and name not in found:
            found.append(name)
    return "، ".join(found[:10]) or None


def _from_broken(text: str) -> Described:
    """Read the plain fields of a block that is no JSON, where it is about an article."""
    if not re.search(r'"@type"\s*:\s*\[?\s*"\w*(?:Article|Posting)"', text):
        return Described()

    def field(name: str) -> str | None:
        match = re.search(_FIELD % name, text)
        if match is None:
            return None
        try:
            return _text(json.loads(f'"{match[1]}"', strict=False))
        except ValueError:
            return None

    return Described(headline=field("headline"), published=field("datePublished"), modified=field("dateModified"))
