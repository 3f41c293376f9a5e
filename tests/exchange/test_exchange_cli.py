"""`naba gold import` and `naba gold export`, as a user runs them, and where gold is put."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exchange_make import RECORD, TEXT, seen, source_of
from naba_command import Naba

from pipeline.evaluate import as_record, read_gold
from pipeline.exchange.incoming import read_all
from pipeline.exchange.shelf import place

GOLD = "corpora/gold/dev/agency-brief.json"


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A record of the contract, as a person has saved it."""
    file = tmp_path / "corrected.jsonl"
    file.write_text(as_record(source_of(RECORD).article).model_dump_json(by_alias=True) + "\n", encoding="utf-8")
    return file


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


@pytest.mark.parametrize("command", ["import", "export"])
def test_help_has_examples(naba: Naba, command: str) -> None:
    done = naba("gold", command, "--help")
    assert done.returncode == 0
    assert f"naba gold {command} " in done.stdout


@pytest.mark.parametrize(("form", "out"), [("labelstudio", "t.json"), ("brat", "brat")])
def test_out_and_in_again(naba: Naba, form: str, out: str, tmp_path: Path) -> None:
    done = naba("gold", "export", GOLD, "-o", tmp_path / out, "--to", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"1 article written to {tmp_path}/{out}\nthe labels are described in ")
    done = naba("gold", "import", tmp_path / out, "-o", tmp_path / "gold", "--form", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"1 article: 1 new, 0 changed, 0 the same; {tmp_path}/gold\n"
    assert [seen(article) for article in read_gold(tmp_path / "gold")] == [seen(article) for article in read_gold(GOLD)]
    again = naba("gold", "import", tmp_path / out, "-o", tmp_path / "gold")
    assert "0 new, 0 changed, 1 the same" in again.stdout


def test_a_run_becomes_predictions(naba: Naba, sample_run: Path, tmp_path: Path) -> None:
    done = naba("gold", "export", sample_run, "-o", tmp_path / "t.json", "--to", "labelstudio")
    assert done.returncode == 0, done.stderr
    tasks = json.loads((tmp_path / "t.json").read_bytes())
    assert len(tasks) == 13
    assert all("annotations" not in task and task["predictions"][0]["result"] for task in tasks)
    done = naba("gold", "import", tmp_path / "t.json", "-o", tmp_path / "gold")
    assert done.returncode == 1
    assert "task 13: no annotation that was submitted" in done.stderr
    done = naba("gold", "export", sample_run, "-o", tmp_path / "r.jsonl", "--to", "contract")
    assert (tmp_path / "r.jsonl").read_bytes() == (sample_run / "articles.jsonl").read_bytes()


def test_what_a_format_cannot_hold_is_said(naba: Naba, tmp_path: Path) -> None:
    done = naba("gold", "export", GOLD, "-o", tmp_path / "a.conll", "--to", "conll")
    assert done.returncode == 0
    assert done.stderr.startswith("naba: conll does not keep: ")
    assert "1 exact texts and heads (a folder as OUT has them beside); " in done.stderr
    done = naba("gold", "export", GOLD, "-o", tmp_path / "a.jsonl", "--to", "contract")
    assert "naba: contract does not keep: " in done.stderr


def test_an_export_overwrites_nothing_unasked(naba: Naba, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text("mine", encoding="utf-8")
    done = naba("gold", "export", GOLD, "-o", tmp_path / "t.json", "--to", "labelstudio")
    assert done.returncode == 1
    assert "1 file with other content would be overwritten" in done.stderr
    assert not (tmp_path / "t.xml").exists()
    assert naba("gold", "export", GOLD, "-o", tmp_path / "t.json", "--to", "labelstudio", "--force").returncode == 0
    assert naba("gold", "export", GOLD, "-o", tmp_path / "t.json", "--to", "labelstudio").returncode == 0


def test_gold_that_differs_is_told_and_kept(naba: Naba, corrected: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    assert naba("gold", "import", corrected, "-o", gold, "--form", "json").returncode == 0
    file = only_file(gold)
    assert file.name == f"{source_of(RECORD).article.id}.json"
    before = file.read_bytes()
    corrected.write_text(corrected.read_text(encoding="utf-8").replace('"service"', '"company"'), encoding="utf-8")
    done = naba("gold", "import", corrected, "-o", gold)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{file} differs:",
        "  - 7-13 'فيسبوك': @facebook (service)",
        "  + 7-13 'فيسبوك': @facebook (company)",
    ]
    assert "1 article of gold would change. Nothing was written; --force overwrites." in done.stderr
    assert file.read_bytes() == before
    assert "1 changed" in naba("gold", "import", corrected, "-o", gold, "--force").stdout
    assert only_file(gold).read_bytes() != before


def test_gold_keeps_the_name_and_form_that_a_person_gave_it(naba: Naba, corrected: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    done = naba("gold", "import", corrected, "-o", gold / "night.gold")
    assert "naba: the form .gold does not keep: 1 facts with evidence. --form json does." in done.stderr
    corrected.write_text(corrected.read_text(encoding="utf-8").replace('"service"', '"company"'), encoding="utf-8")
    assert naba("gold", "import", corrected, "-o", gold, "--force").returncode == 0
    assert only_file(gold).name == "night.gold"
    done = naba("gold", "import", corrected, "-o", gold, "--form", "json")
    assert "this gold is gold, not json" in done.stderr


def test_an_import_with_an_error_writes_nothing(naba: Naba, corrected: Path, tmp_path: Path) -> None:
    (tmp_path / "b.conll").write_text("أ\n", encoding="utf-8")
    done = naba("gold", "import", corrected, tmp_path / "b.conll", "-o", tmp_path / "gold")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "naba: nothing was written:"
    assert "b.conll, line 1: 1 columns" in done.stderr
    assert not (tmp_path / "gold").exists()


def test_names_in_a_record_are_never_paths(corrected: Path, tmp_path: Path) -> None:
    record = json.loads(corrected.read_bytes())
    record["article"]["source"] = "../../../etc/passwd"
    corrected.write_text(json.dumps(record), encoding="utf-8")
    read = read_all([corrected])
    (placed,) = place(read.articles, tmp_path / "gold", "gold")
    assert placed.path == tmp_path / "gold" / f"{source_of(RECORD).article.id}.gold"


def test_types_of_other_corpora_are_named(naba: Naba, tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("عاد O\nميتا B-FIRM\n", encoding="utf-8")
    done = naba("gold", "import", tmp_path / "a.conll", "-o", tmp_path / "gold", "--type", "FIRM=company")
    assert done.returncode == 0, done.stderr
    (article,) = read_gold(tmp_path / "gold")
    assert (article.text, article.mentions[0].type) == ("عاد ميتا\n", "company")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", GOLD, "-o", "x", "--from", "xml"], "--from xml: there is no such thing"),
        (["import", GOLD, "-o", "x", "--form", "xml"], "--form xml: there is no such thing"),
        (["import", GOLD, "-o", "x", "--type", "A=b"], "--type A=b: write NAME=TYPE"),
        (["import", "none.json", "-o", "x"], "none.json: no such file"),
        (["import", "docs", "-o", "x"], "docs: nothing to import here"),
        (["export", GOLD, "-o", "x.txt", "--to", "brat"], "for brat, OUT is a folder"),
        (["export", GOLD, "-o", "x", "--to", "labelstudio"], "OUT is a file that ends in .json"),
        (["export", "none", "-o", "x", "--to", "brat"], "none: no gold here"),
    ],
)
def test_what_is_not_understood(naba: Naba, arguments: list[str], told: str) -> None:
    done = naba("gold", *arguments)
    assert done.returncode == 2
    assert told in done.stderr


def test_the_text_is_the_one_that_was_annotated(corrected: Path) -> None:
    (incoming,) = read_all([corrected]).articles
    assert incoming.record["article"]["text"] == TEXT
