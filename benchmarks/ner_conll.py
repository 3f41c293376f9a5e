"""Strict F1 of a recogniser on a CoNLL file: `python benchmarks/ner_conll.py FILE [--engine camel --model FOLDER]`.

FILE has a word and its tag on each line (the last column where a line has several) and an empty line between
sentences. Classes are compared as ANERcorp has them:

    PER    person                                   PERS, PER, PERSON
    LOC    place                                    LOC, GPE, FAC
    ORG    company, media, organization             ORG
    -      service, other                           MISC, and every other class: left out on both sides

(ANERcorp has products and programmes under MISC.)

The engine reads the words as naba's tokenizer cuts them (a quotation mark that is glued to a word is a word of its
own); each word of the file then has the label of its first piece with a letter or digit. Scores are seqeval's, in
its strict IOB2 mode.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.training.corpora import GROUPS, read_conll
from models.training.news import words_of
from pipeline.entities.engines import NAMES, load
from pipeline.entities.engines.base import CONLL, Engine, Tag

BATCH = 16
"""Sentences that are given to the engine at once, in the order of the file, as an article would give them."""


def read(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield words and tags of each sentence, the classes as `GROUPS` has them."""
    for sentence in read_conll(path):
        parts = [(word, *tag.partition("-")[::2]) for word, tag in sentence]
        known = [(prefix, GROUPS.get(CONLL.get(name, ""))) for _, prefix, name in parts]
        yield [word for word, *_ in parts], strict([f"{prefix}-{name}" if name else "O" for prefix, name in known])


def strict(tags: Sequence[str]) -> list[str]:
    """Return tags in which every name begins with `B-`."""
    result: list[str] = []
    for tag in tags:
        joins = tag.startswith("I-") and result and result[-1][2:] == tag[2:]
        result.append(tag if tag == "O" or joins or tag.startswith("B-") else f"B-{tag[2:]}")
    return result


def pieces(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the words cut as the pipeline cuts text, and for each word of the file the piece whose label it takes."""
    cut: list[str] = []
    places: list[int] = []
    for word in words:
        inner = words_of(word) or ["_"]
        place = next((at for at, piece in enumerate(inner) if any(map(str.isalnum, piece))), 0)
        places.append(len(cut) + place)
        cut.extend(inner)
    return cut, places


def labels(tags: Sequence[Tag] | None, places: Sequence[int]) -> list[str]:
    """Return the labels of the words of the file; a sentence that the engine could not label has no names."""
    result = ["O"] * len(places)
    for tag in tags or ():
        name = GROUPS.get(tag.type)
        inside = [index for index, place in enumerate(places) if tag.first <= place < tag.last]
        for number, index in enumerate(inside if name else ()):
            result[index] = f"{'B' if number == 0 else 'I'}-{name}"
    return result


def predict(engine: Engine, sentences: Sequence[Sequence[str]]) -> tuple[list[list[str]], int]:
    """Return labels for the words of each sentence, and how many sentences the engine could not label."""
    found: list[list[str]] = []
    lost = 0
    for start in range(0, len(sentences), BATCH):
        cut = [pieces(words) for words in sentences[start : start + BATCH]]
        for tags, (_, places) in zip(engine([words for words, _ in cut]), cut, strict=True):
            lost += tags is None
            found.append(labels(tags, places))
    return found, lost


def main(arguments: Sequence[str] | None = None) -> int:
    """Score a file, print a table."""
    from seqeval.metrics import classification_report
    from seqeval.scheme import IOB2

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--engine", choices=[name for name in NAMES if name != "none"], default="embedded")
    parser.add_argument("--model", type=Path, help="a model folder for the engine")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the scores as JSON")
    options = parser.parse_args(arguments)
    engine = load(options.engine, options.model)
    assert engine is not None
    rows = list(read(options.file))
    begun = time.perf_counter()
    found, lost = predict(engine, [words for words, _ in rows])
    seconds = time.perf_counter() - begun
    gold = [tags for _, tags in rows]
    report = classification_report(gold, found, mode="strict", scheme=IOB2, output_dict=True, zero_division=0)
    count = sum(len(words) for words, _ in rows)
    print(f"{options.file.name}: {len(rows)} sentences, {count} words, {count / seconds:.0f} words/s, {engine.name}")
    if lost:
        print(f"{lost} sentences could not be labelled and count as if they had no names")
    print(f"{'class':12}{'precision':>10}{'recall':>10}{'F1':>10}{'names':>8}")
    for name in ("PER", "LOC", "ORG", "micro avg"):
        if name in report:
            row = report[name]
            print(
                f"{name:12}{row['precision']:10.4f}{row['recall']:10.4f}{row['f1-score']:10.4f}{int(row['support']):8}"
            )
    if options.json:
        scores = {name: {key: float(value) for key, value in row.items()} for name, row in report.items()}
        options.json.write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
