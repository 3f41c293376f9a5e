"""Our folding against the normalisers of camel-tools and pyarabic, where they do the same: on random and real text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarabic import araby

from pipeline.text import fold

LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
TATWEEL = "\u0640"
LAM_ALEFS = "ﻻﻷﻹﻵ"
PRESENTATION = "".join(map(chr, range(0xFE80, 0xFEFD)))

arabic = st.text(st.sampled_from(LETTERS * 2 + MARKS + "ٱ" + TATWEEL + " \n.،؟"), max_size=60)
SAMPLES = sorted((Path(__file__).parents[2] / "corpora" / "samples").glob("*.txt"))


def _lower(text: str) -> str:
    """Fold what the peers leave alone: digits, case, the per cent sign."""
    return text.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩٪\u00a0", "0123456789% ")).lower()


def _araby(text: str) -> str:
    for strip in (araby.strip_harakat, araby.strip_shadda, araby.strip_tatweel, araby.strip_small):
        text = strip(text)
    # araby.normalize_alef takes ى for an alef; here, as in camel-tools, it is a yeh.
    text = text.replace(araby.ALEF_MAKSURA, araby.YEH)
    return str(araby.normalize_teh(araby.normalize_alef(araby.normalize_ligature(text))))


Fold = Callable[[str], str]


@pytest.fixture(scope="module")
def camel() -> Fold:
    dediac = pytest.importorskip("camel_tools.utils.dediac", reason="camel-tools is not installed (extra `camel`)")
    normalize = pytest.importorskip("camel_tools.utils.normalize", reason="camel-tools is not installed")

    def folded(text: str) -> str:
        text = dediac.dediac_ar(text).replace(TATWEEL, "")
        for name in ("alef", "alef_maksura", "teh_marbuta"):
            text = getattr(normalize, f"normalize_{name}_ar")(text)
        return str(text)

    return folded


@pytest.fixture(scope="module")
def decompose(camel: Fold) -> Fold:
    from camel_tools.utils.normalize import normalize_unicode

    return lambda text: camel(normalize_unicode(text))


@given(arabic)
def test_same_as_pyarabic(text: str) -> None:
    assert fold(text) == _araby(text)


@given(st.text(st.sampled_from(LETTERS + LAM_ALEFS + " "), max_size=40))
def test_same_ligatures_as_pyarabic(text: str) -> None:
    assert fold(text) == _araby(text)


@given(text=arabic)
def test_same_as_camel_tools(camel: Fold, text: str) -> None:
    assert fold(text) == camel(text)


@given(text=st.text(st.sampled_from(PRESENTATION + " "), max_size=40))
def test_same_presentation_forms_as_camel_tools(decompose: Fold, text: str) -> None:
    assert fold(text) == decompose(text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_real_text_same_as_pyarabic(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert fold(text) == _lower(_araby(text))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_real_text_same_as_camel_tools(camel: Fold, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert fold(text) == _lower(camel(text))


@pytest.mark.parametrize("name", ["TASHKEEL", "SMALL"])
def test_every_mark_of_pyarabic_is_folded_away(name: str) -> None:
    assert fold("ب" + "".join(getattr(araby, name))) == "ب"
