"""Where a message may go: an address somebody typed must not reach into our own network.

The check is made on what the name resolves to, and the connection then goes to those very addresses: a
name that answers otherwise a moment later (DNS rebinding) leads nowhere.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

from domain.errors import BadSettings

Resolve = Callable[[str, int], Sequence[Any]]

_NAT64 = ip_network("64:ff9b::/96")


class Forbidden(Exception):
    """The address lies in a range that nobody outside may send us into."""


def resolve(host: str, port: int) -> Sequence[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def read_url(url: str, allowed_hosts: Sequence[str] = ()) -> SplitResult:
    """The address in parts; raises BadSettings, which does not repeat it: it may be a secret.

    Plain http is for hosts that are allowed by name: what we send is nobody else's business.
    """
    hint = "Write it as https://host/path"
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadSettings("The address of a channel cannot be read", hint=hint) from error
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise BadSettings("The address of a channel is not a plain http(s) address", hint=hint)
    if any(ord(character) <= 32 or ord(character) > 126 for character in parts.geturl()):
        raise BadSettings("The address of a channel holds spaces or other odd characters", hint=hint)
    if parts.scheme == "http" and host not in allowed_hosts:
        raise BadSettings(
            f"The channel on {host} would be sent to unencrypted",
            hint="Use https, or name the host in private_hosts if it stands in your own network",
        )
    return parts


def checked_addresses(host: str, port: int, allowed_hosts: Sequence[str], look_up: Resolve) -> list[str]:
    """Where that name leads; raises Forbidden if any of it is not public and the host is not allowed."""
    found = list(dict.fromkeys(str(entry[4][0]) for entry in look_up(host, port)))
    if host not in allowed_hosts:
        for address in found:
            if not _public(address):
                raise Forbidden(f"{host} leads to {address}, which is not a public address")
    return found


def _public(address: str) -> bool:
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast
