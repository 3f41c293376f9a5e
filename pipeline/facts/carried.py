"""What a figure is of where its own sentence does not say: the lead of a list, the sentence on shares before."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Quantity
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.groups import BULLETS
from pipeline.facts.lexicon import Hit
from pipeline.facts.places import is_country

ITEM = 14
"""Tokens that an item of a list has at most: a sign, a name, its figure and that in another money."""
LEAD = 14
"""Lines from an item back to the sentence that leads the list in."""
_SIGNS = BULLETS | {"■"}
COUNTRY = 7
"""Tokens of `أما الكويت فسجلت نحو` before its figure."""
_BORNE = ("loss", "bill")
_TRADED = ("share", "index")


def carried_topic(analysis: Analysis, place: Place[Quantity], topics: Sequence[str]) -> Hit | None:
    """Return the topic that an item of a list has from its lead, or a change in per cent from the sentence before."""
    number = analysis.clause_at(place.first).sentence
    if _is_item(analysis, number):
        lead = next((n for n in range(number - 1, max(number - LEAD, -1), -1) if not _is_item(analysis, n)), None)
        return _last(analysis, lead, topics) if lead is not None else None
    if place.it.kind == "money" and number and _of_country(analysis, place):
        # `جاءت السعودية في الصدارة بخسائر قاربت 40 مليون دولار .. . وسجل لبنان 2.4 مليون دولار.`
        before = _last(analysis, number - 1, topics)
        return before if before is not None and before.cls in _BORNE else None
    if place.it.kind not in ("percent", "points") or not number:
        return None
    # `هبط سهم فيسبوك 4.9%. وخسرت كل من آبل ومايكروسوفت أكثر من 2%.`
    before = _last(analysis, number - 1, topics)
    return before if before is not None and before.cls in _TRADED else None


def _of_country(analysis: Analysis, place: Place[Quantity]) -> bool:
    """`وسجل لبنان 2.4 مليون دولار، تليه تونس بمليونين`: a sentence of countries, each with its figure, no more."""
    first, _ = analysis.sentence_of(place.first)
    named = analysis.mentions_in(first, place.first)
    if not named or not all(is_country(analysis, m.it.ref) for m in named):
        return False
    return named[0].first - first <= COUNTRY and place.first - max(named[-1].last, first) <= COUNTRY


def _is_item(analysis: Analysis, number: int) -> bool:
    """`• الهند: 55 مليونا`: a line that begins with a sign, or a name and a colon, and has a figure."""
    sentence = analysis.doc.sentences[number]
    if sentence.last - sentence.first > ITEM or not analysis.quantities_in(sentence.first, sentence.last):
        return False
    if analysis.tokens[sentence.first].text in _SIGNS:
        return True
    named = analysis.mentions_in(sentence.first, sentence.first + 2)
    return bool(named) and analysis.tokens[min(named[0].last, sentence.last - 1)].text == ":"


def _last(analysis: Analysis, number: int, topics: Sequence[str]) -> Hit | None:
    sentence = analysis.doc.sentences[number]
    hits = [h for h in analysis.find(sentence.first, sentence.last, *topics) if h.cls != "loss" or h.pos == "n"]
    return hits[-1] if hits else None
