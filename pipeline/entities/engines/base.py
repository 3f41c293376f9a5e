"""What every engine for named entities gives, whatever it runs on: typed runs of words, one list a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from pipeline.document import Encoded

OUTSIDE = "O"
CONLL = {
    "PER": "person",
    "PERS": "person",
    "PERSON": "person",
    "LOC": "place",
    "GPE": "place",
    "FAC": "place",
    "ORG": "organization",
    "MISC": "other",
}
"""The classes of CoNLL, ACE and OntoNotes, as engines made elsewhere write them, as types of the contract."""
TYPES = ("company", "service", "media", "organization", "person", "place", "other")


class EngineError(Exception):
    """An engine cannot be had here. The text is one sentence that ends with the command that mends it."""


class Tag(NamedTuple):
    """Words `first` to `last` (exclusive) of a sentence name something of `type`; `score` is between 0 and 1."""

    first: int
    last: int
    type: str
    score: float


class Engine(Protocol):
    """A recogniser of named entities. Loading is its constructor's work; a call does not change it."""

    name: str
    checksum: str
    """What tells this model from others: a SHA-256, or the name of a model that the engine chose itself."""

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[Tag] | None]:
        """Tag sentences, each a sequence of words without white space.

        The result has one item a sentence, in their order: the tags by place, clear of each other, or None where
        the engine gave another number of labels than there are words, so that nobody can tell which is whose.
        """
        ...


@runtime_checkable
class EncodingEngine(Protocol):
    """An engine whose embedded words others may read too (the fact tagger)."""

    checksum: str

    def read(self, sentences: Sequence[Sequence[str]]) -> tuple[list[list[Tag] | None], list[Encoded]]:
        """Tag sentences as a call does, and return the windows that were encoded for it."""
        ...


def runs(
    labels: Sequence[str], scores: Sequence[float] | None = None, types: Mapping[str, str] | None = None
) -> list[Tag]:
    """Read IOB labels (`B-ORG`, `I-ORG`, `O`; a bare `I-` after another class begins a run) as tags.

    `scores` is one number a word; the score of a tag is the least of its words, and 1 where none are given. `types`
    maps class names to types of the contract; a class that it lacks is left out.
    """
    tags: list[Tag] = []
    first, kind = 0, ""
    for index, label in enumerate((*labels, OUTSIDE)):
        prefix, _, name = label.partition("-")
        if kind and (prefix != "I" or name != kind):
            own = kind if types is None else types.get(kind.upper(), "")
            if own:
                tags.append(Tag(first, index, own, min(scores[first:index]) if scores else 1.0))
            kind = ""
        if name and not kind:
            first, kind = index, name
    return tags


def matched(words: Sequence[str], labels: Sequence[str] | None) -> Sequence[str] | None:
    """Return the labels if there is one for every word, else None."""
    return labels if labels is not None and len(labels) == len(words) else None
