"""Nouns that point back at a name: `الشركة`, `التطبيق`, `العملاق الأزرق`."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from pipeline.document import Document, Mention, Ref
from pipeline.entities.bearers import (
    WATCHERS,
    announces,
    aside,
    bears,
    is_foreign,
    is_such_medium,
    most_named,
    noun_of,
    titled,
    titles_another,
)
from pipeline.entities.kb import KnowledgeBase
from pipeline.entities.pointers import Noun, nouns, words
from pipeline.entities.resolve import Found, covered
from pipeline.entities.surroundings import before, head_at, reads, same_line
from pipeline.entities.words import ARTICLE, closed_class, head_of, is_definite, nationalities
from pipeline.text import splits

MEMORY = 40
"""So many earlier name mentions are weighed for a noun: the way back is of fixed length, the whole stays linear."""
_OWN_COMPANY = 1.0
_ITSELF = frozenset({"company", "service"})
_TOPIC = 1.5
_SAME_HEAD = 2.0
_CHANNEL = 1.5
_WATCHER = 2.0
_FIRST = 0.6
_SENTENCE = 0.7
_FAR = 4
_NEAR = 2
_OFTEN = 0.9
_TOPIC_SERVICE = 0.4
_BORNE = 0.5
_OTHER_NOUN = 0.5
_RECENT = 0.5
_OFTEN_ENOUGH = 2
_UNKNOWN_REACH = 2
_COMPANY = closed_class("الشركة")


class Nominals:
    """Resolves the nouns of one document that point back, from left to right."""

    def __init__(self, doc: Document, kb: KnowledgeBase, found: Sequence[Found]) -> None:
        self._doc = doc
        self._kb = kb
        self._found = sorted(found, key=lambda item: item.first)
        self._starts = {item.first: item for item in self._found}
        self._counts: dict[str, int] = {}
        self._topic = most_named(kb, self._found)
        self._borne: dict[str, set[str]] = {}
        self._last: dict[str, int] = {}

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
            self._note(index)
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
        noun = noun_of(self._doc, item)
        if noun is not None:
            self._borne.setdefault(key, set()).add(noun)
        if entry is not None and entry.operator:
            self._counts[entry.operator] = self._counts.get(entry.operator, 0) + 1

    def _note(self, index: int) -> None:
        """Remember where a generic noun was last used to name something: `قناة السويس`, `شركة الكهرباء`."""
        text = self._doc.tokens[index].text
        head = head_of(text)
        if head is not None and head.noun in text and not is_definite(text):
            self._last[head.noun] = index

    def _of_another(self, noun: Noun, index: int) -> bool:
        """Whether the noun was just used to name what is no known entity of a fitting type."""
        doc, head = self._doc, head_of(noun.tokens[0])
        at = self._last.get(head.noun) if head is not None and len(noun.tokens) == 1 else None
        if (
            at is None
            or doc.sentence_at(doc.tokens[index].span.start) - doc.sentence_at(doc.tokens[at].span.start)
            > _UNKNOWN_REACH
        ):
            return False
        for first in range(at, min(at + 6, len(doc.tokens))):
            item = self._starts.get(first)
            if item is not None:
                announced = head_at(doc, first)
                if first == at or (announced is not None and announced[0] == at):
                    return item.mention.ref.type == "place"
        follows = doc.tokens[at + 1] if at + 1 < index and same_line(doc, at, at + 1) else None
        if follows is None or follows.kind != "word" or not follows.text.startswith(ARTICLE):
            return False
        return follows.text not in words().generic and follows.text not in nationalities()

    def _noun_at(self, index: int, taken: set[int]) -> tuple[Noun, int, int] | None:
        """Return the noun at a token, the index after it, and the letters of its proclitics."""
        tokens = self._doc.tokens
        table = nouns()
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
        if left is not None and reads(doc.tokens[left].text, noun.not_after):
            return None
        if left is not None and noun.tokens[0] in cue.adjectives and doc.tokens[left].text.startswith(ARTICLE):
            return None  # `الجهات المسؤولة`: an adjective
        if noun.types[0] != "service" and self._of_another(noun, index):
            return None
        right = last if last < len(doc.tokens) and same_line(doc, last - 1, last) else None
        owner = False
        if right is not None:
            text = doc.tokens[right].text
            if text in cue.self and noun.types[0] in _ITSELF:
                itself = self._itself(noun, passed)
                if itself is not None or noun.types[0] == "service":
                    return itself
            if text in cue.other or (noun.types[0] == "person" and text in cue.post):
                return None
            if text in cue.owner:
                owner = True
                named = self._starts.get(right + 1) or self._starts.get(right + 2)
                entry = self._kb.get(named.mention.ref.kb) if named else None
                if named is not None:
                    behind = entry.operator if entry else None
                    return self._kb.ref(behind) if behind is not None and behind in self._kb else None
            if announces(self._doc, self._starts, noun, right):
                return None
            if noun.types[0] == "person" and titles_another(self._doc, self._starts, right):
                return None
        return self._best(noun, index, passed, owner)

    def _itself(self, noun: Noun, passed: int) -> Ref | None:
        """`المنصة نفسها`: the service that was named last, its provider is not meant; `الشركة ذاتها`: the last firm."""
        head = head_of(noun.tokens[0])
        best: tuple[float, Ref] | None = None
        for place in range(max(passed - MEMORY, 0), passed):
            ref = self._found[place].mention.ref
            entry = self._kb.get(ref.kb)
            watcher = entry is not None and entry.sector in WATCHERS and noun.types[0] == "service"
            if ref.type not in noun.types[: 1 if noun.types[0] == "company" else None] or watcher:
                continue
            score = self._called(head.noun if head else "", ref.key) - _RECENT * (passed - place)
            if best is None or score >= best[0]:
                best = score, ref
        return best[1] if best else None

    def _mine(self, ref: Ref) -> bool:
        """Whether an entity is the firm that the article is about, or a service of it."""
        entry = self._kb.get(ref.kb)
        return ((entry.operator if entry else None) or ref.key) == self._topic

    def _once(self, ref: Ref) -> bool:
        return self._counts.get(ref.key, 0) < _OFTEN_ENOUGH

    def _called(self, noun: str, key: str) -> float:
        """Return how well a noun goes with what the text has called an entity before."""
        borne = self._borne.get(key)
        if not borne:
            return 0.0
        return _BORNE if noun in borne else -_OTHER_NOUN

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
            same = head is not None and bears(self._doc, item, head.noun)
            borne = same or (head is not None and head.noun in self._borne.get(item.mention.ref.key, ()))
            if noun.types[0] == "person":
                same = borne = titled(self._doc, noun, item, index)
            fit = self._fit(noun, item.mention.ref, owner, same, borne)
            if fit is None:
                continue
            ref, score = fit
            score -= _SENTENCE * min(away, _FAR)
            if same and (away < _NEAR or noun.types[0] == "service"):
                score += _SAME_HEAD if away < _NEAR else _SAME_HEAD / 2
            left = before(self._doc, item.first)
            if left is not None:
                if item.mention.ref.type == "company":
                    score -= aside(self._doc, left, ref.key == self._topic)
                if self._doc.tokens[left].text in words().channel:
                    score -= _CHANNEL
                    if noun.types[0] == "service" and not borne and self._once(ref):
                        continue
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
        if noun.types[0] == "service" and head is not None:
            for key in weighed:
                mine = _TOPIC_SERVICE if self._mine(refs[key]) else 0.0
                weighed[key] += self._called(head.noun, key) + mine
        return refs[max(weighed, key=lambda key: weighed[key])]

    def _fit(self, noun: Noun, ref: Ref, owner: bool, same: bool, borne: bool) -> tuple[Ref, float] | None:
        """Return the entity that a noun would mean through an earlier mention, and how well it fits; or None.

        `same` says that the mention bears the noun; some nouns ask for that, and types other than their first.
        """
        if noun.own and not same:
            return None
        entry = self._kb.get(ref.kb)
        sector = entry.sector if entry else None
        if noun.sectors and not borne and (sector is None or sector not in noun.sectors):
            return None
        if (
            noun.types[0] == "service"
            and ref.type == "service"
            and not borne
            and is_foreign(self._kb, self._topic, noun, ref)
        ):
            return None
        if noun.types[0] == "media" and not borne and not is_such_medium(entry, noun):
            return None
        watcher = _WATCHER if sector in WATCHERS else 0.0
        if ref.type in noun.types and not owner:
            if ref.type != noun.types[0] and not borne and not noun.sectors:
                return None
            return ref, -0.3 * noun.types.index(ref.type) - (watcher if noun.types[0] == "company" else 0.0)
        if noun.types[0] != "company" or ref.type != "service":
            return None
        operator = entry.operator if entry else None
        if operator is not None and operator in self._kb:
            return self._kb.ref(operator), -_OWN_COMPANY - watcher
        alone = noun.tokens[0] in _COMPANY or len(noun.tokens) > 1
        return (ref, -_OWN_COMPANY - 0.3 - watcher) if alone and not owner else None
