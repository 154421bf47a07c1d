"""The awards' bakery with three tasters of every cake, so that places and grades hang on what one of them says.

Cake counts 80 of 100, and a taster moves a total by 4/15 a point. C2 is second of the staff and fails the paper by half
a point; C4 is a tenth of a point behind her, and two tasters lie far apart over her cake.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.testclient import TestClient

import run
from competition.access import sessions
from competition.commands import import_
from competition.settings import Settings
from tests.competition.awarding.bakery import bakery
from tests.competition.people import cookie

TAGS = re.compile(r"<[^>]+>")
TASTERS = ("J2", "J3", "J4")
APART = {"C4": (0, 2, -2)}
"""How far tasters lie from what the row says."""

ROWS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("C1", "职工", "P1", "3", "", "90", "95"),
    ("C2", "职工", "P2", "2", "", "59.5", "96"),
    ("C3", "学生", "P3", "none", "", "80", "80"),
    ("C4", "职工", "P4", "4", "", "83", "90"),
    ("C5", "职工", "P5", "5", "", "80", "70"),
    ("C6", "学生", "P6", "none", "", "80", "60"),
)
"""As of the bakery's."""


def cakes(folder: Path, missing: Collection[tuple[str, str]] = ()) -> Path:
    """The contest as a package. missing: (entrant, aspect) that nobody has marked."""
    made = bakery(folder / "bakery", ROWS)
    scheme = made / "schemes" / "cakes.toml"
    head, piping = scheme.read_text("utf-8").split('id = "piping"')
    head = head.replace("highest = 100", 'highest = 100\nstep = "0.5"')
    piping = (
        piping.replace('"jury"', '"tasters"')
        .replace('"one"', '"mean"')
        .replace("highest = 100", "highest = 100\nstep = 1")
    )
    scheme.write_text(f'{head}id = "piping"{piping}', "utf-8")
    names = {"J2": ("甘棠", "Gan Tang"), "J3": ("梁渠", "Liang Qu"), "J4": ("穆清", "Mu Qing")}
    with (made / "judges.csv").open("a", encoding="utf-8") as judges, (made / "panels.csv").open("a") as panels:
        for judge, (name, english) in names.items():
            judges.write(f"{judge},{name},{english},,\n")
            panels.write(f"cakes,,tasters,,{judge}\n")
    lines = ["judge,entrant,phase,item,aspect,attempt,value"]
    for entrant, *_, paper, cake in ROWS:
        if (entrant, "score") not in missing:
            lines.append(f"J1,{entrant},final,,score,,{paper}")
        for judge, by in zip(TASTERS, APART.get(entrant, (0, 0, 0)), strict=True):
            if (entrant, "piping") not in missing:
                lines.append(f"{judge},{entrant},final,,piping,,{int(cake) + by}")
    (made / "marks.csv").write_text("\n".join([*lines, ""]), "utf-8")
    return made


class Tasted:
    """The contest served in this process; whoever asks is signed in when she first does, but `""`."""

    def __init__(self, app: Starlette, client: TestClient, url: str) -> None:
        self.app, self.client, self._url = app, client, url
        self._cookies: dict[str, str] = {}

    def get(self, path: str, role: str = "chief", lang: str = "en") -> Any:
        headers = {"accept-language": lang}
        if role:
            if role not in self._cookies:
                self._cookies[role] = cookie(self._url, role, event="bakery")
            headers["cookie"] = f"{sessions.COOKIE}={self._cookies[role]}"
        return self.client.get(path, headers=headers, follow_redirects=False)

    def words(self, path: str, role: str = "chief", lang: str = "en") -> str:
        """The page's words, one space between them."""
        answer = self.get(path, role, lang)
        assert answer.status_code == 200, answer.text
        return " ".join(TAGS.sub(" ", answer.text.partition("<main")[2]).split())


@contextmanager
def tasted(folder: Path, missing: Collection[tuple[str, str]] = ()) -> Iterator[Tasted]:
    """The contest, imported and served."""
    url = f"sqlite:///{folder / 'cakes.db'}"
    imported = CliRunner().invoke(import_.command, [str(cakes(folder, missing)), "--database", url])
    assert imported.exit_code == 0, imported.output
    app = run.build(Settings(database=url, backup_every=0))
    with TestClient(app) as client:
        yield Tasted(app, client, url)
