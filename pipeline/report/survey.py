"""The first way through a run: is it one, what is in it, what the page must know before any article is opened."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from pipeline.contract import ArticleFact, ArticleRecord, EvidenceRecord, RefRecord, RunRecord
from pipeline.report.embed import json_block
from pipeline.stores import StoreError
from pipeline.stores.jsonl import line_of

if TYPE_CHECKING:
    from pipeline.report.source import Source

_TITLE = 120


@dataclass(slots=True)
class Survey:
    """What is counted over the articles of a run. It grows with names and days, not with texts."""

    run: RunRecord
    key: str = ""
    """The first 16 hex digits of the SHA-256 of the articles as JSON Lines: what a person's changes are kept under."""
    articles: int = 0
    facts: int = 0
    types: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Key of an entity (or its name, where it has no key) -> its name in Latin letters, and in Arabic."""


def checked(source: Source) -> Iterator[ArticleRecord]:
    """Read the articles of a run; every span must be what it says, and no article may come twice.

    Raises:
        StoreError: a record that cannot be shown; the message says which.
    """
    seen: set[str] = set()
    for record in source.articles():
        article = record.article
        if article.id in seen:
            raise StoreError(f"{source.place}: the article {article.id} is there twice. Extract again.")
        seen.add(article.id)
        for span in _spans(record):
            if article.text[span.start : span.end] != span.text or not span.text:
                raise StoreError(
                    f"{source.place}: article {article.id}: the text at {span.start}:{span.end} is not "
                    f"{span.text!r}. The record was changed by hand, or its text was. Extract again."
                )
        yield record


def _spans(record: ArticleRecord) -> Iterator[EvidenceRecord]:
    for entity in record.entities:
        yield from entity.mentions
    yield from record.quantities
    yield from record.times
    for fact in record.facts:
        yield from fact.evidence


def survey(source: Source, rows: TextIO, articles: TextIO) -> Survey:
    """Go through a run once: check and count its articles, write what the page has of each.

    Args:
        source: the run.
        rows: takes what the list of articles shows, one article a line.
        articles: takes the articles: a line with the id, a line with the rest.

    Raises:
        StoreError: no run, or a record that cannot be shown; the message says which.
    """
    found = Survey(source.run())
    digest = hashlib.sha256()
    for record in checked(source):
        digest.update(line_of(record).encode())
        rows.write(f"{json_block(row(record))}\n")
        articles.write(f"{json_block(record.article.id)}\n{json_block(compact(record))}\n")
        found.articles += 1
        found.facts += len(record.facts)
        found.days[(record.article.published or "")[:10]] += 1
        for fact in record.facts:
            found.types[fact.type] += 1
            for ref in _refs(fact):
                found.names.setdefault(key_of(ref), (ref.name, ref.name_ar or ref.name))
            if fact.source:
                found.sources[key_of(fact.source)] += 1
    found.key = digest.hexdigest()[:16]
    return found


def key_of(ref: RefRecord) -> str:
    """Return what stands for an entity in the index: its key, or its name where it has none."""
    return ref.kb or ref.name


def row(record: ArticleRecord) -> dict[str, Any]:
    """Return an article as the list of articles needs it: its head, and of its facts what can be filtered by."""
    meta = record.article
    first = next((line.strip() for line in meta.text.split("\n") if line.strip()), "")
    return {
        "id": meta.id,
        "title": meta.title or (first if len(first) <= _TITLE else first[:_TITLE] + "…"),
        "source": meta.source,
        "site": meta.site,
        "published": meta.published,
        "facts": [
            [number_of(f), f.type, f.event_id, f.source and key_of(f.source), f.certainty, f.confidence]
            for f in record.facts
        ],
    }


def compact(record: ArticleRecord) -> dict[str, Any]:
    """Return an article without what its text says again: spans are pairs, slots that are empty are left out."""
    meta = record.article
    return {
        "article": meta.model_dump(),
        "entities": [
            {**entity.model_dump(exclude={"mentions"}), "mentions": [[m.start, m.end] for m in entity.mentions]}
            for entity in record.entities
        ],
        "quantities": [quantity.model_dump(exclude={"text"}) for quantity in record.quantities],
        "times": [time.model_dump(exclude={"text"}) for time in record.times],
        "facts": [_compact_fact(fact) for fact in record.facts],
        "diagnostics": [note.model_dump() for note in record.diagnostics],
    }


def number_of(fact: ArticleFact) -> str:
    """Return the part of a fact's id that is its own: `f1`."""
    return fact.fact_id.rpartition(":")[2]


def _compact_fact(fact: ArticleFact) -> dict[str, Any]:
    slots = fact.model_dump(exclude={"schema_", "evidence"})
    kept = {name: value for name, value in slots.items() if value is not None and value != []}
    return {**kept, "evidence": [[piece.start, piece.end] for piece in fact.evidence]}


def _refs(fact: ArticleFact) -> Iterator[RefRecord]:
    for ref in (fact.subject, fact.channel, fact.source, fact.via):
        if ref:
            yield ref
    yield from fact.objects
    yield from fact.places
