"""What an engine tags becomes mentions by the contract: proclitics, quotes and generic nouns off, names linked.

The engine is trusted where nothing else speaks. It takes nothing away from the knowledge base and the rules but a
person guessed from a given name, and a place inside a longer name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.document import Document
from pipeline.entities.clusters import akin
from pipeline.entities.engines.base import EncodingEngine, Engine
from pipeline.entities.gazetteer import is_adverb
from pipeline.entities.kb import ORGANIZED, Entry, KnowledgeBase, normal
from pipeline.entities.nilwords import made
from pipeline.entities.nilwords import words as nil_words
from pipeline.entities.resolve import Found, covered
from pipeline.entities.surroundings import names_a_time
from pipeline.entities.words import (
    ARTICLE,
    CLOSING,
    OPENING,
    blocked,
    closed_class,
    common,
    genres,
    given_names,
    head_of,
    read_lines,
    titles,
)
from pipeline.text import splits

LEAST = dict.fromkeys(("person", "place", "organization", "company", "service", "media"), 0.8)
"""How sure an engine must be of a name that nothing else supports. Set on the articles of train and dev: from 0.7 on,
17 wrong names and 4 right ones fall below. `other` is left to the knowledge base."""
SUPPORTS = 0.6
"""How sure it must be to speak for a listed but ambiguous name."""
TAKES_PLACE = 0.8
"""How sure it must be that a longer name has a place inside: `مستشفى برلين`."""
WEAK = frozenset({"nil.person"})
"""Rules that give way to an engine that is sure of the same words: `اعتذرت نبراس كلاود` names no woman."""
MIN_LETTERS = 2
MIN_ACRONYM = 4
"""Capitals of fewer letters that nobody listed are units, zones and protocols more often than names."""
_CUT_ALWAYS = ("و", "ف")
_MIN_REST = 3
_WHERE = closed_class("في من إلى نحو قرب وفي ومن وإلى جنوب شمال شرق غرب جنوبي شمالي أهالي سكان")
_FULL_NAME = 3
_LIKE = "ك"
"""`كايفون` may be a person called Kayvon rather than a thing like an iPhone."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Tokens `first` to `last` (exclusive) name something of `type`, `cut` letters of proclitics left out."""

    first: int
    last: int
    cut: int
    type: str
    score: float


class Recogniser:
    """An engine with the knowledge base behind it: tags words, cuts the tags to names, says whom they mean."""

    def __init__(self, engine: Engine, kb: KnowledgeBase) -> None:
        self.engine = engine
        self._kb = kb

    def recognise(self, doc: Document) -> tuple[list[Recognised], int]:
        """Return the names that the engine finds, and the number of sentences that it could not label."""
        sentences = [range(sentence.first, sentence.last) for sentence in doc.sentences]
        words = [[doc.tokens[index].letters(doc.text) for index in sentence] for sentence in sentences]
        texts = {token.text for token in doc.tokens}
        found: list[Recognised] = []
        lost = 0
        if isinstance(self.engine, EncodingEngine):
            labelled, encoded = self.engine.read(words)
            doc.encoded = tuple(encoded)
        else:
            labelled = self.engine(words)
        for sentence, tags in zip(sentences, labelled, strict=True):
            lost += tags is None
            for tag in tags or ():
                edges = _edges(doc, sentence.start + tag.first, sentence.start + tag.last, tag.type)
                if edges is None:
                    continue
                cut = 0 if tag.type == "person" and _is_said(doc, edges[0]) else self._proclitics(doc, edges[0], texts)
                if tag.type == "person" and edges[1] - edges[0] > 1 and doc.tokens[edges[0]].text[:cut] == _LIKE:
                    cut = 0
                if doc.tokens[edges[1] - 1].end - doc.tokens[edges[0]].start - cut >= MIN_LETTERS:
                    found.append(Recognised(*edges, cut, tag.type, tag.score))
        return found, lost

    def mentions(self, doc: Document, recognised: Sequence[Recognised], present: Sequence[Found]) -> Iterator[Found]:
        """Yield the mentions of recognised names that are clear of those that are `present`.

        A longer name may cover a place: `مستشفى برلين`. Whoever adds it takes the place out.
        """
        taken = covered(present)
        firm = covered([item for item in present if item.mention.ref.type != "place" and not _cut(doc, item)])
        guesses = [item for item in present if item.mention.rule in WEAK]
        for item in recognised:
            inside = taken.intersection(range(item.first, item.last))
            if item.score >= TAKES_PLACE:
                inside -= covered([guess for guess in guesses if _overrules(item, guess)])
            longer = item.type in ORGANIZED or (item.type == "person" and item.last - item.first > 1)
            if inside & firm or (inside and (item.score < TAKES_PLACE or not longer)):
                continue
            if item.type == "place" and names_a_time(doc, item.first):
                continue
            entry = self._listed(doc, item)
            if entry is None and not (
                item.type in LEAST and item.score >= LEAST[item.type] and not _no_name(doc, item)
            ):
                continue
            found = made(doc, item.first, item.last, item.type, "ner", item.cut, item.score)
            if entry is not None:
                found = replace(found, mention=replace(found.mention, ref=self._kb.ref(entry.key), rule="ner.kb"))
            yield found

    def _listed(self, doc: Document, item: Recognised) -> Entry | None:
        """Return the one entry that the knowledge base has under these letters and of this type, or None."""
        if item.score < SUPPORTS or doc.tokens[item.first].text in blocked():
            return None
        tokens = doc.tokens
        if item.type == "place" and tokens[item.first].text[item.cut :] in common() and not _located(doc, item):
            return None  # `صور الكاميرات`: pictures
        head = doc.view.text[tokens[item.first].start + item.cut : tokens[item.first].end]
        phrase = (normal(head), *(normal(token.text) for token in tokens[item.first + 1 : item.last]))
        senses = self._kb.phrases.get(phrase, ())
        fitting = [sense.entry for sense in senses if akin(sense.entry.type, item.type)]
        exact = [entry for entry in fitting if entry.type == item.type]
        chosen = exact if len(exact) == 1 else fitting
        return chosen[0] if len(chosen) == 1 else None

    def _begins_a_name(self, word: str) -> bool:
        """Whether a folded word is known as the beginning of a name, or keeps its first letter."""
        return word in initials() or word in given_names() or word in self._kb.longest

    def _proclitics(self, doc: Document, index: int, texts: set[str]) -> int:
        """Return how many letters at the front of a token are no part of the name that begins there.

        `texts` are the words of the document: a name that also stands alone shows its first letter.
        """
        token = doc.tokens[index]
        text = token.text
        if token.kind != "word" or self._begins_a_name(text):
            return 0
        best = 0
        for reading in splits(text):
            if not reading.length or "س" in reading.proclitics or len(reading.stem) < _MIN_REST:
                continue
            if reading.proclitics[-1] == ARTICLE:
                if "ل" in reading.proclitics:
                    return reading.length
                if len(reading.proclitics) > 1:
                    return reading.length - len(ARTICLE)
                continue
            stem = reading.stem
            known = self._begins_a_name(stem) or stem in texts
            if known or (reading.proclitics[-1] in _CUT_ALWAYS and not best and len(stem) > _MIN_REST):
                best = reading.length
        return best


@lru_cache(maxsize=1)
def initials() -> frozenset[str]:
    """Return the words that begin with a letter of their own where a proclitic might stand: `وليد`, `برلين`."""
    return frozenset(read_lines("initials.txt"))


def _is_said(doc: Document, first: int) -> bool:
    """`ويرى فاهيد بهجادان أن`: behind a verb of saying nothing is joined to a name, its first letter is its own."""
    before = doc.tokens[first - 1] if first else None
    return before is not None and any(split.stem in nil_words().verbs for split in splits(before.text))


def _overrules(item: Recognised, guess: Found) -> bool:
    """Whether an engine knows better than a guess: what the same words are, or how much longer the name goes on."""
    if (item.first, item.last) == (guess.first, guess.last):
        return True
    return item.type == "person" and item.first <= guess.first and guess.last <= item.last


def _edges(doc: Document, first: int, last: int, kind: str) -> tuple[int, int] | None:
    """Leave marks, generic nouns and titles at the edges of a tag out; return None where nothing is left."""
    while first < last and not (_stands(doc, last - 1) and _may_end(doc, last - 1, last - first, kind)):
        last -= 1
    while first < last and (not _stands(doc, first) or (last - first > 1 and _generic(doc, first, kind))):
        first += 1
    if first == last or "\n" in doc.view.text[doc.tokens[first].start : doc.tokens[last - 1].end]:
        return None
    return first, last


def _may_end(doc: Document, index: int, length: int, kind: str) -> bool:
    """Whether a word may be the last of a name: the object of `أصدر سامي جابر قرارًا` is no part of the person."""
    token = doc.tokens[index]
    return kind != "person" or length < _FULL_NAME or not is_adverb(doc, token.start, token.end)


def _located(doc: Document, item: Recognised) -> bool:
    """Whether a preposition or a noun of place stands right before a word that is also a town: `في صور`."""
    before = doc.tokens[item.first - 1].text if item.first else ""
    head = head_of(before)
    return before in _WHERE or (head is not None and head.types[0] == "place")


def _cut(doc: Document, item: Found) -> bool:
    """Whether a known name was found behind a ك: `كايفون`."""
    letters = doc.tokens[item.first].span
    return item.mention.span.start == letters.start + 1 and doc.tokens[item.first].text.startswith(_LIKE)


def _stands(doc: Document, index: int) -> bool:
    """Whether a token may begin or end a name."""
    token = doc.tokens[index]
    return token.kind in ("word", "latin", "number") and token.text not in OPENING and token.text not in CLOSING


def _no_name(doc: Document, item: Recognised) -> bool:
    """Whether one word that nobody listed is an adverb (`خليجيًّا`), a currency, a genre, a term (`DNS`, `cloud`)."""
    if item.last - item.first > 1:
        return False
    token = doc.tokens[item.first]
    if token.text in blocked() or token.text[item.cut :] in genres():
        return True
    written = token.span.cut(doc.text)
    if token.kind == "latin":
        term = token.text in nil_words().acronyms or (len(written) < MIN_ACRONYM and written.isupper())
        return term or written.islower()
    return is_adverb(doc, token.start, token.end) or token.text[item.cut :] in nil_words().currencies


def _generic(doc: Document, index: int, kind: str) -> bool:
    text = doc.tokens[index].text
    if kind == "person":
        return text.removeprefix(ARTICLE) in titles()
    head = head_of(text)
    if head is None or not head.trim:
        return False
    # `الشركة القابضة للاتصالات`: the adjective behind it makes the definite noun a part of the name.
    follows = doc.tokens[index + 1].text if index + 1 < len(doc.tokens) else ""
    return not (text.startswith(ARTICLE) and follows.startswith(ARTICLE))
