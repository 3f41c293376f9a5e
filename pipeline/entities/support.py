"""What lets an ambiguous alias count: a generic noun, marks of quotation, neighbours, the country, the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.document import Document
from pipeline.entities.gazetteer import Candidate, span_of
from pipeline.entities.kb import Entry, KnowledgeBase, Sense
from pipeline.entities.surroundings import (
    bracketed_after,
    enclosed,
    head_before,
    joined_left,
    reads,
    same_line,
)
from pipeline.entities.words import (
    ARTICLE,
    BRACKETS,
    OPENING,
    closed_class,
    common,
    given_names,
    head_of,
    is_definite,
    nationalities,
)
from pipeline.text import fold

Candidates = Mapping[int, tuple[Candidate, ...]]
LISTED = frozenset({"company", "service", "media"})
_SHORT_LATIN = 2
_ENOUGH_LETTERS = 2
_LONG = 2
_POST_REACH = 8
_LED = 5
"""Words from a name to the mark that opens what it says: `لعملائها: "`."""
_SHORT_WORD = 6
"""Letters, the article among them: longer names are names whatever the hamza that a hurried writer gave them."""
_PLURAL = "ات"
_ABOVE = ("أ", "آ")
_BELOW = "إ"
_LOCATING = closed_class("قرب شمال جنوب شرق غرب شمالي جنوبي شرقي غربي")
_INSIDE = closed_class("في إلى من داخل خارج")
_ON = closed_class("على عبر")
_POSTED = closed_class(
    "تغريدة تغريدات غرد غردت يغرد منشور منشورات نشر نشرت كتب كتبت حساب حسابه حسابها الحساب صفحته صفحتها وسم رسالة"
)
_SHE_SAID = closed_class(
    "غردت كتبت علقت ردت قالت سألت نشرت تساءلت طمأنت دعت مازحت أجابت وعدت أضافت ذكرت استغلت داعبت خاطبت تقول تكتب ترد"
)
_HOUSES = closed_class("مركز مشغل مزود نظام جهاز شبكة")
_CREDIT = closed_class("المصدر مصدر المصادر")


class Support:
    """The support that the aliases of one document find. `firm` holds the keys that some name means for certain."""

    def __init__(self, doc: Document, kb: KnowledgeBase, candidates: Candidates) -> None:
        self._doc = doc
        self._kb = kb
        self._candidates = candidates
        self.chain: dict[int, int] = {}
        self.firm: set[str] = set()
        self._countries: dict[str, set[str]] = {}
        self.add(
            {
                sense.entry.key
                for here in candidates.values()
                for candidate in here[:1]
                for sense in candidate.senses
                if not self.needed(candidate, sense)
            }
        )

    def add(self, keys: set[str]) -> None:
        """Take more entities for certain; with `زين العراق` its group, as the text may go on with `زين`."""
        self.firm |= keys
        for key in keys:
            entry = self._kb[key]
            if entry.sector == "carrier" and entry.operator:
                self.firm.add(entry.operator)
            if entry.type == "place" and entry.country:
                self._countries.setdefault(entry.country, set()).add(key)

    def country(self, entry: Entry) -> bool:
        """Whether the text names the country of an entry, or another place in it."""
        return bool(entry.country and self._countries.get(entry.country, set()) - {entry.key})

    def needed(self, candidate: Candidate, sense: Sense) -> bool:
        """An alias marked in the base, a person's alias that is but a given name, another word by its hamza: `إبل`."""
        if self._other_hamza(candidate, sense.entry):
            return True
        if sense.ambiguous or sense.entry.type != "person" or candidate.last - candidate.first > 1:
            return sense.ambiguous
        return self._doc.view.text[candidate.start : candidate.end] in given_names()

    def _other_hamza(self, candidate: Candidate, entry: Entry) -> bool:
        """Whether a short word has its hamza below where every listed spelling has it above: camels, not Apple."""
        if candidate.last - candidate.first > 1 or candidate.end - candidate.start > _SHORT_WORD:
            return False
        written = span_of(self._doc, candidate).cut(self._doc.text).removeprefix(ARTICLE)
        if not written.startswith(_BELOW):
            return False
        folded = fold(written)
        listed = (alias.removeprefix(ARTICLE) for alias in entry.aliases)
        return all(alias[0] in _ABOVE for alias in listed if fold(alias) == folded)

    def of(self, candidate: Candidate, sense: Sense, listed: Sequence[Entry]) -> str | None:
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
        if entry.type == "place" and self._located(candidate, entry):
            return "support.place"
        if entry.type == "organization" and candidate.last - candidate.first > 1 and self.country(entry):
            return "support.country"
        if entry.sector == "social" and self._posted(candidate):
            return "support.posted"
        if entry.type == "media" and self._credited(candidate):
            return "support.credit"
        if candidate.latin and self._proper_latin(candidate):
            return "support.latin"
        if entry.type in LISTED and (self._speaks(candidate) or self._said_by_her(candidate)):
            return "support.speaks"
        if doc.view.text[candidate.start : candidate.end] in common():
            return None
        return "support.elsewhere" if entry.key in self.firm else None

    def _announced(self, candidate: Candidate, entry: Entry, noun: int, types: tuple[str, ...]) -> bool:
        """Whether a generic noun supports an entry. A definite alias that is not quoted may be an adjective of it."""
        if entry.type not in types:
            return False
        word = self._doc.view.text[candidate.start : self._doc.tokens[candidate.first].end]
        head = head_of(self._doc.tokens[noun].text)
        plural = head is not None and head.noun not in self._doc.tokens[noun].text
        if head is not None and head.noun in _HOUSES and word in common():
            return False  # `مركز اتصالات`, `مشغل اتصالات`: what the house is for
        if is_definite(self._doc.tokens[noun].text) and word in common():
            return enclosed(self._doc, candidate.first, candidate.last)  # `إعادة الخدمة فورا`
        if enclosed(self._doc, candidate.first, candidate.last):
            return True
        if not word.startswith(ARTICLE):
            return not (plural and word.endswith(_PLURAL))  # `شركات اتصالات`: what kind of firms
        after = self._doc.tokens[candidate.last].text if candidate.last < len(self._doc.tokens) else ""
        if is_definite(self._doc.tokens[noun].text):
            return False  # `المؤسسة الأمنية`: an adjective agrees with its noun
        return noun == candidate.first - 1 and entry.type in types[:2] and not plural and after not in nationalities()

    def _located(self, candidate: Candidate, entry: Entry) -> bool:
        """`قرب جدة`: only a place has a north; `في كابل` where the text names Afghanistan."""
        text = self._doc.view.text[candidate.start : candidate.end]
        left = self._doc.tokens[candidate.first - 1].text if candidate.first else ""
        if candidate.cut or text in common():
            return False
        return reads(left, _LOCATING) or (reads(left, _INSIDE) and self.country(entry))

    def _posted(self, candidate: Candidate) -> bool:
        """`غرد على إكس`: after a word of posting, what follows `على` is where it was posted."""
        doc, first = self._doc, candidate.first
        if first == 0 or candidate.cut or doc.tokens[first - 1].text not in _ON or not same_line(doc, first - 1, first):
            return False
        start = max(first - _POST_REACH, doc.sentences[doc.sentence_at(doc.tokens[first].span.start)].first)
        return any(reads(doc.tokens[index].text, _POSTED) for index in range(start, first - 1))

    def _credited(self, candidate: Candidate) -> bool:
        """`المصدر: الجزيرة + وكالات`: the line under an article."""
        doc, first = self._doc, candidate.first
        if first < 2 or doc.tokens[first - 1].text != ":" or not same_line(doc, first - 2, first):
            return False
        starts = first == 2 or not same_line(doc, first - 3, first - 2)
        return starts and doc.tokens[first - 2].text in _CREDIT

    def _speaks(self, candidate: Candidate) -> bool:
        """`دو: «عطل لدى شريك»`, `6) نون: "..."`: a name at the start of a line, a colon, a quotation."""
        doc, last = self._doc, candidate.last
        if last + 1 >= len(doc.tokens) or doc.tokens[last].text != ":" or not same_line(doc, last - 1, last + 1):
            return False
        if doc.tokens[last + 1].text not in OPENING or doc.tokens[last + 1].text in BRACKETS:
            return False
        first = candidate.first
        while first > 0 and same_line(doc, first - 1, first):
            first -= 1
            if doc.tokens[first].kind not in ("number", "punct"):
                return False
        return True

    def _said_by_her(self, candidate: Candidate) -> bool:
        """`وغردت كريم: "..."`, `كتبت جاهز لعملائها: "..."`: a verb in the feminine, words behind: no man."""
        tokens, first = self._doc.tokens, candidate.first
        if first == 0 or not same_line(self._doc, first - 1, first) or not reads(tokens[first - 1].text, _SHE_SAID):
            return False
        behind = [token.text for token in tokens[candidate.last : candidate.last + _LED]]
        return any(sign == ":" and mark in OPENING for sign, mark in pairwise(behind))

    def _in_long_list(self, candidate: Candidate, entry: Entry) -> bool:
        """After two other known firms, services or media in a list, the next member is one too."""
        left = joined_left(self._doc, candidate)
        if entry.type not in LISTED or left is None or self.chain.get(left, 0) < _LONG:
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
