"""The small grammar that marks in a text and slots of a fact share: keys, figures, times, lists of readings.

Everything here takes source text in which a backslash still guards the character after it; what comes out has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from pipeline.contract import EntityType, Modifier, QuantityKind, TimeKind

TYPES: tuple[str, ...] = get_args(EntityType)
MODIFIERS: tuple[str, ...] = get_args(Modifier)
KINDS: tuple[str, ...] = get_args(QuantityKind)
TIME_KINDS: tuple[str, ...] = get_args(TimeKind)
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NOTHING = "-"

_GUARDED = re.compile(r"\\(.)", re.DOTALL)
_PIECE = re.compile(r"\\.|.", re.DOTALL)
_TOKEN = re.compile(r"(?:\\.|[^\\\s])+", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r"}
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_VALUE = re.compile(rf"(?P<value>{_NUMBER})|(?P<vague>~(?P<magnitude>\d+)?)|(?P<low>{_NUMBER})\.\.(?P<high>{_NUMBER})")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CLOCK = r"T(?:[0-9X]{2}(?::[0-9X]{2}(?::[0-9X]{2})?)?|DW|MO|MI|AF|EV|NI)(?:Z|[+-]\d\d:\d\d)?"
_DAY = r"[0-9X]{4}(?:-[0-9X]{2}(?:-[0-9X]{2})?|-W[0-9X]{2}(?:-[1-7X])?|-Q[1-4X]|-H[12X]|-(?:SP|SU|FA|WI))?"
_LENGTH = r"P(?=[0-9XT])(?:[0-9X.]+(?:[YMWD]|NI?))*(?:T(?:[0-9X.]+[HMSN])+)?"
_MOMENT = re.compile(rf"(?:{_DAY}(?:{_CLOCK})?|{_CLOCK}|{_LENGTH}|[0-9X]{{2,3}}|(?:PRESENT|PAST|FUTURE)_REF)")


class MarkError(ValueError):
    """A mark or a slot that cannot be read: what is wrong, and what to do."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


def plain(source: str) -> str:
    r"""Take the backslashes out: `\{` is a brace, `\n` a line break."""
    return _GUARDED.sub(lambda match: _LETTERS.get(match[1], match[1]), source)


def guarded(text: str, special: str) -> str:
    """Put a backslash before every backslash and every character of `special`; line breaks become letters."""
    written = re.sub(rf"[\\{re.escape(special)}]", r"\\\g<0>", text)
    return written.replace("\r", "\\r").replace("\n", "\\n")


def parts(source: str, sign: str) -> list[str]:
    """Split at every `sign` that no backslash guards; blanks at the ends of the parts are dropped."""
    found = [""]
    for piece in _PIECE.findall(source):
        if piece == sign:
            found.append("")
        else:
            found[-1] += piece
    return [stripped(part) for part in found]


def tokens(source: str) -> list[str]:
    """Split at white space that no backslash guards."""
    return _TOKEN.findall(source)


def words(source: Sequence[str]) -> str:
    """Join tokens to the name that they write."""
    return " ".join(plain(token) for token in source)


def key_of(source: str) -> str:
    """Read a key, or `~` and a name: the form that compact gold has.

    Raises:
        MarkError: it is neither.
    """
    name = words(tokens(source))
    if name.startswith("~"):
        if not name[1:].strip():
            raise MarkError("a ~ without a name", "Write the name after it: ~زادباي.")
        return name[1:].strip()
    if not KEY.fullmatch(name):
        raise MarkError(
            f"{name!r} is no key",
            "A key is lower case with hyphens (burger-king); a name without a key is written ~ and the name.",
        )
    return name


# ------------------------------------------------------------------------------------------------------ figures


def figure(source: str, first: bool = True) -> dict[str, Any]:
    """Read one figure: `70000000 user more_than`, `10..20 %`, `~1000000 user`, `160 USD /hour`.

    Args:
        source: what is written.
        first: whether all of it must be there; another reading has only what differs from the first.

    Raises:
        MarkError: no value where one must be, a word twice.
    """
    found: dict[str, Any] = {}
    unit: list[str] = []
    for at, token in enumerate(tokens(source)):
        if at == 0 and (match := _VALUE.fullmatch(token)):
            found.update(_value(match))
        elif at == 0 and first:
            raise MarkError(
                f"{token!r} is no number", "Write the number itself with Latin digits first: 160000000, 4.9, 10..20."
            )
        elif token in MODIFIERS:
            _once(found, "modifier", token)
        elif token in KINDS:
            _once(found, "kind", token)
        elif token.startswith("/") and len(token) > 1:
            _once(found, "per", None if token == "/-" else plain(token[1:]))
        else:
            unit.append(token)
    if unit:
        found["unit"] = None if unit == [NOTHING] else words(unit)
    if not found:
        raise MarkError("an empty figure", "Write a number and its unit: #12 %.")
    if first:
        found = _whole(found)
    return found


def _whole(found: dict[str, Any]) -> dict[str, Any]:
    """Add what need not be written: no unit, `exact` or `vague`, no `per`."""
    vague = found["value"] is None and "low" not in found
    return {"unit": None, "modifier": "vague" if vague else "exact", "per": None, **found}


def figure_kind(found: dict[str, Any]) -> str:
    """Return the kind of a figure that names none: its unit tells."""
    unit = found.get("unit")
    if unit == "%":
        return "percent"
    return "money" if unit is not None and _CURRENCY.fullmatch(unit) else "count"


def _value(match: re.Match[str]) -> dict[str, Any]:
    if match["value"]:
        return {"value": number(match["value"])}
    if match["vague"]:
        return {"value": None, **({"magnitude": int(match["magnitude"])} if match["magnitude"] else {})}
    return {"value": None, "low": number(match["low"]), "high": number(match["high"])}


def number(source: str) -> int | float:
    """Read a number; a whole one stays whole."""
    return float(source) if "." in source or "e" in source else int(source)


# -------------------------------------------------------------------------------------------------------- times


def time(source: str, first: bool = True) -> dict[str, Any]:
    """Read one time: a value, then a modifier, a kind, `hijri`, in any order.

    Raises:
        MarkError: no value where one must be, a value that is no TIMEX3, a word that means nothing.
    """
    found: dict[str, Any] = {}
    for at, token in enumerate(tokens(source)):
        if token in MODIFIERS:
            _once(found, "modifier", token)
        elif token in TIME_KINDS:
            _once(found, "kind", token)
        elif token == "hijri":
            _once(found, "calendar", token)
        elif at == 0:
            found["value"] = _moment(plain(token))
        else:
            raise MarkError(
                f"{token!r} means nothing after a time", f"A modifier may follow ({', '.join(MODIFIERS)}), or a kind."
            )
    if not found or (first and "value" not in found):
        raise MarkError("a time without its value", "Write the value first: 2021-10-04, 2021-10-04T15:45Z, PT7H.")
    return found


def time_kind(value: str) -> str:
    """Return the kind of a time that names none: its value tells."""
    if "/" in value:
        return "interval"
    if value.startswith("P") and not value.endswith("_REF"):
        return "duration"
    return "time" if "T" in value and not value.endswith("_REF") else "date"


def time_modifier(value: str) -> str:
    """Return the modifier of a time that names none: a duration with an unknown part is vague."""
    return "vague" if time_kind(value) == "duration" and "X" in value else "exact"


def _moment(value: str) -> str:
    if not all(_MOMENT.fullmatch(part) for part in value.split("/")) or value.count("/") > 1:
        raise MarkError(
            f"{value!r} is no time value",
            "Write it as TIMEX3 does: 2021-10-04, 2021-10-04T15:45Z, 2021-10-05TDW, PT7H, P1D, A/B, X for what is "
            "not known.",
        )
    return value


# ------------------------------------------------------------------------------------------------------ readings


def with_readings(readings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Join readings of one figure or time to a record of compact gold: `<field>_alt` for what differs."""
    first, *others = readings
    joined = dict(first)
    for field in ("value", "unit", "modifier", "per", "kind"):
        more = dict.fromkeys(o[field] for o in others if field in o and o[field] != first.get(field))
        if more:
            joined[f"{field}_alt"] = list(more)
    for other in others:
        if "low" in other or "magnitude" in other:
            raise MarkError("a range or a vague figure as another reading", "Write it as the first one.")
    return joined


def _once(found: dict[str, Any], field: str, value: Any) -> None:
    if field in found:
        raise MarkError(f"{field} twice: {found[field]!r}, {value!r}", "Keep one; what is right too stands after a |.")
    found[field] = value


def stripped(part: str) -> str:
    """Drop blanks at the ends, but none that a backslash guards."""
    part = part.lstrip()
    bare = part.rstrip()
    return bare + part[len(bare)] if _open(bare) and len(part) > len(bare) else bare


def _open(source: str) -> bool:
    """Whether a backslash at the end guards what comes next."""
    return (len(source) - len(source.rstrip("\\"))) % 2 == 1
