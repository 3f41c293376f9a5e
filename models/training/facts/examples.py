"""Gold articles as examples for the fact tagger: words, and what gold says of spans, figures, times and names."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.document import Document
from pipeline.entities import KnowledgeBase
from pipeline.evaluate.compare import same_number
from pipeline.evaluate.model import Amount, GoldArticle, GoldFact, brand
from pipeline.text import Span, View, split_sentences, tokenize

SPANNED = ("cause", "statement", "degradation", "impact", "gain")
"""Types of fact whose words are tagged."""
FIGURED = ("impact", "gain", "metric")
"""Types of fact that a figure states."""
DATED = ("outage.time", "outage.end", "outage.duration", "restoration.time", "restoration.duration")
"""What a time may be of a fact; `back.` stands before it for an older outage that is recalled."""
NAME_ROLES = ("outage.subject", "outage.objects", "restoration.objects", "degradation.subject")

Pools = Mapping[str, Sequence[tuple[str, ...]]]
"""Names by type, as words."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words `first` to `last` (exclusive), the classes that are right for them, and whose they are.

    `owners` are numbers of names. What is not `demanded` may be left out.
    """

    first: int
    last: int
    classes: frozenset[str]
    owners: frozenset[int] = frozenset()
    demanded: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name: its words, its type and its roles."""

    first: int
    last: int
    type: str
    roles: frozenset[str]


@dataclass(slots=True)
class Example:
    """One article. All numbers are of words; `sentences` are (first, last)."""

    words: list[str]
    sentences: list[tuple[int, int]]
    spans: list[Marked] = field(default_factory=list)
    figures: list[Marked] = field(default_factory=list)
    times: list[Marked] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)


def example(article: GoldArticle, kb: KnowledgeBase) -> Example:
    """Read a gold article as an example."""
    return _Reader(article, kb).read()


def unmarked(document: Document) -> Example:
    """Return an article in which nothing is told of an outage: what the pipeline found in it, all of no class."""

    def place(span: Span) -> tuple[int, int]:
        return document.token_range(span)

    return Example(
        [token.letters(document.text) for token in document.tokens],
        [(sentence.first, sentence.last) for sentence in document.sentences],
        [],
        [Marked(*place(quantity.span), frozenset()) for quantity in document.quantities],
        [Marked(*place(time.span), frozenset()) for time in document.times],
        [Name(*place(mention.span), mention.ref.type, frozenset()) for mention in document.mentions],
    )


class _Reader:
    """One article on its way to an example."""

    def __init__(self, article: GoldArticle, kb: KnowledgeBase) -> None:
        self.article = article
        view = View(article.text)
        self.tokens = tokenize(view)
        self.sentences = split_sentences(view, self.tokens)
        self.places: list[tuple[int, int, str]] = []
        self.keys: list[tuple[set[str | None], set[str | None]]] = []
        """For each name its keys, and those of whom it belongs to."""
        for mention in article.mentions:
            place = self.words(mention.span)
            if place is None:
                continue
            entries = [entry for r in mention.readings if (entry := kb.get(r.kb)) is not None]
            self.places.append((*place, mention.type))
            self.keys.append(
                (
                    {brand(article.key(r.kb, r.span.cut(article.text))) for r in mention.readings},
                    {brand(entry.operator) for entry in entries if entry.operator},
                )
            )

    def words(self, span: Span) -> tuple[int, int] | None:
        """Return the words that a span touches."""
        touched = [i for i, t in enumerate(self.tokens) if t.span.start < span.end and span.start < t.span.end]
        return (touched[0], touched[-1] + 1) if touched else None

    def read(self) -> Example:
        """Return the example."""
        text = self.article.text
        made = Example([token.letters(text) for token in self.tokens], [(s.first, s.last) for s in self.sentences])
        made.spans = self.spans()
        made.figures = [m for q in self.article.quantities if (m := self.figure(q.spans[0], q.amount)) is not None]
        made.times = [m for t in self.article.times if (m := self.time(t.spans[0], t.values)) is not None]
        made.names = self.names()
        return made

    def owners(self, fact: GoldFact) -> frozenset[int]:
        """Return the names of the subject, else those of what belongs to it."""
        wanted = {brand(key) for key in fact.accepts.get("subject", ()) if isinstance(key, str)}
        own = frozenset(n for n, (keys, _) in enumerate(self.keys) if keys & wanted)
        return own or frozenset(n for n, (_, operators) in enumerate(self.keys) if operators & wanted)

    def objects(self, fact: GoldFact) -> frozenset[int]:
        """Return the names of the objects."""
        wanted = {brand(key) for s in fact.accepts.get("objects", ()) if isinstance(s, frozenset) for key in s}
        return frozenset(n for n, (keys, _) in enumerate(self.keys) if keys & wanted)

    def spans(self) -> list[Marked]:
        """Return the words of causes, statements and troubles; of two that overlap the first."""
        found: list[Marked] = []
        for fact in self.article.facts:
            classes = _classes(fact)
            content = fact.best("content")
            at = self.article.text.find(content) if classes and isinstance(content, str) else -1
            place = self.words(Span(at, at + len(str(content)))) if at >= 0 else None
            if place is None or any(m.first < place[1] and place[0] < m.last for m in found):
                continue
            negated = fact.best("polarity") == "negated"
            found.append(Marked(*place, classes, self.owners(fact), fact.must, negated))
        return found

    def figure(self, span: Span, amount: Amount) -> Marked | None:
        """Return what a figure states."""
        facts = [
            fact
            for fact in self.article.facts
            if fact.type in FIGURED
            and any(isinstance(a, Amount) and _same(a, amount) for a in fact.accepts.get("quantity", ()))
        ]
        classes = {f"{f.type}.{c}" for f in facts for c in f.accepts.get("category", ()) if isinstance(c, str)}
        owners = [self.owners(fact) for fact in facts]
        return self._marked(span, classes, owners, facts)

    def time(self, span: Span, values: Iterable[str]) -> Marked | None:
        """Return what a time dates."""
        classes: set[str] = set()
        owners: list[frozenset[int]] = []
        facts: list[GoldFact] = []
        for fact in self.article.facts:
            for slot in ("time", "end", "duration"):
                if f"{fact.type}.{slot}" not in DATED or not set(fact.accepts.get(slot, ())) & set(values):
                    continue
                classes.add(("back." if fact.best("background") else "") + f"{fact.type}.{slot}")
                owners += [self.owners(fact), self.objects(fact) if fact.type == "outage" else frozenset()]
                facts.append(fact)
        return self._marked(span, classes, owners, facts)

    def _marked(
        self, span: Span, classes: set[str], owners: list[frozenset[int]], facts: list[GoldFact]
    ) -> Marked | None:
        place = self.words(span)
        if place is None:
            return None
        demanded = any(fact.must for fact in facts)
        return Marked(*place, frozenset(classes), frozenset().union(*owners), demanded)

    def names(self) -> list[Name]:
        """Return the names with their roles in what happened now."""
        roles: dict[int, set[str]] = defaultdict(set)
        for fact in self.article.facts:
            if fact.best("background") or not fact.must:
                continue
            for slot, names in (("subject", self.owners(fact)), ("objects", self.objects(fact))):
                if (role := f"{fact.type}.{slot}") in NAME_ROLES:
                    for number in names:
                        roles[number].add(role)
        return [Name(*place, frozenset(roles[number])) for number, place in enumerate(self.places)]


def _classes(fact: GoldFact) -> frozenset[str]:
    """Return the classes of the words that a fact quotes; none where a figure states the fact."""
    if fact.type not in SPANNED or (fact.type in FIGURED and any(fact.accepts.get("quantity", ()))):
        return frozenset()
    if fact.type == "degradation":
        return frozenset({fact.type})
    return frozenset(f"{fact.type}.{c}" for c in fact.accepts.get("category", ()) if isinstance(c, str))


def _same(one: Amount, other: Amount) -> bool:
    """Whether two amounts are one figure, whatever its sign."""
    if not set(one.units) & set(other.units):
        return False
    sizes = [{None if v is None else abs(v) for v in amount.values} for amount in (one, other)]
    if any(same_number(a, b) for a in sizes[0] for b in sizes[1] if a is not None and b is not None):
        return True
    bounds = [(amount.magnitude, amount.low, amount.high) for amount in (one, other)]
    return None in sizes[0] & sizes[1] and bounds[0] == bounds[1]


def pools(examples: Iterable[Example]) -> Pools:
    """Return all names of examples by type, to be swapped for one another."""
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for item in examples:
        for name in item.names:
            found[name.type].add(tuple(item.words[name.first : name.last]))
    return {kind: sorted(names) for kind, names in found.items()}


def swapped(item: Example, names: Pools, rng: random.Random, rate: float = 0.5) -> Example:
    """Return the example with other names of the same types, and other small numbers.

    One name stays one name: the network must learn what is said of a name, not who it is.
    """
    chosen: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {}
    begins = {name.first: name for name in item.names}
    at: list[int] = []
    words: list[str] = []
    index = 0
    while index < len(item.words):
        name = begins.get(index)
        if name is None:
            at.append(len(words))
            words.append(_other_number(item.words[index], rng))
            index += 1
            continue
        old = tuple(item.words[name.first : name.last])
        key = (old, name.type)
        if key not in chosen:
            chosen[key] = rng.choice(names[name.type]) if rng.random() < rate else old
        at.append(len(words))
        words += chosen[key]
        at += [len(words) - 1] * (name.last - name.first - 1)
        index = name.last
    at.append(len(words))

    def moved(marks: list[Marked]) -> list[Marked]:
        return [
            Marked(at[m.first], max(at[m.last], at[m.first] + 1), m.classes, m.owners, m.demanded, m.negated)
            for m in marks
        ]

    return Example(
        words,
        [(at[first], at[last]) for first, last in item.sentences],
        moved(item.spans),
        moved(item.figures),
        moved(item.times),
        [Name(at[n.first], max(at[n.last], at[n.first] + 1), n.type, n.roles) for n in item.names],
    )


def _other_number(word: str, rng: random.Random) -> str:
    small = word.isascii() and word.isdigit() and len(word) <= 3
    return str(rng.randint(1, 10 ** len(word) - 1)) if small and rng.random() < 0.5 else word
