"""The fact tagger: what a small network, learnt from gold articles, reads in the words that the recogniser embedded.

It has the words from the recogniser of names (`Encoded`), and layers of its own. For each word it gives one vector, of
whose parts `Readings` are made: the words that state causes and carry statements, what a figure measures, whose it is,
what a time dates, who went down.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.document import Encoded
from pipeline.entities.engines.folder import open_network, read_meta
from pipeline.resources import fact_model_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROTOCOL = 1
"""The form of the folder that this code reads; `meta.json` says which one it has."""


class FactTagger:
    """The network and its tables. The network itself is loaded when it is first asked."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read the tables of a model.

        Raises:
            EngineError: the folder is not a model that this code reads.
        """
        import numpy

        self._folder = folder or fact_model_dir()
        meta = read_meta(self._folder, PROTOCOL, "fact tagger")
        self.checksum: str = meta["sha256"]["model.onnx"]
        self.encoder: str = meta["encoder"]
        """The SHA-256 of the recogniser's model, whose embedded words this one reads."""
        self.tags: tuple[str, ...] = tuple(meta["tags"])
        self.classes: dict[str, tuple[str, ...]] = {name: tuple(values) for name, values in meta["classes"].items()}
        self.types: tuple[str, ...] = tuple(meta["types"])
        self.tables: dict[str, NDArray[np.float32]] = {
            name: numpy.array(values, numpy.float32) for name, values in meta["tables"].items()
        }
        self._parts: dict[str, int] = meta["parts"]

    @cached_property
    def _session(self) -> Any:
        return open_network(self._folder, "fact tagger")

    def __call__(self, window: Encoded) -> dict[str, NDArray[np.float32]]:
        """Return the parts of the vectors of a window's words, each of shape (words, size of the part)."""
        import numpy

        hidden = window.hidden.astype(numpy.float32)[None]
        vectors = self._session.run(None, {"hidden": hidden})[0][0][list(window.firsts)]
        parts: dict[str, NDArray[np.float32]] = {}
        at = 0
        for name, size in self._parts.items():
            parts[name] = vectors[:, at : at + size]
            at += size
        return parts

    @classmethod
    def over(cls, checksum: str) -> FactTagger | None:
        """Return the shipped tagger if it reads the words of the recogniser of this checksum."""
        tagger = cls()
        return tagger if tagger.fits(checksum) else None

    def fits(self, checksum: str) -> bool:
        """Whether the recogniser of this checksum is the one whose embedded words the tagger reads."""
        return checksum == self.encoder


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores of shape (n,) as probabilities."""
    import numpy

    likely: NDArray[np.float32] = numpy.exp(scores - scores.max())
    likely /= likely.sum()
    return likely
