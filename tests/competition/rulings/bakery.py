"""An invented contest to rule on: one trade, a seat of the office, a panel of three who judge, signatures asked for.

The application is the real one, over a database of its own; people come with the cookies of their sessions.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.testclient import TestClient

import run
from competition.access import sessions
from competition.commands.import_ import begin, finish
from competition.intake import read
from competition.recording.recorder import Answer, Entry, Recorder
from competition.settings import Settings
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger
from scoring import lines
from scoring.facts import Cell, Fact, MarkGiven, SheetSigned
from scoring.lines import Line
from scoring.sheets import sheet, sheet_digest
from scoring.state import State
from tests.competition.people import cookie

EVENT = "bakes"
TRADE = "baking"
PANEL = ("J1", "J2", "J3")
ENTRANTS = tuple(f"E{number}" for number in range(1, 7))
OFFICE = f"/office/{EVENT}/rulings"
CHIEF = f"/chief/{EVENT}"

FILES = {
    "contest.toml": """
package = 1
[event]
id = "bakes"
name = { zh = "云州烘焙赛", en = "Yunzhou bakes" }
starts = "2026-05-01"
ends = "2026-05-02"
[organiser]
name = { zh = "烘焙协会", en = "Bakers' association" }
[procedure]
signatures = true
[[trades]]
id = "baking"
name = { zh = "烘焙", en = "Baking" }
[notice]
working_days = 0
""",
    "schemes/baking.toml": """
scheme = 1
decimals = 2
[[phases]]
id = "final"
name = { zh = "决赛", en = "Final" }
max = 60
[[modules]]
id = "A"
name = { zh = "理论", en = "Theory" }
max = 20
weight = "0.2"
[[modules.criteria]]
id = "A1"
[[modules.criteria.aspects]]
id = "paper"
name = { zh = "卷面分", en = "Paper" }
panel = "papers"
rule = "one"
lowest = 0
highest = 100
step = "0.5"
max = 100
[[modules]]
id = "B"
name = { zh = "造型", en = "Shaping" }
max = 40
[[modules.criteria]]
id = "B1"
name = { zh = "面包", en = "Loaf" }
[[modules.criteria.aspects]]
id = "crust"
name = { zh = "表皮", en = "Crust" }
panel = "tasters"
rule = "judgement"
max = 24
[modules.criteria.aspects.benchmarks]
0 = { zh = "焦黑或发白", en = "Burnt or pale" }
1 = { zh = "色泽达标", en = "Meets the colour" }
2 = { zh = "均匀", en = "Even" }
3 = { zh = "均匀且有光泽", en = "Even and glossy" }
[[modules.criteria.aspects]]
id = "crumb"
name = { zh = "组织", en = "Crumb" }
panel = "tasters"
rule = "judgement"
max = 16
""",
    "entrants.csv": "trade,entrant,number,name,name_en,organisation,organisation_en,group\n"
    + "".join(
        f"baking,E{number},{number:02},{name},{english},第{number}面包房,Bakery {number},\n"
        for number, name, english in (
            (1, "沈若兰", "Shen Ruolan"),
            (2, "何远", "He Yuan"),
            (3, "陆青", "Lu Qing"),
            (4, "韩松", "Han Song"),
            (5, "白露", "Bai Lu"),
            (6, "丁宁", "Ding Ning"),
        )
    ),
    "judges.csv": "judge,name,name_en,organisation,interests,kind\n"
    "J1,顾清和,Gu Qinghe,,,\nJ2,郑伯庸,Zheng Boyong,,,\nJ3,唐映雪,Tang Yingxue,,,\n"
    "OFFICE,赛务办公室,Contest office,,,office\n",
    "panels.csv": "trade,phase,panel,item,judge\nbaking,,papers,,OFFICE\n"
    "baking,,tasters,,J1\nbaking,,tasters,,J2\nbaking,,tasters,,J3\n",
}

Result = TypeVar("Result")


UNSHARED = FILES | {
    "schemes/baking.toml": FILES["schemes/baking.toml"].replace(
        "max = 60\n", 'max = 60\nranks = { share = "never" }\nties = [{ by = "decision" }]\n'
    )
}
"""The same where no place may be shared, and the chief judge decides."""

INTERESTED = FILES | {
    "judges.csv": FILES["judges.csv"]
    .replace("Zheng Boyong,,", "Zheng Boyong,第1面包房,")
    .replace("Tang Yingxue,,", "Tang Yingxue,,entrant:E2;旧同事")
    + "R1,林备,Lin Bei,,,\nR2,苏备,Su Bei,,entrant:E2,\n",
    "panels.csv": "".join(
        f"{line},{'' if number else 'role'}\n" for number, line in enumerate(FILES["panels.csv"].splitlines())
    )
    + "baking,,tasters,,R2,reserve\nbaking,,tasters,,R1,reserve\n",
}
"""The same where J2 comes from E1's bakery, J3 declared E2, and R2 and R1 are in reserve, R2 not for E2."""


def imported(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """The contest in a database of the folder, opened and not marked yet. Made once a worker, then copied."""
    kind = lines.digest(lines.canonical(dict(files)))[:12]
    made = folder.parent / f"{kind}-template.db"
    if not made.exists():
        package_folder = folder.parent / f"{kind}-package"
        for name, text in files.items():
            (package_folder / name).parent.mkdir(parents=True, exist_ok=True)
            (package_folder / name).write_text(text, "utf-8")
        package, problems = read(package_folder)
        assert package is not None, problems
        with open_database(f"sqlite:///{made}") as database:
            assert begin(database, package, marks=True) is None
            with ThreadPoolExecutor(1) as thread:  # a loop may be running in this one
                thread.submit(finish, database, package, marks=True).result()
    target = folder / "bakes.db"
    shutil.copy(made, target)
    return target


class Bakery:
    """The contest with its server in this process. database: a connection of the test's own."""

    def __init__(self, app: Starlette, client: TestClient, database: Database) -> None:
        self.app = app
        self.database = database
        self._client = client
        self._keys = 0

    def person(self, role: str, login: str = "") -> Person:
        """Somebody with this role, in a browser of her own."""
        held = cookie(self.database, role, event=EVENT, login=login)
        client = TestClient(self.app, headers={"Cookie": f"{sessions.COOKIE}={held}"}, follow_redirects=False)
        client.portal = self._client.portal
        return Person(client)

    def nobody(self) -> Person:
        """Somebody who is not signed in."""
        client = TestClient(self.app, follow_redirects=False)
        client.portal = self._client.portal
        return Person(client)

    def call(self, made: Callable[..., Awaitable[Result]], *given: Any) -> Result:
        """Run a coroutine function where the server runs."""
        assert self._client.portal is not None
        return self._client.portal.call(made, *given)

    def states(self, *facts: tuple[str, Fact]) -> list[Answer]:
        """Record (actor, fact) pairs, past every page."""

        async def record() -> list[Answer]:
            recorder: Recorder = await self.app.state.desk.recorder(EVENT)
            entries = [Entry(fact, actor, self._key()) for actor, fact in facts]
            return await recorder.record_all(entries)

        return self.call(record)

    def _key(self) -> str:
        self._keys += 1
        return f"hall-{self._keys}"

    def gives(self, judge: str, entrant: str, value: str, aspect: str = "crust") -> int:
        """A judge's mark, new or revised; its line."""
        cell = Cell(judge, entrant, "final", "", aspect)
        held = self.look(lambda state: _line(state, cell))
        (answer,) = self.states((f"judge.{judge}", MarkGiven(cell, value, held)))
        assert answer.status in ("accepted", "held"), answer
        assert answer.seq is not None
        return answer.seq

    def marks(
        self, entrant: str, crust: Sequence[str], crumb: Sequence[str] = ("2", "2", "2"), paper: str = ""
    ) -> None:
        """The panel's marks of an entrant, and what the office gives her."""
        for judge, one, two in zip(PANEL, crust, crumb, strict=True):
            self.gives(judge, entrant, one)
            self.gives(judge, entrant, two, "crumb")
        if paper:
            self.gives("OFFICE", entrant, paper, "paper")

    def signs(self, entrant: str, *judges: str) -> None:
        """Judges sign their sheets of an entrant as they are."""
        for judge in judges or PANEL:
            digest = self.look(partial(_digest, judge=judge, entrant=entrant))
            (answer,) = self.states((f"judge.{judge}", SheetSigned(judge, entrant, "final", digest)))
            assert answer.status == "accepted", answer

    def look(self, at: Callable[[State], Result]) -> Result:
        """What a function says of the event's state."""

        async def read() -> Result:
            async with self.app.state.desk.reading(EVENT) as state:
                return at(state)

        return self.call(read)

    def total(self, entrant: str) -> str:
        """The entrant's total as boards show it."""
        return self.look(lambda state: str(state.trades[TRADE].rows[entrant]["total"]))

    def lines(self) -> list[Line]:
        """Every line that the database holds."""
        return [lines.line(row.seq, row.body) for row in Ledger(self.database, EVENT).lines()]

    def bodies(self) -> list[str]:
        """The stored text of every line."""
        return [row.body for row in Ledger(self.database, EVENT).lines()]

    def last(self) -> Line:
        """The last line."""
        return self.lines()[-1]

    def facts(self, kind: type[Fact]) -> list[Any]:
        """Every fact of a kind."""
        return [line.fact for line in self.lines() if isinstance(line.fact, kind)]


class Person:
    """Somebody at a browser without scripts: opens pages, fills forms, sends them."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def opens(self, path: str, *, lang: str = "en") -> Page:
        """Go to a page."""
        return Page(self, path, self.client.get(path, headers={"Accept-Language": lang}))

    def sends(self, path: str, **form: str) -> Page:
        """Send a form, whatever page it was on."""
        answer = self.client.post(path, data={"key": "form-of-a-test"} | form, headers={"Accept-Language": "en"})
        return Page(self, path, answer)


class Page:
    """What came back. status: of the answer. to: where it leads, "" for nowhere."""

    def __init__(self, person: Person, path: str, answer: httpx.Response) -> None:
        self.person = person
        self.path = path
        self.status = answer.status_code
        self.text = answer.text
        self.to = answer.headers.get("location", "")

    @property
    def words(self) -> str:
        """The text that a person reads, without markup."""
        body = re.sub(r"<(script|style)\b.*?</\1>", " ", self.text, flags=re.S)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#39;", "'").replace("&amp;", "&")

    def hidden(self, name: str) -> str:
        """The last hidden field of that name."""
        found = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.text)
        assert found, f"no hidden {name}"
        return str(found[-1])

    def sends(self, **form: str) -> Page:
        """Send the page's form with these fields and all its hidden ones, which a test may say otherwise: the form with
        the button that is pressed (`step`), else the last one in the page itself."""
        forms = re.findall(r'<form method="post" action="[^"]*"[^>]*>.*?</form>', self.text, flags=re.S)
        pressed = f'name="step" value="{form.get("step", "")}"'
        chosen = next((each for each in forms if pressed in each), forms[-1])
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', chosen))
        answer = self.person.client.post(self.path, data=hidden | form, headers={"Accept-Language": "en"})
        return Page(self.person, self.path, answer)

    def follows(self) -> Page:
        """Go where the answer leads."""
        assert self.status == 303, (self.status, self.words[:600])
        return self.person.opens(self.to)


def _digest(state: State, judge: str, entrant: str) -> str:
    return sheet_digest(sheet(state, judge, entrant, "final"))


def _line(state: State, cell: Cell) -> int:
    performance = state.trades[TRADE].performances[cell.entrant, cell.phase]
    panel = performance.panels.get((cell.aspect, cell.item, cell.attempt))
    return 0 if panel is None else panel.seqs.get(cell.judge, 0)


@contextmanager
def bakery(folder: Path, files: Mapping[str, str] = FILES) -> Iterator[Bakery]:
    """The contest, served in this process."""
    url = f"sqlite:///{imported(folder, files)}"
    app = run.build(Settings(database=url, backup_every=0))
    with open_database(url) as database, TestClient(app) as client:
        yield Bakery(app, client, database)
