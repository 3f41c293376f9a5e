"""What a name is called where it stands: the generic noun that it bears, the title, the office beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.document import Document, Ref
from pipeline.entities.kb import Entry, KnowledgeBase
from pipeline.entities.pointers import Noun, words
from pipeline.entities.resolve import Found
from pipeline.entities.surroundings import before, head_at, reads, same_line
from pipeline.entities.words import ARTICLE, CLOSING, OPENING, closed_class, head_of, titles
from pipeline.text import fold

WATCHERS = frozenset({"monitor", "research"})
"""The sectors of those who only look on."""
_TITLE_REACH = 12
_TITLE_BEFORE = 6
_TITLE_AFTER = 5
_AT = closed_class("في لدى")
_EMPLOYER = 2.5
_ASIDE = 1.2
_SERVICE = closed_class("الخدمة الشبكة")
_SOFT = closed_class("التطبيق المنصة الشبكة")
_PAPERS = closed_class("صحيفة جريدة")
_CARRIERS = frozenset({"carrier", "cloud", "cdn", "bank"})
_STOPS = frozenset("،,.:؛؟!?")


def noun_of(doc: Document, item: Found) -> str | None:
    """Return the generic noun, in the singular, before a mention or at the front of its name."""
    tokens = doc.tokens
    announced = head_at(doc, item.first)
    if announced is not None and announced[1].noun in tokens[announced[0]].text:
        return announced[1].noun
    own = head_of(tokens[item.first].text)
    return own.noun if own is not None and own.noun in tokens[item.first].text else None


def bears(doc: Document, item: Found, noun: str) -> bool:
    """Whether an earlier mention has a generic noun, in the singular, before it or at the front of its name."""
    tokens = doc.tokens
    announced = head_at(doc, item.first)
    if announced is not None and announced[1].noun == noun and noun in tokens[announced[0]].text:
        return True
    own = head_of(tokens[item.first].text)
    return own is not None and own.noun == noun and noun in tokens[item.first].text


def announces(doc: Document, starts: Mapping[int, Found], noun: Noun, right: int) -> bool:
    """Whether a name of a fitting type follows in apposition: `التطبيق «تلغرام»` is a head, no pointer."""
    index = right
    while index < len(doc.tokens) and doc.tokens[index].text in OPENING:
        index += 1
    item = starts.get(index)
    if item is None:
        return False
    proclitic = item.mention.span.start > doc.tokens[item.first].span.start
    return not proclitic and item.mention.ref.type in (*noun.types, "company", "service")


def titles_another(doc: Document, starts: Mapping[int, Found], right: int) -> bool:
    """Whether a noun of a person is the title of one named after it in the clause.

    `المتحدث الإعلامي العقيد خالد`, `المحلل المالي بشركة «س» هشام الجيار`.
    """
    index = right
    bound = False
    while index < min(right + _TITLE_REACH, len(doc.tokens)) and same_line(doc, index - 1, index):
        item = starts.get(index)
        if item is not None:
            if item.mention.ref.type == "person":
                return True
            index, bound = item.last, False
            continue
        text = doc.tokens[index].text
        quote = text in OPENING or text in CLOSING
        inside = text.startswith((ARTICLE, "لل", "بال")) or reads(text, titles()) or head_of(text) is not None
        joint = text in _AT or text == "ب"
        if text in _STOPS or text in words().speech or not (quote or inside or joint or bound):
            return False
        bound = joint or head_of(text) is not None
        index += 1
    return False


def titled(doc: Document, noun: Noun, item: Found, index: int) -> bool:
    """Whether a person bears the title that the noun is: `الوزيرة` after `ميشيل رولاند، وزيرة الاتصالات`."""
    if item.mention.ref.type != "person":
        return False
    title = frozenset({noun.tokens[0], noun.tokens[0].removeprefix(ARTICLE)})
    tokens = doc.tokens
    around = (*range(max(item.first - _TITLE_BEFORE, 0), item.first), *range(item.last, item.last + _TITLE_AFTER))
    return any(at < min(index, len(tokens)) and reads(tokens[at].text, title) for at in around)


def is_employer(doc: Document, left: int) -> bool:
    """`المحلل في مؤسسة كذا`: where an expert works is seldom what the text goes on about."""
    texts = [token.text for token in doc.tokens[max(left - 4, 0) : left + 1]]
    return any(text in _AT and i and reads(texts[i - 1], titles()) for i, text in enumerate(texts))


def most_named(kb: KnowledgeBase, found: Sequence[Found]) -> str:
    """Return the key of the firm that the article names most, by its own name or by those of its services."""
    counts: dict[str, int] = {}
    for item in found:
        entry = kb.get(item.mention.ref.kb)
        sector = entry.sector if entry else None
        if item.mention.ref.type in ("company", "service") and sector not in WATCHERS:
            key = (entry.operator if entry else None) or item.mention.ref.key
            counts[key] = counts.get(key, 0) + 1
    return max(counts, key=lambda key: counts[key]) if counts else ""


def aside(doc: Document, left: int, topical: bool) -> float:
    """Return what a firm loses that is named by the way: an expert's, a source, one behind a preposition."""
    if is_employer(doc, left):
        return _EMPLOYER
    if topical:
        return 0.0
    text = doc.tokens[left].text
    if head_of(text) is not None:
        if text.startswith(("ب", "ل")) and not text.startswith(("بنك", "بورص")):
            return _ASIDE
        previous = before(doc, left)
        if previous is None:
            return 0.0
        text = doc.tokens[previous].text
    if reads(text, words().source):
        return _EMPLOYER
    return _ASIDE if text in words().aside else 0.0


def is_foreign(kb: KnowledgeBase, topic_key: str, noun: Noun, ref: Ref) -> bool:
    """Whether a service is out of the question: a monitor; in `الخدمة`, a customer of the carrier that fell."""
    topic, entry = kb.get(topic_key), kb.get(ref.kb)
    sector = entry.sector if entry else None
    if sector in WATCHERS or (sector == "software" and noun.tokens[0] in _SOFT):
        return True
    mine = ((entry.operator if entry else None) or ref.key) == topic_key
    return noun.tokens[0] in _SERVICE and topic is not None and topic.sector in _CARRIERS and not mine


def is_such_medium(entry: Entry | None, noun: Noun) -> bool:
    """Whether a medium may be called so: the aliases of a paper say `صحيفة`, it is no `القناة`."""
    kinds = _kinds(entry.aliases) if entry is not None else frozenset()
    head = head_of(noun.tokens[0])
    kind = head.noun if head is not None else ""
    return not kinds or kind in kinds or (kind in _PAPERS and bool(kinds & _PAPERS))


@lru_cache(maxsize=1024)
def _kinds(aliases: tuple[str, ...]) -> frozenset[str]:
    fronts = (head_of(fold(alias).split(" ")[0]) for alias in aliases)
    return frozenset(head.noun for head in fronts if head is not None and head.types[0] == "media")
