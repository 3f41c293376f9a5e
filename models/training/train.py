"""Fine-tuning: labels of words, over all corpora at once, with the examples made anew in every epoch."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from models.training.augment import Augmenter
from models.training.batches import Window, batches, windows
from models.training.corpora import Example
from models.training.evaluation import evaluate
from models.training.network import Tagger

log = logging.getLogger(__name__)

_RATES = {"encoder": 1e-4, "head": 1e-3, "transitions": 5e-3}
_BATCH = 1200
"""Pieces of a batch."""
_WARM = 0.1


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples to learn from. Of an `ordered` corpus consecutive sentences share a window; others are shuffled."""

    name: str
    examples: Sequence[Example]
    ordered: bool
    limits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Examples held out, and whether they are scored by the classes of ANERcorp."""

    name: str
    examples: Sequence[Example]
    coarse: bool


def epoch_windows(
    corpora: Sequence[Corpus], tokenizer: Tokenizer, augment: Augmenter, rng: random.Random
) -> list[Window]:
    """Return the windows of one epoch."""
    rows: list[Window] = []
    for corpus in corpora:
        examples = [augment(item) for item in corpus.examples]
        if not corpus.ordered:
            rng.shuffle(examples)
        rows += windows(examples, tokenizer, corpus.limits, rng)
    return rows


def train(
    model: Tagger,
    tokenizer: Tokenizer,
    corpora: Sequence[Corpus],
    held: Sequence[Held],
    augment: Augmenter,
    epochs: int,
    target: Path,
    seed: int = 1,
) -> None:
    """Train for some epochs, log the scores of what is held out after each, write the weights."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    groups = {
        "encoder": list(model.encoder.parameters()),
        "head": list(model.head.parameters()),
        "transitions": [model.transitions],
    }
    optimizer = torch.optim.AdamW(
        [{"params": groups[name], "lr": rate} for name, rate in _RATES.items()],
        betas=(0.9, 0.98), weight_decay=0.01, fused=True,
    )  # fmt: skip
    begun, step = time.monotonic(), 0
    steps = epochs * len(list(batches(epoch_windows(corpora, tokenizer, augment, rng), _BATCH, tokenizer, rng)))
    for epoch in range(epochs):
        model.train()
        rows = epoch_windows(corpora, tokenizer, augment, rng)
        losses: list[float] = []
        for batch in batches(rows, _BATCH, tokenizer, rng):
            share = min(step / steps, 1)
            factor = min(share / _WARM, (1 - share) / (1 - _WARM))
            for group, rate in zip(optimizer.param_groups, _RATES.values(), strict=True):
                group["lr"] = rate * factor
            scores = model(batch.ids, batch.lengths, batch.firsts)
            loss = model.loss(scores, batch.allowed, batch.words)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
            step += 1
            if step % 25 == 0:
                log.info("step %d of %d, %.1f min, loss %.4f", step, steps, (time.monotonic() - begun) / 60,
                         sum(losses[-50:]) / len(losses[-50:]))  # fmt: skip
        torch.save(model.state_dict(), target)
        for part in held:
            scored = evaluate(model, part.examples, tokenizer, part.coarse)
            log.info("epoch %d, %s: %s", epoch + 1, part.name, {k: round(v.f1, 3) for k, v in scored.items()})
