"""The date of publication: which source serves, in which order, and when it stays unknown."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.document import Article
from pipeline.ingest import ReadOptions, read
from pipeline.ingest.dateline import line_date, text_date
from pipeline.ingest.published import iso_date, resolve, tweet_date, url_date

TODAY = date(2025, 1, 1)
BODY = "\nتوقفت خدمة التطبيق عن العمل، ثم عادت بعد ساعات.\nواعتذرت الشركة.\nوهبط سهمها.\nوانتهى الأمر."
SHARED = Path(__file__).parents[3] / "shared"


def tweet(moment: str, host: str = "https://twitter.com/user") -> str:
    milliseconds = int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)
    return f"{host}/status/{(milliseconds - 1288834974657) << 22 | 12345}"


# The order


def test_the_order_of_sources() -> None:
    text = f"5 أكتوبر 2021{BODY}\n{tweet('2021-10-03T10:00')}"
    url = "https://news.example/2021/10/06/a"
    assert resolve(text, url, TODAY, ("2021-10-07", "metadata")) == ("2021-10-07", "metadata")
    assert resolve(text, url, TODAY) == ("2021-10-06", "url")
    assert resolve(text, "https://news.example/a", TODAY) == ("2021-10-05", "text")
    assert resolve(f"{BODY}{tweet('2021-10-03T10:00')}", None, TODAY) == ("2021-10-03", "tweet")
    assert resolve(BODY, None, TODAY) == (None, None)


def test_through_the_whole_of_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"5 أكتوبر 2021{BODY}", encoding="utf-8")

    def dated(**options: str) -> tuple[str | None, str | None]:
        [article] = read([str(path)], ReadOptions(today=TODAY, **options))  # type: ignore[arg-type]
        assert isinstance(article, Article)
        return article.published, article.published_from

    assert dated() == ("2021-10-05", "text")
    assert dated(url="https://news.example/20211006/a") == ("2021-10-06", "url")
    (tmp_path / "a.meta.json").write_text('{"published": "2021-10-07"}', encoding="utf-8")
    assert dated(url="https://news.example/20211006/a") == ("2021-10-07", "metadata")
    assert dated(published="2021-10-08") == ("2021-10-08", "given")


# Metadata


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-10-05", "2021-10-05"),
        ("2021-1-5", "2021-01-05"),
        ("2021-10-05T23:30:00-05:00", "2021-10-05"),
        ("2021-10-05 01:09", "2021-10-05"),
        ("Tue, 05 Oct 2021 01:09:00 GMT", "2021-10-05"),
        ("الثلاثاء 5 أكتوبر 2021", "2021-10-05"),
        ("٥ تشرين الأول ٢٠٢١", "2021-10-05"),
        ("2021-02-30", None),
        ("2021-10", None),
        ("2021", None),
        ("أمس", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_of_metadata(value: str, expected: str | None) -> None:
    assert iso_date(value) == expected


# Addresses


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2021/10/05/title", "2021-10-05"),
        ("/news/2021/10/5/title", "2021-10-05"),
        ("/2021-10-05-title", "2021-10-05"),
        ("/title-2021-10-05.html", "2021-10-05"),
        ("/2021_10_05", "2021-10-05"),
        ("/20211005/a.htm", "2021-10-05"),
        ("/2015/20150721/ec5.htm", "2015-07-21"),
        ("/%D8%A3/2021/10/05", "2021-10-05"),
        ("/2021/10/title", None),
        ("/2021/13/05/a", None),
        ("/2021/02/30/a", None),
        ("/120211005", None),
        ("/202110051", None),
        ("/1985/10/05/a", None),
        ("/2031/10/05/a", None),
        ("/article/410826", None),
        ("/2021-10/05", None),
        ("/?date=2021-10-05", None),
        ("/#2021-10-05", None),
    ],
)
def test_dates_of_addresses(path: str, expected: str | None) -> None:
    assert url_date(f"https://news.example{path}", TODAY) == expected


@pytest.mark.parametrize("url", ["https://[broken/2021/10/05", "2021/10/05", "", "https://2021-10-05.example/a"])
def test_odd_addresses(url: str) -> None:
    assert url_date(url, TODAY) in (None, "2021-10-05")


# Date lines


@pytest.mark.parametrize(
    "line",
    [
        "الثلاثاء 5 تشرين الأول 2021 10:22:55",
        "2021-10-05 | 01:09",
        "05/10/2021 - 14:20",
        "5 أكتوبر 2021",
        "٥ أكتوبر ٢٠٢١ - ١٠:٢٠ ص",
        "5 تشرين الأول/أكتوبر 2021",
        "الثلاثاء، 05 أكتوبر 2021 03:04 م",
        "الثلاثاء 05 اكتوبر 2021 | 08:14 صباحاً",
        "نشر في: الثلاثاء، 5 أكتوبر 2021 - 03:04 م",
        "نُشر في 5 أكتوبر 2021",
        "تاريخ النشر: 2021/10/05 الساعة 10:20 بتوقيت غرينتش",
        "تم النشر بتاريخ 5/10/2021",
        "الثلاثاء 5 أكتوبر 2021 - جميع المواعيد بتوقيت مكة المكرمة",
        "الثلاثاء 28 صفر 1443 هـ - 5 أكتوبر 2021 م",
        "الثلاثاء 28 صفر 1443 هـ الموافق 5 أكتوبر 2021 م",
        "كتب: محمود السيد | الثلاثاء، 05 أكتوبر 2021 03:04 م",
        "5 أكتوبر 2021 - المصدر: الوكالة الوطنية",
        "نشر 5 أكتوبر 2021 | آخر تحديث 6 أكتوبر 2021",
        "آخر تحديث 6 أكتوبر 2021 - نشر 5 أكتوبر 2021",
        "2021-10-05T01:09:00+03:00",
        "Published: 05 Oct 2021, 10:30 AM",
        "Tuesday, October 5, 2021",
        "بيروت، 5 أكتوبر 2021 - قالت الشركة إن الخدمة عادت إلى العمل.",
        "باريس 5 أكتوبر 2021 (أ ف ب) - قالت الشركة إن الخدمة عادت.",
        "واشنطن في 5 أكتوبر 2021 /وكالة الأنباء/ -- قالت الشركة إن الخدمة عادت.",
    ],
)
def test_a_date_line_at_the_top(line: str) -> None:
    assert text_date(f"عطل عالمي في المنصات\n\n{line}\n{BODY}", TODAY) == "2021-10-05"


@pytest.mark.parametrize(
    "line",
    [
        "توقفت الخدمة في 4 أكتوبر 2021.",
        "يوم أمس 4 أكتوبر 2021 توقفت الخدمة قرابة 6 ساعات",
        "انقطاع فيسبوك 4 أكتوبر 2021",
        "4 أكتوبر 2021: يوم بلا واتساب",
        "منذ 4 أكتوبر 2021",
        "4 أكتوبر",
        "أكتوبر 2021",
        "الثلاثاء",
        "10:20",
        "آخر تحديث: 6 أكتوبر 2021",
        "تم التحديث 6/10/2021 10:20",
        "Last updated: 2021-10-06",
        "صورة من بيروت، 5 أكتوبر 2021",
        "متظاهرون في بيروت (رويترز - 5 أكتوبر 2021)",
        "— Dolly Parton (@DollyParton) October 4, 2021",
        "أعلنت الشركة في 5 أكتوبر 2021 - وهو يوم العطل - أنها تعتذر",
        "المكان: بيروت، الزمان: 5 أكتوبر 2021",
        "من 4 أكتوبر 2021 إلى 6 أكتوبر 2021",
        "5 أكتوبر 2031",
        "5 أكتوبر 1921",
        "5 أكتوبر 2021 " + "و" * 150,
    ],
)
def test_no_date_line(line: str) -> None:
    assert text_date(f"عطل عالمي في المنصات\n\n{line}\n{BODY}", TODAY) is None


def test_a_labelled_date_at_the_bottom() -> None:
    assert text_date(f"عنوان{BODY}\n\nنشر في: 5 أكتوبر 2021\n", TODAY) == "2021-10-05"


@pytest.mark.parametrize("line", ["5 أكتوبر 2021", "آخر تحديث: 5 أكتوبر 2021", "طبع في 5 أكتوبر 2021"])
def test_other_dates_at_the_bottom_say_nothing(line: str) -> None:
    assert text_date(f"عنوان{BODY}\n\n{line}\n", TODAY) is None


@pytest.mark.parametrize("box", ["اقرأ أيضا:", "مواضيع ذات صلة", "صورة أرشيفية", "تصوير: سامي"])
def test_boxes_and_captions_say_nothing(box: str) -> None:
    assert text_date(f"{box}\n5 أكتوبر 2021\nخبر آخر{BODY}", TODAY) is None


def test_date_lines_that_disagree_say_nothing() -> None:
    assert text_date(f"خبر\n5 أكتوبر 2021\nخبر آخر\n1 أكتوبر 2021{BODY}", TODAY) is None
    assert text_date(f"خبر\n5 أكتوبر 2021\n2021-10-05{BODY}", TODAY) == "2021-10-05"


def test_a_date_below_the_beginning_of_the_article_says_nothing() -> None:
    prose = "قالت الشركة في بيان طويل إن الخدمة عادت إلى العمل، وإنها تعتذر لكل من تضرر. " * 2 + "\n"
    assert text_date(f"{prose}{prose}5 أكتوبر 2021\n{prose}", TODAY) is None
    assert text_date(f"عنوان\n{prose}5 أكتوبر 2021\n{prose}", TODAY) == "2021-10-05"


def test_hijri_dates_are_converted() -> None:
    assert line_date("الثلاثاء 28 صفر 1443 هـ") in ("2021-10-05", "2021-10-06")


# Tweets


def test_the_latest_tweet_is_the_earliest_date() -> None:
    moments = ["2021-10-04T18:27:32", "2021-10-05T00:01", "2019-03-13T00:00"]
    assert tweet_date(" ثم ".join(map(tweet, moments)), TODAY) == "2021-10-05"


@pytest.mark.parametrize(
    "host",
    [
        "https://twitter.com/user",
        "http://www.twitter.com/user_1",
        "twitter.com/user",
        "https://mobile.twitter.com/user",
        "https://x.com/user",
        "https://twitter.com/i/web",
        "النصhttps://twitter.com/user",
        "(https://nitter.net/user",
    ],
)
def test_addresses_of_tweets(host: str) -> None:
    assert tweet_date(tweet("2021-10-04T18:27", host), TODAY) == "2021-10-04"


@pytest.mark.parametrize(
    "text",
    [
        tweet("2021-10-04T18:27", "https://other.example/user"),
        tweet("2021-10-04T18:27", "https://netflix.com/user"),
        tweet("2021-10-04T18:27", "https://x.com.evil.example/user"),
        tweet("2031-10-04T18:27"),
        "https://twitter.com/user/status/20",
        "https://twitter.com/user/status/29999999999",
        "https://twitter.com/user/status/14450782081902919731445078208190291973",
        "https://twitter.com/user/status/",
        "https://twitter.com/user/status/١٤٤٥٠٧٨٢٠٨١٩٠٢٩١٩٧٣",
    ],
)
def test_what_is_no_tweet(text: str) -> None:
    assert tweet_date(text, TODAY) is None


def test_the_epoch_of_tweets() -> None:
    assert tweet_date("https://twitter.com/a/status/30000000000", TODAY) == "2010-11-04"
    assert tweet_date("https://twitter.com/Twitter/status/1445078208190291973", TODAY) == "2021-10-04"


def test_many_addresses_take_linear_time() -> None:
    tweet_date("https://twitter.com/a/status/" * 20_000, TODAY)
    tweet_date("a.b-" * 50_000 + "/status/1445078208190291973", TODAY)


# The seeds and the development articles, where they are


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the seeds are not beside this checkout")
def test_seeds() -> None:
    found = [item for item in read([str(SHARED / "seeds")]) if isinstance(item, Article)]
    assert [(item.published, item.published_from) for item in found] == [("2021-10-04", "tweet"), (None, None)]


@pytest.mark.skipif(not (SHARED / "dev").is_dir(), reason="the development articles are not beside this checkout")
def test_development_articles() -> None:
    """Their gold was made with metadata that the texts do not have: a date is right or unknown, never invented."""
    found = [item for item in read([str(SHARED / "dev" / "texts")]) if isinstance(item, Article)]
    right = 0
    for article in found:
        name = Path(article.source).stem
        gold = json.loads((SHARED / "dev" / "gold" / f"{name}.json").read_text(encoding="utf-8"))["published"]
        assert article.published in (gold, None), name
        right += article.published is not None
    assert right >= 2
