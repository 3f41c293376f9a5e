"""What is made of the tagger's readings, here with readings written by hand: additions, doubts, the provider."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from pipeline.document import Article, Document, Fact, Ref
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.facts.analysis import Analysis
from pipeline.facts.draft import Draft
from pipeline.facts.figures import figure_facts
from pipeline.facts.learned import doubted, learned_facts, learned_outages, limits, redated_stop
from pipeline.facts.participants import Participants
from pipeline.facts.provider import find_participants
from pipeline.facts.readings import NOTHING, Class, NameRead, Readings, Words
from pipeline.facts.weighing import candidates, weights
from pipeline.pipeline import TextStage
from pipeline.values import QuantityStage, TimeStage

TEXT = "نامت خوادم تويتر يوم 3 مايو 2023 لأن أحدهم سحب القابس الخطأ. وسجل المرصد 12 ألف بلاغ عن تويتر."


@cache
def kb() -> KnowledgeBase:
    return KnowledgeBase.load()


def document(text: str) -> Document:
    doc = Document(Article(text, "test", published="2023-05-04"))
    for stage in (TextStage(), QuantityStage(), TimeStage(), EntityStage(kb())):
        stage(doc)
    return doc


def analysis(text: str, readings: Readings) -> Analysis:
    return Analysis(document(text), kb(), readings)


def token(doc: Document, word: str) -> int:
    return next(index for index, token in enumerate(doc.tokens) if token.text == word)


def cause(doc: Document, score: float) -> Readings:
    """`سحب القابس الخطأ`, read as human error."""
    first, last = token(doc, "سحب"), token(doc, "الخطا") + 1
    return Readings(words=(Words(first, last, Class("cause.human_error", score)),))


TWITTER = Ref("twitter", "Twitter", "تويتر", "service")


def provided(given: Analysis) -> Participants:
    return Participants(given, given.kb.ref("twitter"))


def test_whoever_measures_a_slow_network_is_not_slow() -> None:
    text = "تعطل تويتر يوم 3 مايو 2023. وسجلت نت بلوكس تراجعا في سرعة الإنترنت، وتأخر سناب شات كثيرا."
    for name, told in (("نت بلوكس", 0), ("سناب شات", 1)):
        doc = document(text)
        owner = next(mention.ref for mention in doc.mentions if mention.span.cut(text) == name)
        first = token(doc, "تراجعا")
        read = Class("degradation", 0.95, owner, 0.95)
        given = analysis(text, Readings(words=(Words(first, first + 2, read),)))
        assert len(list(learned_facts(given, provided(given), []))) == told


def test_a_cause_that_no_rule_knows_is_told() -> None:
    given = analysis(TEXT, cause(document(TEXT), 0.9))
    (draft,) = learned_facts(given, provided(given), [])
    fact = draft.fact
    assert (fact.type, fact.category, fact.subject and fact.subject.key) == ("cause", "human_error", "twitter")
    assert fact.content is not None
    assert fact.content.cut(TEXT) == "سحب القابس الخطأ"
    assert fact.rule == "cause:learned"


def test_what_the_tagger_is_not_sure_of_is_not_told() -> None:
    given = analysis(TEXT, cause(document(TEXT), limits()["words"]["cause"] - 0.01))
    assert list(learned_facts(given, provided(given), [])) == []


def test_what_users_took_for_the_cause_is_none() -> None:
    text = "تعطل تويتر أمس. وأعاد كثيرون تشغيل أجهزتهم ظنا منهم أن أحدهم سحب القابس الخطأ."
    given = analysis(text, cause(document(text), 0.9))
    assert list(learned_facts(given, provided(given), [])) == []


def test_without_an_outage_nothing_has_a_cause() -> None:
    given = analysis(TEXT, cause(document(TEXT), 0.9))
    assert list(learned_facts(given, Participants(given, None), [])) == []


def test_what_a_rule_told_is_not_told_again() -> None:
    given = analysis(TEXT, cause(document(TEXT), 0.9))
    (draft,) = learned_facts(given, provided(given), [])
    ruled = draft._replace(fact=replace(draft.fact, rule="cause:link"))
    assert list(learned_facts(given, provided(given), [ruled])) == []


@pytest.mark.parametrize(("score", "kept"), [(0.999, 0), (0.6, 1)])
def test_a_figure_that_is_surely_nothing_is_no_fact(score: float, kept: int) -> None:
    first = document(TEXT).token_range(document(TEXT).quantities[0].span)[0]
    given = analysis(TEXT, Readings(figures={first: Class(NOTHING, score)}))
    told = list(figure_facts(given, provided(given), {}))
    assert [draft.fact.category for draft in told] == ["reports"]
    assert len(list(doubted(given, provided(given), told))) == kept


@pytest.mark.parametrize(("verb", "kept"), [("وانتقد", 1), ("ووبخ", 1), ("وطالب", 0)])
def test_blame_that_the_verb_tells_needs_no_second_reader(verb: str, kept: int) -> None:
    text = f"تعطل تويتر أمس. {verb} النائب سامر الحلبي تويتر بسبب الصمت."
    given = analysis(text, Readings(names=(NameRead(1, TWITTER, {}),)))
    at = 4  # behind the sentence of the stop
    cue = given.span(at, at + 1)
    fact = Fact("statement", TWITTER, (cue,), "statement:reported", category="criticism", cues=(cue,))
    assert len(list(doubted(given, provided(given), [Draft(fact, at + 2, at + 5)]))) == kept


def test_a_time_makes_an_outage_where_no_word_for_a_stop_is_known() -> None:
    doc = document(TEXT)
    first = doc.token_range(doc.times[0].span)[0]
    given = analysis(TEXT, Readings(times={first: Class("outage.time", 0.97, TWITTER, 0.9)}))
    (draft,) = learned_outages(given, provided(given), [])
    assert (draft.fact.type, draft.fact.time and draft.fact.time.value) == ("outage", "2023-05-03")
    assert not draft.fact.background


def test_an_outage_that_has_its_time_gets_no_other() -> None:
    doc = document(TEXT)
    first = doc.token_range(doc.times[0].span)[0]
    given = analysis(TEXT, Readings(times={first: Class("outage.time", 0.97, TWITTER, 0.9)}))
    (draft,) = learned_outages(given, provided(given), [])
    assert list(learned_outages(given, provided(given), [Draft(draft.fact, 0, 1)])) == []


@pytest.mark.parametrize(("read", "kept"), [("none", False), ("restoration.time", False), ("outage.time", True)])
def test_a_stop_has_the_time_that_is_read_as_one(read: str, kept: bool) -> None:
    text = "أفادت تويتر الخميس 4 مايو 2023 بأن العطل الذي أصابها فجر 3 مايو 2023 انتهى."
    told, own = document(text).times
    doc = document(text)
    times = {
        doc.token_at(told.span.start): Class(read, 0.9),
        doc.token_at(own.span.start): Class("outage.time", 0.95, TWITTER, 0.9),
    }
    given = analysis(text, Readings(times=times))
    stop = Fact("outage", TWITTER, (told.span,), "outage:stop", time=told)
    (found,) = redated_stop(given, provided(given), [stop])
    assert found.time == (told if kept else own)


def named(given: Analysis, likely: dict[str, float]) -> Readings:
    """Readings of the names: how likely each entity is who went down."""
    roles = {"outage.subject": 0.0, "outage.objects": 0.0, "restoration.objects": 0.0, "degradation.subject": 0.0}
    return Readings(
        names=tuple(
            NameRead(m.first, m.it.ref, roles | {"outage.subject": likely.get(m.it.ref.key, 0.01)})
            for m in given.mentions
        )
    )


def test_the_provider_is_whom_rules_and_tagger_together_choose() -> None:
    text = "تعطل تويتر، وتراجعت سرعة تلغرام."
    sure = {"telegram": 0.001, "twitter": 0.99}
    given = analysis(text, named(analysis(text, Readings()), sure))
    assert find_participants(given).provider_key == "twitter"


def test_every_feature_has_a_weight() -> None:
    given = analysis(TEXT, named(analysis(TEXT, Readings()), {"twitter": 0.9}))
    table = candidates(given, {TWITTER: 1.0}, TWITTER, 1)
    assert None in table
    assert {name for features in table.values() for name in features} == set(weights())


def test_who_is_joined_to_the_one_in_trouble_shares_it() -> None:
    text = "تعطل تويتر يوم 3 مايو 2023. وبردت خدمات «تلغرام» و«سناب شات» طوال الليل."
    doc = document(text)
    first, last = token(doc, "وبردت"), token(doc, "طوال")
    telegram = Ref("telegram", "Telegram", "تلغرام", "service")
    read = Words(first, last, Class("degradation", 0.95, telegram, 0.95))
    given = analysis(text, Readings(words=(read,)))
    found = [draft.fact for draft in learned_facts(given, provided(given), [])]
    assert [fact.subject and fact.subject.key for fact in found] == ["telegram", "snapchat"]
