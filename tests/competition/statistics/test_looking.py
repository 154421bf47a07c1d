from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from competition.desk import UnknownEvent
from competition.statistics.looking import KEPT, Look, Where
from tests.competition.rulings.bakery import EVENT, TRADE, Bakery

ROOT = Path(__file__).parents[3]
OFFICES = frozenset({"OFFICE"})


EVERYTHING = Where(TRADE)


def look(hall: Bakery, where: Where = EVERYTHING, event: str = EVENT) -> Look:
    async def looked() -> Look:
        found: Look = await hall.app.state.statistics.look(event, where, offices=OFFICES, connected={})
        return found

    found: Look = hall.call(looked)
    return found


def test_a_look_is_at_one_line_of_the_ledger(hall: Bakery) -> None:
    hall.marks("E1", ("2", "2", "3"))
    hall.marks("E2", ("1", "2", "3"))
    seen = look(hall)
    assert seen.group is not None and seen.group.panel == "tasters" and len(seen.groups) == 1
    assert seen.report is not None and seen.report.entrants == 2
    assert seen.head.seq == hall.last().seq and seen.as_of == hall.last().at


def test_a_report_serves_until_another_line_is_recorded(hall: Bakery) -> None:
    hall.marks("E1", ("2", "2", "3"))
    one, same = look(hall), look(hall)
    assert one.report is same.report
    hall.marks("E2", ("1", "2", "3"))
    other = look(hall)
    assert other.report is not None and other.report.entrants == 2


def test_each_question_has_its_own_report(hall: Bakery) -> None:
    hall.marks("E1", ("2", "2", "3"), ("1", "1", "1"))
    whole, crust, crumb = look(hall), look(hall, Where(TRADE, node="crust")), look(hall, Where(TRADE, node="crumb"))
    assert [each.report.works for each in (whole, crust, crumb) if each.report] == [2, 1, 1]
    assert crust.report is not None and crust.report is not look(hall, Where(TRADE, node="crumb")).report


def test_only_so_many_reports_are_kept(hall: Bakery) -> None:
    hall.marks("E1", ("2", "2", "3"))
    statistics = hall.app.state.statistics
    for number in range(KEPT + 5):
        connected = {"J1": frozenset({f"E{number}"})}

        async def looked(connected: dict[str, frozenset[str]] = connected) -> None:
            await statistics.look(EVENT, Where(TRADE), offices=OFFICES, connected=connected)

        hall.call(looked)
    assert len(statistics._kept) == KEPT


def test_before_anybody_marked_there_is_a_panel_and_no_report(hall: Bakery) -> None:
    seen = look(hall)
    assert seen.group is not None and seen.report is None


def test_what_is_not_there_is_not_looked_at(hall: Bakery) -> None:
    for where in (Where(TRADE, "semi"), Where(TRADE, "", "papers"), Where(TRADE, node="paper"), Where(TRADE, part="2")):
        assert look(hall, where).group is None
    with pytest.raises(KeyError):
        look(hall, Where("other"))
    with pytest.raises(UnknownEvent):
        look(hall, event="elsewhere")


def test_a_server_starts_without_what_statistics_are_made_with(tmp_path: Path) -> None:
    """numpy, pandas and scipy take half a second and eighty megabytes: they are loaded when somebody looks first."""
    program = (
        "import sys, run; from competition.settings import Settings; run.build(Settings(database=sys.argv[1]));"
        "print(sorted({'numpy', 'pandas', 'scipy'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, f"sqlite:///{tmp_path / 'empty.db'}"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
