"""A chain over labels (a linear-chain CRF): the best path, and how likely each label of each word is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def best_path(scores: NDArray[np.float32], steps: NDArray[np.float32], start: NDArray[np.float32]) -> Sequence[int]:
    """Return the best labels (Viterbi) for scores of shape (words, labels)."""
    alpha = scores[0] + start
    back = []
    turned = steps.T.copy()
    for line in scores[1:]:
        reached = turned + alpha
        origin = reached.argmax(1)
        back.append(origin)
        alpha = reached.max(1) + line
    path = [int(alpha.argmax())]
    for origin in reversed(back):
        path.append(int(origin[path[-1]]))
    return path[::-1]


def marginals(
    scores: NDArray[np.float32], steps: NDArray[np.float32], start: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return how likely each label of each word is over all paths (forward-backward), shape (words, labels)."""
    import numpy

    emitted = numpy.exp((scores - scores.max(1, keepdims=True)).astype(numpy.float64))
    moves = numpy.exp(steps.astype(numpy.float64))
    forward, backward = numpy.empty_like(emitted), numpy.ones_like(emitted)
    current = emitted[0] * numpy.exp(start)
    for at in range(len(emitted)):
        if at:
            current = (current @ moves) * emitted[at]
        current = current / current.sum()
        forward[at] = current
    for at in range(len(emitted) - 2, -1, -1):
        current = moves @ (backward[at + 1] * emitted[at + 1])
        backward[at] = current / current.sum()
    likely: NDArray[np.float64] = forward * backward
    likely /= likely.sum(1, keepdims=True)
    return likely
