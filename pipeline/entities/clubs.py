"""Clubs that are called by an everyday word: `الهلال`, `الاتحاد`, `النصر`, where the text is about the game."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pipeline.document import Document
from pipeline.entities.nilwords import made
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import reads, same_line
from pipeline.entities.words import ARTICLE, DATA, closed_class, head_of, is_definite
from pipeline.resources import read_toml
from pipeline.text import fold, splits

ENOUGH = 2
"""So many words of the game make a text one about it."""
_RELATIONAL = ("ي", "يه")
_HEADS = closed_class("نادي فريق حساب")


@lru_cache(maxsize=1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of clubs and the words of the game, folded."""
    data = read_toml(DATA / "nil.toml")["clubs"]
    return frozenset(map(fold, data["names"])), frozenset(map(fold, data["game"]))


def find_clubs(doc: Document, taken: set[int]) -> Iterator[Found]:
    """`حساب الهلال`, `رد النصر`: a club wherever it is named in a text about the game."""
    names, game = _words()
    if len({token.text for token in doc.tokens if token.kind == "word" and reads(token.text, game)}) < ENOUGH:
        return
    for index, token in enumerate(doc.tokens):
        if token.kind != "word" or index in taken or _bound(doc, index):
            continue
        cuts = [split.length for split in splits(token.text) if split.stem in names and ARTICLE not in split.proclitics]
        if cuts:
            yield made(doc, index, index + 1, "organization", "nil.club", cuts[0])


def _bound(doc: Document, index: int) -> bool:
    """Whether the word belongs to what stands beside it: `الاتحاد الآسيوي`, `جريدة الاتحاد`."""
    tokens = doc.tokens
    follows = tokens[index + 1].text if index + 1 < len(tokens) and same_line(doc, index, index + 1) else ""
    if follows.startswith(ARTICLE) and follows.endswith(_RELATIONAL):
        return True
    if index == 0 or not same_line(doc, index - 1, index):
        return False
    left = tokens[index - 1].text
    head = head_of(left)
    return head is not None and head.noun not in _HEADS and not is_definite(left)
