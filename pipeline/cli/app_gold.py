"""The commands of `naba gold`, their options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import CONTEXT, KbOption

gold_app = typer.Typer(
    help="""Write and check gold by hand (docs/gold.md), or in Label Studio, brat and other tools (docs/exchange.md).

Examples:

  naba gold check mygold/              what is wrong, with line numbers

  naba gold convert a.gold a.json      the same article as JSON, and back

  naba gold agree mine/ hers/          how far two readers agree

  naba gold export mygold/ -o tasks.json --to labelstudio

  naba gold import project-1.json -o mygold/
""",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=CONTEXT,
)
@gold_app.command("check")
def gold_check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files of gold (.gold, .json, .jsonl), or folders of them.")
    ],
    kb: KbOption = None,
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


@gold_app.command("agree")
def gold_agree(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="Gold of one reader: a file, or a folder of them.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="Gold of another, on the same texts.")],
) -> None:
    """Say how far two readers agree on the facts of the same articles.

    Each reading is once gold and once the answer, by the scorer that judges extractions: what one leaves to taste
    (optional facts, alternatives) is not held against the other. No extractor can be asked to agree with gold more
    than a second reader does.

    Try:

      naba gold agree corpora/gold/test corpora/readings/test

      naba gold agree mine/night.gold hers/night.gold
    """
    from pipeline.cli.gold import agree

    agree(first, second)


@gold_app.command("import")
def gold_import(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="What a tool has written: files, or folders of them.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FOLDER|FILE", help="Where the gold goes: one file an article.")
    ],
    form_in: Annotated[
        str,
        typer.Option("--from", metavar="FORMAT", help="auto (told by the file), contract, labelstudio, conll or brat."),
    ] = "auto",
    form: Annotated[
        str,
        typer.Option(metavar="auto|gold|json", help="How to write it: .gold by hand, .json; auto: .gold where it can."),
    ] = "auto",
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="NAME=TYPE", help="A type of other CoNLL files, as ORG=company. Repeatable."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite gold that is there and differs.")] = False,
) -> None:
    """Make gold of what people have annotated or corrected elsewhere.

    Reads article/1 records that a person has corrected (.json, .jsonl), Label Studio exports (JSON), CoNLL files
    (.conll, .bio, .iob, .iob2) and brat folders (.ann with .txt). Says what differs from gold that is there for the
    same text, and leaves that gold alone without --force. When anything cannot be read, nothing is written.

    Try:

      naba gold import corrected.jsonl -o mygold

      naba gold import project-1-at-2026-01-10.json -o mygold --force

      naba gold import brat/collection -o mygold --form json

      naba gold import train.conll -o mygold --type PER=person --type ORG=company
    """
    from pipeline.cli.exchange import bring_in

    bring_in(paths, out, form_in, form, types or (), force)


@gold_app.command("export")
def gold_export(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Gold (files or folders), or runs to begin from.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", metavar="OUT", help="tasks.json, a folder (brat, conll), all.conll, or records.jsonl."
        ),
    ],
    form: Annotated[str, typer.Option("--to", metavar="FORMAT", help="labelstudio, brat, conll or contract.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there and differ.")] = False,
) -> None:
    """Write gold, or what a run has found, for a tool that annotators use.

    A run becomes predictions in Label Studio: people begin from them. With tasks.json comes tasks.xml, the labelling
    configuration; with a brat folder its annotation.conf. What a format cannot hold is said, with counts.

    Try:

      naba gold export mygold -o tasks.json --to labelstudio

      naba gold export out -o tasks.json --to labelstudio

      naba gold export mygold -o brat/collection --to brat

      naba gold export mygold -o train.conll --to conll
    """
    from pipeline.cli.exchange import send_out

    send_out(paths, out, form, force)
