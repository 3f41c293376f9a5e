"""Whose a title is: the organisation beside it, the one a pronoun means, the country of an office of state."""

from __future__ import annotations

from collections import Counter

from pipeline.document import Mention, Ref
from pipeline.entities import heads
from pipeline.entities.history import history
from pipeline.facts.analysis import Analysis, Place
from pipeline.facts.occupations import occupation_at
from pipeline.facts.participants import Participants
from pipeline.facts.speakers import complementizers
from pipeline.facts.titles import is_deputy, is_field, is_suffixed, of_government, words
from pipeline.text import splits

_HOUSES = ("company", "service", "organization", "media", "other")
_LEADERS = 9
"""Tokens from a title to `فيها`, `لديها`."""
OF_FIRM = 3
"""Tokens of a definite title in which it says that it is one of a firm: `الرئيس المدير العام`."""
_ASIDE = 6
"""Tokens back from a name to the one that it is joined to."""


def houses(
    analysis: Analysis, first: int, last: int, person: Place[Mention], governed: bool = False
) -> list[Place[Mention]]:
    """The organisations after a title: the first, and those joined to it; none beyond another person or a verb."""
    found: list[Place[Mention]] = []
    for place in analysis.mentions_in(first, last):
        if place.it.ref.type == "person":
            break
        state = place.it.ref.type == "place" and not found and _of_state(analysis, first)
        if place.it.ref.type not in _HOUSES and not state:
            continue
        if governed and analysis.governor(place) not in ("ل", "في", "ب", "من", "لدي"):
            break
        between = analysis.tokens[first : place.first]
        if analysis.has(first, place.first, "say") or any(t.text == "." or _begins_words(t.text) for t in between):
            break
        told = place.it.ref.type == "media" and analysis.governor(place) in ("ل", "الي", "مع")
        if told and governed and _speaks(analysis, person):
            # `قال الرئيس التنفيذي X لشبكة «..»`: the outlet spoken to.
            break
        if any(t.text == "،" for t in between) and (told or first > person.last):
            # `محاسب من المنصورة، لـ«حديث البنك»`: the outlet spoken to; `رئيس العمليات، المسؤولية للمورد «..»`.
            break
        if found and not _joined(analysis, found[-1], place):
            break
        found.append(place)
    return found


def _speaks(analysis: Analysis, person: Place[Mention]) -> bool:
    """Whether a verb of saying stands before a name in its clause."""
    return analysis.has(analysis.clause_at(person.first).first, person.first, "say")


def _begins_words(word: str) -> bool:
    """`بأن`, `إن`: reported words begin, the title is over."""
    return bool(complementizers(word))


def _of_state(analysis: Analysis, after: int) -> bool:
    """Whether a title of state stands in the words before a token."""
    before = analysis.tokens[max(after - 4, 0) : after]
    return any(split.stem in words("of_state") for token in before for split in splits(token.text))


def _joined(analysis: Analysis, left: Place[Mention], right: Place[Mention]) -> bool:
    between = "".join(t.text for t in analysis.tokens[left.last : right.first]).strip('”“"»«')
    return between in ("", "و") and analysis.tokens[max(left.last, right.first - 1)].text.startswith("و")


def owned(analysis: Analysis, who: Participants, first: int, last: int, apart: bool = False) -> list[Place[Mention]]:
    """`رئيسها مارك زوكربيرغ`, `المدير العام X`, `مالك المنصة X`: the company or service spoken of.

    `apart`: the title stands behind the name: only a pronoun or the noun says then whose it is: `X، مديرنا الفني`.
    """
    end = analysis.tokens[last - 1].text
    if apart and any(token.text in words("in_it") for token in analysis.tokens[last : last + 1]):
        return _firm(analysis, who, nearest(analysis, first))  # `X، المديرة السابقة لديها`
    if of_government(analysis, first, last):
        return []
    named = end.startswith("ال") and end.removeprefix("ال") in heads() and not (apart and is_field(end))
    if last - first > 1 and named:
        spoken_of = [place for place in analysis.mentions_in(last - 1, last, "company") if place.it.form == "nominal"]
        return spoken_of or main(analysis, who)
    if apart and not is_suffixed(analysis, first):
        return []
    office = not occupation_at(analysis, first)
    return next((orgs for at in (last - 1, first) if (orgs := _last_company(analysis, who, at, office))), [])


def _last_company(analysis: Analysis, who: Participants, before: int, office: bool) -> list[Place[Mention]]:
    """The company spoken of last for a pronoun; for a definite title the one that the article is about comes first."""
    suffixed = is_suffixed(analysis, before)
    if suffixed and analysis.tokens[before].text.endswith("نا"):
        # Who speaks of `مديرنا` speaks for whom the article is about.
        return main(analysis, who)
    behind = analysis.tokens[before : before + _LEADERS]
    suffixed = suffixed or (office and any(token.text in words("in_it") for token in behind))
    definite = analysis.tokens[before].text.startswith("ال") and any(
        token.text in words("of_firm") for token in analysis.tokens[before + 1 : before + OF_FIRM]
    )
    if not suffixed and not definite:
        return []
    near = nearest(analysis, before)
    if definite and not suffixed:
        return main(analysis, who) or near[-1:]
    if not is_suffixed(analysis, before):
        return _firm(analysis, who, near)
    return near[-1:] or (main(analysis, who) if suffixed else [])


def _firm(analysis: Analysis, who: Participants, near: list[Place[Mention]]) -> list[Place[Mention]]:
    """The organisation spoken of last; the firm itself where that is one of its services."""
    if near and not who.is_provider(near[-1].it.ref):
        return near[-1:]
    return main(analysis, who) or near[-1:]


def nearest(analysis: Analysis, token: int) -> list[Place[Mention]]:
    """The organisations of a sentence up to a token, else those of the sentence before."""
    start, _ = analysis.sentence_of(token)
    previous = analysis.sentence_of(start - 1)[0] if start else start
    kinds = ("company", "service", "organization")
    for first, last in ((start, token), (previous, start)):
        named = analysis.mentions_in(first, last, *kinds)
        apart = [place for place in named if not _market(analysis, place)] or named
        if found := [place for place in apart if not _aside(analysis, place)] or apart:
            return found
        if papers := analysis.mentions_in(first, last, "media"):
            return papers
    return []


def _aside(analysis: Analysis, place: Place[Mention]) -> bool:
    """Whether a clause only mentions a firm: `تعيش على إنستغرام`, `الميزانيات إلى «سناب شات» و«يوتيوب»`."""
    if analysis.governor(place) in words("aside"):
        return True
    named = analysis.mentions_in(max(place.first - _ASIDE, 0), place.first)
    joined = named[-1:] if named and _joined(analysis, named[-1], place) else []
    return any(analysis.governor(other) in words("aside") for other in joined)


def _market(analysis: Analysis, place: Place[Mention]) -> bool:
    """`في ناسداك`: where shares are traded is nobody's firm."""
    entry = analysis.kb.get(place.it.ref.kb)
    return entry is not None and entry.sector == "exchange"


def main(analysis: Analysis, who: Participants) -> list[Place[Mention]]:
    """Whom the article is about: the provider, else the company or body that it names most."""
    if who.provider is not None:
        return analysis.of_entity(who.provider.key)[:1]
    named = [m for m in analysis.mentions if m.it.form == "name" and m.it.ref.type in ("company", "organization")]
    counts = Counter(place.it.ref.key for place in named)
    return [max(named, key=lambda place: counts[place.it.ref.key])] if named else []


def focus(analysis: Analysis, who: Participants, first: int, last: int) -> list[Place[Mention]]:
    """`مدير التواصل X`, `مسؤول الاتصال`: an office in a firm that is not named beside it is one of the main firm.

    A vice president is one of the firm spoken of last: `نائب الرئيس التنفيذي`.
    """
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    if stems & words("chiefs") and first + 1 < last and analysis.tokens[first + 1].text in words("firm_fields"):
        return main(analysis, who)
    behind = analysis.tokens[last].text if last < len(analysis.tokens) else ""
    if is_deputy(analysis, first) and any(t.text in words("ranks") for t in analysis.tokens[first + 1 : last]):
        near = nearest(analysis, first)
        return [place for place in near if who.is_provider(place.it.ref)][-1:] or near[-1:] or main(analysis, who)
    if not stems & words("offices") or behind in ("في", "لدي", "ب") or behind.startswith("بال"):
        return []
    return main(analysis, who)


def known_for(analysis: Analysis, person: Place[Mention]) -> list[Place[Mention]]:
    """`زوكربيرغ، الرئيس التنفيذي`: the organisation is left out because everybody knows it; so does the base."""
    firm = analysis.operator(person.it.ref)
    return analysis.of_entity(firm.key)[:1] if firm is not None else []


def unnamed(analysis: Analysis, person: Place[Mention], first: int) -> Ref | None:
    """`المفوض الأوروبي تييري بريتون`: the house of a known person's office, where the text does not name it."""
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    firm = analysis.operator(person.it.ref)
    return firm if firm is not None and firm.type != "place" and stems & words("known_offices") else None


def is_held(analysis: Analysis, person: Place[Mention], own: list[Place[Mention]]) -> bool:
    """Whether a known person heads or has headed what a pronoun seems to mean: `إكس .. مالكها إيلون ماسك`."""
    key = person.it.ref.kb
    entry = analysis.kb.get(key)
    if entry is None or key is None:
        return False
    held = {entry.operator, *(title.organization for title in history().titles.get(key, ()))}
    return any(place.it.ref.kb in held for place in own)
