"""Servers that lie, drip, swell or lead inside: each ends in a reason, in bounded time and memory."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web import PARAGRAPHS, Reply, Site, page, serve

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Rejected, fetch_http, read
from pipeline.ingest.fetch_address import masked, parse, permitted
from pipeline.ingest.records import FetchOptions, Reason, RejectedInputError

QUICK = FetchOptions(allow_private=True, delay=0, timeout=1, deadline=1.5, max_bytes=300_000)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def refused(url: str, options: FetchOptions = QUICK) -> Rejected:
    (found,) = read([url], ReadOptions(fetch=options))
    assert isinstance(found, Rejected), found
    return found


# ------------------------------------------------------------------------------------------------------- inside


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:db8::1", "no address",
    ],
)  # fmt: skip
def test_machines_inside(ip: str) -> None:
    assert not permitted(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_machines_outside(ip: str) -> None:
    assert permitted(ip)


OUTSIDE = FetchOptions(delay=0, timeout=1, deadline=2)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a", "http://localhost:{port}/a", "http://[::1]:{port}/a", "http://127.1:{port}/a",
        "http://2130706433:{port}/a", "http://0x7f000001:{port}/a", "http://[::ffff:127.0.0.1]:{port}/a",
        "http://0.0.0.0:{port}/a", "http://127.0.0.1.:{port}/a",
    ],
)  # fmt: skip
def test_no_spelling_leads_inside(site: Site, url: str) -> None:
    site.replies["/a"] = Reply(page())
    rejected = refused(url.format(port=site.url.rpartition(":")[2]), OUTSIDE)
    assert rejected.reason in ("bad_address", "fetch_failed")
    assert site.requests == []


def test_a_name_that_points_inside_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is resolved once, and the connection goes to an address that was checked: rebinding gains nothing."""
    port = int(site.url.rpartition(":")[2])
    asked: list[str] = []
    known = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **more: Any) -> Any:
        asked.append(str(host))
        return known("127.0.0.1", *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    rejected = refused(f"http://news.example:{port}/a", OUTSIDE)
    assert rejected.reason == "bad_address"
    assert asked == ["news.example"]
    assert site.requests == []


def test_a_name_with_addresses_inside_and_outside_goes_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("10.0.0.1", "93.184.216.34", "127.0.0.1")
    ]
    went: list[object] = []

    class Recorded:
        def __init__(self, *_: object) -> None:
            pass

        def settimeout(self, _: float) -> None:
            pass

        def connect(self, place: object) -> None:
            went.append(place)
            raise OSError("refused")

        def close(self) -> None:
            pass

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    monkeypatch.setattr(fetch_http.socket, "socket", Recorded)
    with pytest.raises(RejectedInputError) as caught:
        fetch_http.get(parse("http://news.example/"), {}, OUTSIDE)
    assert caught.value.reason is Reason.FETCH_FAILED
    assert went == [("93.184.216.34", 80)]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://127.0.0.1/a", "http://user:secret@127.0.0.1/a", "gopher://x/", "javascript:alert(1)"],
)
def test_redirects_to_what_is_not_fetched(site: Site, location: str) -> None:
    site.replies["/a"] = Reply(status=301, headers={"Location": location})
    assert refused(f"{site.url}/a").reason == "bad_address"


def test_a_redirect_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public server that redirects to this machine: the first connection is let through, the second is not."""
    with serve() as public, serve("127.0.0.2") as inside:
        inside.replies["/secret"] = Reply(page())
        public.replies["/a"] = Reply(status=302, headers={"Location": f"{inside.url}/secret"})
        monkeypatch.setattr(fetch_http, "permitted", lambda ip: ip == "127.0.0.1")
        assert refused(f"{public.url}/a", OUTSIDE).reason == "bad_address"
        assert inside.requests == []


def test_circles_and_long_ways_of_redirects(site: Site) -> None:
    site.replies["/a"] = Reply(status=302, headers={"Location": "/b"})
    site.replies["/b"] = Reply(status=307, headers={"Location": "/a"})
    assert "circle" in refused(f"{site.url}/a").message
    site.replies |= {f"/{n}": Reply(status=302, headers={"Location": f"/{n + 1}"}) for n in range(20)}
    rejected = refused(f"{site.url}/0")
    assert (rejected.reason, "more than 5 redirects" in rejected.message) == ("fetch_failed", True)
    assert len(site.paths()) == 2 + 6


def test_a_redirect_without_a_target(site: Site) -> None:
    site.replies["/a"] = Reply(status=302)
    assert "302" in refused(f"{site.url}/a").message


# --------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/a", "file:///etc/passwd", "http://", "https:///a", "http://user@news.example/",
        "http://user:secret@news.example/", "http://news.example:0/", "http://news.example:99999/",
        "http://news.example:x/", "http://[::1/", "http://[nothing]/", "http://a b/", "http://news.example/a b",
        "http://news.example/\nHost: x", "http://news..example/", "http://" + "a" * 64 + ".example/",
        "http://news.example/" + "a" * 5000, "http://exa\u202emple/", "http://%31/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_fetched(url: str) -> None:
    rejected = refused(url)
    assert rejected.reason == "bad_address"
    assert "secret" not in rejected.source + rejected.message


def test_secrets_are_masked() -> None:
    assert masked("https://me:secret@news.example/a?b=c@d") == "https://***@news.example/a?b=c@d"
    assert masked("/home/me@work/a.txt") == "/home/me@work/a.txt"


@given(st.text(min_size=1, max_size=60))
def test_any_address_is_taken_or_refused(rest: str) -> None:
    try:
        address = parse(f"http://{rest}")
    except RejectedInputError:
        return
    assert str(address).isascii()
    assert not set(str(address)) & set(" \r\n\t")
    assert parse(str(address)) == address


# ------------------------------------------------------------------------------------------------- slow, large


def test_a_dripping_header_is_cut_off(site: Site) -> None:
    def drip(out: Any) -> None:
        out.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            out.write(b"X-Drip: 1\r\n")
            out.flush()
            time.sleep(0.1)

    site.replies["/a"] = Reply(raw=drip)
    began = time.monotonic()
    rejected = refused(f"{site.url}/a")
    assert (rejected.reason, "longer than 1.5 s" in rejected.message) == ("fetch_failed", True)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("pause", [0.1, 30])
def test_a_dripping_body_is_cut_off(site: Site, pause: float) -> None:
    def drip(out: Any) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(100):
            out.write(b"<p>")
            out.flush()
            time.sleep(pause)

    site.replies["/a"] = Reply(raw=drip)
    began = time.monotonic()
    assert refused(f"{site.url}/a").reason == "fetch_failed"
    assert time.monotonic() - began < 5


def test_a_server_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert refused(f"http://127.0.0.1:{silent.getsockname()[1]}/a").reason == "fetch_failed"


def test_endless_continues(site: Site) -> None:
    def forever(out: Any) -> None:
        while True:
            out.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    site.replies["/a"] = Reply(raw=forever)
    assert refused(f"{site.url}/a").reason == "fetch_failed"


def test_an_endless_body_ends_at_the_limit(site: Site) -> None:
    def forever(out: Any) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            out.write(b"<p>" + b"a" * 10_000)

    site.replies["/a"] = Reply(raw=forever)
    assert refused(f"{site.url}/a").reason == "too_large"


def test_an_announced_giant_is_not_even_read(site: Site) -> None:
    site.replies["/a"] = Reply(raw=lambda out: out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"))
    assert refused(f"{site.url}/a").reason == "too_large"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, gzip"])
def test_a_compressed_bomb_ends_at_the_limit(site: Site, coding: str) -> None:
    zeros = bytes(200_000_000 if coding != "gzip, gzip" else 50_000_000)
    bomb = zlib.compress(zeros, 9) if coding == "deflate" else gzip.compress(zeros, 9)
    if coding == "gzip, gzip":
        bomb = gzip.compress(bomb, 9)
    del zeros
    site.replies["/a"] = Reply(bomb, headers={"Content-Encoding": coding})
    refused(f"{site.url}/none")  # loads what is needed
    tracemalloc.start()
    try:
        rejected = refused(f"{site.url}/a", FetchOptions(allow_private=True, delay=0, max_bytes=300_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert rejected.reason == "too_large"
    assert peak < 8_000_000


def test_a_chain_of_many_codings(site: Site) -> None:
    site.replies["/a"] = Reply(page(), headers={"Content-Encoding": ", ".join(["gzip"] * 50)})
    assert refused(f"{site.url}/a").reason == "fetch_failed"


def test_compressed_pages_are_read(site: Site) -> None:
    site.replies["/a"] = Reply(gzip.compress(page()), headers={"Content-Encoding": "gzip"})
    (found,) = read([f"{site.url}/a"], ReadOptions(fetch=QUICK))
    assert isinstance(found, Article)
    assert found.text.splitlines()[0] == PARAGRAPHS[0]


@pytest.mark.parametrize("length", [b"100000", b"-5", b"abc", b"12, 13"])
def test_a_lying_length(site: Site, length: bytes) -> None:
    body = page()
    site.replies["/a"] = Reply(
        raw=lambda out: out.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + length + b"\r\n\r\n" + body
        )
    )
    (found,) = read([f"{site.url}/a"], ReadOptions(fetch=QUICK))
    # Either the whole page (the connection ends where the body does) or a reason, never half of it.
    if isinstance(found, Article):
        assert found.text.splitlines()[-1] == PARAGRAPHS[-1]
    else:
        assert found.reason == "fetch_failed"


def test_a_body_that_breaks_off(site: Site) -> None:
    site.replies["/a"] = Reply(page(), headers={"Content-Length": "100000"})
    assert refused(f"{site.url}/a").reason == "fetch_failed"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\0\0\0", b"HTTP/9.9 abc\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\n" + b"A" * 100_000,
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 10_000, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip",
    ],
)  # fmt: skip
def test_what_is_no_http(site: Site, raw: bytes) -> None:
    site.replies["/a"] = Reply(raw=lambda out: out.write(raw))
    assert refused(f"{site.url}/a").reason == "fetch_failed"


def test_a_giant_robots_txt(site: Site) -> None:
    site.replies["/a"] = Reply(page())
    site.replies["/robots.txt"] = Reply(b"# " + b"a" * 600_000)
    assert refused(f"{site.url}/a", FetchOptions(allow_private=True, delay=0)).reason == "robots"


def test_no_answer_from_the_name_system() -> None:
    rejected = refused("http://no-such-host.invalid/a")
    assert rejected.reason == "fetch_failed"
