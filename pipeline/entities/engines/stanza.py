"""Names by Stanza (extra `stanza`): its NER processor over a model from a file or folder, or over what it fetched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipeline.entities.engines.base import CONLL, EngineError, Tag, matched, runs

INSTALL = "pip install torch==2.13.0 && pip install 'naba[stanza]'"
"""torch first and by this pin: asked for it through the extra, pip takes gigabytes of CUDA."""
FETCH = "python -c \"import stanza; stanza.download('ar', processors='tokenize,ner')\""

_PARTS = ("pretrain", "forward_charlm", "backward_charlm")
"""What a model may need beside itself: vectors of words, language models of characters."""
_IOB = {"S": "B", "E": "I"}


class StanzaEngine:
    """Finds persons, places, organizations and other names with Stanza; it has no scores, so that all are 1."""

    name = "stanza"

    def __init__(self, model: Path | str | None = None) -> None:
        """Load a model: one that Stanza fetched for Arabic, a file, or a folder.

        A folder is laid out as Stanza's own of a language: `ner/NAME.pt`, and where the model needs them
        `pretrain/NAME.pt`, `forward_charlm/NAME.pt`, `backward_charlm/NAME.pt`. A file `ner/NAME.pt` in such a folder
        finds its neighbours too.

        Raises:
            EngineError: Stanza or torch is not installed, or there is no model, or a part of it is missing.
        """
        stanza = _import("stanza")
        options = _fetched() if model is None else _local(Path(model))
        try:
            with _offline(), tempfile.TemporaryDirectory() as folder:
                # A pipeline wants a list of resources, even where all its parts are named.
                blank = Path(folder, "resources.json")
                blank.write_text("{}", encoding="utf-8")
                if model is not None:
                    options |= {"resources_filepath": str(blank), "allow_unknown_language": True}
                self._pipeline: Any = stanza.Pipeline(
                    "ar", download_method=None, tokenize_pretokenized=True, logging_level="CRITICAL", **options
                )
        # A file that is no model fails anywhere, by any error.
        except Exception as error:
            what = "Stanza's own model" if model is None else f"The model {model}"
            raise EngineError(f"{what} cannot be loaded ({_line(error)}): {FETCH}") from error
        tagger = self._pipeline.processors["ner"].trainers[0].model
        # Stanza itself goes on without them, with random vectors.
        if model is not None and "word_emb" in tagger.unsaved_modules and "ner_pretrain_path" not in options:
            raise EngineError(f"The model {model} lacks its vectors of words, pretrain/NAME.pt: {FETCH}")
        path = self._pipeline.processors["ner"].model_paths[0]
        self.checksum: str = Path(path).stem if model is None else _checksum(options)

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[list[Tag] | None]:
        """Tag sentences: one item each, None where Stanza's tokens are not our words."""
        found: list[list[Tag] | None] = [[] for _ in sentences]
        # Stanza fails at a sentence without words.
        full = [index for index, words in enumerate(sentences) if words]
        if not full:
            return found
        document = self._pipeline([list(sentences[index]) for index in full])
        if len(document.sentences) != len(full):
            return [None if words else [] for words in sentences]
        for index, sentence in zip(full, document.sentences, strict=True):
            own = matched(sentences[index], [_iob(token.ner) for token in sentence.tokens])
            found[index] = None if own is None else runs(own, types=CONLL)
        return found


def _checksum(options: dict[str, Any]) -> str:
    """Return one SHA-256 over a model and its parts."""
    paths = [Path(options[name]) for name in sorted(options) if name.endswith("_path") and name.startswith("ner_")]
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in paths)).hexdigest()


def _iob(label: str) -> str:
    """Return a label of BIOES as one of IOB."""
    prefix, dash, kind = label.partition("-")
    return _IOB.get(prefix, prefix) + dash + kind


def _fetched() -> dict[str, Any]:
    """Return how to load the model that Stanza fetched."""
    folder = Path(_import("stanza.resources.common").DEFAULT_MODEL_DIR)
    if not (folder / "resources.json").is_file() or not any(folder.glob("ar/ner/*.pt")):
        raise EngineError(f"Stanza has no Arabic model for names here: {FETCH}")
    return {"dir": str(folder), "processors": "tokenize,ner"}


def _local(model: Path) -> dict[str, Any]:
    """Return how to load a model of the user's own, with its parts."""
    file = model if model.is_file() else _only(model / "ner")
    if file is None:
        raise EngineError(f"{model} is neither a model of Stanza nor a folder with ner/NAME.pt: {FETCH}")
    options: dict[str, Any] = {"processors": {"tokenize": "default", "ner": "default"}, "ner_model_path": str(file)}
    if file.parent.name == "ner":
        parts = {part: _only(file.parent.parent / part) for part in _PARTS}
        options |= {f"ner_{part}_path": str(path) for part, path in parts.items() if path}
    return options


def _only(folder: Path) -> Path | None:
    """Return the one model in a folder, or None where there is none."""
    files = sorted(folder.glob("*.pt"))
    if len(files) > 1:
        names = ", ".join(file.name for file in files)
        raise EngineError(f"{folder} has several files ({names}), of which all but the right one must go: ls {folder}")
    return files[0] if files else None


@contextmanager
def _offline() -> Iterator[None]:
    """Keep the model from the network: one that was tuned with a transformer would look for that on a hub."""
    with patch.object(_import("huggingface_hub.constants"), "HF_HUB_OFFLINE", True):
        yield


def _import(name: str) -> Any:
    """Import what the extra brings."""
    try:
        return import_module(name)
    except (ImportError, OSError) as error:
        raise EngineError(f"Stanza cannot be imported ({_line(error)}): {INSTALL}") from error


def _line(error: BaseException) -> str:
    """Return the first line of what went wrong first, without its stop: Stanza can stumble over its own report."""
    while error.__context__ is not None:
        error = error.__context__
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(". ")
