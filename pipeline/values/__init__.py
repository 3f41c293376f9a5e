"""Values: the quantities and times of Arabic news, each with its span of the original and the rule that read it."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from pipeline.document import Document, Quantity, Time
from pipeline.text import Span, View
from pipeline.values import temporal, timeline
from pipeline.values.figures import Figure, Finder
from pipeline.values.moment import Moment
from pipeline.values.scan import Words, scan_words

__all__ = ["QuantityStage", "TimeStage", "quantities", "read_date", "times"]

_TANWEEN = re.compile(r"[\u0610-\u061a\u0640\u064b-\u065f\u0670]")


@lru_cache(maxsize=2)
def _read(view: View) -> tuple[Words, list[Moment]]:
    """The scanned words of a view and its moments: both stages need them, a document passes through them in turn."""
    words = scan_words(view.text)
    return words, temporal.find(words)


def quantities(doc: Document) -> tuple[Quantity, ...]:
    """Return the figures of a document, sorted, not overlapping."""
    words, moments = _read(doc.view)
    taken = [(moment.first, moment.last) for moment in moments if moment.kind != "set"]
    found = Finder(words, taken, doc.article.site).run()
    return tuple(_quantity(figure, doc) for figure in found)


def _quantity(figure: Figure, doc: Document) -> Quantity:
    view = doc.view
    unit = figure.unit
    if figure.lemma is not None:
        unit = _lemma(view.span(*figure.lemma).cut(doc.text), figure)
    return Quantity(
        span=view.span(figure.start, figure.end),
        kind=figure.kind,
        value=figure.value,
        unit=unit,
        modifier=figure.modifier,
        per=figure.per,
        magnitude=figure.magnitude,
        low=figure.low,
        high=figure.high,
        cue=view.span(figure.cue.start, figure.cue.end) if figure.cue else None,
        rule=figure.rule,
    )


def _lemma(written: str, figure: Figure) -> str:
    """The counted noun without vowel signs and without the alef of the accusative."""
    word = _TANWEEN.sub("", written)
    return word[:-1] if len(word) > 3 and word.endswith("ا") else word


def times(doc: Document, reference: datetime.date | None) -> tuple[Time, ...]:
    """Return the time expressions of a document, sorted, not overlapping.

    `reference` is the day of publication, None where it is not known. Where it was read off a tweet in the text, it
    fixes the year (and month) of dates, and no more: أمس stays open.
    """
    words, moments = _read(doc.view)
    from_tweet = doc.article.published_from == "tweet"
    resolved = timeline.resolve(words, moments, None if from_tweet else reference, reference)
    view = doc.view
    out: list[Time] = []
    for item in resolved:
        moment = item.moment
        if moment.rule == "now" and doc.text[view.span(moment.start, moment.end).start] == "آ":
            continue  # آلان is a name; folding makes it الآن.
        cue = view.span(*moment.cue) if moment.cue else None
        out.append(
            Time(
                span=view.span(moment.start, moment.end),
                kind=item.kind,
                value=item.value,
                modifier=moment.modifier,
                calendar="hijri" if moment.hijri else None,
                cue=cue,
                rule=moment.rule,
            )
        )
    return tuple(out)


def read_date(text: str) -> tuple[str, Span] | None:
    """Return the first full calendar date (day, month and year) of a text: ISO, and its span."""
    view = View(text)
    words = scan_words(view.text)
    for item in timeline.resolve(words, temporal.find(words), None):
        moment = item.moment
        if moment.day and moment.month and moment.year and moment.until is None:
            day = item.value[:10]
            try:
                datetime.date.fromisoformat(day)
            except ValueError:
                continue
            return day, view.span(moment.start, moment.end)
    return None


class QuantityStage:
    """Adds the figures of the article."""

    name = "quantities"
    reads = frozenset({"tokens"})
    writes = frozenset({"quantities"})

    def __call__(self, doc: Document) -> None:
        """Fill `doc.quantities`."""
        doc.quantities = quantities(doc)


class TimeStage:
    """Adds the time expressions of the article, resolved against its publication date."""

    name = "times"
    reads = frozenset({"tokens"})
    writes = frozenset({"times"})

    def __call__(self, doc: Document) -> None:
        """Fill `doc.times`."""
        published = doc.article.published
        doc.times = times(doc, datetime.date.fromisoformat(published) if published else None)
