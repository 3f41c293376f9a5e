"""The network: the layers of the recogniser, learnt on, and one linear layer that gives all heads of a word.

Everything after the layers is linear in the vectors of words, so that a head over several words is the mean of its
scores over them; `pipeline.facts.readings` computes the same from the ONNX model.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.base import HIDDEN
from models.training.facts.windows import TAGS, Classes, Item, Window
from models.training.network import Layer, Tagger, barred, barred_first
from pipeline.entities.engines.base import TYPES
from pipeline.facts.readings import OF_FIGURE, OF_TIME, OF_WORDS, STEPS, step

KEY = 48
"""Width of the vectors whose product says whose something is."""
SPREAD = 40
"""Words to which one thing to be learnt comes, about: puts the losses of things beside those of words."""
WEIGHTS = {"words": 1.5, "negated": 0.75, "figure": 1.5, "time": 1.5, "owner": 1.5, "name": 3.0}
OWNED = (("words_owner", OF_WORDS), ("figure_owner", OF_FIGURE), ("time_owner", OF_TIME))


def parts(classes: Classes) -> dict[str, int]:
    """Return the parts of a word's vector and their sizes, in their order."""
    return {
        "tag": len(TAGS),
        "words": len(classes.words),
        "negated": 1,
        "figure": len(classes.figure),
        "time": len(classes.time),
        "name": len(classes.name),
        **{name: KEY for name, _ in OWNED},
        "key": KEY,
    }


class FactNetwork(nn.Module):
    """Layers over `hidden`, heads of words, and the tables that `Readings` need."""

    def __init__(self, layers: Sequence[Layer], classes: Classes, dropout: float = 0.15) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        for layer in layers:
            layer.dropout = dropout
        self.parts = parts(classes)
        self.head = nn.Linear(HIDDEN, sum(self.parts.values()))
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.name_type = nn.Parameter(torch.zeros(len(TYPES), KEY))
        self.nobody = nn.Parameter(torch.zeros(len(OWNED)))
        self.distance = nn.Parameter(torch.zeros(len(OWNED), STEPS))
        self.asked_type = nn.Parameter(torch.zeros(len(OWNED), len(TYPES)))
        self.register_buffer("barred", barred(TAGS), persistent=False)
        self.register_buffer("barred_first", barred_first(TAGS), persistent=False)

    def tables(self) -> list[nn.Parameter]:
        """Return the parameters that are no layer."""
        return [self.transitions, self.name_type, self.nobody, self.distance, self.asked_type]

    def forward(self, hidden: Tensor, lengths: Tensor, firsts: Tensor) -> dict[str, Tensor]:
        """Return the parts of the vectors, each (batch, words, size), of windows (batch, pieces, hidden)."""
        mask = (torch.arange(hidden.shape[1])[None] < lengths[:, None])[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        taken = hidden.gather(1, firsts[..., None].expand(-1, -1, HIDDEN))
        vectors = self.head(functional.dropout(taken, 0.2, self.training))
        return dict(zip(self.parts, torch.split(vectors, list(self.parts.values()), -1), strict=True))

    def owner_scores(self, kind: int, asked: Tensor, item: Item, window: Window, keys: Tensor) -> Tensor:
        """Return a score for each name of a window, and one for nobody at the end."""
        places = [n.first - item.last if n.first >= item.last else n.last - item.first - 1 for n in window.names]
        steps = torch.tensor([step(place) for place in places])
        types = torch.tensor([name.type for name in window.names])
        scores = (keys + self.name_type[types]) @ asked / math.sqrt(KEY)
        scores = scores + self.distance[kind][steps] + self.asked_type[kind][types]
        return torch.cat([scores, self.nobody[kind : kind + 1]])

    def loss(self, batch: Sequence[Window]) -> Tensor:
        """Return the loss of a batch, a mean over its words."""
        lines = self(*tensors(batch))
        counts = torch.tensor([len(window.firsts) for window in batch])
        allowed = torch.ones(len(batch), int(counts.max()), len(TAGS), dtype=torch.bool)
        losses: dict[str, list[Tensor]] = defaultdict(list)
        for row, window in enumerate(batch):
            allowed[row, : len(window.firsts)] = torch.from_numpy(window.allowed)
            for name, value in self._losses({part: line[row] for part, line in lines.items()}, window):
                losses[name].append(value)
        words = counts.sum()
        total = SPREAD * Tagger.loss(self, lines["tag"], allowed, counts)  # type: ignore[arg-type]
        for name, values in losses.items():
            total = total + WEIGHTS[name] * torch.stack(values).sum() * SPREAD / words
        return total

    _forward_sum = Tagger._forward_sum

    def _losses(self, lines: dict[str, Tensor], window: Window) -> list[tuple[str, Tensor]]:
        found: list[tuple[str, Tensor]] = []
        keys = torch.stack([lines["key"][n.first : n.last].mean(0) for n in window.names]) if window.names else None
        for (owner, kind), heads in zip(OWNED, (window.spans, window.figures, window.times), strict=True):
            head = ("words", "figure", "time")[kind]
            for item in heads:
                place = slice(item.first, item.last)
                if item.classes:
                    found.append((head, _either(lines[head][place].mean(0), item.classes)))
                if kind == OF_WORDS:
                    target = torch.tensor(float(item.negated))
                    value = functional.binary_cross_entropy_with_logits(lines["negated"][place].mean(), target)
                    found.append(("negated", value))
                if item.stated and keys is not None:
                    scores = self.owner_scores(kind, lines[owner][place].mean(0), item, window, keys)
                    found.append(("owner", _either(scores, item.owners or (len(window.names),))))
        for name in window.names:
            scores = lines["name"][name.first : name.last].mean(0)
            found.append(("name", functional.binary_cross_entropy_with_logits(scores, torch.tensor(name.roles))))
        return found


def _either(scores: Tensor, right: Sequence[int]) -> Tensor:
    """Return the negative log-likelihood of one of several right classes."""
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[list(right)], 0)


def tensors(batch: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor]:
    """Return hidden (batch, pieces, hidden), lengths (batch), firsts (batch, words) of windows."""
    pieces = max(len(window.hidden) for window in batch)
    hidden = torch.zeros(len(batch), pieces, HIDDEN)
    firsts = torch.zeros(len(batch), max(len(window.firsts) for window in batch), dtype=torch.long)
    for row, window in enumerate(batch):
        hidden[row, : len(window.hidden)] = torch.from_numpy(window.hidden.astype(np.float32))
        firsts[row, : len(window.firsts)] = torch.tensor(window.firsts)
    return hidden, torch.tensor([len(window.hidden) for window in batch]), firsts
