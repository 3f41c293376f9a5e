"""Puts gold that was imported where gold lies: one file an article, and never over other content unasked."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.evaluate.files import gold_files, gold_records
from pipeline.evaluate.gold import gold_article
from pipeline.evaluate.markup import SUFFIX
from pipeline.evaluate.markup_write import MarkWriter, comparable, write_markup, written_names
from pipeline.evaluate.model import GoldArticle
from pipeline.evaluate.problems import GoldError
from pipeline.exchange.incoming import Incoming
from pipeline.exchange.shape import check_shape
from pipeline.exchange.sheet import SLOTS

JSON = ".json"
FORMS = ("auto", "gold", "json")


@dataclass(frozen=True, slots=True)
class Placed:
    """An article and its file: what will be written, what that changes, what the form leaves out."""

    path: Path
    content: str
    state: str
    """`new`, `same` (nothing is written), `changed`."""
    changes: tuple[str, ...]
    left_out: Mapping[str, int]


def place(articles: Sequence[Incoming], out: Path, form: str) -> list[Placed]:
    """Say where each article goes and what that changes; nothing is written.

    Args:
        articles: what was imported.
        out: a folder, or for one article a file that ends in .gold or .json.
        form: `gold`, `json`, or `auto`: that of the gold that is there, else .gold where it can say everything.

    Raises:
        GoldError: gold that is there cannot be read, or lies in a file that has no place for the article.
    """
    single = out.suffix in (SUFFIX, JSON) and not out.is_dir()
    if single and len(articles) != 1:
        raise GoldError(f"{out}: {len(articles)} articles do not go into one file. Give a folder.")
    there = _there([out] if single and out.is_file() else gold_files(out) if _has_gold(out) else [])
    return [_placed(incoming, out if single else None, out, there, form) for incoming in articles]


def write(placed: Iterable[Placed]) -> None:
    """Write what is new or changed, each file whole or not at all."""
    for one in placed:
        if one.state != "same":
            write_file(one.path, one.content)


def write_file(path: Path, content: str) -> None:
    """Write a file whole or not at all; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(content, encoding="utf-8", newline="")
    os.replace(temporary, path)


# ------------------------------------------------------------------------------------------- what is there already


@dataclass(frozen=True, slots=True)
class _Shelved:
    """An article of gold that is there, and its file."""

    path: Path
    article: GoldArticle
    record: dict[str, Any]
    alone: bool


def _has_gold(folder: Path) -> bool:
    return folder.is_dir() and any(file.suffix in (SUFFIX, JSON, ".jsonl") for file in folder.iterdir())


def _there(files: Iterable[Path]) -> dict[str, _Shelved]:
    there: dict[str, _Shelved] = {}
    for file in files:
        records = list(gold_records(file))
        for where, record in records:
            check_shape(record, where)
            article = gold_article(file, where, record)
            there.setdefault(article.id, _Shelved(file, article, record, len(records) == 1))
    return there


def _placed(
    incoming: Incoming, target: Path | None, folder: Path, there: Mapping[str, _Shelved], form: str
) -> Placed:
    article = incoming.article
    old = there.get(article.id) or (next(iter(there.values()), None) if target else None)
    wanted = target or (old.path if old else None)
    if old is not None and (not old.alone or old.path.suffix not in (SUFFIX, JSON)):
        raise GoldError(f"{old.path}: the text of {incoming.place} is gold there already. Take it out of that file.")
    if wanted is not None:
        given = wanted.suffix.removeprefix(".")
        if form not in ("auto", given):
            raise GoldError(f"{wanted}: this gold is {given}, not {form}. Leave --form out, or take the file away.")
        form = given
    ending, content = _written(incoming, form)
    path = wanted or folder / f"{article.id}{ending}"
    left_out = _left_out(incoming) if ending == SUFFIX else Counter[str]()
    if old is None:
        return Placed(path, content, "new", (), left_out)
    changes = tuple(differences(old.article, old.record, article, incoming.record, evidence=ending == JSON))
    return Placed(path, content, "changed" if changes else "same", changes, left_out)


def _written(incoming: Incoming, form: str) -> tuple[str, str]:
    """Return the ending and the content of the file."""
    record = incoming.record
    try:
        if form != "json":
            return SUFFIX, write_markup(incoming.article, record.get("note"), written_names(record))
    except GoldError:
        if form == "gold":
            raise
    return JSON, json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _left_out(incoming: Incoming) -> Counter[str]:
    hijri = sum(bool(time.get("calendar")) for time in incoming.record["times"])
    evidence = sum(bool(fact.evidence) for fact in incoming.article.facts)
    return +Counter({"times that are marked as hijri": hijri, "facts with evidence": evidence})


# ----------------------------------------------------------------------------------------------------- differences


def differences(
    old: GoldArticle, old_record: Mapping[str, Any], new: GoldArticle, record: Mapping[str, Any], evidence: bool = True
) -> list[str]:
    """Return what differs between two readings of gold, a line each: `- ` is gone, `+ ` is new.

    Args:
        old: the gold that is there.
        old_record: as it is written.
        new: the gold that comes.
        record: as it will be written.
        evidence: whether the evidence of facts is looked at; a `.gold` file has none.
    """
    if not evidence:
        old, new = _bare(old), _bare(new)
    before, after = _lines(old, old_record), _lines(new, record)
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    changed = [f"- {line}" for line in before if gone[line]] + [f"+ {line}" for line in after if come[line]]
    if not changed and comparable(old) != comparable(new):
        changed.append("+ the order of facts")
    return changed


def _bare(article: GoldArticle) -> GoldArticle:
    return replace(article, facts=tuple(replace(fact, evidence=()) for fact in article.facts))


def _lines(article: GoldArticle, record: Mapping[str, Any]) -> list[str]:
    """Return gold line by line, in the words of `docs/gold.md`."""
    writer = MarkWriter(article, written_names(record))
    lines = [f"text: {len(article.text)} characters, id {article.id}"]
    for name in ("published", "url", "site", "title", "author"):
        value = getattr(article, name)
        lines += [f"{name}: {value}"] if value else []
    lines += [f"note: {' '.join(str(record['note']).split())}"] if record.get("note") else []
    marked = [
        *((m.span, writer.mention(m, typed=False), m.type) for m in article.mentions),
        *((q.spans[0], writer.quantity(q), "") for q in article.quantities),
        *((t.spans[0], writer.time(t), "") for t in article.times),
    ]
    for span, mark, kind in sorted(marked):
        lines.append(f"{span.start}-{span.end} {span.cut(article.text)!r}: {mark}{f' ({kind})' if kind else ''}")
    for fact in article.facts:
        slots = ((slot, writer.slot(fact, slot)) for slot in SLOTS)
        told = [f"{slot}: {source}" for slot, source in slots if source is not None]
        told += [f"evidence: {', '.join(f'{s.start}-{s.end}' for s in fact.evidence)}"] if fact.evidence else []
        lines.append(f"{'' if fact.must else '? '}{fact.type}  {';  '.join(told)}")
    return lines
