"""Bodies that an article names without their country, and initialisms spelt by their letters: the shipped base."""

from __future__ import annotations

import pytest

from pipeline.document import Article, Document
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.entities.engines import load
from pipeline.text import split_sentences, tokenize


@pytest.fixture(scope="module")
def stage() -> EntityStage:
    return EntityStage(KnowledgeBase.load(), load("embedded"))


def links(stage: EntityStage, text: str, site: str | None = None) -> dict[str, str | None]:
    doc = Document(Article(text, "test", site=site))
    doc.tokens = tokenize(doc.view)
    doc.sentences = split_sentences(doc.view, doc.tokens)
    stage(doc)
    return {mention.span.cut(text): mention.ref.kb for mention in doc.mentions if mention.form == "name"}


@pytest.mark.parametrize(
    ("text", "surface", "key"),
    [
        ("عاد الإنترنت في بغداد. ونفت وزارة الاتصالات ذلك.", "وزارة الاتصالات", "iraq-ministry-of-communications"),
        ("توقف التطبيق في القاهرة. وأكد البنك المركزي أن الأموال آمنة.", "البنك المركزي", "central-bank-of-egypt"),
        ("تعطلت الشبكة في الدوحة. وفتحت هيئة تنظيم الاتصالات تحقيقا.", "هيئة تنظيم الاتصالات", "cra-qatar"),
        ("تعطلت الشبكة أمس. ونفت وزارة الاتصالات ذلك.", "وزارة الاتصالات", None),
        ("تعطلت الشبكة في بغداد ودمشق. ونفت وزارة الاتصالات ذلك.", "وزارة الاتصالات", None),
    ],
)
def test_the_country_of_the_article_says_whose_body_it_is(
    stage: EntityStage, text: str, surface: str, key: str | None
) -> None:
    assert links(stage, text)[surface] == key


def test_the_address_of_the_site_says_it_too(stage: EntityStage) -> None:
    found = links(stage, "ونفت وزارة الاتصالات ذلك.", "alsabaah.iq")
    assert found == {"وزارة الاتصالات": "iraq-ministry-of-communications"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("تضرر كابل (إس.إم.دبليو 4) أمس.", {"إس.إم.دبليو 4": "smw4"}),
        ("انقطع كابل (إيه.إيه.إي-1).", {"إيه.إيه.إي-1": "aae-1"}),
        ("اعتذرت شركة (بي.تي.سي.إل) عن العطل.", {"بي.تي.سي.إل": "ptcl"}),
        ("وقالت جي. سي. إكس إنها تنتظر التصاريح.", {"جي. سي. إكس": "gcx"}),
        ("قالت شبكة سي.إن.إن إن العطل انتهى.", {"سي.إن.إن": "cnn"}),
        ("قالت شركات اتصالات وجهات رصد إن انقطاعات لحقت بها.", {}),
    ],
)
def test_letters_written_out(stage: EntityStage, text: str, found: dict[str, str]) -> None:
    assert links(stage, text) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ورأى عمر الفكي، الباحث في الشبكات، أن العطل طال.", "عمر الفكي"),
        ("وفي عنابة، روى سفيان قاسمي، صاحب متجر، ما جرى.", "سفيان قاسمي"),
        ("وقالت روى الحسن إن العطل طال.", "روى الحسن"),
    ],
)
def test_a_verb_that_is_a_name_too(stage: EntityStage, text: str, name: str) -> None:
    assert name in links(stage, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("وصل إلى المغرب أمس.", {"المغرب": "morocco"}),
        ("رجع التيار مع حلول المغرب.", {}),
        ("تأخر الصرف بين المغرب والعشاء.", {}),
        ("عاد قبيل المغرب بقليل.", {}),
    ],
)
def test_the_prayer_at_sunset_is_no_country(stage: EntityStage, text: str, found: dict[str, str]) -> None:
    assert links(stage, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("توقف واتساب. كله بسبب مارك!", {"واتساب": "whatsapp", "مارك": "mark-zuckerberg"}),
        ("تعطل فيسبوك ليلة أمس. قال الناس: شكرا لمارك.", {"فيسبوك": "facebook", "مارك": "mark-zuckerberg"}),
    ],
)
def test_who_is_called_by_the_first_name(stage: EntityStage, text: str, found: dict[str, str]) -> None:
    assert {**links(stage, text), **found} == links(stage, text)


def test_a_first_name_alone_is_nobody_where_the_text_is_not_of_his_firm(stage: EntityStage) -> None:
    assert links(stage, "تعطل تويتر ليلة أمس. قال الناس: شكرا لمارك.").get("مارك") is None


@pytest.mark.parametrize(
    "text", ["عاد النص بلا صور أمس.", "تجاوزت البلاغات 71 ألف في المدينة.", "صار النطاق facebook.com متاحا."]
)
def test_words_that_are_no_names(stage: EntityStage, text: str) -> None:
    assert links(stage, text) == {}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("زادت المكالمات على شبكة أورنج مصر في القاهرة. ويبلغ عدد مشتركي أورنج الملايين.", "orange-egypt"),
        ("نشرت أورنج نتائجها في باريس. وربحت أورنج مصر أكثر.", "orange"),
    ],
)
def test_a_group_is_its_unit_in_the_country_where_that_is_named(stage: EntityStage, text: str, key: str) -> None:
    assert links(stage, text)["أورنج"] == key
