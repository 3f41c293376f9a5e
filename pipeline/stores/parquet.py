"""Parquet: the records of the contract as nested columns, with a schema that is made of its models.

A field that the contract gains is a column without further ado; values keep their shape.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pipeline.contract import (
    ArticleMeta,
    ArticleRecord,
    EventRecord,
    FactRecord,
    Model,
    RejectedRecord,
)
from pipeline.records import fact_records
from pipeline.stores.base import StoreError
from pipeline.stores.flat import double
from pipeline.stores.folder import make_folder
from pipeline.stores.whole import WholeFiles, temporary_of, unwritable

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipeline.explain import ExplainRecord

ROW_GROUP = 5_000
"""So many rows are written at a time, or fewer when their texts are long."""
MOST_CHARACTERS = 16_000_000
"""So many characters of texts wait at most."""
_FILES: dict[str, tuple[type[Model], ...]] = {
    "articles": (ArticleMeta, ArticleRecord),
    "facts": (FactRecord,),
    "events": (EventRecord,),
    "rejected": (RejectedRecord,),
}
"""The records whose fields are the columns of a file."""
_ELSEWHERE = {"schema_", "article", "facts"}
"""Fields without a column: facts have a file of their own, an article's own fields are columns themselves."""


def _arrow() -> Any:
    try:
        import pyarrow
    except ModuleNotFoundError:
        raise StoreError("pyarrow is not installed. Install it with: pip install 'naba[parquet]'") from None
    return pyarrow


def schemas() -> dict[str, pa.Schema]:
    """Return the Arrow schema of every file, by its name without the ending."""
    arrow = _arrow()
    return {
        name: arrow.schema(
            [field for model in models for field in _fields(model)], metadata={"naba": f"{name} of contract 1"}
        )
        for name, models in _FILES.items()
    }


def _fields(model: type[Model]) -> Iterator[pa.Field]:
    arrow = _arrow()
    for name, field in model.model_fields.items():
        if name not in _ELSEWHERE:
            yield arrow.field(name, _type(field.annotation), nullable=True)


def _type(annotation: Any) -> pa.DataType:
    """Return the Arrow type of a field of the contract."""
    arrow = _arrow()
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(parts[0])
    if origin is list:
        return arrow.list_(_type(parts[0]))
    if origin is Literal:
        return arrow.string()
    if origin in (Union, UnionType):
        kinds = [part for part in parts if part is not NoneType]
        return arrow.float64() if float in kinds else _type(kinds[0])
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return arrow.struct(list(_fields(annotation)))
    return {str: arrow.string, bool: arrow.bool_, int: arrow.int64, float: arrow.float64}[annotation]()


class ParquetFiles(WholeFiles["_ParquetFile"]):
    """The records of a run as Parquet files, written in row groups.

    With the name of a `part` each table is a folder, and this is one file in it.
    """

    kind = "parquet"

    def __init__(self, out: Path, part: str | None = None) -> None:
        super().__init__()
        try:
            for name, schema in schemas().items():
                table = out / f"{name}.parquet"
                if part is not None:
                    make_folder(table)
                self._files[name] = _ParquetFile(table / f"{part}.parquet" if part is not None else table, schema)
        except BaseException:
            self.discard()
            raise

    def explained(self, record: ExplainRecord) -> None:
        """Leave it: explanations have no file."""

    def rejected(self, record: RejectedRecord) -> None:
        """Take one input that could not be used."""
        self._files["rejected"].write(record.model_dump())

    def event(self, record: EventRecord) -> None:
        """Take one event."""
        self._files["events"].write(record.model_dump())

    def article(self, record: ArticleRecord) -> None:
        """Take one article, and its facts."""
        own = record.model_dump()
        self._files["articles"].write({**own, **own["article"]}, len(record.article.text))
        for fact in fact_records(record):
            self._files["facts"].write(fact.model_dump())


class _ParquetFile:
    """One file of a fixed schema. Nothing stands under its name before `commit`."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._path, self._schema = path, schema
        self._temporary = temporary_of(path)
        self._rows: list[dict[str, Any]] = []
        self._characters = 0
        self._open = True
        try:
            self._writer: pq.ParquetWriter = pq.ParquetWriter(self._temporary, schema, compression="zstd")
        except OSError as error:
            raise unwritable(path, error) from error

    def write(self, record: dict[str, Any], characters: int = 0) -> None:
        """Add one record."""
        self._rows.append({field.name: _held(record[field.name], field.type) for field in self._schema})
        self._characters += characters
        if len(self._rows) >= ROW_GROUP or self._characters >= MOST_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            table = _arrow().Table.from_pylist(self._rows, schema=self._schema)
            try:
                self._writer.write_table(table)
            except OSError as error:
                raise unwritable(self._path, error) from error
        self._rows.clear()
        self._characters = 0

    def close(self) -> None:
        """Finish writing; the file still has its temporary name."""
        if self._open:
            self._flush()
            self._open = False
            try:
                self._writer.close()
            except OSError as error:
                raise unwritable(self._path, error) from error

    def commit(self) -> None:
        """Give the file its name, in one step."""
        self.close()
        if self._path.is_dir():  # the parts of an earlier run
            shutil.rmtree(self._path)
        self._temporary.replace(self._path)

    def discard(self) -> None:
        """Remove what was written, if it was not committed."""
        if self._open:
            self._open = False
            self._writer.close()
        self._temporary.unlink(missing_ok=True)


def _held(value: Any, kind: pa.DataType) -> Any:
    """Return a value as Arrow holds it: figures are doubles."""
    types = _arrow().types
    if value is None:
        return None
    if types.is_struct(kind):
        return {field.name: _held(value[field.name], field.type) for field in kind}
    if types.is_list(kind):
        return [_held(item, kind.value_type) for item in value]
    return double(value) if types.is_floating(kind) else value
