"""Outages that went round the world: hours without a day are of theirs, and all their services that are named fell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.contract import ArticleRecord
from pipeline.entities import KnowledgeBase
from pipeline.facts.known import NEWS, KnownOutages
from pipeline.pipeline import Pipeline, load
from pipeline.resources import DataFileError


@pytest.fixture(scope="module")
def naba() -> Pipeline:
    return load(ner="none")


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.load()


def outages(record: ArticleRecord) -> list[tuple[str | None, list[str | None], str | None]]:
    return [
        (
            fact.subject.kb if fact.subject else None,
            [o.kb for o in fact.objects],
            fact.time.value if fact.time else None,
        )
        for fact in record.facts
        if fact.type == "outage"
    ]


@pytest.mark.parametrize(
    ("text", "published", "values"),
    [
        ("تعطل فيسبوك. وعادت الخدمة فجرا.", "2021-10-05", ["2021-10-05TDW"]),
        ("تعطل فيسبوك. وبدأ الخلل في السابعة مساء.", "2021-10-06", ["2021-10-04T19:00"]),
        ("تعطل فيسبوك. وبدأ الخلل في السابعة مساء أمس الثلاثاء.", "2021-10-06", ["2021-10-05T19:00"]),
        ("وقعت الشركة العقد في السابعة مساء.", "2021-10-06", ["2021-10-06T19:00"]),
        ("تعطل تلغرام. وبدأ الخلل في السابعة مساء.", "2021-10-06", ["2021-10-06T19:00"]),
        (
            "18:42 تعطل فيسبوك عن العمل.\n21:10 الشركة تعتذر للناس.\n00:51 عاد فيسبوك ببطء.",
            "2021-10-04",
            ["2021-10-04T18:42", "2021-10-04T21:10", "2021-10-05T00:51"],
        ),
    ],
)
def test_hours_without_a_day_are_of_the_outage_in_the_news(
    naba: Pipeline, text: str, published: str, values: list[str]
) -> None:
    assert [time.value for time in naba.extract(text, published=published).times] == values


def test_services_that_are_named_anywhere_fell(naba: Pipeline) -> None:
    text = "تعطل فيسبوك مساء الاثنين. وقال تاجر إن طلباته تأتي من إنستغرام. واستعاد واتساب عمله ليلا. وربح تلغرام."
    assert outages(naba.extract(text, published="2021-10-05")) == [
        ("meta", ["facebook", "whatsapp", "instagram"], "2021-10-04TEV")
    ]
    (_, fell, _), *_ = outages(naba.extract(text, published="2021-09-14"))
    assert "instagram" not in fell


def test_an_earlier_outage_that_is_recalled_keeps_its_services(naba: Pipeline) -> None:
    text = "تعطلت خدمات فيسبوك وإنستغرام مساء الاثنين. وكان واتساب قد تعطل في يناير 2020 ساعتين."
    assert outages(naba.extract(text, published="2021-10-05")) == [
        ("meta", ["facebook", "instagram", "whatsapp"], "2021-10-04TEV"),
        ("meta", ["whatsapp"], "2020-01"),
    ]


@pytest.mark.parametrize(
    ("text", "published", "begun"),
    [
        ("رأت المفوضة اليوم الثلاثاء أن تعطل فيسبوك مساء الاثنين درس للجميع.", "2021-10-05", "2021-10-04TEV"),
        (
            "21:52 فيسبوك تعتذر عن العطل.\n19:20 لا رد بعد.\n18:44 واتساب وفيسبوك لا يعملان.",
            "2021-10-04",
            "2021-10-04T18:44",
        ),
        ("توقف واتساب وفيسبوك أول أمس من الساعة 5:40 إلى ما يقارب منتصف الليل.", "2021-10-06", "2021-10-04T17:40"),
        ("توقف واتساب وفيسبوك أول أمس في الساعة 11:30.", "2021-10-06", "2021-10-04"),
        ("تعطل إنستغرام ليل الجمعة، ولا صلة للعطل بعطل الاثنين.", "2021-10-09", "2021-10-08TNI"),
        ("تعطل فيسبوك يوم الاثنين. وقالت تاجرة اليوم إنها خسرت.", "2021-10-08", "2021-10-04"),
    ],
)
def test_the_outage_has_the_time_at_which_it_can_have_begun(
    naba: Pipeline, text: str, published: str, begun: str | None
) -> None:
    (_, _, time), *_ = outages(naba.extract(text, published=published))
    assert time == begun


@pytest.mark.parametrize(
    "text",
    [
        "تعطل فيسبوك وإنستغرام مساء الاثنين، فيما ظل واتساب يعمل.",
        "تعطل فيسبوك وإنستغرام مساء الاثنين. ولم يطل العطل واتساب.",
        "تعطلت خدمات فيسبوك وإنستغرام مساء الاثنين باستثناء واتساب.",
    ],
)
def test_what_went_on_working_did_not_fall(naba: Pipeline, text: str) -> None:
    (_, fell, _), *_ = outages(naba.extract(text, published="2021-10-05"))
    assert fell == ["facebook", "instagram"]


def test_an_article_of_those_days_is_about_the_outage_where_no_other_is_named_more(naba: Pipeline) -> None:
    text = "غابت تطبيقات فيسبوك وواتساب ليلة أمس، ونفت وزارة الاتصالات العراقية أن تكون حجبتها."
    assert [subject for subject, *_ in outages(naba.extract(text, published="2021-10-05"))] == ["meta"]
    text = "تعطلت خدمات زين العراق، وقالت زين العراق إن كابل زين العراق قطع. ونصحت المشتركين عبر فيسبوك بالصبر."
    assert [subject for subject, *_ in outages(naba.extract(text, published="2021-10-05"))] == ["zain-iraq"]


def test_news_of_those_days_about_other_things_tells_of_no_outage(naba: Pipeline) -> None:
    text = "أعلنت فيسبوك اليوم الثلاثاء خطة لتوظيف عشرة آلاف شخص في أوروبا."
    assert outages(naba.extract(text, published="2021-10-05")) == []


def test_the_shipped_file_is_read_and_has_the_night_of_2021(kb: KnowledgeBase, naba: Pipeline) -> None:
    known = KnownOutages.load(kb)
    doc = naba.extract("توقف واتساب.", published="2021-10-11")
    assert outages(doc)[0][0] == "meta"
    assert known is not None
    assert date(2021, 10, 11) - date(2021, 10, 4) == NEWS


def test_an_article_without_a_date_tells_of_an_outage_of_the_services_that_it_names(naba: Pipeline) -> None:
    text = "ليلة صمت فيها واتساب وإنستغرام كتب الناس الرسائل من جديد."
    assert outages(naba.extract(text)) == [("meta", ["whatsapp", "instagram"], None)]
    assert outages(naba.extract("وتستقبل الوكالة الشكاوى عبر واتساب.")) == []


def test_a_day_in_an_article_without_a_date_says_which_outage_it_is(naba: Pipeline) -> None:
    text = "في الرابع من أكتوبر 2021 صمت واتساب، وبقي الباعة بلا فيسبوك ولا إنستغرام."
    assert outages(naba.extract(text)) == [("meta", ["whatsapp", "facebook", "instagram"], "2021-10-04")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("nobody\t2021-10-04\t15:40\tfacebook", "line 2: the knowledge base has no nobody"),
        ("meta\t2021-10-04\t\tfacebook | nothing", "line 2: the knowledge base has no nothing"),
        ("meta\t4 October\t\tfacebook", "line 2: '4 October' is no day and hour"),
        ("meta\t2021-10-04\tafternoon\tfacebook", "line 2: '2021-10-04 afternoon' is no day and hour"),
    ],
)
def test_rows_that_cannot_be_used_are_refused(kb: KnowledgeBase, tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / "outages.tsv"
    file.write_text(f"provider\tday\tbegun\tservices\n{row}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=said):
        KnownOutages.load(kb, file)


def test_an_outage_of_days_before_is_recalled_by_its_day(naba: Pipeline) -> None:
    text = "توقف إنستغرام وماسنجر مساء أمس الجمعة. وقالت الشركة: لا علاقة للخلل بما جرى الاثنين."
    assert ("meta", [], "2021-10-04") in outages(naba.extract(text, published="2021-10-09"))
