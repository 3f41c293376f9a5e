"""Cut from a page what stands around the article: by elements, by names of classes, by Arabic phrases, by links.

The names and phrases are in data/boilerplate.toml. Trafilatura knows much of this for English; the phrases and names of
Arab sites it does not, and its own patterns look for parts of words (`bar` is in `akhbar`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.resources import read_toml
from pipeline.text import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_OF_PAGE = 0.5
"""An element with more of the page's text beside links is never cut for its name: it holds the article."""
MANY_LINKS = 3
LINK_SHARE = 0.7
"""A block with so many links, and with more of its letters in links, leads elsewhere: a menu, a ticker, a list."""
BOX_SHARE = 0.35
"""A box that begins with a label alone is cut whole, unless it has so much of the page's text."""
MOST_ANNOUNCED = 40
"""So many elements beside a label are looked at."""
FEW_WORDS = 25
"""Characters beside links and label that a block of links may have: the sign before a link, a date."""

# fmt: off
BLOCKS = frozenset((
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "td", "th", "tr", "table", "tbody", "section", "article", "aside",
    "header", "footer", "main", "center", "figure", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "body", "pre",
    "form", "address", "details", "summary",
))
# fmt: on
_KEPT = frozenset(("html", "body", "main", "h1"))
LONGEST_ABOUT = 200
"""A line on the writer and the day is shorter."""
LONGEST_LABEL = 40
LONGEST_CAPTION = 120
"""Characters, white space left out, in an element with a picture or a player: a caption has no more."""
_NAMING = ("class", "id", "aria-labelledby", "data-testid", "data-component", "data-qa", "data-widget")
_PICTURES = ("img", "amp-img", "video", "audio", "iframe")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9\s]+")
_NO_LETTER = r"[\W_]*"


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The data file, compiled."""

    tags: tuple[str, ...]
    outside: tuple[str, ...]
    names: re.Pattern[str]
    about: re.Pattern[str]
    hidden: frozenset[str]
    body: tuple[re.Pattern[str], ...]
    labels: re.Pattern[str]
    lines: frozenset[str]
    about_line: re.Pattern[str]
    ago: re.Pattern[str]
    site: re.Pattern[str]


@lru_cache(maxsize=1)
def boilerplate() -> Boilerplate:
    """Return the words and patterns of data/boilerplate.toml."""
    data = read_toml(Path(__file__).parent / "data" / "boilerplate.toml")

    def names(key: str) -> re.Pattern[str]:
        return re.compile(r"(?<!\S)(?:" + "|".join(re.escape(name) for name in data[key]) + r")(?!\S)")

    def beginning(key: str) -> re.Pattern[str]:
        folded = sorted({fold(phrase).lower() for phrase in data[key]}, key=lambda phrase: (-len(phrase), phrase))
        return re.compile(_NO_LETTER + "(?:" + "|".join(re.escape(phrase) for phrase in folded) + r")(?!\w)")

    def any_of(key: str) -> str:
        return "|".join(re.escape(_plain(word)) for word in data[key])

    return Boilerplate(
        tags=tuple(data["tags"]),
        outside=tuple(data["outside"]),
        names=names("names"),
        about=names("about"),
        hidden=frozenset(data["hidden"]),
        body=tuple(re.compile(rf"(?<!\S){re.escape(name)}(?!\S)") for name in data["body"]),
        labels=beginning("labels"),
        lines=frozenset(_plain(phrase) for phrase in data["lines"]),
        about_line=beginning("about_lines"),
        ago=re.compile(rf"(?:{any_of('ago')}) \d+ (?:{any_of('units')})"),
        site=re.compile(r"\W*(?:" + "|".join(re.escape(fold(phrase).lower()) for phrase in data["site"]) + ")"),
    )


def _plain(phrase: str) -> str:
    return re.sub(r"^[\W_]+|[\W_]+$", "", fold(phrase).lower())


def words_of(element: HtmlElement) -> str:
    """Return the words of an element's class names, id and other names, each name apart by two spaces."""
    names = " ".join(element.get(name) or "" for name in _NAMING).split()
    return "  ".join(" ".join(_SIGNS.sub(" ", _CAPITAL.sub(" ", name).lower()).split()) for name in names[:30])


def text_of(element: HtmlElement) -> str:
    """Return the text in an element, white space made single."""
    return " ".join(str(element.xpath("string()")).split())


def is_wrapper(element: HtmlElement) -> bool:
    """Whether an element holds one other element and no text of its own: whatever is asked of it, ask the other."""
    if len(element) != 1 or (element.text and element.text.strip()):
        return False
    tail = element[0].tail
    return not (tail and tail.strip())


class Sizes:
    """Characters of text, and of text in links, in every element; kept right while elements are cut."""

    def __init__(self, root: HtmlElement) -> None:
        """Measure the tree once, from the leaves up."""
        self.elements = [element for element in root.iter() if isinstance(element.tag, str)]
        self._text: dict[HtmlElement, int] = {}
        self._links: dict[HtmlElement, int] = {}
        self._linked: dict[HtmlElement, int] = {}
        for element in reversed(self.elements):
            text, links, linked = _length(element.text), 0, 0
            for child in element:
                if child in self._text:
                    text += self._text[child]
                    links += self._links[child]
                    linked += self._linked[child]
                text += _length(child.tail)
            if element.tag == "a":
                links, linked = 1 if text else 0, text
            self._text[element], self._links[element], self._linked[element] = text, links, linked

    def text(self, element: HtmlElement) -> int:
        """Return how many characters of text are in an element, white space left out."""
        return self._text[element]

    def links(self, element: HtmlElement) -> int:
        """Return how many links with text are in an element."""
        return self._links[element]

    def plain(self, element: HtmlElement) -> int:
        """Return how many characters beside links are in an element."""
        return self._text[element] - self._linked[element]

    def cut(self, element: HtmlElement) -> None:
        """Take an element out of the tree, its tail left in place."""
        parent = element.getparent()
        if parent is None:
            return
        counts = self._text[element], self._links[element], self._linked[element]
        for above in element.iterancestors():
            self._text[above] -= counts[0]
            self._links[above] -= counts[1]
            self._linked[above] -= counts[2]
        element.drop_tree()
        self._text[element] = self._links[element] = self._linked[element] = 0

    def __contains__(self, element: object) -> bool:
        return element in self._text


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def prune(root: HtmlElement, headline: HtmlElement | None, *, by_name: bool) -> Sizes:
    """Cut from `root` what stands around the article.

    Args:
        root: the page.
        headline: the element of the headline; it and what it is in are kept.
        by_name: whether elements are cut for their names. Without, phrases and links alone decide.

    Returns:
        the sizes of what is left.
    """
    known = boilerplate()
    sizes = Sizes(root)
    kept = {headline, *headline.iterancestors()} if headline is not None else set()
    _cut_captions(sizes, kept)
    _cut_elements(root, sizes, known, kept)
    if by_name:
        _cut_names(root, sizes, known, kept)
    _cut_labels(root, sizes, known, kept)
    _cut_links(root, sizes, kept)
    return sizes


def _cut_elements(root: HtmlElement, sizes: Sizes, known: Boilerplate, kept: set[HtmlElement]) -> None:
    for element in sizes.elements:
        unwanted = element.tag in known.tags and element not in kept
        if unwanted or (element.tag == "a" and text_of(element).startswith("pic.twitter.com/")):
            sizes.cut(element)
    for element in sizes.elements:
        if element.tag == "figure":
            element.tag = "div"
        elif element.tag == "form":
            # A portal of ASP.NET is one form; a form with little of the page asks the reader for something.
            if element in kept or sizes.text(element) > sizes.text(root) * MOST_OF_PAGE:
                element.tag = "div"
            else:
                sizes.cut(element)
        elif element.tag not in known.outside or element in kept:
            continue
        elif sizes.plain(element) < sizes.plain(root) * MOST_OF_PAGE:
            sizes.cut(element)


def _cut_captions(sizes: Sizes, kept: set[HtmlElement]) -> None:
    """Cut the elements that hold a picture or a player and no more than its caption."""
    for element in sizes.elements:
        if element.tag not in ("div", "span", "a", "td", "center", "section") or element in kept:
            continue
        if sizes.text(element) <= LONGEST_CAPTION and next(element.iter(*_PICTURES), None) is not None:
            sizes.cut(element)


def _cut_names(root: HtmlElement, sizes: Sizes, known: Boilerplate, kept: set[HtmlElement]) -> None:
    for element in sizes.elements:
        if element in kept or element.tag in _KEPT:
            continue
        if _is_hidden(element, known):
            sizes.cut(element)
            continue
        words = words_of(element)
        if not words:
            continue
        about = sizes.text(element) < LONGEST_ABOUT and known.about.search(words)
        if not (about or known.names.search(words)) or _is_content(element, words, known):
            continue
        if sizes.plain(element) <= sizes.plain(root) * MOST_OF_PAGE:
            sizes.cut(element)


def _is_hidden(element: HtmlElement, known: Boilerplate) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        "display:none" in style
        or "visibility:hidden" in style
        or "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or not known.hidden.isdisjoint(words_of(element).split("  "))
    )


def _is_content(element: HtmlElement, words: str, known: Boilerplate) -> bool:
    return "articleBody" in (element.get("itemprop") or "") or any(name.search(words) for name in known.body)


def _cut_labels(root: HtmlElement, sizes: Sizes, known: Boilerplate, kept: set[HtmlElement]) -> None:
    for element in sizes.elements:
        if element in kept or element.tag not in BLOCKS | {"span", "strong", "b", "font", "a", "em", "label"}:
            continue
        if not sizes.text(element) or sizes.plain(element) > LONGEST_LABEL + FEW_WORDS or is_wrapper(element):
            continue
        text = text_of(element)
        label = known.labels.match(fold(text[:80]).lower())
        if label is None or sizes.plain(element) > len(label[0]) + FEW_WORDS:
            continue
        alone = sizes.links(element) == 0 or sizes.text(element) <= len(label[0]) + 3
        _cut_box(element, sizes, kept, sizes.plain(root), alone=alone)


def _cut_box(label: HtmlElement, sizes: Sizes, kept: set[HtmlElement], page: int, *, alone: bool) -> None:
    """Cut a label with the links that it announces: those in it, those after it, and the box around them."""
    box = label
    while True:
        above = box.getparent()
        if above is None or above in kept or above.tag in _KEPT:
            break
        beside = sizes.plain(above) - sizes.plain(box)
        if beside > FEW_WORDS and not (beside < 300 and _mostly_links(above, sizes)):
            break
        box = above
    above = box.getparent()
    if alone and above is not None and above not in kept and above.tag not in _KEPT and _is_first(box, above, sizes):
        words = words_of(above)
        if not _is_content(above, words, boilerplate()) and sizes.plain(above) < page * BOX_SHARE:
            sizes.cut(above)
            return
    if alone and sizes.links(box) == 0 and box.tag in BLOCKS:
        for after in list(islice(box.itersiblings(), MOST_ANNOUNCED)):
            if after in kept or after not in sizes:
                break
            if sizes.text(after) and not _mostly_links(after, sizes):
                break
            sizes.cut(after)
    sizes.cut(box)


def _is_first(box: HtmlElement, above: HtmlElement, sizes: Sizes) -> bool:
    """Whether nothing stands before a label in the element that it is in."""
    if above.text and above.text.strip():
        return False
    before = islice(box.itersiblings(preceding=True), MOST_ANNOUNCED)
    return not any(sizes.text(each) for each in before if each in sizes)


def _mostly_links(element: HtmlElement, sizes: Sizes) -> bool:
    return sizes.links(element) > 0 and sizes.plain(element) < sizes.text(element) * (1 - LINK_SHARE)


def _cut_links(root: HtmlElement, sizes: Sizes, kept: set[HtmlElement]) -> None:
    for element in sizes.elements:
        if element.tag not in BLOCKS or element.tag in _KEPT or element in kept:
            continue
        if sizes.links(element) >= MANY_LINKS and _mostly_links(element, sizes) and not _is_announced(element):
            sizes.cut(element)


def _is_announced(element: HtmlElement) -> bool:
    """Whether a list is part of the article: the paragraph before it ends in a colon. `These services failed:`."""
    before = element.getprevious()
    return element.tag in ("ul", "ol", "table") and before is not None and text_of(before).endswith(":")
