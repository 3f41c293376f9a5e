"""A chain over labels (a linear-chain CRF): the best path, and how likely each label of each word is.

The windows of an article go side by side, step by step: one step of all of them costs hardly more than one of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def best_path(scores: NDArray[np.float32], steps: NDArray[np.float32], start: NDArray[np.float32]) -> list[int]:
    """Return the best labels (Viterbi) for scores of shape (words, labels)."""
    return best_paths([scores], steps, start)[0]


def best_paths(
    windows: Sequence[NDArray[np.float32]], steps: NDArray[np.float32], start: NDArray[np.float32]
) -> list[list[int]]:
    """Return the best labels (Viterbi) of each window.

    On the way to the end only what each label scores is kept: from which label it was reached is asked on the way
    back, of the one label a word that lies on the best path.

    Args:
        windows: scores of shape (words, labels) each.
        steps: what a step from one label to another scores, shape (labels, labels).
        start: what a label scores as the first, shape (labels,).
    """
    import numpy

    if not windows:
        return []
    scores, lengths = _side_by_side(windows)
    reached = numpy.empty_like(scores)
    numpy.add(scores[0], start, out=reached[0])
    moves = numpy.ascontiguousarray(steps[:, None, :])
    ways = numpy.empty((len(steps), *scores.shape[1:]), scores.dtype)
    for at in range(1, len(scores)):
        numpy.add(reached[at - 1].T[:, :, None], moves, out=ways)
        numpy.maximum.reduce(ways, axis=0, out=reached[at])
        reached[at] += scores[at]
    return _traced(reached, lengths, numpy.ascontiguousarray(steps.T))


def _traced(reached: NDArray[np.float32], lengths: Sequence[int], origins: NDArray[np.float32]) -> list[list[int]]:
    """Follow the best paths back from the last word of each window; `origins` are the steps into each label."""
    import numpy

    ends: dict[int, list[int]] = {}
    for row, length in enumerate(lengths):
        ends.setdefault(length - 1, []).append(row)
    path = numpy.zeros(reached.shape[:2], numpy.intp)
    for at in range(len(reached) - 1, -1, -1):
        if at + 1 < len(reached):
            path[at] = (reached[at] + origins[path[at + 1]]).argmax(1)
        if at in ends:
            path[at, ends[at]] = reached[at, ends[at]].argmax(1)
    return [path[:length, row].tolist() for row, length in enumerate(lengths)]


def marginals(
    windows: Sequence[NDArray[np.float32]], steps: NDArray[np.float32], start: NDArray[np.float32]
) -> list[NDArray[np.float64]]:
    """Return how likely each label of each word is over all paths (forward-backward), of each window.

    The way back is the way forward through the window turned round, so both are gone in the same steps.
    Takes what `best_paths` takes; each result has the shape of its window.
    """
    import numpy

    if not windows:
        return []
    scores, lengths = _side_by_side([*windows, *(window[::-1] for window in windows)])
    count, labels = len(windows), len(steps)
    emitted = numpy.exp((scores - scores.max(2, keepdims=True)).astype(numpy.float64))
    emitted = emitted.reshape(len(scores), 2, count, labels)
    moves = numpy.exp(steps.astype(numpy.float64))
    both = numpy.stack((moves, moves.T))
    reached = numpy.ones_like(emitted)
    reached[0, 0] = numpy.exp(start)
    for at in range(1, len(emitted)):
        current = reached[at - 1] * emitted[at - 1]
        current /= numpy.add.reduce(current, axis=2, keepdims=True)
        numpy.matmul(current, both, out=reached[at])
    forward, backward = reached[:, 0] * emitted[:, 0], reached[:, 1]
    found = []
    for row, length in enumerate(lengths[:count]):
        likely = forward[:length, row] * backward[:length, row][::-1]
        found.append(likely / likely.sum(1, keepdims=True))
    return found


def _side_by_side(windows: Sequence[NDArray[np.float32]]) -> tuple[NDArray[np.float32], list[int]]:
    """Return the windows as one array of shape (longest, windows, labels), filled up with zeros, and their lengths."""
    import numpy

    lengths = [len(window) for window in windows]
    filled = numpy.zeros((max(lengths), len(windows), windows[0].shape[1]), windows[0].dtype)
    for row, window in enumerate(windows):
        filled[: len(window), row] = window
    return filled, lengths
