"""Finding known names in the tokens of a document: one pass, the longest alias, every reading of the first word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.document import Document
from pipeline.entities import initialisms
from pipeline.entities.kb import KnowledgeBase, Sense, normal
from pipeline.entities.words import ARTICLE, blocked, closed_class, head_of, titles
from pipeline.text import Span, splits

_BODIES = closed_class("منظمة وكالة")
"""Bodies whose name is the noun and what it is for."""
_TANWIN = "\u064b"
MIN_CUT_STEM = 3
"""A one-word name of fewer letters is not looked for behind a proclitic: too many words begin that way."""
MIN_AFTER = {"ك": 5, "ف": 4}
"""The same behind proclitics that begin more words than they are written onto: `كسول` is lazy, not like Seoul."""
MIN_ARTICLE_STEM = 4
"""The same for a name behind an article that its alias does not have."""
_TAKES_ARTICLE = frozenset({"company", "service", "media", "other"})
_CONJUNCTIONS = ("و", "ف")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where an alias stands: tokens `first` to `last` (exclusive), letters `start` to `end` of the view.

    `cut` is the number of letters of proclitics before the name, `conjunction` whether one of them joins it to what
    stands before.
    """

    first: int
    last: int
    start: int
    end: int
    senses: tuple[Sense, ...]
    cut: int
    conjunction: bool
    latin: bool

    @property
    def firm(self) -> bool:
        """Whether some sense needs no support."""
        return any(not sense.ambiguous for sense in self.senses)


class Gazetteer:
    """Looks the phrases of a knowledge base up in a document."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._blocked = blocked()

    def find(self, doc: Document) -> dict[int, tuple[Candidate, ...]]:
        """Return, for each token where a name may begin, what may stand there, the likeliest first."""
        words, texts = _words(doc)
        found: dict[int, tuple[Candidate, ...]] = {}
        for place, index in enumerate(words):
            if index > 1 and words[place - 1] == index - 2 and initialisms.joins(doc.tokens, index - 1):
                continue  # Inside of `جي.سي.إكس` no other name begins.
            here = list(self._at(doc, words, texts, place))
            if here:
                here.sort(key=lambda c: (-(c.last - c.first), c.cut))
                found[index] = tuple(here)
        return found

    def _at(self, doc: Document, words: Sequence[int], texts: Sequence[str], place: int) -> Iterator[Candidate]:
        token = doc.tokens[words[place]]
        if token.text in self._blocked:
            return
        if token.kind == "tag":
            yield from self._hashtag(doc, words[place])
        if token.kind != "word":
            yield from self._phrases(doc, words, texts, place, texts[place], 0, 0, False)
            return
        for reading in splits(token.text):
            cut, stem, proclitics = reading.length, reading.stem, reading.proclitics
            if "س" in proclitics or any(len(stem) < MIN_AFTER.get(proclitic, 0) for proclitic in proclitics):
                continue
            joined = bool(proclitics) and proclitics[0] in _CONJUNCTIONS
            if not proclitics or proclitics[-1] != ARTICLE:
                yield from self._phrases(doc, words, texts, place, stem, cut, cut, joined)
            elif "ل" in proclitics:
                # li + al- is written لل: the article cannot be told from the preposition, so it stays outside.
                yield from self._phrases(doc, words, texts, place, ARTICLE + stem, cut, cut, joined)
                yield from self._phrases(doc, words, texts, place, stem, cut, cut, joined, article=True)
            else:
                before = cut - len(ARTICLE)
                yield from self._phrases(doc, words, texts, place, stem, cut, before, joined, article=True)

    def _phrases(
        self,
        doc: Document,
        words: Sequence[int],
        texts: Sequence[str],
        place: int,
        head: str,
        stripped: int,
        outside: int,
        joined: bool,
        *,
        article: bool = False,
    ) -> Iterator[Candidate]:
        """Yield the aliases that begin with `head`, a reading of the word at `place`, the longest first."""
        for length, senses in self._listed(head, texts, place + 1):
            if article:
                senses = tuple(sense for sense in senses if sense.entry.type in _TAKES_ARTICLE)
            if length == 1 and head in self._blocked:
                continue
            if length == 1 and stripped and len(head) < (MIN_ARTICLE_STEM if article else MIN_CUT_STEM):
                continue
            if not senses:
                continue
            first, last = words[place], words[place + length - 1]
            tokens = doc.tokens
            start, end = tokens[first].start + outside, tokens[last].end
            if length > 1 and "\n" in doc.view.text[start:end]:
                continue
            if doc.view.text[tokens[first].start : end] in self._blocked or self._goes_on(doc, first, last):
                continue
            if is_adverb(doc, start, end):
                continue
            yield _trimmed(
                doc,
                self._kb,
                Candidate(first, last + 1, start, end, senses, outside, joined, tokens[first].kind != "word"),
            )

    def _listed(self, head: str, texts: Sequence[str], at: int) -> Iterator[tuple[int, tuple[Sense, ...]]]:
        """Yield (words, senses) of the phrases of `head` and `texts` from `at` on, the longest first."""
        reach = self._kb.longest.get(head, 0)
        for length in range(min(reach, len(texts) - at + 1), 0, -1):
            senses = self._kb.phrases.get((head, *texts[at : at + length - 1]))
            if senses is not None:
                yield length, senses
        for length, spelling in initialisms.latin(head, texts[at : at + initialisms.LONGEST]):
            senses = self._kb.phrases.get((spelling,))
            if senses is not None:
                yield length, senses

    def _goes_on(self, doc: Document, first: int, last: int) -> bool:
        """Whether a name and the word after it are a phrase that is none: `مسقط رأس`."""
        tokens = doc.tokens
        after = last + 1
        return after < len(tokens) and doc.view.text[tokens[first].start : tokens[after].end] in self._blocked

    def _hashtag(self, doc: Document, index: int) -> Iterator[Candidate]:
        """`#فيسبوك`: the name is the whole tag."""
        token = doc.tokens[index]
        if not token.text.startswith("#"):
            return
        senses = self._kb.phrases.get(tuple(token.text[1:].strip("_").split("_")))
        if senses:
            yield Candidate(index, index + 1, token.start + 1, token.end, senses, 0, False, False)


def _words(doc: Document) -> tuple[list[int], list[str]]:
    """Return the tokens that phrases are made of, without the signs inside of names (`فيس-بوك`, `سي.إن.إن`)."""
    words: list[int] = []
    texts: list[str] = []
    tokens = doc.tokens
    for index, token in enumerate(tokens):
        if token.text == "-" and 0 < index < len(tokens) - 1:
            before, after = tokens[index - 1], tokens[index + 1]
            if before.end == token.start and after.start == token.end and before.kind == after.kind == "word":
                continue
        if initialisms.joins(tokens, index):
            continue
        words.append(index)
        texts.append(normal(token.text))
    return words, texts


def is_adverb(doc: Document, start: int, end: int) -> bool:
    """Whether a tanwin says that the word is an indefinite noun: `ميتا` is a name, `مَيْتًا` is dead, `تركيًا` Turkish."""
    return _TANWIN in doc.view.span(start, end).cut(doc.text)


def _trimmed(doc: Document, kb: KnowledgeBase, candidate: Candidate) -> Candidate:
    """Leave a generic noun at the front of an alias out of the mention where the rest is a name of the same entry."""
    tokens = doc.tokens
    if candidate.last - candidate.first < 2:
        return candidate
    word = doc.view.text[candidate.start : tokens[candidate.first].end]
    head = head_of(word)
    if not (head is not None and head.trim) and word.removeprefix(ARTICLE) not in titles():
        return candidate
    if head is not None and tokens[candidate.first + 1].text.startswith(ARTICLE) and _described(word, head.noun):
        return candidate
    rest = kb.phrases.get(tuple(normal(token.text) for token in tokens[candidate.first + 1 : candidate.last]), ())
    keys = {sense.entry.key for sense in rest}
    if not any(sense.entry.key in keys for sense in candidate.senses):
        return candidate
    inner = candidate.first + 1
    kept = tuple(sense for sense in candidate.senses if sense.entry.key in keys)
    return Candidate(inner, candidate.last, tokens[inner].start, candidate.end, kept, 0, False, candidate.latin)


def _described(word: str, noun: str) -> bool:
    """Whether a noun and definite words are one name: `منظمة العفو الدولية`, `الشركة المصرية للاتصالات`."""
    return word.startswith(ARTICLE) or noun in _BODIES


def span_of(doc: Document, candidate: Candidate) -> Span:
    """Return the span of the original under a candidate."""
    return doc.view.span(candidate.start, candidate.end)
