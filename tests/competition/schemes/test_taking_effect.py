"""After an amendment everything that is read of a trade is of the scheme that is in use: packages that are taken out,
names of parts, counts of marks, the figures of the office."""

from __future__ import annotations

import tomllib
from pathlib import Path

import anyio
import pytest

from competition.commands.import_ import begin, finish
from competition.exports.packages import files, stored, write
from competition.intake import Package, read
from competition.office.tally import Tally
from competition.recording.recorder import Entry, Recorder
from competition.rosters import Sign, overlaid
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger
from scoring.lines import digest
from scoring.procedure.seconds import change_text
from scoring.scheme import read_scheme, scheme_text
from scoring.state import State
from scoring.steps import Approved, Proposed, SchemeAmended
from tests.competition.rulings.bakery import FILES, TRADE, bakery
from tests.competition.schemes.test_proposing import OTHER, TEXT

TWO = FILES | {
    "contest.toml": FILES["contest.toml"].replace(
        '[[trades]]\nid = "baking"',
        '[[trades]]\nid = "pastry"\nname = "Pastry"\nscheme = "baking"\n[[trades]]\nid = "baking"',
    ),
    "entrants.csv": FILES["entrants.csv"] + "pastry,P1,07,方圆,Fang Yuan,第七面包房,Bakery 7,\n",
    "panels.csv": FILES["panels.csv"] + "pastry,,papers,,OFFICE\npastry,,tasters,,J1\n",
}
"""Two trades by one scheme."""


def canonical(text: str) -> str:
    scheme, problems = read_scheme(tomllib.loads(text, parse_float=str))
    assert scheme is not None, problems
    return scheme_text(scheme)


def amends(text: str, trade: str = TRADE) -> tuple[Proposed, dict[str, str]]:
    """The proposal of another scheme, with what it names."""
    stated = canonical(text)
    change = SchemeAmended(trade, digest(stated))
    return Proposed(change_text(change), "wrong-maximum"), {change.scheme: stated}


def imported(folder: Path, database: Database) -> Package:
    for name, text in TWO.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    package, problems = read(folder)
    assert package is not None, problems
    assert begin(database, package, marks=True) is None
    finish(database, package, marks=True)
    return package


async def amend(database: Database, text: str, *trades: str) -> None:
    """Amend the schemes of these trades, two persons each time."""
    async with Recorder(Ledger(database, "bakes")) as recorder:
        for trade in trades:
            proposal, contents = amends(text, trade)
            (proposed,) = await recorder.record_all([Entry(proposal, "organiser.a", f"{trade}-1", contents)])
            assert proposed.status == "accepted" and proposed.seq is not None, proposed
            (approved,) = await recorder.record_all([Entry(Approved(proposed.seq), "second.b", f"{trade}-2")])
            assert approved.status == "accepted", approved


@pytest.mark.parametrize(
    ("trades", "names"),
    [
        ((), {"pastry": "baking", "baking": "baking"}),
        (("baking",), {"pastry": "baking", "baking": "baking-baking"}),
        (("baking", "pastry"), {"pastry": "baking", "baking": "baking"}),
    ],
)
def test_a_package_that_is_taken_out_has_the_scheme_of_each_trade(
    trades: tuple[str, ...], names: dict[str, str], sqlite_url: str, tmp_path: Path
) -> None:
    with open_database(sqlite_url) as database:
        imported(tmp_path / "in", database)
        anyio.run(amend, database, OTHER, *trades)
        with database.connect() as connection:
            package = stored(connection, "bakes")
    assert package is not None
    assert {each.id: each.scheme for each in package.contest.trades} == names
    for trade, scheme in package.schemes.items():
        assert scheme_text(scheme) == canonical(OTHER if trade in trades else TEXT)
    write(files(package), tmp_path / "out")
    again, problems = read(tmp_path / "out")
    assert problems == [] and again is not None and again.schemes == package.schemes
    assert set(again.scheme_texts) == set(names.values())


def test_two_amendments_of_one_file_have_a_file_each(sqlite_url: str, tmp_path: Path) -> None:
    with open_database(sqlite_url) as database:
        imported(tmp_path / "in", database)
        anyio.run(amend, database, OTHER, "baking")
        anyio.run(amend, database, TEXT.replace("decimals = 2", "decimals = 1"), "pastry")
        with database.connect() as connection:
            package = stored(connection, "bakes")
    assert package is not None
    assert set(package.scheme_texts) == {"baking-baking", "baking-pastry"}


def test_the_ledger_is_folded_again_with_what_the_proposal_named(sqlite_url: str, tmp_path: Path) -> None:
    async def total(database: Database) -> str:
        async with Recorder(Ledger(database, "bakes")) as recorder, recorder.reading() as state:
            return scheme_text(state.trades["baking"].plan.scheme)

    with open_database(sqlite_url) as database:
        imported(tmp_path / "in", database)
        anyio.run(amend, database, OTHER, "baking")
    with open_database(sqlite_url) as database:
        assert anyio.run(total, database) == canonical(OTHER)


def test_marks_are_counted_by_the_scheme_that_is_in_use(tmp_path: Path) -> None:
    folder = tmp_path / "hall"
    folder.mkdir()
    tally = Tally()

    def count(state: State) -> Tally:
        assert tally.update(state.trades[TRADE], 1000)
        return tally

    more = OTHER.replace("max = 40", "max = 46").replace("max = 60", "max = 66") + (
        '[[modules.criteria.aspects]]\nid = "salt"\npanel = "tasters"\nrule = "judgement"\nmax = 6\n'
    )
    with bakery(folder) as hall:
        hall.marks("E1", ("2", "2", "2"), paper="80")
        hall.look(count)
        asked = tally.number.asked
        proposal, contents = amends(more)

        async def record() -> None:
            recorder = await hall.app.state.desk.recorder("bakes")
            (answer,) = await recorder.record_all([Entry(proposal, "organiser.a", "1", contents)])
            await recorder.record_all([Entry(Approved(answer.seq), "second.b", "2")])

        hall.call(record)
        hall.look(count)
        assert (tally.number.given, tally.number.asked) == (7, asked + 18)
        fresh = Tally()
        hall.look(lambda state: fresh.update(state.trades[TRADE], 1000))
        assert tally.numbers(lambda place: place) == fresh.numbers(lambda place: place)
        progress = hall.person("organiser").opens(f"/office/bakes/progress?trade={TRADE}")
        assert progress.status == 200


def test_a_proposal_without_its_scheme_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "hall"
    folder.mkdir()
    proposal, _ = amends(OTHER)
    with bakery(folder) as hall:
        (answer,) = hall.states(("organiser.a", proposal))
        assert [each.code for each in answer.problems] == ["content-missing"]


def test_a_roster_names_the_parts_of_an_amended_scheme() -> None:
    scheme, _ = read_scheme(
        {
            "scheme": 1,
            "phases": [{"id": "q", "name": "Qualifying"}],
            "modules": [
                {
                    "id": "M",
                    "criteria": [{"id": "c", "aspects": [{"id": "a", "rule": "one", "lowest": 0, "highest": 1}]}],
                }
            ],
        }
    )
    assert scheme is not None
    base = {"trades": [{"id": "wood", "phases": [], "modules": []}, {"id": "bread"}], "entrants": {}}
    found = overlaid(base, (Sign("wood", None, (), 7),), {}, {"wood": scheme})
    assert [each["id"] for each in found["trades"][0]["modules"]] == ["M"]
    assert found["trades"][0]["phases"][0]["name"]["en"] == "Qualifying" and found["trades"][1] == {"id": "bread"}
