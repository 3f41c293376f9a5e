"""What the fact tagger reads in a document, by token: spans of words, figures, times, names."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.document import Document, Encoded, Mention, Quantity, Ref, Time
from pipeline.entities.engines.crf import best_path, marginals
from pipeline.facts.tagger import FactTagger, softmax

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOTHING = "none"
OF_WORDS, OF_FIGURE, OF_TIME = 0, 1, 2
"""Rows of the tables for whom a span of words, a figure and a time belong to."""

STEPS = 24
"""Rows of the table of distances."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class that the tagger gives, how likely it is, and whose the thing is (None: nobody in the window)."""

    name: str
    score: float
    owner: Ref | None = None
    owner_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens `first` to `last` (exclusive) that state a cause, carry a statement, or tell how somebody was hit."""

    first: int
    last: int
    read: Class
    negated: float = 0.0

    @property
    def type(self) -> str:
        """The type of fact: `cause`, `statement`, .."""
        return self.read.name.split(".")[0]

    @property
    def category(self) -> str | None:
        """The category within the type."""
        return self.read.name.partition(".")[2] or None


@dataclass(frozen=True, slots=True)
class NameRead:
    """A mention, and how likely each role of its entity is (`outage.subject`, `outage.objects`, ..)."""

    first: int
    ref: Ref
    roles: dict[str, float]


@dataclass(frozen=True, slots=True)
class Readings:
    """All that the tagger read. Figures and times by the token they begin with."""

    words: tuple[Words, ...] = ()
    figures: dict[int, Class] = field(default_factory=dict)
    times: dict[int, Class] = field(default_factory=dict)
    names: tuple[NameRead, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    first: int
    last: int
    ref: Ref


class _Window:
    """One window of words with what the tagger made of them."""

    def __init__(self, tagger: FactTagger, window: Encoded, tokens: Sequence[int], doc: Document) -> None:
        self.tagger = tagger
        self.tokens = tokens
        self.parts = tagger(window)
        self._at = {token: at for at, token in enumerate(tokens)}
        self.names = [
            _Name(*place, mention.ref) for mention in doc.mentions if (place := self.place(doc, mention)) is not None
        ]

    def place(self, doc: Document, item: Mention | Quantity | Time) -> tuple[int, int] | None:
        """Return the words of something that begins in this window."""
        first, last = doc.token_range(item.span)
        if first not in self._at:
            return None
        start = self._at[first]
        return start, min(start + max(last - first, 1), len(self.tokens))

    def mean(self, part: str, first: int, last: int) -> NDArray[np.float32]:
        """Return the mean of a part of the vectors over words."""
        mean: NDArray[np.float32] = self.parts[part][first:last].mean(0)
        return mean

    def owner(self, kind: int, part: str, first: int, last: int) -> tuple[Ref | None, float]:
        """Return whose something is: an entity named in the window, and how likely that is."""
        import numpy

        if not self.names:
            return None, 1.0
        tables = self.tagger.tables
        types = [self.tagger.types.index(name.ref.type) for name in self.names]
        steps = [step(name.first - last if name.first >= last else name.last - first - 1) for name in self.names]
        keys = numpy.stack([self.mean("key", name.first, name.last) for name in self.names])
        asked = self.mean(part, first, last)
        scores = (keys + tables["name_type"][types]) @ asked / math.sqrt(len(asked))
        scores = scores + tables["distance"][kind][steps] + tables["asked_type"][kind][types]
        likely = softmax(numpy.append(scores, tables["nobody"][kind]))
        each: dict[Ref, float] = defaultdict(float)
        for name, share in zip(self.names, likely, strict=False):
            each[name.ref] += float(share)
        best = max(each, key=lambda ref: each[ref])
        return (best, each[best]) if each[best] > float(likely[-1]) else (None, float(likely[-1]))


def step(distance: int) -> int:
    """Return the row of the table of distances in words: finer steps when near, ahead, then behind."""
    size = min(STEPS // 2 - 1, int(2 * math.log2(abs(distance) + 1)))
    return size if distance >= 0 else STEPS // 2 + size


def sigmoid(score: float) -> float:
    """Return a score as a probability."""
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))


def read(tagger: FactTagger, doc: Document) -> Readings:
    """Return what the tagger reads in a document that the recogniser has encoded."""
    words: list[Words] = []
    figures: dict[int, Class] = {}
    times: dict[int, Class] = {}
    names: list[NameRead] = []
    for encoded in doc.encoded:
        tokens = [doc.sentences[sentence].first + word for sentence, word in encoded.words]
        window = _Window(tagger, encoded, tokens, doc)
        words += _words(window)
        for quantity in doc.quantities:
            if (place := window.place(doc, quantity)) is not None:
                figures[tokens[place[0]]] = _classed(window, "figure", place, ("figure_owner", OF_FIGURE))
        for time in doc.times:
            if (place := window.place(doc, time)) is not None:
                times[tokens[place[0]]] = _classed(window, "time", place, ("time_owner", OF_TIME))
        for name in window.names:
            scores = window.mean("name", name.first, name.last)
            roles = {role: sigmoid(float(score)) for role, score in zip(tagger.classes["name"], scores, strict=True)}
            names.append(NameRead(tokens[name.first], name.ref, roles))
    return Readings(tuple(words), figures, times, tuple(names))


def _classed(window: _Window, part: str, place: tuple[int, int], owned: tuple[str, int]) -> Class:
    classes = window.tagger.classes[part]
    likely = softmax(window.mean(part, *place))
    best = int(likely.argmax())
    owner, sure = window.owner(owned[1], owned[0], *place)
    return Class(classes[best], float(likely[best]), owner, sure)


def _words(window: _Window) -> Iterator[Words]:
    """Yield the spans of words on the best path, each with the likeliest category of its type."""
    tags, tables = window.tagger.tags, window.tagger.tables
    scores = window.parts["tag"]
    if not len(scores):
        return
    path = [tags[tag] for tag in best_path(scores, tables["steps"], tables["start"])]
    likely = marginals(scores, tables["steps"], tables["start"])
    first = 0
    while first < len(path):
        if not path[first].startswith("B-"):
            first += 1
            continue
        kind, last = path[first][2:], first + 1
        while last < len(path) and path[last] == f"I-{kind}":
            last += 1
        sure = float(likely[first:last, [tags.index(f"B-{kind}"), tags.index(f"I-{kind}")]].sum(1).mean())
        name, fitting = _category(window, kind, first, last)
        owner, owner_score = window.owner(OF_WORDS, "words_owner", first, last)
        negated = sigmoid(float(window.mean("negated", first, last)[0]))
        yield Words(
            window.tokens[first], window.tokens[last - 1] + 1, Class(name, sure * fitting, owner, owner_score), negated
        )
        first = last


def _category(window: _Window, kind: str, first: int, last: int) -> tuple[str, float]:
    """Return the likeliest class of a type for a span, and how likely it is among those of the type."""
    classes = window.tagger.classes["words"]
    own = [number for number, name in enumerate(classes) if name.split(".")[0] == kind]
    likely = softmax(window.mean("words", first, last)[own])
    best = int(likely.argmax())
    return classes[own[best]], float(likely[best])
