"""The output contract, version 1, as pydantic models. The JSON Schema in docs/schema/ is made from them.

The ground floor: imports nothing of ours. Field order here is key order in the files.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

EntityType = Literal["company", "service", "media", "organization", "person", "place", "other"]
QuantityKind = Literal["money", "count", "percent", "ratio", "points", "ordinal"]
TimeKind = Literal["date", "time", "duration", "interval", "set"]
Modifier = Literal["exact", "about", "more_than", "less_than", "at_least", "at_most", "up_to", "vague"]
PublishedFrom = Literal["given", "metadata", "url", "text", "tweet"]
FactType = Literal["outage", "cause", "impact", "restoration", "gain", "degradation", "statement", "metric", "role"]
Relation = Literal["provider", "competitor", "brand", "observer", "authority", "media", "expert", "person", "users"]
Certainty = Literal["asserted", "reported", "estimated", "expected", "possible"]
Polarity = Literal["affirmed", "negated"]
Agreement = Literal["single", "consistent", "conflicting"]

CATEGORIES: dict[str, frozenset[str]] = {
    "outage": frozenset({"full", "partial"}),
    "restoration": frozenset({"full", "partial", "gradual"}),
    "degradation": frozenset({"resolved", "ongoing"}),
    "cause": frozenset(
        {
            "configuration_change", "dns_or_routing", "cyberattack", "power", "hardware", "software", "overload",
            "cable_cut", "maintenance", "third_party", "human_error", "fire", "natural_disaster",
            "government_order", "unspecified_technical", "undisclosed", "other",
        }
    ),
    "impact": frozenset(
        {
            "financial_loss", "market_value_loss", "share_price_change", "wealth_loss", "users_affected",
            "users_lost", "reports", "operations_disrupted", "other",
        }
    ),
    "gain": frozenset({"new_users", "traffic", "downloads", "rank", "share_price_change", "revenue", "other"}),
    "metric": frozenset(
        {
            "followers", "users", "replies", "posts", "downloads", "employees", "revenue", "net_worth",
            "market_value", "share_price", "market_share", "rank", "age", "other",
        }
    ),
    "statement": frozenset(
        {
            "apology", "acknowledgement", "explanation", "announcement", "compensation", "denial", "banter",
            "criticism", "advice", "warning", "assessment", "other",
        }
    ),
    "role": frozenset(),
}  # fmt: skip
"""The closed category vocabulary of each fact type. `None` is always allowed."""


_GIVEN: dict[frozenset[str], set[str]] = {}
"""The sets of fields that were given to records. Records do not change, nor do these: a copy has a set of its own."""


class Model(BaseModel):
    """Base of every record: unknown fields are errors, records do not change.

    What checks and writes a record is built when the first one is made: most commands need few of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)

    def model_post_init(self, context: Any, /) -> None:
        """Share the set of the fields that were given: one for each record is as large as all else of a small one."""
        given = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _GIVEN.setdefault(frozenset(given), given))


class EvidenceRecord(Model):
    """A span of the article and its characters: `text == article.text[start:end]`."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    text: str


class Identified(Model):
    """A record that others of the same article may point to: `e1`, `q1`, `t1`."""

    id: str


class ArticleMeta(Model):
    """The article itself. `id` is the first 16 hex digits of the SHA-256 of `text`."""

    id: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
    source: str
    url: str | None
    site: str | None
    title: str | None
    author: str | None
    published: str | None
    published_from: PublishedFrom | None
    language: str
    text: str


class EntityRecord(Identified):
    """An entity and all its mentions."""

    kb: str | None
    type: EntityType
    name: str
    name_ar: str | None
    mentions: list[EvidenceRecord]


class QuantityValue(Model):
    """The value of a figure: `value` is the number itself, or null for a range or a vague plural."""

    kind: QuantityKind
    value: int | float | None
    unit: str | None
    modifier: Modifier
    per: str | None
    magnitude: int | None = None
    low: int | float | None = None
    high: int | float | None = None


class QuantityRecord(EvidenceRecord, QuantityValue, Identified):
    """A figure of an article and where it stands."""


class QuantitySlot(QuantityValue):
    """A figure as a slot of a fact."""

    text: str


class TimeValue(Model):
    """The value of a time expression in TIMEX3 / ISO 8601, X for what is not known."""

    kind: TimeKind
    value: str
    modifier: Modifier
    calendar: Literal["hijri"] | None = None


class TimeRecord(EvidenceRecord, TimeValue, Identified):
    """A time expression of an article and where it stands."""


class TimeSlot(Model):
    """A time as a slot of a fact."""

    value: str
    modifier: Modifier
    text: str


class RefRecord(Model):
    """An entity as a slot of a fact."""

    kb: str | None
    name: str
    name_ar: str | None
    type: EntityType | None


class FactHead(Model):
    """What identifies a fact."""

    schema_: Literal["fact/1"] = Field("fact/1", alias="schema")
    fact_id: str


class ArticleFields(Model):
    """The article of a fact, so that a line of facts.jsonl stands alone."""

    article_id: str
    source_path: str
    url: str | None
    site: str | None
    published: str | None


class FactBody(Model):
    """One shape for all types of fact; a slot that does not apply is null or []."""

    type: FactType
    event_id: str | None
    subject: RefRecord | None
    relation: Relation | None
    objects: list[RefRecord]
    places: list[RefRecord]
    category: str | None
    quantity: QuantitySlot | None
    time: TimeSlot | None
    end: TimeSlot | None
    duration: TimeSlot | None
    content: str | None
    channel: RefRecord | None
    source: RefRecord | None
    via: RefRecord | None
    certainty: Certainty
    polarity: Polarity
    background: bool
    evidence: Annotated[list[EvidenceRecord], Field(min_length=1)]
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None

    @model_validator(mode="after")
    def _category_in_vocabulary(self) -> Self:
        if self.category is not None and self.category not in CATEGORIES[self.type]:
            raise ValueError(f"{self.category!r} is not a category of {self.type}")
        return self


# pydantic orders fields from the last base to the first.
class ArticleFact(FactBody, FactHead):
    """A fact inside its article."""


class FactRecord(FactBody, ArticleFields, FactHead):
    """A fact on a line of its own in facts.jsonl."""


class DiagnosticRecord(Model):
    """Something about an article that a reader should know."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None


class ArticleRecord(Model):
    """One line of articles.jsonl."""

    schema_: Literal["article/1"] = Field("article/1", alias="schema")
    article: ArticleMeta
    entities: list[EntityRecord]
    quantities: list[QuantityRecord]
    times: list[TimeRecord]
    facts: list[ArticleFact]
    diagnostics: list[DiagnosticRecord] = []


class SupportedTime(Model):
    """A time of an event and the facts that say so. `value` is null where no article says it."""

    value: str | None = None
    modifier: Modifier | None = None
    support: list[str] = []


class ClaimValue(Model):
    """One value that is claimed, who claims it, and the facts behind it."""

    quantity: QuantitySlot | None
    category: str | None = None
    content: str | None = None
    support: list[str]
    sources: list[str]


class Claim(Model):
    """All values given for one thing. Nothing is averaged: values that differ stand side by side."""

    type: FactType
    category: str | None
    subject: str | None
    values: list[ClaimValue]
    agreement: Agreement


class Response(Model):
    """What somebody other than the provider did or gained in the wake of an outage."""

    fact_id: str
    subject: str | None
    relation: Relation | None
    type: FactType
    time: str | None


class ProviderRef(Model):
    """The provider of an event."""

    kb: str | None
    name: str


class EventRecord(Model):
    """One line of events.jsonl: one real-world outage, merged over all articles."""

    schema_: Literal["event/1"] = Field("event/1", alias="schema")
    event_id: str
    provider: ProviderRef
    services: list[str]
    start: SupportedTime
    end: SupportedTime
    duration: SupportedTime
    claims: list[Claim]
    responses: list[Response]
    articles: list[str]


class RejectedRecord(Model):
    """One line of rejected.jsonl: an input that could not be used, and why."""

    schema_: Literal["rejected/1"] = Field("rejected/1", alias="schema")
    source: str
    reason: str
    message: str


class RunRecord(Model):
    """run.json: what ran, on what, with what result. Timings live here alone."""

    schema_: Literal["run/1"] = Field("run/1", alias="schema")
    version: str
    contract: int
    python: str
    packages: dict[str, str]
    checksums: dict[str, str]
    settings: dict[str, Any]
    counts: dict[str, int]
    rejected: dict[str, int]
    started: str
    wall_seconds: float
    stage_seconds: dict[str, float]


RECORDS: dict[str, type[Model]] = {
    "article": ArticleRecord,
    "fact": FactRecord,
    "event": EventRecord,
    "rejected": RejectedRecord,
    "run": RunRecord,
}
"""The record of every file of a run, by schema name."""
