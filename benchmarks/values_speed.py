"""Speed of the value readers on running text, beside dateparser and pyarabic, in one run on one core.

    python benchmarks/values_speed.py ../shared/data/news            # folders or files: .zip of JSON, .json, .txt
    python benchmarks/values_speed.py --articles 50 --peer-articles 10 FOLDER

The peers are development tools: `python -m pip install dateparser pyarabic`. One that is absent is named as such. They
are slow, so they read fewer articles; characters per second are comparable all the same.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SEED = 11
DAY = datetime.date(2015, 8, 1)
LEAST = 200
"""Letters: shorter pieces are no articles."""


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a folder or file."""
    if path.is_dir():
        for each in sorted(path.iterdir()):
            yield from texts(each)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                try:
                    rows = json.loads(archive.read(name).decode("utf-8"))
                except ValueError:
                    continue
                yield from (str(row.get("content") or "") for row in rows)
    elif path.suffix == ".txt":
        yield path.read_text(encoding="utf-8")


def naba(articles: list[str]) -> int:
    """Fold, scan, read quantities and times."""
    from pipeline.document import Article, Document
    from pipeline.values import quantities, times

    found = 0
    for text in articles:
        doc = Document(Article(text=text, source="speed", published=DAY.isoformat()))
        found += len(quantities(doc)) + len(times(doc, DAY))
    return found


def dateparser_search(articles: list[str]) -> int:
    """Dates alone."""
    from dateparser.search import search_dates

    return sum(len(search_dates(text, languages=["ar"]) or ()) for text in articles)


def pyarabic_numbers(articles: list[str]) -> int:
    """Number words alone."""
    from pyarabic import araby
    from pyarabic.number import extract_number_phrases

    return sum(len(extract_number_phrases(araby.strip_tashkeel(text))) for text in articles)


def measure(name: str, reader: Callable[[list[str]], int], articles: list[str], rounds: int) -> None:
    """Print the best of some rounds: characters and megabytes a second of processor time."""
    try:
        reader(articles[:2])
        best = min(_seconds(reader, articles) for _ in range(rounds))
    except ImportError as error:
        print(f"{name:34} absent ({error.name})")
        return
    letters, size = sum(map(len, articles)), sum(len(text.encode()) for text in articles)
    print(f"{name:34}{len(articles):>9}{letters / best:>16,.0f}{size / best / 1e6:>9.3f}")


def _seconds(reader: Callable[[list[str]], int], articles: list[str]) -> float:
    start = time.process_time()
    reader(articles)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "corpora" / "samples"])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--peer-articles", type=int, default=20)
    options = parser.parse_args()
    found = [text for path in options.paths for text in texts(path) if len(text) >= LEAST]
    random.Random(SEED).shuffle(found)
    articles = found[: options.articles]
    if not articles:
        sys.exit("No articles there.")
    print(f"{'reader':34}{'articles':>9}{'characters/s':>16}{'MB/s':>9}")
    measure("naba: numbers, quantities, times", naba, articles, 5)
    few = articles[: options.peer_articles]
    measure("dateparser.search: dates", dateparser_search, few, 1)
    measure("pyarabic: number phrases", pyarabic_numbers, few, 1)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
