"""Causes told without a linking word: by who explains, in what came to light, behind the colon of an account."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.document import Ref
from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_patterns import Match, best
from pipeline.facts.participants import Participants
from pipeline.facts.speakers import complementizers
from pipeline.facts.speech import Speech

EXPLANATIONS = frozenset(
    {"configuration_change", "dns_or_routing", "human_error", "software", "hardware", "maintenance", "cable_cut"}
)
OF_NETWORKS = frozenset({"configuration_change", "dns_or_routing"})
"""What firms outside the outage explain too: they see its network from outside."""
LABEL = 6
"""Tokens of a quotation that only names a fault."""
ON_SCREEN = 8
"""Tokens from a word for a message to the quotation that is its text."""
TO_EFFECT = 3
"""Tokens from a verb of causing to the words of its effect."""
ACCOUNT = 16
"""Tokens behind the colon of an account in which the words of the cause begin."""


def told_causes(analysis: Analysis, who: Participants, speeches: list[Speech]) -> Iterator[tuple[Match, int]]:
    """Causes told without a linking word by somebody who explains what happened, and where his words begin."""
    yield from _accounts(analysis)
    yield from _quoted(analysis)
    for start, end, ref in (*_said(speeches), *_revealed(analysis)):
        known = ref is None or who.relation(ref) in ("provider", "observer", "expert", "authority", "person")
        clauses = {analysis.clause_at(i) for i in range(start, end)}
        for clause in sorted(clauses, key=lambda clause: clause.first):
            first, last = max(clause.first, start), min(clause.last, end)
            match = best(analysis, first, last, last)
            if (
                match is None
                or match.weak
                or _is_effect(analysis, match, first)
                or analysis.has(first, match.first, "begin_work", "fixed", "acknowledgement")
                or analysis.tokens[match.first - 1].text.lstrip("وبل") == "عدم"  # `طالبت بعدم تغيير الإعدادات`
            ):
                continue
            if match.category == "maintenance" and not analysis.has(
                clause.first, clause.last, "stop", "trouble", "cut", "cause_of"
            ):
                continue
            if match.category in (EXPLANATIONS if known else OF_NETWORKS) or _is_own_fault(
                analysis, who, ref, match, first
            ):
                yield match, first


def _is_effect(analysis: Analysis, match: Match, first: int) -> bool:
    """`تسبب في اضطراب خوادمها`, `أدى إلى انهيار البرنامج`: what was brought about names no cause."""
    for hit in analysis.find(max(match.first - TO_EFFECT, first), match.first, "cause_of"):
        if hit.last < match.first and analysis.tokens[hit.last].text in ("الي", "في"):
            return True
    return analysis.tokens[match.first].text.startswith("ب") and analysis.has(match.first - 1, match.first, "cause_of")


def _accounts(analysis: Analysis) -> Iterator[tuple[Match, int]]:
    """`تفسير الشركة جاء تقنيا: تعديل ..`, `السبب: ..`: the colon links an account to the cause, as `بسبب` would."""
    for hit in analysis.find(0, len(analysis.tokens), "account_of", "reason"):
        clause = analysis.clause_at(hit.first)
        _, end = analysis.sentence_of(hit.first)
        if analysis.tokens[clause.last - 1].text != ":" or clause.last >= end or analysis.tokens[end - 1].text == "؟":
            continue
        match = best(analysis, clause.last, min(analysis.clause_at(clause.last).last, clause.last + ACCOUNT), end)
        if match is not None and match.category != "undisclosed":
            yield match, clause.last


def _quoted(analysis: Analysis) -> Iterator[tuple[Match, int]]:
    """`اكتفى المتحدث بالإشارة إلى «مشكلة فنية»`: a quotation that names a fault and no more."""
    for quote in analysis.quotes:
        first, last = quote.first + 1, quote.last
        if not 0 < last - first <= LABEL or analysis.tokens[first].text.startswith("ال"):
            continue
        if analysis.has(max(quote.first - ON_SCREEN, 0), quote.first, "screen_text"):
            # `ظهرت رسالة «خطأ داخلي في الخادم»`
            continue
        match = best(analysis, first, first + 1, last)
        if match is not None and not match.weak and match.category in EXPLANATIONS | {"unspecified_technical"}:
            yield match, first


def _said(speeches: list[Speech]) -> Iterator[tuple[int, int, Ref | None]]:
    return ((speech.first, speech.last, speech.ref) for speech in speeches if speech.ref is not None)


def _revealed(analysis: Analysis) -> Iterator[tuple[int, int, Ref | None]]:
    """`تبين لاحقا أن المهندسين أدخلوا تعديلا ..`: what comes to light explains as a speaker does."""
    for hit in analysis.find(0, len(analysis.tokens), "revealed"):
        _, end = analysis.sentence_of(hit.first)
        for index in range(hit.last, min(end, hit.last + 3)):
            if complementizers(analysis.tokens[index].text) and index + 1 < end:
                yield index + 1, end, None
                break


def _is_own_fault(analysis: Analysis, who: Participants, ref: Ref | None, match: Match, first: int) -> bool:
    """`قالت الشركة إن خللا فنيا طرأ على الخدمة`: the firm begins with a fault of its own."""
    definite = analysis.tokens[match.first].text.startswith("ال")
    return (
        match.category == "unspecified_technical"
        and who.relation(ref) == "provider"
        and not definite
        and match.first - first <= 4
    )
