"""What governs a figure in its sentence: the word that moves it, what is spoken of, where it comes from or ends."""

from __future__ import annotations

from pipeline.document import Quantity, Ref
from pipeline.facts.analysis import STRONG, Analysis, Place
from pipeline.facts.carried import carried_topic
from pipeline.facts.lexicon import Hit
from pipeline.facts.query import Figure
from pipeline.text import splits

PREDICATES = ("loss", "fall", "rise", "regain", "join", "leave", "affected", "reach", "level")
BEFORE, AFTER = 30, 9
"""How far before and after a figure, in tokens, its governing word may stand."""
CLOSED = 9
"""Tokens from `أغلق` to `على 326 دولارا`, the share's name between."""
MEASURED = 7
"""Tokens from `زيادة` to the `بلغت` that gives its size, what rose between."""
_CHANGES = frozenset({"loss", "fall", "rise"})
OWNED = 6
"""Tokens from `بثروة`, `كانت` to the figure: `قدرها`, `تقارب`, `تقدر بنحو`."""
_WAS = frozenset({"كان", "كانت", "وكان", "وكانت"})
TOPICS = (
    "wealth",
    "market_value",
    "share",
    "index",
    "revenue",
    "traffic",
    "usage",
    "download",
    "signup",
    "newcomers",
    "rank",
    "loss",
    "bill",
    "market",
    "share_of",
    "user_noun",
    "orders",
    "level_noun",
    "connectivity",
)


def read_figure(analysis: Analysis, place: Place[Quantity], speaker: Ref | None) -> Figure:
    """Find the word that governs a figure, what is spoken of, and whether the figure is a level."""
    predicate = _predicate(analysis, place)
    level, origin = _is_level(analysis, place, predicate), _is_origin(analysis, place)
    found = analysis.find(predicate.first, predicate.first + 1, *PREDICATES) if predicate else ()
    return Figure(
        place,
        predicate,
        frozenset(hit.cls for hit in found),
        _topic(analysis, place, predicate),
        level,
        origin,
        speaker,
    )


def _predicate(analysis: Analysis, place: Place[Quantity]) -> Hit | None:
    first, _ = analysis.sentence_of(place.first)
    cue = place.it.cue
    before: Hit | None = None
    for hit in analysis.find(max(first, place.first - BEFORE), place.first, *PREDICATES):
        if cue is not None and analysis.span(hit.first, hit.last).overlaps(cue):
            continue
        if analysis.tokens[hit.first].text == "عند" and hit.last < place.first - 1:
            # `تراجع السهم عند الافتتاح 5%`: a time, not a level.
            continue
        spoken = analysis.quote_at(hit.first)
        if spoken is not None and not spoken.first < place.first < spoken.last:
            continue
        if before is not None and _only_measures(analysis, before, hit):
            continue
        before = hit
    if before is not None and any(t.text in STRONG for t in analysis.tokens[before.last : place.first]):
        before = None
    after = None
    clause = analysis.clause_at(place.first)
    for hit in analysis.find(place.first, min(clause.last, place.last + AFTER), *PREDICATES):
        if hit.cls != "level" and not any(t.text in STRONG | {"،"} for t in analysis.tokens[place.last : hit.first]):
            after = hit
            break
    if before is None or (before.cls == "level" and after is not None):
        return after or before
    nearer = after is not None and after.first - place.last < 3 and place.first - before.last > 8
    return after if nearer else before


def _only_measures(analysis: Analysis, before: Hit, hit: Hit) -> bool:
    """`زيادة في المكالمات بلغت 30%`, `ارتفعت المكالمات لدى زين 30%`: the level says how much or whose, no more."""
    distance = hit.first - before.last
    if hit.cls != "level" or before.cls == "level":
        return False
    if before.pos == "n" and distance <= 1:
        return True
    near = distance <= MEASURED and analysis.clause_at(before.first) == analysis.clause_at(hit.first)
    return near and before.cls in _CHANGES and (before.pos == "n" or hit.pos == "w")


def _topic(analysis: Analysis, place: Place[Quantity], predicate: Hit | None) -> Hit | None:
    """Return the nearest topic before the figure in its sentence, else one after it in its clause.

    A verb that governs the figure is no topic: `ربح منافسها 8%` speaks of no `ربح`. Where there is none,
    what the list or the sentence before is about.
    """
    first, _ = analysis.sentence_of(place.first)
    clause = analysis.clause_at(place.first)
    if place.it.kind == "money" and (part := _part_of(analysis, place.last)) is not None:
        return part
    before = [h for h in analysis.find(first, place.first, *TOPICS) if h.cls != "loss" or h.pos == "n"]
    if place.it.kind == "money":
        # `السعودية في المركز الأول ب47 مليون دولار`: no sum is a rank.
        before = [h for h in before if h.cls != "rank"]
    if predicate is not None and predicate.pos == "v":
        before = [h for h in before if h.first != predicate.first]
    if before:
        return _index_of(analysis, before) or before[-1]
    after = next((h for h in analysis.find(place.first, clause.last, *TOPICS) if h.cls != "loss" or h.pos == "n"), None)
    return after or carried_topic(analysis, place, TOPICS)


def _part_of(analysis: Analysis, token: int) -> Hit | None:
    """`تراجع سهمها فاقدا 47 مليارا من القيمة السوقية`: right behind a figure, what it is a part of."""
    hits = analysis.find(token, token + 2, "wealth", "market_value")
    return next((hit for hit in hits if "من" in analysis.words(token, hit.last).split()), None)


def _index_of(analysis: Analysis, topics: list[Hit]) -> Hit | None:
    """`مؤشر ناسداك الذي تسيطر عليه أسهم التكنولوجيا`: shares of nobody are part of what is said of the index."""
    last = topics[-1]
    indices = [hit for hit in topics if hit.cls == "index" and last.first - hit.first <= CLOSED]
    owned = analysis.mentions_in(last.last, last.last + 3, "company", "service", "organization")
    return indices[-1] if indices and last.cls == "share" and not owned else None


def _is_level(analysis: Analysis, place: Place[Quantity], predicate: Hit | None) -> bool:
    """`إلى 326 دولارا`, `عند 323 دولارا`, `من 382 .. إلى 326`, `بلغ 115 مليارا`."""
    start = place.first
    if place.it.cue is not None:
        start = min(start, analysis.doc.token_at(place.it.cue.start))
    before = analysis.tokens[start - 1].text if start else ""
    if before in ("الي", "عند", "لدي", "مستوي", "مقابل") or analysis.tokens[start].text in (
        "لتصل",
        "ليصل",
        "لتبلغ",
        "ليبلغ",
    ):
        return True
    if place.it.kind == "money" and _was_owned(analysis, start):
        return True
    closed = {t.text.lstrip("و") for t in analysis.tokens[max(start - CLOSED, 0) : start]} & {
        "اغلق",
        "اقفل",
        "انهي",
        "استقر",
    }
    if before == "علي" and closed:
        return True
    if before == "من":
        after = [t.text for t in analysis.tokens[place.last : place.last + 4]]
        return "الي" in after
    return predicate is not None and predicate.cls == "level"


def governor(analysis: Analysis, place: Place[Quantity]) -> str:
    """The word right before a figure and its modifier: `عن نحو 3 ملايين مستخدم`."""
    start = min(place.first, analysis.doc.token_at(place.it.cue.start)) if place.it.cue is not None else place.first
    while start and analysis.tokens[start - 1].kind == "punct":
        start -= 1
    return analysis.tokens[start - 1].text if start else ""


def _was_owned(analysis: Analysis, start: int) -> bool:
    """`بثروة قدرها 117 مليارا`, `بعدما كانت تناهز 140 مليارا`: what somebody has, or had before it changed."""
    first = max(start - OWNED, analysis.clause_at(start).first)
    for index in range(start - 1, first - 1, -1):
        if any(hit.pos == "v" for hit in analysis.find(index, index + 1, *_CHANGES)):
            return False
        if analysis.tokens[index].text in _WAS:
            return True
        with_it = any("ب" in split.proclitics for split in splits(analysis.tokens[index].text))
        if with_it and analysis.has(index, index + 1, "wealth", "market_value"):
            return True
    return False


def _is_origin(analysis: Analysis, place: Place[Quantity]) -> bool:
    """`من 382 دولارا`, `من المركز 55`: where a change begins."""
    return "من" in [t.text for t in analysis.tokens[max(place.first - 2, 0) : place.first]]
