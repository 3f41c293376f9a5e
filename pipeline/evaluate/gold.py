"""Reads gold: full `article/1` records and the compact form, in `*.json`, `*.jsonl` and (by hand) `*.gold`.

A full record carries its text, offsets and slots as the pipeline writes them. The compact form has plain keys
in the slots (`"subject": "telegram"`), the surfaces of an entity instead of its mentions, and figures that may
have a text and no offsets: the n-th record with the same text is its n-th occurrence. Both may carry
`<slot>_alt` (a list of what is right too) and `must: false` (neither demanded nor punished).

The text of compact gold is the file that `article` names. It is looked for in this order: the folder given as
`texts`; beside the gold file; then, from the folder of the gold file, `../texts`, `../seeds`, `../samples`,
`../../samples`, `../../../samples`.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.contract import CATEGORIES
from pipeline.evaluate.files import GoldError, find_text, gold_files, gold_records
from pipeline.evaluate.mentions import Named, expand
from pipeline.evaluate.model import Amount, GoldArticle, GoldFact, GoldMention, GoldQuantity, GoldTime, Reading, Slot
from pipeline.text import Span, fold

_KEYS = ("subject", "channel", "source", "via")
_SETS = ("objects", "places")
_TIMES = ("time", "end", "duration")
_PLAIN = ("category", "content", "relation", "certainty", "polarity", "background")
SLOTS = (*_KEYS, *_SETS, *_TIMES, *_PLAIN, "quantity")
"""The slots of a fact that can be compared."""
_KNOWN = {
    "facts": {*SLOTS, "type", "must", "evidence", "note", "event_id", "fact_id", "schema", "confidence"},
    "quantities": {
        "id", "text", "start", "end", "kind", "value", "unit", "modifier", "per", "magnitude", "low", "high",
        "must", "note",
    },
    "times": {"id", "text", "start", "end", "kind", "value", "modifier", "calendar", "must", "note"},
    "entities": {"id", "kb", "name", "name_ar", "type", "surfaces", "mentions", "must", "note"},
}  # fmt: skip

_NEEDED = {
    "facts": ("type",),
    "quantities": ("text", "kind"),
    "times": ("text", "kind", "value"),
    "entities": ("kb", "type"),
}


def read_gold(path: Path | str, texts: Path | str | None = None) -> list[GoldArticle]:
    """Read a gold file, or every `*.json`, `*.jsonl` and `*.gold` of a folder, sorted by name.

    Args:
        path: the file or folder.
        texts: a folder with the texts that compact gold names; see the module for where they are found without.

    Raises:
        GoldError: nothing to read, a text that is not found or is another one, a field that cannot be right.
    """
    articles: list[GoldArticle] = []
    seen: dict[str, Path] = {}
    for file in gold_files(Path(path)):
        for where, record in gold_records(file):
            article = gold_article(file, where, record, Path(texts) if texts else None)
            if article.id in seen:
                raise GoldError(f"{where}: the same text as in {seen[article.id]}. Keep one of the two.")
            seen[article.id] = file
            articles.append(article)
    return articles


def gold_article(file: Path, where: str, record: dict[str, Any], texts: Path | None = None) -> GoldArticle:
    """Return one record of a gold file as an article; `where` is its place for the messages.

    Raises:
        GoldError: a text that is not found or is another one, a field that cannot be right.
    """
    return _Reader(file, where, record, texts).read()


class _Reader:
    """Turns one JSON record into a GoldArticle; knows where it is, for the messages."""

    def __init__(self, file: Path, where: str, record: dict[str, Any], texts: Path | None) -> None:
        self.where = where
        self.record = record
        article = record["article"]
        self.meta: dict[str, Any] = article if isinstance(article, dict) else record
        if isinstance(article, dict):
            if not isinstance(article.get("text"), str):
                raise self.error("article.text", "no text", "A full record carries its text.")
            self.text: str = article["text"]
            self.name = str(article.get("source") or file.name)
        else:
            self.name = str(article)
            self.text = find_text(file, where, self.name, texts)
        self.names: dict[str, str] = {}

    def error(self, field: str, what: str, advice: str) -> GoldError:
        """Return the error for a field: where, what is wrong, what to do."""
        return GoldError(f"{self.where}: {field}: {what}. {advice}")

    def read(self) -> GoldArticle:
        """Return the record as one article of gold."""
        self._check_sum()
        for entity in self._items("entities"):
            if entity.get("kb") is None and entity.get("name"):
                surfaces = [*entity.get("surfaces", ()), *(m["text"] for m in entity.get("mentions", ()))]
                for name in (entity["name"], entity.get("name_ar"), *surfaces):
                    if name:
                        self.names.setdefault(fold(name), fold(entity["name"]))
        meta = self.meta
        quantities = self._quantities()
        return GoldArticle(
            name=self.name,
            text=self.text,
            published=meta.get("published"),
            url=meta.get("url"),
            site=meta.get("site"),
            title=meta.get("title"),
            author=meta.get("author"),
            facts=tuple(self._fact(f"facts[{n}]", x, quantities) for n, x in enumerate(self._items("facts"))),
            quantities=quantities,
            times=self._times(),
            mentions=self._mentions(),
            aliases=self.names,
        )

    def _check_sum(self) -> None:
        demanded = self.record.get("sha256_16") or self.meta.get("id")
        actual = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if demanded and demanded != actual:
            raise self.error(
                "sha256_16",
                f"gold was made for a text with {demanded}, {self.name!r} has {actual}",
                "Give back the text that was annotated, or check the gold again and write the new sum.",
            )

    def _items(self, part: str) -> list[dict[str, Any]]:
        items = self.record.get(part, [])
        if not isinstance(items, list):
            raise self.error(part, "not a list", "Write a list, empty where there is nothing.")
        known = _KNOWN[part]
        for number, item in enumerate(items):
            for key in _NEEDED[part]:
                if key not in item:
                    raise self.error(f"{part}[{number}].{key}", "is missing", "Add it.")
            for key in item:
                plain = key.removesuffix("_alt")
                if key in known or plain in known or key == "surfaces_optional":
                    continue
                near = difflib.get_close_matches(plain, known, n=1) or difflib.get_close_matches(key, known, n=1)
                if near:
                    raise self.error(f"{part}[{number}].{key}", "no such field", f"Do you mean {near[0]!r}?")
        return items

    # ------------------------------------------------------------------------------------------------- facts

    def _fact(self, field: str, raw: dict[str, Any], quantities: Sequence[GoldQuantity]) -> GoldFact:
        kind = raw.get("type")
        if kind not in CATEGORIES:
            raise self.error(f"{field}.type", f"{kind!r} is no type of fact", f"Use one of {', '.join(CATEGORIES)}.")
        accepts: dict[str, tuple[Slot, ...]] = {}
        for slot in SLOTS:
            alternatives = raw.get(f"{slot}_alt", [])
            if not isinstance(alternatives, list):
                raise self.error(f"{field}.{slot}_alt", "not a list", "Write a list of what is right too.")
            value = raw.get(slot)
            if value is None or (value == [] and not alternatives):
                continue  # Gold does not have the slot.
            fillers = [self._filler(f"{field}.{slot}", slot, v, quantities) for v in (value, *alternatives)]
            accepts[slot] = tuple(dict.fromkeys(fillers))
        for category in accepts.get("category", ()):
            if category is not None and category not in CATEGORIES[kind]:
                words = ", ".join(sorted(CATEGORIES[kind])) or "none"
                raise self.error(
                    f"{field}.category", f"{category!r} is not a category of {kind}", f"There are: {words}."
                )
        evidence = tuple(Span(e["start"], e["end"]) for e in raw.get("evidence", ()))
        return GoldFact(kind, accepts, raw.get("must", True), evidence)

    def _filler(self, field: str, slot: str, value: Any, quantities: Sequence[GoldQuantity]) -> Slot:
        if value is None or isinstance(value, bool):
            return value
        if slot in _KEYS:
            return self._key(value)
        if slot in _SETS:
            if not isinstance(value, list):
                raise self.error(field, "not a list of entities", "objects_alt and places_alt are lists of lists.")
            return frozenset(self._key(v) for v in value)
        if slot == "quantity":
            return accepted(_amount(value), quantities)
        if slot in _TIMES and isinstance(value, dict):
            return str(value["value"])
        return str(value)

    def _key(self, value: Any) -> str:
        """Return the key of an entity: its kb, or the folded name of one that has none."""
        if isinstance(value, dict):
            if value.get("kb"):
                return str(value["kb"])
            value = value.get("name") or value.get("name_ar")
        return self.names.get(fold(str(value)), str(value) if str(value).isascii() else fold(str(value)))

    # ------------------------------------------------------------------------------- figures, times, entities

    def _quantities(self) -> tuple[GoldQuantity, ...]:
        seen: dict[str, int] = {}
        return tuple(
            GoldQuantity(self._spans(f"quantities[{n}]", raw, "quantities", seen), _amount(raw), raw.get("must", True))
            for n, raw in enumerate(self._items("quantities"))
        )

    def _times(self) -> tuple[GoldTime, ...]:
        seen: dict[str, int] = {}
        return tuple(
            GoldTime(
                self._spans(f"times[{n}]", raw, "times", seen),
                _fillers(raw, "value"),
                _fillers(raw, "kind"),
                _fillers(raw, "modifier"),
                raw.get("must", True),
            )
            for n, raw in enumerate(self._items("times"))
        )

    def _spans(self, field: str, raw: dict[str, Any], part: str, seen: dict[str, int]) -> tuple[Span, ...]:
        surface = str(raw["text"])
        texts = {str(item.get("text", "")) for item in self.record.get(part, ())}
        longer = [text for text in texts if surface in text and text != surface]
        if raw.get("start") is not None:
            main = Span(raw["start"], raw["end"])
            if main.cut(self.text) != surface:
                raise self.error(
                    field,
                    f"text[{main.start}:{main.end}] is {main.cut(self.text)!r}, not {surface!r}",
                    "Correct start and end, or leave them out.",
                )
        else:
            found = self._find(surface, longer)
            number = seen[surface] = seen.get(surface, -1) + 1
            if number >= len(found):
                raise self.error(
                    f"{field}.text",
                    f"{surface!r} occurs {len(found)} times in {self.name!r}, this is record {number + 1} of it",
                    "Copy the words from the text as they stand.",
                )
            main = found[number]
        spans = [main]
        for other in raw.get("text_alt", ()):
            found = self._find(str(other))
            if not found:
                raise self.error(f"{field}.text_alt", f"{other!r} does not occur in {self.name!r}", "Copy the words.")
            spans.append(next((s for s in found if s.overlaps(main)), found[0]))
        return tuple(spans)

    def _find(self, surface: str, longer: Sequence[str] = ()) -> list[Span]:
        """Find some words: those that are no part of a longer word, number or marked text, if there are any."""
        found = [Span(*match.span()) for match in re.finditer(re.escape(surface), self.text)]
        inside = [Span(*m.span()) for other in longer for m in re.finditer(re.escape(other), self.text)]
        whole = [span for span in found if not self._cut_off(span) and not any(o.contains(span) for o in inside)]
        return whole or found

    def _cut_off(self, span: Span) -> bool:
        before, after = self.text[max(0, span.start - 1) : span.start], self.text[span.end : span.end + 1]
        digits = self.text[span.start].isdigit() and (before.isdigit() or before in tuple(".,٫٬"))
        return digits or after.isalnum()

    def _mentions(self) -> tuple[GoldMention, ...]:
        named: list[Named] = []
        marked: dict[Span, list[Reading]] = {}
        optional: set[Span] = set()
        for number, raw in enumerate(self._items("entities")):
            field = f"entities[{number}]"
            types = _fillers(raw, "type")
            if "mentions" in raw:
                for mention in raw["mentions"]:
                    spans = self._spans(f"{field}.mentions", mention, "", {})
                    marked.setdefault(spans[0], []).extend(Reading(span, raw["kb"], types) for span in spans)
                    if not raw.get("must", True):
                        optional.add(spans[0])
                continue
            extra = tuple(raw.get("surfaces_optional", ()))
            for surface in (*raw.get("surfaces", ()), *extra):
                if surface not in self.text:
                    raise self.error(
                        f"{field}.surfaces",
                        f"{surface!r} does not occur in {self.name!r}",
                        "Copy the words from the text as they stand, or take the surface out.",
                    )
            named.append(Named(raw["kb"], types, tuple(raw.get("surfaces", ())), extra, raw.get("must", True)))
        full = [GoldMention(tuple(readings), span not in optional) for span, readings in marked.items()]
        return tuple(sorted((*expand(named, self.text), *full), key=lambda mention: mention.span))


def accepted(amount: Amount, quantities: Sequence[GoldQuantity]) -> Amount:
    """Return the figure of a fact; what gold accepts for the same figure in the text is right here too."""
    for quantity in quantities:
        same = quantity.amount
        value, other = amount.values[0], same.values[0]
        signed = value is not None and other is not None and abs(value) == abs(other)
        if (value == other or signed) and amount.units[0] in same.units:
            return replace(
                amount,
                units=tuple(dict.fromkeys((*amount.units, *same.units))),
                modifiers=tuple(dict.fromkeys((*amount.modifiers, *same.modifiers))),
            )
    return amount


def _fillers(raw: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """Return the value of a field and its alternatives; nothing where gold has neither."""
    alternatives = raw.get(f"{name}_alt", [])
    if raw.get(name) is None and not alternatives and name not in raw:
        return ()
    return tuple(dict.fromkeys((raw.get(name), *alternatives)))


def _amount(raw: Mapping[str, Any]) -> Amount:
    return Amount(
        values=_fillers(raw, "value") or (None,),
        units=_fillers(raw, "unit") or (None,),
        modifiers=_fillers(raw, "modifier"),
        pers=_fillers(raw, "per"),
        kinds=_fillers(raw, "kind"),
        magnitude=raw.get("magnitude"),
        low=raw.get("low"),
        high=raw.get("high"),
    )
