"""JSON as strangers write it: broken, deep, with NaN, huge numbers and keys that occur twice."""

from __future__ import annotations

import json
from typing import Any

from pipeline.ingest.records import Reason, RejectedInputError

_LONGEST_INTEGER = 400
"""Integers with more digits stay text: no field of ours is one, and reading them takes quadratic time."""


class _DuplicateKeyError(ValueError):
    pass


def loads(text: str) -> Any:
    """Return the value of a JSON text. NaN and infinities, which JSON does not have, are read as null.

    Raises:
        RejectedInputError: `bad_json`, or `bad_record` where an object names a key twice with different values.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_integer, parse_constant=lambda _constant: None)
    except _DuplicateKeyError as error:
        raise RejectedInputError(
            Reason.BAD_RECORD, f"The key {error} occurs twice with different values. Keep one of them."
        ) from error
    except json.JSONDecodeError as error:
        raise RejectedInputError(
            Reason.BAD_JSON,
            f"Not JSON: {error.msg} at line {error.lineno}, column {error.colno}. Mend it there; "
            "a .jsonl file has one object on each line.",
        ) from error
    except RecursionError as error:
        raise RejectedInputError(
            Reason.BAD_JSON, "The JSON is nested too deeply to read. Give objects with a `text` field."
        ) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result and result[key] != value:
            raise _DuplicateKeyError(repr(key[:40]))
        result[key] = value
    return result


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits
