"""Is a predicted slot, figure, time or fact right? The rules of section 4 of the contract."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.contract import FactBody, QuantityValue, RefRecord
from pipeline.evaluate.model import Amount, GoldArticle, GoldFact, Number, Slot, brand
from pipeline.text import fold

CONTENT_F1 = 0.5
"""Content is right from this token F1 on (the contract's number)."""
STRICT = ("subject", "category", "quantity", "time", "objects", "polarity", "content")
"""The slots that make a fact right, where gold has them."""
CORE = ("subject", "category", "quantity", "polarity")
"""The slots that make the core of a fact right: who, what, how much."""
BESIDE = (
    "end", "duration", "places", "channel", "source", "via", "relation", "certainty", "background",
    "modifier", "per",
)  # fmt: skip
"""Slots that are reported and break ties between alignments, but do not decide about right and wrong."""
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Predicted:
    """A predicted fact with its slots as gold writes them: keys, sets of keys, plain values."""

    fact: FactBody
    slots: Mapping[str, object]


def predicted(fact: FactBody, article: GoldArticle) -> Predicted:
    """Put a predicted fact into the terms of the article's gold."""

    def key(ref: RefRecord | None) -> str | None:
        return article.key(ref.kb, ref.name, ref.name_ar) if ref else None

    return Predicted(
        fact,
        {
            "subject": key(fact.subject),
            "channel": key(fact.channel),
            "source": key(fact.source),
            "via": key(fact.via),
            "objects": frozenset(k for ref in fact.objects if (k := key(ref))),
            "places": frozenset(k for ref in fact.places if (k := key(ref))),
            "time": fact.time.value if fact.time else None,
            "end": fact.end.value if fact.end else None,
            "duration": fact.duration.value if fact.duration else None,
            "category": fact.category,
            "content": fact.content,
            "relation": fact.relation,
            "certainty": fact.certainty,
            "polarity": fact.polarity,
            "background": fact.background,
            "quantity": fact.quantity,
        },
    )


def same_number(left: Number | None, right: Number | None) -> bool:
    """Whether two figures are one, whole numbers and fractions alike."""
    if left is None or right is None:
        return left is right
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)


def amount_agrees(gold: Amount, found: QuantityValue | None) -> bool:
    """Whether value (or range, or magnitude of a vague plural) and unit are right."""
    if found is None or found.unit not in gold.units:
        return False
    if not any(same_number(value, found.value) for value in gold.values):
        return False
    if found.value is not None:
        return True
    if gold.low is not None or gold.high is not None:
        return same_number(gold.low, found.low) and same_number(gold.high, found.high)
    return gold.magnitude is None or gold.magnitude == found.magnitude


def token_f1(left: str | None, right: str | None) -> float:
    """Return the F1 of the folded words that two texts share, each word as often as it stands."""
    a = Counter(_WORDS.findall(fold(left or "")))
    b = Counter(_WORDS.findall(fold(right or "")))
    if not a or not b:
        return 1.0 if a == b else 0.0
    return 2 * (a & b).total() / (a.total() + b.total())


def slot_agrees(slot: str, gold: GoldFact, found: Predicted) -> bool | None:
    """Whether a slot is right; None where gold does not have it."""
    if slot in ("modifier", "per"):
        return _amount_detail(slot, gold, found)
    fillers = gold.accepts.get(slot)
    if fillers is None:
        return None
    value = found.slots[slot]
    return any(_equal(slot, gold.type, filler, value) for filler in fillers)


def _amount_detail(slot: str, gold: GoldFact, found: Predicted) -> bool | None:
    amount = gold.best("quantity")
    if not isinstance(amount, Amount):
        return None
    right = amount.modifiers if slot == "modifier" else amount.pers
    if not right:
        return None
    quantity = found.fact.quantity
    return quantity is not None and (quantity.modifier if slot == "modifier" else quantity.per) in right


def _equal(slot: str, fact_type: str, filler: Slot, value: object) -> bool:
    if slot == "quantity":
        if isinstance(filler, Amount):
            return isinstance(value, QuantityValue) and amount_agrees(filler, value)
        return value is None
    if slot == "content":
        if filler is None or value is None:
            return filler is value
        return token_f1(str(filler), str(value)) >= CONTENT_F1
    if slot in ("subject", "source"):
        return brand(_text(filler)) == brand(_text(value))
    if slot == "objects" and fact_type == "role" and isinstance(filler, frozenset) and isinstance(value, frozenset):
        return {brand(key) for key in filler} == {brand(key) for key in value}
    return filler == value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def is_right(gold: GoldFact, found: Predicted, slots: Sequence[str] = STRICT) -> bool:
    """Whether a predicted fact is right: same type, and every one of `slots` that gold has agrees."""
    return gold.type == found.fact.type and all(slot_agrees(slot, gold, found) is not False for slot in slots)


def weight(gold: GoldFact, found: Predicted) -> int:
    """Return how well two facts fit, for the alignment; 0 where they are about different things.

    The slots that decide about rightness count first, then being right as a whole (a demanded fact before an
    optional one), then the other slots.
    """
    if gold.type != found.fact.type:
        return 0
    verdicts = {slot: slot_agrees(slot, gold, found) for slot in (*STRICT, *BESIDE)}
    if not _about_one_thing(gold, verdicts):
        return 0
    strict = sum(verdicts[slot] is True for slot in STRICT)
    right = is_right(gold, found)
    beside = sum(verdicts[slot] is True for slot in BESIDE)
    # The best an article can have of the lower step must stay below one of the higher: 11 slots, 1000 facts.
    return (strict * 1000 + (2 * right if gold.must else right)) * 100_000 + beside * 2 + gold.must


def _about_one_thing(gold: GoldFact, verdicts: Mapping[str, bool | None]) -> bool:
    """Whether two facts may be one that is told wrong: the same figure or words, or who and what.

    Where gold has neither figure nor words, who or what is enough.
    """
    if verdicts["quantity"] or verdicts["content"]:
        return True
    if "quantity" in gold.accepts or "content" in gold.accepts:
        return verdicts["subject"] is not False and verdicts["category"] is not False
    return bool(verdicts["subject"] or verdicts["category"])
