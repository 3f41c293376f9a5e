"""Whether a person bears the loss he tells of: an expert judges it, a manager speaks for his firm."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.document import Mention, Ref
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.inflection import bare
from pipeline.facts.participants import Participants
from pipeline.facts.titles import spellings
from pipeline.resources import read_toml
from pipeline.text import splits

TITLE = 5
"""Tokens of a title beside a name, its field and marks between."""
FIRM = 8
"""Tokens from a name to the firm in the title behind it: `آمال الجزيري، صاحبة مركز الاتصال «..»`."""
_FIRMS = ("company", "service", "organization")
_PRONOUNS = ("ها", "هم", "ه")


@cache
def _words(kind: str) -> frozenset[str]:
    data = read_toml(Path(__file__).parent / "data" / "offices.toml")
    return frozenset(spelling for word in data[kind] for spelling in spellings(word))


def judges(analysis: Analysis, who: Participants, ref: Ref) -> bool:
    """Whether a person tells of the losses of others: an expert, a minister, the head of a chamber of trade."""
    if ref.type != "person":
        return False
    return ref.key in who.experts or any(_judges_here(analysis, place) for place in analysis.of_entity(ref.key))


def firm_of(analysis: Analysis, ref: Ref) -> Ref | None:
    """Return the firm that a person leads or speaks for by the title beside his name, or by the base."""
    if ref.type != "person":
        return None
    firms = (_firm_here(analysis, place) for place in analysis.of_entity(ref.key))
    return analysis.operator(ref) or next((firm for firm in firms if firm is not None), None)


def _judges_here(analysis: Analysis, place: Place[Mention]) -> bool:
    return any(
        _is(analysis, index, "judges") or (_is(analysis, index, "leads") and _is(analysis, index + 1, "bodies"))
        for index in _title(analysis, place)
    )


def _firm_here(analysis: Analysis, place: Place[Mention]) -> Ref | None:
    """`صاحبة «..» آمال`, `آمال، صاحبة «..»`, `«..» بأن .. ، يقول مديرها فهد`: the firm in a title, or its pronoun."""
    start, end = analysis.sentence_of(place.first)
    for index in _title(analysis, place):
        if not _is(analysis, index, "leads") or _is(analysis, index + 1, "bodies"):
            continue
        low, high = (index + 1, place.first) if index < place.first else (index + 1, min(end, place.last + FIRM))
        found = [m for m in analysis.mentions_in(low, high, *_FIRMS) if analysis.governor(m) in (None, "ل", "في")]
        if found:
            return found[0].it.ref
        before = analysis.mentions_in(start, index, *_FIRMS)
        if index < place.first and before and _has_pronoun(analysis, index):
            return before[0].it.ref
    return None


def _has_pronoun(analysis: Analysis, index: int) -> bool:
    """`مديرها`, `رئيسه`, no `مديرة`: the feminine ending is folded to the letter of a pronoun."""
    token = analysis.tokens[index]
    return token.text.endswith(_PRONOUNS) and not bare(token.span.cut(analysis.doc.text)).endswith("ة")


def _title(analysis: Analysis, place: Place[Mention]) -> list[int]:
    """The tokens before a name and behind it in which its title stands, no other person between."""
    start, end = analysis.sentence_of(place.first)
    low, high = max(start, place.first - TITLE), min(end, place.last + TITLE)
    for other in analysis.mentions_in(low, place.first, "person"):
        low = max(low, other.last)
    for other in analysis.mentions_in(place.last, high, "person"):
        high = min(high, other.first)
    behind = range(place.last, high) if place.last < end and analysis.tokens[place.last].text in ("،", ",", "(") else ()
    return [*range(low, place.first), *behind]


def _is(analysis: Analysis, index: int, kind: str) -> bool:
    if index >= len(analysis.tokens):
        return False
    return any(stem in _words(kind) for split in splits(analysis.tokens[index].text) for stem in _without(split.stem))


def _without(stem: str) -> tuple[str, ...]:
    """A stem, and what it is without a pronoun: `مديرتها` is `مديره`."""
    ending = next((ending for ending in _PRONOUNS if stem.endswith(ending)), "")
    cut = stem.removesuffix(ending) if ending else stem
    return stem, cut, cut.removesuffix("ت") + "ه" if cut.endswith("ت") else cut
