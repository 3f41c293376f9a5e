"""Cases of the facts room: a short article and the facts that it states, read from `cases/*.toml`.

A case is `name`, `text`, where it matters `published`, and what is wanted:

* `facts`: each must be found, with all the slots that it names. A slot `"-"` must be empty. Names are keys of the
  knowledge base, or the written name where it has none. `content` is compared as the contract does (token F1 of at
  least 0.5), `words` is the exact text of the content. `value`, `unit`, `low`, `high`, `magnitude`, `modifier`, `per`
  are the figure's.
* `none`: types, or `type/category`, that must not appear.
* `counts`: how many facts of a type there are.
* `family`: in known_misses.toml, what the code does not know yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.document import Article, Document, Fact, Ref
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.facts import FactStage
from pipeline.pipeline import TextStage
from pipeline.resources import read_toml
from pipeline.text import Span, fold
from pipeline.values import QuantityStage, TimeStage

CASES = Path(__file__).parent / "cases"
MISSES = "known_misses"
_FIGURE = ("value", "unit", "low", "high", "magnitude", "modifier", "per")
_TIMES = ("time", "end", "duration")
_REFS = ("source", "via", "channel")
_PLAIN = ("category", "relation", "certainty", "polarity", "background")
_SLOTS = {*_FIGURE, *_TIMES, *_REFS, *_PLAIN, "type", "subject", "objects", "places", "content", "words"}


@dataclass(frozen=True)
class Case:
    """One case; `file` is the stem of its file."""

    file: str
    name: str
    text: str
    published: str | None = None
    facts: list[dict[str, Any]] = field(default_factory=list)
    none: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    family: str = ""


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file.

    Raises:
        ValueError: a case wants nothing, or a slot that facts do not have.
    """
    cases = [Case(file=path.stem, **row) for row in read_toml(path)["case"]]
    for case in cases:
        unknown = {slot for fact in case.facts for slot in fact} - _SLOTS
        if unknown or not (case.facts or case.none or case.counts):
            raise ValueError(f"{path.name}, {case.name!r}: wants {sorted(unknown) or 'nothing'}")
    return cases


@cache
def stages() -> tuple[Any, ...]:
    """The real stages, with the knowledge base that is shipped."""
    kb = KnowledgeBase.load()
    return TextStage(), QuantityStage(), TimeStage(), EntityStage(kb), FactStage(kb)


def read(text: str, published: str | None = None) -> Document:
    """Run a text through all stages up to the facts."""
    doc = Document(Article(text, "test", published=published, published_from="given" if published else None))
    for stage in stages():
        stage(doc)
    return doc


# ------------------------------------------------------------------------------------------------- what is wanted
def misses(case: Case, doc: Document) -> list[str]:
    """Say what a document lacks, or has too much, of what its case wants."""
    found = list(doc.facts)
    wrong: list[str] = []
    for want in case.facts:
        fact = next((f for f in found if not _differences(want, f, doc)), None)
        if fact is None:
            wrong.append(f"wanted {want}")
        else:
            found.remove(fact)
    for banned in case.none:
        kind, _, category = banned.partition("/")
        wrong += [
            f"not wanted: {show(f, doc)}" for f in doc.facts if f.type == kind and category in ("", str(f.category))
        ]
    there = Counter(f.type for f in doc.facts)
    wrong += [f"wanted {n} {kind}, found {there[kind]}" for kind, n in case.counts.items() if there[kind] != n]
    return wrong


def show(fact: Fact, doc: Document) -> dict[str, Any]:
    """The filled slots of a fact, as a case writes them."""
    slots = {slot: _slot(fact, slot, doc) for slot in sorted(_SLOTS - {"content"})}
    return {key: value for key, value in slots.items() if value not in ("-", [], False)}


def _differences(want: dict[str, Any], fact: Fact, doc: Document) -> list[str]:
    return [slot for slot, value in want.items() if not _agrees(slot, value, fact, doc)]


def _agrees(slot: str, value: Any, fact: Fact, doc: Document) -> bool:
    there = _slot(fact, slot, doc)
    if slot == "subject" or slot == "source" or (slot == "objects" and fact.type == "role"):
        return _as_company(value) == _as_company(there)
    if slot in ("objects", "places"):
        return set(value) == set(there)
    if slot == "content" and value != "-":
        return there != "-" and _overlap(value, there) >= 0.5
    return bool(value == there)


def _slot(fact: Fact, slot: str, doc: Document) -> Any:
    value: Any
    if slot in _FIGURE:
        value = getattr(fact.quantity, slot) if fact.quantity else None
    elif slot in _TIMES:
        time = getattr(fact, slot)
        value = time.value if time else None
    elif slot in ("objects", "places"):
        return [ref.key for ref in getattr(fact, slot)]
    elif slot in ("content", "words"):
        value = fact.content.cut(doc.text) if fact.content else None
    else:
        value = getattr(fact, slot)
        value = value.key if isinstance(value, Ref) else value
    return "-" if value is None else value


def _as_company(keys: Any) -> Any:
    """`facebook` and `meta` count as equal (contract, section 4)."""
    if isinstance(keys, list):
        return {_as_company(key) for key in keys}
    return "meta" if keys == "facebook" else keys


def _overlap(one: str, other: str) -> float:
    """Token F1 of two texts, folded."""
    left, right = Counter(fold(one).split()), Counter(fold(other).split())
    both = sum((left & right).values())
    return 2 * both / (sum(left.values()) + sum(right.values()))


# ---------------------------------------------------------------------------------------- what every fact must hold
def unsound(doc: Document) -> list[str]:
    """Say what is wrong with the spans and slots of the facts of a document."""
    wrong: list[str] = []
    for fact in doc.facts:
        spans = [*fact.evidence, *fact.cues, *([fact.content] if fact.content else [])]
        if not all(_inside(span, doc.text) for span in spans):
            wrong.append(f"outside the text: {fact}")
        if not fact.evidence or not fact.rule or fact.subject is None or not 0 <= fact.confidence <= 1:
            wrong.append(f"no evidence, rule, subject or confidence: {fact}")
        if not _known(doc.quantities, fact.quantity) or not all(_known(doc.times, getattr(fact, t)) for t in _TIMES):
            wrong.append(f"a value that no stage found: {fact}")
    return wrong


def _inside(span: Span, text: str) -> bool:
    return 0 <= span.start < span.end <= len(text) and bool(span.cut(text).strip())


def _known(there: Iterable[Any], slot: Any) -> bool:
    return slot is None or any(item.span == slot.span for item in there)
