"""Who speaks: articles that are copies of each other are one voice, however many outlets print them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Said(Protocol):
    """What one article says."""

    @property
    def article(self) -> str:
        """The id of the article."""

    @property
    def voice(self) -> str:
        """The id of the first of all articles that are copies of this one; the article's own where it is no copy."""


Item = TypeVar("Item", bound=Said)


def speaking(items: Iterable[Item]) -> list[Item]:
    """Return the items without those of copies: of each voice, those of its first article, or of one in its place."""
    everything = list(items)
    speaker: dict[str, str] = {}
    for item in everything:
        known = speaker.get(item.voice)
        if known != item.voice and (known is None or item.article == item.voice or item.article < known):
            speaker[item.voice] = item.article
    return [item for item in everything if speaker[item.voice] == item.article]


def count(items: Iterable[Said]) -> int:
    """Return how many voices say something."""
    return len({item.voice for item in items})
