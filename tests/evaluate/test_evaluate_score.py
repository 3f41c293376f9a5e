from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from evaluate_make import GOLD, TEXT, amount, fact, gold_of, record_of

from pipeline.evaluate import Scores, score
from pipeline.evaluate.compare import token_f1


def tally(scores: Scores, measure: str) -> tuple[int, int, int]:
    micro = scores[measure].micro
    return micro.tp, micro.fp, micro.fn


def judge(tmp_path: Path, wanted: list[dict[str, Any]], found: list[dict[str, Any]], measure: str = "facts") -> Any:
    """Score facts against facts; returns (tp, fp, fn)."""
    gold = gold_of(tmp_path, facts=wanted)
    return tally(score([gold], [record_of(facts=found)], resamples=0), measure)


RIGHT, WRONG = (1, 0, 0), (0, 1, 1)
LOSS = {"type": "impact", "subject": "horizon", "category": "financial_loss", "polarity": "affirmed"}
DOLLARS = {"value": 40000000, "unit": "USD", "modifier": "exact", "per": None}


# ------------------------------------------------------------------------------------------------ facts, strictly


@pytest.mark.parametrize(
    ("slots", "found", "verdict"),
    [
        # The figure: value and unit, modifier and per beside.
        ({"quantity": DOLLARS}, {"quantity": amount(40000000, "USD")}, RIGHT),
        ({"quantity": DOLLARS}, {"quantity": amount(40000000.0, "USD", modifier="about", per="hour")}, RIGHT),
        ({"quantity": DOLLARS}, {"quantity": amount(4000000, "USD")}, WRONG),
        ({"quantity": DOLLARS}, {"quantity": amount(40000000, "EGP")}, WRONG),
        ({"quantity": DOLLARS}, {}, WRONG),
        ({"quantity": None}, {"quantity": amount(1, "USD")}, RIGHT),
        # A vague plural: the same magnitude; any where gold gives none.
        (
            {"quantity": {"value": None, "unit": "USD", "modifier": "vague", "magnitude": 1000000}},
            {"quantity": amount(None, "USD", modifier="vague", magnitude=1000000)},
            RIGHT,
        ),
        (
            {"quantity": {"value": None, "unit": "USD", "modifier": "vague", "magnitude": 1000000}},
            {"quantity": amount(None, "USD", modifier="vague", magnitude=1000)},
            WRONG,
        ),
        (
            {"quantity": {"value": None, "unit": "USD", "modifier": "vague"}},
            {"quantity": amount(None, "USD", modifier="vague", magnitude=1000)},
            RIGHT,
        ),
        ({"quantity": {"value": None, "unit": "USD", "modifier": "vague"}}, {"quantity": amount(1, "USD")}, WRONG),
        # A range.
        (
            {"quantity": {"value": None, "unit": "USD", "low": 2, "high": 3}},
            {"quantity": amount(None, "USD", low=2, high=3)},
            RIGHT,
        ),
        (
            {"quantity": {"value": None, "unit": "USD", "low": 2, "high": 3}},
            {"quantity": amount(None, "USD", low=2, high=4)},
            WRONG,
        ),
        # Time: only where gold has one; alternatives, null among them.
        ({"time": None}, {"time": "2023-05-08"}, RIGHT),
        ({"time": "2023-05-08"}, {"time": "2023-05-08"}, RIGHT),
        ({"time": "2023-05-08"}, {}, WRONG),
        ({"time": "2023-05-08TEV", "time_alt": ["2023-05-08"]}, {"time": "2023-05-08"}, RIGHT),
        ({"time": "2023-05-08TEV", "time_alt": [None]}, {}, RIGHT),
        # Category.
        ({"category": None}, {"category": "reports"}, RIGHT),
        ({}, {"category": "reports"}, WRONG),
        ({"category_alt": ["reports"]}, {"category": "reports"}, RIGHT),
        ({"category_alt": [None]}, {"category": None}, RIGHT),
        # Subject and its alternatives.
        ({"subject_alt": ["users"]}, {"subject": "users"}, RIGHT),
        # Polarity.
        ({}, {"polarity": "negated"}, WRONG),
        # Content from a token F1 of one half, folded.
        ({"content": "توقّف العمل في المصنع"}, {"content": "توقف العمل"}, RIGHT),
        ({"content": "توقف العمل في المصنع الكبير اليوم"}, {"content": "توقف"}, WRONG),
        ({"content": "توقف العمل"}, {}, WRONG),
        ({"content": None}, {"content": "أي شيء"}, RIGHT),
        # Beside: source, certainty, places do not decide.
        ({"source": "marsad", "certainty": "reported"}, {"source": "nasma"}, RIGHT),
    ],
)
def test_a_fact_is_right(tmp_path: Path, slots: dict[str, Any], found: dict[str, Any], verdict: object) -> None:
    subject = found.pop("subject", "horizon")
    predicted = fact("impact", subject, **{"category": "financial_loss", **found})
    assert judge(tmp_path, [{**LOSS, **slots}], [predicted]) == verdict


@pytest.mark.parametrize(
    ("wanted", "alternatives", "found", "verdict"),
    [
        (["a", "b"], None, ["b", "a"], RIGHT),
        (["a", "b"], None, ["a"], WRONG),
        (["a"], None, ["a", "b"], WRONG),
        (["a", "b"], [["a"]], ["a"], RIGHT),
        (["a"], [[]], [], RIGHT),
        ([], None, ["a"], RIGHT),
        ([], [["a"]], ["a"], RIGHT),
        ([], [["a"]], [], RIGHT),
        ([], [["a"]], ["b"], WRONG),
    ],
)
def test_objects_are_a_set(
    tmp_path: Path, wanted: list[str], alternatives: object, found: list[str], verdict: object
) -> None:
    gold = {"type": "outage", "subject": "horizon", "objects": wanted, "polarity": "affirmed"}
    if alternatives is not None:
        gold["objects_alt"] = alternatives
    assert judge(tmp_path, [gold], [fact("outage", "horizon", objects=found)]) == verdict


def test_facebook_and_meta_are_one_as_subject_object_of_a_role_and_source(tmp_path: Path) -> None:
    loss = {**LOSS, "subject": "meta", "source": "facebook"}
    found = fact("impact", "facebook", category="financial_loss", source="meta")
    gold = gold_of(tmp_path, facts=[loss])
    scores = score([gold], [record_of(facts=[found])], resamples=0)
    assert tally(scores, "facts") == RIGHT
    assert scores.slots["source"] == (1, 1)
    role = {"type": "role", "subject": "x", "objects": ["meta"], "content": "مدير"}
    assert judge(tmp_path, [role], [fact("role", "x", objects=["facebook"], content="مدير")]) == RIGHT
    # The services of an outage are told apart.
    outage = {"type": "outage", "subject": "meta", "objects": ["facebook"]}
    assert judge(tmp_path, [outage], [fact("outage", "meta", objects=["meta"])]) == WRONG


def test_entities_without_a_key_agree_by_any_of_their_surfaces(tmp_path: Path) -> None:
    entity = {"kb": None, "name": "ليلى السالم", "type": "person", "surfaces": ["ليلى السالم", "ليلى"]}
    gold = gold_of(tmp_path, facts=[{"type": "role", "subject": "ليلى السالم"}], entities=[entity])
    for name in ("ليلى السالم", "ليلي السالم", "ليلى"):
        assert tally(score([gold], [record_of(facts=[fact("role", name)])], resamples=0), "facts") == RIGHT
    assert tally(score([gold], [record_of(facts=[fact("role", "سلمى")])], resamples=0), "facts")[0] == 0


def test_what_gold_accepts_for_a_figure_holds_in_the_fact_too(tmp_path: Path) -> None:
    loss = {**LOSS, "quantity": {**DOLLARS, "value": -40000000}}
    text = [{"text": "40 مليون دولار", "kind": "money", "value": 40000000, "unit": "USD", "unit_alt": ["dollar"]}]
    gold = gold_of(tmp_path, facts=[loss], quantities=text)
    found = fact("impact", "horizon", category="financial_loss", quantity=amount(-40000000, "dollar"))
    assert tally(score([gold], [record_of(facts=[found])], resamples=0), "facts") == RIGHT


def test_types_are_never_mixed(tmp_path: Path) -> None:
    assert judge(tmp_path, [{"type": "gain", "subject": "x"}], [fact("metric", "x")]) == (0, 1, 1)


def test_optional_facts_are_neither_demanded_nor_punished(tmp_path: Path) -> None:
    optional = {**LOSS, "quantity": DOLLARS, "must": False, "content": "كلام"}
    assert judge(tmp_path, [optional], []) == (0, 0, 0)
    close = fact("impact", "horizon", category="financial_loss", quantity=amount(40000000, "USD"))
    assert judge(tmp_path, [optional], [close]) == (0, 0, 0)
    other = fact("impact", "horizon", category="reports", quantity=amount(7, "report"))
    assert judge(tmp_path, [optional], [other]) == (0, 1, 0)
    assert judge(tmp_path, [optional], [close, close]) == (0, 1, 0)


def test_a_demanded_fact_goes_before_an_optional_one(tmp_path: Path) -> None:
    found = fact("impact", "horizon", category="financial_loss")
    assert judge(tmp_path, [{**LOSS, "must": False}, LOSS], [found]) == RIGHT
    assert judge(tmp_path, [LOSS, {**LOSS, "must": False}], [found, found]) == RIGHT


def test_alignment_maximises_agreeing_slots(tmp_path: Path) -> None:
    first = {**LOSS, "quantity": {**DOLLARS, "value": 1}}
    second = {**LOSS, "quantity": {**DOLLARS, "value": 2}, "time": "2023-05-08"}
    found = [
        fact("impact", "horizon", category="financial_loss", quantity=amount(2, "USD"), time="2023-05-08"),
        fact("impact", "horizon", category="financial_loss", quantity=amount(1, "USD")),
    ]
    assert judge(tmp_path, [first, second], found) == (2, 0, 0)


def test_slots_beside_do_not_draw_a_fact_away_from_its_place(tmp_path: Path) -> None:
    first = {"type": "cause", "subject": "h", "category": "power", "source": "s", "certainty": "reported"}
    second = {"type": "cause", "subject": "h", "category": "fire", "certainty": "asserted"}
    found = [
        fact("cause", "h", category="fire", source="s", certainty="reported"),
        fact("cause", "h", category="power"),
    ]
    assert judge(tmp_path, [first, second], found) == (2, 0, 0)


def test_core_needs_only_who_what_and_how_much(tmp_path: Path) -> None:
    gold = {**LOSS, "quantity": DOLLARS, "time": "2023-05-08", "content": "كلام طويل"}
    found = fact("impact", "horizon", category="financial_loss", quantity=amount(40000000, "USD"))
    assert judge(tmp_path, [gold], [found]) == WRONG
    assert judge(tmp_path, [gold], [found], "core") == RIGHT


def test_slots_are_counted_over_aligned_pairs_where_gold_has_them(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        facts=[{**LOSS, "quantity": {**DOLLARS, "per": "hour"}, "time": "2023", "source": "marsad", "places": ["x"]}],
    )
    found = fact("impact", "horizon", category="financial_loss", quantity=amount(40000000, "USD"), source="marsad")
    scores = score([gold], [record_of(facts=[found])], resamples=0)
    assert scores.slots["source"] == (1, 1)
    assert scores.slots["time"] == (0, 1)
    assert scores.slots["per"] == (0, 1)
    assert scores.slots["modifier"] == (1, 1)
    assert scores.slots["places"] == (0, 1)
    assert "duration" not in scores.slots


def test_facts_with_nothing_in_common_are_missing_and_spurious(tmp_path: Path) -> None:
    gold = gold_of(tmp_path, facts=[LOSS])
    scores = score([gold], [record_of(facts=[fact("impact", "nasma", category="reports")])], resamples=0)
    assert [m.kind for m in scores.misses] == ["missing", "spurious"]
    assert not scores.slots


def test_a_wrong_fact_is_not_paired_with_one_about_something_else(tmp_path: Path) -> None:
    joke = {"type": "statement", "subject": "nasma", "category": "banter", "content": "كم الثمن"}
    gold = gold_of(tmp_path, facts=[joke])

    def kinds(**found: Any) -> list[str]:
        subject = found.pop("subject", "nasma")
        record = record_of(facts=[fact("statement", subject, **found)])
        return [m.kind for m in score([gold], [record], resamples=0).misses]

    assert kinds(category="banter", content="رقم لم نبلغه") == ["wrong"]
    assert kinds(category="advice", content="كم الثمن") == ["wrong"]
    assert kinds(subject="waraqa", category="banter", content="كم الثمن") == ["wrong"]
    assert kinds(subject="waraqa", category="banter", content="رقم لم نبلغه") == ["missing", "spurious"]
    assert kinds(category="advice", content="رقم لم نبلغه") == ["missing", "spurious"]


def test_a_miss_says_what_differs_and_where(tmp_path: Path) -> None:
    gold = gold_of(tmp_path, facts=[{**LOSS, "quantity": DOLLARS}], quantities=GOLD["quantities"])
    found = fact("impact", "horizon", category="financial_loss", quantity=amount(5, "USD"))
    (miss,) = [m for m in score([gold], [record_of(facts=[found])], resamples=0).misses if m.part == "facts"]
    assert miss.kind == "wrong"
    assert [(d.slot, d.wanted, d.found) for d in miss.differences] == [("quantity", "40000000 USD", "5 USD")]
    assert miss.sentence == "توقفت خدمات شركة الأفق وتطبيق نسمة مساء الاثنين نحو ست ساعات."
    (missing,) = [m for m in score([gold], [record_of()], resamples=0).misses if m.part == "facts"]
    assert missing.kind == "missing"
    assert "40 مليون دولار" in missing.sentence  # found by its figure


def test_token_f1_counts_folded_words() -> None:
    assert token_f1("إعتذار رسميّ", "اعتذار رسمي!") == 1
    assert token_f1("أ ب", "ب ج") == 0.5
    assert token_f1(None, "أ") == 0
    assert token_f1("", None) == 1


# ------------------------------------------------------------------------------- entities, linking, figures, times


def entities(tmp_path: Path, gold: list[dict[str, Any]], found: list[dict[str, Any]], measure: str) -> Any:
    return tally(score([gold_of(tmp_path, entities=gold)], [record_of(entities=found)], resamples=0), measure)


COMPANY = {"kb": "horizon", "type": "company", "surfaces": ["نسمة"]}


@pytest.mark.parametrize(
    ("found", "mention", "link"),
    [
        ({"text": "نسمة", "kb": "horizon", "type": "company"}, RIGHT, RIGHT),
        ({"text": "نسمة", "kb": "horizon", "type": "service"}, WRONG, RIGHT),
        ({"text": "نسمة", "kb": "nasma", "type": "company"}, RIGHT, WRONG),
        ({"text": "نسمة", "kb": None, "type": "company"}, RIGHT, (0, 0, 1)),
        ({"text": "وتطبيق نسمة", "kb": "horizon", "type": "company"}, WRONG, RIGHT),
        ({"text": "ورقة", "kb": "waraqa", "type": "service"}, WRONG, (0, 0, 1)),
    ],
)
def test_mentions_and_links(tmp_path: Path, found: dict[str, Any], mention: object, link: object) -> None:
    assert entities(tmp_path, [COMPANY], [found], "entities") == mention
    assert entities(tmp_path, [COMPANY], [found], "linking") == link


def test_a_type_alternative_and_a_shared_surface_are_right(tmp_path: Path) -> None:
    either = [COMPANY, {"kb": "nasma", "type": "service", "type_alt": ["organization"], "surfaces": ["نسمة"]}]
    for kb, kind in (("horizon", "company"), ("nasma", "service"), ("nasma", "organization")):
        found = [{"text": "نسمة", "kb": kb, "type": kind}]
        assert entities(tmp_path, either, found, "entities") == RIGHT
        assert entities(tmp_path, either, found, "linking") == RIGHT


def test_optional_entities_are_neither_demanded_nor_punished(tmp_path: Path) -> None:
    optional = [{**COMPANY, "must": False}]
    assert entities(tmp_path, optional, [], "entities") == (0, 0, 0)
    for kind in ("company", "person"):
        assert entities(tmp_path, optional, [{"text": "نسمة", "kb": None, "type": kind}], "entities") == (0, 0, 0)


def test_a_link_where_gold_has_none_is_wrong(tmp_path: Path) -> None:
    nobody = [{"kb": None, "name": "نسمة", "type": "person", "surfaces": ["نسمة"]}]
    assert entities(tmp_path, nobody, [{"text": "نسمة", "kb": None, "type": "person"}], "linking") == (0, 0, 0)
    assert entities(tmp_path, nobody, [{"text": "نسمة", "kb": "nasma", "type": "person"}], "linking") == (0, 1, 0)


def values(tmp_path: Path, part: str, gold: dict[str, Any], *found: dict[str, Any]) -> Any:
    return tally(score([gold_of(tmp_path, **{part: [gold]})], [record_of(**{part: list(found)})], resamples=0), part)


def test_quantities_need_overlap_value_and_unit(tmp_path: Path) -> None:
    gold = {"text": "40 مليون دولار", "kind": "money", "value": 40000000, "unit": "USD", "unit_alt": [None]}
    right = {"text": "40 مليون", "value": 40000000, "unit": "USD", "modifier": "about"}
    assert values(tmp_path, "quantities", gold, right) == RIGHT
    assert values(tmp_path, "quantities", gold, {**right, "unit": None}) == RIGHT
    assert values(tmp_path, "quantities", gold, {**right, "unit": "EGP"}) == WRONG
    assert values(tmp_path, "quantities", gold, {**right, "value": 40}) == WRONG
    assert values(tmp_path, "quantities", gold, {**right, "text": "3 ملايين"}) == WRONG
    assert values(tmp_path, "quantities", gold, right, {**right, "text": "دولار", "value": 1}) == (1, 1, 0)
    assert values(tmp_path, "quantities", {**gold, "must": False}, {**right, "value": 1}) == (0, 0, 0)


def test_vague_plurals_count_only_where_gold_has_annotated_them(tmp_path: Path) -> None:
    figure = {"text": "40 مليون دولار", "kind": "money", "value": 40000000, "unit": "USD"}
    vague = {"text": "ملايين", "value": None, "unit": "report", "modifier": "vague", "magnitude": 1000000}
    assert values(tmp_path, "quantities", figure, figure, vague) == RIGHT
    annotated = {**vague, "kind": "count"}
    assert values(tmp_path, "quantities", annotated, vague, {**vague, "text": "ست"}) == (1, 1, 0)


def test_times_need_overlap_and_value(tmp_path: Path) -> None:
    gold = {"text": "مساء الاثنين", "kind": "date", "value": "2023-05-08TEV", "value_alt": ["2023-05-08"]}
    assert values(tmp_path, "times", gold, {"text": "مساء الاثنين", "value": "2023-05-08TEV"}) == RIGHT
    assert values(tmp_path, "times", gold, {"text": "الاثنين", "value": "2023-05-08"}) == RIGHT
    assert values(tmp_path, "times", gold, {"text": "الاثنين", "value": "XXXX-WXX-1"}) == WRONG
    assert values(tmp_path, "times", gold, {"text": "يوم واحد", "value": "2023-05-08"}) == WRONG


def test_modifier_and_per_stand_beside(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        quantities=[
            {"text": "3 ملايين بلاغ", "kind": "count", "value": 3e6, "unit": "report", "per": None},
            {"text": "40 مليون دولار", "kind": "money", "value": 4e7, "unit": "USD", "modifier": "exact"},
        ],
        times=[{"text": "ست ساعات", "kind": "duration", "value": "PT6H", "modifier": "about"}],
    )
    found = record_of(
        quantities=[
            {"text": "3 ملايين بلاغ", "value": 3000000, "unit": "report", "per": "hour"},
            {"text": "40 مليون دولار", "value": 40000000, "unit": "USD"},
        ],
        times=[{"text": "ست ساعات", "value": "PT6H"}],
    )
    scores = score([gold], [found], resamples=0)
    assert scores.slots["quantities.per"] == (0, 1)
    assert scores.slots["quantities.modifier"] == (1, 1)
    assert scores.slots["times.modifier"] == (0, 1)
    assert tally(scores, "quantities") == (2, 0, 0)


# --------------------------------------------------------------------------------------------- over all articles


def test_an_article_without_a_record_is_all_missing(tmp_path: Path) -> None:
    scores = score([gold_of(tmp_path, **GOLD)], [], resamples=0)
    assert scores.missing == ("horizon.txt",)
    assert tally(scores, "facts") == (0, 0, 5)
    assert scores["facts"].micro.f1 == 0


def test_records_of_other_articles_are_passed_over(tmp_path: Path) -> None:
    scores = score([gold_of(tmp_path, facts=[LOSS])], [record_of("نص آخر\n")], resamples=0)
    assert tally(scores, "facts") == (0, 0, 1)


def test_nothing_wanted_and_nothing_found_is_perfect(tmp_path: Path) -> None:
    scores = score([gold_of(tmp_path)], [record_of()], resamples=10)
    assert scores["facts"].micro.f1 == 1
    assert scores["facts"].micro.f1_ci == (1, 1)


def test_by_type_adds_up_to_micro(tmp_path: Path) -> None:
    found = record_of(facts=[fact("role", "x"), fact("gain", "waraqa"), fact("impact", "horizon", category="reports")])
    measure = score([gold_of(tmp_path, **GOLD)], [found], resamples=0)["facts"]
    for name in ("tp", "fp", "fn"):
        assert sum(getattr(s, name) for s in measure.by_type.values()) == getattr(measure.micro, name)


def test_intervals_hold_the_score_and_are_the_same_again(tmp_path: Path) -> None:
    gold = [gold_of(tmp_path / str(n), f"{TEXT}{n}", facts=[LOSS, {"type": "role", "subject": "x"}]) for n in range(8)]
    found = [
        record_of(f"{TEXT}{n}", facts=[fact("impact", "horizon", category="financial_loss")] if n % 3 else [])
        for n in range(8)
    ]
    one, two = score(gold, found, seed=7), score(gold, found, seed=7)
    assert one["facts"] == two["facts"]
    micro = one["facts"].micro
    assert micro.f1_ci is not None
    assert micro.f1_ci[0] < micro.f1 < micro.f1_ci[1]
    assert score(gold, found, seed=8)["facts"].micro.f1 == micro.f1


# ------------------------------------------------------------------------------------------------------- confidence


def test_confidence_is_compared_with_what_came_true(tmp_path: Path) -> None:
    gold = gold_of(tmp_path, facts=[LOSS, {**LOSS, "category": "users_lost"}])
    found = [
        fact("impact", "horizon", category="financial_loss", confidence=0.83),
        fact("impact", "horizon", category="reports", confidence=0.88),
        fact("metric", "horizon", category="users", confidence=1.0),
    ]
    scores = score([gold], [record_of(facts=found)], resamples=0)
    low, high = scores.reliability
    assert (low.low, low.high, low.facts, low.confidence, low.right) == (0.8, 0.9, 2, pytest.approx(0.855), 0.5)
    assert (high.low, high.facts, high.right) == (0.9, 1, 0.0)
