"""From raw moments to TIMEX3 values: what the reference date and the article's own dates allow, X for the rest."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline.values import hijri
from pipeline.values.moment import Moment
from pipeline.values.nights import following

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

AHEAD = 45
"""Days after the reference to which a date without a year may still point (a date that is announced)."""
_UNKNOWN_DAY = "XXXX-XX-XX"
_COMMON_YEAR = 2021
_SUMMER = datetime.date(2021, 7, 1)
"""Zones with summer time are read as in summer where no date is known: the contract asks for an offset."""


@dataclass(slots=True)
class Calendar:
    """What is known while an article is read. `reference` resolves أمس; `anchor` only lends a year to dates."""

    reference: datetime.date | None = None
    anchor: datetime.date | None = None
    latest: str | None = None
    year: int | None = None
    month: str | None = None
    zone: str | None = None
    told: tuple[str, int] | None = None
    """The last day told with its month, maybe without its year, and its weekday: a weekday alone lies beside it."""


def near_day(told: tuple[str, int], weekday: int) -> str:
    """The day of a weekday that lies nearest to one that is told: السبت after `الجمعة 19 تموز` is `XXXX-07-20`."""
    day, named = told
    away = (weekday - named + 3) % 7 - 3
    year = day[:4] if day[:4].isdigit() else str(_COMMON_YEAR)
    try:
        found = datetime.date.fromisoformat(year + day[4:]) + datetime.timedelta(away)
    except (ValueError, OverflowError):
        return _UNKNOWN_DAY
    return f"{found.year:04d}{found.isoformat()[4:]}" if day[:4].isdigit() else f"XXXX{found.isoformat()[4:]}"


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _shift_month(date: datetime.date, months: int) -> tuple[int, int]:
    index = date.year * 12 + date.month - 1 + months
    return index // 12, index % 12 + 1


def _nearest_year(moment: Moment, anchor: datetime.date) -> int:
    """The year of a date without one: the anchor's, unless the date would lie far ahead or `الماضي` says so."""
    month, day = moment.month or 1, moment.day or 1
    year = anchor.year
    here = _date(year, month, min(day, 28))
    if here is None:
        return year
    if moment.which == 1:
        return year if (month, day) > (anchor.month, anchor.day) else year + 1
    if moment.which == -1:
        past = month < anchor.month if moment.day is None else (month, day) < (anchor.month, anchor.day)
        return year if past else year - 1
    if moment.which == 0:
        return year
    if moment.day is None:
        return year if (month <= anchor.month or (here - anchor).days <= AHEAD) else year - 1
    ahead = (here - anchor).days
    if ahead > AHEAD:
        return year - 1
    return year + 1 if ahead < AHEAD - 365 else year


def day_value(moment: Moment, calendar: Calendar) -> tuple[str, bool]:
    """The date part of a moment's value, and whether it is fully known."""
    if moment.hijri:
        return _hijri(moment, calendar)
    reference, anchor = calendar.reference, calendar.anchor or calendar.reference
    if moment.same and moment.month is not None:
        moment = replace(moment, same=False, year=calendar.year)
    if moment.same and moment.day is not None:
        month = calendar.month or (f"{anchor.year:04d}-{anchor.month:02d}" if anchor else "XXXX-XX")
        return f"{month}-{moment.day:02d}", "X" not in month
    if moment.same and moment.day_shift is not None:
        return _next_day(moment.day_shift, calendar)
    if moment.same:
        return (calendar.latest, "X" not in calendar.latest) if calendar.latest else (_UNKNOWN_DAY, False)
    if moment.month is not None:
        return _month_day(moment, anchor, reference)
    if moment.day is not None:
        return _day_of_month(moment, anchor, reference)
    if moment.weekday is not None:
        if moment.day_shift is not None and reference is not None:
            return _shifted_weekday(moment, reference), True
        if reference is None and calendar.told is not None and moment.which is None and moment.week_shift is None:
            return near_day(calendar.told, moment.weekday), calendar.told[0][:4].isdigit()
        return _weekday(moment, reference)
    if moment.day_shift is not None:
        if reference is None:
            return _UNKNOWN_DAY, False
        return _safe(reference, moment.day_shift), True
    return _period(moment, reference, anchor)


def _next_day(shift: int, calendar: Calendar) -> tuple[str, bool]:
    """`اليوم التالي`: the day after the last one that the text told."""
    with suppress(ValueError, TypeError):
        return _safe(datetime.date.fromisoformat(calendar.latest or ""), shift), True
    return _UNKNOWN_DAY, False


def _safe(date: datetime.date, days: int) -> str:
    try:
        return (date + datetime.timedelta(days)).isoformat()
    except OverflowError:
        return _UNKNOWN_DAY


def _month_day(moment: Moment, anchor: datetime.date | None, reference: datetime.date | None) -> tuple[str, bool]:
    year = moment.year
    if year is None and moment.year_shift is not None:
        year = anchor.year + moment.year_shift if anchor else None
    elif year is None and anchor is not None:
        year = _nearest_year(moment, anchor)
        if moment.weekday and moment.day:
            year = _year_of_weekday(moment, year) or (year if reference else None)
    head = f"{year:04d}" if year is not None else "XXXX"
    if moment.nth is not None and year is not None:
        return _nth_weekday(year, moment) if moment.weekday else _nth_week(year, moment), True
    if moment.quarter and year is not None:
        last = _length(year, moment.month or 1)
        first, end = (1, 15) if moment.quarter == "H1" else (16, last)
        return f"{head}-{moment.month:02d}-{first:02d}/{head}-{moment.month:02d}-{end:02d}", True
    if moment.day is None:
        return f"{head}-{moment.month:02d}", year is not None
    return f"{head}-{moment.month:02d}-{moment.day:02d}", year is not None


def _year_of_weekday(moment: Moment, year: int) -> int | None:
    """The year, or a neighbour of it, in which the date falls on the weekday that the text gives."""
    for candidate in (year, year - 1, year + 1):
        found = _date(candidate, moment.month or 1, moment.day or 1)
        if found is not None and found.isoweekday() == moment.weekday:
            return candidate
    return None


def _nth_weekday(year: int, moment: Moment) -> str:
    """The first, second ... or last (-1) such weekday of a month."""
    month = moment.month or 1
    first = datetime.date(year, month, 1)
    month_days = [first + datetime.timedelta(n) for n in range(31)]
    inside = [day for day in month_days if day.month == month and day.isoweekday() == moment.weekday]
    nth = moment.nth or 1
    position = nth if nth < 0 else nth - 1
    return inside[position].isoformat() if position < len(inside) else f"{year:04d}-{month:02d}"


def _length(year: int, month: int) -> int:
    """The number of days of a month."""
    return (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.date(year, month, 1)).days


def _nth_week(year: int, moment: Moment) -> str:
    """Seven days of a month: its first, second, third, fourth, or its last ones (-1)."""
    month = moment.month or 1
    length = _length(year, month)
    first = length - 6 if moment.nth == -1 else 7 * (moment.nth or 1) - 6
    return f"{year:04d}-{month:02d}-{first:02d}/{year:04d}-{month:02d}-{first + 6:02d}"


def _day_of_month(moment: Moment, anchor: datetime.date | None, reference: datetime.date | None) -> tuple[str, bool]:
    """`الجمعة 22`, `4 من هذا الشهر`: a day without a month."""
    base = reference or anchor
    if base is None or moment.day is None:
        return f"XXXX-XX-{moment.day:02d}", False
    best: datetime.date | None = None
    shifts = (moment.month_shift,) if moment.month_shift is not None else (0, -1, 1)
    for shift in shifts:
        year, month = _shift_month(base, shift)
        found = _date(year, month, moment.day)
        if found is None or (moment.weekday and found.isoweekday() != moment.weekday and moment.month_shift is None):
            continue
        if best is None or abs((found - base).days) < abs((best - base).days):
            best = found
    return (best.isoformat(), True) if best else (f"XXXX-XX-{moment.day:02d}", False)


def _weekday(moment: Moment, reference: datetime.date | None) -> tuple[str, bool]:
    weekday = moment.weekday or 1
    if reference is None:
        return f"XXXX-WXX-{weekday}", False
    if moment.week_shift is not None:
        monday = reference - datetime.timedelta(reference.isoweekday() - 1)
        return _safe(monday, 7 * moment.week_shift + weekday - 1), True
    back = (reference.isoweekday() - weekday) % 7
    if moment.ahead:
        return _safe(reference, (7 - back) % 7), True
    if moment.which == 1:
        return _safe(reference, 7 - back if back else 7), True
    if moment.which == -1 and back == 0:
        back = 7
    return _safe(reference, -back), True


def _shifted_weekday(moment: Moment, reference: datetime.date) -> str:
    """`أمس الاثنين`: the day that the weekday names, where that differs from the one counted the nearest to it."""
    counted = reference.toordinal() + (moment.day_shift or 0)
    for away in (0, -1, 1, -2, 2, -3, 3):
        found = datetime.date.fromordinal(max(counted + away, 1))
        if found.isoweekday() == moment.weekday:
            return found.isoformat()
    return reference.isoformat()


def _period(moment: Moment, reference: datetime.date | None, anchor: datetime.date | None) -> tuple[str, bool]:
    if moment.week_shift is not None:
        end = "-WE" if moment.weekend else ""
        if reference is None:
            return "XXXX-WXX" + end, False
        year, week, _ = (reference + datetime.timedelta(7 * moment.week_shift)).isocalendar()
        return f"{year:04d}-W{week:02d}{end}", True
    base = reference or (anchor if moment.month_shift == 0 or moment.year_shift == 0 else None)
    if moment.month_shift is not None:
        if base is None:
            return "XXXX-XX", False
        year, month = _shift_month(base, moment.month_shift)
        return f"{year:04d}-{month:02d}", True
    year_known = moment.year
    if year_known is None and base is not None and (moment.year_shift is not None or moment.quarter):
        year_known = base.year + (moment.year_shift or 0)
    head = f"{year_known:04d}" if year_known is not None else "XXXX"
    if moment.quarter == "Q":
        return _relative_quarter(moment.which or 0, base)
    if moment.season and moment.which is not None:
        return _relative_season(moment.season, moment.which, base)
    if moment.century is not None or moment.decade == -1:
        return _era(moment, base)
    if moment.quarter and moment.which == -1 and base is not None:
        year = base.year - ((base.month - 1) // 3 + 1 < int(moment.quarter[1:]))
        return f"{year:04d}-{moment.quarter}", True
    if moment.quarter:
        return f"{head}-{moment.quarter}", year_known is not None
    if moment.season:
        return f"{head}-{moment.season}", year_known is not None
    if moment.decade is not None:
        return f"19{moment.decade // 10}X" if moment.decade >= 30 else f"20{moment.decade // 10}X", True
    return head, year_known is not None


def _relative_quarter(which: int, base: datetime.date | None) -> tuple[str, bool]:
    if base is None:
        return "XXXX-QX", False
    index = base.year * 4 + (base.month - 1) // 3 + which
    return f"{index // 4:04d}-Q{index % 4 + 1}", True


def _relative_season(season: str, which: int, base: datetime.date | None) -> tuple[str, bool]:
    """`الصيف الماضي` ended before the reference, `الصيف المقبل` begins after it."""
    if base is None:
        return f"XXXX-{season}", False
    begins = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[season]
    year = base.year
    if which == -1:
        year -= base.month < begins + 3
    elif which == 1:
        year += base.month >= begins
    return f"{year:04d}-{season}", True


def _era(moment: Moment, base: datetime.date | None) -> tuple[str, bool]:
    """A century, or a decade of one, or the decade that `which` counts from the reference."""
    if moment.decade == -1:
        return (f"{base.year // 10 + (moment.which or 0)}X", True) if base else ("XXXX", False)
    century = (moment.century or 0) - 1
    if moment.century == 0:
        century = (base.year // 100 if base else 20) + (moment.which or 0)
    if moment.decade is not None:
        return f"{century:02d}{moment.decade // 10}X", True
    return f"{century:02d}XX", True


def _hijri_year(moment: Moment, base: datetime.date) -> int:
    """The year of the hijra of a date without one: `رمضان الماضي` has begun, `رمضان المقبل` has not."""
    year = hijri.year_of(base) + (moment.year_shift or 0)
    begins = hijri.to_gregorian(year, moment.month or 1, moment.day or 1)
    if moment.which == -1 and begins is not None and begins >= base:
        return year - 1
    return year + 1 if moment.which == 1 and begins is not None and begins <= base else year


def _hijri(moment: Moment, calendar: Calendar) -> tuple[str, bool]:
    base = calendar.reference or calendar.anchor
    year = moment.year
    if year is None and base is not None:
        year = _hijri_year(moment, base)
    if year is None:
        return ("XXXX", False) if moment.month is None else ("XXXX-XX" if moment.day is None else _UNKNOWN_DAY, False)
    if moment.month is None:
        start, end = hijri.to_gregorian(year, 1, 1), hijri.to_gregorian(year + 1, 1, 1)
    elif moment.day is None:
        start = hijri.to_gregorian(year, moment.month, 1)
        following = (year, moment.month + 1) if moment.month < 12 else (year + 1, 1)
        end = hijri.to_gregorian(*following, 1)
    else:
        found = hijri.to_gregorian(year, moment.month, moment.day)
        if found and moment.year is None and moment.which is None and base and (found - base).days > AHEAD:
            found = hijri.to_gregorian(year - 1, moment.month, moment.day)
        return (found.isoformat(), True) if found else (_UNKNOWN_DAY, False)
    if start is None or end is None:
        return "XXXX", False
    return f"{start.isoformat()}/{(end - datetime.timedelta(1)).isoformat()}", True


@cache
def _zone(name: str) -> ZoneInfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # Only texts that name such a zone pay for it.

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def offset(zone: str, day: str, hour: int, minute: int) -> str:
    """`Z`, `+03:00`: the offset of a zone at a local time; `day` may be unknown."""
    if zone == "local":
        return ""
    if zone[0] in "Z+-":
        return zone
    info = _zone(zone)
    if info is None:
        return ""
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        month = day[5:7]
        date = datetime.date(2021, int(month), 15) if month.isdigit() else _SUMMER
    delta = datetime.datetime.combine(date, datetime.time(hour % 24, minute), info).utcoffset() or datetime.timedelta()
    minutes = int(delta.total_seconds()) // 60
    return (
        "Z"
        if minutes == 0 and zone == "UTC"
        else f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    )


def clock_value(moment: Moment, day: str | None, calendar: Calendar) -> str:
    """`2021-10-04T15:45Z`; `T15:45Z` where no day is known, unless the zone has summer time."""
    hour, minute, second = moment.clock or (0, 0, None)
    if hour >= 24 and day is not None:
        after = following(day)
        day, hour = (after, hour - 24) if after != day else (day, hour)
    face = f"T{hour:02d}:{minute:02d}" + (f":{second:02d}" if second is not None else "")
    zone = moment.zone or calendar.zone
    if zone is None:
        return (day or "") + face
    if day is None and zone != "local" and zone[0] not in "Z+-":
        day = _UNKNOWN_DAY
    return (day or "") + face + offset(zone, day or _UNKNOWN_DAY, hour, minute)
