"""Causes behind or before a word that links them to their effect: `بسبب`, `عزت .. إلى`, `وراء العطل`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.facts.analysis import Analysis
from pipeline.facts.cause_effect import about_outage
from pipeline.facts.cause_patterns import Match, best, find
from pipeline.facts.cause_polarity import NEXT_SAID
from pipeline.facts.cause_told import OF_NETWORKS
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import Participants

WINDOW = 18
"""Tokens after `بسبب` in which the words of the cause stand."""
TO_COMPLEMENT = 12
"""Tokens from `عزت` to the `إلى` behind which the cause stands."""
SUBJECT, ASIDE = 3, 6
"""Tokens of its subject, and those more where an aside follows: `عزت الشركة، وهي .. ، ما جرى إلى ..`."""
UNTOLD = 3
"""Tokens from `لم` to the word for a cause in `لم تعرف أسباب الخلل`, which is then no link to one."""
CHAIN = 6
"""Tokens before a link in which the cause stands that is itself explained."""
AVERTED = 5
"""Tokens from `تفاديا` to the link of what was avoided."""
SHARE = 6
"""Tokens between a share of the complaints and the verb that says what they are about."""
_FAULTS = {"مشكله", "خلل", "خطا", "مشكلات", "مشاكل", "خللا", "اعطال"}
_WHICH_IS = {"وهو", "وهي", "هو", "هي"}
"""`حددت السبب المحتمل، وهو خلل ..`: the clause that names the cause goes on with these."""
_LIES = {"كمن", "تكمن"}


def linked(analysis: Analysis, who: Participants, untold: list[Match]) -> Iterator[tuple[Match, Hit]]:
    """`بسبب`, `عزت .. إلى`, `مرده`: the cause stands behind; `وراء العطل`, `هو السبب`: mostly before.

    `untold`: words that say that the cause is not known; `لم تعرف أسباب الخلل` links nothing to it.
    """
    for hit in analysis.find(0, len(analysis.tokens), "cause_link", "cause_in", "cause_before", "cause_purpose"):
        start, end = analysis.sentence_of(hit.first)
        if _asks(analysis, hit, end) or _of_repair(analysis, hit, start) or _averts(analysis, hit):
            continue
        if any(match.first < hit.first <= match.first + UNTOLD for match in untold) or _of_denial(analysis, hit, start):
            continue
        if any(q.it.kind == "percent" for q in analysis.quantities_in(hit.first - SHARE, hit.first)):
            # `60% من البلاغات تتعلق بالخادم` sorts complaints.
            continue
        if _is_asked_for(analysis, hit, start):
            continue
        match = _beside(analysis, hit, start, end) or _ordered(analysis, who, hit, start, end)
        if match is None or (hit.cls == "cause_purpose" and match.category != "government_order"):
            # `تفاديا للهجمات`: only who orders a stop has an aim.
            continue
        own = not match.weak and match.category in OF_NETWORKS
        if own or about_outage(analysis, start, end):
            yield match, hit


def _is_asked_for(analysis: Analysis, hit: Hit, start: int) -> bool:
    """`حددت السبب الجذري`: the object of a verb of telling links nothing that stands before it."""
    if hit.cls != "cause_before" or analysis.tokens[hit.first].text not in ("السبب", "العله"):
        return False
    return analysis.has(max(hit.first - 2, start), hit.first, "disclose") and not _states_before(analysis, hit)


def _asks(analysis: Analysis, hit: Hit, end: int) -> bool:
    """A question asks for the cause and states none; one that a colon introduces is another clause's."""
    words = {token.text for token in analysis.tokens[hit.last : end]}
    return analysis.tokens[end - 1].text == "؟" and ":" not in words


def _averts(analysis: Analysis, hit: Hit) -> bool:
    """`تفاديا لانهيار ثان بفعل الضغط`: the cause of what was to be avoided."""
    return hit.cls == "cause_link" and analysis.has(hit.first - AVERTED, hit.first, "cause_purpose")


def _of_repair(analysis: Analysis, hit: Hit, start: int) -> bool:
    """`يتأخر إصلاح الكابل لأن السفينة ..`: why it is not back yet, not why it went down."""
    if analysis.tokens[hit.first].text.lstrip("و") != "لان":
        return False
    return analysis.has(start, hit.first, "fixed", "restore") and not analysis.has(start, hit.first, "stop")


def _of_denial(analysis: Analysis, hit: Hit, start: int) -> bool:
    """`استبعدوا الهجوم لأن القراصنة لا يستطيعون ..`: why somebody denies, not why it went down."""
    if analysis.tokens[hit.first].text.lstrip("و") != "لان":
        return False
    clause = analysis.clause_at(hit.first)
    return any(h.pos == "v" for h in analysis.find(max(clause.first, start), hit.first, "negation"))


def _ordered(analysis: Analysis, who: Participants, hit: Hit, start: int, end: int) -> Match | None:
    """`حجبت تركيا إنستغرام بسبب امتناعه عن ..`: whatever moves an authority to cut is the reason of its order."""
    if not who.ordered or hit.pos == "v" or hit.cls not in ("cause_link", "cause_purpose") or hit.last + 1 >= end:
        return None
    cut = next(analysis.find(start, hit.first, "cut"), None)
    if cut is None or analysis.has(hit.last, hit.last + 3, "cut", "stop"):
        return None
    last = min(analysis.clause_at(hit.last).last, hit.last + 2)
    return Match("government_order", hit.last, last, weak=True) if last > hit.last else None


def _beside(analysis: Analysis, hit: Hit, start: int, end: int) -> Match | None:
    if hit.cls == "cause_in":
        return best(analysis, hit.first, hit.last, min(end, hit.last + WINDOW))
    if hit.cls == "cause_before" or _states_before(analysis, hit):
        low = max(start, hit.first - WINDOW // 2)
        said = [i + 1 for i in range(low, hit.first) if analysis.tokens[i].text in NEXT_SAID]
        earlier = find(analysis, said[-1] if said else low, hit.first) or find(analysis, low, hit.first)
        if earlier is not None or (hit.cls == "cause_before" and not _opens(analysis, hit)):
            return earlier
        return find(analysis, hit.last, min(end, hit.last + WINDOW // 2))
    if hit.cls != "cause_purpose" and _is_causing(analysis, hit):
        return None
    to = _complement(analysis, hit, end)
    if to is not None and analysis.times_in(to, to + 2):
        # `يعود آخر عطل إلى عام 2008` says when.
        return None
    if to is not None:
        match = find(analysis, to, min(end, to + WINDOW // 2))
        return match or _some_fault(analysis, replace(hit, pos="n", last=to))
    match = find(analysis, hit.last, min(end, hit.last + WINDOW))
    if match is not None and hit.pos == "w" and _in_other_clause(analysis, hit, match):
        match = None
    if match is not None and hit.pos == "w" and _has_nearer_link(analysis, hit, match):
        return None
    if match is not None and hit.pos == "w":
        match = _chained(analysis, hit, match)
    if match is None or (match.first - hit.last > WINDOW // 2 and hit.pos == "v"):
        earlier = find(analysis, max(start, hit.first - WINDOW), hit.first) if hit.pos == "v" else None
        match = earlier or match
    return match or _some_fault(analysis, hit)


def _chained(analysis: Analysis, link: Hit, match: Match) -> Match:
    """`كسرا في كابل نتيجة أعمال حفر`: the words of one cause, and of what brought it about, are one content."""
    first = max(analysis.clause_at(link.first).first, link.first - CHAIN)
    earlier = find(analysis, first, link.first)
    if earlier is None or earlier.weak or earlier.category != match.category or earlier.last + 1 < link.first - 2:
        return match
    return replace(match, first=earlier.first)


def _has_nearer_link(analysis: Analysis, link: Hit, match: Match) -> bool:
    """`السبب قطة نائمة، قبل أن يتضح أن الأمر ناتج عن تحديث`: the words are those of the participle right before."""
    first = analysis.clause_at(link.first).last
    return any(h.pos == "n" for h in analysis.find(first, match.first, "cause_link"))


def _in_other_clause(analysis: Analysis, link: Hit, match: Match) -> bool:
    """`تحت وطأة الأحمال، ولم يعد التيار`: the cause is told, in no known words; what follows is another matter."""
    clause = analysis.clause_at(link.first)
    if match.first < clause.last or link.last >= clause.last or analysis.tokens[clause.last].text in _WHICH_IS:
        return False
    return analysis.tokens[match.first - 1].text != "«" and analysis.tokens[clause.last].text.startswith(("و", "ف"))


def _complement(analysis: Analysis, hit: Hit, end: int) -> int | None:
    """Return the token behind `إلى` of `عزت .. إلى`, `يعود .. إلى`: the cause stands nowhere else."""
    if hit.pos != "v":
        return None
    aside = "،" in {token.text for token in analysis.tokens[hit.last : hit.last + SUBJECT]}
    limit = min(end, hit.last + TO_COMPLEMENT + (ASIDE if aside else 0))
    if any(stem in analysis.tokens[hit.first].text for stem in _LIES):
        # `يكمن في خلل`
        return hit.last + 1 if hit.last + 1 < end and analysis.tokens[hit.last].text == "في" else None
    return next((i + 1 for i in range(hit.last, limit) if analysis.tokens[i].text == "الي" and i + 1 < end), None)


def _opens(analysis: Analysis, hit: Hit) -> bool:
    """`وراء العطل تحديث`: the predicate stands before its subject."""
    return analysis.tokens[hit.first].text.lstrip("و") in ("راء", "وراء", "خلف") and analysis.has(
        hit.last, hit.last + 3, "stop", "trouble"
    )


def _is_causing(analysis: Analysis, hit: Hit) -> bool:
    return analysis.has(hit.first, hit.first + 1, "cause_of")


def _states_before(analysis: Analysis, link: Hit) -> bool:
    """`هو السبب`, `كان السبب`, `هو ما حال دون`: the cause stands before the word."""
    word = analysis.tokens[link.first].text
    before = analysis.tokens[link.first - 1].text if link.first else ""
    return word in ("السبب", "العله", "ما") and before in ("هو", "هي", "كان", "كانت")


def _some_fault(analysis: Analysis, link: Hit) -> Match | None:
    """`بسبب مشكلة في حصة التخزين`: an indefinite fault that no category names; `أدى خلل إلى ..` is the stop itself."""
    if link.pos == "v":
        return None
    fault = next(analysis.find(link.last, link.last + 5, "trouble", "stop"), None)
    if fault is None or fault.pos != "n" or analysis.tokens[fault.first].text.startswith("ال"):
        return None
    if analysis.tokens[fault.first].text not in _FAULTS:
        return None
    return Match("unspecified_technical", fault.first, fault.last, weak=False)
