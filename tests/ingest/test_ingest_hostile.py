"""Hostile inputs of the packed and structured kinds: each ends in a rejection, or is read right, within bounds.

Every case is read in a process that may use 1.5 GB of memory at most, and has some seconds for all of them together.
"""

# ruff: noqa: E501 - one case stands on one line
from __future__ import annotations

import bz2
import json
import lzma
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from archives import LINES, TEXTS, gz, http, overlapping, page, patched, warc_record, zeros, zipped, zstd

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Reason, Rejected, read

ARABIC = TEXTS[0].encode()
MB = 1 << 20
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>{}</title><summary>{}</summary></entry></feed>'
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
RECORD = warc_record(http(page(TEXTS[0])))


@dataclass(frozen=True)
class Case:
    """A hostile input: its name, its bytes, the reasons in order, and the number of articles that it still gives."""

    name: str
    file: str
    data: bytes = field(repr=False)
    reasons: tuple[str, ...] = ()
    articles: int = 0


def _rss(body: str, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel>{body}</channel></rss>'.encode()


def _item(text: str) -> str:
    return f"<item><title>خبر</title><description>{text}</description></item>"


def _zstd_window(log: int) -> bytes:
    options = {zstd.CompressionParameter.window_log: log, zstd.CompressionParameter.content_size_flag: 0}
    packer = zstd.ZstdCompressor(options=options)
    return packer.compress(ARABIC) + packer.flush()


def _quine() -> bytes:
    """A gzip file that holds itself cannot be typed; one in one in one without end comes to the same."""
    data = ARABIC
    for _ in range(50):
        data = gz(data)
    return data


def _zip_in_zip(levels: int) -> bytes:
    data = zipped({"a.txt": ARABIC})
    for _ in range(levels):
        data = zipped({"a.zip": data}, zipfile.ZIP_STORED)
    return data


def _cases() -> Iterator[Case]:
    packed = gz(LINES)
    archive = zipped({"a.txt": ARABIC * 50})
    # bombs
    yield Case("gzip bomb", "a.txt.gz", zeros(64 * MB), ("too_large",))
    yield Case("gzip bomb of lines", "a.jsonl.gz", zeros(64 * MB), ("too_large",))
    yield Case("gzip bomb in a table", "a.csv.gz", gz(b"text,b\n" + b"a" * 64 * MB), ("too_large",))
    yield Case("bzip2 bomb", "a.jsonl.bz2", bz2.compress(b"a" * 24 * MB, 1), ("too_large",))
    yield Case("xz bomb", "a.jsonl.xz", lzma.compress(b"a" * 24 * MB, preset=0), ("too_large",))
    yield Case("zstd bomb", "a.jsonl.zst", zstd.compress(b"a" * 64 * MB), ("too_large",))
    yield Case("bomb in a bomb", "a.jsonl.gz.gz", gz(zeros(64 * MB)), ("too_large",))
    yield Case("zip bomb", "a.zip", zipped({"a.jsonl": b"a" * 64 * MB}), ("too_large",) * 2)
    yield Case("bomb among members", "a.zip", zipped({"a.txt": ARABIC, "b.jsonl": b"a" * 32 * MB, "c.txt": LINES}), ("too_large",) * 2, 1)
    yield Case("bomb by gzip in zip", "a.zip", zipped({"a.jsonl.gz": zeros(48 * MB)}), ("too_large",) * 2)
    yield Case("overlapping members", "a.zip", overlapping(2000, 10 * MB), ("bad_archive",))
    yield Case("zstd with a window of 2 GB", "a.txt.zst", _zstd_window(31), ("too_large",))
    yield Case("xz that asks for 4 GB", "a.txt.xz", _xz_dictionary(), ("too_large",))
    yield Case("gzip without end", "a.gz", _quine(), ("bad_archive",))
    yield Case("zip without end", "a.zip", _zip_in_zip(20), ("unsupported",))
    yield Case("a hundred thousand empty members", "a.gz", gz(b"") * 100_000, ("empty",))
    # damage
    yield Case("gzip cut off", "a.jsonl.gz", packed[:-20], ("bad_archive",), 3)
    yield Case("gzip cut off in its head", "a.jsonl.gz", packed[:5], ("bad_archive",))
    yield Case("gzip with a wrong sum", "a.jsonl.gz", packed[:-8] + b"1234" + packed[-4:], ("bad_archive",))
    yield Case("gzip with a broken middle", "a.jsonl.gz", packed[:40] + b"\xff" * 40 + packed[80:], ("bad_archive",))
    yield Case("gzip and something after it", "a.txt.gz", gz(ARABIC) + b"garbage garbage garbage", ("bad_archive",))
    yield Case("bzip2 cut off", "a.txt.bz2", bz2.compress(ARABIC)[:-10], ("bad_archive",))
    yield Case("xz cut off", "a.txt.xz", lzma.compress(ARABIC)[:-20], ("bad_archive",))
    yield Case("zstd cut off", "a.txt.zst", zstd.compress(ARABIC)[:-5], ("bad_archive",))
    yield Case("zip cut off", "a.zip", archive[:-30], ("bad_archive",))
    yield Case("zip without its beginning", "a.zip", b"PK\x03\x04" + archive[200:], ("bad_archive",))
    yield Case("zip with a wrong sum", "a.zip", patched(archive, "crc", 7), ("bad_archive",))
    yield Case("zip that says less than it holds", "a.zip", patched(archive, "unpacked", 10), ("bad_archive",))
    yield Case("zip that says more than it holds", "a.zip", patched(archive, "unpacked", 2**31), (), 1)
    yield Case("zip that packed more than there is", "a.zip", patched(archive, "packed", 2**31), ("bad_archive",))
    yield Case("zip that begins after its end", "a.zip", patched(archive, "offset", 2**31), ("bad_archive",))
    yield Case("encrypted zip", "a.zip", patched(archive, "flags", 1), ("bad_archive",))
    yield Case("zip of an unknown method", "a.zip", patched(archive, "method", 97), ("bad_archive",))
    yield Case("zip with LZMA in it", "a.zip", zipped({"a.txt": ARABIC}, zipfile.ZIP_LZMA), ("bad_archive",))
    yield Case("zip that promises too many members", "a.zip", _long_list(), ("bad_archive",))
    yield Case("empty zip", "a.zip", zipped({}), ("empty",))
    # names
    yield Case("names that climb", "a.zip", zipped({"../../../../etc/passwd.txt": ARABIC}), (), 1)
    yield Case("names that steer", "a.zip", zipped({"a\x1b[2J\u202eb\n.txt": ARABIC}), (), 1)
    yield Case("a name without end", "a.zip", zipped({"a" * 60_000 + ".txt": ARABIC}), (), 1)
    yield Case("a name twice", "a.zip", _twice(), ("duplicate",), 1)
    # web archives
    yield Case("a record longer than it says", "a.warc", RECORD + warc_record(http(page(TEXTS[1])), length="60") + RECORD, ("no_text", "bad_archive"), 1)
    yield Case("a record shorter than it says", "a.warc", RECORD + warc_record(http(page(TEXTS[1])), length="99999"), ("bad_archive",), 1)
    yield Case("a record of 2 to the 64th bytes", "a.warc", RECORD + warc_record(b"", length=str(2**64)), ("unsupported",), 1)
    yield Case("a record of minus five bytes", "a.warc", RECORD + warc_record(http(b""), length="-5"), ("bad_archive", "unsupported"), 1)
    yield Case("an archive cut off", "a.warc", RECORD + warc_record(http(page(TEXTS[1])))[:-80], ("bad_archive",), 1)
    yield Case("a packed archive cut off", "a.warc.gz", gz(RECORD) + gz(warc_record(http(page(TEXTS[1]))))[:-30], ("bad_archive",) * 2, 1)
    yield Case("heads without end", "a.warc", RECORD + b"WARC/1.0\r\n" + b"A: b\r\n" * 2_000_000, ("bad_archive",), 1)
    yield Case("a head of one line", "a.warc", RECORD + b"WARC/1.0\r\nA: " + b"b" * 20 * MB, ("bad_archive",), 1)
    yield Case("a head of HTTP without end", "a.warc", warc_record(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000) + RECORD, ("unsupported",), 1)
    yield Case("garbage between records", "a.warc", RECORD + b"garbage\r\n\r\n" + RECORD, ("bad_archive",), 1)
    yield Case("a body that is a bomb", "a.warc", warc_record(http(zeros(32 * MB), "Content-Encoding: gzip\r\n")), ("too_large",))
    yield Case("a body cut off", "a.warc", warc_record(http(gz(page(TEXTS[0]))[:-20], "Content-Encoding: gzip\r\n")), ("bad_archive",))
    yield Case("chunks that lie", "a.warc", warc_record(http(b"ffffffff\r\n" + page(TEXTS[0]), "Transfer-Encoding: chunked\r\n")), (), 1)
    yield Case("no web archive", "a.warc", ARABIC, ("bad_archive",))
    # feeds
    yield Case("entity bomb", "a.xml", _rss(_item("&e11;"), f"<!DOCTYPE rss [<!ENTITY e0 \"lol\">{BOMB}]>"), ("bad_feed",))
    yield Case("entity from a file", "a.xml", _rss(_item("&x;"), '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), ("bad_feed",))
    yield Case("entity from the network", "a.xml", _rss(_item("&x;"), '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://news.example/x"> %x;]>'), ("bad_feed",))
    yield Case("definition from the network", "a.xml", _rss(_item(TEXTS[0]), '<!DOCTYPE rss SYSTEM "http://news.example/rss.dtd">'), (), 1)
    yield Case("entity nobody declared", "a.xml", _rss(_item(TEXTS[0] + "&secret;")), (), 1)
    yield Case("elements in each other", "a.xml", _rss(_item("<a>" * 100_000)), ("bad_feed",))
    yield Case("elements without end", "a.xml", _rss("<a/>" * 510_000), ("bad_feed",))
    yield Case("a feed cut off", "a.xml", _rss(_item(TEXTS[0]) + _item(TEXTS[1]))[:-60], ("empty",), 1)
    yield Case("a feed cut off inside of its first entry", "a.xml", _rss(_item(TEXTS[0]))[:90], ("undecodable",))
    yield Case("comments that never end", "a.xml", _rss("<!--" * 50_000), ("empty",))
    yield Case("sections that never end", "a.xml", _rss("<![CDATA[" * 20_000), ("empty",))
    yield Case("brackets alone", "a.rss", b"<" * 100_000, ("bad_feed",))
    yield Case("XML of another kind", "a.xml", b"<?xml version='1.0'?><svg><text>a</text></svg>", ("bad_feed",))
    yield Case("an entry with a script", "a.xml", ATOM.format("خبر", f"&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;{TEXTS[0]}&lt;/p&gt;").encode(), (), 1)
    yield Case("an entry that leads to a script", "a.xml", _rss(_item(TEXTS[0]).replace("</item>", "<link>javascript:alert(1)</link></item>")), ("bad_metadata",), 1)
    # tables
    yield Case("a field of 100 MB", "a.csv", b'text,b\n"' + b"a" * 100 * MB + b'",1\n' + ARABIC + b",2\n", ("too_large",), 1)
    yield Case("a field of 3 MB in lines", "a.csv", b'text,b\n"' + (b"a" * 99 + b"\n") * 35_000, ("too_large",))
    yield Case("quotation marks alone", "a.csv", b"text,b\n" + b'"' * MB, ("bad_record",))
    yield Case("a header of a million columns", "a.csv", b"a," * MB + b"text\n", ("bad_record",))
    yield Case("a column twice", "a.csv", b"text,text\na,b\n", ("bad_record",))
    yield Case("NUL in a row", "a.csv", b"text,b\n" + ARABIC + b"\0,1\n", (), 1)
    yield Case("a formula", "a.csv", b"text,title\n" + ARABIC + b",=cmd|' /C calc'!A0\n", (), 1)
    # JSON
    yield Case("JSON 100,000 deep in gzip", "a.json.gz", gz(b"[" * 100_000 + b"]" * 100_000), ("bad_json",))
    yield Case("objects 100,000 deep", "a.jsonl", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, ("bad_json",))
    yield Case("NaN, Infinity and a huge number", "a.jsonl", b'{"n": NaN, "m": -Infinity, "k": 1e999, "text": "' + ARABIC + b'"}', (), 1)
    yield Case("a key twice", "a.jsonl", b'{"text": "a", "text": "b"}', ("bad_record",))
    yield Case("mark-up that never ends", "a.jsonl", json.dumps({"text": "<p>" * 9_000 + TEXTS[0] + "</p>"}).encode(), (), 1)


def _xz_dictionary() -> bytes:
    """An xz file whose head asks for the largest dictionary that there is."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(ARABIC, filters=filters))
    # The head of the block: size, flags, filter 0x21, one byte of properties, the dictionary; then padding and a sum.
    at = data.index(b"\x21\x01", 12)
    data[at + 2] = 40
    size = (data[12] + 1) * 4
    import zlib

    data[12 + size - 4 : 12 + size] = zlib.crc32(bytes(data[12 : 12 + size - 4])).to_bytes(4, "little")
    return bytes(data)


def _long_list() -> bytes:
    """A ZIP archive whose end says that the list of members has 4 GB."""
    data = bytearray(zipped({"a.txt": ARABIC}))
    end = data.index(b"PK\x05\x06")
    data[end + 12 : end + 16] = (2**32 - 2).to_bytes(4, "little")
    return bytes(data)


def _twice() -> bytes:
    data = zipped({"aaa.txt": ARABIC, "bbb.txt": ARABIC + b"\n"})
    return data.replace(b"bbb.txt", b"aaa.txt")


CASES = list(_cases())


def test_there_are_more_than_thirty_kinds() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_hostile_input(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.file
    path.write_bytes(case.data)
    (tmp_path / "good.txt").write_text("عادت الخدمة إلى العمل في المدينة.", encoding="utf-8")

    *results, last = read([str(path), str(tmp_path / "good.txt")], ReadOptions(max_bytes=MB))

    assert isinstance(last, Article), "the run goes on"
    rejected = [result for result in results if isinstance(result, Rejected)]
    assert tuple(item.reason for item in rejected) == case.reasons, rejected
    assert len(results) - len(rejected) == case.articles
    for item in rejected:
        assert item.reason in set(Reason)
        assert item.message.endswith(".")
        assert len(item.message) < 600
        assert "root:" not in item.message
    for result in results:
        if isinstance(result, Article):
            assert "root:" not in result.text
            assert "alert" not in result.text


@pytest.mark.slow
def test_all_of_it_in_bounded_memory(tmp_path: Path) -> None:
    """One process with 1.5 GB of address space reads all of the files."""
    for number, case in enumerate(CASES):
        folder = tmp_path / f"{number:03}"
        folder.mkdir()
        (folder / case.file).write_bytes(case.data)
    code = (
        "import sys; from pipeline.ingest import read, ReadOptions\n"
        "print(sum(1 for _ in read([sys.argv[1]], ReadOptions(max_bytes=1 << 20))))"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1536 * MB, 1536 * MB))

    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True, text=True, timeout=120, preexec_fn=limit, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) >= len(CASES)
