"""`naba report`: a run as one page to look at, and to correct."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.errors import counted, told
from pipeline.report.bidi import flat

_STEPS = ((1_000_000, "MB"), (1_000, "kB"))


def run(given: str, out: Path, quiet: bool) -> None:
    """Write the page, say what is in it and how large it is."""
    with told():
        from pipeline.report.html import write_report

        written = write_report(given, out)
    if not quiet:
        print(
            f"{flat(str(out))}  {_size(written.size)}: {counted(written.articles, 'article')}, "
            f"{counted(written.facts, 'fact')}, {counted(written.events, 'event')}. Open it in a browser."
        )


def _size(size: int) -> str:
    for step, unit in _STEPS:
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return f"{size} bytes"
