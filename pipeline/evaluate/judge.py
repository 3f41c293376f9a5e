"""Judges the entities, links, figures and times of one article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from pipeline.contract import ArticleRecord, QuantityRecord, QuantityValue, TimeRecord
from pipeline.evaluate.align import assign
from pipeline.evaluate.compare import amount_agrees
from pipeline.evaluate.model import Amount, GoldMention, GoldQuantity, GoldTime
from pipeline.evaluate.result import ArticleResult, Difference
from pipeline.text import Span


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    """A predicted mention."""

    span: Span
    type: str
    key: str

    @property
    def kb(self) -> str | None:
        return self.key or None


def judge_mentions(record: ArticleRecord | None, result: ArticleResult) -> None:
    """Judge mentions by exact span and type, and linking on the mentions that gold has."""
    found = sorted(
        {
            _Found(Span(mention.start, mention.end), entity.type, entity.kb or "")
            for entity in (record.entities if record else [])
            for mention in entity.mentions
        }
    )
    gold = result.gold
    pairs = dict(assign([[_mention_fit(want, got) for got in found] for want in gold.mentions]))
    used = set(pairs.values())
    for row, want in enumerate(gold.mentions):
        if not want.must:
            continue
        hit = row in pairs
        result.count("entities", want.type, tp=int(hit), fn=int(not hit))
        if not hit:
            over = [got for got in found if _touches(want, got)]
            wanted = f"{want.span.cut(gold.text)} ({want.type})"
            seen = [Difference("mention", wanted, f"{g.span.cut(gold.text)} ({g.type})") for g in over]
            result.miss("entities", "wrong" if over else "missing", want.type, wanted, (want.span,), *seen)
    for column, got in enumerate(found):
        if column in used or any(not want.must and _touches(want, got) for want in gold.mentions):
            continue
        result.count("entities", got.type, fp=1)
        if not any(_touches(want, got) for want in gold.mentions):
            label = f"{got.span.cut(gold.text)} ({got.type}, {got.kb})"
            result.miss("entities", "spurious", got.type, label, (got.span,))
    _judge_links(found, result)


def _touches(want: GoldMention, got: _Found) -> bool:
    return any(reading.span.overlaps(got.span) for reading in want.readings)


def _mention_fit(want: GoldMention, got: _Found) -> int:
    return 1 + want.must if any(r.span == got.span and got.type in r.types for r in want.readings) else 0


def _judge_links(found: Sequence[_Found], result: ArticleResult) -> None:
    """The predicted mention that covers most of a gold mention speaks for it; one that is right goes first."""
    demanded = [mention for mention in result.gold.mentions if mention.must]
    pairs = dict(assign([[_link_fit(want, got) for got in found] for want in demanded]))
    for row, want in enumerate(demanded):
        keys = {reading.kb for reading in want.readings}
        kb = found[pairs[row]].kb if row in pairs else None
        if kb is not None and kb in keys:
            result.count("linking", want.type, tp=1)
        elif kb is not None or None not in keys:
            missed = int(None not in keys)
            result.count("linking", want.type, fp=int(kb is not None), fn=missed)
            wanted = " or ".join(sorted(str(key) for key in keys))
            kind: Literal["wrong", "missing"] = "missing" if kb is None else "wrong"
            label = want.span.cut(result.gold.text)
            result.miss("linking", kind, want.type, label, (want.span,), Difference("kb", wanted, str(kb)))


def _link_fit(want: GoldMention, got: _Found) -> int:
    if not _touches(want, got):
        return 0
    return max(
        4 * max(0, min(r.span.end, got.span.end) - max(r.span.start, got.span.start))
        + 2 * (r.span == got.span)
        + (r.kb == got.kb)
        for r in want.readings
    )


# ------------------------------------------------------------------------------------------- quantities, times

Value = TypeVar("Value", QuantityRecord, TimeRecord)
Wanted = TypeVar("Wanted", GoldQuantity, GoldTime)


def judge_quantities(record: ArticleRecord | None, result: ArticleResult) -> None:
    """Judge figures: the spans overlap, value and unit are right. Modifier and `per` are counted beside.

    Vague plurals (`ملايين المستخدمين`) are punished as spurious only in an article whose gold lists one: gold that
    lists none was written before they were annotated.
    """

    def right(want: GoldQuantity, got: QuantityRecord) -> bool:
        return amount_agrees(want.amount, got)

    wanted = result.gold.quantities
    found = record.quantities if record else []
    if not any("vague" in want.amount.modifiers for want in wanted):
        found = [got for got in found if got.modifier != "vague"]
    pairs = _judge("quantities", wanted, found, right, result)
    for want, got in pairs:
        if want.amount.modifiers:
            result.slots["quantities.modifier", got.modifier in want.amount.modifiers] += 1
        if want.amount.pers:
            result.slots["quantities.per", got.per in want.amount.pers] += 1


def judge_times(record: ArticleRecord | None, result: ArticleResult) -> None:
    """Judge time expressions: the spans overlap, the value is right. The modifier is counted beside."""

    def right(want: GoldTime, got: TimeRecord) -> bool:
        return got.value in want.values

    for want, got in _judge("times", result.gold.times, record.times if record else [], right, result):
        if want.modifiers:
            result.slots["times.modifier", got.modifier in want.modifiers] += 1


def _judge(
    part: Literal["quantities", "times"],
    wanted: Sequence[Wanted],
    found: Sequence[Value],
    right: Callable[[Wanted, Value], bool],
    result: ArticleResult,
) -> list[tuple[Wanted, Value]]:
    """Count one kind of value; return the pairs of demanded and found values that stand in one place."""

    def over(want: Wanted, got: Value) -> bool:
        return any(span.overlaps(Span(got.start, got.end)) for span in want.spans)

    def fit(want: Wanted, got: Value) -> int:
        return (6 if right(want, got) else 2) + want.must if over(want, got) else 0

    text = result.gold.text
    pairs = dict(assign([[fit(want, got) for got in found] for want in wanted]))
    together: list[tuple[Wanted, Value]] = []
    for row, want in enumerate(wanted):
        if not want.must:
            continue
        got = found[pairs[row]] if row in pairs else None
        if got is not None:
            together.append((want, got))
        if got is not None and right(want, got):
            result.count(part, want.kind, tp=1)
            continue
        result.count(part, want.kind, fp=int(got is not None), fn=1)
        label = f"{want.spans[0].cut(text)} = {_describe(want)}"
        seen = [Difference("value", _describe(want), _describe(got))] if got is not None else []
        result.miss(part, "missing" if got is None else "wrong", want.kind, label, want.spans[:1], *seen)
    used = set(pairs.values())
    for column, got in enumerate(found):
        if column in used or any(not want.must and over(want, got) for want in wanted):
            continue
        result.count(part, got.kind, fp=1)
        result.miss(part, "spurious", got.kind, f"{got.text} = {_describe(got)}", (Span(got.start, got.end),))
    return together


def _describe(value: GoldQuantity | QuantityRecord | GoldTime | TimeRecord) -> str:
    if isinstance(value, GoldQuantity):
        return describe_amount(value.amount)
    if isinstance(value, GoldTime):
        return " or ".join(value.values)
    if isinstance(value, TimeRecord):
        return value.value
    return describe_amount(value)


def describe_amount(amount: Amount | QuantityValue) -> str:
    """Return a figure in a few words: `70000000 user`, `vague x1000000 user`."""
    if isinstance(amount, Amount):
        value, unit = amount.values[0], " or ".join(str(unit) for unit in amount.units)
    else:
        value, unit = amount.value, str(amount.unit)
    if value is not None:
        return f"{value} {unit}"
    return f"vague x{amount.magnitude} {unit}" if amount.low is None else f"{amount.low}..{amount.high} {unit}"
