"""Values: the quantities and times of Arabic news, each with its span of the original and the rule that read it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from pipeline.document import Document, Quantity, Time
from pipeline.text import Span, View
from pipeline.values import temporal, timeline
from pipeline.values.figures import Figure, Finder
from pipeline.values.lexicon import is_turn, listed
from pipeline.values.moment import Moment
from pipeline.values.numbers import Reader
from pipeline.values.scan import STOPS, Words, scan_words
from pipeline.values.story import Story

__all__ = ["QuantityStage", "Story", "TimeStage", "is_turn", "quantities", "read_date", "times"]

_SIGNS = {"د.إ": "AED", "د.أ": "JOD"}
"""Signs that only a hamza tells apart, which folding takes away."""
_TURNED = re.compile(r"(?<![\d.,٫])\d+[.,٫]\u200f\d+(?![\d.,٫]*\d)")
HABIT = 2
AUGUST = 8
BEFORE = 10
"""Words before a figure among which what it is said for may stand."""
CLAUSE = 6
"""Words between a figure and the adverb that makes it a rate."""
CLAUSE_ENDS = STOPS | {"،"}
_TANWEEN = re.compile(r"[\u0610-\u061a\u0640\u064b-\u065f\u0670]")


def _turned(view: View) -> frozenset[int]:
    """Where the figures begin whose halves a mark from right to left has turned: `5.\u200f0` shows as 0.5.

    Some newsrooms write all their decimals so; one alone is a stray mark, and read as it is written.
    """
    if "\u200f" not in view.source:
        return frozenset()
    found = list(_TURNED.finditer(view.source))
    if len(found) < HABIT:
        return frozenset()
    return frozenset(view.indices(Span(match.start(), match.end()))[0] for match in found)


@lru_cache(maxsize=2)
def _read(view: View) -> tuple[Words, Reader, list[Moment]]:
    """The scanned words of a view and its moments: both stages need them, a document passes through them in turn."""
    words = scan_words(view.text, _turned(view))
    reader = Reader(words)
    return words, reader, temporal.find(words, reader=reader)


def _without_rates(moments: list[Moment], words: Words, reader: Reader, doc: Document) -> list[Moment]:
    """`مليون حساب كل يوم`, `كلفة كل ساعة .. 6 ملايين`: what a figure is said for is part of it, no time."""
    if not any(moment.kind == "set" for moment in moments):
        return moments
    found = _figures(doc, words, reader, moments)
    rates = [(figure.first, figure.last) for figure in found if figure.per]
    active = {figure.last + 1 for figure in found if words.text(figure.last) in listed("active")}
    told = [(figure.first, figure.last) for figure in found]
    told += [(moment.first, moment.last) for moment in moments if moment.kind == "duration"]
    begins, ends = {first for first, _ in told}, {last for _, last in told}

    def is_rate(moment: Moment) -> bool:
        if moment.first in active or any(a - BEFORE < moment.first <= b + 1 for a, b in rates):
            return True
        return moment.rule == "adverb_set" and _beside(words, moment, begins, ends)

    return [moment for moment in moments if moment.kind != "set" or not is_rate(moment)]


def _outside_names(moments: list[Moment], doc: Document) -> list[Moment]:
    """`(بغداد اليوم)`, `عمان - الغد`: a word for a day in the name of an outlet is no time."""
    names = [mention.span for mention in doc.mentions if mention.ref.type == "media"]

    def is_named(moment: Moment) -> bool:
        span = doc.view.span(moment.start, moment.end)
        return any(name.start <= span.start and span.end <= name.end for name in names)

    return [moment for moment in moments if not is_named(moment)]


def _beside(words: Words, moment: Moment, begins: set[int], ends: set[int]) -> bool:
    """`يستخدمه شهريا أكثر من نصف مليار`, `ثلاث ساعات يوميا`: whether an adverb stands in the clause of a figure."""
    for step, edge, at in ((-1, ends, moment.first), (1, begins, moment.last)):
        for away in range(CLAUSE + 1):
            if at + step * away in edge:
                return True
            if words.text(at + step * away - (step < 0)) in CLAUSE_ENDS:
                break
    return False


def _figures(
    doc: Document, words: Words, reader: Reader, moments: list[Moment], lands: Sequence[str] = ()
) -> list[Figure]:
    taken = [(moment.first, moment.last) for moment in moments if moment.kind != "set"]
    return Finder(words, taken, doc.article.site, lands, reader=reader).run()


def quantities(doc: Document, lands: Sequence[str] = ()) -> tuple[Quantity, ...]:
    """Return the figures of a document, sorted, not overlapping.

    `lands` are the states (`sa`, `eg`) of the places and firms that the article names: they tell whose ريال it is.
    """
    words, reader, moments = _read(doc.view)
    return tuple(_quantity(figure, doc) for figure in _figures(doc, words, reader, moments, lands))


def _quantity(figure: Figure, doc: Document) -> Quantity:
    view = doc.view
    unit = figure.unit
    if figure.lemma is not None:
        unit = _lemma(view.span(*figure.lemma).cut(doc.text), figure)
    if figure.kind == "money" and unit is None:
        unit = _SIGNS.get(view.span(figure.start, figure.end).cut(doc.text)[-3:])
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
    if len(word) > 5 and word.endswith("ين") and figure.value is not None and figure.value % 100 <= 10:
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("ا") else word


def times(doc: Document, reference: datetime.date | None, story: Story | None = None) -> tuple[Time, ...]:
    """Return the time expressions of a document, sorted, not overlapping.

    `reference` is the day of publication, None where it is not known. Where it was read off a tweet in the text, it
    fixes the year (and month) of dates, and no more: أمس stays open. `story` is what is known of what the article
    tells: hours without a day are of its day.
    """
    words, reader, moments = _read(doc.view)
    moments = _outside_names(_without_rates(moments, words, reader, doc), doc)
    from_tweet = doc.article.published_from == "tweet"
    resolved = timeline.resolve(words, moments, None if from_tweet else reference, reference, story)
    view = doc.view
    out: list[Time] = []
    for item in resolved:
        moment = item.moment
        if moment.rule == "now" and doc.text[view.span(moment.start, moment.end).start] == "آ":
            continue  # آلان is a name; folding makes it الآن.
        if doc.text[view.span(moment.start, moment.end).start :].startswith("إب") and moment.month == AUGUST:
            continue  # إب is a city of Yemen; folding makes it آب.
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
    reads = frozenset({"tokens", "mentions"})
    writes = frozenset({"quantities"})

    def __init__(self, land: Callable[[str | None], str | None] = lambda key: None) -> None:
        """Wire the stage. `land` may know the state (two letters) of a key of the knowledge base."""
        self._land = land

    def __call__(self, doc: Document) -> None:
        """Fill `doc.quantities`."""
        lands = [land.lower() for mention in doc.mentions if (land := self._land(mention.ref.kb))]
        doc.quantities = quantities(doc, lands)


class TimeStage:
    """Adds the time expressions of the article, resolved against its publication date."""

    name = "times"
    reads = frozenset({"tokens", "mentions"})
    writes = frozenset({"times"})

    def __init__(self, story: Callable[[Document], Story | None] = lambda doc: None) -> None:
        """Wire the stage. `story` may know what an article tells: from its names, its words, its other days."""
        self._story = story

    def __call__(self, doc: Document) -> None:
        """Fill `doc.times`."""
        published = datetime.date.fromisoformat(doc.article.published) if doc.article.published else None
        doc.times = times(doc, published)
        story = self._story(doc)
        if story is not None:
            doc.times = times(doc, published, story)
