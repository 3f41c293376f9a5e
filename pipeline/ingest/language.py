"""Which language a text is in, as far as the pipeline has to know: Arabic, a neighbour in its script, or other."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pipeline.resources import read_toml

MIN_ARABIC_SHARE = 0.5
"""Letters of the Arabic script among all letters, addresses left out: with fewer a text is not Arabic, unless"""
ENOUGH_ARABIC = 300
"""it has this many of them: a short article, with a script or a list of English titles caught by a crawler,"""
ENOUGH_SHARE = 0.2
"""and they are more than a quotation in an article of another language."""
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
_UNIFY = str.maketrans("يك", "یک")
"""Yeh and kaf have two codes each, and texts of all these languages mix them."""
_WORD = re.compile(r"[^\W\d_]+")
_ARTICLES = ("ال", "وال", "بال", "لل")


@lru_cache(maxsize=1)
def _frequent_words() -> dict[str, frozenset[str]]:
    data = read_toml(Path(__file__).with_name("languages.toml"))
    return {code: frozenset(word.translate(_UNIFY) for word in words) for code, words in data["words"].items()}


def has_letters(text: str) -> bool:
    """Whether there is any letter at all; a lengthening stroke (tatweel) is none."""
    return _LETTERS.search(text) is not None


def _count(runs: re.Pattern[str], text: str) -> int:
    """Return how many characters the runs of a pattern have together."""
    return sum(map(len, runs.findall(text)))


def language_of(text: str) -> str:
    """Return `ar`, a neighbour's code (`fa`, `ur`, `ku`, `ps`), or `und` for any other language."""
    plain = _ADDRESS.sub(" ", text)
    letters = _count(_LETTERS, plain)
    arabic = _count(_ARABIC, plain)
    if not arabic or arabic < letters * (ENOUGH_SHARE if arabic >= ENOUGH_ARABIC else MIN_ARABIC_SHARE):
        return "und"
    foreign = _count(_FOREIGN, plain) / arabic
    known = _frequent_words()
    words = _WORD.findall(plain.translate(_UNIFY))
    counts = {code: sum(word in frequent for word in words) for code, frequent in known.items() if code != "ar"}
    neighbour = max(counts, key=lambda code: counts[code])
    ours = sum(word in known["ar"] or word.startswith(_ARTICLES) for word in words)
    outnumbered = counts[neighbour] > ours
    if foreign >= MANY_FOREIGN and (outnumbered or foreign >= 2 * MANY_FOREIGN or ours == 0):
        return neighbour if counts[neighbour] else "und"
    if outnumbered and (foreign >= SOME_FOREIGN or counts[neighbour] > 2 * ours + 2):
        return neighbour
    return "ar"
