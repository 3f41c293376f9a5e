"""From examples to tensors: windows of consecutive sentences, word pieces, batches of about the same length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.training.base import BOS, EOS, UNK
from models.training.corpora import LABELS, Example

WINDOW = 220
"""Pieces of a window at most; longer sentences are cut, at a word."""
_UNKNOWN = 0.03
_INDEX = {label: number for number, label in enumerate(LABELS)}


class Window(NamedTuple):
    """Pieces of several sentences, the place of each word's first piece, the labels allowed for each word."""

    ids: list[int]
    firsts: list[int]
    allowed: list[tuple[str, tuple[str, ...]]]


class Batch(NamedTuple):
    """Tensors for the network; shapes in `network.Tagger`."""

    ids: Tensor
    lengths: Tensor
    firsts: Tensor
    words: Tensor
    allowed: Tensor


def pieces(words: Sequence[str], tokenizer: Tokenizer) -> list[list[int]]:
    """Return the ids of each word's pieces, at least one a word."""
    encoding = tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=False)
    result: list[list[int]] = [[] for _ in words]
    for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
        result[word].append(piece)
    unknown = tokenizer.token_to_id(UNK)
    return [ids or [unknown] for ids in result]


def windows(
    examples: Sequence[Example], tokenizer: Tokenizer, limits: Sequence[int], rng: random.Random
) -> list[Window]:
    """Pack consecutive examples into windows, each as long as a number drawn from `limits`."""
    bos, eos = tokenizer.token_to_id(BOS), tokenizer.token_to_id(EOS)
    done: list[Window] = []
    current = Window([bos], [], [])
    limit = rng.choice(limits)
    for item in examples:
        split = pieces(item.words, tokenizer)
        size = sum(map(len, split))
        if current.firsts and len(current.ids) + size > limit:
            done.append(current)
            current, limit = Window([bos], [], []), rng.choice(limits)
        for ids, allowed in zip(split, item.allowed, strict=True):
            if len(current.ids) + len(ids) > WINDOW - 1:
                done.append(current)
                current = Window([bos], [], [])
                allowed = ("B", allowed[1]) if allowed[0] == "I" else allowed
            current.firsts.append(len(current.ids))
            current.ids.extend(ids[: WINDOW // 2])
            current.allowed.append(allowed)
    if current.firsts:
        done.append(current)
    for window in done:
        window.ids.append(eos)
    return done


def batches(rows: Sequence[Window], size: int, tokenizer: Tokenizer, rng: random.Random | None) -> Iterator[Batch]:
    """Yield batches of about `size` pieces. With `rng`, in a new order and with some pieces hidden."""
    order = sorted(rows, key=lambda row: len(row.ids))
    groups: list[list[Window]] = [[]]
    for row in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(row.ids) > size:
            groups.append([])
        groups[-1].append(row)
    if rng is not None:
        rng.shuffle(groups)
    unknown = tokenizer.token_to_id(UNK)
    for group in groups:
        yield _batch(group, unknown, rng)


def _batch(group: Sequence[Window], unknown: int, rng: random.Random | None) -> Batch:
    width, words = max(len(row.ids) for row in group), max(len(row.firsts) for row in group)
    ids = torch.zeros(len(group), width, dtype=torch.long)
    firsts = torch.zeros(len(group), words, dtype=torch.long)
    allowed = torch.ones(len(group), words, len(LABELS), dtype=torch.bool)
    for number, row in enumerate(group):
        line = row.ids
        if rng is not None:
            inner = (piece if rng.random() >= _UNKNOWN else unknown for piece in line[1:-1])
            line = [line[0], *inner, line[-1]]
        ids[number, : len(line)] = torch.tensor(line)
        firsts[number, : len(row.firsts)] = torch.tensor(row.firsts)
        allowed[number, : len(row.firsts)] = False
        for at, label in enumerate(row.allowed):
            allowed[number, at, indices(label)] = True
    lengths = torch.tensor([len(row.ids) for row in group])
    return Batch(ids, lengths, firsts, torch.tensor([len(row.firsts) for row in group]), allowed)


def indices(label: tuple[str, tuple[str, ...]]) -> list[int]:
    """Return the numbers of the labels that are allowed."""
    prefix, kinds = label
    return [_INDEX[f"{prefix}-{kind}"] for kind in kinds] if kinds else [0]
