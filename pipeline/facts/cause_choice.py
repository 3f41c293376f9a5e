"""Which of the causes that were found are told: whose they are, and which says more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.document import Fact
from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_patterns import Match, has_word
from pipeline.facts.cause_told import EXPLANATIONS
from pipeline.facts.draft import Draft
from pipeline.facts.participants import Participants

ONE_WORD = 7
"""Letters of a content that holds one word."""
SUPPLIER = 3
"""Tokens from `خلل لدى` to the name of who had it."""


def told_best(drafts: list[Draft], own: set[int]) -> Iterator[Draft]:
    """Give a cause that a headline only names the words of its next telling; leave out a fault that is the stop.

    `ارتباك بسبب تحديث` gives way to `تحديث خاطئ أرسلته الشركة`; `أخرج خلل معلوماتي حواسيب من الخدمة` is no cause
    beside a cause, nor is what `own` has: where the provider itself failed.
    """
    told = {
        draft.fact.evidence
        for draft in drafts
        if draft.fact.polarity == "affirmed" and draft.fact.category in EXPLANATIONS
    }
    # `لم يكشف المدير عن سبب الأزمة، غير أن المهندسين كتبوا أن مبعثها ضبط معيب`
    drafts = [d for d in drafts if d.fact.category != "undisclosed" or d.fact.evidence not in told]
    specific = any(
        draft.fact.polarity == "affirmed"
        and draft.fact.category not in ("unspecified_technical", "undisclosed")
        and draft.first not in own
        for draft in drafts
    )
    full: dict[tuple[object, ...], Fact] = {}
    for fact in (draft.fact for draft in drafts if not _poor(draft.fact)):
        full.setdefault((fact.category, fact.polarity, fact.subject), fact)
    for draft in drafts:
        fact = draft.fact
        if specific and fact.category == "unspecified_technical" and fact.rule == "cause:verb":
            continue
        if specific and draft.first in own:
            continue
        fuller = full.get((fact.category, fact.polarity, fact.subject))
        yield draft._replace(fact=replace(fact, content=fuller.content)) if fuller and _poor(fact) else draft


def _poor(fact: Fact) -> bool:
    """Whether the words that state a cause are no more than one."""
    return fact.content is None or fact.content.end - fact.content.start <= ONE_WORD


def is_own(analysis: Analysis, who: Participants, match: Match) -> bool:
    """`خلل لدى فاستلي`, told of the outage of Fastly itself: where it failed, no third party."""
    named = analysis.mentions_in(match.first, match.last + SUPPLIER, "company", "service")
    return match.category == "third_party" and bool(named) and who.is_provider(named[0].it.ref)


def is_provider_itself(analysis: Analysis, who: Participants, match: Match) -> bool:
    """`والسبب مشكلة في أمازون`, `عطل في شبكة كلاودفلير`: for others the stop itself, unexplained."""
    if match.category != "unspecified_technical" or not who.infrastructure:
        return False
    _, end = analysis.sentence_of(match.first)
    named = analysis.mentions_in(match.last, min(match.last + SUPPLIER, end), "company", "service")
    return bool(named) and who.is_provider(named[0].it.ref)


def is_of_others(analysis: Analysis, who: Participants, match: Match) -> bool:
    """A cause untold in a sentence that names only other services, and no stop behind it, is theirs."""
    start, _ = analysis.sentence_of(match.first)
    named = analysis.mentions_in(start, match.first, "service", "company")
    own = any(who.is_provider(m.it.ref) for m in named) or analysis.has(match.first, match.last, "stop", "trouble")
    return bool(named) and not own and not who.infrastructure


def is_agent(analysis: Analysis, category: str, first: int, last: int) -> bool:
    """`سفينة جرت مرساتها`, `أعمال حفر`: what cut the cable, told beside the cut itself, is another cause."""
    cutter = category == "cable_cut" and has_word(analysis, "cutter", first, last)
    return cutter and not has_word(analysis, "sever", first, last)
