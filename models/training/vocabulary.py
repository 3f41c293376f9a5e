"""Which words the tokenizer must know: those of the news, of the labelled corpora, and every name that we list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from models.training.markup import read
from models.training.news import words_of
from pipeline.entities.kb import KnowledgeBase
from pipeline.text import fold

_NAME, _LABELLED, _OWN, _FOLDED = 30.0, 5.0, 20.0, 0.1


def weighted_words(news: Path, labelled: Iterable[Path], own: Iterable[Path]) -> Counter[str]:
    """Return words with weights: how often they stand in the news, more for words of names and labelled corpora.

    Each also counts a little in its folded form, so that a dropped hamza does not break a word into letters.
    """
    weights: Counter[str] = Counter()
    with news.open(encoding="utf-8") as lines:
        for line in lines:
            weights.update(line.split())
    for path in labelled:
        for line in path.read_text(encoding="utf-8").splitlines():
            for word in words_of(line.split("\t")[0].split(" ")[0]):
                weights[word] += _LABELLED
    for path in own:
        for sentence in read(path):
            for word in words_of(sentence.text):
                weights[word] += _OWN
    for entry in KnowledgeBase.load():
        for alias in (*entry.aliases, *entry.latin):
            for word in words_of(alias):
                weights[word] += _NAME
    for word, weight in list(weights.items()):
        if (folded := fold(word)) != word:
            weights[folded] += weight * _FOLDED
    return weights
