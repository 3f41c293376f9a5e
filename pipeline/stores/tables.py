"""The tables of CSV, DuckDB and PostgreSQL: every column, what it means, and where its value stands in a record.

A slot of a record becomes columns of its own (`subject.kb` is `subject_kb`), a list becomes a table of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.contract import (
    ArticleMeta,
    ClaimValue,
    EntityRecord,
    EventRecord,
    EvidenceRecord,
    FactRecord,
    Model,
    QuantityRecord,
    RefRecord,
    RejectedRecord,
    Response,
    RunRecord,
    TimeRecord,
)

Type = Literal["text", "integer", "number", "boolean", "date", "timestamp", "json"]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `path` leads to its value in the record; it is empty where the store makes the value."""

    name: str
    type: Type
    comment: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a row is one record of `model`, or an item of a list in it."""

    name: str
    comment: str
    model: type[Model] | None
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def _ref(slot: str, who: str) -> list[Column]:
    return [
        Column(f"{slot}_kb", "text", f"Key of {who} in the knowledge base; null where it has none.", (slot, "kb")),
        Column(f"{slot}_name", "text", f"Name of {who}.", (slot, "name")),
        Column(f"{slot}_name_ar", "text", f"Arabic name of {who}.", (slot, "name_ar")),
        Column(f"{slot}_type", "text", f"Type of {who}: company, service, media, person, ...", (slot, "type")),
    ]  # fmt: skip


def _figure(prefix: str, slot: Path) -> list[Column]:
    return [
        Column(f"{prefix}kind", "text", "money, count, percent, ratio, points or ordinal.", (*slot, "kind")),
        Column(f"{prefix}value", "number", "The number itself; null for a range or vague plural.", (*slot, "value")),
        Column(f"{prefix}unit", "text", "ISO 4217 for money, %, else an English noun.", (*slot, "unit")),
        Column(f"{prefix}modifier", "text", "exact, about, more_than, less_than, at_least, ...", (*slot, "modifier")),
        Column(f"{prefix}per", "text", "hour, day, user, ... for a rate.", (*slot, "per")),
        Column(f"{prefix}magnitude", "integer", "Of a vague plural: 1000000 for millions.", (*slot, "magnitude")),
        Column(f"{prefix}low", "number", "Lower end of a range.", (*slot, "low")),
        Column(f"{prefix}high", "number", "Upper end of a range.", (*slot, "high")),
    ]  # fmt: skip


def _time(slot: str, what: str) -> list[Column]:
    return [
        Column(f"{slot}_value", "text", f"{what}, as TIMEX3 / ISO 8601; what is unknown stays X.", (slot, "value")),
        Column(f"{slot}_modifier", "text", "exact, about, more_than, ... as for figures.", (slot, "modifier")),
        Column(f"{slot}_text", "text", "The words of the article.", (slot, "text")),
    ]


def _settled(slot: str, what: str) -> list[Column]:
    return [
        Column(f"{slot}_value", "text", f"{what}, as TIMEX3 / ISO 8601; null where nobody says it.", (slot, "value")),
        Column(f"{slot}_modifier", "text", "exact, about, more_than, ... as for figures.", (slot, "modifier")),
        Column(f"{slot}_support", "json", "The facts that say so.", (slot, "support")),
    ]  # fmt: skip


_ARTICLE = Column("article_id", "text", "The article.")
_START = Column("start_offset", "integer", "First character in articles.text, in code points from 0.", ("start",))
_END = Column("end_offset", "integer", "Character after the last one.", ("end",))
_TEXT = Column("text", "text", "The characters there.", ("text",))
_EVENT = Column("event_id", "text", "The event.")
_RUN = Column("run_id", "text", "The run that wrote it.")


def _number(of: str) -> Column:
    return Column("number", "integer", f"Position among {of}, from 1.")


ARTICLES = Table(
    "articles",
    "The articles that were read.",
    ArticleMeta,
    ("article_id",),
    (
        Column("article_id", "text", "First 16 hex digits of the SHA-256 of the text.", ("id",)),
        Column("source_path", "text", "Path or URL as it was given.", ("source",)),
        Column("url", "text", "Address of the article.", ("url",)),
        Column("site", "text", "The outlet.", ("site",)),
        Column("title", "text", "Headline.", ("title",)),
        Column("author", "text", "Who wrote it.", ("author",)),
        Column("published", "text", "ISO date of publication.", ("published",)),
        Column("published_day", "date", "The day of `published`; null where it is no full date."),
        Column("published_from", "text", "What gave the date: given, metadata, url, ...", ("published_from",)),
        Column("language", "text", "Language of the text.", ("language",)),
        Column("text", "text", "The exact text that every offset refers to.", ("text",)),
        Column("diagnostics", "json", "What a reader should know: code, message, start, end."),
        _RUN,
    ),
)  # fmt: skip
MENTIONS = Table(
    "mentions",
    "Where an article names somebody.",
    EntityRecord,
    ("article_id", "entity_id", "number"),
    (
        _ARTICLE,
        Column("entity_id", "text", "The entity inside of its article: e1, e2, ...", ("id",)),
        _number("the mentions of the entity in the article"),
        Column("kb", "text", "Key in the knowledge base; null for somebody it does not know.", ("kb",)),
        Column("type", "text", "company, service, media, organization, person, place or other.", ("type",)),
        Column("name", "text", "Name; without a key, as written.", ("name",)),
        Column("name_ar", "text", "Arabic name.", ("name_ar",)),
        Column("start_offset", "integer", _START.comment, ("mentions", "start")),
        Column("end_offset", "integer", _END.comment, ("mentions", "end")),
        Column("text", "text", _TEXT.comment, ("mentions", "text")),
    ),
)
QUANTITIES = Table(
    "quantities",
    "The figures of an article.",
    QuantityRecord,
    ("article_id", "quantity_id"),
    (
        _ARTICLE,
        Column("quantity_id", "text", "q1, q2, ... in the order of the text.", ("id",)),
        *_figure("", ()),
        _START,
        _END,
        _TEXT,
    ),
)
TIMES = Table(
    "times",
    "The time expressions of an article.",
    TimeRecord,
    ("article_id", "time_id"),
    (
        _ARTICLE,
        Column("time_id", "text", "t1, t2, ... in the order of the text.", ("id",)),
        Column("kind", "text", "date, time, duration, interval or set.", ("kind",)),
        Column("value", "text", "TIMEX3 / ISO 8601; what is unknown stays X.", ("value",)),
        Column("modifier", "text", "exact, about, more_than, ... as for figures.", ("modifier",)),
        Column("calendar", "text", "hijri where the text has a Hijri date, else null.", ("calendar",)),
        _START,
        _END,
        _TEXT,
    ),
)
FACTS = Table(
    "facts",
    "What the articles say, one fact a row; a slot that does not apply is null.",
    FactRecord,
    ("fact_id",),
    (
        Column("fact_id", "text", "Id of the article, :f1, :f2, ...", ("fact_id",)),
        Column("article_id", "text", "The article that says it.", ("article_id",)),
        _number("the facts of the article"),
        Column("source_path", "text", "As in articles.", ("source_path",)),
        Column("url", "text", "As in articles.", ("url",)),
        Column("site", "text", "As in articles.", ("site",)),
        Column("published", "text", "As in articles.", ("published",)),
        Column("published_day", "date", "As in articles."),
        Column("type", "text", "outage, cause, impact, restoration, gain, ...", ("type",)),
        Column("event_id", "text", "The event it belongs to.", ("event_id",)),
        *_ref("subject", "whom it is about"),
        Column("relation", "text", "Of the subject to the outage: provider, competitor, ...", ("relation",)),
        Column("category", "text", "What kind of cause, impact, gain, ...; by type.", ("category",)),
        *_figure("quantity_", ("quantity",)),
        Column("quantity_text", "text", "The words of the figure.", ("quantity", "text")),
        *_time("time", "When it was or began"),
        Column("time_day", "date", "The day of `time_value`; null where it is no full date."),
        *_time("end", "When it ended"),
        *_time("duration", "How long it lasted"),
        Column("content", "text", "The words: of a statement, a cause, a title.", ("content",)),
        *_ref("channel", "the channel where it was said"),
        *_ref("source", "who says it"),
        *_ref("via", "who passes it on"),
        Column("certainty", "text", "asserted (by the article), reported, estimated, ...", ("certainty",)),
        Column("polarity", "text", "affirmed or negated.", ("polarity",)),
        Column("background", "boolean", "Whether it is of an earlier event that the article recalls.", ("background",)),
        Column("confidence", "number", "From 0 to 1.", ("confidence",)),
    ),
)  # fmt: skip
FACT_REFS = Table(
    "fact_refs",
    "The objects and places of the facts.",
    RefRecord,
    ("fact_id", "role", "number"),
    (
        Column("fact_id", "text", "The fact."),
        _ARTICLE,
        Column("role", "text", "object (an affected service and the like) or place (that was hit)."),
        _number("the objects or places of the fact"),
        Column("kb", "text", "Key in the knowledge base; null for somebody it does not know.", ("kb",)),
        Column("name", "text", "Name.", ("name",)),
        Column("name_ar", "text", "Arabic name.", ("name_ar",)),
        Column("type", "text", "company, service, media, organization, person, place or other.", ("type",)),
    ),
)
EVIDENCE = Table(
    "evidence",
    "The spans of the article that say a fact.",
    EvidenceRecord,
    ("fact_id", "number"),
    (
        Column("fact_id", "text", "The fact."),
        _ARTICLE,
        _number("the spans of the fact"),
        _START,
        _END,
        _TEXT,
    ),
)
EVENTS = Table(
    "events",
    "One outage of the real world, merged over all articles of the store.",
    EventRecord,
    ("event_id",),
    (
        Column("event_id", "text", "Provider and first day: meta/2021-10-04.", ("event_id",)),
        Column("provider_kb", "text", "Key of who runs what failed; null for somebody unknown.", ("provider", "kb")),
        Column("provider_name", "text", "Name of who runs what failed.", ("provider", "name")),
        *_settled("start", "When it began"),
        Column("start_day", "date", "The day of `start_value`; null where it is no full date."),
        *_settled("end", "When it ended"),
        *_settled("duration", "How long it lasted"),
    ),
)
EVENT_SERVICES = Table(
    "event_services",
    "What was down.",
    None,
    ("event_id", "service"),
    (_EVENT, Column("service", "text", "Key of the service, or its name.")),
)
EVENT_ARTICLES = Table(
    "event_articles",
    "The articles that tell of an event.",
    None,
    ("event_id", "article_id"),
    (_EVENT, _ARTICLE),
)
EVENT_CLAIMS = Table(
    "event_claims",
    "Every figure and cause that is given for an event, one value a row. Nothing is averaged.",
    ClaimValue,
    ("event_id", "claim", "number"),
    (
        _EVENT,
        Column("claim", "integer", "Number of the claim: its values speak of one thing."),
        _number("the values of the claim"),
        Column("type", "text", "Type of the facts."),
        Column("category", "text", "Category of the facts."),
        Column("subject", "text", "Key or name of whom it is about."),
        Column("agreement", "text", "Of the values of the claim: single, consistent or conflicting."),
        *_figure("quantity_", ("quantity",)),
        Column("quantity_text", "text", "The words of the figure.", ("quantity", "text")),
        Column("value_category", "text", "The value, where it is a category (a cause).", ("category",)),
        Column("content", "text", "The value in words.", ("content",)),
        Column("support", "json", "The facts behind it.", ("support",)),
        Column("sources", "json", "Who says it: outlets, or paths.", ("sources",)),
    ),
)
EVENT_RESPONSES = Table(
    "event_responses",
    "What others than the provider did or gained in the wake of an event.",
    Response,
    ("event_id", "number"),
    (
        _EVENT,
        _number("the responses"),
        Column("fact_id", "text", "The fact.", ("fact_id",)),
        Column("subject", "text", "Key or name of who it is.", ("subject",)),
        Column("relation", "text", "To the outage: competitor, brand, observer, ...", ("relation",)),
        Column("type", "text", "gain, degradation or statement.", ("type",)),
        Column("time", "text", "When, as TIMEX3 / ISO 8601.", ("time",)),
    ),
)
REJECTED = Table(
    "rejected",
    "Inputs that could not be used, and why.",
    RejectedRecord,
    ("run_id", "number"),
    (
        _RUN,
        _number("the rejected inputs of the run"),
        Column("source", "text", "Path or URL as it was given.", ("source",)),
        Column("reason", "text", "Reason code.", ("reason",)),
        Column("message", "text", "A sentence on what to do.", ("message",)),
    ),
)
RUNS = Table(
    "runs",
    "What ran, on what, with what result. A run that broke off has no `finished`.",
    RunRecord,
    ("run_id",),
    (
        Column("run_id", "text", "Moment of the start, and a random part."),
        Column("finished", "timestamp", "When the run was complete; null for one that broke off."),
        Column("started", "timestamp", "When it began.", ("started",)),
        Column("wall_seconds", "number", "How long it took.", ("wall_seconds",)),
        Column("version", "text", "Version of naba.", ("version",)),
        Column("contract", "integer", "Version of the output contract.", ("contract",)),
        Column("python", "text", "Version of Python.", ("python",)),
        *(
            Column(name, "integer", comment, ("counts", name))
            for name, comment in (
                ("articles", "Articles that were read."),
                ("entities", "Entities in them."),
                ("mentions", "Mentions in them."),
                ("quantities", "Figures in them."),
                ("times", "Time expressions in them."),
                ("facts", "Facts in them."),
                ("events", "Events that they tell of."),
                ("rejected", "Inputs that gave no article."),
                ("partly_used", "Inputs whose metadata could not be used."),
            )
        ),
        Column("reasons", "json", "Rejected inputs by reason.", ("rejected",)),
        Column("settings", "json", "What the run was asked for.", ("settings",)),
        Column("packages", "json", "Versions of packages.", ("packages",)),
        Column("checksums", "json", "Of the knowledge base, the model and the data files.", ("checksums",)),
        Column("stage_seconds", "json", "Time spent in each stage.", ("stage_seconds",)),
    ),
)

OF_ARTICLE = (ARTICLES, MENTIONS, QUANTITIES, TIMES, FACTS, FACT_REFS, EVIDENCE)
"""Tables whose rows belong to one article, and are replaced with it."""
OF_EVENT = (EVENTS, EVENT_SERVICES, EVENT_ARTICLES, EVENT_CLAIMS, EVENT_RESPONSES)
"""Tables that are made of the facts of all articles."""
TABLES: Sequence[Table] = (*OF_ARTICLE, *OF_EVENT, REJECTED, RUNS)
