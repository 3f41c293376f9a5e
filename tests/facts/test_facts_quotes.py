"""Quotations: which marks pair, and which quotations hold speech."""

from __future__ import annotations

import pytest

from pipeline.facts.quotes import MAX_TOKENS, find_quotes
from pipeline.text import View, tokenize

SPEECH = "نعمل على إصلاح الخلل"
MARKS = [('"', '"'), ("“", "”"), ("”", "“"), ("„", "“"), ("«", "»"), ("»", "«"), ("‹", "›")]


def _quotes(text: str, names: tuple[str, ...] = ()) -> list[tuple[str, bool]]:
    view = View(text)
    tokens = tokenize(view)
    spans = [
        (i, i + 1 + name.count(" "))
        for name in names
        for i in range(len(tokens))
        if text[tokens[i].span.start :].startswith(name)
    ]
    found = find_quotes(tokens, view.text, spans)
    return [(text[tokens[q.first].span.end : tokens[q.last].span.start], q.speech) for q in found]


@pytest.mark.parametrize(("opening", "closing"), MARKS, ids=["".join(pair) for pair in MARKS])
def test_marks_pair(opening: str, closing: str) -> None:
    assert _quotes(f"قالت {opening}{SPEECH}{closing} أمس") == [(SPEECH, True)]


@pytest.mark.parametrize(("opening", "closing"), MARKS, ids=["".join(pair) for pair in MARKS])
def test_two_quotations(opening: str, closing: str) -> None:
    text = f"{opening}{SPEECH}{closing} قالت، {opening}{SPEECH} غدا{closing}"
    assert _quotes(text) == [(SPEECH, True), (f"{SPEECH} غدا", True)]


@pytest.mark.parametrize(("opening", "closing"), MARKS, ids=["".join(pair) for pair in MARKS])
def test_a_mark_without_a_partner_in_its_paragraph_is_passed_over(opening: str, closing: str) -> None:
    assert _quotes(f"قالت {opening}{SPEECH}\nثم {opening}{SPEECH} غدا{closing}") == [(f"{SPEECH} غدا", True)]
    assert _quotes(f"قالت {opening}{SPEECH}") == []


def test_marks_of_another_kind_inside_do_not_close() -> None:
    assert _quotes('قالت «نحب "الأعطال" كثيرا هنا»') == [('نحب "الأعطال" كثيرا هنا', True)]


def test_a_mark_too_far_away_is_no_partner() -> None:
    assert _quotes('"' + "كلمة " * (MAX_TOKENS - 2) + '"')
    assert _quotes('"' + "كلمة " * (MAX_TOKENS + 2) + '"') == []


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("عطل «كبير»", False),
        ("عطل «كبير جدا»", False),
        ("قال «عطل كبير جدا»", True),
        ("كتب «كم السعر؟»", True),
        ("كتب «متى؟»", False),
        ("اكتفى بكلمة «أهلا»", True),
        ("اكتفى بخدمة «أهلا»", False),
        ("قالت الشركة: «آسف»", True),
        ("دبي: «آسف»", False),
        ("مسلسل «واتساب، فيسبوك»", False),
        ("قالت الشركة: «»", False),
        ("مرت ساعة.\nوقال: «آسف جدا»", True),
    ],
)
def test_speech_has_three_words_or_stands_behind_a_colon(text: str, speech: bool) -> None:
    assert [found for _, found in _quotes(text)] == [speech]


def test_a_name_alone_is_no_speech() -> None:
    name = "وول ستريت جورنال"
    assert _quotes(f"صحيفة «{name}»", (name,)) == [(name, False)]
    assert _quotes(f"مجلة وصحيفة: «{name}»", (name,)) == [(name, False)]
    assert _quotes(f"صحيفة «{name}»") == [(name, True)]
