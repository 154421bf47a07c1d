"""A mark that is not settled changes nothing for the public, the hall, a judge of another panel or of its own: no byte,
header, tag or version at any door of the application, and no send at any socket; but for "2 of 3" in its own panel."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from competition.access import access
from judges import resource
from judges.sights import Sights
from scoring import changes
from tests.competition.supervision.arena import BLIND, EVENT, PLAIN
from tests.judges.leaks.hall import Hall, differences, serving

LOOK = '{"type":"look"}'
CANARY = "krumme-naht-CANARY-歪焊缝"
"""Why a judge gave a mark, in her own words."""


@pytest.fixture
def hall(contest: str) -> Iterator[Hall]:
    with serving(contest) as opened:
        yield opened


def first(hall: Hall) -> dict[str, int]:
    """Another judge gives marks that settle nothing, in both trades, and asks the chief judge to come; their lines."""
    lines = {trade: hall.gives("J2", trade, 1, "13", comment=CANARY) for trade in (BLIND, PLAIN)}
    for trade in (BLIND, PLAIN):
        hall.gives("J2", trade, 2, "absent")
        hall.gives("J2", trade, 1, "17", aspect="B1.1")
    where = {"id": "hidden-call", "phase": "final", "entrant": hall.works[BLIND][1]}
    assert hall.does("J2", "POST", f"/api/events/{EVENT}/judge/call", json=where).status_code == 200
    return lines


def again(hall: Hall, lines: dict[str, int]) -> None:
    """She thinks better of it."""
    for trade, line in lines.items():
        hall.gives("J2", trade, 1, "23", line=line, comment=f"{CANARY} {CANARY}")


def noticed(hall: Hall, act: Callable[[], Any], only: str = "", counted: str = "") -> list[str]:
    """What changes for anybody by an act, at doors and sockets."""
    hall.sweep("/judge")  # a browser that is new makes itself known
    before = hall.sweep(only)
    with hall.listening() as heard:
        act()
    found = differences(before, hall.sweep(only), counted)
    told = [LOOK] if counted else []
    return found + [
        f"{asker} {path}: {frames}"
        for (asker, path), frames in heard.items()
        if frames and not (asker == counted and set(frames) == set(told))
    ]


@pytest.mark.slow
def test_an_unsettled_mark_changes_nothing_but_the_count_of_its_own_panel(hall: Hall) -> None:
    lines: dict[str, int] = {}
    assert noticed(hall, lambda: lines.update(first(hall)), counted="J1") == []
    assert noticed(hall, lambda: again(hall, lines)) == [], "and a revision does not change even that"


def test_what_settles_is_seen_so_that_looking_sees(hall: Hall) -> None:
    def settled() -> None:
        for judge in ("J2", "J3"):
            hall.gives(judge, PLAIN, 1, "39")

    found = noticed(hall, settled, "/api/events/{event}/boards")
    board = f"/api/events/{EVENT}/boards/{PLAIN}"
    for asker in ("public", "hall", "J4", "J1"):
        assert f"{asker} GET {board}?audience=public" in found
        for way in ("live", "feed"):
            assert any(each.startswith(f"{asker} {board}/{way}?audience=public: ") for each in found)


@pytest.mark.slow
def test_why_a_judge_gave_a_mark_is_told_to_nobody_who_may_not_see_marks_settled_or_not(hall: Hall) -> None:
    hall.sweep("/judge")
    with hall.listening() as heard:
        for trade in (BLIND, PLAIN):
            hall.gives("J2", trade, 1, "39", comment=CANARY)
        before = hall.sweep()
        for trade in (BLIND, PLAIN):
            hall.gives("J3", trade, 1, "39")
            hall.gives("J2", trade, 0, "40", line=_own_line(hall, trade), comment=CANARY)
        after = hall.sweep()
    answers = [*before.items(), *after.items()]
    said = [place for place, answer in answers if any(each in answer.body for each in SPELLED)]
    said += [place for place, frames in heard.items() if any(CANARY in each for each in frames)]
    assert said == []
    own = hall.does("J2", "GET", f"/api/events/{EVENT}/sheets")
    assert own.text.count(CANARY) == 4, "her own words are told to herself"


def _own_line(hall: Hall, trade: str) -> int:
    """The line of the mark that J2 gave the first entrant."""
    sheets = hall.does("J2", "GET", f"/api/events/{EVENT}/sheets").json()["sheets"]
    cells = next(each["cells"] for each in sheets if each["entrant"] == hall.works[trade][0])
    return next(int(each["seq"]) for each in cells if each["aspect"] == "A1.1")


SPELLED = (CANARY.encode(), CANARY.split("-歪")[0].encode(), json.dumps(CANARY)[-19:-1].encode())
"""The canary as it would stand in a page and in JSON, whole or in part."""


def words_of_all(patch: pytest.MonkeyPatch) -> None:
    cell = resource._cell

    def told(round_: Any, entrant: str, place: Any, held: Any) -> Any:
        panel = round_.trade.performances[entrant, round_.phase.id].panels.get(place)
        others = () if panel is None else (judge for judge in panel.seqs if judge != round_.judge)
        waiting = [{"seq": panel.seqs[judge]} for judge in others if panel is not None]
        return cell(round_, entrant, place, held) | ({"held": waiting} if waiting else {})

    patch.setattr(resource, "_cell", told)


@pytest.mark.slow
def test_words_of_others_on_a_sheet_are_noticed(contest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words_of_all(monkeypatch)
    with serving(contest) as hall:
        hall.gives("J2", PLAIN, 1, "39", comment=CANARY)
        found = hall.sweep("/api/events/{event}/sheets")
        assert CANARY.encode() in found["J1", f"GET /api/events/{EVENT}/sheets"].body


def open_to_judges(action: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setitem(access.RULES, action, access.Rule(frozenset({"judge"})))


def everybody_looks(patch: pytest.MonkeyPatch) -> None:
    moved = Sights.moved

    async def told(self: Sights, event: str) -> frozenset[str]:
        await moved(self, event)
        return frozenset(self._events[event].own)

    patch.setattr(Sights, "moved", told)


def marks_of_all(patch: pytest.MonkeyPatch) -> None:
    cell = resource._cell

    def told(round_: Any, entrant: str, place: Any, held: Any) -> Any:
        panel = round_.trade.performances[entrant, round_.phase.id].panels.get(place)
        values = {} if panel is None else {judge: panel.mark(judge).value for judge in panel.seqs}
        return cell(round_, entrant, place, held) | {"values": values}

    patch.setattr(resource, "_cell", told)


def versions_of_all(patch: pytest.MonkeyPatch) -> None:
    views = changes._views
    patch.setattr(changes, "_views", lambda state, trade, what: views(state, trade, what | changes.SEEN))


GUARDS: list[tuple[Callable[[pytest.MonkeyPatch], None], str, str]] = [
    (
        open_to_judges("watch-panel"),
        "/api/events/{event}/boards",
        f"J4 GET /api/events/{EVENT}/boards/{BLIND}?audience=panel",
    ),
    (
        open_to_judges("watch-chief"),
        "/api/events/{event}/boards",
        f"J4 GET /api/events/{EVENT}/boards/{BLIND}?audience=chief",
    ),
    (open_to_judges("watch-chief"), "/chief", f"J1 GET /chief/{EVENT}"),
    (open_to_judges("read-lines"), "/api/events/{event}/lines", f"J4 GET /api/events/{EVENT}/lines?wait=0"),
    (open_to_judges("read-lines"), "/api/events/{event}/lines", f"J4 /api/events/{EVENT}/lines/live: "),
    (open_to_judges("read-lines"), "/api/events/{event}/lines", f"J4 /api/events/{EVENT}/lines: "),
    (open_to_judges("read-office"), "/office", f"J1 GET /office/{EVENT}/timeline"),
    (everybody_looks, "/judge", f"J4 /api/events/{EVENT}/judge/live: "),
    (marks_of_all, "/api/events/{event}/sheets", f"J1 GET /api/events/{EVENT}/sheets"),
    (versions_of_all, "/api/events/{event}/boards", f"hall GET /api/events/{EVENT}/boards/{BLIND}?audience=hall"),
    (
        versions_of_all,
        "/api/events/{event}/boards",
        f"public /api/events/{EVENT}/boards/{BLIND}/live?audience=public: ",
    ),
    (
        versions_of_all,
        "/api/events/{event}/boards",
        f"public /api/events/{EVENT}/boards/{BLIND}/feed?audience=public: ",
    ),
    (
        versions_of_all,
        "/api/events/{event}/boards",
        f"public GET /api/events/{EVENT}/boards/{BLIND}/feed?wait=0&audience=public",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("without", "only", "who"), GUARDS)
def test_a_guard_that_is_gone_is_noticed(
    contest: str, monkeypatch: pytest.MonkeyPatch, without: Callable[[pytest.MonkeyPatch], None], only: str, who: str
) -> None:
    without(monkeypatch)
    with serving(contest) as hall:
        found = noticed(hall, lambda: first(hall), only, counted="J1")
    assert any(each.startswith(who) for each in found), found


@pytest.mark.slow
def test_each_kind_of_board_that_is_made_of_others_is_there_to_be_tried_and_moves_with_what_settles(hall: Hall) -> None:
    def settled() -> None:
        for judge in ("J2", "J3"):
            hall.gives(judge, PLAIN, 1, "39")

    of_trade = (f"module:{PLAIN}:A", f"team:{PLAIN}", f"group:{PLAIN}:east", f"history:{PLAIN}")
    boards = ("organisations", "latest", "prize:cup", *of_trade)
    found = noticed(hall, settled, "/api/events/{event}/boards")
    for asker in ("public", "hall"):
        for board in boards:
            address = f"/api/events/{EVENT}/boards/{board}"
            assert f"{asker} GET {address}?audience=public" in found
            assert any(each.startswith(f"{asker} {address}/live?audience=public: ") for each in found)
