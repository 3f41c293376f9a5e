"""The files of a run against the published schema, and the schema against the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from naba_command import ROOT, Naba

from pipeline.cli.schema import schemas, written
from pipeline.contract import CATEGORIES, RECORDS, FactRecord, QuantityValue

SCHEMA = ROOT / "docs" / "schema"
FILES = {
    "articles.jsonl": "article",
    "facts.jsonl": "fact",
    "events.jsonl": "event",
    "rejected.jsonl": "rejected",
    "explain.jsonl": "explain",
}


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMA / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", [*RECORDS, "explain"])
def test_published_schema_is_the_one_of_the_models(name: str) -> None:
    published = (SCHEMA / f"{name}.schema.json").read_text(encoding="utf-8")
    assert published == written(schemas()[name]), "The models have changed: run `make docs`."


def test_no_schema_of_a_record_that_is_gone() -> None:
    assert {path.name.partition(".")[0] for path in SCHEMA.iterdir()} == set(schemas())


@pytest.mark.parametrize(("file", "record"), FILES.items())
def test_every_line_of_a_run_is_valid(sample_run: Path, file: str, record: str) -> None:
    check = validator(record)
    for number, line in enumerate(lines(sample_run / file), start=1):
        errors = [f"{file}:{number}: {error.json_path}: {error.message}" for error in check.iter_errors(line)]
        assert not errors
        if record in RECORDS:
            RECORDS[record].model_validate(line)


def test_run_json_is_valid(sample_run: Path) -> None:
    run = json.loads((sample_run / "run.json").read_text(encoding="utf-8"))
    validator("run").validate(run)
    assert run["counts"]["articles"] == len(lines(sample_run / "articles.jsonl"))
    assert run["counts"]["facts"] == len(lines(sample_run / "facts.jsonl"))
    assert run["counts"]["events"] == len(lines(sample_run / "events.jsonl"))
    assert set(run["stage_seconds"]) >= {"read", "text", "facts", "write"}
    assert run["settings"]["inputs"] == ["corpora/samples"]


def test_the_samples_give_facts_and_events(sample_run: Path) -> None:
    assert len(lines(sample_run / "articles.jsonl")) >= 5
    assert len(lines(sample_run / "facts.jsonl")) >= 5 * len(lines(sample_run / "articles.jsonl"))
    assert lines(sample_run / "events.jsonl")
    assert lines(sample_run / "rejected.jsonl") == []


def test_facts_and_articles_agree(sample_run: Path) -> None:
    inside = [fact["fact_id"] for article in lines(sample_run / "articles.jsonl") for fact in article["facts"]]
    facts = lines(sample_run / "facts.jsonl")
    assert [fact["fact_id"] for fact in facts] == inside
    assert len(set(inside)) == len(inside)
    ids = {article["article"]["id"] for article in lines(sample_run / "articles.jsonl")}
    assert {fact["article_id"] for fact in facts} <= ids


def test_events_rest_on_facts_that_are_there(sample_run: Path) -> None:
    facts = {fact["fact_id"]: fact for fact in lines(sample_run / "facts.jsonl")}
    events = {event["event_id"]: event for event in lines(sample_run / "events.jsonl")}
    assert {fact["event_id"] for fact in facts.values() if fact["event_id"]} <= set(events)
    for event in events.values():
        support = [*event["start"]["support"], *event["end"]["support"], *event["duration"]["support"]]
        support += [one for claim in event["claims"] for value in claim["values"] for one in value["support"]]
        support += [response["fact_id"] for response in event["responses"]]
        assert set(support) <= set(facts)


def test_lines_are_utf8_with_lf_and_keys_in_the_order_of_the_models(sample_run: Path) -> None:
    data = (sample_run / "facts.jsonl").read_bytes()
    assert b"\r" not in data
    assert b"\\u06" not in data
    assert data.endswith(b"\n")
    data.decode("utf-8")
    order = [field.alias or name for name, field in FactRecord.model_fields.items()]
    assert all(list(line) == order for line in lines(sample_run / "facts.jsonl"))


def test_the_same_input_gives_the_same_bytes(sample_run: Path, naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", "corpora/samples", "-o", tmp_path, "--explain", PYTHONHASHSEED="77")
    assert done.returncode == 0
    for file in FILES:
        assert (tmp_path / file).read_bytes() == (sample_run / file).read_bytes(), file


def test_every_type_of_fact_has_a_vocabulary() -> None:
    types = schemas()["fact"]["properties"]["type"]["enum"]
    assert set(types) == set(CATEGORIES)
    assert all("other" in words for kind, words in CATEGORIES.items() if len(words) > 3)


def test_what_one_record_was_given_is_not_what_its_copy_was() -> None:
    given = {"kind": "count", "value": 1, "unit": None, "modifier": "exact", "per": None}
    one, other = QuantityValue.model_validate(given), QuantityValue.model_validate(given)
    copy = one.model_copy(update={"low": 1})
    assert one.model_fields_set is other.model_fields_set
    assert one.model_fields_set == set(given)
    assert copy.model_fields_set == {*given, "low"}
