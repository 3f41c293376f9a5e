"""From a document to the records of the contract: the one place where spans become JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.contract import ArticleFact, ArticleRecord, EntityRecord, FactRecord, QuantityRecord, TimeRecord

if TYPE_CHECKING:
    from pipeline.document import Article, Diagnostic, Document, Fact, Mention, Quantity, Ref, Time
    from pipeline.text import Span

Found = TypeVar("Found", "Quantity", "Time")


class SpanError(ValueError):
    """A span that does not lie in its text."""


def article_record(doc: Document) -> ArticleRecord:
    """Return the line of articles.jsonl for a document that has passed all stages.

    Its parts are checked one by one: of an article as long as a book, all of them unchecked take much memory.

    Raises:
        SpanError: a stage gave a span that does not lie in the text.
        pydantic.ValidationError: a stage gave a value that the contract does not know.
    """
    text = doc.text
    meta = article_fields(doc.article)  # its id is made of all of the text: once is enough
    return ArticleRecord.model_validate(
        {
            "article": meta,
            "entities": [
                EntityRecord.model_validate(
                    {"id": f"e{n}", **_ref(ref), "mentions": [evidence(span, text) for span in spans]}
                )
                for n, (ref, spans) in enumerate(entity_groups(doc.mentions), start=1)
            ],
            "quantities": [
                QuantityRecord.model_validate({"id": f"q{n}", **_quantity(quantity), **evidence(quantity.span, text)})
                for n, quantity in enumerate(in_text_order(doc.quantities), start=1)
            ],
            "times": [
                TimeRecord.model_validate({"id": f"t{n}", **_time(time), **evidence(time.span, text)})
                for n, time in enumerate(in_text_order(doc.times), start=1)
            ],
            "facts": [
                ArticleFact.model_validate({"fact_id": f"{meta['id']}:f{n}", **_fact(fact, text)})
                for n, fact in enumerate(doc.facts, start=1)
            ],
            "diagnostics": [_diagnostic(diagnostic) for diagnostic in doc.diagnostics],
        }
    )


def fact_records(record: ArticleRecord) -> list[FactRecord]:
    """Return the lines of facts.jsonl for an article: its facts, with the article's fields on each."""
    meta = record.article
    shared: dict[str, Any] = {
        "article_id": meta.id,
        "source_path": meta.source,
        "url": meta.url,
        "site": meta.site,
        "published": meta.published,
    }
    # The parts were validated with the article; only the outer shape is new.
    return [
        FactRecord.model_construct(**{name: getattr(fact, name) for name in type(fact).model_fields}, **shared)
        for fact in record.facts
    ]


def in_text_order(found: Sequence[Found]) -> list[Found]:
    """Return quantities or times as the text has them: the order of their ids."""
    return sorted(found, key=lambda item: (item.span.start, item.span.end))


def entity_groups(mentions: Sequence[Mention]) -> list[tuple[Ref, list[Span]]]:
    """Group named mentions by entity, in order of first mention: the order of their ids.

    Mentions that only point (`الشركة`) are for the stages; they are not written.
    """
    groups: dict[tuple[str, str], tuple[Ref, list[Span]]] = {}
    for mention in sorted(mentions, key=lambda m: (m.span.start, m.span.end)):
        if mention.form == "name":
            groups.setdefault((mention.ref.key, mention.ref.type), (mention.ref, []))[1].append(mention.span)
    return list(groups.values())


def evidence(span: Span, text: str) -> dict[str, Any]:
    """Return a span with its characters, as every record has them.

    Raises:
        SpanError: the span is empty or does not lie in the text.
    """
    if not 0 <= span.start < span.end <= len(text):
        raise SpanError(f"[{span.start}:{span.end}] is no span of a text of {len(text)} characters")
    return {"start": span.start, "end": span.end, "text": text[span.start : span.end]}


def article_fields(article: Article) -> dict[str, Any]:
    """Return what a record says of an article itself."""
    return {
        "id": article.id,
        "source": article.source,
        "url": article.url,
        "site": article.site,
        "title": article.title,
        "author": article.author,
        "published": article.published,
        "published_from": article.published_from,
        "language": article.language,
        "text": article.text,
    }


def _ref(ref: Ref) -> dict[str, Any]:
    return {"kb": ref.kb, "type": ref.type, "name": ref.name, "name_ar": ref.name_ar}


def _slot(ref: Ref | None) -> dict[str, Any] | None:
    return _ref(ref) if ref else None


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "kind": quantity.kind,
        "value": quantity.value,
        "unit": quantity.unit,
        "modifier": quantity.modifier,
        "per": quantity.per,
        "magnitude": quantity.magnitude,
        "low": quantity.low,
        "high": quantity.high,
    }


def _quantity_slot(quantity: Quantity | None, text: str) -> dict[str, Any] | None:
    return {**_quantity(quantity), "text": evidence(quantity.span, text)["text"]} if quantity else None


def _time(time: Time) -> dict[str, Any]:
    return {"kind": time.kind, "value": time.value, "modifier": time.modifier, "calendar": time.calendar}


def _time_slot(time: Time | None, text: str) -> dict[str, Any] | None:
    if time is None:
        return None
    return {"value": time.value, "modifier": time.modifier, "text": evidence(time.span, text)["text"]}


def _fact(fact: Fact, text: str) -> dict[str, Any]:
    return {
        "type": fact.type,
        "event_id": fact.event_id,
        "subject": _slot(fact.subject),
        "relation": fact.relation,
        "objects": [_ref(ref) for ref in fact.objects],
        "places": [_ref(ref) for ref in fact.places],
        "category": fact.category,
        "quantity": _quantity_slot(fact.quantity, text),
        "time": _time_slot(fact.time, text),
        "end": _time_slot(fact.end, text),
        "duration": _time_slot(fact.duration, text),
        "content": evidence(fact.content, text)["text"] if fact.content else None,
        "channel": _slot(fact.channel),
        "source": _slot(fact.source),
        "via": _slot(fact.via),
        "certainty": fact.certainty,
        "polarity": fact.polarity,
        "background": fact.background,
        "evidence": [evidence(span, text) for span in fact.evidence],
        "confidence": round(fact.confidence, 3),
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "message": diagnostic.message,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }
