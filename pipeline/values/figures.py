"""Figures of a text: money, counts, per cents, multiples, points, ranks, ranges and vague plurals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.values import amounts, cues, dates, durations, multiples, ranges, ranks, shares, turns, units
from pipeline.values.cues import Cue
from pipeline.values.digits import Value, exact
from pipeline.values.ellipsis import about_orders, about_payments, about_users, unit_before
from pipeline.values.lexicon import function_words, listed
from pipeline.values.moment import Context
from pipeline.values.numbers import Number, Reader
from pipeline.values.scan import STOPS, Words
from pipeline.values.units import Currencies, Unit

RECENT = 24
"""Figures before one among which the one of its series is looked for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity over words `first` to `last` (exclusive); `start` and `end` in the view."""

    first: int
    last: int
    start: int
    end: int
    kind: str
    value: Value | None
    unit: str | None
    rule: str
    modifier: str = "exact"
    cue: Cue | None = None
    per: str | None = None
    magnitude: int | None = None
    low: Value | None = None
    high: Value | None = None
    lemma: tuple[int, int] | None = None


class Finder:
    """Finds the figures of one text. `taken` are the words that belong to times."""

    def __init__(
        self,
        words: Words,
        taken: list[tuple[int, int]],
        site: str | None = None,
        lands: Sequence[str] = (),
        *,
        strict: bool = True,
        reader: Reader | None = None,
    ) -> None:
        self.strict = strict
        self.words = words
        self.reader = reader or Reader(words, strict=strict)
        self.context = Context(words, self.reader)
        self.currencies = Currencies(words, site, lands)
        self._taken = taken
        self._users: bool | None = None
        self._orders: bool | None = None
        self._payments: bool | None = None
        self.floor = 0
        self.found: list[Figure] = []

    def run(self) -> list[Figure]:
        """All figures, in order, not overlapping each other or a time."""
        items = self.words
        taken = self._taken
        position, behind = 0, 0
        for index in items.marks:
            if index < behind:
                continue
            while position < len(taken) and taken[position][1] <= index:
                position += 1
            limit = len(items)
            if position < len(taken):
                if taken[position][0] <= index:
                    continue
                limit = taken[position][0]
            if self.strict and items[index].kind in "cd":
                continue
            figure, after = self._at(index, limit)
            if figure is not None:
                self.found.append(figure)
                self.floor = figure.last
            behind = after
        return self.found

    # ------------------------------------------------------------------------------------------------------- rules
    def _at(self, index: int, limit: int) -> tuple[Figure | None, int]:
        rank = self._rank(index)
        if rank is not None and rank.last <= limit:
            return rank, rank.last
        ordinal = self._ordinal(index)
        if ordinal:
            return None, ordinal
        share = shares.read_share(self.words, self.reader, index, self.floor)
        if share is not None and share.last <= limit:
            return self.modified(self._plain(index, share.last, "percent", share.value, "%", "share")), share.last
        multiple = multiples.read_multiple(self.words, index, self.floor)
        if multiple is not None:
            twice = self._plain(index, multiple.last, "ratio", multiple.value, multiples.FOLD, "twice")
            return self.modified(twice), multiple.last
        number = self.reader.read(index)
        if number is None:
            money = self._sum(index, limit)
            return money, money.last if money else index + 1
        if number.last > limit:
            return None, index + 1
        ranged = ranges.read_range(self, number, limit)
        if ranged is not None:
            return ranged, ranged.last
        figure = self._single(number, limit)
        return (figure, figure.last) if figure else (None, number.last)

    def _rank(self, index: int) -> Figure | None:
        """`المركز الخامس`; behind a rank `إلى الخامس` too; of `المركزين الأول والثالث تباعا` each."""
        before = next((f for f in reversed(self.found[-RECENT:]) if f.kind == "ordinal"), None)
        found = ranks.read_rank(self.context, self.reader, index) or ranks.read_place(self.words, index)
        if found is None and before is not None:
            found = ranks.read_next_rank(self.context, index, before.last)
        plural = self.words.get(index - 1, "ranks") is not None and index in self.reader.in_turn
        if plural or (before is not None and turns.joined_to(self.words, self.reader, index, before.last)):
            found = ranks.read_ordinal(self.context, self.reader, index)
        return self._ranked(index, found) if found is not None else None

    def _ranked(self, first: int, found: ranks.Rank) -> Figure:
        """A rank that begins at a word."""
        return self._plain(first, found.last, "ordinal", found.value, "rank", "rank")

    def _plain(self, first: int, last: int, kind: str, value: Value, unit: str | None, rule: str) -> Figure:
        """A figure over the words `first` to `last`, from the first one's noun on."""
        return Figure(first, last, self.words[first].body, self.words[last - 1].end, kind, value, unit, rule)

    def _ordinal(self, index: int) -> int:
        """The index behind an ordinal of two words (`الحادي عشر`), else 0: its second word is no number."""
        if "ordinal" not in self.words[index].classes and not self.words[index].definite:
            return 0
        found = dates.ordinal(self.context, index)
        return found[1] if found is not None and found[1] > index + 1 else 0

    def _single(self, number: Number, limit: int) -> Figure | None:
        words = self.words
        symbol = units.symbol_before(words, number.first)
        if symbol is not None and symbol.last >= self.floor:
            figure = self.figure(number, Unit("money", symbol.name, number.last), number.value)
            figure = replace(figure, first=symbol.last, start=words[symbol.last].start, rule="symbol")
            return self.modified(self._with_cents(figure))
        sign = words.text(number.first - 1) == "%" and words.glued(number.first) and number.first > self.floor
        if sign and number.digits:
            figure = self.figure(number, Unit("percent", "%", number.last), number.value)
            return self.modified(
                replace(figure, first=number.first - 1, start=words[number.first - 1].start, rule="percent")
            )
        age = self._age(number)
        if age is not None:
            return age
        if (
            words.text(number.first - 1) == "ب"
            and words.text(number.first - 2) == "."
            and words.text(number.first - 3) == "ص"
        ):
            return None
        unit = units.read_unit(words, number) or self._out_of(number, limit) or self._origin(number, limit)
        if unit is None and (turn := turns.shared_unit(words, self.reader, number)) is not None:
            unit, scale = turn
            number = replace(number, value=exact(number.value * scale) if number.value else number.value)
        unit = unit or self._goes_on(number)
        if unit is not None and unit.last > limit:
            unit = None
        named = self.strict and words[number.first - 1].text in listed("not_after") and number.scale == 1
        if named and (unit is None or not unit.sure or words.text(number.first - 1) != "القناه"):
            return None
        if unit is None:
            return self._bare(number)
        lone = number.first + 1 == number.last and not number.digits and number.value in (1, 2) and number.scale == 1
        if lone and unit.kind not in ("percent", "money") and unit.rule != "in_turn":
            return None
        alone = number.value == number.scale and not number.digits
        if not unit.sure and (words[number.first - 1].kind == "l" or alone):
            return self._bare(number) if alone else None
        figure = self.figure(number, unit, number.value)
        if unit.kind == "money":
            figure = self._with_cents(figure)
        return self.modified(figure)

    def _out_of(self, number: Number, limit: int) -> Unit | None:
        """`18 من أصل 20 مصابا`: the part counts what the whole counts."""
        words = self.words
        if words.text(number.last) != "من" or words.text(number.last + 1) not in ("اصل", "مجموع", "بين", "اجمالي"):
            return None
        whole = self.reader.read(number.last + 2)
        if whole is None or whole.value is None or number.value is None or not number.value <= whole.value:
            return None
        unit = units.read_unit(words, whole) if whole.last <= limit else None
        if unit is None or unit.rule == "unknown_noun":
            return None
        return replace(unit, last=number.last, rule="out_of")

    def _origin(self, number: Number, limit: int) -> Unit | None:
        """`هبط من 343 إلى 326 دولارا`: where a change begins, in the unit of where it ends."""
        words = self.words
        if words.text(number.first - 1) != "من" or words.text(number.last) != "الي" or number.value is None:
            return None
        end = self.reader.read(number.last + 1)
        if end is None or end.value is None or end.last > limit or end.scale != number.scale:
            return None
        unit = units.read_unit(words, end)
        if unit is None or unit.last > limit or unit.kind not in ("money", "percent", "points"):
            return None
        return replace(unit, last=number.last, rule="origin")

    def _goes_on(self, number: Number) -> Unit | None:
        """`بلغت البلاغات 41 ألفا و10800 على التوالي`: a list told in turn whose first figure has the unit."""
        before = self.found[-1] if self.found else None
        if before is None or not turns.joined_to(self.words, self.reader, number.first, before.last):
            return None
        return Unit(before.kind, before.unit, number.last, rule="in_turn") if before.kind != "ordinal" else None

    def _age(self, number: Number) -> Figure | None:
        """`(75 عاما)`: an age is a count of years."""
        words = self.words
        letter = words.get(number.last, "span")
        if letter != "Y" or number.value is None or words[number.last].definite or words[number.last].proclitics:
            return None
        if not durations.is_age(self.context, number.first, number.last + 1, "Y"):
            return None
        figure = self.figure(number, Unit("count", "year", number.last + 1, rule="age"), number.value)
        return self.modified(figure)

    def _with_cents(self, figure: Figure) -> Figure:
        if figure.value is None or figure.rule == "coin":
            return figure
        value, last = amounts.with_parts(self.words, self.reader, figure.value, figure.unit, figure.last)
        return replace(figure, value=value, last=last, end=self.words[last - 1].end)

    def _sum(self, index: int, limit: int) -> Figure | None:
        found = amounts.read_sum(self.words, self.reader, index, self.currencies, strict=self.strict)
        if found is None or found.last > limit:
            return None
        if found.rule in ("one_sum", "coins") and cues.negated(self.words, index):
            return None
        return self.modified(self._plain(index, found.last, "money", found.value, found.code, found.rule))

    def _bare(self, number: Number) -> Figure | None:
        """A number without a unit: kept where a modifier or a scale word shows that it measures something."""
        words = self.words
        cue = cues.before(words, number.first)
        behind = words[number.last]
        if number.value is None:
            return self._vague(number)
        if not self.strict and words.text(number.first - 1) != "اي":
            return self.modified(self.figure(number, None, number.value))
        if (
            words[number.first - 1].kind == "l"
            or words.text(number.first - 1) in ("/", "-")
            or (words.text(number.first - 1) == ":" and number.scale == 1)
            or (behind.text in ("/", ":", "-") and number.scale == 1)
        ):
            return None
        unit = unit_before(words, number, self.found[-RECENT:])
        big = number.scale >= 1000 and (number.digits or number.last - number.first > 1 or cue is not None)
        grouped = number.digits and number.value >= 10_000 and any(sign in words.text(number.first) for sign in ",٬.،")
        claimed = cue is not None and number.value > 2 and cue.name != "up_to" and number.digits
        if not (big or unit or grouped or claimed):
            return None
        figure = self.figure(number, unit, number.value)
        if figure.unit == "":  # `190 طردا من أصل 700`: a noun that no table has is taken over as it is written.
            figure = replace(figure, lemma=next(f.lemma for f in reversed(self.found[-RECENT:]) if f.unit == ""))
        return self.modified(figure)

    def _vague(self, number: Number) -> Figure | None:
        """`الملايين`, `ملايين المصريين`: a plural of a scale word."""
        words = self.words
        behind = words[number.last]
        people = "nation" in behind.classes or (behind.text.startswith("ال") and behind.text.endswith(("يين", "يون")))
        if people and not behind.proclitics:
            unit = "user" if self._about_users() else "person"
            figure = self.figure(number, Unit("count", unit, number.last + 1, rule="vague_people"), None)
            return replace(figure, modifier="vague")
        if (
            words.text(number.last) == "من"
            and not words[number.last + 1].definite
            and words[number.last + 1].kind == "w"
        ):
            figure = self.figure(number, Unit("count", None, number.last, rule="vague_of"), None)
            return replace(figure, modifier="vague")
        if behind.text in listed("joined_verbs"):
            return replace(
                self.figure(number, Unit("count", "user", number.last, rule="joined"), None), modifier="vague"
            )
        definite = words[number.first].definite or words[number.last - 1].definite
        if definite and (number.magnitude or 0) >= 1000:
            unit_name = "user" if self._about_users() else "person"
            figure = self.figure(number, Unit("count", unit_name, number.last, rule="vague_alone"), None)
            return replace(figure, modifier="vague")
        unknown = behind.text.startswith("ال") and not behind.classes and behind.text not in function_words()
        if (
            unknown
            or (behind.definite and not behind.proclitics)
            or (words.text(number.last) == "من" and words[number.last + 1].definite)
        ):
            figure = self.figure(number, Unit("count", None, number.last, rule="vague"), None)
            return replace(figure, modifier="vague")
        return None

    def _about_orders(self) -> bool:
        if self._orders is None:
            self._orders = about_orders(self.words)
        return self._orders

    def _about_payments(self) -> bool:
        if self._payments is None:
            self._payments = about_payments(self.words)
        return self._payments

    def _about_users(self) -> bool:
        if self._users is None:
            self._users = about_users(self.words)
        return self._users

    # --------------------------------------------------------------------------------------------------- building
    def figure(self, number: Number, unit: Unit | None, value: Value | None) -> Figure:
        """The figure that a number and its unit make, with the rate behind it."""
        words = self.words
        last = unit.last if unit else number.last
        lemma = None
        name = unit.name if unit else None
        if unit is not None and unit.rule == "unknown_noun":
            lemma = (words[last - 1].start, words[last - 1].end)
        kind = unit.kind if unit else "count"
        if name == "time" and multiples.grows(words, number.first, self.floor):
            kind, name = "ratio", multiples.FOLD
        if name == "request" and self._about_orders():
            name = "order"
        if name == "operation" and self._about_payments():
            name = "transaction"
        if name == "person" and unit is not None and words.text(unit.last) in listed("joined_verbs"):
            name = "user"
        if kind == "money" and unit is not None:
            name = amounts.resolved(unit, self.currencies)
            if unit.rule == "coin" and value is not None:
                value = amounts.part_of(value, name)
        if unit is not None and unit.kind == "money" and unit.name is not None and words.get(number.last, "money_by"):
            self.currencies.said[tuple(words.get(number.last, "money_by").items())] = str(unit.name)
        rate = units.read_rate(words, last, kind)
        per = rate[0] if rate else self._rate_before(number.first, kind)
        end = words[last - 1].end
        modifier = "vague" if number.magnitude is not None else "exact"
        return Figure(
            number.first, last, number.start, end, kind, value, name, unit.rule if unit else "bare",
            modifier=modifier, per=per, magnitude=number.magnitude, lemma=lemma,
        )  # fmt: skip

    def _rate_before(self, index: int, kind: str) -> str | None:
        """`كلفة كل ساعة من التوقف ... بـ160 مليون دولار`."""
        if kind != "money":
            return None
        words = self.words
        for at in range(index - 1, max(index - 10, 0), -1):
            if words[at].text in STOPS or words[at].kind == "n" or words[at].text == "،":
                return None
            if words.text(at + 1) in ("الواحده", "الواحد") and words.get(at, "span") in units.PERIODS:
                return units.PERIODS[words.get(at, "span")]
            if words[at].stem == "كل" and words[at + 1].classes.get("span") and not words[at + 1].definite:
                found = units.read_rate(words, at, kind)
                return found[0] if found else None
        return None

    def modified(self, figure: Figure) -> Figure:
        """The figure with the modifier that stands around it."""
        words = self.words
        if figure.modifier == "vague":
            return figure
        cue = cues.before(words, figure.first)
        if cue is None and figure.low is not None and words.text(figure.first - 1) in ("من", "بين"):
            cue = cues.before(words, figure.first - 1)
        if cue is None:
            cue = cues.after(words, figure.last)
        if cue is None and figure.kind not in ("ordinal", "ratio"):
            cue = cues.far_verb(words, figure.first, self.floor)
        return replace(figure, modifier=cue.name, cue=cue) if cue else figure
