"""Stops by order: the authority that cuts the internet or blocks a service, and the country it speaks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.document import Ref
from pipeline.facts.analysis import Analysis
from pipeline.facts.lexicon import Hit
from pipeline.facts.places import is_country, nationality
from pipeline.text import splits

INTERNET, CUT_OBJECT, CUT_AGENT, COUNTRY, PRONOUN = 3, 5, 4, 6, 14
"""Tokens from a word for cutting to the internet, to what else is cut, to who cuts it, from a body to its country, back
from a cut to what its pronoun stands for."""
_NETWORK = {
    "انترنت",
    "انترنيت",
    "اتصالات",
    "خدمه",
    "خدمات",
    "شبكه",
    "شبكات",
    "منصات",
    "تطبيقات",
    "موقع",
    "منصه",
    "تطبيق",
}
_PREPOSITIONS = frozenset(
    {"الي", "في", "من", "عن", "علي", "بعد", "عقب", "اثر", "قبل", "بسبب", "نتيجه", "جراء", "رغم", "مع", "خلال"}
)
_NATIONAL = {"انترنت", "انترنيت", "نت", "اتصالات", "شبكه"}
NATION = 5
"""Tokens from a stop to the network of a country: `انقطاعا شبه تام لخدمة الإنترنت`."""
AUTHORITY_TYPES = ("organization",)


def cuts_network(analysis: Analysis, hit: Hit) -> bool:
    """Whether what is cut, blocked or suspended is a network or a service: `قطع خدمة الإنترنت`, `حجب فيسبوك`."""
    last = min(hit.last + CUT_OBJECT, len(analysis.tokens))
    for index in range(hit.last, last):
        if any(split.stem in _NETWORK for split in splits(analysis.tokens[index].text)):
            return True
    if analysis.tokens[hit.first].text.endswith(("ها", "ه")) and _network_before(analysis, hit):
        return True
    return bool([m for m in analysis.mentions_in(hit.last, last, "service") if analysis.governor(m) in (None, "ل")])


def _network_before(analysis: Analysis, hit: Hit) -> bool:
    """`خدمة الإنترنت بعد أن أمرت السلطات بقطعها`: what a pronoun on the cut stands for."""
    start = max(hit.first - PRONOUN, analysis.sentence_of(hit.first)[0])
    return any(split.stem in _NETWORK for t in analysis.tokens[start : hit.first] for split in splits(t.text))


def cuts_internet(analysis: Analysis, hit: Hit) -> bool:
    """Whether it is the internet or the telephone that is cut, and no account or page."""
    near = analysis.tokens[hit.last : hit.last + INTERNET]
    return any(split.stem in {"انترنت", "انترنيت", "اتصالات"} for t in near for split in splits(t.text))


def orders(analysis: Analysis, is_authority: dict[str, bool]) -> Iterator[tuple[Hit, Ref]]:
    """Yield each cut of a network that an authority makes or orders, with the authority, in order.

    Behind them come those of which only the country is told.

    Args:
        analysis: the document.
        is_authority: entity key -> whether it is a body of a state.
    """
    every = len(analysis.tokens)
    cuts = [h for h in analysis.find(0, every, "cut") if cuts_network(analysis, h) and not _is_breakdown(analysis, h)]
    ordered = {hit: ref for hit in cuts if (ref := _agent(analysis, hit, is_authority)) is not None}
    yield from ordered.items()
    for hit in analysis.find(0, every, "cut", "stop"):
        ref = _nation(analysis, hit) if hit not in ordered else None
        if ref is not None:
            yield hit, ref


def _is_breakdown(analysis: Analysis, hit: Hit) -> bool:
    """`أدى إلى تعطل الاتصالات`: behind a preposition it is the noun, and no verb of who disables."""
    before = analysis.tokens[hit.first - 1].text if hit.first else ""
    return hit.pos == "v" and before in _PREPOSITIONS


def _nation(analysis: Analysis, hit: Hit) -> Ref | None:
    """`شهدت الجزائر انقطاعا لخدمة الإنترنت مع الامتحانات`: the country, where a state switches it off."""
    first, last = analysis.sentence_of(hit.first)
    if not analysis.has(first, last, "by_order") or analysis.mentions_in(first, last, "company", "service"):
        return None
    return land_without(analysis, hit)


def land_without(analysis: Analysis, hit: Hit) -> Ref | None:
    """`انقطاع خدمة الإنترنت في تونس`: the country whose network a word for a stop says is gone."""
    first, last = analysis.sentence_of(hit.first)
    near = analysis.tokens[hit.last : min(last, hit.last + NATION)]
    if not any(split.stem in _NATIONAL for token in near for split in splits(token.text)):
        return None
    inside = [m.it.ref for m in analysis.mentions_in(first, last, "place") if is_country(analysis, m.it.ref)]
    return inside[0] if inside else country_of(analysis, Hit("state_body", "w", hit.first, hit.first))


def _agent(analysis: Analysis, hit: Hit, is_authority: dict[str, bool]) -> Ref | None:
    """Who cuts: a body named before the word or right behind it, else the country whose `السلطات` do."""
    first, end = analysis.sentence_of(hit.first)
    last = min(end, hit.last + CUT_AGENT)
    named = [m.it.ref for m in analysis.mentions_in(first, last, *AUTHORITY_TYPES) if is_authority.get(m.it.ref.key)]
    if named:
        return named[0]
    bodies = list(analysis.find(first, last, "state_body"))
    return country_of(analysis, bodies[0]) if bodies else None


def ruling_country(analysis: Analysis, first: int, last: int) -> Ref | None:
    """The country whose authorities a token range speaks of; without any body of a state, the article's."""
    body = next(analysis.find(first, last, "state_body"), Hit("state_body", "w", first, first))
    return country_of(analysis, body)


def country_of(analysis: Analysis, body: Hit) -> Ref | None:
    """The country of `السلطات السودانية`, `الحكومة في أوغندا`; else the one that the article names most."""
    adjective = nationality(analysis, body.last)
    if adjective is not None:
        return adjective
    near = [
        m.it.ref
        for m in analysis.mentions_in(body.last, body.last + COUNTRY, "place")
        if is_country(analysis, m.it.ref)
    ]
    if near:
        return near[0]
    named = Counter(m.it.ref for m in analysis.mentions if is_country(analysis, m.it.ref))
    return named.most_common(1)[0][0] if named else None
