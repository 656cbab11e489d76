"""How often one caller may ask of this process, without keeping any address.

An address is turned at once into a short mark with a salt that lives in memory only; each hour the salt is thrown away with
every mark made with it, so that nothing can be traced back or joined over time. Nothing is written or logged.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import os
import threading
import time
from collections.abc import Callable

from django.http import HttpRequest

HOUR = 3600.0
# About ten megabytes. When there are more callers than this, those who have not asked for a minute are forgotten first.
MOST_MARKS = 50_000


class Limits:
    """A bucket for each caller that holds a minute's worth of questions and fills again evenly.

    Each process counts for itself: with two processes a caller gets up to twice as much.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self._clock = per_minute, clock
        self._lock = threading.Lock()
        self._salt, self._made = os.urandom(16), clock()
        self._left: dict[bytes, tuple[float, float]] = {}

    def wait(self, address: str, cost: int = 1) -> int:
        """Seconds the caller has to wait; 0 when the question may be answered, which then is counted."""
        with self._lock:
            now = self._clock()
            if now - self._made >= HOUR:
                self._salt, self._made = os.urandom(16), now
                self._left.clear()
            mark = hashlib.blake2b(_network(address).encode(), key=self._salt, digest_size=8).digest()
            left, at = self._left.get(mark, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - at) * self.per_minute / 60)
            if left < cost:
                return max(1, math.ceil((cost - left) * 60 / self.per_minute))
            if mark not in self._left and len(self._left) >= MOST_MARKS:
                self._forget(now)
            self._left[mark] = (left - cost, now)
            return 0

    def _forget(self, now: float) -> None:
        self._left = {mark: held for mark, held in self._left.items() if now - held[1] < 60}
        if len(self._left) >= MOST_MARKS:
            self._left.clear()


def _network(address: str) -> str:
    """An IPv6 caller owns a whole network of addresses: its first half is the caller."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def told_apart(request: HttpRequest) -> str:
    """The caller, or nothing where all come from this machine and the proxy does not say for whom: then everybody would share one limit."""
    address = caller(request)
    try:
        return "" if ipaddress.ip_address(address).is_loopback else address
    except ValueError:
        return address


def caller(request: HttpRequest) -> str:
    """The address that asks. Behind a proxy on this machine, the one that the proxy itself saw (the last it names).

    A caller from elsewhere could write anything there, so from elsewhere it is not read.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    try:
        own = ipaddress.ip_address(peer).is_loopback
    except ValueError:
        own = peer == ""  # a socket on this machine
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return named if own and named else peer
