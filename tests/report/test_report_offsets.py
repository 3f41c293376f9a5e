"""The contract counts code points, the browser UTF-16 units: what JavaScript cuts is what Python cuts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.report.wording import PAGE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TEXTS = st.text(st.sampled_from("ابت abc\n\u064b\u0640\u200f\u202e😀𐤀👨\u200d👩é"), min_size=1, max_size=30)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[list[int]]]:
    """A text and spans of it that may lie in one another, overlap, or be the same."""
    text = draw(TEXTS)
    ends = st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True).map(sorted)
    return text, draw(st.lists(ends, max_size=6))


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the offsets."""
    page = browser.new_page()
    source = (PAGE / "offsets.js").read_text(encoding="utf-8")
    page.evaluate(f"(() => {{ {source}; Object.assign(window, {{ Offsets, pieces }}); }})()")
    yield page
    page.close()


@QUICK
@given(texts_with_spans())
def test_pieces_are_the_text_and_are_covered_by_their_spans(script: Page, made: tuple[str, list[list[int]]]) -> None:
    text, spans = made
    pieces = script.evaluate(
        """([text, spans]) => {
          const offsets = new Offsets(text);
          const given = spans.map(([start, end], number) => ({ start, end, number }));
          return pieces(given, offsets.point(text.length)).map(({ start, end, covers }) =>
            [start, end, offsets.slice(start, end), covers.map((span) => span.number)]);
        }""",
        [text, spans],
    )
    assert "".join(piece for _, _, piece, _ in pieces) == text
    for start, end, piece, covers in pieces:
        assert piece == text[start:end]
        assert sorted(covers) == [n for n, (s, e) in enumerate(spans) if s <= start and end <= e]


@QUICK
@given(TEXTS)
def test_units_and_points_lead_to_each_other(script: Page, text: str) -> None:
    units = script.evaluate(
        """([text, points]) => {
          const offsets = new Offsets(text);
          return points.map((point) => [offsets.unit(point), offsets.point(offsets.unit(point))]);
        }""",
        [text, list(range(len(text) + 1))],
    )
    assert units == [[len(text[:point].encode("utf-16-le")) // 2, point] for point in range(len(text) + 1)]


@QUICK
@given(texts_with_spans())
def test_words_are_found_where_they_stand(script: Page, made: tuple[str, list[list[int]]]) -> None:
    text, spans = made
    for start, end in spans:
        words = text[start:end].strip()
        found = script.evaluate("([text, words]) => new Offsets(text).find(words)", [text, words])
        if not words.split():
            assert found is None
        else:
            assert text[found[0] : found[1]].split() == words.split()
