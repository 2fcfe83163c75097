"""How an origin wants to be asked: not too often, and not for what its robots.txt excludes."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import defaultdict
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, which needs no sparing."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(address: str) -> str:
    """The host of an address, without port and credentials."""
    return (urlsplit(address).hostname or "").lower()


class RateLimit:
    """Lets through so many requests a second for each host, from all threads together.

    Args:
        rate: requests a second.
    """

    def __init__(self, rate: float) -> None:
        self._pause = 1 / rate
        self._pauses: dict[str, float] = {}
        self._free: dict[str, float] = defaultdict(float)
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def slow_down(self, host: str, pause: float) -> None:
        """Wait at least so many seconds between two requests to this host: its Crawl-delay."""
        self._pauses[host] = max(pause, self._pause)

    def wait(self, host: str) -> None:
        """Wait until the host may be asked."""
        if is_loopback(host):
            return
        # In a queue: a thread that wakes up late must not have the next one on its heels.
        with self._lock:
            turn = self._turns[host]
        with turn:
            if (pause := self.reserve(host, time.monotonic())) > 0:
                time.sleep(pause)
                self.woken(host, time.monotonic())

    def reserve(self, host: str, now: float) -> float:
        """Take the next free moment of a host.

        Returns:
            Seconds from now until then.
        """
        with self._lock:
            moment = max(now, self._free[host])
            self._free[host] = moment + self._pauses.get(host, self._pause)
        return moment - now

    def woken(self, host: str, now: float) -> None:
        """Count the pause to the next request from when this one is really made."""
        with self._lock:
            self._free[host] = max(self._free[host], now + self._pauses.get(host, self._pause))
