"""Figures as they are written: separators told apart by their shape and by the habit of the article."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from pipeline.values.scan import Words

Value = int | float
_PARTS = re.compile(r"[.,٫٬،]")


def exact(value: float) -> Value:
    """Drop the noise of binary fractions; whole numbers become int."""
    if isinstance(value, int):
        return value
    value = float(f"{value:.12g}")
    return int(value) if math.isfinite(value) and value.is_integer() else value


MAX_POWER = 99


@dataclass(frozen=True, slots=True)
class Habit:
    """How an article writes figures: the sign before decimals, as far as its clear cases show."""

    decimal: str | None = None


def habit(words: Words) -> Habit:
    """Read the decimal sign off the figures that can be read in one way only."""
    votes: Counter[str] = Counter()
    for word in words.items:
        if word.kind != "n" or word.text.isdigit():
            continue
        signs = _PARTS.findall(word.text)
        groups = _PARTS.split(word.text)
        if len(signs) == 1 and len(groups[1]) in (1, 2) and signs[0] in ".,":
            votes[signs[0]] += 1
        elif len(signs) == 2 and signs[0] != signs[1] and signs[1] in ".,":
            votes[signs[1]] += 1
    best = votes.most_common(1)
    return Habit(best[0][0] if best else None)


def _power(base: float, sign: str, exponent: int) -> Value | None:
    """`1e10`, `1.1^+23`."""
    if abs(exponent) > MAX_POWER or base > MAX_POWER:
        return None
    return exact(base**exponent if sign == "^" else base * 10.0**exponent)


def read_figure(text: str, how: Habit, fraction_likely: bool, whole_likely: bool) -> Value | None:
    """Return the value of a written figure, or None where it is no number (a version, an address).

    `fraction_likely` says that a scale word, a per cent sign or the like follows, `whole_likely` that people or things
    are counted: together with the article's habit they decide what `5.000` and `1,250` are.
    """
    base, sign, power = text.partition("^") if "^" in text else text.partition("e")
    if sign:
        return _power(float(base), sign, int(power))
    text = text.replace(" ", "٬")
    signs = _PARTS.findall(text)
    if not signs:
        return int(text) if len(text) < 19 else None
    groups = _PARTS.split(text)
    if not groups[0]:
        return exact(float("0." + groups[1])) if len(groups) == 2 else None
    last = signs[-1]
    thousands = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]) and groups[0] != "0"
    if len(set(signs)) == 1 and len(signs) > 1:
        return int("".join(groups)) if thousands and not (last == "." and groups[0] == "0") else None
    if len(signs) > 1:
        grouped = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:-1])
        if last in signs[:-1] or not grouped:
            return None
        return exact(float("".join(groups[:-1]) + "." + groups[-1]))
    if last == "٬":
        return int("".join(groups)) if thousands else None
    if last == "٫" or not thousands:
        return exact(float(groups[0] + "." + groups[1]))
    if fraction_likely and last != "،":
        decimal = how.decimal in (None, last) or groups[1] != "000"
    elif whole_likely:
        decimal = False
    elif how.decimal == last:
        decimal = groups[1] != "000"
    else:
        decimal = False
    return exact(float(groups[0] + "." + groups[1])) if decimal else int("".join(groups))
