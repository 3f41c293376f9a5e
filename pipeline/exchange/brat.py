"""brat standoff: `NAME.txt`, `NAME.ann`, and `NAME.head` for what brat has no place for (when and where it appeared).

Entities, quantities and times are text-bound annotations (T), facts are events (E) with a trigger over their evidence,
what the knowledge base calls an entity is a normalization (N), choices are attributes (A), all else is a note (#).
Relations (R) from a fact's trigger are read like arguments of its event. Offsets are code points, as ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pipeline.evaluate.markup_marks import KEY, parts
from pipeline.evaluate.problems import GoldError
from pipeline.exchange import heads
from pipeline.exchange.heads import BREAKS, one_line, read_head, spelt_back, write_head
from pipeline.exchange.sheet import (
    CHOICES,
    EVIDENCE,
    LABELS,
    LINKS,
    FactNote,
    Region,
    Sheet,
    check_regions,
    is_fact,
)
from pipeline.exchange.sources import read_text
from pipeline.text import Span

TEXT, ANNOTATIONS = ".txt", ".ann"
DATABASE = "naba"
"""The name of the knowledge base in normalizations."""

# What ends a line for brat or for Python: a text-bound annotation is cut there, as brat itself does.
_BREAK = re.compile(f"[{BREAKS}]")
_UNBROKEN = re.compile(f"[^{BREAKS}]+")
_FLAGS = {"Optional": "optional", "Located": "located"}
_NUMBERED = re.compile(r"([A-Za-z]+?)[0-9]*")


# ------------------------------------------------------------------------------------------------------ writing


def write_brat(sheet: Sheet) -> tuple[dict[str, str], Counter[str]]:
    """Return the contents of the files of an article by their endings, and what they cannot hold, counted."""
    lines = _Lines(sheet)
    annotations = "".join(f"{line}\n" for line in lines.written())
    if "\r" in sheet.text:
        lines.lost["texts with carriage returns, which brat may count otherwise"] += 1
    return {TEXT: sheet.text, ANNOTATIONS: annotations, heads.ENDING: write_head(sheet.head)}, lines.lost


class _Lines:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.lines: list[str] = []
        self.numbers: dict[str, int] = {}
        self.lost: Counter[str] = Counter()

    def written(self) -> list[str]:
        """Return the lines of the `.ann` file."""
        for region in self.sheet.regions:
            name = self._textbound(region.label, region.span)
            if not region.must:
                self._add("A", f"Optional {name}")
            first, *others = parts(region.mark, "|")
            if KEY.fullmatch(first) and region.label not in LABELS[-2:]:
                surface = _BREAK.sub(" ", region.span.cut(self.sheet.text))
                self._add("N", f"Reference {name} {DATABASE}:{first}\t{surface}")
                if not others:
                    continue
            if region.mark:
                self._add("#", f"AnnotatorNotes {name}\t{one_line(region.mark)}")
        for fact in self.sheet.facts:
            self._fact(fact)
        return self.lines

    def _add(self, kind: str, rest: str) -> str:
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        name = f"{kind}{self.numbers[kind]}"
        self.lines.append(f"{name}\t{rest}")
        return name

    def _textbound(self, label: str, span: Span) -> str:
        pieces = _pieces(span, self.sheet.text)
        if (pieces[0].start, pieces[-1].end) != (span.start, span.end):
            self.lost["line breaks at the ends of a span"] += 1
        places = ";".join(f"{piece.start} {piece.end}" for piece in pieces)
        surface = _BREAK.sub(" ", " ".join(piece.cut(self.sheet.text) for piece in pieces))
        return self._add("T", f"{typed(label)} {places}\t{surface}")

    def _fact(self, fact: FactNote) -> None:
        # The regions stand first in the file, so that region number n is T(n + 1).
        arguments = [f"{typed(slot)}:T{index + 1}" for slot, index in fact.links]
        trigger = self._textbound(fact.type, fact.evidence[0])
        arguments += [f"{typed(EVIDENCE)}:{self._textbound(EVIDENCE, span)}" for span in fact.evidence[1:]]
        name = self._add("E", " ".join((f"{typed(fact.type)}:{trigger}", *_counted(arguments))))
        for slot, value in fact.choices.items():
            attribute = f"{typed(fact.type)}{typed(slot)}" if slot == "category" else typed(slot)
            self._add("A", f"{attribute} {name}" if value == "true" else f"{attribute} {name} {value}")
        for flag, given in (("Optional", not fact.must), ("Located", fact.located)):
            if given:
                self._add("A", f"{flag} {name}")
        if fact.words:
            words = (f"{slot}: {_guard_semicolons(source)}" for slot, source in fact.words)
            self._add("#", f"AnnotatorNotes {name}\t{one_line('; '.join(words))}")


def _pieces(span: Span, text: str) -> list[Span]:
    """Cut a span where a line ends. One of line breaks alone stays whole: brat shows none of it."""
    found = _UNBROKEN.finditer(text, span.start, span.end)
    return [Span(*match.span()) for match in found] or [span]


def typed(name: str) -> str:
    """Return a label, slot or value as brat writes types: with a capital."""
    return name.replace("_", " ").title().replace(" ", "_")


def _counted(arguments: list[str]) -> Iterator[str]:
    """Number the arguments of the same role from the second on: Objects, Objects2, as brat does."""
    seen: dict[str, int] = {}
    for argument in arguments:
        role, _, target = argument.partition(":")
        seen[role] = seen.get(role, 0) + 1
        yield argument if seen[role] == 1 else f"{role}{seen[role]}:{target}"


def _guard_semicolons(source: str) -> str:
    return re.sub(r"\\.|;", lambda match: match[0] if len(match[0]) > 1 else r"\;", source, flags=re.DOTALL)


# ------------------------------------------------------------------------------------------------------ reading


@dataclass(slots=True)
class _Event:
    """An event as its line has it, and what is said about it in others."""

    line: int
    label: str
    trigger: str
    arguments: list[tuple[str, str]]


@dataclass(slots=True)
class _Found:
    """The lines of an `.ann` file, by what they say."""

    spans: dict[str, tuple[int, str, tuple[Span, ...]]] = field(default_factory=dict)
    events: dict[str, _Event] = field(default_factory=dict)
    relations: list[tuple[int, str, str, str]] = field(default_factory=list)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    targets: dict[str, int] = field(default_factory=dict)
    """What lines A, N and # speak of, and the line of the first one."""


def read_brat(file: Path) -> Sheet:
    """Read the annotations of `NAME.ann`, its text beside it, and its head where there is one.

    Raises:
        GoldError: a line that cannot be read, a type that gold does not have, a discontinuous span.
    """
    text = read_text(file.with_suffix(TEXT), advice="brat keeps the text beside the annotations.")
    return _Reader(file, text).sheet()


class _Reader:
    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.text = text
        self.found = _Found()
        self.line = 0

    def error(self, what: str, advice: str, line: int | None = None) -> GoldError:
        """Return the error for a line."""
        return GoldError(f"{self.file}, line {self.line if line is None else line}: {what}. {advice}")

    def sheet(self) -> Sheet:
        """Return what the files say."""
        lines = read_text(self.file).split("\n")
        check_regions(len(lines), str(self.file))
        for self.line, line in enumerate(lines, start=1):
            if line.strip():
                self._line(line.removesuffix("\r"))
        self._targets()
        return self._sheet()

    def _line(self, line: str) -> None:
        name, tab, rest = line.partition("\t")
        if not tab:
            raise self.error("no tab after the id", "A line of brat is ID, tab, annotation, tab, text.")
        data, _, tail = rest.partition("\t")
        if name in self.found.spans or name in self.found.events:
            raise self.error(f"{name} twice", "Give one of the two another number.")
        words = data.split()
        kind = name[:1]
        if kind == "T":
            self._textbound(name, words, data, tail)
        elif kind == "E":
            head, *arguments = words or [""]
            label, trigger = self._pair(head)
            self.found.events[name] = _Event(self.line, label, trigger, [self._pair(one) for one in arguments])
        elif kind == "R" and len(words) == 3:
            (_, start), (_, end) = self._pair(words[1]), self._pair(words[2])
            self.found.relations.append((self.line, words[0], start, end))
        elif kind in ("A", "M") and len(words) in (2, 3):
            self.found.attributes.setdefault(self._target(words[1]), {})[words[0]] = words[2] if words[2:] else "true"
        elif kind == "N" and len(words) == 3:
            self.found.keys[self._target(words[1])] = self._key(words[2])
        elif kind == "#" and len(words) == 2:
            self.found.notes.setdefault(self._target(words[1]), []).append(spelt_back(tail))
        elif kind == "*":
            raise self.error("an equivalence (*)", "Gold has none: entities with the same key are one. Remove it.")
        else:
            raise self.error(f"{line[:60]!r} is no annotation", "There are T, E, R, A, N and # lines.")

    def _target(self, name: str) -> str:
        self.found.targets.setdefault(name, self.line)
        return name

    def _pair(self, source: str) -> tuple[str, str]:
        left, colon, right = source.partition(":")
        if not colon or not left or not right:
            raise self.error(f"{source!r} is not NAME:ID", "Write it as brat does: Outage:T5 Subject:T1.")
        return left, right

    def _key(self, source: str) -> str:
        database, key = self._pair(source)
        if database != DATABASE or not KEY.fullmatch(key):
            raise self.error(
                f"{source!r} is no key of {DATABASE}", f"Write it as {DATABASE}:telegram, or remove the line."
            )
        return key

    def _textbound(self, name: str, words: list[str], data: str, tail: str) -> None:
        found = re.fullmatch(r"(\S+) ((?:\d{1,9} \d{1,9})(?:;\d{1,9} \d{1,9})*)", data)
        if not found:
            raise self.error(f"{data[:60]!r} is no span", "Write it as brat does: T1, tab, Service 0 6, tab, words.")
        pieces = tuple(Span(*map(int, piece.split())) for piece in found[2].split(";"))
        for piece in pieces:
            if not piece.start < piece.end <= len(self.text):
                raise self.error(
                    f"{name} is {piece.start} to {piece.end}, the text has {len(self.text)} characters",
                    "Offsets count the characters of the .txt file from 0, the end is not included.",
                )
        for left, right in pairwise(pieces):
            gap = self.text[left.end : right.start]
            if right.start < left.end or _BREAK.sub("", gap):
                raise self.error(
                    f"{name} is discontinuous ({found[2]})", "A mention of gold is one span; mark the words as one."
                )
        surface = " ".join(piece.cut(self.text) for piece in pieces)
        if tail and tail != surface and tail.split() != surface.split():
            raise self.error(
                f"{name} says {tail[:60]!r}, the text has {surface[:60]!r} there",
                "The .txt file is not the one that was annotated, or has other line ends; give back that one.",
            )
        self.found.spans[name] = (self.line, words[0], pieces)

    def _targets(self) -> None:
        for name, line in self.found.targets.items():
            if name not in self.found.spans and name not in self.found.events:
                raise self.error(f"there is no {name}", "It was removed; remove what is said of it too.", line)

    # ------------------------------------------------------------------------------------------------- sheet

    def _sheet(self) -> Sheet:
        self._relations()
        evidence = {event.trigger for event in self.found.events.values()}
        evidence |= {t for e in self.found.events.values() for role, t in e.arguments if _role(role) == EVIDENCE}
        regions: list[Region] = []
        index: dict[str, int] = {}
        for name, (line, label, _) in self.found.spans.items():
            if name in evidence:
                continue
            if label.lower() not in LABELS:
                raise self.error(self._unfit(label), f"There are: {', '.join(map(typed, LABELS))}.", line)
            index[name] = len(regions)
            mark, must = self._mark(name, label.lower()), "Optional" not in self._attributes(name, line, ("Optional",))
            regions.append(Region(self._span(name, line), label.lower(), mark, must, line))
        facts = tuple(self._fact(name, event, index) for name, event in self.found.events.items())
        head = {"source": self.file.with_suffix(TEXT).name, **read_head(self.file)}
        return Sheet(self.text, head, tuple(regions), facts)

    def _unfit(self, label: str) -> str:
        if is_fact(label.lower()):
            return f"{label} is a fact, but no event has it as its trigger"
        return f"{label} is no type of gold"

    def _relations(self) -> None:
        """Read a relation from the trigger of an event, or from the event, as an argument of it."""
        triggers = {event.trigger: event for event in self.found.events.values()}
        for line, role, start, end in self.found.relations:
            event = self.found.events.get(start) or triggers.get(start)
            if event is None:
                raise self.error(f"the relation {role} starts at {start}, which is no fact", "Start it there.", line)
            event.arguments.append((role, end))

    def _span(self, name: str, line: int) -> Span:
        if name not in self.found.spans:
            raise self.error(f"there is no {name}", "It was removed; remove what points at it too.", line)
        pieces = self.found.spans[name][2]
        return Span(pieces[0].start, pieces[-1].end)

    def _mark(self, name: str, label: str) -> str:
        note = " ".join(self.found.notes.get(name, ()))
        key = self.found.keys.get(name)
        if key is None:
            return note
        first, *others = parts(note, "|")
        if first and first != key:
            raise self.error(
                f"{name} is {key!r} by its normalization and {first!r} by its note",
                "Keep one; what is right too stands after a |.",
                self.found.targets[name],
            )
        return " | ".join((key, *others))

    def _attributes(self, name: str, line: int, known: tuple[str, ...]) -> Mapping[str, str]:
        given = self.found.attributes.get(name, {})
        for attribute in given:
            if attribute not in known:
                raise self.error(f"{name} has the attribute {attribute}", f"There are: {', '.join(known)}.", line)
        return given

    def _fact(self, name: str, event: _Event, index: Mapping[str, int]) -> FactNote:
        kind = event.label.lower()
        if not is_fact(kind):
            raise self.error(f"{event.label} is no type of fact", "Use those of annotation.conf.", event.line)
        spans = [self._span(event.trigger, event.line)]
        links: list[tuple[str, int]] = []
        for role, target in event.arguments:
            slot = _role(role)
            if slot == EVIDENCE:
                spans.append(self._span(target, event.line))
            elif slot not in LINKS:
                known = ", ".join(map(typed, LINKS))
                raise self.error(f"{role} is no argument of a fact", f"There are: {known}.", event.line)
            elif target not in index:
                raise self.error(
                    f"{role} points at {target}, which is no region",
                    "Point at an entity, a figure or a time.",
                    event.line,
                )
            else:
                links.append((slot, index[target]))
        choices = {typed(slot): slot for slot in CHOICES[1:]} | {f"{typed(kind)}Category": "category"}
        given = self._attributes(name, event.line, (*choices, *_FLAGS))
        return FactNote(
            type=kind,
            evidence=tuple(spans),
            choices={choices[attribute]: value for attribute, value in given.items() if attribute in choices},
            links=tuple(links),
            words=tuple(self._words(name, event.line)),
            must="Optional" not in given,
            located="Located" in given,
            line=event.line,
        )

    def _words(self, name: str, line: int) -> Iterator[tuple[str, str]]:
        for note in self.found.notes.get(name, ()):
            for part in parts(note, ";"):
                if part:
                    slot, colon, source = part.partition(":")
                    if not colon:
                        raise self.error(
                            f"the note {part[:60]!r} of {name} is no slot",
                            "Write SLOT: VALUE, several with semicolons: subject: meta | facebook; content: words.",
                            line,
                        )
                    yield slot.strip(), source.lstrip()


def _role(role: str) -> str:
    match = _NUMBERED.fullmatch(role)
    return (match[1] if match else role).lower()

