"""Whom a figure describes: the strategies that the frames name, each a small function."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence

from pipeline.document import Mention, Ref
from pipeline.facts.analysis import STRONG, Analysis, Place
from pipeline.facts.bearers import (
    carried,
    culprit,
    cut_off,
    definite,
    estimator,
    just_named,
    land,
    main,
    nation,
    of_provider,
    own,
    ranked,
    suffered,
    users_of_land,
)
from pipeline.facts.groups import antecedent, both, label, labelled, one_of_two, pair, shared
from pipeline.facts.lexicon import Hit
from pipeline.facts.losers import (
    agent_only,
    bearer,
    chief,
    economy,
    left,
    local,
    loss_of_world,
    private,
    speaker,
    taken_up,
    world,
)
from pipeline.facts.participants import WORLD, Participants, is_authority, is_channel
from pipeline.facts.query import GENITIVE, Figure, Query, estimates, free, one, pronoun, the_provider
from pipeline.facts.turns import in_turn

_BACK = frozenset({"به", "بها", "اليه", "اليها", "عليه", "عليها", "فيه", "فيها", "لديه", "لديها"})
"""`التحقوا به`, `تدفقوا عليه`: the goal is the service named before."""


_APPROXIMATELY = frozenset(
    {"ب", "نحو", "بنحو", "نسبه", "بنسبه", "بواقع", "بمقدار", "حوالي", "بحوالي", "قرابه", "بقرابه", "زهاء", "بزهاء"}
)
"""What may stand between a name and its figure: `وسناب بنسبة 5.3`."""
HELD = 5
"""Tokens from a figure to the لدى and the name that say whose it is: `48 في المائة للمكالمات لدى زين`."""
BEFORE_FIGURE = 4
"""Tokens from a name to the figure that is its own: closing marks, `نحو`."""
_ABOUT = frozenset({"عن", "حول", "في", "ل", "ب", "علي", "من"})
_ABOUT_OTHERS = frozenset({"عن", "حول", "من"})
"""Reports about a service that is not the provider's: `7 آلاف شكوى من يوتيوب`; `في تويتر` is where people write."""


def subjects(
    analysis: Analysis, who: Participants, figure: Figure, strategies: Sequence[str], others: bool = False
) -> tuple[Ref, ...]:
    """Return the subjects that the first successful strategy finds; more than one for a shared figure.

    `others`: the provider is not meant; who gains from an outage is somebody else.

    A strategy is written `name`, `name:types` or `name:class:types`, types separated by commas.
    """
    types = _types_of(strategies)
    turn = in_turn(analysis, figure.place.first)
    lands = {"place"} if "economy" in strategies else frozenset[str]()
    if turn is not None and turn.it.ref.type in types | lands:
        return () if others and who.is_provider(turn.it.ref) else (turn.it.ref,)
    for named in (labelled(analysis, figure.place.first, types), _holder(analysis, figure, types)):
        if named is not None and not who.is_observer(named):
            return () if others and who.is_provider(named) else (named,)
    for strategy in strategies:
        name, *rest = strategy.split(":")
        fitting = tuple(rest[-1].split(",")) if rest and name != "all" else ()
        own = name in ("genitive", "all")
        query = Query(analysis, who, figure, fitting, rest[0] if rest else "", others and not own)
        found = one_of_two(query) or _STRATEGIES[name](query)
        if found and others and who.is_provider(found[0]):
            # The text says whose figure it is: the provider's, who gains nothing from his own outage.
            return ()
        if found:
            return found
    return ()


def _holder(analysis: Analysis, figure: Figure, types: Container[str]) -> Ref | None:
    """`48% لدى إس تي سي، مقابل 35% لدى زين`: the name that لدى ties to the figure before it."""
    at = figure.place.last
    for place in analysis.mentions_in(at, at + HELD):
        tied = analysis.governor(place) in ("لدي", "عند") and place.it.ref.type in types
        between = analysis.quantities_in(at, place.first)
        return place.it.ref if tied and not between else None
    return None


def _types_of(strategies: Sequence[str]) -> frozenset[str]:
    """All types of entity that some strategy of a frame allows."""
    return frozenset(kind for strategy in strategies if ":" in strategy for kind in strategy.split(":")[-1].split(","))


def _hits_before(query: Query, cls: str) -> Iterable[Hit]:
    first, _ = query.analysis.sentence_of(query.figure.place.first)
    clause = query.analysis.clause_at(query.figure.place.first)
    found = list(query.analysis.find(first, clause.last, cls))
    return sorted(found, key=lambda hit: abs(hit.first - query.figure.place.first))


def _genitive(query: Query) -> tuple[Ref, ...]:
    """The name right after the topic noun: `ثروة زوكربيرغ`, `سهم شركة “فيسبوك”`, `القيمة السوقية لآبل`."""
    for hit in _hits_before(query, query.cls):
        if hit.pos == "n" and pronoun(query, hit):
            start, _ = query.analysis.sentence_of(hit.first)
            owners = free(query, query.mentions(start, hit.first))
            if owners:
                return one(owners[-1])
            if query.cls == "share":
                # `وهبط سهمها 5%، مقابل 1% لألفابت`: hers, not that of a firm behind it.
                return () if query.others else the_provider(query)
        _, end = query.analysis.sentence_of(hit.first)
        found = query.mentions(hit.last, min(hit.last + GENITIVE, end))
        found = [m for m in found if query.analysis.governor(m) not in ("خلف", "وراء", "امام")]
        if found:
            return one(found[0])
    return ()


def _agent(query: Query) -> tuple[Ref, ...]:
    """The subject: after the verb, before it in the clause, then in the clauses before."""
    anchor = query.figure.predicate or query.figure.topic
    at = query.figure.place.first
    start, end = query.analysis.sentence_of(at)
    if anchor is not None and anchor.first < at:
        after = free(query, query.mentions(anchor.last, at))
        if after:
            return one(after[0])
    pivot = min(anchor.first, at) if anchor is not None else at
    before = free(query, query.mentions(start, pivot))
    if before:
        return one(before[-1])
    behind = free(query, query.mentions(at, end))
    if behind and behind[0].first - query.figure.place.last < GENITIVE:
        return one(behind[0])
    if start:
        previous, _ = query.analysis.sentence_of(start - 1)
        found = free(query, query.mentions(previous, start))
        return one(found[0] if found else None)
    return ()


def _goal(query: Query) -> tuple[Ref, ...]:
    """Where people went: `انضم .. إلى سيجنال`, `لجأوا إلى تيليجرام`, `الإقبال على تويتر`."""
    anchor = query.figure.predicate or query.figure.topic
    if anchor is None:
        return ()
    start, last = query.analysis.sentence_of(query.figure.place.first)
    if query.analysis.words(anchor.last, anchor.last + 1) in _BACK:
        owners = [m for m in query.mentions(start, anchor.first) if not is_channel(query.analysis, m)]
        return one(owners[-1] if owners else None)
    for place in query.mentions(min(anchor.first, query.figure.place.first), last):
        if query.analysis.governor(place) in ("الي", "ل", "علي", "في", "لدي", "عند") and not query.who.is_provider(
            place.it.ref
        ):
            return () if is_channel(query.analysis, place) else one(place)
    return ()


def _possessor(query: Query) -> tuple[Ref, ...]:
    """The name that follows the counted noun, or the nearest before it: `صفحتها البالغ عددهم`, `لديه`."""
    at = query.figure.place
    first, _ = query.analysis.sentence_of(at.first)
    after = query.mentions(at.last, at.last + 3)
    if after:
        return one(after[0])
    before = query.mentions(first, at.first)
    return one(before[-1] if before else None)


def _nearest(query: Query) -> tuple[Ref, ...]:
    """The last fitting name before the figure, in this sentence or the one before."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    previous = query.analysis.sentence_of(start - 1)[0] if start else start
    found = query.mentions(previous, at)
    return one(found[-1] if found else None)


def _salient(query: Query) -> tuple[Ref, ...]:
    """The last service before the figure that is not the provider's: the one a section is about."""
    for place in query.analysis.mentions_before(query.figure.place.first, *query.types):
        if not query.who.is_provider(place.it.ref) and not query.who.is_observer(place.it.ref) and free(query, [place]):
            return one(place)
    return ()


def _about(query: Query) -> tuple[Ref, ...]:
    """The service that reports are about, when each has its own figure: `550 ألف بلاغ عن فيسبوك`."""
    at = query.figure.place
    _, last = query.analysis.sentence_of(at.first)
    others = [q.first for q in query.analysis.quantities_in(at.last, last)]
    parted = (i for i in range(at.last, last) if query.analysis.tokens[i].text in STRONG)
    more = (hit.first for hit in query.analysis.find(at.last, last, "complained_of"))
    end = min([last, at.last + 8, *others, *parted, *more])
    others_than = _ABOUT if query.who.infrastructure else _ABOUT_OTHERS
    after = query.mentions(at.last, end)
    just = _complained_of(query)
    if just is not None:
        return one(just) if not query.who.is_provider(just.it.ref) or _figures_per_service(query) else ()
    own = [m for m in after if query.who.is_provider(m.it.ref)]
    comma = next((i for i in range(at.last, end) if query.analysis.tokens[i].text in ("،", "؛")), end)
    found = [m for m in after if query.analysis.governor(m) in others_than or (m in own and m.first < comma)]
    found = found or _counting(query) or own
    single = len({m.it.ref.key for m in found}) == 1
    if single and not query.who.is_provider(found[0].it.ref):
        return one(found[0])
    return one(found[0]) if single and _figures_per_service(query) else ()


def _complained_of(query: Query) -> Place[Mention] | None:
    """`الشكاوى من فيسبوك 100 ألف، ومن إنستغرام 70 ألفا`: the name behind `من` right before the figure."""
    at = query.figure.place.first
    named = query.mentions(max(at - BEFORE_FIGURE, 0), at)
    if not named or query.analysis.governor(named[-1]) not in _ABOUT_OTHERS:
        return None
    between = query.analysis.tokens[named[-1].last : at]
    return named[-1] if all(t.kind == "punct" or t.text in _APPROXIMATELY for t in between) else None


def _counting(query: Query) -> list[Place[Mention]]:
    """`بينما سجل فيسبوك 80 ألف بلاغ، وإنستغرام 33 ألفا`: the provider's services between the figure before and this."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    before = [q.last for q in query.analysis.quantities_in(start, at) if q.it.kind == "count"]
    named = query.mentions(max([start, *before]), at)
    own = [m for m in named if query.who.is_provider(m.it.ref) and m.it.form == "name"]
    return [m for m in own if query.analysis.governor(m) not in (*_ABOUT, "عبر", "لدي")]


def _figures_per_service(query: Query) -> bool:
    """Whether another figure of the same unit stands in the article with another service."""
    unit = query.figure.place.it.unit
    return query.analysis.units[unit] > 1


def _tweet_owner(query: Query) -> tuple[Ref, ...]:
    """Whose post is answered: `الردود على تغريدة تويتر`."""
    first, last = query.analysis.sentence_of(query.figure.place.first)
    for hit in query.analysis.find(first, last, "tweet"):
        found = query.mentions(hit.last, hit.last + 4) or query.analysis.mentions_in(hit.last, hit.last + 4, "service")
        if found:
            return one(found[0])
    return ()


def _adjacent(query: Query) -> tuple[Ref, ...]:
    """The name right before the figure: `والإمارات 11.2 مليون دولار`, `و"سناب" 5.4 في المائة`."""
    at = query.figure.place
    start = query.analysis.doc.token_at(at.it.cue.start) if at.it.cue else at.first
    for place in query.analysis.mentions_before(at.first):
        between = query.analysis.tokens[place.last : min(start, at.first)]
        if any(token.kind == "word" and token.text not in _APPROXIMATELY for token in between):
            return ()
        if query.analysis.governor(place) in ("ل", "دون", "مع", "في"):
            # `سهم سينجتل، المالكة لأوبتوس، 4.8%`: an apposition.
            return ()
        if estimates(query.analysis, place) or (query.others and query.who.is_provider(place.it.ref)):
            return ()
        return one(place) if place.it.ref.type in query.types and len(between) <= 3 else ()
    return ()


def _account(query: Query) -> tuple[Ref, ...]:
    """`حسابها في «تويتر» الذي يتابعه 1.3 مليون`: the followers are the account's owner's."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    for hit in query.analysis.find(start, at, "account"):
        if hit.pos == "n" and query.analysis.tokens[hit.first].text.endswith(("ه", "ها", "هم")):
            owners = free(query, query.mentions(start, hit.first))
            if owners:
                return one(owners[0])
    return ()


def _speaker_firm(query: Query) -> tuple[Ref, ...]:
    """The firm of a founder who speaks: `قال دوروف إن عدد المستخدمين الجدد بلغ 70 مليونا`."""
    speaker = query.figure.speaker
    firm = query.analysis.operator(speaker) if speaker is not None else None
    return (firm,) if firm is not None else ()


def _told_by(query: Query) -> tuple[Ref, ...]:
    """Who speaks: a firm that gives a figure with no other owner gives its own."""
    speaker = query.figure.speaker
    if speaker is None or speaker.type not in query.types or is_authority(query.analysis, speaker):
        # `الهيئة: الشركات رصدت زيادة في المكالمات`: who oversees others has no traffic.
        return ()
    return (speaker,)


def _owner(query: Query) -> tuple[Ref, ...]:
    """The name right behind the counted noun: `1390 رحلة لشركة دلتا`."""
    at = query.figure.place.last
    owning = ("ل", None, "في", "ب", "لدي", "عند")
    leaving = ("من", "الي")
    # `ألغت بمفردها 5000 رحلة، وفتحت الوزارة ..`: the next clause has a subject of its own.
    tokens = query.analysis.tokens
    end = next((i for i in range(at, min(at + 5, len(tokens))) if tokens[i].text in ("،", "؛")), at + 5)
    behind = [(m, query.analysis.governor(m)) for m in query.mentions(at, end)]
    # `تأخر إقلاع 36 رحلة من مطار القاهرة`
    found = [m for m, word in behind if word in owning or (word in leaving and query.who.works(m.it.ref))]
    return one(found[0] if found else None)


def _site(query: Query) -> tuple[Ref, ...]:
    """`ألغيت في مطار برلين 120 رحلة`: where the work is done that was called off, when it has a name."""
    at = query.figure.place.first
    clause = query.analysis.clause_at(at)
    found = [m for m in query.mentions(clause.first, at) if query.analysis.governor(m) in ("في", "ب", "لدي")]
    working = [m for m in found if query.who.works(m.it.ref) or m.it.ref.type == "organization"]
    return one(working[-1] if working else None)


def _local(query: Query) -> tuple[Ref, ...]:
    """`المحفظة ".." توقفت، وبقيت 3200 حوالة معلقة`: whom the sentence has been about, a service as its company."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    found = free(query, query.mentions(start, at))
    return of_provider(query, found[-1].it.ref) if found else ()


def _by(query: Query) -> tuple[Ref, ...]:
    """Who does what a word of some class tells: `ألغت شركة دلتا 1300 رحلة`."""
    clause = query.analysis.clause_at(query.figure.place.first)
    for hit in query.analysis.find(clause.first, query.figure.place.first, query.cls):
        found = query.mentions(hit.last, query.figure.place.first) or query.mentions(clause.first, hit.first)
        free = [m for m in found if query.analysis.governor(m) is None]
        if free:
            return one(free[0])
    return ()


def _faulty(query: Query) -> tuple[Ref, ...]:
    """`تحديث «كراود سترايك» الخاطئ جمّد 8.5 ملايين جهاز`: the maker named before, also in an article about another."""
    at = query.figure.place.first
    found = free(query, query.mentions(query.analysis.sentence_of(at)[0], at))
    makers = [m for m in found if m.it.ref.kb is not None and query.who.carries_others(m.it.ref)]
    return of_provider(query, makers[-1].it.ref) if makers else ()


def _worker(query: Query) -> tuple[Ref, ...]:
    """`112 رحلة تأخرت`, nobody named: the airport or the airline that the article is about, if it is one."""
    provider = query.who.provider_at(query.figure.place.first)
    return (provider,) if provider is not None and query.who.works(provider) else ()


def _unlisted(query: Query) -> tuple[Ref, ...]:
    """`أقرت «..» بأن 210 حواسيب في مستودعاتها توقفت`: a firm of the sentence that no base knows, not the provider."""
    at = query.figure.place.first
    found = free(query, query.mentions(query.analysis.sentence_of(at)[0], at))
    own = [m for m in found if m.it.ref.kb is None and m.it.form == "name" and not query.who.is_provider(m.it.ref)]
    return one(own[-1]) if own else ()


def _everybody(query: Query) -> tuple[Ref, ...]:
    return (WORLD,)


_STRATEGIES: dict[str, Callable[[Query], tuple[Ref, ...]]] = {
    "provider": the_provider,
    "genitive": _genitive,
    "all": shared,
    "pair": pair,
    "antecedent": antecedent,
    "both": both,
    "label": label,
    "agent": _agent,
    "agent_only": agent_only,
    "goal": _goal,
    "possessor": _possessor,
    "nearest": _nearest,
    "salient": _salient,
    "about": _about,
    "tweet_owner": _tweet_owner,
    "world": world,
    "chief": chief,
    "left": left,
    "bearer": bearer,
    "loss_of_world": loss_of_world,
    "speaker": speaker,
    "told_by": _told_by,
    "speaker_firm": _speaker_firm,
    "owner": _owner,
    "definite": definite,
    "carried": carried,
    "everybody": _everybody,
    "faulty": _faulty,
    "worker": _worker,
    "unlisted": _unlisted,
    "just_named": just_named,
    "by": _by,
    "suffered": suffered,
    "nation": nation,
    "ranked": ranked,
    "estimator": estimator,
    "culprit": culprit,
    "cut_off": cut_off,
    "land": land,
    "users_of_land": users_of_land,
    "main": main,
    "own": own,
    "adjacent": _adjacent,
    "private": private,
    "local": _local,
    "site": _site,
    "taken_up": taken_up,
    "economy": economy,
    "in_country": local,
    "account": _account,
}
