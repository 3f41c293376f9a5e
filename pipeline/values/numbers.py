"""Numbers: figures with separators, number words and their compounds, vague plurals."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from pipeline.values.scan import Words

Value = int | float
MAX_SCALE = 10**15
"""A longer chain of scale words is a list, not a number."""
_PARTS = re.compile(r"[.,٫٬،]")
_GLUE = frozenset(
    {"ال", "و", "ف", "ب", "ل", "ك", "وال", "فال", "بال", "لل", "كال", "ول", "وب", "فب", "فل", "ولل", "وبال"}
)
"""Proclitics that stand as words of their own before a figure: `لـ2.7`, `الـ 500`."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the words `first` to `last` (exclusive) that say it. `start` is in the view, behind proclitics.

    `value` is None for a vague plural, which has a `magnitude` (آلاف 1000). `scale` is the last scale word's.
    """

    value: Value | None
    first: int
    last: int
    start: int
    end: int
    scale: int = 1
    digits: bool = False
    magnitude: int | None = None
    written: str = ""
    simple: bool = False
    rule: str = "number"


def exact(value: float) -> Value:
    """Drop the noise of binary fractions; whole numbers become int."""
    if isinstance(value, int):
        return value
    value = float(f"{value:.12g}")
    return int(value) if math.isfinite(value) and value.is_integer() else value


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


def read_figure(text: str, how: Habit, fraction_likely: bool, whole_likely: bool) -> Value | None:
    """Return the value of a written figure, or None where it is no number (a version, an address).

    `fraction_likely` says that a scale word, a per cent sign or the like follows, `whole_likely` that people or things
    are counted: together with the article's habit they decide what `5.000` and `1,250` are.
    """
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


class Reader:
    """Reads numbers out of scanned words."""

    def __init__(self, words: Words, *, strict: bool = True) -> None:
        self.words = words
        self.strict = strict
        self._habit: Habit | None = None

    @property
    def habit(self) -> Habit:
        """The article's way of writing figures, worked out when first asked for."""
        if self._habit is None:
            self._habit = habit(self.words)
        return self._habit

    # ------------------------------------------------------------------------------------------------- small steps
    def _class(self, index: int) -> str:
        found = self.words.get(index, "number")
        return found[0] if found else ""

    def _value(self, index: int) -> int:
        return int(self.words.get(index, "number")[1])

    def _after_and(self, index: int) -> int | None:
        """Where the word behind `و` begins: `index` if it carries one, the next if `و` stands alone."""
        word = self.words[index]
        if word.kind == "w" and word.proclitics == "و" and not word.definite:
            return index
        if word.text == "واحد" and self._class(index + 1) == "ten":
            return index  # وأحد عشر, whose و is folded into the word for one.
        if word.text == "و":
            following = self.words[index + 1]
            return index + 1 if following.kind in "wn" and not following.proclitics and not following.definite else None
        return None

    def _joined(self, index: int) -> bool:
        """Whether the word goes on with the number before it: no proclitic of its own, no sign between."""
        word = self.words[index]
        return word.kind == "w" and not word.proclitics and not word.definite

    def _figure(self, index: int) -> Value | None:
        words = self.words
        if self.strict and words.text(index)[0] in ".٫":
            return None
        after = words[index + 1]
        scale = "number" in after.classes and self._class(index + 1) in ("scale", "scale_a", "scales")
        percent = (
            after.text == "%"
            or after.stem in ("مئه", "مائه")
            or (after.text == "في" and words[index + 2].stem in ("مئه", "مائه"))
        )
        whole = "noun" in after.classes and after.classes["noun"] not in _MEASURED
        return read_figure(words.text(index), self.habit, scale or percent, whole)

    # ------------------------------------------------------------------------------------------------------ groups
    def _below_hundred(self, index: int, bare: bool) -> tuple[int, int] | None:
        """`خمسة`, `خمس عشرة`, `خمسة وعشرين`, `عشرين`: the value and the index behind it."""
        kind = self._class(index)
        if kind == "unit":
            if self.words.get(index + 1, "parts"):
                return None
            value = self._value(index)
            if self._class(index + 1) == "ten" and self._joined(index + 1):
                return value + 10, index + 2
            tens = self._after_and(index + 1)
            if tens is not None and self._class(tens) == "tens":
                return value + self._value(tens), tens + 1
            definite_tens = self.words[index + 1]
            if self.words[index].definite and definite_tens.definite and self._class(index + 1) == "tens":
                return value + self._value(index + 1), index + 2
            return value, index + 1
        if kind in ("tens", "ten"):
            return self._value(index), index + 1
        return None

    def _below_thousand(self, index: int, bare: bool) -> tuple[int, int] | None:
        kind = self._class(index)
        hundreds, after = 0, index
        if kind == "hundred":
            hundreds, after = self._value(index), index + 1
        elif kind == "unit" and self._class(index + 1) == "hundred" and self._joined(index + 1):
            if self._value(index + 1) == 100 and self._value(index) > 2:
                hundreds, after = self._value(index) * 100, index + 2
        elif kind == "unit" and self._class(index + 1) == "scales" and self.words[index + 1].stem in ("مئات", "مائات"):
            hundreds, after = self._value(index) * 100, index + 2
        if not hundreds:
            return self._below_hundred(index, bare)
        more = self._after_and(after)
        if more is not None:
            below = self._below_hundred(more, False)
            if below is not None:
                return hundreds + below[0], below[1]
        return hundreds, after

    def _scales(self, index: int, definite: bool = False) -> tuple[int, int]:
        """The product of the scale words from `index` on (`مئة ألف مليون`), and the index behind them."""
        product = 1
        while True:
            kind = self._class(index)
            word = self.words[index]
            if kind not in ("scale", "scale_a", "scales") or word.proclitics or (word.definite and not definite):
                return product, index
            value = self._value(index)
            if value < 1000 or product * value > MAX_SCALE:
                return product, index
            product *= value
            index += 1

    def _term(self, index: int) -> tuple[Value, int, int, bool] | None:
        """One term of a sum: value, its scale, the index behind it, whether it is written in figures."""
        words = self.words
        word = words[index]
        if word.kind == "n":
            figure = self._figure(index)
            if figure is None:
                return None
            behind = index + 1
            if self._bracketed(index):
                behind += 1
            scale, after = self._scales(behind)
            return exact(figure * scale), scale, after, True
        kind = self._class(index)
        if kind == "zero":
            return 0, 1, index + 1, False
        if kind == "dual":
            more, after = self._scales(index + 1)
            base = self._value(index)
            return 2 * base * more, base * more, after, False
        if kind in ("scale", "scale_a"):
            scale, after = self._scales(index, word.definite)
            if after == index:  # The word has a proclitic: take it, then what follows.
                more, after = self._scales(index + 1)
                scale = self._value(index) * more
            two = kind == "scale_a" and after == index + 1 and self._counted(after)
            return scale * 2 if two else scale, scale, after, False
        below = self._below_thousand(index, True)
        if below is None:
            return None
        if self.words[below[1]].definite and word.definite:
            scale, after = self._scales(below[1], True)
        else:
            scale, after = self._scales(below[1])
        return below[0] * scale, scale, after, False

    def _bracketed(self, index: int) -> bool:
        """`(309) ملايين ريال`: a figure in brackets of its own before what it counts."""
        words = self.words
        if words.text(index - 1) != "(" or words.text(index + 1) != ")":
            return False
        return not words[index + 2].proclitics and not _UNITS.isdisjoint(words[index + 2].classes)

    def _counted(self, index: int) -> bool:
        """Whether a noun that can be counted follows at once (for the construct dual: مليونا مستخدم)."""
        word = self.words[index]
        return (
            word.kind == "w"
            and not word.proclitics
            and ("noun" in word.classes or "money_by" in word.classes or "money" in word.classes)
        )

    # -------------------------------------------------------------------------------------------------- fractions
    def _fraction(self, index: int) -> tuple[float, int] | None:
        """`نصف`, `ثلث`, `ثلثين`, `ثلاثة أرباع`: value and index behind it."""
        words = self.words
        if words.get(index, "half"):
            return 0.5, index + 1
        part = words.get(index, "fraction")
        count = words.get(index, "number")
        if count and count[0] == "unit":
            parts = words.get(index + 1, "parts")
            if parts and self._joined(index + 1):
                return count[1] / parts, index + 2
        if words.get(index, "two_parts") and words[index].stem not in ("خمسين",):
            return 2 / int(words.get(index, "two_parts")), index + 1
        if part and (not count or self._share(index, index + 1)):
            return 1 / int(part), index + 1
        return None

    def _add_fraction(self, value: Value, scale: int, index: int) -> tuple[Value, int]:
        """Take in `ونصف`, `وربع المليون`, `وثلاثة أرباع` behind a number."""
        words = self.words
        word = words[index]
        if word.kind == "w" and word.proclitics == "و":
            at = index
        elif word.text == "و" and not words[index + 1].proclitics:
            at = index + 1
        else:
            return value, index
        found = self._fraction(at)
        if found is None:
            return value, index
        fraction, after = found
        named = words[after]
        if named.definite and self._class(after) in ("scale", "scale_a") and not named.proclitics:
            return exact(value + fraction * self._value(after)), after + 1
        bare_scale, bare_after = self._scales(after)
        if bare_scale > 1:
            if bare_scale <= scale:
                return exact(value + fraction * bare_scale), bare_after
            return value, index
        if words.get(after, "span") or words.get(after, "span2"):
            return value, index
        return exact(value + fraction * (scale if scale >= 1000 else 1)), after

    # ----------------------------------------------------------------------------------------------------- whole
    def read(self, index: int) -> Number | None:
        """Read the longest number that begins at `index`."""
        words = self.words
        word = words[index]
        if not self.strict and word.kind == "d":
            return self._slash(index)
        if word.kind not in "wnp" or (word.kind == "p" and word.text not in "-–"):
            return None
        sign, at = 1, index
        if words.get(index, "minus") or (
            word.text in ("-", "–") and words[index + 1].kind == "n" and words.glued(index + 1)
        ):
            before = words[index - 1]
            if word.kind == "p" and words.glued(index) and before.kind in "wnld":
                return None
            sign, at = -1, index + 1
            word = words[at]
        if word.kind == "w" and not (
            "number" in word.classes
            or "half" in word.classes
            or "fraction" in word.classes
            or "two_parts" in word.classes
        ):
            return None
        if word.kind not in "wn":
            return None
        bracketed = word.kind == "n" and self._bracketed(at)
        start = words[at - 1].start if bracketed else word.body if sign == 1 else words[index].body
        vague = self._vague(at, start)
        if vague is not None:
            return vague
        leading = self._leading_fraction(at)
        if leading is not None:
            value, after = leading
            scale = self._value(after - 1) if self._class(after - 1) in ("scale", "scale_a") else 1
            return self._number(sign * value, index, after, start, scale=scale, rule="fraction")
        term = self._term(at)
        if term is None:
            return None
        total, scale, after, digits = term
        simple = after == at + 1
        limit = scale
        while limit > 1:
            more = self._after_and(after)
            if more is None:
                break
            following = self._term(more)
            if following is None or following[0] >= limit or following[1] >= limit:
                break
            total, after = total + following[0], following[2]
            limit = following[1]
            simple = False
            if words[more].kind == "n" and limit == 1:
                break
        point = self._decimal_words(total, after) if limit == 1 and scale == 1 else None
        if point is not None:
            total, after = point
        total, after = self._add_fraction(total, limit, after)
        if digits and words[after].kind == "d" and re.fullmatch(r"\d/\d{1,2}", words.text(after)) and scale == 1:
            top, bottom = words.text(after).split("/")
            if int(bottom) > int(top) > 0:
                total, after = exact(total + int(top) / int(bottom)), after + 1
        return self._number(sign * total, index, after, start, scale=scale, digits=digits, simple=simple)

    def _decimal_words(self, value: Value, index: int) -> tuple[Value, int] | None:
        """`خمس فاصلة خمسة`, `1 فاصلة 1`."""
        if self.words.get(index, "point") != 0 or self.words[index].kind != "w":
            return None
        if self.words.text(index + 1).isdigit():
            return exact(float(f"{value}.{self.words.text(index + 1)}")), index + 2
        below = self._below_thousand(index + 1, True)
        return (exact(float(f"{value}.{below[0]}")), below[1]) if below else None

    def _leading_fraction(self, index: int) -> tuple[Value, int] | None:
        """`نصف مليون`, `ثلاثة أرباع المليون`, `ثلثي مليار`: a fraction of a scale word."""
        found = self._fraction(index)
        if found is None:
            return None
        fraction, after = found
        word = self.words[after]
        if self._class(after) in ("scale", "scale_a") and not word.proclitics and self._value(after) >= 1000:
            return exact(fraction * self._value(after)), after + 1
        if (not self.strict and not self.words.get(index, "number")) or self._share(index, after):
            return exact(fraction), after
        parts = self.words.get(after - 1, "parts")
        return (exact(fraction), after) if parts and after == index + 2 else None

    def _share(self, index: int, after: int) -> bool:
        """`خمس الفطيرة`: a fifth, for a five would have an indefinite plural behind it."""
        word, named = self.words[index], self.words[after]
        return not self.strict and not word.definite and after == index + 1 and named.text.startswith("ال")

    def _slash(self, index: int) -> Number | None:
        """`3/4`: a vulgar fraction."""
        top, slash, bottom = self.words.text(index).partition("/")
        if not slash or not bottom.isdigit() or not 0 < int(top) < int(bottom) <= 100:
            return None
        return self._number(exact(int(top) / int(bottom)), index, index + 1, self.words[index].start, rule="fraction")

    def _vague(self, index: int, start: int) -> Number | None:
        """`آلاف`, `عشرات الآلاف`, `مئات الملايين`, `بضعة آلاف`: a magnitude without a value."""
        words = self.words
        if self._class(index) != "scales":
            return None
        magnitude, after = self._value(index), index + 1
        while (
            magnitude < MAX_SCALE
            and self._class(after) in ("scales", "scale")
            and not words[after].proclitics
            and self._value(after) >= 1000
        ):
            magnitude *= self._value(after)
            after += 1
        return self._number(None, index, after, start, magnitude=magnitude, rule="vague")

    def _number(
        self,
        value: Value | None,
        first: int,
        last: int,
        start: int,
        *,
        scale: int = 1,
        digits: bool = False,
        magnitude: int | None = None,
        simple: bool = False,
        rule: str = "number",
    ) -> Number:
        end = self.words[last - 1].end
        written = self.words.text(last - 1) if last == first + 1 else ""
        return Number(value, first, last, start, end, scale, digits, magnitude, written, simple, rule)


_UNITS = frozenset({"number", "money", "money_by", "noun", "span"})
_MEASURED = frozenset(
    [
        "ton",
        "kilogram",
        "gram",
        "kilometer",
        "meter",
        "mile",
        "inch",
        "foot",
        "acre",
        "hectare",
        "liter",
        "gallon",
        "ounce",
        "watt",
        "kilowatt",
        "megawatt",
        "gigabyte",
        "megabyte",
        "terabyte",
        "terabit",
        "gigabit",
        "megabit",
        "degree",
        "megapixel",
        "hertz",
        "gigahertz",
        "centimeter",
        "millimeter",
        "barrel",
    ]
)
"""Units of measure, of which there may be a fraction."""


def is_glue(text: str) -> bool:
    """Whether a word is only proclitics, written apart before a figure."""
    return text in _GLUE
