"""Where something was said: the network on which a post, a reply or a page stands."""

from __future__ import annotations

from pipeline.document import Ref
from pipeline.facts.analysis import Analysis
from pipeline.facts.participants import is_channel
from pipeline.facts.speech import Speech

OWN = 4
"""Tokens between `حساب` and the platform whose account it is."""
_OWN_PLACES = {"صفحته": "facebook", "صفحتها": "facebook", "قناته": "telegram", "قناتها": "telegram"}
"""Where a page or a channel is without saying so, for those whose firm runs that service."""


def channel_of(analysis: Analysis, speech: Speech) -> Ref | None:
    """Where it was said: `على تويتر`, `في تغريدة`, `حساب تويتر`, `على صفحته`."""
    start, end = analysis.sentence_of(speech.verb.first)
    for place in analysis.mentions_in(start, end, "service"):
        inside = speech.first <= place.first < speech.last
        if not inside and is_channel(analysis, place):
            return place.it.ref
    if analysis.has(start, end, "tweet") and "twitter" in analysis.kb:
        return analysis.kb.ref("twitter")
    return _own_account(analysis, speech) or _own_place(analysis, speech, start, end)


def _own_account(analysis: Analysis, speech: Speech) -> Ref | None:
    """`حساب تويتر الرسمي`: a network speaks on itself."""
    place = speech.speaker
    if place is None or place.it.ref.type != "service" or place.it.ref.kb is None:
        return None
    networked = analysis.sector(place.it.ref) == "social"
    return place.it.ref if networked and analysis.has(max(place.first - OWN, 0), place.first, "account") else None


def _own_place(analysis: Analysis, speech: Speech, start: int, end: int) -> Ref | None:
    """`في منشور على صفحته الشخصية`, `في رسالة على قناته`: the service of the speaker's own firm."""
    entry = analysis.kb.get(speech.ref.kb) if speech.ref is not None and speech.ref.kb else None
    owners = {entry.key, entry.operator} if entry is not None else set()
    for token in analysis.tokens[start:end]:
        service = analysis.kb.get(_OWN_PLACES.get(token.text, ""))
        if service is not None and owners & {service.key, service.operator}:
            return analysis.kb.ref(service.key)
    return None
