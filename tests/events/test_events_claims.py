from __future__ import annotations

from typing import Any

import pytest
from events_make import DAY, amount, article, fact, one, outage

from pipeline.events import merge

# --------------------------------------------------------------------------------------------------------- claims


def claims_of(*figures: dict[str, Any] | None, category: str = "users_affected", type_: str = "impact") -> Any:
    facts = [
        article(f"a{n}", outage("meta", DAY), fact(type_, "meta", category=category, quantity=figure))
        for n, figure in enumerate(figures)
    ]
    return one(*facts).claims


@pytest.mark.parametrize(
    ("left", "right", "agreement"),
    [
        (amount(70, "user"), amount(70, "user"), "single"),
        (amount(70, "user"), amount(70.0, "user"), "single"),
        (amount(70, "user"), amount(70, "user", "more_than"), "consistent"),
        (amount(75, "user"), amount(70, "user", "at_least"), "consistent"),
        (amount(60, "user", "more_than"), amount(70, "user", "more_than"), "consistent"),
        (amount(60, "user"), amount(70, "user", "more_than"), "conflicting"),
        (amount(60, "user", "less_than"), amount(70, "user", "more_than"), "conflicting"),
        (amount(60, "user"), amount(70, "user", "up_to"), "consistent"),
        (amount(68, "user"), amount(70, "user", "about"), "consistent"),
        (amount(50, "user"), amount(70, "user", "about"), "conflicting"),
        (amount(50, "user"), amount(70, "user"), "conflicting"),
        (amount(70, "user"), amount(None, "user", low=60, high=80), "consistent"),
        (amount(90, "user"), amount(None, "user", low=60, high=80), "conflicting"),
        (amount(7000000, "user"), amount(None, "user", "vague", magnitude=1000000), "consistent"),
        (amount(7000, "user"), amount(None, "user", "vague", magnitude=1000000), "conflicting"),
        # A fall of more than five per cent.
        (amount(-5.5, "%"), amount(-5, "%", "more_than"), "consistent"),
        (amount(-4.9, "%"), amount(-5, "%", "more_than"), "conflicting"),
        # Rounded to the coarser one's place.
        (amount(-4.89, "%"), amount(-4.9, "%"), "consistent"),
        (amount(-4.89, "%"), amount(-5, "%"), "consistent"),
        (amount(-4.9, "%"), amount(-5, "%"), "consistent"),
        (amount(-4.4, "%"), amount(-5, "%"), "conflicting"),
        (amount(-4.6, "%"), amount(-4.9, "%"), "conflicting"),
        (amount(4.9, "%"), amount(-4.9, "%"), "conflicting"),
        (amount(0.04, "%"), amount(0.1, "%"), "conflicting"),
        (amount(70_000_000, "user"), amount(70_300_000, "user"), "consistent"),
        (amount(10_000_000, "user"), amount(14_000_000, "user"), "conflicting"),
        (amount(1_700_000, "user"), amount(1_683_412, "user"), "consistent"),
        (amount(1_700_000, "user"), amount(1_600_000, "user"), "conflicting"),
        (amount(300, "user"), amount(280, "user"), "conflicting"),
        (amount(None, "user"), amount(70, "user"), "consistent"),
        # What both may mean.
        (amount(68, "user", "about"), amount(72, "user", "about"), "consistent"),
        (amount(50, "user", "about"), amount(72, "user", "about"), "conflicting"),
        (amount(6, "user", "about"), amount(6, "user", "more_than"), "consistent"),
        (amount(60, "user", "more_than"), amount(70, "user", "up_to"), "consistent"),
    ],
)
def test_when_figures_agree(left: dict[str, Any], right: dict[str, Any], agreement: str) -> None:
    (claim,) = claims_of(left, right)
    assert claim.agreement == agreement
    assert len(claim.values) == (1 if agreement == "single" else 2)
    (mirrored,) = claims_of(right, left)
    assert mirrored.agreement == agreement


def test_nothing_is_averaged_and_every_value_has_its_sources() -> None:
    (claim,) = claims_of(amount(50, "user"), amount(70, "user"), amount(70, "user"))
    assert [(v.quantity.value, len(v.support), v.sources) for v in claim.values] == [
        (70, 2, ["a1.txt", "a2.txt"]),
        (50, 1, ["a0.txt"]),
    ]


def test_a_rate_a_total_and_another_currency_never_mix() -> None:
    claims = claims_of(
        amount(160, "USD", per="hour"), amount(1000, "USD"), amount(5, "EGP"), None, category="financial_loss"
    )
    assert len(claims) == 4
    assert {claim.agreement for claim in claims} == {"single"}


def test_figures_of_different_places_are_different_claims() -> None:
    def reports(value: int, *places: str, per: str | None = None) -> dict[str, Any]:
        return fact("impact", "meta", category="reports", places=places, quantity=amount(value, "report", per=per))

    record = article("a", outage("meta", DAY), reports(14, "world"), reports(7, "us"), reports(5, "germany"))
    again = article("b", outage("meta", DAY), reports(15), reports(6, "us", per="hour"), reports(12, "germany", "us"))
    swapped = article("c", outage("meta", DAY), reports(12, "us", "germany"))
    claims: Any = one(record, again, swapped).claims
    # The world names no place.
    assert [sorted(v.quantity.value for v in c.values) for c in claims] == [[14, 15], [5], [12], [7], [6]]
    assert [c.agreement for c in claims] == ["conflicting", "single", "single", "single", "single"]


def test_claims_are_told_apart_by_type_category_and_subject() -> None:
    record = article(
        "a",
        outage("meta", DAY),
        fact("impact", "meta", category="reports", quantity=amount(5, "report")),
        fact("impact", "whatsapp", category="reports", quantity=amount(7, "report")),
        fact("impact", "meta", category="users_affected", quantity=amount(5, "user")),
        fact("cause", "meta", category="power", content="انقطع التيار"),
        fact("gain", "signal", category="new_users", quantity=amount(9, "user")),
        fact("gain", "signal", category="traffic", content="زيارات كثيرة"),
        fact("metric", "meta", category="users", quantity=amount(5, "user")),
        fact("role", "ruba", "meta", content="مديرة"),
    )
    assert [(c.type, c.category, c.subject) for c in one(record).claims] == [
        ("cause", "power", "meta"),
        ("impact", "reports", "meta"),
        ("impact", "reports", "whatsapp"),
        ("impact", "users_affected", "meta"),
        ("gain", "new_users", "signal"),
    ]


def test_a_cause_that_is_denied_and_claimed_is_a_conflict() -> None:
    denied = fact("cause", "meta", category="cyberattack", content="ليس هجوما", polarity="negated")
    claimed = fact("cause", "meta", category="cyberattack", content="هجوم")
    worded = fact("cause", "meta", category="cyberattack", content="اختراق")
    (claim,) = one(article("a", outage("meta", DAY), denied), article("b", outage("meta", DAY), claimed)).claims
    assert claim.agreement == "conflicting"
    assert {value.category for value in claim.values} == {"negated", None}
    (claim,) = one(article("a", outage("meta", DAY), worded), article("b", outage("meta", DAY), claimed)).claims
    assert claim.agreement == "consistent"


# ------------------------------------------------------------------------------------------------------ responses


def test_responses_are_what_others_did() -> None:
    record = article(
        "a",
        outage("meta", DAY, "facebook", "whatsapp"),
        fact("gain", "signal", category="traffic", time=DAY, relation="competitor"),
        fact("degradation", "telegram"),
        fact("statement", "ruba", category="advice"),
        fact("statement", "meta", category="apology"),
        fact("statement", "facebook", category="apology"),
        fact("impact", "signal", category="reports"),
        fact("role", "ruba", "signal"),
    )
    responses = one(record).responses
    assert [(r.subject, r.type, r.relation, r.time) for r in responses] == [
        ("signal", "gain", "competitor", DAY),
        ("telegram", "degradation", None, None),
        ("ruba", "statement", None, None),
    ]
    assert responses[0].fact_id == record.facts[1].fact_id


def test_the_providers_own_people_do_not_respond() -> None:
    record = article(
        "a",
        outage("meta", DAY),
        fact("statement", "mark-zuckerberg", category="apology", relation="provider", time=DAY),
        fact("statement", "ruba", category="advice", relation="expert"),
    )
    assert [(r.subject, r.time) for r in one(record).responses] == [("ruba", None)]


def test_background_facts_do_not_mix_into_the_main_event() -> None:
    record = article(
        "a",
        outage("meta", DAY),
        outage("meta", "2019-03-13", background=True),
        fact("impact", "meta", category="reports", quantity=amount(5, "report")),
        fact("impact", "meta", category="reports", quantity=amount(7, "report"), background=True),
        fact("gain", "signal", category="traffic", background=True),
    )
    old, new = merge([record])
    assert [v.quantity.value for v in new.claims[0].values if v.quantity] == [5]
    assert [v.quantity.value for v in old.claims[0].values if v.quantity] == [7]
    assert [r.subject for r in old.responses] == ["signal"]
    assert new.responses == []
