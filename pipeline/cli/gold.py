"""`naba gold`: checks gold that a person has written, and turns it from one form into another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.errors import NOTHING, counted, fail, told
from pipeline.report.bidi import flat

if TYPE_CHECKING:
    from pipeline.evaluate.check import Known


def check(paths: Sequence[Path], kb: Sequence[Path], quiet: bool) -> None:
    """Print the problems of all files, then how many there are; exit 1 when there is an error."""
    from pipeline.evaluate.check import check_file
    from pipeline.evaluate.files import GoldError, gold_files

    with told():
        try:
            files = list(dict.fromkeys(file for path in paths for file in gold_files(path)))
        except GoldError as error:
            raise fail(str(error)) from None
        known = _known(kb)
    articles = errors = warnings = 0
    for file in files:
        problems, read = check_file(file, known)
        articles += read
        for problem in problems.sorted():
            errors += problem.error
            warnings += not problem.error
            if problem.error or not quiet:
                print(flat(str(problem)))
    print(
        f"{counted(len(files), 'file')}, {counted(articles, 'article')} read: "
        f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    )
    if errors:
        raise SystemExit(NOTHING)


def _known(kb: Sequence[Path]) -> Mapping[str, Known]:
    """Return what the knowledge base knows, in the terms of the check."""
    from pipeline.entities.kb import KnowledgeBase
    from pipeline.evaluate.check import Known

    return {
        entry.key: Known(entry.type, (*entry.aliases, *entry.latin), entry.ambiguous)
        for entry in KnowledgeBase.load(extra=kb)
    }
