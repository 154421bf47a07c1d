"""Long work that pauses, so that whoever asked for it may do something else in between."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Found = TypeVar("Found")


def drained(work: Generator[None, None, Found]) -> Found:
    """What the work comes to, without a pause."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            found: Found = done.value
            return found
