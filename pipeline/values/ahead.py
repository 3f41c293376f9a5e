"""The tense of a sentence: whether الأحد or 15 أيار is the last one (the news default) or the next one."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.values.lexicon import listed
from pipeline.values.moment import Moment
from pipeline.values.scan import STOPS, Words

REACH = 14
"""Words before a weekday among which its verb is looked for."""
_BEHIND = 3
_FUTURE = re.compile(r"[وف]?س[يتن][ء-ي]{3,6}")
_NO_VERB = re.compile(r".*(?:ه|ات|ين|ي|يا|اء)")


def marked(words: Words, moment: Moment) -> Moment:
    """The moment, with `ahead` and the word that shows it where its sentence speaks of the future."""
    if moment.month is not None and moment.day is not None and not moment.hijri:
        return _date_marked(words, moment)
    if moment.month is not None and moment.day is None and not moment.hijri:
        return _month_marked(words, moment)
    if not moment.weekday or moment.which is not None or moment.day is not None or moment.nth is not None:
        return moment
    if moment.week_shift is not None or moment.day_shift is not None or moment.until is not None:
        return moment
    cue = _put_off(words, moment)
    cue = _cue(words, moment) if cue is None else cue
    if cue is None:
        return moment
    word = words[cue]
    return replace(moment, ahead=True, rule=f"{moment.rule}_ahead", cue=moment.cue or (word.start, word.end))


def _date_marked(words: Words, moment: Moment) -> Moment:
    """`أرجأت الموعد إلى 15 أيار`: a date without a year that something is put off to is the next one."""
    said = moment.year is not None or moment.year_shift is not None or moment.which is not None or moment.same
    if said or moment.weekday or moment.until is not None or words.text(moment.first - 1) not in listed("before_limit"):
        return moment
    at = _put_off(words, moment)
    if at is None:
        return moment
    return replace(moment, which=1, cue=moment.cue or (words[at].start, words[at].end))


def _put_off(words: Words, moment: Moment) -> int | None:
    """`أرجأ المؤتمر إلى الخميس`, `أمهلت الشركة حتى الأحد`: the word that makes a limit one to come."""
    if words.text(moment.first - 1) not in listed("before_limit") and words.text(moment.first - 1) != "قبل":
        return None
    for at in range(moment.first - 1, max(moment.first - REACH, -1), -1):
        text = words.text(at)
        if text in STOPS:
            return None
        if text.lstrip("وف") in listed("put_off") or text in listed("put_off"):
            return at
    return None


def _month_marked(words: Words, moment: Moment) -> Moment:
    """`سيفتح في أكتوبر`: a month right behind a verb of the future is the next one."""
    said = moment.year is not None or moment.year_shift is not None or moment.which is not None or moment.same
    if said or moment.until is not None or moment.nth is not None or moment.quarter is not None:
        return moment
    for at in range(moment.first - 1, max(moment.first - 1 - _BEHIND, -1), -1):
        if words.text(at) in STOPS:
            break
        if is_future(words.text(at)):
            word = words[at]
            return replace(moment, which=1, rule=f"{moment.rule}_ahead", cue=moment.cue or (word.start, word.end))
    return moment


def _cue(words: Words, moment: Moment) -> int | None:
    for at in range(moment.first - 1, max(moment.first - REACH, -1), -1):
        text = words.text(at)
        if text in STOPS or words[at].kind in "cd":
            return None
        if text in listed("past_verbs"):
            return None
        if is_future(text) or (text in listed("future_of") and words.text(at - 1) in ("من", "ومن")):
            return at
        if text == "ان" and words.text(at - 1) == "علي":  # `رفعت الجلسة على أن تستأنف الأحد`
            return at
    for at in range(moment.last, moment.last + _BEHIND):
        if words.text(at) in STOPS:
            return None
        if text_is_cue(words.text(at)):
            return at
    return None


def text_is_cue(text: str) -> bool:
    """Whether a word says that what it goes with is to come."""
    return text in listed("future") or text.removeprefix("و") in listed("future")


def is_future(text: str) -> bool:
    """Whether a word is a cue or a verb of the future: `سيجتمع`, `ستعقد`; names in س (سيغنال) are none."""
    if text_is_cue(text):
        return True
    if not _FUTURE.fullmatch(text) or _NO_VERB.fullmatch(text):
        return False
    return not {text, text.lstrip("وف")} & (listed("not_future") | listed("name_in_seen"))
