"""Long work on a trade's certificates, told as it goes: one of a kind at a time, asked for again it is the same."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from competition.certificates.issuing import Issued
from competition.store.database import StoreFailed
from scoring.problems import Problem

log = logging.getLogger("saiping.certificates")

ISSUE, PRINT = "issue", "print"


@dataclass
class Work:
    """what: `ISSUE` or `PRINT`. stage: a code, done and of: how far it is. issued: what came of issuing. file: what
    came of printing; name: what it is called. over: it is done, or cannot be."""

    event: str
    trade: str
    what: str
    stage: str = "begun"
    done: int = 0
    of: int = 0
    over: bool = False
    issued: Issued | None = None
    file: Path | None = None
    name: str = ""
    problems: list[Problem] = field(default_factory=list)

    def tell(self, stage: str, done: int, of: int) -> None:
        """Note how far it is."""
        self.stage, self.done, self.of = stage, done, of


class Works:
    """What is being done, and what was done last, by event, trade and kind."""

    def __init__(self) -> None:
        self._works: dict[tuple[str, str, str], Work] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def find(self, event: str, trade: str, what: str) -> Work | None:
        """What is being done of this kind, or was last."""
        return self._works.get((event, trade, what))

    def begin(self, event: str, trade: str, what: str, run: Callable[[Work], Coroutine[Any, Any, None]]) -> Work:
        """Begin it; the work that goes on already where there is one."""
        work = self._works.get((event, trade, what))
        if work is None or work.over:
            if work is not None and work.file is not None:
                work.file.unlink(missing_ok=True)
            work = self._works[event, trade, what] = Work(event, trade, what)
            task = asyncio.create_task(self._run(work, run))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return work

    async def close(self) -> None:
        """End what is being done; it can be begun again."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for work in self._works.values():
            if work.file is not None:
                work.file.unlink(missing_ok=True)

    async def _run(self, work: Work, run: Callable[[Work], Coroutine[Any, Any, None]]) -> None:
        try:
            await run(work)
        except StoreFailed as error:
            log.error("%s of %s in %s: %s", work.what, work.trade, work.event, error)
            work.problems.append(Problem("store-failed", "", {}))
        except BaseException:
            work.problems.append(Problem("work-stopped", "", {}))
            raise
        finally:
            work.over = True
