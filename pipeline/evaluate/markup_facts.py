"""The facts of a `.gold` file: a line for each, its slots indented below."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, get_args

from pipeline.contract import CATEGORIES, Certainty, Polarity, Relation
from pipeline.evaluate.markup_marks import (
    NOTHING,
    MarkError,
    figure,
    figure_kind,
    key_of,
    parts,
    plain,
    time,
    tokens,
    words,
)
from pipeline.evaluate.problems import Problems

_WORDS: dict[str, tuple[str, ...]] = {
    "certainty": get_args(Certainty),
    "polarity": get_args(Polarity),
    "relation": get_args(Relation),
}
_SETS = ("objects", "places")
_CATEGORY = re.compile(r"[a-z_]+|-")


class FactLines:
    """The facts section of a file, read: `facts` in the form of compact gold, and the line of each."""

    def __init__(self, lines: Sequence[str], first: int, problems: Problems) -> None:
        """Read the lines of the section, `first` being the number of the first one."""
        self.problems = problems
        self.facts: list[dict[str, Any]] = []
        self.lines: list[dict[str, int]] = []
        """For each fact the line of every slot; that of the fact itself is `type`."""
        self._known = True
        for number, line in enumerate(lines, start=first):
            if not line.strip():
                continue
            try:
                if line[0].isspace():
                    self._slot(line, number)
                else:
                    self._head(line, number)
            except MarkError as error:
                self.problems.error(number, error.what, error.advice)
        for fact in self.facts:
            fact.setdefault("certainty", "reported" if fact.get("source") else "asserted")
            fact.setdefault("polarity", "affirmed")
            fact.setdefault("background", False)

    # --------------------------------------------------------------------------------------------- first line

    def _head(self, line: str, number: int) -> None:
        optional = line.startswith("?")
        kind, *rest = tokens("|".join(parts(line[optional:], "|"))) or [""]
        self._known = kind in CATEGORIES
        if not self._known:
            if kind.removesuffix(":") in _READERS:
                raise MarkError(f"the slot {kind} at the margin", "Indent the slots of a fact.")
            raise MarkError(
                f"{kind!r} is no type of fact", f"{_near(kind, CATEGORIES)}The types are {', '.join(CATEGORIES)}."
            )
        fact: dict[str, Any] = {"type": kind, **({"must": False} if optional else {})}
        self.facts.append(fact)
        self.lines.append({"type": number, "subject": number, "category": number})
        if not rest:
            raise MarkError(f"a fact {kind} without a subject", f"Write who after the type: {kind} meta.")
        named = rest[0].startswith("~") or "|~" in rest[0]
        bare = bool(CATEGORIES[kind]) and looks_like_category(rest[-1])
        cut = len(rest) if len(rest) == 1 or (named and not bare) else len(rest) - 1 if named else 1
        _take(fact, "subject", " ".join(rest[:cut]), _key)
        if len(rest) > cut + 1:
            raise MarkError(
                f"{' '.join(rest[cut + 1 :])!r} after the category",
                "A line has type, subject and category; slots stand below, a name without a key is written ~ and the "
                "name.",
            )
        if rest[cut:]:
            _take(fact, "category", rest[cut], self._category)

    # -------------------------------------------------------------------------------------------------- slots

    def _slot(self, line: str, number: int) -> None:
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon or name not in _READERS:
            raise MarkError(f"{name!r} is no slot", f"{_near(name, _READERS)}The slots are {', '.join(_READERS)}.")
        if not self._known:
            return  # The slot of a fact that could not be read.
        if not self.facts:
            raise MarkError(f"{name} before the first fact", "Write the fact at the margin, its slots below it.")
        fact = self.facts[-1]
        if name in fact:
            raise MarkError(f"{name} twice", "Keep one; what is right too stands after a |.")
        self.lines[-1][name] = number
        if not value.strip():
            raise MarkError(f"{name} is empty", "Write its value, or take the line out: it is not compared then.")
        if value.strip() == NOTHING and name not in _SETS:
            self.problems.warn(
                number,
                f"{name}: - says nothing",
                "Only objects and places may be demanded to be empty; take the line out.",
            )
        _take(fact, name, value, self._category if name == "category" else _READERS[name])

    def _category(self, source: str, _: dict[str, Any] | None) -> str:
        category = plain(source)
        kind = self.facts[-1]["type"]
        known = sorted(CATEGORIES[kind])
        if category not in known:
            has = f"There are: {', '.join(known)}." if known else "It has none; the words stand in content."
            raise MarkError(f"{category!r} is no category of {kind}", f"{_near(category, known)}{has}")
        return category


def looks_like_category(word: str) -> bool:
    """Whether the last word of a fact's first line is read as its category, be it a known one or not."""
    return all(_CATEGORY.fullmatch(part) for part in word.split("|"))


Reader = Callable[[str, dict[str, Any] | None], Any]
"""Reads one alternative of a slot; it is given what the first alternative said."""


def _take(fact: dict[str, Any], slot: str, source: str, read: Reader) -> None:
    """Read the alternatives of a slot into a fact. That there may be none stands last."""
    found: list[Any] = []
    for part in parts(source, "|"):
        if part == NOTHING:
            value: Any = [] if slot in _SETS else None
        elif part:
            first = next((one for one in found if isinstance(one, dict)), None)
            value = read(part, first)
        else:
            raise MarkError(f"{slot} has an empty alternative", "Take the | out, or write - for none.")
        if value not in found:
            found.append(value)
    found.sort(key=lambda value: value is None)
    fact[slot] = found[0]
    if found[1:] or found == [[]]:
        fact[f"{slot}_alt"] = found[1:] or [[]]


def _key(source: str, _: dict[str, Any] | None) -> str:
    return key_of(source)


def _keys(source: str, _: dict[str, Any] | None) -> list[str]:
    return [key_of(part) for part in parts(source, ",")]


def _amount(source: str, first: dict[str, Any] | None) -> dict[str, Any]:
    if first is None:
        found = figure(source)
        return {"kind": figure_kind(found), **found}
    found = figure(source, first=False)
    if "value" in found:
        first = {name: value for name, value in first.items() if name not in ("value", "magnitude", "low", "high")}
    return {**first, **found}


def _time(source: str, _: dict[str, Any] | None) -> Any:
    found = time(source)
    return found if len(found) > 1 else found["value"]


def _content(source: str, _: dict[str, Any] | None) -> str:
    return plain(source)


def _flag(source: str, _: dict[str, Any] | None) -> bool:
    if source not in ("true", "false"):
        raise MarkError(f"background is {source!r}", "Write true or false.")
    return source == "true"


def _word(slot: str) -> Reader:
    def read(source: str, _: dict[str, Any] | None) -> str:
        word = words(tokens(source))
        if word not in _WORDS[slot]:
            raise MarkError(
                f"{word!r} is no {slot}", f"{_near(word, _WORDS[slot])}There are: {', '.join(_WORDS[slot])}."
            )
        return word

    return read


_READERS: dict[str, Reader] = {
    "category": _key,
    "objects": _keys,
    "places": _keys,
    "quantity": _amount,
    "time": _time,
    "end": _time,
    "duration": _time,
    "content": _content,
    "source": _key,
    "via": _key,
    "channel": _key,
    "certainty": _word("certainty"),
    "polarity": _word("polarity"),
    "background": _flag,
    "relation": _word("relation"),
}


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"Do you mean {near[0]}? " if near else ""
