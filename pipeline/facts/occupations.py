"""Occupations: what a person is without a firm that gives the title; data in occupations.tsv."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.facts.analysis import Analysis
from pipeline.resources import read_tsv
from pipeline.text import fold, splits

PATH = Path(__file__).parent / "data" / "occupations.tsv"
FIELD = 6
"""Words of a field or a town behind an occupation: `الباحث في شؤون الحوكمة الرقمية`."""
_FIELDS = ("في", "من", "ب")
COURTESIES = {
    "الدكتور",
    "الدكتوره",
    "د",
    "دكتور",
    "دكتوره",
    "المهندس",
    "المهندسه",
    "الاستاذ",
    "الاستاذه",
    "السيد",
    "السيده",
}
"""What stands between a title and a name and is no title here."""

FINITE = (4, 5)
"""Letters of a bare imperfect in ت; a noun of that length has a long vowel or ends in ة."""
_NOUNS_IN_T = {"تقدم", "تعلم", "تحكم", "تدفق", "تنوع", "تحول", "انترنت", "انترنيت", "روبوت", "مايكروسوفت"}


@cache
def occupations() -> dict[tuple[str, ...], bool]:
    """Return the folded words of each occupation, and whether the bare word before a name is a role."""
    table: dict[tuple[str, ...], bool] = {}
    for _, row in read_tsv(PATH):
        for form in (row["masculine"], row["feminine"]):
            if form != "-":
                table[tuple(fold(form).split())] = row["alone"] == "yes"
    return table


def _words_at(analysis: Analysis, index: int) -> tuple[str, ...] | None:
    for split in splits(analysis.tokens[index].text):
        if {"ب", "ك"} & set(split.proclitics):
            continue
        second = analysis.tokens[index + 1].text if index + 1 < len(analysis.tokens) else ""
        for words in ((split.stem, second), (split.stem,)):
            if words in occupations():
                return words
    return None


def occupation_at(analysis: Analysis, index: int) -> bool:
    """Whether a title that begins at a token needs no firm: `خبير أمن المعلومات`, `سائق`."""
    return _words_at(analysis, index) is not None


def alone(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a title before a name says enough: `النائب X`, but not `المهندس X` or `الفنانة X`."""
    words = _words_at(analysis, first)
    return words is not None and (last - first > len(words) or occupations()[words])


def in_field(analysis: Analysis, last: int, limit: int) -> int:
    """Return the end of a title with its field: `الباحث | في أمن المعلومات`, `تاجر الحبوب | في القضارف`."""
    if last >= limit or analysis.tokens[last].text not in _FIELDS:
        return last
    end = last + 1
    while end < min(limit, last + FIELD) and analysis.tokens[end].kind == "word":
        end += 1
    return end if end > last + 1 else last


def looks_finite(word: str) -> bool:
    """`خبيرة تفكك ..`, `باحث يرد`, `مهندسة غادرت`: a verb, not a noun like `تسويق`, `تقنية`, `إنترنت`."""
    if word in _NOUNS_IN_T:
        return False
    inner = word[1:]
    if word.startswith("ي") or (len(word) > FINITE[0] and word.endswith("ت") and word[-2] not in "اويه"):
        return True
    return word.startswith("ت") and len(word) in FINITE and not set(inner) & set("اويه") and word not in _NOUNS_IN_T
