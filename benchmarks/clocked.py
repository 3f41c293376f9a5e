"""`naba`, with a clock around each article: `python benchmarks/clocked.py SECONDS extract NEWS -o OUT`.

It is the same command in the same process, with one worker. The seconds of each article, from the text to the record
that stores take, go to the file SECONDS as a JSON list.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline import stores
from pipeline.cli import main
from pipeline.ingest import Rejected

taken: list[float] = []


class Clocked(stores.Alone):
    """A pipeline in this process that notes how long each article takes."""

    def run(self, items: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Give each article or rejected input with what stores take of it, in order."""
        for item in items:
            began = time.perf_counter()
            (read,) = super().run([item])
            if not isinstance(item, Rejected):
                taken.append(time.perf_counter() - began)
            yield read


if __name__ == "__main__":
    file = Path(sys.argv.pop(1))
    stores.Alone = Clocked  # type: ignore[misc]
    try:
        main()
    finally:
        file.write_text(json.dumps(taken), encoding="utf-8")
