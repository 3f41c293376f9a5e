"""Hostile text for the property tests: Arabic with all its marks and forms, mixed scripts, halves of pairs."""

from __future__ import annotations

from hypothesis import strategies as st

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىٱپچڤگکیھہےۀٵٶ"
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0670\u0640\u06d6\u0610\u0301"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069\ufeff\u061c\u00ad"
FORMS = "ﷺﷲﷴ﷽﷼ﻻﻵﻟﺎﺑﺗﱠﹷ𞸀𞺡ＡＢ１！"
SIGNS = ' \t\n\r\u00a0\u2028\u2003\u0085.,،؛؟!?:…-–—"“”‘’«»()[]{}%٪$€/\\@#&+*_·●'
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲٫٬"
LATIN = "abcABCzZéÀßİıŁ\u0149ǅµ"
OTHER = "中文ウשлΩ😀🇸🇦👩‍💻\ud800\udc00\udfff\x00\x1b\u0345\ufffd\ufffe"

_PIECES = ["واتساب", "وللشركة", "لـ2.7", "بـ160", "كالهاتف", "أ. ف. ب", "الله", "ـــ", "U.S.", "Inc.", "Wi-Fi"]
_PIECES += ["https://x.com/a/status/12.", "www.a.com", "a@b.co", "#وسم_1", "@user", "t.co/a", "15:45", "22/9/2021"]
_PIECES += ["3.5", "5G", "..", "...", "\r\n", "\n\n", "${}"]


def texts(max_size: int = 60) -> st.SearchStrategy[str]:
    """Strings of letters, marks, forms, signs and whole awkward pieces, in any order."""
    characters = st.sampled_from(LETTERS * 3 + MARKS + INVISIBLE + FORMS + SIGNS * 2 + DIGITS + LATIN + OTHER)
    anything = st.characters()
    return st.lists(st.one_of(characters, characters, st.sampled_from(_PIECES), anything), max_size=max_size).map(
        "".join
    )
