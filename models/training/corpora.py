"""Labelled corpora as examples: words, and for each word the labels that the corpus leaves open.

A corpus with coarser classes than ours allows several: `ORG` may be a company, a service, a medium or another body.
The training counts every reading that is allowed (`network.Tagger.loss`), so nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from models.training.markup import read
from models.training.news import words_of
from pipeline.entities.engines.base import TYPES
from pipeline.text import View, fold, tokenize

LABELS = ("O", *(f"{prefix}-{kind}" for kind in TYPES for prefix in "BI"))
_BODIES = ("company", "service", "media", "organization")
COARSE: Mapping[str, tuple[str, ...]] = {
    "PERS": ("person",),
    "LOC": ("place",),
    "ORG": _BODIES,
    "MISC": ("other",),
    "GPE": ("place",),
    "FAC": ("place",),
    "WEBSITE": ("service", "media"),
    "PRODUCT": ("service", "other"),
    **{kind: (kind,) for kind in TYPES},
}
"""Classes of the corpora, and the types that each may be."""
FINE: Mapping[str, str] = {
    "Commercial": "company",
    "Media": "media",
    "Software": "service",
    "Air": "other",
    **dict.fromkeys(
        ("Government", "Non-Governmental", "Sports", "Educational", "Medical-Science", "Religious_ORG"), "organization"
    ),
}
"""Classes of NewsFANE that tell what an `ORG` or `MISC` of ANERcorp is."""
_CLITICS = frozenset("وفبلك")


GROUPS = {"person": "PER", "place": "LOC", "organization": "ORG", "company": "ORG", "media": "ORG"}
"""Classes of ANERcorp; `service` and `other` are its MISC, which nobody scores."""


class Example(NamedTuple):
    """Words, and for each the labels that are allowed, all with one prefix: `("B", ("company", "media"))`."""

    words: list[str]
    allowed: list[tuple[str, tuple[str, ...]]]


OUT = ("O", ())
Item = TypeVar("Item")


def read_conll(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield sentences of (word, label); of nested labels the first column that is not `O`."""
    sentence: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        cells = line.split()
        if not cells:
            if sentence:
                yield sentence
            sentence = []
        elif len(cells) > 1:
            sentence.append((cells[0], next((cell for cell in cells[1:] if cell != "O"), "O")))
    if sentence:
        yield sentence


def example(sentence: Sequence[tuple[str, str]], classes: Mapping[str, tuple[str, ...]] = COARSE) -> Example:
    """Turn labelled words into our words: signs that are glued to a word become words of their own.

    Signs before a name and after it are no part of it; those between its words are. A class that is not in
    `classes` is no name.
    """
    words: list[str] = []
    allowed: list[tuple[str, tuple[str, ...]]] = []
    for index, (word, label) in enumerate(sentence):
        prefix, _, name = label.partition("-")
        kinds = classes.get(name, ())
        pieces = words_of(word)
        inner = [at for at, piece in enumerate(pieces) if any(c.isalnum() for c in piece)]
        goes_on = index + 1 < len(sentence) and sentence[index + 1][1] == f"I-{name}"
        begins = prefix == "B" or not allowed or allowed[-1][1] != kinds
        for at, piece in enumerate(pieces):
            before = bool(inner) and at < inner[0] and begins
            after = bool(inner) and at > inner[-1] and not goes_on
            words.append(piece)
            if not kinds or before or after:
                allowed.append(OUT)
            else:
                allowed.append(("B" if begins else "I", kinds))
                begins = False
    return Example(words, allowed)


def marked(path: Path) -> Iterator[Example]:
    """Yield the sentences of one file of our own."""
    for sentence in read(path):
        yield from_spans(sentence.text, sentence.spans)


def from_spans(text: str, spans: Sequence[tuple[int, int, str]]) -> Example:
    """Turn a text with spans (start, end, type) into words. A clitic before a span belongs to its first word."""
    words: list[str] = []
    allowed: list[tuple[str, tuple[str, ...]]] = []
    open_span: tuple[int, int, str] | None = None
    for token in tokenize(View(text)):
        words.append(token.letters(text))
        span = next((s for s in spans if s[0] < token.span.end and token.span.start < s[1]), None)
        allowed.append(OUT if span is None else ("I" if span is open_span else "B", (span[2],)))
        open_span = span
    return Example(words, allowed)


def anercorp(path: Path, newsfane: Path) -> list[Example]:
    """Return ANERcorp in order, its `ORG` and `MISC` made finer where NewsFANE has the same sentence."""
    fine = _FineLabels(newsfane)
    return [example(fine.refined(sentence)) for sentence in read_conll(path)]


class _FineLabels:
    """NewsFANE as one line of letters with a label each, in which sentences of ANERcorp are looked up.

    NewsFANE splits clitics off and spells without hamza, so only the consonants are compared.
    """

    def __init__(self, path: Path) -> None:
        letters: list[str] = []
        self._labels: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            word, _, label = line.partition("\t")
            kept = bones(word)
            letters.append(kept)
            self._labels.extend([label.partition("-")[2]] * len(kept))
        self._letters = "".join(letters)
        self._at = 0

    def refined(self, sentence: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the sentence with our types in place of its coarse classes where they are known."""
        parts = [bones(word) for word, _ in sentence]
        at = self._letters.find("".join(parts), self._at)
        if at < 0:
            at = self._letters.find("".join(parts))
        if at < 0 or not any(parts):
            return sentence
        self._at = at
        starts = [at]
        for part in parts:
            starts.append(starts[-1] + len(part))
        result = list(sentence)
        first = 0
        while first < len(sentence):
            last = first + 1
            name = sentence[first][1].partition("-")[2]
            while last < len(sentence) and name and sentence[last][1] == f"I-{name}":
                last += 1
            if name in ("ORG", "MISC"):
                votes = Counter(FINE.get(label) for label in self._labels[starts[first] : starts[last]] if label)
                kind = votes.most_common(1)[0][0] if votes else None
                if kind is not None:
                    for index in range(first, last):
                        result[index] = (sentence[index][0], f"{sentence[index][1][0]}-{kind}")
            first = last
        return result


def bones(word: str) -> str:
    """Return the consonants of a word that two spellings of it share."""
    return re.sub("ل+", "ل", re.sub(r"[اءيوه]|[^\w]", "", fold(word)))


def newsfane(path: Path) -> list[Example]:
    """Return NewsFANE, clitics joined to their words again; it has no sentences, so it is cut at full stops."""
    person = {"Politician", "Athlete", "Artist", "Other_PER", "Religious_PER", "Scientist", "Businessperson", "Lawyer"}
    place = {
        "Nation", "Population-Center", "State-or-Province", "County-or-District", "GPE-Cluster", "Continent",
        "Water-Body", "Land", "Land-Region-Natural", "Building-Grounds", "Airport", "Path",
    }  # fmt: skip
    classes = {
        **{name: (kind,) for name, kind in FINE.items()},
        **dict.fromkeys(person, ("person",)),
        **dict.fromkeys(place, ("place",)),
        "Police": ("person", "organization"),
    }
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    words = [(row[0].strip(), row[1]) for row in rows if len(row) > 1 and row[0].strip()]
    sentences: list[list[tuple[str, str]]] = [[]]
    clitic = ""
    for index, (word, label) in enumerate(words):
        joins = word in _CLITICS and label == "O" and index + 1 < len(words) and words[index + 1][0][0].isalpha()
        if joins:
            clitic += word
            continue
        sentences[-1].append((clitic + word, label))
        clitic = ""
        if word == ".":
            sentences.append([])
    return [example(sentence, classes) for sentence in sentences if sentence]


def split_blocks(examples: Sequence[Item], share: float, block: int = 40) -> tuple[list[Item], list[Item]]:
    """Split a corpus into training and held-out part by blocks of consecutive sentences, so that articles stay whole.

    Every so many blocks one is held out; no chance is involved.
    """
    every = round(1 / share)
    train: list[Item] = []
    held: list[Item] = []
    for number, item in enumerate(examples):
        (held if (number // block) % every == every - 1 else train).append(item)
    return train, held
