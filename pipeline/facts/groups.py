"""Several names and one figure: who shares it, who of two it belongs to, whom a relative clause counts for."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from pipeline.document import Mention, Ref
from pipeline.entities import heads
from pipeline.facts.analysis import STRONG, Analysis, Place
from pipeline.facts.query import Query, one, pronoun
from pipeline.text import splits

ANTECEDENT = 4
"""Tokens from a name to the relative clause about it: a closing mark, a comma, `التي`."""
FAR = 120
"""Tokens before a sentence in which the two names stand that `الشركتين` takes up."""
PARTED = 2
"""Words between two names that are joined: و, a noun of what the second is."""
LABEL = 6
"""Tokens of a sign, a noun and marks before the name that a line is about."""
BULLETS = frozenset({"•", "-", "–", "—", "‣", "*", "·", "▪", "●", "◦"})
"""Signs with which an item of a list begins."""
_BEFORE_NAME = BULLETS | {"«", "»", '"', "“", "”", "("}
_JOINTS = frozenset({"،", ",", "و", "”", "“", '"', "»", "«", "كذلك", "(", ")"})
_AND = frozenset({"و", "وفي", "ولدي", "ومن", "وعن"})
"""Between two joined names; the preposition may be said again: `مشكلات في تيك توك وفي سناب شات`."""
_FIRST = frozenset({"الاولي", "للاولي", "الاول", "للاول"})
_SECOND = frozenset({"الثانيه", "للثانيه", "الثاني", "للثاني", "الاخيره", "للاخيره", "الاخير", "للاخير"})
_BEFORE_ORDINAL = frozenset({"لدي", "عند", "علي", "الي", "من", "عن", "في"})
_WHO = frozenset({"الذي", "التي", "الذين", "و", "ومن"})


def labelled(analysis: Analysis, token: int, types: Container[str]) -> Ref | None:
    """`• فايبر: مكالمات أكثر بـ18%`: the name that opens a line, a colon behind it, is what the line is about."""
    first, _ = analysis.sentence_of(token)
    opening = next((m for m in analysis.mentions_in(first, min(first + LABEL, token))), None)
    if opening is None or opening.it.ref.type not in types or opening.it.form != "name":
        return None
    before = [t.text for t in analysis.tokens[first : opening.first]]
    bulleted = all(word in _BEFORE_NAME or word in heads() for word in before)
    closed = opening.last
    while closed < token and _belongs_to_label(analysis.tokens[closed].text) and closed - opening.last < LABEL:
        closed += 1
    return opening.it.ref if bulleted and closed < token and analysis.tokens[closed].text == ":" else None


def label(query: Query) -> tuple[Ref, ...]:
    """`‣ «أوريدو»: 51 مليون عميل`: only a line that a name opens says whose a bare figure is."""
    named = labelled(query.analysis, query.figure.place.first, query.types)
    return (named,) if named is not None else ()


def _belongs_to_label(word: str) -> bool:
    """A closing mark, or an adjective with its article: `«زين» الكويتية:`."""
    return word in _JOINTS - {"،", ",", "و"} or word.startswith("ال")


def joined_to(analysis: Analysis, place: Place[Mention]) -> list[Place[Mention]]:
    """Names joined to a name by و: `في "تيك توك" و"سناب شات"`."""
    found: list[Place[Mention]] = []
    last = place
    for other in analysis.mentions_in(place.last, place.last + 16, *_like(place)):
        between = [t.text for t in analysis.tokens[last.last : other.first] if t.kind != "punct"]
        if other.first - last.last > 4 or not all(word in _AND or _is_head(word) for word in between):
            break
        found.append(other)
        last = other
    return found


def _like(place: Place[Mention]) -> tuple[str, ...]:
    """The types of entity that a name is joined to: sites of outlets stand among themselves."""
    return ("company", "service", "media") if place.it.ref.type == "media" else ("company", "service")


def sharers(analysis: Analysis, place: Place[Mention], verb: int) -> list[Place[Mention]]:
    """Who share what a word at a token tells: a name and those joined to it, before the word on either side.

    `أبلغت كوكوين ومحفظة رابي عن مشاكل`, `لعبتا دوتا وفورتنايت عرفتا مشاكل`.
    """
    start, _ = analysis.sentence_of(place.first)
    found = [place, *joined_to(analysis, place)]
    for other in reversed(analysis.mentions_in(start, place.first, *_like(place)) if place.first < verb else []):
        between = [t.text for t in analysis.tokens[other.last : found[0].first] if t.kind != "punct"]
        glued = analysis.tokens[found[0].first].span.start < found[0].it.span.start
        linked = glued or any(word.startswith("و") for word in between)
        if not linked or len(between) > PARTED or not all(word == "و" or _is_head(word) for word in between):
            break
        found.insert(0, other)
    return found


def group_of(analysis: Analysis, place: Place[Mention]) -> list[Place[Mention]]:
    """A name and those joined to it on either side: `مشتركون لدى "دو" و"اتصالات"`."""
    start, end = analysis.sentence_of(place.first)
    named = analysis.mentions_in(start, end, "company", "service")
    if place not in named:
        return [place]
    low = high = named.index(place)
    while low and _touch(analysis, named[low - 1], named[low]):
        low -= 1
    while high + 1 < len(named) and _touch(analysis, named[high], named[high + 1]):
        high += 1
    return named[low : high + 1]


def _touch(analysis: Analysis, left: Place[Mention], right: Place[Mention]) -> bool:
    return all(token.text in _JOINTS for token in analysis.tokens[left.last : right.first])


def _is_head(word: str) -> bool:
    """`وشركة`, `وتطبيق`: the noun before the next name of a list."""
    return any(split.stem in heads() and set(split.proclitics) <= {"و"} for split in splits(word))


def _groups(query: Query, first: int, last: int) -> list[list[Place[Mention]]]:
    """The names of a token range, those that commas and و join in one group."""
    tokens = query.analysis.tokens
    groups: list[list[Place[Mention]]] = []
    for place in query.mentions(first, last):
        if place.it.form != "name":
            continue
        between = tokens[groups[-1][-1].last : place.first] if groups else ()
        if groups and all(token.text in _JOINTS for token in between):
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _segment(query: Query) -> int:
    """Where what is told of the parties of a figure begins: behind the last `بينما` of its sentence."""
    at = query.figure.place.first
    first, _ = query.analysis.sentence_of(at)
    tokens = query.analysis.tokens
    return max((i + 1 for i in range(first, at) if tokens[i].text in STRONG), default=first)


def shared(query: Query) -> tuple[Ref, ...]:
    """Several firms that share a figure: a list of names after the noun, or before the verb that takes it up."""
    query = replace(query, types=("company", "service"))
    groups = _groups(query, _segment(query), query.figure.place.first)
    if not groups or len(groups[-1]) < 2:
        return ()
    last = groups[-1]
    topic = query.figure.topic
    if topic is not None and topic.first > last[-1].first and not pronoun(query, topic):
        # Another noun of its own (`ونزل مؤشر ناسداك`) has come between the list and the figure.
        return ()
    return tuple(dict.fromkeys(place.it.ref for place in last))


def pair(query: Query) -> tuple[Ref, ...]:
    """`سجلت كل من زين وآسيا سيل ارتفاعا في المكالمات قدره 25%`: others than the provider who share a gain."""
    groups = _groups(query, _segment(query), query.figure.place.first)
    if not groups or len(groups[-1]) < 2 or any(query.who.is_provider(m.it.ref) for m in groups[-1]):
        return ()
    return tuple(dict.fromkeys(place.it.ref for place in groups[-1]))


def one_of_two(query: Query) -> tuple[Ref, ...]:
    """`سلمت شركتا زين وسوداني؛ وسجلت لدى الأولى زيادة قدرها 35%`: the first or the last of two joined names."""
    at = query.figure.place
    clause = query.analysis.clause_at(at.first)
    index = next((i for i in range(clause.first, min(clause.last, at.last + 4)) if _is_ordinal(query, i)), None)
    if index is None:
        return ()
    first, _ = query.analysis.sentence_of(index)
    twos = [group for group in _groups(query, first, index) if len(group) == 2]
    if not twos:
        return ()
    return one(twos[-1][0 if query.analysis.tokens[index].text.lstrip("وف") in _FIRST else 1])


def both(query: Query) -> tuple[Ref, ...]:
    """`خسرت كل من الشركتين ..`: the two firms that the text last named together."""
    at = query.figure.place.first
    clause = query.analysis.clause_at(at)
    first, _ = query.analysis.sentence_of(clause.first)
    if not any(is_dual(token.text) for token in query.analysis.tokens[first:at]) or query.mentions(first, at):
        return ()
    twos = [group for group in _groups(query, max(first - FAR, 0), first) if len(group) == 2]
    return tuple(place.it.ref for place in twos[-1]) if twos else ()


def is_dual(word: str) -> bool:
    """`الشركتين`, `المنصتان`: the dual of a noun that stands before names, with its article."""
    stem = word.removeprefix("و").removeprefix("ل").removeprefix("ال").removeprefix("ل")
    ending = stem[-2:] in ("ين", "ان") and stem != word
    return ending and any(form in heads() for form in (stem[:-2], stem[:-3] + "ه", stem[:-2] + "ه"))


def _is_ordinal(query: Query, index: int) -> bool:
    """`لدى الأولى`, `خسرت الثانية`: an ordinal that stands for a name, no attribute (`الساعة الأولى`) and no hour."""
    word = query.analysis.tokens[index].text
    if word not in _FIRST | _SECOND or not index:
        return False
    if any(time.first <= index < time.last for time in query.analysis.times_in(max(index - 6, 0), index + 1)):
        return False
    predicate = query.figure.predicate
    governed = predicate is not None and predicate.pos == "v" and predicate.last == index
    return word.startswith("لل") or governed or query.analysis.tokens[index - 1].text.lstrip("وف") in _BEFORE_ORDINAL


def antecedent(query: Query) -> tuple[Ref, ...]:
    """`نوال سالم، التي يتابعها على إنستغرام 3 ملايين`: the name before the relative clause, not where one follows."""
    at = query.figure.place.first
    start, _ = query.analysis.sentence_of(at)
    for hit in query.analysis.find(start, at, query.cls):
        if hit.pos != "w" or query.analysis.tokens[hit.first - 1].text not in _WHO:
            continue
        before = query.analysis.mentions_in(start, hit.first)
        if before and hit.first - before[-1].last <= ANTECEDENT:
            return one(before[-1]) if before[-1].it.ref.type in query.types else ()
    return ()
