"""How a name sounds: one code for the spellings of a foreign name, in Arabic letters or in Latin ones.

A code is a string in which a consonant takes three characters (its family, its sound, its letter) and a vowel one, so
that the edit distance of two codes weighs what differs: a vowel more or another letter of the same sound 1, another
vowel 2, another sound of the same family 3, a consonant more 3, another consonant 5 (see `likeness`). The tables are in
`data/transliteration.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

from pipeline.entities.words import DATA, closed_class
from pipeline.resources import DataFileError, read_toml
from pipeline.text import fold

CACHED = 16384
"""So many names are kept with their codes."""
MAX_READINGS = 8
"""A name with several letters of two sounds is tried in this many ways at most."""
_FIRST_MARK = 0x3400
_WORD = re.compile(r"[^\W\d_]+|\d")
_MARK = re.compile("[\u0300-\u036f]")
_LATIN = re.compile(r"[a-z]")


class Likeness(NamedTuple):
    """How far two names are from each other.

    `edits` is the distance of their codes and `heard` that of their sounds; `consonants` is the number that the one
    with fewer has; `same_skeleton` says that these are of the same families, `same_consonants` that they are the same
    sounds.
    """

    edits: int
    heard: int
    consonants: int
    same_skeleton: bool
    same_consonants: bool


class _Pieces(dict[str, str]):
    """The piece of a code that each letter is; what is no letter is none."""

    def __missing__(self, letter: str) -> str:
        return ""


class Tables(NamedTuple):
    """The tables of letters, made ready for `str.replace`."""

    latin: tuple[tuple[str, str], ...]
    replaced: tuple[tuple[str, str], ...]
    carriers: tuple[tuple[str, ...], ...]
    final: str
    unwritten: Mapping[int, None]
    unvoiced: Mapping[int, None]
    letters: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]]
    vowels: str


def tables_of(data: Mapping[str, Any], path: Path) -> Tables:
    """Make the tables of a file that was read.

    Raises:
        DataFileError: a family of sounds that are not there, or a rule that is not two words.
    """
    sounds: Mapping[str, Sequence[str]] = data["sounds"]
    family_of = {sound: name for name, members in data["families"].items() for sound in members}
    unknown = family_of.keys() - sounds.keys()
    if unknown:
        raise DataFileError(f"{path}: [families] names {', '.join(sorted(unknown))}, which [sounds] does not have.")
    marks = map(chr, range(_FIRST_MARK, _FIRST_MARK + 0x1000))
    family_marks: dict[str, str] = {}
    letter_marks: dict[str, str] = {}
    pieces: dict[str, list[str]] = {}
    for sound, letters in sounds.items():
        family = family_of.get(sound, sound)
        if family not in family_marks:
            family_marks[family] = next(marks)
        both = family_marks[family] + next(marks)
        for letter in letters:
            if letter not in letter_marks:
                letter_marks[letter] = next(marks)
            pieces.setdefault(letter, []).append(both + letter_marks[letter])
    for digit in "0123456789":
        letter_marks[digit] = next(marks)
        pieces[digit] = [next(marks) * 2 + letter_marks[digit]]
    codes = {letter: ways[0] for letter, ways in pieces.items()}
    final, *vowels = (next(marks) for _ in ("final", *data["vowels"]))
    for mark, letters in zip(vowels, data["vowels"].values(), strict=True):
        codes.update(dict.fromkeys(letters, mark))
    codes.update({final: final, "\n": "\n"})
    return Tables(
        latin=tuple(_rules(data["latin"]["rules"], path)),
        replaced=(*((letter, "") for letter in data["unheard"]["letters"]), *_rules(data["digraphs"]["rules"], path)),
        carriers=tuple(map(tuple, data["vowels"].values())),
        final=final,
        letters=_Pieces(codes),
        unwritten={ord(mark): None for mark in letter_marks.values()},
        unvoiced={ord(mark): None for mark in (final, *vowels)},
        others={letter: tuple(ways[1:]) for letter, ways in pieces.items() if len(ways) > 1},
        vowels="".join((final, *vowels)),
    )


def _rules(rules: Iterable[str], path: Path) -> Iterator[tuple[str, str]]:
    """Yield the two sides of each rule; `^` and `$` become the space at the edge of a word."""
    for rule in rules:
        left, *right = rule.split(" ")
        if len(right) != 1:
            raise DataFileError(f"{path}: the rule {rule!r} is not two words with a space between.")
        before, after = " " * left.startswith("^"), " " * left.endswith("$")
        yield before + left.strip("^$") + after, before + right[0] + after


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the tables of `data/transliteration.toml`."""
    path = DATA / "transliteration.toml"
    return tables_of(read_toml(path), path)


def arabic(text: str) -> str:
    """Return folded text with its Latin words in the Arabic letters that a writer would choose; lines stay lines."""
    lines = text.split("\n")
    latin = [index for index, line in enumerate(lines) if _LATIN.search(line)]
    if not latin:
        return text
    plain = "\n".join(f" {lines[index]} " for index in latin).replace(" ", "  ")
    if not plain.isascii():
        plain = _MARK.sub("", unicodedata.normalize("NFKD", plain))
    for edge in ("-", ".", "&"):
        plain = plain.replace(edge, "  ")
    for left, right in tables().latin:
        plain = plain.replace(left, right)
    for index, line in zip(latin, plain.split("\n"), strict=True):
        lines[index] = line
    return "\n".join(lines)


def codes(folded: Sequence[str]) -> list[str]:
    """Return the code of each folded name, all of them in one go: letters are replaced in all at once."""
    known = tables()
    text = "\n".join(folded)
    text = f" {arabic(text)} ".replace("\n", " \n ")
    for left, right in (*known.replaced, ("ه ", known.final + " ")):
        text = text.replace(left, right)
    for first, *others in known.carriers:
        for other in others:
            text = text.replace(other, first)
        while first * 2 in text:
            text = text.replace(first * 2, first)
    return "".join(map(known.letters.__getitem__, text)).split("\n")


@lru_cache(maxsize=CACHED)
def code(folded: str) -> str:
    """Return the code of one folded name."""
    return codes([folded.replace("\n", " ")])[0]


@lru_cache(maxsize=CACHED)
def readings(folded: str) -> tuple[str, ...]:
    """Return the codes of a folded name whose letters may be heard in two ways: the g and the j of ج."""
    first = code(folded)
    known = tables()
    heard = [letter for letter in known.others if letter in folded]
    ways = product(*((known.letters[letter], *known.others[letter]) for letter in heard))
    found = [first]
    for way in islice(ways, 1, MAX_READINGS):
        other = first
        for letter, piece in zip(heard, way, strict=True):
            other = other.replace(known.letters[letter], piece)
        found.append(other)
    return tuple(found)


@lru_cache(maxsize=CACHED)
def sounds(name: str) -> str:
    """Return a code without its letters: what is heard, whichever of two letters is written."""
    return name.translate(tables().unwritten)


@lru_cache(maxsize=CACHED)
def skeleton(name: str) -> str:
    """Return the families of the consonants of a code, without the vowels."""
    return sounds(name).translate(tables().unvoiced)[::2]


def family(name: str) -> str:
    """Return the family of the first consonant of a code, or nothing where there is none."""
    return name.lstrip(tables().vowels)[:1]


@lru_cache(maxsize=CACHED)
def likeness(mine: str, theirs: str) -> Likeness:
    """Compare two folded names, the first in each of its readings."""
    other = code(theirs)
    name = min(readings(mine), key=lambda reading: Levenshtein.distance(reading, other))
    unvoiced = tables().unvoiced
    heard, bones = (sounds(name), sounds(other)), (skeleton(name), skeleton(other))
    written = Levenshtein.distance(name, other) - Levenshtein.distance(*heard)
    return Likeness(
        edits=written + Indel.distance(*heard),
        heard=Levenshtein.distance(*heard),
        consonants=min(map(len, bones)),
        same_skeleton=bones[0] == bones[1],
        same_consonants=heard[0].translate(unvoiced) == heard[1].translate(unvoiced),
    )


class Native(NamedTuple):
    """What is spelled one way: the lists of `[native]`, folded.

    `same` holds words that are one as parts of a name, `respelled` pairs of parts of words that are one anywhere.
    """

    countries: frozenset[str]
    endings: frozenset[str]
    small: frozenset[str]
    ordinary: frozenset[str]
    same: tuple[frozenset[str], ...]
    respelled: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def native() -> Native:
    """Return the lists of `[native]`."""
    path = DATA / "transliteration.toml"
    data = read_toml(path)["native"]
    return Native(
        countries=frozenset(data["countries"]),
        endings=closed_class(" ".join(data["endings"])),
        small=closed_class(" ".join(data["small"])),
        ordinary=closed_class(" ".join(data["ordinary"])),
        same=tuple(map(closed_class, data["same"])),
        respelled=tuple(_rules(map(fold, data["respelled"]), path)),
    )


def respelled(word: str) -> str:
    """Return a folded word in the one of two standing spellings: `الامريكيه` and `الاميركيه`."""
    for one, other in native().respelled:
        word = word.replace(one, other)
    return word
