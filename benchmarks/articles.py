"""The articles that benchmarks read: real news where there is a folder of it, else articles of our own paragraphs.

The sentences for peers, and texts of a given size, are made of the same articles.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from machine import ROOT
from robustness import prepare

NEWS = ROOT.parent / "shared" / "data" / "news"
SEED = 20211004
MIXED = 32
"""So many sentences in a row are as long, all together, as any other so many."""
PARAGRAPHS = (2, 12)
"""So many paragraphs has an article that is made of others."""


def collect(news: Path, folder: Path, wanted: int | None) -> str:
    """Write articles to FOLDER as JSON Lines; return where they are from, in words.

    Args:
        news: a folder with *.zip of real news (`robustness.py`); where there is none, articles are made of our own.
        folder: where they go.
        wanted: how many; None is all that there are of the real ones.
    """
    if any(news.glob("*.zip")):
        count = prepare(news, folder, wanted)
        return f"{count:,} real articles of news, as many of each archive" if wanted else f"all {count:,} real articles"
    count = wanted or len(paragraphs())
    with (folder / "made.jsonl").open("w", encoding="utf-8") as file:
        for number, text in enumerate(made(count)):
            record = {"content": text, "url": f"https://made.example/{number}", "date_extracted": "2021-10-05"}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return f"{count:,} articles made of paragraphs of our own gold, since there is no real news in {news.name}/"


def made(count: int) -> Iterator[str]:
    """Yield articles of paragraphs of our own gold, drawn by a fixed seed: the same ones each time."""
    pool, rng = paragraphs(), random.Random(SEED)
    for _ in range(count):
        yield "\n\n".join(rng.choices(pool, k=rng.randint(*PARAGRAPHS)))


def paragraphs() -> list[str]:
    """Return the paragraphs of our gold."""
    from pipeline.evaluate import read_gold

    read = [article for part in ("train", "dev") for article in read_gold(ROOT / "corpora" / "gold" / part)]
    return [line for article in read for line in article.text.split("\n") if line.strip()]


def texts(folder: Path) -> Iterator[str]:
    """Yield the texts of the articles that `collect` wrote to a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["content"]


def words(folder: Path) -> tuple[int, int]:
    """Return how many articles a folder has, and how many words: what stands between white space."""
    sizes = [len(text.split()) for text in texts(folder)]
    return len(sizes), sum(sizes)


def sentences(folder: Path, most: int) -> Iterator[list[str]]:
    """Yield sentences as lists of words, of articles in an order by chance that is always the same.

    They have `most` words together, or few more. Sentences are those of naba, words are what white space parts.
    """
    from pipeline.text import View, split_sentences, tokenize

    found = list(texts(folder))
    random.Random(SEED).shuffle(found)
    count = 0
    for text in found:
        view = View(text)
        for sentence in split_sentences(view, tokenize(view)):
            if count >= most:
                return
            own = text[sentence.span.start : sentence.span.end].split()
            count += len(own)
            if own:
                yield own


def mixed(found: Iterable[list[str]]) -> list[list[str]]:
    """Return sentences in another order: each `MIXED` in a row are of all lengths, as all of them are.

    A slow engine reads few of them. Where each sentence costs the same, its words a second depend on their length.
    """
    drawn, rng = list(found), random.Random(SEED)
    rng.shuffle(drawn)
    count = len(drawn) // MIXED
    ordered = sorted(drawn[: count * MIXED], key=len)
    parts = [ordered[first::count] for first in range(count)]
    rng.shuffle(parts)
    return [own for part in parts for own in part] + drawn[count * MIXED :]


def long_text(folder: Path, size: int) -> str:
    """Return articles of a folder in a row, over and over, until they have `size` bytes in UTF-8."""
    parts: list[str] = []
    room = size
    while room > 0:
        for text in texts(folder):
            parts.append(text)
            room -= len(text.encode()) + 2
            if room <= 0:
                break
    # Not a byte too many; a letter that is cut in two goes.
    return "\n\n".join(parts).encode()[:size].decode(errors="ignore")


def write_sentences(file: Path, found: Iterable[list[str]]) -> None:
    """Write sentences as JSON, one a line, as `peers.py` reads them."""
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(own, ensure_ascii=False) + "\n" for own in found)
