"""The face of ingestion: inputs to articles and rejections, one at a time, in a fixed order."""

from __future__ import annotations

import hashlib
import io
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from pipeline.document import Article, Diagnostic
from pipeline.ingest.fetch_address import masked
from pipeline.ingest.files import SIDECAR, STANDARD_INPUT, Found, Remote, as_source, expand, open_regular
from pipeline.ingest.inputs import CHUNK, Input
from pipeline.ingest.language import has_letters, language_of
from pipeline.ingest.metadata import read_sidecar, site_of
from pipeline.ingest.near_duplicates import CODE, NearDuplicates
from pipeline.ingest.published import PublishedFrom, resolve
from pipeline.ingest.readers import ARCHIVES, READERS, read_item, refusal
from pipeline.ingest.records import Metadata, Raw, ReadOptions, Reason, Rejected, RejectedInputError

if TYPE_CHECKING:
    from pipeline.ingest.fetch import Fetcher

_LANGUAGES = {"fa": "Persian", "ur": "Urdu", "ku": "Kurdish", "ps": "Pashto", "ug": "Uyghur"}


def read(inputs: Iterable[str], options: ReadOptions | None = None) -> Iterator[Article | Rejected]:
    """Yield an article for every text behind `inputs`, and a rejection for everything that gave none.

    Nothing that an input holds stops the run: what cannot be used is yielded as `Rejected`.

    Args:
        inputs: paths of files and folders, patterns, addresses (http, https), and `-` for standard input. They are
            read in the order given; files of a folder or a pattern in the order of their names.
        options: what is known of all articles, and limits.
    """
    options = options or ReadOptions()
    return Reading(options, options.today or datetime.now(UTC).date()).read(inputs)


class _AgainError(RejectedInputError):
    """The text was read before, from the very same source."""


@dataclass
class Reading:
    """One run of reading: its settings, and the texts that it met.

    Attributes:
        options: as for `read`.
        today: the day after which a date is held to be wrong.
        again: whether a text that its own source gives once more is rejected, or passed over.
        together: whether texts are compared with those met before; without it, who asked for them does that.
        sleep: how to wait between requests to one host.
    """

    options: ReadOptions
    today: date
    again: bool = True
    together: bool = True
    sleep: Callable[[float], object] = time.sleep
    seen: dict[bytes, str] = field(default_factory=dict)
    alike: NearDuplicates = field(default_factory=NearDuplicates)
    _fetcher: Fetcher | None = None

    def read(self, inputs: Iterable[str]) -> Iterator[Article | Rejected]:
        """Read inputs. May be called again and again: a text is read once in all."""
        for item in _split_standard_input(inputs):
            results = self._read_standard_input() if item is None else self._read_files(item)
            yield from results

    def _read_standard_input(self) -> Iterator[Article | Rejected]:
        stream: BinaryIO | None = getattr(sys.stdin, "buffer", None)
        if stream is None or stream.closed:
            yield Rejected("-", Reason.UNREADABLE, "There is no standard input. Give a file instead.")
            return
        buffered = _buffered(stream) if stream.seekable() else _patient(stream)
        try:
            yield from self._read_item(Input(STANDARD_INPUT, buffered, self.options, self.today, Metadata()))
        finally:
            if buffered is not stream:
                buffered.detach()

    def _read_files(self, inputs: Iterable[str]) -> Iterator[Article | Rejected]:
        for found in expand(inputs):
            yield from self.read_found(found)

    def read_found(self, found: Found | Remote | Rejected) -> Iterator[Article | Rejected]:
        """Read one of what `expand` finds."""
        if isinstance(found, Rejected):
            yield found
        elif isinstance(found, Remote):
            yield from self._read_remote(found.url)
        else:
            yield from self._read_file(found)

    def _read_remote(self, url: str) -> Iterator[Article | Rejected]:
        """Fetch an address and read what is there by what the server calls it, else by its name or its first bytes."""
        from pipeline.ingest.remote import fetched_input

        source = masked(url)
        try:
            with fetched_input(url, source, self.fetcher(), self.options, self.today) as item:
                yield from self._read_item(item)
        except RejectedInputError as error:
            yield error.at(source)

    def fetcher(self) -> Fetcher:
        """Return what fetches, made when the first address comes: files never load it."""
        if self._fetcher is None:
            from pipeline.ingest.fetch import Fetcher

            self._fetcher = Fetcher(self.options.fetch, self.sleep)
        return self._fetcher

    def _read_file(self, found: Found) -> Iterator[Article | Rejected]:
        source = as_source(found.path)
        if found.path.name.endswith(SIDECAR):
            yield from _orphan(found, source)
            return
        refused = refusal(found.path.name, named=found.named)
        if refused:
            yield refused.at(source)
            return
        try:
            with _buffered(open_regular(found.path)) as stream:
                metadata, problems = read_sidecar(found.path, self.today)
                yield from problems
                yield from self._read_item(
                    Input(source, stream, self.options, self.today, metadata, found.path.name)
                )
        except RejectedInputError as error:
            yield error.at(source)

    def _read_item(self, item: Input) -> Iterator[Article | Rejected]:
        try:
            for raw in read_item(item):
                result = raw if isinstance(raw, Rejected) else self._finish(raw)
                if result is not None:
                    yield result
        except RejectedInputError as error:
            yield error.at(item.source)
        except (OSError, ValueError) as error:
            # ValueError: a stream that was closed or cannot be read while it is read.
            yield Rejected(item.source, Reason.UNREADABLE, f"Reading failed: {error}. Try again.")

    def remember(self, id_: str, text: str, source: str) -> None:
        """Take an article that an earlier run has read: it is not read again."""
        self.seen[digest_of(text)] = source
        self.alike.add(id_, text)

    def _finish(self, raw: Raw) -> Article | Rejected | None:
        try:
            return self._article(raw)
        except _AgainError as error:
            return error.at(raw.source) if self.again else None
        except RejectedInputError as error:
            return error.at(raw.source)

    def _article(self, raw: Raw) -> Article:
        text = clean(raw.text)
        digest = self._check(text, raw.source)
        language = language_of(text)
        if language != "ar" and not self.options.all_languages:
            name = _LANGUAGES.get(language, "another language")
            raise RejectedInputError(
                Reason.NON_ARABIC, f"The text is in {name}, not in Arabic. Ask for all languages to keep it."
            )
        if self.options.url and self.seen:
            raise RejectedInputError(
                Reason.BAD_RECORD, "The address that was given names one article. Give articles one at a time with it."
            )
        if self.together:
            self.seen[digest] = raw.source
        metadata = raw.metadata
        url = self.options.url or metadata.url
        published, published_from = resolve(text, url, self.today, self._known_date(metadata))
        article = Article(
            text=text,
            source=raw.source,
            url=url,
            site=self.options.site or metadata.site or site_of(url),
            title=metadata.title,
            author=metadata.author,
            published=published,
            published_from=published_from,
            language=language,
            notes=raw.notes,
        )
        copy = self.alike.add(article.id, text) if self.together else None
        return replace(article, notes=(*article.notes, Diagnostic(CODE, copy.message))) if copy else article

    def _check(self, text: str, source: str) -> bytes:
        """Refuse what has no text, and what was read before; return the text's digest."""
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise RejectedInputError(
                Reason.UNDECODABLE,
                f"Character {error.start} is half of a surrogate pair, which no file can hold. Mend the text there.",
            ) from error
        if len(data) > self.options.max_bytes:
            raise RejectedInputError(
                Reason.TOO_LARGE,
                f"The text has {len(data)} bytes, the limit is {self.options.max_bytes}. Split it, or raise the limit.",
            )
        if not text.strip():
            raise RejectedInputError(Reason.EMPTY, "There is no text in it. Check how it was saved.")
        if not has_letters(text):
            raise RejectedInputError(Reason.NO_TEXT, "There is no letter in it, only signs. Check how it was saved.")
        digest = digest_of(text)
        if digest in self.seen:
            kind = _AgainError if self.seen[digest] == source else RejectedInputError
            raise kind(Reason.DUPLICATE, read_from(self.seen[digest]))
        return digest

    def _known_date(self, metadata: Metadata) -> tuple[str, PublishedFrom] | None:
        if self.options.published:
            return date.fromisoformat(self.options.published).isoformat(), "given"
        if metadata.published:
            return metadata.published, cast(PublishedFrom, metadata.published_from or "metadata")
        return None


def read_from(source: str) -> str:
    """Return the sentence of the rejection of a text that was read from another source before."""
    return f"The same text was read from {source}. Nothing is lost."


def digest_of(text: str) -> bytes:
    """Return 16 bytes that are the same for texts that differ in nothing but the white space around them."""
    return hashlib.sha256(text.strip().encode("utf-8")).digest()[:16]


def clean(text: str) -> str:
    """Return the text as a reader sees it: no byte order mark, lines end in LF, NUL characters dropped.

    Nothing else changes, and every offset of the pipeline refers to what this returns.
    """
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "")


def _orphan(found: Found, source: str) -> Iterator[Rejected]:
    """A sidecar is read with its article; one that has none beside it is reported."""
    stem = found.path.name.removesuffix(SIDECAR)
    if found.named or not any(found.path.with_name(stem + suffix).exists() for suffix in (*READERS, *ARCHIVES)):
        message = f"This is the sidecar of {stem}.txt, no article. Give the article; the sidecar is read with it."
        yield Rejected(source, Reason.UNSUPPORTED, message)


def _split_standard_input(inputs: Iterable[str]) -> Iterator[list[str] | None]:
    """Yield runs of paths, and None for each `-` between them."""
    paths: list[str] = []
    for given in inputs:
        if given != STANDARD_INPUT:
            paths.append(given)
            continue
        if paths:
            yield paths
        yield None
        paths = []
    if paths:
        yield paths


class _Patient(io.RawIOBase):
    """A pipe that is waited for until it has given what was asked: its beginning tells what is in it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _patient(stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, _Patient(_buffered(stream))), CHUNK)


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast(io.RawIOBase, stream))
