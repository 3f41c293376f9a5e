"""What ingestion gives and takes: reasons, rejections, options and the raw article between reader and check."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from pipeline.document import Diagnostic
from pipeline.ingest.fieldmap import parse_map
from pipeline.ingest.published import plausible

MAX_BYTES = 5_000_000
"""The largest article that is read, in bytes. The longest news features have about 200,000."""
MAX_EXPANDED = 20_000_000_000
"""So many bytes may come out of one packed file. A file of CC-NEWS has about 5,000,000,000."""


class Reason(StrEnum):
    """Why an input gave no article: the closed vocabulary of `rejected.jsonl`."""

    EMPTY = "empty"
    """No characters, or white space alone."""
    NO_TEXT = "no_text"
    """Digits, punctuation or invisible marks, but no letter."""
    BINARY = "binary"
    """Not text: a known file format, or full of control characters."""
    UNDECODABLE = "undecodable"
    """Text whose bytes fit no encoding, or characters that cannot be written as UTF-8."""
    TOO_LARGE = "too_large"
    """More bytes than `ReadOptions.max_bytes`."""
    NON_ARABIC = "non_arabic"
    """Another script, or another language of the Arabic script."""
    UNSUPPORTED = "unsupported"
    """A kind of file that has no reader, or a sidecar without its article."""
    NOT_FOUND = "not_found"
    """A path that does not exist, a pattern that nothing matches, or a folder without files."""
    UNREADABLE = "unreadable"
    """The system refused to read it, or it is no regular file (a device, a pipe, a link to itself)."""
    BAD_JSON = "bad_json"
    """Not JSON."""
    BAD_RECORD = "bad_record"
    """JSON, but not an object with a `text`; a row of a table that has not the fields of its header."""
    BAD_FEED = "bad_feed"
    """XML that is no feed, or a feed with entities of its own or elements in each other without end."""
    BAD_ARCHIVE = "bad_archive"
    """A packed file, an archive or a member of one that is damaged, cut off, encrypted or packed too many times."""
    BAD_METADATA = "bad_metadata"
    """A sidecar or a metadata field that cannot be used; the article itself is read all the same."""
    BAD_ADDRESS = "bad_address"
    """An address that is not fetched: no http or https, a password in it, a machine of a private network."""
    ROBOTS = "robots"
    """robots.txt forbids it, or cannot be read."""
    FETCH_FAILED = "fetch_failed"
    """The server does not answer, answers with an error, redirects without end, or asks to wait too long."""
    DUPLICATE = "duplicate"
    """The same text, or the same folder, was read before in this run."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be used: where it is, a reason code, and a sentence that says what to do."""

    source: str
    reason: str
    message: str


class RejectedInputError(ValueError):
    """Carries a reason and a message up to where the source is known."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

    def at(self, source: str) -> Rejected:
        """Return the rejection of `source` for this error."""
        return Rejected(source, self.reason, self.message)


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How addresses are fetched.

    Attributes:
        allow_private: also connect to machines of private networks, to this one too.
        delay: seconds between two requests to one host; robots.txt may ask for more.
        timeout: seconds that connecting, or one wait for more bytes, may take.
        deadline: seconds that one request may take in all.
        patience: a wait that a server asks for is granted if it has not more seconds.
        retries: how often a request is repeated because the server asked to come later.
        max_redirects: redirects that are followed, each of them checked like the first address.
        max_bytes: a larger body, decompressed, is rejected.
        keep: a folder where every answer is kept, and taken from when it is asked for again: what a run that goes on
            after a stop reads must be what it read before. None asks the servers.
    """

    allow_private: bool = False
    delay: float = 1.0
    timeout: float = 20.0
    deadline: float = 120.0
    patience: float = 60.0
    retries: int = 2
    max_redirects: int = 5
    max_bytes: int = 50_000_000
    keep: Path | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.delay <= 3600:
            raise ValueError(f"delay: {self.delay:g} is no number of seconds from 0 to 3600")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. What is given here goes before what an article says of itself.

    Attributes:
        published: ISO date of publication of every article, or None.
        site: name of the outlet, or None.
        url: address of the article, or None; with it a second article is rejected.
        max_bytes: an article with more bytes is rejected as `too_large`.
        encoding: name of the encoding; None tells it from the bytes.
        all_languages: keep articles that are not in Arabic.
        map: where records of another make have the fields: `text=body,published=dates.created`, or None.
        html_fields: the texts of records are HTML, whether they look like it or not.
        max_expanded: a packed file that gives more bytes is given up as `too_large`.
        fetch: how addresses are fetched.
        today: the day after which a date is held to be wrong; None takes the system's clock.
    """

    published: str | None = None
    site: str | None = None
    url: str | None = None
    max_bytes: int = MAX_BYTES
    encoding: str | None = None
    all_languages: bool = False
    map: str | None = None
    html_fields: bool = False
    max_expanded: int = MAX_EXPANDED
    fetch: FetchOptions = field(default_factory=FetchOptions)
    today: date | None = None

    def __post_init__(self) -> None:
        if self.published is not None:
            try:
                day = date.fromisoformat(self.published).isoformat()
            except ValueError:
                raise ValueError(f"published: {self.published!r} is not a date; write it as 2021-10-05") from None
            if not plausible(day, self.today or datetime.now(UTC).date()):
                raise ValueError(f"published: {day} is before 1990 or in the future; give the day of publication")
        if self.max_bytes < 1:
            raise ValueError(f"max_bytes: {self.max_bytes} leaves nothing to read; give at least 1")
        if self.max_expanded < 1:
            raise ValueError(f"max_expanded: {self.max_expanded} leaves nothing to unpack; give at least 1")
        if self.map is not None:
            parse_map(self.map)
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except LookupError:
                raise ValueError(f"encoding: {self.encoding!r} is unknown; try utf-8 or windows-1256") from None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article besides its text. `published` and `modified` are ISO dates.

    `modified` stays in ingestion: a record has no field for it, and it is never taken for `published`.
    """

    url: str | None = None
    site: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    published_from: str | None = None
    modified: str | None = None
    problems: tuple[str, ...] = field(default=(), compare=False)

    def over(self, other: Metadata) -> Metadata:
        """Return these fields, and those of `other` where these are unknown."""
        names = ("url", "site", "title", "author")
        dated = self if self.published else other
        return replace(
            self,
            **{name: getattr(self, name) or getattr(other, name) for name in names},
            published=dated.published,
            published_from=dated.published_from,
            modified=self.modified or other.modified,
        )


@dataclass(frozen=True, slots=True)
class Raw:
    """One text as a reader found it, before it is checked."""

    source: str
    text: str
    metadata: Metadata = field(default_factory=Metadata)
    notes: tuple[Diagnostic, ...] = ()
    """What a reader of the article should know of how it was read."""


SUMMARY_ONLY = Diagnostic(
    "summary_only", "The feed has only a summary of the article: facts may stand in the rest of it. Give its page."
)
