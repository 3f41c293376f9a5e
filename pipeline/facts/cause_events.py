"""Causes that bring a stop about: `أدى حريق إلى ..`, `إثر قطع كابل`, `اندلع حريق في السنترال`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_effect import about_outage, stops_in
from pipeline.facts.cause_patterns import Match, best, event, find
from pipeline.facts.cause_told import EXPLANATIONS, OF_NETWORKS
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import is_old

BEHIND_VERB, BEFORE_VERB = 6, 12
"""Tokens around a verb of causing: its subject stands right behind it, or before it with a relative clause."""
_OTHER_BREAKS = frozenset({"cyberattack", "fire", "power", "natural_disaster", "government_order", "overload"})
"""What stands behind `بعد`, `إثر`: explanations and these."""
_MENDED = frozenset({"unspecified_technical", "cable_cut"})
"""What a service also comes back, or is slow, after: `استئناف الخدمات إثر عطب فني`."""
_ELAPSED = {"مضي", "مرور", "انقضاء", "ايام", "اسابيع", "ساعات"}
_ONLY_WHEN = {"حين", "عندما"}
_IN_IT = {"فيه", "فيها", "به", "بها"}
"""`العطل الذي تسببت فيه أشغال`: between the verb and its subject stands the effect, as a pronoun."""
_TO_EFFECT = {"الي", "في", "عن", "علي", "بان", "ان"}


def causing(analysis: Analysis) -> Iterator[tuple[Match, Hit]]:
    """`أدى حريق .. إلى ..`, `حجب خلل برمجي الموقع`, `خلل أدى إلى ..`, `قطع كابل، ما تسبب في ..`."""
    for hit in analysis.find(0, len(analysis.tokens), "cause_of"):
        start, end = analysis.sentence_of(hit.first)
        if analysis.tokens[end - 1].text == "؟":
            continue
        if _is_the_stop(analysis, hit.last, end) or analysis.has(hit.first, hit.first + 1, "cause_purpose"):
            continue
        if hit.last + 1 < end and analysis.tokens[hit.last].text in _IN_IT:
            hit = replace(hit, last=hit.last + 1)
        effect = next(
            (i for i in range(hit.last, min(end, hit.last + BEFORE_VERB)) if _begins_effect(analysis, i)), None
        )
        if effect is None and analysis.has(hit.first, hit.first + 1, "performs"):
            continue  # `يؤدون امتحانات`: without an effect it is to do one's part.
        limit = min(end, effect if effect is not None else hit.last + BEHIND_VERB)
        reach = 2 if effect is not None else 1
        match = best(analysis, hit.last, min(limit, hit.last + reach), limit) if hit.last < limit else None
        before = analysis.tokens[hit.first - 1].text if hit.first else ""
        low = start if before in ("ما", "مما", "الذي", "وهو", "الامر") else max(start, hit.first - BEFORE_VERB)
        match = match or find(analysis, low, hit.first)
        if match is None:
            continue
        own = not match.weak and match.category in OF_NETWORKS
        if own or about_outage(analysis, start, end):
            yield match, hit


def _is_the_stop(analysis: Analysis, token: int, last: int) -> bool:
    """`تسبب العطل في ..`: what it brought about, not what brought it about."""
    return (
        token < last
        and analysis.tokens[token].text.startswith("ال")
        and analysis.has(token, token + 1, "stop", "trouble")
    )


def _begins_effect(analysis: Analysis, index: int) -> bool:
    """The preposition of the effect: `إلى انقطاع`, `في تعطل`, `بتوقف`."""
    text = analysis.tokens[index].text
    if text in _TO_EFFECT:
        return text == "الي" or analysis.has(index + 1, index + 2, "stop", "trouble", "halt", "loss")
    return text.startswith("ب") and analysis.has(index, index + 1, "stop", "trouble", "halt")


def after(analysis: Analysis) -> Iterator[tuple[Match, Hit]]:
    """`توقف .. بعد تحديث خاطئ`, `إثر قطع كابل`: a time that is the reason, beside a stop."""
    for hit in analysis.find(0, len(analysis.tokens), "cause_after"):
        start, end = analysis.sentence_of(hit.first)
        if analysis.times_in(hit.last, hit.last + 3) or analysis.tokens[min(hit.last, end - 1)].text in _ELAPSED:
            # `بعد أسبوع على التحديث` only says when.
            continue
        match = find(analysis, hit.last, min(end, hit.last + 4))
        if match is None or not _may_follow(analysis, hit, match):
            continue
        if match.weak and analysis.tokens[hit.first].text in _ONLY_WHEN:
            continue
        if analysis.has(hit.first - 4, hit.first, "negation"):
            # `لم تعثر على أي أثر لهجوم`, which is written as `إثر`
            continue
        hurt = match.category in _OTHER_BREAKS | {"cable_cut"} and analysis.has(start, hit.first, "suffer")
        mended = match.category in _MENDED and analysis.has(start, hit.first, "restore", "trouble")
        if hurt or mended or stops_in(analysis, start, hit.first) or stops_in(analysis, match.last, end):
            yield match, hit


def _may_follow(analysis: Analysis, hit: Hit, match: Match) -> bool:
    """Whether a time can be the reason: `إثر عطب فني طارئ` is one, `بعد العطل الفني` takes up the stop itself."""
    if match.category in EXPLANATIONS | _OTHER_BREAKS:
        return True
    definite = analysis.tokens[match.first].text.startswith("ال")
    only_when = analysis.tokens[hit.first].text in _ONLY_WHEN
    return match.category == "unspecified_technical" and not (match.weak or definite or only_when)


def amid(analysis: Analysis) -> Iterator[tuple[Match, Hit]]:
    """`قطعت السلطات الإنترنت مع اتساع الاحتجاجات`, `قبيل الانتخابات`: what an order falls together with moved it."""
    for hit in analysis.find(0, len(analysis.tokens), "cause_amid", "cause_after"):
        start, end = analysis.sentence_of(hit.first)
        match = find(analysis, hit.last, min(end, hit.last + 4))
        if match is not None and match.category == "government_order" and analysis.has(start, hit.first, "cut"):
            yield match, hit


def events(analysis: Analysis) -> Iterator[tuple[Match, None]]:
    """A cause that is an event in its own clause: `اندلع حريق في السنترال`, beside a stop in the same paragraph."""
    for clause in analysis.clauses:
        match = event(analysis, clause.first, clause.last)
        if match is None or is_old(analysis, match.first):
            continue
        start, end = analysis.sentence_of(match.first)
        if analysis.tokens[end - 1].text == "؟" or not about_outage(analysis, start, end):
            continue
        yield match, None
