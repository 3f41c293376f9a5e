"""The Makefile: what it lists, what it would do, and that the extraction of the README works with its environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from naba_command import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)


def test_help_lists_every_target_and_is_the_default() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    listed = re.findall(r"^  make ([a-z]+) +\S", make("help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())
    assert make().stdout == make("help").stdout


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A checkout where nothing was made yet."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_extract_installs_the_light_core_alone(fresh: Path) -> None:
    plan = make("-n", "extract", cwd=fresh).stdout
    assert "--constraint constraints.txt --editable ." in plan
    assert "torch" not in plan
    assert ".venv/bin/naba extract corpora/samples -o 'out'" in plan


def test_test_installs_torch_by_its_pin_before_the_extras(fresh: Path) -> None:
    plan = make("-n", "test", cwd=fresh).stdout
    assert plan.index("constraints.txt torch==2.13.0") < plan.index("'.[dev,camel,stanza,train]'")
    assert "-m pytest" in plan.splitlines()[-1]


def test_variables_reach_the_command(fresh: Path) -> None:
    given = ("IN=a.txt b.txt", "OUT=facts", "PUBLISHED=2021-10-05", "ARGS=--explain")
    plan = make("-n", "extract", *given, cwd=fresh).stdout
    assert "naba extract a.txt b.txt -o 'facts' --published '2021-10-05' --explain" in plan


def test_a_path_with_spaces_is_one_path(fresh: Path) -> None:
    (fresh / "my news").mkdir()
    plan = make("-n", "extract", "IN=my news", "OUT=it's here", cwd=fresh).stdout
    assert r"naba extract 'my news' -o 'it'\''s here'" in plan


def test_clean_removes_a_run_and_nothing_else(fresh: Path) -> None:
    out, other = fresh / "my out", fresh / "other"
    for folder in (out, other, fresh / "mixed"):
        folder.mkdir()
        (folder / "facts.jsonl").touch()
    for folder in (out, fresh / "mixed"):
        (folder / "run.json").touch()
    (fresh / "mixed" / "notes.txt").touch()
    for name in ("tests", "pipeline", "benchmarks"):
        (fresh / name).mkdir()
    for name in ("my out", "other", "mixed"):
        assert make("clean", f"OUT={name}", cwd=fresh).returncode == 0
    assert not out.exists()
    assert (other / "facts.jsonl").exists()
    assert [path.name for path in (fresh / "mixed").iterdir()] == ["notes.txt"]


def test_only_a_change_of_the_dependencies_installs_again(fresh: Path) -> None:
    (fresh / ".venv" / "bin").mkdir(parents=True)
    for name in ("bin/python", "core.stamp"):
        (fresh / ".venv" / name).touch()
    assert "pip" not in make("-n", "extract", cwd=fresh).stdout
    later = (fresh / ".venv" / "core.stamp").stat().st_mtime + 10
    os.utime(fresh / "constraints.txt", (later, later))
    assert "pip" in make("-n", "extract", cwd=fresh).stdout


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv" / "core.stamp").exists(), reason="make has not made this environment")
def test_make_extract_extracts(tmp_path: Path) -> None:
    done = make("extract", f"OUT={tmp_path / 'out'}")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "facts.jsonl").stat().st_size > 0


def test_continuous_integration_runs_the_test_command_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines[-1] == "exec make test"
    assert [line for line in lines if "make" in line or "pip" in line] == ["exec make test"]
