"""Why a result is there: the rule that made it, the words that it rests on. One record per article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from pipeline.contract import EvidenceRecord, Model
from pipeline.records import entity_groups, evidence, in_text_order

if TYPE_CHECKING:
    from pipeline.document import Document, Quantity, Time
    from pipeline.text import Span


class Explanation(Model):
    """One result: what it says, which rule made it, where it stands, and the words that led to it."""

    id: str
    kind: Literal["entity", "quantity", "time", "fact"]
    says: str
    rule: str
    evidence: list[EvidenceRecord]
    cues: list[EvidenceRecord]


class ExplainRecord(Model):
    """One line of explain.jsonl: every result of one article and the rule behind it."""

    schema_: Literal["explain/1"] = Field("explain/1", alias="schema")
    article_id: str
    source: str
    results: list[Explanation]


def explain(doc: Document) -> ExplainRecord:
    """Return the rules behind a document's results, under the ids that its record has."""
    results = [*_entities(doc), *_quantities(doc), *_times(doc), *_facts(doc)]
    article = doc.article
    return ExplainRecord.model_validate({"article_id": article.id, "source": article.source, "results": results})


def _result(
    doc: Document, number: str, kind: str, says: str, rule: str, spans: Sequence[Span], cues: Sequence[Span | None]
) -> dict[str, Any]:
    return {
        "id": number,
        "kind": kind,
        "says": says,
        "rule": rule,
        "evidence": [evidence(span, doc.text) for span in spans],
        "cues": [evidence(cue, doc.text) for cue in cues if cue is not None],
    }


def _entities(doc: Document) -> Iterator[dict[str, Any]]:
    """Every mention, also those that only point (`الشركة`); an entity that is never named has the id `-`."""
    groups = enumerate(entity_groups(doc.mentions), start=1)
    ids = {(ref.key, ref.type): f"e{number}" for number, (ref, _) in groups}
    for mention in sorted(doc.mentions, key=lambda m: (m.span.start, m.span.end)):
        ref = mention.ref
        sure = f", {mention.score:.2f}" if mention.score < 1 else ""
        says = f"{ref.key} ({ref.type}{', nominal' if mention.form == 'nominal' else ''}{sure})"
        yield _result(doc, ids.get((ref.key, ref.type), "-"), "entity", says, mention.rule, [mention.span], [])


def _quantities(doc: Document) -> Iterator[dict[str, Any]]:
    for number, item in enumerate(in_text_order(doc.quantities), start=1):
        yield _result(doc, f"q{number}", "quantity", quantity_words(item), item.rule, [item.span], [item.cue])


def _times(doc: Document) -> Iterator[dict[str, Any]]:
    for number, item in enumerate(in_text_order(doc.times), start=1):
        yield _result(doc, f"t{number}", "time", time_words(item), item.rule, [item.span], [item.cue])


def _facts(doc: Document) -> Iterator[dict[str, Any]]:
    for number, fact in enumerate(doc.facts, start=1):
        says = " ".join(filter(None, (fact.type, fact.category, fact.subject.key if fact.subject else None)))
        yield _result(doc, f"f{number}", "fact", says, fact.rule, fact.evidence, fact.cues)


def quantity_words(quantity: Quantity) -> str:
    """Return a figure as one line: `more_than 70000000 user per day`."""
    if quantity.value is not None:
        value = str(quantity.value)
    elif quantity.low is not None or quantity.high is not None:
        value = f"{quantity.low}..{quantity.high}"
    else:
        value = f"x{quantity.magnitude}" if quantity.magnitude else "?"
    modifier = quantity.modifier if quantity.modifier != "exact" else None
    per = f"per {quantity.per}" if quantity.per else None
    return " ".join(filter(None, (quantity.kind, modifier, value, quantity.unit, per)))


def time_words(time: Time) -> str:
    """Return a time as one line: `duration about PT7H`."""
    return " ".join(filter(None, (time.kind, time.modifier if time.modifier != "exact" else None, time.value)))
