"""Inflected forms of Arabic trigger words, generated from one or two principal parts.

All forms are folded (no diacritics, alefs and teh marbuta unified), so the passive of most verbs and the case
endings of most nouns come for free. The generator is generous: a form that no text holds does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.text import fold

_OBJECT_PRONOUNS = ("ه", "ها", "هم", "هما", "نا", "ني", "كم")
_POSSESSIVES = ("ه", "ها", "هم", "هما", "نا", "كم", "هن")
_IMPERFECT_PREFIXES = ("ي", "ت", "ن")
# أ of the first person is left out: أعلم would be form IV of علم, أرجع of رجع.


def _perfect(written: str) -> Iterator[str]:
    """Perfect forms of a third person masculine singular: `تعطل`, `تعطلت`, `تعطلوا`, ..., folded."""
    stem = fold(written)
    yield stem
    if stem[-1] in "يا" and written[-1] not in _HAMZAS:
        # أدى, دعا: the weak letter drops before ت and وا, and returns as ي before نا.
        short = stem[:-1]
        yield from (short + "ت", short + "وا", short + "تا", short + "ينا", short + "وت", short + "يا", short + "يت")
        yield from (short + "ا" + pronoun for pronoun in _OBJECT_PRONOUNS)
        yield from (short + "ت" + pronoun for pronoun in _OBJECT_PRONOUNS)
        return
    yield from (stem + ending for ending in ("ت", "وا", "تا", "ن", "نا"))
    if len(stem) > 3:
        # The dual of a short stem is another word: أقرا, اقرأ.
        yield stem + "ا"
    if len(stem) == 2:
        # رد, شل: the double consonant opens before a consonant ending.
        yield from (stem + stem[-1] + ending for ending in ("ت", "نا", "ن"))
    if len(stem) == 3 and stem[1] == "ا":
        # قال, عاد: the long vowel shortens before a consonant ending.
        yield from (stem[0] + stem[2] + ending for ending in ("ت", "نا", "ن"))
    for base in (stem, stem + "ت", stem + "و"):
        yield from (base + pronoun for pronoun in _OBJECT_PRONOUNS)


def _imperfect(form: str) -> Iterator[str]:
    """Imperfect forms of a folded third person masculine singular: `يتعطل`, `تتعطل`, `يتعطلون`, `نتعطل`, ..."""
    stem = form[1:]
    weak = stem[-1] in "يوا"
    for prefix in _IMPERFECT_PREFIXES:
        whole = prefix + stem
        yield whole
        short = whole[:-1] if weak else whole
        yield from (short + ending for ending in ("ون", "وا", "ان", "ين"))
        yield whole + "ن"
        yield from (whole + pronoun for pronoun in _OBJECT_PRONOUNS)
        if weak:
            yield short


_HAMZAS = "أإؤئء"
"""A final hamza is a consonant: `بدأت` keeps its alef where `دعت` drops it."""
_HARAKAT = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"


def bare(written: str) -> str:
    """Return a written word without the marks behind its last letter, so that its ة or ه can be seen."""
    return written.rstrip(_HARAKAT)


def verb_forms(perfect: str, imperfect: str) -> set[str]:
    """Return folded forms of a verb given as third person masculine singular perfect and imperfect."""
    return {*_perfect(perfect), *_imperfect(fold(imperfect))}


def noun_forms(singular: str, *plurals: str) -> set[str]:
    """Return folded forms of a noun or adjective: tanwin, dual, feminine plural, possessive pronouns."""
    forms: set[str] = set()
    for written in (singular, *plurals):
        noun = fold(written)
        feminine = written.endswith("ة")
        construct = noun[:-1] + "ت" if feminine else noun
        forms.update({noun, noun + "ا" if not feminine else noun})
        forms.update(construct + pronoun for pronoun in _POSSESSIVES)
        if written == singular:
            forms.update({construct + "ان", construct + "ين", construct + "ي"})
            if feminine:
                forms.update({noun[:-1] + "ات", noun[:-1] + "اتها", noun[:-1] + "اته", noun[:-1] + "اتهم"})
        elif noun.endswith(("ين", "ون")):
            forms.update({noun[:-1], noun[:-2] + "و"})
    return forms
