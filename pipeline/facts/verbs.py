"""Verbs of saying: the act that each performs, and what its words stand behind; data in verbs_of_saying.tsv."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.facts.inflection import verb_forms
from pipeline.resources import DataFileError, read_tsv
from pipeline.text import fold, splits

PATH = Path(__file__).parent / "data" / "verbs_of_saying.tsv"
ACT_OF_VERB = (
    "apology", "denial", "warning", "advice", "criticism", "acknowledgement", "banter", "judge",
    "guess",
)  # fmt: skip
"""What the column `act` may name; a verb of an act is also a trigger of that class."""


@dataclass(frozen=True, slots=True)
class VerbFrame:
    """One row of the file: `act` is None for a verb that only says."""

    act: str | None
    takes: tuple[str, ...]
    finite: frozenset[str]
    participles: frozenset[str]

    @property
    def plain(self) -> bool:
        """Whether a bare noun right behind the verb can only be its subject."""
        return "plain" in self.takes


@cache
def verb_frames() -> tuple[VerbFrame, ...]:
    """Return the rows of the file.

    Raises:
        DataFileError: a row names an act that there is not.
    """
    return tuple(_rows())


def _rows() -> Iterator[VerbFrame]:
    for number, row in read_tsv(PATH):
        act = None if row["act"] == "-" else row["act"]
        if act is not None and act not in ACT_OF_VERB:
            raise DataFileError(f"{PATH}, line {number}: {act} is no act of a verb; there are {', '.join(ACT_OF_VERB)}")
        yield VerbFrame(
            act,
            tuple(fold(part.strip()) for part in row["takes"].split("|") if part.strip() != "-"),
            frozenset(form for form in verb_forms(row["perfect"], row["imperfect"]) if not form.endswith("يا")),
            frozenset(fold(row["participle"]).split()) - {"-"},
        )


@cache
def _finite() -> dict[str, VerbFrame]:
    return {form: frame for frame in reversed(verb_frames()) for form in frame.finite}


@cache
def _participles() -> dict[str, VerbFrame]:
    return {form: frame for frame in reversed(verb_frames()) for form in frame.participles}


def has_object_pronoun(word: str) -> bool:
    """`فنفته`, `وانتقدتها`: a finite verb whose object was named before."""
    return any(
        word.endswith(pronoun) and any(split.stem[: -len(pronoun)] in _finite() for split in splits(word))
        for pronoun in ("ه", "ها", "هم")
    )


def frame_of(word: str) -> VerbFrame | None:
    """Return the frame of a folded word, with or without a conjunction; None where the file does not have it."""
    for split in splits(word):
        if {"ال", "ب", "ك"} & set(split.proclitics):
            continue
        found = _finite().get(split.stem) or _participles().get(split.stem)
        if found is not None:
            return found
    return None


def is_participle(word: str) -> bool:
    """`محذرا`, `وناصحة`: a participle of the file, which shares the subject of its sentence."""
    return any(split.stem in _participles() for split in splits(word)) and not any(
        split.stem in _finite() for split in splits(word)
    )
