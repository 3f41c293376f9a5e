"""The charts of the page: pygal draws the bars, the page's own styles colour them.

pygal's SVG brings a style sheet, a script, an address and the date of today; what is kept is geometry and text, so
that the page stays one file with one policy, dark mode and print work, and the same run gives the same bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from pipeline.report.bidi import clean
from pipeline.report.wording import LANGUAGES, label

if TYPE_CHECKING:
    from markupsafe import Markup

    from pipeline.report.survey import Survey

_SVG = "http://www.w3.org/2000/svg"
_BARS = 10
_DAYS = 31
_LABEL = 22
_ROW = 30
_WIDTH = 420
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
Rows = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in one language: its title, its SVG, and the same numbers for a table."""

    language: str
    title: str
    svg: Markup
    rows: Rows


def charts(found: Survey) -> list[list[Drawing]]:
    """Return the charts of a run, each in every language."""
    title, dates = _by_date(found.days)
    made = []
    for language in LANGUAGES:
        types = [(label("type", kind, language), number) for kind, number in _largest(found.types)]
        names = [(found.names[key][language == "ar"], number) for key, number in _largest(found.sources)[:_BARS]]
        days = [(day or label("ui", "no_date", language), number) for day, number in dates]
        made.append(
            [
                _drawing(label("ui", name, language), language, [(_plain(word), number) for word, number in rows])
                for name, rows in (("chart_types", types), ("chart_sources", names), (title, days))
                if rows
            ]
        )
    return [list(same) for same in zip(*made, strict=True)]


def _plain(text: str) -> str:
    """Return text without the characters that XML does not take, nor those that steer a line."""
    return _NO_XML.sub("", clean(text))


def _largest(counts: Counter[str]) -> Rows:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _by_date(days: Counter[str]) -> tuple[str, Rows]:
    """Return the articles by day, or by month or year where that would be too many bars."""
    for title, length in (("chart_days", 10), ("chart_months", 7)):
        merged = _merged(days, length)
        if len(merged) <= _DAYS:
            return title, merged
    return "chart_years", _merged(days, 4)[-_DAYS:]


def _merged(days: Counter[str], length: int) -> Rows:
    """Count by the first letters of a date."""
    merged: Counter[str] = Counter()
    for day, number in days.items():
        merged[day[:length]] += number
    return sorted(merged.items())


def _drawing(title: str, language: str, rows: Rows) -> Drawing:
    from markupsafe import Markup

    return Drawing(language, title, Markup(_svg(title, rows)), rows)


def _svg(title: str, rows: Sequence[tuple[str, int]]) -> str:
    """Draw bars from top to bottom. The page mirrors the drawing where it runs from right to left."""
    import pygal
    from pygal.style import Style

    labels = [text if len(text) <= _LABEL else text[: _LABEL - 1] + "…" for text, _ in rows]
    chart = pygal.HorizontalBar(
        js=[],
        css=[],
        style=Style(label_font_size=14, major_label_font_size=14, value_font_size=13),
        show_legend=False,
        show_x_labels=False,
        show_y_guides=False,
        print_values=True,
        print_values_position="top",
        rounded_bars=2,
        margin=4,
        spacing=4,
        width=_WIDTH,
        height=_ROW * len(rows) + 24,
        range=(0, max(number for _, number in rows) * 1.12),
        formatter=str,
        disable_xml_declaration=True,
        no_prefix=True,
        truncate_label=-1,
    )
    chart.x_labels = labels[::-1]  # the first one is drawn at the bottom
    chart.add("", [number for _, number in reversed(rows)])
    return _stripped(chart.render(is_unicode=True), title)


def _stripped(svg: str, title: str) -> str:
    """Return the drawing without styles, scripts, comments and tooltips, named for a screen reader."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    for parent in root.iter():
        for child in list(parent):
            unwanted = child.tag in {f"{{{_SVG}}}{name}" for name in ("defs", "title", "desc", "script", "style")}
            if unwanted or "tooltip-overlay" in child.get("class", "") or "background" in child.get("class", ""):
                parent.remove(child)
    for element in root.iter():
        for name in ("style", "id"):
            element.attrib.pop(name, None)
        for name in ("x", "y", "width", "height"):
            if "." in element.get(name, ""):
                element.set(name, f"{float(element.attrib[name]):.1f}")
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-label", title)
    for child in root.iter():
        child.tail = None
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
