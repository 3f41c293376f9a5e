from __future__ import annotations

from typing import Any

import pytest
from events_make import DAY, article, fact, ids, one, outage

from pipeline.events import merge

# ------------------------------------------------------------------------------------------------- adjacent days


def told(day: str, *names: str, services: tuple[str, ...] = ("facebook",), published: str = "2023-05-09") -> list[Any]:
    return [article(name, outage("meta", day, *services), published=published) for name in names]


def test_the_evening_of_one_zone_and_the_morning_of_another_are_one_event() -> None:
    event = one(*told(f"{DAY}T21:30Z", "a", "b"), *told("2023-05-09TDW", "c"))
    assert event.event_id == "meta/2023-05-08"
    assert event.start.value == f"{DAY}T21:30Z"
    assert len(event.articles) == 3
    (claim,) = event.claims
    assert [value.content for value in claim.values] == [f"{DAY}T21:30Z", "2023-05-09TDW"]
    assert claim.agreement == "consistent"


@pytest.mark.parametrize("off", ["2023-05-07", "2023-05-09", "2023-05-09T18:45+03:00"])
def test_one_article_that_is_off_by_a_day_does_not_make_an_event(off: str) -> None:
    event = one(*told(f"{DAY}T15:45Z", "a", "b"), *told(DAY, "c"), *told(off, "d"))
    assert event.event_id == "meta/2023-05-08"
    assert event.start.value == f"{DAY}T15:45Z"
    assert event.claims[0].agreement == "conflicting"
    assert off in [value.content for value in event.claims[0].values]


def test_the_majority_names_the_day_however_often_one_article_says_it() -> None:
    twice = article("c", outage("meta", DAY), outage("meta", DAY), outage("meta", DAY), published="2023-05-09")
    assert ids(*told("2023-05-09", "a", "b"), twice) == ["meta/2023-05-09"]
    assert ids(*told("2023-05-09", "a"), *told(DAY, "b")) == ["meta/2023-05-08"]


def test_adjacent_days_stay_apart_when_something_tells_them_apart() -> None:
    base = told(DAY, "a", "b")
    assert len(ids(*base, *told("2023-05-10", "c"))) == 2
    assert len(ids(*base, *told("2023-05-09", "c", services=("whatsapp",)))) == 2
    assert len(ids(*base, *told("2023-05-09", "c", published="2023-06-09"))) == 2
    cable = article("c", outage("cloudy", "2023-05-09", "whatsapp"))
    assert len(ids(*told(DAY, "a", "b", services=("whatsapp",)), cable)) == 2
    assert len(ids(*base, article("c", outage("meta", DAY), outage("meta", "2023-05-09")))) == 2
    # Services that nobody names do not tell them apart, and what is recalled may be published at any time.
    assert len(ids(*base, *told("2023-05-09", "c", services=()))) == 1
    recalled = article("c", outage("meta", "2023-05-09", background=True), published="2024-01-01")
    assert len(ids(*base, recalled)) == 1


def test_two_outages_on_two_days_are_two_when_clocks_or_lengths_say_so() -> None:
    first, second = told(f"{DAY}T09:00Z", "a", "b"), told("2023-05-09T15:00Z", "c", "d")
    assert len(ids(*first, *second)) == 2
    assert len(ids(*first, *second[:1])) == 1
    long = article("a", outage("meta", DAY, duration="PT7H"))
    assert len(ids(long, article("b", outage("meta", "2023-05-09", duration="PT1H")))) == 2
    assert len(ids(long, article("b", outage("meta", "2023-05-09", duration="PT6H")))) == 1


def test_adjacent_days_do_not_chain() -> None:
    days = [*told(DAY, "a", "b"), *told("2023-05-09", "c", "d", "e"), *told("2023-05-10", "f")]
    assert ids(*days) == ["meta/2023-05-09", "meta/2023-05-10"]


def test_an_undated_article_joins_the_event_of_adjacent_days() -> None:
    event = one(*told(DAY, "a", "b"), *told("2023-05-09", "c"), article("d", outage("meta"), published="2023-05-09"))
    assert len(event.articles) == 4


def test_a_background_outage_stays_apart() -> None:
    both = article("a", outage("meta", DAY), outage("meta", "2019-03-13", background=True))
    assert ids(both) == ["meta/2019-03-13", "meta/2023-05-08"]
    undated = article("a", outage("meta", DAY), outage("meta", None, background=True))
    assert ids(undated) == ["meta/2023-05-08", "meta/unknown"]
    # An earlier event without a word on its day is not the one that another article reports now.
    assert ids(article("a", outage("meta", DAY)), article("b", outage("meta", None, background=True))) == [
        "meta/2023-05-08",
        "meta/unknown",
    ]


def test_what_one_article_recalls_is_what_another_reported() -> None:
    event, _ = merge(
        [
            article("a", outage("meta", "2023-06-01"), outage("meta", DAY, background=True), published="2023-06-02"),
            article("b", outage("meta", DAY), published="2023-05-09"),
        ]
    )
    assert event.event_id == "meta/2023-05-08"
    assert len(event.articles) == 2
    # A partial day too, when it lies before publication.
    month = article("c", outage("meta", "2023-05", background=True), published="2024-01-01")
    assert len(one(month, article("b", outage("meta", DAY))).articles) == 2


def test_two_outages_of_one_article_are_never_joined_across() -> None:
    record = article("a", outage("meta", "XXXX-WXX-3"), outage("meta", "XXXX-WXX-5"))
    assert ids(record) == ["meta/unknown", "meta/unknown-2"]
    assert ids(article("b", outage("meta", DAY)), article("a", outage("meta", DAY), outage("meta", "XXXX-WXX-3"))) == [
        "meta/2023-05-08",
        "meta/unknown",
    ]


def test_one_outage_told_twice_in_an_article_is_one() -> None:
    company = outage("meta", DAY, "facebook", "whatsapp")
    assert ids(article("a", company, outage("whatsapp", None, "whatsapp"), outage("meta"))) == ["meta/2023-05-08"]
    # Nothing ties this service to the company.
    assert len(ids(article("a", company, outage("drive", DAY, "drive")))) == 2


def test_an_article_without_an_outage_makes_no_event() -> None:
    assert merge([article("a", fact("role", "ruba"), fact("metric", "meta"), fact("impact", "meta"))]) == []
    assert merge([article("a", outage("meta", DAY, polarity="negated"))]) == []
    assert merge([article("a", outage(None, DAY))]) == []
    assert merge([]) == []


def test_a_return_or_a_cause_implies_an_outage() -> None:
    assert ids(article("a", fact("restoration", "meta", "whatsapp", time="2023-05-09"))) == ["meta/unknown"]
    assert ids(article("a", fact("cause", "meta", category="power"))) == ["meta/unknown"]
    assert ids(article("a", fact("cause", "meta", category="power", polarity="negated"))) == []
    event = one(
        article("a", outage("meta", DAY)), article("b", fact("restoration", "meta", "whatsapp", time="2023-05-09"))
    )
    assert event.services == ["whatsapp"]
    assert event.end.value == "2023-05-09"


def test_a_provider_without_a_key_is_called_by_its_name() -> None:
    event = one(article("a", outage("شركة الأفق", DAY)))
    assert event.event_id == "شركة-الأفق/2023-05-08"
    assert event.provider.model_dump() == {"kb": None, "name": "شركة الأفق"}
    assert one(article("a", outage(None, DAY, "whatsapp"))).event_id == "whatsapp/2023-05-08"
