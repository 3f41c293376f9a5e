"""`naba extract`: articles in, a folder of JSON or other stores out, a short table at the end."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli import leaves
from pipeline.cli.errors import NOTHING, counted, fail, tell, told
from pipeline.cli.progress import Progress
from pipeline.report.bidi import flat, isolate

if TYPE_CHECKING:
    from pipeline.contract import RunRecord
    from pipeline.ingest import ReadOptions
    from pipeline.scale.worker import Recipe
    from pipeline.stores import Recorder, Runner
    from pipeline.stores.url import StoreUrl

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
class Manners:
    """How the command line wants addresses to be fetched."""

    allow_private: bool = False
    delay: float | None = None

    def over(self, options: ReadOptions) -> ReadOptions:
        """Return the options with these in them; what they refuse is a usage error."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        try:
            return replace(options, fetch=replace(options.fetch, **given))
        except ValueError as error:
            raise fail(f"--{error}.") from None


@dataclass(frozen=True, slots=True)
class Ner:
    """Which engine finds the names that nobody listed, and with which model; None is the engine's own."""

    engine: str = "embedded"
    model: Path | None = None
    skim: bool = False

    def settings(self) -> dict[str, Any]:
        """Return what run.json records of it."""
        return {"ner": self.engine, "ner_model": str(self.model) if self.model else None, "skim": self.skim}


@dataclass(frozen=True, slots=True)
class Power:
    """What reads articles: processes on this machine, or actors of a Ray cluster.

    Attributes:
        workers: how many; 0 takes one for each core, None is one on this machine, and in a cluster as 0.
        engine: `local` or `ray`.
        address: of the cluster's head; None is that of `RAY_ADDRESS`, or a Ray of its own.
    """

    workers: int | None = None
    engine: str = "local"
    address: str | None = None

    @contextmanager
    def runner(self, recipe: Recipe) -> Iterator[Runner]:
        """Start what reads the articles of a run; it ends with the context."""
        from pipeline.stores import Alone

        if self.workers in (None, 1):
            pipeline = recipe.load()
            # It stays as long as the process, at whose end Python would look through all of it for cycles.
            gc.freeze()
            yield Alone(pipeline, explain=recipe.explain)
            return
        from pipeline.scale.pool import Pool, cores

        with Pool(recipe, self.workers or cores()) as pool:
            yield pool


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for."""

    inputs: tuple[str, ...]
    out: Path | None
    stores: tuple[str, ...]
    given: Given
    kb: tuple[Path, ...]
    explain: bool
    ner: Ner
    manners: Manners = Manners()
    resume: bool = False
    power: Power = Power()

    def options(self) -> ReadOptions:
        """Return the options of ingestion."""
        return self.manners.over(self.given.options())

    def settings(self) -> dict[str, Any]:
        """Return what run.json records of the request."""
        from pipeline.ingest.fetch_address import masked

        return {
            "inputs": [masked(given) for given in self.inputs],
            **asdict(self.given),
            "kb": [str(path) for path in self.kb],
            "explain": self.explain,
            **self.ner.settings(),
            **({"stores": [store.masked for store in self.to()]} if self.stores else {}),
        }

    def to(self) -> list[StoreUrl]:
        """Return where the run goes: the folder of -o, then every --store. Without any of them, the folder `out`."""
        from pipeline.stores.url import StoreUrl, parse_url

        out = self.out or (None if self.stores else Path("out"))
        return ([StoreUrl("jsonl", str(out))] if out else []) + [parse_url(store) for store in self.stores]


def run(request: Request, *, quiet: bool, summary: str) -> None:
    """Extract, write, report. Exits 1 when no input could be used."""
    if summary not in ("table", "json"):
        raise fail(f"--format {summary!r} is unknown. Take table or json.")
    if request.given.url:
        _check_single(request.inputs)
    options = request.options()
    if request.power.engine not in ("local", "ray"):
        raise fail(f"--engine {request.power.engine!r} is unknown. Take local or ray.")
    if request.power.address and request.power.engine == "local":
        raise fail("--address names a Ray cluster. Add --engine ray.")
    # A request to end is an end like any other: temporary files are removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with told():
        from pipeline.scale.worker import Recipe

        urls = request.to()
        check_stores(request, urls)
        recipe = Recipe(request.kb, request.ner.engine, request.ner.model, request.explain, request.ner.skim)
        if request.power.engine == "ray":
            from pipeline.cli.cluster import extract_in_cluster

            recorder, result = extract_in_cluster(request, urls, recipe, options, quiet=quiet)
        else:
            recorder, result = _extract_here(request, urls, recipe, options, quiet=quiet)
    _tell_rejected(recorder)
    alone = [store for store in recorder.stores if store.left_alone]
    if not quiet and summary == "json":
        print(result.model_dump_json(by_alias=True))
    elif not quiet and not alone:
        _table(recorder, result)
    if alone:
        where = ", ".join(store.name for store in alone)
        raise fail(f"no input could be used. The earlier run in {where} was left as it was.", NOTHING)
    if not result.counts["articles"]:
        where = recorder.stores[0].place("rejected")
        raise fail(f"no input could be used. {where} says why for each of them.", NOTHING)


def _extract_here(
    request: Request, urls: Sequence[StoreUrl], recipe: Recipe, options: ReadOptions, *, quiet: bool
) -> tuple[Recorder, RunRecord]:
    """Read the articles on this machine."""
    from pipeline.ingest import read
    from pipeline.stores import Recorder, extract_to

    with ExitStack() as opened:
        runner = opened.enter_context(request.power.runner(recipe))
        journal = None
        if request.resume:
            from pipeline.cli.resume import open_journal, with_journal

            journal = opened.enter_context(open_journal(request, urls, runner.checksums))
            options = with_journal(options, journal)
        recorder = opened.enter_context(Recorder.open(urls, explain=request.explain))
        progress = opened.enter_context(Progress(lambda: _count(request.inputs), hidden=quiet))

        def step(done: int) -> None:
            progress(done)
            if journal is None and any(store.kept for store in recorder.stores):
                leaves("Whole batches are kept in the database; do it again to complete them.")

        items = read(request.inputs, options)
        result = extract_to(recorder, runner, items, request.settings(), step, journal)
        if journal:
            journal.remove()
    return recorder, result


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


def check_stores(request: Request, urls: Sequence[StoreUrl]) -> None:
    """Refuse stores that cannot be meant: one given twice, one inside an input, explanations that nothing holds."""
    if request.explain and all(url.scheme != "jsonl" for url in urls):
        raise fail("--explain writes explain.jsonl, which only a jsonl: store has. Add -o FOLDER.")
    taken: set[Path | str] = set()
    for url in urls:
        place = url.path.resolve() if url.path else url.target
        if place in taken:
            raise fail(f"the store {url.masked} is given twice. Two stores cannot share one place.")
        taken.add(place)
        if url.path:
            _keep_apart(request.inputs, url.path)


def _keep_apart(inputs: Iterable[str], path: Path) -> None:
    """Refuse an output inside an input folder: the next run would read its results as articles."""
    out = path.resolve()
    for given in inputs:
        folder = Path(given)
        if folder.is_dir() and (out == folder.resolve() or folder.resolve() in out.parents):
            raise fail(f"the output {path} lies in the input {given}. Choose a folder outside it with -o.")


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


def _tell_rejected(recorder: Recorder) -> None:
    from pipeline.stores import PARTLY

    for rejected in recorder.first_rejected[:_SHOWN]:
        how = "partly used" if rejected.reason in PARTLY else "not used"
        tell(f"{how}: {isolate(rejected.source)}: {rejected.message} [{rejected.reason}]")
    more = sum(recorder.rejected.values()) - _SHOWN
    if more > 0:
        store = recorder.stores[0]
        where = "" if store.left_alone else f", see {store.place('rejected')}"
        tell(f"and {more} more{where}")


def _table(recorder: Recorder, run: RunRecord) -> None:
    """What was found and where it lies, in at most a dozen lines."""
    by_type = ", ".join(f"{number} {kind}" for kind, number in sorted(recorder.by_type.items()))
    counts, first, others = run.counts, recorder.stores[0], recorder.stores[1:]
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
    places = [flat(first.place(kind)) for _, kind, _ in rows]
    width = max(map(len, places))
    for (name, _, note), place in zip(rows, places, strict=True):
        print(f"{name.replace('_', ' '):<11} {counts[name]:>6}  {place:<{width}}  {note}".rstrip())
    if others:
        print(f"The same is in {', '.join(flat(store.name) for store in others)}.")
    end = f"{run.wall_seconds:.1f} s, described in {flat(first.place('run'))}."
    readable = next((store.name for store in recorder.stores if store.can_be_shown), None)
    print(f"{end} To look at it: naba show {flat(readable)}" if readable else end)
