"""What opening a trade would pin, before it is opened; a blind one waits for its codes."""

from __future__ import annotations

from pathlib import Path

from competition.intake import read
from competition.intake.package import Package
from competition.office.plans import MOST, openings, plans
from scoring.facts import TradeOpened
from tests.competition.office.house import EVENT, TRADE, House, files, zipped


def package(folder: Path, contest: bytes | None = None) -> Package:
    path = folder / "package.zip"
    later = ("marks.csv", "advanced.csv", "adjustments.csv", "expected.csv")
    path.write_bytes(zipped(files({"contest.toml": contest} if contest else None, without=later)))
    found, problems = read(path)
    assert found is not None, problems
    return found


def test_a_plan_says_what_opening_pins(tmp_path: Path) -> None:
    (plan,) = plans(package(tmp_path), {})
    assert plan.id == TRADE and plan.entrants == 12 and plan.judges == 10 and not plan.blind
    assert plan.panels["craft"] == ("J6", "J7", "J8")
    assert isinstance(plan.fact, TradeOpened) and plan.fact.scheme and plan.working_days == 5


def test_a_blind_trade_is_opened_once_its_codes_are_drawn(tmp_path: Path) -> None:
    contest = files()["contest.toml"].replace(b'id = "floristry"\n', b'id = "floristry"\nblind = true\n')
    found = package(tmp_path, contest)
    (plan,) = plans(found, {})
    assert plan.blind and plan.fact is None and openings(found, {}) == {}
    codes = tuple(f"F{number:02}" for number in range(1, 13))
    (drawn,) = plans(found, {TRADE: codes})
    assert drawn.fact is not None and [code for code, _ in drawn.fact.roster] == list(codes)


def test_a_package_is_read_once(opened: House) -> None:
    async def twice() -> bool:
        held = opened.app.state.office.plans
        return await held.package(EVENT) is await held.package(EVENT) and await held.package("none") is None

    assert opened.call(twice) and MOST > 1
