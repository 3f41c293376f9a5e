"""Options that several commands of `naba` have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""What every group of commands has in common."""

NerOption = Annotated[
    str,
    typer.Option(
        "--ner", metavar="ENGINE", help="What finds names that nobody listed: embedded, camel, stanza or none."
    ),
]
NerModelOption = Annotated[
    Path | None, typer.Option("--ner-model", metavar="FOLDER", help="Another model for that engine.")
]
AllowPrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="Fetch addresses of private networks and of this machine, too.")
]
DelayOption = Annotated[
    float | None, typer.Option("--delay", metavar="SECONDS", help="Between two requests to one host (1).")
]
KbOption = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="More names for the knowledge base (TSV). Repeatable.")
]
SiteOption = Annotated[str | None, typer.Option(metavar="NAME", help="The outlet, before what the input says.")]
AllLanguagesOption = Annotated[
    bool, typer.Option("--all-languages", help="Keep articles that are not in Arabic.")
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="Print errors only.")]
