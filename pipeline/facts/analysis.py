"""What the fact builders read: triggers, clauses, quotations and mentions of a document, by token index."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from pipeline.document import Document, Mention, Quantity, Ref, Time
from pipeline.entities import KnowledgeBase, heads
from pipeline.facts.lexicon import Hit, is_verb, lexicon
from pipeline.facts.quotes import Quote, find_quotes
from pipeline.facts.readings import Readings
from pipeline.facts.silences import with_stops
from pipeline.text import Span, fold, splits

T = TypeVar("T")

RECENT = 10
"""Days from the publication beyond which an outage is an older one that the article recalls."""
_YEARLESS = re.compile(r"XXXX-(?:WXX|XX-XXT|\d\d)")
_COARSE = re.compile(r"\d{4}(?:-(?:\d\d|SP|SU|FA|WI))?")
"""A day or an hour of the article's own without its year; a year, a month or a season of some year."""
NAME_WORD = 3
"""Letters that a word must have for a service to be named after a company by it."""
_BREAKS = {"،", "؛", ",", ";", ":", "–", "—", "-"}
_CONNECTIVES = {"بينما", "فيما", "حيث", "اذ", "لكن", "ولكن", "كما", "ثم", "بعدما", "مما", "وهو", "وهي", "اما", "كذلك"}
STRONG = {"؛", "بينما", "فيما", "لكن", "ولكن", "كما", "كذلك", "اما"}
"""Tokens after which another party is spoken of: a predicate before them does not govern a figure after them."""
AS_FOR = {"اما", "واما"}
"""What puts the topic of a sentence first: `أما البحرين فخسرت`."""
LONG = 400
"""A sentence of more tokens has lost its stops; rules then look at as many around the word in question."""
_PREPOSITIONS = {
    "في", "علي", "الي", "عن", "من", "مع", "عبر", "لدي", "ضد", "قبل", "بعد", "خلال", "اثناء", "باسم", "عند", "حول",
    "بحسب", "وفق", "نحو", "ضمن", "بين", "منذ", "دون", "لمنصه",
    "خلف", "وراء", "امام", "مقابل",
}  # fmt: skip
_GLUED = {"ب", "ل", "ك"}
_FIRMS = {"شركه", "بنك", "مصرف", "مجموعه", "مؤسسه"}
_LOOSE = {"،", ",", "؛", ";", ":", ".", "و", "في", "علي", "من", "عن", "الي", "التي", "الذي", "–", "-", "—"}
_OF_DAY = {"من", "في", "،", "يوم"}
"""What stands between an hour and the day that completes it: `الساعة 01:20 بتوقيت بيروت من فجر الثلاثاء`."""
_CLOCK = re.compile(r"T?\d\d:\d\d")
_OPENING = {'"', "“", "”", "«", "»", "(", "[", "'", "+", "‘", "’"}


def _name_words(ref: Ref) -> set[str]:
    """The words that make a name its own: without articles and generic nouns."""
    stems = {word.removeprefix("ال") for word in fold(ref.name_ar or ref.name).split()}
    return {stem for stem in stems if len(stem) >= NAME_WORD and stem not in heads()}


def _completes(day: str, clock: str) -> bool:
    """Whether a value is the day, or the part of the day, on which a clock time is."""
    on, _, hour = clock.partition("T")
    return bool(_CLOCK.match(hour)) and bool(on) and day.partition("T")[0] == on and not _CLOCK.search(day)


def latest_day(value: str) -> date | None:
    """The last day that a date value may mean, None when its year is not known."""
    parts = value[:10].split("T")[0].split("-")
    if not parts[0].isdigit() or len(parts[0]) != 4 or any(p.startswith("W") for p in parts[1:]):
        return None
    month = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 12
    day = int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else 28
    try:
        return date(int(parts[0]), month, day)
    except ValueError:
        return None


def _is_coarse(value: str) -> bool:
    """`2008`, `2021-10`, `2019-SU`: a year or a part of one, no day."""
    return _COARSE.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens `first` to `last` (exclusive) of sentence `sentence`."""

    first: int
    last: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Place(Generic[T]):
    """Something that a stage found, and the tokens it covers (`last` exclusive)."""

    first: int
    last: int
    it: T


class Analysis:
    """A read-only view of a document for the builders."""

    def __init__(self, doc: Document, kb: KnowledgeBase, readings: Readings | None = None) -> None:
        self.doc = doc
        self.kb = kb
        self.readings = readings or Readings()
        self.tokens = doc.tokens
        self.hits: list[Hit] = lexicon().hits(doc.tokens, doc.text)
        self.mentions = [self._place(mention, mention.span) for mention in doc.mentions]
        self.quantities = [self._place(quantity, quantity.span) for quantity in doc.quantities]
        self.times = [self._place(time, time.span) for time in doc.times]
        self.quotes: list[Quote] = find_quotes(doc.tokens, doc.view.text, [(m.first, m.last) for m in self.mentions])
        self._quote_starts = [quote.first for quote in self.quotes]
        self._hit_starts = [hit.first for hit in self.hits]
        self._starts = {
            id(places): [p.first for p in places] for places in (self.mentions, self.quantities, self.times)
        }
        self._inside = self._mark(self.mentions)
        self.hits = list(with_stops(self))
        self._hit_starts = [hit.first for hit in self.hits]
        self.clauses = self._split()
        self._clause_of = {i: c for c in self.clauses for i in range(c.first, c.last)}

    @cached_property
    def reference(self) -> date | None:
        """The day of the article: its publication, else the latest full date in its text when all dates are full.

        A bare year or month is no day of an article that gives its own days without a year (`يوم الثلاثاء`).
        """
        published = self.doc.article.published
        if published is not None:
            return date.fromisoformat(published)
        if any(re.match(r"XXXX-\d\d", time.value) for time in self.doc.times):
            return None
        values = [time.value for time in self.doc.times if time.kind in ("date", "time") and "W" not in time.value]
        days = [latest_day(value) for value in values if not (self._yearless and _is_coarse(value))]
        return max((day for day in days if day is not None), default=None)

    @cached_property
    def _yearless(self) -> bool:
        """Whether an article without a date gives days or hours of its own without their year."""
        values = [time.value for time in self.doc.times if time.kind in ("date", "time")]
        return self.doc.article.published is None and any(_YEARLESS.match(value) for value in values)

    def is_past(self, value: str) -> bool:
        """Whether a date lies long before the article, or is a bare year in one whose own days have none."""
        day = latest_day(value)
        if day is None:
            return False
        if self.reference is not None:
            return (self.reference - day).days > RECENT
        return self._yearless and _is_coarse(value)

    def _place(self, it: T, span: Span) -> Place[T]:
        return Place(*self.doc.token_range(span), it)

    def _mark(self, places: list[Place[Mention]]) -> set[int]:
        return {index for place in places for index in range(place.first, place.last)}

    # ------------------------------------------------------------------ clauses
    def _split(self) -> list[Clause]:
        verbs = {hit.first for hit in self.hits if hit.pos == "v"}
        quoted = {i for quote in self.quotes for i in range(quote.first + 1, quote.last)}
        clauses: list[Clause] = []
        for number, sentence in enumerate(self.doc.sentences):
            first = sentence.first
            for index in range(sentence.first + 1, sentence.last):
                if index in quoted or not self._begins_clause(index, verbs) or self._answers(first, index, verbs):
                    continue
                clauses.append(Clause(first, index, number))
                first = index
            clauses.append(Clause(first, sentence.last, number))
        return clauses

    def _begins_clause(self, index: int, verbs: set[int]) -> bool:
        token, before = self.tokens[index], self.tokens[index - 1]
        if before.text in _BREAKS:
            return not self._inside_list(index) and not self._inside_number(index)
        if token.text in _CONNECTIVES:
            # `تأثرت كذلك خدمات ..`: right behind its verb it opens nothing.
            return token.text != "كذلك" or index - 1 not in verbs
        glued = token.text[0] in "وف" and len(token.text) > 3 and not is_verb(token.text)
        return index in verbs and glued and before.text != "ما"

    def _answers(self, first: int, index: int, verbs: set[int]) -> bool:
        """`أما البحرين فخسرت ..`: the verb with ف goes on with what أما has put first."""
        topic = self.tokens[first].text in AS_FOR and self.tokens[index].text.startswith("ف")
        return topic and self.tokens[index - 1].text not in _BREAKS and verbs.isdisjoint(range(first, index))

    def _inside_number(self, index: int) -> bool:
        """`15:45`, `14-3-2019`: the sign between two numbers that touch it."""
        if index < 2:
            return False
        left, sign, right = self.tokens[index - 2 : index + 1]
        return left.kind == right.kind == "number" and left.end == sign.start and sign.end == right.start

    def _inside_list(self, index: int) -> bool:
        """A comma between two names separates the members of a list, not clauses."""
        left = index - 2
        while left >= 0 and self.tokens[left].text in _OPENING | {")"}:
            left -= 1
        right = index
        while right < len(self.tokens) and self.tokens[right].text in _OPENING | {"و"}:
            right += 1
        return left in self._inside and right in self._inside

    def clause_at(self, token: int) -> Clause:
        """Return the clause of a token."""
        return self._clause_of[token]

    def sentence_of(self, token: int) -> tuple[int, int]:
        """Return the token range of the sentence that holds a token; of an endless one, the part around the token."""
        sentence = self.doc.sentences[self.clause_at(token).sentence]
        if sentence.last - sentence.first <= LONG:
            return sentence.first, sentence.last
        return max(sentence.first, token - LONG // 2), min(sentence.last, token + LONG // 2)

    # ------------------------------------------------------------------ look-ups
    def find(self, first: int, last: int, *classes: str) -> Iterator[Hit]:
        """Yield the triggers of some classes that begin in a token range, in order."""
        low, high = bisect_left(self._hit_starts, first), bisect_left(self._hit_starts, last)
        return (hit for hit in self.hits[low:high] if hit.cls in classes)

    def has(self, first: int, last: int, *classes: str) -> bool:
        """Whether a trigger of some class begins in a token range."""
        return next(self.find(first, last, *classes), None) is not None

    def mentions_in(self, first: int, last: int, *types: str) -> list[Place[Mention]]:
        """Return the mentions that begin in a token range, of some types when any are given."""
        return [m for m in self._between(self.mentions, first, last) if not types or m.it.ref.type in types]

    def quantities_in(self, first: int, last: int) -> list[Place[Quantity]]:
        """Return the quantities that begin in a token range."""
        return self._between(self.quantities, first, last)

    def times_in(self, first: int, last: int, *kinds: str) -> list[Place[Time]]:
        """Return the times that begin in a token range, of some kinds when any are given."""
        return [t for t in self._between(self.times, first, last) if not kinds or t.it.kind in kinds]

    def hour_of(self, place: Place[Time]) -> Place[Time]:
        """Return the hour that a day only completes, else the place: `الساعة 01:20 بتوقيت بيروت من فجر الثلاثاء`."""
        at = bisect_left(self._starts[id(self.times)], place.first)
        before = self.times[at - 1] if at else place
        between = self.tokens[before.last : place.first]
        joined = len(between) <= 1 and all(token.text in _OF_DAY for token in between)
        return before if joined and _completes(place.it.value, before.it.value) else place

    def _between(self, places: list[Place[T]], first: int, last: int) -> list[Place[T]]:
        starts = self._starts[id(places)]
        return places[bisect_left(starts, first) : bisect_left(starts, last)]

    def words(self, first: int, last: int) -> str:
        """Return the folded tokens of a range, one space between."""
        return " ".join(token.text for token in self.tokens[first:last])

    def span(self, first: int, last: int) -> Span:
        """Return the span of a token range, `last` exclusive."""
        return Span(self.tokens[first].span.start, self.tokens[max(last - 1, first)].span.end)

    def content(self, first: int, last: int) -> Span:
        """Return the span of words that a fact quotes: without punctuation at the ends and half a pair of marks."""
        while last - first > 1 and self.tokens[last - 1].text in _LOOSE | _OPENING - {")"}:
            if self.tokens[last - 1].text in _OPENING and self._paired(first, last - 1):
                break
            last -= 1
        while last - first > 1 and self.tokens[first].text in _LOOSE:
            first += 1
        return self.span(first, last)

    def _paired(self, first: int, closing: int) -> bool:
        """Whether the mark at `closing` closes a quotation that opens inside the range."""
        return any(quote.last == closing for quote in self.quotes_in(first, closing))

    def sentence_span(self, token: int) -> Span:
        """Return the span of the sentence that holds a token: the evidence of a fact."""
        return self.doc.sentences[self.clause_at(token).sentence].span

    def quote_at(self, token: int) -> Quote | None:
        """Return the quotation that holds a token, or None."""
        at = bisect_left(self._quote_starts, token) - 1
        return self.quotes[at] if at >= 0 and self.quotes[at].first < token < self.quotes[at].last else None

    # ------------------------------------------------------------------ grammar
    def governor(self, mention: Place[Mention]) -> str | None:
        """Return the preposition that governs a mention (`على تويتر` -> علي, `لشركة “X”` -> ل), or None.

        Head nouns (`شركة`, `موقع`), quotation marks and brackets between the two are passed over.
        """
        glued = self._proclitic(mention)
        if glued:
            return glued
        index = mention.first - 1
        passed = 0
        while index >= 0 and passed < 5:
            token = self.tokens[index]
            if token.text in _OPENING:
                index -= 1
                continue
            if token.text in _PREPOSITIONS or token.text in _GLUED:
                return token.text
            split = next((s for s in splits(token.text) if s.stem in heads()), None)
            if split is None:
                return None
            preposition = next((p for p in split.proclitics if p in _GLUED), None)
            if preposition:
                return preposition
            index -= 1
            passed += 1
        return None

    def _proclitic(self, mention: Place[Mention]) -> str | None:
        token = self.tokens[mention.first]
        written = self.doc.text[token.span.start : mention.it.span.start]
        return next((letter for letter in written if letter in _GLUED), None)

    def is_named(self, token: int) -> bool:
        """Whether a token is part of a mention."""
        return token in self._inside

    def is_definite(self, token: int) -> bool:
        """Whether a token has the article, also behind what is joined to it: `العطل`, `والعطل`."""
        return any("ال" in split.proclitics for split in splits(self.tokens[token].text))

    @cached_property
    def units(self) -> Counter[str | None]:
        """How many figures the document has of each unit."""
        return Counter(place.it.unit for place in self.quantities)

    @cached_property
    def _by_entity(self) -> dict[str, list[Place[Mention]]]:
        table: dict[str, list[Place[Mention]]] = {}
        for place in self.mentions:
            table.setdefault(place.it.ref.key, []).append(place)
        return table

    @cached_property
    def unlisted_owners(self) -> dict[str, Ref]:
        """Services that the base does not have -> the company they are named after: `نيل باي` of `بنك وادي النيل`."""
        unlisted = dict.fromkeys(m.it.ref for m in self.mentions if m.it.ref.kb is None and m.it.form == "name")
        firms = {m.it.ref for m in self.mentions if m.it.ref.type == "company" or self._is_called_a_firm(m)}
        companies = [(ref, _name_words(ref)) for ref in unlisted if ref in firms]
        owners: dict[str, Ref] = {}
        for ref in unlisted:
            own = [company for company, words in companies if words & _name_words(ref)]
            if ref.type == "service" and own and ref not in firms:
                owners[ref.key] = own[0]
        return owners

    def _is_called_a_firm(self, place: Place[Mention]) -> bool:
        """`بنك «وادي النيل»`: a firm, also where its service bears its name elsewhere."""
        index = place.first - 1
        while index >= 0 and self.tokens[index].text in _OPENING:
            index -= 1
        return index >= 0 and any(split.stem in _FIRMS for split in splits(self.tokens[index].text))

    def sector(self, ref: Ref) -> str:
        """Return the sector of an entity in the base, nothing where it has none."""
        entry = self.kb.get(ref.kb)
        return (entry.sector or "") if entry else ""

    def operator(self, ref: Ref) -> Ref | None:
        """Return whom an entity belongs to in the base: who runs a service, the firm a person is known for."""
        entry = self.kb.get(ref.kb)
        return self.kb.ref(entry.operator) if entry and entry.operator and entry.operator in self.kb else None

    def of_entity(self, key: str) -> list[Place[Mention]]:
        """Return all mentions of an entity."""
        return self._by_entity.get(key, [])

    def hits_in(self, first: int, last: int) -> list[Hit]:
        """Return the triggers of any class that begin in a token range."""
        return self.hits[bisect_left(self._hit_starts, first) : bisect_left(self._hit_starts, last)]

    def quotes_in(self, first: int, last: int) -> list[Quote]:
        """Return the quotations that open in a token range."""
        return self.quotes[bisect_left(self._quote_starts, first) : bisect_left(self._quote_starts, last)]

    def mentions_before(self, token: int, *types: str) -> Iterator[Place[Mention]]:
        """Yield the mentions before a token, of some types when any are given, the nearest first."""
        for index in range(bisect_left(self._starts[id(self.mentions)], token) - 1, -1, -1):
            if not types or self.mentions[index].it.ref.type in types:
                yield self.mentions[index]
