"""Nearly the same text from several outlets: found by MinHash and LSH over words, in bounded memory per article.

An agency's text is printed by many with another headline, without its last paragraphs, with a dateline of their own.
Such copies are all read and all written; each says in its diagnostics of which article it is a copy, so that merging
does not take five copies for five witnesses.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.text import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Signature = NDArray[np.uint64]

CODE = "near_duplicate"
"""The code of the diagnostic."""
SHINGLE = 3
"""Words that are compared as one. Two reports of one event share names and phrases of two, seldom runs of three."""
FEWEST = 30
"""Words of the shortest text that is compared: shorter ones (`عاجل: ...`) are alike without being copies."""
ROWS = 2
BANDS = 60
"""Texts meet when one band of `ROWS` values agrees: 98 of 100 pairs with a similarity of 0.25 do."""
THRESHOLD = 0.25
"""Share of shingles (Jaccard) from which a text is a copy. How it was chosen: docs/near-duplicates.md."""

_VALUES = ROWS * BANDS
_BLOCK = 256
"""Shingles that are hashed at once: what bounds the memory for a long text."""
_WORD = re.compile(r"\w+")
_CLUSTER = re.compile(r"cluster ([0-9a-f]{16})\b")


class Noted(Protocol):
    """A diagnostic, of a document or of a record."""

    @property
    def code(self) -> str:
        """What kind of remark it is."""

    @property
    def message(self) -> str:
        """The remark."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a text is a copy of.

    Attributes:
        cluster: id of the first article of all that are copies of each other.
        of: id of the article that is most like it.
        similarity: estimated share of common shingles, 0 to 1.
    """

    cluster: str
    of: str
    similarity: float

    @property
    def message(self) -> str:
        """The sentence of the diagnostic, which `cluster_of` reads again."""
        return f"Nearly the text of article {self.of} (similarity {self.similarity:.2f}), cluster {self.cluster}."


def cluster_of(diagnostics: Iterable[Noted]) -> str | None:
    """Return the cluster that an article's diagnostics name, None where it is no copy."""
    for diagnostic in diagnostics:
        found = _CLUSTER.search(diagnostic.message) if diagnostic.code == CODE else None
        if found:
            return found[1]
    return None


class NearDuplicates:
    """The texts of a run so far. An article takes about 1.5 kB whatever its length, twice that while tables grow."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._ids = bytearray()
        self._clusters = array("I")
        self._values = bytearray()
        self._bands = _Buckets()

    def add(self, id_: str, text: str) -> Copy | None:
        """Take an article; say what it is a copy of, None where it is like none before.

        Args:
            id_: the article's id, 16 hex digits.
            text: its text.
        """
        signature = signature_of(text)
        if signature is None:
            return None
        number = len(self._clusters)
        met = {self._bands.first(key, number) for key in band_keys(signature)} - {number}
        small = compared(signature)
        best, of = max(((_alike(small, self._signature_of(other)), -other) for other in met), default=(0.0, 0))
        copy = None
        if best >= self._threshold:
            copy = Copy(self._id_of(self._clusters[-of]), self._id_of(-of), best)
        self._clusters.append(self._clusters[-of] if copy else number)
        self._ids += bytes.fromhex(id_)
        self._values += small
        return copy

    def _id_of(self, number: int) -> str:
        return self._ids[8 * number : 8 * number + 8].hex()

    def _signature_of(self, number: int) -> bytearray:
        return self._values[2 * _VALUES * number : 2 * _VALUES * (number + 1)]


def signature_of(text: str) -> Signature | None:
    """Return the least hash of all shingles under each of `_VALUES` hash functions (64 bits), None for a short text."""
    import numpy as np

    words = (match.group().encode("utf-8", "surrogatepass") for match in _WORD.finditer(fold(text)))
    hashed = np.fromiter(map(zlib.crc32, words), np.uint64)
    if len(hashed) < FEWEST:
        return None
    shingles = _mixed(hashed[: 1 - SHINGLE])
    for offset in range(1, SHINGLE):
        shingles = _mixed(shingles + hashed[offset : len(hashed) - SHINGLE + 1 + offset])
    shingles = np.unique(shingles)
    # Multiply-add modulo 2^64: shingles are mixed already, one odd factor for each function orders them anew.
    seeds = _mixed(np.arange(2 * _VALUES, dtype=np.uint64))
    factors, offsets = seeds[:_VALUES] | np.uint64(1), seeds[_VALUES:]
    least = np.full(_VALUES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for at in range(0, len(shingles), _BLOCK):
        block = shingles[at : at + _BLOCK, None] * factors + offsets
        np.minimum(least, block.min(axis=0), out=least)
    return least


def _mixed(values: Signature) -> Signature:
    """The finaliser of splitmix64: every bit of the input changes half of the bits of the output."""
    import numpy as np

    values = (values + np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def band_keys(signature: Signature) -> list[int]:
    """Return a key (32 bits) for each band; the same values in another band give another key."""
    import numpy as np

    keys = np.arange(BANDS, dtype=np.uint64)
    for row in signature.reshape(BANDS, ROWS).T:
        keys = _mixed(keys ^ row)
    return [int(key) or 1 for key in (keys >> np.uint64(32)).tolist()]


def compared(signature: Signature) -> bytes:
    """Return what is kept of a signature to be compared: 16 bits of each value."""
    return signature.astype("uint16").tobytes()


def _alike(left: bytes, right: bytearray) -> float:
    """The share of values that two signatures have in common: an estimate of the share of common shingles."""
    import numpy as np

    same: Any = np.frombuffer(left, np.uint16) == np.frombuffer(right, np.uint16)
    return float(same.mean())


class _Buckets:
    """From the key of a band to the first article that has it: open addressing, 8 bytes a place.

    A dict takes ten times as much. Keys have 32 bits: that two bands have one by chance costs a comparison.
    """

    def __init__(self) -> None:
        self._keys = array("I", bytes(4 << 10))
        self._firsts = array("I", bytes(4 << 10))
        self._used = 0

    def first(self, key: int, number: int) -> int:
        """Return the first article with the key, which is `number` where there was none. 0 is no key."""
        at = self._place(key)
        if not self._keys[at]:
            self._keys[at], self._firsts[at] = key, number
            self._used += 1
            if 4 * self._used > 3 * len(self._keys):
                self._grow()
            return number
        return self._firsts[at]

    def _place(self, key: int) -> int:
        keys, mask = self._keys, len(self._keys) - 1
        at = key & mask
        while keys[at] and keys[at] != key:
            at = (at + 1) & mask
        return at

    def _grow(self) -> None:
        keys, firsts = self._keys, self._firsts
        self._keys, self._firsts = array("I", bytes(8 * len(keys))), array("I", bytes(8 * len(firsts)))
        for key, first in zip(keys, firsts, strict=True):
            if key:
                at = self._place(key)
                self._keys[at], self._firsts[at] = key, first
