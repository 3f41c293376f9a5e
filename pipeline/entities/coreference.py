"""Nouns that point back at a name: `الشركة`, `التطبيق`, `العملاق الأزرق`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from pipeline.document import Document, Mention, Ref
from pipeline.entities.kb import KnowledgeBase
from pipeline.entities.resolve import Found, covered
from pipeline.entities.surroundings import before, head_at, reads, same_line
from pipeline.entities.words import ARTICLE, DATA, OPENING, cell_list, closed_class, head_of, nationalities, titles
from pipeline.resources import read_toml, read_tsv
from pipeline.text import fold, splits

MEMORY = 40
"""So many earlier name mentions are weighed for a noun: the way back is of fixed length, the whole stays linear."""
_WATCHERS = frozenset({"monitor", "research"})
_OWN_COMPANY = 1.0
_TOPIC = 1.5
_SAME_HEAD = 2.0
_CHANNEL = 1.5
_WATCHER = 2.0
_FIRST = 0.6
_SENTENCE = 0.7
_FAR = 4
_NEAR = 2
_EMPLOYER = 2.5
_OFTEN = 0.9
_AT = closed_class("في لدى")


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun, or a phrase of several words, that may point back."""

    tokens: tuple[str, ...]
    types: tuple[str, ...]
    reach: int
    own: bool
    sectors: frozenset[str]
    not_after: frozenset[str]


@dataclass(frozen=True, slots=True)
class After:
    """The words of `coreference.toml`, folded."""

    other: frozenset[str]
    owner: frozenset[str]
    same: frozenset[str]
    post: frozenset[str]
    channel: frozenset[str]
    speech: frozenset[str]
    surname_words: frozenset[str]


@lru_cache(maxsize=1)
def _nouns() -> Mapping[str, tuple[Noun, ...]]:
    """Return the nouns by their first token, the longest first."""
    table: dict[str, list[Noun]] = {}
    for _, row in read_tsv(DATA / "nominals.tsv"):
        tokens = tuple(fold(row["noun"]).split(" "))
        noun = Noun(
            tokens,
            tuple(cell_list(row["types"], ",")),
            int(row["reach"]),
            row["own"] == "yes",
            frozenset(cell_list(row["sector"], ",")),
            frozenset(cell_list(row["not_after"])),
        )
        table.setdefault(tokens[0], []).append(noun)
    return {first: tuple(sorted(nouns, key=lambda n: -len(n.tokens))) for first, nouns in table.items()}


@lru_cache(maxsize=1)
def words() -> After:
    """Return the words that decide whether a noun points back, and whether a surname is a person."""
    data = read_toml(DATA / "coreference.toml")

    def folded(table: str, field: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[table][field])

    return After(
        folded("after", "other"),
        folded("after", "owner"),
        folded("after", "same"),
        folded("after", "post"),
        folded("before", "channel"),
        folded("speech", "verbs"),
        folded("surnames", "words"),
    )


class Nominals:
    """Resolves the nouns of one document that point back, from left to right."""

    def __init__(self, doc: Document, kb: KnowledgeBase, found: Sequence[Found]) -> None:
        self._doc = doc
        self._kb = kb
        self._found = sorted(found, key=lambda item: item.first)
        self._starts = {item.first: item for item in self._found}
        self._counts: dict[str, int] = {}
        self._topic = self._most_named()

    def resolve(self) -> list[Mention]:
        """Return the nominal mentions; a noun that nothing fits gives none."""
        mentions: list[Mention] = []
        taken = covered(self._found)
        passed = 0
        skip = 0
        for index, token in enumerate(self._doc.tokens):
            while passed < len(self._found) and self._found[passed].last <= index:
                self._count(self._found[passed])
                passed += 1
            if index < skip or index in taken or token.kind != "word":
                continue
            match = self._noun_at(index, taken)
            if match is None:
                continue
            noun, last, cut = match
            ref = self._point(noun, index, last, passed)
            if ref is None:
                continue
            last = self._extended(last, taken)
            span = self._doc.view.span(token.start + cut, self._doc.tokens[last - 1].end)
            mentions.append(Mention(span, ref, "nominal", "coreference.nominal"))
            skip = last
        return mentions

    def _count(self, item: Found) -> None:
        key = item.mention.ref.key
        self._counts[key] = self._counts.get(key, 0) + 1
        entry = self._kb.get(item.mention.ref.kb)
        if entry is not None and entry.operator:
            self._counts[entry.operator] = self._counts.get(entry.operator, 0) + 1

    def _most_named(self) -> str:
        """Return the key of the firm that the article names most, by its own name or by those of its services."""
        counts: dict[str, int] = {}
        for item in self._found:
            entry = self._kb.get(item.mention.ref.kb)
            sector = entry.sector if entry else None
            if item.mention.ref.type in ("company", "service") and sector not in _WATCHERS:
                key = (entry.operator if entry else None) or item.mention.ref.key
                counts[key] = counts.get(key, 0) + 1
        return max(counts, key=lambda key: counts[key]) if counts else ""

    def _noun_at(self, index: int, taken: set[int]) -> tuple[Noun, int, int] | None:
        """Return the noun at a token, the index after it, and the letters of its proclitics."""
        tokens = self._doc.tokens
        table = _nouns()
        for reading in splits(tokens[index].text):
            stem, cut = reading.stem, reading.length
            if "س" in reading.proclitics:
                continue
            if reading.proclitics and reading.proclitics[-1] == ARTICLE:
                if "ل" not in reading.proclitics:
                    continue
                stem = ARTICLE + stem
            for noun in table.get(stem, ()):
                last = index + len(noun.tokens)
                rest = tuple(token.text for token in tokens[index + 1 : last])
                if rest == noun.tokens[1:] and not any(i in taken for i in range(index, last)):
                    return noun, last, cut
        return None

    def _extended(self, last: int, taken: set[int]) -> int:
        """Take an adjective of nationality or fame into the mention: `الشركة الأميركية`."""
        tokens = self._doc.tokens
        if last < len(tokens) and last not in taken and same_line(self._doc, last - 1, last):
            text = tokens[last].text
            if text in nationalities() or text in words().same or text in words().owner:
                return last + 1
        return last

    def _point(self, noun: Noun, index: int, last: int, passed: int) -> Ref | None:
        """Return whom a noun points at, or None."""
        doc, cue = self._doc, words()
        left = index - 1 if index and same_line(doc, index - 1, index) else None
        if left is not None and doc.tokens[left].text in noun.not_after:
            return None
        right = last if last < len(doc.tokens) and same_line(doc, last - 1, last) else None
        owner = False
        if right is not None:
            text = doc.tokens[right].text
            if text in cue.other or (noun.types[0] == "person" and text in cue.post):
                return None
            if text in cue.owner:
                owner = True
                named = self._starts.get(right + 1) or self._starts.get(right + 2)
                entry = self._kb.get(named.mention.ref.kb) if named else None
                if named is not None:
                    behind = entry.operator if entry else None
                    return self._kb.ref(behind) if behind is not None and behind in self._kb else None
            if self._announces(noun, right) or (noun.types[0] == "person" and self._titles(right)):
                return None
        return self._best(noun, index, passed, owner)

    def _titles(self, right: int) -> bool:
        """Whether a noun of a person is the title of one named right after: `المتحدث الإعلامي العقيد خالد`."""
        return any(
            item is not None and item.mention.ref.type == "person"
            for item in (self._starts.get(index) for index in range(right, right + 4))
        )

    def _announces(self, noun: Noun, right: int) -> bool:
        """Whether a name of a fitting type follows in apposition: `التطبيق «تلغرام»` is a head, no pointer."""
        index = right
        while index < len(self._doc.tokens) and self._doc.tokens[index].text in OPENING:
            index += 1
        item = self._starts.get(index)
        if item is None:
            return False
        proclitic = item.mention.span.start > self._doc.tokens[item.first].span.start
        return not proclitic and item.mention.ref.type in (*noun.types, "company", "service")

    def _best(self, noun: Noun, index: int, passed: int, owner: bool) -> Ref | None:
        here = self._doc.sentence_at(self._doc.tokens[index].span.start)
        head = head_of(noun.tokens[0])
        scores: dict[str, float] = {}
        refs: dict[str, Ref] = {}
        for place in range(max(passed - MEMORY, 0), passed):
            item = self._found[place]
            sentence = self._doc.sentence_at(item.mention.span.start)
            away = here - sentence
            if noun.reach and away > noun.reach:
                continue
            same = head is not None and self._bears(item, head.noun)
            fit = self._fit(noun, item.mention.ref, owner, same)
            if fit is None:
                continue
            ref, score = fit
            score -= _SENTENCE * min(away, _FAR)
            score += _SAME_HEAD if same and away < _NEAR else 0.0
            left = before(self._doc, item.first)
            if left is not None:
                score -= _EMPLOYER if item.mention.ref.type == "company" and self._employer(left) else 0.0
                if self._doc.tokens[left].text in words().channel:
                    score -= _CHANNEL
            if self._doc.tokens[max(item.first - 1, 0)].text == "(" and item.mention.ref.type == "media":
                continue  # the agency of a dateline
            previous = self._found[place - 1] if place else None
            if previous is None or self._doc.sentence_at(previous.mention.span.start) != sentence:
                score += _FIRST
            score += 0.01 * (place - passed)
            if ref.key not in scores or score > scores[ref.key]:
                scores[ref.key] = score
                refs[ref.key] = ref
        if not scores:
            return None
        weighed = {key: score + _OFTEN * log2(1 + self._counts.get(key, 0)) for key, score in scores.items()}
        if noun.types[0] == "company" and self._topic in weighed:
            weighed[self._topic] += _TOPIC
        return refs[max(weighed, key=lambda key: weighed[key])]

    def _bears(self, item: Found, noun: str) -> bool:
        """Whether an earlier mention has a generic noun, in the singular, before it or at the front of its name."""
        tokens = self._doc.tokens
        announced = head_at(self._doc, item.first)
        if announced is not None and announced[1].noun == noun and noun in tokens[announced[0]].text:
            return True
        own = head_of(tokens[item.first].text)
        return own is not None and own.noun == noun and noun in tokens[item.first].text

    def _employer(self, left: int) -> bool:
        """`المحلل في مؤسسة كذا`: where an expert works is seldom what the text goes on about."""
        texts = [token.text for token in self._doc.tokens[max(left - 4, 0) : left + 1]]
        return any(text in _AT and i and reads(texts[i - 1], titles()) for i, text in enumerate(texts))

    def _fit(self, noun: Noun, ref: Ref, owner: bool, same: bool) -> tuple[Ref, float] | None:
        """Return the entity that a noun would mean through an earlier mention, and how well it fits; or None.

        `same` says that the mention bears the noun; some nouns ask for that, and types other than their first.
        """
        if noun.own and not same:
            return None
        entry = self._kb.get(ref.kb)
        sector = entry.sector if entry else None
        if noun.sectors and (sector is None or sector not in noun.sectors):
            return None
        watcher = _WATCHER if sector in _WATCHERS else 0.0
        if ref.type in noun.types and not owner:
            if ref.type != noun.types[0] and not same and not noun.sectors:
                return None
            return ref, -0.3 * noun.types.index(ref.type) - (watcher if noun.types[0] == "company" else 0.0)
        if noun.types[0] != "company" or ref.type != "service":
            return None
        operator = entry.operator if entry else None
        if operator is not None and operator in self._kb:
            return self._kb.ref(operator), -_OWN_COMPANY - watcher
        return (ref, -_OWN_COMPANY - 0.3 - watcher) if not owner else None
