"""Addresses of the web: which may be fetched at all, and which machines may be connected to. No network here."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from pipeline.ingest.records import Reason, RejectedInputError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SECRET = re.compile(r"(?<=://)[^/?#]*@")
_PORTS = {"http": 80, "https": 443}
LONGEST = 4096
"""Characters of the longest address that is fetched."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was checked: ASCII, without user name and fragment."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as the request line has them."""

    @property
    def site(self) -> str:
        """Scheme, host and port: what robots.txt and the delay between requests are for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    def __str__(self) -> str:
        return self.site + self.target


def is_address(given: str) -> bool:
    """Whether an input is meant as an address, of whatever scheme, and not as a path."""
    return _SCHEME.match(given) is not None


def masked(given: str) -> str:
    """Return an input without the name and password that an address may hold."""
    return _SECRET.sub("***@", given) if is_address(given) else given


def parse(given: str, base: Address | None = None) -> Address:
    """Return the address that is written.

    Args:
        given: an address; a relative one where there is a `base`, as redirects have it.
        base: what it is relative to.

    Raises:
        RejectedInputError: `bad_address`: no http or https, a password, no host, characters that no address has.
    """
    if base is not None:
        given = urljoin(str(base), given)
    if len(given) > LONGEST:
        raise _bad(f"It has {len(given)} characters, at most {LONGEST} are fetched.")
    if not given.isprintable() or " " in given:
        raise _bad("It has a space or a control character. Write it as the browser shows it.")
    try:
        parts = urlsplit(given)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _bad(f"It cannot be read ({error}).") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise _bad("Only http and https are fetched. Save the file and give its path.")
    if "@" in parts.netloc:
        raise _bad("It holds a user name. Addresses with names and passwords are not fetched: save the page.")
    if port == 0:
        raise _bad("No server has the port 0.")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return Address(scheme, _host(host), port or _PORTS[scheme], target)


def _host(host: str) -> str:
    """Return a host in ASCII: names of other scripts (`موقع.مصر`) as the name system has them."""
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host).compressed
        except ValueError:
            raise _bad("The host in brackets is no IPv6 address.") from None
    try:
        ascii_host = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _bad("No host can have this name.") from None
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", ascii_host):
        raise _bad("It has no host. Write it as https://news.example/article.")
    return ascii_host


def _bad(why: str) -> RejectedInputError:
    return RejectedInputError(Reason.BAD_ADDRESS, why)


def permitted(ip: str) -> bool:
    """Whether an IP address is one of the open network: not private, loopback, link-local, multicast, reserved."""
    try:
        parsed = _inner(ipaddress.ip_address(ip.partition("%")[0]))
    except ValueError:
        return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _inner(ip: _Ip) -> _Ip:
    """The IPv4 address inside of an IPv6 address: the packets end there."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.teredo:
        return ip.teredo[1]
    return ip.ipv4_mapped or ip.sixtofour or ip
