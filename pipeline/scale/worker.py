"""What reads articles in a process of its own: made there from a recipe, which is all that travels to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.document import Article
    from pipeline.ingest import Rejected
    from pipeline.pipeline import Pipeline
    from pipeline.stores.recorder import Recorded


class RunnerError(RuntimeError):
    """Articles cannot be read in other processes; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make the pipeline of a run, and whether its results are explained. The files must be on every machine."""

    kb: tuple[Path, ...] = ()
    ner: str = "embedded"
    ner_model: Path | None = None
    explain: bool = False
    skim: bool = False

    def load(self) -> Pipeline:
        """Load the pipeline.

        Raises:
            DataFileError, EngineError: as `pipeline.pipeline.load` does.
        """
        from pipeline.pipeline import load

        return load(self.kb, ner=self.ner, ner_model=self.ner_model, skim=self.skim)


class Worker:
    """A loaded pipeline that gives for every input what stores take of it."""

    def __init__(self, recipe: Recipe) -> None:
        self.pipeline = recipe.load()
        self._explain = recipe.explain

    def __call__(self, item: Article | Rejected) -> Recorded:
        """Read one input; one that fails is a rejection, never an exception."""
        from pipeline.stores.recorder import read_one

        return read_one(self.pipeline, item, explain=self._explain)
