"""How sure the extractor is of a fact: what the tagger reads makes it more so or less; too unsure ones are not told."""

from __future__ import annotations

from array import array
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given as properties
from hypothesis import strategies as st

from pipeline import load
from pipeline.document import Article, Document, Fact, Ref
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.facts.analysis import Analysis
from pipeline.facts.confidence import believed, likely, weights
from pipeline.facts.figures import figure_facts
from pipeline.facts.learned import limits
from pipeline.facts.participants import Participants
from pipeline.facts.readings import NOTHING, Class, NameRead, Readings, Tagged
from pipeline.facts.signs import Signs
from pipeline.pipeline import Pipeline, TextStage
from pipeline.values import QuantityStage, TimeStage

TEXT = "تعطلت منصة تويتر يوم 3 مايو 2023. وسجل المرصد 12 ألف بلاغ عن تويتر."
TWITTER = Ref("twitter", "Twitter", "تويتر", "service")


@cache
def kb() -> KnowledgeBase:
    return KnowledgeBase.load()


@cache
def pipeline() -> Pipeline:
    return load()


def analysed(readings: Readings) -> tuple[Analysis, Participants]:
    doc = Document(Article(TEXT, "test", published="2023-05-04"))
    for stage in (TextStage(), QuantityStage(), TimeStage(), EntityStage(kb())):
        stage(doc)
    analysis = Analysis(doc, kb(), readings)
    return analysis, Participants(analysis, kb().ref("twitter"))


def figure_read(name: str, share: float, owner: float) -> Readings:
    """The figure read as one class, with a share, and as Twitter's, with another."""
    analysis, _ = analysed(Readings())
    first = analysis.quantities[0].first
    names = tuple(NameRead(place.first, place.it.ref, {"outage.objects": 0.5}) for place in analysis.mentions)
    read = Class(name, share, TWITTER, owner, {name: share}, {TWITTER.key: owner})
    return Readings(figures={first: read}, names=names)


def reports(readings: Readings) -> tuple[Analysis, Participants, list[Fact]]:
    analysis, who = analysed(readings)
    told = [draft.fact for draft in figure_facts(analysis, who, {})]
    assert [fact.category for fact in told] == ["reports"]
    return analysis, who, told


def sure(readings: Readings) -> float:
    """How likely right the one figure is, read so."""
    analysis, who, told = reports(readings)
    return likely(Signs(analysis, who, told).of(told[0]))


def test_a_figure_is_surer_where_the_tagger_reads_it_as_the_rule_does() -> None:
    assert sure(figure_read("impact.reports", 0.98, 0.97)) > sure(figure_read(NOTHING, 0.98, 0.02))


def test_without_the_tagger_nothing_is_left_out() -> None:
    analysis, who, told = reports(Readings())
    doubtful = [replace(fact, rule="figure:learned", subject=None) for fact in told]
    assert len(believed(analysis, who, [*told, *doubtful])) == 2


def test_what_is_too_unsure_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given = reports(figure_read("impact.reports", 0.98, 0.97))
    share = sure(figure_read("impact.reports", 0.98, 0.97))
    monkeypatch.setitem(limits(), "fact", {"least": share - 0.01})
    (kept,) = believed(*given)
    assert kept.confidence == pytest.approx(share)
    assert replace(kept, confidence=0.0) == given[2][0]
    monkeypatch.setitem(limits(), "fact", {"least": share + 0.01})
    assert believed(*given) == ()
    monkeypatch.setitem(limits(), "fact", {"least": share + 0.01, "impact": share - 0.01})
    assert len(believed(*given)) == 1  # A type may have a limit of its own.


def test_facts_are_no_surer_than_whom_they_are_about() -> None:
    analysis, who, told = reports(Readings())
    analysis.doc.mentions = tuple(replace(mention, score=0.5) for mention in analysis.doc.mentions)
    (kept,) = believed(analysis, who, told)
    assert kept.confidence == pytest.approx(likely(Signs(analysis, who, told).of(told[0])) / 2)


def test_every_fact_of_an_article_is_told_with_a_confidence_above_the_limit() -> None:
    facts = pipeline()(Article(TEXT, "test", published="2023-05-04")).facts
    assert {"outage", "impact"} <= {fact.type for fact in facts}
    least = limits()["fact"]
    told = [fact for fact in facts if fact.subject == TWITTER]
    assert all(least.get(fact.type, least["least"]) <= fact.confidence <= 1 for fact in told)


@properties(st.dictionaries(st.sampled_from(sorted(weights())) | st.text(max_size=5), st.floats(-5, 5), max_size=12))
def test_a_confidence_is_a_share(signs: dict[str, float]) -> None:
    assert 0 <= likely(signs) <= 1


def test_every_type_of_fact_has_weights_of_its_own() -> None:
    types = {"outage", "cause", "impact", "restoration", "gain", "degradation", "statement", "metric", "role"}
    assert types <= {name.split("|")[0] for name in weights()}


def test_signs_that_training_never_saw_weigh_nothing() -> None:
    assert likely({"no such sign": 3.0}) == 0.5


def test_how_likely_words_are_is_a_mean_over_the_windows_that_hold_them() -> None:
    def window(first: int, shares: list[float]) -> Tagged:
        return Tagged(first, first + len(shares), {"cause": array("f", shares)})

    readings = Readings(tagged=(window(0, [0.0, 0.5]), window(2, [1.0, 0.25])))
    assert readings.share("cause", 1, 3) == pytest.approx(0.75)
    assert readings.share("cause", 3, 9) == pytest.approx(0.25)
    assert readings.share("cause", 4, 9) == 0
