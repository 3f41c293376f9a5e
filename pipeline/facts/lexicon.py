"""The trigger lexicon: which classes a word of the text belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline.facts.inflection import bare, noun_forms, verb_forms
from pipeline.facts.verbs import verb_frames
from pipeline.resources import DataFileError, read_tsv
from pipeline.text import Token, fold, splits

_DATA = Path(__file__).parent / "data"
TAIL_WINDOW = 14
"""How many words after a verb its tail (`عن الخدمة`) may follow: the subject stands between."""
_CONJUNCTIONS = (("و",), ("ف",))
_CACHED = 16_384
"""So many words are kept with their entries: news says the same words again and again."""
_PARTICLE = "فقد"
"""Before a past verb it is `ف` and `قد`, else it is to lose."""


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
    stems: frozenset[str] = frozenset()
    """Of a noun: its forms without a pronoun. `عطله` is `عطل` with one, `عطلة` is another word."""


class Lexicon:
    """Folded first word -> entries; found by one pass over the tokens."""

    def __init__(self, path: Path = _DATA / "lexemes.tsv") -> None:
        self._entries: dict[str, tuple[_Entry, ...]] = {}
        self._fitting = lru_cache(maxsize=_CACHED)(self._read_word)
        self.read(path)

    def read(self, path: Path) -> None:
        """Add the lexemes of a file."""
        for number, row in read_tsv(path, optional=("tail",)):
            tails = tuple(tuple(fold(tail).split()) for tail in row["tail"].split("|") if tail.strip())
            words = row["forms"].split()
            if row["pos"] == "w":
                first, *rest = fold(row["forms"]).split()
                self._add((first,), _Entry(row["class"], "w", tuple(rest), tails))
                continue
            if row["pos"] == "v" and len(words) == 2:
                forms = verb_forms(*words)
            elif row["pos"] == "n" and words:
                forms = noun_forms(*words)
            else:
                raise DataFileError(
                    f"{path}, line {number}: a verb has two forms, a noun one or more; pos is v, n or w"
                )
            stems = frozenset(map(fold, words)) if row["pos"] == "n" else frozenset()
            self._add(forms, _Entry(row["class"], row["pos"], (), tails, stems))

    def read_verbs_of_saying(self) -> None:
        """Add the verbs of saying, each under `say` and under the act that it performs."""
        for frame in verb_frames():
            for cls in ("say", frame.act):
                if cls is None:
                    continue
                self._add(frame.finite, _Entry(cls, "v", (), ()))
                self._add(frame.participles, _Entry(cls, "w", (), ()))

    def _add(self, forms: Iterable[str], entry: _Entry) -> None:
        alone = (entry,)  # one for all forms: most words are in one entry
        for form in forms:
            known = self._entries.get(form)
            self._entries[form] = alone if known is None else known + alone

    def hits(self, tokens: Sequence[Token], source: str) -> list[Hit]:
        """Return the triggers of a token sequence in order; one token may belong to several classes.

        `source` is the text itself: a word that ends in ة has no pronoun (`تابعة`, not `تابعه`).
        """
        found: list[Hit] = []
        for index, token in enumerate(tokens):
            fitting = self._fitting(token.text) if token.kind == "word" else ()
            if not fitting:
                continue
            seen: set[str] = set()
            for entry, stem in fitting:
                if entry.cls in seen:
                    continue
                if token.text == _PARTICLE and entry.pos == "v" and self._is_past(tokens, index + 1):
                    continue
                if entry.pos != "w" and stem not in entry.stems and _ends_feminine(token, source):
                    continue
                last = _match(entry, tokens, index)
                if last:
                    seen.add(entry.cls)
                    found.append(Hit(entry.cls, entry.pos, index, last))
        return found

    def _read_word(self, word: str) -> tuple[tuple[_Entry, str], ...]:
        """Return the entries that a folded word may be, each with the stem that it has without proclitics."""
        whole = self.is_verb(word)
        return tuple(
            (entry, split.stem)
            for split in splits(word)
            # `فشل` is to fail, not `ف` and to paralyse.
            if not (whole and split.proclitics in _CONJUNCTIONS)
            for entry in self._entries.get(split.stem, ())
            if _fits(entry, split.proclitics)
        )

    def is_verb(self, form: str) -> bool:
        """Whether a folded word is a form of a verb, without any proclitic."""
        return any(entry.pos == "v" for entry in self._entries.get(form, ()))

    def _is_past(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether a past verb stands at a token: a known one, or any word with the ending of the feminine."""
        word = tokens[index].text if index < len(tokens) and tokens[index].kind == "word" else ""
        known = self._entries.get(word, ())
        nominal = any(entry.pos != "v" for entry in known)
        return not nominal and (bool(known) or (len(word) > 3 and word.endswith("ت") and not word.startswith("ال")))


def _ends_feminine(token: Token, source: str) -> bool:
    """Whether a folded final ه is written ة."""
    return token.text.endswith("ه") and bare(token.span.cut(source)).endswith("ة")


def _fits(entry: _Entry, proclitics: tuple[str, ...]) -> bool:
    """A verb takes a conjunction, the future س and لـ of purpose, but no article and no other preposition."""
    if entry.pos != "v":
        return "س" not in proclitics
    return not {"ال", "ب", "ك"} & set(proclitics)


def _match(entry: _Entry, tokens: Sequence[Token], index: int) -> int:
    """Return the end of the match at `index`, or 0."""
    last = index + 1
    for word in entry.rest:
        if last == len(tokens) or tokens[last].text != word:
            return 0
        last += 1
    if not entry.tails:
        return last
    window: list[str] = []
    for token in tokens[last : last + 2 * TAIL_WINDOW]:
        if token.text in (".", "؛") or len(window) == TAIL_WINDOW:
            break
        if token.kind != "punct":
            window.append(token.text)
    for tail in entry.tails:
        for at in range(len(window) - len(tail) + 1):
            if _same(window[at], tail[0]) and tuple(window[at + 1 : at + len(tail)]) == tail[1:]:
                return last
    return 0


def _same(word: str, wanted: str) -> bool:
    return any(split.stem == wanted for split in splits(word))


def is_verb(form: str) -> bool:
    """Whether a folded word is a verb of the lexicon as it stands: the ف of `فقدت` is its own, that of `فقال` not."""
    return lexicon().is_verb(form)


@cache
def lexicon() -> Lexicon:
    """Return the project's lexicon, read once."""
    words = Lexicon()
    words.read(_DATA / "speech.tsv")
    words.read_verbs_of_saying()
    return words
