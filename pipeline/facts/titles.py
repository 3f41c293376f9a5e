"""Titles: where one begins and ends, whose pronoun it bears, and which ones need no house; data in roles.toml."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from pipeline.entities import heads
from pipeline.entities.words import ARTICLE, head_of, nationalities
from pipeline.facts.analysis import Analysis
from pipeline.facts.inflection import bare
from pipeline.facts.occupations import COURTESIES, looks_finite, occupation_at, occupations
from pipeline.resources import read_toml, read_tsv
from pipeline.text import fold, splits

_DATA = Path(__file__).parent / "data"
_PRONOUNS = ("ها", "هم", "هما", "نا", "ه")
_SHORTEST = 3
"""Letters of a title without its pronoun."""
COMPLEMENT = 4
"""Words that may go with a title: `كبير مسؤولي التكنولوجيا`."""


@cache
def words(name: str) -> frozenset[str]:
    """Return a class of words of `roles.toml`, folded."""
    data: dict[str, list[str]] = read_toml(_DATA / "roles.toml")
    return frozenset(spelling for word in data[name] for spelling in spellings(word))


def spellings(word: str) -> tuple[str, ...]:
    """Return the folded spellings of a word with a hamza before و: `مسؤول`, in Egypt `مسئول`, and `مسؤل`."""
    folded = fold(word)
    return (folded, folded.replace("ؤو", "ئو"), folded.replace("ؤو", "ؤ")) if "ؤو" in folded else (folded,)


@cache
def leads() -> frozenset[str]:
    """Return the verbs of leading with the pronoun of what is led: `يديرها`."""
    return frozenset(verb + pronoun for verb in words("leads") for pronoun in ("ها", "ه"))


@cache
def _titles() -> dict[str, list[tuple[str, ...]]]:
    """First folded word of a title -> its words, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for _, row in read_tsv(_DATA / "titles.tsv"):
        for title in spellings(row["title"]):
            words = tuple(title.split())
            table.setdefault(words[0], []).append(words)
    for words in occupations():
        table.setdefault(words[0], []).append(words)
    return {first: sorted(set(rows), key=len, reverse=True) for first, rows in table.items()}


def title_at(analysis: Analysis, index: int) -> int:
    """Return the end of the title that begins at a token, 0 if none does; `مؤسسه`, `رئيسها` count."""
    for split in splits(analysis.tokens[index].text):
        for stem in without_pronoun(split.stem):
            for words in _titles().get(stem, ()):
                last = index + len(words)
                rest = [t.text for t in analysis.tokens[index + 1 : last]]
                owned = bool(rest) and rest[:-1] == list(words[1:-1]) and words[-1] in without_pronoun(rest[-1])
                if rest == list(words[1:]) or owned:
                    return _extended(analysis, last) if last <= len(analysis.tokens) else 0
    return 0


def is_title(stem: str) -> bool:
    """Whether a folded word, with or without a pronoun, begins a title."""
    return any(form in _titles() for form in without_pronoun(stem))


@lru_cache(maxsize=4096)
def without_pronoun(stem: str) -> tuple[str, ...]:
    """A word as it is, and without a possessive pronoun: `مؤسسه`, `رئيسها`, `مديرتنا` (مديرة), `رئيسهم`."""
    forms = [stem]
    for pronoun in _PRONOUNS:
        rest = stem.removesuffix(pronoun)
        if rest != stem and len(rest) >= _SHORTEST:
            forms += [rest, f"{rest[:-1]}ه"] if rest.endswith("ت") else [rest]
    return tuple(forms)


def is_suffixed(analysis: Analysis, index: int) -> bool:
    """Whether a word ends in a pronoun: `رئيسها`, `مطوره`, but not `مطورة`, which folds to the same letters."""
    word = analysis.tokens[index].text
    if word.endswith("ه") and bare(analysis.tokens[index].span.cut(analysis.doc.text)).endswith("ة"):
        return False
    return any(rest != word for rest in without_pronoun(word))


def _extended(analysis: Analysis, last: int) -> int:
    """Take `السابق` and a second title joined by و with the first: `المؤسس والرئيس التنفيذي`."""
    reach = last + COMPLEMENT
    while last < len(analysis.tokens):
        word = analysis.tokens[last].text
        if word in words("former") or (last < reach and _complements(analysis, last)):
            last += 1
            continue
        if word in ("عن", "علي") and last < reach and _in_charge(analysis, last) and _complements(analysis, last + 1):
            last += 2
            reach = last + COMPLEMENT
            continue
        if word.startswith("بال") and last < reach and _in_charge(analysis, last):
            last += 1  # `المكلفة بالإعلام`
            continue
        joined = word.startswith("و") and title_at(analysis, last)
        if not joined:
            return last
        last = joined
    return last


def _in_charge(analysis: Analysis, index: int) -> bool:
    """`المسؤول | عن`, `المشرفة | على`: a title that says for what."""
    before = analysis.tokens[index - 1].text if index else ""
    return any(split.stem in words("in_charge") for split in splits(before))


def _complements(analysis: Analysis, index: int) -> bool:
    """`كبير نواب رئيس`, `أستاذ أمن المعلومات`, `وزير الاتصالات وتكنولوجيا المعلومات`: nouns that go with a title."""
    if index >= len(analysis.tokens):
        return False
    token = analysis.tokens[index]
    if token.kind != "word" or analysis.is_named(index) or token.text in words("ends") or token.text in COURTESIES:
        return False
    stems = {split.stem for split in splits(token.text)}
    bound = any(split.proclitics and split.proclitics[0] in ("ل", "ب", "ف") for split in splits(token.text)[1:2])
    return not bound and not (stems & set(heads()) and not is_field(token.text)) and not looks_finite(token.text)


def is_field(word: str) -> bool:
    """`مهندس الشبكات`, `أستاذ الأنظمة`: the plural of a generic noun is a field of work, not a house."""
    head = head_of(word)
    return head is not None and word.startswith(ARTICLE) and head.noun not in word


def serves_a_state(analysis: Analysis, first: int, last: int) -> bool:
    """`وزير المالية X`, `رئيس الوزراء X`, `الناطقة باسم الحكومة X`: an office of state, its house is understood."""
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    behind = _behind(analysis, first, last)
    return bool(
        (stems & words("ministers") and last - first > 1)
        or (stems & words("aides") and _behind(analysis, first, first + 2) & words("ministers"))
        or (stems & words("committee_posts") and behind & words("committees") and behind & words("of_parliament"))
        or (stems & words("chiefs") and behind & words("governed"))
        or (stems & words("voices") and behind & words("organs"))
        or (stems & words("leaders") and behind & words("sides"))
    )


def is_president(analysis: Analysis, first: int, last: int, name: int) -> bool:
    """`الرئيس الأميركي X`, `للرئيس المنتخب X`: a definite head of nothing that is named, right before a name."""
    own = [s for s in splits(analysis.tokens[first].text) if s.stem in words("chiefs") and ARTICLE in s.proclitics]
    said = [token.text for token in analysis.tokens[first + 1 : name] if token.text not in COURTESIES]
    fitting = words("out_of_office") | words("in_office") | nationalities()
    return bool(own) and last <= name and all(word in fitting for word in said)


def has_nation(analysis: Analysis, first: int, name: int) -> bool:
    """`الرئيس | الأميركي | X`: whether the words from a title to a name say of which country."""
    return any(token.text in nationalities() for token in analysis.tokens[first + 1 : name])


def of_government(analysis: Analysis, first: int, last: int) -> bool:
    """Such an office, or one whose holder is named by it alone: `الوزيرة X`, `الرئيس المتنحي X`."""
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    apart = stems & words("chiefs") and _behind(analysis, first, last) & words("out_of_office")
    return bool(apart or stems & words("ministers")) or serves_a_state(analysis, first, last)


def _behind(analysis: Analysis, first: int, last: int) -> set[str]:
    return {form for token in analysis.tokens[first + 1 : last] for form in without_pronoun(token.text)}


def is_deputy(analysis: Analysis, first: int) -> bool:
    """`نائب المدير الطبي`, `نائبة رئيس التحرير`: who stands in for an office, no member of a parliament."""
    stems = {split.stem for split in splits(analysis.tokens[first].text)}
    follows = analysis.tokens[first + 1].text if first + 1 < len(analysis.tokens) else ""
    return bool(stems & words("deputies")) and any(
        form in words("chiefs") | words("directors") for form in without_pronoun(follows.removeprefix(ARTICLE))
    )


def is_occupation(analysis: Analysis, first: int) -> bool:
    """`الباحث X`, but neither `مطوره X`, who is somebody's, nor `نائب المدير X`."""
    return occupation_at(analysis, first) and not is_suffixed(analysis, first) and not is_deputy(analysis, first)
