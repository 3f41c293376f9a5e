"""DuckDB: a database in one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.stores.base import StoreError
from pipeline.stores.flat import Row
from pipeline.stores.sql.engine import FETCH

if TYPE_CHECKING:
    import duckdb

_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""Nothing is fetched from the network, whatever a query names."""


class DuckEngine:
    """A connection to a DuckDB file.

    Args:
        path: the file; it is made where there is none.
        must_exist: it is an error when there is none.
    """

    def __init__(self, path: Path, *, must_exist: bool = False) -> None:
        self.name = f"duckdb:{path}"
        self._open = False
        try:
            import duckdb
        except ModuleNotFoundError:
            raise StoreError("duckdb is not installed. Install it with: pip install 'naba[duckdb]'") from None
        if must_exist and not path.is_file():
            raise StoreError(f"{path} does not exist. Check the path.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent} cannot be made a folder: {error.strerror}. Choose another.") from error
        self._error: type[Exception] = duckdb.Error
        try:
            self._connection: duckdb.DuckDBPyConnection = duckdb.connect(
                str(path), read_only=must_exist, config=dict(_OFFLINE)
            )
        except duckdb.Error as error:
            raise StoreError(_opening(path, str(error))) from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._error as error:
            raise StoreError(f"{self.name}: {_first_line(error)}") from error

    def begin(self) -> None:
        """Start a transaction."""
        with self._told():
            self._connection.begin()
        self._open = True

    def snapshot(self) -> None:
        """Start a transaction: it sees the database as it is now."""
        self.begin()

    def commit(self) -> None:
        """Keep what the transaction did."""
        with self._told():
            self._connection.commit()
        self._open = False

    def rollback(self) -> None:
        """Undo what the transaction did, if one is open."""
        if self._open:
            self._open = False
            with self._told():
                self._connection.rollback()

    def lock(self) -> None:
        """Do nothing: no other program can write to the file while it is open here."""

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Execute one statement with its values."""
        with self._told():
            self._connection.execute(sql, list(values))

    def script(self, sql: str) -> None:
        """Execute several statements without values."""
        with self._told():
            self._connection.execute(sql)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """Execute a query and give its rows, a batch at a time. No other statement may run before the last one."""
        with self._told():
            found = self._connection.execute(sql, list(values))
            while batch := found.fetchmany(FETCH):
                yield from batch

    def close(self) -> None:
        """End the connection; the file is whole then."""
        self._connection.close()


def _opening(path: Path, message: str) -> str:
    if "lock" in message:
        return f"{path} is open in another program. Close it there, then try again."
    if "not a valid DuckDB database" in message or "is not a database" in message:
        return f"{path} is no DuckDB file. Choose another name."
    if path.is_dir():
        return f"{path} is a folder. Give the name of a file: duckdb:{path}/facts.duckdb."
    return f"{path} cannot be opened by DuckDB: {message.splitlines()[0]}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
