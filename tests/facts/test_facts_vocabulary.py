"""Every word of the data files does its work in a sentence: causes, titles, words for a stop."""

from __future__ import annotations

import re

import pytest
from fact_cases import read

from pipeline.facts.lexicon import _DATA as DATA
from pipeline.resources import read_tsv
from pipeline.text import fold

FAMILIES = {row["name"]: row["words"].split("|")[0].strip() for _, row in read_tsv(DATA / "cause_words.tsv")}


def _spelled(words: str) -> str:
    """A pattern as words: the first member of each family, nothing between."""
    plain = words.strip().lstrip("~!").replace(" + ", " ").replace(" .. ", " ")
    return re.sub(r"<(\w+)>", lambda family: FAMILIES[family[1]], plain)


CAUSES = [
    (row["category"], _spelled(words)) for _, row in read_tsv(DATA / "causes.tsv") for words in row["words"].split("|")
]
TITLES = [row["title"] for _, row in read_tsv(DATA / "titles.tsv")]
STOPS = [
    (row["pos"], row["forms"] if row["pos"] == "w" else row["forms"].split()[0])
    for _, row in read_tsv(DATA / "lexemes.tsv", optional=("tail",))
    if row["class"] == "stop" and not row["tail"]
]


def test_every_wording_of_a_cause_gives_its_category() -> None:
    wrong = []
    for category, words in CAUSES:
        link = "،" if category == "undisclosed" else "بسبب"
        doc = read(f"توقف موقع فيسبوك ساعة {link} {words}.")
        found = {fact.category for fact in doc.facts if fact.type == "cause"}
        if found != {category}:
            wrong.append((category, words, found))
    assert wrong == []


@pytest.mark.parametrize(
    "sentence",
    ["مارك زوكربيرغ، {} شركة فيسبوك، في باريس.", "قال {} شركة فيسبوك مارك زوكربيرغ."],
    ids=["after", "before"],
)
def test_every_title_makes_a_role(sentence: str) -> None:
    wrong = []
    for title in TITLES:
        doc = read(sentence.format(title))
        found = [fact.content.cut(doc.text) for fact in doc.facts if fact.type == "role" and fact.content]
        if len(found) != 1 or not fold(found[0]).startswith(fold(title)):
            wrong.append((title, found))
    assert wrong == []


def test_every_word_for_a_stop_makes_an_outage() -> None:
    wrong = []
    for pos, word in STOPS:
        doc = read(f"تطبيق واتساب {word} منذ مساء أمس." if pos == "w" else f"{word} تطبيق واتساب مساء أمس.")
        if [fact.type for fact in doc.facts] != ["outage"]:
            wrong.append((word, [fact.type for fact in doc.facts]))
    assert wrong == []


def test_a_word_for_a_stop_without_a_service_makes_none() -> None:
    wrong = [word for _, word in STOPS if read(f"{word} الرجل عند الباب مساء أمس.").facts]
    assert wrong == []
