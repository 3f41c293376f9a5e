"""Countries by their adjectives: `المغربي`, `السعودية`, made from the names in the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pipeline.document import Ref
from pipeline.entities import KnowledgeBase
from pipeline.facts.analysis import Analysis
from pipeline.text import fold


@lru_cache(maxsize=4)
def _adjectives(kb: KnowledgeBase) -> Mapping[str, str]:
    """Folded masculine adjective without the article -> key of the country: `مغربي`, `اماراتي`, `سعودي`."""
    table: dict[str, str] = {}
    for entry in kb:
        name = entry.name_ar or ""
        if entry.type == "place" and entry.sector == "place-country" and name and " " not in name:
            stem = fold(name).removeprefix("ال")
            for ending in ("يه", "يا", "ه", "ا"):
                stem = stem.removesuffix(ending)
            table.setdefault(stem + "ي", entry.key)
    return table


def nationality(analysis: Analysis, token: int) -> Ref | None:
    """Return the country whose adjective stands at a token, or None."""
    if token >= len(analysis.tokens):
        return None
    word = analysis.tokens[token].text.removeprefix("ال").removesuffix("ه")
    key = _adjectives(analysis.kb).get(word)
    return analysis.kb.ref(key) if key else None
