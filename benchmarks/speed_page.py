"""What the results of `bench.py` say: targets met or not, a drawing of the curve, the tables of docs/speed.md."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from machine import RESULTS, ROOT, described, table
from scores import written

PAGE = ROOT / "docs" / "speed.md"
TABLES = ("speed", "speed_start", "speed_lengths", "speed_curve", "speed_targets")
BESIDE = {"camel-tools": 30, "BERT-base": 8}
"""So many times the words a second of these, whose titles begin so, one worker is to read."""
START = 0.7
"""Seconds that `naba extract ONE_FILE` may take."""
SHARE = 5
"""A peer's start is to be so many times as long at least."""
PEAK = 400
"""MB that one process may have, whatever it reads."""
SLOWER = 1.25
"""Linear: a word of the largest input takes at most so many times the seconds of one of the smallest."""
SETTLED = 1_000
"""Of fewer articles, the start is most of the time."""
BLANK = "Not measured yet: `make bench`.\n"
Row = dict[str, Any]


def rows_of(folder: Path, name: str) -> list[Row]:
    """Return the rows of a result, none where it was not measured."""
    file = folder / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))["rows"] if file.is_file() else []


def targets(tables: Mapping[str, list[Row]]) -> list[Row]:
    """Return what was to be reached, what was, and whether that is enough, as far as it was measured."""
    return [*_speed(tables["speed"]), *_start(tables["speed_start"]), *_memory(tables), *_linear(tables)]


def _speed(rows: list[Row]) -> Iterator[Row]:
    rate = {row["engine"]: row["words/s"] for row in rows}
    own = rate.get("naba, 1 worker")
    for engine, other in rate.items():
        times = next((number for name, number in BESIDE.items() if engine.startswith(name)), None)
        if own and times:
            what = f"words a second of the whole pipeline, beside {engine}"
            yield _target(what, f"at least {times} times", f"{own / other:.2f} times", own / other >= times)


def _start(rows: list[Row]) -> Iterator[Row]:
    took = {row["what"]: row["median s"] for row in rows}
    own = took.pop("naba extract ONE_FILE", None)
    if own is None:
        return
    yield _target("start of `naba extract ONE_FILE`", f"under {START} s", f"{own:.2f} s", own < START)
    for what, other in took.items():
        yield _target(
            f"the same, beside the start of {what}", f"at most 1/{SHARE}", f"1/{other / own:.2f}", own * SHARE <= other
        )


def _memory(tables: Mapping[str, list[Row]]) -> Iterator[Row]:
    peaks = [row["peak MB"] for row in tables["speed"] if row["engine"] == "naba, 1 worker"]
    peaks += [row["peak MB"] for name in ("speed_lengths", "speed_curve") for row in tables[name]]
    if peaks:
        yield _target("peak memory of one process", f"under {PEAK} MB", f"{max(peaks)} MB", max(peaks) < PEAK)


def _linear(tables: Mapping[str, list[Row]]) -> Iterator[Row]:
    start = next((row["median s"] for row in tables["speed_start"] if row["what"] == "naba extract ONE_FILE"), 0)
    for name, what, column, least in (
        ("speed_lengths", "time beside length: a word of the longest article, to one of the shortest", "kB", 0),
        ("speed_curve", "time beside number: a word of the most articles, to one of the fewest", "articles", SETTLED),
    ):
        paces = [(row["seconds"] - start) / row["words"] for row in tables[name] if row[column] >= least]
        read = all(row.get("outcome", "read") == "read" for row in tables[name])
        if len(paces) > 1:
            slower = paces[-1] / paces[0]
            measured = f"{slower:.2f} times" if read else "not all were read"
            yield _target(what, f"at most {SLOWER} times the seconds", measured, read and slower <= SLOWER)


def _target(what: str, wanted: str, measured: str, met: bool) -> Row:
    return {"what": what, "wanted": wanted, "measured": measured, "met": "yes" if met else "no"}


def draw(rows: list[Row], file: Path) -> None:
    """Draw time and memory against the number of articles, both axes logarithmic, as SVG."""
    import pygal
    from pygal.style import CleanStyle

    chart = pygal.XY(
        logarithmic=True,
        js=[],
        style=CleanStyle,
        title="More and more articles, one worker",
        x_title="articles",
        legend_at_bottom=True,
        no_prefix=True,
        dots_size=4,
        width=800,
        height=480,
    )
    highest = math.ceil(math.log10(max(row[column] for row in rows for column in ("seconds", "peak MB"))))
    chart.range = (0.1, 10**highest)
    chart.y_labels = [10**power for power in range(-1, highest + 1)]
    chart.x_labels = [row["articles"] for row in rows if math.log10(row["articles"]).is_integer()]
    for column, title in (("seconds", "seconds"), ("peak MB", "peak memory, MB")):
        chart.add(title, [(row["articles"], row[column]) for row in rows])
    # pygal writes a script into every drawing, which has nothing to do here.
    svg = re.sub(r"<script.*?</script>", "", chart.render(is_unicode=True), flags=re.DOTALL)
    file.write_text(svg, encoding="utf-8")


def blocks(folder: Path = RESULTS) -> dict[str, str]:
    """Return what stands between the marks of docs/speed.md: the tables, or that there is none yet."""
    found = {}
    for name in TABLES:
        file = folder / f"{name}.json"
        data = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"rows": []}
        text = BLANK
        if data["rows"]:
            notes = "".join(f"\n{note}\n" for note in data.get("notes", ()))
            text = f"{table(data['rows'])}{notes}\n{described(data['machine'])}\n"
        found[name] = text
    if (folder / "speed_curve.svg").is_file():
        found["speed_curve"] += "\n![The curve](../benchmarks/results/speed_curve.svg)\n"
    return found


def page(text: str) -> str:
    """Return the page with its tables as the results have them."""
    for name, block in blocks().items():
        text = written(text, name, block)
    return text


def main() -> None:
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
