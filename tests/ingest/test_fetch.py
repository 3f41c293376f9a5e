"""Fetching, against real servers on this machine: what is read, and the manners."""

from __future__ import annotations

import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme
from naba_command import Naba, environment
from web import PARAGRAPHS, Reply, Site, page, serve

from pipeline.document import Article
from pipeline.ingest import ReadOptions, Rejected, read
from pipeline.ingest.fetch import Fetcher
from pipeline.ingest.records import FetchOptions, RejectedInputError

QUICK = FetchOptions(allow_private=True, delay=0, timeout=2, deadline=4)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.replies["/a"] = Reply(page())
        yield running


def results(*urls: str, options: FetchOptions = QUICK) -> list[Article | Rejected]:
    return list(read(urls, ReadOptions(fetch=options)))


def one(url: str, options: FetchOptions = QUICK) -> Article:
    (found,) = results(url, options=options)
    assert isinstance(found, Article), found
    return found


def refused(url: str, options: FetchOptions = QUICK) -> Rejected:
    (found,) = results(url, options=options)
    assert isinstance(found, Rejected), found
    return found


# --------------------------------------------------------------------------------------------------- what is read


def test_a_page_is_an_article(site: Site) -> None:
    article = one(f"{site.url}/a")
    assert article.text.splitlines()[0] == PARAGRAPHS[0]
    assert (article.source, article.url, article.site) == (f"{site.url}/a", f"{site.url}/a", "127.0.0.1")


def test_kinds_are_told_by_media_type_name_and_first_bytes(site: Site) -> None:
    line = f'{{"text": "{PARAGRAPHS[0]}"}}\n{{"text": "{PARAGRAPHS[1]}"}}\n'.encode()
    entry = f"<item><guid isPermaLink='false'>n1</guid><description>{PARAGRAPHS[2]}</description></item>"
    feed = f"<rss version='2.0'><channel>{entry}</channel></rss>"
    site.replies |= {
        "/lines": Reply(line, headers={"Content-Type": "application/x-ndjson"}),
        "/news.jsonl": Reply(line, headers={"Content-Type": "text/plain"}),
        "/feed": Reply(feed.encode(), headers={"Content-Type": "application/octet-stream"}),
        "/plain": Reply(PARAGRAPHS[1].encode(), headers={"Content-Type": "text/plain"}),
        "/article.php": Reply(page(PARAGRAPHS[0]), headers={"Content-Type": "application/x-httpd-php"}),
    }
    first, second = results(f"{site.url}/lines")
    assert (first.source, second.source) == (f"{site.url}/lines:1", f"{site.url}/lines:2")
    # The address of a list is none of its articles'.
    assert isinstance(first, Article)
    assert first.url is None
    assert len(results(f"{site.url}/news.jsonl")) == 2
    assert one(f"{site.url}/feed").source == f"{site.url}/feed#n1"
    assert one(f"{site.url}/plain").text == PARAGRAPHS[1]
    assert one(f"{site.url}/article.php").text.strip() == PARAGRAPHS[0]


def test_a_picture_is_no_article(site: Site) -> None:
    site.replies["/a.png"] = Reply(b"\x89PNG\r\n\x1a\n" + bytes(200), headers={"Content-Type": "image/png"})
    assert refused(f"{site.url}/a.png").reason == "binary"


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "x-unknown"])
def test_a_lying_charset_is_not_believed(site: Site, declared: str) -> None:
    body = page(charset="windows-1256")
    site.replies["/a"] = Reply(body, headers={"Content-Type": f"text/html; charset={declared}"})
    assert one(f"{site.url}/a").text.splitlines()[0] == PARAGRAPHS[0]


def test_the_clock_of_the_server_bounds_the_date(site: Site) -> None:
    early = datetime(2023, 5, 9, 12, tzinfo=UTC)
    line = f'{{"text": "{PARAGRAPHS[0]}", "published": "2024-01-01"}}\n'.encode()
    site.replies["/n.jsonl"] = Reply(
        line, headers={"Content-Type": "application/x-ndjson", "Date": format_datetime(early, usegmt=True)}
    )
    problem, article = results(f"{site.url}/n.jsonl")
    assert isinstance(problem, Rejected)
    assert problem.reason == "bad_metadata"
    assert isinstance(article, Article)
    assert article.published is None


def test_names_in_arabic_are_written_as_servers_know_them(site: Site) -> None:
    site.replies["/%D8%B9%D8%B7%D9%84?q=%D8%A3"] = Reply(page())
    assert one(f"{site.url}/عطل?q=أ").text.splitlines()[0] == PARAGRAPHS[0]


def test_ipv6() -> None:
    with serve("::1") as site:
        site.replies["/a"] = Reply(page())
        assert one(f"{site.url}/a").text.splitlines()[0] == PARAGRAPHS[0]


def test_https_checks_the_certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serve(context=context) as site:
        site.replies["/a"] = Reply(page())
        unknown = refused(f"{site.url}/a")
        assert (unknown.reason, "certificate" in unknown.message) == ("fetch_failed", True)
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert one(f"{site.url}/a").text.splitlines()[0] == PARAGRAPHS[0]


# --------------------------------------------------------------------------------------------------- the manners


def test_requests_name_us_and_ask_robots_first(site: Site) -> None:
    one(f"{site.url}/a")
    assert [request.path for request in site.requests] == ["/robots.txt", "/a"]
    assert all(request.headers["User-Agent"].startswith("naba/") for request in site.requests)


def test_robots_may_forbid(site: Site) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/\n\nUser-agent: naba\nDisallow: /a$\n")
    rejected = refused(f"{site.url}/a")
    assert (rejected.reason, site.paths()) == ("robots", [])
    # Our own section goes before that of all.
    site.replies["/private/b"] = Reply(page())
    assert one(f"{site.url}/private/b")


@pytest.mark.parametrize(("status", "reason"), [(404, None), (403, None), (500, "robots"), (429, "robots")])
def test_a_robots_txt_that_is_not_there_forbids_nothing_one_that_fails_all(
    site: Site, status: int, reason: str | None
) -> None:
    site.replies["/robots.txt"] = Reply(status=status)
    (found,) = results(f"{site.url}/a")
    assert (found.reason if isinstance(found, Rejected) else None) == reason


def test_robots_of_the_host_that_a_redirect_leads_to(site: Site) -> None:
    with serve() as other:
        other.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n")
        other.replies["/b"] = Reply(page())
        site.replies["/a"] = Reply(status=302, headers={"Location": f"{other.url}/b"})
        assert refused(f"{site.url}/a").reason == "robots"
        assert other.paths() == []


def waits(site: Site, options: FetchOptions, *paths: str) -> tuple[list[float], list[str]]:
    """The waits between requests, and what became of them."""
    slept: list[float] = []
    fetcher = Fetcher(options, sleep=slept.append)
    said = []
    for path in paths:
        try:
            fetcher.fetch(site.url + path).body.close()
            said.append("fetched")
        except RejectedInputError as error:
            said.append(error.message)
    return slept, said


def test_a_host_is_asked_once_in_a_while(site: Site) -> None:
    slow = FetchOptions(allow_private=True, delay=7)
    slept, said = waits(site, slow, "/a", "/a")
    assert said == ["fetched", "fetched"]
    assert len(slept) == 2  # after robots.txt, and between the two pages
    assert all(6 < pause <= 7 for pause in slept)


def test_robots_may_ask_for_more_time(site: Site) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 20\n")
    slept, _ = waits(site, FetchOptions(allow_private=True, delay=1), "/a", "/a")
    assert [round(pause) for pause in slept] == [1, 20]
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 600\n")
    _, said = waits(site, FetchOptions(allow_private=True, delay=1), "/a", "/a")
    assert said[0] == "fetched"
    assert "600 s, longer than 60 s" in said[1]


def test_a_server_that_says_later_is_asked_later(site: Site) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    site.replies["/a"] = [
        Reply(status=429, headers={"Retry-After": "12"}),
        Reply(status=503, headers={"Retry-After": moment}),
        Reply(page()),
    ]
    slept, said = waits(site, QUICK, "/a")
    assert said == ["fetched"]
    assert slept[0] == 12
    assert 25 < slept[1] <= 30


@pytest.mark.parametrize("asked", ["3600", "-5", "soon", "", "99999999999999999999"])
def test_a_server_that_says_much_later_is_not_waited_for(site: Site, asked: str) -> None:
    site.replies["/a"] = Reply(status=429, headers={"Retry-After": asked})
    slept, (said,) = waits(site, QUICK, "/a")
    assert slept == []
    assert "429" in said
    assert len(site.paths()) == 1


def test_a_server_that_always_says_later_is_left_alone(site: Site) -> None:
    site.replies["/a"] = Reply(status=503, headers={"Retry-After": "1"})
    slept, (said,) = waits(site, QUICK, "/a")
    assert "503" in said
    assert slept == [1, 1]


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    tagged = {"ETag": '"v1"', "Last-Modified": "Tue, 09 May 2023 10:00:00 GMT"}
    site.replies["/a"] = [Reply(page(), headers=tagged), Reply(status=304), Reply(page(PARAGRAPHS[0]))]
    first, again = one(f"{site.url}/a"), one(f"{site.url}/a")
    assert first == again
    asked = site.requests[-1].headers
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == (tagged["ETag"], tagged["Last-Modified"])
    assert one(f"{site.url}/a").text != first.text


def test_a_damaged_cache_is_no_cache(site: Site, tmp_path: Path) -> None:
    site.replies["/a"] = Reply(page(), headers={"ETag": '"v1"'})
    first = one(f"{site.url}/a")
    for file in (tmp_path / "cache").rglob("*.body"):
        file.write_bytes(b"<p>forged</p>")
    assert one(f"{site.url}/a") == first
    assert "If-None-Match" not in site.requests[-1].headers


def test_what_is_not_to_be_stored_is_not(site: Site, tmp_path: Path) -> None:
    site.replies["/a"] = Reply(page(), headers={"ETag": '"v1"', "Cache-Control": "private, no-store"})
    one(f"{site.url}/a")
    assert not list((tmp_path / "cache").rglob("*.body"))


def test_without_a_place_for_the_cache_it_works(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/cache")
    site.replies["/a"] = Reply(page(), headers={"ETag": '"v1"'})
    assert one(f"{site.url}/a")


# ------------------------------------------------------------------------------------------------- command line


def test_extract_takes_addresses(site: Site, naba: Naba, tmp_path: Path) -> None:
    site.replies["/b"] = Reply(status=404)
    done = naba(
        "extract", f"{site.url}/a", f"{site.url}/b", "http://me:secret@127.0.0.1/c", "-o", tmp_path / "out",
        "--allow-private", "--delay", "0", XDG_CACHE_HOME=str(tmp_path / "cache"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"{site.url}/b: The server answers with status 404." in done.stderr
    written = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())
    assert f'"url":"{site.url}/a"' in written
    assert "secret" not in written + done.stderr


def test_private_machines_are_asked_only_if_that_is_meant(site: Site, naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", f"{site.url}/a", "-o", tmp_path / "out", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 1
    assert "--allow-private" in done.stderr
    assert site.requests == []


def test_a_bad_delay_is_said(naba: Naba, tmp_path: Path) -> None:
    done = naba("extract", "http://127.0.0.1/", "-o", tmp_path / "out", "--delay", "-1")
    assert (done.returncode, "--delay" in done.stderr) == (2, True)


def test_files_never_load_the_network(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PARAGRAPHS[0], encoding="utf-8")
    code = (
        "import sys; from pipeline.ingest import read; list(read([sys.argv[1]]));"
        "print([name for name in ('urllib3', 'protego', 'pipeline.ingest.fetch') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.txt")]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
