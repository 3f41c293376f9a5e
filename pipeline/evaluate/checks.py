"""Looks through gold for what a person overlooks: spans that are off, names and figures that are left unmarked.

Nothing here decides what is right; most of it is a warning. What the knowledge base knows is passed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.compare import same_number
from pipeline.evaluate.files import gold_records
from pipeline.evaluate.gold import gold_article
from pipeline.evaluate.markup import SUFFIX, parse_markup
from pipeline.evaluate.mentions import ADDRESS, occurrences
from pipeline.evaluate.model import Amount, GoldArticle, GoldFact, GoldMention
from pipeline.evaluate.problems import GoldError, Problems
from pipeline.text import Span, fold

BEARERS = frozenset({"world", "users"})
"""Keys that a fact may have and that are nobody's."""
_CLOSED_BY = {'"': '"', "«": "»", "»": "«", "“": "”", "”": "“", "„": "“", "‹": "›", "‘": "’", "'": "'"}
_OPENED_BY = {end: start for start, end in _CLOSED_BY.items()}
_CLITICS = re.compile("(?:[وف]?[بلك]|[وف])(?=..)")
_HEADS = frozenset(map(fold, ("شركة", "تطبيق", "موقع", "منصة")))
_NUMBER = re.compile(r"(?<![\w.])[0-9\u0660-\u0669]+(?:[.,:/\u066b\u066c-][0-9\u0660-\u0669]+)*")


@dataclass(frozen=True, slots=True)
class Known:
    """What the knowledge base says of an entity: its type, its names, and those that may mean something else."""

    type: str
    names: tuple[str, ...] = ()
    unsure: frozenset[str] = frozenset()


Lines = Callable[[int], int]
"""The line of the file for a character of the text; 0 where the file has no lines to speak of."""


def check_file(file: Path, known: Mapping[str, Known]) -> tuple[Problems, int]:
    """Check a file of gold; return what is wrong and how many articles could be read."""
    problems = Problems(file)
    articles = 0
    if file.suffix == SUFFIX:
        markup = parse_markup(file, problems)
        if markup is not None and not problems.errors:
            article = gold_article(file, str(file), markup.record)
            check_article(article, problems, known, markup.marked.line, markup.fact_lines)
            articles = 1
        return problems, articles
    try:
        for where, record in gold_records(file):
            problems.place = where
            check_article(gold_article(file, where, record), problems, known)
            articles += 1
    except GoldError as error:
        place, colon, what = str(error).partition(": ")
        problems.place = place if colon else str(file)
        problems.error(0, (what or place).rstrip("."), "")
    return problems, articles


def check_article(
    article: GoldArticle,
    problems: Problems,
    known: Mapping[str, Known],
    line: Lines = lambda _: 0,
    fact_lines: Iterable[Mapping[str, int]] = (),
) -> None:
    """Check an article of gold and note what is wrong in it."""
    checker = _Checker(article, problems, known, line)
    checker.spans()
    checker.left_out()
    lines = list(fact_lines) or [{} for _ in article.facts]
    for fact, where in zip(article.facts, lines, strict=True):
        checker.fact(fact, where)


class _Checker:
    def __init__(self, article: GoldArticle, problems: Problems, known: Mapping[str, Known], line: Lines) -> None:
        self.article = article
        self.text = article.text
        self.words = " ".join(article.text.split())
        self.folded = fold(self.words)
        self.problems = problems
        self.known = known
        self.line = line
        self.keys = {reading.kb for mention in article.mentions for reading in mention.readings}
        self.names = set(article.aliases.values())
        self.marked = [r.span for m in article.mentions for r in m.readings]
        self.figures = [s for q in article.quantities for s in q.spans] + [s for t in article.times for s in t.spans]
        self.addresses = [Span(*match.span()) for match in ADDRESS.finditer(article.text)]

    # ------------------------------------------------------------------------------------------------- spans

    def spans(self) -> None:
        """Check the spans against section 2 of the contract, and the keys against the knowledge base."""
        for span in dict.fromkeys((*self.marked, *self.figures)):
            surface = span.cut(self.text)
            if surface != surface.strip() or _quoted(surface):
                self.problems.error(
                    self.line(span.start),
                    f"{surface!r} begins or ends with a quotation mark or a blank",
                    "Leave it outside of the mark.",
                )
        told: set[str] = set()
        for mention in self.article.mentions:
            self._front(mention)
            for reading in mention.readings:
                if reading.kb is None or reading.kb in told:
                    continue
                told.add(reading.kb)
                self._key(reading.kb, reading.types, self.line(mention.span.start))

    def _key(self, key: str, types: tuple[str, ...], line: int) -> None:
        if not self.known:
            return
        if key not in self.known:
            self.problems.warn(line, f"the knowledge base has no {key!r}", "Write a name that it lacks as @~name.")
        elif self.known[key].type not in types:
            self.problems.warn(
                line,
                f"{key} is {' or '.join(types)} here, in the knowledge base {self.known[key].type}",
                "Check the key and the type; both may be right: service | company.",
            )

    def _front(self, mention: GoldMention) -> None:
        """Tell of a clitic or a generic noun that the knowledge base, or the article itself, has the name without."""
        surface = mention.span.cut(self.text)
        head, _, rest = surface.partition(" ")
        if fold(head) in _HEADS and fold(surface) not in self._listed(mention) and fold(rest) in self._listed(mention):
            self.problems.warn(
                self.line(mention.span.start), f"{surface!r} begins with {head}", f"Mark the name alone: {rest!r}."
            )
        found = _CLITICS.match(surface)
        if not found or any(r.span.start > mention.span.start for r in mention.readings):
            return
        names = self._listed(mention)
        if fold(surface) not in names and fold(surface[found.end() :]) in names:
            self.problems.error(
                self.line(mention.span.start),
                f"{surface!r} begins with an attached {found[0]}",
                f"Mark {surface[found.end() :]!r} alone.",
            )

    def _listed(self, mention: GoldMention) -> frozenset[str]:
        """Return the folded names of the entities that a mention may be."""
        names: set[str] = set()
        for reading in mention.readings:
            if reading.kb is not None and reading.kb in self.known:
                names |= {fold(name) for name in self.known[reading.kb].names}
            elif reading.kb is None:
                key = self.article.aliases.get(fold(reading.span.cut(self.text)))
                names |= {key} if key else set()
        return frozenset(names)

    # -------------------------------------------------------------------------------------------- left unmarked

    def left_out(self) -> None:
        """Warn of names that are marked elsewhere and of numbers in digits that stand in no mark."""
        covered = [*self.marked, *self.figures, *self.addresses]
        found: dict[Span, str] = {}
        for surface in self._names():
            for spans in occurrences(surface, self.text):
                if not any(span.overlaps(other) for span in spans for other in (*self.marked, *self.addresses)):
                    found.setdefault(spans[0], surface)
        longest = [span for span in found if not any(o != span and o.contains(span) for o in found)]
        for span in sorted(longest):
            self.problems.warn(
                self.line(span.start),
                f"{span.cut(self.text)!r} is not marked here{self._at(span)}",
                "It names what is marked elsewhere; mark it, with ? where it is not demanded.",
            )
        for match in _NUMBER.finditer(self.text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other in covered):
                self.problems.warn(
                    self.line(span.start),
                    f"the number {match[0]} is in no mark{self._at(span)}",
                    "Mark the quantity or the time that it belongs to, with ? where it is not demanded.",
                )

    def _names(self) -> Iterator[str]:
        """Yield the surfaces that are marked, and the other names of the same entities."""
        names = [mention.span.cut(self.text) for mention in self.article.mentions if mention.must]
        keys = [reading.kb for mention in self.article.mentions if mention.must for reading in mention.readings]
        for key in dict.fromkeys(key for key in keys if key is not None and key in self.known):
            names += [name for name in self.known[key].names if name not in self.known[key].unsure]
        yield from dict.fromkeys(name for name in names if len(name) > 2)

    def _at(self, span: Span) -> str:
        """Say which place is meant where the file has no lines."""
        return "" if self.line(span.start) else f" (character {span.start})"

    # ------------------------------------------------------------------------------------------------- facts

    def fact(self, fact: GoldFact, lines: Mapping[str, int]) -> None:
        """Check what a fact names, counts and quotes."""
        for slot in ("subject", "objects", "places", "source", "via", "channel"):
            for key in _keys(fact, slot):
                if not self._is_there(key):
                    self.problems.warn(
                        lines.get(slot, 0),
                        f"{fact.type}: {slot} {key!r} is neither in the text nor in the knowledge base",
                        "Check the spelling; a name without a key is written ~ and the name as it is marked.",
                    )
        for content in fact.accepts.get("content", ()):
            if isinstance(content, str) and " ".join(content.split()) not in self.words:
                self.problems.error(
                    lines.get("content", 0),
                    f"{fact.type}: the content {content!r} does not stand in the text",
                    "Copy the words as they stand, without marks.",
                )
        for amount in fact.accepts.get("quantity", ()):
            if isinstance(amount, Amount) and not any(_same(amount, q.amount) for q in self.article.quantities):
                self.problems.warn(
                    lines.get("quantity", 0),
                    f"{fact.type}: no quantity of the text is {_told(amount)}",
                    "Write value and unit as in the mark; the sign may differ.",
                )

    def _is_there(self, key: str) -> bool:
        return key in self.keys or key in self.names or key in self.known or key in BEARERS or fold(key) in self.folded


def _quoted(surface: str) -> bool:
    """Whether a quotation mark stands at the edge that belongs to what is around: `مؤسسة "رؤية"` is a name."""
    first, last = surface[0], surface[-1]
    if first in _CLOSED_BY and last == _CLOSED_BY[first]:
        return True
    begins = first in _CLOSED_BY and _CLOSED_BY[first] not in surface[1:]
    return begins or (last in _OPENED_BY and _OPENED_BY[last] not in surface[:-1])


def _keys(fact: GoldFact, slot: str) -> Iterator[str]:
    for filler in fact.accepts.get(slot, ()):
        if isinstance(filler, str):
            yield filler
        elif isinstance(filler, frozenset):
            yield from sorted(filler)


def _same(left: Amount, right: Amount) -> bool:
    """Whether two figures are one, whatever their sign."""
    if not set(left.units) & set(right.units):
        return False
    if left.values[0] is None:
        there = {abs(end) for end in (left.low, left.high) if end is not None}
        wanted = {abs(end) for end in (right.low, right.high) if end is not None}
        return there == wanted and None in right.values and right.magnitude in (None, left.magnitude or right.magnitude)
    return any(v is not None and same_number(abs(v), abs(left.values[0])) for v in right.values)


def _told(amount: Amount) -> str:
    unit = amount.units[0] or ""
    if amount.values[0] is not None:
        return f"{amount.values[0]} {unit}".strip()
    return f"{amount.low}..{amount.high} {unit}" if amount.low is not None else f"~{amount.magnitude or ''} {unit}"
