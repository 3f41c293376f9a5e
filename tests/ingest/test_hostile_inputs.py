"""Hostile inputs through the real command: one `naba extract` over a folder with all kinds of them.

The tests beside this one read each kind by the Python interface; their tables are taken as they are, so far as a kind ends
in a rejection. The table here adds the kinds that only show in a folder, and those that no other table has. The process
has bounded memory and time, and every kind must end in rejected.jsonl: with its path, a reason code and a sentence.
"""

# ruff: noqa: E501 - one case stands on one line
from __future__ import annotations

import base64
import bz2
import json
import lzma
import os
import resource
import stat
import subprocess
import sys
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import test_ingest_bad_inputs
import test_ingest_hostile
import test_pages_hostile
from archives import TEXTS, gz, http, page, patched, warc_record, zeros, zipped, zstd
from naba_command import environment

from pipeline.contract import RejectedRecord
from pipeline.ingest import Reason

ARABIC = TEXTS[0].encode()
GOOD = "عادت الخدمة إلى العمل في المدينة صباح الأحد.\n"
SECRET = "كلمة السر في ملف خارج المجلد."
KB, MB = 1 << 10, 1 << 20
MEMORY = 1536 * MB
SECONDS = 110
"""Far above what was measured, for machines with other work."""
MOST = 60
"""So many kinds at least end in rejected.jsonl."""

Build = Callable[[Path], object]


@dataclass(frozen=True)
class Kind:
    """A kind of hostile input: its name, what makes it in an empty folder, and the reasons of its rejections."""

    name: str
    build: Build
    reasons: frozenset[str]


def _file(name: str, data: bytes) -> Build:
    return lambda folder: (folder / name).write_bytes(data)


def _kind(name: str, reason: str, file: str, data: bytes | str) -> Kind:
    return Kind(name, _file(file, data if isinstance(data, bytes) else data.encode()), frozenset({reason}))


def _rss(body: str, doctype: str = "") -> str:
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><item><title>خبر</title>{body}</item></channel></rss>'


def _outside(folder: Path) -> Path:
    """A folder beside the one that is read. Its article must never come in by a name or an entity."""
    outside = folder.parent.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret.txt").write_text(SECRET, encoding="utf-8")
    return outside


def _feed_beside_a_secret(reference: str) -> Build:
    def build(folder: Path) -> None:
        _outside(folder)
        (folder / "secret.inc").write_text(SECRET, encoding="utf-8")
        doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{reference}">]>'
        (folder / "a.rss").write_text(_rss("<description>&x;</description>", doctype), encoding="utf-8")

    return build


def _naming(name: str, content: Callable[[Path], bytes | str]) -> Build:
    """A file that names the folder beside the one that is read, by its whole path."""

    def build(folder: Path) -> None:
        made = content(_outside(folder).resolve())
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode())

    return build


def _linked(target: str) -> Build:
    return lambda folder: (folder / "a.txt").symlink_to(target)


def _links_in_a_circle(folder: Path) -> None:
    (folder / "a.txt").symlink_to("b.txt")
    (folder / "b.txt").symlink_to("a.txt")


def _loop_of_folders(folder: Path) -> None:
    (folder / "up").symlink_to("..", target_is_directory=True)


def _link_in_a_zip(folder: Path) -> None:
    """A member that says it is a symbolic link: what unpacks to disk would make one."""
    info = zipfile.ZipInfo("a.txt")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr(info, "../../outside/secret.txt")


def _sparse(name: str, size: int) -> Build:
    """A file that says it is huge and has no blocks on the disk."""

    def build(folder: Path) -> None:
        with (folder / name).open("wb") as file:
            file.truncate(size)

    return build


def _docx() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w>{TEXTS[0]}</w>"})


def _quine() -> bytes:
    """What unpacks to a file that unpacks to itself, as far as anyone looks: one layer more than is taken off."""
    return gz(gz(gz(gz(ARABIC))))


def _record(text: str) -> str:
    return f'{{"text": {text}}}\n'


def _utf7(text: str) -> bytes:
    return text.encode("utf-7")


WIDE = (GOOD * 20).encode("utf-16-le")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Length 9 >>\nstream\n" + bytes(range(256)) * 4
EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(48) + b"PE\0\0" + bytes(range(256)) * 4
ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + bytes(range(256)) * 4
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + bytes(range(256)) * 4
SQLITE = b"SQLite format 3\0" + bytes(range(256)) * 4
MARKS = "\u202e\u202d\u2066\u2069\u200f\u200e\u061c" * 50


def _kinds() -> Iterator[Kind]:
    archive = zipped({"a.txt": ARABIC * 50})
    # names
    yield _kind("a member that climbs", "no_text", "a.zip", zipped({"../../outside/planted.txt": b"..."}))
    yield Kind("a member with an absolute name", _naming("a.zip", lambda outside: zipped({f"{outside}/planted.txt": b"..."})), frozenset({"no_text"}))
    yield _kind("a member with a drive", "no_text", "a.zip", zipped({"C:\\Windows\\planted.txt": b"..."}))
    yield _kind("a member whose name steers a terminal", "no_text", "a.zip", zipped({"a\x1b]0;b\x07\x1b[2J\n\r.txt": b"..."}))
    yield _kind("a member whose name turns round", "no_text", "a.zip", zipped({"\u202etxt.exe.txt": b"..."}))
    yield _kind("a member that is a command", "no_text", "a.zip", zipped({"$(touch planted);`id`.txt": b"..."}))
    yield _kind("a member of 60,000 folders", "no_text", "a.zip", zipped({"a/" * 30_000 + "b.txt": b"..."}))
    yield Kind("a member that is a link", _link_in_a_zip, frozenset({"non_arabic"}))
    yield _kind("a name that steers a terminal", "empty", "a\x1b[2J\n\u202eb.txt", b"")
    yield _kind("a name that looks like an option", "empty", "--out=a.txt", b"")
    yield Kind("a link to a device", _linked("/dev/zero"), frozenset({"unreadable"}))
    yield Kind("a link to chance without end", _linked("/dev/urandom"), frozenset({"unreadable"}))
    yield Kind("a link to the memory of the process", _linked("/proc/self/mem"), frozenset({"unreadable", "binary", "not_found"}))
    yield Kind("a link to what the process was told", _linked("/proc/self/environ"), frozenset({"non_arabic", "binary", "not_found"}))
    yield Kind("links in a circle", _links_in_a_circle, frozenset({"unreadable"}))
    yield Kind("a folder that leads up", _loop_of_folders, frozenset({"duplicate"}))
    yield Kind("a FIFO nobody writes to", lambda folder: os.mkfifo(folder / "a.jsonl"), frozenset({"unreadable"}))
    yield Kind("a FIFO named as an archive", lambda folder: os.mkfifo(folder / "a.zip"), frozenset({"unreadable"}))
    # what is not what its name says
    for what, data in (("png", PNG), ("pdf", PDF), ("exe", EXE), ("elf", ELF), ("doc", OLE), ("sqlite", SQLITE)):
        yield _kind(f"{what} as text", "binary", "a.txt", data)
        yield _kind(f"{what} as a page", "binary", "a.html", data)
        yield _kind(f"{what} as lines", "binary", "a.jsonl", data)
        yield _kind(f"{what} as a table", "binary", "a.csv", data)
    yield _kind("docx as text", "unsupported", "a.txt", _docx())
    yield _kind("docx as a feed", "unsupported", "a.xml", _docx())
    yield _kind("docx as a web archive", "unsupported", "a.warc", _docx())
    yield _kind("a page as JSON", "bad_json", "a.json", page(TEXTS[0]))
    yield _kind("a page as an archive", "bad_archive", "a.warc", page(TEXTS[0]))
    yield _kind("zip in a gzip", "unsupported", "a.zip.gz", gz(archive))
    # nothing in it
    for suffix, reason in (("html", "empty"), ("jsonl", "empty"), ("json", "bad_json"), ("csv", "empty"), ("xml", "empty"), ("warc", "bad_archive"), ("zip", "empty"), ("gz", "empty"), ("zst", "empty")):
        yield _kind(f"an empty {suffix}", reason, f"a.{suffix}", b"")
    yield _kind("bidi marks alone in a record", "no_text", "a.jsonl", _record(json.dumps(MARKS)))
    yield _kind("bidi marks alone in a page", "no_text", "a.html", f"<html><body><p>{MARKS}</p></body></html>")
    yield _kind("bidi marks alone in a row", "no_text", "a.csv", f"text,title\n{MARKS},أ\n")
    yield Kind("a page of one frame", _naming("a.html", lambda outside: f"<html><frameset><frame src='{outside.as_uri()}/secret.txt'></frameset></html>"), frozenset({"no_text"}))
    yield Kind("a page that only leads away", _naming("a.html", lambda outside: f"<meta http-equiv=refresh content='0;url={outside.as_uri()}/secret.txt'>"), frozenset({"no_text"}))
    # size
    yield Kind("a text that says it has 1 TB", _sparse("a.txt", 1 << 40), frozenset({"too_large", "binary"}))
    yield Kind("lines that say they have 1 GB", _sparse("a.jsonl", 1 << 30), frozenset({"too_large", "binary"}))
    yield _kind("one word of 5 MB", "too_large", "a.txt", "ا" * 2_500_001)
    yield _kind("a line of 10 MB", "too_large", "a.txt", "توقفت الخدمة " * 430_000)
    yield _kind("a line of 20 MB among lines", "too_large", "a.jsonl", _record('"' + "a" * 20_000_000 + '"') + _record(json.dumps(TEXTS[1])))
    yield _kind("a head of a table of 20 MB", "too_large", "a.csv", b"text" + b"a" * 20_000_000 + b"\n")
    # packings
    yield _kind("gzip in gzip in gzip in gzip", "bad_archive", "a.txt.gz", _quine())
    yield _kind("zstd in xz in bzip2 in gzip", "bad_archive", "a.txt.gz", gz(bz2.compress(lzma.compress(zstd.compress(ARABIC)))))
    yield _kind("a bomb of empty members and one large", "too_large", "a.jsonl.gz", gz(b"") * 1000 + zeros(48 * MB))
    yield _kind("a bomb in a sidecar's place", "unsupported", "a.meta.json.gz.meta.json", zeros(MB))
    yield _kind("a zip that is all list", "bad_archive", "a.zip", archive[archive.index(b"PK\x01\x02") :].replace(b"PK\x01\x02", b"PK\x03\x04"))
    yield _kind("a zip of a million letters after PK", "bad_archive", "a.zip", b"PK\x03\x04" + b"a" * MB)
    yield _kind("a member encrypted", "bad_archive", "a.zip", patched(archive, "flags", 0x801))
    # encodings
    yield _kind("UTF-7", "non_arabic", "a.txt", _utf7(GOOD * 3))
    yield _kind("UTF-7 in a page", "no_text", "a.html", b"<meta charset=utf-7>" + _utf7("<script>alert(1)</script>"))
    yield _kind("UTF-16 without a mark, cut in half a letter", "binary", "a.txt", WIDE[:-1])
    yield _kind("base64", "non_arabic", "a.txt", base64.encodebytes(GOOD.encode() * 20))
    yield _kind("a NUL after every letter of English", "non_arabic", "a.txt", ("The service was down for hours. " * 5).encode("utf-16-le"))
    # JSON
    yield _kind("NaN for a text", "bad_record", "a.jsonl", _record("NaN"))
    yield _kind("a number of 100,000 digits for a text", "no_text", "a.jsonl", _record("9" * 100_000))
    yield _kind("a lone surrogate as a text", "undecodable", "a.jsonl", _record('"\\udfff\\ud800"'))
    yield _kind("a lone surrogate in a key twice", "bad_record", "a.jsonl", '{"\\ud800": 1, "\\ud800": 2, "text": 3}\n')
    yield _kind("comments in JSON", "bad_json", "a.json", f'{{"text": /* a */ "{TEXTS[0]}"}}')
    yield _kind("JSON for a script", "bad_json", "a.json", f'callback({{"text": "{TEXTS[0]}"}});')
    yield _kind("a pickle as JSON", "bad_json", "a.json", b"cos\nsystem\n(S'touch planted'\ntR.")
    yield _kind("a record that names a class", "bad_record", "a.jsonl", '{"__class__": "os.system", "__init__": ["touch planted"]}\n')
    yield _kind("lists and objects 5,000 deep", "bad_json", "a.jsonl", '[{"a":' * 5_000 + "1" + "}]" * 5_000 + "\n")
    yield _kind("YAML that makes objects", "bad_json", "a.json", "!!python/object/apply:os.system ['touch planted']")
    # feeds and XML
    yield Kind("an entity from a file beside it", _feed_beside_a_secret("secret.inc"), frozenset({"bad_feed", "unsupported"}))
    yield Kind("an entity from a file above it", _feed_beside_a_secret("../../outside/secret.txt"), frozenset({"bad_feed", "unsupported"}))
    yield _kind("a billion laughs twice over", "bad_feed", "a.atom", _rss("<description>&b;</description>", '<!DOCTYPE rss [<!ENTITY a "' + "ا" * 50_000 + '"><!ENTITY b "' + "&a;" * 50_000 + '">]>'))
    yield _kind("an entity that holds itself", "bad_feed", "a.rss", _rss("<description>&a;</description>", '<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'))
    yield _kind("an entity for parameters", "bad_feed", "a.rdf", _rss("", '<!DOCTYPE rss [<!ENTITY % a SYSTEM "secret.inc"><!ENTITY % b "<!ENTITY c SYSTEM \'x\'>"> %a; %b;]>'))
    yield _kind("an inclusion", "bad_feed", "a.xml", '<?xml version="1.0"?><x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="secret.inc" parse="text"/></x>')
    yield _kind("an office document in XML", "bad_feed", "a.xml", '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="x"/>')
    # web archives
    yield _kind("a record without a length", "bad_archive", "a.warc", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n" + http(page(TEXTS[0])))
    yield _kind("a length that is a word", "bad_archive", "a.warc", warc_record(http(page(TEXTS[0])), length="many"))
    yield _kind("a length of 100,000 digits", "bad_archive", "a.warc", warc_record(http(page(TEXTS[0])), length="9" * 100_000))
    # tables
    yield _kind("a formula that asks the network", "bad_record", "a.csv", 'text,title\n"=WEBSERVICE(""http://news.example/""",a,b,c\n')
    yield _kind("a row of a million fields", "bad_record", "a.csv", b"text,title\n" + b"a," * MB + b"a\n")
    yield _kind("a table of NULs", "binary", "a.csv", bytes(KB))


KINDS = tuple(_kinds())

_ONLY_THERE = {
    "one byte too many",
    "a text of a record too large",
    "a line of 1 MB among others",
    "a field of 3 MB in lines",
    "a file used as a folder",
    "a folder named like a file",
    "a folder of empty folders",
}
"""Kinds of the other tables that are rejected only under the lower limits of those tables, or when they are given alone."""


def _borrowed() -> Iterator[Kind]:
    """The kinds of the tables beside this one that lie in a folder and end in a rejection."""
    for case in test_ingest_hostile.CASES:
        if case.reasons and case.name not in _ONLY_THERE:
            yield Kind(f"packed: {case.name}", _file(case.file, case.data), frozenset(case.reasons))
    for bad in test_ingest_bad_inputs.CASES:
        if bad.reasons and bad.name not in _ONLY_THERE:
            yield Kind(f"bad: {bad.name}", bad.build, frozenset(bad.reasons))
    (mark,) = test_pages_hostile.test_rejected_with_a_reason.pytestmark  # type: ignore[attr-defined]
    for parameters in mark.args[1]:
        markup, reason = parameters.values
        data = markup if isinstance(markup, bytes) else markup.encode()
        yield Kind(f"page: {parameters.id}", _file("a.html", data), frozenset({str(reason)}))


@dataclass(frozen=True)
class Run:
    """The one run over everything: the process as it ended, its output, and the rejections by the folder of their kind."""

    done: subprocess.CompletedProcess[bytes]
    folder: Path
    rejected: dict[str, list[dict[str, Any]]]
    kinds: dict[str, Kind]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("hostile")
    kinds: dict[str, Kind] = {}
    for number, kind in enumerate((*KINDS, *_borrowed())):
        place = folder / "in" / f"{number:03}"
        place.mkdir(parents=True)
        built = kind.build(place)
        given = built if isinstance(built, list) else [built]
        # Some of the borrowed kinds are no files: a path that cannot be, an address. A folder cannot hold these.
        if all(str(path).startswith(str(place)) for path in given if isinstance(path, str | Path)) and any(place.iterdir()):
            kinds[place.name] = kind
    (folder / "in" / "zzz").mkdir()
    (folder / "in" / "zzz" / "last.txt").write_text(GOOD, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "extract", "in", "-o", "out"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, timeout=SECONDS, preexec_fn=_limit, env=environment(), check=False
    )
    rejected = defaultdict(list)
    if (folder / "out" / "rejected.jsonl").exists():
        for line in (folder / "out" / "rejected.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rejected[row["source"].split("/")[1] if "/" in row["source"] else ""].append(row)
    return Run(done, folder, dict(rejected), kinds)


def test_the_run_ends_well_and_reads_what_is_good(run: Run) -> None:
    assert run.done.returncode == 0, run.done.stderr[-2000:]
    articles = (run.folder / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(articles[-1])["article"]["text"] == GOOD


def test_there_are_more_than_sixty_kinds(run: Run) -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= MOST
    assert len({kind.name for kind in run.kinds.values()}) == len(run.kinds) > 2 * MOST


def test_every_kind_ends_in_rejected_jsonl(run: Run) -> None:
    wrong = {}
    for number, kind in run.kinds.items():
        reasons = {row["reason"] for row in run.rejected.get(number, [])}
        if not reasons or not reasons & kind.reasons:
            wrong[kind.name] = (sorted(reasons), sorted(kind.reasons))
    assert not wrong


def test_every_row_has_a_path_a_reason_and_a_sentence(run: Run) -> None:
    for rows in run.rejected.values():
        for row in rows:
            RejectedRecord.model_validate(row)
            assert row["source"].startswith("in/")
            assert row["reason"] in set(Reason), row
            assert row["message"].endswith("."), row
            assert len(row["message"]) < 600


def test_nothing_steers_the_terminal(run: Run) -> None:
    shown = (run.done.stdout + run.done.stderr).decode("utf-8")
    assert not [sign for sign in shown if unicodedata.category(sign) == "Cc" and sign != "\n"]
    assert "\u202e" not in shown


def test_nothing_from_outside_comes_in_and_nothing_goes_out(run: Run) -> None:
    assert {path.name for path in run.folder.iterdir()} == {"in", "out", "outside"}
    assert [path.name for path in (run.folder / "outside").iterdir()] == ["secret.txt"]
    assert not list(run.folder.rglob("*planted*"))
    for path in (run.folder / "out").iterdir():
        data = path.read_bytes()
        assert SECRET.encode() not in data, path.name
        assert b"root:x:" not in data, path.name
