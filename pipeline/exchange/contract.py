"""Records of the contract: `article/1` as the pipeline wrote it and a person has corrected it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.contract import ArticleRecord
from pipeline.evaluate.files import gold_records
from pipeline.evaluate.gold import gold_article
from pipeline.evaluate.model import GoldArticle
from pipeline.evaluate.problems import GoldError
from pipeline.evaluate.records import as_record
from pipeline.exchange.shape import check_shape
from pipeline.exchange.sources import Source, read_text

SCHEMA = "article/1"
_OF_THE_MACHINE = ("confidence",)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A record that a person has corrected: as it will be written, and as it is read."""

    record: dict[str, Any]
    article: GoldArticle
    place: str


def read_records(file: Path) -> list[Corrected]:
    """Read the records of a JSON or JSON Lines file; confidence and diagnostics are no gold and are dropped.

    Raises:
        GoldError: a line is no record of an article, or gold cannot be read from it.
    """
    read_text(file)
    found: list[Corrected] = []
    for place, record in gold_records(file):
        schema = record.get("schema", SCHEMA)
        if schema != SCHEMA:
            raise GoldError(f"{place}: a record {str(schema)[:40]!r}. Gold is made of articles.jsonl ({SCHEMA}).")
        if not isinstance(record["article"], dict):
            raise GoldError(f"{place}: no text in it. A record of the contract carries its article.")
        check_shape(record, place)
        clean = {name: value for name, value in record.items() if name not in ("schema", "diagnostics")}
        clean["facts"] = [
            {name: value for name, value in fact.items() if name not in _OF_THE_MACHINE}
            for fact in record.get("facts", ())
        ]
        found.append(Corrected(clean, gold_article(file, place, clean), place))
    return found


def write_record(source: Source) -> tuple[str, Counter[str]]:
    """Return the line of an article, and how often it says less than gold does, by reason."""
    if source.record.get("schema") == SCHEMA:
        return ArticleRecord.model_validate(source.record).model_dump_json(by_alias=True) + "\n", Counter()
    lost: Counter[str] = Counter()
    article = source.article
    musts = [item.must for part in (article.mentions, article.quantities, article.times) for item in part]
    musts += [fact.must for fact in article.facts]
    lost["mentions, figures, times and facts that are not demanded"] += musts.count(False)
    lost["mentions with more than one right reading"] += sum(
        len(m.readings) > 1 or len(m.readings[0].types) > 1 for m in article.mentions if m.must
    )
    lost["slots of facts with more than one right filler"] += sum(
        len(fillers) > 1 for fact in article.facts if fact.must for fillers in fact.accepts.values()
    )
    lost["figures and times with more than one right reading"] += sum(
        max(len(q.spans), len(q.amount.values), len(q.amount.units), len(q.amount.modifiers)) > 1
        for q in article.quantities
        if q.must
    ) + sum(max(len(t.spans), len(t.values), len(t.kinds), len(t.modifiers)) > 1 for t in article.times if t.must)
    bare = sum(not fact.evidence for fact in article.facts if fact.must)
    lost["facts without evidence (a sentence was looked up)"] += bare
    return as_record(article).model_dump_json(by_alias=True) + "\n", +lost
