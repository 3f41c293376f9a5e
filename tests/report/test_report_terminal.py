from __future__ import annotations

import io
import re
import time
from dataclasses import replace

import pytest
from rich.console import Console

from pipeline.contract import ArticleRecord
from pipeline.document import Article, Document, Fact, Mention, Quantity, Ref, Time
from pipeline.explain import explain
from pipeline.records import article_record
from pipeline.report.bidi import FSI, PDI, clean, flat, isolate
from pipeline.report.terminal import body, marks, print_article
from pipeline.text import Span

TEXT = 'انضم إلى تلجرام (Telegram) نحو 70 مليون مستخدم يوم الاثنين.\n\nوقال دوروف: "أهلا".'
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


def at(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def document() -> Document:
    telegram = Ref("telegram", "Telegram", "تلجرام", "service")
    durov = Ref("pavel-durov", "Pavel Durov", None, "person")
    users = Quantity(at("70 مليون مستخدم"), "count", 70_000_000, "user", "about", cue=at("نحو"), rule="number.unit")
    monday = Time(at("يوم الاثنين"), "date", "2021-10-04", rule="weekday")
    doc = Document(Article(TEXT, "a.txt", title="عنوان", published="2021-10-05", published_from="given"))
    doc.mentions = (
        Mention(at("تلجرام"), telegram, rule="kb"),
        Mention(at("Telegram"), telegram, rule="kb"),
        Mention(at("دوروف"), durov, rule="kb"),
    )
    doc.quantities, doc.times = (users,), (monday,)
    doc.facts = (
        Fact(
            "gain", telegram, (at("انضم إلى تلجرام"),), "gain.joined", "competitor", (), (), "new_users", users, monday
        ),
        Fact("statement", durov, (at("وقال دوروف"),), "say", content=at("أهلا"), source=durov, certainty="reported"),
    )
    return doc


def shown(record: ArticleRecord | None = None, *, why: bool = False, **console: object) -> str:
    doc = document()
    out = io.StringIO()
    screen = Console(file=out, width=80, markup=False, highlight=False, emoji=False, **console)  # type: ignore[arg-type]
    print_article(screen, record or article_record(doc), explain(doc) if why else None)
    return out.getvalue()


def test_every_arabic_run_is_isolated() -> None:
    for line in shown(why=True).splitlines():
        depth = 0
        for character in line:
            depth += (character == FSI) - (character == PDI)
            assert depth in (0, 1), line
            assert depth == 1 or not RIGHT_TO_LEFT.match(character), line
        assert depth == 0, line


def test_spans_stand_in_brackets_without_colours() -> None:
    out = shown()
    assert "\x1b" not in out
    assert "انضم إلى [تلجرام] ([Telegram]) نحو [70 مليون مستخدم] [يوم الاثنين]." in out


def test_spans_have_the_colour_of_their_type() -> None:
    out = shown(force_terminal=True, color_system="standard", no_color=False)
    assert "\x1b[1;36mتلجرام\x1b[0m" in out
    assert "\x1b[1;33mدوروف\x1b[0m" in out
    assert "[تلجرام]" not in out


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = shown(force_terminal=True, color_system="standard")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", out)
    assert "[تلجرام]" in re.sub(r"\x1b\[[0-9;]*m", "", out)


def test_facts_have_their_slots_on_lines_of_their_own() -> None:
    lines = [line.strip() for line in shown().splitlines()]
    assert "f1   gain  new_users" in lines
    assert "subject    telegram (competitor)" in lines
    assert f"quantity   about 70,000,000 user  {FSI}70 مليون مستخدم{PDI}" in lines
    assert f"time       2021-10-04  {FSI}يوم الاثنين{PDI}" in lines
    assert "f2   statement  reported" in lines
    assert f"content    {FSI}أهلا{PDI}" in lines
    assert f"evidence   {FSI}انضم إلى تلجرام{PDI} [0:15]" in lines


def test_the_rules_are_a_tree() -> None:
    lines = shown(why=True).splitlines()
    at_quantity = lines.index("├─ q1   count about 70000000 user")
    assert lines[at_quantity + 1] == "│  ├─ rule number.unit"
    assert lines[at_quantity + 2].startswith("│  ├─ cue  ")
    assert lines[at_quantity + 3].startswith("│  └─ from ")


def test_of_two_marks_that_overlap_the_longer_one_stays() -> None:
    doc = document()
    doc.quantities = (*doc.quantities, Quantity(at("70"), "count", 70, None))
    assert [TEXT[m.start : m.end] for m in marks(article_record(doc)) if m.kind == "quantity"] == ["70 مليون مستخدم"]


def test_many_marks_take_linear_time() -> None:
    doc = document()
    words = 20_000
    doc = Document(Article("كلمة " * words, "a.txt"))
    doc.quantities = tuple(Quantity(Span(5 * n, 5 * n + 4), "count", n, None) for n in range(words))
    record = article_record(doc)
    began = time.perf_counter()
    assert len(marks(record)) == words
    (line,) = body(record, brackets=True)
    assert time.perf_counter() - began < 5
    assert line.plain.count("[كلمة]") == words


def test_records_cannot_steer_the_terminal() -> None:
    doc = document()
    doc.facts = (replace(doc.facts[0], event_id="meta\x1b[2J/2021", subject=Ref("a\x1bb", "A", None, "service")),)
    record = article_record(doc)
    entity = record.entities[0].model_copy(update={"kb": "x\x9by"})
    record = record.model_copy(update={"entities": [entity]})
    assert not set("\x1b\x9b") & set(shown(record))


def test_marks_over_a_line_break_are_shown_on_both_lines() -> None:
    doc = document()
    doc.quantities, doc.facts = (), ()
    doc.times = (Time(Span(TEXT.index("الاثنين"), TEXT.index("وقال") + 4), "date", "XXXX"),)
    out = shown(article_record(doc))
    assert "[الاثنين.]" in out
    assert "[وقال]" in out


def test_text_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[31mb\x9bc\u202ed\u2066e\rf\tg") == "a[31mbcdef\tg"
    assert isolate("سطر\nوسطر") == f"{FSI}سطر وسطر{PDI}"
    assert isolate("Latin 12") == "Latin 12"
    assert flat("a  b\nc\u2028d\udcff") == r"a  b c d\udcff"
