"""The commands of `naba`, their options and help. The work is done in the modules beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__

_HELP = """Read Arabic news about outages, give back facts that a machine can use and a person can check.

Examples:

  naba extract news/ -o out            every article below a folder

  naba extract a.txt -o out --published 2021-10-05

  naba show out                        the articles with their marked spans and facts

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
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


NerOption = Annotated[
    str,
    typer.Option(
        "--ner", metavar="ENGINE", help="What finds names that nobody listed: embedded, camel, stanza or none."
    ),
]
NerModelOption = Annotated[
    Path | None, typer.Option("--ner-model", metavar="FOLDER", help="Another model for that engine.")
]


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
        list[str], typer.Argument(metavar="INPUT...", help="Files or folders; - reads one text from stdin.")
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FOLDER", help="Where the files go. [default: out]")
    ] = None,
    store: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL", help="csv:DIR, parquet:DIR, duckdb:FILE, postgresql://USER@HOST/DB. Repeatable."
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication date (2021-10-05) of all articles, before what they say."),
    ] = None,
    site: Annotated[str | None, typer.Option(metavar="NAME", help="The outlet, before what the input says.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="The address of the article (one file only).")] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of the files; otherwise told from the bytes.")
    ] = None,
    all_languages: Annotated[
        bool, typer.Option("--all-languages", help="Keep articles that are not in Arabic.")
    ] = False,
    kb: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="More names for the knowledge base (TSV). Repeatable.")
    ] = None,
    ner: NerOption = "embedded",
    ner_model: NerModelOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Write explain.jsonl: the rule behind every result.")
    ] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print errors only.")] = False,
    format: Annotated[
        str, typer.Option("--format", metavar="table|json", help="How to print the summary of the run.")
    ] = "table",
) -> None:
    """Read articles, write a folder of JSON: articles, facts, events, rejected inputs, run.json.

    With --store the same goes into tables: CSV, Parquet, DuckDB, PostgreSQL (docs/stores.md).

    Try:

      naba extract corpora/samples -o out

      naba extract page.txt -o out --published 2021-10-05 --site almadar

      naba extract news/ -o out --kb my-names.tsv --explain

      naba extract news/ -o out --ner camel --ner-model my-bert/

      naba extract news/ --store duckdb:facts.duckdb --store csv:tables/
    """
    from pipeline.cli.extract import Given, Ner, Request, run

    given = Given(published, site, url, encoding, all_languages)
    request = Request(
        tuple(inputs), out, tuple(store or ()), given, tuple(kb or ()), explain, Ner(ner, ner_model)
    )  # fmt: skip
    run(request, quiet=quiet, summary=format)


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


gold_app = typer.Typer(
    help="""Write and check gold by hand (the form is described in docs/gold.md).

Examples:

  naba gold check mygold/              what is wrong, with line numbers

  naba gold convert a.gold a.json      the same article as JSON, and back
""",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(gold_app, name="gold")


@gold_app.command("check")
def gold_check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files of gold (.gold, .json, .jsonl), or folders of them.")
    ],
    kb: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="More names for the knowledge base (TSV). Repeatable.")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print errors only, no warnings.")] = False,
) -> None:
    """Say what is wrong in gold, all of it, with line numbers. Exits 1 when there are errors.

    Errors: what cannot be read, spans with an attached clitic or a quotation mark, content that does not stand in the
    text. Warnings: names and numbers that are left unmarked, keys that nobody knows, figures of facts that the text
    does not have.

    Try:

      naba gold check mygold/night.gold

      naba gold check corpora/gold/dev --quiet

      naba gold check mygold/ --kb my-names.tsv
    """
    from pipeline.cli.gold import check

    check(paths, kb or (), quiet)


@gold_app.command("convert")
def gold_convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="One file of gold: .gold, .json or .jsonl.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; its ending says in which form.")],
) -> None:
    """Write gold in another form: .gold by hand, .json for programs, .jsonl as records of the contract.

    A .gold and a .json say the same. Records of the contract (article/1) have one answer where gold accepts several,
    and leave out what is neither demanded nor punished. What the other form cannot say is an error.

    Try:

      naba gold convert mygold/night.gold night.json

      naba gold convert corpora/gold/dev/agency-brief.json brief.gold

      naba gold convert mygold/night.gold night.jsonl
    """
    from pipeline.cli.gold import convert

    convert(source, target)


@app.command()
def doctor(
    kb: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Also check names of your own (TSV). Repeatable.")
    ] = None,
) -> None:
    """Check the environment: Python, packages, the knowledge base, the engines for names. One sentence each.

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
