"""Sentences of 12 kinds, half of which nobody looked at while the word lists were made: how many are told right."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest.language import language_of

FOLDER = Path(__file__).parents[1] / "data" / "languages"
CODES = {"fa": "fa", "ur": "ur", "ckb": "ku", "ps": "ps", "ug": "ug", "arabizi": "und", "en-fr": "und", "code": "und"}
SETS = sorted(path.stem for path in FOLDER.glob("*.txt"))


def sentences(name: str, half: int) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()[half::2]


def code_of(name: str) -> str:
    return "ar" if name.startswith("ar-") else CODES[name]


def test_the_sets_are_large_enough() -> None:
    sizes = {name: len(sentences(name, 0)) + len(sentences(name, 1)) for name in SETS}
    assert sum(sizes.values()) >= 380
    assert min(sizes[name] for name in ("ar-msa", "ar-dialects", "ar-headlines", "fa", "ur", "ckb", "ps")) >= 40


@pytest.mark.parametrize("name", [name for name in SETS if name.startswith("ar-")])
def test_all_arabic_is_kept(name: str) -> None:
    lost = [text for half in (0, 1) for text in sentences(name, half) if language_of(text) != "ar"]
    assert lost == []


@pytest.mark.parametrize(("half", "wrong_keeps", "wrong_codes"), [(0, 3, 6), (1, 0, 2)])
def test_others_are_told_apart(half: int, wrong_keeps: int, wrong_codes: int) -> None:
    """The floors are what was reached. What is left are sentences without any sign of their own."""
    kept, misnamed = [], []
    for name in SETS:
        for text in sentences(name, half):
            code = language_of(text)
            if (code == "ar") != (code_of(name) == "ar"):
                kept.append(text)
            if code != code_of(name):
                misnamed.append((code, text))
    assert len(kept) <= wrong_keeps, kept
    assert len(misnamed) <= wrong_codes, misnamed
