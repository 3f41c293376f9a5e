"""From candidates to name mentions: which alias stands at a place, and which needs support that it does not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.document import Document, Mention
from pipeline.entities.context import choose
from pipeline.entities.gazetteer import Candidate, span_of
from pipeline.entities.kb import Entry, KnowledgeBase, Sense
from pipeline.entities.surroundings import (
    bracketed_after,
    enclosed,
    head_before,
    joined_left,
    joined_right,
    reads,
    same_line,
)
from pipeline.entities.words import (
    ARTICLE,
    BRACKETS,
    closed_class,
    common,
    given_names,
    head_of,
    is_given_name,
    nationalities,
)

Candidates = Mapping[int, tuple[Candidate, ...]]
_SHORT_LATIN = 2
_ENOUGH_LETTERS = 2
_LONG = 2
_LISTED = frozenset({"company", "service", "media"})
_DEFINITE = ("ال", "وال", "بال", "لل", "فال", "كال")
_NO_NOUN = closed_class("إلى إلا التي الذي الآن اليوم وإلى الذين")
_LOCATING = closed_class("قرب شمال جنوب شرق غرب شمالي جنوبي شرقي غربي")


@dataclass(frozen=True, slots=True)
class Found:
    """A name mention with the tokens that it covers."""

    mention: Mention
    first: int
    last: int


def covered(found: Sequence[Found]) -> set[int]:
    """Return the tokens under name mentions."""
    return {index for item in found for index in range(item.first, item.last)}


class Resolver:
    """Chooses among the candidates of one document. Two passes: what is found firmly supports what is not."""

    def __init__(self, doc: Document, kb: KnowledgeBase, candidates: Candidates) -> None:
        self._doc = doc
        self._kb = kb
        self._candidates = candidates
        self._chain: dict[int, int] = {}
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
        self._chain = {}
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
                left = joined_left(self._doc, candidate)
                member = entry.type in _LISTED
                self._chain[candidate.last] = (1 + self._chain.get(left or 0, 0)) if member else 0
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
        if self._namesake(candidate) or self._adjective(candidate):
            return None
        own = {sense.entry.key for sense in candidate.senses}
        others = [entry for entry in listed if entry.key not in own]
        firm = [sense for sense in candidate.senses if not self._needs_support(candidate, sense)]
        several = candidate.last - candidate.first > 1 or all(s.entry.type == "place" for s in candidate.senses)
        if not firm and len(candidate.senses) > 1 and several:
            firm = list(candidate.senses)  # `الشرق الأوسط`: of two words, it is a name, and only whose is open
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

    def _adjective(self, candidate: Candidate) -> bool:
        """`القوات السعودية`: a country's name that is also an adjective, after a definite noun."""
        doc = self._doc
        if candidate.cut or candidate.first == 0 or candidate.last - candidate.first > 2:
            return False
        word = doc.tokens[candidate.last - 1].text
        left = doc.tokens[candidate.first - 1]
        if word not in nationalities() or all(sense.entry.type != "place" for sense in candidate.senses):
            return False
        definite = left.text.startswith(_DEFINITE) and left.text not in _NO_NOUN
        return left.kind == "word" and definite and same_line(doc, candidate.first - 1, candidate.first)

    def _namesake(self, candidate: Candidate) -> bool:
        """A surname after another given name is another person: `ميشيل أوباما`."""
        if candidate.last - candidate.first > 1 or candidate.first == 0:
            return False
        if any(sense.entry.type != "person" for sense in candidate.senses):
            return False
        conjunction = candidate.cut == 1 and self._doc.tokens[candidate.first].text.startswith("و")
        left = self._doc.tokens[candidate.first - 1]
        return not conjunction and is_given_name(left.text, left.span.cut(self._doc.text))

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
        quoted = enclosed(doc, candidate.first, candidate.last) and not (bracketed and entry.type != "media")
        if quoted and candidate.end - candidate.start >= _ENOUGH_LETTERS:
            return "support.quoted"
        bracket = bracketed_after(doc, candidate.last)
        if bracket is not None and self._names(bracket, entry):
            return "support.bracket"
        if any(_alike(entry, other) for other in listed) or self._in_long_list(candidate, entry):
            return "support.list"
        if candidate.latin and listed and span_of(doc, candidate).cut(doc.text).isupper():
            return "support.list"
        if entry.type == "place" and self._located(candidate):
            return "support.place"
        if candidate.latin and self._proper_latin(candidate):
            return "support.latin"
        if doc.view.text[candidate.start : candidate.end] in common():
            return None
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

    def _located(self, candidate: Candidate) -> bool:
        """`قرب جدة`: only a place has a north and a neighbourhood."""
        text = self._doc.view.text[candidate.start : candidate.end]
        left = self._doc.tokens[candidate.first - 1].text if candidate.first else ""
        return not candidate.cut and text not in common() and reads(left, _LOCATING)

    def _in_long_list(self, candidate: Candidate, entry: Entry) -> bool:
        """After two other known firms, services or media in a list, the next member is one too."""
        left = joined_left(self._doc, candidate)
        if entry.type not in _LISTED or left is None or self._chain.get(left, 0) < _LONG:
            return False
        return self._doc.view.text[candidate.start : candidate.end] not in common()

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
