"""Who bears a loss, and whom a figure means that names nobody: more strategies for the subject of a figure."""

from __future__ import annotations

from collections import Counter

from pipeline.document import Mention, Ref
from pipeline.entities import heads
from pipeline.facts.analysis import Place
from pipeline.facts.lexicon import Hit
from pipeline.facts.offices import firm_of, judges
from pipeline.facts.participants import USERS
from pipeline.facts.places import is_country
from pipeline.facts.query import GENITIVE, Query, estimates, one, pronoun, the_provider

BEFORE_VERB = 4
"""Tokens from a name to the verb whose subject it is: a comma, `وقد`."""
_LINKS = frozenset({"،", ",", "و", "قد", "وقد", "الذي", "التي", "»", '"', "”", ")"})
_MAN = frozenset({"الرجل", "والرجل", "الملياردير", "والملياردير"})


def suffered(query: Query) -> tuple[Ref, ...]:
    """Whose loss a noun names: `خسائر شركات Fortune 500`, `كلفة العطل على المعلنين`, `خسارة لأمازون`."""
    at = query.figure.place.first
    start = query.analysis.clause_at(at).first
    nouns = [h for h in query.analysis.find(start, at, "loss", "bill") if h.pos == "n"]
    if not nouns:
        return _crowd_that_lost(query, start, at)
    noun = nouns[-1]
    end = min(at, noun.last + GENITIVE)
    if pronoun(query, noun):
        start, _ = query.analysis.sentence_of(at)
        owners = [m for m in query.analysis.mentions_in(start, noun.first, *query.types) if _bears(query, m)]
        return of_provider(query, owners[-1].it.ref) if owners else ()
    crowd = next(query.analysis.find(noun.last, end, "crowd"), None)
    for place in query.mentions(noun.last, end):
        apart = any(h.cls not in ("crowd", "such_as") for h in query.analysis.hits_in(noun.last, place.first))
        if apart or (crowd is not None and crowd.first < place.first):
            break
        if query.analysis.governor(place) in (None, "ل", "علي"):
            return of_provider(query, place.it.ref)
    return (USERS,) if crowd is not None else _crowd_that_lost(query, start, noun.first)


def _crowd_that_lost(query: Query, first: int, last: int) -> tuple[Ref, ...]:
    """`تكبدت المتاجر الإلكترونية خسائر`, `المحال الصغيرة خسرت ..`: a crowd beside the verb, and nobody's name."""
    verbs = [h for h in query.analysis.find(first, last, "loss") if h.pos == "v"]
    if not verbs:
        return ()
    verb = verbs[-1]
    behind = query.analysis.has(verb.last, min(last, verb.last + 3), "crowd")
    ahead = next(query.analysis.find(max(first, verb.first - 3), verb.first, "crowd"), None)
    if not behind and ahead is None:
        return ()
    start = verb.last if behind or ahead is None else ahead.last
    named = query.analysis.mentions_in(start, last, "company", "service", "person")
    return () if named else (USERS,)


def _bears(query: Query, place: Place[Mention]) -> bool:
    """Whether a name may own `خسائرها`: no observer, no channel, no person, nobody governed by a preposition."""
    named = place.it.ref.type != "person" and not query.who.is_observer(place.it.ref)
    return named and query.analysis.governor(place) is None


def of_provider(query: Query, ref: Ref) -> tuple[Ref, ...]:
    """A service of the provider bears as its company."""
    provider = query.who.provider
    return (provider,) if provider is not None and query.who.is_provider(ref) else (ref,)


def borne_by(query: Query, ref: Ref) -> tuple[Ref, ...]:
    """Who bears what a private person tells of: he, or the firm he leads; of an expert or an official nobody."""
    if judges(query.analysis, query.who, ref):
        return ()
    firm = firm_of(query.analysis, ref)
    if firm is None:
        return (ref,)
    # `يرى رئيس «..» أن الفاتورة قد تتخطى مليارا`: the head of a firm that judges, where nothing says `our loss`.
    if _told_as_own(query):
        return of_provider(query, firm)
    # `تقول صاحبة متجر «..»: «ضاع علي 40 طلبا، أي 12 ألفا»`: in a quotation of her own it is her loss.
    return (ref,) if query.analysis.quote_at(query.figure.place.first) is not None else ()


def _told_as_own(query: Query) -> bool:
    """`خسرنا`, `كلفها`, `خسائرنا`: a word for loss in the first person or with a pronoun."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    tokens = query.analysis.tokens
    hits = query.analysis.find(start, at, "loss", "bill", "revenue")
    return any(tokens[hit.first].text.endswith(("نا", "هم")) or pronoun(query, hit) for hit in hits)


def just_named(query: Query) -> tuple[Ref, ...]:
    """`كتب زوكربيرغ، وقد خسر 6 مليارات`, `الرجل خسر ..`: the person named right before the verb or its pronoun."""
    predicate = query.figure.predicate
    if predicate is None or predicate.pos != "v":
        return ()
    first = predicate.first
    words = [token.text for token in query.analysis.tokens[max(first - BEFORE_VERB, 0) : first]]
    man = bool(words) and words[-1] in _MAN
    for place in query.analysis.mentions_before(first):
        if man and place.it.ref.type == "person":
            return one(place)
        between = {token.text for token in query.analysis.tokens[place.last : first]}
        near = first - place.last <= BEFORE_VERB and between <= _LINKS
        if not man:
            return one(place) if near and place.it.ref.type in query.types else ()
    return ()


def nation(query: Query) -> tuple[Ref, ...]:
    """The country that an article about a cut by the state is about: nobody else bears what it costs.

    `الحجب يكلف البلاد 250 ألف دولار`: also where the sentence says that it is a country, and not which.
    """
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    if query.analysis.has(start, at, "homeland"):
        return nation_named(query)
    provider = query.who.provider
    if provider is not None and provider.type not in ("organization", "place"):
        return ()
    return nation_named(query)


def nation_named(query: Query) -> tuple[Ref, ...]:
    """The country that an article names most."""
    named = Counter(m.it.ref for m in query.analysis.mentions if is_country(query.analysis, m.it.ref))
    return (named.most_common(1)[0][0],) if named else ()


def cut_off(query: Query) -> tuple[Ref, ...]:
    """`فقدت مصر 70% من سعة الشبكة`, `انخفض الاتصال في البلاد إلى 62%`: the country of the sentence, or of the article.

    Only where carriers, cables or a state stopped: a country loses no capacity by an application.
    """
    at = query.figure.place.first
    first, last = query.analysis.sentence_of(at)
    inside = [m for m in query.analysis.mentions_in(first, last, "place") if is_country(query.analysis, m.it.ref)]
    near = [m for m in inside if m.first < at] or inside
    if near:
        return one(near[-1])
    return nation_named(query) if query.who.infrastructure else ()


def land(query: Query) -> tuple[Ref, ...]:
    """`تراجعت حركة البيانات في إثيوبيا 90% وفي الصومال 85%`: the country last named before the figure in its sentence.

    Only where carriers, cables or a state stopped: by an application a country uses others, not less.
    """
    at = query.figure.place.first
    topic = query.figure.topic
    if not query.who.infrastructure or topic is None or topic.first > at:
        return ()
    named = query.analysis.mentions_in(topic.last, at)
    lands = [m for m in named if is_country(query.analysis, m.it.ref)]
    return one(lands[-1]) if lands and lands == named else ()


def users_of_land(query: Query) -> tuple[Ref, ...]:
    """`عدد المشتركين في الهاتف النقال بالجزائر 51 مليونا`: a country that is named between the noun and the figure."""
    at = query.figure.place.first
    first = query.analysis.clause_at(at).first
    nouns = list(query.analysis.find(first, at, "level_noun"))
    named = query.analysis.mentions_in(nouns[-1].last, at) if nouns else []
    lands = [m for m in named if is_country(query.analysis, m.it.ref) and query.analysis.governor(m) in ("في", "ب")]
    return one(lands[-1]) if lands and lands == named else ()


def ranked(query: Query) -> tuple[Ref, ...]:
    """`جاءت الولايات المتحدة في رأس القائمة بـ288 مليونا، تلتها ألمانيا بـ62 مليونا`: the subject of its clause."""
    at = query.figure.place.first
    found = query.analysis.mentions_in(query.analysis.clause_at(at).first, at)
    free = [m for m in found if query.analysis.governor(m) is None and not estimates(query.analysis, m)]
    return one(free[-1]) if free and free[-1].it.ref.type in query.types else ()


def estimator(query: Query) -> tuple[Ref, ...]:
    """`قدّر رئيسها التنفيذي كلفة ذلك`: the head of a firm tells what it cost the firm."""
    at = query.figure.place.first
    for place in query.analysis.mentions_in(query.analysis.clause_at(at).first, at, "person"):
        firm = query.analysis.operator(place.it.ref)
        if firm is not None and estimates(query.analysis, place):
            return (firm,)
    return ()


def culprit(query: Query) -> tuple[Ref, ...]:
    """`حرم عطل بشبكة روجرز 12 مليون شخص`: the firm whose stop is named as the subject."""
    at = query.figure.place.first
    for hit in query.analysis.find(query.analysis.clause_at(at).first, at, "stop"):
        found = query.mentions(hit.last, min(at, hit.last + 4)) if hit.pos == "n" else []
        if found:
            return of_provider(query, found[0].it.ref)
    return ()


def main(query: Query) -> tuple[Ref, ...]:
    """`السهم` with the article and nobody's name: the firm that the article is about."""
    topic = query.figure.topic
    if topic is not None and _of_the_firm(query, topic):
        return the_provider(query)
    if topic is None or not query.analysis.tokens[topic.first].text.lstrip("وف").startswith("ال"):
        return ()
    start, _ = query.analysis.sentence_of(query.figure.place.first)
    if query.mentions(start, query.figure.place.first):
        return ()
    if query.who.provider is not None:
        return the_provider(query)
    named = Counter(m.it.ref for m in query.analysis.mentions if m.it.form == "name" and m.it.ref.type in query.types)
    return (named.most_common(1)[0][0],) if named else ()


def _of_the_firm(query: Query, topic: Hit) -> bool:
    """`سعر سهم الشركة`: a noun for a firm with its article right behind the topic, and no name behind it."""
    word = query.analysis.tokens[topic.last].text if topic.last < len(query.analysis.tokens) else ""
    named = query.mentions(topic.last, topic.last + 4)
    return word.startswith("ال") and word.removeprefix("ال") in heads() and not named and not query.others


def own(query: Query) -> tuple[Ref, ...]:
    """`عدد مستخدميها 150 مليونا`, nobody named: those of the service that the article is about."""
    first = query.analysis.clause_at(query.figure.place.first).first
    hits = query.analysis.find(first, query.figure.place.first, query.cls)
    return the_provider(query) if any(pronoun(query, hit) for hit in hits) else ()


def definite(query: Query) -> tuple[Ref, ...]:
    """`تضم الشبكة 129 مليون حساب`: the provider's service that is named most, else the provider."""
    at = query.figure.place.first
    start = query.analysis.clause_at(at).first
    nouns = [t.text for t in query.analysis.tokens[start:at] if t.text.startswith("ال")]
    if not any(noun.removeprefix("ال") in heads() for noun in nouns) or query.mentions(start, at):
        return ()
    own = Counter(m.it.ref for m in query.analysis.mentions_before(at, "service") if query.who.is_provider(m.it.ref))
    return (own.most_common(1)[0][0],) if own else the_provider(query)


def carried(query: Query) -> tuple[Ref, ...]:
    """`تصدرت دلتا القائمة؛ إذ اضطرت إلى شطب 5 آلاف رحلة`: the firm at work named last in the sentence."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    found = query.analysis.mentions_in(start, at, "company")
    return one(found[-1]) if found and query.who.works(found[-1].it.ref) else _at_work(query, start)


def _at_work(query: Query, start: int) -> tuple[Ref, ...]:
    """`أعلن مطار بروكسل أن 10 رحلات ألغيت`, `أغلق مطار هيثرو، ما تسبب في إلغاء مئات الرحلات`: whose work it is.

    Who speaks of flights or counters speaks of his own; else it is the only airport, airline or bank of the sentence.
    """
    speaker = query.figure.speaker
    if speaker is not None and query.who.works(speaker):
        return (speaker,)
    named = query.analysis.mentions_in(start, query.figure.place.first, "company", "organization", "place")
    working = [m for m in named if query.who.works(m.it.ref)]
    return one(working[-1]) if len({m.it.ref.key for m in working}) == 1 else ()
