"""The trigger lexicon: which classes a word of the text belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.facts.inflection import bare, noun_forms, verb_forms
from pipeline.facts.verbs import verb_frames
from pipeline.resources import DataFileError, read_tsv
from pipeline.text import Token, fold, splits

_DATA = Path(__file__).parent / "data"
TAIL_WINDOW = 14
"""How many tokens after a verb its tail (`عن الخدمة`) may follow: the subject stands between."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger in a document: its class and part of speech, tokens `first` to `last` (exclusive)."""

    cls: str
    pos: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Entry:
    cls: str
    pos: str
    rest: tuple[str, ...]
    tails: tuple[tuple[str, ...], ...]


class Lexicon:
    """Folded first word -> entries; found by one pass over the tokens."""

    def __init__(self, path: Path = _DATA / "lexemes.tsv") -> None:
        self._entries: dict[str, list[_Entry]] = {}
        self.read(path)

    def read(self, path: Path) -> None:
        """Add the lexemes of a file."""
        for number, row in read_tsv(path, optional=("tail",)):
            tails = tuple(tuple(fold(tail).split()) for tail in row["tail"].split("|") if tail.strip())
            words = row["forms"].split()
            if row["pos"] == "w":
                first, *rest = fold(row["forms"]).split()
                self._add(first, _Entry(row["class"], "w", tuple(rest), tails))
                continue
            if row["pos"] == "v" and len(words) == 2:
                forms = verb_forms(*words)
            elif row["pos"] == "n" and words:
                forms = noun_forms(*words)
            else:
                raise DataFileError(
                    f"{path}, line {number}: a verb has two forms, a noun one or more; pos is v, n or w"
                )
            for form in forms:
                self._add(form, _Entry(row["class"], row["pos"], (), tails))

    def read_verbs_of_saying(self) -> None:
        """Add the verbs of saying, each under `say` and under the act that it performs."""
        for frame in verb_frames():
            for cls in ("say", frame.act):
                if cls is None:
                    continue
                for form in frame.finite:
                    self._add(form, _Entry(cls, "v", (), ()))
                for form in frame.participles:
                    self._add(form, _Entry(cls, "w", (), ()))

    def _add(self, form: str, entry: _Entry) -> None:
        self._entries.setdefault(form, []).append(entry)

    def hits(self, tokens: Sequence[Token], source: str) -> list[Hit]:
        """Return the triggers of a token sequence in order; one token may belong to several classes.

        `source` is the text itself: a word that ends in ة is no verb with a pronoun (`تابعة`, not `تابعه`).
        """
        found: list[Hit] = []
        for index, token in enumerate(tokens):
            if token.kind not in ("word", "latin"):
                continue
            seen: set[str] = set()
            for split in splits(token.text) if token.kind == "word" else ():
                for entry in self._entries.get(split.stem, ()):
                    if entry.cls in seen or not _fits(entry, split.proclitics):
                        continue
                    if entry.pos == "v" and token.text.endswith("ه") and bare(token.span.cut(source)).endswith("ة"):
                        continue
                    last = _match(entry, tokens, index)
                    if last:
                        seen.add(entry.cls)
                        found.append(Hit(entry.cls, entry.pos, index, last))
        return found


def _fits(entry: _Entry, proclitics: tuple[str, ...]) -> bool:
    """A verb takes a conjunction, the future س and لـ of purpose, but no article and no other preposition."""
    if entry.pos != "v":
        return "س" not in proclitics
    return not {"ال", "ب", "ك"} & set(proclitics)


def _match(entry: _Entry, tokens: Sequence[Token], index: int) -> int:
    """Return the end of the match at `index`, or 0."""
    last = index + 1 + len(entry.rest)
    if entry.rest and [t.text for t in tokens[index + 1 : last]] != list(entry.rest):
        return 0
    if not entry.tails:
        return last
    window = []
    for token in tokens[last : last + TAIL_WINDOW]:
        if token.text in (".", "؛"):
            break
        window.append(token.text)
    for tail in entry.tails:
        for at in range(len(window) - len(tail) + 1):
            if _same(window[at], tail[0]) and tuple(window[at + 1 : at + len(tail)]) == tail[1:]:
                return last
    return 0


def _same(word: str, wanted: str) -> bool:
    return any(split.stem == wanted for split in splits(word))


@cache
def lexicon() -> Lexicon:
    """Return the project's lexicon, read once."""
    words = Lexicon()
    words.read(_DATA / "speech.tsv")
    words.read_verbs_of_saying()
    return words
