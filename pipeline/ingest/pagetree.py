"""Bytes of a page to a tree: decoded whatever its header says, parsed with bounds on size and depth."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from pipeline.ingest.encoding import decode
from pipeline.ingest.records import Reason, RejectedInputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_TAGS = 40_000
"""A page with more signs `<` is rejected before it is parsed. The longest live pages have about 20,000."""
MAX_DEPTH = 400
"""Elements inside of each other. Portals that never close a <font> reach some hundred, other pages about 40."""
_HEAD = 4096
"""So much of a page is looked at for what its mark-up says of its encoding: four times what browsers look at."""

_PAGE = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}"
    r"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|article|section|main|div|span|p|h[1-6]|table|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def looks_like_page(head: str) -> bool:
    """Whether a text begins as a page of HTML does, or as a piece of one."""
    return _PAGE.match(head) is not None


def page_text(data: bytes, encoding: str | None, charset: str | None) -> str:
    """Return the mark-up of a page as text.

    Headers and mark-up often lie about the encoding of Arabic pages. The bytes are asked first, and what was declared
    only where they fit none of the Arabic encodings: a page in another language, or one with broken letters.

    Args:
        data: the page.
        encoding: what the user gave; it is not doubted.
        charset: what the header of HTTP said.

    Raises:
        RejectedInputError: `binary` or `undecodable`.
    """
    try:
        return decode(data, encoding).text
    except RejectedInputError as error:
        if encoding is not None or error.reason is not Reason.UNDECODABLE:
            raise
        declared = _META_CHARSET.search(data[:_HEAD])
        for name in (charset, declared[1].decode("ascii") if declared else None, "utf-8"):
            text = _as_declared(data, name)
            if text is not None:
                return text
        raise


def _as_declared(data: bytes, name: str | None) -> str | None:
    """Decode a page as declared. Of UTF-8 one letter in a hundred may be broken: systems cut summaries by bytes."""
    try:
        codec = codecs.lookup(name or "").name
        text = data.decode(codec, "replace" if codec == "utf-8" else "strict")
    except (LookupError, UnicodeError, ValueError):
        return None
    if not isinstance(text, str):
        return None
    beyond = sum(character > "\x7f" for character in text)
    return text if text.count("\ufffd") * 100 <= beyond else None


def parse(text: str) -> HtmlElement:
    """Return the tree of a page, without comments.

    Raises:
        RejectedInputError: `empty`, `no_text` or `too_large`.
    """
    if not text.strip():
        raise RejectedInputError(Reason.EMPTY, "There is no text in it. Check how it was saved.")
    if text.count("<") > MAX_TAGS:
        raise RejectedInputError(
            Reason.TOO_LARGE, f"The page has more than {MAX_TAGS} tags. Save the article's plain text as .txt."
        )
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    # The text is encoded anew: a declaration in the mark-up would otherwise be followed, true or not.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    data = _UNREADABLE.sub("", text).encode("utf-8", "replace")
    try:
        root = document_fromstring(data, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise RejectedInputError(
            Reason.NO_TEXT, "There is no text in the page, only empty mark-up. Check how it was saved."
        ) from error
    _check_depth(root)
    return root


def _check_depth(root: HtmlElement) -> None:
    """Refuse a tree that the parser cut off, or that is too deep to be walked in bounded time."""
    depth = 0
    ancestors = 0
    from lxml.etree import iterwalk

    for event, _ in iterwalk(root, events=("start", "end")):
        ancestors += 1 if event == "start" else -1
        depth = max(depth, ancestors)
        if depth > MAX_DEPTH:
            raise RejectedInputError(
                Reason.TOO_LARGE,
                f"The page has more than {MAX_DEPTH} elements inside of each other. Save the article's text as .txt.",
            )
