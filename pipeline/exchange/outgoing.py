"""From gold, or from a run, to the files of a tool. Nothing is written here: the files are given back by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from pipeline.evaluate.problems import GoldError
from pipeline.exchange import brat, conll, contract, heads, labelstudio
from pipeline.exchange.configs import annotation_conf, labelling_config
from pipeline.exchange.sheet import to_sheet
from pipeline.exchange.sources import Source, left_behind

_IN_ONE_FILE = "exact texts and heads (a folder as OUT has them beside)"


@dataclass(slots=True)
class Outgoing:
    """The files of an export by path, how many articles are in them, and what they do not say, counted by reason."""

    files: dict[Path, str] = field(default_factory=dict)
    articles: int = 0
    lost: Counter[str] = field(default_factory=Counter)


def export(sources: Iterable[Source], out: Path, form: str, version: str) -> Outgoing:
    """Return the files of a format for some articles.

    Args:
        sources: the articles.
        out: the file (Label Studio, contract, CoNLL) or the folder (brat, CoNLL) where they go.
        form: `labelstudio`, `conll`, `brat` or `contract`.
        version: what made the facts of a run; they become predictions in Label Studio.

    Raises:
        GoldError: a wrong ending of `out`, or gold that cannot be read or written.
    """
    _check_name(out, form)
    done = Outgoing()
    tasks: list[str] = []
    written: list[str] = []
    for source in sources:
        done.articles += 1
        name = source.article.id  # Names of files never come from the text or its metadata.
        if form == "contract":
            line, lost = contract.write_record(source)
            written.append(line)
            done.lost += lost
            continue
        done.lost += left_behind(source)
        if form == "conll":
            lines, lost = conll.write_conll(source.article)
            written.append(lines)
            done.lost += lost
            if not out.suffix:
                sheet = to_sheet(source.article, source.names, source.note)[0]
                files = {conll.ENDING: lines, ".txt": sheet.text, heads.ENDING: heads.write_head(sheet.head)}
                done.files.update({out / f"{name}{ending}": content for ending, content in files.items()})
            continue
        sheet, lost = to_sheet(source.article, source.names, source.note)
        done.lost += lost
        if form == "brat":
            files, lost = brat.write_brat(sheet)
            done.lost += lost
            done.files.update({out / f"{name}{ending}": content for ending, content in files.items()})
        else:
            task = labelstudio.write_task(sheet, name, done.articles, version if source.machine else None)
            tasks.append(orjson.dumps(task).decode())
    if form == "brat":
        done.files[out / "annotation.conf"] = annotation_conf()
    elif form == "labelstudio":
        done.files[out] = "[\n{}\n]\n".format(",\n".join(tasks))
        done.files[out.with_suffix(".xml")] = labelling_config()
    elif form == "contract":
        done.files[out] = "".join(written)
    elif out.suffix:
        done.files[out] = "".join(written)
        done.lost[_IN_ONE_FILE] += done.articles
    return done


def _check_name(out: Path, form: str) -> None:
    endings = {"labelstudio": (".json",), "contract": (".jsonl",), "conll": ("", *conll.ENDINGS), "brat": ("",)}[form]
    if out.suffix not in endings:
        named = " or ".join(f"a file that ends in {ending}" if ending else "a folder" for ending in endings[:2])
        raise GoldError(f"{out}: for {form}, OUT is {named}.")
