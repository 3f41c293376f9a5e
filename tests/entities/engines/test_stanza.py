"""Stanza as an engine, run for real with the small model of `models/peers/stanza`."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.entities.engines import stanza
from pipeline.entities.engines.base import EngineError, Tag
from pipeline.entities.engines.stanza import StanzaEngine


@pytest.fixture(scope="module")
def engine(peers: Path) -> StanzaEngine:
    pytest.importorskip("stanza", reason="Stanza is not installed (extra `stanza`)")
    return StanzaEngine(peers / "stanza")


def test_the_module_loads_no_library(imported_with: Callable[[str], set[str]]) -> None:
    modules = imported_with("from pipeline.entities.engines.stanza import StanzaEngine")
    assert not {"torch", "transformers", "stanza", "numpy"} & modules


@pytest.mark.slow
def test_names_of_a_sentence_it_never_saw(engine: StanzaEngine, held_out: list[str]) -> None:
    (tags,) = engine([held_out])
    assert tags is not None
    assert {Tag(1, 3, "person", 1.0), Tag(8, 9, "place", 1.0), Tag(11, 12, "other", 1.0)} <= set(tags)


@pytest.mark.slow
def test_one_item_a_sentence_in_order(engine: StanzaEngine, held_out: list[str]) -> None:
    both = engine([held_out, [], ["قال"], held_out[:5]])
    assert both == [*engine([held_out]), [], *engine([["قال"]]), *engine([held_out[:5]])]
    assert engine([]) == []
    assert engine([[]]) == [[]]


@pytest.mark.slow
@pytest.mark.parametrize("word", ["😀", "ـــ", "\u200f", "\u064b", "a" * 300, "!" * 600, "_", "MWT=Yes", "1-2"])
def test_odd_words_have_a_label(engine: StanzaEngine, held_out: list[str], word: str) -> None:
    tags, alone = engine([[word, *held_out], [word]])
    assert tags is not None
    assert alone is not None
    assert {Tag(9, 10, "place", 1.0), Tag(12, 13, "other", 1.0)} <= set(tags)


@pytest.mark.slow
def test_six_hundred_words(engine: StanzaEngine, held_out: list[str]) -> None:
    words = (held_out * 60)[:600]
    (tags,) = engine([words])
    assert tags is not None
    assert tags[-1].first > 550
    assert sum(words[tag.first] == "بيروت" and tag.type == "place" for tag in tags) > 20


@pytest.mark.slow
def test_no_tags_where_labels_and_words_do_not_fit(
    engine: StanzaEngine, held_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No input makes Stanza split our words; a tokenizer that does stands for a later version of it."""
    tokenizer = engine._pipeline.processors["tokenize"]
    read = tokenizer.process_pre_tokenized_text
    whole = engine([held_out])

    def split(sentences: list[list[str]]) -> Any:
        return read([[part for word in words for part in word.split("+")] for words in sentences])

    monkeypatch.setattr(tokenizer, "process_pre_tokenized_text", split)
    assert engine([held_out, ["و+بيروت", "قالت"], []]) == [*whole, None, []]

    def join(sentences: list[list[str]]) -> Any:
        return read([[word for words in sentences for word in words]])

    monkeypatch.setattr(tokenizer, "process_pre_tokenized_text", join)
    assert engine([held_out, [], held_out]) == [None, [], None]


@pytest.mark.slow
def test_needs_no_network(
    engine: StanzaEngine, peers: Path, held_out: list[str], no_network: None, bare_home: Path
) -> None:
    assert StanzaEngine(str(peers / "stanza"))([held_out]) == engine([held_out])
    assert not bare_home.exists()


@pytest.mark.slow
def test_a_file_finds_its_vectors(engine: StanzaEngine, peers: Path, held_out: list[str], tmp_path: Path) -> None:
    file = peers / "stanza" / "ner" / "peers.pt"
    found = StanzaEngine(file)
    assert found([held_out]) == engine([held_out])
    assert found.checksum == engine.checksum
    assert re.fullmatch("[0-9a-f]{64}", engine.checksum)
    with pytest.raises(EngineError, match=r"lacks its vectors of words, pretrain/NAME.pt: python -c "):
        StanzaEngine(shutil.copy(file, tmp_path))


@pytest.mark.slow
def test_the_model_that_stanza_fetched(
    engine: StanzaEngine, peers: Path, held_out: list[str], no_network: None, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("stanza.resources.common.DEFAULT_MODEL_DIR", str(tmp_path))
    with pytest.raises(EngineError, match=r"^Stanza has no Arabic model for names here: python -c ") as error:
        StanzaEngine()
    assert str(error.value).endswith(stanza.FETCH)
    arabic = {
        "lang_name": "Arabic",
        "packages": {"default": {"tokenize": "padt", "ner": "peers"}},
        "tokenize": {"padt": {}},
        "ner": {"peers": {"dependencies": [{"model": "pretrain", "package": "peers"}]}},
        "pretrain": {"peers": {}},
    }
    (tmp_path / "resources.json").write_text(json.dumps({"ar": arabic}))
    shutil.copytree(peers / "stanza", tmp_path / "ar")
    fetched = StanzaEngine()
    assert fetched([held_out]) == engine([held_out])
    assert fetched.checksum == "peers"
    (tmp_path / "ar" / "pretrain" / "peers.pt").unlink()
    with pytest.raises(EngineError, match=r"^Stanza's own model cannot be loaded \(.*pretrain.*\): python -c "):
        StanzaEngine()


@pytest.mark.slow
def test_a_model_that_lacks_its_characters(engine: StanzaEngine, peers: Path, tmp_path: Path) -> None:
    import torch

    folder = shutil.copytree(peers / "stanza", tmp_path / "stanza")
    file = folder / "ner" / "peers.pt"
    content = torch.load(file, weights_only=True)
    content["config"]["charlm"] = True
    torch.save(content, file)
    with pytest.raises(EngineError, match=r"cannot be loaded \(.*forward.*\): python -c "):
        StanzaEngine(folder)


@pytest.mark.slow
def test_what_is_no_model(engine: StanzaEngine, peers: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"neither a model of Stanza nor a folder with ner/NAME.pt: python -c "):
        StanzaEngine(tmp_path / "none")
    (tmp_path / "text.pt").write_text("no model")
    with pytest.raises(EngineError, match=r"text.pt cannot be loaded \(.*\): python -c "):
        StanzaEngine(tmp_path / "text.pt")
    folder = shutil.copytree(peers / "stanza", tmp_path / "stanza")
    shutil.copy(folder / "pretrain" / "peers.pt", folder / "pretrain" / "other.pt")
    with pytest.raises(EngineError, match=r"several files \(other.pt, peers.pt\)"):
        StanzaEngine(folder)


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["torch", "stanza"])
def test_a_missing_extra(missing: str, peers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("stanza", reason="Stanza is not installed (extra `stanza`)")
    for name in [name for name in sys.modules if name.partition(".")[0] == "stanza"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(EngineError, match=r"^Stanza cannot be imported") as error:
        StanzaEngine(peers / "stanza")
    assert str(error.value).endswith(stanza.INSTALL)
    assert missing in str(error.value)
