"""The facts of every outage until they are asked for: in memory while there are few, else in a temporary file."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from itertools import chain
from tempfile import SpooledTemporaryFile

from pipeline.events.told import Small

MOST = 16_000_000
"""So many bytes stay in memory: the facts of some 5,000 articles."""


class Shelf:
    """Takes the facts of outages, a number for each, and gives them back. What it needs per outage is two numbers."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=MOST)  # noqa: SIM115  it goes with the shelf
        self._starts = [0]

    def add(self, facts: list[Small]) -> int:
        """Take the facts of one outage; return its number."""
        data = pickle.dumps(facts, pickle.HIGHEST_PROTOCOL)
        self._file.seek(self._starts[-1])
        self._file.write(data)
        self._starts.append(self._starts[-1] + len(data))
        return len(self._starts) - 2

    def facts(self, outages: Iterable[int]) -> list[Small]:
        """Return the facts of some outages."""
        return list(chain.from_iterable(map(self._read, outages)))

    def _read(self, outage: int) -> list[Small]:
        start, end = self._starts[outage : outage + 2]
        self._file.seek(start)
        facts: list[Small] = pickle.loads(self._file.read(end - start))
        return facts
