"""Which texts of a run were read before, or nearly so, found in a cluster: by the keys that texts have in common.

The result is that of one process which reads everything in order (`ingest.read`, `ingest.near_duplicates`). There the
first text with a key stands in a table; here all texts with a key come together, and the one with the lowest place in
the run is the first. A text that is read again has all keys of the first one, and is never the first of any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.ingest.near_duplicates import BANDS, THRESHOLD, Copy

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_COMPARED = 10_000
"""So many pairs of texts are compared at once: what bounds the memory."""


# ------------------------------------------------------------------------------------------------------ by key


def key_rows(articles: pa.Table, part: int, slots: int) -> pa.Table:
    """Return a row for every key of every text: one for the whole of it, one for each band of its signature.

    Args:
        articles: `at`, `id`, `source`, `digest`, `keys` and `values` of articles; rejected inputs have no digest.
        part: their number, which stays with them.
        slots: into so many groups the keys are put; equal keys are in one.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    articles = articles.filter(pc.is_valid(articles["digest"]))
    long = articles.filter(pc.is_valid(articles["keys"]))
    digests = np.frombuffer(b"".join(articles["digest"].to_pylist()), "<u8").reshape(-1, 2)
    bands = np.frombuffer(b"".join(long["keys"].to_pylist()), np.uint32).astype(np.uint64)
    whole = _keyed(articles, digests[:, 0], digests[:, 1], slots)
    whole = whole.append_column("values", pa.nulls(len(whole), pa.binary()))
    whole = whole.append_column("source", articles["source"])
    spread = pa.array(np.repeat(np.arange(len(long)), BANDS))
    band = _keyed(long.take(spread), np.zeros_like(bands), bands, slots)
    band = band.append_column("values", long["values"].take(spread))
    band = band.append_column("source", pa.nulls(len(band), pa.string()))
    rows = pa.concat_tables([whole, band])
    return rows.append_column("part", pa.array(np.full(len(rows), part, np.int32)))


def _keyed(articles: pa.Table, high: NDArray[np.uint64], low: NDArray[np.uint64], slots: int) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    slot = ((high ^ low) % np.uint64(slots)).astype(np.int32)
    return pa.table({"slot": slot, "high": high, "low": low, "at": articles["at"], "id": articles["id"]})


def pairs(rows: pa.Table) -> pa.Table:
    """Return the texts that have a key in common with an earlier one, each with the first that has it.

    Args:
        rows: all rows of `key_rows` with one `slot`.

    Returns:
        `at` and `of` (places in the run), the `part` of the one and `of_id`, the id of the other; `similarity` from
        `THRESHOLD` up; `source` of the first one where the whole text is the same, else null.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    high, low, at = (rows[name].to_numpy() for name in ("high", "low", "at"))
    order = np.lexsort((at, low, high))
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = (high[order][1:] != high[order][:-1]) | (low[order][1:] != low[order][:-1])
    first = order[np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))]
    # A text has a key twice where two of its bands have one by chance.
    later = at[order] != at[first]
    left, right = order[later], first[later]
    # Two texts may meet in several bands: that is one pair. In the whole of them is another one.
    whole = rows["source"].is_valid().to_numpy()[left]
    _, once = np.unique(np.stack([at[left], at[right], whole]), axis=1, return_index=True)
    left, right = left[once], right[once]
    values = rows["values"]
    alike = [np.zeros(0)]
    for begin in range(0, len(left), _COMPARED):
        part = slice(begin, begin + _COMPARED)
        alike.append(_similarity(values.take(pa.array(left[part])), values.take(pa.array(right[part]))))
    similarity = np.concatenate(alike)
    found = pa.table(
        {
            "part": rows["part"].take(pa.array(left)),
            "at": at[left],
            "of": at[right],
            "of_id": rows["id"].take(pa.array(right)),
            "similarity": similarity,
            "source": rows["source"].take(pa.array(right)),
        }
    )
    return found.filter(pc.greater_equal(found["similarity"], THRESHOLD))


def _similarity(left: pa.ChunkedArray, right: pa.ChunkedArray) -> NDArray[np.float64]:
    """The share of values that two signatures have in common; 1 where there are none: the whole texts are the same."""
    import numpy as np

    result = np.ones(len(left))
    known = left.is_valid().to_numpy()
    if known.any():
        a, b = (
            np.frombuffer(b"".join(values.drop_null().to_pylist()), np.uint16).reshape(int(known.sum()), -1)
            for values in (left, right)
        )
        result[known] = (a == b).mean(axis=1)
    return result


# ------------------------------------------------------------------------------------------------ over all keys


@dataclass(frozen=True, slots=True)
class Met:
    """What was found out about one text: it was read before from `again`, or it is nearly another one."""

    again: str | None
    copy: Copy | None


def settle(found: Iterable[Mapping[str, Any]]) -> dict[int, dict[int, Met]]:
    """Decide of which text each one is a copy, and which copies belong together.

    Args:
        found: the rows of `pairs` of all slots, in any order.

    Returns:
        by the number of their part and their place in the run, only the texts that were met before.
    """
    met: dict[int, dict[int, Met]] = {}
    nearest: dict[int, tuple[float, int, str, int]] = {}
    for row in found:
        at, of, part = row["at"], row["of"], row["part"]
        if row["source"] is not None:
            met.setdefault(part, {})[at] = Met(row["source"], None)
            continue
        # The most alike; of several the one that was read first.
        best = nearest.get(at)
        if best is None or (row["similarity"], -of) > (best[0], -best[1]):
            nearest[at] = row["similarity"], of, row["of_id"], part
    clusters: dict[int, str] = {}
    for at in sorted(nearest):
        similarity, of, of_id, part = nearest[at]
        clusters[at] = clusters.get(of, of_id)
        # A text that was read before from elsewhere is no article, whatever it is like.
        met.setdefault(part, {}).setdefault(at, Met(None, Copy(clusters[at], of_id, similarity)))
    return met
