from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluate_make import GOLD, fact, record_of, write_gold
from naba_command import Naba
from rich.console import Console

from pipeline.evaluate import (
    GateError,
    GoldError,
    Scores,
    as_json,
    as_record,
    check,
    extract_all,
    print_scores,
    raise_floors,
    read_gold,
    read_run,
    score,
)
from pipeline.evaluate.gate import read_floors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gold set of one article, corpora/gold/dev."""
    write_gold(tmp_path / "gold" / "dev", GOLD)
    return tmp_path / "gold" / "dev"


def perfect(folder: Path) -> Scores:
    gold = read_gold(folder)
    return score(gold, map(as_record, gold), resamples=0)


def poor(folder: Path) -> Scores:
    loss = fact("impact", "horizon", category="financial_loss", quantity={"kind": "money", "value": 40000000,
                "unit": "USD", "modifier": "exact", "per": None})  # fmt: skip
    return score(read_gold(folder), [record_of(facts=[loss])], resamples=0)


def test_without_floors_the_gate_does_not_hold(folder: Path) -> None:
    (failure,) = check(perfect(folder), folder)
    assert "no floors for the set 'dev'" in failure


def test_a_score_holds_its_own_floor(folder: Path) -> None:
    raise_floors(poor(folder), folder, types=True)
    assert check(poor(folder), folder) == []
    assert check(perfect(folder), folder) == []


def test_a_score_below_its_floor_fails(folder: Path) -> None:
    raise_floors(perfect(folder), folder)
    failures = check(poor(folder), folder)
    assert any(line.startswith("facts: F1 0.3333 is below its floor 1.0000") for line in failures)


def test_floors_are_only_raised(folder: Path) -> None:
    raise_floors(poor(folder), folder)
    raise_floors(perfect(folder), folder)
    lines = raise_floors(poor(folder), folder)
    assert "facts: 1.0000 -> 1.0000 (kept, the score is lower)" in lines
    assert check(poor(folder), folder)


def test_lowering_takes_a_flag(folder: Path) -> None:
    raise_floors(perfect(folder), folder)
    assert "facts: 1.0000 -> 0.3333" in raise_floors(poor(folder), folder, lower=True)
    assert check(poor(folder), folder) == []


def test_types_that_are_pinned_stay_pinned(folder: Path) -> None:
    raise_floors(perfect(folder), folder, types=True)
    raise_floors(perfect(folder), folder)
    assert any(line.startswith("facts.role") for line in check(poor(folder), folder))


def test_a_changed_corpus_is_noticed(folder: Path) -> None:
    raise_floors(perfect(folder), folder)
    file = folder / "horizon.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    record["facts"].pop()
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    (failure,) = check(perfect(folder), folder)
    assert "is not the one that the floors were reached on" in failure
    raise_floors(perfect(folder), folder)
    assert check(perfect(folder), folder) == []


def test_other_sets_keep_their_floors(folder: Path) -> None:
    raise_floors(perfect(folder), folder)
    other = folder.parent / "test"
    write_gold(other, {"published": None}, "نص قصير.\n", "short")
    raise_floors(perfect(other), other)
    assert set(read_floors(folder.parent / "floors.toml")) == {"dev", "test"}
    assert check(perfect(folder), folder) == []


@pytest.mark.parametrize("line", ["[sets", "[sets.dev.floors]\nbeauty = 0.5\n", "[sets.dev.floors]\nfacts = 12\n"])
def test_broken_floors_are_a_clear_error(folder: Path, line: str) -> None:
    (folder.parent / "floors.toml").write_text(line, encoding="utf-8")
    with pytest.raises(GateError, match=r"floors\.toml"):
        check(perfect(folder), folder)


def test_the_shipped_file_of_floors_can_be_read() -> None:
    file = Path(__file__).parents[2] / "corpora" / "gold" / "floors.toml"
    read_floors(file)


# ---------------------------------------------------------------------------------------- reports, runs, the command


def test_scores_as_json_are_plain_data(folder: Path) -> None:
    data = json.loads(json.dumps(as_json(poor(folder), misses=True)))
    assert data["articles"] == 1
    assert data["measures"]["facts"]["micro"]["tp"] == 1
    assert data["measures"]["facts"]["by_type"]["impact"]["fn"] == 1
    assert data["slots"]["subject"] == {"right": 1, "of": 1}
    assert {miss["kind"] for miss in data["misses"]} == {"missing"}


def test_the_report_can_be_read(folder: Path) -> None:
    console = Console(record=True, width=120)
    print_scores(poor(folder), console, misses=True)
    text = console.export_text()
    assert "missing  facts: statement" in text
    assert "entities" in text


def test_a_run_is_read_and_scored(folder: Path, tmp_path: Path) -> None:
    gold = read_gold(folder)
    lines = [as_record(article).model_dump_json(by_alias=True) for article in gold]
    run = tmp_path / "run"
    run.mkdir()
    (run / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert score(gold, read_run(run), resamples=0)["facts"].micro.f1 == 1


def test_the_command_scores_a_run_and_holds_its_floors(naba: Naba, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(
        "".join(as_record(article).model_dump_json(by_alias=True) + "\n" for article in read_gold(folder)),
        encoding="utf-8",
    )
    of_the_run = ("evaluate", folder, "--run", tmp_path)
    assert naba(*of_the_run, "--gate").returncode == 1
    assert naba(*of_the_run, "--raise-floors").returncode == 0
    assert naba(*of_the_run, "--gate", "--misses", "--json", tmp_path / "scores.json").returncode == 0
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert scores["measures"]["facts"]["micro"]["f1"] == 1


def test_gold_that_is_not_there_is_a_usage_error(naba: Naba, tmp_path: Path) -> None:
    done = naba("evaluate", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "no gold here" in done.stderr


def test_a_broken_run_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no such file"):
        list(read_run(tmp_path))
    (tmp_path / "articles.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(GoldError, match="line 1"):
        list(read_run(tmp_path))


def test_extraction_is_passed_in(folder: Path) -> None:
    gold = read_gold(folder)
    seen = []

    def extract(article: object) -> object:
        seen.append(article)
        return record_of()

    assert extract_all(gold, extract) == [record_of()]  # type: ignore[arg-type]
    assert seen == [gold[0].article()]


def test_marked_up_gold_cannot_change_unnoticed(tmp_path: Path) -> None:
    folder = tmp_path / "gold" / "dev"
    folder.mkdir(parents=True)
    file = folder / "night.gold"
    text = "=== text\nتوقف {فيسبوك|@facebook service}.\n=== facts\noutage meta\n"
    file.write_text(text, encoding="utf-8")
    raise_floors(perfect(folder), folder)
    assert check(perfect(folder), folder) == []
    file.write_text(text + "? outage facebook\n", encoding="utf-8")
    assert any("is not the one that the floors were reached on" in line for line in check(perfect(folder), folder))
