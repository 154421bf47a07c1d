"""Sealed files of unsent marks, taken in by the office of a real server."""

from __future__ import annotations

import base64
import json
import re
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.competition.people import signed_in
from tests.competition.venue import Server
from tests.judges.devices.hall import DEVICES, EVENT, device, enrol, tickets
from tests.judges.devices.test_handover import sealed

IMPORT = f"{DEVICES}/import"
NUMBER = count(1)


def mark(entrant: str, value: str, **more: Any) -> dict[str, Any]:
    """An entry of judge G3."""
    cell = {"entrant": entrant, "phase": "prelim", "aspect": "union", "value": value}
    return {"key": f"file-{next(NUMBER)}", "type": "mark"} | cell | more


def file_of(tablet: httpx.Client, *entries: Any, **more: Any) -> bytes:
    """What the tablet writes."""
    found = device(tablet)
    whose = {"event": EVENT, "judge": found["judge"], "device": found["id"]}
    return sealed(found["seal"], {"marks": entries}, **whose | more)


def take(office: httpx.Client, file: bytes, status: int = 200) -> list[str]:
    """The outcome of each entry, or the codes of what is wrong with the file."""
    sent = {"file": ("saiping-G3.sealed.json", file, "application/json")}
    answer = office.post(IMPORT, files=sent, data={"key": "f"}, params={"lang": "en"})
    assert answer.status_code == status, (answer.status_code, answer.text[:3000])
    if status == 200:
        rows = answer.text.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
        return [found[1] if (found := re.search(r'class="chip (\w+)"', row)) else "" for row in rows]
    return re.findall(r'class="wrong"[^>]*>.*?<b>(.*?)</b>', answer.text, re.DOTALL)


@pytest.fixture
def hers(office: httpx.Client, tablet: httpx.Client) -> httpx.Client:
    """G3's tablet."""
    enrol(tablet, tickets(office, "judge:G3")["G3"][0])
    return tablet


def test_marks_of_a_file_are_recorded_as_the_judges_own_and_once(office: httpx.Client, hers: httpx.Client) -> None:
    first, second = mark("A1", "3"), mark("A2", "2")
    sent = hers.post("/api/marks", json={"event": EVENT, "entries": [first]}).json()["results"][0]
    assert sent["status"] == "accepted"
    file = file_of(hers, first, second)
    assert take(office, file) == ["stored", "stored"]
    assert take(office, file) == ["stored", "stored"]
    cells = {
        (sheet["entrant"], cell["aspect"]): cell.get("value")
        for sheet in hers.get(f"/api/events/{EVENT}/sheets").json()["sheets"]
        for cell in sheet["cells"]
    }
    assert (cells["A1", "union"], cells["A2", "union"]) == ("3", "2")
    again = hers.post("/api/marks", json={"event": EVENT, "entries": [second]}).json()["results"][0]
    assert again["status"] == "known"


def test_each_mark_has_an_outcome_of_its_own_and_no_value_is_shown(office: httpx.Client, hers: httpx.Client) -> None:
    conflicting = mark("A1", "1")
    file = file_of(hers, conflicting, mark("A3", "2"), mark("A3", "2", aspect="none"), {"key": "k"}, "text")
    hers.post("/api/marks", json={"event": EVENT, "entries": [mark("A1", "2")]})
    assert take(office, file) == ["conflict", "stored", "refused", "refused", "refused"]
    sent = {"file": ("f.json", file_of(hers, mark("A4", "1")), "application/json")}
    page = office.post(IMPORT, files=sent, data={"key": "f"}).text
    assert "<td>1</td>" not in page


@pytest.mark.parametrize(
    ("claimed", "shown"),
    [
        ("2026-06-06T02:03:04.567Z", True),
        ("2026-13-45T99:99:99Z", False),
        ("0001-01-01T00:00:00Z", False),
        ("2026-06-06", False),
        ("soon", False),
    ],
)
def test_when_a_mark_was_given_is_shown_as_a_time_where_it_is_one(
    office: httpx.Client, hers: httpx.Client, claimed: str, shown: bool
) -> None:
    file = file_of(hers, mark("none", "1", given_at=claimed))
    page = office.post(IMPORT, files={"file": ("f.json", file)}, data={"key": "f"}, params={"lang": "en"})
    assert page.status_code == 200
    assert (f'datetime="{claimed}"' in page.text) is shown


def test_a_file_of_a_revoked_tablet_is_held(office: httpx.Client, hers: httpx.Client) -> None:
    file = file_of(
        hers, mark("A4", "3"), {"key": "s", "type": "signature", "entrant": "A4", "phase": "prelim", "digest": "0" * 64}
    )
    office.post(f"{DEVICES}/revoke", data={"device": device(hers)["id"]})
    assert take(office, file) == ["held", "refused"]


def test_a_file_of_a_tablet_that_was_handed_over_is_not_held(office: httpx.Client, hers: httpx.Client) -> None:
    given = mark("A4", "1")
    file = file_of(hers, given)
    hers.post("/sign-out")
    assert take(office, file) in (["stored"], ["conflict"])


def test_another_devices_key_another_event_and_another_judge_take_nothing_in(
    office: httpx.Client, hers: httpx.Client, another: httpx.Client
) -> None:
    enrol(another, tickets(office, "judge:G1")["G1"][0])
    found, other = device(hers), device(another)
    whose = {"event": EVENT, "judge": "G3", "device": found["id"]}
    wrong = sealed(other["seal"], {"marks": [mark("A1", "0")]}, **whose)
    assert take(office, wrong, 422) == [f"The file was not sealed by device {found['id']}, or it was changed."]
    elsewhere = file_of(hers, mark("A1", "0"), event="elsewhere")
    assert take(office, elsewhere, 422) == ["The file belongs to another event: elsewhere."]
    assert "No tablet" in take(office, file_of(hers, mark("A1", "0"), judge="G1"), 422)[0]
    assert "No tablet" in take(office, file_of(hers, mark("A1", "0"), device="none"), 422)[0]
    assert take(office, b"nonsense", 422) == ["This is no file of unsent marks."]
    assert office.post(IMPORT, data={"key": "f"}, params={"lang": "en"}).status_code == 422


def test_a_file_in_clear_is_shown_and_nothing_of_it_is_recorded(office: httpx.Client, hers: httpx.Client) -> None:
    whose = {"event": EVENT, "judge": "G3", "device": device(hers)["id"]}
    clear = json.dumps({"saiping": "unsent-plain", "marks": [mark("A2", "0"), 7]} | whose).encode()
    answer = office.post(IMPORT, files={"file": ("f.json", clear)}, data={"key": "f"}, params={"lang": "en"})
    assert answer.status_code == 200
    assert "This file is not sealed" in answer.text
    assert re.search(r"<td>0\s*</td>", answer.text)


def test_nobody_but_the_office_takes_a_file_in(server: Server, folder: Path, hers: httpx.Client) -> None:
    sent = {"file": ("f.json", file_of(hers, mark("A1", "0")), "application/json")}
    with signed_in(server, folder, "chief", event=EVENT, login="chief-8") as chief:
        assert (chief.get(IMPORT).status_code, chief.post(IMPORT, files=sent).status_code) == (403, 403)
    assert hers.post(IMPORT, files=sent).status_code == 403


def test_the_key_is_given_to_the_judge_of_the_device_and_stands_on_no_page(
    office: httpx.Client, hers: httpx.Client
) -> None:
    seal = device(hers)["seal"]
    assert len(base64.b64decode(seal)) == 32
    assert seal not in office.get(DEVICES).text
    assert seal not in hers.get(f"/judge/{EVENT}").text
