"""The engine that is shipped, with the model that is shipped."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.entities.engines import EngineError, load
from pipeline.entities.engines.embedded import PROTOCOL, EmbeddedEngine
from pipeline.entities.engines.folder import damaged
from pipeline.resources import model_dir

ENGINE = EmbeddedEngine()
MOST_BYTES = 40_000_000


def names(text: str) -> set[tuple[str, str]]:
    words = text.split()
    (tags,) = ENGINE([words])
    assert tags is not None
    return {(" ".join(words[tag.first : tag.last]), tag.type) for tag in tags}


def test_the_model_is_whole_and_small() -> None:
    assert damaged(model_dir(), PROTOCOL) == []
    assert sum(file.stat().st_size for file in model_dir().iterdir()) <= MOST_BYTES


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("قال كوفي أنان إن باريس ترحب بالقرار .", {("كوفي أنان", "person"), ("باريس", "place")}),
        ("أعلنت شركة نبراس تيليكوم عودة الخدمة في حلب .", {("نبراس تيليكوم", "company"), ("حلب", "place")}),
        ("توقف تطبيق واتساب عن العمل .", {("واتساب", "service")}),
        ("نقلت صحيفة الغارديان عن مصدر قوله .", {("الغارديان", "media")}),
        ("تحسن الطقس اليوم كثيرا .", set()),
    ],
)
def test_names_of_every_kind(sentence: str, wanted: set[tuple[str, str]]) -> None:
    assert names(sentence) == wanted


def test_one_item_a_sentence_in_their_order() -> None:
    sentences = [["توقف", "فيسبوك"], [], ["في", "باريس"], ["ثم", "عاد"]]
    found = ENGINE(sentences)
    assert [[tag.type for tag in tags or ()] for tags in found][1:3] == [[], ["place"]]
    assert len(found) == len(sentences)


def test_a_sentence_longer_than_a_window_is_read_to_its_end() -> None:
    sentence = "تحسن الطقس كثيرا خلال الأيام الماضية ، " * 100 + "ووصل الوزير أمس إلى باريس ."
    words = sentence.split()
    (tags,) = ENGINE([words])
    assert [(words[tag.first], tag.type) for tag in tags or ()] == [("باريس", "place")]


def test_a_monstrous_word_costs_no_more_than_a_window() -> None:
    (tags,) = ENGINE([["س" * 100_000, "في", "باريس"]])
    assert [(tag.first, tag.last) for tag in tags or () if tag.type == "place"] == [(2, 3)]


WORDS = st.text(st.characters(blacklist_categories=("Z", "C")), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=12), max_size=4))
def test_tags_lie_inside_their_sentence_and_clear_of_each_other(sentences: list[list[str]]) -> None:
    for words, tags in zip(sentences, ENGINE(sentences), strict=True):
        free = 0
        for tag in tags or ():
            assert free <= tag.first < tag.last <= len(words)
            assert 0 <= tag.score <= 1
            free = tag.last


def test_the_same_words_give_the_same_tags() -> None:
    sentences = [["توقف", "تطبيق", "واتساب", "في", "مصر"], ["قال", "سامي", "الحداد", "ذلك"]]
    assert ENGINE(sentences) == EmbeddedEngine()(sentences)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_dir(), tmp_path / "model"))


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"meta\.json is missing.*pip install"):
        EmbeddedEngine(tmp_path)


def test_a_model_of_another_protocol(copy: Path) -> None:
    meta = json.loads((copy / "meta.json").read_text(encoding="utf-8"))
    (copy / "meta.json").write_text(json.dumps({**meta, "protocol": 99}), encoding="utf-8")
    with pytest.raises(EngineError, match="protocol 99"):
        EmbeddedEngine(copy)


def test_a_broken_model_file(copy: Path) -> None:
    (copy / "model.onnx").write_bytes(b"no model")
    assert damaged(copy, PROTOCOL) == ["model.onnx"]
    with pytest.raises(EngineError, match="cannot be read"):
        EmbeddedEngine(copy)


def test_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EngineError, match=r"onnxruntime.*pip install"):
        EmbeddedEngine()


def test_no_engine_of_that_name() -> None:
    with pytest.raises(EngineError, match="embedded, camel, stanza, none"):
        load("spacy")


def test_none_is_no_engine() -> None:
    assert load("none") is None


def test_torch_is_never_loaded(imported_with: Callable[[str], set[str]]) -> None:
    code = "from pipeline.entities.engines import load; load()([['توقف', 'فيسبوك']])"
    assert "torch" not in imported_with(code)
    assert "onnxruntime" not in imported_with("import pipeline.entities.engines")


@pytest.mark.usefixtures("no_network")
def test_no_network() -> None:
    assert EmbeddedEngine()([["توقف", "فيسبوك"]])
