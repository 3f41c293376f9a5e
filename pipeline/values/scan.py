"""The scanner: a view's text as words, figures, clock faces, written dates and signs, each word analysed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.values.lexicon import NOTHING, analyse, memo

_SCAN = (
    r"(?P<w>[ء-غف-يپچژڤگٱئؤ]+)"
    r"|(?P<x>(?:https?://|www\.)[^\s\u0600-\u06ff]+|[@#]\w+|(?<![a-z0-9_+.-])[a-z0-9_+-]{1,64}(?:\.[a-z0-9_+-]{1,64}){0,8}@[a-z0-9.-]+)"
    r"|(?P<d>\d{1,4}(?P<sep>[/.-])\d{1,2}(?P=sep)\d{1,4}(?![\d.]?\d)"
    r"|\d{1,2} ?/ ?\d{1,2} ?/ ?\d{4}(?!\d)|\d{1,4}/\d{1,4}(?![\d/]))"
    r"|(?P<phone>\+?\d{1,4}(?:-\d{2,4}){2,}-?\d+|\+\d{6,})"
    r"|(?P<c>\d{1,2}:\d{2}(?::\d{2})?(?!\d|:\d))"
    r"|(?P<n>\d{1,3}(?: \d{3})+(?:[.,٫]\d{1,2})?(?![\d.,٫٬،]?\d)"
    r"|\d{1,2}(?:\.\d{1,4})?(?:\^[+-]?|e\+?)\d{1,2}(?![\d.]?\w)|\d+(?:[.,٫٬،]\d+)*|(?<![\w.])[.٫]\d+)(?P<suffix>[a-z]\w*)?"
    r"|(?P<l>[a-zÀ-ɏ](?:[a-z0-9À-ɏ]|['’&._-](?=[a-z0-9À-ɏ]))*\$?)"
    r"|(?P<nl>\n)"
    r"|(?P<p>[^\s])"
)
_CURRENCY_SUFFIX = frozenset(
    {"usd", "eur", "gbp", "sar", "aed", "egp", "lbp", "km", "kg", "gb", "mb", "tb", "am", "pm", "k", "m", "b"}
)
OPENING = frozenset("-–½¼¾⅓⅔⅕⅛")
"""Signs that a number may begin with."""
LONGEST_FIGURE = 40
"""Signs: what is longer is no number, and costs much to convert."""
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
            self.proclitics, at, self.definite, self.stem, self.classes = memo.get(text) or analyse(text)
            self.body = start + at
        else:
            self.proclitics = ""
            self.definite = False
            self.stem = text
            self.body = start
            self.classes = analyse(text).classes if kind in "lp" and text else NOTHING

    def __repr__(self) -> str:
        return f"<{self.kind} {self.text} {dict(self.classes)}>"


END = Word("", "p", 0, 0)
"""What stands before the first word and after the last one."""
_PADDING = 64


class Words(list[Word]):
    """The items of one text, and padding behind them, so that rules may look around without asking.

    An index up to 64 behind the last item gives `END`; so does one before the first, which Python counts from the
    end. `len` counts the items alone.
    """

    __slots__ = ("_size", "marks")

    def __init__(self, items: list[Word]) -> None:
        super().__init__(items)
        self._size = len(items)
        self.marks = [
            index for index, word in enumerate(items) if word.classes or word.kind in "ncd" or word.text in OPENING
        ]
        """The indices at which a rule may begin: known words, figures, clock faces, written dates, openers."""
        self.extend([END] * _PADDING)

    def __len__(self) -> int:
        return self._size

    @property
    def items(self) -> list[Word]:
        """The items without the padding."""
        return self[: self._size]

    def text(self, index: int) -> str:
        """The written form at `index`."""
        return self[index].text

    def get(self, index: int, kind: str) -> Any:
        """The value of class `kind` of the word at `index`, or None."""
        return self[index].classes.get(kind)

    def glued(self, index: int) -> bool:
        """Whether the item at `index` follows the one before it without a space."""
        return 0 < index < self._size and self[index - 1].end == self[index].start


@cache
def _pattern() -> re.Pattern[str]:
    """The scanner's expression, compiled on first use: an import must not pay for it."""
    return re.compile(_SCAN)


def scan_words(text: str, turned: frozenset[int] = frozenset()) -> Words:
    """Scan a folded text. `turned` are the indices at which figures begin whose halves stand in reading order."""
    items: list[Word] = []
    add = items.append
    for match in _pattern().finditer(text):
        kind = match.lastgroup or "p"
        start, end = match.span()
        if kind == "w":
            add(Word(match[0], kind, start, end))
            continue
        if kind == "suffix":
            if match["suffix"] in _CURRENCY_SUFFIX:
                add(Word(match["n"], "n", start, match.end("n")))
                add(Word(match["suffix"], "l", match.end("n"), end))
                continue
            kind = "x"
        elif kind == "nl":
            kind = "p"
        elif kind == "d" and " " in match.group():
            add(Word(match.group().replace(" ", ""), "d", start, end))
            continue
        elif kind == "sep":
            kind = "d"
        elif kind == "phone" or (kind == "n" and end - start > LONGEST_FIGURE):
            kind = "x"
        written = match.group()
        if start in turned:
            left, _, right = written.replace(",", ".").replace("٫", ".").partition(".")
            written = f"{right}٫{left}"
        add(Word(written, kind, start, end))
    return Words(items)
