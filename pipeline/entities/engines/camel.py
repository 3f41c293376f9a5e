"""Names by camel-tools (extra `camel`): its `NERecognizer` over a folder, or over what `camel_data` fetched."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipeline.entities.engines.base import CONLL, OUTSIDE, EngineError, Tag, matched, runs

INSTALL = "pip install torch==2.13.0 && pip install 'naba[camel]'"
"""torch first and by this pin: asked for it through the extra, pip takes gigabytes of CUDA."""
FETCH = "camel_data -i ner-arabert"

_COMPONENT = "NamedEntityRecognition"
_PIECES = 254
"""What NERecognizer has room for in one segment: 256 less the two special pieces."""
_EMPTY_CATALOGUE = '{"version": "none", "packages": {}, "components": {}}'


class CamelEngine:
    """Finds persons, places, organizations and other names with camel-tools; it has no scores, so that all are 1."""

    name = "camel"

    def __init__(self, model: Path | str | None = None) -> None:
        """Load a model: a folder of a BertForTokenClassification with its tokenizer, or that of `camel_data`.

        Raises:
            EngineError: camel-tools or torch is not installed, or there is no model.
        """
        # First of all: without camel-tools there is no camel_data to fetch a model with.
        _import("camel_tools")
        folder = _downloaded() if model is None else Path(model)
        # A path that is no folder is to transformers the name of a model on its hub.
        if not (folder / "config.json").is_file() or not any(
            (folder / file).is_file() for file in ("vocab.txt", "tokenizer.json")
        ):
            raise EngineError(f"{folder} has no model for camel-tools (config.json, weights, vocab.txt): {FETCH}")
        with _importable():
            recognizer = _import("camel_tools.ner").NERecognizer
        try:
            self._recognizer: Any = recognizer(str(folder))
        # A file that is no model fails anywhere, by any error.
        except Exception as error:
            raise EngineError(f"The model in {folder} cannot be loaded ({_line(error)}): {FETCH}") from error
        # A plain BERT loads as well, with random weights for labels that it never saw.
        if OUTSIDE not in self._recognizer.labels_map.values():
            raise EngineError(f"The model in {folder} does not label names: {FETCH}")
        self.checksum: str = folder.name if model is None else _checksum(folder)

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[Tag] | None]:
        """Tag sentences: one item each, None where the labels do not fit the words.

        NERecognizer leaves out words of which its tokenizer keeps nothing (marks without a letter), and fails for all
        sentences where one word has more pieces than a segment. Long sentences it cuts, each word with its label.
        """
        fitting = [index for index, words in enumerate(sentences) if self._fits(words)]
        predicted = self._recognizer.predict([list(sentences[index]) for index in fitting])
        found: list[list[Tag] | None] = [None] * len(sentences)
        for index, labels in zip(fitting, predicted, strict=True):
            own = matched(sentences[index], labels)
            found[index] = None if own is None else runs(own, types=CONLL)
        return found

    def _fits(self, words: Sequence[str]) -> bool:
        tokenize = self._recognizer.tokenizer.tokenize
        return all(len(tokenize(word)) <= _PIECES for word in words)


def _checksum(folder: Path) -> str:
    """Return one SHA-256 over the weights, the vocabulary and the settings of a model."""
    files = sorted(file for file in folder.iterdir() if file.suffix in (".bin", ".json", ".safetensors", ".txt"))
    return sha256(b"".join(sha256(file.read_bytes()).digest() for file in files)).hexdigest()


def _downloaded() -> Path:
    """Return the folder of the recogniser's default model among the user's data of camel-tools."""
    if not _catalogue().is_file():
        raise EngineError(f"camel-tools has no model here: {FETCH}")
    try:
        component = _import("camel_tools.data").CATALOGUE.components[_COMPONENT]
        return Path(component.datasets[component.default].path)
    # Half a file, or one of another version: camel_data itself would stumble over it, and fetches a missing one.
    except (ValueError, KeyError, TypeError) as error:
        raise EngineError(f"The catalogue of camel-tools cannot be used ({_line(error)}): rm {_catalogue()}") from error


def _catalogue() -> Path:
    """Return where camel-tools looks for its catalogue. To ask it would be to import it."""
    folder = os.environ.get("CAMELTOOLS_DATA")
    return Path(folder).expanduser() / "catalogue.json" if folder else Path.home() / ".camel_tools" / "catalogue.json"


@contextmanager
def _importable() -> Iterator[None]:
    """Let `camel_tools.ner` be imported without network and home.

    Where the catalogue is missing, its import makes a folder in the home and fetches the catalogue, and fails without
    a network. So it gets an empty one in a folder of ours, and what was imported with that is forgotten: whoever
    imports camel-tools later in this process gets it as it is.
    """
    if "camel_tools.data" in sys.modules or _catalogue().is_file():
        yield
        return
    # Libraries below it work out paths from the home when they are imported: they must see the real one.
    for name in ("torch", "transformers", "camel_tools"):
        _import(name)
    before = set(sys.modules)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "catalogue.json").write_text(_EMPTY_CATALOGUE, encoding="utf-8")
        try:
            with patch.dict(os.environ, dict.fromkeys(("CAMELTOOLS_DATA", "HOME", "USERPROFILE"), folder)):
                yield
        finally:
            for name in set(sys.modules) - before:
                if name.startswith("camel_tools."):
                    del sys.modules[name]


def _import(name: str) -> Any:
    """Import what the extra brings."""
    try:
        return import_module(name)
    except (ImportError, OSError) as error:
        raise EngineError(f"camel-tools cannot be imported ({_line(error)}): {INSTALL}") from error


def _line(error: BaseException) -> str:
    """Return the first line of what an error says, without its stop."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(". ")
