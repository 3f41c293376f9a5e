"""What the fact tagger reads in a document, by token: spans of words, figures, times, names."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pipeline.document import Encoded, Ref
from pipeline.entities.engines.base import runs
from pipeline.entities.engines.crf import best_paths, marginals
from pipeline.facts.tagger import FactTagger, softmax

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.facts.analysis import Analysis, Place

T = TypeVar("T")
S = TypeVar("S", "Words", "Tagged")

NOTHING = "none"
OF_WORDS, OF_FIGURE, OF_TIME = 0, 1, 2
"""Rows of the tables for whom a span of words, a figure and a time belong to."""

TOGETHER = 16
"""Windows that are read side by side; a long article has many, and what is read in each takes room."""
STEPS = 24
"""Rows of the table of distances."""
EXCLUDED = 0.01
"""A class less likely than this is none that a thing may be of."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class that the tagger gives, how likely it is, and whose the thing is (None: nobody in the window)."""

    name: str
    score: float
    owner: Ref | None = None
    owner_score: float = 0.0
    likely: Mapping[str, float] = field(default_factory=dict)
    """How likely each class is that is not all but excluded."""
    owners: Mapping[str, float] = field(default_factory=dict)
    """How likely each entity is to be the owner, by key."""


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
class Tagged:
    """How likely each token from `first` to `last` is to be one of the words that state a fact, by its type."""

    first: int
    last: int
    likely: Mapping[str, array[float]]


@dataclass(frozen=True, slots=True)
class Readings:
    """All that the tagger read. Figures and times by the token they begin with."""

    words: tuple[Words, ...] = ()
    figures: dict[int, Class] = field(default_factory=dict)
    times: dict[int, Class] = field(default_factory=dict)
    names: tuple[NameRead, ...] = ()
    tagged: tuple[Tagged, ...] = ()

    def share(self, kind: str, first: int, last: int) -> float:
        """Return how likely tokens are to be words of a type of fact: a mean over them, 0 where nothing was read."""
        values: list[float] = []
        for window in _overlapping(self.tagged, first, last):
            start, end = max(first, window.first) - window.first, min(last, window.last) - window.first
            values += window.likely[kind][start:end].tolist()
        return sum(values) / max(len(values), 1)

    def words_in(self, first: int, last: int) -> list[Words]:
        """Return the spans of words that share a token with a range."""
        return _overlapping(self.words, first, last)


def _overlapping(spans: Sequence[S], first: int, last: int) -> list[S]:
    """Return those of spans in order, of which none overlaps the next, that share a token with a range."""
    low = bisect_right(spans, first, key=lambda span: span.last)
    high = bisect_left(spans, last, key=lambda span: span.first)
    return list(spans[low:high])


class _Window:
    """One window of words with what the tagger made of them: the document's tokens from `first` to `last`."""

    def __init__(self, tagger: FactTagger, encoded: Encoded, analysis: Analysis) -> None:
        sentences = analysis.doc.sentences
        (begin, head), (end, tail) = encoded.words[0], encoded.words[-1]
        self.first, self.last = sentences[begin].first + head, sentences[end].first + tail + 1
        self.tagger = tagger
        self.parts = tagger(encoded)
        self.names = analysis.mentions_in(self.first, self.last)
        self._spots = [self.words(name) for name in self.names]
        self._types = [tagger.types.index(name.it.ref.type) for name in self.names]
        self._keys = [self.mean("key", *spot) for spot in self._spots]

    def words(self, place: Place[T]) -> tuple[int, int]:
        """Return the words of something that begins in this window."""
        start = place.first - self.first
        return start, min(start + max(place.last - place.first, 1), self.last - self.first)

    def mean(self, part: str, first: int, last: int) -> NDArray[np.float32]:
        """Return the mean of a part of the vectors over words."""
        mean: NDArray[np.float32] = self.parts[part][first:last].mean(0)
        return mean

    def owner(self, kind: int, part: str, first: int, last: int) -> tuple[Ref | None, float, dict[str, float]]:
        """Return whose something is: an entity named in the window, how likely that is, and how likely each is."""
        import numpy

        if not self.names:
            return None, 1.0, {}
        tables = self.tagger.tables
        steps = [step(start - last if start >= last else end - first - 1) for start, end in self._spots]
        asked = self.mean(part, first, last)
        scores = (numpy.stack(self._keys) + tables["name_type"][self._types]) @ asked / math.sqrt(len(asked))
        scores = scores + tables["distance"][kind][steps] + tables["asked_type"][kind][self._types]
        likely = softmax(numpy.append(scores, tables["nobody"][kind]))
        each: dict[Ref, float] = defaultdict(float)
        for name, share in zip(self.names, likely, strict=False):
            each[name.it.ref] += float(share)
        best = max(each, key=lambda ref: each[ref])
        shares = {ref.key: share for ref, share in each.items()}
        return (best, each[best], shares) if each[best] > float(likely[-1]) else (None, float(likely[-1]), shares)


def step(distance: int) -> int:
    """Return the row of the table of distances in words: finer steps when near, ahead, then behind."""
    size = min(STEPS // 2 - 1, int(2 * math.log2(abs(distance) + 1)))
    return size if distance >= 0 else STEPS // 2 + size


def sigmoid(score: float) -> float:
    """Return a score as a probability."""
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))


def read(tagger: FactTagger, analysis: Analysis) -> Readings:
    """Return what the tagger reads in a document that the recogniser has encoded."""
    words: list[Words] = []
    figures: dict[int, Class] = {}
    times: dict[int, Class] = {}
    names: list[NameRead] = []
    tagged: list[Tagged] = []
    for window, path, likely in _windows(tagger, analysis):
        words += _words(window, path, likely)
        tagged.append(_tagged(window, likely))
        for figure in analysis.quantities_in(window.first, window.last):
            figures[figure.first] = _classed(window, "figure", window.words(figure), ("figure_owner", OF_FIGURE))
        for time in analysis.times_in(window.first, window.last):
            times[time.first] = _classed(window, "time", window.words(time), ("time_owner", OF_TIME))
        for name in window.names:
            scores = window.mean("name", *window.words(name))
            roles = {role: sigmoid(float(score)) for role, score in zip(tagger.classes["name"], scores, strict=True)}
            names.append(NameRead(name.first, name.it.ref, roles))
    return Readings(tuple(words), figures, times, tuple(names), tuple(tagged))


def _tagged(window: _Window, likely: NDArray[np.float64]) -> Tagged:
    import numpy

    tags = window.tagger.tags
    each: dict[str, array[float]] = {}
    for kind in (tag[2:] for tag in tags if tag.startswith("B-")):
        shares = likely[:, [tags.index(f"B-{kind}"), tags.index(f"I-{kind}")]].sum(1)
        each[kind] = array("f", shares.astype(numpy.float32).tobytes())
    return Tagged(window.first, window.last, each)


def _classed(window: _Window, part: str, place: tuple[int, int], owned: tuple[str, int]) -> Class:
    classes = window.tagger.classes[part]
    likely = softmax(window.mean(part, *place))
    best = int(likely.argmax())
    each = {classes[number]: float(likely[number]) for number in (likely > EXCLUDED).nonzero()[0]}
    owner, sure, owners = window.owner(owned[1], owned[0], *place)
    return Class(classes[best], float(likely[best]), owner, sure, each, owners)


def _windows(tagger: FactTagger, analysis: Analysis) -> Iterator[tuple[_Window, list[str], NDArray[np.float64]]]:
    """Yield each window with the best tags of its words, and how likely each tag of each word is."""
    chain = tagger.tables["steps"], tagger.tables["start"]
    encoded = analysis.doc.encoded
    for first in range(0, len(encoded), TOGETHER):
        windows = [_Window(tagger, one, analysis) for one in encoded[first : first + TOGETHER]]
        scores = [window.parts["tag"] for window in windows]
        for window, path, likely in zip(windows, best_paths(scores, *chain), marginals(scores, *chain), strict=True):
            yield window, [tagger.tags[tag] for tag in path], likely


def _words(window: _Window, path: Sequence[str], likely: NDArray[np.float64]) -> Iterator[Words]:
    """Yield the spans of words on the best path, each with the likeliest category of its type."""
    tags = window.tagger.tags
    for first, last, kind, _ in runs(path):
        sure = float(likely[first:last, [tags.index(f"B-{kind}"), tags.index(f"I-{kind}")]].sum(1).mean())
        name, fitting = _category(window, kind, first, last)
        owner, owner_score, owners = window.owner(OF_WORDS, "words_owner", first, last)
        negated = sigmoid(float(window.mean("negated", first, last)[0]))
        read_as = Class(name, sure * fitting, owner, owner_score, {}, owners)
        yield Words(window.first + first, window.first + last, read_as, negated)


def _category(window: _Window, kind: str, first: int, last: int) -> tuple[str, float]:
    """Return the likeliest class of a type for a span, and how likely it is among those of the type."""
    classes = window.tagger.classes["words"]
    own = [number for number, name in enumerate(classes) if name.split(".")[0] == kind]
    likely = softmax(window.mean("words", first, last)[own])
    best = int(likely.argmax())
    return classes[own[best]], float(likely[best])
