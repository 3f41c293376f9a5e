"""Tokens: what is one and of which kind; and for any text, that they lie side by side and cover all."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hostile_text import texts
from hypothesis import given

from pipeline.text import View, tokenize

# Tokens apart by spaces; a kind other than the expected one is written behind a token as ~kind.
GOLD = [
    ("لـ2.7 مليار", "لـ 2.7~number مليار"),
    ("بـ160 مليون", "بـ 160~number مليون"),
    ("الـ500", "الـ 500~number"),
    ("رقم5", "رقم 5~number"),
    ("٣٫٥ و٣,٥ و١٬٥٠٠", "٣٫٥~number و ٣,٥~number و ١٬٥٠٠~number"),
    ("10,000,000.", "10,000,000~number ."),
    ("بلغ 4.5.", "بلغ 4.5~number ."),
    ("4.9%", "4.9~number %"),
    ("٪20", "٪ 20~number"),
    ("$5.2bn", "$ 5.2~number bn~latin"),
    ("3.5G 5G 53m", "3.5~number G~latin 5G~latin 53m~latin"),
    ("3×4", "3~number × 4~number"),
    ("22/9/2021", "22~number / 9~number / 2021~number"),
    ("2021-10-05", "2021~number - 10~number - 05~number"),
    ("15:45", "15~number : 45~number"),
    ("2.0.1", "2.0.1~number"),
    ("iPhone13 H2O COVID-19", "iPhone13~latin H2O~latin COVID-19~latin"),
    ("AT&T Wi-Fi McDonald's", "AT&T~latin Wi-Fi~latin McDonald's~latin"),
    ("U.S. Army", "U.S~latin . Army~latin"),
    ("Yahoo!", "Yahoo~latin !"),
    ("Canva ،Signal ،Ring.", "Canva~latin ، Signal~latin ، Ring~latin ."),
    ("مثلwww.techloy.com إلى", "مثل www.techloy.com~address إلى"),
    ("(www.site.example).", "( www.site.example~address ) ."),
    ("www.site.com/عربي", "www.site.com/~address عربي"),
    ("https://x.com/a/status/12، ثم", "https://x.com/a/status/12~address ، ثم"),
    ("https://a.b/c?d=e&f=g#h.", "https://a.b/c?d=e&f=g#h~address ."),
    ("HTTPS://A.B/C", "HTTPS://A.B/C~address"),
    ("«https://a.b/c»", "« https://a.b/c~address »"),
    ("t.co/abc,", "t.co/abc~address ,"),
    ("example.com", "example.com~latin"),
    ("a.b@site.example.", "a.b@site.example~address ."),
    ("@user_1 #وسم_واحد", "@user_1~tag #وسم_واحد~tag"),
    ("#عَطَل", "#عَطَل~tag"),
    ("نهاية..بداية", "نهاية .. بداية"),
    ("“تلجرام“ (Telegram)", "“ تلجرام “ ( Telegram~latin )"),
    ("تطبيق”تلجرام”", "تطبيق ” تلجرام ”"),
    ("واتس-آب", "واتس - آب"),
    ("مُحَمَّدٌ", "مُحَمَّدٌ"),
    ("عـــطل", "عـــطل"),
    ("محمد ﷺ قال", "محمد ﷺ قال"),
    ("ﻻ أحد", "ﻻ أحد"),
    ("می\u200cشود", "می\u200cشود"),
    ("عطلFacebook هنا", "عطل Facebook~latin هنا"),
    ("Facebookعاد", "Facebook~latin عاد"),
    ("é à ñ", "é~latin à~latin ñ~latin"),
    ("中文", "中 文"),
    ("😀", "😀"),
]


def _wanted(item: str) -> tuple[str, str]:
    form, _, kind = item.partition("~")
    is_word = ("\u0620" <= form[0] <= "\u06d3" and form[0] not in "؟،؛٪") or form in "ﷺﻻ"
    return form, kind or ("word" if is_word else "punct")


@pytest.mark.parametrize(("text", "expected"), GOLD)
def test_gold(text: str, expected: str) -> None:
    found = [(token.span.cut(text), token.kind) for token in tokenize(View(text))]
    assert found == [_wanted(item) for item in expected.split(" ")]


@given(texts())
def test_tokens_lie_side_by_side_and_cover_everything(text: str) -> None:
    view = View(text)
    tokens = tokenize(view)
    for left, right in pairwise(tokens):
        assert left.end <= right.start
        assert left.span.end <= right.span.start
    covered = {place for token in tokens for place in range(token.start, token.end)}
    assert all(character.isspace() for place, character in enumerate(view.text) if place not in covered)


@given(texts())
def test_a_token_is_its_span_folded(text: str) -> None:
    view = View(text)
    for token in tokenize(view):
        assert token.text == view.text[token.start : token.end]
        assert view.span(token.start, token.end) == token.span
        assert View(token.span.cut(text)).text == token.text


@given(texts())
def test_tokens_hold_no_space(text: str) -> None:
    assert not any(c.isspace() for token in tokenize(View(text)) for c in token.text)


HOSTILE = ["-", "_", ".", "a.", "a-", "a.-", "a--", "1.", "1,", "@", "#", "(", '"', "«", "ا ", "ـ", "\u064e", "ﷺ"]
HOSTILE += ["\u202e", "www.", "http://", "https://a", "a@", "a.b/"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (30_000 // len(piece))
    started = time.perf_counter()
    tokenize(View(text))
    assert time.perf_counter() - started < 3
