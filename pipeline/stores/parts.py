"""A folder of Parquet whose tables are folders of part files: what many machines write at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.stores.base import StoreError
from pipeline.stores.folder import RUN, has_articles, make_folder, refuse_other_run, write_run
from pipeline.stores.parquet import ParquetFiles, schemas
from pipeline.stores.whole import temporary_of, unwritable

if TYPE_CHECKING:
    from pipeline.contract import ArticleRecord, RejectedRecord, RunRecord
    from pipeline.explain import ExplainRecord
    from pipeline.stores.base import Finish

_KIND = "parquet"


class ParquetParts:
    """The store of a run whose parts are written elsewhere (`part_files`): it names them when all are there.

    Attributes:
        out: the folder.
        scratch: a folder in it for what is not complete yet; all machines see it.
        found: how many articles the parts have.
        events: how many events they have.
    """

    kept = False
    can_be_shown = False

    def __init__(self, out: Path) -> None:
        """Make the folder.

        Raises:
            StoreError: it cannot be made, or holds what is not a run of this store.
        """
        self._tables = tuple(schemas())
        make_folder(out)
        refuse_other_run(out, _KIND)
        self.out = out
        self.found = self.events = 0
        self.left_alone = False
        self.scratch = temporary_of(out / "cluster").absolute()
        shutil.rmtree(self.scratch, ignore_errors=True)  # of a run with the same number that broke off
        make_folder(self.scratch)

    @property
    def name(self) -> str:
        """What to call the store."""
        return f"{_KIND}:{self.out}"

    def place(self, kind: str) -> str:
        """Return the path of what has the records of a kind."""
        return str(self.out / (RUN if kind == "run" else f"{kind}.{_KIND}"))

    def write(self, record: ArticleRecord, explained: ExplainRecord | None = None) -> None:
        """Refuse it: articles are written in parts."""
        raise StoreError(f"{self.name} takes whole parts only.")

    def reject(self, record: RejectedRecord) -> None:
        """Refuse it: rejected inputs are written in parts."""
        raise StoreError(f"{self.name} takes whole parts only.")

    def flush(self) -> None:
        """Do nothing: the tables of a run appear together, when it is complete."""

    def close(self, finish: Finish) -> RunRecord:
        """Give every table its name, run.json last.

        A run without any article does not take the place of an earlier one that has some: nothing is written then.
        """
        run = finish(self.events)
        if not self.found and has_articles(self.out, _KIND):
            self.left_alone = True
            self.abort()
            return run
        for name in self._tables:
            new, place = self.scratch / f"{name}.{_KIND}", Path(self.place(name))
            try:
                # What a lost machine left unfinished has a name of its own.
                for unfinished in new.glob(".*"):
                    unfinished.unlink()
                if place.exists():
                    place.rename(self.scratch / f"earlier-{name}")
                new.rename(place)
            except OSError as error:
                raise unwritable(place, error) from error
        write_run(self.out / RUN, run)
        self.abort()
        return run

    def abort(self) -> None:
        """Remove what has no name yet."""
        shutil.rmtree(self.scratch, ignore_errors=True)


def part_files(scratch: Path, number: int) -> ParquetFiles:
    """Open the files of one part of a run. Written once more, it takes the place of what was there."""
    return ParquetFiles(scratch, f"part-{number:05}")
