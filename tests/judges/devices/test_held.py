"""Marks of a tablet that was revoked or has expired: nothing that was given is dropped, nothing counts unseen."""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from competition.access.tablets.devices import COOKIE
from tests.judges.devices.hall import DEVICES, EVENT, device, enrol, held, problem, tickets

SHEETS = f"/api/events/{EVENT}/sheets"
NUMBER = count(1)


def mark(entrant: str, value: str, key: str = "", **more: Any) -> dict[str, Any]:
    """An entry of judge G2: her mark of the union, 0 to 3."""
    cell = {"entrant": entrant, "phase": "prelim", "aspect": "union", "value": value}
    return {"key": key or f"held-{next(NUMBER)}", "type": "mark"} | cell | more


def send(browser: httpx.Client, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    answer = browser.post("/api/marks", json={"event": EVENT, "entries": entries})
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def revoke(office: httpx.Client, browser: httpx.Client) -> None:
    assert office.post(f"{DEVICES}/revoke", data={"device": device(browser)["id"]}).status_code == 303


@pytest.fixture
def hers(office: httpx.Client, tablet: httpx.Client) -> httpx.Client:
    """G2's tablet."""
    enrol(tablet, tickets(office, "judge:G2")["G2"][0])
    return tablet


def test_what_a_revoked_tablet_still_sends_is_held_once(office: httpx.Client, hers: httpx.Client) -> None:
    revoke(office, hers)
    given = mark("A1", "3")
    first, again = send(hers, given), send(hers, given)
    assert (first[0]["status"], again[0]["status"]) == ("held", "known")
    assert first[0]["seq"] == again[0]["seq"]
    page = office.get(f"/office/{EVENT}/rulings/held/{first[0]['seq']}", params={"lang": "en"})
    assert "It came from a tablet that the office had revoked." in page.text


def test_a_mark_that_was_stored_before_is_known_though_its_answer_was_lost(
    office: httpx.Client, hers: httpx.Client
) -> None:
    given = mark("A2", "2")
    stored = send(hers, given)
    revoke(office, hers)
    assert [(each["status"], each["seq"]) for each in send(hers, given)] == [("known", stored[0]["seq"])]


def test_a_held_mark_is_known_to_the_tablet_that_is_enrolled_next(
    office: httpx.Client, hers: httpx.Client, another: httpx.Client
) -> None:
    revoke(office, hers)
    given = mark("A3", "1")
    waiting = send(hers, given)
    enrol(another, tickets(office, "judge:G2")["G2"][0])
    assert [(each["status"], each["seq"]) for each in send(another, given)] == [("known", waiting[0]["seq"])]


def test_a_revoked_tablet_states_nothing_but_marks(office: httpx.Client, hers: httpx.Client) -> None:
    revoke(office, hers)
    signature = {"key": "s1", "type": "signature", "entrant": "A1", "phase": "prelim", "digest": "0" * 64}
    results = send(hers, signature, mark("A4", "9"), {"key": "x"})
    assert [each["status"] for each in results] == ["refused"] * 3
    assert results[0]["problems"][0]["code"] == "device-revoked"
    facts = hers.post("/api/facts", json={"event": EVENT, "entries": []})
    assert problem(facts) == (401, "device-revoked")
    elsewhere = hers.post("/api/marks", json={"event": "elsewhere", "entries": []})
    assert problem(elsewhere) == (401, "device-revoked")
    assert hers.get(DEVICES).status_code == 401


def test_an_expired_tablet_is_told_so_and_sends_all_once_it_is_enrolled_again(
    office: httpx.Client, hers: httpx.Client, folder: Path, tablet: httpx.Client
) -> None:
    given, id = mark("A4", "2"), device(hers)["id"]
    with sqlite3.connect(folder / "contest.db") as store:
        store.execute("update device set expires_at = '2026-01-01T00:00:00.000000Z' where id = ?", (id,))
    office.post(f"{DEVICES}/rename", data={"device": id, "label": "old"})  # what is remembered is asked for anew
    answer = hers.post("/api/marks", json={"event": EVENT, "entries": [given]})
    assert problem(answer) == (401, "device-expired")
    assert problem(hers.get(SHEETS)) == (401, "device-expired")
    assert "Its time is over." in hers.get(f"/judge/{EVENT}", params={"lang": "en"}).text
    enrol(hers, tickets(office, "judge:G2")["G2"][0])
    assert send(hers, given)[0]["status"] == "accepted"


def test_a_cookie_of_no_device_is_nobodys(tablet: httpx.Client) -> None:
    tablet.cookies.set(COOKIE, "made-up")
    assert problem(tablet.get(SHEETS)) == (401, "missing-token")
    assert held(tablet) == "made-up"
    assert tablet.get("/").status_code == 200
