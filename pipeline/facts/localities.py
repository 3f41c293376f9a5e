"""Work that stopped where nobody has a name: schools of a state, banks of a country, queues before shops."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.document import Fact, Mention, Ref
from pipeline.facts.analysis import Analysis, Clause, Place
from pipeline.facts.draft import Draft
from pipeline.facts.inflection import bare
from pipeline.facts.lexicon import Hit
from pipeline.facts.participants import USERS, Participants, is_adjunct, is_negated, is_old
from pipeline.facts.places import is_country, names_a_zone, nationality
from pipeline.facts.stops import SUFFERERS
from pipeline.facts.symptoms import phrase, symptom, told

_TROUBLE = ("halt", "stop", "barred", "cancel", "queue", "affected", "trouble", "slow", "unable")
_IN = frozenset({"في", "وفي", "ففي", "داخل", "عبر"})
_THROUGHOUT = frozenset(
    {"انحاء", "ارجاء", "عموم", "كل", "كامل", "مدن", "ولايه", "مدينه", "محافظه", "جنوب", "شمال", "شرق", "غرب"}
)
"""Between `في` and a place: `في أنحاء الولايات المتحدة`."""
SUBJECT = 4
"""Tokens from a verb to the noun for an institution whose work it tells of: `اضطر عدد من المحال إلى ..`."""
OPENING = 3
"""Tokens from the beginning of a sentence to the end of the place that it is about: `وفي ميشيغان، ألغت مدارس ..`."""
ADJECTIVE = 2
"""Tokens from a noun for an institution to the adjective of a country: `المتاجر الإلكترونية المغربية`."""


def local_facts(analysis: Analysis, who: Participants, troubles: Collection[Draft]) -> Iterator[Draft]:
    """Yield the trouble of institutions without a name: the country or the city in which they stand bears it.

    Args:
        analysis: the document.
        who: its provider.
        troubles: what is told of firms with a name; a clause that has one tells of nobody else.
    """
    if who.provider is None:
        return
    done = {analysis.clause_at(draft.first) for draft in troubles}
    for hit in analysis.find(0, len(analysis.tokens), *_TROUBLE):
        clause = analysis.clause_at(hit.first)
        if clause in done or _is_no_news(analysis, hit):
            continue
        institution = _institution(analysis, hit, clause)
        if institution is None or _is_named(analysis, clause):
            continue
        place = _where(analysis, who, institution, clause)
        done.add(clause)
        first, last = (phrase if institution.first < hit.first else symptom)(analysis, hit, clause)
        fact = Fact(
            type="impact",
            subject=place,
            category="operations_disrupted",
            places=(place,) if place.type == "place" else (),
            content=told(analysis, min(first, institution.first), max(last, institution.last)),
            evidence=(analysis.sentence_span(hit.first),),
            rule="impact:local",
            cues=(analysis.span(hit.first, hit.last), analysis.span(institution.first, institution.last)),
        )
        yield Draft(fact, hit.first, hit.last)


def _is_no_news(analysis: Analysis, hit: Hit) -> bool:
    """What did not happen, or long ago, or is the outage itself: `العطل` with its article, `بعد العطل`."""
    if is_negated(analysis, hit) or is_adjunct(analysis, hit.first) or is_old(analysis, hit.first):
        return True
    definite = analysis.is_definite(hit.first)
    return definite and hit.pos == "n" and hit.cls != "queue"


def _institution(analysis: Analysis, hit: Hit, clause: Clause) -> Hit | None:
    """The noun for those whose work a word tells of: behind its verb or noun, else right before the verb."""
    behind = next(analysis.find(hit.last, min(clause.last, hit.last + SUBJECT), "institution"), None)
    before = list(analysis.find(max(clause.first, hit.first - SUBJECT), hit.first, "institution"))
    found = behind or (before[-1] if before else None)
    if found is None or analysis.quantities_in(max(found.first - 1, 0), found.last):
        # A number of them is a figure's to tell.
        return None
    if found.last - found.first == 1 and _is_owned(analysis, found.first):
        return None
    return found


def _is_owned(analysis: Analysis, token: int) -> bool:
    """`عياداته`, `متاجرها`: somebody's, who is named elsewhere."""
    found = analysis.tokens[token]
    return found.text.endswith(("ها", "هما")) or bare(found.span.cut(analysis.doc.text)).endswith("ه")


def _is_named(analysis: Analysis, clause: Clause) -> bool:
    """Whether a firm stands free in the clause: the work is its own."""
    firms = analysis.mentions_in(clause.first, clause.last, *SUFFERERS, "person")
    return any(m.it.ref.type != "place" and analysis.governor(m) in (None, "ل", "لدي") for m in firms)


def _where(analysis: Analysis, who: Participants, institution: Hit, clause: Clause) -> Ref:
    """Where they stand: their adjective, the place of the clause, of the sentence or the article; else users."""
    for at in range(institution.last, institution.last + ADJECTIVE):
        country = nationality(analysis, at)
        if country is not None:
            return country
    start, _ = analysis.sentence_of(institution.first)
    behind = analysis.mentions_in(institution.last, clause.last, "place")
    ahead = analysis.mentions_in(clause.first, institution.first, "place")
    opening = analysis.mentions_in(start, start + OPENING, "place")
    where = [m.it.ref for m in (*behind, *ahead, *opening) if _is_where(analysis, m)]
    if where:
        return where[0]
    if who.provider is not None and who.provider.type == "place":
        return who.provider
    countries = [m.it.ref for m in analysis.mentions if is_country(analysis, m.it.ref)]
    # `مطارات أوروبية`, a country named in passing: nobody's in particular.
    return countries[0] if len(set(countries)) == 1 < len(countries) else USERS


def _is_where(analysis: Analysis, place: Place[Mention]) -> bool:
    """`في ميشيغان`, `بتونس`, `في أنحاء البلاد`: no zone of time, no direction."""
    before = [token.text for token in analysis.tokens[max(place.first - 2, 0) : place.first]]
    near = before[-2:-1] if before[-1:] and before[-1] in _THROUGHOUT else before[-1:]
    return (bool(_IN & set(near)) or analysis.governor(place) == "ب") and not names_a_zone(analysis, place)
