from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.align import assign

weights = st.tuples(st.integers(0, 6), st.integers(0, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 9), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def brute_force(matrix: list[list[int]]) -> int:
    if not matrix or not matrix[0]:
        return 0
    if len(matrix) > len(matrix[0]):
        matrix = [list(column) for column in zip(*matrix, strict=True)]
    columns = range(len(matrix[0]))
    return max(sum(row[c] for row, c in zip(matrix, p, strict=True)) for p in permutations(columns, len(matrix)))


@given(weights)
def test_no_other_pairing_is_better(matrix: list[list[int]]) -> None:
    pairs = assign(matrix)
    assert sum(matrix[r][c] for r, c in pairs) == brute_force(matrix)


@given(weights)
def test_pairs_are_one_to_one_and_none_is_worthless(matrix: list[list[int]]) -> None:
    pairs = assign(matrix)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    assert all(matrix[r][c] > 0 for r, c in pairs)
    assert pairs == sorted(pairs)


def test_a_greedy_choice_is_undone() -> None:
    assert assign([[9, 8], [8, 1]]) == [(0, 1), (1, 0)]


def test_nothing_to_pair() -> None:
    assert assign([]) == []
    assert assign([[], []]) == []
    assert assign([[0, 0]]) == []
