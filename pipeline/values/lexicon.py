"""The words of numbers, units and times: read from `data/` on first use, looked up with their proclitics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.resources import DataFileError, read_tsv
from pipeline.text import fold, splits
from pipeline.values import moneywords

DATA = Path(__file__).parent / "data"
NOTHING: Mapping[str, Any] = {}
MEMO_SIZE = 24_576
"""Analyses kept: the frequent words of a language fit, the rare ones are worked out again."""


class Phrase(NamedTuple):
    """The words that must follow a first word, and what the whole is."""

    rest: tuple[str, ...]
    kind: str
    value: Any


class Analysis(NamedTuple):
    """A written word: its proclitics without the article, where the noun (with its article) begins, its classes."""

    proclitics: str
    at: int
    definite: bool
    stem: str
    classes: Mapping[str, Any]


@dataclass(frozen=True)
class Lexicon:
    """Every class of every stem, and the phrases that begin with a stem."""

    words: Mapping[str, Mapping[str, Any]]
    phrases: Mapping[str, tuple[Phrase, ...]]


def _forms(cell: str) -> Iterator[tuple[str, ...]]:
    for form in cell.split():
        yield tuple(fold(part) for part in form.split("_") if part)


class _Builder:
    def __init__(self) -> None:
        self.words: dict[str, dict[str, Any]] = {}
        self.phrases: dict[str, list[Phrase]] = {}

    def add(self, form: tuple[str, ...], kind: str, value: Any) -> None:
        if len(form) == 1:
            self.words.setdefault(form[0], {}).setdefault(kind, value)
        else:
            self.phrases.setdefault(form[0], []).append(Phrase(form[1:], kind, value))
            self.words.setdefault(form[0], {}).setdefault("phrase", 1)


_NUMBER_CLASSES = frozenset({"zero", "unit", "ten", "tens", "hundred", "scale", "scale_a", "dual", "scales"})


def _numbers(build: _Builder) -> None:
    for line, row in read_tsv(DATA / "numbers.tsv"):
        kind = row["class"]
        try:
            value: int | float = float(row["value"]) if "." in row["value"] else int(row["value"])
        except ValueError as error:
            raise DataFileError(f"{DATA / 'numbers.tsv'}, line {line}: {row['value']!r} is not a number.") from error
        for form in _forms(row["forms"]):
            if kind in _NUMBER_CLASSES:
                build.add(form, "number", (kind, value))
            else:
                build.add(form, kind, value)


def _times(build: _Builder) -> None:
    for _, row in read_tsv(DATA / "time_words.tsv"):
        value: Any = row["value"]
        if value.lstrip("-").isdigit():
            value = int(value)
        for form in _forms(row["forms"]):
            build.add(form, row["class"], value)


def _noun_forms(form: str) -> Iterator[str]:
    yield form
    if form.endswith("ين") and len(form) > 4:
        yield form[:-2] + "ون"
        yield form[:-1]
        yield form[:-2] + "و"
    elif form[-1] not in "هاء":
        yield form + "ا"


def _units(build: _Builder) -> None:
    for _, row in read_tsv(DATA / "units.tsv"):
        for form in _forms(row["forms"]):
            for last in _noun_forms(form[-1]):
                build.add((*form[:-1], last), "noun", row["unit"].replace("_", " "))
                if len(form) == 2 and form[0][-1] not in "هاءت":
                    build.add((form[0] + "ا", last), "noun", row["unit"].replace("_", " "))


def _currencies(build: _Builder) -> None:
    for form, kind, value in moneywords.entries():
        build.add(form, kind, value)


@cache
def lexicon() -> Lexicon:
    """Read the data files, once."""
    build = _Builder()
    for reader in (_numbers, _times, _units, _currencies):
        reader(build)
    phrases = {first: tuple(sorted(found, key=lambda p: -len(p.rest))) for first, found in build.phrases.items()}
    return Lexicon(build.words, phrases)


@cache
def function_words() -> frozenset[str]:
    """Words that are never counted."""
    return frozenset(fold(word) for _, row in read_tsv(DATA / "function_words.tsv") for word in row["words"].split())


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    return {
        row["name"]: frozenset(fold(word) for word in row["words"].split()) for _, row in read_tsv(DATA / "lists.tsv")
    }


def listed(name: str) -> frozenset[str]:
    """The folded words of a list of `lists.tsv`."""
    return _lists()[name]


def is_turn(word: str, following: str) -> bool:
    """Whether a folded word, with the one behind it, says that figures are told in turn: `تباعا`, `على التوالي`."""
    return word in listed("in_turn") or (word == "علي" and following in listed("in_turn_behind"))


@cache
def hosts() -> Mapping[str, str]:
    """Parts of the names of sites that say a state: `masr` of `sout-masr.example`."""
    return {part: row["code"] for _, row in read_tsv(DATA / "hosts.tsv") for part in row["parts"].split()}


@cache
def _verbs() -> Mapping[str, str]:
    return {fold(form): row["unit"] for _, row in read_tsv(DATA / "verb_units.tsv") for form in row["forms"].split()}


def verb_unit(text: str) -> str | None:
    """Whom a verb lets a figure without a noun count: `يتابعه` followers."""
    return _verbs().get(text) or (_verbs().get(text[1:]) if text[:1] in ("و", "ف") else None)


@dataclass(frozen=True, slots=True)
class Modifier:
    """A phrase that changes the claim of a figure."""

    words: tuple[str, ...]
    name: str


@cache
def modifiers(place: str) -> Mapping[str, tuple[Modifier, ...]]:
    """Modifier phrases by the word that touches the number: the last one before it, the first one after."""
    found: dict[str, list[Modifier]] = {}
    for _, row in read_tsv(DATA / "modifiers.tsv"):
        if row["place"] != place:
            continue
        for phrase in row["phrases"].split("|"):
            words = tuple(fold(phrase).split())
            key = words[0] if place == "after" else words[-1]
            found.setdefault(key, []).append(Modifier(words, row["modifier"]))
    return {key: tuple(sorted(value, key=lambda m: -len(m.words))) for key, value in found.items()}


@cache
def zones() -> tuple[Mapping[str, tuple[Phrase, ...]], Mapping[str, tuple[Phrase, ...]]]:
    """Zone names after `بتوقيت`, and clock abbreviations that stand alone, each by first word, the longest first."""
    named: dict[str, list[Phrase]] = {}
    short: dict[str, list[Phrase]] = {}
    for _, row in read_tsv(DATA / "zones.tsv"):
        for cell in row["forms"].split():
            table = short if cell.startswith("abbr:") else named
            words = tuple(fold(part) for part in cell.removeprefix("abbr:").split("_"))
            table.setdefault(words[0], []).append(Phrase(words[1:], "zone", row["zone"]))

    def longest_first(table: dict[str, list[Phrase]]) -> Mapping[str, tuple[Phrase, ...]]:
        return {key: tuple(sorted(value, key=lambda p: -len(p.rest))) for key, value in table.items()}

    return longest_first(named), longest_first(short)


memo: dict[str, Analysis] = {}
_UNSPLIT = frozenset(
    {"لست", "كست", "فست", "كرد", "برد", "لرد", "بكم", "لاب", "كاب", "فاب", "فالف", "ولد", "وعد", "بعد", "لامس"}
)


def analyse(word: str) -> Analysis:
    """Return the first reading of a folded word, by letters taken off, whose stem the lexicon knows."""
    found = memo.get(word)
    if found is None:
        found = _analyse(word)
        if len(memo) >= MEMO_SIZE:
            memo.clear()
        memo[word] = found
    return found


def _analyse(word: str) -> Analysis:
    words = lexicon().words
    if word not in _UNSPLIT:
        for reading in splits(word):
            classes = words.get(reading.stem)
            if classes is not None and "س" not in reading.proclitics:
                definite = "ال" in reading.proclitics
                taken = "".join(p for p in reading.proclitics if p != "ال")
                return Analysis(taken, len(taken), definite, reading.stem, classes)
    return Analysis("", 0, False, word, words.get(word, NOTHING))
