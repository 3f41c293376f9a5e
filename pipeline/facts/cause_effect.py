"""Whether it is a stop that a cause brought about."""

from __future__ import annotations

from itertools import pairwise

from pipeline.facts.analysis import Analysis
from pipeline.facts.stops import gives_up

_HAPPENED = {"حدث", "جري", "وقع", "حصل", "يحدث", "يجري"}
_EVENT_NOUNS = {"الحادث", "الحادثه", "الواقعه", "الازمه", "الحدث", "حادث", "حادثه", "واقعه"}


def about_outage(analysis: Analysis, first: int, last: int) -> bool:
    """The effect is a stop: told in this sentence, in the one before it, or taken up by `ذلك`, `الأمر`."""
    stops = list(analysis.find(first, last, "stop"))
    if stops and all(gives_up(analysis, hit) for hit in stops) and not _is_blamed_on(analysis, first, last):
        return False
    if stops or analysis.has(first, last, "trouble", "restore"):
        return True
    if any(not gives_up(analysis, hit) for hit in analysis.find(first, last, "cut")):
        return True
    if first == 0 or analysis.has(first, last, "share", "market_value", "wealth", "revenue"):
        # `تراجع السهم نتيجة ضغط البائعين`: an effect of its own.
        return False
    before = analysis.sentence_of(first - 1)[0]
    return _takes_up(analysis, first, last) or analysis.has(before, first, "stop", "trouble", "cut")


def _takes_up(analysis: Analysis, first: int, last: int) -> bool:
    """`ما حدث`, `الحادث`, `الواقعة`: the stop told before, by another word."""
    words = [token.text.lstrip("وفبل") for token in analysis.tokens[first:last]]
    return any(one == "ما" and two in _HAPPENED for one, two in pairwise(words)) or bool(_EVENT_NOUNS & set(words))


def _is_blamed_on(analysis: Analysis, first: int, last: int) -> bool:
    """`المشكلة سببها انقطاع التيار`: the trouble of which the article told, beside a stop of the current."""
    definite = (hit for hit in analysis.find(first, last, "trouble") if hit.pos == "n")
    return any(analysis.tokens[hit.first].text.lstrip("وفبل").startswith("ال") for hit in definite)


def stops_in(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a service stops, or is cut, in a token range."""
    return any(not gives_up(analysis, hit) for hit in analysis.find(first, last, "stop", "cut"))
