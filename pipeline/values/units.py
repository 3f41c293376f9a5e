"""What a number counts: currency, per cent, points, multiples, counted nouns; and the rate it is said for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.values.lexicon import function_words, hosts, lexicon, listed
from pipeline.values.moneywords import WORDS_TOO, abbreviations
from pipeline.values.numbers import Number
from pipeline.values.scan import Words

_HUNDRED = frozenset({"مئه", "مائه", "ميه", "مايه"})
PERIODS = {"TS": "second", "TM": "minute", "TH": "hour", "D": "day", "W": "week", "M": "month", "Y": "year"}
_REPEATS = {"P1D": "day", "P1W": "week", "P1M": "month", "P1Y": "year"}
_SUFFIXES = ("هم", "ها", "هن", "نا", "ه")
_SMALL = 3
_HOST = re.compile(r"[a-z0-9]+")
_LANDS = 2
_NAMES = 3
"""How many times as often as another one a state must be named, by its places and firms, or by words alone."""
_PAIR = 2
_YEAR = 4
YEARS = range(1990, 2031)
"""Figures that are a year rather than so many of a noun that is not known: `2008 اختفى`."""
SOLD_BY = frozenset(
    "barrel ton kilogram gram ounce liter gallon piece unit share meter square_meter person user bag box carton word"
    " page ticket dose bottle card meal item copy megawatt kilowatt acre hectare container".replace("_", " ").split(" ")
)
"""What a price in `لل` is said for: a barrel is a rate, a project is a purpose."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and the index behind its words. `open` lists the currencies that the word may mean."""

    kind: str
    name: str | None
    last: int
    open: tuple[tuple[str, str], ...] = ()
    rule: str = "unit"
    sure: bool = True


def is_percent(words: Words, index: int) -> int | None:
    """The index behind `%`, `في المئة`, `بالمائة`, or None."""
    word = words[index]
    if word.text == "%":
        return index + 1
    if word.kind == "w" and word.stem in _HUNDRED and word.definite and word.proclitics == "ب":
        return index + 1
    if word.text == "في" and words[index + 1].stem in _HUNDRED and words[index + 1].definite:
        return index + 2
    return index + 1 if word.text == "ب" and words[index + 1].text in ("المئه", "المائه") else None


def read_state(words: Words, index: int) -> tuple[str, int] | None:
    """The state that an adjective at `index` names, and the index behind it."""
    word = words[index]
    if word.kind != "w" or word.proclitics:
        return None
    for phrase in lexicon().phrases.get(word.stem, ()) if "phrase" in word.classes else ():
        if phrase.kind == "nation" and all(words.text(index + 1 + k) == p for k, p in enumerate(phrase.rest)):
            return str(phrase.value), index + 1 + len(phrase.rest)
    return (str(word.classes["nation"]), index + 1) if "nation" in word.classes else None


def read_money(words: Words, index: int) -> Unit | None:
    """The currency at `index`: noun and state, code, sign, abbreviation."""
    word = words[index]
    if word.kind == "w" and word.proclitics:
        return None
    for phrase in lexicon().phrases.get(word.stem, ()) if "phrase" in word.classes else ():
        if phrase.kind == "money" and all(words.text(index + 1 + k) == p for k, p in enumerate(phrase.rest)):
            return Unit("money", str(phrase.value), index + 1 + len(phrase.rest))
    code = word.classes.get("money")
    by = word.classes.get("money_by")
    if by:
        nation = read_state(words, index + 1)
        if nation and nation[0] in by:
            return Unit("money", by[nation[0]], nation[1])
        if code is None:
            return Unit("money", None, index + 1, tuple(by.items()))
    if code is None:
        return _abbreviated(words, index)
    if word.stem == "ين" and words.text(index + 1) == "ياباني":
        return Unit("money", str(code), index + 2)
    nation = read_state(words, index + 1)
    last = nation[1] if nation and nation[0] == str(code)[:2].lower() and word.kind == "w" else index + 1
    return Unit("money", str(code), last)


def _abbreviated(words: Words, index: int) -> Unit | None:
    """`ر.س`, `د.ك.`: the letters of a noun and a state."""
    word = words[index]
    if word.kind != "w" or len(word.text) != 1 or words.text(index + 1) != ".":
        return None
    codes = abbreviations().get((word.text, words.text(index + 2)))
    if codes is None:
        return None
    last = index + 3 + (words.text(index + 3) == "." and words.glued(index + 3))
    return Unit("money", codes[0][1] if len(codes) == 1 else None, last, codes if len(codes) > 1 else (), "sign")


def symbol_before(words: Words, index: int) -> Unit | None:
    """`$10`, `USD 20`: a currency sign that stands before the figure; `last` is the index of the sign."""
    word = words[index - 1]
    code = word.classes.get("money") if word.kind in "lp" else None
    if code is None or (word.kind == "l" and word.text in WORDS_TOO):
        return None
    return Unit("money", str(code), index - 1)


def read_unit(words: Words, number: Number) -> Unit | None:
    """The unit that follows a number."""
    at = number.last
    word = words[at]
    percent = is_percent(words, at)
    if percent is not None:
        return Unit("percent", "%", percent, rule="percent")
    if word.kind in "lp":
        if "money_part" in word.classes:
            return Unit("money", "USD", at + 1, rule="coin")
        return read_money(words, at) or _latin(words, at)
    if word.kind != "w":
        return None
    money = read_money(words, at)
    if money is None and number.value is None and word.text == "من" and words[at + 1].definite:
        money = read_money(words, at + 1)
    if money is not None:
        return money
    if "money_part" in word.classes and not word.proclitics:
        codes = word.classes["money_part"]
        choices = () if len(codes) == 1 else tuple((code[:2].lower(), code) for code in codes)
        return Unit("money", codes[0] if len(codes) == 1 else None, at + 1, choices, "coin")
    multiple = word.stem in listed("multiple") or word.text.removesuffix("ه").removesuffix("ها") in listed("multiple")
    if multiple and not word.proclitics and not word.definite:
        return Unit("ratio", "fold", at + 1, rule="multiple")
    if word.stem in listed("point") and not word.definite and not word.proclitics:
        behind = words.text(at + 1)
        if behind == "مئويه":
            return Unit("points", "percentage point", at + 2)
        if behind == "اساس":
            return Unit("points", "basis point", at + 2)
        return Unit("points", "point", at + 1)
    return _counted(words, number)


def _latin(words: Words, at: int) -> Unit | None:
    names = {
        "km": "kilometer",
        "kg": "kilogram",
        "gb": "gigabyte",
        "mb": "megabyte",
        "tb": "terabyte",
        "gbps": "gigabit",
        "tbps": "terabit",
        "mbps": "megabit",
    }
    name = names.get(words.text(at))
    return Unit("count", name, at + 1) if name else None


def noun_at(words: Words, at: int) -> tuple[str, int] | None:
    """The counted noun of the table at `at`: English name and the index behind it."""
    word = words[at]
    if word.kind != "w":
        return None
    if "phrase" in word.classes:
        for phrase in lexicon().phrases.get(word.stem, ()):
            if phrase.kind == "noun" and all(
                words.text(at + 1 + k).removesuffix("ا") == p.removesuffix("ا") for k, p in enumerate(phrase.rest)
            ):
                return str(phrase.value), at + 1 + len(phrase.rest)
    name = word.classes.get("noun")
    if name is None and not word.classes:
        for suffix in _SUFFIXES:
            stem = word.text.removesuffix(suffix)
            stem = f"{stem[:-1]}ء" if stem != word.text and stem.endswith(("ائ", "اؤ")) else stem
            found = lexicon().words.get(stem) or lexicon().words.get(stem.removesuffix("ت") + "ه")
            if stem != word.text and found and "noun" in found:
                return str(found["noun"]), at + 1
    return (str(name), at + 1) if name else None


def _counted(words: Words, number: Number) -> Unit | None:
    at = number.last
    word = words[at]
    of = word.text == "من" and not word.proclitics
    noun = noun_at(words, at + of)
    if noun is not None and not of and {"noun", "phrase"}.isdisjoint(word.classes):
        return None  # `الملايين وظائفهم`: a noun with its owner is not what is counted.
    if noun is not None:
        named = words[at + of]
        vague = number.value is None
        if of and vague:
            fits = not named.proclitics
        elif of:
            fits = (named.definite and not named.proclitics) or named.text.endswith(_SUFFIXES)
        else:
            fits = not named.proclitics and (not named.definite or vague or words[number.last - 1].definite)
        if fits:
            return Unit("count", noun[0], noun[1], rule="noun")
        return None
    if of or word.proclitics or word.definite:
        return None
    if "nation" in word.classes and number.value is not None and number.value > 2:
        return Unit("count", "person", at + 1, rule="nation")
    return _unknown(words, number)


def _unknown(words: Words, number: Number) -> Unit | None:
    """A noun that the table does not know, where its form is that of a counted noun."""
    word = words[number.last]
    text = word.text
    if (
        words[number.last - 1].definite
        or text.endswith(("تا", "وا"))
        or (text.endswith("ت") and not text.endswith("ات"))
    ):
        return None
    if (
        word.classes
        or len(text) < _SMALL
        or text in function_words()
        or text in listed("not_counted")
        or text[:2] in ("ال", "لل", "لا", "وا", "فا")
        or (text[0] == "ل" and (number.value or 0) % 100 == 0)  # `105 آلاف لفيسبوك`
        or words[number.last - 1].stem in ("الفا", "مليونا", "مليارا")  # `45 مليونا داخل أمريكا`
        or text[0] == "و"
    ):
        return None
    if number.value is None or number.value < _SMALL or isinstance(number.value, float):
        return None
    if number.written.isdigit() and len(number.written) == _YEAR and number.value in YEARS:
        return None
    if text.startswith(("بال", "كال", "فال", "وال")):
        return None
    rest = int(number.value) % 100
    if number.scale == 1 and 11 <= rest <= 99:
        if not text.endswith(("ا", "ه", "اء", "ي")):
            return None
    elif number.scale == 1 and 3 <= rest <= 10:
        if text[0] in "يت" and not text.endswith(("ات", "ين", "ون")):
            return None
    elif text[0] in "يت" or text.endswith(("ات", "ين", "ون", "وا")):
        return None
    return Unit("count", "", number.last + 1, rule="unknown_noun", sure=False)


def read_rate(words: Words, index: int, kind: str) -> tuple[str, int] | None:
    """`في الساعة`, `بالساعة`, `كل دقيقة`, `يوميا`, `لكل مستخدم`, `للبرميل`: what a figure is for."""
    word = words[index]
    if word.text in listed("active"):
        return None
    if "repeat" in word.classes and not word.definite:
        return _REPEATS.get(str(word.classes["repeat"]), "day"), index + 1
    if word.text in ("في", "/", "ب") or (word.kind == "w" and word.proclitics in ("ب", "ل") and word.definite):
        at = index + (word.text in ("في", "/", "ب"))
        named = words[at]
        letter = named.classes.get("span")
        if named.text in ("اليوم", "باليوم"):
            letter = "D"
        if (
            letter in PERIODS
            and (named.definite or named.text == "اليوم" or word.text == "/")
            and "vague_span" not in named.classes
        ):
            behind = words[at + 1]
            if behind.text in ("الواحد", "الواحده"):
                return PERIODS[str(letter)], at + 2
            told = (
                behind.kind in "nc"
                or "which" in behind.classes
                or ("ordinal" in behind.classes and behind.definite)
                or "same" in behind.classes
            )
            if not told and letter not in ("Y", "M") and not (behind.kind == "w" and behind.definite):
                return PERIODS[str(letter)], at + 1
            return None
    if word.text in ("عن", "في") and words.text(index + 1) == "كل":
        index, word = index + 1, words[index + 1]
    if word.text in ("كل", "لكل"):
        named = words[index + 1]
        letter = named.classes.get("span")
        if letter in PERIODS and not named.definite:
            return PERIODS[str(letter)], index + 2
        noun = noun_at(words, index + 1)
        return (noun[0], noun[1]) if noun and word.text == "لكل" else None
    if kind == "money" and word.kind == "w" and word.proclitics == "ل" and word.definite:
        noun = word.classes.get("noun")
        return (str(noun), index + 1) if noun in SOLD_BY else None
    return None


class Currencies:
    """Resolves a currency word that many states share: from the outlet's domain, or the states that the text names."""

    def __init__(self, words: Words, site: str | None, lands: Sequence[str] = ()) -> None:
        """`lands` are the states of the places and firms that the article names, in order, as two small letters."""
        self._words = words
        self._host = _HOST.findall((site or "").lower())
        self._lands = lands
        self._named: Counter[str] | None = None
        self.said: dict[tuple[tuple[str, str], ...], str] = {}

    @property
    def named(self) -> Counter[str]:
        """How often the text names each state."""
        if self._named is None:
            self._named = Counter()
            for word in self._words.items:
                for kind in ("country", "nation"):
                    if kind in word.classes and (kind == "country" or word.kind == "w"):
                        self._named[str(word.classes[kind])] += 1
                        break
        return self._named

    def resolve(self, choices: tuple[tuple[str, str], ...]) -> str | None:
        """The one currency among `choices`, or None where it stays open."""
        by = dict(choices)
        if choices in self.said:
            return self.said[choices]
        if self._host and self._host[-1] in by:
            return by[self._host[-1]]
        state = _first(Counter(land for land in self._lands if land in by), _LANDS)
        state = state or _first(Counter({land: self.named[land] for land in by if self.named[land]}), _NAMES)
        state = state or next((land for part in self._host if (land := hosts().get(part)) in by), None)
        return by[state] if state else None


def _first(counts: Counter[str], times: int) -> str | None:
    """The state that is named so many times as often as the next one."""
    best = counts.most_common(2)
    if not best or (len(best) == _PAIR and best[0][1] < times * best[1][1]):
        return None
    return best[0][0]
