"""`naba schema`: the JSON Schema of the records, from the models themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.cli.errors import counted, fail
from pipeline.report.bidi import flat

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every record, by name, as the files have it (serialisation, by alias)."""
    from pipeline.contract import RECORDS, Model
    from pipeline.explain import ExplainRecord

    records: dict[str, type[Model]] = {**RECORDS, "explain": ExplainRecord}
    return {
        name: {"$schema": _DIALECT, **model.model_json_schema(by_alias=True, mode="serialization")}
        for name, model in records.items()
    }


def written(schema: dict[str, Any]) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def run(out: Path | None, name: str | None) -> None:
    """Print the schema of one record or of all, or write one file per record."""
    known = schemas()
    if name is not None and name not in known:
        raise fail(f"there is no record {name!r}. The records are {', '.join(known)}.")
    chosen = {name: known[name]} if name else known
    if out is None:
        print(written(known[name] if name else known), end="")
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for record, schema in chosen.items():
            (out / f"{record}.schema.json").write_text(written(schema), encoding="utf-8")
    except OSError as error:
        raise fail(f"{out} cannot be written: {error.strerror}. Choose another folder with -o.") from None
    print(f"{counted(len(chosen), 'schema')} written to {flat(str(out))}")
