"""The office's page of tablets: what it lists, and what it does to them."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path

import httpx
import pytest

from competition.access.access import Actor
from competition.access.tokens import issue
from competition.store.database import open_database
from judges.shell import version
from tests.competition.people import signed_in
from tests.competition.venue import Server, url_of
from tests.judges.devices.hall import DEVICES, EVENT, device, enrol, problem, tickets

SHEETS = f"/api/events/{EVENT}/sheets"


def listed(office: httpx.Client) -> str:
    page = office.get(DEVICES, params={"lang": "en"})
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text.split('id="stations"')[1].split("</section>")[0]))


def test_nobody_but_the_office_sees_or_changes_tablets(server: Server, folder: Path) -> None:
    for role in ("judge", "chief", "supervisor"):
        with signed_in(server, folder, role, event=EVENT, login=f"{role}-9") as client:
            assert client.get(DEVICES).status_code == 403
            assert client.post(f"{DEVICES}/revoke", data={"device": "x"}).status_code == 403
    with signed_in(server, folder, "organiser", event="elsewhere", login="other-organiser") as client:
        assert client.get(DEVICES).status_code == 403
    with signed_in(server, folder, "owner", event="house", login="owner-9") as client:
        assert client.get("/office/nowhere/devices").status_code == 404


def test_a_sheet_has_a_square_for_each_judge_of_a_panel(office: httpx.Client) -> None:
    assert set(tickets(office, "panel:grafting:craft")) == {"G1", "G2", "G3"}
    assert set(tickets(office, "panel:pruning:time")) == {"P3"}
    assert {"G1", "G4", "P3"} <= set(tickets(office, "all"))
    page = office.post(f"{DEVICES}/tickets", data={"whom": "judge:G1", "key": "s"}, params={"lang": "en"})
    assert page.text.count("<svg") >= 1
    assert "only this machine knows" in page.text  # the test speaks to 127.0.0.1


def test_a_tablet_is_told_the_version_of_its_page_and_the_office_sees_who_runs_an_old_one(
    office: httpx.Client, tablet: httpx.Client
) -> None:
    enrol(tablet, tickets(office, "judge:G2", key="version")["G2"][0])
    own = f"/api/events/{EVENT}/judge/device"
    assert tablet.get(own).headers["saiping-page"] == version()
    assert "old page" not in listed(office), "nothing is said of one that has not said its version"
    tablet.get(SHEETS, headers={"Saiping-Page": "0123456789ab"})
    assert listed(office).count("old page") == 1
    assert "before the last change of the server: 1." in listed(office)
    tablet.get(SHEETS, headers={"Saiping-Page": version()})
    assert "old page" not in listed(office)
    tablet.get(SHEETS, headers={"Saiping-Page": "0123456789ab"})
    tablet.post("/sign-out")
    assert "old page" not in listed(office), "nor of one that was handed over"


def test_those_who_have_a_tablet_get_no_other_unless_asked(office: httpx.Client, tablet: httpx.Client) -> None:
    enrol(tablet, tickets(office, "judge:P3")["P3"][0])
    made = tickets(office, "", key="rest")
    assert "P3" not in made
    assert "G4" in made


def test_a_ticket_counts_for_as_long_as_was_chosen_and_never_longer_than_a_week(
    office: httpx.Client, folder: Path
) -> None:
    with sqlite3.connect(folder / "contest.db") as store:
        spans = []
        for at, hours in enumerate(("1", "12", "168")):
            tickets(office, "judge:G4", key=f"h{at}", hours=hours)
            row = store.execute("select made_at, expires_at from ticket order by made_at desc").fetchone()
            spans.append(
                round(
                    sum(
                        float(store.execute("select julianday(?)", (each.rstrip("Z"),)).fetchone()[0]) * way
                        for each, way in zip(row, (-24, 24), strict=True)
                    )
                )
            )
    assert spans == [1, 12, 168]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"whom": "judge:NOBODY"}, "no judge and no panel"),
        ({"whom": "panel:baking:nobody"}, "no judge and no panel"),
        ({"whom": "everybody"}, "no judge and no panel"),
        ({"whom": "all", "hours": "9999"}, "is none of"),
        ({"whom": "all", "hours": ""}, "is none of"),
    ],
)
def test_tickets_for_nobody_or_for_some_other_time_are_refused_and_none_is_made(
    office: httpx.Client, folder: Path, form: dict[str, str], said: str
) -> None:
    with sqlite3.connect(folder / "contest.db") as store:
        before = store.execute("select count(*) from ticket").fetchone()
        answer = office.post(f"{DEVICES}/tickets", params={"lang": "en"}, data={"key": "none", **form})
        assert answer.status_code == 422 and said in answer.text
        assert store.execute("select count(*) from ticket").fetchone() == before


def test_each_tablet_stands_with_what_it_last_said(office: httpx.Client, tablet: httpx.Client) -> None:
    enrol(tablet, tickets(office, "judge:G1")["G1"][0])
    tablet.headers["user-agent"] = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)"
    tablet.get(SHEETS, headers={"Saiping-Unsent": "4", "Saiping-Page": "p-77"})
    label = device(tablet)["label"]
    page = office.get(DEVICES, params={"lang": "en"}).text
    row = next(each for each in page.split("<tr") if f"<b>{label}</b>" in each)
    assert 'class="looked"' in row
    assert "p-77" in row
    assert re.search(r'class="chip tablet">.*?<span>4</span>', row)


def test_what_a_tablet_says_is_written_down_within_seconds(
    office: httpx.Client, tablet: httpx.Client, folder: Path
) -> None:
    enrol(tablet, tickets(office, "judge:G2")["G2"][0])
    id = device(tablet)["id"]
    tablet.get(SHEETS, headers={"Saiping-Unsent": "7", "Saiping-Page": "v9"})
    until = time.monotonic() + 8
    row: tuple[object, ...] = ()
    while time.monotonic() < until and row != (7, "v9"):
        time.sleep(0.2)
        with sqlite3.connect(folder / "contest.db") as store:
            row = store.execute("select unsent, page from device where id = ?", (id,)).fetchone()
    assert row == (7, "v9")


@pytest.mark.parametrize("said", ["-1", "x", "9" * 12, "٣"])
def test_a_tablet_that_says_no_number_is_not_believed(office: httpx.Client, tablet: httpx.Client, said: str) -> None:
    enrol(tablet, tickets(office, "judge:G2")["G2"][0])
    tablet.get(SHEETS, headers={"Saiping-Unsent": "2"})
    tablet.get(SHEETS, headers={b"Saiping-Unsent": said.encode()})
    label = device(tablet)["label"]
    row = next(each for each in office.get(DEVICES).text.split("<tr") if f"<b>{label}</b>" in each)
    assert re.search(r'class="chip tablet">.*?<span>2</span>', row)


def test_a_tablet_that_was_not_seen_for_two_minutes_is_amber(
    office: httpx.Client, tablet: httpx.Client, folder: Path
) -> None:
    enrol(tablet, tickets(office, "judge:G3")["G3"][0])
    found = device(tablet)
    time.sleep(6)
    with sqlite3.connect(folder / "contest.db") as store:
        store.execute("update device set seen_at = '2026-05-01T08:00:00.000000Z' where id = ?", (found["id"],))
    page = office.get(DEVICES, params={"lang": "en"}).text
    row = next(each for each in page.split("<tr") if f"<b>{found['label']}</b>" in each)
    assert "quiet" in row
    assert 'class="looked"' in row


def test_a_revoked_tablet_reads_nothing_at_once_and_stands_among_those_of_before(
    office: httpx.Client, tablet: httpx.Client
) -> None:
    enrol(tablet, tickets(office, "judge:G1")["G1"][0])
    found = device(tablet)
    answer = office.post(f"{DEVICES}/revoke", data={"device": found["id"]})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DEVICES}?changed=revoked")
    assert problem(tablet.get(SHEETS)) == (401, "device-revoked")
    assert problem(tablet.get(f"/api/events/{EVENT}/judge/device")) == (401, "device-revoked")
    page = tablet.get(f"/judge/{EVENT}", params={"lang": "en"})
    assert page.status_code == 401
    assert "This tablet was revoked" in page.text
    assert tablet.get(f"/events/{EVENT}").status_code == 200
    assert found["label"] not in listed(office)
    assert found["label"] in office.get(DEVICES).text


def test_renaming_tells_tablets_apart(office: httpx.Client, tablet: httpx.Client) -> None:
    enrol(tablet, tickets(office, "judge:G1")["G1"][0])
    id = device(tablet)["id"]
    assert office.post(f"{DEVICES}/rename", data={"device": id, "label": " 3 号平板 "}).status_code == 303
    assert device(tablet)["label"] == "3 号平板"
    for bad in ("", "x" * 41, "a\nb"):
        assert office.post(f"{DEVICES}/rename", data={"device": id, "label": bad}).status_code == 422
    assert office.post(f"{DEVICES}/rename", data={"device": "none", "label": "x"}).status_code == 404


def test_a_message_reaches_the_tablet_and_that_it_was_read_comes_back(
    office: httpx.Client, tablet: httpx.Client, another: httpx.Client
) -> None:
    made = tickets(office)
    enrol(tablet, made["G1"][0])
    enrol(another, made["G2"][0])
    id = device(tablet)["id"]
    assert office.post(f"{DEVICES}/message", data={"device": id, "text": "茶歇 10 分钟"}).status_code == 303
    told = device(tablet)["message"]
    assert (told["text"], told["seen"], device(another)["message"]) == ("茶歇 10 分钟", False, None)
    assert "not read yet" in listed(office)
    seen = f"/api/events/{EVENT}/judge/device/seen"
    assert another.post(seen, json={"id": told["id"]}).status_code == 200
    assert device(tablet)["message"]["seen"] is False
    assert tablet.post(seen, json={"id": "older"}).status_code == 200
    assert device(tablet)["message"]["seen"] is False
    assert tablet.post(seen, json={"id": told["id"]}).status_code == 200
    assert device(tablet)["message"]["seen"] is True
    office.post(f"{DEVICES}/message", data={"text": "Lunch"})
    assert {device(each)["message"]["text"] for each in (tablet, another)} == {"Lunch"}
    assert office.post(f"{DEVICES}/message", data={"text": ""}).status_code == 422


def test_a_personal_code_makes_a_tablet_too_that_can_be_ended(office: httpx.Client, tablet: httpx.Client) -> None:
    invited = office.post(f"/office/{EVENT}/people/codes", data={"judge": "G4", "key": "laptop"})
    code = invited.text.split('class="spoken">')[1][:9]
    assert tablet.post("/sign-in/code", data={"code": code}).status_code == 303
    assert tablet.get(f"/judge/{EVENT}").status_code == 200
    found = device(tablet)
    assert (found["judge"], found["seal"] != "") == ("G4", True)
    assert device(tablet)["id"] == found["id"]
    assert found["label"] in listed(office)
    office.post(f"{DEVICES}/revoke", data={"device": found["id"]})
    assert problem(tablet.get(SHEETS)) == (401, "device-revoked")


def test_a_bearer_token_is_no_tablet(server: Server, folder: Path) -> None:
    with open_database(url_of(folder)) as database, database.transaction() as connection:
        token = issue(connection, Actor("judge", "G4", EVENT, "G4"))
    answer = httpx.get(f"{server.api}/api/events/{EVENT}/judge/device", headers={"Authorization": f"Bearer {token}"})
    assert problem(answer) == (404, "no-device")


def test_what_is_no_json_is_no_word_that_a_message_was_read(office: httpx.Client, tablet: httpx.Client) -> None:
    enrol(tablet, tickets(office, "judge:G1")["G1"][0])
    seen = f"/api/events/{EVENT}/judge/device/seen"
    assert problem(tablet.post(seen, content=b"{")) == (400, "not-json")
    assert problem(tablet.post(seen, content=b"[" * 2000)) == (413, "too-large")
    assert tablet.post(seen, json=["x"]).status_code == 200


def test_a_judge_of_an_event_that_is_not_there_is_told_so(server: Server, folder: Path) -> None:
    with signed_in(server, folder, "judge", event="nowhere", judge="X1") as client:
        assert problem(client.get("/api/events/nowhere/judge/device")) == (404, "unknown-event")
