"""What a judge's tablet says while the public table is frozen: her marks are stored, and nothing of what is hidden."""

from __future__ import annotations

import json
from typing import Any

import pytest

from judges.resource import told
from judges.rounds import rounds
from tests.scoring.field import Contest, single

ENTRANTS = ("W1", "W2", "W3")


def contest(reveal: str = "settled") -> Contest:
    """Two judges on one aspect; J1 has marked all entrants."""
    found = Contest().open({**single(), "reveal": reveal}, ENTRANTS, {"P": ["J1", "J2"]})
    for entrant in ENTRANTS:
        found.judge("J1").gives("8").on("A1").to(entrant)
    return found


def tablet(of: Contest) -> dict[str, Any]:
    """All that J1's tablet is told."""
    own = rounds(of.state, "J1")
    return told(own, [list(each.counts()) for each in own], 0, lambda entrant: entrant)


def told_of(of: Contest) -> str:
    return json.dumps(tablet(of), sort_keys=True)


def states(of: Contest) -> list[tuple[str, bool | None]]:
    cells = [sheet["cells"][0] for sheet in tablet(of)["sheets"]]
    return [(each["state"], each.get("shown")) for each in cells]


def test_a_mark_that_settles_in_a_freeze_is_stored_and_on_the_board_once_the_freeze_is_over() -> None:
    hall = contest()
    hall.freeze()
    assert states(hall) == [("stored", None)] * 3
    hall.judge("J2").gives("7").on("A1").to("W1")
    assert states(hall) == [("settled", False), ("stored", None), ("stored", None)]
    hall.thaw()
    assert states(hall) == [("settled", True), ("stored", None), ("stored", None)]


@pytest.mark.parametrize("reveal", ["settled", "each mark"])
def test_what_others_give_in_a_freeze_changes_nothing_but_how_many_have_given(reveal: str) -> None:
    seen = set()
    for value in ("0", "7", "10"):
        hall = contest(reveal)
        hall.freeze()
        for entrant in ENTRANTS:
            hall.judge("J2").gives(value).on("A1").to(entrant)
        seen.add(told_of(hall))
    assert len(seen) == 1


def test_whether_others_gave_before_the_freeze_or_in_it_is_not_told() -> None:
    before, within = contest(), contest()
    before.judge("J2").gives("7").on("A1").to("W1")
    before.freeze()
    within.freeze()
    within.judge("J2").gives("7").on("A1").to("W1")
    assert told_of(before) == told_of(within)
