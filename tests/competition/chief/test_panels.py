from __future__ import annotations

from competition.chief.panels import Late, ModuleRow, Spread, late, modules, panels, trades
from competition.office.tally import Tally
from scoring.facts import Adjusted
from scoring.procedure.signing import module_digest
from scoring.state import State
from scoring.steps import ModuleCountersigned, ModuleSigned
from tests.competition.rulings.bakery import EVENT, TRADE, Bakery


def tallied(state: State) -> Tally:
    tally = Tally()
    assert tally.update(state.trades[TRADE])
    return tally


def spreads(hall: Bakery) -> list[Spread]:
    async def counted() -> list[Spread]:
        recorder = await hall.app.state.desk.recorder(EVENT)
        found: list[Spread] = await hall.app.state.spreads.of(recorder, TRADE)
        return found

    found: list[Spread] = hall.call(counted)
    return found


def test_every_seat_says_what_it_has_given(hall: Bakery) -> None:
    hall.marks("E1", ("2", "2", "2"), paper="80")
    rows = hall.look(lambda state: panels(state.trades[TRADE], tallied(state)))
    assert [(row.panel, row.number.given, row.number.asked) for row in rows] == [("papers", 1, 6), ("tasters", 6, 36)]
    assert [(seat.seat, seat.judge, seat.number.given) for seat in rows[1].seats] == [
        (1, "J1", 2),
        (2, "J2", 2),
        (3, "J3", 2),
    ]


def test_who_lags_clearly_is_behind(hall: Bakery) -> None:
    for entrant in ("E1", "E2", "E3", "E4", "E5"):
        for judge in ("J1", "J2"):
            hall.gives(judge, entrant, "2")
            hall.gives(judge, entrant, "2", "crumb")
    hall.gives("J3", "E1", "2")
    rows = hall.look(lambda state: panels(state.trades[TRADE], tallied(state)))
    assert [seat.behind for seat in rows[1].seats] == [False, False, True]


def test_spreads_are_counted_by_how_far_they_are(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"))
    hall.marks("E2", ("1", "2", "2"), ("1", "1", "1"))
    assert spreads(hall) == [Spread("0", 2, False), Spread("1", 1, False), Spread("2", 1, True)]
    hall.gives("J1", "E1", "2")
    assert spreads(hall) == [Spread("0", 2, False), Spread("1", 2, False)]


def test_modules_say_who_signed(hall: Bakery) -> None:
    for entrant in ("E1", "E2", "E3", "E4", "E5", "E6"):
        hall.marks(entrant, ("2", "2", "2"), paper="80")
        hall.signs(entrant, "J1", "J2")
    found = hall.look(lambda state: modules(state.trades[TRADE]))
    assert found == [ModuleRow("final", "A", 1, 0, "", "", False), ModuleRow("final", "B", 3, 2, "", "", False)]
    for entrant in ("E1", "E2", "E3", "E4", "E5", "E6"):
        hall.signs(entrant, "J3")
    digest = hall.look(lambda state: module_digest(state.trades[TRADE], "final", "B"))
    hall.states(("chief.anna", ModuleSigned(TRADE, "final", "B", digest)))
    signed = ModuleRow("final", "B", 3, 3, "signed", "", False)
    assert hall.look(lambda state: modules(state.trades[TRADE]))[1] == signed
    hall.states(("supervisor.anna", ModuleCountersigned(TRADE, "final", "B", digest)))
    assert hall.look(lambda state: modules(state.trades[TRADE]))[1] == signed._replace(supervisor="signed")
    hall.states(("organiser.anna", Adjusted("E1", "final", "B", "", "penalty", "1", "late")))
    moved = hall.look(lambda state: modules(state.trades[TRADE]))[1]
    assert (moved.chief, moved.supervisor) == ("changed", "changed")


def test_complete_sheets_that_nobody_signed_are_late(hall: Bakery) -> None:
    hall.marks("E1", ("2", "2", "2"), paper="80")
    hall.marks("E2", ("2", "2", "2"))
    hall.signs("E1", "J1")
    found = hall.look(lambda state: late(state.trades[TRADE]))
    assert sorted(found) == [
        Late("J2", "final", 1, "E1"),
        Late("J3", "final", 1, "E1"),
        Late("OFFICE", "final", 1, "E1"),
    ]


def test_a_trade_says_how_much_waits_in_it(hall: Bakery) -> None:
    hall.marks("E1", ("1", "3", "3"))
    assert hall.look(lambda state: list(trades(state))) == [(TRADE, 1)]
