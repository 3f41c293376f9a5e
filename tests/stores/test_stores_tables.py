"""The columns of every store are those of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args

import pytest

from pipeline.contract import ArticleRecord, EventRecord, Model, RejectedRecord, RunRecord
from pipeline.records import fact_records
from pipeline.stores import csvfiles, parquet, tables
from pipeline.stores.flat import article_of, article_rows, day_of

RECORDS = {
    "facts": tables.FACTS, "articles": tables.ARTICLES, "mentions": tables.MENTIONS, "quantities": tables.QUANTITIES,
    "times": tables.TIMES, "events": tables.EVENTS, "rejected": tables.REJECTED, "runs": tables.RUNS,
    "fact_refs": tables.FACT_REFS, "evidence": tables.EVIDENCE, "event_claims": tables.EVENT_CLAIMS,
    "event_responses": tables.EVENT_RESPONSES,
}  # fmt: skip
ELSEWHERE = {
    "facts": {("objects",), ("places",), ("evidence",)},
    "events": {("services",), ("claims",), ("responses",), ("articles",)},
}
"""Lists that are tables of their own."""
WHOLE = {"support", "sources", "settings", "packages", "checksums", "stage_seconds"}


def leaves(model: type[Model], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of a record of the contract, slots taken apart."""
    for name, field in model.model_fields.items():
        if name == "schema_":
            continue
        inner = [part for part in (field.annotation, *get_args(field.annotation)) if part is not NoneType]
        models = [part for part in inner if isinstance(part, type) and issubclass(part, Model)]
        is_list = str(field.annotation).startswith("list")
        if models and (not is_list or name == "mentions"):
            yield from leaves(models[0], (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_of_the_contract_has_a_column(name: str) -> None:
    table = RECORDS[name]
    assert table.model is not None
    fields = set(leaves(table.model)) - ELSEWHERE.get(name, set())
    columns = {column.path for column in table.columns if column.path}
    counts = {path for path in columns if path[0] == "counts"}
    if name == "runs":
        fields = (fields - {("counts",)}) | counts
    assert fields == columns, "a field of pipeline/contract.py has no column in pipeline/stores/tables.py"


def test_every_count_of_a_run_has_a_column(samples: list[ArticleRecord]) -> None:
    from pipeline.stores import Recorder

    counts = {path[1] for path in (column.path for column in tables.RUNS.columns) if path[:1] == ("counts",)}
    assert counts == set(Recorder([]).counts(0))


def test_nested_fields_that_are_whole_are_json() -> None:
    for table in tables.TABLES:
        for column in table.columns:
            assert (column.type == "json") == (
                (bool(column.path) and (column.path[-1] in WHOLE or column.name == "reasons"))
                or column.name == "diagnostics"
            ), f"{table.name}.{column.name}"


def arrow_leaves(fields: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for field in fields:
        kind = field.type
        while str(kind).startswith("list"):
            kind = kind.value_type
        if str(kind).startswith("struct"):
            yield from arrow_leaves(kind, (*path, field.name))
        else:
            yield (*path, field.name)


def model_leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The same of a JSON Schema, which pydantic makes of the models: another way to the same fields."""
    definitions = value.get("$defs", {})

    def walk(schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if "$ref" in schema:
            schema = definitions[schema["$ref"].rpartition("/")[2]]
        for kind in schema.get("anyOf", ()):
            if "$ref" in kind or kind.get("type") == "array":
                yield from walk(kind, path)
                return
        if schema.get("type") == "array":
            yield from walk(schema["items"], path)
        elif "properties" in schema:
            for name, inner in schema["properties"].items():
                yield from walk(inner, (*path, name))
        else:
            yield path

    yield from walk(value, path)


@pytest.mark.parametrize("model", [EventRecord, RejectedRecord, ArticleRecord])
def test_parquet_has_every_field_of_the_contract(model: type[Model]) -> None:
    names = {EventRecord: "events", RejectedRecord: "rejected", ArticleRecord: "articles"}
    found = set(arrow_leaves(parquet.schemas()[names[model]]))
    wanted = {path for path in model_leaves(model.model_json_schema(by_alias=True)) if path != ("schema",)}
    if model is ArticleRecord:
        wanted = {path[1:] if path[0] == "article" else path for path in wanted if path[0] != "facts"}
    assert found == wanted


def test_parquet_has_every_field_of_a_fact(samples: list[ArticleRecord]) -> None:
    line = fact_records(samples[0])[0].model_dump(by_alias=True)
    assert [field.name for field in parquet.schemas()["facts"]] == [name for name in line if name != "schema"]


def test_names_of_columns_are_unique_in_every_form() -> None:
    for table in tables.TABLES:
        names = [column.name for column in csvfiles.columns(table)]
        assert len(names) == len(set(names))


def test_a_record_comes_back_from_its_rows(samples: list[ArticleRecord]) -> None:
    for record in samples:
        rows = article_rows(record, "run")
        assert article_of(rows["articles"][0], rows) == record


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2021-10-04", "2021-10-04"), ("2021-10-04T15:45Z", "2021-10-04"), ("2021-10-04TMO", "2021-10-04"),
        ("2021-10", None), ("XXXX-10-04", None), ("2021-02-30", None), ("2021-W40", None), (None, None), ("", None),
        ("PRESENT_REF", None), ("٢٠٢١-١٠-٠٤", None),
    ],
)  # fmt: skip
def test_the_day_of_a_value(value: str | None, day: str | None) -> None:
    found = day_of(value)
    assert (found and found.isoformat()) == day


def test_a_run_has_a_model() -> None:
    assert tables.RUNS.model is RunRecord
