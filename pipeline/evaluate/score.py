"""The scores of section 4 of the contract over a set of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.contract import ArticleRecord
from pipeline.evaluate.compare import BESIDE, STRICT
from pipeline.evaluate.facts import judge_facts
from pipeline.evaluate.judge import judge_mentions, judge_quantities, judge_times
from pipeline.evaluate.model import GoldArticle
from pipeline.evaluate.records import by_article
from pipeline.evaluate.result import MEASURES, ArticleResult, Measure, Scores, bins
from pipeline.evaluate.stats import Counts, intervals

RESAMPLES = 1000
"""Enough for two digits of a 95 % interval."""


def score_article(gold: GoldArticle, record: ArticleRecord | None) -> ArticleResult:
    """Compare one article; without a record everything that gold demands is missing."""
    result = ArticleResult(gold)
    judge_mentions(record, result)
    judge_quantities(record, result)
    judge_times(record, result)
    judge_facts(record, result)
    return result


def score(
    gold: Sequence[GoldArticle], records: Iterable[ArticleRecord], *, resamples: int = RESAMPLES, seed: int = 0
) -> Scores:
    """Compare predictions with gold.

    Args:
        gold: what `read_gold` gives.
        records: fresh extractions or the articles of a run, in any order; matched by article id.
        resamples: how many bootstrap samples of the articles the 95 % intervals rest on; 0 for no intervals.
        seed: of the resampling, so that the same input gives the same numbers.
    """
    found = by_article(gold, records)
    results = [score_article(article, found.get(article.id)) for article in gold]
    measures: dict[str, Measure] = {}
    for name in MEASURES:
        types = sorted({kind for result in results for kind in result.counts[name]})
        series = {kind: [result.counts[name].get(kind, Counts()) for result in results] for kind in types}
        series[""] = [sum(result.counts[name].values(), Counts()) for result in results]
        scored = intervals(series, resamples, seed)
        measures[name] = Measure(scored.pop(""), scored)
    slots: Counter[tuple[str, bool]] = Counter()
    for result in results:
        slots.update(result.slots)
    names = dict.fromkeys((*STRICT, *BESIDE, *sorted({slot for slot, _ in slots})))
    return Scores(
        measures=measures,
        slots={name: (slots[name, True], total) for name in names if (total := slots[name, True] + slots[name, False])},
        reliability=bins([item for result in results for item in result.trust]),
        misses=tuple(miss for result in results for miss in result.misses),
        ids=tuple(article.id for article in gold),
        missing=tuple(article.name for article in gold if article.id not in found),
    )
