"""A sheet: an article of gold as a tool for annotators sees it, regions with a label and facts that point at them.

What a label does not say stands beside it in the words of `docs/gold.md`: `telegram`, `70000000 user more_than`,
`2021-10-04 | 2021-10-05`. So a person can write it, and the reader of `.gold` files says what is wrong in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.contract import CATEGORIES
from pipeline.evaluate.evidence import locate, sentences
from pipeline.evaluate.gold import gold_article
from pipeline.evaluate.markup_facts import FactLines
from pipeline.evaluate.markup_marks import KINDS, TYPES, parts, tokens
from pipeline.evaluate.markup_records import Mark, MarkRecords, read_mark
from pipeline.evaluate.markup_write import MarkWriter, comparable, figure_of, written_name
from pipeline.evaluate.model import Amount, GoldArticle, GoldFact
from pipeline.evaluate.problems import GoldError, MarkupError, Problems
from pipeline.text import Span

QUANTITY, TIME, EVIDENCE = "quantity", "time", "evidence"
LABELS = (*TYPES, QUANTITY, TIME)
"""The labels of regions that are no fact."""
CHOICES = ("category", "certainty", "polarity", "background", "relation")
"""Slots of a fact that are chosen from a list."""
LINKS = ("subject", "objects", "places", "quantity", "time", "end", "duration", "source", "via", "channel")
"""Slots of a fact that can point at a region."""
SLOTS = (*LINKS, "content", *CHOICES)
HEAD = ("source", "published", "url", "site", "title", "author", "note")
MOST_REGIONS = 20_000
"""An article with more regions and facts than this is refused: no person has made them."""

_SIGNS = {QUANTITY: "#", TIME: "!"}
_PARTS = ("head", "mentions", "quantities", "times", "facts")

Where = Callable[[int], tuple[str, int]]
"""From the `line` of a region or a fact to the file (and task) and the line in it, for the messages."""


@dataclass(frozen=True, slots=True)
class Region:
    """A marked span: its label, and in words what the label does not say."""

    span: Span
    label: str
    mark: str = ""
    must: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class FactNote:
    """A fact: where it stands, slots that are chosen, slots that point at regions (their index), slots in words.

    `located` says that the evidence was looked up for the annotator: gold itself names none.
    """

    type: str
    evidence: tuple[Span, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    links: tuple[tuple[str, int], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    must: bool = True
    located: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One article for annotators. `head` has the fields of `HEAD` that are known."""

    text: str
    head: Mapping[str, str]
    regions: tuple[Region, ...] = ()
    facts: tuple[FactNote, ...] = ()


# ---------------------------------------------------------------------------------------------------- from gold


def to_sheet(article: GoldArticle, names: Mapping[str, str], note: str | None) -> tuple[Sheet, Counter[str]]:
    """Return gold as a sheet, and how often it says less than gold does, by reason.

    Args:
        article: the article.
        names: folded name -> name as it is written, for entities that the knowledge base does not have.
        note: for people.

    Raises:
        GoldError: gold has something that the words of a mark cannot say at all (a value that is no TIMEX3).
    """
    writer = MarkWriter(article, names)
    regions = sorted(
        [
            *(Region(m.span, m.type, _bare(writer.mention(m, typed=False)), m.must) for m in article.mentions),
            *(Region(q.spans[0], QUANTITY, _bare(writer.quantity(q)), q.must) for q in article.quantities),
            *(Region(t.spans[0], TIME, _bare(writer.time(t)), t.must) for t in article.times),
        ],
        key=lambda region: (region.span, LABELS.index(region.label), region.mark),
    )
    regions = [replace(r, mark="") if r.mark == _unnamed(r, article.text) else r for r in regions]
    known = {slot: value for slot in HEAD[1:-1] if (value := getattr(article, slot))}
    head = {"source": article.name, **known, **({"note": note} if note else {})}
    says = [_says(region, article.text) for region in regions]
    facts = tuple(_note(fact, article, writer, regions, says) for fact in article.facts)
    sheet = Sheet(article.text, head, tuple(regions), facts)
    return sheet, _lost(article, sheet)


def _bare(mark: str) -> str:
    """Take the signs off: the label says them."""
    return mark.removeprefix("?")[1:]


def _unnamed(region: Region, text: str) -> str | None:
    """Return what stands for a mention that bears no key: its own words are its name."""
    return None if region.label in _SIGNS else f"~{written_name(region.span.cut(text))}"


def _says(region: Region, text: str) -> str:
    """Return what a slot says that points at the region."""
    first = (parts(region.mark, "|") or [""])[0]
    if region.label == QUANTITY:
        return " ".join(token for token in tokens(first) if token not in KINDS)
    if region.label == TIME:
        return next(iter(tokens(first)), "")
    return first or _unnamed(region, text) or ""


def _note(
    fact: GoldFact, article: GoldArticle, writer: MarkWriter, regions: list[Region], says: list[str]
) -> FactNote:
    evidence = fact.evidence or locate(fact, article) or sentences(article.text)[:1]
    evidence = evidence or (Span(0, len(article.text)),)
    choices: dict[str, str] = {}
    links: list[tuple[str, int]] = []
    words: list[tuple[str, str]] = []
    for slot in SLOTS:
        source = _source(fact, slot, writer)
        if source is None:
            continue
        single = len(fact.accepts[slot]) == 1
        if single and slot in CHOICES:
            choices[slot] = source
        elif single and slot in LINKS and (found := _linked(slot, source, evidence[0], regions, says)):
            links += [(slot, index) for index in found]
        else:
            words.append((slot, source))
    return FactNote(fact.type, evidence, choices, tuple(links), tuple(words), fact.must, not fact.evidence)


def _source(fact: GoldFact, slot: str, writer: MarkWriter) -> str | None:
    try:
        return writer.slot(fact, slot)
    except GoldError:  # Alternatives to a figure that the text does not give: the first reading is kept, and counted.
        amount = fact.best(slot)
        return figure_of(amount) if isinstance(amount, Amount) else None


def _linked(slot: str, source: str, near: Span, regions: list[Region], says: list[str]) -> list[int]:
    """Return the regions that say what a slot says, the nearest ones; none when one is missing."""
    found: list[int] = []
    for wanted in parts(source, ",") if slot in ("objects", "places") else [source]:
        same = [
            (max(near.start - r.span.end, r.span.start - near.end, 0), at)
            for at, r in enumerate(regions)
            if says[at] == wanted
            and (r.label in _SIGNS) == (slot in ("quantity", "time", "end", "duration"))
            and (r.label == QUANTITY) == (slot == "quantity")
        ]
        if not wanted or not same:
            return []
        found.append(min(same)[1])
    return found


def _lost(article: GoldArticle, sheet: Sheet) -> Counter[str]:
    """Read the sheet again and count what is not as it was."""
    again = read_sheet(sheet, lambda _: (article.name, 0))[1]
    lost: Counter[str] = Counter()
    before, after = comparable(article), comparable(again)
    for part in _PARTS:
        left = list(before[part]) if isinstance(before[part], list) else []  # type: ignore[call-overload]
        there = list(after[part]) if isinstance(after[part], list) else []  # type: ignore[call-overload]
        missing = sum(item not in there for item in left)
        if missing:
            lost[f"{part} to the last detail"] += missing
    return lost


# ------------------------------------------------------------------------------------------------------ to gold


def read_sheet(sheet: Sheet, where: Where) -> tuple[dict[str, Any], GoldArticle]:
    """Return a sheet as a record of gold with its text in it, and as the article that it is read as.

    Raises:
        MarkupError: marks, slots or links that cannot be read; it has all of them.
    """
    problems = Problems("")
    marks = [mark for region in sheet.regions if (mark := _mark(region, sheet.text, problems)) is not None]
    records = MarkRecords(marks, sheet.text, problems)
    facts = _facts(sheet, problems)
    _raise(problems, where)
    for fact, noted in zip(facts, sheet.facts, strict=True):
        if not noted.located:
            fact["evidence"] = [_place(span, sheet.text) for span in noted.evidence]
    source = sheet.head.get("source") or "text"
    note = sheet.head.get("note")
    record = {
        "article": {"source": source, **{slot: sheet.head.get(slot) for slot in HEAD[1:-1]}, "text": sheet.text},
        **({"note": note} if note else {}),
        "facts": facts,
        "quantities": records.quantities,
        "times": records.times,
        "entities": records.entities,
    }
    return record, gold_article(Path(source), where(0)[0], record)


def _raise(problems: Problems, where: Where) -> None:
    if problems.errors:
        placed = [(problem, *where(problem.line)) for problem in problems.errors]
        raise MarkupError([replace(problem, place=place, line=line) for problem, place, line in placed])


def _mark(region: Region, text: str, problems: Problems) -> Mark | None:
    surface = region.span.cut(text)
    readings = parts(region.mark, "|")
    sign = _SIGNS.get(region.label, "@")
    if sign == "@":
        readings[0] = f"{_named(readings[0], region.label) or _unnamed(region, text)} {region.label}"
    elif not region.mark.strip():
        problems.error(
            region.line,
            f"the {region.label} {surface!r} has no value",
            "Write it beside the region as in docs/gold.md: 70000000 user more_than, 2021-10-04, PT7H about.",
        )
        return None
    if not surface.strip():
        problems.error(region.line, f"a region {region.label} around nothing", "Mark the words, or remove it.")
        return None
    return read_mark(region.span, region.line, [f"{'' if region.must else '?'}{sign}{readings[0]}", *readings[1:]])


def _named(reading: str, label: str) -> str:
    """Return the key of a first reading; that its type is written although the label says it does no harm."""
    written = tokens(reading)
    return written[0] if len(written) == 2 and written[1] == label and not reading.startswith("~") else reading


def _facts(sheet: Sheet, problems: Problems) -> list[dict[str, Any]]:
    lines: list[str] = []
    origin: list[int] = []
    for fact in sheet.facts:
        slots = _slots(fact, sheet, problems)
        subject = "|".join(r"\ ".join(tokens(part)) for part in parts(slots.pop("subject", "-"), "|"))
        lines.append(f"{'' if fact.must else '? '}{fact.type} {subject}")
        lines += [f" {slot}: {source}" for slot, source in slots.items()]
        origin += [fact.line] * (1 + len(slots))
    told = Problems("")
    facts = FactLines(lines, 0, told).facts
    problems.found += [replace(problem, line=origin[problem.line]) for problem in told.found]
    return facts


def _slots(fact: FactNote, sheet: Sheet, problems: Problems) -> dict[str, str]:
    """Gather the slots of a fact; one that is given in two ways is an error."""
    linked: dict[str, list[str]] = {}
    for slot, index in fact.links:
        linked.setdefault(slot, []).append(_says(sheet.regions[index], sheet.text))
    given = [
        *fact.choices.items(),
        *((slot, ", ".join(dict.fromkeys(says))) for slot, says in linked.items()),
        *fact.words,
    ]
    slots: dict[str, str] = {}
    for slot, source in given:
        if slot in slots:
            problems.error(
                fact.line,
                f"the fact {fact.type} has its {slot} twice: {slots[slot]!r}, {source!r}",
                "Keep one, the link (or choice) or the words; what is right too is written in words, after a |.",
            )
        slots[slot] = source
    for slot, says in linked.items():
        if len(set(says)) > 1 and slot not in ("objects", "places"):
            problems.error(
                fact.line,
                f"the fact {fact.type} points at several regions as its {slot}: {', '.join(says)}",
                "Keep one; what is right too is written in words, after a |.",
            )
    return slots


def _place(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.cut(text)}


def check_regions(regions: int, where: str) -> None:
    """Refuse an article with more regions than a person makes.

    Raises:
        GoldError: there are more than `MOST_REGIONS`.
    """
    if regions > MOST_REGIONS:
        raise GoldError(f"{where}: {regions} annotations, the limit is {MOST_REGIONS} an article. Split it.")


def is_fact(label: str) -> bool:
    """Whether a label is a type of fact."""
    return label in CATEGORIES
