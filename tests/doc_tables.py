"""The tables of docs/stores.md, written of the code: `python tests/doc_tables.py`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "stores.md"


def tables() -> str:
    """Every table with its columns, as Markdown."""
    from pipeline.stores.tables import TABLES

    lines: list[str] = []
    for table in TABLES:
        key = ", ".join(f"`{name}`" for name in table.key)
        lines += [f"### `{table.name}`", "", f"{table.comment} Key: {key}.", ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.type} | {column.comment} |" for column in table.columns]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def parquet() -> str:
    """The schema of every Parquet file, as Markdown."""
    from pipeline.stores.parquet import schemas

    lines: list[str] = []
    for name, schema in schemas().items():
        lines += [f"### `{name}.parquet`", "", "| column | type |", "|---|---|"]
        lines += [f"| `{column}` | {kind} |" for field in schema for column, kind in _columns(field)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _columns(field: object, before: str = "") -> Iterator[tuple[str, str]]:
    import pyarrow as pa

    assert isinstance(field, pa.Field)
    name, kind = f"{before}{field.name}", field.type
    if pa.types.is_list(kind):
        name, kind = f"{name}[]", kind.value_type
    if pa.types.is_struct(kind):
        for inner in kind:
            yield from _columns(inner, f"{name}.")
    else:
        yield name, str(kind)


def written(page: str) -> str:
    """Return the page with its tables as the code has them."""
    for name, text in (("tables", tables()), ("parquet", parquet())):
        pattern = rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- /{name} -->)"
        page, found = re.subn(pattern, lambda match, text=text: match[1] + text + match[2], page, flags=re.DOTALL)
        assert found == 1, name
    return page


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: tables written anew")
