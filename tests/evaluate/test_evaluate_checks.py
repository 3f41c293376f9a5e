from __future__ import annotations

from pathlib import Path

import pytest
from evaluate_make import GOLD, write_gold
from evaluate_make import TEXT as TEXT_OF_GOLD

from pipeline.evaluate.checks import Known, check_file

KNOWN = {
    "facebook": Known("service", ("فيسبوك", "فايسبوك", "Facebook")),
    "twitter": Known("service", ("تويتر", "إكس"), frozenset({"إكس"})),
    "wadi": Known("company", ("وادي النيل",)),
}


def problems(folder: Path, text: str, facts: str = "", known: dict[str, Known] | None = None) -> list[str]:
    file = folder / "night.gold"
    file.write_text(f"=== text\n{text}\n\n=== facts\n{facts}", encoding="utf-8")
    found, articles = check_file(file, KNOWN if known is None else known)
    assert articles == 1
    return [str(problem).removeprefix(f"{file}, ") for problem in found.sorted()]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ثم {وفيسبوك|@facebook service}", "line 2: 'وفيسبوك' begins with an attached و. Mark 'فيسبوك' alone."),
        ("ثم {وبفيسبوك|@facebook service}", "line 2: 'وبفيسبوك' begins with an attached وب."),
        ("{زادباي|@~زادباي company} \nو{لزادباي|@~زادباي}", "line 3: 'لزادباي' begins with an attached ل."),
        ("{شركة فيسبوك|@facebook service}", "line 2: warning: 'شركة فيسبوك' begins with شركة."),
        ("«{فيسبوك»|@facebook service}", "line 2: 'فيسبوك»' begins or ends with a quotation mark"),
        ('{"فيسبوك"|@facebook service}', "line 2: '\"فيسبوك\"' begins or ends with a quotation mark"),
        ("{ أمس|!2021-10-04}", "line 2: ' أمس' begins or ends with a quotation mark or a blank"),
        ("{فيسبوك|@facebook service}\nفيسبوك", "line 3: warning: 'فيسبوك' is not marked here."),
        ("{فيسبوك|@facebook service} وبفايسبوك", "line 2: warning: 'فايسبوك' is not marked here."),
        ("كلام\nبلغ 160 مليونا", "line 3: warning: the number 160 is in no mark."),
        ("بلغ ٣٫٥ في المئة", "line 2: warning: the number ٣٫٥ is in no mark."),
        (
            "{ميتا|@meta company}",
            "line 2: warning: the knowledge base has no 'meta'. Write a name",
        ),
        ("{تويتر|@twitter company}", "line 2: warning: twitter is company here, in the knowledge base service."),
    ],
)
def test_spans_and_what_is_left_out(tmp_path: Path, text: str, told: str) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(told)
    assert ("warning" in told) == ("warning" in found)


@pytest.mark.parametrize(
    "text",
    [
        "{وادي النيل|@wadi company}",
        'بنك {مؤسسة "رؤية"|@~مؤسسة رؤية company}',
        "{فيسبوك|@facebook service} على https://فيسبوك.com/2021 و@user5 وB52",
        "{تويتر|@twitter service} إكس",
        "{تويتر|?@twitter service} تويتر",
        "{2021|!2021} و{٥ أيام|!P5D}",
    ],
)
def test_what_is_right_is_not_told(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("outage nobody", "line 5: warning: outage: subject 'nobody' is neither in the text nor in the knowledge base"),
        ("outage world\n    objects: x, facebook", "line 6: warning: outage: objects 'x' is neither"),
        ("role ~فلان", "line 5: warning: role: subject 'فلان' is neither"),
        ("cause world\n    content: ليس هنا", "line 6: cause: the content 'ليس هنا' does not stand in the text."),
        ("cause world\n    content: بلغ | ليس هنا", "line 6: cause: the content 'ليس هنا' does not"),
        ("impact world\n    quantity: 6 user", "line 6: warning: impact: no quantity of the text is 6 user."),
        ("impact world\n    quantity: 5 USD", "line 6: warning: impact: no quantity of the text is 5 USD."),
        ("impact world\n    quantity: ~1000 user", "line 6: warning: impact: no quantity of the text is ~1000 user."),
        ("impact world\n    quantity: 1..4 %", "line 6: warning: impact: no quantity of the text is 1..4 %."),
    ],
)
def test_facts(tmp_path: Path, facts: str, told: str) -> None:
    (found,) = problems(tmp_path, TEXT, facts)
    assert found.startswith(told)


TEXT = "بلغ {5|#5 user} و{6|#-1..-3 %} و{آلاف|#~1000 report} في الليل"


@pytest.mark.parametrize(
    "facts",
    [
        "outage users\n    objects: facebook\n    source: ~الليل\n    time: 2021-10-04",
        "cause world\n    content: بلغ  5 و6",
        "impact world\n    quantity: -5 user",
        "impact world\n    quantity: 1..3 %",
        "impact world\n    quantity: ~1000 report",
        "impact world\n    quantity: ~ report",
    ],
)
def test_facts_that_are_right(tmp_path: Path, facts: str) -> None:
    assert problems(tmp_path, TEXT, facts) == []


def test_errors_of_the_form_come_first(tmp_path: Path) -> None:
    file = tmp_path / "night.gold"
    file.write_text("=== text\nبلغ 5 {x|y}\n\n=== facts\nnone\n", encoding="utf-8")
    found, articles = check_file(file, KNOWN)
    assert articles == 0
    assert [problem.line for problem in found.errors] == [2, 5]
    assert len(found.found) == 2


def test_json_gold_is_checked_without_lines(tmp_path: Path) -> None:
    file = write_gold(tmp_path, {**GOLD, "quantities": []})
    found, articles = check_file(file, {})
    assert articles == 1
    told = [str(problem) for problem in found.sorted()]
    assert f"{file}: warning: the number 3 is in no mark (character {TEXT_OF_GOLD.index('3')})." in " ".join(told)
    assert any("no quantity of the text is 3000000 report" in line for line in told)


def test_json_gold_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    file = write_gold(tmp_path, {**GOLD, "times": [{"text": "غدا", "kind": "date", "value": "2021"}]})
    found, articles = check_file(file, {})
    assert articles == 0
    (error,) = found.errors
    assert str(error).startswith(f"{file}: times[0].text: 'غدا' occurs 0 times")
    assert str(error).endswith("as they stand.")
