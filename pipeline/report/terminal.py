"""An article in the terminal: its text with marked spans, and its facts, each on lines of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.text import Text

from pipeline.report.bidi import FSI, PDI, clean, flat, isolate

if TYPE_CHECKING:
    from pipeline.contract import (
        ArticleFact,
        ArticleRecord,
        EvidenceRecord,
        QuantityRecord,
        QuantitySlot,
        RefRecord,
        TimeRecord,
        TimeSlot,
    )
    from pipeline.explain import ExplainRecord, Explanation

STYLES = {
    "company": "bold blue",
    "service": "bold cyan",
    "media": "bold magenta",
    "organization": "bold green",
    "person": "bold yellow",
    "place": "green",
    "other": "bold",
    "quantity": "red",
    "time": "underline",
}
_LABEL = 11
_EXCERPT = 100
"""Longer evidence is cut, the offsets say where the rest is."""


class Mark(NamedTuple):
    """A stretch of the text to mark, and as what."""

    start: int
    end: int
    kind: str


def print_article(console: Console, record: ArticleRecord, explained: ExplainRecord | None = None) -> None:
    """Print one article. Without colours the marked spans stand in brackets."""
    brackets = console.no_color or console.color_system is None
    for line in (*header(record), Text(), *body(record, brackets=brackets), Text(), *found(record)):
        console.print(line, soft_wrap=True)
    for fact in record.facts:
        console.print()
        for line in fact_lines(fact):
            console.print(line, soft_wrap=True)
    if explained is not None:
        console.print()
        for line in explanation(explained):
            console.print(line, soft_wrap=True)


def header(record: ArticleRecord) -> Iterator[Text]:
    """What is known about the article, and what the colours mean."""
    meta = record.article
    yield Text(isolate(meta.title or meta.source), style="bold")
    date = f"{meta.published} ({meta.published_from})" if meta.published else "no publication date"
    yield Text("  ".join(isolate(part) for part in (meta.id, meta.site, date, meta.source) if part), style="dim")
    legend = Text("marked: ", style="dim")
    for kind, style in STYLES.items():
        legend.append(kind, style=style).append(" ")
    yield legend


def marks(record: ArticleRecord) -> list[Mark]:
    """Return what to mark, in order, without overlaps: of two that overlap the longer one stays."""
    wanted = [Mark(m.start, m.end, entity.type) for entity in record.entities for m in entity.mentions]
    wanted += [Mark(q.start, q.end, "quantity") for q in record.quantities]
    wanted += [Mark(t.start, t.end, "time") for t in record.times]
    kept: list[Mark] = []
    for mark in sorted(wanted, key=lambda m: (m.start - m.end, m.start)):
        # What is kept is in order and apart: only the neighbours on both sides can overlap.
        place = bisect_left(kept, mark)
        before, after = kept[place - 1 : place], kept[place : place + 1]
        if all(other.end <= mark.start for other in before) and all(mark.end <= other.start for other in after):
            kept.insert(place, mark)
    return kept


def body(record: ArticleRecord, *, brackets: bool) -> Iterator[Text]:
    """The text, line by line, each isolated, with its marked spans."""
    text = record.article.text
    waiting = deque(marks(record))
    at = 0
    for line in text.rstrip().split("\n"):
        end = at + len(line)
        shown = Text(FSI)
        done = at
        while waiting and waiting[0].start < end:
            mark = waiting[0]
            if mark.end <= at:
                waiting.popleft()
                continue
            start, stop = max(mark.start, at), min(mark.end, end)
            shown.append(clean(text[done:start]))
            piece = clean(text[start:stop])
            shown.append(f"[{piece}]" if brackets else piece, style=STYLES[mark.kind])
            done = stop
            if mark.end > end:
                break  # it goes on in the next line
            waiting.popleft()
        shown.append(clean(text[done:end])).append(PDI)
        yield shown if line.strip() else Text()
        at = end + 1


def found(record: ArticleRecord) -> Iterator[Text]:
    """Entities, quantities and times, one a line."""
    for entity in record.entities:
        line = _numbered(entity.id, entity.type, STYLES[entity.type])
        written = dict.fromkeys(isolate(mention.text) for mention in entity.mentions)
        times = f" x{len(entity.mentions)}" if len(entity.mentions) > 1 else ""
        yield line.append(f"{isolate(entity.kb or '-')}{times}  {'  '.join(written)}")
    for quantity in record.quantities:
        yield _numbered(quantity.id, quantity.kind, STYLES["quantity"]).append(
            f"{quantity_words(quantity)}  {isolate(quantity.text)}"
        )
    for time in record.times:
        yield _numbered(time.id, time.kind, STYLES["time"]).append(f"{time_words(time)}  {isolate(time.text)}")


def fact_lines(fact: ArticleFact) -> Iterator[Text]:
    """One fact: type and category, then every slot that it has on a line of its own."""
    number = flat(fact.fact_id.rpartition(":")[2])
    title = Text(f"{number:<5}").append(fact.type, style="bold")
    notes = [fact.category, fact.certainty if fact.certainty != "asserted" else None]
    notes += ["negated" if fact.polarity == "negated" else None, "background" if fact.background else None]
    title.append("".join(f"  {note}" for note in map(flat, filter(None, notes))))
    yield title.append(f"  {isolate(fact.event_id)}" if fact.event_id else "", style="dim")
    slots: list[tuple[str, str]] = []
    if fact.subject:
        slots.append(("subject", ref_words(fact.subject) + (f" ({fact.relation})" if fact.relation else "")))
    for label, refs in (("objects", fact.objects), ("places", fact.places)):
        if refs:
            slots.append((label, ", ".join(ref_words(ref) for ref in refs)))
    if fact.quantity:
        slots.append(("quantity", f"{quantity_words(fact.quantity)}  {isolate(fact.quantity.text)}"))
    for label, time in (("time", fact.time), ("end", fact.end), ("duration", fact.duration)):
        if time:
            slots.append((label, f"{time_words(time)}  {isolate(time.text)}"))
    if fact.content:
        slots.append(("content", isolate(_shortened(fact.content))))
    for label, ref in (("channel", fact.channel), ("source", fact.source), ("via", fact.via)):
        if ref:
            slots.append((label, ref_words(ref)))
    for label, value in slots:
        yield Text("     ").append(f"{label:<{_LABEL}}", style="dim").append(value)
    for piece in fact.evidence:
        yield Text("     ").append(f"{'evidence':<{_LABEL}}", style="dim").append(_placed(piece), style="italic")


def explanation(explained: ExplainRecord) -> Iterator[Text]:
    """A tree: every result, the rule that made it, the words that led to it."""
    yield Text("why", style="bold")
    for position, result in enumerate(explained.results, start=1):
        last = position == len(explained.results)
        yield Text(f"{'└─' if last else '├─'} {flat(result.id):<4} {isolate(result.says)}")
        yield from _reasons(result, "   " if last else "│  ")


def _reasons(result: Explanation, indent: str) -> Iterator[Text]:
    lines: list[tuple[str, str]] = [("rule", flat(result.rule or "(unnamed)"))]
    lines += [("cue", _placed(cue)) for cue in result.cues]
    lines += [("from", _placed(piece)) for piece in result.evidence]
    for position, (label, value) in enumerate(lines, start=1):
        branch = "└─" if position == len(lines) else "├─"
        yield Text(f"{indent}{branch} ").append(f"{label:<5}", style="dim").append(value)


def quantity_words(quantity: QuantityRecord | QuantitySlot) -> str:
    """Return a figure as one line: `more_than 70,000,000 user per day`."""
    if quantity.value is not None:
        value = f"{quantity.value:,}"
    elif quantity.low is not None or quantity.high is not None:
        value = f"{quantity.low} to {quantity.high}"
    else:
        value = f"x {quantity.magnitude:,}" if quantity.magnitude else "?"
    modifier = quantity.modifier if quantity.modifier != "exact" else None
    per = f"per {quantity.per}" if quantity.per else None
    return " ".join(isolate(part) for part in (modifier, value, quantity.unit, per) if part)


def time_words(time: TimeRecord | TimeSlot) -> str:
    """Return a time as one line: `about PT7H`."""
    return isolate(f"{time.modifier} {time.value}" if time.modifier != "exact" else time.value)


def ref_words(ref: RefRecord) -> str:
    """Return an entity as one word or two: its key, or its name where it has none."""
    return isolate(ref.kb or ref.name)


def _numbered(number: str, kind: str, style: str) -> Text:
    return Text(f"{flat(number):<5}").append(f"{kind:<{_LABEL + 3}}", style=style)


def _shortened(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def _placed(piece: EvidenceRecord) -> str:
    return f"{isolate(_shortened(piece.text))} [{piece.start}:{piece.end}]"
