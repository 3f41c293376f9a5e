"""A brand and the country behind it are one name: the national unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.document import Article, Document
from pipeline.entities import EntityStage, KnowledgeBase
from pipeline.pipeline import TextStage

HEADER = "key\ttype\tname\tname_ar\tsector\toperator\tcountry\taliases\tlatin\n"
ROWS = """sahm\tcompany\tSahm\tسهمكو\tcarrier\t\tKW\tسهمكو\tSahmco
sahm-kw\tcompany\tSahm Kuwait\tسهمكو الكويتية\tcarrier\tsahm\tKW\tسهمكو الكويتية\t
sahm-sd\tcompany\tSahm Sudan\tسهمكو السودانية\tcarrier\tsahm\tSD\tسهمكو السودانية\t
sudan-x\tplace\tSudan\tالسودان\tplace-country\t\tSD\tالسودان\t
khartoum-x\tplace\tKhartoum\tالخرطوم\tplace-city\tsudan-x\tSD\tالخرطوم\t
souq-dar\tcompany\tSouq Dar\tسوق الديرة\tretail\t\tAE\tسوق الديرة\t
hikaya\tservice\tHikaya\tحكايتي\tsocial\t\t\tحكايتي\t
kuwait-x\tplace\tKuwait\tالكويت\tplace-country\t\tKW\tالكويت\t
egypt-x\tplace\tEgypt\tمصر\tplace-country\t\tEG\tمصر\t
cairo-x\tplace\tCairo\tالقاهرة\tplace-city\tegypt-x\tEG\tالقاهرة\t
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> EntityStage:
    folder: Path = tmp_path_factory.mktemp("kb")
    (folder / "names.tsv").write_text(HEADER + ROWS, encoding="utf-8")
    return EntityStage(KnowledgeBase.load(folder))


def keys(stage: EntityStage, text: str) -> list[tuple[str, str | None]]:
    doc = Document(Article(text, "test"))
    TextStage()(doc)
    stage(doc)
    return [(mention.span.cut(doc.text), mention.ref.kb) for mention in doc.mentions if mention.form == "name"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("قالت سهمكو الكويت ذلك.", [("سهمكو الكويت", "sahm-kw")]),
        ("كتبت Sahmco الكويت ذلك.", [("Sahmco الكويت", "sahm-kw")]),
        ("وسهمكو الكويت صامتة.", [("سهمكو الكويت", "sahm-kw")]),
        ("قالت سهمكو مصر ذلك.", [("سهمكو مصر", "sahm")]),
        ("اعتذرت سوق الديرة مصر.", [("سوق الديرة مصر", "souq-dar")]),
    ],
)
def test_a_brand_and_a_country_are_one_name(stage: EntityStage, text: str, found: list[tuple[str, str]]) -> None:
    assert keys(stage, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("غادرت سهمكو القاهرة.", [("سهمكو", "sahm"), ("القاهرة", "cairo-x")]),
        ("سهمكو في مصر.", [("سهمكو", "sahm"), ("مصر", "egypt-x")]),
        ("سهمكو ومصر.", [("سهمكو", "sahm"), ("مصر", "egypt-x")]),
        ("عاد حكايتي مصر.", [("حكايتي", "hikaya"), ("مصر", "egypt-x")]),
        ("سهمكو\nمصر تعود.", [("سهمكو", "sahm"), ("مصر", "egypt-x")]),
    ],
)
def test_they_are_two_where_something_tells_them_apart(
    stage: EntityStage, text: str, found: list[tuple[str, str]]
) -> None:
    assert keys(stage, text) == found


@pytest.mark.parametrize(
    ("text", "key"),
    [
        # Two names of one country, and none of another: the group's bare name is its unit there.
        ("الخرطوم - عادت سهمكو إلى السودان بعد أسبوع.", "sahm-sd"),
        ("في القاهرة وسائر مصر توقفت سهمكو.", "sahm"),
        ("في الخرطوم والسودان كما في القاهرة ومصر توقفت سهمكو.", "sahm"),
        ("الخرطوم - قالت مجموعة «سهمكو» عن السودان كلاما.", "sahm"),
        ("عادت سهمكو إلى السودان.", "sahm"),
    ],
)
def test_a_group_is_its_unit_in_the_one_country_that_is_told_of(stage: EntityStage, text: str, key: str) -> None:
    assert ("سهمكو", key) in keys(stage, text)
