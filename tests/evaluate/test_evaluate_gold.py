from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from evaluate_make import GOLD, TEXT, gold_of, write_gold

from pipeline.evaluate import GoldArticle, GoldError, as_record, read_gold, score
from pipeline.evaluate.mentions import Named, expand

SETS = {
    "dev": Path("corpora/gold/dev"),
    "test": Path("corpora/gold/test"),
    "seeds": Path("../shared/gold"),
    "shared dev": Path("../shared/dev/gold"),
}


def surfaces(text: str, *entities: Named) -> list[tuple[str, bool]]:
    return [(m.span.cut(text), m.must) for m in expand(entities, text)]


def test_compact_gold_is_read(tmp_path: Path) -> None:
    (article,) = read_gold(write_gold(tmp_path, GOLD))
    assert article.text == TEXT
    assert article.published == "2023-05-09"
    assert article.article().published_from == "given"
    assert article.id == hashlib.sha256(TEXT.encode()).hexdigest()[:16]
    outage = article.facts[0]
    assert outage.accepts["time"] == ("2023-05-08TEV", "2023-05-08")
    assert "category" not in outage.accepts  # null: gold does not have it
    assert outage.accepts["objects"] == (frozenset({"nasma"}),)
    assert "objects" not in article.facts[1].accepts
    assert not article.facts[5].must
    assert [m.span.cut(TEXT) for m in article.mentions].count("الأفق") == 2


def test_without_a_date_the_article_has_none(tmp_path: Path) -> None:
    article = gold_of(tmp_path, published=None).article()
    assert article.published is None
    assert article.published_from is None


def test_full_record_is_read_back(tmp_path: Path) -> None:
    (compact,) = read_gold(write_gold(tmp_path / "a", GOLD))
    record = as_record(compact)
    lines = tmp_path / "b" / "gold.jsonl"
    lines.parent.mkdir()
    lines.write_text(record.model_dump_json(by_alias=True) + "\n", encoding="utf-8")
    (full,) = read_gold(lines.parent)
    assert full.text == TEXT
    assert len(full.facts) == 5
    assert full.facts[0].evidence
    scores = score([full], [record], resamples=0)
    assert all(measure.micro.f1 == 1 for measure in scores.measures.values())


@pytest.mark.parametrize("place", [".", "../texts", "../seeds", "../samples", "../../samples", "../../../samples"])
def test_the_text_is_found_by_convention(tmp_path: Path, place: str) -> None:
    folder = tmp_path / "corpus" / "gold" / "dev"
    file = write_gold(folder, GOLD)
    target = (folder / place).resolve()
    target.mkdir(parents=True, exist_ok=True)
    (folder / "horizon.txt").rename(target / "horizon.txt")
    assert read_gold(file)[0].text == TEXT


def test_the_folder_of_texts_may_be_given(tmp_path: Path) -> None:
    file = write_gold(tmp_path / "gold", GOLD)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "gold" / "horizon.txt").rename(tmp_path / "elsewhere" / "horizon.txt")
    with pytest.raises(GoldError, match=r"no file 'horizon\.txt'.*--texts"):
        read_gold(file)
    assert read_gold(file, tmp_path / "elsewhere")[0].text == TEXT


def test_line_ends_are_kept(tmp_path: Path) -> None:
    assert gold_of(tmp_path, "خبر\r\nثان\n").text == "خبر\r\nثان\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sha256_16": "0" * 16}, "sha256_16.*Give back the text"),
        ({"facts": [{"type": "rumour"}]}, r"facts\[0\]\.type: 'rumour' is no type"),
        ({"facts": [{"type": "gain", "category": "apology"}]}, r"facts\[0\]\.category: 'apology' is not a category of"),
        ({"facts": [{"type": "gain", "subject_alts": ["x"]}]}, r"facts\[0\]\.subject_alts.*mean 'subject'"),
        ({"facts": [{"type": "gain", "category": "rank", "category_alt": "traffic"}]}, "category_alt: not a list"),
        ({"facts": [{"type": "outage", "objects": ["a"], "objects_alt": ["b"]}]}, "lists of lists"),
        ({"facts": {}}, "facts: not a list"),
        ({"quantities": [{"kind": "count", "value": 1}]}, r"quantities\[0\]\.text: is missing"),
        ({"quantities": [{"text": "مليون تمرة", "kind": "count"}]}, "occurs 0 times"),
        ({"times": [{"text": "ست", "start": 0, "end": 2, "kind": "date", "value": "x"}]}, r"text\[0:2\] is 'تو'"),
        ({"entities": [{"kb": "x", "type": "company", "surfaces": ["غيمة"]}]}, "'غيمة' does not occur"),
    ],
)
def test_errors_name_file_field_and_what_to_do(tmp_path: Path, change: dict[str, object], message: str) -> None:
    file = write_gold(tmp_path, change)
    with pytest.raises(GoldError, match=message) as caught:
        read_gold(file)
    assert "horizon.json" in str(caught.value)


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no gold here"):
        read_gold(tmp_path)
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(GoldError, match="not JSON"):
        read_gold(tmp_path)
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    with pytest.raises(GoldError, match='no "article"'):
        read_gold(tmp_path)


def test_the_same_text_twice_is_an_error(tmp_path: Path) -> None:
    write_gold(tmp_path, GOLD)
    (tmp_path / "twin.json").write_text(json.dumps({"article": "horizon.txt"}), encoding="utf-8")
    with pytest.raises(GoldError, match="the same text"):
        read_gold(tmp_path)


def test_the_nth_record_is_the_nth_occurrence(tmp_path: Path) -> None:
    text = "عطل دام 15 ساعة ثم 5 ساعات، وبعدها 5 ساعات أخرى."
    article = gold_of(
        tmp_path,
        text,
        times=[{"text": "5 ساعات", "kind": "duration", "value": "PT5H"} for _ in range(2)],
        quantities=[
            {"text": "5", "kind": "count", "value": 5, "unit": None},
        ],
    )
    starts = [t.spans[0].start for t in article.times]
    assert starts == [text.index(" 5 ساعات") + 1, text.rindex("5 ساعات")]
    assert article.quantities[0].spans[0].start == starts[0]  # not the 5 of 15


def test_a_short_text_is_not_taken_out_of_a_longer_marked_one(tmp_path: Path) -> None:
    text = "خسرت سبعة مليار دولار ثم مليار دولار."
    article = gold_of(
        tmp_path,
        text,
        quantities=[
            {"text": "سبعة مليار دولار", "kind": "money", "value": 7e9, "unit": "USD"},
            {"text": "مليار دولار", "kind": "money", "value": 1e9, "unit": "USD"},
        ],
    )
    assert article.quantities[1].spans[0].start == text.rindex("مليار")


# -------------------------------------------------------------------------------------- from surfaces to mentions


def test_proclitics_stay_outside_a_mention() -> None:
    text = "ورقة وورقة وبورقة لورقة فورقة كورقة أورقة ورقتان"
    found = expand([Named("waraqa", ("service",), ("ورقة",))], text)
    assert [m.span.cut(text) for m in found] == ["ورقة"] * 6
    assert [m.span.start for m in found] == [0, 6, 13, 19, 25, 31]


def test_the_article_belongs_to_the_name_when_the_surface_has_it() -> None:
    text = "قال المرصد والمرصد وبالمرصد"
    found = expand([Named("m", ("service",), ("المرصد",))], text)
    assert [m.span.cut(text) for m in found] == ["المرصد"] * 3
    assert all(len(m.readings) == 1 for m in found)


def test_an_article_that_the_surface_lacks_may_be_in_or_out() -> None:
    (found,) = expand([Named("f", ("service",), ("فيس بوك",))], "على الفيس بوك")
    assert [r.span.cut("على الفيس بوك") for r in found.readings] == ["فيس بوك", "الفيس بوك"]


def test_an_article_swallowed_by_li_may_be_in_or_out() -> None:
    text = "قالت للجريدة"
    (found,) = expand([Named("j", ("media",), ("الجريدة",))], text)
    assert [r.span.cut(text) for r in found.readings] == ["جريدة", "لجريدة"]


def test_the_longest_surface_wins_and_nothing_overlaps() -> None:
    text = "جامعة النيل في وادي النيل"
    university = Named("nile-university", ("organization",), ("جامعة النيل",))
    river = Named("nile", ("place",), ("النيل",))
    assert surfaces(text, river, university) == [("جامعة النيل", True), ("النيل", True)]


def test_a_shared_surface_accepts_either_entity() -> None:
    company = Named("meta", ("company",), ("فيسبوك",))
    service = Named("facebook", ("service",), ("فيسبوك",))
    (found,) = expand([company, service], "توقف فيسبوك")
    assert {(r.kb, r.types) for r in found.readings} == {("meta", ("company",)), ("facebook", ("service",))}


def test_optional_surfaces_are_not_demanded() -> None:
    text = "قالت وكالة المدار، ثم مارك رافع، ثم مارك"
    agency = Named("madar", ("media",), ("المدار",), ("وكالة المدار",))
    person = Named("rafi", ("person",), ("مارك رافع",), ("مارك",))
    found = expand([agency, person], text)
    assert [(m.span.cut(text), m.must) for m in found] == [("المدار", True), ("مارك رافع", True), ("مارك", False)]
    # With its head noun the name is right too; a piece of a name is not.
    assert [r.span.cut(text) for r in found[0].readings] == ["المدار", "وكالة المدار"]
    assert len(found[1].readings) == 1


def test_addresses_and_handles_are_not_demanded() -> None:
    text = "Nasma على https://nasma.example/Nasma و@Nasma"
    assert surfaces(text, Named("nasma", ("service",), ("Nasma",))) == [
        ("Nasma", True),
        ("Nasma", False),
        ("Nasma", False),
    ]
    assert surfaces("موقع Nasma.org", Named("n", ("service",), ("Nasma.org",))) == [("Nasma.org", True)]


# ------------------------------------------------------------------------------------------- gold against itself


@pytest.mark.parametrize("name", SETS)
def test_gold_against_itself_is_perfect(name: str) -> None:
    folder = Path(__file__).parents[2] / SETS[name]
    if not folder.is_dir() or not any(folder.glob("*.json*")):
        pytest.skip(f"{SETS[name]} is not here")
    gold: list[GoldArticle] = read_gold(folder)
    scores = score(gold, map(as_record, gold), resamples=0)
    assert not scores.misses
    assert {measure: m.micro.f1 for measure, m in scores.measures.items()} == dict.fromkeys(scores.measures, 1.0)
    assert all(right == total for right, total in scores.slots.values())
