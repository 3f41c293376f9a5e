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

    Args:
        windows: scores of shape (words, labels) each.
        steps: what a step from one label to another scores, shape (labels, labels).
        start: what a label scores as the first, shape (labels,).
    """
    if not windows:
        return []
    scores, lengths = _side_by_side(windows)
    turned = steps.T
    alpha = scores[0] + start
    back = [alpha.argmax(1)]
    ends = {at for at in lengths if at > 1}
    last: dict[int, NDArray[np.float32]] = {1: alpha}
    for at in range(1, len(scores)):
        reached = alpha[:, None, :] + turned
        back.append(reached.argmax(2))
        alpha = reached.max(2) + scores[at]
        if at + 1 in ends:
            last[at + 1] = alpha
    return [_traced(back, row, length, int(last[length][row].argmax())) for row, length in enumerate(lengths)]


def _traced(back: Sequence[NDArray[np.intp]], row: int, length: int, label: int) -> list[int]:
    """Follow the origins back from the last label of a window."""
    path = [label]
    for at in range(length - 1, 0, -1):
        path.append(int(back[at][row, path[-1]]))
    return path[::-1]


def marginals(
    windows: Sequence[NDArray[np.float32]], steps: NDArray[np.float32], start: NDArray[np.float32]
) -> list[NDArray[np.float64]]:
    """Return how likely each label of each word is over all paths (forward-backward), of each window.

    Takes what `best_paths` takes; each result has the shape of its window.
    """
    import numpy

    if not windows:
        return []
    scores, lengths = _side_by_side(windows)
    emitted = numpy.exp((scores - scores.max(2, keepdims=True)).astype(numpy.float64))
    moves = numpy.exp(steps.astype(numpy.float64))
    forward, backward = numpy.empty_like(emitted), numpy.ones_like(emitted)
    current = emitted[0] * numpy.exp(start)
    forward[0] = current = current / current.sum(1, keepdims=True)
    for at in range(1, len(emitted)):
        current = (current @ moves) * emitted[at]
        forward[at] = current = current / current.sum(1, keepdims=True)
    goes_on = numpy.arange(1, len(emitted) + 1)[:, None] < numpy.array(lengths)
    for at in range(len(emitted) - 2, -1, -1):
        current = (backward[at + 1] * emitted[at + 1]) @ moves.T
        backward[at] = numpy.where(goes_on[at][:, None], current / current.sum(1, keepdims=True), 1.0)
    likely = forward * backward
    likely /= likely.sum(2, keepdims=True)
    return [likely[:length, row] for row, length in enumerate(lengths)]


def _side_by_side(windows: Sequence[NDArray[np.float32]]) -> tuple[NDArray[np.float32], list[int]]:
    """Return the windows as one array of shape (longest, windows, labels), filled up with zeros, and their lengths."""
    import numpy

    lengths = [len(window) for window in windows]
    filled = numpy.zeros((max(lengths), len(windows), windows[0].shape[1]), windows[0].dtype)
    for row, window in enumerate(windows):
        filled[: len(window), row] = window
    return filled, lengths
