"""How many times as much: تضاعفت أربع مرات، زاد الضعف، ضعفين ونصفا; what happened four times is none."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.values import amounts
from pipeline.values.digits import Value
from pipeline.values.lexicon import listed
from pipeline.values.scan import STOPS, Words

FOLD = "fold"
REACH = 14
"""Words between a verb of growth and how many times: its subject with what belongs to it."""


class Multiple(NamedTuple):
    """A multiple without a number word: its value and the index behind its words."""

    value: Value
    last: int


def grows(words: Words, index: int, floor: int) -> bool:
    """Whether a verb that multiplies stands before `index`: `تضاعفت الرسائل`, `ما يفوق المعتاد`.

    `floor` is the index behind the last figure: `زادت 22 بالمئة، وتكررت ثلاث مرات` counts occurrences.
    """
    for at in range(index - 1, max(index - REACH, floor) - 1, -1):
        text = words.text(at)
        if text in STOPS:
            return False
        if text in listed("repeats"):
            return False
        if text in listed("grows") or (text[:1] in ("و", "ف") and text[1:] in listed("grows")):
            return True
    return False


def read_multiple(words: Words, index: int, floor: int) -> Multiple | None:
    """`ضعفي المعدل`, `ضعفين ونصف الضعف`; behind a verb that multiplies `الضعف` and `مرتين` too."""
    word = words[index]
    if "twice" in word.classes:
        return _with_half(words, index + 1)
    if "two_times" in word.classes and grows(words, index, floor):
        return _with_half(words, index + 1)
    if "twofold" in word.classes and word.definite and grows(words, index, floor):
        return Multiple(2, index + 1)
    return None


def _with_half(words: Words, index: int) -> Multiple:
    value, last = amounts.with_half(words, 2, index)
    return Multiple(value, last + (last > index and words.text(last) == "الضعف"))
