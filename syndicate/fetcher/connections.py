"""Connections that lead to the public network, unless the config names the host, and that come to an end.

The address is checked that is really connected to, after its name was resolved: a name that resolves to
another address a moment later gains nothing. Where a proxy is set in the environment, the proxy connects, and
whoever set it answers for where it may go.
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

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NAT64 = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")
"""RFC 6052, 2.1, and RFC 8215: the last 32 bits are an IPv4 address."""
PORTS = {"http": 80, "https": 443}


class NotPublicError(NewConnectionError):
    """The host is not on the public network; `place` says which and where."""

    def __init__(self, connection: HTTPConnection, place: str) -> None:
        super().__init__(connection, f"{place} is not on the public network")
        self.place = place


def is_public(place: str) -> bool:
    """Whether an IP address is one of the public network, and so is the one that it wraps (RFC 4291, 3056, 4380)."""
    address = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if any(address in network for network in NAT64):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


def named_places(addresses: Iterable[str]) -> frozenset[tuple[str, int]]:
    """The hosts and ports of web addresses, as a person names them."""
    splits = (urlsplit(address) for address in addresses if address)
    return frozenset((split.hostname or "", split.port or PORTS.get(split.scheme, 0)) for split in splits)


class PublicAdapter(HTTPAdapter):
    """Connects to public addresses and to those hosts that are named.

    Args:
        named: see `named_places`.
        patience: seconds that a server may take for its answer, however busily it sends.
        connections: how many are kept open.
    """

    def __init__(self, named: Collection[tuple[str, int]], patience: float, connections: int) -> None:
        self.pools = _pools(named, patience)
        super().__init__(pool_connections=connections, pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools; called by `requests`."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools


class _Patient(io.RawIOBase):
    """What a server sends, up to a moment: a timeout is for each piece, and an answer that trickles would never end."""

    def __init__(self, raw: io.RawIOBase, until: float) -> None:
        self.raw = raw
        self.until = until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if time.monotonic() > self.until:
            raise TimeoutError
        return self.raw.readinto(buffer)

    def close(self) -> None:
        self.raw.close()
        super().close()


def _pools(named: Collection[tuple[str, int]], patience: float) -> dict[str, type[HTTPConnectionPool]]:
    class Answer(HTTPResponse):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fp = io.BufferedReader(_Patient(self.fp.detach(), time.monotonic() + patience))

    class Checked(HTTPConnection):
        response_class = Answer

        def _new_conn(self) -> socket.socket:
            name = self._dns_host
            if (self.host.strip("[]").lower(), self.port) in named:
                return super()._new_conn()
            error: OSError | NewConnectionError | None = None
            for place in _public_places(self):
                try:
                    self._dns_host = place
                    return super()._new_conn()
                except (OSError, NewConnectionError) as refused:
                    error = refused
                finally:
                    self._dns_host = name
            raise error or NotPublicError(self, self.host)

    class CheckedTLS(Checked, HTTPSConnection):
        pass

    class Pool(HTTPConnectionPool):
        ConnectionCls = Checked

    class TLSPool(HTTPSConnectionPool):
        ConnectionCls = CheckedTLS

    return {"http": Pool, "https": TLSPool}


def _public_places(connection: HTTPConnection) -> list[str]:
    """The public addresses of a connection's host."""
    host = connection.host.strip("[]")
    try:
        found = socket.getaddrinfo(host, connection.port, allowed_gai_family(), socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NameResolutionError(host, connection, error) from error
    except UnicodeError as error:
        raise NewConnectionError(connection, f"{host!r} is no host's name") from error
    places = list(dict.fromkeys(str(place[0]) for *_, place in found))
    if public := [place for place in places if is_public(place)]:
        return public
    raise NotPublicError(connection, host if host in places else f"{host}, which is {', '.join(places)},")
