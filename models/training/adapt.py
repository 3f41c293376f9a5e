"""Adaptation: the encoder reads news with words hidden and guesses them, before it learns names."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from models.training.base import HIDDEN, MASK, SPECIAL
from models.training.network import Encoder

WINDOW = 128
BATCH = 12
HIDDEN_SHARE = 0.2
_IGNORED = -100
log = logging.getLogger(__name__)


class MaskedWords(nn.Module):
    """The head that guesses pieces: BERT's own shape, its last matrix shared with the embeddings."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.dense = nn.Linear(HIDDEN, HIDDEN)
        self.ln = nn.LayerNorm(HIDDEN)
        self.bias = nn.Parameter(torch.zeros(encoder.word.num_embeddings))

    def forward(self, ids: Tensor, lengths: Tensor, wanted: Tensor) -> Tensor:
        """Return the mean loss over the pieces with a `wanted` id."""
        hidden = self.encoder(ids, lengths)
        at = wanted != _IGNORED
        guess = self.ln(functional.gelu(self.dense(hidden[at])))
        scores = functional.linear(guess, self.encoder.word.weight, self.bias)
        return functional.cross_entropy(scores.float(), wanted[at])


def windows(path: Path, tokenizer: Tokenizer, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield (ids, number of the word of each id) of windows over shuffled articles, one line each, without end."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rng = random.Random(seed)
    while True:
        rng.shuffle(lines)
        for start in range(0, len(lines), 256):
            chunk = [line.split(" ") for line in lines[start : start + 256]]
            for encoding in tokenizer.encode_batch(chunk, is_pretokenized=True, add_special_tokens=False):
                ids, words = encoding.ids, encoding.word_ids
                for at in range(0, len(ids), WINDOW - 2):
                    if len(ids) - at >= 32:
                        yield ids[at : at + WINDOW - 2], words[at : at + WINDOW - 2]


def hidden_words(
    rows: list[tuple[list[int], list[int]]], tokenizer: Tokenizer, rng: random.Random
) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids with whole words hidden, lengths, and the ids that are to be guessed."""
    bos, eos, mask = (tokenizer.token_to_id(token) for token in ("<s>", "</s>", MASK))
    size = tokenizer.get_vocab_size()
    length = max(len(ids) for ids, _ in rows) + 2
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    wanted = torch.full((len(rows), length), _IGNORED)
    for row, (pieces, words) in enumerate(rows):
        chosen = {word for word in set(words) if rng.random() < HIDDEN_SHARE}
        line = [bos]
        for place, (piece, word) in enumerate(zip(pieces, words, strict=True), 1):
            if word in chosen:
                wanted[row, place] = piece
                draw = rng.random()
                piece = mask if draw < 0.8 else rng.randrange(len(SPECIAL), size) if draw < 0.9 else piece
            line.append(piece)
        line.append(eos)
        ids[row, : len(line)] = torch.tensor(line)
    return ids, torch.tensor([len(pieces) + 2 for pieces, _ in rows]), wanted


def adapt(
    encoder: Encoder, tokenizer: Tokenizer, news: Path, target: Path, minutes: float, seed: int = 1, rate: float = 2e-4
) -> None:
    """Train on masked words for some minutes of wall time, the rate going down to nothing; write the encoder."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = MaskedWords(encoder).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    stream = windows(news, tokenizer, seed)
    begun, step, seen, losses = time.monotonic(), 0, 0, []
    while (share := (time.monotonic() - begun) / (60 * minutes)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate * min((step + 1) / 100, 1) * (1 - share)
        batch = hidden_words([next(stream) for _ in range(BATCH)], tokenizer, rng)
        loss = model(*batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        seen += int(batch[1].sum())
        step += 1
        if step % 50 == 0:
            mean = sum(losses[-50:]) / 50
            log.info(
                "step %d, %.2f M pieces, %.1f min, loss %.3f (perplexity %.0f)",
                step, seen / 1e6, (time.monotonic() - begun) / 60, mean, math.exp(mean),
            )  # fmt: skip
            torch.save(encoder.state_dict(), target)
    torch.save(encoder.state_dict(), target)
