"""From examples to what the network learns from: windows as the recogniser embeds them, with numbers for classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.training.facts.examples import NAME_ROLES, SPANNED, Example, Marked
from pipeline.document import Encoded
from pipeline.entities.engines.base import TYPES
from pipeline.entities.engines.embedded import EmbeddedEngine
from pipeline.facts.readings import NOTHING

TAGS = ("O", *(f"{prefix}-{kind}" for kind in SPANNED for prefix in "BI"))


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of each head, in the order of their numbers."""

    words: tuple[str, ...]
    figure: tuple[str, ...]
    time: tuple[str, ...]
    name: tuple[str, ...] = NAME_ROLES

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Classes:
        """Return the classes that the examples have."""

        def all_of(marks: Iterable[Marked]) -> tuple[str, ...]:
            return tuple(sorted({name for mark in marks for name in mark.classes}))

        return cls(
            all_of(m for e in examples for m in e.spans),
            (NOTHING, *all_of(m for e in examples for m in e.figures)),
            (NOTHING, *all_of(m for e in examples for m in e.times)),
        )


class Item(NamedTuple):
    """Words `first` to `last` of a window with the numbers of what is right: classes, and names of the window.

    `stated` is false where gold has no fact; no owner is right then.
    """

    first: int
    last: int
    classes: tuple[int, ...]
    owners: tuple[int, ...]
    stated: bool = True
    negated: bool = False


class WindowName(NamedTuple):
    """A name of a window: its words, the number of its type, 1 or 0 for each role."""

    first: int
    last: int
    type: int
    roles: tuple[float, ...]


@dataclass(slots=True)
class Window:
    """A window: its embedded pieces, and all that is to be learnt there.

    `hidden` is (pieces, width), `firsts` the row of each word, `allowed` (words, tags) is true for tags that are right.
    """

    hidden: NDArray[np.float16]
    firsts: tuple[int, ...]
    allowed: NDArray[np.bool_]
    spans: list[Item]
    figures: list[Item]
    times: list[Item]
    names: list[WindowName]


def windows(engine: EmbeddedEngine, item: Example, classes: Classes) -> list[Window]:
    """Encode an example and cut it into windows."""
    sentences = [item.words[first:last] for first, last in item.sentences]
    return [_window(item, encoded, classes) for encoded in engine.read(sentences)[1]]


def _window(item: Example, encoded: Encoded, classes: Classes) -> Window:
    tokens = [item.sentences[sentence][0] + word for sentence, word in encoded.words]
    low, high = tokens[0], tokens[-1] + 1
    inside = {n: name for n, name in enumerate(item.names) if low <= name.first < high}
    number = {n: at for at, n in enumerate(inside)}
    allowed = np.zeros((len(tokens), len(TAGS)), bool)
    allowed[:, 0] = True

    def made(mark: Marked, of: Sequence[str]) -> Item:
        right = [of.index(name) for name in sorted(mark.classes) if name in of]
        if NOTHING in of and (not right or not mark.demanded):
            right.append(of.index(NOTHING))
        owners = tuple(sorted(number[n] for n in mark.owners if n in number))
        place = max(mark.first, low) - low, min(mark.last, high) - low
        return Item(*place, tuple(right), owners, bool(mark.classes), mark.negated)

    spans = []
    for mark in item.spans:
        if not (mark.first < high and low < mark.last):
            continue
        span = made(mark, classes.words)
        spans.append(span)
        kinds = {name.split(".")[0] for name in mark.classes}
        for at in range(span.first, span.last):
            allowed[at, 0] = not mark.demanded
            for kind in kinds:
                allowed[at, TAGS.index(f"{'B' if at == span.first else 'I'}-{kind}")] = True
    return Window(
        encoded.hidden,
        encoded.firsts,
        allowed,
        spans,
        [made(mark, classes.figure) for mark in item.figures if low <= mark.first < high],
        [made(mark, classes.time) for mark in item.times if low <= mark.first < high],
        [
            WindowName(
                name.first - low,
                min(name.last, high) - low,
                TYPES.index(name.type),
                tuple(float(role in name.roles) for role in classes.name),
            )
            for name in inside.values()
        ],
    )
