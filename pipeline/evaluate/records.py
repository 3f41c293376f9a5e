"""The prediction side: fresh extractions, the articles of a run, and gold written as a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.contract import ArticleRecord
from pipeline.document import Article
from pipeline.evaluate.evidence import locate
from pipeline.evaluate.files import GoldError
from pipeline.evaluate.model import Amount, GoldArticle, GoldFact, Slot
from pipeline.records import article_fields
from pipeline.text import Span

Extract = Callable[[Article], ArticleRecord]
"""What turns an article into a record; it is passed in, the evaluator knows no stage."""


def extract_all(gold: Iterable[GoldArticle], extract: Extract) -> list[ArticleRecord]:
    """Extract every article of gold afresh."""
    return [extract(article.article()) for article in gold]


def read_run(path: Path | str) -> Iterator[ArticleRecord]:
    """Read the articles.jsonl of a run (the file, or the run's folder).

    Raises:
        GoldError: no such file, or a line that is no article/1 record.
    """
    file = Path(path)
    file = file / "articles.jsonl" if file.is_dir() else file
    if not file.is_file():
        raise GoldError(f"{file}: no such file. Give the articles.jsonl of a run, or its folder.")
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield ArticleRecord.model_validate_json(line)
            except ValidationError as error:
                raise GoldError(f"{file}, line {number}: no article/1 record: {error}") from error


def by_article(gold: Sequence[GoldArticle], records: Iterable[ArticleRecord]) -> dict[str, ArticleRecord]:
    """Return article id -> record for the articles of gold; records of other articles are passed over."""
    wanted = {article.id for article in gold}
    found: dict[str, ArticleRecord] = {}
    for record in records:
        if record.article.id in wanted:
            found.setdefault(record.article.id, record)
    return found


def as_record(gold: GoldArticle) -> ArticleRecord:
    """Write gold as a record of the contract, with the preferred fillers and without what is optional.

    A gold fact that names no evidence gets the sentence that fits it best, or else the whole text.
    """
    article = gold.article()
    text = gold.text
    mentions = [m for m in gold.mentions if m.must]
    facts = [f for f in gold.facts if f.must]
    return ArticleRecord.model_validate(
        {
            "article": article_fields(article),
            "entities": [
                {
                    "id": f"e{n}",
                    "kb": mention.readings[0].kb,
                    "type": mention.type,
                    "name": mention.readings[0].kb or mention.span.cut(text),
                    "name_ar": None,
                    "mentions": [_place(mention.span, text)],
                }
                for n, mention in enumerate(mentions, start=1)
            ],
            "quantities": [
                {"id": f"q{n}", **_amount(q.amount), **_place(q.spans[0], text)}
                for n, q in enumerate((q for q in gold.quantities if q.must), start=1)
            ],
            "times": [
                {
                    "id": f"t{n}",
                    "kind": t.kind,
                    "value": t.values[0],
                    "modifier": t.modifiers[0] if t.modifiers else "exact",
                    **_place(t.spans[0], text),
                }
                for n, t in enumerate((t for t in gold.times if t.must), start=1)
            ],
            "facts": [{"fact_id": f"{article.id}:f{n}", **_fact(f, gold)} for n, f in enumerate(facts, start=1)],
        }
    )


def _place(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.cut(text)}


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "kind": amount.kinds[0] if amount.kinds else "count",
        "value": amount.values[0],
        "unit": amount.units[0],
        "modifier": (amount.modifiers[0] if amount.modifiers else None) or "exact",
        "per": amount.pers[0] if amount.pers else None,
        "magnitude": amount.magnitude,
        "low": amount.low,
        "high": amount.high,
    }


def _ref(key: Slot) -> dict[str, Any] | None:
    if not isinstance(key, str):
        return None
    return {"kb": key if key.isascii() else None, "name": key, "name_ar": None, "type": None}


def _slot(name: str, filler: Slot) -> Any:
    """Return a slot as the contract writes it."""
    if name in ("subject", "channel", "source", "via"):
        return _ref(filler)
    if name in ("objects", "places"):
        return [_ref(key) for key in sorted(filler)] if isinstance(filler, frozenset) else []
    if name in ("time", "end", "duration"):
        return {"value": filler, "modifier": "exact", "text": filler} if filler else None
    if isinstance(filler, Amount):
        return {**_amount(filler), "text": ""}
    return filler


def _fact(fact: GoldFact, gold: GoldArticle) -> dict[str, Any]:
    names = (
        "subject", "relation", "objects", "places", "category", "quantity", "time", "end", "duration", "content",
        "channel", "source", "via",
    )  # fmt: skip
    spans = locate(fact, gold) or (Span(0, len(gold.text)),)
    return {
        "type": fact.type,
        "event_id": None,
        **{name: _slot(name, fact.best(name)) for name in names},
        "certainty": fact.best("certainty") or "asserted",
        "polarity": fact.best("polarity") or "affirmed",
        "background": bool(fact.best("background")),
        "evidence": [_place(span, gold.text) for span in spans],
    }
