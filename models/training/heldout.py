"""Writes what training holds out as CoNLL files, for `benchmarks/ner_conll.py`.

`python -m models.training.heldout --data FOLDER --out FOLDER`: the blocks of ANERcorp, the same text as NewsFANE has
it, the validation part of Wojood as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from models.training.corpora import Example, bones, newsfane, read_conll, split_blocks

_BODIES = frozenset({"company", "service", "media", "organization"})
_SHORTEST = 15
"""Consonants of a sentence of NewsFANE that is looked up: a shorter one may stand anywhere."""


def main(arguments: list[str] | None = None) -> int:
    """Write the files."""
    parser = argparse.ArgumentParser(prog="python -m models.training.heldout", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    ner = options.data / "ner"
    sentences = list(read_conll(ner / "anercorp-train.txt"))
    _, held = split_blocks(sentences, 0.1)
    _write(options.out / "anercorp-held.txt", held)
    letters = "\n".join("".join(bones(word) for word, _ in sentence) for sentence in held)
    same = [
        [(word, _coarse(label)) for word, label in zip(item.words, item.allowed, strict=True)]
        for item in newsfane(ner / "newsfane-train.tsv")
        if len(own := _letters(item)) >= _SHORTEST and own in letters
    ]
    _write(options.out / "newsfane-held.txt", same)
    _write(options.out / "wojood-val.txt", list(read_conll(ner / "wojood-sample-val.txt")))
    return 0


def _letters(item: Example) -> str:
    return "".join(bones(word) for word in item.words)


def _coarse(label: tuple[str, tuple[str, ...]]) -> str:
    prefix, kinds = label
    if kinds and set(kinds) <= _BODIES:
        return f"{prefix}-ORG"
    name = {("person",): "PERS", ("place",): "LOC"}.get(kinds)
    return f"{prefix}-{name}" if name else "O"


def _write(path: Path, sentences: Sequence[Sequence[tuple[str, str]]]) -> None:
    lines = ["\n".join(f"{word} {label}" for word, label in sentence) for sentence in sentences]
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(sentences)} sentences")


if __name__ == "__main__":
    sys.exit(main())
