"""From the trained network to the file that is shipped: an ONNX graph of fused nodes, its weights in 8 bits.

The exporters of torch give a graph that onnxruntime does not fuse, so the nodes of `com.microsoft` are written here.
One window runs at a time, so there is no padding and no mask.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from models.training.base import HEADS, HIDDEN

_OPSET = 17
_MS = "com.microsoft"
_EPSILON = 1e-12
CLIP = 8.0
"""What comes out of GELU is cut here: one piece in ten thousand is greater, and its size would take the steps of all
others when the layer is measured in 8 bits (over three held-out sets 8 bits then lose 0.0 points, not 0.7)."""


class Graph:
    """Nodes and weights in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, array: np.ndarray) -> str:
        """Add a weight; return its name."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        """Add a node with one output; return the output's name."""
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def model(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """Return the model of all nodes and weights."""
        return helper.make_model(
            helper.make_graph(self.nodes, name, inputs, outputs, self.weights),
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MS, 1)],
            ir_version=9,
        )


def new_graph(clip: float) -> Graph:
    """Return an empty graph with the bounds for what comes out of GELU."""
    g = Graph()
    g.weight("least", np.array(-clip, np.float32))
    g.weight("most", np.array(clip, np.float32))
    return g


def graph(state: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Return the network as float32 ONNX, the embeddings of pieces in 8 bits with a scale for each.

    Input `ids` (1, pieces) of int64, outputs of float32: `scores` (1, pieces, labels) and `hidden` (1, pieces,
    hidden), the embedded pieces with which the layers begin: those of the fact tagger begin with them too.
    """
    g = new_graph(CLIP)
    word = state["encoder.word.weight"]
    scale = np.maximum(np.abs(word).max(1, keepdims=True), 1e-8).astype(np.float32) / 127
    g.weight("word.q", np.clip(np.round(word / scale), -127, 127).astype(np.int8))
    g.weight("word.scale", scale)
    g.add("Gather", ["word.q", "ids"], "rows.q")
    g.add("Cast", ["rows.q"], "rows.f", to=TensorProto.FLOAT)
    g.add("Gather", ["word.scale", "ids"], "rows.scale")
    g.add("Mul", ["rows.f", "rows.scale"], "rows")
    g.add("Shape", ["ids"], "length", start=1, end=2)
    g.weight("zero", np.array([0], np.int64))
    g.add("Slice", [g.weight("pos", state["encoder.pos.weight"]), "zero", "length"], "places")
    g.add("Add", ["rows", "places"], "sum")
    names = [g.weight(f"ln.{part}", state[f"encoder.ln.{part}"]) for part in ("weight", "bias")]
    x = g.add("LayerNormalization", ["sum", *names], "embedded", axis=-1, epsilon=_EPSILON)
    g.add("Identity", [x], "hidden")
    layers = sum(name.endswith(".fi.bias") for name in state)
    for i in range(layers):
        x = layer_nodes(g, state, i, x)
    g.weight("head.w", state["head.weight"].T)
    g.weight("head.b", state["head.bias"])
    g.add("MatMul", [x, "head.w"], "head.out")
    g.add("Add", ["head.out", "head.b"], "scores")
    labels = len(state["head.bias"])
    return g.model(
        "naba-ner",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "pieces"])],
        [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, "pieces", labels]),
            helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, "pieces", HIDDEN]),
        ],
    )


def layer_nodes(g: Graph, state: dict[str, np.ndarray], number: int, x: str) -> str:
    """Add the nodes of layer `number`, whose input is called `x`; return the name of its output."""
    own, to = f"encoder.layers.{number}", f"l{number}"

    def weight(name: str) -> str:
        return g.weight(f"{to}.{name}.w", state[f"{own}.{name}.weight"].T)

    def vector(name: str, part: str) -> str:
        return g.weight(f"{to}.{name}.{part}", state[f"{own}.{name}.{part}"])

    attended = g.add("Attention", [x, weight("qkv"), vector("qkv", "bias")], f"{to}.attention", _MS, num_heads=HEADS)
    x = _normed(g, state, number, "ao", "aln", attended, x)
    inner = g.add("MatMul", [x, weight("fi")], f"{to}.fi")
    # Apart, not as BiasGelu: onnxruntime adds the bias within the product, and GELU alone takes two thirds of the time.
    inner = g.add("Add", [inner, vector("fi", "bias")], f"{to}.fi.biased")
    inner = g.add("Gelu", [inner], f"{to}.gelu", _MS)
    inner = g.add("Clip", [inner, "least", "most"], f"{to}.clip")
    return _normed(g, state, number, "fo", "oln", inner, x)


def _normed(g: Graph, state: dict[str, np.ndarray], number: int, linear: str, norm: str, inner: str, x: str) -> str:
    """Add the linear layer over `inner`, the residual and the normalisation.

    Apart, not as SkipLayerNormalization: on a CPU that one kernel takes eight times as long as its parts.
    """
    own, to = f"encoder.layers.{number}", f"l{number}"
    g.weight(f"{to}.{linear}.w", state[f"{own}.{linear}.weight"].T)
    g.weight(f"{to}.{linear}.b", state[f"{own}.{linear}.bias"])
    for part in ("weight", "bias"):
        g.weight(f"{to}.{norm}.{part}", state[f"{own}.{norm}.{part}"])
    out = g.add("MatMul", [inner, f"{to}.{linear}.w"], f"{to}.{linear}")
    out = g.add("Add", [out, f"{to}.{linear}.b"], f"{to}.{linear}.biased")
    out = g.add("Add", [out, x], f"{to}.{linear}.sum")
    names = [f"{to}.{norm}.{part}" for part in ("weight", "bias")]
    return g.add("LayerNormalization", [out, *names], f"{to}.{norm}", axis=-1, epsilon=_EPSILON)


def write(state: dict[str, np.ndarray], target: Path, float_target: Path) -> None:
    """Write the model in 8 bits to `target`, in float32 to `float_target`."""
    made = graph(state)
    onnx.save(made, float_target)
    quantized(made, target)


def quantized(made: onnx.ModelProto, target: Path) -> None:
    """Write a model in 8 bits. The last layer (`head.out`) stays in float32."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        made,
        target,
        op_types_to_quantize=["MatMul", "Attention"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=["head.out"],
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def numpy_state(state: dict[str, object]) -> dict[str, np.ndarray]:
    """Return the weights of torch as arrays."""
    return {name: tensor.detach().numpy() for name, tensor in state.items()}  # type: ignore[attr-defined]
