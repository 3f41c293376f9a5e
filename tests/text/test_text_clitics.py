"""Proclitics: the reading that is right is among those offered, and none is offered that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import View, fold, splits, tokenize
from pipeline.text.clitics import MIN_STEM

# A word as written, and the reading that must be offered: proclitics with + and the stem.
READINGS = """
وواتساب و+واتساب
لفيسبوك ل+فيسبوك
ولفيسبوك و+ل+فيسبوك
فلفيسبوك ف+ل+فيسبوك
بفيسبوك ب+فيسبوك
كفيسبوك ك+فيسبوك
وفيسبوك و+فيسبوك
ففيسبوك ف+فيسبوك
وبفيسبوك و+ب+فيسبوك
وكفيسبوك و+ك+فيسبوك
وللشركة و+ل+ال+شركة
للشركة ل+ال+شركة
فللشركة ف+ل+ال+شركة
لشركة ل+شركة
الشركة ال+شركة
والشركة و+ال+شركة
فالشركة ف+ال+شركة
بالشركة ب+ال+شركة
وبالشركة و+ب+ال+شركة
فبالشركة ف+ب+ال+شركة
كالشركة ك+ال+شركة
وكالشركة و+ك+ال+شركة
كالهاتف ك+ال+هاتف
وبالتطبيق و+ب+ال+تطبيق
وبالتطبيق و+ب+التطبيق
للتطبيق ل+ال+تطبيق
سيعود س+يعود
وسيعود و+س+يعود
فسيعود ف+س+يعود
ستعتذر س+تعتذر
وسنعمل و+س+نعمل
سأعود س+أعود
وعادت و+عادت
فعادت ف+عادت
ليعود ل+يعود
وليعود و+ل+يعود
لإنستغرام ل+إنستغرام
وإنستغرام و+إنستغرام
لإنستقرام ل+إنستقرام
وأعلنت و+أعلنت
بأكثر ب+أكثر
وبأكثر و+ب+أكثر
لأكثر ل+أكثر
كأكبر ك+أكبر
وتويتر و+تويتر
لتويتر ل+تويتر
بتويتر ب+تويتر
لليوم ل+ال+يوم
لليمن ل+ال+يمن
للولايات ل+ال+ولايات
وللولايات و+ل+ال+ولايات
بالمئة ب+ال+مئة
بالمائة ب+ال+مائة
بمليار ب+مليار
وبمليارات و+ب+مليارات
لملايين ل+ملايين
والملايين و+ال+ملايين
فالأسهم ف+ال+أسهم
كالأسهم ك+ال+أسهم
بلغ بلغ
فقد فقد
كان كان
وكالة وكالة
وكان و+كان
سهم سهم
لكن لكن
واتساب واتساب
لينكدإن لينكدإن
بلوسكاي بلوسكاي
كلاودفلير كلاودفلير
سيغنال سيغنال
وَلِلشَّرِكَةِ و+ل+ال+شركة
بـالشركة ب+ال+شركة
"""
CASES = [line.split() for line in READINGS.split("\n") if line]

IMPOSSIBLE = [
    ("له", "ه"),
    ("به", "ه"),
    ("وله", "ه"),
    ("لل", "ل"),
    ("سالشركة", "شركة"),
    ("سوعاد", "عاد"),
    ("بوعاد", "عاد"),
    ("لوفيسبوك", "فيسبوك"),
    ("مفيسبوك", "فيسبوك"),
    ("وولفيسبوك", "فيسبوك"),
    ("بلفيسبوك", "فيسبوك"),
]


def _readings(word: str) -> set[str]:
    return {"+".join((*split.proclitics, split.stem)) for split in splits(fold(word))}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("word", "reading"), CASES, ids=[f"{word}={reading}" for word, reading in CASES])
def test_the_right_reading_is_offered(word: str, reading: str) -> None:
    assert fold(reading) in _readings(word)


@pytest.mark.parametrize(("word", "stem"), IMPOSSIBLE)
def test_an_impossible_reading_is_not(word: str, stem: str) -> None:
    assert fold(stem) not in {split.stem for split in splits(fold(word))}


@given(st.text(st.sampled_from("وفبلكساشرةهي"), max_size=9).map(fold))
def test_readings_are_ordered_parts_of_the_word(word: str) -> None:
    readings = splits(word)
    assert readings[0] == ((), 0, word)
    assert [split.length for split in readings] == sorted(split.length for split in readings)
    assert len(set(readings)) == len(readings)
    for split in readings:
        assert word[split.length :] == split.stem
        written = "".join(split.proclitics)
        assert word[: split.length] in (written, written.replace("لال", "لل"))
        assert not split.length or len(split.stem) >= MIN_STEM


@pytest.mark.parametrize(
    ("text", "expected"),
    [("لـ2.7", ["ل", "2.7"]), ("بـ160", ["ب", "160"]), ("الـ500", ["ال", "500"]), ("وبـ٤٠", ["وب", "40"])],
)
def test_a_proclitic_on_a_figure_is_a_token_of_its_own(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokenize(View(text))] == expected


@pytest.mark.parametrize("text", ["لـ«فيسبوك»", "بـ“واتساب”", 'لـ"تويتر"', "لـFacebook"])
def test_a_proclitic_before_a_quotation_is_a_token_of_its_own(text: str) -> None:
    tokens = tokenize(View(text))
    assert tokens[0].text in ("ل", "ب")
    assert tokens[0].span.cut(text) == text[:2]
