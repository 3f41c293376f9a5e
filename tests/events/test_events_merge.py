from __future__ import annotations

import random
from typing import Any

import pytest
from call_count import calls
from events_make import DAY, amount, article, fact, ids, one, outage
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.events import Merger, merge

# ------------------------------------------------------------------------------------------- what is one event


def test_the_same_provider_and_day_are_one_event() -> None:
    event = one(
        article("a", outage("meta", DAY, "facebook")), article("b", outage("meta", f"{DAY}T15:45Z", "whatsapp"))
    )
    assert event.event_id == "meta/2023-05-08"
    assert event.provider.kb == "meta"
    assert event.services == ["facebook", "whatsapp"]
    assert len(event.articles) == 2


def test_days_that_differ_stay_apart() -> None:
    assert ids(article("a", outage("meta", DAY)), article("b", outage("meta", "2023-05-20"))) == [
        "meta/2023-05-08",
        "meta/2023-05-20",
    ]


def test_providers_that_share_nothing_stay_apart() -> None:
    assert ids(article("a", outage("meta", DAY)), article("b", outage("cloudy", DAY))) == [
        "cloudy/2023-05-08",
        "meta/2023-05-08",
    ]


def test_services_that_overlap_on_one_day_are_one_event_named_for_the_company() -> None:
    event = one(
        article("a", outage("whatsapp", DAY, "whatsapp")),
        article("b", outage("whatsapp", DAY, "whatsapp")),
        article("c", outage("meta", DAY, "facebook", "whatsapp")),
    )
    assert event.event_id == "meta/2023-05-08"
    assert event.services == ["facebook", "whatsapp"]


def test_facebook_as_provider_is_meta() -> None:
    event = one(article("a", outage("facebook", DAY, "facebook")), article("b", outage("meta", DAY, "instagram")))
    assert event.event_id == "meta/2023-05-08"
    assert one(article("a", outage("facebook", DAY, "facebook"))).provider.model_dump() == {
        "kb": "meta",
        "name": "Meta",
    }


def test_a_moment_in_another_zone_is_the_same_day() -> None:
    assert len(ids(article("a", outage("meta", "2023-05-09T01:30+03:00")), article("b", outage("meta", DAY)))) == 1


@pytest.mark.parametrize("value", ["XXXX-WXX-1TEV", "XXXX-05-08", "XXXX-05-08T18:00", "2023-05", "2023-W19"])
def test_a_partial_day_joins_the_day_that_it_may_be(value: str) -> None:
    event = one(article("a", outage("meta", DAY)), article("b", outage("meta", value)))
    assert event.event_id == "meta/2023-05-08"
    assert len(event.articles) == 2


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("XXXX-WXX-3", "unknown"),
        ("XXXX-06-08", "XXXX-06-08"),
        ("XXXX-06-08TEV", "XXXX-06-08"),
        ("2024", "2024"),
        ("2023-06", "2023-06"),
        ("2023-W20", "2023-W20"),
    ],
)
def test_a_partial_day_that_excludes_the_day_stays_apart_and_names_what_is_known(value: str, known: str) -> None:
    assert ids(article("a", outage("meta", DAY)), article("b", outage("meta", value))) == [
        "meta/2023-05-08",
        f"meta/{known}",
    ]


def test_recalled_months_are_told_apart_and_join_the_only_day_that_they_may_be() -> None:
    march = article("a", outage("meta", "2021-10-04"), outage("meta", "2019-03", background=True))
    july = article("b", outage("meta", "2021-10-04"), outage("meta", "2019-07", background=True))
    day = article("c", outage("meta", "2019-03-13", background=True))
    assert ids(march, july) == ["meta/2019-03", "meta/2019-07", "meta/2021-10-04"]
    assert ids(march, july, day) == ["meta/2019-03-13", "meta/2019-07", "meta/2021-10-04"]
    # Of two days it may be either.
    other = article("d", outage("meta", "2019-03-29", background=True))
    assert ids(march, day, other) == ["meta/2019-03", "meta/2019-03-13", "meta/2019-03-29", "meta/2021-10-04"]
    # Another provider's day is not its day.
    foreign = article("d", outage("cloudy", "2019-03-13", background=True))
    assert ids(march, foreign) == ["meta/2019-03", "cloudy/2019-03-13", "meta/2021-10-04"]


def test_a_month_of_a_year_is_one_whenever_it_is_told() -> None:
    def recalled(name: str, value: str, published: str, **slots: Any) -> Any:
        return article(name, outage("meta", value, background=True, **slots), published=published)

    first, later = recalled("a", "2019-07", "2020-01-01"), recalled("b", "2019-07", "2023-01-01")
    assert ids(first, later) == ["meta/2019-07"]
    assert ids(first, later, article("c", outage("meta", "2019-07"), published="2019-08-01")) == ["meta/2019-07"]
    # A year alone may have seen many, and so may a length that differs.
    assert len(ids(recalled("a", "2019", "2020-01-01"), recalled("b", "2019", "2023-01-01"))) == 2
    longer = [recalled("a", "2019-07", "2020-01-01", duration="PT1H"), recalled("b", "2019-07", "2020", duration="P1D")]
    assert ids(*longer) == ["meta/2019-07", "meta/2019-07-2"]


def test_what_leaves_open_which_of_two_it_is_joins_neither() -> None:
    months = [article(m, outage("meta", f"2019-{m}", background=True), published=DAY) for m in ("03", "07")]
    year = [article(name, outage("meta", "2019", background=True), published=DAY) for name in "ab"]
    assert ids(*months, *year) == ["meta/2019", "meta/2019-03", "meta/2019-07"]
    assert ids(months[0], *year) == ["meta/2019-03"]


def test_a_partial_day_that_may_be_two_events_joins_neither() -> None:
    two_mondays = [article("a", outage("meta", DAY)), article("b", outage("meta", "2023-05-15"))]
    assert ids(*two_mondays, article("c", outage("meta", "XXXX-WXX-1")))[-1] == "meta/unknown"
    # Unless its publication tells which.
    near = article("c", outage("meta", "XXXX-WXX-1"), published="2023-05-09")
    assert [len(e.articles) for e in merge([*two_mondays, near])] == [2, 1]


def test_no_day_joins_the_only_event_within_days_of_publication() -> None:
    known = [article("a", outage("meta", DAY)), article("b", outage("meta", "2023-02-01"))]
    near = article("c", outage("meta"), published="2023-05-10")
    late = article("d", outage("meta"), published="2023-08-10")
    early = article("e", outage("meta"), published="2023-05-01")
    unclear = article("f", outage("meta"))
    assert ids(*known, near) == ["meta/2023-02-01", "meta/2023-05-08"]
    for other in (late, early, unclear):
        assert ids(*known, other) == ["meta/2023-02-01", "meta/2023-05-08", "meta/unknown"]


def test_without_any_date_the_only_event_is_joined_unless_something_speaks_against_it() -> None:
    known = article("a", outage("meta", DAY, duration="PT7H"))
    back = {"time": "XXXX-WXX-2TDW"}
    assert ids(known, article("b", outage("meta"))) == ["meta/2023-05-08"]
    assert ids(known, article("b", outage("meta", duration="PT6H"))) == ["meta/2023-05-08"]
    assert ids(known, article("b", outage("meta"), fact("restoration", "meta", **back))) == ["meta/2023-05-08"]
    # Another length, or back on a day that is not soon after.
    assert len(ids(known, article("b", outage("meta", duration="PT2H")))) == 2
    assert len(ids(known, article("b", outage("meta"), fact("restoration", "meta", time="XXXX-WXX-6")))) == 2


def test_events_without_a_day_are_one_when_published_together() -> None:
    first, second = article("a", outage("meta"), published=DAY), article("b", outage("meta"), published="2023-05-10")
    later = article("c", outage("meta"), published="2024-01-01")
    assert ids(first, second) == ["meta/unknown"]
    assert ids(first, later) == ["meta/unknown", "meta/unknown-2"]
    # Nothing ties articles that have no date either; two that name a day of the week may mean one.
    assert ids(article("a", outage("meta")), article("b", outage("meta"))) == ["meta/unknown", "meta/unknown-2"]
    assert ids(first, article("b", outage("meta"))) == ["meta/unknown", "meta/unknown-2"]
    assert ids(article("a", outage("meta", "XXXX-WXX-1")), article("b", outage("meta", "XXXX-WXX-1"))) == [
        "meta/unknown"
    ]
    # Nor do two providers whose outages took the same service along.
    cables = [article(name, outage(name, None, "whatsapp"), published=DAY) for name in ("cloudy", "horizon")]
    assert ids(*cables) == ["cloudy/unknown", "horizon/unknown"]


def test_of_two_outages_of_one_article_one_joins_a_day() -> None:
    known = article("a", outage("meta", DAY), published="2023-05-09")
    both = article("b", outage("meta"), outage("meta", "2023-05", background=True), published="2023-05-09")
    assert [len(e.articles) for e in merge([known, both])] == [1, 2]


# ------------------------------------------------------------------------------------------ start, end, duration


def test_the_most_precise_start_is_taken_and_the_others_stay_as_a_claim() -> None:
    a = article("a", outage("meta", f"{DAY}T15:45Z"), site="one.example")
    b = article("b", outage("meta", f"{DAY}T18:45+03:00"))
    c = article("c", outage("meta", DAY))
    event = one(a, b, c)
    assert event.start.value == "2023-05-08T15:45Z"
    assert event.start.support == sorted(r.facts[0].fact_id for r in (a, b))
    (claim,) = event.claims
    assert (claim.type, claim.category, claim.subject, claim.agreement) == ("outage", "start", "meta", "consistent")
    assert [value.content for value in claim.values] == ["2023-05-08T15:45Z", "2023-05-08"]
    assert claim.values[0].sources == ["b.txt", "one.example"]


def test_the_majority_decides_between_equally_precise_starts() -> None:
    clocks = ["15:45", "15:40", "15:40"]
    event = one(*(article(str(n), outage("meta", f"{DAY}T{clock}Z")) for n, clock in enumerate(clocks)))
    assert event.start.value == "2023-05-08T15:40Z"
    assert event.claims[0].agreement == "conflicting"


def test_where_nobody_says_it_there_is_no_value() -> None:
    event = one(article("a", outage("meta")))
    assert (event.start.value, event.start.support, event.end.value, event.duration.value) == (None, [], None, None)


def test_a_return_ends_an_outage_a_promise_does_not() -> None:
    promised = fact("restoration", "meta", time="2023-05-12", certainty="expected")
    partly = fact("restoration", "meta", category="partial", time=f"{DAY}T20:00Z")
    whole = fact("restoration", "meta", category="full", time="2023-05-09TMO")
    assert one(article("a", outage("meta", DAY), promised)).end.value is None
    assert one(article("a", outage("meta", DAY), promised, partly)).end.value == "2023-05-08T20:00Z"
    assert one(article("a", outage("meta", DAY), promised, partly, whole)).end.value == "2023-05-09TMO"
    assert one(article("a", outage("meta", DAY, end="2023-05-09"))).end.value == "2023-05-09"


def test_a_known_duration_goes_before_a_vague_one_and_the_majority_decides() -> None:
    event = one(
        article("a", outage("meta", DAY, duration="PTXH")),
        article("b", outage("meta", DAY, duration="~PT7H")),
        article("c", outage("meta", DAY), fact("restoration", "meta", duration="~PT7H")),
        article("d", outage("meta", DAY, duration="PT6H")),
    )
    assert (event.duration.value, event.duration.modifier) == ("PT7H", "about")
    assert len(event.duration.support) == 2
    assert event.claims[0].category == "duration"
    assert event.claims[0].agreement == "conflicting"


@pytest.mark.parametrize(
    ("said", "agreement"),
    [
        ((("PT6H", "about"), ("PT6H30M", "exact"), ("PT6H", "more_than")), "consistent"),
        ((("PT6H", "exact"), ("PT6H30M", "about")), "consistent"),
        ((("P1D", "about"), ("PT14H", "more_than")), "consistent"),
        ((("PT6H", "exact"), ("PT6H20M", "exact")), "consistent"),
        ((("PT6H", "exact"), ("PT6H30M", "exact")), "conflicting"),
        ((("PT6H", "exact"), ("PT6H30M", "more_than")), "conflicting"),
        # One of those who say six hours says exactly six.
        ((("PT6H", "more_than"), ("PT6H", "exact"), ("PT6H40M", "exact")), "conflicting"),
        ((("P1D", "exact"), ("PT14H", "exact")), "conflicting"),
    ],
)
def test_when_durations_agree(said: tuple[tuple[str, str], ...], agreement: str) -> None:
    made = []
    for n, (value, modifier) in enumerate(said):
        lasted = outage("meta", DAY, duration=value)
        lasted["duration"]["modifier"] = modifier
        made.append(article(f"a{n}", lasted))
    (claim,) = one(*made).claims
    assert claim.agreement == agreement


def test_a_day_and_its_parts_agree_with_its_hours() -> None:
    starts = [f"{DAY}T15:40Z", DAY, f"{DAY}TEV", f"{DAY}T18:40+03:00", f"{DAY}T18:40", f"~{DAY}T15:50Z"]
    event = one(*(article(str(n), outage("meta", start)) for n, start in enumerate(starts)))
    assert event.claims[0].agreement == "consistent"


# ------------------------------------------------------------------------------------------------- over all of it


def test_the_event_of_every_fact_is_known() -> None:
    merger = Merger()
    dated = article("a", outage("meta", DAY))
    undated = article("b", outage("meta"), fact("role", "ruba"), published="2023-05-09")
    for record in (dated, undated):
        merger.add(record)
    (event,) = merger.events()
    assert {f.event_id for r in (dated, undated) for f in merger.settled(r).facts} == {event.event_id}
    assert merger.events_of("nothing") == []


def test_fact_ids_are_in_the_order_of_their_numbers() -> None:
    record = article("a", outage("meta", DAY), *(fact("degradation", f"s{n}") for n in range(12)))
    assert [r.subject for r in one(record).responses] == [f"s{n}" for n in range(12)]


def test_records_may_come_as_a_stream() -> None:
    assert len(merge(article(str(n), outage("meta", DAY)) for n in range(3))[0].articles) == 3


DAYS = (
    None,
    DAY,
    f"{DAY}T21:45Z",
    "2023-05-09",
    "2023-05-10T01:00+03:00",
    "XXXX-WXX-1",
    "XXXX-05-09",
    "2023-05",
    "2023",
)
outages = st.builds(
    outage,
    st.sampled_from(["meta", "facebook", "whatsapp", "cloudy"]),
    st.sampled_from(DAYS),
    st.sampled_from(["facebook", "whatsapp", "drive"]),
    background=st.booleans(),
    duration=st.sampled_from([None, "PT6H", "~PT7H", "PT1H"]),
)
figures = st.builds(
    fact,
    st.just("impact"),
    st.sampled_from(["meta", "cloudy", "world"]),
    category=st.sampled_from(["reports", "users_affected"]),
    places=st.lists(st.sampled_from(["egypt", "world", "us"]), max_size=2),
    quantity=st.builds(amount, st.integers(1, 3), st.just("report"), st.sampled_from(["exact", "more_than", "about"])),
    background=st.booleans(),
)
articles = st.lists(
    st.tuples(st.lists(st.one_of(outages, figures), max_size=4), st.sampled_from([None, "2023-05-09", "2024-01-01"])),
    max_size=5,
)


@settings(max_examples=100, deadline=None)
@given(articles, st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter_and_nothing_is_lost(made: Any, shuffle: random.Random) -> None:
    records = [article(str(n), *facts, published=published) for n, (facts, published) in enumerate(made)]
    events = merge(records)
    assert len({event.event_id for event in events}) == len(events)
    stated = {r.article.id for r in records for f in r.facts if f.type == "outage"}
    assert {id_ for event in events for id_ in event.articles} == stated
    shuffle.shuffle(records)
    assert merge(records) == events


@settings(max_examples=100, deadline=None)
@given(st.lists(articles, max_size=3))
def test_events_asked_for_in_between_change_nothing(batches: Any) -> None:
    merger, taken, before = Merger(), [], {}
    for number, made in enumerate(batches):
        for n, (facts, published) in enumerate(made):
            taken.append(article(f"{number}-{n}", *facts, published=published))
            merger.add(taken[-1])
        assert list(merger.events()) == merge(taken)
        now = {f.fact_id: f.event_id for r in taken for f in merger.settled(r).facts}
        assert merger.moved == {fact.partition(":")[0] for fact, event in now.items() if event != before.get(fact)}
        before = now


def test_only_the_events_that_articles_change_are_made_anew() -> None:
    merger = Merger()
    merger.add(article("a", outage("meta", DAY)))
    merger.add(article("b", outage("cloudy", DAY)))
    cloudy, meta = merger.settle()
    merger.add(article("c", outage("cloudy", DAY)))
    more, same = merger.settle()
    assert same is meta
    assert (len(cloudy.outages), len(more.outages)) == (1, 2)
    assert merger.moved == {article("c").article.id}


def test_an_event_that_is_called_otherwise_is_another_one() -> None:
    merger = Merger()
    merger.add(article("b", outage("meta"), published="2023-05-09"))
    (before,) = merger.settle()
    merger.add(article("a", outage("meta"), published="2022-05-09"))
    earlier, after = merger.settle()
    assert (before.event_id, earlier.event_id, after.event_id) == ("meta/unknown", "meta/unknown", "meta/unknown-2")
    assert merger.record(after).event_id == "meta/unknown-2"


def test_an_outage_of_a_known_year_is_looked_for_in_that_year() -> None:
    """Not among the outages of all years: there are more and more of them."""

    def work(years: int) -> int:
        merger = Merger()
        for year in range(2023 - years, 2023):
            merger.add(article(str(year), outage("meta", f"{year}-05-08")))
        for n in range(20):
            merger.add(article(f"r{n}", outage("meta", "2022-05", background=True), published="2023-05-09"))
        return calls(merger.settle, "events/days.py")

    assert work(80) < 2 * work(20)


def test_facts_that_memory_does_not_hold_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [article(str(n), outage("meta", DAY), fact("impact", "meta", category="reports")) for n in range(20)]
    events = merge(records)
    monkeypatch.setattr("pipeline.events.shelf.MOST", 500)
    assert merge(records) == events
