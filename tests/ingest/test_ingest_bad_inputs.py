"""Bad inputs: whatever comes, the run goes on, the good article after it is read, and every input is accounted for."""

from __future__ import annotations

import gzip
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Reason, Rejected, read

GOOD = "توقفت خدمة التطبيق عن العمل مساء الاثنين، ثم عادت بعد ست ساعات.\n"
OTHER = "قالت الشركة إن الخلل وقع في أحد مراكز البيانات التابعة لها.\n"
OPTIONS = ReadOptions(max_bytes=100_000, today=date(2025, 1, 1))

Build = Callable[[Path], "list[str] | str | Path | bytes"]


@dataclass(frozen=True)
class Case:
    """One kind of bad input: what makes it, the reasons in order, and how many articles it still gives."""

    name: str
    build: Build
    reasons: tuple[str, ...] = ()
    articles: int = 0


def _bytes(data: bytes, name: str = "bad.txt") -> Build:
    def build(folder: Path) -> str:
        path = folder / name
        path.write_bytes(data)
        return str(path)

    return build


def _empty_folder(name: str) -> Build:
    def build(folder: Path) -> str:
        (folder / name).mkdir(parents=True)
        return str(folder / name.partition("/")[0])

    return build


def _lines(*lines: str | bytes) -> Build:
    encoded = [line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass") for line in lines]
    return _bytes(b"\n".join(encoded) + b"\n", "bad.jsonl")


def _record(**fields: object) -> str:
    return json.dumps({"text": OTHER, **fields}, ensure_ascii=False)


def _sidecar(data: bytes) -> Build:
    def build(folder: Path) -> str:
        (folder / "with.meta.json").write_bytes(data)
        (folder / "with.txt").write_text(OTHER, encoding="utf-8")
        return str(folder / "with.txt")

    return build


def _fifo(folder: Path) -> str:
    os.mkfifo(folder / "pipe.txt")
    return str(folder / "pipe.txt")


def _socket(folder: Path) -> str:
    here = os.getcwd()
    os.chdir(folder)  # the path of a socket may have 100 characters only
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.txt")
    finally:
        os.chdir(here)
    return str(folder / "s.txt")


def _link(target: str, name: str = "link.txt") -> Build:
    def build(folder: Path) -> str:
        (folder / name).symlink_to(target)
        return str(folder / name)

    return build


def _folder_loop(folder: Path) -> str:
    (folder / "deep").mkdir()
    (folder / "deep" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "deep" / "a.txt").write_text(OTHER, encoding="utf-8")
    return str(folder)


def _odd_name(folder: Path) -> str:
    path = os.fsencode(folder) + b"/\xff\xfe.txt"
    with open(path, "wb"):
        pass
    return os.fsdecode(path)


def _sidecar_folder(folder: Path) -> str:
    (folder / "with.meta.json").mkdir()
    (folder / "with.txt").write_text(OTHER, encoding="utf-8")
    return str(folder / "with.txt")


def _sidecar_fifo(folder: Path) -> str:
    os.mkfifo(folder / "with.meta.json")
    (folder / "with.txt").write_text(OTHER, encoding="utf-8")
    return str(folder / "with.txt")


def _unknown_in_folder(folder: Path) -> str:
    (folder / "notes.odg").write_text(OTHER, encoding="utf-8")
    (folder / "README").write_text(OTHER, encoding="utf-8")
    (folder / ".hidden.txt").write_text(OTHER, encoding="utf-8")
    return str(folder)


def _twice(folder: Path) -> list[str]:
    (folder / "a.txt").write_text(OTHER, encoding="utf-8")
    (folder / "b.txt").write_text("\ufeff" + OTHER.replace("\n", "\r\n"), encoding="utf-8")
    return [str(folder / "a.txt"), str(folder / "b.txt")]


def _deep_folder(folder: Path) -> str:
    deepest = folder.joinpath(*["d"] * 300)
    deepest.mkdir(parents=True)
    (deepest / "a.txt").write_text(OTHER, encoding="utf-8")
    return str(folder)


ARABIC = OTHER * 3
UTF8 = ARABIC.encode()
DEEP = b"[" * 100_000 + b"]" * 100_000

CASES = [
    # nothing in it
    Case("empty file", _bytes(b""), ("empty",)),
    Case("white space alone", _bytes(" \n\t\u00a0\u2003\r\n".encode()), ("empty",)),
    Case("a byte order mark alone", _bytes(b"\xef\xbb\xbf"), ("empty",)),
    Case("a UTF-16 mark alone", _bytes(b"\xff\xfe"), ("empty",)),
    Case("NUL bytes alone", _bytes(b"\0" * 5000), ("binary",)),
    Case("digits alone", _bytes("2021 10 05 ٤٥٦ 3.5".encode()), ("no_text",)),
    Case("punctuation alone", _bytes("... «» ؟! ـــ ،".encode()), ("no_text",)),
    Case("diacritics alone", _bytes("\u064b\u064c\u064d\u0651".encode()), ("no_text",)),
    Case("bidi marks alone", _bytes("\u202e\u202d\u2066\u2069\u200f".encode() * 100), ("no_text",)),
    # not text
    Case("gzip under another name", _bytes(gzip.compress(UTF8, mtime=0)), (), 1),
    Case("gzip of what its name is not", _bytes(gzip.compress(UTF8, mtime=0), "bad.jsonl.gz"), ("bad_json",) * 3),
    Case("a PDF", _bytes(b"%PDF-1.7\n" + UTF8), ("binary",)),
    Case("a ZIP", _bytes(b"PK\x03\x04" + bytes(200)), ("bad_archive",)),
    Case("a PNG", _bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), ("binary",)),
    Case("every byte there is", _bytes(bytes(range(256)) * 8), ("binary",)),
    Case("an HTML page", _bytes(b"<html><p>" + UTF8, "bad.html"), (), 1),
    Case("HTML under another name", _bytes(b"\n <!DOCTYPE html><p>" + UTF8), (), 1),
    Case("XML under another name", _bytes(b'<?xml version="1.0"?><news>' + UTF8 + b"</news>"), ("unsupported",)),
    Case("a page saved as MHTML", _bytes(b"MIME-Version: 1.0\n\n" + UTF8, "bad.mhtml"), ("unsupported",)),
    Case("gzip as jsonl", _bytes(gzip.compress(UTF8, mtime=0), "bad.jsonl"), ("bad_json",) * 3),
    # encodings
    Case("truncated UTF-8", _bytes(UTF8[:-3]), ("undecodable",)),
    Case("UTF-8 with one broken byte", _bytes(UTF8[:21] + b"\xff" + UTF8[21:]), ("undecodable",)),
    Case("UTF-8 then Windows-1256", _bytes(UTF8 + OTHER.encode("cp1256")), ("undecodable",)),
    Case("surrogates in UTF-8", _bytes(UTF8 + b"\xed\xa0\x80" + UTF8), ("undecodable",)),
    Case("UTF-16 cut inside a letter", _bytes(ARABIC.encode("utf-16")[:-1]), ("undecodable",)),
    Case("UTF-16 with half a pair", _bytes(b"\xff\xfe" + ARABIC.encode("utf-16-le") + b"\x00\xd8"), ("undecodable",)),
    Case("high bytes of no alphabet", _bytes(bytes(range(0x80, 0x100)) * 20), ("undecodable",)),
    Case("DOS Arabic", _bytes(ARABIC.encode("cp720")), ("undecodable",)),
    Case("Cyrillic KOI8", _bytes("Сервис не работал шесть часов в понедельник".encode("koi8-r")), ("undecodable",)),
    Case("replacement characters", _bytes(("\ufffd\ufffd\ufffd تم " * 50).encode()), ("undecodable",)),
    Case("UTF-8 read as Windows-1256", _bytes(UTF8.decode("cp1256").encode()), ("undecodable",)),
    Case("UTF-8 read as Latin-1", _bytes(UTF8.decode("latin-1").encode()), ("undecodable",)),
    Case("UTF-16 mark before UTF-8", _bytes(b"\xff\xfe" + UTF8), (), 1),
    Case("UTF-8 mark before Windows-1256", _bytes(b"\xef\xbb\xbf" + ARABIC.encode("cp1256")), (), 1),
    Case("two marks", _bytes(b"\xef\xbb\xbf\xef\xbb\xbf" + UTF8), (), 1),
    Case("UTF-32", _bytes(ARABIC.encode("utf-32")), (), 1),
    Case("UTF-32 without a mark", _bytes(ARABIC.encode("utf-32-be")), (), 1),
    Case("NUL between letters", _bytes(UTF8[:8] + b"\0" + UTF8[8:]), (), 1),
    Case("carriage returns alone", _bytes(UTF8.replace(b"\n", b"\r")), (), 1),
    Case("bidi bomb in an article", _bytes(("\u202e" * 20_000 + OTHER).encode()), (), 1),
    Case("marks without end on one letter", _bytes((OTHER + "ا" + "\u064e" * 40_000).encode()), (), 1),
    # size
    Case("a line of 50 MB", _bytes(b"a" * 50_000_000), ("too_large",)),
    Case("one byte too many", _bytes(b"a" * 100_001), ("too_large",)),
    Case(
        "a line of 1 MB among others",
        _lines(_record(), '{"text": "' + "a" * 1_000_000 + '"}', _record(text=GOOD + OTHER)),
        ("too_large",),
        2,
    ),
    Case("a text of a record too large", _lines('{"text": "' + "ا" * 60_000 + '"}'), ("too_large",)),
    # languages
    Case("English", _bytes(b"The service was down for six hours on Monday.\n" * 3), ("non_arabic",)),
    Case("Persian", _bytes("این سرویس از دیروز قطع شد و کاربران پیام‌ها را ندیدند.".encode()), ("non_arabic",)),
    Case("Urdu", _bytes("یہ سروس کل سے بند ہے اور صارفین کو پیغام نہیں مل رہے ہیں۔".encode()), ("non_arabic",)),
    # paths
    Case("no such path", lambda folder: str(folder / "none.txt"), ("not_found",)),
    Case("an empty path", lambda folder: [""], ("not_found",)),
    Case("a path with NUL", lambda folder: ["a\0b.txt"], ("not_found",)),
    Case("a path with half a pair", lambda folder: ["\ud800.txt"], ("not_found",)),
    Case("a path too long", lambda folder: [f"{folder}/{'a' * 5000}.txt"], ("unreadable",)),
    Case("a file used as a folder", lambda folder: [_bytes(UTF8)(folder) + "/x.txt"], ("not_found",)),  # type: ignore[operator]
    Case("a pattern that matches nothing", lambda folder: str(folder / "*.txt"), ("not_found",)),
    Case("a pattern that is broken", lambda folder: str(folder / "[a"), ("not_found",)),
    Case("an address of this machine", lambda folder: ["https://127.0.0.1:9/a"], ("bad_address",)),
    Case("an address that is no page", lambda folder: ["ftp://news.example/a"], ("bad_address",)),
    Case("a pipe", _fifo, ("unreadable",)),
    Case("a socket", _socket, ("unreadable",)),
    Case("a device", lambda folder: ["/dev/zero"], ("unreadable",)),
    Case("a link to a device", _link("/dev/zero"), ("unreadable",)),
    Case("a link to nothing", _link("nowhere"), ("not_found",)),
    Case("a link to itself", _link("link.txt"), ("unreadable",)),
    Case("a link to a folder above", _folder_loop, ("duplicate",), 1),
    Case("a folder named like a file", _empty_folder("a.txt"), ("not_found",)),
    Case("a folder of empty folders", _empty_folder("a/b/c"), ("not_found",)),
    Case("folders 300 deep", _deep_folder, (), 1),
    Case("a name that is no UTF-8", _odd_name, ("empty",)),
    Case("unknown and hidden files", _unknown_in_folder, ("unsupported",) * 3),
    Case("the same text twice", _twice, ("duplicate",), 1),
    # sidecars
    Case("a sidecar that is no JSON", _sidecar(b"{published: 2021}"), ("bad_metadata",), 1),
    Case("an empty sidecar", _sidecar(b""), ("bad_metadata",), 1),
    Case("a sidecar that is a list", _sidecar(b"[1]"), ("bad_metadata",), 1),
    Case("a sidecar with a bad date", _sidecar(b'{"published": "2021-02-30"}'), ("bad_metadata",), 1),
    Case("a sidecar from the future", _sidecar(b'{"published": "2999-01-01"}'), ("bad_metadata",), 1),
    Case("a sidecar with wrong types", _sidecar(b'{"title": 3, "site": [], "url": {}}'), ("bad_metadata",) * 3, 1),
    Case("a sidecar that is gzip", _sidecar(gzip.compress(b"{}", mtime=0)), ("bad_metadata",), 1),
    Case("a sidecar of 2 MB", _sidecar(b" " * 2_000_000), ("bad_metadata",), 1),
    Case("a sidecar nested too deeply", _sidecar(DEEP), ("bad_metadata",), 1),
    Case("a sidecar with an unsafe address", _sidecar(b'{"url": "javascript:alert(1)"}'), ("bad_metadata",), 1),
    Case("a sidecar with half a pair", _sidecar(b'{"title": "\\ud800"}'), (), 1),
    Case("a sidecar that is a folder", _sidecar_folder, ("bad_metadata",), 1),
    Case("a sidecar that is a pipe", _sidecar_fifo, ("bad_metadata",), 1),
    Case("a sidecar given as an article", _bytes(b"{}", "a.meta.json"), ("unsupported",)),
    # JSON
    Case("a broken line", _lines(_record(), "{broken", _record(text=GOOD + OTHER)), ("bad_json",), 2),
    Case("a last line cut off", _bytes((_record() + "\n" + _record()[:-9]).encode(), "bad.jsonl"), ("bad_json",), 1),
    Case("lines that are no objects", _lines("1", "null", '"a"', "[]", "true"), ("bad_record",) * 5),
    Case("no text", _lines('{"content": "a"}', "{}"), ("bad_record",) * 2),
    Case("wrong types", _lines(*(f'{{"text": {v}}}' for v in ("1", "null", "[]", "{}", "true"))), ("bad_record",) * 5),
    Case("an empty text", _lines('{"text": ""}'), ("empty",)),
    Case("half a pair in a text", _lines('{"text": "' + OTHER.strip() + '\\ud83d"}'), ("undecodable",)),
    Case("raw surrogates", _lines(b'{"text": "\xed\xa0\x80' + OTHER.strip().encode() + b'"}'), ("undecodable",)),
    Case("a huge integer", _lines(_record().replace("{", '{"n": ' + "9" * 50_000 + ", ", 1)), (), 1),
    Case("a huge exponent", _lines(_record().replace("{", '{"n": 1e999999, ', 1)), (), 1),
    Case("NaN and Infinity", _lines(_record().replace("{", '{"n": NaN, "published": -Infinity, ', 1)), (), 1),
    Case("a key twice", _lines('{"text": "أ", "text": "ب"}'), ("bad_record",)),
    Case("a key twice with one value", _lines(_record().replace("{", '{"n": 1, "n": 1, ', 1)), (), 1),
    Case("JSON nested too deeply", _bytes(DEEP, "bad.json"), ("bad_json",)),
    Case("JSON nested too deeply on a line", _lines(DEEP[:200_000], _record()), ("bad_json",), 1),
    Case("lines with CRLF", _bytes(f"{_record()}\r\n\r\n{{}}\r\n".encode(), "bad.jsonl"), ("bad_record",), 1),
    Case("control characters in a string", _lines('{"text": "a\tb"}'), ("bad_json",)),
    Case("a list of articles and others", _bytes(f"[{_record()}, 3]".encode(), "bad.json"), ("bad_record",), 1),
    Case("jsonl named json", _bytes(f"{_record()}\n{_record()}\n".encode(), "bad.json"), ("bad_json",)),
    Case("an empty json", _bytes(b"", "bad.json"), ("bad_json",)),
    Case("a line of another encoding", _lines(_record(), _record(text=GOOD + OTHER).encode("cp1256")), (), 2),
    Case("jsonl in UTF-16", _bytes(f"{_record()}\n{{broken\n".encode("utf-16"), "bad.jsonl"), ("bad_json",), 1),
    Case("fields of wrong types", _lines(_record(title=1, url=True, published=20211005)), ("bad_metadata",) * 3, 1),
    Case("a title without end", _lines(_record(title="ا" * 5000)), ("bad_metadata",), 1),
]  # fmt: skip


def test_there_are_more_than_forty_kinds() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_bad_input(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    built = case.build(folder)
    inputs = built if isinstance(built, list) else [str(built)]

    results = list(read([*inputs, str(tmp_path / "good.txt")], OPTIONS))

    last = results.pop()
    assert isinstance(last, Article)
    assert last.text == GOOD
    rejected = [result for result in results if isinstance(result, Rejected)]
    assert tuple(item.reason for item in rejected) == case.reasons
    assert len(results) - len(rejected) == case.articles
    for result in rejected:
        assert result.reason in set(Reason)
        assert result.message.endswith(".")
        assert len(result.message.split(". ")) >= 2, "a message says what is wrong, then what to do"
        assert len(result.message) < 600
        json.dumps([result.source, result.message], ensure_ascii=False).encode("utf-8")
    for result in results:
        if isinstance(result, Article):
            (result.text + result.source + (result.title or "")).encode("utf-8")


def test_everything_at_once(tmp_path: Path) -> None:
    """All kinds in one folder: the same order and results each time, and every good article read."""
    for number, case in enumerate(CASES):
        folder = tmp_path / f"{number:03}"
        folder.mkdir()
        case.build(folder)
        (folder / "zz.txt").write_text(f"{GOOD} رقم {number}", encoding="utf-8")
    first = list(read([str(tmp_path)], OPTIONS))
    assert first == list(read([str(tmp_path)], OPTIONS))
    read_well = {item.source for item in first if isinstance(item, Article)}
    assert {(tmp_path / f"{number:03}" / "zz.txt").as_posix() for number in range(len(CASES))} <= read_well


@pytest.mark.parametrize("fault", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError) -> None:
    """Done with a patch: a test that runs as root is refused nothing."""
    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")

    def refuse(*_args: object, **_kwargs: object) -> int:
        raise fault

    monkeypatch.setattr(os, "open", refuse)
    [result] = read([str(path)])
    assert isinstance(result, Rejected)
    assert result.reason is Reason.UNREADABLE
    assert str(fault.strerror) in result.message


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_and_a_folder_without_permission(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "a.txt").chmod(0)
    try:
        reasons = [item.reason for item in read([str(tmp_path)]) if isinstance(item, Rejected)]
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert reasons == [Reason.UNREADABLE] * 2


def test_a_folder_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    [result] = read([str(tmp_path)])
    assert isinstance(result, Rejected)
    assert result.reason is Reason.UNREADABLE


def test_a_file_that_fails_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def __call__(self, _item: object) -> object:
            raise OSError(5, "Input/output error")

    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.setitem(__import__("pipeline.ingest.readers", fromlist=["READERS"]).READERS, ".txt", Failing())
    [result] = read([str(path)])
    assert isinstance(result, Rejected)
    assert result.reason is Reason.UNREADABLE
