"""Two years of the bakery in one house, each with its result confirmed: this year's policy, and last year's."""

from __future__ import annotations

from pathlib import Path

import anyio
from click.testing import CliRunner

from competition.commands import import_
from competition.recording.recorder import Recorder
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger
from tests.competition.awarding.bakery import CONTEST, FILED, bakery, brought_to_result
from tests.competition.venue import url_of

THIS, LAST = "bakery", "bakery-2025"

LAST_CONTEST = (
    CONTEST.replace('id = "bakery"', f'id = "{LAST}"')
    .replace('name = "烘焙赛"', 'name = { zh = "去年烘焙赛", en = "Last year\'s bakery" }')
    .replace("2026-", "2025-")
)

LAST_POLICY = """policy = 1
name = { zh = "云屏市旧办法", en = "Yunping awards of old" }
valid = { until = "2025-12-31" }
[documents.old]
title = "云屏市旧办法"
[tiers]
city = { zh = "市级", en = "City" }
[groups]
staff = { zh = "职工", en = "Staff" }
student = { zh = "学生", en = "Students" }
[[clauses]]
id = "top"
cites = "第一条"
groups = ["staff"]
places = { to = 1 }
grade = "1"
[[clauses]]
id = "rest"
cites = "第二条"
groups = ["staff"]
places = { from = 2, to = 5 }
grade = "4"
[[clauses]]
id = "title"
cites = "第三条"
groups = ["staff"]
places = { to = 2 }
title = { zh = "云屏市技术能手", en = "Yunping Expert" }
[[clauses]]
id = "prize"
cites = "第四条"
places = { to = 1 }
prize = { zh = "一等奖", en = "First prize" }
"""


def years(folder: Path) -> Path:
    """The store of the house."""
    store = folder / "store"
    store.mkdir()
    old = [(f"L{row[0]}", *row[1:]) for row in FILED]
    for event, made in (
        (THIS, bakery(folder / THIS)),
        (LAST, bakery(folder / LAST, old, contest=LAST_CONTEST, policy=LAST_POLICY)),
    ):
        result = CliRunner().invoke(import_.command, [str(made), "--database", url_of(store)])
        assert result.exit_code == 0, result.output
        with open_database(url_of(store)) as database:
            anyio.run(_confirmed, database, event)
    return store


async def _confirmed(database: Database, event: str) -> None:
    async with Recorder(Ledger(database, event)) as recorder:
        await brought_to_result(recorder)
