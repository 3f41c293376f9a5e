"""The words of money as the lexicon wants them: nouns of currencies, names of states, codes, signs, hundredths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.resources import read_tsv
from pipeline.text import fold

DATA = Path(__file__).parent / "data"
WORDS_TOO = frozenset(
    {"all", "top", "try", "cup", "pen", "mad", "bam", "cad", "gel", "mop", "ron", "sos", "lak", "mur"}
)
"""Codes that are words too: read behind a figure, never before one (`top 10`)."""


class Entry(NamedTuple):
    """A form (of several words, perhaps), its class in the lexicon and its value."""

    form: tuple[str, ...]
    kind: str
    value: Any


def adjectives(base: str) -> Iterator[str]:
    """`سعودي`, `سعوديا`, `سعودية`, `سعوديين`, `سعوديتان`: an adjective of origin in gender, number and case."""
    stem = base.removesuffix("ة").removesuffix("ه") if base.endswith(("ية", "يه")) else base
    yield stem
    if stem.endswith("ي"):
        for ending in ("ا", "ة", "ين", "ان", "ون", "تين", "تان", "ات"):
            yield stem + ending


def _noun_forms(form: str) -> Iterator[str]:
    yield form
    if form.endswith(("ات", "ة")) or form[-1] in "اوي€":
        return
    yield form + "ا"


def _duals(form: str) -> Iterator[str]:
    stem = form[:-1] + "ت" if form.endswith("ة") else form
    if form[-1] not in "اوي":
        yield stem + "ين"
        yield stem + "ان"


@cache
def decimals() -> dict[str, int]:
    """How many digits the smaller unit of a currency takes: 2 for cents, 3 for fils of Kuwait."""
    return {row["code"]: int(row["decimals"]) for _, row in read_tsv(DATA / "cldr_currencies.tsv")}


def _rows() -> Iterator[tuple[str, str, tuple[str, ...], list[str]]]:
    for _, row in read_tsv(DATA / "cldr_currencies.tsv"):
        noun, *state = row["name"].split()
        yield row["code"], noun, tuple(state), row["signs"].split()


def entries() -> Iterator[Entry]:
    """Every entry of the lexicon that has to do with money."""
    nouns: dict[str, tuple[str, dict[str, str], list[str]]] = {}
    codes_by_noun: dict[str, dict[str, str]] = {}
    for _, row in read_tsv(DATA / "currencies.tsv"):
        by = {code[:2].lower(): code for code in row["also"].split()}
        nouns[row["noun"]] = (row["alone"].strip("-"), by, row["forms"].split())
        codes_by_noun[row["noun"]] = by
    for code, noun, state, signs in _rows():
        yield Entry((code.lower(),), "money", code)
        for sign in signs:
            if "." not in sign:
                yield Entry((fold(sign).lower(),), "money", code)
        forms = [form for base in nouns[noun][2] for form in _noun_forms(base)] if noun in nouns else [noun, noun + "ا"]
        if len(state) == 1 and state[0].endswith(("ي", "ية")):
            for adjective in adjectives(state[0]):
                yield Entry((fold(adjective),), "nation", code[:2].lower())
            if noun in nouns:
                codes_by_noun[noun].setdefault(code[:2].lower(), code)
                continue
            ends: list[tuple[str, ...]] = [(fold(adjective),) for adjective in adjectives(state[0])]
        elif noun in nouns and not state:
            continue
        else:
            ends = [tuple(fold(part) for part in state)]
        if state:
            if noun in nouns:
                codes_by_noun[noun].setdefault(code[:2].lower(), code)
            for form in forms:
                for end in ends:
                    yield Entry((fold(form), *end), "money", code)
    for noun, (alone, by, bases) in nouns.items():
        yield from _noun(alone, codes_by_noun[noun] | by, bases)
    yield from _words()


def _noun(alone: str, by: dict[str, str], bases: list[str]) -> Iterator[Entry]:
    singular = bases[0]
    for base in bases:
        for form in _noun_forms(base):
            if alone:
                yield Entry((fold(form),), "money", alone)
            if by:
                yield Entry((fold(form),), "money_by", by)
    for form in _duals(singular):
        yield Entry((fold(form),), "money_two", 1)
        if alone:
            yield Entry((fold(form),), "money", alone)
        if by:
            yield Entry((fold(form),), "money_by", by)


def _words() -> Iterator[Entry]:
    for _, row in read_tsv(DATA / "money_words.tsv"):
        for written in row["forms"].split():
            parts = written.split("_")
            if row["class"] == "sign":
                yield Entry((fold(written).lower(),), "money", row["code"])
            elif row["class"] == "part":
                for form in _noun_forms(written):
                    yield Entry((fold(form),), "money_part", tuple(row["code"].split()))
                for form in _duals(written) if not written.endswith("ات") else ():
                    yield Entry((fold(form),), "money_part", tuple(row["code"].split()))
                    yield Entry((fold(form),), "money_two", 1)
            else:
                for last in adjectives(parts[-1]):
                    form_ = tuple(fold(part) for part in (*parts[:-1], last))
                    yield Entry(form_, "nation", row["code"].lower())
    for _, row in read_tsv(DATA / "countries.tsv"):
        for name in row["names"].split():
            yield Entry(tuple(fold(part) for part in name.split("_")), "country", row["code"])
        for base in row["adjectives"].split():
            for adjective in adjectives(base):
                yield Entry((fold(adjective),), "nation", row["code"])


@cache
def abbreviations() -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """`ر.س`: the two letters around the point, and the currencies that they may stand for, by state."""
    found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for code, _, _, signs in _rows():
        for sign in signs:
            left, point, right = sign.partition(".")
            if point:
                key = fold(left), fold(right)
                found[key] = (*found.get(key, ()), (code[:2].lower(), code))
    return found
