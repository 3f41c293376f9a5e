"""Arabic beside Latin in a terminal: every Arabic run is isolated, so that neither moves the other."""

from __future__ import annotations

import re

FSI, PDI = "\u2068", "\u2069"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
# Direction marks of the text would break out of the isolation, control characters out of the line.
_UNSAFE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BREAK = re.compile("[\t\n\u2028\u2029]")


def clean(text: str) -> str:
    """Return text without the characters that steer a terminal or the direction of a line."""
    return _UNSAFE.sub("", text)


def flat(text: str) -> str:
    """Return text from outside (a path, a message) on one line, safe to print whatever characters it has."""
    return _BREAK.sub(" ", clean(text.encode("utf-8", "backslashreplace").decode()))


def isolate(text: str) -> str:
    """Return text on one line, isolated where it has letters that run from right to left."""
    line = " ".join(flat(text).split())
    return f"{FSI}{line}{PDI}" if _RIGHT_TO_LEFT.search(line) else line
