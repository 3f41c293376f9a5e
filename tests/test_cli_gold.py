from __future__ import annotations

import json
from pathlib import Path

import pytest
from naba_command import Naba

GOOD = """published: 2021-10-05

=== text
توقف {فيسبوك|@facebook service}.

=== facts
outage meta
    objects: facebook
"""
BAD = GOOD.replace("service", "servise").replace("objects", "object")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.gold").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("arguments", [["gold"], ["gold", "check"], ["gold", "convert"]])
def test_help_has_examples(naba: Naba, arguments: list[str]) -> None:
    done = naba(*arguments, "--help")
    assert done.returncode == 0
    assert "naba gold c" in done.stdout


def test_good_gold(naba: Naba, folder: Path) -> None:
    done = naba("gold", "check", folder)
    assert (done.returncode, done.stdout) == (0, "1 file, 1 article read: 0 errors, 0 warnings\n")


def test_bad_gold(naba: Naba, folder: Path) -> None:
    (folder / "bad.gold").write_text(BAD, encoding="utf-8")
    done = naba("gold", "check", folder, folder / "bad.gold")
    assert done.returncode == 1
    first, second, summary = done.stdout.splitlines()
    assert first.startswith(f"{folder}/bad.gold, line 4: the mark of 'فيسبوك': 'servise' is no type.")
    assert second.startswith(f"{folder}/bad.gold, line 8: 'object' is no slot. Do you mean objects?")
    assert summary == "2 files, 1 article read: 2 errors, 0 warnings"


def test_warnings_are_no_errors(naba: Naba, folder: Path) -> None:
    (folder / "good.gold").write_text(GOOD.replace("توقف", "توقف 5 مرات"), encoding="utf-8")
    done = naba("gold", "check", folder)
    assert done.returncode == 0
    assert "warning: the number 5 is in no mark" in done.stdout
    assert naba("gold", "check", folder, "-q").stdout == "1 file, 1 article read: 0 errors, 1 warning\n"


def test_names_of_ones_own(naba: Naba, folder: Path) -> None:
    (folder / "good.gold").write_text(GOOD.replace("@facebook", "@zadpay"), encoding="utf-8")
    names = folder / "names.tsv"
    names.write_text("key\ttype\tname\taliases\nzadpay\tservice\tZadPay\tزادباي\n", encoding="utf-8")
    assert "the knowledge base has no 'zadpay'" in naba("gold", "check", folder).stdout
    assert "0 warnings" in naba("gold", "check", folder, "--kb", names).stdout


def test_nothing_there(naba: Naba, tmp_path: Path) -> None:
    done = naba("gold", "check", tmp_path / "none")
    assert done.returncode == 2
    assert "no gold here" in done.stderr


def test_evaluate_lists_the_errors(naba: Naba, folder: Path) -> None:
    (folder / "good.gold").write_text(BAD, encoding="utf-8")
    done = naba("evaluate", folder)
    assert done.returncode == 2
    told, first, second = done.stderr.splitlines()
    assert told == "naba: the gold has errors:"
    assert "good.gold, line 4: " in first
    assert "good.gold, line 8: " in second


def test_evaluate_reads_gold_by_hand(naba: Naba, folder: Path) -> None:
    done = naba("evaluate", folder)
    assert done.returncode == 0
    assert "1 article" in done.stdout


def test_convert_there_and_back(naba: Naba, folder: Path) -> None:
    for source, target in [("good.gold", "a.json"), ("a.json", "b.gold"), ("b.gold", "c.jsonl"), ("c.jsonl", "d.gold")]:
        done = naba("gold", "convert", folder / source, folder / target)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"1 article written to {folder}/{target}\n"
    assert (folder / "b.gold").read_text(encoding="utf-8") == GOOD
    assert (folder / "d.gold").read_text(encoding="utf-8") == GOOD
    assert json.loads((folder / "a.json").read_bytes())["article"]["text"] == "توقف فيسبوك.\n"
    assert json.loads((folder / "c.jsonl").read_bytes())["schema"] == "article/1"


def test_compact_gold_takes_its_text_along(naba: Naba, tmp_path: Path) -> None:
    done = naba("gold", "convert", "corpora/gold/dev/agency-brief.json", tmp_path / "a.json")
    assert done.returncode == 0, done.stderr
    assert "text" in json.loads((tmp_path / "a.json").read_bytes())["article"]


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("good.gold", "good.txt", "OUT ends in one of .gold, .json, .jsonl"),
        ("good.gold", "good.gold", "is there already"),
        ("none.gold", "a.json", "no gold here"),
        (".", "a.json", "is a folder"),
        ("two.jsonl", "a.gold", "has 2 articles"),
        ("bad.gold", "a.json", "line 4"),
        ("good.gold", "no/a.json", "cannot be read or written"),
        ("over.json", "a.gold", "marks overlap"),
    ],
)
def test_convert_says_what_it_cannot_do(naba: Naba, folder: Path, source: str, target: str, told: str) -> None:
    (folder / "bad.gold").write_text(BAD, encoding="utf-8")
    record = {
        "article": {"text": "ليل القاهرة"},
        "entities": [{"kb": "cairo", "type": "place", "surfaces": ["القاهرة"]}],
        "times": [{"text": "ليل القاهرة", "kind": "date", "value": "2021"}],
    }
    (folder / "over.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / "two.jsonl").write_text(f"{json.dumps(record)}\n" * 2, encoding="utf-8")
    done = naba("gold", "convert", folder / source, folder / target)
    assert done.returncode == 2
    assert told in done.stderr
    assert not (folder / "a.json").exists()


def test_two_readings_agree_as_far_as_the_scorer_says(naba: Naba, folder: Path) -> None:
    (folder / "other.gold").write_text(GOOD.partition("=== facts")[0] + "=== facts\n", encoding="utf-8")
    done = naba("gold", "agree", folder / "good.gold", folder / "good.gold")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].split() == ["mean", "1.000", "1.000"]
    done = naba("gold", "agree", folder / "good.gold", folder / "other.gold")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[2][:3] == ["second", "against", "first"]
    assert float(lines[2][3]) < 1


def test_readings_of_other_texts_cannot_agree(naba: Naba, folder: Path) -> None:
    (folder / "apart.gold").write_text("=== text\nعاد تلغرام.\n=== facts\n", encoding="utf-8")
    done = naba("gold", "agree", folder / "good.gold", folder / "apart.gold")
    assert done.returncode == 2
    assert "has no article of" in done.stderr
    assert naba("gold", "agree", folder / "good.gold", folder / "nowhere.gold").returncode == 2
