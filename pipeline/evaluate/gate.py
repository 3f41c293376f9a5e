"""The gate: scores that were reached are pinned, per gold set, and may not fall again in silence.

The floors lie in `floors.toml` beside the folders of the gold sets (`corpora/gold/floors.toml` for
`corpora/gold/dev`). A set is named for its folder; a key is a measure (`facts`) or a measure and a type
(`facts.outage`); a value is the lowest F1 allowed. With each set goes a checksum of its gold and its texts, so
that a changed corpus is noticed and not taken for a change of the program.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.evaluate.files import gold_files
from pipeline.evaluate.result import MEASURES, Scores
from pipeline.resources import DataFileError, read_toml

FLOORS = "floors.toml"
HEADER = """\
# The lowest F1 that each gold set may have: the gate (`naba evaluate ... --gate`) fails below.
# Written by raise_floors, which only ever raises a floor; to lower one is a decision, and takes a flag of its own.
# A key is a measure, or a measure and a type ("facts.outage"). The checksum is of the set's gold and texts.
"""
_DIGITS = 4
"""Floors have this many decimals, rounded down, so that a score holds its own floor."""


class GateError(ValueError):
    """Floors that cannot be read or written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SetFloors:
    """The floors of one gold set, and the gold that they were reached on."""

    checksum: str
    articles: int
    floors: Mapping[str, float] = field(default_factory=dict)


def floors_file(gold: Path) -> Path:
    """Return where the floors of a gold set lie: beside its folder."""
    return gold.resolve().parent / FLOORS


def set_name(gold: Path) -> str:
    """Return the name of a gold set: that of its folder or file."""
    return gold.resolve().stem


def checksum(gold: Path, ids: Sequence[str]) -> str:
    """Return 16 hex digits over the gold files and the ids of their texts."""
    digest = hashlib.sha256()
    for file in gold_files(gold):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    digest.update(" ".join(sorted(ids)).encode())
    return digest.hexdigest()[:16]


def read_floors(file: Path) -> dict[str, SetFloors]:
    """Read the floors of all sets; an empty result where there is no file.

    Raises:
        GateError: the file is not valid, or has a floor that is no share.
    """
    if not file.is_file():
        return {}
    try:
        sets = read_toml(file).get("sets", {})
    except DataFileError as error:
        raise GateError(str(error)) from error
    found: dict[str, SetFloors] = {}
    for name, raw in sets.items():
        floors = raw.get("floors", {})
        for key, value in floors.items():
            if key.split(".")[0] not in MEASURES or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise GateError(
                    f"{file}: sets.{name}.floors.{key} = {value!r}: a floor is a measure ({', '.join(MEASURES)}) "
                    "and an F1 from 0 to 1. Mend the line."
                )
        found[name] = SetFloors(str(raw.get("checksum", "")), int(raw.get("articles", 0)), dict(floors))
    return found


def f1_of(scores: Scores, key: str) -> float | None:
    """Return the F1 that a key of the floors names; None where gold has nothing of the type."""
    measure, _, kind = key.partition(".")
    if not kind:
        return scores[measure].micro.f1
    score = scores[measure].by_type.get(kind)
    return score.f1 if score else None


def check(scores: Scores, gold: Path | str, floors: Path | str | None = None) -> list[str]:
    """Return what does not hold, one sentence each; an empty list where everything does.

    Args:
        scores: of the whole set.
        gold: the folder that the scores were measured on.
        floors: the file of floors, where it does not lie beside the folder.

    Raises:
        GateError: the floors cannot be read.
    """
    folder = Path(gold)
    file = Path(floors) if floors else floors_file(folder)
    name = set_name(folder)
    pinned = read_floors(file).get(name)
    if pinned is None or not pinned.floors:
        return [f"{file} has no floors for the set {name!r}. Pin the present scores with raise_floors."]
    failures: list[str] = []
    if checksum(folder, scores.ids) != pinned.checksum:
        failures.append(
            f"the gold set {name!r} is not the one that the floors were reached on ({pinned.articles} articles then, "
            f"{scores.articles} now). Restore it, or pin the scores of the new one with raise_floors."
        )
    for key, floor in pinned.floors.items():
        reached = f1_of(scores, key)
        if reached is None:
            failures.append(f"{key}: the floor is {floor:.4f}, but the set {name!r} has no such type.")
        elif reached < floor:
            failures.append(f"{key}: F1 {reached:.4f} is below its floor {floor:.4f}.")
    return failures


def raise_floors(
    scores: Scores,
    gold: Path | str,
    floors: Path | str | None = None,
    *,
    lower: bool = False,
    types: bool = False,
) -> list[str]:
    """Write the measured scores as floors where they are higher, and the checksum of the gold set.

    Args:
        scores: of the whole set.
        gold: the folder that the scores were measured on.
        floors: the file of floors, where it does not lie beside the folder.
        lower: also write scores that are lower than their floor. A decision, never a default.
        types: pin every type of every measure too; types that are pinned already are kept up either way.

    Returns:
        one line for every floor: what it was, what it is.

    Raises:
        GateError: the floors cannot be read.
    """
    folder = Path(gold)
    file = Path(floors) if floors else floors_file(folder)
    sets = read_floors(file)
    name = set_name(folder)
    before = sets[name].floors if name in sets else {}
    keys = list(dict.fromkeys((*MEASURES, *before)))
    if types:
        keys += [k for m in MEASURES for kind in scores[m].by_type if (k := f"{m}.{kind}") not in keys]
    after: dict[str, float] = {}
    lines: list[str] = []
    for key in keys:
        old, measured = before.get(key), f1_of(scores, key)
        if measured is None:
            if old is not None and not lower:
                after[key] = old
            lines.append(f"{key}: no such type in the set, {'dropped' if lower else 'kept'}")
            continue
        new = math.floor(measured * 10**_DIGITS) / 10**_DIGITS
        after[key] = new if old is None or lower else max(old, new)
        kept = " (kept, the score is lower)" if old is not None and new < old and not lower else ""
        lines.append(f"{key}: {'-' if old is None else f'{old:.4f}'} -> {after[key]:.4f}{kept}")
    sets[name] = SetFloors(checksum(folder, scores.ids), scores.articles, after)
    _write(file, sets)
    return lines


def _write(file: Path, sets: Mapping[str, SetFloors]) -> None:
    lines = [HEADER]
    for name in sorted(sets):
        one = sets[name]
        lines += [f'[sets."{name}"]', f'checksum = "{one.checksum}"', f"articles = {one.articles}", ""]
        lines += [f'[sets."{name}".floors]', *(f'"{key}" = {value:.{_DIGITS}f}' for key, value in one.floors.items())]
        lines.append("")
    temporary = file.with_name(f".{file.name}.partial")
    temporary.write_text("\n".join(lines), encoding="utf-8")
    temporary.replace(file)
