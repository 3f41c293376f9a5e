"""The shape of a record of gold from outside: that what is read as text, number or list is one.

What the fields mean (types, categories, spans) is checked where gold is read, with better words.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.evaluate.problems import GoldError

Offset = Annotated[int, Field(ge=0, strict=True)]
Value = Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True, allow_inf_nan=False)]
Text = Annotated[str, Field(strict=True)]


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class _Place(_Open):
    start: Offset
    end: Offset
    text: Text


class _Mention(_Open):
    text: Text
    start: Offset | None = None
    end: Offset | None = None
    text_alt: list[Text] = []


class _Entity(_Open):
    kb: Text | None
    type: Text
    name: Text | None = None
    name_ar: Text | None = None
    type_alt: list[Text] = []
    surfaces: list[Text] = []
    surfaces_optional: list[Text] = []
    mentions: list[_Mention] = []
    must: bool = True


class _Amount(_Open):
    kind: Text | None = None
    value: Value | None = None
    unit: Text | None = None
    modifier: Text | None = None
    per: Text | None = None
    magnitude: Value | None = None
    low: Value | None = None
    high: Value | None = None
    value_alt: list[Value | None] = []
    unit_alt: list[Text | None] = []
    modifier_alt: list[Text | None] = []


class _Quantity(_Amount, _Mention):
    kind: Text
    must: bool = True


class _Time(_Mention):
    kind: Text
    value: Text
    modifier: Text | None = None
    value_alt: list[Text] = []
    must: bool = True


class _Ref(_Open):
    kb: Text | None = None
    name: Text | None = None
    name_ar: Text | None = None


class _When(_Open):
    value: Text


Key = Text | _Ref | None
When = Text | _When | None


class _Fact(_Open):
    type: Text
    subject: Key = None
    channel: Key = None
    source: Key = None
    via: Key = None
    objects: list[Text | _Ref] | None = None
    places: list[Text | _Ref] | None = None
    category: Text | None = None
    content: Text | None = None
    relation: Text | None = None
    certainty: Text | None = None
    polarity: Text | None = None
    background: bool | None = None
    quantity: _Amount | None = None
    time: When = None
    end: When = None
    duration: When = None
    evidence: list[_Place] = []
    must: bool = True
    subject_alt: list[Key] = []
    category_alt: list[Text | None] = []
    objects_alt: list[list[Text | _Ref]] = []
    places_alt: list[list[Text | _Ref]] = []
    time_alt: list[When] = []
    quantity_alt: list[_Amount | None] = []


class _Article(_Open):
    text: Text
    source: Text | None = None
    published: Text | None = None
    url: Text | None = None
    site: Text | None = None
    title: Text | None = None
    author: Text | None = None


class _Record(_Open):
    article: _Article | Text
    note: Text | None = None
    entities: list[_Entity] = []
    quantities: list[_Quantity] = []
    times: list[_Time] = []
    facts: list[_Fact] = []


def check_shape(record: dict[str, Any], where: str) -> None:
    """Check the shape of a record of gold, full or compact.

    Raises:
        GoldError: a field has another shape; the first one is told.
    """
    try:
        _Record.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        steps = [step for step in first["loc"] if not (isinstance(step, str) and not step.islower())]
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
        raise GoldError(f"{where}: {path}: {first['msg']}. Mend the field, or leave it out.") from error
