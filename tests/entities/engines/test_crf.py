"""The chain over labels, beside what all paths together give."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from pipeline.entities.engines.crf import best_path, best_paths, marginals

LABELS = 3
LENGTHS = (4, 1, 6, 4)


@pytest.fixture
def chain() -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Windows of several lengths, the steps between labels and the start; one step and one start are barred."""
    rng = np.random.default_rng(1)
    windows = [rng.normal(size=(length, LABELS)).astype(np.float32) for length in LENGTHS]
    steps = rng.normal(size=(LABELS, LABELS)).astype(np.float32)
    steps[0, 2] = -10_000
    return windows, steps, np.array([0, 0, -10_000], np.float32)


def scored(window: np.ndarray, steps: np.ndarray, start: np.ndarray) -> dict[tuple[int, ...], float]:
    """Return what each path through a window scores."""
    return {
        path: float(start[path[0]])
        + sum(float(window[at, label]) for at, label in enumerate(path))
        + sum(float(steps[pair]) for pair in pairwise(path))
        for path in product(range(LABELS), repeat=len(window))
    }


def test_best_paths_are_the_best_of_all(chain: tuple[list[np.ndarray], np.ndarray, np.ndarray]) -> None:
    windows, steps, start = chain
    wanted = []
    for window in windows:
        scores = scored(window, steps, start)
        wanted.append(list(max(scores, key=lambda path: scores[path])))
    assert best_paths(windows, steps, start) == wanted
    assert [best_path(window, steps, start) for window in windows] == wanted


def test_marginals_are_the_shares_of_all_paths(chain: tuple[list[np.ndarray], np.ndarray, np.ndarray]) -> None:
    windows, steps, start = chain
    for window, likely in zip(windows, marginals(windows, steps, start), strict=True):
        wanted = np.zeros(window.shape)
        for path, score in scored(window, steps, start).items():
            wanted[range(len(path)), path] += np.exp(score)
        np.testing.assert_allclose(likely, wanted / wanted.sum(1, keepdims=True), atol=1e-6)


def test_no_windows() -> None:
    steps, start = np.zeros((LABELS, LABELS), np.float32), np.zeros(LABELS, np.float32)
    assert best_paths([], steps, start) == []
    assert marginals([], steps, start) == []
