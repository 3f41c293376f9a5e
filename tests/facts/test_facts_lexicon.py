"""Triggers in running text: proclitics, pronouns, tails, words of several parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.facts.lexicon import TAIL_WINDOW, Lexicon, lexicon
from pipeline.resources import DataFileError
from pipeline.text import View, tokenize

HEAD = "class\tpos\tforms\ttail\n"
SMALL = HEAD + "\n".join(
    [
        "stop\tv\tخرج يخرج\tعن الخدمة | من الخدمة",
        "stop\tn\tتوقف",
        "say\tv\tتابع يتابع",
        "say\tv\tأعلن يعلن",
        "back\tv\tعاد يعود",
        "back\tn\tعودة",
        "out\tw\tخارج الخدمة",
        "now\tw\tالآن",
    ]
)


@pytest.fixture
def small(tmp_path: Path) -> Lexicon:
    return _lexicon(tmp_path, SMALL)


def _lexicon(folder: Path, text: str) -> Lexicon:
    path = folder / "lexemes.tsv"
    path.write_text(text, encoding="utf-8")
    return Lexicon(path)


def _hits(lexemes: Lexicon, text: str) -> list[tuple[str, str]]:
    tokens = tokenize(View(text))
    found = lexemes.hits(tokens, text)
    return [(hit.cls, text[tokens[hit.first].span.start : tokens[hit.last - 1].span.end]) for hit in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # conjunctions, the future and لـ of purpose stand before a verb
        ("وعاد", [("back", "وعاد")]),
        ("فعادت", [("back", "فعادت")]),
        ("سيعود", [("back", "سيعود")]),
        ("وسيعود", [("back", "وسيعود")]),
        ("ليعود", [("back", "ليعود")]),
        # no article and no other preposition does
        ("العاد", []),
        ("بعاد", []),
        ("كعاد", []),
        # before a noun every proclitic but the future stands
        ("العودة", [("back", "العودة")]),
        ("وللعودة", [("back", "وللعودة")]),
        ("بعودتها", [("back", "بعودتها")]),
        ("كالتوقف", [("stop", "كالتوقف")]),
        ("سعودة", []),
        # ه is a pronoun, ة is none
        ("تابعه", [("say", "تابعه")]),
        ("تابعها", [("say", "تابعها")]),
        ("تابعة", []),
        ("تابعةٌ", []),
        ("أعلنتها", [("say", "أعلنتها")]),
        # marks and hamzas make no difference
        ("أَعْلَنَتْ", [("say", "أَعْلَنَتْ")]),
        ("اعلنت", [("say", "اعلنت")]),
        ("أعلــنت", [("say", "أعلــنت")]),
        # words as they stand
        ("هو خارج الخدمة", [("out", "خارج الخدمة")]),
        ("خارج البيت", []),
        ("والآن", [("now", "والآن")]),
        ("خارج", []),
    ],
)
def test_hits(text: str, found: list[tuple[str, str]], small: Lexicon) -> None:
    assert _hits(small, text) == found


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("خرج الموقع عن الخدمة", True),
        ("خرجت الشبكة كلها في المدينة من الخدمة", True),
        ("خرج الرجل من البيت", False),
        ("خرج الموقع عن المألوف في الخدمة", False),
        # the tail stands in the same sentence
        ("خرج الرجل. عن الخدمة", False),
        ("خرج الرجل؛ عن الخدمة", False),
        # a comma does not part them
        ("خرج الموقع، كما قيل، عن الخدمة", True),
        # proclitics of the first word of the tail
        ("خرج الموقع وعن الخدمة", True),
    ],
)
def test_a_tail_must_follow(text: str, hit: bool, small: Lexicon) -> None:
    assert bool(_hits(small, text)) is hit


def test_a_tail_stands_near() -> None:
    for words in (TAIL_WINDOW - 2, TAIL_WINDOW - 1):
        text = "خرج " + "كتاب " * words + "عن الخدمة"
        assert any(cls == "stop" for cls, _ in _hits(lexicon(), text)) is (words == TAIL_WINDOW - 2)


def test_a_word_has_a_class_once(tmp_path: Path) -> None:
    lexemes = _lexicon(tmp_path, HEAD + "stop\tn\tعطل أعطال\nstop\tn\tعطل\nnoun\tn\tعطل\n")
    assert _hits(lexemes, "العطل") == [("stop", "العطل"), ("noun", "العطل")]


def test_numbers_and_signs_are_no_triggers(small: Lexicon) -> None:
    assert _hits(small, "15:45 ... @عاد #توقف 2024 ...") == []


@pytest.mark.parametrize(
    "line", ["stop\tv\tتعطل", "stop\tv\tتعطل يتعطل تعطلا", "stop\tx\tتعطل يتعطل", "stop\tn\t"], ids=repr
)
def test_a_wrong_line_is_named(line: str, tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="line 2"):
        _lexicon(tmp_path, HEAD + line + "\n")
