"""The knowledge base: who is known, by which names, and a phrase index over those names.

The files are tab-separated (`corpora/knowledge/*.tsv`), written by people; `kbfile` reads their rows.
`KnowledgeBase.load` refuses what cannot be used (a wrong column, an unknown type, a key given twice); `lint` lists what
can be used but should be mended, and `check_own` does both for a file of the user's own. Loading stands before the
first result of every run: what is done for each of twenty thousand names is done in few steps.
"""

from __future__ import annotations

import gc
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from pipeline.document import Ref
from pipeline.entities.kbfile import COLUMNS, read_rows
from pipeline.resources import DataFileError, knowledge_dir
from pipeline.text import View, fold, tokenize

__all__ = ["COLUMNS", "ORGANIZED", "TYPES", "Alias", "Entry", "KnowledgeBase", "Sense", "check_own", "normal"]

ORGANIZED = frozenset({"company", "service", "media", "organization"})
"""Types that engines and writers confuse; a person or a place is none of them."""
TYPES = ORGANIZED | {"person", "place", "other"}

_NONE: frozenset[str] = frozenset()
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WIKIDATA = re.compile(r"Q[1-9]\d*")
_ARABIC = r"\u0621-\u064a\u066e-\u06d3"
_LATIN = r"a-z\u00e0-\u00f6\u00f8-\u00ff"
_ODD = re.compile(
    rf"[^{_LATIN}{_ARABIC}0-9 \n]|[{_LATIN}](?:(?=[{_ARABIC}])|(?<=[{_ARABIC}].))"
    r"|[0-9](?:(?=[^0-9 \n])|(?<=[^0-9 \n].))"
)
_BLANKS = re.compile(r"^$|^ | $|  ", re.MULTILINE)
"""Stand in a folded alias that white space alone does not cut into the tokens that `tokenize` would give."""
_SEPARATORS = re.compile("[،؛;]")
_OTHER_CODES = {"UK": "GB", "EL": "GR", "UAE": "AE", "KSA": "SA", "USA": "US"}


class Entry(NamedTuple):
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
    where: str = ""


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
    rows = [tuple(line.split(" ")) for line in folded]
    text = "\n".join(folded)
    places = [match.start() for match in _ODD.finditer(text)]
    if "  " in text or "\n " in text or " \n" in text or "\n\n" in text or text[:1] in " \n" or text[-1:] in " \n":
        places += [match.start() for match in _BLANKS.finditer(text)]
    odd: list[int] = []
    row = at = 0
    for place in sorted(places):
        row += text.count("\n", at, place)
        at = place
        if not odd or odd[-1] != row:
            odd.append(row)
    for row, tokens in zip(odd, _tokenized([folded[row] for row in odd]), strict=True):
        rows[row] = tokens
    return rows


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
    if "|" not in cell:
        return [cell] if cell and cell != "?" else []
    parts = cell.split(" | ")
    if len(parts) == cell.count("|") + 1 and "" not in parts and "?" not in parts and "  " not in cell:
        return parts
    return [part for part in map(str.strip, cell.split("|")) if part and part != "?"]


class KnowledgeBase:
    """Entries by key, and the phrases that name them.

    `phrases` maps the folded tokens of an alias to what it may mean; `longest` maps a first token to the number of
    tokens of the longest phrase that starts with it.
    """

    def __init__(self, entries: Sequence[Entry], checksum: str = "") -> None:
        self._entries = {entry.key: entry for entry in entries}
        self._refs: dict[str, Ref] = {}
        self._countries: frozenset[str] = _NONE
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
        collects = gc.isenabled()
        gc.disable()  # nothing of what is made here is garbage, and looking for some takes a tenth of the time
        try:
            return cls._read(shipped, extra)
        finally:
            if collects:
                gc.enable()

    @classmethod
    def _read(cls, shipped: Sequence[Path], extra: Sequence[Path]) -> KnowledgeBase:
        digest = hashlib.sha256()
        entries: dict[str, Entry] = {}
        own: dict[str, Entry] = {}
        for path in shipped:
            _take(path, path.read_bytes(), digest, entries, entries)
        for path in extra:
            here: dict[str, Entry] = {}
            _take(path, _bytes(path), digest, here, here)
            own |= here
        entries |= own
        if own:
            _check_rows(own.values(), entries)
        return cls(list(entries.values()), digest.hexdigest())

    def _index(self) -> None:
        phrases, longest = self.phrases, self.longest
        names, rows = self._written()
        following = iter(rows).__next__
        for entry, written in names:
            marked = entry.ambiguous
            sure, unsure = (Sense(entry, False),), (Sense(entry, True),) if marked else ()
            for alias in written:
                tokens = following()
                if not tokens or "(" in tokens or tokens[0][:2] == "لل":
                    continue
                senses = unsure if marked and alias in marked else sure
                known = phrases.setdefault(tokens, senses)
                if known is senses:
                    first = tokens[0]
                    if len(tokens) > longest.get(first, 0):
                        longest[first] = len(tokens)
                elif all(other.entry is not entry for other in known):
                    phrases[tokens] = known + senses

    def aliases(self) -> Iterator[Alias]:
        """Yield every alias of every entry with its tokens."""
        names, rows = self._written()
        row = iter(rows)
        for entry, written in names:
            for alias in written:
                yield Alias(entry, alias, next(row), alias in entry.ambiguous)

    def _written(self) -> tuple[list[tuple[Entry, tuple[str, ...]]], list[tuple[str, ...]]]:
        names = [(entry, entry.aliases + entry.latin) for entry in self._entries.values()]
        return names, _tokens_of_all(_fold_lines([alias for _, written in names for alias in written]))

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

    def land(self, key: str | None) -> str | None:
        """Return the state of a key as two letters (`EG`), or None where it has none."""
        entry = self.get(key)
        return entry.country if entry is not None else None

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

    def countries(self) -> frozenset[str]:
        """Return the codes that a `country` may have: those of the countries in the base, and `EU`."""
        if not self._countries:
            self._countries = _countries(self._entries.values())
        return self._countries

    def lint(self) -> list[str]:
        """Return what should be mended, one sentence each with file and line. An empty list is a clean base."""
        problems: list[str] = []
        for entry in self._entries.values():
            if entry.operator and entry.operator not in self._entries:
                problems.append(f"{entry.where}: the operator {entry.operator} of {entry.key} is not in the base.")
            written = (*entry.aliases, *entry.latin)
            twice = sorted({name for name in written if written.count(name) > 1})
            problems.extend(f"{entry.where}: {entry.key} gives {name!r} twice." for name in twice)
            if entry.country and entry.country not in self.countries():
                problems.append(f"{entry.where}: {entry.country} of {entry.key} is not the code of a country.")
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


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DataFileError(f"{path} cannot be read: {error.strerror}.") from error


def _take(path: Path, data: bytes, digest: hashlib._Hash, entries: dict[str, Entry], known: dict[str, Entry]) -> None:
    """Add the entries of a file to `entries`; none may be in `known`."""
    digest.update(data)
    for number, row in read_rows(path, data):
        entry = _entry(f"{path}, line {number}", row)
        if entry.key in known:
            raise DataFileError(
                f"{entry.where}: the key {entry.key} is taken by {known[entry.key].where}. Keys are unique: "
                "choose another, or take one of the rows out."
            )
        entries[entry.key] = entry


def _countries(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset({entry.country for entry in entries if entry.sector == "place-country" and entry.country} | {"EU"})


def _check_rows(own: Iterable[Entry], entries: Mapping[str, Entry]) -> None:
    """Refuse what a row of the user's own cannot mean: an unknown operator or country, a wrong separator."""
    from difflib import get_close_matches

    countries = _countries(entries.values())
    for entry in own:
        where, key = entry.where, entry.key
        if entry.operator and entry.operator not in entries:
            near = get_close_matches(entry.operator, entries, 1)
            hint = f"Did you mean {near[0]}? Otherwise" if near else "Leave the cell empty, or"
            raise DataFileError(
                f"{where}: the operator {entry.operator} of {key} is not known. {hint} add a row for it."
            )
        if entry.country and len(countries) > 1 and entry.country not in countries:
            code = _OTHER_CODES.get(entry.country.upper(), entry.country.upper())
            hint = f"Write {code}." if code in countries else "Write the two capital letters of ISO 3166, such as QA."
            raise DataFileError(f"{where}: {entry.country!r} of {key} is not the code of a country. {hint}")
        for name in (*entry.aliases, *entry.latin):
            if _SEPARATORS.search(name):
                raise DataFileError(f"{where}: {name!r} of {key} has a comma or semicolon in it. Separate names by |.")
            if not any(character.isalnum() for character in name):
                raise DataFileError(f"{where}: the name {name!r} of {key} has no letters. Take it out.")


def check_own(path: Path) -> tuple[int, list[str]]:
    """Check a file of the user's own: return the number of its entries, and what should be mended.

    Raises:
        DataFileError: it cannot be used; the message has the line and says what to do.
    """
    from difflib import get_close_matches

    base = KnowledgeBase.load(extra=[path])
    mine = f"{path}, line "
    own = [entry for entry in base if entry.where.startswith(mine)]
    problems = [problem for problem in base.lint() if mine in problem]
    known = {entry.sector for entry in base if entry.sector and not entry.where.startswith(mine)}
    for entry in own:
        if entry.sector and entry.sector not in known:
            near = get_close_matches(entry.sector, sorted(known), 1)
            hint = f"Did you mean {near[0]}?" if near else "The sectors are listed in corpora/knowledge/README.md."
            problems.append(f"{entry.where}: no other entry has the sector {entry.sector} of {entry.key}. {hint}")
    return len(own), problems


def _unmarked(names: list[str]) -> tuple[str, ...]:
    return tuple([name.lstrip("? ") if name[0] == "?" else name for name in names])


def _marked(names: list[str]) -> frozenset[str]:
    return frozenset([name.lstrip("? ") for name in names if name[0] == "?"])


def _entry(where: str, row: Sequence[str]) -> Entry:
    """Make an entry of the cells of a row, or say what is wrong with them."""
    key, kind, name, name_ar, sector, operator, country, wikidata, aliases, latin = row
    if not _KEY.fullmatch(key):
        raise DataFileError(f"{where}: {key!r} is not a key: lower-case English letters and digits joined by hyphens.")
    if kind not in TYPES:
        raise DataFileError(f"{where}: {kind!r} of {key} is not a type. One of {', '.join(sorted(TYPES))}.")
    if not name:
        raise DataFileError(f"{where}: {key} has no name. Write its usual name in Latin letters.")
    if wikidata and not _WIKIDATA.fullmatch(wikidata):
        raise DataFileError(
            f"{where}: {wikidata!r} of {key} is not a Wikidata id such as Q355. Leave it empty if unsure."
        )
    in_arabic, in_latin = _split_cell(aliases), _split_cell(latin)
    if not in_arabic and not in_latin:
        raise DataFileError(f"{where}: {key} has no alias, so no text can name it. Write one, as Arabic texts have it.")
    marked = _NONE
    written, spelled = tuple(in_arabic), tuple(in_latin)
    if "?" in aliases or "?" in latin:
        marked = _marked(in_arabic + in_latin)
        written, spelled = _unmarked(in_arabic), _unmarked(in_latin)
    return Entry(
        key,
        kind,
        name,
        name_ar or None,
        sector or None,
        operator or None,
        country or None,
        wikidata or None,
        written,
        spelled,
        marked,
        where,
    )
