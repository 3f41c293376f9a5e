"""From candidates to name mentions: which alias stands at a place, and which needs support that it does not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.document import Document, Mention
from pipeline.entities.context import choose
from pipeline.entities.gazetteer import Candidate, span_of
from pipeline.entities.kb import Entry, KnowledgeBase, Sense
from pipeline.entities.surroundings import bracketed_after, enclosed, head_before, joined_left, joined_right
from pipeline.entities.words import ARTICLE, BRACKETS, given_names, head_of, nationalities

Candidates = Mapping[int, tuple[Candidate, ...]]
_SHORT_LATIN = 2
_ENOUGH_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A name mention with the tokens that it covers."""

    mention: Mention
    first: int
    last: int


class Resolver:
    """Chooses among the candidates of one document. Two passes: what is found firmly supports what is not."""

    def __init__(self, doc: Document, kb: KnowledgeBase, candidates: Candidates) -> None:
        self._doc = doc
        self._kb = kb
        self._candidates = candidates
        self._firm = {
            sense.entry.key
            for here in candidates.values()
            for candidate in here[:1]
            for sense in candidate.senses
            if not self._needs_support(candidate, sense)
        }

    def resolve(self) -> list[Found]:
        """Return the name mentions in the order of the text."""
        found = self._pass()
        more = {item.mention.ref.key for item in found if item.mention.rule != "support.quoted"} - self._firm
        if more:
            self._firm |= more
            found = self._pass()
        return found

    def _pass(self) -> list[Found]:
        found: list[Found] = []
        ended: dict[int, Entry] = {}
        free = 0
        for index in sorted(self._candidates):
            if index < free:
                continue
            for candidate in self._candidates[index]:
                if self._outreached(index, candidate):
                    continue
                listed = self._listed(candidate, ended)
                chosen = self._accept(candidate, listed)
                if chosen is None:
                    continue
                entry, rule = chosen
                mention = Mention(span_of(self._doc, candidate), self._kb.ref(entry.key), "name", rule)
                found.append(Found(mention, candidate.first, candidate.last))
                ended[candidate.last] = entry
                free = candidate.last
                break
        return found

    def _outreached(self, index: int, candidate: Candidate) -> bool:
        """Whether a longer name begins behind the generic noun at the front of an alias: `شبكة فوكس نيوز`."""
        inner = index + 1
        if candidate.last - index < 2 or inner not in self._candidates:
            return False
        word = self._doc.tokens[index].text
        return head_of(word) is not None and any(other.last > candidate.last for other in self._candidates[inner][:1])

    def _listed(self, candidate: Candidate, ended: Mapping[int, Entry]) -> tuple[Entry, ...]:
        """Return the known entities that stand beside a candidate in a list."""
        beside: list[Entry] = []
        left = joined_left(self._doc, candidate)
        if left is not None and left in ended:
            beside.append(ended[left])
        right = joined_right(self._doc, candidate)
        if right is not None and right in self._candidates:
            beside.extend(
                sense.entry
                for neighbour in self._candidates[right][:1]
                for sense in neighbour.senses
                if not sense.ambiguous or sense.entry.key in self._firm
            )
        return tuple(beside)

    def _accept(self, candidate: Candidate, listed: Sequence[Entry]) -> tuple[Entry, str] | None:
        if self._namesake(candidate):
            return None
        own = {sense.entry.key for sense in candidate.senses}
        others = [entry for entry in listed if entry.key not in own]
        firm = [sense for sense in candidate.senses if not self._needs_support(candidate, sense)]
        types = frozenset(entry.type for entry in others)
        if firm:
            return choose(self._doc, candidate, firm if len(firm) < 2 else candidate.senses, types)
        supported = [(sense, self._support(candidate, sense, others)) for sense in candidate.senses]
        kept = [sense for sense, rule in supported if rule]
        if not kept:
            return None
        entry, rule = choose(self._doc, candidate, kept, types)
        if rule == "kb":
            rule = next(reason for sense, reason in supported if sense.entry is entry and reason)
        return entry, rule

    def _namesake(self, candidate: Candidate) -> bool:
        """A surname after another given name is another person: `ميشيل أوباما`."""
        if candidate.cut or candidate.last - candidate.first > 1 or candidate.first == 0:
            return False
        if any(sense.entry.type != "person" for sense in candidate.senses):
            return False
        return self._doc.tokens[candidate.first - 1].text in given_names()

    def _needs_support(self, candidate: Candidate, sense: Sense) -> bool:
        """An alias marked in the base, and a person's alias that is but a given name."""
        if sense.ambiguous or sense.entry.type != "person" or candidate.last - candidate.first > 1:
            return sense.ambiguous
        return self._doc.view.text[candidate.start : candidate.end] in given_names()

    def _support(self, candidate: Candidate, sense: Sense, listed: Sequence[Entry]) -> str | None:
        """Return the rule by which the context supports an ambiguous alias, or None."""
        entry, doc = sense.entry, self._doc
        head = head_before(doc, candidate)
        if head is not None and self._announced(candidate, entry, head[0], head[1].types):
            return "support.head"
        bracketed = candidate.first > 0 and doc.tokens[candidate.first - 1].text in BRACKETS
        if bracketed and entry.type != "media":
            return "support.elsewhere" if entry.key in self._firm else None
        if enclosed(doc, candidate.first, candidate.last) and candidate.end - candidate.start >= _ENOUGH_LETTERS:
            return "support.quoted"
        bracket = bracketed_after(doc, candidate.last)
        if bracket is not None and self._names(bracket, entry):
            return "support.bracket"
        if any(_alike(entry, other) for other in listed):
            return "support.list"
        if candidate.latin and self._proper_latin(candidate):
            return "support.latin"
        return "support.elsewhere" if entry.key in self._firm else None

    def _announced(self, candidate: Candidate, entry: Entry, noun: int, types: tuple[str, ...]) -> bool:
        """Whether a generic noun supports an entry. A definite alias that is not quoted may be an adjective of it."""
        if entry.type not in types:
            return False
        word = self._doc.view.text[candidate.start : self._doc.tokens[candidate.first].end]
        if not word.startswith(ARTICLE) or enclosed(self._doc, candidate.first, candidate.last):
            return True
        after = self._doc.tokens[candidate.last].text if candidate.last < len(self._doc.tokens) else ""
        head = head_of(self._doc.tokens[noun].text)
        plural = head is not None and head.noun not in self._doc.tokens[noun].text
        return noun == candidate.first - 1 and entry.type in types[:2] and not plural and after not in nationalities()

    def _names(self, index: int, entry: Entry) -> bool:
        here = self._candidates.get(index, ())
        return any(sense.entry.key == entry.key for candidate in here for sense in candidate.senses)

    def _proper_latin(self, candidate: Candidate) -> bool:
        """A capitalised Latin word alone among Arabic ones is a name; among Latin ones it may be a word."""
        doc = self._doc
        written = span_of(doc, candidate).cut(doc.text)
        if len(written) <= _SHORT_LATIN or not written[0].isupper():
            return False
        around = [doc.tokens[i].kind for i in (candidate.first - 1, candidate.last) if 0 <= i < len(doc.tokens)]
        return "latin" not in around


def _alike(entry: Entry, other: Entry) -> bool:
    if entry.type == "place" or other.type == "place":
        return entry.type == other.type
    return entry.sector is not None and entry.sector == other.sector
