"""README.md and docs/ tell the truth: their commands run, and print what the pages say."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from doc_examples import PAGES, Example, Sandbox, _plain, commands, examples, python_failures
from naba_command import ROOT

from pipeline.cli.schema import schemas

LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    wrong = [
        f"{page.name}, block at line {example.line}: $ {example.command}\n{example.printed}"
        for example in examples(page, Sandbox(tmp_path))
        if not example.holds
    ]
    assert not wrong, "\n\n".join([*wrong, "If this is right: make docs"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_prints_what_the_page_says(page: Path, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    for _ in examples(page, sandbox) if ">>>" in page.read_text(encoding="utf-8") else ():
        pass  # the commands of the page make the files that its Python reads
    assert python_failures(page, sandbox) == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_target_of_the_readme_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"(?:`|^)make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"extract", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target


def test_readme_is_complete() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "TODO" not in text
    assert all(word in text for word in ("GPL-3.0-or-later", "corpora/samples", "docs/"))


def test_scores_are_those_of_today() -> None:
    """The table is what the program reaches on the gold that is here: `make docs` writes it."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import scores
    finally:
        sys.path.pop(0)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "<!-- scores" in readme
    sets = scores.scored()
    assert readme == scores.written(readme, "scores", scores.table(sets)), "If this is right: make docs"
    page = scores.ERRORS.read_text(encoding="utf-8")
    assert "<!-- errors" in page
    assert page == scores.written(page, "errors", scores.errors_of(sets)), "If this is right: make docs"


def test_constraints_pin_everything_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    for requirement in wanted:
        assert ">=" in requirement, "lower bounds in pyproject.toml, exact versions in constraints.txt"
        name = requirement.partition(">=")[0].partition("[")[0]
        assert name.lower().replace("_", "-") in pinned, requirement
    assert "torch==2.13.0" in lines


def test_an_example_is_compared_line_by_line() -> None:
    def example(expected: str, printed: str) -> Example:
        return Example(ROOT, 1, "x", expected, printed, 0)

    assert example("a\n...\nd\n", "a\nb\nc\nd\n").holds
    assert example("1.3 s, done\n", "0.1 s, done\n").holds
    assert not example("a\n", "a\nb\n").holds
    assert not example("a b\n", "a  b\n").holds
    assert list(commands("$ a \\\n  b\nout\n$ c\n")) == [("a \\\n  b", "out\n"), ("c", "")]
    assert _plain("a \n") == "a\n"


def test_every_field_is_described() -> None:
    page = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`\n]+)`", page))))
    for name, schema in schemas().items():
        for part in (schema, *schema["$defs"].values()) if "$defs" in schema else (schema,):
            missing = set(part.get("properties", {})) - named
            assert not missing, f"{name}, {part['title']}: docs/output.md says nothing of {sorted(missing)}"


def test_the_version_is_one() -> None:
    import pipeline

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert pipeline.__version__ == project["version"]
