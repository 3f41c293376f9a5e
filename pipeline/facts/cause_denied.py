"""Causes that are denied: `لم تعثر على أثر لنشاط خبيث`, `نفت أن يكون ..`, `لا اختراق إذن`."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_patterns import Match, best, find
from pipeline.facts.cause_polarity import denies, is_refuted, plainly_denied
from pipeline.facts.lexicon import Hit

DENIABLE = frozenset(
    {"cyberattack", "third_party", "power", "cable_cut", "human_error", "maintenance", "fire", "government_order"}
)
"""Causes that a text troubles to deny; a denied technical fault is no news."""
REACH = 18
"""Tokens behind a verb of denial in which the words of the cause stand."""
_DATA = ("بيانات", "البيانات", "بياناتها", "بياناته", "معطيات", "المعطيات", "حسابات", "الحسابات")


def denied_causes(analysis: Analysis) -> Iterator[tuple[Match, None]]:
    """`لم تعثر على أثر لنشاط خبيث`, `نفت أن يكون ..`, `لا اختراق إذن`."""
    for hit in analysis.find(0, len(analysis.tokens), "negation"):
        if not denies(analysis, hit):
            continue
        _, end = analysis.sentence_of(hit.first)
        match = find(analysis, hit.last, min(end, hit.last + (REACH if hit.pos == "v" else REACH // 2)))
        if match is not None and match.category in DENIABLE and _denied_as_cause(analysis, hit, match):
            yield match, None
    for hit in analysis.find(0, len(analysis.tokens), "negation_after"):
        match = find(analysis, max(analysis.clause_at(hit.first).first, hit.first - 4), hit.first)
        if match is not None and match.category in DENIABLE:
            yield match, None
    yield from _rumours(analysis)
    for sentence in analysis.doc.sentences:
        denied = _plainly_denied(analysis, sentence.first, sentence.last)
        if denied is not None:
            yield denied, None


def _rumours(analysis: Analysis) -> Iterator[tuple[Match, None]]:
    """`انتشرت رواية عن هاكر أسقط الشبكة، وهي رواية لا أساس لها`: what was told is taken back behind it."""
    for hit in analysis.find(0, len(analysis.tokens), "refuted"):
        start, end = analysis.sentence_of(hit.first)
        match = _nearest(analysis, start, hit.first)
        if match is None or match.category not in DENIABLE or not is_refuted(analysis, match):
            continue
        if analysis.has(start, end, "stop", "trouble", "cause_of") and not _is_leak(analysis, match):
            yield match, None


def _nearest(analysis: Analysis, first: int, last: int) -> Match | None:
    """The words of a cause in the last clause before a token that has any."""
    end = last
    while end > first:
        start = max(analysis.clause_at(end - 1).first, first)
        match = best(analysis, start, end, last)
        if match is not None:
            return match
        end = start
    return None


def _is_leak(analysis: Analysis, match: Match) -> bool:
    """`شائعة اختراق بيانات المستخدمين`: a leak."""
    return any(token.text.endswith(_DATA) for token in analysis.tokens[match.last : match.last + 2])


def _plainly_denied(analysis: Analysis, first: int, last: int) -> Match | None:
    """`لا اختراق إذن`: the denial right before the word."""
    for index in range(first + 1, last):
        if plainly_denied(analysis, index):
            match = best(analysis, index, index + 1, last)
            if match is not None and match.category in DENIABLE:
                return match
    return None


def _denied_as_cause(analysis: Analysis, hit: Hit, match: Match) -> bool:
    """`نفت أن تكون البيانات تعرضت لاختراق` denies a leak: behind a verb, a weak word needs the outage beside it."""
    if match.category == "cyberattack" and _of_data(analysis, hit, match):
        return False
    if match.weak and match.category != "cyberattack":
        return analysis.has(analysis.clause_at(hit.first).first, match.last + 6, "stop", "trouble", "cause_link")
    if hit.pos != "v" or not match.weak:
        return True
    return analysis.has(hit.last, match.last + 6, "stop", "trouble", "cause_link")


def _of_data(analysis: Analysis, hit: Hit, match: Match) -> bool:
    """`لا دليل على أن بيانات المستخدمين تعرضت للاختراق`: a leak is denied, which is a statement, no cause."""
    words = {token.text for token in analysis.tokens[hit.last : match.last + 2]}
    return any(word.endswith(_DATA) for word in words)
