"""What the tools must be told of our labels: brat's `annotation.conf`, Label Studio's labelling configuration.

Both are made from the vocabularies of the contract, so that they cannot lag behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from pipeline.contract import CATEGORIES, Certainty, Polarity, Relation
from pipeline.evaluate.markup_marks import TYPES
from pipeline.exchange.brat import typed
from pipeline.exchange.labelstudio import LABEL, LOCATED, MARK, OPTIONAL, STATUS, TEXT, TRUE, control
from pipeline.exchange.sheet import EVIDENCE, LABELS, LINKS, QUANTITY, TIME

_CHOICES: dict[str, Sequence[str]] = {
    "certainty": get_args(Certainty),
    "polarity": get_args(Polarity),
    "background": (TRUE,),
    "relation": get_args(Relation),
}
_MANY = ("objects", "places")
_TIMES = ("time", "end", "duration")
_HINT = "telegram | 70000000 user more_than | 2021-10-04 | subject: meta (see docs/gold.md)"


def annotation_conf() -> str:
    """Return the `annotation.conf` of a brat collection."""
    lines = ["[entities]", *map(typed, (*LABELS, EVIDENCE)), "", "[relations]", "", "[events]"]
    arguments = [f"{typed(slot)}{'*' if slot in _MANY else '?'}:{_points_at(slot)}" for slot in LINKS]
    arguments.append(f"{typed(EVIDENCE)}*:{typed(EVIDENCE)}")
    lines += [f"{typed(kind)}\t{', '.join(arguments)}" for kind in CATEGORIES]
    lines += ["", "[attributes]", f"{typed(OPTIONAL)}\tArg:<ANY>", f"{typed(LOCATED)}\tArg:<EVENT>"]
    for slot, values in _CHOICES.items():
        listed = "" if values == (TRUE,) else f", Value:{'|'.join(values)}"
        lines.append(f"{typed(slot)}\tArg:<EVENT>{listed}")
    for kind, categories in CATEGORIES.items():
        if categories:
            lines.append(f"{typed(kind)}Category\tArg:{typed(kind)}, Value:{'|'.join(sorted(categories))}")
    return "".join(f"{line}\n" for line in lines)


def _points_at(slot: str) -> str:
    if slot == QUANTITY:
        return typed(QUANTITY)
    return typed(TIME) if slot in _TIMES else "|".join(map(typed, TYPES))


def labelling_config() -> str:
    """Return the labelling configuration of a Label Studio project."""
    lines = [
        "<View>",
        "  <Relations>",
        *(f'    <Relation value="{slot}"/>' for slot in (*LINKS, EVIDENCE)),
        "  </Relations>",
        f'  <Labels name="{LABEL}" toName="{TEXT}">',
        *(f'    <Label value="{label}" background="{_colour(label)}"/>' for label in (*LABELS, *CATEGORIES, EVIDENCE)),
        "  </Labels>",
        '  <View style="direction: rtl; white-space: pre-wrap">',
        f'    <Text name="{TEXT}" value="${TEXT}" granularity="symbol"/>',
        "  </View>",
        f'  <TextArea name="{MARK}" toName="{TEXT}" perRegion="true" editable="true" placeholder="{_HINT}"/>',
        *_choices(STATUS, (OPTIONAL, LOCATED), None, "multiple"),
    ]
    for kind, categories in CATEGORIES.items():
        if categories:
            lines += _choices(control("category", kind), sorted(categories), [kind])
    for slot, values in _CHOICES.items():
        lines += _choices(slot, values, list(CATEGORIES))
    return "".join(f"{line}\n" for line in (*lines, "</View>"))


def _choices(name: str, values: Sequence[str], labels: Sequence[str] | None, choice: str = "single") -> list[str]:
    when = f' whenTagName="{LABEL}" whenLabelValue="{",".join(labels)}"' if labels else ""
    return [
        f'  <Choices name="{name}" toName="{TEXT}" perRegion="true" choice="{choice}"{when}>',
        *(f'    <Choice value="{value}"/>' for value in values),
        "  </Choices>",
    ]


def _colour(label: str) -> str:
    if label in TYPES:
        return "#2f6fb0"
    if label in (QUANTITY, TIME):
        return "#b07a2f"
    return "#8a8a8a" if label == EVIDENCE else "#3f8f4f"
