from __future__ import annotations

import pytest

from pipeline.stores import StoreError, parse_url
from pipeline.stores.url import FORMS, mask


@pytest.mark.parametrize("url", FORMS.values())
def test_every_form_that_is_told_is_one(url: str) -> None:
    assert parse_url(url).masked == url


def test_a_path_is_taken_as_it_is() -> None:
    url = parse_url("csv:my tables/٢٠٢١%20?bom=yes")
    assert (url.scheme, url.target, url.options) == ("csv", "my tables/٢٠٢١%20", (("bom", True),))
    assert parse_url("duckdb:C:/a.duckdb").target == "C:/a.duckdb"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("out/", "A store is one of: jsonl:out/, csv:out/"),
        ("mysql://root:hush@host/db", r"'mysql://root:\*\*\*@host/db' is unknown"),
        ("csv:", "has no path. Write it as csv:out/"),
        ("csv:out?delimiter=tab", "csv: has no option 'delimiter'. It has: bom"),
        ("csv:out?bom=1", "is yes or no, not '1'"),
        ("duckdb:a.duckdb?mode=ro", "duckdb: has no option 'mode'. It has none"),
        ("postgresql:facts", "is no URL. Write it as postgresql://user@host/database"),
        ("postgresql://u:hush@host:port/db", "is no URL: Port could not be cast"),
        ("postgresql://u:hush@[::1/db", "is no URL"),
    ],
)
def test_what_is_wrong_is_told_and_what_is_right(url: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as error:
        parse_url(url)
    assert "hush" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me@host/db", "postgresql://me@host/db"),
        ("postgresql://me:hush@host:5433/db", "postgresql://me:***@host:5433/db"),
        ("postgresql://me:h@ush@host/db", "postgresql://me:***@host/db"),
        ("postgresql:///db?host=/run/pg&password=hush", "postgresql:///db?host=/run/pg&password=***"),
        ("postgresql:///db?PASSWORD=hush&sslpassword=hush", "postgresql:///db?PASSWORD=***&sslpassword=***"),
        ("postgresql:///db?p%61ssword=hush", "postgresql:///db?p%61ssword=***"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert parse_url(url).masked == shown
    assert mask(url) == shown
