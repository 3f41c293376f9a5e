"""The document: one immutable article plus what the stages add to it, and what a stage is."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from pipeline.text import Sentence, Span, Token, View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Number = int | float


@dataclass(frozen=True, slots=True)
class Article:
    """What was read: the exact text that every offset refers to, and what is known about it.

    `published` is an ISO date (`2021-10-06`) or None; `published_from` names what gave it. `notes` are what ingestion
    has to say of it; they become diagnostics of the document.
    """

    text: str
    source: str
    url: str | None = None
    site: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    published_from: Literal["given", "metadata", "url", "text", "tweet"] | None = None
    language: str = "ar"
    notes: tuple[Diagnostic, ...] = ()

    @property
    def id(self) -> str:
        """The first 16 hex digits of the SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure. `span` covers number and unit, not the modifier word (that is `cue`)."""

    span: Span
    kind: str
    value: Number | None
    unit: str | None
    modifier: str = "exact"
    per: str | None = None
    magnitude: int | None = None
    low: Number | None = None
    high: Number | None = None
    cue: Span | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression, its value in TIMEX3 / ISO 8601 with X for what is not known."""

    span: Span
    kind: str
    value: str
    modifier: str = "exact"
    calendar: str | None = None
    cue: Span | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """Whom a slot of a fact names. `kb` is a knowledge-base key, or None with `name` = the surface form."""

    kb: str | None
    name: str
    name_ar: str | None
    type: str

    @property
    def key(self) -> str:
        """The identity of the entity: its knowledge-base key, or the name where it has none."""
        return self.kb or self.name


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the text names an entity (`form` name) or points at one (`nominal`: `الشركة`, `التطبيق`).

    `score` is how sure the engine for names was, and the comparison by sound if it was needed; 1 where neither spoke.
    """

    span: Span
    ref: Ref
    form: Literal["name", "nominal"] = "name"
    rule: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, section 3 of the contract, before it is written out. Slots hold what the stages found."""

    type: str
    subject: Ref | None
    evidence: tuple[Span, ...]
    rule: str
    relation: str | None = None
    objects: tuple[Ref, ...] = ()
    places: tuple[Ref, ...] = ()
    category: str | None = None
    quantity: Quantity | None = None
    time: Time | None = None
    end: Time | None = None
    duration: Time | None = None
    content: Span | None = None
    channel: Ref | None = None
    source: Ref | None = None
    via: Ref | None = None
    certainty: str = "asserted"
    polarity: str = "affirmed"
    background: bool = False
    confidence: float = 0.0
    event_id: str | None = None
    cues: tuple[Span, ...] = ()


class Encoded(NamedTuple):
    """A window of words as an encoder embeds it, before its layers.

    `words` are (sentence, word) of each word, `firsts` the row of each word's first piece in `hidden`, an array of
    shape (pieces, width) in half precision.
    """

    words: tuple[tuple[int, int], ...]
    firsts: tuple[int, ...]
    hidden: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something about the article that a reader should know: a code and a sentence."""

    code: str
    message: str
    span: Span | None = None


@dataclass
class Document:
    """An article on its way through the stages. Stages add; nothing ever changes the text."""

    article: Article
    tokens: tuple[Token, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    times: tuple[Time, ...] = ()
    mentions: tuple[Mention, ...] = ()
    encoded: tuple[Encoded, ...] = ()
    facts: tuple[Fact, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def __post_init__(self) -> None:
        self.diagnostics = (*self.article.notes, *self.diagnostics)

    @cached_property
    def view(self) -> View:
        """The folded copy of the text in which words are looked for."""
        return View(self.article.text)

    @property
    def text(self) -> str:
        """The text that every offset refers to."""
        return self.article.text

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.span.start for token in self.tokens]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.span.start for sentence in self.sentences]

    def token_at(self, offset: int) -> int:
        """Return the index of the token that holds, or is the last one before, an offset of the text."""
        return max(bisect_right(self._token_starts, offset) - 1, 0)

    def token_range(self, span: Span) -> tuple[int, int]:
        """Return `(first, last)` of the tokens that a span touches, last exclusive."""
        return self.token_at(span.start), self.token_at(max(span.end - 1, span.start)) + 1

    def sentence_at(self, offset: int) -> int:
        """Return the index of the sentence that holds, or is the last one before, an offset of the text."""
        return max(bisect_right(self._sentence_starts, offset) - 1, 0)


class Stage(Protocol):
    """One step of the pipeline: what it needs of a document, what it adds, and the doing of it."""

    name: str
    reads: frozenset[str]
    writes: frozenset[str]

    def __call__(self, doc: Document) -> None:
        """Add to `doc` the fields named in `writes`."""
