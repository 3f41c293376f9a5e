"""Folders of any size: in the order of names as far as that goes, and never listed whole."""

from __future__ import annotations

import os
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest

from pipeline.ingest import walk as walking
from pipeline.ingest.files import Found, expand
from pipeline.ingest.walk import walk


def test_a_large_folder_gives_all_its_files_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "SORTED", 5)
    for folder in ("", "b/", "a/"):
        for number in range(7 if folder != "a/" else 3):
            path = tmp_path / f"{folder}{number}.txt"
            path.parent.mkdir(exist_ok=True)
            path.touch()
    (tmp_path / "link").symlink_to(tmp_path / "a", target_is_directory=True)
    met = [str(path.relative_to(tmp_path)) for path in walk(tmp_path, set()) if isinstance(path, Path)]
    assert sorted(met) == sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.txt") if "link" not in p.parts)
    small = [name for name in met if name.startswith("a/")]
    assert small == ["a/0.txt", "a/1.txt", "a/2.txt"], "a small folder is in order"
    assert met == [str(path.relative_to(tmp_path)) for path in walk(tmp_path, set()) if isinstance(path, Path)]


def test_a_walk_begins_at_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a.txt").touch()
    first = list(islice(walk(tmp_path, set()), 1))
    (tmp_path / "a" / "late.txt").touch()
    assert first == [tmp_path / "a.txt"]


@pytest.mark.slow
def test_200_000_files_in_bounded_memory(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        for number in range(200_000):
            os.close(os.open(f"{number:06}.txt", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor))
    finally:
        os.close(descriptor)
    tracemalloc.start()
    try:
        count = sum(isinstance(item, Found) for item in expand([str(folder)]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 200_000
    # What is held are the 10,000 entries that are looked at before the walk gives up to sort them.
    assert peak < 25_000_000
