"""What the office is told of recusals: who sits there now, why, and by which line."""

from __future__ import annotations

from pathlib import Path

from competition.intake import read
from competition.office.recusing import Recusal, Remark, planned, said, standing
from scoring.facts import Recusal as Pinned
from scoring.facts import Seat
from scoring.steps import Recused
from tests.competition.orchard import Orchard
from tests.scoring.field import Contest, single

RESERVES = tuple(Seat("", "P", "", judge) for judge in ("R1", "R2"))


def opened(*recusals: Pinned) -> Contest:
    return Contest().open(single(), ["07", "08"], {"P": ["J1", "J2"]}, reserves=RESERVES, recusals=recusals)


def test_a_place_shows_who_sits_there_now_and_reserves_are_no_places() -> None:
    held = opened(Pinned("J1", "07", "P", "R1"), Pinned("R2", "08", "P", ""))
    assert standing(held.state.trades["T"], None) == [Recusal("07", "J1", "P", "R1", ())]
    held.agree(Recused("R1", "07", "P", "R2"))
    assert standing(held.state.trades["T"], None) == [Recusal("07", "J1", "P", "R2", ())]


def test_what_was_decided_while_it_was_marked_names_its_line() -> None:
    held = opened()
    held.agree(Recused("J2", "08", "P", ""))
    assert standing(held.state.trades["T"], None) == [Recusal("08", "J2", "P", "", (), held.state.seq)]


def test_before_it_opens_a_trade_shows_what_will_be_pinned_and_what_is_only_said(tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    lines = orchard.text("panels.csv").splitlines()
    panels = "".join(f"{line},{'' if number else 'role'}\n" for number, line in enumerate(lines))
    orchard.write("panels.csv", f"{panels}grafting,,craft,,P3,reserve\n")
    orchard.edit("judges.csv", "Ming Cha,,", "Ming Cha,,entrant:A4")
    package, problems = read(orchard.path)
    assert package is not None, problems
    assert planned(package, "grafting") == [Recusal("A4", "G3", "craft", "P3", ("entrant",))]
    assert list(said(package, "grafting")) == [Remark("G1", "A1 的同事"), Remark("G1", "共事三年")]
    assert (planned(package, "pruning"), list(said(package, "pruning"))) == ([], [])
