"""What the store needs of a database: statements with `?` for values, rows in batches, transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from pipeline.stores.flat import Row
from pipeline.stores.tables import Table, Type

FETCH = 10_000
"""So many rows are taken at a time."""
SQL_TYPES: dict[Type, str] = {
    "text": "TEXT",
    "integer": "BIGINT",
    "number": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "json": "JSON",
}
"""Types that both databases know by the same name."""


class Engine(Protocol):
    """A connection to a database, inside of a transaction from `begin` or `snapshot` to `commit` or `rollback`."""

    name: str
    """What to call it in messages; never with a password."""

    def begin(self) -> None:
        """Start a transaction."""
        ...

    def snapshot(self) -> None:
        """Start a transaction that only reads: all of it sees the database as it is now."""
        ...

    def commit(self) -> None:
        """Keep what the transaction did."""
        ...

    def rollback(self) -> None:
        """Undo what the transaction did, if one is open."""
        ...

    def lock(self) -> None:
        """Wait until no other run changes schema or events; held until the end of the transaction."""
        ...

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Execute one statement. Values go as parameters, for each `?` one."""
        ...

    def script(self, sql: str) -> None:
        """Execute several statements without values."""
        ...

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """Execute a query and give its rows, a batch at a time."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


def insert(engine: Engine, table: Table, rows: Sequence[Row], *, replace: bool = False) -> None:
    """Insert rows by one statement, a column an array.

    Args:
        engine: the database.
        table: where to.
        rows: a value for every column.
        replace: write over the row that has the same key.
    """
    if not rows:
        return
    names = ", ".join(table.names)
    arrays = ", ".join(f"unnest(?::{SQL_TYPES[column.type]}[])" for column in table.columns)
    sql = f"INSERT INTO {table.name} ({names}) SELECT {arrays}"
    if replace:
        updates = ", ".join(f"{name} = excluded.{name}" for name in table.names if name not in table.key)
        sql += f" ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {updates}"
    engine.run(sql, [list(column) for column in zip(*rows, strict=True)])


def delete(engine: Engine, table: Table, column: str, values: Sequence[str]) -> None:
    """Delete the rows that have one of the values in a column."""
    if values:
        engine.run(f"DELETE FROM {table.name} WHERE {column} IN (SELECT unnest(?::TEXT[]))", [list(values)])


def select(
    engine: Engine, table: Table, column: str, values: Sequence[str], order: Sequence[str], blank: str = ""
) -> Iterator[Row]:
    """Give the rows that have one of the values in a column, in the order of other columns.

    The column `blank` is not read, but empty.
    """
    names = ", ".join(f"'' AS {name}" if name == blank else name for name in table.names)
    return engine.rows(
        f"SELECT {names} FROM {table.name} WHERE {column} IN (SELECT unnest(?::TEXT[])) ORDER BY {', '.join(order)}",
        [list(values)],
    )
