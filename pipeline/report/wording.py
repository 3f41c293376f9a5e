"""What the page says in each of its languages: `page/strings.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.resources import read_toml

LANGUAGES = ("ar", "en")
PAGE = Path(__file__).parent / "page"
"""The folder of the template, the styles, the scripts and the words of the page."""
Words = dict[str, dict[str, dict[str, str]]]


@cache
def words() -> Words:
    """Return table -> word -> language -> label."""
    return read_toml(PAGE / "strings.toml")


def label(table: str, word: str, language: str) -> str:
    """Return what the page calls a word of the contract, or the word itself where it has no label."""
    return words()[table].get(word, {}).get(language, word)
