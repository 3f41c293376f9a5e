"""The words that state a cause: where they begin and end."""

from __future__ import annotations

from pipeline.facts.analysis import Analysis, Clause
from pipeline.facts.cause_patterns import Match
from pipeline.facts.cause_polarity import ends_denial
from pipeline.facts.lexicon import Hit, is_verb
from pipeline.facts.speakers import complementizers

CONTENT = 12
"""Tokens of a cause at most."""
EXPLANATION = 16
"""Tokens of a clause that explains as a whole: `أداة التدقيق لديها احتوت على ثغرة برمجية`."""
LEAD = 14
"""Tokens that may stand in such a clause before the words that name the cause."""
SUBJECT = 5
"""Tokens from the beginning of a clause to the words that name the cause, where both are one subject."""
QUOTED = 18
"""Tokens of a quotation that is the cause as a whole."""
_ENDS = {
    "،",
    ".",
    "..",
    "…",
    "...",
    "؛",
    "/",
    "التي",
    "الذي",
    "اللذين",
    "وهو",
    "وهي",
    "حسب",
    "وفق",
    "بحسب",
    "وراء",
    "لان",
    "وليس",
    "وليست",
    "ما",
    "مما",
    "وان",
    "وانه",
    "وانها",
}
_LIGHT = {"عن", "من", "في", "الي", "علي", "وجود", "حدوث", "وقوع", "حصول"}
_COMING = {"وجود", "حدوث", "وقوع", "حصول"}
_COPULAS = {"كان", "كانت", "هو", "هي", "وهو", "وهي", "فهو", "فهي"}
_PREPOSITIONS = {"في", "من", "علي", "عن", "الي", "لدي", "بين", "مع"}


def content(analysis: Analysis, match: Match, link: Hit | None, told: int | None) -> tuple[int, int]:
    """Return the tokens that state a cause: the quotation that holds them, else the phrase around them.

    `told` is where the words of somebody begin who explains without a linking word.
    """
    if match.category == "undisclosed":
        return match.first, match.last
    quote = analysis.quote_at(match.first)
    if quote is not None and quote.last - quote.first - 1 <= QUOTED:
        return quote.first + 1, quote.last
    clause = analysis.clause_at(match.first)
    if told is not None and match.first - told <= LEAD:
        return told, _end(analysis, match, clause, told + EXPLANATION)
    if link is not None and link.cls == "cause_of" and match.last <= link.first:
        return _said(analysis, match, clause), min(
            _end(analysis, match, clause, link.first), max(link.first, match.last)
        )
    first = _first(analysis, match, link, clause)
    if link is not None and link.cls == "cause_of" and link.last <= match.first:
        return first, min(_end(analysis, match, clause, first + CONTENT), _object(analysis, match, clause))
    return first, _end(analysis, match, clause, first + CONTENT)


def _first(analysis: Analysis, match: Match, link: Hit | None, clause: Clause) -> int:
    if link is not None and link.pos in ("v", "n"):
        to = [i for i in range(link.last, match.first) if analysis.tokens[i].text == "الي"]
        if to:
            return to[0] + 1
        # `رجح الخبير حصول خطأ`
        coming = [i for i in range(link.last, match.first) if analysis.tokens[i].text in _COMING]
        if coming:
            return coming[-1] + 1
    head = next(analysis.find(max(match.first - 3, clause.first), match.first, "stop", "trouble"), None)
    first = head.first if head is not None and head.pos == "n" else match.first
    denial = next(analysis.find(max(match.first - 6, clause.first), match.first, "negation"), None)
    if denial is not None and denial.pos != "v" and not ends_denial(analysis, denial, match.first):
        first = min(first, denial.first)
    if link is not None and link.cls != "cause_in" and link.last <= match.first and match.first - link.last <= 6:
        first = link.last
    copulas = [i for i in range(first, match.first) if analysis.tokens[i].text in _COPULAS]
    first = copulas[-1] + 1 if copulas else first
    while first < match.first and analysis.tokens[first].text in _LIGHT:
        first += 1
    return first


def _said(analysis: Analysis, match: Match, clause: Clause) -> int:
    """Return where the subject begins of which `أدى إلى` is told: behind `أن`, else at the words that matched."""
    for index in range(match.first - 1, max(clause.first, match.first - LEAD) - 1, -1):
        if complementizers(analysis.tokens[index].text):
            return index + 1
    if match.first - clause.first <= SUBJECT and not analysis.has(clause.first, match.first, "say", "stop"):
        # `موجة من طلبات حجب الخدمة أغرقت الخوادم`
        opening = analysis.tokens[clause.first]
        verb = is_verb(opening.text) or analysis.has(clause.first, clause.first + 1, "cause_after", "possible")
        return match.first if verb or opening.kind != "word" or opening.text in _PREPOSITIONS else clause.first
    return match.first


def _end(analysis: Analysis, match: Match, clause: Clause, limit: int) -> int:
    last = max(min(max(clause.last, match.last), limit), match.last)
    for index in range(match.last, last):
        causing = any(h.pos == "v" for h in analysis.find(index, index + 1, "cause_link"))
        if causing or analysis.tokens[index].text in _ENDS:
            last = index
            break
    while last > match.last and analysis.tokens[last - 1].kind == "punct":
        last -= 1
    return last


def _object(analysis: Analysis, match: Match, clause: Clause) -> int:
    """Return where the object of `حجب خلل برمجي الموقع`, the effect of `أدى حريق إلى ..` begins."""
    for index in range(match.last, clause.last):
        before, text = analysis.tokens[index - 1].text, analysis.tokens[index].text
        if text == "الي" or (analysis.has(index + 1, index + 2, "stop") and text in _PREPOSITIONS):
            return index
        definite = text.startswith("ال") or analysis.is_named(index)
        if definite and before not in _PREPOSITIONS and not analysis.tokens[index - 1].text.startswith("ال"):
            genitive = index == match.last and match.last - match.first == 1
            if not genitive:
                return index
    return clause.last
