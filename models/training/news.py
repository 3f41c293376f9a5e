"""The news corpus as lines of words, for the adaptation of the encoder and for the choice of word pieces."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.text import View, tokenize


def words_of(text: str) -> list[str]:
    """Return the words of a text as the recogniser sees them: our tokens, their letters as written."""
    return [token.letters(text) for token in tokenize(View(text))]


def articles(folder: Path) -> Iterator[str]:
    """Yield the texts of SaudiNewsNet, zip files of JSON lists with `content`."""
    for path in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                for record in json.loads(archive.read(name)):
                    if text := record.get("content"):
                        yield text


def write_words(folder: Path, target: Path) -> int:
    """Write one article a line, its words apart by blanks; articles that stand twice only once. Return the words."""
    seen: set[int] = set()
    total = 0
    with target.open("w", encoding="utf-8") as out:
        for text in articles(folder):
            mark = hash(text[:300])
            if mark in seen:
                continue
            seen.add(mark)
            words = words_of(text)
            total += len(words)
            out.write(" ".join(words) + "\n")
    return total
