"""PostgreSQL, by psycopg 3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pipeline.stores.base import StoreError
from pipeline.stores.flat import Row
from pipeline.stores.sql.engine import FETCH
from pipeline.stores.url import mask

if TYPE_CHECKING:
    import psycopg

_PATIENCE = 10
"""Seconds to wait for the server, unless the URL says otherwise."""
_LOCK = 0x6E616261
"""The advisory lock of naba: one run at a time changes the schema, or makes the events anew."""
_NUL = "\x00"
_REPLACEMENT = "\ufffd"


class PostgresEngine:
    """A connection to a PostgreSQL server.

    Text with NUL characters, which PostgreSQL cannot hold, has U+FFFD in their place; all offsets stay right.
    """

    def __init__(self, url: str) -> None:
        self.name = mask(url)
        self._secrets = _secrets(url)
        try:
            import psycopg
        except ImportError:
            raise StoreError("psycopg is not installed. Install it with: pip install 'naba[postgresql]'") from None
        self._error: type[Exception] = psycopg.Error
        try:
            waiting = psycopg.conninfo.conninfo_to_dict(url).get("connect_timeout") or _PATIENCE
            self._connection: psycopg.Connection[Row] = psycopg.connect(
                url, autocommit=True, application_name="naba", client_encoding="UTF8", connect_timeout=waiting
            )
        except psycopg.Error as error:
            raise StoreError(f"{self.name} cannot be reached: {self._message(error)}") from None
        encoding = self._connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            self._connection.close()
            raise StoreError(f"{self.name} has the encoding {encoding}. Arabic needs a database made with UTF8.")

    def _message(self, error: Exception) -> str:
        """The first line of a message. libpq may quote the URL, so passwords are taken out."""
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        message = lines[0] if lines else type(error).__name__
        for secret in self._secrets:
            message = message.replace(secret, "***")
        return message

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._error as error:
            raise StoreError(f"{self.name}: {self._message(error)}") from None

    def begin(self) -> None:
        """Start a transaction."""
        self.script("BEGIN")

    def snapshot(self) -> None:
        """Start a transaction that only reads: all of it sees the database as it is now."""
        self.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """Keep what the transaction did."""
        self.script("COMMIT")

    def rollback(self) -> None:
        """Undo what the transaction did, if one is open."""
        if not self._connection.closed:
            with self._told():
                self._connection.rollback()

    def lock(self) -> None:
        """Wait until no other run changes schema or events; held until the end of the transaction."""
        self.run("SELECT pg_advisory_xact_lock(?)", [_LOCK])

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Execute one statement with its values."""
        with self._told():
            self._connection.execute(_marked(sql), [_held(value) for value in values])

    def script(self, sql: str) -> None:
        """Execute several statements without values."""
        with self._told():
            self._connection.execute(sql.encode())

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """Execute a query and give its rows."""
        with self._told(), self._connection.cursor() as cursor:
            cursor.execute(_marked(sql), [_held(value) for value in values])
            while batch := cursor.fetchmany(FETCH):
                yield from batch

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _marked(sql: str) -> bytes:
    """Our own statements have `?` for a value, and nowhere else; psycopg reads `%s`."""
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _held(value: Any) -> Any:
    """Return a value that PostgreSQL can hold."""
    if isinstance(value, list):
        return [_held(item) for item in value]
    return value.replace(_NUL, _REPLACEMENT) if isinstance(value, str) else value


def _secrets(url: str) -> list[str]:
    """Return the passwords in a URL, as written and decoded."""
    userinfo = urlsplit(url).netloc.rpartition("@")[0]
    found = [userinfo.partition(":")[2]]
    found += [value for name, value in parse_qsl(urlsplit(url).query) if "pass" in name.lower()]
    return sorted({form for secret in found if secret for form in (secret, unquote(secret))}, key=len, reverse=True)
