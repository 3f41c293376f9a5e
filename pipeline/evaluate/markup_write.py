"""Writes an article of gold in the form that people write by hand (`docs/gold.md`).

What the form cannot say is an error, never left out in silence: marks that overlap, alternatives of a figure that the
text does not give. Evidence, ids and confidence are no gold; the form has no place for them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.contract import CATEGORIES
from pipeline.evaluate.gold import accepted, gold_article
from pipeline.evaluate.markup import FACTS, HEAD, SUFFIX, TEXT, parse
from pipeline.evaluate.markup_facts import looks_like_category
from pipeline.evaluate.markup_marks import (
    KEY,
    NOTHING,
    TYPES,
    figure_kind,
    guarded,
    time_kind,
    time_modifier,
)
from pipeline.evaluate.model import Amount, GoldArticle, GoldFact, GoldMention, GoldQuantity, GoldTime, Number, Slot
from pipeline.evaluate.problems import GoldError, Problems
from pipeline.text import Span, fold

_DEFAULTS: dict[str, Slot] = {"polarity": "affirmed", "background": False}
_SLOTS = (
    "objects", "places", "quantity", "time", "end", "duration", "content", "source", "via", "channel", "relation",
    "certainty", "polarity", "background",
)  # fmt: skip
_KEYS = ("source", "via", "channel")


def write_markup(article: GoldArticle, note: str | None = None, names: Mapping[str, str] | None = None) -> str:
    """Return an article of gold as the characters of a `.gold` file.

    Args:
        article: the article.
        note: for people; it stands in the head.
        names: folded name -> name as it is written, for entities that the knowledge base does not have.

    Raises:
        GoldError: the form cannot say something that the article has.
    """
    written = MarkWriter(article, names or {}).write(note)
    problems = Problems(article.name)
    markup = parse(written, article.name, problems)
    if markup is None or problems.errors:
        raise _unsaid(article, "; ".join(problem.what for problem in problems.errors))
    read = comparable(gold_article(Path(article.name + SUFFIX), article.name, markup.record))
    for part, value in comparable(article).items():
        if value != read[part]:
            raise _unsaid(article, f"something of the {part} would be lost")
    return written


def figure_of(amount: Amount) -> str:
    """Return the first reading of a figure as a slot of a fact has it."""
    return _figure(replace(amount, kinds=()))


def written_names(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of a record's entities without a key, as they are written, by their folded form."""
    entities = record.get("entities", ())
    return {fold(e["name"]): e["name"] for e in entities if e.get("kb") is None and e.get("name")}


def comparable(article: GoldArticle) -> dict[str, object]:
    """Return what two forms of the same gold have in common: what need not be written is filled in, order is none."""
    return {
        "head": [article.published, article.url, article.site, article.title, article.author],
        "text": article.text,
        "mentions": sorted(
            (m.must, m.span, sorted((r.span, str(r.kb), sorted(r.types)) for r in m.readings)) for m in article.mentions
        ),
        "quantities": sorted(
            ((q.must, q.spans[0], set(q.spans), _filled(q.amount)) for q in article.quantities), key=_by_place
        ),
        "times": sorted(
            (
                (t.must, t.spans[0], set(t.spans), t.values, set(t.kinds), t.modifiers or (time_modifier(t.values[0]),))
                for t in article.times
            ),
            key=_by_place,
        ),
        "facts": [(f.type, f.must, _with_defaults(f)) for f in article.facts],
    }


def _by_place(item: Sequence[Any]) -> tuple[Span, list[str]]:
    return item[1], [str(sorted(map(str, value)) if isinstance(value, set) else value) for value in item]


def _filled(amount: Amount) -> Amount:
    vague = amount.values[0] is None and amount.low is None and amount.high is None
    return replace(
        amount,
        modifiers=amount.modifiers or ("vague" if vague else "exact",),
        pers=amount.pers or (None,),
    )


def _with_defaults(fact: GoldFact) -> dict[str, object]:
    source = fact.best("source")
    defaults = {**_DEFAULTS, "certainty": "reported" if source else "asserted"}
    accepts = {**{slot: (value,) for slot, value in defaults.items()}, **fact.accepts}
    return {
        slot: {replace(_filled(filler), kinds=()) if isinstance(filler, Amount) else filler for filler in fillers}
        for slot, fillers in accepts.items()
    }


def _unsaid(article: GoldArticle, what: str) -> GoldError:
    return GoldError(f"{article.name}: a {SUFFIX} file cannot say all of this: {what}. Keep it as JSON, or change it.")


class MarkWriter:
    """Writes the marks and the slots of one article of gold, each as it stands in a `.gold` file.

    A name without a key is told from one by the marks: write those of the mentions first, then the facts.
    """

    def __init__(self, article: GoldArticle, names: Mapping[str, str]) -> None:
        self.article = article
        self.text = article.text
        self.names = {key: names.get(key, key) for key in article.aliases.values()}
        self.types: dict[str, tuple[str, ...]] = {}
        self.marked: set[str] = set()
        """The folded names without a key that stand in marks."""

    def write(self, note: str | None) -> str:
        """Return the whole file."""
        return f"{self._head(note)}\n{TEXT}\n{self._marked()}\n{FACTS}\n{''.join(map(self._fact, self.article.facts))}"

    def _head(self, note: str | None) -> str:
        values = {field: getattr(self.article, field) for field in HEAD[:-1]}
        values["note"] = " ".join(note.split()) if note else None
        return "".join(f"{field}: {value}\n" for field, value in values.items() if value)

    # -------------------------------------------------------------------------------------------------- text

    def _marked(self) -> str:
        marks = sorted(
            [
                *((m.span, self.mention(m)) for m in sorted(self.article.mentions, key=lambda m: m.span)),
                *((q.spans[0], self.quantity(q)) for q in self.article.quantities),
                *((t.spans[0], self.time(t)) for t in self.article.times),
            ]
        )
        written, at = "", 0
        for span, mark in marks:
            if span.start < at:
                raise _unsaid(self.article, f"marks overlap at {span.cut(self.text)!r} (character {span.start})")
            surface = guarded(span.cut(self.text), "{}|")
            written += f"{_running(self.text[at : span.start])}{{{surface}|{mark}}}"
            at = span.end
        return _kept_whole(re.sub("^===", r"\\===", written + _running(self.text[at:]), flags=re.MULTILINE))

    def _others(self, spans: Iterable[Span], main: Span) -> list[str]:
        words = dict.fromkeys(span.cut(self.text) for span in spans if span != main)
        return [f'"{guarded(word, "{}|")}"' for word in words]

    def mention(self, mention: GoldMention, typed: bool = True) -> str:
        """Return the mark of a mention; `typed=False` where a label beside it has the preferred type."""
        owners: dict[tuple[str | None, tuple[str, ...]], None] = {}
        for reading in mention.readings:
            owners.setdefault((reading.kb, reading.types))
        readings: list[str] = []
        for number, (kb, types) in enumerate(owners):
            key = kb if kb is not None else self._unknown(mention)
            if not typed:
                readings += [f"{key} {types[0]}" if number else key, *types[1:]]
                continue
            bare = self.types.get(key) == types and key.split()[-1] not in TYPES
            self.types.setdefault(key, types)
            readings += [key] if bare else [f"{key} {types[0]}", *types[1:]]
        others = self._others((reading.span for reading in mention.readings), mention.span)
        return f"{'' if mention.must else '?'}@{' | '.join((*readings, *others))}"

    def _unknown(self, mention: GoldMention) -> str:
        """Return the name of an entity that the knowledge base does not have, with its ~."""
        surfaces = [reading.span.cut(self.text) for reading in mention.readings if reading.kb is None]
        key = next((self.article.aliases[fold(s)] for s in surfaces if fold(s) in self.article.aliases), surfaces[0])
        self.marked.add(key)
        return f"~{written_name(self.names.get(key, key))}"

    def quantity(self, quantity: GoldQuantity) -> str:
        """Return the mark of a quantity."""
        amount = _filled(quantity.amount)
        readings = [_figure(amount)]
        readings += ["~" if value is None else _number(value) for value in amount.values[1:]]
        readings += [_unit(unit) for unit in amount.units[1:]]
        readings += [str(modifier) for modifier in amount.modifiers[1:]]
        readings += [f"/{per or NOTHING}" for per in amount.pers[1:]]
        readings += amount.kinds[1:]
        readings += self._others(quantity.spans, quantity.spans[0])
        return f"{'' if quantity.must else '?'}#{' | '.join(readings)}"

    def time(self, time: GoldTime) -> str:
        """Return the mark of a time."""
        value = time.values[0]
        words = [value]
        words += [modifier for modifier in time.modifiers[:1] if modifier != time_modifier(value)]
        words += [kind for kind in time.kinds[:1] if kind != time_kind(value)]
        readings = [" ".join(words), *time.values[1:], *time.kinds[1:], *time.modifiers[1:]]
        readings += self._others(time.spans, time.spans[0])
        return f"{'' if time.must else '?'}!{' | '.join(readings)}"

    # ------------------------------------------------------------------------------------------------- facts

    def _fact(self, fact: GoldFact) -> str:
        subject = "|".join(self._key(key) for key in fact.accepts.get("subject", (None,)))
        categories = [str(c) if c else NOTHING for c in fact.accepts.get("category", ())]
        last = subject.rpartition(" ")[2]
        if not categories and CATEGORIES[fact.type] and last != subject and looks_like_category(last):
            subject = re.sub(r"(?<!\\) ", r"\\ ", subject)
        line = f"{fact.type} {subject}"
        if categories:
            line += f" {'|'.join(categories)}"
        written = ((slot, self.slot(fact, slot)) for slot in _SLOTS)
        slots = "".join(f"    {slot}: {source}\n" for slot, source in written if source is not None)
        return f"{'' if fact.must else '? '}{line}\n{slots}"

    def slot(self, fact: GoldFact, slot: str) -> str | None:
        """Return what stands after the name of a slot; None where nothing need be written."""
        fillers = fact.accepts.get(slot)
        source = fact.best("source")
        default = ("reported" if source else "asserted") if slot == "certainty" else _DEFAULTS.get(slot)
        if fillers is None or (fillers == (default,) and default is not None):
            return None
        # In the order in which it is read: that there may be none stands last.
        in_order = sorted(fillers, key=lambda filler: filler is None)
        return " | ".join(self._filler(slot, filler) for filler in in_order)

    def _filler(self, slot: str, filler: Slot) -> str:
        if filler is None:
            return NOTHING
        if isinstance(filler, bool):
            return "true" if filler else "false"
        if isinstance(filler, frozenset):
            return ", ".join(sorted(map(self._key, filler))) or NOTHING
        if isinstance(filler, Amount):
            return self._amount(filler)
        if slot in _KEYS or slot == "subject":
            return self._key(filler)
        if slot == "content":
            words = guarded(filler, "|")
            return _blanks_kept(f"\\{words}" if words == NOTHING else words)
        return filler

    def _amount(self, amount: Amount) -> str:
        """Write the first reading of a figure; what else is right must be what the text says of it."""
        first = replace(
            amount,
            values=amount.values[:1],
            units=amount.units[:1],
            modifiers=amount.modifiers[:1],
            pers=amount.pers[:1],
        )
        if _filled(accepted(_filled(first), self.article.quantities)) != _filled(amount):
            raise _unsaid(self.article, f"a fact has alternatives to {_value(amount)} that the text does not have")
        return figure_of(first)

    def _key(self, key: Slot) -> str:
        if key is None:
            return NOTHING
        if key in self.marked:
            return f"~{written_name(self.names.get(str(key), str(key)))}"
        return str(key) if KEY.fullmatch(str(key)) else f"~{written_name(str(key))}"


def _running(text: str) -> str:
    """Guard what would be a mark in running text; line breaks stay, but no carriage return is lost at their side."""
    return re.sub(r"[\\{}|]", r"\\\g<0>", text)


def _kept_whole(source: str) -> str:
    """Keep blank lines at the ends, and a missing line break: a backslash at the end of a line takes it away."""
    lines = source.split("\n")
    if not lines[0].strip():
        source = f"\\\n{source}"
    if lines[-1]:
        return f"{source}\\\n"
    return f"{source}\\\n" if len(lines) < 2 or not lines[-2].strip() else source


def written_name(name: str) -> str:
    """Return a name as it stands after a `~`."""
    return _blanks_kept(guarded(name, "{}|,"), inside=True)


def _blanks_kept(words: str, inside: bool = False) -> str:
    """Guard blanks that would be dropped: at the ends, and `inside` also what is more, or other, than one blank."""
    pieces = re.findall(r"\\.|.", words, re.DOTALL)
    kept = ""
    for at, piece in enumerate(pieces):
        edge = at in (0, len(pieces) - 1)
        lost = inside and (piece != " " or kept[-1:].isspace())
        kept += f"\\{piece}" if piece.isspace() and (edge or lost) else piece
    return kept


def _figure(amount: Amount) -> str:
    """Write the first reading of a figure; what need not be written is left out."""
    value, unit = amount.values[0], amount.units[0]
    words = [_value(amount)]
    if unit is not None:
        words.append(_unit(unit))
    words += [kind for kind in amount.kinds[:1] if kind != figure_kind({"unit": unit})]
    vague = value is None and amount.low is None
    words += [str(m) for m in amount.modifiers[:1] if m != ("vague" if vague else "exact")]
    words += [f"/{guarded(per, '{}|')}" for per in amount.pers[:1] if per]
    return " ".join(words)


def _value(amount: Amount) -> str:
    value = amount.values[0]
    if value is not None:
        return _number(value)
    if amount.low is not None and amount.high is not None:
        return f"{_number(amount.low)}..{_number(amount.high)}"
    return f"~{amount.magnitude or ''}"


def _number(value: Number) -> str:
    return repr(value) if math.isfinite(value) else str(value)


def _unit(unit: str | None) -> str:
    return NOTHING if unit is None else guarded(unit, "{}|")
