"""The words that the rules of this room look for, read once from `data/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pipeline.resources import DataFileError, read_toml, read_tsv
from pipeline.text import fold, splits

DATA = Path(__file__).parent / "data"
ARTICLE = "ال"
OPENING = frozenset("\"“”«‹„'‘’([{+`")
CLOSING = frozenset("\"“”»›“'‘’)]}+`")
DIRECTED = frozenset("«»‹›()[]{}")
"""Marks that say themselves whether they open or close."""
MAKSURA = ("\u0639\u0644\u0649",)
BRACKETS = frozenset("([{")


class Head(NamedTuple):
    """A generic noun: the types that it announces, whether a mention leaves it out, and what an unknown name is."""

    noun: str
    types: tuple[str, ...]
    trim: bool
    nil: str | None


def closed_class(words: str) -> frozenset[str]:
    """Return a closed class of small words, folded: `closed_class("في لدى")`."""
    return frozenset(fold(words).split(" "))


def cell_list(cell: str, separator: str = "|") -> list[str]:
    """Return the folded, non-empty parts of a cell."""
    return [fold(part.strip()) for part in cell.split(separator) if part.strip()]


@lru_cache(maxsize=1)
def head_table() -> Mapping[str, Head]:
    """Return every form of every generic noun, with and without the article, folded."""
    table: dict[str, Head] = {}
    path = DATA / "heads.tsv"
    for number, row in read_tsv(path):
        noun = fold(row["noun"])
        if row["trim"] not in ("yes", "no"):
            raise DataFileError(f"{path}, line {number}: trim is {row['trim']!r}. Write yes or no.")
        head = Head(noun, tuple(cell_list(row["types"], ",")), row["trim"] == "yes", row["nil"].strip("-") or None)
        for form in (noun, *cell_list(row["forms"])):
            table.setdefault(form, head)
            table.setdefault(ARTICLE + form, head)
    return MappingProxyType(table)


@cache
def heads() -> Mapping[str, str]:
    """Return the generic nouns (folded; all forms, with and without the article) and the type that each implies."""
    return MappingProxyType({form: head.types[0] for form, head in head_table().items()})


@lru_cache(maxsize=16384)
def head_of(word: str) -> Head | None:
    """Return the generic noun that a folded word is, with or without proclitics: `ولشركه` gives شركة."""
    table = head_table()
    for reading in splits(word):
        if reading.stem in table and "س" not in reading.proclitics:
            return table[reading.stem]
        if reading.proclitics[-2:] == ("ل", ARTICLE) and ARTICLE + reading.stem in table:
            return table[ARTICLE + reading.stem]
    return None


def is_definite(word: str) -> bool:
    """Whether a generic noun has the article, also in `بالموقع` and `للشركة`: `للعبة` has none."""
    table = head_table()
    definite = False
    for reading in splits(word):
        if "س" in reading.proclitics:
            continue
        if reading.stem in table and ARTICLE not in reading.proclitics and not reading.stem.startswith(ARTICLE):
            return False
        definite = definite or ARTICLE in reading.proclitics or reading.stem.startswith(ARTICLE)
    return definite


@lru_cache(maxsize=1)
def blocked() -> frozenset[str]:
    """Return the folded phrases that are never a name."""
    return frozenset(fold(row["phrase"]) for _, row in read_tsv(DATA / "blocked.tsv"))


def read_lines(name: str) -> tuple[str, ...]:
    """Return the folded lines of a word list in `data/`, without blank lines and `#` comments."""
    lines = (line.strip() for line in (DATA / name).read_text(encoding="utf-8").splitlines())
    return tuple(fold(line) for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def genres() -> frozenset[str]:
    """Return the folded nouns that say what an application is for, and name nobody: `المواعدة`."""
    return frozenset(read_lines("genres.txt"))


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Return the folded aliases that are everyday words."""
    return frozenset(read_lines("common.txt"))


@lru_cache(maxsize=1)
def titles() -> frozenset[str]:
    """Return the titles of people and the nouns of their roles, without the article: never part of a name."""
    data = read_toml(DATA / "nil.toml")
    both = (*data["titles"]["words"], *data["roles"]["words"], *data["titles"]["trimmed"])
    return frozenset(fold(word).removeprefix(ARTICLE) for word in both)


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Return the folded given names."""
    return frozenset(name for line in read_lines("given_names.txt") for name in line.split(" ") if name)


def is_given_name(text: str, written: str) -> bool:
    """Whether a token is a given name. Folding makes `على` and `علي` one word: the written one tells them apart."""
    return text in given_names() and not written.endswith(MAKSURA)


@lru_cache(maxsize=1)
def nationalities() -> frozenset[str]:
    """Return the definite adjectives of nationality, masculine and feminine: `الاميركي`, `الاميركيه`."""
    singular = [adjective for adjective in read_lines("nationalities.txt") if " " not in adjective]
    return frozenset(ARTICLE + adjective + ending for adjective in singular for ending in ("", "ه"))
