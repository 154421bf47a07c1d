"""How often numbers may be asked about: all questions of one address or account are counted, and those that found
nothing once more. Who guesses is closed out, whatever she asks next, so that being closed out tells nothing."""

from __future__ import annotations

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem
from limits import parse as parse_rate
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter, RateLimiter, SlidingWindowCounterRateLimiter

ADDRESS, ACCOUNT = "address", "account"
"""Who is counted."""


class Limits:
    """addresses, accounts: (questions, those that found nothing) of one, e.g. `("60/minute", "20/hour")`."""

    def __init__(
        self,
        addresses: tuple[str, str] = ("60/minute", "20/hour"),
        accounts: tuple[str, str] = ("1200/minute", "200/hour"),
    ) -> None:
        stated = {ADDRESS: addresses, ACCOUNT: accounts}
        self._lookups = {kind: parse_rate(rate) for kind, (rate, _) in stated.items()}
        self._guesses = {kind: parse_rate(rate) for kind, (_, rate) in stated.items()}
        self._asked: RateLimiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._guessed: RateLimiter = MovingWindowRateLimiter(MemoryStorage())
        """Exact: who is closed out for an hour is told when it ends, and then it does."""

    async def wait_s(self, kind: str, who: str) -> int:
        """Count a question; seconds until it may be asked, 0 where it may be now."""
        guesses, lookups = self._guesses[kind], self._lookups[kind]
        if not await self._guessed.test(guesses, "guesses", kind, who):
            return await _left(self._guessed, guesses, "guesses", kind, who)
        if not await self._asked.hit(lookups, "lookups", kind, who):
            return await _left(self._asked, lookups, "lookups", kind, who)
        return 0

    async def missed(self, kind: str, who: str) -> None:
        """Count a question that found nothing."""
        await self._guessed.hit(self._guesses[kind], "guesses", kind, who)


async def _left(limiter: RateLimiter, rate: RateLimitItem, *who: str) -> int:
    stats = await limiter.get_window_stats(rate, *who)
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
