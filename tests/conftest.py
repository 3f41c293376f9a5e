"""Fixtures that several rooms use: the command line, one run over the samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from naba_command import Naba, run_naba
from warm_naba import Warm, warm_naba

# Property tests give the same examples on every run, however slow the machine.
settings.register_profile("naba", derandomize=True, deadline=None)
settings.load_profile("naba")


@pytest.fixture(scope="session")
def naba() -> Naba:
    """Run `naba` in a process of its own, as a user does."""
    return run_naba


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one run over the samples, with explanations."""
    out = tmp_path_factory.mktemp("run") / "out"
    done = run_naba("extract", "corpora/samples", "-o", out, "--explain")
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """A process that has naba loaded and forks a child for every command."""
    folder = tmp_path_factory.mktemp("warm")
    with warm_naba(folder / "errors.txt", XDG_CACHE_HOME=str(folder / "cache")) as running:
        yield running


@pytest.fixture
def warm(starter: Warm) -> Iterator[Warm]:
    """The starter, whose children end with the test."""
    yield starter
    starter.reap()
