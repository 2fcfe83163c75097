"""Connections to public addresses and to hosts that the config names, with a limit on their total time.

The check is on the resolved address that is connected to: a name that resolves to another address a moment
later gains nothing, a named host's neither: one that was public stays public. If the environment sets a proxy, the proxy connects, and whoever set it is responsible
for where it may connect.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import time
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family

from syndicate.addresses import host_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052, 2.1: the last 32 bits are an IPv4 address. The prefixes for local use (RFC 8215) are local."""
ISATAP = 0x00005EFE
"""RFC 5214, 6.1: the interface of an address that embeds an IPv4 address of a site."""
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""RFC 4291, 2.4: all other IPv6 addresses are local, multicast, reserved, or embed an IPv4 address."""
NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Within that: protocols' own addresses (Teredo too), examples, and 6to4, which `_embedded` reads."""
RELAYS = ipaddress.ip_network("192.88.99.0/24")
"""RFC 7526."""
PORTS = {"http": 80, "https": 443}


class NotPublicError(NewConnectionError):
    """The host is not on the public network; `host` is its name, with its addresses."""

    def __init__(self, connection: HTTPConnection, host: str) -> None:
        super().__init__(connection, f"{host}: not on the public network")
        self.host = host


def is_public(ip: str) -> bool:
    """Whether an IP address, and any IPv4 address embedded in it, is on the public network."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and address not in RELAYS
    if int(address) >> 32 & 0xFDFFFFFF == ISATAP:
        return False
    inner = address.ipv4_mapped or address.sixtofour
    if address in NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return (
        address in GLOBAL_UNICAST
        and address.is_global
        and not any(address in network for network in NOT_PUBLIC)
    )


def named_hosts(addresses: Iterable[str]) -> frozenset[tuple[str, int]]:
    """The hosts and ports of web addresses."""
    splits = (urlsplit(address) for address in addresses if address)
    return frozenset(
        (host_key(split.hostname or ""), split.port or PORTS.get(split.scheme, 0)) for split in splits
    )


class PublicAdapter(HTTPAdapter):
    """Connects to public addresses and to named hosts.

    Args:
        hosts: see `named_hosts`.
        time_limit: seconds for a whole response, even while data arrives.
        connections: how many are kept open.
    """

    def __init__(self, hosts: Collection[tuple[str, int]], time_limit: float, connections: int) -> None:
        self.pools = _pools(hosts, time_limit)
        super().__init__(pool_connections=connections, pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools; called by `requests`."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools


class _TimeLimited(io.RawIOBase):
    """A stream with a deadline: a socket's timeout is for each read, and a response that trickles would never end."""

    def __init__(self, raw: io.RawIOBase, deadline: float) -> None:
        self.raw = raw
        self.deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if time.monotonic() > self.deadline:
            raise TimeoutError
        return self.raw.readinto(buffer)

    def close(self) -> None:
        self.raw.close()
        super().close()


def _pools(hosts: Collection[tuple[str, int]], time_limit: float) -> dict[str, type[HTTPConnectionPool]]:
    class Response(HTTPResponse):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fp = io.BufferedReader(_TimeLimited(self.fp.detach(), time.monotonic() + time_limit))

    public_hosts: set[str] = set()

    class CheckedConnection(HTTPConnection):
        response_class = Response

        def _new_conn(self) -> socket.socket:
            name, host = self._dns_host, self.host.strip("[]").lower()
            addresses = _addresses(self)
            allowed = [ip for ip in addresses if is_public(ip)]
            if allowed:
                public_hosts.add(host)
            elif (host, self.port) in hosts and host not in public_hosts:
                allowed = addresses  # a named host need not be public, but one that was stays so
            error: OSError | NewConnectionError | None = None
            for ip in allowed:
                try:
                    self._dns_host = ip
                    return super()._new_conn()
                except (OSError, NewConnectionError) as failure:
                    error = failure
                finally:
                    self._dns_host = name
            shown = host if host in addresses else f"{host}, which is {', '.join(addresses)}"
            raise error or NotPublicError(self, shown)

    class CheckedTLSConnection(CheckedConnection, HTTPSConnection):
        pass

    class Pool(HTTPConnectionPool):
        ConnectionCls = CheckedConnection

    class TLSPool(HTTPSConnectionPool):
        ConnectionCls = CheckedTLSConnection

    return {"http": Pool, "https": TLSPool}


def _addresses(connection: HTTPConnection) -> list[str]:
    """The addresses of a connection's host."""
    host = connection.host.strip("[]")
    try:
        records = socket.getaddrinfo(host, connection.port, allowed_gai_family(), socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NameResolutionError(host, connection, error) from error
    except UnicodeError as error:
        raise NewConnectionError(connection, f"{host!r} is no host's name") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in records))
