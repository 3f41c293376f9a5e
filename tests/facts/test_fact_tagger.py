"""The shipped fact tagger: whole, of this recogniser, and it reads what a person would."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import load
from pipeline.document import Article, Document
from pipeline.entities import KnowledgeBase
from pipeline.entities.engines import EngineError
from pipeline.entities.engines.folder import damaged
from pipeline.facts.analysis import Analysis
from pipeline.facts.readings import STEPS, Readings, read, sigmoid, step
from pipeline.facts.tagger import PROTOCOL, FactTagger
from pipeline.pipeline import Pipeline
from pipeline.resources import fact_model_dir

TEXT = (
    "انقطعت خدمات الإنترنت لدى شركة سلسبيل نت مساء الأحد في حلب. وعزت الشركة الانقطاع إلى حريق اندلع في غرفة المولدات. "
    "وقال مديرها العام نزار الخياط: «نعتذر من كل مشترك تضرر من هذا الانقطاع». وسجل المرصد 12 ألف بلاغ خلال ساعة."
)


@cache
def pipeline() -> Pipeline:
    return load()


@cache
def tagger() -> FactTagger:
    return FactTagger()


def readings(text: str) -> tuple[Document, Readings]:
    """Read a text up to the stage of the facts, then let the tagger read it."""
    doc = Document(Article(text, "test", published="2023-05-08"))
    for stage in pipeline().stages[:-2]:
        stage(doc)
    return doc, read(tagger(), Analysis(doc, KnowledgeBase.load()))


def test_the_shipped_model_is_whole_and_goes_on_from_the_shipped_recogniser() -> None:
    assert damaged(fact_model_dir(), PROTOCOL, "fact tagger") == []
    checksum = pipeline().checksums["ner"]
    assert tagger().fits(checksum)
    assert pipeline().checksums["facts_tagger"] == tagger().checksum


def test_with_another_recogniser_rules_speak_alone() -> None:
    assert "facts_tagger" not in load(ner="none").checksums


def test_words_of_a_cause_and_of_an_apology_are_read() -> None:
    doc, found = readings(TEXT)
    words = {
        item.read.name: doc.text[doc.tokens[item.first].span.start : doc.tokens[item.last - 1].span.end]
        for item in found.words
    }
    assert "حريق" in words["cause.fire"]
    assert "نعتذر" in words["statement.apology"]


def test_a_figure_has_a_class_and_somebody_whose_it_is() -> None:
    doc, found = readings(TEXT)
    classes = {doc.tokens[first].text: figure.name for first, figure in found.figures.items()}
    assert classes["12"] == "impact.reports"


def test_names_have_the_role_of_who_went_down() -> None:
    _, found = readings(TEXT)
    best = max(found.names, key=lambda name: name.roles["outage.subject"])
    assert "سلسبيل" in best.ref.name


def test_readings_depend_on_nothing_but_the_text() -> None:
    assert readings(TEXT)[1] == readings(TEXT)[1]


@pytest.mark.parametrize("text", ["", "؟", "كلمة", "5 6 7", "\u200f\u200e", "a" * 5000])
def test_any_text_can_be_read(text: str) -> None:
    doc, found = readings(text)
    assert all(0 <= words.first < words.last <= len(doc.tokens) for words in found.words)


def test_a_folder_without_a_model_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no fact tagger .* pip install"):
        FactTagger(tmp_path)


def test_a_model_of_another_protocol_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "facts"
    shutil.copytree(fact_model_dir(), copy)
    meta = copy / "meta.json"
    meta.write_text(meta.read_text(encoding="utf-8").replace('"protocol": 1', '"protocol": 99'), encoding="utf-8")
    with pytest.raises(EngineError, match="protocol 99, this naba reads 1"):
        FactTagger(copy)


@given(st.integers(-100_000, 100_000))
def test_a_distance_is_a_row_of_its_table(distance: int) -> None:
    row = step(distance)
    assert 0 <= row < STEPS
    assert (row < STEPS // 2) == (distance >= 0)


@given(st.floats(allow_nan=False))
def test_a_score_is_a_probability(score: float) -> None:
    assert 0 <= sigmoid(score) <= 1
