"""Aligns the facts of one article with gold and judges them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.contract import ArticleRecord, QuantityValue
from pipeline.evaluate.align import assign
from pipeline.evaluate.compare import BESIDE, CORE, STRICT, Predicted, is_right, predicted, slot_agrees, weight
from pipeline.evaluate.evidence import locate
from pipeline.evaluate.judge import describe_amount
from pipeline.evaluate.model import Amount, GoldFact
from pipeline.evaluate.result import ArticleResult, Difference
from pipeline.text import Span

SHOWN = ("subject", "category", "objects", "quantity", "time", "polarity", "content")


def align_facts(gold: Sequence[GoldFact], found: Sequence[Predicted]) -> dict[int, int]:
    """Pair gold facts with predicted ones of the same type so as to maximise agreeing slots: gold -> predicted."""
    return dict(assign([[weight(want, got) for got in found] for want in gold]))


def judge_facts(record: ArticleRecord | None, result: ArticleResult) -> None:
    """Count facts that are right, wrong, missing and spurious, strictly and by their core; slots beside."""
    gold = result.gold
    found = [predicted(fact, gold) for fact in (record.facts if record else [])]
    pairs = align_facts(gold.facts, found)
    partner: dict[int, GoldFact] = {}
    absorbed: set[int] = set()
    for row, want in enumerate(gold.facts):
        got = found[pairs[row]] if row in pairs else None
        if not want.must:
            # What states an optional fact is not punished, also where a detail differs; anything else is.
            if got is not None and is_right(want, got, CORE):
                absorbed.add(pairs[row])
            continue
        if got is not None:
            partner[pairs[row]] = want
            for slot in (*STRICT, *BESIDE):
                if (verdict := slot_agrees(slot, want, got)) is not None:
                    result.slots[slot, verdict] += 1
        for name, slots in (("facts", STRICT), ("core", CORE)):
            right = got is not None and is_right(want, got, slots)
            result.count(name, want.type, tp=int(right), fp=int(got is not None and not right), fn=int(not right))
        if got is not None:
            result.trust.append((got.fact.confidence or 0.0, is_right(want, got)))
        if got is None:
            result.miss("facts", "missing", want.type, describe(want), locate(want, gold))
        elif not is_right(want, got):
            wrong = [
                Difference(slot, _say(want.best(slot)), _say(got.slots[slot]))
                for slot in STRICT
                if slot_agrees(slot, want, got) is False
            ]
            result.miss("facts", "wrong", want.type, describe(want), _evidence(got), *wrong)
    for column, got in enumerate(found):
        if column in partner or column in absorbed:
            continue
        result.count("facts", got.fact.type, fp=1)
        result.count("core", got.fact.type, fp=1)
        result.trust.append((got.fact.confidence or 0.0, False))
        result.miss("facts", "spurious", got.fact.type, describe(got), _evidence(got))


def _evidence(found: Predicted) -> tuple[Span, ...]:
    return tuple(Span(e.start, e.end) for e in found.fact.evidence)


def describe(fact: GoldFact | Predicted) -> str:
    """Return a fact in one line: `gain subject=telegram category=new_users quantity=70000000 user`."""
    if isinstance(fact, GoldFact):
        kind, fillers = fact.type, {slot: fact.best(slot) for slot in SHOWN}
    else:
        kind, fillers = fact.fact.type, {slot: fact.slots[slot] for slot in SHOWN}  # type: ignore[misc]
    shown = (f"{slot}={_say(v)}" for slot, v in fillers.items() if v not in (None, frozenset(), "affirmed"))
    return " ".join((kind, *shown))


def _say(value: object) -> str:
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(value)) + "}"
    if isinstance(value, Amount | QuantityValue):
        return describe_amount(value)
    return "-" if value is None else str(value)
