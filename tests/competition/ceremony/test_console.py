"""A ceremony run from its console over real pages: each step once, in order, and nothing of what comes gets out."""

from __future__ import annotations

import json
import re
import time
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import run
from competition.ceremony import store
from competition.ceremony.steps import Plan
from competition.settings import Settings
from scoring.boards.board import table_digest
from scoring.facts import Adjusted, Revealed, Thawed
from tests.competition.office.conftest import marked as marked
from tests.competition.office.house import EVENT, HERE, TRADE, House, Page, Person

LIST, CONSOLE, REHEARSAL = (f"{HERE}/ceremony{path}" for path in ("", "/console/stage", "/console/rehearsal"))
STAGE = f"/api/events/{EVENT}/boards/ceremony:stage"
CANARY = "canary-7f3a"


@pytest.fixture
def frozen(marked: House) -> House:
    """The trade is frozen, and then two entrants change their places."""
    organiser = marked.person("organiser")
    assert organiser.does("freeze").status == 303
    penalty = Adjusted("F03", "final", "total", "", "penalty", "30", "late")
    assert marked.states(("organiser.main", penalty))[0].status == "accepted"
    return marked


def listed(organiser: Person, order: str = "by-medal", **more: str) -> Page:
    page = organiser.get(LIST)
    return organiser.post(LIST, since=page.hidden("since"), act="make", trade=TRADE, order=order, **more)


def edits(organiser: Person, act: str = "", **fields: str) -> Page:
    return organiser.post(LIST, since=organiser.get(LIST).hidden("since"), act=act, **fields)


def press(person: Person, key: str = "forward", at: str = CONSOLE) -> Page:
    """Press a key of the console as it is shown to the person."""
    return person.post(at, **said(person.get(at), key))


def said(page: Page, key: str = "forward") -> dict[str, str]:
    """What a key of this console says."""
    fields = r'name="step" value="([^"]*)"><input type="hidden" name="seen" value="([^"]*)">'
    form = rf'{fields}<button class="[^"]*" name="act" value="(\w+)" data-key="{key}"'
    found = re.search(form, page.html)
    assert found is not None, f"no key {key}"
    return dict(zip(("step", "seen", "act"), found.groups(), strict=True))


def on_stage(house: House) -> tuple[str, list[int]]:
    """What everybody sees: the status, and the places that are named."""
    board = json.loads(house.nobody().get(STAGE).html)
    return board["head"]["status"], sorted(row["rank"] for row in board["rows"].values())


def lines(house: House) -> list[str]:
    """Kinds of the ceremony's lines."""
    return [each.kind for each in house.book().entries if each.kind in ("revealed", "thawed")]


def public(house: House) -> list[tuple[str, dict[str, str], str]]:
    """Every byte and header that a public page, board or feed of the event has."""
    boards = ("ceremony:stage", TRADE, "overview", "latest", "organisations")
    paths = [f"/events/{EVENT}/ceremony", f"/events/{EVENT}/trades/{TRADE}", f"/events/{EVENT}"]
    paths += [f"/api/events/{EVENT}/boards/{each}" for each in boards]
    found = []
    for path in paths:
        page = house.nobody().get(path)
        assert page.status == 200, path
        found.append((path, {name: value for name, value in page.headers.items() if name != "date"}, page.html))
    return found


def plan(house: House) -> Plan:
    async def read() -> Plan:
        stages = house.app.state.stages
        found: Plan = (await stages.read(EVENT)).plan
        return found

    return house.call(read)


# --- nothing gets out -----------------------------------------------------------------------------------------------


def test_what_the_office_prepares_and_rehearses_changes_no_byte_and_no_header_outside(frozen: House) -> None:
    organiser, before = frozen.person("organiser"), public(frozen)
    assert listed(organiser).status == 303
    last = plan(frozen).steps[-1].id
    assert edits(organiser, f"pause:{last}", **{f"notes-{last}": CANARY}).status == 303
    pause = plan(frozen).steps[-1].id
    assert edits(organiser, **{f"en-{pause}": CANARY, f"notes-{pause}": CANARY}).status == 303
    for _ in plan(frozen).steps:
        assert press(organiser, at=REHEARSAL).status == 303
    assert public(frozen) == before
    assert lines(frozen) == []
    assert CANARY in organiser.get(REHEARSAL).text
    assert frozen.nobody().get(f"/api/events/{EVENT}/boards/ceremony:rehearsal").status == 404
    assert frozen.nobody().get(f"/api/events/{EVENT}/boards/ceremony:rehearsal?audience=office").status == 401


def test_the_stage_names_nobody_and_nothing_before_it_is_shown(frozen: House) -> None:
    organiser = frozen.person("organiser")
    listed(organiser, "bottom-up")
    steps = plan(frozen).steps
    edits(organiser, f"pause:{steps[4].id}", **{f"notes-{each.id}": CANARY for each in steps})
    edits(organiser, **{f"en-{plan(frozen).steps[5].id}": f"{CANARY}-title"})
    steps = plan(frozen).steps
    named: set[str] = set()
    for at, step in enumerate(steps):
        waiting = {entrant for each in steps[at:] for entrant in each.entrants} - named
        seen = frozen.nobody().get(STAGE).html
        assert CANARY not in seen or at == 6, "the pause itself says its title"
        assert not any(f'"{entrant}"' in seen for entrant in waiting)
        board = json.loads(frozen.nobody().get(f"/api/events/{EVENT}/boards/{TRADE}").html)
        if at > 0 and board["head"]["status"] == "frozen":
            assert {each for each, row in board["rows"].items() if row["shown"]} == named
        assert press(organiser).status == 303
        named |= set(step.entrants)


# --- one step, once -------------------------------------------------------------------------------------------------


def test_a_step_is_recorded_then_shown_and_shown_again_without_a_line(frozen: House) -> None:
    organiser = frozen.person("organiser")
    listed(organiser)
    assert on_stage(frozen) == ("before", [])
    press(organiser)
    press(organiser)
    assert (on_stage(frozen), lines(frozen)) == (("reveal", [3]), ["revealed"] * 2)
    press(organiser, "back")
    assert on_stage(frozen)[1][0] == 4
    press(organiser, "hold")
    assert on_stage(frozen) == ("held", [])
    press(organiser, "hold")
    press(organiser)
    assert (on_stage(frozen), lines(frozen)) == (("reveal", [3]), ["revealed"] * 2)
    for _ in range(3):
        press(organiser)
    assert (on_stage(frozen), lines(frozen)[-1]) == (("whole", [1, 2, 3]), "thawed")
    press(organiser)
    assert on_stage(frozen) == ("after", [1, 2, 3])
    assert json.loads(frozen.nobody().get(f"/api/events/{EVENT}/boards/{TRADE}").html)["head"]["status"] == "open"


def test_a_double_click_and_two_consoles_are_one_step(frozen: House) -> None:
    one, other = frozen.person("organiser", "shen"), frozen.person("organiser", "luo")
    listed(one)
    key = said(one.get(CONSOLE))
    assert [each.post(CONSOLE, **key).status for each in (one, one, other)] == [303] * 3
    assert lines(frozen) == ["revealed"]
    ahead = said(one.get(CONSOLE))
    press(other, "hold")
    press(other)
    assert one.post(CONSOLE, **ahead).status == 303, "it asks for what is there"
    refused = one.post(CONSOLE, **ahead | {"step": plan(frozen).steps[2].id})
    assert (refused.status, lines(frozen)) == (422, ["revealed"] * 2)
    assert "Another console has changed the stage" in refused.text


@pytest.mark.parametrize("asked", [{"step": "floristry//1/1"}, {"step": "X"}, {"act": "end"}, {"act": "again"}])
def test_no_key_shows_a_winner_early(frozen: House, asked: dict[str, str]) -> None:
    organiser = frozen.person("organiser")
    listed(organiser)
    press(organiser)
    refused = organiser.post(CONSOLE, **said(organiser.get(CONSOLE)) | asked)
    assert (refused.status, lines(frozen)) == (422, ["revealed"])
    assert on_stage(frozen)[1][0] == 4


def test_a_server_that_ends_between_the_line_and_the_stage_goes_on_where_it_was(frozen: House) -> None:
    organiser = frozen.person("organiser")
    listed(organiser)
    step = plan(frozen).steps[0]
    board = plan(frozen).boards[TRADE]
    assert frozen.states(("organiser.main", Revealed(TRADE, step.entrants, board)))[0].status == "accepted"
    assert on_stage(frozen) == ("before", [])
    assert press(organiser).status == 303
    assert (on_stage(frozen)[0], lines(frozen)) == ("reveal", ["revealed"])


def test_a_stage_that_is_ahead_of_the_ledger_shows_the_card(frozen: House) -> None:
    organiser = frozen.person("organiser")
    listed(organiser)
    last, seen = len(plan(frozen).steps) - 2, frozen.call(frozen.app.state.stages.read, EVENT)
    ahead = partial(store.move, event=EVENT, name=store.STAGE, after=store.Stage(last, last), seen=seen)
    assert frozen.call(frozen.app.state.stages.change, EVENT, ahead)
    assert on_stage(frozen) == ("held", [])


def test_of_two_consoles_that_move_one_stage_at_once_one_has_to_look_again(frozen: House) -> None:
    def moved(before: store.Stage, at: int) -> bool:
        seen = store.NOTHING._replace(stage=before)
        move = partial(store.move, event=EVENT, name=store.STAGE, after=before._replace(at=at), seen=seen)
        done: bool = frozen.call(frozen.app.state.stages.change, EVENT, move)
        return done

    assert [moved(store.Stage(), 0), moved(store.Stage(), 1)] == [True, False]
    once = store.Stage(at=0, moves=1)
    assert [moved(once, 1), moved(once, 2)] == [True, False]


def test_another_node_shows_what_was_put_on_the_stage_here(frozen: House, tmp_path: Path) -> None:
    organiser = frozen.person("organiser")
    listed(organiser)
    there = run.build(Settings(database=f"sqlite:///{tmp_path / 'office.db'}", backup_every=0))
    with TestClient(there) as client:
        assert client.get(STAGE).json()["head"] == {"status": "before"}
        press(organiser)
        until = time.monotonic() + 8
        here = json.loads(frozen.nobody().get(STAGE).html)
        statuses = ["before"]
        while client.get(STAGE).json() != here and time.monotonic() < until:
            statuses.append(client.get(STAGE).json()["head"]["status"])
            time.sleep(0.05)
        assert client.get(STAGE).json() == here
        assert set(statuses) <= {"before", "held", "reveal"}, "the card, where the line is not there yet"


# --- the standing moves ---------------------------------------------------------------------------------------------


def test_a_table_that_moved_stops_the_list_until_it_is_made_anew(frozen: House) -> None:
    organiser = frozen.person("organiser")
    listed(organiser, "bottom-up")
    press(organiser)
    noted = plan(frozen).steps[3].id
    edits(organiser, **{f"notes-{noted}": "Speak slowly."})
    penalty = Adjusted("F10", "final", "total", "", "penalty", "1", "late")
    assert frozen.states(("organiser.main", penalty))[0].status == "accepted"
    refused = press(organiser)
    assert (refused.status, lines(frozen)) == (422, ["revealed"])
    assert "Make the list of steps anew" in refused.text and "have changed" in organiser.get(LIST).text
    assert edits(organiser, "anew").status == 303
    made = plan(frozen)
    assert next(step.notes for step in made.steps if step.id == noted) == "Speak slowly."

    async def stands() -> str:
        async with frozen.app.state.desk.reading(EVENT) as state:
            return table_digest(state.trades[TRADE])

    assert made.boards[TRADE] == frozen.call(stands)
    assert press(organiser).status == 303
    assert lines(frozen) == ["revealed"] * 2


def test_a_list_is_made_of_frozen_and_signed_trades_only_and_by_one_person_at_a_time(frozen: House) -> None:
    organiser = frozen.person("organiser")
    assert edits(organiser, "make", order="by-medal").status == 422
    assert listed(organiser, "by-mood").status == 422
    since = organiser.get(LIST).hidden("since")
    assert listed(organiser).status == 303
    late = organiser.post(LIST, since=since, act="make", trade=TRADE, order="by-medal")
    assert (late.status, "Somebody else has changed" in late.text) == (422, True)
    assert frozen.states(("organiser.main", Thawed(TRADE)))[0].status == "accepted"
    refused = listed(organiser)
    assert (refused.status, "is not frozen" in refused.text) == (422, True)
    assert press(organiser).status == 422, "whoever thawed it showed it all"


def test_the_script_names_everybody_with_place_total_and_notes(frozen: House) -> None:
    organiser = frozen.person("organiser")
    assert organiser.get(f"{LIST}/print").status == organiser.get(CONSOLE).status == 404
    listed(organiser)
    edits(organiser, **{f"notes-{plan(frozen).steps[1].id}": "Name her school."})
    page = organiser.get(f"{LIST}/print", lang="zh")
    assert page.status == 200
    for word in ("主持稿", "苏婉清", "Su Wanqing", "90.73", "Name her school."):
        assert word in page.text, word
    assert organiser.get(f"{HERE}/ceremony/rehearsal").headers["cache-control"] == "no-store"
    assert organiser.get(f"{HERE}/ceremony/console/attic").status == 404
