"""Labels to tags."""

from __future__ import annotations

import pytest

from pipeline.entities.engines.base import CONLL, Tag, matched, runs

CASES = [
    ("O B-ORG I-ORG O", [(1, 3, "ORG")]),
    ("B-ORG B-ORG", [(0, 1, "ORG"), (1, 2, "ORG")]),
    ("B-ORG I-PER", [(0, 1, "ORG"), (1, 2, "PER")]),
    ("I-PER I-PER O I-PER", [(0, 2, "PER"), (3, 4, "PER")]),
    ("O", []),
    ("", []),
]


@pytest.mark.parametrize(("labels", "wanted"), CASES)
def test_runs(labels: str, wanted: list[tuple[int, int, str]]) -> None:
    assert [tag[:3] for tag in runs(labels.split())] == wanted


def test_a_run_is_as_sure_as_its_least_sure_word() -> None:
    assert runs(["B-PER", "I-PER"], [0.9, 0.4]) == [Tag(0, 2, "PER", 0.4)]


def test_classes_become_types_and_others_are_left_out() -> None:
    assert [tag.type for tag in runs(["B-PERS", "B-GPE", "B-DATE", "B-MISC"], types=CONLL)] == [
        "person",
        "place",
        "other",
    ]


def test_labels_that_do_not_fit_the_words_are_none() -> None:
    assert matched(["a", "b"], ["O"]) is None
    assert matched(["a", "b"], None) is None
    assert matched(["a"], ["O"]) == ["O"]
