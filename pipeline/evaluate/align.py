"""Optimal one-to-one assignment (the Hungarian method), small and exact, without scipy."""

from __future__ import annotations

from collections.abc import Sequence


def assign(weights: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Pair rows with columns one to one so that the sum of weights is as large as can be.

    Args:
        weights: one row per left item, one column per right item, none negative. 0 means "do not pair".

    Returns:
        (row, column) of every pair with a weight above 0, by row.
    """
    rows = len(weights)
    columns = len(weights[0]) if rows else 0
    if not rows or not columns:
        return []
    if rows > columns:
        flipped = [[weights[r][c] for r in range(rows)] for c in range(columns)]
        return sorted((row, column) for column, row in assign(flipped))
    # Shortest augmenting paths over the costs -weight; index 0 of the columns is a dummy.
    row_price = [0] * (rows + 1)
    column_price = [0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        _augment(weights, row, row_price, column_price, owner)
    pairs = ((owner[column] - 1, column - 1) for column in range(1, columns + 1) if owner[column])
    return sorted((r, c) for r, c in pairs if weights[r][c] > 0)


def _augment(
    weights: Sequence[Sequence[int]], row: int, row_price: list[int], column_price: list[int], owner: list[int]
) -> None:
    """Give `row` a column, moving rows that had one before along the cheapest path."""
    columns = len(owner) - 1
    owner[0] = row
    slack: list[int | None] = [None] * (columns + 1)
    came_from = [0] * (columns + 1)
    done = [False] * (columns + 1)
    at = 0
    while owner[at]:
        done[at] = True
        here = owner[at]
        best: int | None = None
        following = 0
        for column in range(1, columns + 1):
            if done[column]:
                continue
            cost = -weights[here - 1][column - 1] - row_price[here] - column_price[column]
            known = slack[column]
            if known is None or cost < known:
                slack[column] = known = cost
                came_from[column] = at
            if best is None or known < best:
                best, following = known, column
        delta = best or 0
        for column in range(columns + 1):
            if done[column]:
                row_price[owner[column]] += delta
                column_price[column] -= delta
            elif (waiting := slack[column]) is not None:
                slack[column] = waiting - delta
        at = following
    while at:
        owner[at] = owner[came_from[at]]
        at = came_from[at]
