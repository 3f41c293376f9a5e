"""Label Studio JSON: a list of tasks, each an article with its annotations (or predictions, to begin from).

A mention, a figure, a time, a fact and a further span of its evidence is a region with one label; what the label does
not say is its per-region text, what is chosen from a list its per-region choice; slots of a fact that point at a region
are relations. Label Studio counts code points, as we do; older versions counted UTF-16 units, which is noticed by the
words of the regions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from pipeline.contract import CATEGORIES
from pipeline.evaluate.problems import GoldError
from pipeline.exchange.sheet import (
    CHOICES,
    EVIDENCE,
    HEAD,
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

LABEL, MARK, STATUS, TEXT = "label", "mark", "status", "text"
"""Names of the controls of the labelling configuration, and of the text that they mark."""
OPTIONAL, LOCATED, TRUE = "optional", "located", "true"


# ------------------------------------------------------------------------------------------------------ writing


def write_task(sheet: Sheet, article_id: str, number: int, machine: str | None) -> dict[str, Any]:
    """Return an article as a task.

    Args:
        sheet: the article.
        article_id: its id in the contract.
        number: the number of the task in its file, from 1.
        machine: the version of what made the facts: they become a prediction. None where a person has.
    """
    result = list(_results(sheet))
    data = {"id": article_id, **{name: sheet.head[name] for name in HEAD if name in sheet.head}, TEXT: sheet.text}
    annotation = {"id": number, "result": result}
    if machine is not None:
        return {"id": number, "data": data, "predictions": [{"model_version": machine, "result": result}]}
    return {"id": number, "data": data, "annotations": [annotation]}


def _results(sheet: Sheet) -> Iterator[dict[str, Any]]:
    for number, region in enumerate(sheet.regions):
        write = _Writer(f"r{number}", region.span, sheet.text)
        yield from write.region(region.label, [region.mark] if region.mark else [])
        yield from write.choice(STATUS, [] if region.must else [OPTIONAL])
    for number, fact in enumerate(sheet.facts):
        name = f"f{number}"
        write = _Writer(name, fact.evidence[0], sheet.text)
        yield from write.region(fact.type, [f"{slot}: {source}" for slot, source in fact.words])
        for slot, value in fact.choices.items():
            yield from write.choice(control(slot, fact.type), [value])
        flags = ((OPTIONAL, not fact.must), (LOCATED, fact.located))
        yield from write.choice(STATUS, [flag for flag, given in flags if given])
        for more, span in enumerate(fact.evidence[1:], start=1):
            yield from _Writer(f"{name}e{more}", span, sheet.text).region(EVIDENCE, [])
            yield _relation(name, f"{name}e{more}", EVIDENCE)
        for slot, index in fact.links:
            yield _relation(name, f"r{index}", slot)


def control(slot: str, fact_type: str) -> str:
    """Return the name of the control for a slot that is chosen: each type of fact has categories of its own."""
    return f"{fact_type}_{slot}" if slot == "category" else slot


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the results of one region."""

    name: str
    span: Span
    text: str

    def region(self, label: str, marks: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the label, and the words beside it."""
        yield self._result(LABEL, "labels", {"text": self.span.cut(self.text), "labels": [label]})
        if marks:
            yield self._result(MARK, "textarea", {"text": list(marks)})

    def choice(self, name: str, values: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield what is chosen in a control, if anything."""
        if values:
            yield self._result(name, "choices", {"choices": list(values)})

    def _result(self, name: str, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
        place = {"start": self.span.start, "end": self.span.end}
        return {"id": self.name, "from_name": name, "to_name": TEXT, "type": kind, "value": {**place, **value}}


def _relation(start: str, end: str, label: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": start, "to_id": end, "direction": "right", "labels": [label]}


# ------------------------------------------------------------------------------------------------------ reading


@dataclass(slots=True)
class _Marked:
    """A region and all that is said of it."""

    label: str
    start: int
    end: int
    words: str | None
    marks: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """A task that was read: its sheet, where it is, and the names of its regions by their number."""

    sheet: Sheet
    place: str
    names: tuple[str, ...]

    def where(self, line: int) -> tuple[str, int]:
        """Return where a region is, for the messages."""
        return (f"{self.place}, region {self.names[line]}" if self.names else self.place, 0)


def is_tasks(data: object) -> bool:
    """Whether JSON data is an export of Label Studio."""
    return isinstance(data, list) and bool(data) and isinstance(data[0], dict) and "data" in data[0]


def read_tasks(file: Path) -> tuple[list[Task], list[str]]:
    """Read the tasks of an export. Also returns what was passed over, one sentence each.

    Raises:
        GoldError: the file is no export, or a task cannot be read.
    """
    try:
        data = orjson.loads(read_text(file))
    except orjson.JSONDecodeError as error:
        raise GoldError(f"{file}: not JSON: {error}. Export from Label Studio as JSON.") from error
    if not is_tasks(data):
        raise GoldError(f"{file}: no tasks with data. Export from Label Studio as JSON (not JSON-MIN, CSV or CoNLL).")
    tasks: list[Task] = []
    passed: list[str] = []
    for number, raw in enumerate(data, start=1):
        place = f"{file}, task {number}"
        task = _Reader(_a(dict, raw, place, "task"), place)
        result = task.result()
        if result is None:
            passed.append(f"{place}: no annotation that was submitted; passed over.")
        else:
            tasks.append(task.task(result))
    return tasks, passed


def _a(kind: type | tuple[type, ...], value: Any, place: str, name: str) -> Any:
    """Return the value if it has the kind."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise GoldError(f"{place}: {name} is not as Label Studio writes it. Export the project again as JSON.")
    return value


class _Reader:
    def __init__(self, raw: dict[str, Any], place: str) -> None:
        self.raw = raw
        self.place = place
        self.data = _a(dict, raw.get("data"), place, "data")
        self.text: str = _a(str, self.data.get(TEXT), place, f"data.{TEXT}")

    def error(self, what: str, advice: str) -> GoldError:
        """Return the error for this task."""
        return GoldError(f"{self.place}: {what}. {advice}")

    def result(self) -> list[dict[str, Any]] | None:
        """Return the results of the annotation that counts; None where there is none."""
        given = _a(list, self.raw.get("annotations", self.raw.get("completions")) or [], self.place, "annotations")
        done = [a for a in given if not _a(dict, a, self.place, "annotation").get("was_cancelled")]
        truth = [a for a in done if a.get("ground_truth")] or done
        if len(truth) > 1:
            raise self.error(
                f"{len(truth)} annotations", "Mark one as ground truth in Label Studio, or delete the others."
            )
        if not truth:
            return None
        results: list[dict[str, Any]] = _a(list, truth[0].get("result"), self.place, "result")
        check_regions(len(results), self.place)
        return results

    def task(self, results: list[dict[str, Any]]) -> Task:
        """Return the task with its regions in the order of the results."""
        marked: dict[str, _Marked] = {}
        relations: list[tuple[str, str, str]] = []
        for result in results:
            kind = _a(dict, result, self.place, "result").get("type")
            if kind == "relation":
                relations.append(self._relation(result))
            elif kind in ("labels", "textarea", "choices"):
                self._region(kind, result, marked)
            else:
                raise self.error(f"a result of the type {kind!r}", "Use the labelling configuration of naba.")
        for name, region in marked.items():
            if not region.label:
                raise self.error(f"region {name} has words or choices, but no label", "Label it, or remove it.")
        sheet = self._sheet(marked, relations)
        return Task(sheet, self.place, tuple(marked))

    def _region(self, kind: str, result: dict[str, Any], marked: dict[str, _Marked]) -> None:
        name = _a(str, result.get("id"), self.place, "id of a result")
        value = _a(dict, result.get("value"), self.place, f"value of {name}")
        start, end = (_a(int, value.get(side), self.place, f"{side} of {name}") for side in ("start", "end"))
        region = marked.setdefault(name, _Marked("", start, end, None))
        if kind == "labels":
            labels = _a(list, value.get("labels"), self.place, f"labels of {name}")
            if len(labels) != 1 or region.label:
                raise self.error(f"region {name} has {len(labels)} labels", "Give each region one.")
            region.label = _a(str, labels[0], self.place, f"labels of {name}")
            region.start, region.end = start, end
            words = value.get("text")
            region.words = words if isinstance(words, str) else None
            meta = result.get("meta")
            note = meta.get("text") if isinstance(meta, dict) else None
            region.marks += _lines(note, self.place, name)
        elif kind == "textarea":
            region.marks = [*_lines(value.get("text"), self.place, name), *region.marks]
        else:
            chosen = _a(list, value.get("choices"), self.place, f"choices of {name}")
            control_name = _a(str, result.get("from_name"), self.place, f"from_name of {name}")
            region.choices[control_name] = [_a(str, one, self.place, f"choices of {name}") for one in chosen]

    def _relation(self, result: dict[str, Any]) -> tuple[str, str, str]:
        ends = [_a(str, result.get(side), self.place, "a relation") for side in ("from_id", "to_id")]
        labels = _a(list, result.get("labels") or [], self.place, "labels of a relation")
        if len(labels) != 1:
            raise self.error(
                f"a relation from {ends[0]} to {ends[1]} with {len(labels)} labels",
                f"Give it one: {', '.join((*LINKS, EVIDENCE))}.",
            )
        return ends[0], ends[1], _a(str, labels[0], self.place, "label of a relation")

    # ------------------------------------------------------------------------------------------------- sheet

    def _sheet(self, marked: dict[str, _Marked], relations: list[tuple[str, str, str]]) -> Sheet:
        spans = self._spans(marked)
        facts = {name: number for number, (name, region) in enumerate(marked.items()) if is_fact(region.label)}
        regions: list[Region] = []
        index: dict[str, int] = {}
        for number, (name, region) in enumerate(marked.items()):
            if region.label in LABELS:
                flags = self._flags(name, region, (STATUS,))
                index[name] = len(regions)
                mark = " | ".join(region.marks)
                regions.append(Region(spans[name], region.label, mark, OPTIONAL not in flags, number))
            elif name not in facts and region.label != EVIDENCE:
                known = ", ".join((*LABELS, *CATEGORIES, EVIDENCE))
                raise self.error(f"region {name} has the label {region.label!r}", f"There are: {known}.")
        linked = self._links(relations, marked, facts)
        notes = tuple(self._fact(name, n, marked[name], linked[name], spans, index) for name, n in facts.items())
        told = {end for links in linked.values() for slot, end in links if slot == EVIDENCE}
        for name, region in marked.items():
            if region.label == EVIDENCE and name not in told:
                raise self.error(f"no fact points at the evidence {name}", "Draw the relation, or remove it.")
        head = {name: value for name in HEAD if isinstance(value := self.data.get(name), str) and value}
        return Sheet(self.text, {"source": f"{self.data.get('id') or 'task'}", **head}, tuple(regions), notes)

    def _links(
        self, relations: list[tuple[str, str, str]], marked: dict[str, _Marked], facts: Mapping[str, int]
    ) -> dict[str, list[tuple[str, str]]]:
        """Return where the relations of each fact lead. One may be drawn from either end."""
        linked: dict[str, list[tuple[str, str]]] = {name: [] for name in facts}
        for start, end, slot in relations:
            for name in (start, end):
                if name not in marked:
                    raise self.error(f"a relation {slot} to {name}, which is no region", "Draw it anew, or remove it.")
            first, second = (start, end) if start in facts else (end, start)
            if first not in facts or second in facts:
                raise self.error(f"the relation {slot} of {start} and {end}", "It leads from a fact to a region.")
            if slot not in (*LINKS, EVIDENCE) or (slot == EVIDENCE) != (marked[second].label == EVIDENCE):
                label = marked[second].label
                raise self.error(f"{slot} of a fact leads to the {label} {second}", f"There are: {', '.join(LINKS)}.")
            linked[first].append((slot, second))
        return linked

    def _fact(
        self,
        name: str,
        number: int,
        region: _Marked,
        links: list[tuple[str, str]],
        spans: Mapping[str, Span],
        index: Mapping[str, int],
    ) -> FactNote:
        controls = {control(slot, region.label): slot for slot in CHOICES}
        flags = self._flags(name, region, (STATUS, *controls))
        choices: dict[str, str] = {}
        for control_name, slot in controls.items():
            chosen = region.choices.get(control_name, [])
            if len(chosen) > 1:
                raise self.error(f"region {name}: {slot} has {len(chosen)} choices", "Write alternatives in words.")
            if chosen:
                choices[slot] = chosen[0]
        words: list[tuple[str, str]] = []
        for mark in region.marks:
            slot, colon, source = mark.partition(":")
            if not colon:
                raise self.error(f"region {name}: {mark[:60]!r} is no slot", "Write SLOT: VALUE, one a line.")
            words.append((slot.strip(), source.lstrip()))
        return FactNote(
            type=region.label,
            evidence=(spans[name], *(spans[end] for slot, end in links if slot == EVIDENCE)),
            choices=choices,
            links=tuple((slot, index[end]) for slot, end in links if slot != EVIDENCE),
            words=tuple(words),
            must=OPTIONAL not in flags,
            located=LOCATED in flags,
            line=number,
        )

    def _flags(self, name: str, region: _Marked, controls: Sequence[str]) -> list[str]:
        for given in region.choices:
            if given not in controls:
                raise self.error(
                    f"region {name} ({region.label}) has a choice in {given}", f"It may have: {', '.join(controls)}."
                )
        return region.choices.get(STATUS, [])

    # ------------------------------------------------------------------------------------------------- spans

    def _spans(self, marked: Mapping[str, _Marked]) -> dict[str, Span]:
        """Return the spans in code points, however the export counts; the words of the regions decide."""
        for counted in (_code_points, _utf16, _one_line_end):
            offsets = counted(self.text)
            spans = {name: span for name, r in marked.items() if (span := _span(r, offsets)) is not None}
            if len(spans) == len(marked) and all(self._says(spans[name], r) for name, r in marked.items()):
                return spans
        spans = {name: span for name, r in marked.items() if (span := _span(r, _code_points(self.text))) is not None}
        name = next(n for n, r in marked.items() if n not in spans or not self._says(spans[n], r))
        there = spans[name].cut(self.text) if name in spans else "outside of the text"
        raise self.error(
            f"region {name} is {there[:60]!r}, not {(marked[name].words or '')[:60]!r}",
            "The text of the task is not the one that was annotated; export the project again.",
        )

    def _says(self, span: Span, region: _Marked) -> bool:
        """Whether a span has the words of a region; Label Studio may write line ends as a backslash and a letter."""
        words = region.words
        return words is None or _squeezed(words) == _squeezed(span.cut(self.text))


def _squeezed(words: str) -> str:
    return re.sub(r"(?:\s|\\n|\\r)+", "", words)


def _lines(value: Any, place: str, name: str) -> list[str]:
    """Return the words beside a region, one a line."""
    found = [value] if isinstance(value, str) else _a(list, value or [], place, f"text of {name}")
    lines = (line for one in found for line in _a(str, one, place, f"text of {name}").split("\n"))
    return [line for line in lines if line.strip()]


def _span(region: _Marked, offsets: Callable[[int], int | None]) -> Span | None:
    start, end = offsets(region.start), offsets(region.end)
    return None if start is None or end is None or start >= end else Span(start, end)


def _code_points(text: str) -> Callable[[int], int | None]:
    return lambda offset: offset if 0 <= offset <= len(text) else None


def _utf16(text: str) -> Callable[[int], int | None]:
    return _by_widths(2 if ord(character) > 0xFFFF else 1 for character in text)


def _one_line_end(text: str) -> Callable[[int], int | None]:
    r"""`\r\n` counts once, as a browser shows it."""
    return _by_widths(0 if text.startswith("\r\n", at) else 1 for at in range(len(text)))


def _by_widths(widths: Iterator[int]) -> Callable[[int], int | None]:
    places: dict[int, int] = {0: 0}
    at = 0
    for index, width in enumerate(widths, start=1):
        at += width
        places[at] = index
    return places.get
