"""The knowledge base: who is known, by which names, and a phrase index over those names.

The files are tab-separated (`corpora/knowledge/*.tsv`), written by people. `KnowledgeBase.load` refuses what cannot
be used (a wrong column, an unknown type, a key given twice); `lint` lists what can be used but should be mended.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from pipeline.document import Ref
from pipeline.resources import DataFileError, knowledge_dir, read_tsv
from pipeline.text import View, fold, tokenize

COLUMNS = ("key", "type", "name", "name_ar", "sector", "operator", "country", "wikidata", "aliases", "latin")
_COLUMNS = frozenset(COLUMNS)
TYPES = frozenset({"company", "service", "media", "organization", "person", "place", "other"})

_NONE: frozenset[str] = frozenset()
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WIKIDATA = re.compile(r"Q[1-9]\d*")
_ARABIC = r"[\u0621-\u064a\u066e-\u06d3]+"
_PLAIN = re.compile(rf"(?:{_ARABIC}|[a-z]+)(?: (?:{_ARABIC}|[a-z]+))*")
"""A folded alias that white space alone cuts into the tokens that `tokenize` would give."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One known entity. `aliases` and `latin` are as written in the file, without the `?` of the ambiguous ones."""

    key: str
    type: str
    name: str
    name_ar: str | None
    sector: str | None
    operator: str | None
    country: str | None
    wikidata: str | None
    aliases: tuple[str, ...]
    latin: tuple[str, ...]
    ambiguous: frozenset[str] = frozenset()
    where: str = field(default="", compare=False)


class Sense(NamedTuple):
    """What a phrase may mean: an entry, and whether the phrase needs support from its context to mean it."""

    entry: Entry
    ambiguous: bool


class Alias(NamedTuple):
    """One alias of an entry as the index has it."""

    entry: Entry
    written: str
    tokens: tuple[str, ...]
    ambiguous: bool


def _fold_lines(lines: list[str]) -> list[str]:
    """Fold many short lines. Folding goes letter by letter, so each letter that changes is replaced in all at once."""
    text = "\n".join(lines)
    for letter in set(text):
        plain = fold(letter)
        if plain != letter and letter != "\n":
            text = text.replace(letter, plain)
    return text.split("\n")


def _tokens_of_all(folded: list[str]) -> list[tuple[str, ...]]:
    """Return the tokens under which phrases are indexed: without hyphens between words and final stops.

    White space cuts most of them; the rest go through the tokenizer together, one to a line.
    """
    plain = _PLAIN.fullmatch
    cut = [tuple(text.split(" ")) if plain(text) else None for text in folded]
    odd = iter(_tokenized([text for text, tokens in zip(folded, cut, strict=True) if tokens is None]))
    return [tokens if tokens is not None else next(odd) for tokens in cut]


def _tokenized(lines: list[str]) -> list[tuple[str, ...]]:
    result: list[list[str]] = [[] for _ in lines]
    ends = list(accumulate(len(line) + 1 for line in lines))
    row = 0
    for token in tokenize(View("\n".join(lines))):
        while token.start >= ends[row]:
            row += 1
        result[row].append(normal(token.text))
    for texts in result:
        while texts and texts[-1] == ".":
            texts.pop()
    return [tuple(text for text in texts if text != "-") for texts in result]


def normal(token: str) -> str:
    """Return a token's text with the apostrophe written one way."""
    return token.replace("’", "'") if "’" in token else token


def _split_cell(cell: str) -> list[str]:
    return [part for part in map(str.strip, cell.split("|")) if part and part != "?"] if cell else []


class KnowledgeBase:
    """Entries by key, and the phrases that name them.

    `phrases` maps the folded tokens of an alias to what it may mean; `longest` maps a first token to the number of
    tokens of the longest phrase that starts with it.
    """

    def __init__(self, entries: Sequence[Entry], checksum: str = "") -> None:
        self._entries = {entry.key: entry for entry in entries}
        self._refs: dict[str, Ref] = {}
        self.checksum = checksum
        self.phrases: dict[tuple[str, ...], tuple[Sense, ...]] = {}
        self.longest: dict[str, int] = {}
        self._operated: dict[str, list[str]] = {}
        for entry in self._entries.values():
            if entry.operator:
                self._operated.setdefault(entry.operator, []).append(entry.key)
        self._index()

    @classmethod
    def load(cls, folder: Path | None = None, extra: Sequence[Path] = ()) -> KnowledgeBase:
        """Read every `*.tsv` of a folder (the shipped one by default), then files of the user's own.

        A row of an `extra` file whose key is known already takes the place of the shipped entry.

        Raises:
            DataFileError: a file or a row that cannot be used, with its line.
        """
        home = folder or knowledge_dir()
        shipped = sorted(home.glob("*.tsv")) if home.is_dir() else []
        if not shipped and not extra:
            raise DataFileError(f"{home}: no .tsv file there. Give the folder that holds the knowledge base.")
        digest = hashlib.sha256()
        entries: dict[str, Entry] = {}
        for path in (*shipped, *extra):
            digest.update(path.read_bytes())
            seen_here: set[str] = set()
            for number, row in read_tsv(path):
                entry = _entry(path, number, row)
                first = entries.get(entry.key)
                if entry.key in seen_here or (first is not None and path not in extra):
                    where = first.where if first else ""
                    raise DataFileError(f"{entry.where}: the key {entry.key} is taken by {where}. Keys are unique.")
                seen_here.add(entry.key)
                entries[entry.key] = entry
        return cls(list(entries.values()), digest.hexdigest())

    def _index(self) -> None:
        phrases, longest = self.phrases, self.longest
        owner: Entry | None = None
        alone: tuple[tuple[Sense], tuple[Sense]]
        for (entry, alias), tokens in zip(*self._written(), strict=True):
            if not tokens or "(" in tokens or tokens[0].startswith("لل"):
                continue
            if entry is not owner:
                owner, alone = entry, ((Sense(entry, False),), (Sense(entry, True),))
            known = phrases.get(tokens)
            senses = alone[alias in entry.ambiguous]
            if known is None:
                phrases[tokens] = senses
                first = tokens[0]
                if len(tokens) > longest.get(first, 0):
                    longest[first] = len(tokens)
            elif all(other.entry is not entry for other in known):
                phrases[tokens] = known + senses

    def aliases(self) -> Iterator[Alias]:
        """Yield every alias of every entry with its tokens."""
        pairs, rows = self._written()
        for (entry, alias), tokens in zip(pairs, rows, strict=True):
            yield Alias(entry, alias, tokens, alias in entry.ambiguous)

    def _written(self) -> tuple[list[tuple[Entry, str]], list[tuple[str, ...]]]:
        pairs = [(entry, alias) for entry in self._entries.values() for alias in entry.aliases + entry.latin]
        return pairs, _tokens_of_all(_fold_lines([alias for _, alias in pairs]))

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str | None) -> Entry | None:
        """Return the entry of a key, or None where there is none."""
        return self._entries.get(key) if key else None

    def ref(self, key: str) -> Ref:
        """Return how a mention or a fact names the entry of `key`."""
        ref = self._refs.get(key)
        if ref is None:
            entry = self._entries[key]
            ref = self._refs[key] = Ref(key, entry.name, entry.name_ar, entry.type)
        return ref

    def operated_by(self, key: str) -> tuple[str, ...]:
        """Return the keys of the services that the company `key` operates."""
        return tuple(self._operated.get(key, ()))

    def lint(self) -> list[str]:
        """Return what should be mended, one sentence each with file and line. An empty list is a clean base."""
        problems: list[str] = []
        for entry in self._entries.values():
            if entry.operator and entry.operator not in self._entries:
                problems.append(f"{entry.where}: the operator {entry.operator} of {entry.key} is not in the base.")
            written = (*entry.aliases, *entry.latin)
            twice = sorted({name for name in written if written.count(name) > 1})
            problems.extend(f"{entry.where}: {entry.key} gives {name!r} twice." for name in twice)
            shown = "".join((entry.name, entry.name_ar or "", *entry.aliases, *entry.latin))
            if any(unicodedata.decomposition(c).startswith("<") and "\ufb50" <= c <= "\ufefe" for c in shown):
                problems.append(f"{entry.where}: {entry.key} has Arabic presentation forms. Write plain letters.")
        seen: dict[tuple[str, ...], Alias] = {}
        for alias in self.aliases():
            if not alias.tokens:
                problems.append(f"{alias.entry.where}: the alias {alias.written!r} has no letters.")
                continue
            first = seen.setdefault(alias.tokens, alias)
            if first.entry is not alias.entry and not self._may_share(first, alias):
                problems.append(
                    f"{alias.entry.where}: {alias.written!r} of {alias.entry.key} is a name of {first.entry.key} too "
                    f"({first.entry.where}). Mark both with `?`, or take one out."
                )
        return problems

    def _may_share(self, first: Alias, second: Alias) -> bool:
        """A service and the company behind it may share a name, and so may two that both need support."""
        if first.ambiguous or second.ambiguous:
            return True
        one, other = first.entry, second.entry
        return other.operator == one.key or one.operator == other.key


def _unmarked(cell: str, aliases: list[str]) -> tuple[str, ...]:
    if "?" not in cell:
        return tuple(aliases)
    return tuple([alias[1:].strip() if alias[0] == "?" else alias for alias in aliases])


def _marked(cell: str, aliases: list[str]) -> frozenset[str]:
    return frozenset([alias[1:].strip() for alias in aliases if alias[0] == "?"]) if "?" in cell else _NONE


def _entry(path: Path, number: int, row: Mapping[str, str]) -> Entry:
    """Make an entry of a row, or say what is wrong with it."""
    where = f"{path}, line {number}"
    if not row.keys() >= _COLUMNS:
        missing = [column for column in COLUMNS if column not in row]
        raise DataFileError(f"{where}: no column {', '.join(missing)}. The columns are {', '.join(COLUMNS)}.")
    key, kind = row["key"], row["type"]
    if not _KEY.fullmatch(key):
        raise DataFileError(f"{where}: {key!r} is not a key: lower-case letters and digits joined by hyphens.")
    if kind not in TYPES:
        raise DataFileError(f"{where}: {kind!r} of {key} is not a type. One of {', '.join(sorted(TYPES))}.")
    if not row["name"]:
        raise DataFileError(f"{where}: {key} has no name.")
    if row["wikidata"] and not _WIKIDATA.fullmatch(row["wikidata"]):
        raise DataFileError(f"{where}: {row['wikidata']!r} of {key} is not a Wikidata id such as Q355.")
    arabic, latin = _split_cell(row["aliases"]), _split_cell(row["latin"])
    if not arabic and not latin:
        raise DataFileError(f"{where}: {key} has no alias, so no text can name it.")
    return Entry(
        key=key,
        type=kind,
        name=row["name"],
        name_ar=row["name_ar"] or None,
        sector=row["sector"] or None,
        operator=row["operator"] or None,
        country=row["country"] or None,
        wikidata=row["wikidata"] or None,
        aliases=_unmarked(row["aliases"], arabic),
        latin=_unmarked(row["latin"], latin),
        ambiguous=_marked(row["aliases"], arabic) | _marked(row["latin"], latin),
        where=where,
    )
