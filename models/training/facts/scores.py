"""How good the network is on held-out windows, head by head: for the log of a training run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

from models.training.facts.network import OWNED, FactNetwork, tensors
from models.training.facts.windows import TAGS, Window
from pipeline.entities.engines.base import runs
from pipeline.entities.engines.crf import best_path

Span = tuple[int, int, str]


@torch.no_grad()
def scores(network: FactNetwork, held: Sequence[Window]) -> dict[str, float]:
    """Return the share that is right of each head where gold states something, and the F1 of spans by type.

    A span is found when it shares at least half of the words with one of gold of its type, together counted.
    """
    network.eval()
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for window in held:
        lines = {name: line[0] for name, line in network(*tensors([window])).items()}
        for kind, span in _found(network, lines["tag"], window):
            found[kind] += 1
            right[kind] += span
        for item in window.spans:
            if not window.allowed[item.first, 0]:
                tag = next(t for t, allowed in zip(TAGS, window.allowed[item.first], strict=True) if allowed)
                asked[tag[2:]] += 1
        for name, hit in _heads(network, lines, window):
            asked[name] += 1
            right[name] += hit
    result = {name: right[name] / asked[name] for name in asked if name not in found}
    return result | {kind: 2 * right[kind] / (found[kind] + asked[kind]) for kind in found}


def _found(network: FactNetwork, line: Tensor, window: Window) -> list[tuple[str, bool]]:
    """Return the type of each span on the best path, and whether gold has one of its type there."""
    steps = (network.transitions + network.barred).numpy()
    path = [TAGS[tag] for tag in best_path(line.numpy(), steps, network.barred_first.numpy())]
    spans: list[Span] = [(tag.first, tag.last, tag.type) for tag in runs(path)]
    return [(span[2], any(_overlap(span, item.first, item.last, window) for item in window.spans)) for span in spans]


def _overlap(span: Span, first: int, last: int, window: Window) -> bool:
    if not window.allowed[first, TAGS.index(f"B-{span[2]}")]:
        return False
    shared = min(span[1], last) - max(span[0], first)
    return 4 * shared >= (span[1] - span[0]) + (last - first)


def _heads(network: FactNetwork, lines: dict[str, Tensor], window: Window) -> list[tuple[str, bool]]:
    results: list[tuple[str, bool]] = []
    keys = torch.stack([lines["key"][n.first : n.last].mean(0) for n in window.names]) if window.names else None
    for (owner, kind), items in zip(OWNED, (window.spans, window.figures, window.times), strict=True):
        head = ("words", "figure", "time")[kind]
        for item in items:
            if not item.stated or not item.classes:
                continue
            place = slice(item.first, item.last)
            results.append((f"class of {head}", int(lines[head][place].mean(0).argmax()) in item.classes))
            if keys is not None and item.owners:
                best = int(network.owner_scores(kind, lines[owner][place].mean(0), item, window, keys).argmax())
                results.append((f"owner of {head}", best in item.owners))
    return results
