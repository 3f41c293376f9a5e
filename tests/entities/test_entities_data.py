"""The word lists of the room: plain letters, no row twice, types that exist."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.entities.kb import TYPES
from pipeline.entities.words import DATA, head_table, nationalities, read_lines
from pipeline.resources import read_toml, read_tsv
from pipeline.text import fold

FILES = sorted(DATA.iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_plain_letters(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [c for c in text if "\ufb50" <= c <= "\ufefe" and unicodedata.decomposition(c)]
    assert "ـ" not in text


@pytest.mark.parametrize(
    ("name", "column"), [("heads.tsv", "noun"), ("nominals.tsv", "noun"), ("blocked.tsv", "phrase")]
)
def test_no_row_twice(name: str, column: str) -> None:
    nouns = [fold(row[column]) for _, row in read_tsv(DATA / name)]
    assert sorted(set(nouns)) == sorted(nouns)


@pytest.mark.parametrize("name", ["common.txt", "nationalities.txt"])
def test_no_line_twice(name: str) -> None:
    lines = [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line]
    assert sorted(set(lines)) == sorted(lines)
    assert read_lines(name)


def test_types_exist() -> None:
    for head in head_table().values():
        assert set(head.types) <= TYPES
        assert head.nil is None or head.nil in TYPES
    for _, row in read_tsv(DATA / "nominals.tsv"):
        assert set(row["types"].split(",")) <= TYPES


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".toml"], ids=lambda path: path.name)
def test_tables_hold_lists_of_words(path) -> None:
    for table in read_toml(path).values():
        for words in table.values():
            assert all(isinstance(word, str) and word for word in words)


def test_nationalities_are_definite() -> None:
    assert {"الاميركي", "الاميركيه", "السعوديه"} <= nationalities()
