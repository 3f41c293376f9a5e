"""Whether a cause is affirmed or denied."""

from __future__ import annotations

from itertools import pairwise

from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_patterns import Match
from pipeline.facts.lexicon import Hit

_IN_TRUTH = {"لكن", "لكنه", "لكنها", "غير", "الا", "تبين", "ليتبين", "اتضح", "ليتضح", "بينما", "الحقيقه", "الواقع"}
"""What comes after these is no longer what people supposed."""
BEFORE_QUOTE = 3
"""Tokens from a denial to the quotation that it governs."""
TAKEN_BACK = 20
"""Tokens from the words of a rumour to the word that takes it back."""
_NO = {"لا", "ولا"}
_JOINS = {"مع", "الي", "عن", "بسبب", "نتيجه", "جراء", "بفعل", "من", "ب"}
_HAPPENED = {"حدث", "جري", "وقع", "حصل", "صار"}
NEXT_SAID = {"وان", "وانه", "وانها"}


def denies(analysis: Analysis, hit: Hit) -> bool:
    """`لم يستبعد`, `لا ينفي`: a denied denial leaves the cause possible."""
    before = analysis.tokens[hit.first - 1].text if hit.first else ""
    return not (hit.pos == "v" and before.lstrip("وف") in ("لم", "لا", "لن", "دون"))


def is_mistaken(analysis: Analysis, token: int) -> bool:
    """`أعادوا تشغيل الأجهزة ظنا منهم أن المشكلة في ..`: what people took for the cause, and it was not."""
    start, _ = analysis.sentence_of(token)
    hits = list(analysis.find(start, token, "mistaken"))
    if not hits:
        return False
    between = {t.text.lstrip("وف") for t in analysis.tokens[hits[-1].last : token]}
    return not between & _IN_TRUTH


def ends_denial(analysis: Analysis, denial: Hit, token: int) -> bool:
    """`«ليست هجوما» وأن خللا ..`: what `ليس` denies ends where the next thing said begins."""
    return denial.pos == "w" and any(t.text in NEXT_SAID for t in analysis.tokens[denial.last : token])


def is_negated(analysis: Analysis, match: Match, link: Hit | None) -> bool:
    """Whether a cause is told as one that it was not."""
    if match.category == "undisclosed":
        return False
    start = analysis.clause_at(match.first).first
    low = min(start, link.first) if link else max(analysis.sentence_of(match.first)[0], match.first - 9)
    start, _ = analysis.sentence_of(match.first)
    for other in analysis.find(start, match.first, "cause_link"):
        if other.pos != "v" or (link is not None and other.first > link.first):
            continue
        if not any(denial.last > other.first for denial in analysis.find(other.first - 1, other.first, "negation")):
            # `استبعد القرصنة، وعزا ما وقع إلى خطأ`: a new predicate, the denial does not reach behind it. That of
            # `لا يتعلق بهجوم` is what is denied.
            start = max(start, other.first)
    if link is not None and analysis.tokens[link.first - 1].text.lstrip("وف") in ("لا", "لم", "غير", "ليس", "ليست"):
        return True
    hits = [
        h
        for h in analysis.find(start, match.first, "negation")
        if denies(analysis, h)
        and (h.pos == "v" or h.first >= max(low, match.first - 12))
        and not _new_predicate(analysis, h, match, link)
        and not ends_denial(analysis, h, match.first)
    ]
    if plainly_denied(analysis, match.first) or is_refuted(analysis, match):
        return True
    if not hits:
        # `احتمال الهجوم مستبعد`: the denial stands behind. In `عزاه إلى تعديل، مستبعدة القرصنة` it is another matter's.
        end = min(match.last + 4, analysis.clause_at(match.last - 1).last)
        return analysis.has(match.last, end, "negation_after") or _opens_quote(analysis, match.first)
    # `ليس هجوما، وإنما تحديث`: after the contrast the cause is affirmed again.
    between = {t.text for t in analysis.tokens[hits[-1].last : match.first]}
    return not between & {"وانما", "بل", "انما", "لكن", "ولكن"}


def plainly_denied(analysis: Analysis, token: int) -> bool:
    """`لا اختراق`, `خطأ في الضبط لا عن هجوم`: the denial right before the word, or before its preposition."""
    words = [one.text for one in analysis.tokens[max(token - 2, 0) : token]]
    return bool(words) and (words[-1] in _NO or (words[0] in _NO and words[-1] in _JOINS))


def is_refuted(analysis: Analysis, match: Match) -> bool:
    """`عن هاكر أسقط الشبكة، وهي رواية لا أساس لها`, `وهو ما نفته الشركة`: behind it what was told is taken back."""
    _, end = analysis.sentence_of(match.first)
    hit = next(analysis.find(match.last, min(end, match.last + TAKEN_BACK), "refuted"), None)
    if hit is None or analysis.has(match.last, hit.first, "reason"):
        return False
    between = {token.text for token in analysis.tokens[match.last : hit.first]}
    return not between & (_IN_TRUTH | NEXT_SAID)


def _opens_quote(analysis: Analysis, token: int) -> bool:
    """`لا علم لها «بأي صلة .. بأي نشاط خبيث»`: a denial right before a quotation is one of all its words."""
    quote = analysis.quote_at(token)
    if quote is None:
        return False
    hits = analysis.find(max(quote.first - BEFORE_QUOTE, analysis.sentence_of(token)[0]), quote.first, "negation")
    return any(denies(analysis, hit) for hit in hits) and not analysis.has(quote.first, token, "cause_link", "say")


def _new_predicate(analysis: Analysis, denial: Hit, match: Match, link: Hit | None) -> bool:
    """`لا صلة للقراصنة، ومرده تعديل ..`, `لا قرائن على هجوم، مرجحا أن ..`: the denial ends at the next predicate."""
    commas = [i for i in range(denial.last, match.first) if analysis.tokens[i].text in ("،", "؛")]
    if not commas:
        return False
    if link is not None and denial.first < link.first and commas[0] < link.first:
        return True
    if _tells_what_happened(analysis, commas[0], match.first):
        return True
    said = analysis.find(commas[0], match.first, "say", "possible")
    return any(
        not analysis.has(hit.first, hit.first + 1, "negation")
        and not analysis.words(hit.first, hit.last).startswith("علي")
        for hit in said
    )


def _tells_what_happened(analysis: Analysis, first: int, last: int) -> bool:
    """`لم يكن اختراقا، فالذي حصل أن ..`, `كل ما جرى أن ..`: behind a denial the truth begins."""
    words = [token.text.lstrip("وف") for token in analysis.tokens[first:last]]
    return any(two in _HAPPENED and one in ("ما", "الذي") for one, two in pairwise(words))
