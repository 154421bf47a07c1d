"""Pages of the office, the console and everybody else at a desk, in a contest of 5,000 entrants and 300 judges that is
being marked: server time of one page, a mark having come in since the last one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count, islice

from benchmarks.contest import EVENT, PHASE, Contest, judges
from benchmarks.rounds import Round
from benchmarks.server import Line, Tablets, serving
from competition.access import sessions
from competition.store.database import open_database
from tests.competition.people import cookie

ROLES = ("organiser", "chief", "supervisor", "authority", "association")


def paths(contest: Contest) -> dict[str, str]:
    """Every page that grows with the contest, by a short name."""
    trade = contest.names[-1]
    entrant, judge = contest.roster(trade)[-1], judges(trade, "craft")[0]
    office, chief = f"/office/{EVENT}", f"/chief/{EVENT}"
    cell = f"judge={judge}&entrant={entrant}&phase={PHASE}&item=&aspect=cutting"
    return {
        "overview": office,
        "trades": f"{office}/trades",
        "trade": f"{office}/trades/{trade}",
        "roster": f"{office}/roster?page=40",
        "entrant": f"{office}/roster/{entrant}",
        "progress": f"{office}/progress",
        "sheets": f"{office}/progress/sheets?trade={trade}&judge={judge}",
        "timeline": f"{office}/timeline",
        "search": f"{office}/search?q={entrant[-4:]}",
        "people": f"{office}/people",
        "rulings": f"{office}/rulings",
        "adjust": f"{office}/rulings/adjust?entrant={entrant}",
        "correct": f"{office}/rulings/correct?{cell}",
        "results": f"{office}/rulings/results",
        "exports": f"{office}/exports",
        "console": f"{chief}?trade={trade}",
        "module": f"{chief}/modules/{trade}/{PHASE}/craft",
        "supervision": f"/supervision/{EVENT}",
        "supervised": f"/supervision/{EVENT}/trades/{trade}",
        "authority": f"/authority/{EVENT}",
        "awards": f"/awards/{EVENT}",
        "awarded": f"/awards/{EVENT}/{trade}",
    }


@contextmanager
def pages(trades: int = 38, entrants: int = 132, share: float = 0.5) -> Iterator[Round]:
    """trades: of eight judges each. entrants: of each trade. share: of all marks, given before measuring begins."""
    contest = Contest(trades, entrants)
    with serving(contest) as server:
        with open_database(f"sqlite:///{server.folder / 'saiping.db'}") as store:
            held = [cookie(store, role, event=EVENT, login="bench") for role in ROLES][-1]
        tablets, line = Tablets(server), Line(server.port)
        tablets.give_everything(contest, share)
        waiting = iter(list(contest.marks(contest.names[-1]))[-2000:])
        asked = count(1)

        def took_ms(path: str) -> float:
            for mark in islice(waiting, 1):
                tablets.give([mark])
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Asked: {next(asked)}\r\n"
            request = f"{head}Cookie: {sessions.COOKIE}={held}\r\n\r\n".encode()
            began = time.perf_counter()
            status, _ = line.send(request)
            took = time.perf_counter() - began
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            return took * 1e3

        def one_round() -> Mapping[str, float]:
            took = {f"page {name}, ms": took_ms(path) for name, path in paths(contest).items()}
            return {"slowest page": max(took.values())} | took

        yield one_round
        line.close()
        tablets.line.close()
