"""Servers on this machine for the tests of fetching: real sockets, answers that the test writes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PARAGRAPHS = (
    "توقفت خدمات شركة أفق للاتصالات صباح الثلاثاء في ثلاث محافظات ساحلية، بعد حريق في مركز للبيانات.",
    "وقالت المتحدثة باسم الشركة ليلى النقاش إن الفرق الفنية وصلت إلى الموقع عند السابعة صباحا.",
    "وقدرت الشركة عدد المتضررين بنحو 240 ألف مشترك، في حين سجل موقع رصد الأعطال أكثر من 3100 بلاغ قبل الظهر.",
)


def page(*paragraphs: str, charset: str = "utf-8") -> bytes:
    """A page of news; without paragraphs, the usual ones."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    html = f"<!doctype html><html lang=ar><head><title>عطل</title></head><body><article>{body}</article></body></html>"
    return html.encode(charset)


@dataclass
class Reply:
    """What the server answers. `raw` is sent as it is, in place of everything else."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[Any], None] | None = None


@dataclass
class Request:
    """What the server was asked."""

    path: str
    headers: dict[str, str]


class Site:
    """A server: `site.replies[path]` is a reply, or a list of them, one for each request (the last one stays)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.replies: dict[str, Reply | list[Reply]] = {}
        self.requests: list[Request] = []

    def paths(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def reply(self, path: str) -> Reply:
        found = self.replies.get(path, Reply(status=404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found


@contextmanager
def serve(host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run a server on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append(Request(self.path, dict(self.headers)))
            reply = site.reply(self.path)
            self.close_connection = True
            if reply.raw is not None:
                with suppress(OSError):  # the client has seen enough
                    reply.raw(self.wfile)
                return
            self.send_response(reply.status)
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(reply.body))}
            for name, value in {**headers, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # clients that hang up are part of the tests

    server = Server((host, 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    name = f"[{host}]" if ":" in host else host
    site = Site(f"{'https' if context else 'http'}://{name}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
