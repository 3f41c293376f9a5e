"""The terms of numbers: units, tens and hundreds in words, figures, and the scale words behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.values.digits import Habit, Value, exact, habit, read_figure
from pipeline.values.scan import Words

if TYPE_CHECKING:
    from pipeline.values.numbers import Number

MAX_SCALE = 10**15
"""A longer chain of scale words is a list, not a number."""
_UNITS = frozenset({"number", "money", "money_by", "money_part", "noun", "span"})
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


SCALE_LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9}


class Terms:
    """Reads the terms of a sum out of scanned words: `خمسة وعشرين ألفا`, `2.7 مليار`."""

    def __init__(self, words: Words, *, strict: bool = True) -> None:
        self.words = words
        self.strict = strict
        self._habit: Habit | None = None
        self._known: dict[int, Number | None] = {}

    @property
    def habit(self) -> Habit:
        """The article's way of writing figures, worked out when first asked for."""
        if self._habit is None:
            self._habit = habit(self.words)
        return self._habit

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
        scale = "number" in after.classes and self._class(index + 1) in ("scale", "scale_a", "scales", "dual")
        percent = (
            after.text == "%"
            or after.stem in ("مئه", "مائه")
            or (after.text == "في" and words[index + 2].stem in ("مئه", "مائه"))
        )
        whole = "noun" in after.classes and after.classes["noun"] not in _MEASURED
        return read_figure(words.text(index), self.habit, scale or percent, whole)

    def _below_hundred(self, index: int) -> tuple[int, int] | None:
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

    def _below_thousand(self, index: int) -> tuple[int, int] | None:
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
            return self._below_hundred(index)
        more = self._after_and(after)
        if more is not None:
            below = self._below_hundred(more)
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
            if scale == 1 and 2 < figure < 3 and self._class(behind) == "dual":
                # `2,8 ملياري شخص`: the noun agrees with the two before the comma, it does not double.
                scale, after = self._value(behind), behind + 1
            letter = SCALE_LETTERS.get(words.text(behind)) if words.glued(behind) else None
            if letter and (not self.strict or self._short(index, figure, letter)):
                return exact(figure * letter), letter, behind + 1, True
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
        below = self._below_thousand(index)
        if below is None:
            return None
        if self.words[below[1]].definite and word.definite:
            scale, after = self._scales(below[1], True)
        else:
            scale, after = self._scales(below[1])
        return below[0] * scale, scale, after, False

    def _short(self, index: int, figure: Value, letter: int) -> bool:
        """Whether a letter is a scale in running text: `250K`, `$1.5B`, but not `4K` (a screen), `10m` (metres)."""
        money = "money" in self.words[index - 1].classes
        return money or (letter == 1000 and figure >= 10)

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
