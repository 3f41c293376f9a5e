"""`naba gold import` and `naba gold export`: gold in and out of the tools that annotators use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from pipeline.cli.errors import NOTHING, counted, fail, tell, told
from pipeline.report.bidi import flat

_SHOWN = 20
"""So many differences of an article are printed."""
_OF_THE_CONFIG = (".xml", ".conf")


def bring_in(paths: Sequence[Path], out: Path, form_in: str, form: str, types: Sequence[str], force: bool) -> None:
    """Read all files, say what they change, write the gold. Exits 1 when gold that differs stays as it was."""
    from pipeline.exchange.incoming import FORMATS, read_all
    from pipeline.exchange.shelf import FORMS, place, write

    _known("--from", form_in, ("auto", *FORMATS))
    _known("--form", form, FORMS)
    with _plain_errors():
        read = read_all(paths, form_in, _types(types))
        for sentence in read.passed:
            tell(sentence)
        if read.errors:
            raise fail("nothing was written:", lines=read.errors)
        if not read.articles:
            raise fail("no article to import. Nothing was written.", NOTHING)
        placed = place(read.articles, out, form)
        for one in placed:
            if one.changes:
                print(flat(f"{one.path} differs:"))
                for line in one.changes[:_SHOWN]:
                    print(f"  {flat(line)}")
                if one.changes[_SHOWN:]:
                    print(f"  ... and {counted(len(one.changes) - _SHOWN, 'line')} more")
        _left_out(sum((Counter(one.left_out) for one in placed), Counter()), "the form .gold", "--form json does")
        changed = [one for one in placed if one.state == "changed"]
        if changed and not force:
            raise fail(
                f"{counted(len(changed), 'article')} of gold would change. Nothing was written; --force overwrites.",
                NOTHING,
            )
        write(placed)
    states = Counter(one.state for one in placed)
    print(
        f"{counted(len(placed), 'article')}: {states['new']} new, {states['changed']} changed, "
        f"{states['same']} the same; {flat(str(out))}"
    )


def send_out(paths: Sequence[Path], out: Path, form: str, force: bool) -> None:
    """Write the files of a format; say what they cannot hold."""
    from pipeline import __version__
    from pipeline.exchange.incoming import FORMATS
    from pipeline.exchange.outgoing import export
    from pipeline.exchange.shelf import write_file
    from pipeline.exchange.sources import read_sources

    _known("--to", form, FORMATS)
    with _plain_errors():
        done = export(read_sources(paths), out, form, f"naba {__version__}")
        other = [path for path, content in done.files.items() if _differs(path, content)]
        if other and not force:
            raise fail(
                f"{counted(len(other), 'file')} with other content would be overwritten. Nothing was written; choose "
                "another OUT, or --force.",
                NOTHING,
                map(str, other[:_SHOWN]),
            )
        for path, content in done.files.items():
            write_file(path, content)
    _left_out(done.lost, form)
    print(f"{counted(done.articles, 'article')} written to {flat(str(out))}")
    for path in done.files:
        if path.suffix in _OF_THE_CONFIG:
            print(f"the labels are described in {flat(str(path))}")


def _differs(path: Path, content: str) -> bool:
    return path.exists() and (not path.is_file() or path.read_bytes() != content.encode())


def _left_out(lost: Mapping[str, int], form: str, hint: str = "") -> None:
    if lost:
        told_of = "; ".join(f"{number} {reason}" for reason, number in sorted(lost.items()))
        tell(f"{form} does not keep: {told_of}.{f' {hint}.' if hint else ''}")


def _known(option: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise fail(f"{option} {value}: there is no such thing. Use one of {', '.join(known)}.")


def _types(given: Sequence[str]) -> dict[str, str]:
    from pipeline.contract import EntityType

    known = get_args(EntityType)
    pairs = dict(one.partition("=")[::2] for one in given)
    for name, kind in pairs.items():
        if not name or kind not in known:
            raise fail(f"--type {name}={kind}: write NAME=TYPE; the types are {', '.join(known)}.")
    return pairs


@contextmanager
def _plain_errors() -> Iterator[None]:
    from pipeline.evaluate.problems import GoldError

    with told():
        try:
            yield
        except GoldError as error:
            first, *more = str(error).split("\n")
            raise fail(first, lines=more) from None
        except OSError as error:
            raise fail(f"{error.filename} cannot be read or written: {error.strerror}.") from None
