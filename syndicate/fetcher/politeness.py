"""Rate limits for requests to an origin."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import defaultdict


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, which needs no rate limit."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


MAX_PAUSE = 30.0
"""Seconds: a longer Crawl-delay would hold up a run, and with it the target, for days."""


class RateLimit:
    """A limit on the requests a second to each host, from all threads together.

    Args:
        rate: requests a second.
    """

    def __init__(self, rate: float) -> None:
        self._pause = 1 / rate
        self._pauses: dict[str, float] = {}
        self._next_slots: dict[str, float] = defaultdict(float)
        self._lock = threading.Lock()
        self._queues: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def slow_down(self, host: str, pause: float) -> None:
        """Set the pause between two requests to this host, in seconds: its Crawl-delay, up to `MAX_PAUSE`.

        It is never shorter than without one.
        """
        self._pauses[host] = max(min(pause, MAX_PAUSE) if pause >= 0 else 0, self._pause)

    def wait(self, host: str) -> None:
        """Wait until a request to the host is allowed."""
        if is_loopback(host):
            return
        # In a queue: after a thread that wakes up late, the next one still keeps its distance.
        with self._lock:
            queue = self._queues[host]
        with queue:
            if (pause := self.reserve(host, time.monotonic())) > 0:
                time.sleep(pause)
                self.restart_pause(host, time.monotonic())

    def reserve(self, host: str, now: float) -> float:
        """Reserve the next free slot of a host.

        Returns:
            Seconds from now until the slot.
        """
        with self._lock:
            slot = max(now, self._next_slots[host])
            self._next_slots[host] = slot + self._pauses.get(host, self._pause)
        return slot - now

    def restart_pause(self, host: str, now: float) -> None:
        """Start the pause before the next request now, when this one is really made."""
        with self._lock:
            self._next_slots[host] = max(self._next_slots[host], now + self._pauses.get(host, self._pause))
