"""The knowledge base: what it refuses, what it gives."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest

from pipeline.document import Ref
from pipeline.entities import KnowledgeBase, heads
from pipeline.entities.history import NAMES, TITLES, History, history, names_at, title_of
from pipeline.entities.kb import COLUMNS, check_own
from pipeline.entities.kbfile import MAX_BYTES, REQUIRED
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
    with pytest.raises(DataFileError, match=r"a\.tsv: no column name, aliases\. The columns are key, .* are enough"):
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


# A file of the user's own: whatever can be wrong gives one sentence with the file, the line and what to do.

OWN = "key\ttype\tname\taliases\n"
ACME = "acme\tcompany\tAcme\tأكمي\n"
FULL = "acme\tcompany\tAcme\t\tcarrier\tzain\tKW\tQ1\tأكمي\tAcme\n"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A base in place of the shipped one, so that each case loads in no time."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    write(
        folder,
        "zain|company|Zain||carrier||KW||?زين|Zain",
        "kuwait|place|Kuwait||place-country||KW||الكويت|Kuwait",
        "britain|place|Britain||place-country||GB||بريطانيا|Britain",
    )
    return folder


def refusal(shipped: Path, own: Path) -> str:
    with pytest.raises(DataFileError) as caught:
        KnowledgeBase.load(shipped, extra=[own])
    message = str(caught.value)
    assert message.startswith(str(own))
    assert "\n" not in message
    assert message.endswith((".", "?"))
    return message


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "is empty. Its first line must be the columns key, type"),
        ("\n\n# nothing\n", None, "is empty"),
        ("one\ttwo\n", None, "is not a knowledge-base file: its first line must be the columns key, type"),
        ("# Title\n\nsome prose, with commas\n", None, "is not a knowledge-base file"),
        ("key,type,name,aliases\n", 1, "the columns are separated by commas. Separate them by tabs."),
        ("key;type;name;aliases\n", 1, "the columns are separated by semicolons"),
        ("key type name aliases\n", 1, "the columns are separated by spaces. Separate them by tabs."),
        ("key   type   name   aliases\n", 1, "the columns are separated by spaces"),
        ("key | type | name | aliases\n", 1, "the columns are separated by bars"),
        ("key\ttype\tname\n", None, "no column aliases"),
        ("key\ttype\tname\taliases\talias\n", None, "there is no column 'alias'. Did you mean aliases?"),
        ("key\ttype\tname\taliases\tcolour\n", None, "there is no column 'colour'"),
        ("key\ttype\tname\taliases\tname\n", None, "the column name is there twice. Take one out."),
        (OWN + "acme   company   Acme   أكمي\n", 2, "1 cells where the header has 4: .* spaces where tabs should be"),
        (OWN + ACME.rstrip() + "\tx\n", 2, "5 cells where the header has 4: key, type, name, aliases. Take out a tab"),
        (OWN + "acme\tcompany\tAcme\n", 2, "3 cells where the header has 4: .* An empty cell needs its tab too"),
        (OWN + "Acme Co\tcompany\tAcme\tأكمي\n", 2, "'Acme Co' is not a key: lower-case English letters"),
        (OWN + "أكمي\tcompany\tAcme\tأكمي\n", 2, "is not a key"),
        (OWN + "\tcompany\tAcme\tأكمي\n", 2, "'' is not a key"),
        (OWN + "acme\tapp\tAcme\tأكمي\n", 2, "'app' of acme is not a type. One of company, media, organization"),
        (OWN + "acme\tcompany\t\tأكمي\n", 2, "acme has no name"),
        (OWN + "acme\tcompany\tAcme\t\n", 2, "acme has no alias, so no text can name it. Write one"),
        (OWN + "acme\tcompany\tAcme\t?\n", 2, "acme has no alias"),
        (OWN + "acme\tcompany\tAcme\t|\n", 2, "acme has no alias"),
        (OWN + "acme\tcompany\tAcme\t؟!\n", 2, "the name '؟!' of acme has no letters"),
        (OWN + "acme\tcompany\tAcme\tأكمي، أكما\n", 2, "has a comma or semicolon in it. Separate names by |"),
        (OWN + "acme\tcompany\tAcme\tأكمي؛ أكما\n", 2, "Separate names by |"),
        (OWN + ACME + "# note\n" + ACME, 4, "the key acme is taken by .*own.tsv, line 2. Keys are unique: choose"),
        (OWN + 'acme\tcompany\t"Acme"\tأكمي\n', 2, "begins with a quotation mark, as spreadsheets write cells"),
        ('"key"\t"type"\t"name"\t"aliases"\n"acme"\tcompany\tAcme\tأكمي\n', 2, "begins with a quotation mark"),
        (HEADER + FULL.replace("zain", "zane"), 2, "the operator zane of acme is not known. Did you mean zain?"),
        (HEADER + FULL.replace("zain", "q-q-q"), 2, "is not known. Leave the cell empty, or add a row for it"),
        (HEADER + FULL.replace("KW", "UK"), 2, "'UK' of acme is not the code of a country. Write GB."),
        (HEADER + FULL.replace("KW", "kw"), 2, "'kw' of acme is not the code of a country. Write KW."),
        (HEADER + FULL.replace("KW", "Kuwait"), 2, "Write the two capital letters of ISO 3166"),
        (HEADER + FULL.replace("Q1", "355"), 2, "'355' of acme is not a Wikidata id such as Q355. Leave it empty"),
    ],
)
def test_own_file_refused(text: str, line: int | None, message: str, shipped: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(text, encoding="utf-8")
    said = refusal(shipped, own)
    assert re.search(message.replace("?", r"\?") if message.endswith("?") else message.replace("|", r"\|"), said)
    assert line is None or said.startswith(f"{own}, line {line}: ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((OWN + ACME).encode("cp1256"), r"line 2: own\.tsv is not UTF-8 \(byte 40\)\. Save it as UTF-8"),
        ((OWN + ACME).encode("utf-16"), r"is UTF-16\. Save it as UTF-8"),
        (b"PK\x03\x04" + bytes(40), "is a workbook of a spreadsheet program, not text"),
        (OWN.encode() + b"a\0b\n", "line 2: not text"),
        (b"#" * (MAX_BYTES + 1), r"has 16 MB, more than the 16 MB .* Split it"),
    ],
)
def test_own_file_that_is_no_text(data: bytes, message: str, shipped: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_bytes(data)
    assert re.search(message, refusal(shipped, own))


@pytest.mark.parametrize(
    "data",
    [
        (OWN + ACME).encode(),
        (OWN + ACME).rstrip("\n").encode(),
        b"\xef\xbb\xbf" + (OWN + ACME).encode(),
        (OWN + ACME).replace("\n", "\r\n").encode(),
        (OWN + ACME).replace("\n", "\r").encode(),
        ("# mine\n\n" + OWN + "\n  \n\t\t\n" + ACME).encode(),
        (OWN + ACME).replace("\t", " \t ").encode(),
        (OWN + ACME).replace("أكمي", "\u200fأكمي\u00a0").encode(),
        (OWN.replace("key", "Key").replace("name", '"name"') + ACME).encode(),
        (OWN + ACME.rstrip() + "\t\t\n").encode(),
        ("name\taliases\tkey\ttype\nAcme\tأكمي\tacme\tcompany\n").encode(),
        (HEADER + "acme\tcompany\tAcme\t\t\t\t\t\tأكمي\n").encode(),
        (HEADER + FULL).encode(),
        (HEADER + FULL.replace("KW", "EU")).encode(),
    ],
)
def test_own_file_taken(data: bytes, shipped: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_bytes(data)
    entry = KnowledgeBase.load(shipped, extra=[own])["acme"]
    assert (entry.type, entry.name, entry.aliases) == ("company", "Acme", ("أكمي",))


def test_own_file_that_is_not_there(shipped: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        KnowledgeBase.load(shipped, extra=[tmp_path / "nowhere.tsv"])
    with pytest.raises(DataFileError, match="cannot be read"):
        KnowledgeBase.load(shipped, extra=[tmp_path])


def test_operator_of_another_own_file(shipped: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.tsv", tmp_path / "two.tsv"
    one.write_text(HEADER + FULL.replace("zain", "later"), encoding="utf-8")
    two.write_text(OWN + ACME.replace("acme", "later").replace("أكمي", "لاحقة"), encoding="utf-8")
    assert KnowledgeBase.load(shipped, extra=[one, two])["acme"].operator == "later"


def test_check_own(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(OWN + ACME, encoding="utf-8")
    assert check_own(own) == (1, [])
    own.write_text(HEADER + FULL.replace("carrier", "carier").replace("أكمي", "واتساب"), encoding="utf-8")
    number, problems = check_own(own)
    assert number == 1
    assert "'واتساب' of acme is a name of whatsapp too" in problems[0]
    assert "no other entry has the sector carier of acme. Did you mean carrier?" in problems[1]
    assert all(f"{own}, line 2" in problem for problem in problems)


def test_required_columns_are_columns() -> None:
    assert set(REQUIRED) < set(COLUMNS)


def blocks(page: str, language: str) -> dict[str, str]:
    """The code blocks of a page of the docs that have a file name, by that name."""
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    return dict(re.findall(rf"^```{language} (\S+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", ["names.tsv", "short.tsv", "mine.tsv"])
def test_examples_of_the_docs(name: str, tmp_path: Path) -> None:
    own = tmp_path / name
    own.write_text(blocks("knowledge.md", "tsv")[name], encoding="utf-8")
    number, problems = check_own(own)
    assert number >= 1
    assert problems == []


# Names and titles over time.


def past(folder: Path, names: str = "", titles: str = "") -> Path:
    for file, columns, rows in (("names.tsv", NAMES, names), ("titles.tsv", TITLES, titles)):
        lines = ["\t".join(columns), *(row.replace("|", "\t") for row in rows.split("\n") if row)]
        (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_names_at(tmp_path: Path) -> None:
    old = History.load(past(tmp_path, "a|New|جديد|2016-03|\na|Old|قديم||2016-03\nb|B|ب|2020|2020-06-30"))
    assert [name.name for name in old.names_at("a", "2016-02-29")] == ["Old"]
    assert [name.name for name in old.names_at("a", "2016-03-15")] == ["Old", "New"]
    assert [name.name_ar for name in old.names_at("a", date(2016, 4, 1))] == ["جديد"]
    assert old.names_at("b", "2020-06-30")
    assert not old.names_at("b", "2020-07-01")
    assert old.names_at("nobody", "2020-07-01") == ()
    with pytest.raises(ValueError, match="month"):
        old.names_at("a", "2020-13-01")


@pytest.mark.parametrize(
    ("names", "titles", "message"),
    [
        ("a|A|أ|2020-13|", "", r"names\.tsv, line 2: '2020-13' is not a date"),
        ("a|A|أ|2021-02-29|", "", "is not a date. Write 2021-10-28, 2021-10 or 2021"),
        ("a|A|أ|28/10/2021|", "", "is not a date"),
        ("a|A|أ||", "", "neither from nor to"),
        ("a|A|أ|2021|2020", "", "it ends .2020. before it begins .2021."),
        ("a|A||2021|", "", "no name_ar"),
        ("a|A|أ|2020-01-01|2021-10-28\na|B|ب|2021-10-28|", "", "line 3: it begins .2021-10-28. before the one before"),
        ("a|A|أ||2021\na|B|ب|2020|", "", "line 3: it begins"),
        ("x|A|أ|2020|", "", "the key x is not a key of the knowledge base"),
        ("", "x|CEO|رئيس|a|2020|", r"titles\.tsv, line 2: the person x is not a key"),
        ("", "a|CEO|رئيس|x|2020|", "the organization x is not a key"),
        ("", "a|CEO|رئيس|b|2020|2022\na|CEO|رئيس|b|2021|", "line 3: it begins"),
        ("a|A", "", "2 cells where the header has 5"),
    ],
)
def test_history_refused(names: str, titles: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=message):
        History.load(past(tmp_path, names, titles), known={"a", "b"})


def test_titles_of_one_person_may_overlap(tmp_path: Path) -> None:
    rows = "a|CEO|رئيس|b|2020|2022\na|CTO|كبير|b|2021|\na|CEO|رئيس|c|2021|\na|CEO|رئيس|b|2023-01-01|"
    old = History.load(past(tmp_path, titles=rows))
    assert [title.title for title in old.title_of("a", "2021-06-01")] == ["CEO", "CTO", "CEO"]


def test_history_columns(tmp_path: Path) -> None:
    past(tmp_path)
    (tmp_path / "names.tsv").write_text("key\tname\tfrom\tto\na\tA\t2020\t\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="the columns must be key, name, name_ar, from, to"):
        History.load(tmp_path)


def test_shipped_history() -> None:
    base = KnowledgeBase.load()
    shipped = History.load(known=base)
    assert sum(len(rows) - 1 for rows in shipped.names.values()) >= 30
    assert sum(map(len, shipped.titles.values())) >= 120
    assert all(base[person].type == "person" for person in shipped.titles)
    assert all(len(rows) > 1 for rows in shipped.names.values())
    assert history() is history()


@pytest.mark.parametrize(
    ("key", "day", "name"),
    [
        ("meta", "2021-10-04", "فيسبوك"),
        ("meta", "2021-10-27", "فيسبوك"),
        ("meta", "2021-10-28", "ميتا"),
        ("twitter", "2023-07-23", "تويتر"),
        ("twitter", "2023-07-24", "إكس"),
        ("gemini", "2024-02-07", "بارد"),
        ("gemini", "2024-02-08", "جيميناي"),
        ("e-and", "2022-02-22", "اتصالات"),
        ("hbo-max", "2024-01-01", "ماكس"),
        ("hbo-max", "2025-07-09", "إتش بي أو ماكس"),
        ("centurylink", "2020-08-30", "سنتشري لينك"),
        ("stc-kuwait", "2018-01-01", "فيفا"),
    ],
)
def test_shipped_names(key: str, day: str, name: str) -> None:
    assert [item.name_ar for item in names_at(key, day)] == [name]


@pytest.mark.parametrize(
    ("person", "day", "held"),
    [
        ("jeff-bezos", "2021-01-01", {("CEO", "amazon")}),
        ("andy-jassy", "2020-11-25", {("CEO", "aws")}),
        ("andy-jassy", "2025-10-20", {("CEO", "amazon")}),
        ("mike-schroepfer", "2021-10-05", {("CTO", "meta")}),
        ("parag-agrawal", "2021-10-05", {("CTO", "twitter")}),
        ("jack-dorsey", "2021-10-05", {("CEO", "twitter"), ("CEO", "block")}),
        ("elon-musk", "2023-01-01", {("CEO", "twitter"), ("CEO", "tesla"), ("CEO", "spacex")}),
        ("sam-altman", "2023-11-19", set()),
        ("mira-murati", "2023-11-19", {("CTO", "openai"), ("Interim CEO", "openai")}),
        ("johnny-corm", "2023-05-01", {("Minister of Telecommunications", "lebanon-ministry-of-telecommunications")}),
    ],
)
def test_shipped_titles(person: str, day: str, held: set[tuple[str, str]]) -> None:
    assert {(title.title, title.organization) for title in title_of(person, day)} == held
