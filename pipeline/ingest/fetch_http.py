"""One request to one machine. The only module that opens connections; urllib3 is imported when it does.

The name is resolved once, the addresses behind it are checked, and the connection goes to a checked one: a name that
points elsewhere a moment later (DNS rebinding) gains nothing. A deadline covers everything from the first packet to
the last byte, whatever the server drips.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

from pipeline.ingest.fetch_address import Address, permitted
from pipeline.ingest.records import FetchOptions, Reason, RejectedInputError

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: status, headers by lower-case name, and the body, decompressed, at its beginning."""

    status: int
    headers: Mapping[str, str]
    body: BinaryIO


def get(address: Address, headers: Mapping[str, str], options: FetchOptions, max_bytes: int | None = None) -> Answer:
    """Ask for one address, follow nothing.

    Args:
        address: what to ask for.
        headers: headers of the request, beside those of the connection.
        options: limits, and whether private machines may be connected to.
        max_bytes: the largest body, if not that of the options.

    Raises:
        RejectedInputError: `bad_address` for a machine that may not be connected to, `too_large`, `fetch_failed`.
    """
    from http.client import HTTPException

    from urllib3.exceptions import HTTPError

    limit = options.max_bytes if max_bytes is None else max_bytes
    with _Deadline(options.deadline) as deadline:
        try:
            connection = _connection(address, options, deadline)
            try:
                answer = _ask(connection, address, headers, limit)
            finally:
                connection.close()
            if deadline.passed:
                # The cut looks like the end of the body: what is there may be half of it.
                answer.body.close()
                raise OSError("cut off")
            return answer
        except RejectedInputError:
            raise
        except (HTTPException, HTTPError, OSError, ValueError) as error:
            why = _short(str(error) or type(error).__name__)
            if deadline.passed:
                why = f"it took longer than {options.deadline:g} s"
            raise RejectedInputError(Reason.FETCH_FAILED, f"Fetching failed: {why}. Try again later.") from error


def _ask(connection: HTTPConnection, address: Address, headers: Mapping[str, str], limit: int) -> Answer:
    connection.request(
        "GET",
        address.target,
        headers={"Accept-Encoding": "gzip, deflate", "Connection": "close", **headers},
        preload_content=False,
    )
    response = connection.getresponse()
    found = {name.lower(): value for name, value in response.headers.items()}
    announced = found.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit)
    body = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  (the caller closes it)
    try:
        size = 0
        # Decompressed piece by piece: a bomb ends at the limit, not in memory.
        while chunk := response.read(_CHUNK, decode_content=True):
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            body.write(chunk)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return Answer(response.status, found, body)


def _connection(address: Address, options: FetchOptions, deadline: _Deadline) -> HTTPConnection:
    """Return a connection that goes to checked machines only."""
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.util import Timeout

    base: type[HTTPConnection] = HTTPSConnection if address.scheme == "https" else HTTPConnection

    class Checked(base):  # type: ignore[misc, valid-type]
        def _new_conn(self) -> socket.socket:
            # The hook that urllib3's own SOCKS connection uses. Name, TLS and `Host` stay those of the address.
            made = _connect(address, options)
            deadline.hold(made)
            return made

    timeout = Timeout(connect=options.timeout, read=options.timeout)
    return cast("HTTPConnection", Checked(address.host, address.port, timeout=timeout.read_timeout))


def _connect(address: Address, options: FetchOptions) -> socket.socket:
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    allowed = [entry for entry in found if options.allow_private or permitted(str(entry[4][0]))]
    if not allowed:
        raise RejectedInputError(
            Reason.BAD_ADDRESS,
            f"{address.host} is a machine of a private network ({found[0][4][0] if found else 'no address'}). "
            "If that is meant: --allow-private.",
        )
    failure: OSError | None = None
    for family, kind, protocol, _, place in allowed:
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(options.timeout)
            made.connect(place)
        except OSError as error:
            made.close()
            failure = error
            continue
        return made
    raise failure or OSError("there is no address")


class _Deadline:
    """Cuts the connection when the time is over, in whatever call the main thread waits."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._held: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self._timer.cancel()
        with self._lock:
            if self._held is not None:
                self._held.close()
                self._held = None

    def hold(self, connection: socket.socket) -> None:
        """Watch a connection. A handle of its own: TLS takes the given one over."""
        with self._lock:
            self._held = connection.dup()
        if self.passed:
            self._end()

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            if self._held is not None:
                with suppress(OSError):  # the other side was quicker
                    self._held.shutdown(socket.SHUT_RDWR)


def _too_large(limit: int) -> RejectedInputError:
    return RejectedInputError(Reason.TOO_LARGE, f"It has more than {limit} bytes. Save what is needed of it as a file.")


def _short(why: str) -> str:
    """The message of an error of another library, without the names of its objects."""
    plain = why.rpartition(">: ")[2] if why.startswith("<") else why
    return " ".join(plain.split())[:200].rstrip(".")
