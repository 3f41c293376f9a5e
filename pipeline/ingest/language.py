"""Which language a text is in, as far as the pipeline has to know: Arabic, a neighbour in its script, or other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.resources import read_toml

MIN_ARABIC_SHARE = 0.5
"""Letters of the Arabic script among all letters, addresses left out: with fewer a text is not Arabic, unless"""
ENOUGH_SHARE = 0.2
"""they are more than a quotation in an article of another language, and"""
ENOUGH_ARABIC = 300
"""there are so many of them: a short article, with a script or a list of English titles caught by a crawler; or"""
RUNNING_SHARE = 0.5
"""at most so many words in small Latin letters come on each Arabic one: the others are names, as in a headline."""
SOME_FOREIGN = 0.006
"""Share of letters that Arabic does not have from which function words decide. Arabic news has 0.0005 of them."""
MANY_FOREIGN = 0.03
"""Share of such letters from which they decide alone. Persian has about 0.04, Urdu and Kurdish 0.15."""

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_LETTERS = re.compile(r"[^\W\d_ـ]+")
_ARABIC = re.compile(
    r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdfb\ufe70-\ufefc]+"
)
_FOREIGN = re.compile("[پچژگٹڈڑںےھہټډړښځڅۍێۆۇەڵڕڼڭۋېڻڄڃڇ]")
_PERSIAN_CODES = re.compile("[یک]")
_ARABIC_SPELLING = re.compile("[ةإى]")
"""Teh marbuta, hamza below, dotless yeh: the neighbours have them in borrowed words at most."""
_UNIFY = str.maketrans("يك", "یک")
"""Yeh and kaf have two codes each, and texts of all these languages mix them."""
_WORD = re.compile(r"[^\W\d_]+")
_RUNNING = re.compile(r"\b[a-z]+\b")
_ARTICLES = ("ال", "وال", "بال", "لل")


@dataclass(frozen=True, slots=True)
class _Signs:
    words: dict[str, frozenset[str]]
    letters: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _signs() -> _Signs:
    data = read_toml(Path(__file__).with_name("languages.toml"))
    words = {code: frozenset(word.translate(_UNIFY) for word in listed) for code, listed in data["words"].items()}
    return _Signs(words, {code: frozenset(letters) for code, letters in data["letters"].items()})


def has_letters(text: str) -> bool:
    """Whether there is any letter at all; a lengthening stroke (tatweel) is none."""
    return _LETTERS.search(text) is not None


def _count(runs: re.Pattern[str], text: str) -> int:
    """Return how many characters the runs of a pattern have together."""
    return sum(map(len, runs.findall(text)))


def language_of(text: str) -> str:
    """Return `ar`, a neighbour's code (`fa`, `ur`, `ku`, `ps`, `ug`), or `und` for any other language."""
    plain = _ADDRESS.sub(" ", text)
    arabic = _count(_ARABIC, plain)
    words = _WORD.findall(plain.translate(_UNIFY))
    if not arabic or not _mostly_arabic_script(plain, arabic, words):
        return "und"
    known = _signs()
    counts = {code: sum(word in listed for word in words) for code, listed in known.words.items()}
    ours = counts.pop("ar") + sum(word.startswith(_ARTICLES) and word not in known.words["ar"] for word in words)
    neighbour = _neighbour(plain, counts)
    theirs = counts[neighbour]
    foreign = _count(_FOREIGN, plain) / arabic
    if foreign >= MANY_FOREIGN and (theirs > ours or foreign >= 2 * MANY_FOREIGN or ours == 0):
        return neighbour
    if theirs > ours and (foreign >= SOME_FOREIGN or theirs > 2 * ours + 2):
        return neighbour
    if not ours and _PERSIAN_CODES.search(plain) and not _ARABIC_SPELLING.search(plain):
        return neighbour
    return "ar"


def _mostly_arabic_script(plain: str, arabic: int, words: list[str]) -> bool:
    letters = _count(_LETTERS, plain)
    if arabic >= letters * MIN_ARABIC_SHARE:
        return True
    if arabic < letters * ENOUGH_SHARE:
        return False
    ours = sum(_ARABIC.match(word) is not None for word in words)
    return arabic >= ENOUGH_ARABIC or len(_RUNNING.findall(plain)) <= ours * RUNNING_SHARE


def _neighbour(plain: str, counts: dict[str, int]) -> str:
    """Return the neighbour that a text would be in, by its words and letters; Persian, if nothing speaks."""
    letters = Counter(plain)
    scores = {
        code: 2 * counts[code] + sum(letters[letter] for letter in listed)
        for code, listed in _signs().letters.items()
    }
    return max(scores, key=lambda code: scores[code])
