"""Which addresses are asked: https alone, and never a private network because a publisher's answer says so."""

import ipaddress
import socket
from urllib.parse import urlsplit

# RFC 6761, RFC 6762 and what ICANN keeps for private use.
INSIDE_NAMES = (".localhost", ".local", ".internal", ".home.arpa")


def is_trusted(url: str) -> bool:
    """True for https, and for plain http that does not leave this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return True
    if parts.scheme != "http" or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def may_follow(url: str, target: str) -> bool:
    """True where a redirect goes from `url` to another place as safe: never from https to plain http, even here.

    Nor from a public address into a private network: a publisher does not decide what this machine asks there.
    """
    if not is_trusted(target) or (urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https"):
        return False
    here, there = urlsplit(url).hostname or "", urlsplit(target).hostname or ""
    return there == here or not _is_inside(there) or _is_loopback(here)


def address(url: str) -> str:
    """Host and port of a URL, without the name and the password that may stand before them."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _is_loopback(host: str) -> bool:
    address = _numeric(host)
    return address.is_loopback if address else host == "localhost"


def _is_inside(host: str) -> bool:
    """True for this machine and for what is reached in its own network alone, by number or by name."""
    address = _numeric(host)
    if address:
        return not address.is_global
    name = host.rstrip(".")
    return "." not in name or name.endswith(INSIDE_NAMES)


def _numeric(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Also in the odd ways in which systems take IPv4 addresses: 127.1, 0x7f000001, 2130706433."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, ValueError):
            return None
    return getattr(found, "ipv4_mapped", None) or found
