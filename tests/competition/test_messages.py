"""Messages: one encoding each, and many deltas that become one."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from competition.live.messages import Delta, Heartbeat, Resync, Snapshot, merged
from scoring.boards.board import Board, diff

ROWS = st.dictionaries(
    st.sampled_from(["E1", "E2", "E3"]),
    st.fixed_dictionaries(
        {"rank": st.integers(1, 3), "total": st.sampled_from(["1.0", "2.0"])},
        optional={"open": st.just([])},
    ),
)
HEADS = st.fixed_dictionaries({"owed": st.integers(0, 2)})


def delta(since: int, version: int, head: Any = None, rows: Any = None, gone: tuple[str, ...] = ()) -> Delta:
    return Delta("e", "b", "public", version, f"t{version}", head or {}, rows or {}, since, gone)


def applied(board: tuple[dict[str, Any], dict[str, Any]], change: Delta) -> tuple[dict[str, Any], dict[str, Any]]:
    head, rows = dict(board[0]) | dict(change.head), {row: dict(keys) for row, keys in board[1].items()}
    for row in change.gone:
        rows.pop(row, None)
    for row, keys in change.rows.items():
        rows.setdefault(row, {}).update(keys)
    return head, rows


def test_a_snapshot_says_the_board_the_audience_and_the_version() -> None:
    snapshot = Snapshot("e", "b", "public", 7, "t", {"owed": 1}, {"E1": {"name": "面包"}})
    assert json.loads(snapshot.text) == {
        "type": "snapshot",
        "event": "e",
        "board": "b",
        "audience": "public",
        "version": 7,
        "as_of": "t",
        "head": {"owed": 1},
        "rows": {"E1": {"name": "面包"}},
    }
    assert "面包".encode() in snapshot.text


def test_a_delta_names_the_rows_that_left_only_where_there_are_any() -> None:
    assert "gone" not in json.loads(delta(1, 2).text)
    said = json.loads(delta(1, 2, gone=("E1",)).text)
    assert (said["type"], said["from"], said["to"], said["gone"]) == ("delta", 1, 2, ["E1"])


def test_resync_and_heartbeat_say_nothing_else() -> None:
    assert Resync().text == b'{"type":"resync"}'
    assert Heartbeat().text == b'{"type":"heartbeat"}'


def test_a_frame_is_the_text_unmasked_and_whole() -> None:
    for size in (0, 200, 70_000):
        message = delta(1, 2, head={"note": "x" * size})
        assert message.frame == Frame(Opcode.TEXT, message.text).serialize(mask=False)
        assert message.frame.endswith(message.text)


def test_a_message_is_encoded_once() -> None:
    message = delta(1, 2)
    assert message.frame is message.frame
    assert message.resource is message.resource


def test_the_tag_of_a_delta_is_the_version_it_leads_to() -> None:
    assert delta(3, 9).resource.tag == '"9"'


@given(st.lists(st.tuples(HEADS, ROWS), min_size=2, max_size=6))
def test_many_deltas_made_one_lead_to_the_same_board(boards: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    run = []
    for version, ((head, rows), (next_head, next_rows)) in enumerate(pairwise(boards)):
        old = Board("b", "public", version, "", head, rows)
        new = Board("b", "public", version + 1, "", next_head, next_rows)
        change = diff(old, new) or {}
        run.append(delta(version, version + 1, change.get("head"), change.get("rows"), tuple(change.get("gone", ()))))
    one = merged(run)
    if one is not None:
        assert (one.since, one.version, one.as_of) == (0, len(run), run[-1].as_of)
        assert applied(boards[0], one) == boards[-1]


def test_a_row_that_left_and_came_back_cannot_be_said_in_one_delta() -> None:
    assert merged([delta(1, 2, gone=("E1",)), delta(2, 3, rows={"E1": {"rank": 1}})]) is None


def test_a_row_that_left_and_came_back_at_once_is_said_in_one_delta_alone() -> None:
    changed = delta(2, 3, gone=("E1",), rows={"E1": {"rank": 1}})
    assert merged([changed]) == changed
    assert merged([delta(1, 2), changed]) is None
