"""Fixtures that several rooms use: the command line, one run over the samples."""

from __future__ import annotations

from pathlib import Path

import pytest
from naba_command import Naba, run_naba


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
