"""Causes that nobody tells: `لم تكشف الشركة بعد عن أسباب العطل`, `دون ذكر السبب`, `لا يزال السبب مجهولا`."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_patterns import Match
from pipeline.facts.lexicon import Hit

NOT = {"لم", "لا", "لن", "ما", "ولم", "ولا", "ولن", "فلم", "دون", "بدون", "عدم", "غير"}
_BECAUSE = ("بسبب", "لسبب", "لاسباب", "باسباب")
_WHICH = {"الذي", "التي", "اللذين", "اللتين"}
MADE = 5
"""Tokens from the relative of `السبب الذي يقف وراء العطل` to the stop; the cause of another effect is none."""
KEPT_BACK = 3
"""Tokens from a verb of refusing to the word for a cause, where no word for telling stands between."""
REACH = 14
"""Tokens from the denied verb of telling to the word for a cause: its subject and an adverb stand between."""
PREDICATE = 8
"""Tokens from the word for a cause to what is said of it: `سبب العطل الذي أصاب .. غير معروف`."""
_SELF = {"ما", "ذلك", "هذا", "هذه", "وقوع", "حدوث", "توقف", "وراء", "التي", "الكامنه", "الرئيسي", "الحقيقي", "حتي"}
"""What may follow a word for a cause besides a stop: `سبب ما جرى`, `السبب الرئيسي`."""
_ACCORDING = ("حسب", "وفق", "وفقا", "طبقا", "كل", "مع", "علي", "ضمن")
"""Before `ما` these make it what was said, not what was not: `حسب ما أعلنته`."""
_NEEDS_STOP = {"طبيعه", "طبيعت", "مصدر", "اصل", "تفاصيل", "خلفيات", "ملابسات"}
"""Words that mean a cause only of a stop: `طبيعة الخلل`."""


def undisclosed(analysis: Analysis) -> Iterator[Match]:
    """Yield, once a sentence, the words which say that the cause is not known or not told."""
    for sentence in analysis.doc.sentences:
        if analysis.tokens[sentence.last - 1].text == "؟":
            continue
        for reason in analysis.find(sentence.first, sentence.last, "reason"):
            if not _of_a_stop(analysis, reason, sentence.last):
                continue
            words = _not_told(analysis, reason, sentence.first) or _unknown(analysis, reason, sentence.last)
            if words is not None:
                yield Match("undisclosed", *words, weak=False)
                break


def _of_a_stop(analysis: Analysis, reason: Hit, last: int) -> bool:
    """Whether it is a stop that the cause is asked for: of `سبب اشتعال النيران`, `سبب استقالته` it is not."""
    word = analysis.tokens[reason.first].text
    if analysis.has(reason.last, min(reason.last + 3, last), "stop", "trouble", "cut"):
        return True
    if analysis.has(reason.last, reason.last + 1, "unknown"):
        return True
    if any(stem in word for stem in _NEEDS_STOP):
        return False
    if reason.last < last and analysis.tokens[reason.last].text in _WHICH:
        # `السبب الذي جعل اختباراتها لا ترصد الخطأ`
        return analysis.has(reason.last, min(reason.last + MADE, last), "stop", "trouble", "cut")
    if reason.last >= last or "ال" in word[:4] or word.endswith(("ه", "ها")):
        return True
    following = analysis.tokens[reason.last]
    return following.kind == "punct" or following.text in _SELF or _is_story(analysis, reason)


def _is_story(analysis: Analysis, reason: Hit) -> bool:
    """`لم تقدم تفسيرا`, `دون توضيح`: an account needs no object."""
    return analysis.has(reason.first, reason.first + 1, "account_of")


def _not_told(analysis: Analysis, reason: Hit, start: int) -> tuple[int, int] | None:
    """`لم تكشف .. عن السبب`, `دون ذكر السبب`, `امتنعت عن توضيح الأسباب`, `دون تفسير`."""
    if analysis.tokens[reason.first].text.lstrip("و").startswith(_BECAUSE):
        return None  # `لم يدخلوا بسبب ..`: a reason is given.
    low = max(start, reason.first - REACH)
    for index in range(reason.first - 1, low - 1, -1):
        token = analysis.tokens[index].text
        if token == "ما" and _according(analysis, index):
            continue
        if token in NOT and index + 3 >= reason.first and token.endswith("دون"):
            return index, _end(analysis, reason)
        if token in NOT and analysis.has(index + 1, min(index + 4, reason.first), "disclose"):
            return index, _end(analysis, reason)
    keeps = next(analysis.find(low, reason.first, "withhold"), None)
    if keeps is None or not (
        reason.first - keeps.last < KEPT_BACK or analysis.has(keeps.last, reason.first, "disclose")
    ):
        # `رفضوا فرضية الهجوم ورجحوا أن يكون السبب ..`
        return None
    return keeps.first, _end(analysis, reason)


def _unknown(analysis: Analysis, reason: Hit, last: int) -> tuple[int, int] | None:
    """`السبب مجهول`, `أسباب العطل غير واضحة`, `بقي السبب طي الكتمان`, `السبب لم يعرف بعد`."""
    end = min(last, reason.last + PREDICATE)
    clause = analysis.clause_at(reason.first)
    for hit in analysis.find(reason.last, min(end, clause.last), "unknown"):
        return reason.first, hit.last
    for hit in analysis.find(reason.last, min(end, clause.last), "disclose"):
        told = analysis.tokens[hit.first - 1].text not in NOT - {"عدم"} or _according(analysis, hit.first - 1)
        if not told and not _known_by_name(analysis, reason, hit):
            return reason.first, hit.last
    return None


def _according(analysis: Analysis, index: int) -> bool:
    """`بحسب ما أعلنت`: the word before `ما` makes it a relative."""
    before = analysis.tokens[index - 1].text.lstrip("وب") if index else ""
    return analysis.tokens[index].text == "ما" and before in _ACCORDING


def _known_by_name(analysis: Analysis, reason: Hit, hit: Hit) -> bool:
    """`والسبب شركة لا يعرفها أحد`: the cause is told, and the pronoun of the verb stands for it."""
    after = analysis.tokens[reason.last] if reason.last < hit.first else None
    plural = analysis.tokens[reason.first].text.lstrip("وف").startswith(("الاسباب", "اسباب"))
    pronoun = analysis.tokens[hit.first].text.endswith("ها")
    return pronoun and not plural and after is not None and after.kind == "word"


def _end(analysis: Analysis, reason: Hit) -> int:
    """The word for a cause and the stop behind it."""
    stop = next(analysis.find(reason.last, reason.last + 3, "stop", "trouble", "cut"), None)
    return stop.last if stop is not None else reason.last
