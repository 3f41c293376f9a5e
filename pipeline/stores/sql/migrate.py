"""The schema, version by version: numbered SQL files, applied in order, each in a transaction of its own.

Forward only. A schema that is newer than this program is refused: an older program would write less than it holds.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from pipeline.stores.base import StoreError
from pipeline.stores.sql.engine import Engine
from pipeline.stores.tables import TABLES

VERSIONS = "schema_version"
"""The table that says which version a database has."""
_PROGRAM = "naba"


@lru_cache(maxsize=1)
def migrations() -> tuple[str, ...]:
    """Return the SQL of every version, the first one first."""
    folder = files("pipeline.stores.sql") / "migrations"
    return tuple(
        file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".sql")
    )


def migrate(engine: Engine, to: int | None = None) -> None:
    """Bring a database to a version, by default the latest one. An empty database has version 0.

    Raises:
        StoreError: the schema is newer than this program, or the database holds tables of something else.
    """
    latest = migrations() if to is None else migrations()[:to]
    if version(engine) == len(latest):
        return
    while _step(engine, latest):
        pass


def _step(engine: Engine, latest: tuple[str, ...]) -> bool:
    """Apply the next migration; says whether there was one."""
    engine.begin()
    try:
        engine.lock()
        at = version(engine)  # again: another run may have been faster
        if at >= len(latest):
            engine.rollback()
            return False
        if at == 0:
            _refuse_others(engine)
            engine.script(
                f"CREATE TABLE {VERSIONS} (version BIGINT PRIMARY KEY, program TEXT NOT NULL, "
                "applied TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP)"
            )
        engine.script(latest[at])
        engine.run(f"INSERT INTO {VERSIONS} (version, program) VALUES (?, ?)", [at + 1, _PROGRAM])
        if at + 1 == len(migrations()):
            engine.script(comments())
        engine.commit()
    except BaseException:
        engine.rollback()
        raise
    return True


def version(engine: Engine) -> int:
    """Return the version of the schema in a database; 0 where there is none.

    Raises:
        StoreError: it is newer than this program, or not of this program.
    """
    if VERSIONS not in _relations(engine):
        return 0
    try:
        found = list(engine.rows(f"SELECT program, max(version) FROM {VERSIONS} GROUP BY program"))
    except StoreError:
        found = []
    if len(found) != 1 or found[0][0] != _PROGRAM:
        raise StoreError(f"{engine.name} has a table {VERSIONS} of another program. Choose another database.")
    at = int(found[0][1])
    if at > len(migrations()):
        raise StoreError(
            f"{engine.name} has version {at} of the tables, this naba knows {len(migrations())}. "
            "Install the newer naba, or choose another database."
        )
    return at


def _relations(engine: Engine) -> set[str]:
    """The names of tables and views in the schema where ours are, or would be."""
    sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    return {str(name) for (name,) in engine.rows(sql)}


def _refuse_others(engine: Engine) -> None:
    taken = sorted(_relations(engine) & {table.name for table in TABLES})
    if taken:
        raise StoreError(
            f"{engine.name} has tables of something else: {', '.join(taken)}. Choose another database."
        )


def comments() -> str:
    """Return the statements that describe every table and column in the database itself."""
    lines = []
    for table in TABLES:
        lines.append(f"COMMENT ON TABLE {table.name} IS {_quoted(table.comment)};")
        lines += [
            f"COMMENT ON COLUMN {table.name}.{column.name} IS {_quoted(column.comment)};" for column in table.columns
        ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
