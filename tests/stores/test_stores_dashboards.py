"""docs/stores.md and docs/dashboards.md: their tables are those of the code, their queries run and find something."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import doc_tables
import pytest
from doc_examples import blocks
from naba_command import ROOT
from store_records import asked, connected, write

from pipeline.contract import ArticleRecord
from pipeline.stores.sql.migrate import migrations

PAGE = ROOT / "docs" / "dashboards.md"
GRAFANA = json.loads((ROOT / "docs" / "dashboards" / "grafana.json").read_text(encoding="utf-8"))
QUERIES = [body for _, language, _, body in blocks(PAGE.read_text(encoding="utf-8")) if language == "sql"]
COLUMNS_OF_GRID = 24
VARIABLE = "${event:sqlstring}"
VIEWS = {"losses_by_company", "gains_by_competitor", "response_timeline", "reports_by_source", "conflicting_figures"}


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: str, samples: list[ArticleRecord]
) -> Iterator[dict[str, str]]:
    """A database of each engine with the facts of the samples."""
    import psycopg

    name = "dashboards"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING UTF8")  # type: ignore[arg-type]
    urls = {
        "duckdb": f"duckdb:{tmp_path_factory.mktemp('dashboards') / 'facts.duckdb'}",
        "postgresql": postgres_server.replace("/postgres?", f"/{name}?"),
    }
    write(list(urls.values()), samples)
    yield urls
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_the_tables_of_the_page_are_those_of_the_code() -> None:
    page = doc_tables.PAGE.read_text(encoding="utf-8")
    assert page == doc_tables.written(page), "If this is right: make docs"


def test_the_page_names_every_view() -> None:
    page = doc_tables.PAGE.read_text(encoding="utf-8")
    made = set(re.findall(r"CREATE VIEW (\w+)", "\n".join(migrations())))
    assert made == VIEWS
    assert all(f"| `{view}` |" in page for view in made)
    assert all(view in PAGE.read_text(encoding="utf-8") for view in made)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: " ".join(query.split())[:50])
def test_every_query_of_the_page_gives_the_same_on_both_engines(query: str, filled: dict[str, str]) -> None:
    found = {}
    for engine, url in filled.items():
        rows = [[_plain(cell) for cell in row] for row in asked(url, query)]
        assert rows, f"{engine}: the query finds nothing in the samples"
        found[engine] = sorted(rows, key=str)
    assert found["duckdb"] == found["postgresql"]


def _plain(cell: Any) -> Any:
    """A cell as both drivers give it."""
    if isinstance(cell, str) and cell.startswith("["):
        return json.loads(cell)
    if hasattr(cell, "isoformat"):
        return cell.isoformat()[: len("2021-10-04")]
    return float(cell) if isinstance(cell, int) or type(cell).__name__ == "Decimal" else cell


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_gives_the_same_on_both_engines(view: str, filled: dict[str, str]) -> None:
    test_every_query_of_the_page_gives_the_same_on_both_engines(f"SELECT * FROM {view}", filled)


# ------------------------------------------------------------------------------------------------------- Grafana


def panel_query(sql: str, events: list[str]) -> str:
    """The SQL of a panel as Grafana sends it: variables and macros replaced."""
    chosen = ",".join("'" + event.replace("'", "''") + "'" for event in events)
    # As Grafana's own pattern: the arguments of a macro end at the first closing bracket.
    filtered = re.sub(
        r"\$__timeFilter\(([^)]*)\)", r"\1 BETWEEN '2021-10-01T00:00:00Z' AND '2021-11-01T00:00:00Z'", sql
    )
    return filtered.replace(VARIABLE, chosen)


@pytest.mark.parametrize("panel", GRAFANA["panels"], ids=lambda panel: panel["title"])
def test_every_panel_of_grafana_finds_something(panel: dict[str, Any], filled: dict[str, str]) -> None:
    url = filled["postgresql"]
    events = [event for (event,) in asked(url, GRAFANA["templating"]["list"][0]["query"])]
    assert len(events) > 1
    for target in panel["targets"]:
        sql = panel_query(target["rawSql"], events)
        assert "$" not in sql
        with connected(url) as engine:
            cursor = engine._connection.execute(sql.encode())  # type: ignore[attr-defined]
            names = [column.name for column in cursor.description]
            kinds = [column.type_code for column in cursor.description]
            rows = cursor.fetchall()
        assert rows, sql
        assert len(names) == len(set(names))
        if target["format"] == "time_series":
            assert (names[0], kinds[0]) == ("time", 1114), "the first column of a series is a timestamp"
        if panel["type"] == "barchart":
            assert panel["options"]["xField"] in names
            assert len({row[0] for row in rows}) == len(rows), "one bar each"
        if panel["type"] == "stat":
            assert len(rows) == len(rows[0]) == 1
        # An outage with a quote in its name is a value, never SQL.
        assert asked(url, panel_query(target["rawSql"], ["x'); DROP TABLE facts; --"])) is not None


def test_the_dashboard_can_be_imported_anywhere() -> None:
    (source,) = GRAFANA["__inputs"]
    assert (source["type"], source["name"]) == ("datasource", "DS_NABA")
    wanted = {"type": source["pluginId"], "uid": "${DS_NABA}"}
    for part in (*GRAFANA["panels"], *GRAFANA["templating"]["list"]):
        assert part["datasource"] == wanted
        assert all(target["datasource"] == wanted for target in part.get("targets", ()))
    assert GRAFANA["id"] is None, "an id of one's own Grafana means another dashboard elsewhere"
    required = {(need["type"], need["id"]) for need in GRAFANA["__requires"]}
    assert ("datasource", source["pluginId"]) in required
    assert {("panel", panel["type"]) for panel in GRAFANA["panels"]} <= required
    text = json.dumps(GRAFANA)
    assert set(re.findall(r"\$\{(\w+)", text)) == {"DS_NABA", "event"}
    assert set(re.findall(r"\$(__\w+)", text)) <= {"__timeFilter", "__all"}


def test_the_panels_have_their_places() -> None:
    taken: dict[tuple[int, int], str] = {}
    for panel in GRAFANA["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= COLUMNS_OF_GRID
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert taken.setdefault((x, y), panel["title"]) == panel["title"], "two panels lie on each other"
        assert panel["description"]
    assert len({panel["id"] for panel in GRAFANA["panels"]}) == len(GRAFANA["panels"])


def test_the_dashboard_asks_every_view() -> None:
    text = json.dumps(GRAFANA)
    assert all(view in text for view in VIEWS)


def test_the_page_links_the_dashboard() -> None:
    assert (Path(PAGE).parent / "dashboards" / "grafana.json").exists()
    assert "(dashboards/grafana.json)" in PAGE.read_text(encoding="utf-8")
