"""The small models of `models/peers`, sentences that they were not trained on, and a machine without network."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

PEERS = Path(__file__).parents[3] / "models" / "peers"


@pytest.fixture(scope="session")
def peers() -> Path:
    return PEERS


@pytest.fixture(scope="session")
def held_out() -> list[str]:
    """A sentence of everyday names in words of its own: none of `corpora/ner`."""
    sentence = "وصل أحمد حسن إلى القاهرة أمس قادماً من بيروت لبحث تعطل فيسبوك وواتساب ."
    return sentence.split()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("something spoke to the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def bare_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home without models, on the way to which no folder can be made."""
    file = tmp_path / "file"
    file.touch()
    home = file / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("CAMELTOOLS_DATA", raising=False)
    return home


@pytest.fixture(scope="session")
def imported_with() -> Callable[[str], set[str]]:
    """Give the modules that a process has after some code."""

    def run(code: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
            capture_output=True,
            text=True,
            check=True,
        )
        return set(done.stdout.split())

    return run
