"""Counts which words of the news begin with a letter of their own where a proclitic might stand: `وليد`, not `ولندن`.

`python -m models.training.initials models/work/news.txt` writes `pipeline/entities/data/initials.txt`.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from pipeline.text import fold

LETTERS = "وفبلك"
_SEEN = 15
"""A word that stands less often in 9 million is left to the rule for unknown words."""
_MORE = 1.0
"""A word keeps its first letter where it is more frequent than what is left without it."""
_SHORTEST = 3
_HEAD = """# Folded words that begin with و ف ب ل ك as a letter of their own: more frequent in SaudiNewsNet
# (Alhagri 2015, 9 million words) than the rest without it. Counted by models/training/initials.py; may be edited.
"""


def initials(counts: Counter[str]) -> list[str]:
    """Return the words that keep their first letter, sorted."""
    return sorted(
        word
        for word, count in counts.items()
        if word[0] in LETTERS
        and count >= _SEEN
        and len(word) >= _SHORTEST
        and word.isalpha()
        and count > _MORE * counts[word[1:]]
        and not word.startswith(("وال", "بال", "فال", "كال", "لل", "ولل"))
    )


def main(news: Path, target: Path) -> None:
    """Count the words of `news` and write those that keep their first letter."""
    counts: Counter[str] = Counter()
    with news.open(encoding="utf-8") as lines:
        for line in lines:
            counts.update(fold(line).split())
    words = initials(counts)
    target.write_text(_HEAD + "\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path("pipeline/entities/data/initials.txt"))
