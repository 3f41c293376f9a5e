"""The data files of the room agree with one another, with the contract and with the code that names them."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import pipeline.facts as room
from pipeline.contract import CATEGORIES
from pipeline.entities import KnowledgeBase
from pipeline.facts.acts import ACTS
from pipeline.facts.figures import PEOPLE
from pipeline.facts.frames import Frame, frames
from pipeline.facts.governing import PREDICATES, TOPICS
from pipeline.facts.lexicon import _DATA as DATA
from pipeline.facts.subjects import _STRATEGIES
from pipeline.facts.verbs import verb_frames
from pipeline.resources import read_toml, read_tsv
from pipeline.text import fold
from pipeline.values.lexicon import DATA as VALUES

ROOM = Path(room.__file__).parent
OF_CLASS = ("antecedent", "genitive", "chief", "all", "by", "own")
"""Strategies that are written `name:class`."""
KINDS = {"money", "count", "percent", "ratio", "points", "ordinal"}
TYPES = {"company", "service", "media", "organization", "person", "place", "other"}
DOCUMENTED = {"%"}
"""Units of the contract that are no counted nouns."""


@cache
def _lexemes() -> list[dict[str, str]]:
    files = ("lexemes.tsv", "speech.tsv")
    return [row for name in files for _, row in read_tsv(DATA / name, optional=("tail",))]


def _classes() -> set[str]:
    return {row["class"] for row in _lexemes()} | {frame.act for frame in verb_frames() if frame.act}


def _class_of(strategy: str) -> set[str]:
    name, *rest = strategy.split(":")
    return {rest[0]} if name in OF_CLASS and rest else set()


def _named(frame: Frame) -> set[str]:
    words = {*frame.topic, *frame.predicate, *frame.cues, *frame.without, *frame.behind} - {"none"}
    return words.union(*map(_class_of, frame.subject))


@cache
def _named_in_code() -> set[str]:
    """Strings that the modules hold: a class that none of them is, and no frame names, does nothing."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in ROOM.glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _looked_for() -> set[str]:
    """Classes that the modules look for: arguments of `find` and `has`."""
    found: set[str] = set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("find", "has")
            ):
                found |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return found


# ------------------------------------------------------------------------------------------------------- frames
@pytest.mark.parametrize("frame", frames(), ids=[frame.name for frame in frames()])
def test_frame(frame: Frame) -> None:
    assert frame.category in CATEGORIES[frame.type]
    assert frame.kinds <= KINDS
    assert _named(frame) <= _classes()
    assert frame.topic <= set(TOPICS)
    assert frame.predicate <= {*PREDICATES, "reach", "none"}
    assert frame.sign in (None, "predicate")
    for strategy in frame.subject:
        name, *rest = strategy.split(":")
        assert name in _STRATEGIES
        assert len(rest) <= (2 if name in OF_CLASS else 1)
        if rest and name not in ("all", "own"):
            assert set(rest[-1].split(",")) <= TYPES


def test_frames_have_names_of_their_own() -> None:
    assert len({frame.name for frame in frames()}) == len(frames())


def test_frames_look_for_predicates_that_figures_are_read_for() -> None:
    """A class in PREDICATES that no frame wants would only hide the others."""
    wanted = {cls for frame in frames() for cls in frame.predicate}
    assert set(PREDICATES) <= wanted | {"level"}


_UNITS = sorted({unit for frame in frames() for unit in frame.units} | PEOPLE)
_UNKNOWN_UNITS = {"business", "individual", "newcomer", "registration"}


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param(unit, marks=pytest.mark.xfail(strict=True, reason="values do not read this unit"))
        if unit in _UNKNOWN_UNITS
        else unit
        for unit in _UNITS
    ],
)
def test_values_read_the_units_of_frames(unit: str) -> None:
    assert unit in {row["unit"] for _, row in read_tsv(VALUES / "units.tsv")} | DOCUMENTED


@pytest.mark.parametrize("name", sorted(_STRATEGIES))
def test_every_strategy_is_used(name: str) -> None:
    assert any(strategy.split(":")[0] == name for frame in frames() for strategy in frame.subject)


# ------------------------------------------------------------------------------------------------------ lexemes
def test_the_code_looks_for_classes_that_exist() -> None:
    assert _looked_for() | set(PREDICATES) | set(TOPICS) | set(ACTS) <= _classes()


def test_every_class_is_read() -> None:
    assert _classes() - _named_in_code() - {cls for frame in frames() for cls in _named(frame)} == set()


def test_no_lexeme_stands_twice() -> None:
    rows = Counter((row["class"], row["pos"], fold(row["forms"]), fold(row["tail"])) for row in _lexemes())
    assert [row for row, count in rows.items() if count > 1] == []


def test_a_lexeme_with_a_tail_does_not_stand_without_one() -> None:
    bare = {(row["class"], row["pos"], fold(row["forms"])) for row in _lexemes() if not row["tail"]}
    tailed = {(row["class"], row["pos"], fold(row["forms"])) for row in _lexemes() if row["tail"]}
    assert bare & tailed == set()


def test_words_as_they_stand_are_no_forms_with_marks() -> None:
    assert [row["forms"] for row in _lexemes() if "ـ" in row["forms"] or "  " in row["forms"]] == []


# ------------------------------------------------------------------------------------------------ the other files
def test_causes_are_of_the_contract() -> None:
    categories = [row["category"] for _, row in read_tsv(DATA / "causes.tsv")]
    assert set(categories) <= CATEGORIES["cause"]
    assert CATEGORIES["cause"] <= set(categories)
    assert len(set(categories)) == len(categories)


def test_no_cause_stands_twice() -> None:
    words = Counter(
        fold(part).strip().lstrip("~") for _, row in read_tsv(DATA / "causes.tsv") for part in row["words"].split("|")
    )
    assert [part for part, count in words.items() if count > 1] == []


def test_no_title_stands_twice() -> None:
    titles = Counter(fold(row["title"]) for _, row in read_tsv(DATA / "titles.tsv"))
    assert [title for title, count in titles.items() if count > 1] == []


@cache
def _sectors_of_entries() -> set[str | None]:
    return {entry.sector for entry in KnowledgeBase.load()}


def _sectors() -> set[str]:
    table = read_toml(DATA / "sectors.toml")
    lists = [*table["families"], *(table[key] for key in ("infrastructure", "never_down", "observers", "authorities"))]
    return {sector for names in lists for sector in names}


@pytest.mark.parametrize(
    "sector",
    [
        pytest.param(sector, marks=pytest.mark.xfail(strict=True, reason="no entry is of this sector"))
        if sector == "hosting"
        else sector
        for sector in sorted(_sectors())
    ],
)
def test_sectors_are_those_of_the_knowledge_base(sector: str) -> None:
    assert sector in _sectors_of_entries()


def test_no_sector_is_in_two_families() -> None:
    families = read_toml(DATA / "sectors.toml")["families"]
    assert sum(map(len, families)) == len({sector for family in families for sector in family})
