"""The view: whatever the text, a place in the folded copy knows where it came from."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hostile_text import FORMS, INVISIBLE, MARKS, texts
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import Span, View, fold

FOLDED = [
    ("أحمد إلى آخر ٱلعالم", "احمد الي اخر العالم"),
    ("مدينة", "مدينه"),
    ("على مستوى", "علي مستوي"),
    ("کتاب عربی", "كتاب عربي"),
    ("مُحَمَّدٌ", "محمد"),
    ("عـــطل", "عطل"),
    ("الرحمٰن", "الرحمن"),
    ("٢٠٢١ ۲۰۲۱", "2021 2021"),
    ("٣٫٥٪ و١٬٥٠٠", "3٫5% و1٬500"),
    ("Facebook FACEBOOK", "facebook facebook"),
    ("ﻻ ﷺ ﷲ ﻟﺎ", "لا صلياللهعليهوسلم الله لا"),
    ("ＡＢ１", "ab1"),
    ("\u202bعطل\u202c \u200fهنا\u200e", "عطل هنا"),
    ("مي\u200cخواهم", "ميخواهم"),
    ("a\u00a0b\tc", "a b c"),
    ("a\r\nb\u2028c", "a\n\nb\nc"),
    ("إ\u0650ن", "ان"),
    ("−5", "-5"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(texts())
def test_every_range_of_the_view_is_a_range_of_the_text(text: str) -> None:
    view = View(text)
    previous = Span(0, 0)
    for start in range(len(view)):
        span = view.span(start, start + 1)
        assert 0 <= span.start < span.end <= len(text)
        assert span.start >= previous.start
        assert span.start >= previous.end or span.start == previous.start, "two characters share one or none"
        previous = span


@given(texts(), st.data())
def test_a_span_covers_what_it_folds(text: str, data: st.DataObject) -> None:
    view = View(text)
    start = data.draw(st.integers(0, len(view)))
    end = data.draw(st.integers(start, len(view)))
    span = view.span(start, end)
    first, last = view.indices(span)
    assert first <= start <= end <= last or start == end
    folded = fold(span.cut(text))
    # A ligature gives several letters: a range that cuts one covers it whole.
    assert view.text[start:end] in folded
    if start < end:
        assert folded == view.text[first:last]


@given(texts())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts(), texts())
def test_folding_is_local(left: str, right: str) -> None:
    """What a text folds to does not depend on what stands beside it."""
    assert fold(left + right) == fold(left) + fold(right)


@given(texts())
def test_nothing_visible_is_lost(text: str) -> None:
    """Between the spans of a view lie only marks and characters that nobody sees."""
    view = View(text)
    spans = [view.span(index, index + 1) for index in range(len(view))]
    covered = {place for span in spans for place in range(span.start, span.end)}
    lost = {character for place, character in enumerate(text) if place not in covered}
    assert all(not fold(character) for character in lost)


@given(texts())
def test_the_view_has_no_marks_forms_or_variants(text: str) -> None:
    folded = fold(text)
    assert not set(folded) & set(MARKS + INVISIBLE + "أإآٱىةکی٠١٢٣٤٥٦٧٨٩۰۱۲\r\u00a0")
    assert not [c for c in folded if c in FORMS and c != "﷽" and unicodedata.normalize("NFKC", c) != c]
    assert not re.search("[A-Z]", folded)


@given(st.text(st.characters(), max_size=30))
def test_any_unicode_at_all(text: str) -> None:
    view = View(text)
    assert fold(view.text) == view.text
    if len(view):
        assert view.span(0, len(view)).end <= len(text)


def test_lone_surrogates_are_kept() -> None:
    text = "ا\ud800ب\udfff"
    view = View(text)
    assert view.text == text
    assert view.span(1, 2).cut(text) == "\ud800"


def test_marks_belong_to_the_letter_before() -> None:
    text = "كَتَبَ"
    view = View(text)
    assert [view.span(i, i + 1).cut(text) for i in range(3)] == ["كَ", "تَ", "بَ"]


def test_a_mark_before_any_letter_belongs_to_none() -> None:
    assert View("\u064eكتب").span(0, 1) == Span(1, 2)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (0, 9), (2, 1)])
def test_a_range_outside_the_view_is_an_error(start: int, end: int) -> None:
    with pytest.raises(IndexError, match="not inside a view of 3"):
        View("كتب").span(start, end)


@given(texts())
def test_indices_undo_span(text: str) -> None:
    view = View(text)
    for index in range(len(view)):
        first, last = view.indices(view.span(index, index + 1))
        assert first <= index < last
        assert view.span(first, last) == view.span(index, index + 1)


def test_span_relations() -> None:
    assert Span(1, 4).overlaps(Span(3, 5))
    assert not Span(1, 3).overlaps(Span(3, 5))
    assert Span(1, 5).contains(Span(2, 5))
    assert not Span(2, 5).contains(Span(1, 3))
    assert len(Span(2, 5)) == 3
