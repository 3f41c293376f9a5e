"""Times and figures that only their neighbours in the text explain."""

from __future__ import annotations

import datetime

import pytest
from value_rows import document

from pipeline.document import Mention, Ref
from pipeline.text import Span
from pipeline.values import quantities, times


def _times(text: str, published: str | None = "2021-10-05") -> list[tuple[str, str]]:
    doc = document(text, published)
    return [
        (t.span.cut(doc.text), t.value)
        for t in times(doc, datetime.date.fromisoformat(published) if published else None)
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("أغلقت الطريق من التاسعة صباحا إلى الثالثة عصرا", ["2021-10-05T09:00", "2021-10-05T15:00"]),
        ("يفتح المكتب من 8 صباحا إلى 5 مساء", ["2021-10-05T08:00", "2021-10-05T17:00"]),
        ("تتوقف المحطة من الثالثة حتى الخامسة من فجر غد", ["2021-10-06T03:00", "2021-10-06T05:00"]),
        ("أظلم الحي من الثامنة مساء إلى الثانية صباحا", ["2021-10-05T20:00", "2021-10-06T02:00"]),
        ("سهر العمال من السابعة إلا ثلثا إلى منتصف الليل", ["2021-10-05T18:40", "2021-10-06T00:00"]),
        ("تغلق الطريق بين التاسعة مساء والسادسة صباحا", ["2021-10-05T21:00/2021-10-06T06:00"]),
        ("بدأ العطل في الواحدة ظهرا، وانتهى قرابة الثالثة والثلث", ["2021-10-05T13:00", "2021-10-05T15:20"]),
        ("بدأ العطل في السابعة صباحا وخف في الثامنة والربع", ["2021-10-05T07:00", "2021-10-05T08:15"]),
    ],
)
def test_clock_times_take_from_each_other(text: str, values: list[str]) -> None:
    assert [value for _, value in _times(text)] == values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("عادت الشبكة قبيل منتصف الليل إلا ربعا", [("منتصف الليل إلا ربعا", "2021-10-05T23:45")]),
        ("توقف العداد منتصف النهار و20 دقيقة", [("منتصف النهار و20 دقيقة", "2021-10-05T12:20")]),
        ("صمتت السابعة والأربعين دقيقة صباحا", [("السابعة والأربعين دقيقة صباحا", "2021-10-05T07:40")]),
        ("سقط البرج في الثالثة بعد منتصف ليل الأحد", [("الثالثة بعد منتصف ليل الأحد", "2021-10-04T03:00")]),
        ("حجبت السلطات الشبكة أسابيع", [("أسابيع", "PXW")]),
        ("أطفئ السنترال أسبوعا ثم عاد", [("أسبوعا", "P1W")]),
        ("بيعت التذاكر في ساعات، حسب المتجر", [("ساعات", "PTXH")]),
        ("قضى السكان ليلة كاملة بلا ضوء", [("ليلة كاملة", "P1D")]),
        ("أربك العطل الزبائن قرابة الساعتين", [("الساعتين", "PT2H")]),
        ("خرج الوزير ظهرا ليعتذر", [("ظهرا", "2021-10-05TMI")]),
        ("امتد الانقطاع إلى الظهر", [("الظهر", "2021-10-05TMI")]),
        ("ربح البنك مليون دينار في الربع الثاني", [("الربع الثاني", "2021-Q2")]),
        ("سيفتتح المركز في ديسمبر", [("ديسمبر", "2021-12")]),
        ("أقيل المدير في أغسطس الفارط", [("أغسطس الفارط", "2021-08")]),
        ("لدى اللعبة مليون مستخدم كل يوم", []),
        ("تعالج المنصة ألف رسالة في مثل هذا اليوم", []),
        ("بقي الموظف في يوم لا يحتمل", []),
        ("انقطعت الكهرباء في إب", []),
        ("اشترى الصائغ ساعات ذهبية", []),
        ("جاءت الأخبار ساعة بساعة", []),
    ],
)
def test_times_without_a_word_of_time(text: str, found: list[tuple[str, str]]) -> None:
    assert _times(text) == found


@pytest.mark.parametrize(
    ("text", "published", "values"),
    [
        ("في 30 يناير 2008 انقطع كابل. وفي الأول من فبراير انقطع آخر", "2018-01-30", ["2008-01-30", "2008-02-01"]),
        ("تعطلت في 24 ديسمبر 2014. ثم عادت في 2 يناير", "2016-03-01", ["2014-12-24", "2015-01-02"]),
        ("بدأ الحجب في 16 حزيران وخف في العشرين منه", "2021-10-05", ["2021-06-16", "2021-06-20"]),
        ("وصل المركب في 9 فبراير، وتأخر الثاني إلى العاشر", "2021-10-05", ["2021-02-09", "2021-02-10"]),
        ("كان ليل الأربعاء 11 فبراير. سقطت عند منتصف الليل", "2026-02-18", ["2026-02-11TNI", "2026-02-12T00:00"]),
    ],
)
def test_a_date_goes_on_from_the_one_told(text: str, published: str, values: list[str]) -> None:
    assert [value for _, value in _times(text, published)] == values


def test_a_paragraph_that_recalls_a_year_does_not_lend_it_to_the_next() -> None:
    text = "حجبت المواقع اليوم.\nفي 3 يونيو 2019 حجبت أيضا.\nوتستمر الامتحانات حتى 15 أكتوبر"
    assert [value for _, value in _times(text)][-1] == "2021-10-15"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("خسر مصرف في النيجر 40 مليون فرنك", [(40_000_000, "XOF")]),
        ("خسر مصرف في الكاميرون 40 مليون فرنك", [(40_000_000, "XAF")]),
        ("دفعت 5 ملايين دولار. وبلغت الخسائر 30 مليونا", [(5_000_000, "USD"), (30_000_000, "USD")]),
        ("باعت 9 آلاف شريحة", [(9_000, "sim card")]),
        ("رفضت المحفظة والبطاقة 700 عملية", [(700, "operation")]),
        ("رفضت المحفظة وأنظمة الدفع 700 عملية", [(700, "transaction")]),
        ("اعتذر آندي ستون مجددا", []),
        ("في 2008 اختفى الموقع", []),
    ],
)
def test_figures_of_their_article(text: str, found: list[tuple[int, str]]) -> None:
    assert [(q.value, q.unit) for q in quantities(document(text))] == found


@pytest.mark.parametrize(
    ("text", "published", "values"),
    [
        # Without a day of publication an hour is of the weekday, or of the date, that is told before it.
        ("سكتت المنصة صباح الأحد. وعادت الساعة 11:30", None, ["XXXX-WXX-7TMO", "XXXX-WXX-7T11:30"]),
        ("سكتت الأحد 3 تموز. ورجعت الساعة 22:15", None, ["XXXX-07-03", "XXXX-07-03T22:15"]),
        ("سكتت الأحد 3 تموز ورجعت فجر الاثنين", None, ["XXXX-07-03", "XXXX-07-04TDW"]),
        ("غابت مساء الأحد وعادت بعد منتصف الليل", None, ["XXXX-WXX-7TEV", "XXXX-WXX-1T00:00"]),
        # The half of the day.
        ("غابت مساء أمس، قرابة السابعة والربع", "2021-10-05", ["2021-10-04TEV", "2021-10-04T19:15"]),
        ("سقطت أولا عند الرابعة، ثم في السادسة مساء", "2021-10-05", ["2021-10-05T16:00", "2021-10-05T18:00"]),
        ("من السادسة حتى الثامنة صباحا", "2021-10-05", ["2021-10-05T06:00", "2021-10-05T08:00"]),
        # Behind midnight.
        ("عادت أمس عند 23:10، واكتملت عند 00:20", "2021-10-06", ["2021-10-05", "2021-10-05T23:10", "2021-10-06T00:20"]),
        # A day told with its own part is not the hour's that stands before it.
        ("سقطت أمس. ورجعت في التاسعة مساء، واستقرت صباح اليوم", "2021-10-06",
         ["2021-10-05", "2021-10-05T21:00", "2021-10-06TMO"]),
        # The week of a date of weeks ago.
        ("توقف المصرف في 6 مايو ورجع الأحد", "2021-06-10", ["2021-05-06", "2021-05-09"]),
        ("رفعت الجلسة على أن تستأنف الأحد", "2021-10-05", ["2021-10-10"]),
        ("أرباح الربع الثاني ثم نتائج الفصل الثالث", "2021-10-05", ["2021-Q2", "2021-Q3"]),
        ("قال في النصف الثاني من المباراة إن فصله الثالث صعب", "2021-10-05", []),
        ("في قاعة الانتظار 14 مليون دقيقة و300 ألف عقد", "2021-10-05", []),
        ("اجتمعوا عشية الأحد", None, ["XXXX-WXX-7TEV"]),
        ("رجعت في الثامنة مساء وست دقائق", None, ["T20:06"]),
        ("حل في الثانية. ومنذ الثانية الأولى وهو في السابعة من عمره", "2021-10-05", []),
    ],
)  # fmt: skip
def test_hours_and_days_of_one_story(text: str, published: str | None, values: list[str]) -> None:
    assert [value for _, value in _times(text, published)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("سقطت الشبكة مساء الأحد. ورجعت عند الساعة 2:10 فجرا.", ["XXXX-WXX-7TEV", "XXXX-WXX-1T02:10"]),
        ("سقطت الشبكة ليلة الأحد. ورجعت عند 3:20 صباحا.", ["XXXX-WXX-7TNI", "XXXX-WXX-1T03:20"]),
        ("سقطت الشبكة صباح الأحد. ورجعت عند 3:20 صباحا.", ["XXXX-WXX-7TMO", "XXXX-WXX-7T03:20"]),
        ("سقطت الشبكة مساء الأحد. ورجعت عند 7:20 صباحا.", ["XXXX-WXX-7TEV", "XXXX-WXX-7T07:20"]),
        ("سقطت الشبكة مساء الثالث من مايو. ورجعت بعد منتصف الليل.", ["XXXX-05-03TEV", "XXXX-05-04T00:00"]),
        ("سقطت الشبكة مساء 31 مايو. ورجعت بعد منتصف الليل.", ["XXXX-05-31TEV", "XXXX-06-01T00:00"]),
        (
            "ليلة طويلة مساء الأحد:\n\n- 22:40: تعطلت المحطة.\n\n- 01:15: عادت المحطة.",
            ["XXXX-WXX-7TEV", "XXXX-WXX-7T22:40", "XXXX-WXX-1T01:15"],
        ),
        (
            "ليلة طويلة مساء الأحد:\n\n- 09:40: تعطلت المحطة.\n\n- 01:15: عادت المحطة.",
            ["XXXX-WXX-7TEV", "XXXX-WXX-7T09:40", "XXXX-WXX-7T01:15"],
        ),
        ("تعطلت المحطة اليوم. وبدأ ذلك عند السابعة مساء.", ["XXXX-XX-XX", "XXXX-XX-XXT19:00"]),
        (
            "أغلق السهم في 3 مايو. وبدأ العطل في الساعة 11:30 صباحا بتوقيت نيويورك.",
            ["XXXX-05-03", "XXXX-05-03T11:30-04:00"],
        ),
    ],
)
def test_hours_of_a_text_without_a_date_go_on_from_the_day_it_tells(text: str, values: list[str]) -> None:
    assert [value for _, value in _times(text, None)] == values


def test_a_small_hour_of_america_is_of_the_day_that_is_told_here() -> None:
    text = "تعطلت المحطة أمس. وبدأ ذلك الساعة 12:40 فجرا بتوقيت {}."
    assert _times(text.format("لوس أنجلوس"))[1][1] == "2021-10-04T00:40-07:00"
    assert _times(text.format("مكة"))[1][1] == "2021-10-05T00:40+03:00"


def test_a_day_in_the_name_of_an_outlet_is_no_time() -> None:
    text = "قال وزير في منشور تابعته عدن اليوم إن الشبكة سليمة اليوم"
    doc = document(text, "2021-10-05")
    start = text.index("عدن")
    outlet = Ref("aden-today", "Aden Today", "عدن اليوم", "media")
    doc.mentions = (Mention(span=Span(start, start + len("عدن اليوم")), ref=outlet, form="name", rule="test"),)
    assert [t.span.start for t in times(doc, datetime.date(2021, 10, 5))] == [text.rindex("اليوم")]
