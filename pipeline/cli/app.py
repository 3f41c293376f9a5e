"""The commands of `naba`, their options and help. The work is done in the modules beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli.app_gold import gold_app
from pipeline.cli.options import (
    CONTEXT,
    AllLanguagesOption,
    AllowPrivateOption,
    DelayOption,
    KbOption,
    NerModelOption,
    NerOption,
    QuietOption,
    SiteOption,
)

_HELP = """Read Arabic news about outages, give back facts that a machine can use and a person can check.

Examples:

  naba extract news/ -o out            every article below a folder

  naba extract a.txt -o out --published 2021-10-05

  naba show out                        the articles with their marked spans and facts

  naba report out -o report.html       the same as a page, to look at and to correct

  naba evaluate corpora/gold/dev       precision and recall against checked articles

  naba gold check mygold/              what is wrong in gold that you have written
"""

app = typer.Typer(
    name="naba",
    help=_HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=CONTEXT,
)
app.add_typer(gold_app, name="gold")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"naba {__version__}")
        raise typer.Exit


@app.callback()
def _naba(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command()
def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders or addresses (https://...); - reads stdin."),
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FOLDER", help="Where the files go. [default: out]")
    ] = None,
    store: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="csv:DIR, parquet:DIR, duckdb:FILE, postgresql://USER@HOST/DB. Repeatable."),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication date (2021-10-05) of all articles, before what they say."),
    ] = None,
    site: SiteOption = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="The address of the article (one file only).")] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of the files; otherwise told from the bytes.")
    ] = None,
    all_languages: AllLanguagesOption = False,
    map: Annotated[
        str | None,
        typer.Option(metavar="FIELDS", help="Where records have the fields: text=body,published=dates.created."),
    ] = None,
    html_fields: Annotated[
        bool, typer.Option("--html-fields", help="The texts of records are HTML, even if they do not look like it.")
    ] = False,
    kb: KbOption = None,
    ner: NerOption = "embedded",
    ner_model: NerModelOption = None,
    skim: Annotated[
        bool, typer.Option("--skim", help="No engine for names where nothing hints at an outage: faster on archives.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Write explain.jsonl: the rule behind every result.")
    ] = False,
    allow_private: AllowPrivateOption = False,
    delay: DelayOption = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep a journal, and go on where this command was stopped before.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            "-j", "--workers", metavar="N", min=0, help="Processes that read articles; 0: one a core. [default: 1]"
        ),
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="local|ray", help="Read articles on this machine, or on a Ray cluster.")
    ] = "local",
    address: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="The head of the Ray cluster; auto: that of this machine.")
    ] = None,
    quiet: QuietOption = False,
    format: Annotated[
        str, typer.Option("--format", metavar="table|json", help="How to print the summary of the run.")
    ] = "table",
) -> None:
    """Read articles, write a folder of JSON: articles, facts, events, rejected inputs, run.json.

    Read are text, pages (HTML), JSON, JSON Lines, CSV, TSV, feeds (RSS, Atom), web archives (WARC), and all of these
    packed (gzip, bzip2, xz, zstd, ZIP). docs/inputs.md has all of it. Addresses are fetched (docs/fetch.md).

    With --store the same goes into tables: CSV, Parquet, DuckDB, PostgreSQL (docs/stores.md). With --engine ray many
    machines read (docs/cluster.md).

    Try:

      naba extract corpora/samples -o out

      naba extract page.txt -o out --published 2021-10-05 --site almadar

      naba extract news/ -o out --kb my-names.tsv --explain

      naba extract feed.xml CC-NEWS.warc.gz articles.csv more.zip -o out

      naba extract export.jsonl.gz -o out --map text=body,title=headline,published=dates.created

      naba extract news/ -o out --ner camel --ner-model my-bert/

      naba extract news/ --store duckdb:facts.duckdb --store csv:tables/

      naba extract archive/ -o out --workers 0 --skim --resume

      naba extract /nfs/archive --store parquet:/nfs/out --engine ray --address auto
    """
    from pipeline.cli.extract import Given, Manners, Ner, Power, Request, run

    given = Given(published, site, url, encoding, all_languages, map, html_fields)
    request = Request(
        tuple(inputs), out, tuple(store or ()), given, tuple(kb or ()), explain, Ner(ner, ner_model, skim),
        Manners(allow_private, delay), resume, Power(workers, engine, address),
    )  # fmt: skip
    run(request, quiet=quiet, summary=format)


@app.command()
def watch(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help="Folders, files of feeds, or addresses of feeds and pages.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Where the files go, and what was read.")],
    interval: Annotated[float, typer.Option(metavar="SECONDS", help="Between two looks.")] = 30.0,
    once: Annotated[bool, typer.Option("--once", help="Look once, read what is new, end.")] = False,
    store: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="Write there, too, as naba extract does. Repeatable.")
    ] = None,
    site: SiteOption = None,
    all_languages: AllLanguagesOption = False,
    kb: KbOption = None,
    ner: NerOption = "embedded",
    ner_model: NerModelOption = None,
    allow_private: AllowPrivateOption = False,
    delay: DelayOption = None,
    quiet: QuietOption = False,
) -> None:
    """Keep reading what comes into folders and feeds. Ctrl-C ends it; the same command goes on.

    Try:

      naba watch incoming/ -o out

      naba watch https://news.example/feed.xml -o out --interval 300

      naba watch incoming/ -o out --once
    """
    from pipeline.cli.extract import Given, Manners, Ner, Request
    from pipeline.cli.watch import run

    given = Given(site=site, all_languages=all_languages)
    request = Request(
        tuple(inputs), out, tuple(store or ()), given, tuple(kb or ()), False, Ner(ner, ner_model),
        Manners(allow_private, delay),
    )  # fmt: skip
    run(request, interval, once, quiet)


@app.command()
def show(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A run's folder, an articles.jsonl, a store (duckdb:FILE), or an article."),
    ],
    article: Annotated[
        str | None, typer.Option(metavar="ID", help="Only the article with this id or source (or part of it).")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Also print the rule behind every result.")] = False,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Publication date, where FILE is an article that is read now.")
    ] = None,
) -> None:
    """Print articles with marked spans, and their facts, in the terminal.

    Try:

      naba show out

      naba show out --article 3f2a --explain

      naba show duckdb:facts.duckdb --article 3f2a

      naba show corpora/samples/agency-brief.txt
    """
    from pipeline.cli.show import run

    run(file, article, explain, published)


@app.command()
def report(
    run_given: Annotated[
        str, typer.Argument(metavar="RUN", help="A run's folder, or a store: duckdb:FILE, postgresql://USER@HOST/DB.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FILE", help="The page; one of that name is replaced.")
    ] = Path("report.html"),
    quiet: QuietOption = False,
) -> None:
    """Write a run as one page for the browser: events, figures side by side, marked articles; corrections become gold.

    The page works offline, in Arabic and English. What a person corrects in it is saved as JSON Lines, which
    `naba gold check` and `naba evaluate` read.

    Try:

      naba report out -o report.html

      naba report duckdb:facts.duckdb
    """
    from pipeline.cli.report import run

    run(run_given, out, quiet)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A folder of gold articles.")],
    run_folder: Annotated[
        Path | None, typer.Option("--run", metavar="DIR", help="Score this run instead of a fresh extraction.")
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List what was missed and what was wrong.")] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Also write the scores as JSON.")
    ] = None,
    gate: Annotated[bool, typer.Option("--gate", help="Fail (exit 1) when a score is below its floor.")] = False,
    raise_floors: Annotated[
        bool, typer.Option("--raise-floors", help="Pin the present scores as floors, where they are higher.")
    ] = False,
    ner: NerOption = "embedded",
    ner_model: NerModelOption = None,
) -> None:
    """Compare an extraction with articles whose facts a person has checked.

    Try:

      naba evaluate corpora/gold/dev

      naba evaluate corpora/gold/dev --misses

      naba evaluate corpora/gold/test --gate --json scores.json
    """
    from pipeline.cli.evaluate import Request, run

    run(Request(gold, run_folder, misses, json_file, gate, raise_floors, ner, ner_model))


@app.command()
def doctor(
    kb: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Also check names of your own (TSV). Repeatable.")
    ] = None,
) -> None:
    """Check the environment: Python, packages, extras, the knowledge base, the engines for names. One sentence each.

    Try:

      naba doctor

      naba doctor --kb my-names.tsv
    """
    from pipeline.cli.doctor import run

    run(kb or ())


@app.command()
def schema(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FOLDER", help="Write one file per record there.")
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="RECORD", help="Print only this record's schema.")] = None,
) -> None:
    """Print or write the JSON Schema of every record: article, fact, event, rejected, run, explain.

    Try:

      naba schema fact

      naba schema -o docs/schema
    """
    from pipeline.cli.schema import run

    run(out, name)
