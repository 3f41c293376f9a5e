"""The knowledge base: what it refuses, what it gives."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.document import Ref
from pipeline.entities import KnowledgeBase, heads
from pipeline.resources import DataFileError

HEADER = "key\ttype\tname\tname_ar\tsector\toperator\tcountry\twikidata\taliases\tlatin\n"


def write(folder: Path, *rows: str, name: str = "a.tsv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text(header + "".join(row.replace("|", "\t").replace("/", "|") + "\n" for row in rows), encoding="utf-8")
    return path


GOOD = "facebook|service|Facebook|فيسبوك|social|||Q355|فيسبوك / ?فيس|Facebook"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Face Book|service|F||||||ف ب|F", "is not a key"),
        ("facebook|app|F||||||فيسبوك|F", "is not a type"),
        ("facebook|service|||||||فيسبوك|F", "has no name"),
        ("facebook|service|F|||||355|فيسبوك|F", "is not a Wikidata id"),
        ("facebook|service|F||||||?|", "has no alias"),
        ("facebook|service|F", "3 cells"),
    ],
)
def test_bad_row_names_file_and_line(row: str, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("facebook", "other"), row)
    with pytest.raises(DataFileError) as caught:
        KnowledgeBase.load(tmp_path)
    assert f"{path}, line 3" in str(caught.value)
    assert message in str(caught.value)


def test_missing_column(tmp_path: Path) -> None:
    write(tmp_path, "facebook|service", header="key\ttype\n")
    with pytest.raises(DataFileError, match=r"line 2: no column name"):
        KnowledgeBase.load(tmp_path)


def test_key_taken(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, name="b.tsv")
    with pytest.raises(DataFileError, match=r"b\.tsv, line 2: the key facebook is taken by .*a\.tsv, line 2"):
        KnowledgeBase.load(tmp_path)


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"no \.tsv file"):
        KnowledgeBase.load(tmp_path)


def test_extra_file_takes_the_place(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    own = tmp_path / "own"
    own.mkdir()
    path = write(own, GOOD.replace("Facebook|فيسبوك|social", "My Book|كتابي|press"), "acme|company|Acme||||||أكمي|Acme")
    base = KnowledgeBase.load(tmp_path, extra=[path])
    assert base["facebook"].name == "My Book"
    assert "acme" in base
    assert base.checksum != KnowledgeBase.load(tmp_path).checksum


def test_entry_and_ref(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    base = KnowledgeBase.load(tmp_path)
    entry = base["facebook"]
    assert (entry.aliases, entry.latin, entry.ambiguous) == (("فيسبوك", "فيس"), ("Facebook",), frozenset({"فيس"}))
    assert base.ref("facebook") == Ref("facebook", "Facebook", "فيسبوك", "service")
    assert base.get("nobody") is None
    assert base.get(None) is None
    assert [entry.key for entry in base] == ["facebook"]
    assert len(base) == 1
    assert base.phrases[("فيسبوك",)][0].ambiguous is False
    assert base.phrases[("فيس",)][0].ambiguous is True


def test_lint(tmp_path: Path) -> None:
    write(
        tmp_path,
        "meta|company|Meta|||||Q380|فيسبوك|Meta",
        "facebook|service|Facebook|||meta|||فيسبوك / فيسبوك|Facebook",
        "orphan|service|Orphan|||nobody|||يتيم|Orphan",
        "twin|service|Twin||||||يتيم|Twin",
        "shown|service|Shown||||||\ufef3\ufe98\ufef4\ufee2|Shown",
        "maybe|service|Maybe||||||?يتيم|Maybe",
    )
    problems = KnowledgeBase.load(tmp_path).lint()
    text = "\n".join(problems)
    assert "the operator nobody of orphan is not in the base" in text
    assert "facebook gives 'فيسبوك' twice" in text
    assert "of twin is a name of orphan too" in text
    assert "shown has Arabic presentation forms" in text
    assert "maybe" not in text
    assert "of facebook is a name of meta" not in text


def test_operated_by(kb: KnowledgeBase) -> None:
    assert kb.operated_by("meta") == ("facebook", "instagram", "whatsapp", "messenger")
    assert kb.operated_by("telegram") == ()


def test_shipped_base_loads_quickly() -> None:
    KnowledgeBase.load()
    best = min(_seconds() for _ in range(3))
    assert best < 0.5


def _seconds() -> float:
    start = time.perf_counter()
    KnowledgeBase.load()
    return time.perf_counter() - start


def test_heads() -> None:
    table = heads()
    assert table["شركه"] == table["الشركه"] == "company"
    assert table["تطبيقات"] == "service"
    assert table["صحيفه"] == "media"
    assert set(table.values()) <= {"company", "service", "media", "organization", "person", "place", "other"}
