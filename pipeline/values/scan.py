"""The scanner: a view's text as words, figures, clock faces, written dates and signs, each word analysed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.values.lexicon import NOTHING, analyse

_SCAN = re.compile(
    r"(?P<x>(?:https?://|www\.)[^\s\u0600-\u06ff]+|[@#]\w+|[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[a-z0-9.-]+"
    r"|\+?\d{1,4}(?:-\d{2,4}){2,}-?\d+|\+\d{6,})"
    r"|(?P<d>\d{1,4}(?P<sep>[/.-])\d{1,2}(?P=sep)\d{1,4}(?![\d.]?\d)|\d{1,4}/\d{1,4}(?![\d/]))"
    r"|(?P<c>\d{1,2}:\d{2}(?::\d{2})?(?![\d:]))"
    r"|(?P<n>\d{1,3}(?: \d{3})+(?![\d.,٫٬،]?\d)(?:[.,٫]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,٫٬،]\d+)*|(?<![\w.])[.٫]\d+)(?P<suffix>[a-z]\w*)?"
    r"|(?P<l>[a-zÀ-ɏ](?:[a-z0-9À-ɏ]|['’&._-](?=[a-z0-9À-ɏ]))*\$?)"
    r"|(?P<w>[ء-غف-يپچژڤگٱئؤ]+)"
    r"|(?P<nl>\n)"
    r"|(?P<p>[^\s])"
)
_CURRENCY_SUFFIX = frozenset(
    {"usd", "eur", "gbp", "sar", "aed", "egp", "lbp", "km", "kg", "gb", "mb", "tb", "am", "pm"}
)
STOPS = frozenset(".!?؟…\n")
"""Signs that end a sentence; figures and modifiers do not reach over them."""


class Word:
    """One item of the scanner. `text` is as written (folded); for a word, `stem` is without proclitics and article.

    `kind`: w Arabic word, n figure, c clock face, d written date, l Latin word, p sign, x opaque. `body` is the index
    in the view where the noun begins behind its proclitics.
    """

    __slots__ = ("body", "classes", "definite", "end", "kind", "proclitics", "start", "stem", "text")

    def __init__(self, text: str, kind: str, start: int, end: int) -> None:
        self.text = text
        self.kind = kind
        self.start = start
        self.end = end
        self.classes: Mapping[str, Any]
        if kind == "w":
            self.proclitics, at, self.definite, self.stem, self.classes = analyse(text)
            self.body = start + at
        else:
            self.proclitics = ""
            self.definite = False
            self.stem = text
            self.body = start
            self.classes = analyse(text).classes if kind in "lp" else NOTHING

    def __repr__(self) -> str:
        return f"<{self.kind} {self.text} {dict(self.classes)}>"


END = Word("", "p", 0, 0)
"""What stands before the first word and after the last one."""


class Words:
    """The items of one text. Indices outside give `END`, so that rules may look around without asking."""

    __slots__ = ("items",)

    def __init__(self, items: list[Word]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Word:
        return self.items[index] if 0 <= index < len(self.items) else END

    def text(self, index: int) -> str:
        """The written form at `index`."""
        return self.items[index].text if 0 <= index < len(self.items) else ""

    def get(self, index: int, kind: str) -> Any:
        """The value of class `kind` of the word at `index`, or None."""
        return self.items[index].classes.get(kind) if 0 <= index < len(self.items) else None

    def glued(self, index: int) -> bool:
        """Whether the item at `index` follows the one before it without a space."""
        return 0 < index < len(self.items) and self.items[index - 1].end == self.items[index].start


def scan(text: str) -> Words:
    """Scan a folded text."""
    items: list[Word] = []
    add = items.append
    for match in _SCAN.finditer(text):
        kind = match.lastgroup or "p"
        start, end = match.span()
        if kind == "suffix":
            if match["suffix"] in _CURRENCY_SUFFIX:
                add(Word(match["n"], "n", start, match.end("n")))
                add(Word(match["suffix"], "l", match.end("n"), end))
                continue
            kind = "x"
        elif kind == "nl":
            kind = "p"
        elif kind == "sep":
            kind = "d"
        add(Word(match.group(), kind, start, end))
    return Words(items)
