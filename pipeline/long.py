"""Articles too long for the rules, which read an article as one whole: they are read in parts and joined.

Time grows with the length and memory hardly does: of a part only what was found is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from pipeline.document import Article, Diagnostic, Document, Fact, Mention, Quantity, Time
from pipeline.facts.merging import merge
from pipeline.text import Span

Found = TypeVar("Found", Mention, Quantity, Time)
PART = 50_000
"""Letters of a part. Rules and network look back and ahead by sentences, so that little is lost at the seams."""
WHOLE = 100_000
"""Letters up to which an article is read as one whole; the longest features of newspapers have about as many."""
_SEAMS = ("\n", ". ", "؟ ", "! ", "، ", " ")
"""Where a text may be cut, the best first."""
_NEAR = 10_000
"""Letters before the end of a part in which the best seam is looked for."""


def parts(text: str) -> Iterator[Span]:
    """Yield the parts of a text, one behind the other; they end at a line break if there is one near."""
    start = 0
    while len(text) - start > PART:
        limit = start + PART
        seams = (text.rfind(seam, limit - _NEAR, limit) + len(seam) for seam in _SEAMS)
        end = next((seam for seam in seams if seam > limit - _NEAR), limit)
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def part_of(article: Article, span: Span) -> Article:
    """Return a part of an article as an article of its own."""
    return replace(article, text=span.cut(article.text), notes=())


class Joined:
    """What was found in the parts of an article so far, in terms of the whole."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._mentions: list[Mention] = []
        self._quantities: list[Quantity] = []
        self._times: list[Time] = []
        self._facts: list[Fact] = []
        self._diagnostics: dict[str, Diagnostic] = {}

    def add(self, doc: Document, start: int) -> None:
        """Take the results of the part that begins at an offset of the article."""
        self._mentions += [_moved(mention, start) for mention in doc.mentions]
        self._quantities += [_figure(quantity, start) for quantity in doc.quantities]
        self._times += [_time(time, start) for time in doc.times]
        self._facts += [_fact(fact, start) for fact in doc.facts]
        for found in doc.diagnostics:
            span = _span(found.span, start) if found.span is not None else None
            self._diagnostics.setdefault(found.code, replace(found, span=span))

    def document(self) -> Document:
        """Return the whole; facts that several parts tell are one, as they are within a part."""
        published = self._article.published
        doc = Document(self._article)
        doc.mentions, doc.quantities, doc.times = tuple(self._mentions), tuple(self._quantities), tuple(self._times)
        doc.facts = tuple(merge(self._facts, date.fromisoformat(published) if published else None))
        doc.diagnostics += tuple(self._diagnostics.values())
        return doc


def _span(span: Span, start: int) -> Span:
    return Span(span.start + start, span.end + start)


def _spans(spans: Sequence[Span], start: int) -> tuple[Span, ...]:
    return tuple(_span(span, start) for span in spans)


def _moved(found: Found, start: int) -> Found:
    return replace(found, span=_span(found.span, start))


def _figure(found: Quantity, start: int) -> Quantity:
    return replace(_moved(found, start), cue=_span(found.cue, start) if found.cue else None)


def _time(found: Time, start: int) -> Time:
    return replace(_moved(found, start), cue=_span(found.cue, start) if found.cue else None)


def _fact(fact: Fact, start: int) -> Fact:
    return replace(
        fact,
        evidence=_spans(fact.evidence, start),
        cues=_spans(fact.cues, start),
        content=_span(fact.content, start) if fact.content else None,
        quantity=_figure(fact.quantity, start) if fact.quantity else None,
        time=_time(fact.time, start) if fact.time else None,
        end=_time(fact.end, start) if fact.end else None,
        duration=_time(fact.duration, start) if fact.duration else None,
    )
