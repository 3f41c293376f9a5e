"""Who loses: the strategies for the subject of a loss, each a small function."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pipeline.document import Mention, Ref
from pipeline.facts.analysis import Place
from pipeline.facts.bearers import borne_by, nation_named, of_provider
from pipeline.facts.participants import WORLD
from pipeline.facts.places import is_country, nationality
from pipeline.facts.query import GENITIVE, Query, estimates, free, one, pronoun

OPENING = 3
"""Tokens from the beginning of a sentence to the country that it is about: `وفي الجزائر`, `أما في مصر`."""
_OPENERS = frozenset({"في", "يخص", "بخصوص", "مستوي", "صعيد", "الي", "ل", "اما"})
"""Before the country that a sentence is about: `فيما يخص الجزائر`, `على مستوى مصر`."""
TITLE = 2
"""Tokens from `ثروة` to the title of whose it is: `مؤسسها`, `رئيسها التنفيذي`."""
TAKEN_UP = 40
"""Tokens from a name to the pronoun on a verb of the next sentence that stands for it."""


def agent_only(query: Query) -> tuple[Ref, ...]:
    """The subject of the governing verb or the owner of the governing noun: `خسر زوكربيرغ`, `خسارة فيسبوك`."""
    predicate = query.figure.predicate
    if predicate is None:
        return ()
    after = query.analysis.mentions_in(predicate.last, min(query.figure.place.first, predicate.last + GENITIVE))
    after = [m for m in after if not query.who.is_observer(m.it.ref) and not estimates(query.analysis, m)]
    for place in after:
        if query.analysis.governor(place) is None:
            return one(place) if place.it.ref.type in query.types else ()
    clause = query.analysis.clause_at(predicate.first)
    before = query.analysis.mentions_in(clause.first, predicate.first)
    before = [m for m in before if not query.who.is_observer(m.it.ref) and m.it.ref.type != "media"]
    before = [m for m in before if not estimates(query.analysis, m)]
    for place in reversed(before):
        if query.analysis.governor(place) is None:
            return one(place) if place.it.ref.type in query.types else ()
    return ()


def chief(query: Query) -> tuple[Ref, ...]:
    """`تراجعت ثروة مؤسسها ستة مليارات`: whose title stands in for his name, of those that the article names."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    for hit in query.analysis.find(start, at, query.cls):
        if not query.analysis.has(hit.last, hit.last + TITLE, "chief"):
            continue
        heads = [m for m in query.analysis.mentions if m.it.ref.type == "person" and m.it.ref.kb is not None]
        own = Counter(m.it.ref for m in heads if _heads(query, m.it.ref))
        return (own.most_common(1)[0][0],) if own else ()
    return ()


def _heads(query: Query, person: Ref) -> bool:
    firm = query.analysis.operator(person) if person.type == "person" else None
    return firm is not None and query.who.is_provider(firm)


def left(query: Query) -> tuple[Ref, ...]:
    """`أغلق 115 ألف مستخدم حساباتهم على إكس`: where the accounts were that people gave up."""
    predicate = query.figure.predicate
    if predicate is None or not query.analysis.has(predicate.first, predicate.last + 1, "leave"):
        return ()
    _, end = query.analysis.sentence_of(predicate.first)
    first = max(predicate.last, query.figure.place.first)
    accounts = query.analysis.find(first, min(end, first + GENITIVE), "account")
    for hit in accounts:
        found = query.mentions(hit.last, min(end, hit.last + GENITIVE))
        held = [m for m in found if query.analysis.governor(m) in ("علي", "في", "لدي", "ب", None)]
        return one(held[0]) if held else ()
    return ()


def world(query: Query) -> tuple[Ref, ...]:
    """`كبّدت العالم خسائر`, `الاقتصاد العالمي`: nobody in particular bears the loss."""
    first, _ = query.analysis.sentence_of(query.figure.place.first)
    clause = query.analysis.clause_at(query.figure.place.first)
    return (WORLD,) if query.analysis.has(first, clause.last, "world") and not _direct(query) else ()


def local(query: Query) -> tuple[Ref, ...]:
    """`وفي الجزائر، قدرت «نت بلوكس» كلفة الانقطاع بـ8 ملايين`: where an estimate is of, told at the beginning."""
    at = query.figure.place.first
    first = query.analysis.clause_at(at).first
    start, _ = query.analysis.sentence_of(at)
    beside = _in_land(query, start)
    if beside:
        return beside
    judged = query.analysis.has(start, at, "estimate") or any(
        query.who.is_observer(m.it.ref) for m in query.analysis.mentions_in(start, at)
    )
    if _direct(query) or any(h.pos == "v" for h in query.analysis.find(start, at, "loss")):
        return ()
    for begin in (start, first):
        for place in query.analysis.mentions_in(begin, begin + OPENING, "place"):
            before = query.analysis.tokens[place.first - 1].text.removeprefix("و")
            if before in _OPENERS and is_country(query.analysis, place.it.ref) and (judged or _pays(query, place)):
                return one(place)
    return ()


def _in_land(query: Query, start: int) -> tuple[Ref, ...]:
    """`بلغت فاتورة التوقف في السعودية نحو 14 مليون دولار`: the country between the noun and its figure, nobody else."""
    topic, at = query.figure.topic, query.figure.place.first
    if topic is None or not start <= topic.first < at or topic.cls not in ("bill", "loss"):
        return ()
    named = query.analysis.mentions_in(topic.last, at)
    if len(named) != 1 or query.analysis.governor(named[0]) not in ("في", "ب"):
        return ()
    near = query.analysis.tokens[named[0].last : at]
    far = any(query.analysis.has(i, i + 1, "loss", "bill", "stop") for i in range(named[0].last, at))
    return one(named[0]) if is_country(query.analysis, named[0].it.ref) and len(near) <= OPENING and not far else ()


def _pays(query: Query, place: Place[Mention]) -> bool:
    """`وفي المغرب .. الخسارة لا تقل عن 30 مليون درهم`: the figure is in the money of the country."""
    entry, unit = query.analysis.kb.get(place.it.ref.kb), query.figure.place.it.unit
    return entry is not None and entry.country is not None and unit is not None and unit[:2] == entry.country


def _direct(query: Query) -> tuple[Ref, ...]:
    """A firm named as the one who loses, right at the word for loss."""
    predicate = query.figure.predicate
    if predicate is None or predicate.cls != "loss":
        return ()
    for place in query.mentions(predicate.last, predicate.last + GENITIVE):
        if query.analysis.has(predicate.last, place.first, "world", "stop", "cause_link"):
            # `خسائر الاقتصاد العالمي جراء توقف فيسبوك`: who stopped, not who loses.
            return ()
        if query.analysis.governor(place) in (None, "ل", "علي") and place.it.ref.type in ("company", "service"):
            return one(place)
    return ()


def bearer(query: Query) -> tuple[Ref, ...]:
    """Who bears a loss: the firm at the word for loss (`خسارة للشركة`), else the subject of its verb."""
    direct = _direct(query)
    found = direct or agent_only(_with_verb(query))
    at = query.figure.place.first
    if found and found[0].type == "person" and query.analysis.has(query.analysis.sentence_of(at)[0], at, "estimate"):
        return ()
    if found and found[0].type == "person" and found[0].kb is None:
        return borne_by(query, found[0])
    return of_provider(query, found[0]) if found else ()


def private(query: Query) -> tuple[Ref, ...]:
    """A private person named last before the figure, no firm between: what was lost is his."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    for place in query.analysis.mentions_before(at):
        known = place.it.ref.kb is not None and place.it.form == "name"
        if estimates(query.analysis, place):
            continue
        if place.first < start or (known and place.it.ref.type in ("company", "service", "person")):
            return ()
        if place.it.ref.type == "person":
            return borne_by(query, place.it.ref) if place.it.ref.kb is None else ()
    return ()


def economy(query: Query) -> tuple[Ref, ...]:
    """`كلفت الساعة الاقتصاد المغربي ..`: the country whose economy bears it."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    clause = query.analysis.clause_at(at)
    hits = [*query.analysis.find(clause.first, clause.last, "economy"), *query.analysis.find(start, at, "economy")]
    for hit in hits:
        country = nationality(query.analysis, hit.last)
        if country is not None:
            return (country,)
    carrier = query.who.provider is not None and query.analysis.sector(query.who.provider) == "carrier"
    return nation_named(query) if hits and carrier else ()


def _with_verb(query: Query) -> Query:
    """`تكبدت دلتا خسائر قدرها 500 مليون`: the verb of losing before the noun says who.

    It may stand an aside away: `تتكبد شركات القائمة، باستثناء مايكروسوفت، خسائر قدرها ..`.
    """
    at = query.figure.place.first
    clause = query.analysis.clause_at(at)
    verbs = [h for h in query.analysis.find(clause.first, at, "loss") if h.pos == "v"]
    if not verbs:
        start, _ = query.analysis.sentence_of(at)
        far = [h for h in query.analysis.find(start, clause.first, "loss") if h.pos == "v"]
        verbs = [h for h in far if not query.analysis.quantities_in(h.last, at)]
    predicate = verbs[-1] if verbs else None
    return replace(query, figure=replace(query.figure, predicate=predicate))


def speaker(query: Query) -> tuple[Ref, ...]:
    """A private person who tells of a loss tells of his own; an expert who estimates one does not."""
    at = query.figure.place.first
    if query.analysis.has(query.analysis.sentence_of(at)[0], at, "estimate"):
        return ()
    speaker = query.figure.speaker
    if speaker is None or speaker.kb is not None or speaker.type not in query.types:
        return ()
    return borne_by(query, speaker)


def taken_up(query: Query) -> tuple[Ref, ...]:
    """`وكلفه الانقطاع 2000 دولار`: a pronoun for the shop or the person of the sentence before."""
    at = query.figure.place.first
    start = query.analysis.clause_at(at).first
    verbs = [h for h in query.analysis.find(start, at, "loss") if h.pos == "v" and pronoun(query, h)]
    if not verbs:
        return ()
    low = max(verbs[0].first - TAKEN_UP, 0)
    before = [m for m in free(query, query.mentions(low, verbs[0].first)) if m.it.form == "name"]
    return one(before[-1]) if before and before[-1].it.ref.kb is None else ()


def loss_of_world(query: Query) -> tuple[Ref, ...]:
    """A loss that an observer estimates and that nobody is named to bear is the world's."""
    at = query.figure.place.first
    first, _ = query.analysis.sentence_of(at)
    named = query.analysis.mentions_in(first, at)
    observers = [m for m in named if query.who.is_observer(m.it.ref)]
    return (WORLD,) if observers or _judged_by_others(query, named) else ()


def _judged_by_others(query: Query, named: list[Place[Mention]]) -> bool:
    """`قدر باتريك أندرسون التكلفة بمليار`, in the outage of a cloud: what it cost all who run on it, not the cloud."""
    provider = query.who.provider
    carried = query.who.infrastructure and provider is not None and query.analysis.sector(provider) != "carrier"
    judges = [m.it.ref for m in named if estimates(query.analysis, m)]
    return carried and any(not query.who.is_provider(ref) and not _heads(query, ref) for ref in judges)
