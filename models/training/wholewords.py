"""Whole words for the tokenizer: what the news write often, and what would fall to pieces, becomes one piece.

Fewer pieces a word make the recogniser faster by as much. What a new piece means is learnt from what its parts meant:
in snippets of the news, the lowest layers must say of the whole word what they said of its parts.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from models.training.base import HIDDEN, full_tokenizer
from models.training.batches import pieces
from models.training.network import Encoder

_START = "▁"
_MARGIN = 0.1
"""How much likelier a whole word is than its parts: enough to be taken, too little to take part in other words."""
_DEPTH = 4
"""Layers that must agree. What comes above reads only them."""
_AROUND = 2
_SNIPPETS = 6
_BATCH = 128
_RATE = 2e-3
log = logging.getLogger(__name__)


def chosen(counts: Mapping[str, float], tokenizer: Tokenizer, size: int) -> list[str]:
    """Return the `size` words of Arabic letters that save most pieces, best first."""
    words = [word for word, count in counts.items() if count > 1 and all("\u0621" <= c <= "\u064a" for c in word)]
    saved: dict[str, float] = {}
    for start in range(0, len(words), 20_000):
        chunk = words[start : start + 20_000]
        for word, encoding in zip(chunk, tokenizer.encode_batch(chunk, add_special_tokens=False), strict=True):
            saved[word] = counts[word] * (len(encoding.ids) - 1)
    ranked = sorted((word for word in saved if saved[word]), key=lambda word: -saved[word])
    return ranked[:size]


def extended(tokenizer: Tokenizer, words: Sequence[str]) -> Tokenizer:
    """Return a tokenizer with the words as pieces after all others."""
    rows = _rows(tokenizer)
    scores = dict(rows)
    for word, encoding in zip(words, tokenizer.encode_batch(list(words), add_special_tokens=False), strict=True):
        rows.append((_START + word, sum(scores[piece] for piece in encoding.tokens) + _MARGIN))
    return full_tokenizer([piece for piece, _ in rows], [score for _, score in rows])


def without(tokenizer: Tokenizer, size: int) -> tuple[Tokenizer, list[str]]:
    """Take a tokenizer that `extended` made apart: the one of `size` pieces before, and the words."""
    rows = _rows(tokenizer)
    old = rows[:size]
    return full_tokenizer([piece for piece, _ in old], [score for _, score in old]), [
        piece.removeprefix(_START) for piece, _ in rows[size:]
    ]


def _rows(tokenizer: Tokenizer) -> list[tuple[str, float]]:
    return [(piece, score) for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]]


def grown(encoder: Encoder, tokenizer: Tokenizer, words: Sequence[str], layers: int) -> Encoder:
    """Return the lowest layers of an encoder with a row for each word, the mean of the rows of its parts."""
    result = Encoder(encoder.word.num_embeddings + len(words), layers)
    state = {name: tensor for name, tensor in encoder.state_dict().items() if name in result.state_dict()}
    old = state["word.weight"]
    parts = tokenizer.encode_batch(list(words), add_special_tokens=False)
    state["word.weight"] = torch.cat([old, *(old[encoding.ids].mean(0, keepdim=True) for encoding in parts)])
    result.load_state_dict(state)
    return result


def snippets(news: Path, words: Sequence[str], seed: int) -> list[list[str]]:
    """Return a few places of each word in the news, with the words around it, in no order."""
    lines = news.read_text(encoding="utf-8").splitlines()
    rng = random.Random(seed)
    rng.shuffle(lines)
    left = dict.fromkeys(words, _SNIPPETS)
    result: list[list[str]] = []
    for line in lines:
        row = line.split(" ")
        for at, word in enumerate(row):
            if left.get(word):
                left[word] -= 1
                result.append(row[max(0, at - _AROUND) : at + _AROUND + 1])
    rng.shuffle(result)
    return result


def learn(new: Encoder, tokenizer: Tokenizer, old: Encoder, parts: Tokenizer, rows: Sequence[Sequence[str]]) -> None:
    """Give the words of `new` rows of embeddings with which its lowest layers say what those of `old` say.

    Args:
        new: the encoder whose last rows are those of whole words (`grown`); only they change.
        tokenizer: its tokenizer.
        old: the encoder that reads words in parts.
        parts: its tokenizer.
        rows: snippets (`snippets`), each seen once.
    """
    known = old.word.num_embeddings
    lowest = grown(old, parts, [], _DEPTH).eval().requires_grad_(False)
    fresh = nn.Parameter(new.word.weight.detach()[known:].clone())
    optimizer = torch.optim.Adam([fresh], lr=_RATE)
    losses: list[float] = []
    for at in range(0, len(rows), _BATCH):
        for group in optimizer.param_groups:
            group["lr"] = _RATE * (1 - at / len(rows))
        batch = rows[at : at + _BATCH]
        with torch.no_grad():
            wanted = meanings(lowest, fresh, batch, parts)
        loss = functional.mse_loss(meanings(lowest, fresh, batch, tokenizer), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) % 50 == 0:
            log.info("whole words: %d of %d snippets, loss %.4f", at, len(rows), sum(losses[-50:]) / 50)
    with torch.no_grad():
        new.word.weight[known:] = fresh


def meanings(encoder: Encoder, fresh: Tensor, rows: Sequence[Sequence[str]], tokenizer: Tokenizer) -> Tensor:
    """Return what an encoder says of each word, the mean over its pieces: (words, hidden).

    Pieces that it does not know have their rows in `fresh`.
    """
    known = encoder.word.num_embeddings
    split = [pieces(row, tokenizer) for row in rows]
    lengths = torch.tensor([sum(map(len, row)) + 2 for row in split])
    ids = torch.zeros(len(rows), int(lengths.max()), dtype=torch.long)
    bos, eos = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    places: list[tuple[int, int]] = []
    owners: list[int] = []
    word = -1
    for number, row in enumerate(split):
        line = [bos]
        for parts in row:
            word += 1
            places += [(number, len(line) + at) for at in range(len(parts))]
            owners += [word] * len(parts)
            line += parts
        ids[number, : len(line) + 1] = torch.tensor([*line, eos])
    whole = ids >= known
    embedded = encoder.word(ids.masked_fill(whole, 0))
    embedded[whole] = fresh[ids[whole] - known]
    hidden = encoder.read(embedded, lengths)
    at = torch.tensor(places)
    owner = torch.tensor(owners)
    total = torch.zeros(word + 1, HIDDEN).index_add(0, owner, hidden[at[:, 0], at[:, 1]])
    return total / torch.bincount(owner)[:, None]
