"""From candidates to name mentions: which alias stands at a place, and which needs support that it does not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.document import Document, Mention
from pipeline.entities.context import choose
from pipeline.entities.gazetteer import Candidate, span_of
from pipeline.entities.kb import Entry, KnowledgeBase, Sense
from pipeline.entities.support import LISTED, Candidates, Support
from pipeline.entities.surroundings import joined_left, joined_right, names_a_time, same_line
from pipeline.entities.words import ARTICLE, closed_class, common, head_of, is_given_name, nationalities

_DEFINITE = ("ال", "وال", "بال", "لل", "فال", "كال")
_NO_NOUN = closed_class("إلى إلا التي الذي الآن اليوم وإلى الذين")


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
        self._support = Support(doc, kb, candidates)

    def resolve(self) -> list[Found]:
        """Return the name mentions in the order of the text."""
        found = self._pass()
        more = {item.mention.ref.key for item in found if item.mention.rule != "support.quoted"} - self._support.firm
        if more:
            self._support.add(more)
            found = self._pass()
        return found

    def _pass(self) -> list[Found]:
        self._support.chain.clear()
        found: list[Found] = []
        ended: dict[int, Entry] = {}
        free = 0
        for index in sorted(self._candidates):
            if index < free:
                continue
            for candidate in self._candidates[index]:
                if self._outreached(index, candidate):
                    continue
                if self._zone(candidate):
                    free = candidate.last
                    break
                listed = self._listed(candidate, ended)
                chosen = self._accept(candidate, listed)
                if chosen is None:
                    continue
                entry, rule = chosen
                mention = Mention(span_of(self._doc, candidate), self._kb.ref(entry.key), "name", rule)
                found.append(Found(mention, candidate.first, candidate.last))
                ended[candidate.last] = entry
                left = joined_left(self._doc, candidate)
                member = entry.type in LISTED
                chain = self._support.chain
                chain[candidate.last] = (1 + chain.get(left or 0, 0)) if member else 0
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
                if not sense.ambiguous or sense.entry.key in self._support.firm
            )
        return tuple(beside)

    def _accept(self, candidate: Candidate, listed: Sequence[Entry]) -> tuple[Entry, str] | None:
        if self._namesake(candidate) or self._adjective(candidate):
            return None
        own = {sense.entry.key for sense in candidate.senses}
        others = [entry for entry in listed if entry.key not in own]
        firm = [sense for sense in candidate.senses if not self._support.needed(candidate, sense)]
        word = self._doc.view.text[candidate.start : candidate.end] in common()
        several = candidate.last - candidate.first > 1 or all(s.entry.type == "place" for s in candidate.senses)
        if not firm and len(candidate.senses) > 1 and several and not word:
            # `الشرق الأوسط`: of two words, it is a name, and only whose is open; `صور` is two towns, and pictures.
            firm = list(candidate.senses)
        types = frozenset(entry.type for entry in others)
        if firm:
            return choose(self._doc, candidate, self._at_home(firm if len(firm) < 2 else candidate.senses), types)
        supported = [(sense, self._support.of(candidate, sense, others)) for sense in candidate.senses]
        kept = [sense for sense, rule in supported if rule]
        if not kept:
            return None
        entry, rule = choose(self._doc, candidate, self._at_home(kept), types)
        if rule == "kb":
            rule = next(reason for sense, reason in supported if sense.entry is entry and reason)
        return entry, rule

    def _at_home(self, senses: Sequence[Sense]) -> Sequence[Sense]:
        """Of towns that share a name, return those whose country the text names: `طرابلس`."""
        if len(senses) < 2 or any(sense.entry.type != "place" for sense in senses):
            return senses
        return [sense for sense in senses if self._support.country(sense.entry)] or senses

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
        """A surname after another given name is another person: `ميشيل أوباما`; `زهير الجازي` is no firm."""
        if candidate.last - candidate.first > 1 or candidate.first == 0:
            return False
        types = {sense.entry.type for sense in candidate.senses}
        called = types == {"company"} and self._doc.tokens[candidate.first].text.startswith(ARTICLE)
        if types != {"person"} and not called:
            return False
        conjunction = candidate.cut == 1 and self._doc.tokens[candidate.first].text.startswith("و")
        left = self._doc.tokens[candidate.first - 1]
        return not conjunction and is_given_name(left.text, left.span.cut(self._doc.text))

    def _zone(self, candidate: Candidate) -> bool:
        """`بتوقيت المحيط الهادئ`, `بتوقيت مكة`: a zone of time is called after a place and is none of the story."""
        if any(sense.entry.type != "place" for sense in candidate.senses):
            return False
        return names_a_time(self._doc, candidate.first)
