"""Names and titles over time: what an entity was called on a day, and which titles a person held then.

Two small files beside the knowledge base, read when they are first asked for: `history/names.tsv` (`key`, `name`,
`name_ar`, `from`, `to`) and `history/titles.tsv` (`person`, `title`, `title_ar`, `organization`, `from`, `to`). A date
is a day, a month or a year (`2021-10-28`, `2021-10`, `2021`); `from` is the first day and `to` the last. An empty
`from` is a beginning that is not known, an empty `to` says that it still holds. A change whose day is not known has the
same month or year in the `to` of one row and the `from` of the next: within it, both hold.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pipeline.resources import DataFileError, knowledge_dir, read_tsv

NAMES = ("key", "name", "name_ar", "from", "to")
TITLES = ("person", "title", "title_ar", "organization", "from", "to")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DAY = len("2021-10-28")


class Period(NamedTuple):
    """From the first to the last day, as written; None where it is open."""

    start: str | None
    end: str | None

    @property
    def first(self) -> date:
        """The first day on which it may hold."""
        return _first_day(self.start) if self.start else date.min

    @property
    def last(self) -> date:
        """The last day on which it may hold."""
        return _last_day(self.end) if self.end else date.max

    def holds(self, day: date) -> bool:
        """Whether it may hold on a day."""
        return self.first <= day <= self.last


class Name(NamedTuple):
    """What an entity was called for a time."""

    key: str
    name: str
    name_ar: str
    period: Period


class Title(NamedTuple):
    """A title that a person held for a time."""

    person: str
    title: str
    title_ar: str
    organization: str
    period: Period


class History:
    """The names of entities and the titles of persons, by key, in the order of time."""

    def __init__(self, names: Iterable[Name], titles: Iterable[Title]) -> None:
        self.names: dict[str, list[Name]] = {}
        self.titles: dict[str, list[Title]] = {}
        for name in sorted(names, key=lambda item: item.period.first):
            self.names.setdefault(name.key, []).append(name)
        for title in sorted(titles, key=lambda item: item.period.first):
            self.titles.setdefault(title.person, []).append(title)

    @classmethod
    def load(cls, folder: Path | None = None, known: Container[str] | None = None) -> History:
        """Read the two files of a folder (the shipped one by default).

        Args:
            folder: where `names.tsv` and `titles.tsv` lie.
            known: the keys that there are, such as a `KnowledgeBase`; None does not check them.

        Raises:
            DataFileError: a row that cannot be used, with its line.
        """
        home = folder or knowledge_dir() / "history"
        names: list[Name] = []
        spans: dict[tuple[str, ...], list[tuple[Period, str]]] = {}
        for where, row in _rows(home / "names.tsv", NAMES, ("key",), known):
            period = _period(where, row)
            names.append(Name(row["key"], row["name"], row["name_ar"], period))
            spans.setdefault((row["key"],), []).append((period, where))
        titles: list[Title] = []
        for where, row in _rows(home / "titles.tsv", TITLES, ("person", "organization"), known):
            period = _period(where, row)
            held = Title(row["person"], row["title"], row["title_ar"], row["organization"], period)
            titles.append(held)
            spans.setdefault(held[:4], []).append((period, where))
        for same in spans.values():
            _refuse_overlaps(same)
        return cls(names, titles)

    def names_at(self, key: str, day: date | str) -> tuple[Name, ...]:
        """Return what an entity was called on a day.

        Nothing where no change is on record, two names in the month or year of a change whose day is not known.
        """
        when = _as_day(day)
        return tuple(name for name in self.names.get(key, ()) if name.period.holds(when))

    def title_of(self, person: str, day: date | str) -> tuple[Title, ...]:
        """Return the titles that a person held on a day, the oldest first."""
        when = _as_day(day)
        return tuple(title for title in self.titles.get(person, ()) if title.period.holds(when))


@lru_cache(maxsize=1)
def history() -> History:
    """Return the shipped history, read once."""
    return History.load()


def names_at(key: str, day: date | str) -> tuple[Name, ...]:
    """`History.names_at` of the shipped history."""
    return history().names_at(key, day)


def title_of(person: str, day: date | str) -> tuple[Title, ...]:
    """`History.title_of` of the shipped history."""
    return history().title_of(person, day)


def _rows(
    path: Path, columns: tuple[str, ...], keys: tuple[str, ...], known: Container[str] | None
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield where each row stands and its cells; every cell but those of the dates is filled."""
    for number, row in read_tsv(path, optional=("to",)):
        where = f"{path}, line {number}"
        if tuple(row) != columns:
            raise DataFileError(f"{path}: the columns must be {', '.join(columns)}.")
        empty = [column for column in columns[:-2] if not row[column]]
        if empty:
            raise DataFileError(f"{where}: no {empty[0]}. Only the dates may be empty.")
        for column in keys if known is not None else ():
            if known is not None and row[column] not in known:
                raise DataFileError(f"{where}: the {column} {row[column]} is not a key of the knowledge base.")
        yield where, row


def _period(where: str, row: Mapping[str, str]) -> Period:
    for column in ("from", "to"):
        if row[column] and not _is_date(row[column]):
            raise DataFileError(f"{where}: {row[column]!r} is not a date. Write 2021-10-28, 2021-10 or 2021.")
    period = Period(row["from"] or None, row["to"] or None)
    if period.start is None and period.end is None:
        raise DataFileError(f"{where}: neither from nor to. Write one of them.")
    if period.first > period.last:
        raise DataFileError(f"{where}: it ends ({period.end}) before it begins ({period.start}).")
    return period


def _refuse_overlaps(same: list[tuple[Period, str]]) -> None:
    same.sort(key=lambda item: item[0].first)
    for (one, _), (other, where) in pairwise(same):
        undated = one.end is not None and one.end == other.start and len(one.end) < _DAY
        if other.first <= one.last and not undated:
            raise DataFileError(f"{where}: it begins ({other.start}) before the one before it ends ({one.end}).")


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _parts(text: str) -> tuple[int, int, int]:
    """Return year, month and day of a date, 0 for what it does not say."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    return year, month, day


def _first_day(text: str) -> date:
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def _last_day(text: str) -> date:
    year, month, day = _parts(text)
    return date(year, month or 12, day or monthrange(year, month or 12)[1])


def _as_day(day: date | str) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)
