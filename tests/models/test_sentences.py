"""Our own sentences (`corpora/ner`): every one can be read, none stands twice, there are enough of every kind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from models.training.markup import MarkupError, check, parse, read

FILES = sorted((Path(__file__).parents[2] / "corpora" / "ner").glob("*.txt"))
LEAST = 3000


def test_the_files_have_no_mistake() -> None:
    assert check(FILES) == []


def test_there_are_enough_sentences_of_every_type() -> None:
    sentences = [sentence for file in FILES for sentence in read(file)]
    kinds = Counter(kind for sentence in sentences for *_, kind in sentence.spans)
    assert len(sentences) >= LEAST
    assert min(kinds[kind] for kind in ("company", "service", "media", "organization", "person", "place")) > 800
    assert sum(not sentence.spans for sentence in sentences) > 200


def test_spans_are_of_the_text_without_marks() -> None:
    marked = parse("عاد {تويتر|service} و{فيسبوك|service}")
    assert marked.text == "عاد تويتر وفيسبوك"
    assert [marked.text[start:end] for start, end, _ in marked.spans] == ["تويتر", "فيسبوك"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("عاد {تويتر|app}", "has the type 'app'"),
        ("عاد {تويتر", "without its partner"),
        ("عاد {«تويتر»|service}", "stay outside"),
        ("عاد { تويتر|service}", "stay outside"),
        ("عاد {|service}", "stay outside"),
    ],
)
def test_a_mistake_is_told_with_its_place(line: str, reason: str) -> None:
    with pytest.raises(MarkupError, match=f"file:3.*{reason}"):
        parse(line, "file:3")
