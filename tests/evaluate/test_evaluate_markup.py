from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate import GoldArticle, GoldError, read_gold
from pipeline.evaluate.markup import Markup, parse
from pipeline.evaluate.problems import Problems
from pipeline.text import Span

PAGE = Path(__file__).parents[2] / "docs" / "gold.md"
HEAD = "published: 2021-10-05\n\n=== text\n"


def markup(text: str, facts: str = "") -> Markup:
    problems = Problems("night.gold")
    read = parse(f"{HEAD}{text}\n\n=== facts\n{facts}", "night.gold", problems)
    assert not problems.found, "\n".join(map(str, problems.found))
    assert read is not None
    return read


def problems_of(source: str) -> list[tuple[int, str, bool]]:
    problems = Problems("night.gold")
    parse(source, "night.gold", problems)
    return [(problem.line, f"{problem.what}. {problem.advice}", problem.error) for problem in problems.sorted()]


def article(folder: Path, text: str, facts: str = "") -> GoldArticle:
    (folder / "night.gold").write_text(f"{HEAD}{text}\n\n=== facts\n{facts}", encoding="utf-8")
    (read,) = read_gold(folder)
    return read


def quantity(mark: str) -> dict[str, Any]:
    (one,) = markup(f"خسر {{مبلغا|{mark}}}").record["quantities"]
    return {k: v for k, v in one.items() if k not in ("text", "start", "end")}


def time(mark: str) -> dict[str, Any]:
    (one,) = markup(f"يوم {{أمس|{mark}}}").record["times"]
    return {k: v for k, v in one.items() if k not in ("text", "start", "end")}


def entities(text: str) -> list[dict[str, Any]]:
    return markup(text).record["entities"]  # type: ignore[no-any-return]


def fact(lines: str) -> dict[str, Any]:
    (one,) = markup("نص", lines).record["facts"]
    return one  # type: ignore[no-any-return]


# ---------------------------------------------------------------------------------------------- the whole file


def test_the_example_of_the_page_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"(?ms)^```text night.gold\n(.*?)^```$", PAGE.read_text(encoding="utf-8"))
    (tmp_path / "night.gold").write_text(example, encoding="utf-8")
    (read,) = read_gold(tmp_path)
    assert (read.name, read.published, read.site) == ("night.gold", "2021-10-05", "anba-almadina.example")
    assert read.text.startswith("توقفت خدمات فيسبوك وإنستغرام مساء الاثنين لنحو سبع ساعات،\nبحسب")
    assert read.text.endswith("أي 12%.\n")
    assert not re.search(r"[{}|@#!]", read.text)
    assert [m.span.cut(read.text) for m in read.mentions] == ["فيسبوك", "إنستغرام", "نتبلوكس", "زادباي"]
    assert [q.amount.values[0] for q in read.quantities] == [160000000, 300000, 12]
    assert [q.kind for q in read.quantities] == ["money", "count", "percent"]
    assert [(t.spans[0].cut(read.text), t.values, t.modifiers) for t in read.times] == [
        ("الاثنين", ("2021-10-04",), ("exact",)),
        ("سبع ساعات", ("PT7H",), ("about",)),
    ]
    outage, loss, users = read.facts
    assert outage.accepts["objects"] == (frozenset({"facebook", "instagram"}),)
    assert outage.accepts["certainty"] == ("asserted",)
    assert outage.accepts["duration"] == ("PT7H",)
    assert loss.accepts["certainty"] == ("estimated",)
    assert users.accepts["certainty"] == ("reported",)
    assert (users.must, users.accepts["subject"]) == (False, ("زادباي",))
    assert "relation" not in outage.accepts


def test_json_and_gold_stand_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"article": {"text": "نص"}}', encoding="utf-8")
    (tmp_path / "b.gold").write_text(f"{HEAD}نص\n=== facts\n", encoding="utf-8")
    assert [read.text for read in read_gold(tmp_path)] == ["نص", "نص\n"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("سطر", "سطر\n"),
        ("\n\nسطر\n\nسطر\n\n\n", "سطر\n\nسطر\n"),
        ("سطر\\", "سطر"),
        ("\\\n\nسطر\n\n\\", "\nسطر\n\n"),
        ("سطر\\\nواحد", "سطرواحد\n"),
        (r"\{\}\|\\ \"", '{}|\\ "\n'),
        (r"\=== facts", "=== facts\n"),
        (r"سطر\nسطر", "سطر\nسطر\n"),
        ("👩‍💻 {فيسبوك|@facebook service}👍", "👩‍💻 فيسبوك👍\n"),
    ],
)
def test_text(source: str, text: str) -> None:
    assert markup(source).record["article"]["text"] == text


def test_offsets_are_those_of_the_text_without_marks() -> None:
    read = markup("😀 \\{ {تويتر|@twitter service}\n\\| {٣ أيام|!P3D} {5\\||#5}")
    text = read.record["article"]["text"]
    placed = [*read.record["entities"][0]["mentions"], *read.record["times"], *read.record["quantities"]]
    assert [p["text"] for p in placed] == ["تويتر", "٣ أيام", "5|"]
    assert all(Span(p["start"], p["end"]).cut(text) == p["text"] for p in placed)
    assert [read.marked.line(p["start"]) for p in placed] == [4, 5, 5]


# ------------------------------------------------------------------------------------------------------- marks


def test_the_type_is_needed_once() -> None:
    (one,) = entities("{تويتر|@twitter} ثم {تويتر|@twitter service} ثم {إكس|@twitter}")
    assert (one["kb"], one["type"], len(one["mentions"])) == ("twitter", "service", 3)


def test_a_name_without_a_key() -> None:
    (one,) = entities("{زاد باي|@~زاد باي company} ثم {زادباي|@~زاد باي}")
    assert (one["kb"], one["name"], one["type"]) == (None, "زاد باي", "company")
    assert [m["text"] for m in one["mentions"]] == ["زاد باي", "زادباي"]


def test_more_than_one_reading(tmp_path: Path) -> None:
    read = article(
        tmp_path,
        "{فيسبوك|@meta company | facebook service} {مطار|@schiphol place | organization} "
        "{مطار|@schiphol} {أ|?@a other}",
    )
    both, typed, later, optional = read.mentions
    assert [(r.kb, r.types) for r in both.readings] == [("meta", ("company",)), ("facebook", ("service",))]
    assert typed.readings[0].types == later.readings[0].types == ("place", "organization")
    assert not optional.must


def test_another_span_is_right_too(tmp_path: Path) -> None:
    read = article(
        tmp_path, 'قالت وكالة {المدار|@~المدار media | "وكالة المدار"} {مساء الاثنين|!2021-10-04TEV | "الاثنين"}'
    )
    assert [r.span.cut(read.text) for r in read.mentions[0].readings] == ["المدار", "وكالة المدار"]
    assert [span.cut(read.text) for span in read.times[0].spans] == ["مساء الاثنين", "الاثنين"]


PLAIN = {"kind": "count", "unit": None, "modifier": "exact", "per": None}


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("#70000000 user more_than", {"value": 70000000, "unit": "user", "modifier": "more_than"}),
        ("#160 USD about /hour", {"kind": "money", "value": 160, "unit": "USD", "modifier": "about", "per": "hour"}),
        ("#4.9 %", {"kind": "percent", "value": 4.9, "unit": "%"}),
        ("#-4.9 %", {"kind": "percent", "value": -4.9, "unit": "%"}),
        ("#18 fold ratio", {"kind": "ratio", "value": 18, "unit": "fold"}),
        ("#5 ordinal", {"kind": "ordinal", "value": 5}),
        ("#10..20 %", {"kind": "percent", "value": None, "low": 10, "high": 20, "unit": "%"}),
        ("#~1000000 user", {"value": None, "magnitude": 1000000, "unit": "user", "modifier": "vague"}),
        ("#~ user", {"value": None, "unit": "user", "modifier": "vague"}),
        ("#30 degree Celsius", {"value": 30, "unit": "degree Celsius"}),
        ("?#5", {"value": 5, "must": False}),
        (
            "#18 fold ratio | time | 18 - | about | /month | 19 | multiplicity",
            {
                "value": 18, "value_alt": [19], "kind": "ratio", "unit": "fold",
                "unit_alt": ["time", None, "multiplicity"], "modifier_alt": ["about"], "per_alt": ["month"],
            },
        ),
    ],
)  # fmt: skip
def test_quantities(mark: str, expected: dict[str, Any]) -> None:
    assert quantity(mark) == {**PLAIN, **expected}


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("!2021-10-04", ("date", "2021-10-04", "exact")),
        ("!XXXX-10-04 about", ("date", "XXXX-10-04", "about")),
        ("!2021-10-04T15:45Z", ("time", "2021-10-04T15:45Z", "exact")),
        ("!2021-10-05TDW", ("time", "2021-10-05TDW", "exact")),
        ("!PT7H about", ("duration", "PT7H", "about")),
        ("!PTXH", ("duration", "PTXH", "vague")),
        ("!2021-10-04/2021-10-05", ("interval", "2021-10-04/2021-10-05", "exact")),
        ("!P1D set", ("set", "P1D", "exact")),
        ("!PRESENT_REF", ("date", "PRESENT_REF", "exact")),
        ("!2021-W40", ("date", "2021-W40", "exact")),
        ("!2021-Q4", ("date", "2021-Q4", "exact")),
    ],
)
def test_times(mark: str, expected: tuple[str, str, str]) -> None:
    assert tuple(time(mark)[name] for name in ("kind", "value", "modifier")) == expected


def test_times_with_more() -> None:
    assert time("?!2021-10-04 | !2021-10-05 | time") == {
        "kind": "date", "value": "2021-10-04", "modifier": "exact", "must": False,
        "value_alt": ["2021-10-05"], "kind_alt": ["time"],
    }  # fmt: skip
    assert time("!2023-04-21 hijri")["calendar"] == "hijri"


# ------------------------------------------------------------------------------------------------------- facts


def test_slots() -> None:
    one = fact(
        "? impact meta|~زاد باي reports|-\n"
        "    objects: facebook | facebook, ~زاد\\, باي | -\n"
        "    quantity: ~1000000 report | 8 | -\n"
        "    time: - | 2021-10-04 about\n"
        "    content: كلام \\| وكلام | -\n"
        "    source: a\n"
        "    background: true | false\n"
        "    relation: provider\n"
    )
    assert one == {
        "type": "impact", "must": False,
        "subject": "meta", "subject_alt": ["زاد باي"],
        "category": "reports", "category_alt": [None],
        "objects": ["facebook"], "objects_alt": [["facebook", "زاد, باي"], []],
        "quantity": {
            "kind": "count", "value": None, "magnitude": 1000000, "unit": "report", "modifier": "vague", "per": None,
        },
        "quantity_alt": [{"kind": "count", "value": 8, "unit": "report", "modifier": "vague", "per": None}, None],
        "time": {"value": "2021-10-04", "modifier": "about"}, "time_alt": [None],
        "content": "كلام | وكلام", "content_alt": [None],
        "source": "a", "background": True, "background_alt": [False], "relation": "provider",
        "certainty": "reported", "polarity": "affirmed",
    }  # fmt: skip


def test_objects_may_be_demanded_to_be_none(tmp_path: Path) -> None:
    none, unsaid = article(tmp_path, "نص", "outage meta\n    objects: -\noutage twitter\n").facts
    assert none.accepts["objects"] == (frozenset(),)
    assert "objects" not in unsaid.accepts


@pytest.mark.parametrize(
    ("line", "subject", "category"),
    [
        ("outage meta", "meta", None),
        ("outage meta full|-", "meta", "full"),
        ("outage - full", None, "full"),
        ("outage meta | facebook full | -", "meta", "full"),
        ("impact ~زاد باي reports", "زاد باي", "reports"),
        ("impact ~زاد باي", "زاد باي", None),
        ("role ~Sara smith", "Sara smith", None),
        (r"impact ~zad\ pay", "zad pay", None),
        ("?outage meta", "meta", None),
    ],
)
def test_first_lines(line: str, subject: str | None, category: str | None) -> None:
    one = fact(line)
    assert (one["subject"], one.get("category")) == (subject, category)


# ------------------------------------------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("سطر\n{تويتر|@twitter}", (5, "'twitter' has no type anywhere")),
        ("{تويتر|@twitter servise}", (4, "'servise' is no type. The types are company")),
        ("{تويتر|@Twitter service}", (4, "'Twitter' is no key")),
        ("{تويتر|@service}", (4, "no key")),
        ("{تويتر|@~ service}", (4, "a ~ without a name")),
        ("{تويتر|twitter service}", (4, "does not begin with @, # or !")),
        ("{تويتر}", (4, "does not begin with @, # or !")),
        ("{|@twitter service}", (4, "a mark around nothing")),
        ("سطر {تويتر|@twitter service", (4, "a { that is not closed")),
        ("{تويتر|@twitter\nservice}", (4, "a { that is not closed")),
        ("{عن {تويتر|@twitter service}|!P1D}", (4, "a { that is not closed")),
        ("سطر }", (4, "a } that closes nothing")),
        ("سطر | سطر", (4, "a | outside of a mark")),
        (r"سطر \d", (4, r"\d means nothing")),
        ("{ألف|#ألف user}", (4, "'ألف' is no number")),
        ("{ألف|#160,000 user}", (4, "'160,000' is no number")),
        ("{ألف|#}", (4, "an empty figure")),
        ("{ألف|#1 user about exact}", (4, "modifier twice")),
        ("{ألف|#1 user | 2..3}", (4, "a range or a vague figure as another reading")),
        ("{أمس|!yesterday}", (4, "'yesterday' is no time value")),
        ("{أمس|!}", (4, "a time without its value")),
        ("{أمس|!2021-10-04 sharp}", (4, "'sharp' means nothing")),
        ('{أمس|!2021-10-04 | "غدا"}', (4, "'غدا' does not stand there")),
        ('{أمس|!"أمس"}', (4, "a mark with a span and no reading")),
        ("=== fact\nسطر", (4, "'=== fact' where '=== facts' is expected")),
    ],
)
def test_errors_in_the_text(text: str, told: tuple[int, str]) -> None:
    (found,) = problems_of(f"{HEAD}{text}\n=== facts\n")
    assert (found[0], found[2]) == (told[0], True)
    assert told[1] in found[1]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("outag meta", (1, "Do you mean outage?")),
        ("outag meta\n    time: 5\n    objects: facebook", (1, "'outag' is no type of fact")),
        ("outage", (1, "without a subject")),
        ("outage meta ful", (1, "Do you mean full?")),
        ("outage meta\n    category: traffic", (2, "'traffic' is no category of outage")),
        ("role meta chief", (1, "'chief' is no category of role. It has none")),
        ("impact ~زاد باي user_affected", (1, "'user_affected' is no category of impact")),
        ("gain meta traffic more", (1, "'more' after the category")),
        ("    objects: facebook", (1, "before the first fact")),
        ("outage meta\nobjects: facebook", (2, "Indent the slots")),
        ("outage meta\n    object: facebook", (2, "Do you mean objects?")),
        ("outage meta\n    nothing at all", (2, "is no slot")),
        ("outage meta\n    source: a\n    source: b", (3, "source twice")),
        ("outage meta full\n    category: partial", (2, "category twice")),
        ("outage meta\n    source:", (2, "source is empty")),
        ("outage meta\n    source: a |", (2, "source has an empty alternative")),
        ("outage meta\n    objects: Face book", (2, "'Face book' is no key")),
        ("outage meta\n    quantity: many", (2, "'many' is no number")),
        ("outage meta\n    time: monday", (2, "'monday' is no time value")),
        ("outage meta\n    background: yes", (2, "Write true or false")),
        ("outage meta\n    certainty: sure", (2, "'sure' is no certainty")),
    ],
)
def test_errors_in_the_facts(lines: str, told: tuple[int, str]) -> None:
    (found,) = problems_of(f"=== text\nسطر\n=== facts\n{lines}\n")
    assert (found[0], found[2]) == (told[0] + 3, True)
    assert told[1] in found[1]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("publishd: 2021-10-05\n=== text\nا\n=== facts\n", (1, "Do you mean published?")),
        ("\nonly words\n=== text\nا\n=== facts\n", (2, "is no field of the head")),
        ("published: 5.10.2021\n=== text\nا\n=== facts\n", (1, "is no date")),
        ("site: a\nsite: b\n=== text\nا\n=== facts\n", (2, "site twice")),
        ("site: a\n", (1, "no line '=== text'")),
        ("=== text\nا\n", (3, "no line '=== facts'")),
        ("=== text\n\n=== facts\n", (1, "no text")),
        ("=== text\nا\n=== facts\n=== text\n", (4, "after the facts")),
    ],
)
def test_errors_of_the_file(source: str, told: tuple[int, str]) -> None:
    found = problems_of(source)[0]
    assert found[0] == told[0]
    assert told[1] in found[1]


def test_a_slot_that_says_nothing_is_a_warning() -> None:
    (found,) = problems_of("=== text\nا\n=== facts\noutage meta\n    time: -\n")
    assert (found[0], found[2]) == (5, False)


def test_all_errors_are_told_together(tmp_path: Path) -> None:
    file = tmp_path / "night.gold"
    file.write_text("sit: x\n=== text\n{a|b}\n{c|@d}\n=== facts\nnone\nimpact x y\n", encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        read_gold(file)
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{file}, line {n}" for n in (1, 3, 4, 6, 7)]


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "night.gold").write_bytes("=== text\nسطر\n=== facts\n".encode("cp1256"))
    with pytest.raises(GoldError, match="not UTF-8"):
        read_gold(tmp_path)
