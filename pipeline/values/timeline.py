"""The moments of one text resolved together: clock times take their day from the story, dates their year."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass, replace

from pipeline.values import ahead
from pipeline.values.halves import LAST_BARE, NOON, in_half
from pipeline.values.layout import default_zone, quotations, sentences, table
from pipeline.values.lexicon import listed
from pipeline.values.moment import Moment
from pipeline.values.nights import Told, following, goes_on, is_behind
from pipeline.values.resolve import Calendar, clock_value, day_value
from pipeline.values.scan import Words
from pipeline.values.story import Story

_REACH = 16
"""Moments of a sentence among which a clock time looks for its day."""
_DAYBREAK = 5
_EVENINGS = ("EV", "NI")
_BESIDE = 1
_WEEK = 7
_NEAR = 3
"""Days before the reference in which the article's main day is looked for."""
_TOLD = 30
"""Days before the reference in which a full date still moves the story there: an interview, a look back."""
_HALF_YEAR = 183
_UNKNOWN_DAY = "XXXX-XX-XX"
_LINKS = frozenset({"،", "في", "وتحديدا", "تحديدا", "شهر", "خلال"})
_DAY = 10
"""Letters of a day in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A moment and its value."""

    moment: Moment
    kind: str
    value: str


def resolve(
    words: Words,
    moments: list[Moment],
    reference: datetime.date | None,
    anchor: datetime.date | None = None,
    story: Story | None = None,
) -> list[Resolved]:
    """Give every moment its value.

    Args:
        words: the text.
        moments: what was found in it.
        reference: the day of publication.
        anchor: a day that only lends its year (and الحالي its month) where the day of publication is not known.
        story: what is known of what the text tells: hours without a day are of its day.
    """
    if not moments:
        return []
    return Timeline(words, moments, reference, anchor, story).run()


class Timeline:
    """Resolves the moments of one text in order, keeping the day that the story is at."""

    def __init__(
        self,
        words: Words,
        moments: list[Moment],
        reference: datetime.date | None,
        anchor: datetime.date | None,
        story: Story | None = None,
    ) -> None:
        self.words = words
        self._known = story
        self.story = story.day.isoformat() if story is not None else None
        self.moments = moments = list(moments)
        self.calendar = Calendar(reference, anchor or reference or _first_full_date(moments))
        self._sentences = sentences(words)
        if any(moment.clock for moment in moments):
            self.calendar.zone = default_zone(words, moments)
        self._values: list[tuple[str, bool] | None] = []
        self._weeks_ago: datetime.date | None = None
        if reference is not None:
            moments = self.moments = [ahead.marked(words, moment) for moment in moments]
        for position in range(1, len(moments)):
            moments[position] = _year_said_before(words, moments[position - 1], moments[position])
        told: datetime.date | None = None
        opened, behind = False, 0
        for position, moment in enumerate(moments):
            if not opened and "\n" in (words.text(k) for k in range(behind, moment.first)):
                told = None  # What a paragraph recalls does not reach over it, unless the article opens with it.
            opened = opened and told is not None
            moment, told = _of_the_story(moment, told, self.calendar)
            opened = opened or (told is not None and moment.day is not None and not any(self._values))
            moments[position] = moment
            value = day_value(moment, self.calendar) if moment.dated and moment.ago is None else None
            value = self._one_before(moment, value)
            value = self._of_that_week(moment, value, behind)
            if value is not None and _is_day(value[0]):
                self.calendar.latest = value[0]
            self.calendar.told = _told_day(moment, value) or self.calendar.told
            if value is not None and value[0][:4].isdigit():
                self.calendar.year = int(value[0][:4])
                self.calendar.month = value[0][:7] if value[0][5:7].isdigit() else self.calendar.month
            self._values.append(value)
            behind = moment.last
        self._table = table(words, moments)
        self._main: str | None = None
        self._evening = False
        self._told: Told | None = None
        self._first = next((day for k in range(len(moments)) if (day := self._known_day(k))), None)

    def run(self) -> list[Resolved]:
        """All moments with their values; `الآن` inside a quotation is the speaker's and left out."""
        quoted = quotations(self.words) if any(moment.rule == "now" for moment in self.moments) else []
        out: list[Resolved] = []
        for position, moment in enumerate(self.moments):
            if moment.rule == "now" and quoted[moment.first]:
                continue
            out.append(self._resolved(position, moment))
            self._follow(position)
        return out

    def _one_before(self, moment: Moment, value: tuple[str, bool] | None) -> tuple[str, bool] | None:
        """`زاد على ما سجله الاثنين السابق`: where that Monday is told already, the one before it is meant."""
        if value is None or not value[1] or not moment.weekday or moment.day is not None:
            return value
        if self.words[moment.last - 1].stem not in listed("of_the_story") or value not in self._values:
            return value
        return (datetime.date.fromisoformat(value[0]) - datetime.timedelta(7)).isoformat(), True

    def _of_that_week(self, moment: Moment, value: tuple[str, bool] | None, behind: int) -> tuple[str, bool] | None:
        """`في 27 مايو .. واستأنفت الأحد`: a weekday told after a date of weeks ago, in its paragraph, follows that."""
        reference = self.calendar.reference
        if "\n" in (self.words.text(k) for k in range(behind, moment.first)):
            self._weeks_ago = None
        bare = moment.day is None and moment.which is None and moment.week_shift is None and moment.day_shift is None
        if value is None or reference is None or not value[1] or not _is_day(value[0]) or moment.until is not None:
            return value
        if moment.weekday and bare and self._weeks_ago is not None and not moment.ahead:
            away = (moment.weekday - self._weeks_ago.isoweekday()) % 7
            return (self._weeks_ago + datetime.timedelta(away)).isoformat(), True
        day = datetime.date.fromisoformat(value[0])
        self._weeks_ago = day if moment.month and (reference - day).days >= _WEEK else None
        return value

    def _day(self, position: int) -> str | None:
        """The day that a moment says, as far as it is known (`XXXX-10-04` is one, `2021-10` is none)."""
        value, moment = self._values[position], self.moments[position]
        if value is None or moment.until is not None or moment.value is not None or not _is_day(value[0]):
            return None
        return value[0]

    def _known_day(self, position: int) -> str | None:
        value = self._values[position]
        return self._day(position) if value is not None and value[1] else None

    def _follow(self, position: int) -> None:
        """Move the main day on: a day close before publication, said by more than a clock time."""
        reference = self.calendar.reference
        day = self._known_day(position) if reference is not None else self._day(position)
        moment = self.moments[position]
        if day is None or self.words.text(moment.first - 1) in listed("before_limit"):
            return
        if moment.part in ("DW", "MO") and self._main is not None and day == following(self._main):
            return  # The dawn on which the night of the story ends.
        if reference is None:
            # As much as the text tells: a weekday, a day without its year; اليوم is of its own sentence alone.
            told = day != _UNKNOWN_DAY or (self._main is None and moment.day_shift in (-1, 0))
            if told and (moment.clock is None or self._main is None):
                self._main, self._evening = day, moment.part in _EVENINGS
            return
        if moment.clock is not None:
            return
        try:
            away = (reference - datetime.date.fromisoformat(day)).days
        except ValueError:
            return
        told = moment.month is not None and moment.day is not None
        if -1 <= away <= (_TOLD if told else _NEAR):
            self._main = day

    def _day_for_clock(self, position: int) -> str | None:
        """The day of a clock time: of its sentence (before it, else behind it), else the main day so far."""
        here = self._sentences[self.moments[position].first]
        if position + 1 < len(self.moments) and self._owned(position + 1, -1) and self._day(position + 1):
            return self._day(position + 1)
        first, last = max(position - _REACH, 0), min(position + _REACH, len(self.moments) - 1)
        for step, stop in ((-1, first - 1), (1, last + 1)):
            for k in range(position + step, stop, step):
                if self._sentences[self.moments[k].first] != here:
                    break
                day = self._day(k)
                if day and (step < 0 or self._lends(k, position)):
                    return day
        reference = self.calendar.reference
        open_day = reference is not None and self._main in (None, reference.isoformat())
        if reference is not None and open_day and position in self._table:
            # A table that runs over midnight ends on the day of publication, unless it is known when it began.
            days = self._table[position]
            if self.story is None:
                return (reference - datetime.timedelta(days)).isoformat()
            begun = datetime.date.fromisoformat(self.story)
            return (begun + datetime.timedelta(max(self._table.values()) - days)).isoformat()
        if self.story is not None and open_day:
            return self.story
        zone = self.moments[position].zone
        if reference is None and self._main is not None and zone and "W" in self._main:
            # An hour of New York may be of another day than the weekday that the story is told by here.
            return self._first
        return self._main or (reference.isoformat() if reference else self._first)

    def _lends(self, position: int, other: int) -> bool:
        """Whether a day behind an hour is the hour's: `عادت في التاسعة .. واستقرت صباح السبت` tells two times."""
        day = self.moments[position]
        apart = (day.part is not None or day.same) and day.first - self.moments[other].last > _BESIDE
        return day.clock is None and not apart and not self._owned(position, other)

    def _owned(self, position: int, other: int) -> bool:
        """Whether a day stands right behind a clock time other than `other`, whose day it then is."""
        before = position - 1
        if before < 0 or before == other or self.moments[before].clock is None:
            return False
        return self.moments[position].first == self.moments[before].last

    def _resolved(self, position: int, moment: Moment) -> Resolved:
        if moment.until is not None:
            return Resolved(moment, "interval", self._interval(position, moment, moment.until))
        if moment.ago is not None:
            return self._ago(moment, *moment.ago)
        if moment.value is not None:
            return Resolved(moment, moment.kind, moment.value)
        value = self._values[position]
        if moment.clock is not None:
            moment = in_half(self.words, self.moments, position)
            self.moments[position] = moment
            day = value[0] if value is not None else self._night(position, self._day_for_clock(position))
            moment = self.moments[position] = self._begun(moment, day)
            self._told = Told(position, moment.clock or (0, 0, None), day)
            return Resolved(moment, "time", clock_value(moment, day, self.calendar))
        text = value[0] if value is not None else _UNKNOWN_DAY
        if moment.rule == "part_alone":
            text = self._dawn(moment, self._day_for_clock(position) or _UNKNOWN_DAY)
        if moment.part is not None:
            return Resolved(moment, "time", f"{text}T{moment.part}")
        return Resolved(moment, "interval" if "/" in text else "date", text)

    def _begun(self, moment: Moment, day: str | None) -> Moment:
        """`من الساعة 5:40 إلى منتصف الليل`: of the two halves of the day the one in which it is known to have begun."""
        if self._known is None or day != self.story or moment.hours is not None or not moment.rule.startswith("clock"):
            return moment
        hour, minute, second = moment.clock or (0, 0, None)
        written = self.words.text(moment.last - 1)
        if not 1 <= hour <= LAST_BARE or written.startswith("0"):
            return moment
        later = replace(moment, clock=(hour + NOON, minute, second))
        early, late = (clock_value(item, day, self.calendar) for item in (moment, later))
        return later if self._known.may_begin(late) and not self._known.may_begin(early) else moment

    def _night(self, position: int, day: str | None) -> str | None:
        """`الواحدة صباحا`, `حتى منتصف الليل` in a story about an evening: the night runs on into the next day."""
        moment = self.moments[position]
        reference = self.calendar.reference
        hour, minute, _ = moment.clock or (NOON, 0, None)
        before = self.moments[position - 1].clock if moment.rule == "clock_until" else None
        past = reference is None or (day is not None and day < reference.isoformat())
        if day is None or following(day) == day:
            return day
        if before is not None and "X" not in day:
            runs_on = (hour, minute) < before[:2]
        elif moment.rule == "midnight" and hour == 0:
            runs_on = past
        elif past and self._told is not None and goes_on(self.words, self.moments, self._told, position, day):
            runs_on = True
        else:
            told = moment.hours is not None and hour < _DAYBREAK and day in (self._main, self.story)
            runs_on = told and past and not is_behind(moment.zone) and self._is_night_of(moment, day)
        return following(day) if runs_on else day

    def _is_night_of(self, moment: Moment, day: str) -> bool:
        """Whether a small hour is of the night after a day, of which only `مساء الاثنين` may be known."""
        if self.calendar.reference is not None or self._evening:
            return True
        return "X" not in day and moment.zone is None

    def _dawn(self, moment: Moment, day: str) -> str:
        """`عادت الخدمة فجرا`: the dawn of a story that is known is the one after it."""
        reference = self.calendar.reference
        if moment.part != "DW" or day != self.story or reference is None or day >= reference.isoformat():
            return day
        return following(day)

    def _ago(self, moment: Moment, letter: str, count: float) -> Resolved:
        """`قبل أسبوعين`: as exact as its unit; without a reference it stays a duration."""
        if self.calendar.reference is None or moment.modifier != "exact":
            return Resolved(moment, "duration", moment.value or "")
        back = -int(count)
        if letter == "Y":
            return Resolved(moment, "date", _years_away(self.calendar.reference, back))
        if letter == "M":
            shifted = replace(moment, month_shift=back, ago=None)
        elif letter == "W":
            shifted = replace(moment, week_shift=back, ago=None)
        else:
            shifted = replace(moment, day_shift=back, ago=None)
        return Resolved(moment, "date", day_value(shifted, self.calendar)[0])

    @staticmethod
    def _after(left: str, right: str, until: Moment) -> str:
        """`من الاثنين إلى الجمعة`, `من سبتمبر إلى نوفمبر`: the second end without a year follows the first."""
        if right >= left or "X" in left + right or len(left) != len(right):
            return right
        if until.month is not None and until.year is None and right[:4].isdigit():
            year = int(left[:4]) + (left[4:] > right[4:])
            return f"{year:04d}{right[4:]}"
        if until.weekday and until.day is None and len(right) == _DAY:
            with suppress(ValueError):
                return (datetime.date.fromisoformat(right) + datetime.timedelta(7)).isoformat()
        return right

    def _same_half(self, position: int, moment: Moment, until: Moment) -> tuple[Moment, Moment]:
        """`مساء الخميس .. بين السابعة والتاسعة`: both ends in the half of the day that the story is at."""
        found = (
            in_half(self.words, self.moments, position) if until.hours is None and until.clock is not None else moment
        )
        if found.clock == moment.clock or until.clock is None or found.clock is None:
            return moment, until
        hour, minute, second = until.clock
        return found, replace(until, clock=(hour + NOON * (hour < NOON), minute, second))

    def _interval(self, position: int, moment: Moment, until: Moment) -> str:
        if moment.clock is not None:
            moment, until = self._same_half(position, moment, until)
            own = day_value(moment, self.calendar)[0] if moment.dated else None
            day = own or self._day_for_clock(position)
            last = day_value(until, self.calendar)[0] if until.dated else day
            if day and until.clock and moment.clock and not until.dated and until.clock[:2] < moment.clock[:2]:
                last = following(day)
            return f"{clock_value(moment, day, self.calendar)}/{clock_value(until, last, self.calendar)}"
        left, right = day_value(moment, self.calendar)[0], day_value(until, self.calendar)[0]
        right = self._after(left, right, until)
        return f"{left.partition('/')[0]}/{right.rpartition('/')[2]}"


def _told_day(moment: Moment, value: tuple[str, bool] | None) -> tuple[str, int] | None:
    """A day told with its month, and its weekday where the text or the year says it."""
    if value is None or moment.month is None or moment.day is None or moment.hijri or not _is_day(value[0]):
        return None
    if moment.weekday:
        return value[0], moment.weekday
    with suppress(ValueError):
        return value[0], datetime.date.fromisoformat(value[0]).isoweekday()
    return None


def _year_said_before(words: Words, before: Moment, moment: Moment) -> Moment:
    """`العام الماضي، في أكتوبر`: a month takes the year that is said right before it."""
    alone = before.month is None and before.quarter is None and before.season is None and before.decade is None
    year = before.year is not None or before.year_shift is not None
    bare = moment.month is not None and moment.year is None and moment.year_shift is None and moment.which is None
    gap = [words.text(k) for k in range(before.last, moment.first)]
    if not (alone and year and bare) or before.hijri or moment.hijri or "،" not in gap or not {*gap} <= _LINKS:
        return moment
    return replace(moment, year=before.year, year_shift=before.year_shift)


def _of_the_story(
    moment: Moment, told: datetime.date | None, calendar: Calendar
) -> tuple[Moment, datetime.date | None]:
    """`30 يناير 2008 .. الأول من فبراير`: a date without a year goes on from the one of another year told before it.

    Returns the moment with its year, and the date that the next one goes on from. A day that is told from the
    reference (أمس, a weekday) ends such a story.
    """
    reference = calendar.reference
    if reference is None or moment.hijri or moment.until is not None or moment.month is None:
        relative = moment.day_shift is not None or moment.weekday or moment.week_shift is not None
        return moment, None if relative and not moment.same else told
    bare = moment.year is None and moment.year_shift is None and moment.which is None and not moment.same
    if bare and told is None:
        return moment, None
    if bare and told is not None:
        year = told.year
        here = _first_day(year, moment)
        if here is not None and (told - here).days > _HALF_YEAR:
            year += 1
        moment = replace(moment, year=year)
    if moment.year is None:
        return moment, told
    here = _first_day(moment.year, moment)
    away = abs((reference - here).days) if here is not None else 0
    return moment, here if away > _HALF_YEAR else None


def _first_day(year: int, moment: Moment) -> datetime.date | None:
    """The day that a date of a year gives, the first of its month where it gives none."""
    try:
        return datetime.date(year, moment.month or 1, moment.day or 1)
    except ValueError:
        return None


def _years_away(day: datetime.date, years: int) -> str:
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:
        return datetime.date(max(min(day.year + years, 9999), 1), day.month, 28).isoformat()


def _is_day(value: str) -> bool:
    return len(value) == 10 and value[4] == "-" and (value[5] != "W" or value[-2] == "-")


def _first_full_date(moments: list[Moment]) -> datetime.date | None:
    """The first full date of a text: later dates without a year take it from there, earlier ones must not."""
    for moment in moments:
        if moment.month and not moment.year and moment.day:
            return None
        if moment.year and moment.month and moment.day and not moment.hijri and moment.until is None:
            try:
                return datetime.date(moment.year, moment.month, moment.day)
            except ValueError:
                continue
    return None
