"""Every rule has a name, and a line of the corpus that it reads."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from value_rows import document, rows

import pipeline.values
from pipeline.values import quantities, times

_ROWS = rows("rules")
LOOSE = {"day_dash_month", "month_dash_year", "minutes_from", "noon", "loose_sum"}
"""Rules of the loose mode, which running text never asks: the adapter of the peers' suites does."""
_NAMED = (
    re.compile(r'ctx\.moment\((?:[^"]*?),\s*"([a-z_]+)"'),
    re.compile(r'rule="([a-z_]+)"'),
    re.compile(r'(?:_joined|_duration)\([^"]*"([a-z_]+)"'),
    re.compile(r'Sum\([^"]*"([a-z_]+)"'),
)
SLOTS = {"interval", "number", "unit", "tens", "two_parts", "fraction", "dozen", "half", "span", "which", "repeat"}
"""Words of the sources that are classes of the lexicon or names of numbers, which figures do not keep."""


def _read(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    doc = document(row["sentence"].replace(" ⏎ ", "\n"), row.get("published"), row.get("site"))
    reference = datetime.date.fromisoformat(row["published"]) if row.get("published") else None
    found = [
        (q.rule, q.span.cut(doc.text), f"~{q.magnitude}" if q.magnitude else str(q.value)) for q in quantities(doc)
    ]
    return found + [(t.rule, t.span.cut(doc.text), t.value) for t in times(doc, reference)]


@pytest.mark.parametrize("row", _ROWS, ids=[str(row["sentence"]) for row in _ROWS])
def test_a_line_for_a_rule(row: dict[str, Any]) -> None:
    assert (row["rule"], row["surface"], row["value"]) in _read(row)


def test_every_rule_of_the_sources_has_a_line() -> None:
    folder = Path(pipeline.values.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    named = {name for pattern in _NAMED for name in pattern.findall(source)}
    files = ("quantities", "counts", "money", "times", "dates", "clocks", "durations", "rules")
    read = {rule for name in files for row in rows(name) for rule, _, _ in _read(row)}
    assert len(named) > 60
    assert named - read - LOOSE - SLOTS == set()


def _times(text: str, published: str) -> list[tuple[str, str]]:
    doc = document(text, published)
    return [(t.span.cut(text), t.value) for t in times(doc, datetime.date.fromisoformat(published))]


def test_a_live_blog_runs_back_over_midnight() -> None:
    text = "🔴 02:05\nعادت الخدمة.\n🔴 23:50\nقال مدير الشبكة شيئا.\n🔴 23:12\nما زالت متوقفة.\n🔴 22:31\nبدأ العطل."
    assert [value for _, value in _times(text, "2021-10-05")] == [
        "2021-10-05T02:05", "2021-10-04T23:50", "2021-10-04T23:12", "2021-10-04T22:31",
    ]  # fmt: skip


def test_an_hour_without_a_sign_follows_one_of_its_sentence() -> None:
    assert _times("رجعت بداية من الثالثة والنصف عصرا واكتمل رجوعها قبل السادسة.", "2021-10-06")[1] == (
        "السادسة", "2021-10-06T18:00",
    )  # fmt: skip
    assert len(_times("بدأ السباق الثالثة عصرا. وحل اللاعب بعد الثانية.", "2021-10-06")) == 1, "another sentence"


def test_a_limit_is_no_day_that_the_story_is_at() -> None:
    text = "تعطل الموقع أمس الثلاثاء. وأرجئ البيع إلى اليوم. وعاد في الحادية عشرة والنصف ليلا."
    assert _times(text, "2021-10-06")[-1][1] == "2021-10-05T23:30"


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("ورد 212 ألف مكالمة على البدالة، مقابل معدل لا يتجاوز 40 ألفا في باقي الأيام.", ["call", "call"]),
        ("أحصى الموقع 124 ألف تبليغ بخصوص الخرائط، و98 ألفا تهم البريد.", ["report", "report"]),
        ("نزلت ثروته إلى 121 مليار دولار فحل في المركز الخامس بعد جاره الذي يملك 124 مليارا.", ["USD", "rank", "USD"]),
        ("خاطبت الشركة مشتركيها البالغ عددهم 14 مليونا: ابقوا معنا.", ["subscriber"]),
        ("أرقام الليلة\n• 14 مليونا أو يزيد: بلاغات المستخدمين.", ["report"]),
        ("يتابع الصفحة كثيرون، فالنادي يتابعه 5.2 ملايين على الشبكة.", ["follower"]),
        ("شاهد الحفل جمهور كبير، إذ شاهده 210 آلاف في ساعة.", ["viewer"]),
        ("اشترت الشركة غريمتها بـ27 مليار دولار، ويناهز زبائنها الدافعون 142 ألفا.", ["USD", "customer"]),
        ("تدفع أربعة صرافات من أصل 19 في المدينة.", ["atm", "atm"]),
        ("كان لديه خمسة آلاف متابع واثنان منهم أهله.", ["follower"]),
    ],
)
def test_a_figure_without_a_noun_takes_the_unit_of_its_series(text: str, units: list[str]) -> None:
    assert [q.unit for q in quantities(document(text))] == units


@pytest.mark.parametrize(
    ("site", "lands", "unit"),
    [
        (None, (), None),
        (None, ("sa",), "SAR"),
        (None, ("qa", "qa", "ye"), "QAR"),
        (None, ("qa", "ye"), None),
        (None, ("us",), None),
        ("suq-masqat.example", (), "OMR"),
        ("news.example.qa", ("sa", "sa"), "QAR"),
    ],
)
def test_places_and_firms_tell_whose_currency_it_is(site: str | None, lands: tuple[str, ...], unit: str | None) -> None:
    found = quantities(document("خسر المتجر ألف ريال في ليلة.", site=site), lands)
    assert [q.unit for q in found] == [unit]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("يغلق المعرض من الأحد إلى الثلاثاء.", [("الأحد", "2021-10-03"), ("الثلاثاء", "2021-10-05")]),
        ("قفز الموقع بين الأحد والثلاثاء.", [("الأحد", "2021-10-03"), ("الثلاثاء", "2021-10-05")]),
        (
            "امتدت الأعمال من 28 أغسطس إلى 4 سبتمبر 2021.",
            [("28 أغسطس", "2021-08-28"), ("4 سبتمبر 2021", "2021-09-04")],
        ),
        ("امتدت من 1/2/2019 إلى 5/3/2019 بلا توقف.", [("1/2/2019", "2019-02-01"), ("5/3/2019", "2019-03-05")]),
        (
            "بدأ العرض عند 15:39 بتوقيت غرينتش من يوم الاثنين.",
            [("15:39 بتوقيت غرينتش", "2021-10-04T15:39Z"), ("يوم الاثنين", "2021-10-04")],
        ),
        ("بدأ في السادسة صباحا من يوم أمس.", [("السادسة صباحا", "2021-10-05T06:00"), ("يوم أمس", "2021-10-05")]),
    ],
)
def test_two_days_and_an_hour_with_its_day_are_two_times(text: str, want: list[tuple[str, str]]) -> None:
    assert _times(text, "2021-10-06") == want


def test_a_rank_without_its_noun_follows_one_with_it() -> None:
    text = "قفز من المرتبة 56 إلى الخامسة، وكان غريمه في السادسة والخمسين. وصل الوفد في الخامسة."
    found = [q.value for q in quantities(document(text)) if q.unit == "rank"]
    assert found == [56, 5, 56]


def test_a_day_of_the_week_that_is_told_already_has_one_before_it() -> None:
    text = "زادت المكالمات الاثنين عما سجله الاثنين السابق."
    assert _times(text, "2021-10-05") == [("الاثنين", "2021-10-04"), ("الاثنين السابق", "2021-09-27")]
    assert _times("زادت المكالمات الاثنين السابق.", "2021-10-05") == [("الاثنين السابق", "2021-10-04")]
