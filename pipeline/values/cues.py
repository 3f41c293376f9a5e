"""Modifier phrases around a figure: نحو، أكثر من، ما لا يقل عن ... تقريبا."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.values.lexicon import listed, modifiers
from pipeline.values.numbers import is_glue
from pipeline.values.scan import STOPS, Words

FAR = 16
"""How many words may stand between a verb (تجاوزت) and its figure: a subject with a relative clause."""
_PROCLITICS = frozenset({"", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل"})
_SIGNS = {">": "more_than", "<": "less_than", "≥": "at_least", "≤": "at_most", "=": ""}
_NEAR_SUBJECT = 3
_NEGATED = 6
_PREPOSITIONS = frozenset(
    ["في", "من", "علي", "الي", "عن", "مع", "منذ", "بعد", "قبل", "حتي", "خلال", "بين", "ب", "ل", "و", "او"]
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A modifier and the view's indices of the words that say it. `first` is the index of its first word."""

    name: str
    start: int
    end: int
    first: int


def _is(written: str, wanted: str, first: bool) -> bool:
    if written == wanted:
        return True
    return first and written.endswith(wanted) and written[: -len(wanted)] in _PROCLITICS


def _stems(written: str) -> tuple[str, ...]:
    """A written word, and what is left of it without one and without two letters of proclitics."""
    return tuple(written[n:] for n in range(3) if written[:n] in _PROCLITICS)


def _begins(written: str, wanted: str, start: int) -> int:
    return start + len(written) - len(wanted)


def before(words: Words, index: int) -> Cue | None:
    """The modifier that ends right before the word at `index`."""
    at = index - 1
    while at >= 0 and is_glue(words.text(at)) and words[at].kind == "w":
        at -= 1
    last = words[at]
    if last.kind == "p" and last.text in _SIGNS:
        return _sign(words, at)
    if last.kind != "w":
        return None
    for place in ("before", "verb"):
        table = modifiers(place)
        found = next((table[form] for form in _stems(last.text) if form in table), ())
        for modifier in found:
            first = at - len(modifier.words) + 1
            if first < 0:
                continue
            if all(_is(words.text(first + k), wanted, k == 0) for k, wanted in enumerate(modifier.words)):
                begin = _begins(words.text(first), modifier.words[0], words[first].start)
                return Cue(modifier.name, begin, last.end, first)
    return None


def _sign(words: Words, at: int) -> Cue | None:
    """`> 100`, `>= 100`, `≤ 5`."""
    last = words[at]
    equal = last.text == "="
    first = at - equal
    name = _SIGNS.get(words.text(first))
    if not name:
        return None
    if equal:
        name = "at_least" if name == "more_than" else "at_most"
    return Cue(name, words[first].start, last.end, first)


def after(words: Words, index: int) -> Cue | None:
    """The modifier that begins at `index`: تقريبا، على الأقل، أو أكثر."""
    word = words[index]
    if word.kind != "w":
        return None
    for modifier in modifiers("after").get(word.text, ()):
        if all(words.text(index + k) == wanted for k, wanted in enumerate(modifier.words)):
            last = words[index + len(modifier.words) - 1]
            return Cue(modifier.name, word.start, last.end, index)
    return None


def negated(words: Words, index: int) -> bool:
    """`لم ينقص فلسا واحدا`, `لا تنقطع دقيقة واحدة`: so little that it is none at all."""
    for at in range(index - 1, max(index - _NEGATED, -1), -1):
        if words.text(at) in STOPS:
            return False
        if words.text(at).removeprefix("و").removeprefix("ف") in listed("negations"):
            return True
    return False


def far_verb(words: Words, index: int, floor: int) -> Cue | None:
    """`تجاوزت مدته 6 ساعات`: a verb of exceeding in the same sentence, nothing countable between it and the figure.

    `floor` is the index behind the last figure before this one.
    """
    if words.text(index - 1) in _PREPOSITIONS or words[index].proclitics:
        return None
    verbs = modifiers("verb")
    for at in range(index - 2, max(index - FAR, floor) - 1, -1):
        word = words[at]
        if word.text in STOPS or (word.text in '،;:؛"“”«»()' and index - at > FAR):
            return None
        found = verbs.get(word.text) or verbs.get(word.text[1:] if word.text[:1] in "وف" else "")
        if found and len(found[-1].words) == 1:
            if words.text(at - 1) in ("لا", "لم", "لن"):
                return Cue("at_most", words[at - 1].start, word.end, at - 1)
            return Cue("more_than", word.start, word.end, at)
        if (
            word.kind == "w"
            and word.text[:1] == "و"
            and len(word.text) > 3
            and index - at > _NEAR_SUBJECT
            and not word.classes
        ):
            return None
    return None
