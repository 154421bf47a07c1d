"""An overall prize opens with the last of its trades, wherever that one is opened."""

from __future__ import annotations

from collections.abc import Iterable

from competition.imports import begin
from competition.intake import read
from tests.competition.office.house import House
from tests.competition.venue import ROOT

GOLDEN = ROOT / "tests" / "golden"


def taken_in(office: House, name: str) -> None:
    """The contest is there; none of its trades is open."""
    package, problems = read(GOLDEN / name)
    assert package is not None, problems
    with office.database.transaction() as connection:
        assert begin(connection, package, marks=False, finished=True) is None


def prizes(office: House, event: str) -> list[str]:
    async def look() -> Iterable[str]:
        async with office.app.state.desk.reading(event) as state:
            return list(state.prizes)

    return list(office.call(look))


def test_trades_opened_one_by_one_open_the_prize_with_the_last(empty: House) -> None:
    taken_in(empty, "track")
    organiser = empty.person("organiser", event="track")
    for trade, open_by_then in (("ladder", []), ("rescue", []), ("leap", ["cup"])):
        answer = organiser.post(f"/office/track/trades/{trade}", act="open", key=f"open-{trade}")
        assert answer.status == 303, trade
        assert prizes(empty, "track") == open_by_then, trade


def test_all_trades_opened_at_once_open_it_too(empty: House) -> None:
    taken_in(empty, "bloom")
    organiser = empty.person("organiser", event="bloom")
    assert organiser.post("/office/bloom", key="open-all").status == 303
    assert prizes(empty, "bloom") == ["mums"]


def test_an_event_without_prizes_opens_none(empty: House) -> None:
    taken_in(empty, "stage")
    assert empty.person("organiser", event="stage").post("/office/stage", key="open-all").status == 303
    assert prizes(empty, "stage") == []
