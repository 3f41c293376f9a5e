"""Folders of models: a network, its tables in `meta.json`, and the checksums that tell whether all of it is whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.entities.engines.base import EngineError

REPAIR = "Install naba again: pip install --force-reinstall naba"


def read_meta(folder: Path, protocol: int, what: str = "NER model") -> dict[str, Any]:
    """Return what `meta.json` of a model folder says.

    Raises:
        EngineError: there is no model, or it is not of the `protocol` that the caller reads.
    """
    try:
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EngineError(f"There is no {what} in {folder}: meta.json is missing. {REPAIR}") from error
    except (OSError, ValueError) as error:
        raise EngineError(f"{folder / 'meta.json'} cannot be read ({error}). {REPAIR}") from error
    if meta.get("protocol") != protocol:
        found = meta.get("protocol")
        raise EngineError(f"The {what} in {folder} has protocol {found!r}, this naba reads {protocol}. {REPAIR}")
    return meta


def open_network(folder: Path, what: str = "NER model", threads: int = 1) -> Any:
    """Return the session of onnxruntime for the network of a model folder.

    Raises:
        EngineError: it cannot be read.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # the fused kernel is slower than its parts
        )
    except Exception as error:
        raise EngineError(f"The {what} in {folder} cannot be read ({error}). {REPAIR}") from error


def damaged(folder: Path, protocol: int, what: str = "NER model") -> list[str]:
    """Return the files of a model folder whose SHA-256 is not that of its `meta.json`.

    Raises:
        EngineError: there is no model, or not one of the protocol.
    """
    sums: dict[str, str] = read_meta(folder, protocol, what)["sha256"]
    return [name for name, wanted in sums.items() if _sha256(folder / name) != wanted]


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
