"""Quotations and their verbs: which verb of saying, before or behind the marks, a quotation belongs to."""

from __future__ import annotations

from pipeline.facts.addressees import is_addressed
from pipeline.facts.analysis import Analysis
from pipeline.facts.lexicon import Hit
from pipeline.facts.quotes import Quote
from pipeline.facts.reported import is_outer, that_of
from pipeline.facts.sayings import SayingVerbs
from pipeline.facts.speakers import COMPLEMENTIZERS, candidates, complementizers
from pipeline.facts.verbs import is_participle
from pipeline.text import splits

SHORT_QUOTE = 5
VERB_FIRST, SPEAKER_FIRST = 4, 8
"""Tokens behind a quotation to its verb: `"..", قال X`, and `"..", متحدث باسم X قال`."""
NEXT = 3
"""Tokens from a verb behind a quotation to its subject."""
QUOTE_REACH = 30
"""Tokens between a verb of saying and its quotation: `قالت .. في بيان نشرته على ..: “`."""
INTRODUCTION = 5
"""Words of reported speech before the marks of a quotation that ends it."""
_TO = {"الي", "في", "علي", "عن", "من", "ب", "بـ"}


def verb_of_quote(analysis: Analysis, first: int, last: int, verbs: SayingVerbs) -> Hit | None:
    """The verb right behind the quotation (`“..” ، كتب دوروف`), else the last one before it in reach."""
    colon = first > 0 and analysis.tokens[first - 1].text == ":"
    if colon:
        segment = _segment(analysis, first - 1)
        inside = verbs.between(segment, first)
        finite = [v for v in inside if v.pos == "v"] if inside and _is_manner(analysis, inside[-1]) else inside
        # `وسألت «برغر كينغ»: «..»`: whatever the verb, who stands before the colon speaks.
        return (
            (finite or inside)[-1]
            if inside
            else _closing_verb(analysis, first, last, verbs) or Hit("say", "w", first - 1, first)
        )
    _, end = analysis.sentence_of(last)
    reach = SPEAKER_FIRST if analysis.has(last, last + 3, "spokesman") else VERB_FIRST
    behind = [v for v in verbs.between(last + 1, min(end, last + reach)) if v.pos == "v" and not _goes_on(analysis, v)]
    behind = [v for v in behind if not complementizers(analysis.tokens[v.first - 1].text)]
    before = verbs.between(first - QUOTE_REACH, first)
    if before:
        start, _ = analysis.sentence_of(first)
        near = [v for v in before if v.first >= start] or [
            v for v in before if analysis.tokens[start - 1].text in (":", "،") and v.first >= start - QUOTE_REACH
        ]
        between = analysis.tokens[near[-1].last : first] if near else ()
        reported = first > 0 and bool(complementizers(analysis.tokens[first - 1].text))
        if near and (reported or not behind):
            return _outermost(analysis, near, first)
        if near and not (behind and any(t.text in ("،", ".") for t in between) and len(between) > 8):
            return _outermost(analysis, near, first)
    return behind[0] if behind else None


def according(analysis: Analysis, first: int, last: int) -> Hit | None:
    """`ووفقا لموقع X، فإن العطل هو “..”`: the sentence names a source for the words it quotes."""
    start, end = analysis.sentence_of(first)
    return next((h for h in analysis.find(start, end, "according") if not first < h.first < last), None)


def _outermost(analysis: Analysis, near: list[Hit], first: int) -> Hit:
    """`قال سكرتير الدولة إن العطل يذكر "..."`: an imperfect in reported words is of what is reported."""
    verb = near[-1]
    if analysis.tokens[verb.first].text[0] not in "يت" or candidates(analysis, verb.last, first):
        return verb
    for outer in reversed(near[:-1]):
        start = that_of(analysis, outer)
        if start is not None and start <= verb.first and not is_outer(analysis, verb):
            return outer
    return verb


def _closing_verb(analysis: Analysis, first: int, last: int, verbs: SayingVerbs) -> Hit | None:
    """`لم يخل الأمر من دعابة: «..»، كتبت «تمارا»`: nobody before the colon, verb and subject behind the words."""
    if candidates(analysis, _segment(analysis, first - 1), first):
        return None
    _, end = analysis.sentence_of(last)
    for verb in verbs.between(last + 1, min(end, last + 3)):
        joined = analysis.tokens[verb.first].text[0] in "وف"
        if verb.pos == "v" and not joined and candidates(analysis, verb.last, min(end, verb.last + NEXT)):
            return verb
    return None


def _goes_on(analysis: Analysis, verb: Hit) -> bool:
    """`“..”، وينصح بـ..`: with a conjunction the verb begins a new clause and does not close the quotation."""
    text = analysis.tokens[verb.first].text
    joined = text[0] in "وف" and any(split.proclitics == (text[0],) for split in splits(text))
    return joined and (text[1:2] in "يتنقاأ" or is_addressed(analysis, verb))


def _segment(analysis: Analysis, colon: int) -> int:
    """Return where the words before a colon begin: after a comma, a stop, or another quotation."""
    start, _ = analysis.sentence_of(colon)
    closing = {quote.last for quote in analysis.quotes_in(start, colon) if quote.speech}
    for index in range(colon - 1, start - 1, -1):
        if index in closing or (analysis.tokens[index].text in ("،", "؛", ".") and _verb_after(analysis, index, colon)):
            return index + 1
    return start


def _verb_after(analysis: Analysis, index: int, colon: int) -> bool:
    """Whether a clause of its own begins after a comma, and not an apposition."""
    return any(h.pos == "v" for h in analysis.hits_in(index + 1, index + 3)) or bool(
        candidates(analysis, index + 1, colon)
    )


def _is_manner(analysis: Analysis, verb: Hit) -> bool:
    """`فأجابها X ممازحا: «..»`, `فحيا الجميع بكلمة: «..»`: how the finite verb before it was done."""
    return verb.pos == "w" or is_participle(analysis.tokens[verb.first].text)


def is_inside_report(analysis: Analysis, verb: Hit, quote: Quote) -> bool:
    """A few words quoted inside reported speech: `ذهبت نتفليكس إلى أن النهاية «فاجأت حتى كتابها»` is one report."""
    words = [t for t in analysis.tokens[quote.first + 1 : quote.last] if t.kind != "punct"]
    start = that_of(analysis, verb) if verb.first < quote.first else None
    return start is not None and start < quote.first and len(words) < SHORT_QUOTE


def clause_of_quote(analysis: Analysis, verb: Hit, quote: Quote) -> tuple[int, int]:
    """`رأى أن على المؤسسات "ألا تبيت ..":` where marks enclose only the end of what was said, all of it."""
    start = that_of(analysis, verb) if verb.last <= quote.first else None
    before = analysis.tokens[start : quote.first] if start is not None else ()
    whole = (
        0 < len(before) <= INTRODUCTION
        and before[-1].text not in _TO
        and not any(token.text in ("،", "؛", ":", '"', "“", "«") or complementizers(token.text) for token in before)
    )
    return (start if start is not None and whole else quote.first + 1), quote.last + 1 if whole else quote.last


def continued(analysis: Analysis, closing: int) -> int | None:
    """`.. أن “..”، وأن خسارتها بلغت ..`: after a quotation the same speaker goes on."""
    for index in range(closing + 1, min(closing + 3, len(analysis.tokens))):
        word = analysis.tokens[index].text
        if word.startswith("و") and word[1:] in COMPLEMENTIZERS:
            return index + 1
    return None
