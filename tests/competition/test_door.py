"""The door, spoken to as tablets and organisers speak: a real server, its HTTP, an SQLite file."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition.door.door import DEEPEST, LARGEST_BODY, MOST_ENTRIES
from scoring.sheets import sheet_digest
from tests.competition.venue import (
    CLOCK,
    EVENT,
    SCHEME,
    TRADE,
    Judge,
    Server,
    hold_contest,
    mark,
    serving,
    tokens,
    url_of,
)

COUNT = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("door")
    hold_contest(made, count=COUNT)
    hold_contest(made, count=1, event="autumn")
    (made / "saiping.toml").write_text('rate = "10000/second"\nstrangers = "10000/second"\n', encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def token(folder: Path) -> dict[str, str]:
    return tokens(folder)


@pytest.fixture(scope="module")
def server(folder: Path, token: dict[str, str]) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture
def clock(server: Server, token: dict[str, str]) -> Iterator[Judge]:
    judge = Judge(server, token[CLOCK])
    yield judge
    judge.close()


def post(server: Server, body: object, token: str | None, path: str = "/api/marks", **more: Any) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.post(server.api + path, content=content, headers=headers | more)


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(problem["code"], problem["where"]) for problem in answer.json()["problems"]]


def batch(*entries: Any) -> dict[str, Any]:
    return {"event": EVENT, "entries": list(entries)}


def test_a_mark_is_accepted_with_its_line_and_time(clock: Judge) -> None:
    (result,) = clock.states(mark("E001", "50", key="accepted"))
    assert (result["key"], result["status"]) == ("accepted", "accepted")
    assert result["seq"] > 2 and result["at"].endswith("Z")


def test_the_same_mark_again_is_known_with_the_same_line(clock: Judge) -> None:
    given = mark("E002", "50", key="again")
    first, second, third = clock.states(given, given, given)
    assert [each["status"] for each in (first, second, third)] == ["accepted", "known", "known"]
    assert first["seq"] == second["seq"] == third["seq"]
    assert clock.states(given)[0] == second


def test_the_same_key_with_other_content_is_refused_naming_the_line(clock: Judge) -> None:
    first, second = clock.states(mark("E003", "50", key="reused"), mark("E003", "51", key="reused"))
    assert second["status"] == "refused"
    (problem,) = second["problems"]
    assert problem["code"] == "key-reused"
    assert str(first["seq"]) in problem["facts"].values()


def test_two_keys_for_one_cell_are_a_conflict_that_shows_the_value(clock: Judge) -> None:
    first, second = clock.states(mark("E004", "50", key="one"), mark("E004", "60", key="two"))
    assert second["status"] == "conflict"
    assert second["current"] == {"seq": first["seq"], "value": "50"}
    (mended,) = clock.states(mark("E004", "60", key="two", supersedes=first["seq"]))
    assert mended["status"] == "accepted"


def test_an_empty_cell_that_is_said_to_hold_something_is_a_conflict_with_nothing(clock: Judge) -> None:
    (result,) = clock.states(mark("E005", "50", key="nothing-there", supersedes=1))
    assert (result["status"], result["current"]) == ("conflict", None)


def test_marks_and_the_signature_under_them_in_one_batch_keep_their_order(clock: Judge) -> None:
    digest = sheet_digest([([CLOCK, "E006", "final", "", "speed", "1"], "70")])
    signature = {"type": "signature", "key": "s6", "entrant": "E006", "phase": "final", "digest": digest}
    early, given, signed, late = clock.states(
        signature | {"key": "early"}, mark("E006", "70", key="m6"), signature, mark("E006", "71", key="late")
    )
    assert [each["status"] for each in (early, given, signed, late)] == ["refused", "accepted", "accepted", "held"]
    assert late["seq"] == signed["seq"] + 1 == given["seq"] + 2


def test_a_bad_entry_is_refused_alone(clock: Judge) -> None:
    good, bad, worse, unseated, also_good = clock.states(
        mark("E007", "50", key="good"),
        mark("E007", "about fifty", key="bad"),
        17,
        mark("E007", "5", key="unseated", aspect="taste"),
        mark("E008", "50", key="also-good"),
    )
    assert good["status"] == also_good["status"] == "accepted"
    assert [each["problems"][0]["code"] for each in (bad, worse, unseated)] == [
        "bad-number",
        "wrong-type",
        "mark-without-seat",
    ]
    assert (bad["key"], worse["key"]) == ("bad", "")


def test_marks_out_of_bounds_off_the_step_and_of_nobody_are_refused(server: Server, token: dict[str, str]) -> None:
    given = [
        mark("E001", "11", key="high", aspect="taste"),
        mark("E001", "5.3", key="off", aspect="taste"),
        mark("X", "5", key="who", aspect="taste"),
    ]
    judge = Judge(server, token["J1"])
    found = [each["problems"][0]["code"] for each in judge.states(*given)]
    assert found == ["above-highest", "off-step", "unknown-entrant"]
    judge.close()


def test_an_organiser_advances_adjusts_closes_freezes_thaws(server: Server, token: dict[str, str]) -> None:
    organiser = Judge(server, token["organiser"])
    results = organiser.states(
        {"type": "frozen", "key": "f1", "trade": TRADE},
        {"type": "frozen", "key": "f1", "trade": TRADE},
        {"type": "frozen", "key": "f2", "trade": TRADE},
        {"type": "thawed", "key": "t1", "trade": TRADE},
        {
            "type": "adjusted",
            "key": "a1",
            "entrant": "E039",
            "phase": "final",
            "adjustment": "penalty",
            "value": "3",
            "reason": "late",
        },
        {"type": "adjusted", "key": "a2", "entrant": "E040", "adjustment": "dsq", "reason": "rules"},
        {"type": "panel-closed", "key": "c1", "trade": TRADE, "phase": "final", "panel": "nobody"},
        {"type": "finalised", "key": "z1", "trade": TRADE},
        path="/api/facts",
    )
    statuses = [each["status"] for each in results]
    assert statuses == ["accepted", "known", "refused", "accepted", "accepted", "accepted", "refused", "refused"]
    assert "aspects-owed" in {problem["code"] for problem in results[-1]["problems"]}
    organiser.close()


def test_without_a_token_or_with_a_strangers_nothing_is_looked_at(server: Server, token: dict[str, str]) -> None:
    for header, code in ((None, "missing-token"), ("no-such-token", "unknown-token")):
        answer = post(server, b"not even json", header)
        assert (answer.status_code, codes(answer)) == (401, [(code, "")])
        assert answer.headers["www-authenticate"] == "Bearer"


def test_another_event_and_another_role_are_forbidden(server: Server, token: dict[str, str]) -> None:
    other = {"event": "autumn", "entries": [mark("E001", "5", key="x")]}
    assert post(server, other, token[CLOCK]).status_code == 403
    assert post(server, {"event": "nowhere", "entries": []}, token[CLOCK]).status_code == 403
    frozen = batch({"type": "frozen", "key": "x", "trade": TRADE})
    assert post(server, frozen, token[CLOCK], "/api/facts").status_code == 403
    assert post(server, batch(mark("E001", "5", key="x")), token["organiser"]).status_code == 403


def test_a_body_that_is_too_large_is_not_read(server: Server, token: dict[str, str]) -> None:
    answer = post(server, b" " * (LARGEST_BODY + 1), token[CLOCK])
    assert (answer.status_code, codes(answer)) == (413, [("too-large", "")])
    just_right = json.dumps(batch()).encode().ljust(LARGEST_BODY)
    assert post(server, just_right, token[CLOCK]).status_code == 200


def test_a_body_in_chunks_is_counted_as_it_comes(server: Server, token: dict[str, str]) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 1024 + 1):
            yield b" " * 1024

    headers = {"Authorization": f"Bearer {token[CLOCK]}"}
    assert httpx.post(f"{server.api}/api/marks", content=chunks(), headers=headers).status_code == 413
    small = iter([b'{"event":"', EVENT.encode(), b'","entries":', b"[]}"])
    assert httpx.post(f"{server.api}/api/marks", content=small, headers=headers).json()["results"] == []


def test_a_stated_length_alone_is_enough_to_refuse(server: Server, token: dict[str, str]) -> None:
    address = httpx.URL(server.api)
    connection = http.client.HTTPConnection(address.host, address.port, timeout=5)
    connection.putrequest("POST", "/api/marks")
    connection.putheader("Content-Length", str(10**15))
    connection.endheaders(b"{")
    assert connection.getresponse().status == 413
    connection.close()


def test_a_mark_that_has_to_be_explained_comes_with_its_words(tmp_path: Path) -> None:
    hold_contest(tmp_path, scheme=SCHEME.replace("highest = 100", 'highest = 100\ncomment = { upto = "10" }'))
    with serving(tmp_path) as running:
        judge = Judge(running, tokens(tmp_path)[CLOCK])
        low = mark("E001", "10", key="low")
        silent, blank, said = judge.states(low, low | {"comment": " \n"}, low | {"comment": "stopped twice"})
        assert [each["problems"][0]["code"] for each in (silent, blank)] == ["comment-missing"] * 2
        assert (silent["problems"][0]["where"], said["status"]) == ("comment", "accepted")
        again, other, none = judge.states(
            low | {"comment": "stopped  twice "}, low | {"comment": "stopped once"}, low | {"comment": ""}
        )
        assert again == said | {"status": "known"}
        assert [each["problems"][0]["code"] for each in (other, none)] == ["key-reused"] * 2
        high, lost = judge.states(mark("E001", "11", key="high", supersedes=said["seq"]), mark("E002", "lost", key="l"))
        assert [each["status"] for each in (high, lost)] == ["accepted"] * 2
        judge.close()


def test_a_caller_who_goes_away_in_mid_body_leaves_the_server_well(server: Server, clock: Judge) -> None:
    address = httpx.URL(server.api)
    with socket.create_connection((address.host, address.port)) as caller:
        caller.sendall(b"POST /api/marks HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert clock.states() == []


def test_a_batch_has_an_upper_bound(server: Server, token: dict[str, str]) -> None:
    assert post(server, batch(*[1] * MOST_ENTRIES), token[CLOCK]).status_code == 200
    answer = post(server, batch(*[1] * (MOST_ENTRIES + 1)), token[CLOCK])
    assert (answer.status_code, codes(answer)) == (400, [("too-many-entries", "entries")])


def test_a_body_nests_only_so_deep(server: Server, token: dict[str, str]) -> None:
    def nested(levels: int) -> bytes:
        inner = levels - 2
        return b'{"event":"spring","entries":[' + b"[" * inner + b"]" * inner + b"]}"

    assert post(server, nested(DEEPEST), token[CLOCK]).status_code == 200
    for levels in (DEEPEST + 1, 900, 100_000):
        answer = post(server, nested(levels), token[CLOCK])
        assert (answer.status_code, codes(answer)) == (400, [("too-deep", "")])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[1,2]x",
        b'{"event":NaN,"entries":[]}',
        b'{"event":"spring","entries":[{"value":Infinity}]}',
        b'{"event":"spring","entries":[' + b"9" * 5000 + b"]}",
    ],
)
def test_what_is_no_json_is_said_to_be_none(server: Server, token: dict[str, str], body: bytes) -> None:
    answer = post(server, body, token[CLOCK])
    assert (answer.status_code, codes(answer)) == (400, [("not-json", "")])


def test_a_key_that_is_said_twice_is_not_guessed(server: Server, token: dict[str, str]) -> None:
    for body in (b'{"event":"spring","event":"spring","entries":[]}', b'{"event":"spring","entries":[{"a":1,"a":2}]}'):
        answer = post(server, body, token[CLOCK])
        assert (answer.status_code, codes(answer)) == (400, [("duplicate-key", "")])


def test_the_envelope_is_told_all_that_is_wrong_with_it(server: Server, token: dict[str, str]) -> None:
    assert codes(post(server, [], token[CLOCK]))[0] == ("wrong-type", "")
    assert codes(post(server, {"event": 1, "entries": {}, "more": 0}, token[CLOCK])) == [
        ("unknown-key", "more"),
        ("wrong-type", "event"),
        ("wrong-type", "entries"),
    ]
    assert codes(post(server, {}, token[CLOCK])) == [("missing-key", "event"), ("missing-key", "entries")]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(categories=None), max_size=20)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner), max_leaves=20)
FIELDS = st.sampled_from(["type", "key", "entrant", "phase", "item", "aspect", "attempt", "value", "supersedes", "x"])
ENTRIES = JSON | st.dictionaries(FIELDS, JSON | st.sampled_from(["mark", "E001", "final", "speed", "5"]))
BODIES = (
    st.binary(max_size=200)
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.lists(ENTRIES, max_size=5).map(lambda entries: json.dumps(batch(*entries)).encode())
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_no_body_breaks_the_server(garbage: httpx.Client, body: bytes) -> None:
    for path in ("/api/marks", "/api/facts"):
        answer = garbage.post(path, content=body)
        assert answer.status_code in (200, 400, 403), (answer.status_code, body)
        if answer.status_code == 200:
            assert {each["status"] for each in answer.json()["results"]} <= {"refused", "conflict", "accepted"}


@pytest.fixture(scope="module")
def garbage(server: Server, token: dict[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.api, headers={"Authorization": f"Bearer {token[CLOCK]}"}) as client:
        yield client


def test_who_asks_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    hold_contest(tmp_path)
    token = tokens(tmp_path)
    (tmp_path / "saiping.toml").write_text('rate = "3/second"\nstrangers = "2/minute"\n', encoding="utf-8")
    with serving(tmp_path) as server:
        answers = [post(server, batch(), token["J1"]) for _ in range(8)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused and int(refused[0].headers["retry-after"]) >= 1
        assert codes(refused[0]) == [("too-many-requests", "")]
        assert post(server, batch(), token["J2"]).status_code == 200, "another account is not held up"
        time.sleep(2.1)
        assert post(server, batch(), token["J1"]).status_code == 200
        strange = [post(server, batch(), "stranger").status_code for _ in range(4)]
        assert strange == [401, 401, 429, 429]
        assert post(server, batch(), token["J2"]).status_code == 200, "a known token counts from any address"


def test_a_store_that_fails_is_said_and_nothing_was_changed(tmp_path: Path) -> None:
    from competition.store.database import open_database

    hold_contest(tmp_path)
    token = tokens(tmp_path)
    with serving(tmp_path) as server:
        clock = Judge(server, token[CLOCK])
        clock.gives("10", "E001")
        with open_database(url_of(tmp_path)) as database, database.transaction() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER full BEFORE INSERT ON line BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        answer = post(server, batch(mark("E002", "10", key="kept")), token[CLOCK])
        assert (answer.status_code, codes(answer)) == (503, [("store-failed", "")])
        with open_database(url_of(tmp_path)) as database, database.transaction() as connection:
            connection.exec_driver_sql("DROP TRIGGER full")
        (result,) = clock.states(mark("E002", "10", key="kept"))
        assert result["status"] == "accepted"
        clock.close()


def test_a_revoked_judge_is_turned_away_within_a_second(folder: Path, server: Server) -> None:
    from competition.access import tokens as bearer
    from competition.store.database import open_database
    from tests.competition.venue import judge_of

    with open_database(url_of(folder)) as database:
        with database.transaction() as connection:
            token = bearer.issue(connection, judge_of("J2"))
        assert post(server, batch(), token).status_code == 200
        with database.transaction() as connection:
            bearer.revoke(connection, judge_of("J2"))
    time.sleep(1)
    assert post(server, batch(), token).status_code == 401
