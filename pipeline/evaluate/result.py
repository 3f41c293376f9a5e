"""What scoring gives: counts by measure and type, slots, and the misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.evaluate.evidence import covering
from pipeline.evaluate.model import GoldArticle
from pipeline.evaluate.stats import Counts, Score
from pipeline.text import Span

MEASURES = ("entities", "linking", "quantities", "times", "facts", "core")
"""Every score, in the order of reports. `core` is `facts` judged by who, what and how much alone."""
Part = Literal["entities", "linking", "quantities", "times", "facts"]
Kind = Literal["wrong", "missing", "spurious"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A slot that is not right: what gold wants and what was found."""

    slot: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that is wrong, missing or spurious, with the sentence(s) where it stands."""

    article: str
    part: Part
    kind: Kind
    type: str
    label: str
    differences: tuple[Difference, ...] = ()
    sentence: str = ""


@dataclass
class ArticleResult:
    """What one article adds. `slots` counts (slot, right?) over the aligned pairs.

    `trust` has (confidence, right?) of every fact that was found and is demanded or too much.
    """

    gold: GoldArticle
    counts: dict[str, dict[str, Counts]] = field(default_factory=lambda: {name: {} for name in MEASURES})
    slots: Counter[tuple[str, bool]] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    trust: list[tuple[float, bool]] = field(default_factory=list)

    def count(self, measure: str, kind: str, tp: int = 0, fp: int = 0, fn: int = 0) -> None:
        """Add to the counts of one type."""
        of = self.counts[measure]
        of[kind] = of.get(kind, Counts()) + Counts(tp, fp, fn)

    def miss(
        self, part: Part, kind: Kind, type_: str, label: str, spans: tuple[Span, ...], *differences: Difference
    ) -> None:
        """Note something that is not right, with the sentences under `spans`."""
        sentence = covering(spans, self.gold.text)
        self.misses.append(Miss(self.gold.name, part, kind, type_, label, differences, sentence))


@dataclass(frozen=True)
class Measure:
    """One measure over all articles: micro, and by type."""

    micro: Score
    by_type: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class Bin:
    """Facts with a confidence from `low` on, below `high`: how many, their mean confidence, the share that is right."""

    low: float
    high: float
    facts: int
    confidence: float
    right: float


def bins(trust: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Return the bins of one tenth that are not empty, the lowest first."""
    result: list[Bin] = []
    for tenth in range(10):
        own = [item for item in trust if tenth == min(int(10 * item[0] + 1e-9), 9)]
        if own:
            mean = sum(confidence for confidence, _ in own) / len(own)
            share = sum(right for _, right in own) / len(own)
            result.append(Bin(tenth / 10, (tenth + 1) / 10, len(own), mean, share))
    return tuple(result)


@dataclass(frozen=True)
class Scores:
    """Everything measured. `slots` has (right, compared) of every slot over the aligned pairs.

    `reliability` says whether the confidence of facts can be believed: what was promised and what came true.
    `missing` names the articles of gold for which there was no record: all of theirs counts as missed. `ids`
    are the ids of all articles of gold.
    """

    measures: Mapping[str, Measure]
    slots: Mapping[str, tuple[int, int]]
    reliability: tuple[Bin, ...]
    misses: tuple[Miss, ...]
    ids: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def articles(self) -> int:
        """How many articles gold has."""
        return len(self.ids)

    def __getitem__(self, measure: str) -> Measure:
        return self.measures[measure]
