"""Where in the text a fact stands: for gold that names no evidence, and to show a reader whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.evaluate.compare import same_number
from pipeline.evaluate.model import Amount, GoldArticle, GoldFact
from pipeline.text import Span, View, fold, split_sentences, tokenize

_WORDS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8)
def sentences(text: str) -> tuple[Span, ...]:
    """Return the spans of the sentences of a text."""
    view = View(text)
    return tuple(sentence.span for sentence in split_sentences(view, tokenize(view)))


@lru_cache(maxsize=8)
def _folded(text: str) -> tuple[tuple[Span, frozenset[str]], ...]:
    """Return the sentences of a text, each with its folded words."""
    return tuple((span, frozenset(_WORDS.findall(fold(span.cut(text))))) for span in sentences(text))


def covering(spans: Iterable[Span], text: str) -> str:
    """Return the sentences that touch any of the spans, in order, joined by ` / `."""
    wanted = tuple(spans)
    touched = (s.cut(text) for s in sentences(text) if any(s.overlaps(w) for w in wanted))
    return " / ".join(" ".join(sentence.split()) for sentence in touched)


def locate(fact: GoldFact, article: GoldArticle) -> tuple[Span, ...]:
    """Find the sentence that most likely states a gold fact: its evidence, or by figure, words and names."""
    if fact.evidence:
        return fact.evidence
    scored = [(_fits(fact, article, span, inside), -span.start, span) for span, inside in _folded(article.text)]
    best = max(scored, default=None)
    return (best[2],) if best and best[0] > 0 else ()


def _fits(fact: GoldFact, article: GoldArticle, span: Span, inside: frozenset[str]) -> float:
    score = 0.0
    amount = fact.best("quantity")
    if isinstance(amount, Amount):
        value = amount.values[0]
        for quantity in article.quantities:
            other = quantity.amount.values[0]
            same = same_number(value, other) or (value and other and same_number(abs(value), abs(other)))
            if same and span.contains(quantity.spans[0]) and amount.units[0] in quantity.amount.units:
                score += 4
    content = fact.best("content")
    if isinstance(content, str):
        words = _WORDS.findall(fold(content))
        score += 4 * sum(word in inside for word in words) / max(len(words), 1)
    keys: set[str] = {key for slot in ("subject", "source", "channel") if isinstance(key := fact.best(slot), str)}
    objects = fact.best("objects")
    keys |= objects if isinstance(objects, frozenset) else set()
    named = {
        key
        for mention in article.mentions
        for reading in mention.readings
        if span.contains(mention.span)
        and (key := reading.kb or article.key(None, mention.span.cut(article.text))) in keys
    }
    score += 0.5 * len(named)
    for time in article.times:
        if fact.best("time") in time.values or fact.best("duration") in time.values:
            score += 1 if span.contains(time.spans[0]) else 0
    return score
