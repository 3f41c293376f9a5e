"""Which verbs of saying tell something: not those of a relative clause, of a name, of what was not said."""

from __future__ import annotations

from bisect import bisect_left

from pipeline.facts.analysis import Analysis
from pipeline.facts.lexicon import Hit
from pipeline.facts.speakers import is_relative, is_relay
from pipeline.text import splits

REFUSAL = 14
LEAD = 3
"""Tokens from words like `رسالة تقول` to their verb or to what they lead to."""
SCREEN = 16
"""Tokens from what a screen shows back to the verb of showing."""
_REFUSALS = {"يشا", "تشا", "رفض", "رفضت", "امتنع", "امتنعت"}
"""Verbs of declining, within reach before `القول`, `التعليق`."""
_GROUNDS = {"سبب", "داع", "داعي", "مبرر", "موجب"}
"""Nouns whose clause tells of a reason: `لا سبب يدعو المنصة إلى ..`."""
_AGAIN = {
    "اعاد", "اعادت", "اعادوا", "اعادا", "اعدنا", "يعيد", "تعيد", "نعيد", "يعيدون", "سيعيد", "ستعيد", "سنعيد",
}  # fmt: skip
"""Verbs of doing again: `أعادت نشر ..`."""
SUBJECT = 4
"""Tokens from such a verb over its subject to what is done again."""
_STOPS = {":", "،", "؛", "."}
_HOMOGRAPHS = {"نصف"}
"""Forms of a verb of saying that are nearly always another word: `نصف ساعة`."""


class SayingVerbs:
    """The verbs of saying outside quotations, found by their place."""

    def __init__(self, analysis: Analysis) -> None:
        self.all = [
            hit
            for hit in analysis.hits
            if (hit.cls in ("say", "estimate") or is_relay(analysis, hit))
            and not _quoted(analysis, hit)
            and not _in_name(analysis, hit)
            and not _unsaid(analysis, hit)
            and not is_relative(analysis, hit)
            and not on_screen(analysis, hit.first)
        ]
        self._firsts = [verb.first for verb in self.all]

    def between(self, first: int, last: int) -> list[Hit]:
        """Return the verbs that begin in a token range, `last` exclusive."""
        return self.all[bisect_left(self._firsts, first) : bisect_left(self._firsts, last)]


def _unsaid(analysis: Analysis, hit: Hit) -> bool:
    """`دون أن تبلغ وجهتها`, `لم يوضح`, `لم يشأ القول`: nothing was said."""
    before = [token.text for token in analysis.tokens[max(hit.first - 2, 0) : hit.first]]
    if before in (["دون", "ان"], ["بدون", "ان"]) or (
        hit.pos == "v" and before[-1:] and before[-1].lstrip("وف") in ("لم", "لن")
    ):
        return True
    if hit.pos == "v" and (
        analysis.tokens[hit.first].text.lstrip("وف") in _HOMOGRAPHS or _is_purpose(before, hit, analysis)
    ):
        return True
    if hit.pos == "v" and before[-1:] and (before[-1] in _GROUNDS or before[-1].endswith("اعاده")):
        return True  # `بإعادة نشر الرابط`: a noun.
    if hit.pos == "v" and (_is_done_again(analysis, hit.first) or _is_through(analysis, hit.first)):
        return True
    start, _ = analysis.sentence_of(hit.first)
    words = [token.text for token in analysis.tokens[max(hit.first - REFUSAL, start) : hit.first]]
    return hit.pos == "w" and any(split.stem in _REFUSALS for word in words for split in splits(word))


def _is_done_again(analysis: Analysis, index: int) -> bool:
    """`أعادت الشركة نشر الإعدادات السليمة`: behind a verb of doing again and its subject a noun, no verb."""
    before = [token.text for token in analysis.tokens[max(index - SUBJECT, 0) : index]]
    again = [at for at, word in enumerate(before) if word.removeprefix("و").removeprefix("ف") in _AGAIN]
    return bool(again) and not _STOPS & set(before[again[-1] :]) and "ان" not in before[again[-1] :]


def _is_through(analysis: Analysis, index: int) -> bool:
    """`ردت عبر صفحتها: «نعتذر عن ..»`: a preposition, where `عبر عن قلقه` is a verb."""
    if analysis.tokens[index].text != "عبر":
        return False
    _, end = analysis.sentence_of(index)
    for token in analysis.tokens[index + 1 : end]:
        if token.text in _STOPS:
            return True
        if token.text in ("عن", "عنه", "عنها"):
            return False
    return True


def on_screen(analysis: Analysis, at: int) -> bool:
    """`ظهرت للزوار رسالة تقول: ..`: a screen shows it, and nobody says it."""
    start, _ = analysis.sentence_of(at)
    texts = analysis.has(max(start, at - LEAD), at + 1, "shown_text")
    return texts and analysis.has(max(start, at - SCREEN), at, "shown")


def _is_purpose(before: list[str], hit: Hit, analysis: Analysis) -> bool:
    """`يفترض أن تخبرنا`, `عليه أن يوضح`: what should be said; `قبل أن يؤكد` was said."""
    modal = before[-1:] == ["ان"] and before[:1] and before[0].lstrip("وف") not in ("قبل", "بعد", "الي")
    return bool(modal) and analysis.tokens[hit.first].text[0] in "يتن"


def _in_name(analysis: Analysis, hit: Hit) -> bool:
    """A word of a name that looks like a verb: `كلاود فلير`; in that of a person the first one too: `نجيب ..`."""
    return any(
        place.first < hit.first < place.last
        or (place.first == hit.first and place.it.ref.type == "person" and place.it.form == "name")
        for place in analysis.mentions_in(hit.first - 4, hit.last)
    )


def _quoted(analysis: Analysis, hit: Hit) -> bool:
    quote = analysis.quote_at(hit.first)
    return quote is not None and quote.speech
