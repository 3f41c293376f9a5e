"""Tokens: words, numbers, addresses and signs of a view, each with its span of the original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

from pipeline.text.view import Span, View, unmarked

TokenKind = Literal["word", "latin", "number", "address", "tag", "punct"]

_LATIN = r"[a-z0-9ß-öø-ɏ]"
_HOST = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,12}"
_IN_ADDRESS = r"[^\s\u0600-\u06ff<>\"“”«»]"
_END_OF_ADDRESS = r"[^\s\u0600-\u06ff<>\"“”«».,;:!?)\]}…]"

# Repeats in front of a sign that may not come have bounds: hostile text costs linear time.
_RULES: tuple[tuple[TokenKind, str], ...] = (
    # The tail of an address never takes closing punctuation or Arabic letters with it.
    ("address", rf"(?:(?:https?://|www\.)|{_HOST}/){_IN_ADDRESS}*{_END_OF_ADDRESS}"),
    ("address", r"[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)+"),
    ("tag", r"[@#][\w]+"),
    # A figure with a decimal part is one whatever is written onto it: `5.2bn`, but `5G` is a name.
    ("number", r"\d++(?:[.,٫٬]\d++)+|\d++(?![a-z])"),
    ("latin", rf"{_LATIN}+(?:['’&.+-]{_LATIN}+)*"),
    # What the view keeps of the script are its letters: marks, digits and signs are folded away or stand alone.
    ("word", r"[\p{Script=Arabic}&&\p{L}]+"),
    ("punct", r"\.{2,}|[^\s]"),
)
_TOKEN = regex.compile("|".join(f"(?P<_{i}>{pattern})" for i, (_, pattern) in enumerate(_RULES)), regex.V1)
_KINDS: tuple[TokenKind, ...] = tuple(kind for kind, _ in _RULES)


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `text` is folded; `start` and `end` index the view; `span` is of the original."""

    text: str
    kind: TokenKind
    start: int
    end: int
    span: Span

    def letters(self, source: str) -> str:
        """Return the token as `source` writes it, without marks (`unmarked`): what a recogniser of names reads."""
        return unmarked(self.span.cut(source)) or self.text


def tokenize(view: View) -> tuple[Token, ...]:
    """Split a view into tokens. A change of script ends a token: `لـ2.7` gives `ل` and `2.7`."""
    return tuple(
        Token(m.group(), _KINDS[(m.lastindex or 1) - 1], m.start(), m.end(), view.span(m.start(), m.end()))
        for m in _TOKEN.finditer(view.text)
    )
