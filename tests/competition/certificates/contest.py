"""The invented bakery up to awards in force, with numbers for its certificates."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from competition.access.accounts import Accounts
from competition.awarding.service import Awards
from competition.catalogue import Catalogue
from competition.commands import import_
from competition.desk import Desk
from competition.recording.streams import Streams
from competition.store.database import Database
from scoring.steps import Confirmed
from tests.competition.awarding.bakery import CONTEST, bakery, brought_to_result
from tests.competition.venue import url_of

EVENT, TRADE, PAGE = "bakery", "cakes", "/certificates/bakery/cakes"
NUMBERS = """[numbers]
grade = { scheme = "national-22", pattern = "S000099000001{yy}{level}{running}" }
award = { scheme = "own", pattern = "BK{year}-{running:3}" }
"""


def imported(store: Path, folder: Path, contest: str = CONTEST + NUMBERS) -> None:
    """Take the bakery in."""
    bakery(folder, contest=contest)
    result = CliRunner().invoke(import_.command, [str(folder), "--database", url_of(store)])
    assert result.exit_code == 0, result.output


async def in_force(database: Database) -> None:
    """From the last mark to awards that the authority confirmed."""
    streams = Streams(database, publish=lambda event, views: None, lost=lambda event: None)
    try:
        recorder = await streams.recorder(EVENT)
        assert recorder is not None

        await brought_to_result(recorder)
        desk = Desk(Accounts(database), streams, Catalogue(database), database)
        stated = await Awards(desk, database).drawn_up(EVENT, TRADE)
        for fact in (stated, Confirmed(TRADE, "awards", recorder.head.seq + 1)):
            answer = await recorder.record(fact, actor="authority.A", key=f"k{recorder.head.seq}")
            assert answer.status == "accepted", answer
    finally:
        await streams.close()
