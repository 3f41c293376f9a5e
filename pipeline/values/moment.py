"""A time expression as read, before it is resolved: raw slots, None for what the text does not say."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.values.digits import Value
from pipeline.values.numbers import Reader
from pipeline.values.scan import Words


@dataclass(frozen=True, slots=True)
class Moment:
    """Raw slots of one time expression; words `first` to `last` (exclusive), `start` and `end` in the view.

    Shifts count from the reference day (`day_shift` -1 is yesterday). `which` is -1 for the last one of its kind,
    0 for the current one, 1 for the next. `part` is a TIMEX part of the day; `hours` the part that a
    clock time is said with. `century` 0 is that of the reference (`which` counts from it); `ahead` says that the
    sentence speaks of the future. `until` is the end of an interval, `then` a time of its own that is read with
    this one.
    """

    first: int
    last: int
    start: int
    end: int
    rule: str
    kind: str = "date"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    hijri: bool = False
    day_shift: int | None = None
    week_shift: int | None = None
    month_shift: int | None = None
    year_shift: int | None = None
    which: int | None = None
    part: str | None = None
    hours: str | None = None
    clock: tuple[int, int, int | None] | None = None
    zone: str | None = None
    quarter: str | None = None
    season: str | None = None
    decade: int | None = None
    century: int | None = None
    weekend: bool = False
    ahead: bool = False
    nth: int | None = None
    same: bool = False
    value: str | None = None
    ago: tuple[str, Value] | None = None
    until: Moment | None = None
    then: Moment | None = None
    modifier: str = "exact"
    cue: tuple[int, int] | None = None

    @property
    def dated(self) -> bool:
        """Whether a day, week, month or year is said at all."""
        slots = (
            self.year, self.month, self.day, self.weekday, self.day_shift, self.week_shift, self.month_shift,
            self.year_shift, self.quarter, self.season, self.decade, self.century,
        )  # fmt: skip
        return self.same or any(slot is not None for slot in slots)

    def reaching(self, words: Words, first: int, last: int, **slots: object) -> Moment:
        """The same moment over the words `first` to `last`, with some slots filled."""
        start = words[first].body if first != self.first else self.start
        return replace(self, first=first, last=last, start=start, end=words[last - 1].end, **slots)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules of time read: the words, the reader of numbers, and how much they may guess.

    `strict` is for running text, where a bare `3/4` or `السابعة` is rarely a time.
    """

    words: Words
    numbers: Reader
    strict: bool = True

    def moment(self, first: int, last: int, rule: str, **slots: object) -> Moment:
        """A moment over the words `first` to `last`."""
        words = self.words
        return Moment(first, last, words[first].body, words[last - 1].end, rule, **slots)  # type: ignore[arg-type]
