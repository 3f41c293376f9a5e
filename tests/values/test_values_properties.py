"""What must hold for every text: spans, order, folding, spelled-out numbers read back, work that grows with length."""

from __future__ import annotations

import datetime
import itertools
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_rows import document, rows

from pipeline.text import fold
from pipeline.values import quantities, read_date, times
from pipeline.values.numbers import Reader
from pipeline.values.scan import scan_words

DAY = datetime.date(2021, 10, 5)
PIECES = (
    "نحو", "أكثر من", "بين", "من", "إلى", "و", "الـ", "لـ", "3", "15:45", "22/9/2021", "٢٫٥",
    "1.234", "مليون", "ملايين", "ألفا", "خمسة", "وعشرين", "مئة", "نصف", "ونصف", "دولار", "ريال",
    "%", "في المئة", "مستخدم", "المستخدمين", "ساعة", "ساعات", "يوم", "أمس", "مساء", "الاثنين",
    "الثامنة", "إلا ربعا", "بتوقيت", "غرينتش", "ت غ", "تشرين", "الأول", "أكتوبر", "2021", "عام",
    "الماضي", "قبل", "كل", "المركز", "(", ")", "/", "-", ".", "،", "\n", "$", "October", "4",
    "محرم", "1443هـ", "الربع", "تجاوزت", "ضعفي", "عشرات",
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
)


@given(texts)
@settings(max_examples=400)
def test_results_lie_in_the_text_in_order_and_apart(text: str) -> None:
    doc = document(text)
    for found in (quantities(doc), times(doc, DAY), times(doc, None)):
        spans = [item.span for item in found]
        assert spans == sorted(spans)
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(span.cut(text).strip() for span in spans)
        assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
        for item in found:
            assert item.rule
            assert item.cue is None or 0 <= item.cue.start < item.cue.end <= len(text)


@given(texts)
def test_quantities_and_times_do_not_share_words(text: str) -> None:
    doc = document(text)
    spans = [item.span for item in times(doc, None) if item.kind != "set"]
    assert not [q for q in quantities(doc) for span in spans if q.span.overlaps(span)]


@given(texts)
def test_a_date_that_is_read_is_a_date(text: str) -> None:
    found = read_date(text)
    if found is not None:
        value, span = found
        assert datetime.date.fromisoformat(value)
        assert span.cut(text)


# ----------------------------------------------------------------------------------------- numbers read back
ONES = ("", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة")
FEMININE = ("", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
TENS = ("", "عشرة", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
HUNDREDS = ("", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة")
SCALES = (
    (10**9, "مليار", "ملياران", "مليارات"),
    (10**6, "مليون", "مليونان", "ملايين"),
    (10**3, "ألف", "ألفان", "آلاف"),
)


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [HUNDREDS[hundreds]] if hundreds else []
    tens, ones = divmod(rest, 10)
    if 11 <= rest <= 19:
        words.append(("أحد" if ones == 1 else "اثنا" if ones == 2 else ONES[ones]) + " عشر")
    else:
        words += [part for part in (ONES[ones], TENS[tens]) if part]
    return words


def spell(number: int) -> str:
    """The number in words, as a grammar book writes it."""
    parts: list[str] = []
    for scale, one, two, many in SCALES:
        count, number = divmod(number, scale)
        if count == 1:
            parts.append(one)
        elif count == 2:
            parts.append(two)
        elif count:
            parts.append(" و".join(_below_thousand(count)) + " " + (many if 3 <= count <= 10 else one))
    return " و".join(parts + _below_thousand(number))


def _read(text: str) -> list[Any]:
    words = scan_words(fold(text))
    reader, index, found = Reader(words), 0, []
    while index < len(words):
        number = reader.read(index)
        found += [number.value] if number else []
        index = number.last if number else index + 1
    return found


@given(st.one_of(st.integers(1, 2000), st.integers(1, 10**12 - 1)))
@settings(max_examples=400)
def test_spelled_out_numbers_are_read_back(number: int) -> None:
    assert _read(spell(number)) == [number]
    assert _read("و" + spell(number)) == [number]
    assert _read("بـ" + spell(number)) == [number]


@given(st.integers(0, 10**15))
def test_grouped_figures_are_read_back(number: int) -> None:
    for sign in (",", "٬"):
        assert _read(f"{number:,}".replace(",", sign)) == [number]
    eastern = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert _read(str(number).translate(eastern)) == [number]


@given(st.integers(1, 9999), st.integers(1, 99), st.sampled_from(["مليون", "مليار", "ألف"]))
def test_decimals_before_scale_words(whole: int, cents: int, scale: str) -> None:
    size = {"ألف": 10**3, "مليون": 10**6, "مليار": 10**9}[scale]
    for sign in (".", ",", "٫"):
        assert _read(f"{whole}{sign}{cents:02d} {scale}") == [pytest.approx((whole + cents / 100) * size)]


# ------------------------------------------------------------------------------------------------- written forms
MARKS = ("\u064e", "\u0640", "\u200f", "\u202b", "\u0651")
SENTENCES = sorted({str(row["sentence"]) for name in ("quantities", "times") for row in rows(name)})


def _facts(text: str) -> list[tuple[Any, ...]]:
    doc = document(text)
    known = [(q.kind, q.value, q.low, q.high, q.magnitude, q.modifier, q.per) for q in quantities(doc)]
    return known + [(t.kind, t.value, t.modifier) for t in times(doc, DAY)]


@given(st.sampled_from(SENTENCES), st.lists(st.tuples(st.integers(0, 120), st.sampled_from(MARKS)), max_size=6))
@settings(max_examples=150)
def test_marks_that_folding_removes_change_nothing(sentence: str, marks: list[tuple[int, str]]) -> None:
    text = sentence
    for at, mark in marks:
        at = min(at, len(text))
        if at and text[at - 1] not in " \n":
            text = text[:at] + mark + text[at:]
    assert _facts(text) == _facts(sentence)


def test_reading_twice_gives_the_same() -> None:
    for sentence in SENTENCES[:40]:
        assert _facts(sentence) == _facts(sentence)


# ---------------------------------------------------------------------------------------------------- growth
HOSTILE: tuple[Callable[[int], str], ...] = (
    lambda n: "1" * n,
    lambda n: "1," * n,
    lambda n: "1 111" * n,
    lambda n: "111 " * n,
    lambda n: "1/" * n,
    lambda n: "1-" * n,
    lambda n: "11-" * n,
    lambda n: "1:" * n,
    lambda n: "a." * n,
    lambda n: "a" * n + "@",
    lambda n: "مليون " * n,
    lambda n: "ألف و" * n,
    lambda n: "خمسة و" * n,
    lambda n: "نصف " * n,
    lambda n: "من 5 إلى " * n,
    lambda n: "بين 3 و" * n,
    lambda n: "الساعة 5 " * n,
    lambda n: "مساء " * n,
    lambda n: "ساعة و" * n,
    lambda n: "الاثنين " * n,
    lambda n: "الثامنة إلا " * n,
    lambda n: "أكثر من " * n,
    lambda n: "تجاوزت " * n + "5 ",
    lambda n: "تشرين الأول/" * n,
    lambda n: "(" * n,
    lambda n: "ال" * n,
    lambda n: "وب" * n,
)


def _work(text: str) -> int:
    """The number of function calls that reading a text takes: unlike time, the same on every machine."""
    doc = document(text)
    calls = 0

    def count(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        quantities(doc)
        times(doc, None)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("make", HOSTILE, ids=[make(2).strip() for make in HOSTILE])
def test_work_grows_with_the_length_of_the_text(make: Callable[[int], str]) -> None:
    _work(make(3))
    small, large = _work(make(100)), _work(make(400))
    assert large <= 6 * small + 500
