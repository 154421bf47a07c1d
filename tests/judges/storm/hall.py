"""The hall of a storm: an invented contest, its server that can be killed and comes back, a way in for every judge."""

from __future__ import annotations

import signal
from pathlib import Path

from competition.access.tablets import tickets
from competition.commands import import_
from competition.intake import read
from competition.store.database import open_database
from tests.journeys.conftest import Server, free_port
from tests.judges.storm.tablet import Cell

EVENT, TRADE, PHASE = "storm-2026", "welding", "final"
ASPECTS = ("A1", "A2", "A3", "A4")
PANEL = 3
"""Judges of a panel; each panel has aspects of its own."""

CONTEST = f"""
package = 1
[event]
id = "{EVENT}"
name = {{ zh = "风暴", en = "Storm" }}
starts = "2026-06-06"
ends = "2026-06-06"
[organiser]
name = {{ zh = "焊接协会", en = "Welding Association" }}
[[trades]]
id = "{TRADE}"
name = {{ zh = "焊接", en = "Welding" }}
scheme = "weld"
"""
HEAD = f"scheme = 1\ndecimals = 2\n[[phases]]\nid = '{PHASE}'\n"
MODULE = "[[modules]]\nid = 'm{panel}'\n[[modules.criteria]]\nid = 'c{panel}'\n"
ASPECT = """[[modules.criteria.aspects]]
id = "p{panel}{aspect}"
panel = "p{panel}"
rule = "mean"
lowest = 0
highest = 9
step = 1
max = 9
"""


class Plan:
    """Who marks what. judges: ids. entrants: ids, contest numbers are 1, 2 …"""

    def __init__(self, tablets: int, marks: int) -> None:
        """tablets: one a judge. marks: that each judge has cells for, at least."""
        self.judges = [f"J{number:02}" for number in range(1, tablets + 1)]
        self.entrants = [f"E{number:03}" for number in range(1, max(1, -(-marks // len(ASPECTS))) + 1)]

    def panel(self, judge: str) -> int:
        return self.judges.index(judge) // PANEL + 1

    def cells(self, judge: str) -> list[Cell]:
        """In the order of her sheets."""
        panel = self.panel(judge)
        return [(entrant, f"p{panel}{aspect}") for entrant in self.entrants for aspect in ASPECTS]

    def write(self, folder: Path) -> Path:
        """The package, in the folder."""
        package = folder / "package"
        (package / "schemes").mkdir(parents=True)
        panels = range(1, self.panel(self.judges[-1]) + 1)
        scheme = HEAD + "".join(
            MODULE.format(panel=panel) + "".join(ASPECT.format(panel=panel, aspect=aspect) for aspect in ASPECTS)
            for panel in panels
        )
        entrants = (f"{TRADE},{id},{at:03},选手{at},Entrant {at},,," for at, id in enumerate(self.entrants, 1))
        tables = {
            "contest.toml": [CONTEST],
            "schemes/weld.toml": [scheme],
            "entrants.csv": ["trade,entrant,number,name,name_en,organisation,organisation_en,group", *entrants],
            "judges.csv": ["judge,name,name_en,organisation,interests", *(f"{id},裁判,,," for id in self.judges)],
            "panels.csv": [
                "trade,phase,panel,item,judge",
                *(f"{TRADE},,p{self.panel(id)},,{id}" for id in self.judges),
            ],
        }
        for name, lines in tables.items():
            (package / name).write_text("\n".join(lines) + "\n", "utf-8")
        return package

    def prepare(self, folder: Path, database: str) -> dict[str, str]:
        """The contest in the database, its trade open; for every judge the token of a ticket."""
        package, problems = read(self.write(folder))
        assert package is not None, problems
        with open_database(database) as store:
            import_.begin(store, package, marks=False)
            import_.finish(store, package, marks=False)
            with store.transaction() as connection:
                made = tickets.make(connection, EVENT, self.judges, made_by="organiser.storm", key="storm")
        return {each.judge: each.token for each in made}


class House:
    """A server on the database that is killed and comes back on the same port."""

    def __init__(self, folder: Path, database: str) -> None:
        self._folder, self._database = folder, database
        self.port = free_port()
        self._server = self._start()

    def _start(self) -> Server:
        arguments = ("--port", str(self.port), "--database", self._database, "--backup-every", "0")
        return Server(self._folder, "serve", *arguments)

    def kill(self) -> None:
        """Without a word."""
        self._server.stop(signal.SIGKILL)

    def come_back(self) -> None:
        self._server = self._start()

    def stop(self) -> None:
        if self._server.process.poll() is None:
            self._server.stop()
