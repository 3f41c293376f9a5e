"""The engine that naba ships: a small encoder in 8 bits on onnxruntime, labels by a CRF. No torch, no network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.document import Encoded
from pipeline.entities.engines.base import EngineError, Tag, runs
from pipeline.entities.engines.crf import best_paths, marginals
from pipeline.entities.engines.folder import REPAIR, open_network, read_meta
from pipeline.resources import model_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROTOCOL = 1
"""The form of the folder that this code reads; `meta.json` says which one it has."""
_CACHED_WORDS = 20_000
_LONGEST_WORD = 200
"""Letters of a word that are looked at; no name has more, and a hostile word must not cost more."""


class EmbeddedEngine:
    """Tags sentences with the shipped model, or with one of the same form from another folder.

    Sentences are read in windows of several, in their order, one window at a time: what a window gives depends on
    nothing but its words, and memory does not grow with the article.
    """

    name = "embedded"

    def __init__(self, model: Path | str | None = None, threads: int = 1) -> None:
        """Load the model.

        Raises:
            EngineError: onnxruntime or tokenizers is missing, or the folder is not a model that this code reads.
        """
        folder = Path(model) if model is not None else model_dir()
        meta = read_meta(folder, PROTOCOL)
        try:
            import numpy
            from tokenizers import Tokenizer

            self._session: Any = open_network(folder, threads=threads)
        except ImportError as error:
            raise EngineError(f"The embedded NER engine needs the package {error.name}. {REPAIR}") from error
        try:
            tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise EngineError(f"The NER model in {folder} cannot be read ({error}). {REPAIR}") from error
        self.checksum: str = meta["sha256"]["model.onnx"]
        self._labels: tuple[str, ...] = tuple(meta["labels"])
        self._types = {label[2:].upper(): label[2:] for label in self._labels if label != "O"}
        self._steps: NDArray[np.float32] = numpy.array(meta["transitions"], numpy.float32)
        self._start: NDArray[np.float32] = numpy.array(meta["start"], numpy.float32)
        self._window: int = meta["window"]
        self._ends: tuple[int, int] = (tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>"))
        self._unknown = tokenizer.token_to_id("<unk>")

        @lru_cache(maxsize=_CACHED_WORDS)
        def pieces(word: str) -> tuple[int, ...]:
            ids = tokenizer.encode(word[:_LONGEST_WORD], add_special_tokens=False).ids
            return tuple(ids[: self._window - 2]) or (self._unknown,)

        self._pieces = pieces

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[Tag] | None]:
        """Tag sentences; there is always one label a word, so no item is None."""
        return self.read(sentences)[0]

    def read(self, sentences: Sequence[Sequence[str]]) -> tuple[list[list[Tag] | None], list[Encoded]]:
        """Tag sentences, and return the words of each window as they are embedded: others read them too."""
        found: list[list[Tag] | None] = [[] for _ in sentences]
        rows_of = self._windows(sentences)
        emitted, encoded = [], []
        for rows in rows_of:
            words = tuple((row.sentence, row.first + at) for row in rows for at in range(len(row.pieces)))
            scores, window = self._encode([piece for row in rows for piece in row.pieces], words)
            emitted.append(scores)
            encoded.append(window)
        for rows, labels, sure in zip(rows_of, *self._labels_of(emitted), strict=True):
            at = 0
            for row in rows:
                count = len(row.pieces)
                tags = runs(labels[at : at + count], sure[at : at + count], self._types)
                shifted = (Tag(tag.first + row.first, tag.last + row.first, tag.type, tag.score) for tag in tags)
                found[row.sentence].extend(shifted)  # type: ignore[union-attr]
                at += count
        return found, encoded

    def _windows(self, sentences: Sequence[Sequence[str]]) -> list[list[_Row]]:
        """Pack the sentences into windows. One that is too long alone is cut between words."""
        windows: list[list[_Row]] = []
        room = 0
        for number, words in enumerate(sentences):
            pieces = [self._pieces(word) for word in words]
            size = sum(map(len, pieces))
            if size > room or not windows:
                windows.append([])
                room = self._window - 2
            first = 0
            for index, piece in enumerate(pieces):
                if len(piece) > room:
                    if index > first:
                        windows[-1].append(_Row(number, first, pieces[first:index]))
                    windows.append([])
                    room, first = self._window - 2, index
                room -= len(piece)
            if len(pieces) > first:
                windows[-1].append(_Row(number, first, pieces[first:]))
        return [window for window in windows if window]

    def _encode(
        self, pieces: Sequence[tuple[int, ...]], words: tuple[tuple[int, int], ...]
    ) -> tuple[NDArray[np.float32], Encoded]:
        """Return what each label of each word of a window scores, shape (words, labels), and the window as encoded."""
        import numpy

        ids = [self._ends[0]]
        firsts: list[int] = []
        for piece in pieces:
            firsts.append(len(ids))
            ids.extend(piece)
        ids.append(self._ends[1])
        scores, hidden = self._session.run(("scores", "hidden"), {"ids": numpy.array([ids], numpy.int64)})
        return scores[0][firsts], Encoded(words, tuple(firsts), hidden[0].astype(numpy.float16))

    def _labels_of(self, emitted: Sequence[NDArray[np.float32]]) -> tuple[list[list[str]], list[list[float]]]:
        """Return the label of each word of each window, and how sure the network is of it."""
        paths = best_paths(emitted, self._steps, self._start)
        likely = marginals(emitted, self._steps, self._start)
        sure = [[float(of[at, label]) for at, label in enumerate(path)] for path, of in zip(paths, likely, strict=True)]
        return [[self._labels[label] for label in path] for path in paths], sure


class _Row:
    """Words of one sentence from `first` on, as pieces."""

    __slots__ = ("first", "pieces", "sentence")

    def __init__(self, sentence: int, first: int, pieces: Sequence[tuple[int, ...]]) -> None:
        self.sentence = sentence
        self.first = first
        self.pieces = pieces
