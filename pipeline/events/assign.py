"""Gives the facts of one article their `event_id`: on a record, or as the last stage of the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.contract import ArticleRecord
from pipeline.document import Document
from pipeline.events.local import groups, label_of, name_events, provider_of
from pipeline.events.told import FactLike


def event_ids(facts: Sequence[FactLike]) -> list[str | None]:
    """Return the event of each fact of one article, None where it belongs to no outage."""
    found = groups(facts)
    # The main outage has the plain id where two of one provider have the same.
    found.sort(key=lambda group: group.background)
    ids = name_events([(provider_of(group.told), label_of([group.told])) for group in found])
    of: list[str | None] = [None] * len(facts)
    for event_id, group in zip(ids, found, strict=True):
        for index in group.members:
            of[index] = event_id
    return of


def assign(record: ArticleRecord) -> ArticleRecord:
    """Return the record with the `event_id` of every fact set from this article alone."""
    ids = event_ids(record.facts)
    facts = [fact.model_copy(update={"event_id": event}) for fact, event in zip(record.facts, ids, strict=True)]
    return record.model_copy(update={"facts": facts})


class EventStage:
    """The last stage: facts get their `event_id`."""

    name = "events"
    reads: frozenset[str] = frozenset({"facts"})
    writes: frozenset[str] = frozenset({"facts"})

    def __call__(self, doc: Document) -> None:
        """Set the event of every fact of the document."""
        ids = event_ids(doc.facts)
        doc.facts = tuple(replace(fact, event_id=event) for fact, event in zip(doc.facts, ids, strict=True))
