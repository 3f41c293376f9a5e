"""Engines that find names by what they have learnt, behind one small protocol; `load` makes the one that is asked for.

Nothing heavy is imported here: each engine imports what it runs on when it is made.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.entities.engines.base import Engine, EngineError, Tag

NAMES = ("embedded", "camel", "stanza", "none")
DEFAULT = "embedded"

__all__ = ["DEFAULT", "NAMES", "Engine", "EngineError", "Tag", "load"]


def load(name: str = DEFAULT, model: Path | str | None = None) -> Engine | None:
    """Return the engine of a name with its own model or that of a folder; None for `none`.

    Raises:
        EngineError: no such engine, or something that it needs is missing; the text says what to do.
    """
    if name == "none":
        return None
    if name == "embedded":
        from pipeline.entities.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(model)
    if name == "camel":
        from pipeline.entities.engines.camel import CamelEngine

        return CamelEngine(model)
    if name == "stanza":
        from pipeline.entities.engines.stanza import StanzaEngine

        return StanzaEngine(model)
    raise EngineError(f"There is no NER engine {name!r}. Choose one of {', '.join(NAMES)}.")
