"""The order of giving: several marks of one cell in a sealed file, taken in by the office of a real server."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.judges.devices.hall import DEVICES, EVENT, device, enrol, tickets
from tests.judges.devices.test_incoming import IMPORT, file_of, mark, take


@pytest.fixture
def hers(office: httpx.Client, tablet: httpx.Client) -> httpx.Client:
    """G3's tablet."""
    enrol(tablet, tickets(office, "judge:G3", key="order")["G3"][0])
    return tablet


def given(hers: httpx.Client, entrant: str) -> tuple[str, list[dict[str, Any]]]:
    """The judge's value for the entrant, and what of hers is held there."""
    sheets = hers.get(f"/api/events/{EVENT}/sheets").json()["sheets"]
    (cell,) = [
        cell for sheet in sheets if sheet["entrant"] == entrant for cell in sheet["cells"] if cell["aspect"] == "union"
    ]
    return cell.get("value", ""), cell.get("held", [])


def test_several_marks_of_one_cell_are_recorded_one_after_another_and_once(
    office: httpx.Client, hers: httpx.Client
) -> None:
    first = mark("A1", "1")
    second = mark("A1", "3", after=first["key"])
    other = mark("A2", "2", aspect="none")
    third = mark("A1", "2", after=second["key"])
    file = file_of(hers, first, second, other, third)
    seqs = []
    for _ in range(2):
        assert take(office, file) == ["stored", "stored", "refused", "stored"]
        assert given(hers, "A1")[0] == "2"
        sent = hers.post("/api/marks", json={"event": EVENT, "entries": [first]}).json()["results"][0]
        assert sent["status"] == "known"
        second_by_tablet = {name: value for name, value in second.items() if name != "after"}
        body = {"event": EVENT, "entries": [second_by_tablet | {"supersedes": sent["seq"]}]}
        seqs.append(hers.post("/api/marks", json=body).json()["results"][0])
    assert seqs[0] == seqs[1]
    assert seqs[0]["status"] == "known"


def test_what_the_tablet_sent_of_a_cell_before_the_file_came_is_known_and_the_rest_goes_over_it(
    office: httpx.Client, hers: httpx.Client
) -> None:
    first = mark("A2", "1")
    second = mark("A2", "3", after=first["key"])
    file = file_of(hers, first, second)
    assert hers.post("/api/marks", json={"event": EVENT, "entries": [first]}).json()["results"][0]["seq"]
    assert take(office, file) == ["stored", "stored"]
    assert given(hers, "A2") == ("3", [])


def test_of_a_revoked_tablet_every_mark_of_one_cell_is_held_once_whoever_sends_it(
    office: httpx.Client, hers: httpx.Client
) -> None:
    first = mark("A3", "1")
    second = mark("A3", "3", after=first["key"])
    file = file_of(hers, first, second)
    office.post(f"{DEVICES}/revoke", data={"device": device(hers)["id"]})
    plain = {name: value for name, value in second.items() if name != "after"}
    for entry in (first, plain):
        sent = hers.post("/api/marks", json={"event": EVENT, "entries": [entry]}).json()["results"][0]
        assert sent["status"] == "held"
    answer = office.post(IMPORT, files={"file": ("f.json", file)}, data={"key": "f"}, params={"lang": "en"})
    assert "nothing was changed" in answer.text
    assert answer.text.count('class="chip stored"') == 3, "two rows and their sum"


def test_where_the_first_of_a_cell_is_in_conflict_so_is_what_came_in_its_place(
    office: httpx.Client, hers: httpx.Client
) -> None:
    first = mark("A4", "1")
    rest = (mark("A4", "3", after=first["key"]), mark("A4", "0", after="nobody"), mark("A4", "0", after=7), "text")
    file = file_of(hers, first, *rest)
    hers.post("/api/marks", json={"event": EVENT, "entries": [mark("A4", "2")]})
    assert take(office, file) == ["conflict"] * 4 + ["refused"]
    assert given(hers, "A4") == ("2", [])


def test_words_that_explain_a_mark_come_out_of_the_file_with_it_and_are_known_again(
    office: httpx.Client, hers: httpx.Client
) -> None:
    sheets = hers.get(f"/api/events/{EVENT}/sheets").json()["sheets"]
    (held,) = [cell for cell in sheets[0]["cells"] if cell["aspect"] == "union"]
    said = mark(sheets[0]["entrant"], "1") | {"comment": "graft came loose", "supersedes": held.get("seq")}
    file = file_of(hers, said)
    assert [take(office, file) for _ in range(2)] == [["stored"], ["stored"]]
    sent = hers.post("/api/marks", json={"event": EVENT, "entries": [said, said | {"comment": "other"}]}).json()
    assert [each["status"] for each in sent["results"]] == ["known", "refused"]
    sheets = hers.get(f"/api/events/{EVENT}/sheets").json()["sheets"]
    assert [cell["comment"] for sheet in sheets for cell in sheet["cells"] if "comment" in cell] == ["graft came loose"]
    assert "graft came loose" not in office.post(IMPORT, files={"file": ("f.json", file)}, data={"key": "g"}).text
