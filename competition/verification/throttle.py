"""How often numbers may be asked about: all questions of one address or account are counted, and those that found
nothing once more. Who guesses is closed out, whatever she asks next, so that being closed out tells nothing."""

from __future__ import annotations

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem
from limits import parse as parse_rate
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

ADDRESS, ACCOUNT = "address", "account"
"""Who is counted."""


class Limits:
    """lookups: of one address, e.g. `60/minute`; programs: of one account. guesses: questions of either that found
    nothing."""

    def __init__(self, lookups: str = "60/minute", programs: str = "1200/minute", guesses: str = "20/hour") -> None:
        self._most = {ADDRESS: parse_rate(lookups), ACCOUNT: parse_rate(programs)}
        self._guesses = parse_rate(guesses)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def wait_s(self, kind: str, who: str) -> int:
        """Count a question; seconds until it may be asked, 0 where it may be now."""
        if not await self._limiter.test(self._guesses, "guesses", kind, who):
            return await self._left(self._guesses, "guesses", kind, who)
        if not await self._limiter.hit(self._most[kind], "lookups", kind, who):
            return await self._left(self._most[kind], "lookups", kind, who)
        return 0

    async def missed(self, kind: str, who: str) -> None:
        """Count a question that found nothing."""
        await self._limiter.hit(self._guesses, "guesses", kind, who)

    async def _left(self, rate: RateLimitItem, *who: str) -> int:
        stats = await self._limiter.get_window_stats(rate, *who)
        return max(1, math.ceil(stats.reset_time - time.time()))


def household(address: str) -> str:
    """Addresses that one person has: of IPv6 the network of 64 bits, which a connection is given whole."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((known, 64), strict=False))
    return str(known)
