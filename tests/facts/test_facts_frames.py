"""The frames of figures: errors of the data file are found when it is read, and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.facts import frames as room
from pipeline.facts.frames import Frame, frames
from pipeline.resources import DataFileError

GOOD = 'name = "users"\ntype = "metric"\ncategory = "users"\nkinds = ["count"]\nsubject = ["agent:service"]\n'


def _read(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Frame, ...]:
    path = folder / "figures.toml"
    path.write_text("[[figure]]\n" + text, encoding="utf-8")
    monkeypatch.setattr(room, "_PATH", path)
    return frames.__wrapped__()


def test_a_frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (frame,) = _read(GOOD + 'units = ["user", "user"]\nmin = 5\n', tmp_path, monkeypatch)
    assert (frame.name, frame.kinds, frame.units) == ("users", {"count"}, {"user"})
    assert (frame.subject, frame.topic, frame.min, frame.max) == (("agent:service",), frozenset(), 5, None)


def test_an_unknown_field_is_an_error_that_names_field_and_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DataFileError, match=r"figures\.toml, figure 'users': no such field: predicat"):
        _read(GOOD + 'predicat = ["rise"]\n', tmp_path, monkeypatch)


@pytest.mark.parametrize("field", ["name", "type", "category", "kinds", "subject"])
def test_a_missing_field_is_an_error_that_names_it(field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = "".join(line + "\n" for line in GOOD.splitlines() if not line.startswith(field))
    with pytest.raises(DataFileError, match=f"it lacks {field}"):
        _read(rest, tmp_path, monkeypatch)


def test_all_errors_of_a_frame_are_told_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataFileError, match="no such field: a; no such field: b; it lacks type"):
        _read('name = "x"\ncategory = "users"\nkinds = []\nsubject = []\nb = 1\na = 1\n', tmp_path, monkeypatch)


def test_broken_toml_is_an_error_that_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataFileError, match=r"figures\.toml.*line"):
        _read("name = \n", tmp_path, monkeypatch)
