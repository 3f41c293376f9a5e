"""Sums of money: the hundredths behind a currency, and sums without a number word (دولار ونصف، ريالين سعوديين)."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.values import units
from pipeline.values.digits import Value, exact
from pipeline.values.lexicon import listed
from pipeline.values.moneywords import decimals
from pipeline.values.numbers import Reader
from pipeline.values.scan import Words
from pipeline.values.units import Currencies, Unit


class Sum(NamedTuple):
    """A sum of money: its value, its currency (None where it stays open), the index behind its words."""

    value: Value
    code: str | None
    last: int
    rule: str


def resolved(unit: Unit, currencies: Currencies) -> str | None:
    """The currency that a unit of money stands for."""
    if unit.name is None and unit.open:
        return currencies.resolve(unit.open)
    return unit.name


def part_of(value: Value, code: str | None) -> Value:
    """So many hundredths (or thousandths, as the currency has them) of a currency."""
    return exact(value / 10 ** (decimals().get(code or "", 2) or 2))


def with_parts(words: Words, reader: Reader, value: Value, code: str | None, last: int) -> tuple[Value, int]:
    """`20 دولارا و43 سنتا`, `دينار و500 فلس`: the value with its smaller coin, and the index behind it."""
    at = last + (words.text(last) == "و")
    if at == last and words[last].proclitics != "و" and words[last].kind != "n":
        return value, last
    codes = words.get(at, "money_part")
    if codes and words.get(at, "money_two") and _fits(codes, code):
        return exact(value + part_of(2, code)), at + 1
    number = reader.read(at)
    if number is None or number.value is None or not 0 < number.value < 1000:
        return value, last
    codes = words.get(number.last, "money_part")
    if not codes or words[number.last].proclitics or not _fits(codes, code):
        return value, last
    return exact(value + part_of(number.value, code)), number.last + 1


def _fits(codes: tuple[str, ...], code: str | None) -> bool:
    """Whether a coin can belong to a currency: cents belong to many, fils to a few."""
    return code is None or code in codes or codes in (("USD",), ("MAD", "DZD", "CHF"))


def read_sum(words: Words, reader: Reader, index: int, currencies: Currencies, *, strict: bool) -> Sum | None:
    """A sum that begins with its currency: a dual, one with a fraction or coins, `دولار واحد`."""
    word = words[index]
    if word.kind != "w" or word.definite:
        return None
    share = 0.5 if "half" in word.classes else 1 / int(word.classes.get("fraction", 0) or 1)
    if share < 1:
        unit = (
            _currency(words, index + 1) if not words[index + 1].proclitics and not words[index + 1].definite else None
        )
        code = resolved(unit, currencies) if unit else None
        return Sum(exact(share), code, unit.last, "fraction_sum") if unit else None
    if "money_part" in word.classes:
        return _coins(words, index, currencies, strict)
    if "money" not in word.classes and "money_by" not in word.classes:
        return None
    unit = _currency(words, index)
    if unit is None:
        return None
    code = resolved(unit, currencies)
    last = unit.last
    if "money_two" in word.classes:
        value, after = with_half(words, 2, last)
        value, after = with_parts(words, reader, value, code, after)
        return Sum(value, code, after, "dual_sum")
    if words.text(last) in listed("one_only"):
        value, after = with_parts(words, reader, 1, code, last + 1)
        return Sum(value, code, after, "one_sum")
    joined = words[last].proclitics == "و" or words.text(last) == "و"
    value, after = with_half(words, 1, last) if joined else (1, last)
    if joined and after == last:
        value, after = with_parts(words, reader, 1, code, last)
    if after > last:
        return Sum(value, code, after, "sum")
    return Sum(1, code, last, "loose_sum") if not strict else None


def _currency(words: Words, index: int) -> Unit | None:
    word = words[index]
    if not word.proclitics:
        return units.read_money(words, index)
    by, code = word.classes.get("money_by"), word.classes.get("money")
    if not by and not code:
        return None
    state = units.read_state(words, index + 1)
    if by and state and state[0] in by:
        return Unit("money", by[state[0]], state[1])
    return Unit("money", str(code) if code else None, index + 1, tuple(by.items()) if by and not code else ())


def with_half(words: Words, value: int, index: int) -> tuple[Value, int]:
    """`دولار ونصف`: the value with the half or the quarter behind it, and the index behind that."""
    at = index + (words.text(index) == "و")
    if at == index and words[index].proclitics != "و":
        return value, index
    share = 0.5 if words.get(at, "half") else 0.25 if words[at].stem in ("ربع", "ربعا") else None
    if share is None or words.get(at + 1, "number"):
        return value, index
    return value + share, at + 1


def _coins(words: Words, index: int, currencies: Currencies, strict: bool) -> Sum | None:
    codes: tuple[str, ...] = words.get(index, "money_part")
    two = "money_two" in words[index].classes and (not strict or "span2" not in words[index].classes)
    one = words.text(index + 1) in listed("one_only")
    if not (two or one or not strict):
        return None
    choices = () if len(codes) == 1 else tuple((code[:2].lower(), code) for code in codes)
    code = codes[0] if len(codes) == 1 else currencies.resolve(choices)
    return Sum(part_of(2 if two else 1, code), code, index + 1 + (one and not two), "coins")
