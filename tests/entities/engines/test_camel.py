"""camel-tools as an engine, run for real with the small model of `models/peers/camel`."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.entities.engines import camel
from pipeline.entities.engines.base import EngineError, Tag
from pipeline.entities.engines.camel import CamelEngine

MARKS = "\u064b\u0650"
"""Diacritics without a letter: the tokenizer keeps nothing of them."""

_READERS = ("camel_tools.data", "camel_tools.ner")


@pytest.fixture(scope="module")
def engine(peers: Path) -> CamelEngine:
    pytest.importorskip("camel_tools", reason="camel-tools is not installed (extra `camel`)")
    return CamelEngine(peers / "camel")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of a user's data of camel-tools, which reads it once a process: when it is imported."""
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    # It makes a folder in the home all the same.
    monkeypatch.setenv("HOME", str(tmp_path))
    before = [name for name in sys.modules if name.startswith(_READERS)]
    for name in before:
        monkeypatch.delitem(sys.modules, name)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith(_READERS)]:
        del sys.modules[name]


def test_the_module_loads_no_library(imported_with: Callable[[str], set[str]]) -> None:
    modules = imported_with("from pipeline.entities.engines.camel import CamelEngine")
    assert not {"torch", "transformers", "camel_tools", "numpy"} & modules


@pytest.mark.slow
def test_names_of_a_sentence_it_never_saw(engine: CamelEngine, held_out: list[str]) -> None:
    (tags,) = engine([held_out])
    assert tags is not None
    assert {Tag(1, 3, "person", 1.0), Tag(8, 9, "place", 1.0), Tag(11, 12, "other", 1.0)} <= set(tags)


@pytest.mark.slow
def test_one_item_a_sentence_in_order(engine: CamelEngine, held_out: list[str]) -> None:
    both = engine([held_out, [], ["قال"], held_out[:5]])
    assert both == [*engine([held_out]), [], *engine([["قال"]]), *engine([held_out[:5]])]
    assert engine([]) == []
    assert engine([[]]) == [[]]


@pytest.mark.slow
@pytest.mark.parametrize("word", ["😀", "ـــ", "…", "a" * 300, "4.5%", "@user", "ﷲ"])
def test_odd_words_have_a_label(engine: CamelEngine, held_out: list[str], word: str) -> None:
    tags, alone = engine([[word, *held_out], [word]])
    assert tags is not None
    assert alone is not None
    assert {Tag(9, 10, "place", 1.0), Tag(12, 13, "other", 1.0)} <= set(tags)


@pytest.mark.slow
def test_six_hundred_words(engine: CamelEngine, held_out: list[str]) -> None:
    words = (held_out * 60)[:600]
    (tags,) = engine([words])
    assert tags is not None
    assert tags[-1].first > 550
    assert sum(words[tag.first] == "بيروت" and tag.type == "place" for tag in tags) > 20


@pytest.mark.slow
@pytest.mark.parametrize("word", [MARKS, "\u200f", "!" * 255, "!" * 600])
def test_no_tags_where_labels_and_words_do_not_fit(engine: CamelEngine, held_out: list[str], word: str) -> None:
    found = engine([held_out, [*held_out[:4], word, *held_out[4:]], held_out, [word]])
    assert found[1] is found[3] is None
    assert found[0] == found[2] == engine([held_out])[0] != []


@pytest.mark.slow
def test_needs_neither_network_nor_home_nor_catalogue(
    engine: CamelEngine, peers: Path, held_out: list[str], no_network: None, bare_home: Path
) -> None:
    environment = dict(os.environ)
    assert CamelEngine(str(peers / "camel"))([held_out]) == engine([held_out])
    assert dict(os.environ) == environment
    assert not {"camel_tools.data", "camel_tools.ner"} & set(sys.modules), "made with an empty catalogue"
    assert not bare_home.exists()


@pytest.mark.slow
def test_the_model_of_camel_data(
    engine: CamelEngine, peers: Path, held_out: list[str], no_network: None, data: Path
) -> None:
    datasets = {"default": "arabert", "datasets": {"arabert": {"path": "ner/arabert"}}}
    catalogue = {"version": "1.6", "packages": {}, "components": {"NamedEntityRecognition": datasets}}
    (data / "catalogue.json").write_text(json.dumps(catalogue))
    with pytest.raises(EngineError, match=r"ner/arabert has no model .*: camel_data -i ner-arabert$"):
        CamelEngine()
    shutil.copytree(peers / "camel", data / "data" / "ner" / "arabert")
    fetched = CamelEngine()
    assert fetched([held_out]) == engine([held_out])
    assert fetched.checksum == "arabert"


def test_no_model_of_camel_data(bare_home: Path) -> None:
    pytest.importorskip("camel_tools", reason="camel-tools is not installed (extra `camel`)")
    with pytest.raises(EngineError, match=r"^camel-tools has no model here: camel_data -i ner-arabert$"):
        CamelEngine()


@pytest.mark.slow
@pytest.mark.parametrize("text", ["{", "[]", '{"version": "1.6", "packages": {}, "components": {}}'])
def test_a_broken_catalogue(text: str, data: Path) -> None:
    pytest.importorskip("camel_tools", reason="camel-tools is not installed (extra `camel`)")
    (data / "catalogue.json").write_text(text)
    with pytest.raises(EngineError, match=r"^The catalogue of camel-tools cannot be used .*: rm .*catalogue.json$"):
        CamelEngine()


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    pytest.importorskip("camel_tools", reason="camel-tools is not installed (extra `camel`)")
    (tmp_path / "config.json").write_text("{}")
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(EngineError, match=r"has no model for camel-tools .*: camel_data -i ner-arabert$"):
            CamelEngine(folder)


@pytest.mark.slow
def test_a_broken_model(engine: CamelEngine, peers: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(peers / "camel", tmp_path / "camel")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(EngineError, match=r"cannot be loaded .*: camel_data -i ner-arabert$"):
        CamelEngine(folder)
    weights.unlink()
    with pytest.raises(EngineError, match=r"cannot be loaded .*: camel_data -i ner-arabert$"):
        CamelEngine(folder)


@pytest.mark.slow
def test_the_checksum_is_of_the_model(engine: CamelEngine, peers: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(peers / "camel", tmp_path / "camel")
    assert CamelEngine(folder).checksum == engine.checksum
    assert re.fullmatch("[0-9a-f]{64}", engine.checksum)
    pieces = (folder / "vocab.txt").read_text().splitlines()
    (folder / "vocab.txt").write_text("\n".join([*pieces[:-2], pieces[-1], pieces[-2]]))
    assert CamelEngine(folder).checksum != engine.checksum


@pytest.mark.slow
def test_a_model_of_another_kind(engine: CamelEngine, peers: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(peers / "camel", tmp_path / "camel")
    config = json.loads((folder / "config.json").read_text())
    del config["id2label"], config["label2id"]
    (folder / "config.json").write_text(json.dumps(config | {"num_labels": 9}))
    with pytest.raises(EngineError, match="does not label names"):
        CamelEngine(folder)


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["torch", "camel_tools"])
def test_a_missing_extra(missing: str, peers: Path, bare_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("camel_tools", reason="camel-tools is not installed (extra `camel`)")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(EngineError, match=r"^camel-tools cannot be imported") as error:
        CamelEngine(peers / "camel")
    assert str(error.value).endswith(camel.INSTALL)
    assert missing in str(error.value)


def test_a_missing_extra_comes_before_a_missing_model(bare_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "camel_tools", None)
    with pytest.raises(EngineError, match=r"^camel-tools cannot be imported"):
        CamelEngine()
