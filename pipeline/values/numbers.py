"""Numbers: figures with separators, number words and their compounds, vague plurals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pipeline.values.digits import Value, exact
from pipeline.values.lexicon import is_turn
from pipeline.values.scan import STOPS
from pipeline.values.terms import MAX_SCALE, Terms

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


VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}
"""Fractions that are one sign."""


class Reader(Terms):
    """Reads whole numbers out of scanned words."""

    @cached_property
    def in_turn(self) -> frozenset[int]:
        """The words of sentences that tell figures in turn (`على التوالي`): there و joins figures, not terms of one."""
        words, found = self.words, set[int]()
        for at in range(len(words)):
            if is_turn(words.text(at), words.text(at + 1)):
                first, last = at, at
                while first > 0 and words.text(first - 1) not in STOPS:
                    first -= 1
                while last < len(words) and words.text(last) not in STOPS:
                    last += 1
                found.update(range(first, last))
        return frozenset(found)

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
        if part and (not count or self._share(index, index + 1) or self._closing_share(index)):
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
        if words.get(after, "dozen"):
            return exact((value + fraction) * 12), after + 1
        return exact(value + fraction * (scale if scale >= 1000 else 1)), after

    def read(self, index: int) -> Number | None:
        """The longest number that begins at `index`; asked for more than once, read once."""
        if index in self._known:
            return self._known[index]
        found = self._known[index] = self._read(index)
        return found

    def _read(self, index: int) -> Number | None:
        words = self.words
        word = words[index]
        if not self.strict and word.kind == "d":
            return self._slash(index)
        if word.kind == "p" and word.text in VULGAR:
            return self._number(VULGAR[word.text], index, index + 1, word.start, rule="fraction")
        if word.kind not in "wnp" or (word.kind == "p" and word.text not in "-–"):
            return None
        if "dozen" in word.classes:
            return self._dozen(index)
        sign, at = 1, index
        if words.get(index, "minus") or (
            word.text in ("-", "–")
            and words[index + 1].kind == "n"
            and (words.glued(index + 1) or (not self.strict and index == 0))
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
            if more is None or (words[more].kind == "n" and more in self.in_turn):
                break
            following = self._term(more)
            if following is None or following[0] >= limit or following[1] >= limit:
                break
            total, after = total + following[0], following[2]
            limit = following[1]
            simple = False
            if words[more].kind == "n" and limit == 1:
                break
        if words.get(after, "dozen") and not words[after].proclitics and not words[after].definite:
            return self._number(sign * total * 12, index, after + 1, start, digits=digits)
        point = self._decimal_words(total, after) if limit == 1 and scale == 1 else None
        if point is not None:
            total, after = point
        total, after = self._add_fraction(total, limit, after)
        vulgar = VULGAR.get(words.text(after)) if digits and words.glued(after) else None
        if vulgar:
            total, after = exact(total + vulgar), after + 1
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
        zeros, at = "", index + 1
        while self._class(at) == "zero":
            zeros, at = zeros + "0", at + 1
        below = self._below_thousand(at)
        if below is not None:
            return exact(float(f"{value}.{zeros}{below[0]}")), below[1]
        return (exact(float(f"{value}.{zeros}")), at) if zeros else None

    def _leading_fraction(self, index: int) -> tuple[Value, int] | None:
        """`نصف مليون`, `ثلاثة أرباع المليون`, `ثلثي مليار`: a fraction of a scale word."""
        found = self._fraction(index)
        if found is None:
            return None
        fraction, after = found
        word = self.words[after]
        if self._class(after) in ("scale", "scale_a") and not word.proclitics and self._value(after) >= 1000:
            return exact(fraction * self._value(after)), after + 1
        if self.words.get(after, "dozen") and not word.proclitics:
            return exact(fraction * 12), after + 1
        if (not self.strict and not self.words.get(index, "number")) or self._share(index, after):
            return exact(fraction), after
        parts = self.words.get(after - 1, "parts")
        return (exact(fraction), after) if parts and after == index + 2 else None

    def _share(self, index: int, after: int) -> bool:
        """`خمس الفطيرة`: a fifth, for a five would have an indefinite plural behind it."""
        word, named = self.words[index], self.words[after]
        return not self.strict and not word.definite and after == index + 1 and named.text.startswith("ال")

    def _dozen(self, index: int) -> Number | None:
        """`دزينة من البيض`: twelve; several of them without a number are vague."""
        word = self.words[index]
        if word.definite or word.text.endswith("ات"):
            return None
        return self._number(12, index, index + 1, word.body, rule="dozen")

    def _closing_share(self, index: int) -> bool:
        """`اثنان وخمس`: a fifth, for two numbers below ten are not added."""
        words = self.words
        small = words.get(index - 1 - (words.text(index - 1) == "و"), "number")
        joined = words[index].proclitics == "و" or words.text(index - 1) == "و"
        return bool(not self.strict and joined and small and small[0] == "unit" and words[index + 1].kind != "w")

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


def is_glue(text: str) -> bool:
    """Whether a word is only proclitics, written apart before a figure."""
    return text in _GLUE
