"""Stores by their URL: `jsonl:out/`, `csv:out/`, `parquet:out/`, `duckdb:facts.duckdb`, `postgresql://host/db`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from pipeline.stores.base import Store, StoreError

if TYPE_CHECKING:
    from pipeline.contract import ArticleRecord
    from pipeline.stores.sql.engine import Engine

FORMS = {
    "jsonl": "jsonl:out/",
    "csv": "csv:out/",
    "parquet": "parquet:out/",
    "duckdb": "duckdb:facts.duckdb",
    "postgresql": "postgresql://user@host/database",
}
"""Every scheme, with an example."""
_ALIASES = {"postgres": "postgresql"}
_OPTIONS = {"csv": frozenset({"bom"})}
_SECRET = re.compile(r"pass|secret|key", re.IGNORECASE)
_HIDDEN = "***"
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class StoreUrl:
    """A store's URL in parts.

    `target` is a path, for PostgreSQL the whole URL with its password: show `masked`, never `target`.
    """

    scheme: str
    target: str
    options: tuple[tuple[str, bool], ...] = ()

    @property
    def path(self) -> Path | None:
        """The file or folder; None for a server."""
        return None if self.scheme == "postgresql" else Path(self.target)

    @property
    def masked(self) -> str:
        """The URL without a password."""
        return mask(self.target) if self.scheme == "postgresql" else f"{self.scheme}:{self.target}"


def parse_url(url: str) -> StoreUrl:
    """Take a store's URL apart.

    Raises:
        StoreError: the scheme or an option is unknown, or there is no path; the message has the forms that are right.
    """
    scheme, colon, rest = url.partition(":")
    scheme = _ALIASES.get(scheme.lower(), scheme.lower())
    if not colon or scheme not in FORMS:
        known = ", ".join(FORMS.values())
        raise StoreError(f"the store {mask(url)!r} is unknown. A store is one of: {known}.")
    if scheme == "postgresql":
        return StoreUrl(scheme, _server(url))
    target, question, query = rest.partition("?")
    if not target:
        raise StoreError(f"the store {url!r} has no path. Write it as {FORMS[scheme]}.")
    return StoreUrl(scheme, target, _options(scheme, query) if question else ())


def is_url(text: str) -> bool:
    """Whether a text begins as a store's URL does."""
    scheme, colon, _ = text.partition(":")
    return bool(colon) and (scheme in FORMS or scheme in _ALIASES)


def _server(url: str) -> str:
    right = f"Write it as {FORMS['postgresql']}."
    if not url.partition(":")[2].startswith("//"):
        raise StoreError(f"the store {mask(url)!r} is no URL. {right}")
    try:
        _ = urlsplit(url).port  # says whether it is a number
    except ValueError as error:
        raise StoreError(f"the store {mask(url)!r} is no URL: {error}. {right}") from None
    return url


def _options(scheme: str, query: str) -> tuple[tuple[str, bool], ...]:
    known = _OPTIONS.get(scheme, frozenset())
    found = parse_qsl(query, keep_blank_values=True)
    for name, value in found:
        if name not in known:
            one_of = f"It has: {', '.join(sorted(known))}" if known else "It has none"
            raise StoreError(f"{scheme}: has no option {name!r}. {one_of}.")
        if value not in _YES_NO:
            raise StoreError(f"{scheme}: the option {name!r} is yes or no, not {value!r}.")
    return tuple((name, _YES_NO[value]) for name, value in found)


def mask(url: str) -> str:
    """Return a URL with its passwords hidden, whatever else is wrong with it."""
    scheme, slashes, rest = url.partition("://")
    if not slashes:
        return url
    place, question, query = rest.partition("?")
    netloc, slash, path = place.partition("/")
    userinfo, at, host = netloc.rpartition("@")
    user, colon, _ = userinfo.partition(":")
    hidden = f"{user}:{_HIDDEN}" if colon else user
    pieces = [_masked_option(piece) for piece in query.split("&")]
    return f"{scheme}://{hidden}{at}{host}{slash}{path}{question}{'&'.join(pieces)}"


def _masked_option(piece: str) -> str:
    name, equals, value = piece.partition("=")
    return f"{name}={_HIDDEN}" if equals and _SECRET.search(unquote(name)) else f"{name}{equals}{value}"


def open_store(url: str | StoreUrl, *, explain: bool = False) -> Store:
    """Open a store for one run.

    Args:
        url: where to; `FORMS` has an example of every scheme.
        explain: also write explain.jsonl; only `jsonl:` can.

    Raises:
        StoreError: the URL is wrong, the package for it is not installed, or the store cannot be opened.
    """
    parsed = parse_url(url) if isinstance(url, str) else url
    if parsed.scheme == "jsonl":
        from pipeline.stores.folder import RunFolder

        return RunFolder(Path(parsed.target), explain=explain)
    if parsed.scheme == "csv":
        from pipeline.stores.csvfiles import CsvFiles
        from pipeline.stores.folder import FolderStore

        return FolderStore(Path(parsed.target), lambda folder: CsvFiles(folder, **dict(parsed.options)))
    if parsed.scheme == "parquet":
        from pipeline.stores.folder import FolderStore
        from pipeline.stores.parquet import ParquetFiles

        return FolderStore(Path(parsed.target), ParquetFiles)
    if parsed.scheme == "duckdb":
        from pipeline.stores.sql.database import open_duckdb

        return open_duckdb(Path(parsed.target))
    from pipeline.stores.sql.database import open_postgres

    return open_postgres(parsed.target)


def read_store(url: str | StoreUrl) -> Iterator[ArticleRecord]:
    """Read the articles of a store back, one at a time: of a run's folder as they were written, else by their ids.

    Raises:
        StoreError: the store is not there, cannot be read, or is one for other programs (CSV, Parquet).
    """
    parsed = parse_url(url) if isinstance(url, str) else url
    if parsed.scheme == "jsonl":
        from pipeline.stores.folder import read_articles

        yield from read_articles(Path(parsed.target))
    else:
        from pipeline.stores.sql.reading import opened
        from pipeline.stores.sql.reading import read_articles as articles_of

        with opened(connect(parsed)) as engine:
            yield from articles_of(engine)


def connect(url: StoreUrl) -> Engine:
    """Connect to the database of a store, to read it.

    Raises:
        StoreError: it is not there, cannot be opened, or the store is none.
    """
    if url.scheme == "duckdb":
        from pipeline.stores.sql.duck import DuckEngine

        return DuckEngine(Path(url.target), must_exist=True)
    if url.scheme == "postgresql":
        from pipeline.stores.sql.postgres import PostgresEngine

        return PostgresEngine(url.target)
    readable = "a run's folder, duckdb:FILE or postgresql://USER@HOST/DB"
    raise StoreError(f"{url.scheme}: is written for other programs and cannot be read back. Give {readable}.")
