"""What is wrong in a file of gold: gathered, so that all of it is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class GoldError(ValueError):
    """Gold that cannot be used; the message says which file, which field, and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and what to do. A warning is one that may be meant so."""

    place: str
    line: int
    what: str
    advice: str
    error: bool = True

    def __str__(self) -> str:
        where = f"{self.place}, line {self.line}" if self.line else self.place
        return f"{where}: {'' if self.error else 'warning: '}{self.what}. {self.advice}".rstrip()


class Problems:
    """The problems of one file, as they are found."""

    def __init__(self, file: Path | str) -> None:
        self.place = str(file)
        self.found: list[Problem] = []

    def error(self, line: int, what: str, advice: str) -> None:
        """Note something that must be mended."""
        self.found.append(Problem(self.place, line, what, advice))

    def warn(self, line: int, what: str, advice: str) -> None:
        """Note something that may be meant so."""
        self.found.append(Problem(self.place, line, what, advice, error=False))

    @property
    def errors(self) -> list[Problem]:
        """The errors, in the order of their lines."""
        return [problem for problem in self.sorted() if problem.error]

    def sorted(self) -> list[Problem]:
        """Return all problems in the order of their lines."""
        return sorted(self.found, key=lambda problem: problem.line)


class MarkupError(GoldError):
    """A `.gold` file with errors. `problems` has all of them; the message too, one a line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
