"""What grades a table would come to, for the effect of a change on them."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from competition.rulings.effects import Grades
from scoring.state import Trade


async def grader(request: Request, event: str) -> Grades:
    """What works out the grades of a trade of the event as its table stands."""
    return _none


def _none(trade: Trade) -> Mapping[str, str]:
    return {}
