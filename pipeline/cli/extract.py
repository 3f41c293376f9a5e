"""`naba extract`: articles in, a folder of JSON out, a short table at the end."""

from __future__ import annotations

import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.errors import NOTHING, counted, fail, tell, told
from pipeline.cli.progress import Progress
from pipeline.report.bidi import flat, isolate

if TYPE_CHECKING:
    from pipeline.contract import RunRecord
    from pipeline.ingest import ReadOptions
    from pipeline.stores import RunFolder

_COUNTED = 100_000
"""Folders with more files are not counted for the progress bar: that would take as long as to read them."""
_SHOWN = 5
"""So many rejected inputs are named on the terminal; all are in rejected.jsonl."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says about the articles; it goes before what they say of themselves."""

    published: str | None = None
    site: str | None = None
    url: str | None = None
    encoding: str | None = None
    all_languages: bool = False
    map: str | None = None
    html_fields: bool = False

    def options(self) -> ReadOptions:
        """Return the options of ingestion; what they refuse is a usage error."""
        from pipeline.ingest import ReadOptions

        try:
            return ReadOptions(**asdict(self))
        except ValueError as error:
            raise fail(f"--{error}.") from None


@dataclass(frozen=True, slots=True)
class Ner:
    """Which engine finds the names that nobody listed, and with which model; None is the engine's own."""

    engine: str = "embedded"
    model: Path | None = None

    def settings(self) -> dict[str, str | None]:
        """Return what run.json records of it."""
        return {"ner": self.engine, "ner_model": str(self.model) if self.model else None}


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for."""

    inputs: tuple[str, ...]
    out: Path
    given: Given
    kb: tuple[Path, ...]
    explain: bool
    ner: Ner

    def settings(self) -> dict[str, Any]:
        """Return what run.json records of the request."""
        return {
            "inputs": list(self.inputs),
            **asdict(self.given),
            "kb": [str(path) for path in self.kb],
            "explain": self.explain,
            **self.ner.settings(),
        }


def run(request: Request, *, quiet: bool, summary: str) -> None:
    """Extract, write, report. Exits 1 when no input could be used."""
    if summary not in ("table", "json"):
        raise fail(f"--format {summary!r} is unknown. Take table or json.")
    if request.given.url:
        _check_single(request.inputs)
    _keep_apart(request)
    options = request.given.options()
    # A request to end is an end like any other: temporary files are removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with told():
        from pipeline.ingest import read
        from pipeline.pipeline import load
        from pipeline.stores import RunFolder
        from pipeline.stores.folder import extract_to

        pipeline = load(request.kb, ner=request.ner.engine, ner_model=request.ner.model)
        with (
            RunFolder(request.out, explain=request.explain) as folder,
            Progress(lambda: _count(request.inputs), hidden=quiet) as progress,
        ):
            result = extract_to(folder, pipeline, read(request.inputs, options), request.settings(), progress)
    _tell_rejected(folder)
    if not quiet and summary == "json":
        print(result.model_dump_json(by_alias=True))
    elif not quiet and not folder.left_alone:
        _table(folder, result)
    if folder.left_alone:
        raise fail(f"no input could be used. The earlier run in {folder.out} was left as it was.", NOTHING)
    if not result.counts["articles"]:
        raise fail(f"no input could be used. {folder.out / 'rejected.jsonl'} says why for each of them.", NOTHING)


def _check_single(inputs: tuple[str, ...]) -> None:
    """Refuse an address for what may be more than one article."""
    if len(inputs) > 1:
        raise fail("--url names one article, but there are several inputs. Give them one at a time.")
    path = Path(inputs[0])
    if path.is_dir():
        what = "a folder"
    elif path.suffix.lower() in (".jsonl", ".ndjson", ".csv", ".tsv", ".rss", ".atom", ".zip"):
        what = "a file of many articles"
    elif not path.exists() and any(wildcard in inputs[0] for wildcard in "*?["):
        what = "a pattern"
    else:
        return
    raise fail(f"--url names one article, but {inputs[0]} is {what}. Give one file, or write a `url` into each record.")


def _keep_apart(request: Request) -> None:
    """Refuse an output folder inside an input folder: the next run would read its results as articles."""
    out = request.out.resolve()
    for given in request.inputs:
        folder = Path(given)
        if folder.is_dir() and (out == folder.resolve() or folder.resolve() in out.parents):
            raise fail(f"the output {request.out} lies in the input {given}. Choose a folder outside it with -o.")


def _count(inputs: tuple[str, ...]) -> int | None:
    """How many articles there are to read, where that can be told without reading them."""
    from pipeline.ingest.files import SIDECAR, Found, expand
    from pipeline.ingest.readers import SINGLE

    if "-" in inputs:
        return None
    count = 0
    for item in expand(inputs):
        if isinstance(item, Found) and not item.path.name.endswith(SIDECAR):
            if item.path.suffix.lower() not in SINGLE:
                return None
            count += 1
        if count > _COUNTED:
            return None
    return count


def _tell_rejected(folder: RunFolder) -> None:
    from pipeline.stores.folder import PARTLY

    for rejected in folder.first_rejected[:_SHOWN]:
        how = "partly used" if rejected.reason in PARTLY else "not used"
        tell(f"{how}: {isolate(rejected.source)}: {rejected.message} [{rejected.reason}]")
    more = sum(folder.rejected.values()) - _SHOWN
    if more > 0:
        where = "" if folder.left_alone else f", see {folder.out / 'rejected.jsonl'}"
        tell(f"and {more} more{where}")


def _table(folder: RunFolder, run: RunRecord) -> None:
    """What was found and where the files lie, in at most a dozen lines."""
    by_type = ", ".join(f"{number} {kind}" for kind, number in sorted(folder.by_type.items()))
    counts, out = run.counts, flat(str(folder.out))
    rows = [
        ("articles", "articles", ""),
        ("entities", "articles", counted(counts["mentions"], "mention")),
        ("quantities", "articles", ""),
        ("times", "articles", ""),
        ("facts", "facts", by_type),
        ("events", "events", ""),
        ("rejected", "rejected", ""),
    ]
    if counts["partly_used"]:
        rows.append(("partly_used", "rejected", "metadata that could not be used; the articles were read"))
    paths = [flat(str(folder.out / f"{file}.jsonl")) for _, file, _ in rows]
    width = max(map(len, paths))
    for (name, _, note), path in zip(rows, paths, strict=True):
        print(f"{name.replace('_', ' '):<11} {counts[name]:>6}  {path:<{width}}  {note}".rstrip())
    described = flat(str(folder.out / "run.json"))
    print(f"{run.wall_seconds:.1f} s, described in {described}. To look at it: naba show {out}")
