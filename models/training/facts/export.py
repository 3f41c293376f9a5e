"""From the trained network to the folder that is shipped, and from the recogniser's file to layers to begin with."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from models.training.base import HIDDEN
from models.training.export import CLIP, layer_nodes, new_graph, quantized
from models.training.facts.network import FactNetwork
from models.training.facts.windows import TAGS, Classes
from models.training.network import Layer
from pipeline.entities.engines.base import TYPES
from pipeline.facts.tagger import PROTOCOL


def layers_of(model: Path) -> list[Layer]:
    """Return the layers of a model in 8 bits, in float32 again."""
    arrays = {array.name: numpy_helper.to_array(array) for array in onnx.load(model).graph.initializer}

    def weight(name: str) -> torch.Tensor:
        if name in arrays:
            return torch.from_numpy(arrays[name].copy())
        steps, scale = arrays[f"{name}_quantized"].astype(np.float32), arrays[f"{name}_scale"]
        return torch.from_numpy(steps * scale)

    layers: list[Layer] = []
    while f"l{len(layers)}.fi.bias" in arrays:
        own = f"l{len(layers)}"
        layer = Layer(0.0)
        state = {f"{name}.weight": weight(f"{own}.{name}.w").T.contiguous() for name in ("qkv", "ao", "fi", "fo")}
        state |= {f"{name}.bias": weight(f"{own}.{name}.bias") for name in ("qkv", "fi")}
        state |= {f"{name}.bias": weight(f"{own}.{name}.b") for name in ("ao", "fo")}
        norms = [f"{norm}.{part}" for norm in ("aln", "oln") for part in ("weight", "bias")]
        state |= {name: weight(f"{own}.{name}") for name in norms}
        layer.load_state_dict(state)
        layers.append(layer)
    return layers


def network_of(folder: Path) -> tuple[FactNetwork, Classes]:
    """Return the network of a folder that was written before, to go on from it, and its classes."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    classes = Classes(**{name: tuple(values) for name, values in meta["classes"].items()})
    network = FactNetwork(layers_of(folder / "model.onnx"), classes)
    arrays = {a.name: numpy_helper.to_array(a) for a in onnx.load(folder / "model.onnx").graph.initializer}
    tables = {name: torch.tensor(values) for name, values in meta["tables"].items()}
    with torch.no_grad():
        network.head.weight.copy_(torch.from_numpy(arrays["head.w"].T.copy()))
        network.head.bias.copy_(torch.from_numpy(arrays["head.b"].copy()))
        network.transitions.copy_(tables["steps"].masked_fill(network.barred < 0, 0.0))  # type: ignore[operator]
        for name in ("name_type", "distance", "asked_type", "nobody"):
            getattr(network, name).copy_(tables[name])
    return network, classes


def write_folder(network: FactNetwork, classes: Classes, folder: Path, encoder: str, recipe: dict[str, Any]) -> None:
    """Write `model.onnx` in 8 bits and `meta.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "model.onnx"
    quantized(_graph(network), target)
    numbers = {name: _rounded(value) for name, value in _tables(network).items()}
    meta = {
        "protocol": PROTOCOL,
        "encoder": encoder,
        "tags": TAGS,
        "classes": {name: getattr(classes, name) for name in ("words", "figure", "time", "name")},
        "types": TYPES,
        "parts": network.parts,
        "sha256": {"model.onnx": hashlib.sha256(target.read_bytes()).hexdigest()},
        **recipe,
        "tables": numbers,
    }
    (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tables(network: FactNetwork) -> dict[str, np.ndarray]:
    steps = network.transitions + network.barred
    tables = {
        "steps": steps,
        "start": network.barred_first,
        "name_type": network.name_type,
        "distance": network.distance,
        "asked_type": network.asked_type,
        "nobody": network.nobody,
    }
    return {name: table.detach().numpy() for name, table in tables.items()}  # type: ignore[union-attr]


def _rounded(table: np.ndarray) -> Any:
    return np.round(table.astype(np.float64), 4).tolist()


def _graph(network: FactNetwork) -> onnx.ModelProto:
    """Return the network as float32 ONNX: `hidden` (1, pieces, hidden) to `vectors` (1, pieces, size)."""
    state = {f"encoder.{name}": tensor.detach().numpy() for name, tensor in network.state_dict().items()}
    g = new_graph(CLIP)
    x = "hidden"
    for number in range(len(network.layers)):
        x = layer_nodes(g, state, number, x)
    g.weight("head.w", state["encoder.head.weight"].T)
    g.weight("head.b", state["encoder.head.bias"])
    g.add("MatMul", [x, "head.w"], "head.out")
    g.add("Add", ["head.out", "head.b"], "vectors")
    size = sum(network.parts.values())
    given = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, "pieces", HIDDEN])
    got = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, "pieces", size])
    return g.model("naba-facts", [given], [got])
