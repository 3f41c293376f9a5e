"""One event, one fact: what joins, what stays apart, and which telling wins."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from pipeline.document import Fact, Quantity, Ref, Time
from pipeline.facts.merging import merge
from pipeline.text import Span

DAY = datetime.date(2021, 10, 6)
META = Ref("meta", "Meta", "ميتا", "company")
FACEBOOK = Ref("facebook", "Facebook", "فيسبوك", "service")
WHATSAPP = Ref("whatsapp", "WhatsApp", "واتساب", "service")


def _fact(kind: str, at: int, **slots: Any) -> Fact:
    return Fact(**{"type": kind, "subject": META, "evidence": (Span(at, at + 9),), "rule": "test", **slots})


def _time(value: str) -> Time:
    return Time(Span(0, 4), "duration" if value.startswith("P") else "date", value)


def _count(value: int | None, modifier: str = "exact") -> Quantity:
    return Quantity(Span(0, 4), "count", value, "user", modifier, magnitude=None if value else 1_000_000)


def _apart(*facts: Fact) -> bool:
    return len(merge(facts, DAY)) == len(facts)


def test_two_tellings_of_the_outage_fill_each_other() -> None:
    first = _fact("outage", 0, objects=(FACEBOOK,), time=_time("2021-10-04"))
    second = _fact("outage", 50, objects=(WHATSAPP,), duration=_time("PT6H"), category="full")
    (merged,) = merge([first, second], DAY)
    assert merged.objects == (FACEBOOK, WHATSAPP)
    assert (merged.time, merged.duration, merged.category) == (first.time, second.duration, "full")
    assert merged.evidence == (Span(0, 9), Span(50, 59))


def test_the_time_that_says_more_wins() -> None:
    coarse, fine = (_fact("outage", at, time=_time(v)) for at, v in ((0, "2021-10-04"), (50, "2021-10-04T15:45Z")))
    vague = _fact("outage", 90, time=_time("XXXX-XX-XXTEV"))
    (merged,) = merge([vague, coarse, fine], DAY)
    assert merged.time == fine.time


def test_the_day_of_the_main_outage_is_that_of_all_its_tellings() -> None:
    vague = _fact("outage", 0, time=_time("XXXX-XX-XXTEV"))
    dated = _fact("outage", 90, time=_time("2021-10-05"))
    other = _fact("outage", 50, subject=FACEBOOK, time=_time("2021-10-01"))
    once = merge([vague, dated, other], DAY)
    assert [fact.background for fact in once] == [False, True]
    assert merge(once, DAY) == once


def test_the_duration_with_a_number_wins() -> None:
    (merged,) = merge([_fact("outage", at, duration=_time(v)) for at, v in ((0, "PTXH"), (50, "PT6H"))], DAY)
    assert merged.duration == _time("PT6H")


def test_an_outage_long_before_the_article_is_background_and_stays_apart() -> None:
    now, then = (_fact("outage", at, time=_time(v)) for at, v in ((0, "2021-10-04"), (50, "2019-03-13")))
    assert [fact.background for fact in merge([now, then], DAY)] == [False, True]


def test_without_a_day_of_the_article_the_outage_told_first_is_the_main_one() -> None:
    now, then = (_fact("outage", at, time=_time(v)) for at, v in ((0, "2021-10-04"), (50, "2019-03-13")))
    assert [fact.background for fact in merge([now, then], None)] == [False, True]


def test_restorations_at_two_hours_stay_apart_while_no_service_is_named_twice() -> None:
    early = _fact("restoration", 0, objects=(FACEBOOK,), time=_time("2021-10-04T22:00Z"))
    late = _fact("restoration", 50, objects=(WHATSAPP,), time=_time("2021-10-04T23:30Z"))
    again = _fact("restoration", 90, objects=(FACEBOOK,), time=_time("2021-10-05T00:30Z"))
    stop = _fact("outage", 0)
    assert _apart(stop, early, late)
    assert len(merge([stop, early, late, again], DAY)) == 2


def test_an_article_that_tells_only_of_the_return_tells_of_the_stop() -> None:
    back = _fact("restoration", 0, objects=(FACEBOOK,), time=_time("2021-10-04T22:00Z"), duration=_time("PT6H"))
    stop, restored = merge([back], DAY)
    assert (stop.type, stop.objects, stop.time, stop.duration) == ("outage", (FACEBOOK,), None, _time("PT6H"))
    assert restored == back
    promised = replace(back, certainty="expected")
    assert merge([promised], DAY) == [promised]


def test_a_headline_without_an_hour_does_not_join_restorations_at_two_hours() -> None:
    headline = _fact("restoration", 0, objects=(FACEBOOK, WHATSAPP))
    early = _fact("restoration", 50, objects=(FACEBOOK,), time=_time("2021-10-04T22:00Z"))
    late = _fact("restoration", 90, objects=(WHATSAPP,), time=_time("2021-10-04T23:30Z"))
    assert merge([headline, early, late], DAY)[1:] == [early, late]


def test_a_part_and_the_whole_at_an_hour_of_its_own_stay_apart() -> None:
    part = _fact("restoration", 0, category="partial")
    whole = _fact("restoration", 50, category="full", time=_time("2021-10-04T22:00Z"))
    assert [fact.category for fact in merge([part, whole], DAY)] == ["partial", "full"]


def test_what_came_back_had_stopped() -> None:
    facts = [_fact("outage", 0, objects=(FACEBOOK,)), _fact("restoration", 50, objects=(WHATSAPP,))]
    assert merge(facts, DAY)[0].objects == (FACEBOOK, WHATSAPP)


def test_a_rumour_that_the_article_takes_back_is_dropped_and_a_claim_with_a_source_is_kept() -> None:
    rumour = _fact("cause", 0, category="cyberattack")
    denied = _fact("cause", 50, category="cyberattack", polarity="negated")
    claimed = _fact("cause", 90, category="cyberattack", source=FACEBOOK)
    assert merge([rumour, denied], DAY) == [denied]
    assert merge([denied, claimed], DAY) == [denied, claimed]


def test_figures_join_by_value_and_unit() -> None:
    told, again, other = (
        _fact("gain", at, category="new_users", quantity=_count(v)) for at, v in ((0, 70), (50, 70), (90, 71))
    )
    assert len(merge([told, again], DAY)) == 1
    assert _apart(told, other)


def test_a_vague_figure_says_nothing_beside_an_exact_one_of_the_same_subject() -> None:
    vague = _fact("gain", 0, category="new_users", quantity=_count(None, "vague"))
    exact = _fact("gain", 50, category="new_users", quantity=_count(70))
    other = _fact("gain", 90, category="new_users", quantity=_count(70), subject=FACEBOOK)
    assert merge([vague, exact], DAY) == [exact]
    assert _apart(vague, other)


def test_an_apology_is_made_once_and_the_words_are_the_better_telling() -> None:
    named = _fact("statement", 0, category="apology", content=Span(0, 5), rule="statement:reported")
    quoted = _fact("statement", 50, category="apology", content=Span(52, 58), rule="statement:quoted")
    (merged,) = merge([named, quoted], DAY)
    assert merged.content == Span(52, 58)


def test_other_acts_differ_by_their_words() -> None:
    assert _apart(*(_fact("statement", at, category="banter", content=Span(at, at + 5)) for at in (0, 50)))


def test_facts_stand_in_the_order_of_their_evidence_then_of_their_types() -> None:
    facts = [_fact(kind, at, category=None) for kind, at in (("role", 0), ("cause", 50), ("outage", 50), ("gain", 20))]
    assert [(f.type, f.evidence[0].start) for f in merge(facts, DAY)] == [
        ("role", 0),
        ("gain", 20),
        ("outage", 50),
        ("cause", 50),
    ]


def test_nothing_gives_nothing() -> None:
    assert merge([], None) == []


def test_a_night_over_the_end_of_a_month_is_one_outage() -> None:
    facts = [_fact("outage", at, time=_time(v)) for at, v in ((0, "2021-10-31"), (50, "2021-11-01TMO"))]
    assert len(merge(facts, datetime.date(2021, 11, 1))) == 1
