"""Two policies on one result: what can be chosen, what differs and which way, and that a policy sent along leaves
nothing behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from competition.awarding.choosing import LARGEST
from competition.store import schema
from competition.store.database import open_database
from tests.competition.awarding.years import LAST, LAST_POLICY, THIS, years
from tests.competition.people import cookie, signed_in
from tests.competition.venue import Server, serving, url_of

BESIDE = f"/awards/{THIS}/cakes/policy/beside"
OLD = f"event:{LAST}:city"


class House:
    """The server of both years, and those who look at them."""

    def __init__(self, store: Path, server: Server, stack: ExitStack) -> None:
        self.store, self.server = store, server
        self.one = stack.enter_context(signed_in(server, store, "supervisor", event=THIS, login="one"))
        self.both = stack.enter_context(signed_in(server, store, "association", event=THIS))
        cookie(store, "association", event=LAST)
        self.judge = stack.enter_context(signed_in(server, store, "judge", event=THIS, login="judge", judge="J1"))

    def get(self, path: str = BESIDE, **asked: str) -> str:
        answer = self.both.get(path, params={"lang": "en", **asked})
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, files: dict[str, bytes] | None = None, **form: str) -> httpx.Response:
        sent = {name: ("policy.toml", body) for name, body in (files or {}).items()}
        headers = {"Origin": self.server.api}
        return self.both.post(
            BESIDE, params={"lang": "en"}, data=form, files=sent or {"file": ("", b"")}, headers=headers
        )

    def held(self) -> list[int]:
        """How many rows each table of what could be kept has."""
        tables = (schema.line, schema.document, schema.package_file, schema.upload)
        with open_database(url_of(self.store)) as database, database.connect() as connection:
            return [connection.scalar(select(func.count()).select_from(each)) or 0 for each in tables]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    store = years(tmp_path_factory.mktemp("years"))
    with ExitStack() as stack:
        yield House(store, stack.enter_context(serving(store)), stack)


def offered(page: str, name: str) -> list[str]:
    select_ = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    assert select_ is not None
    return re.findall(r'<option value="([^"]+)"', select_[0])


def table(page: str, panel: str) -> list[list[str]]:
    """The cells of the first table in a panel, as texts."""
    part = page.split(f'<section class="panel" id="{panel}">')[1].split("</section>")[0]
    rows = re.findall(r"<tr.*?</tr>", part.split("<tbody>")[1], re.DOTALL)
    cells = (re.findall(r"<td.*?</td>", row, re.DOTALL) for row in rows)
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_what_can_be_chosen_is_what_the_reader_may_read(house: House) -> None:
    page = house.get()
    assert offered(page, "result") == [f"{THIS}/cakes", f"{LAST}/cakes"]
    shipped = [f"shipped:{name}" for name in ("anhui-2023", "national-2023", "shijiazhuang-2010", "tianjin-2024")]
    assert offered(page, "own") == ["pinned", *shipped, OLD]
    answer = house.one.get(BESIDE, params={"other": OLD, "result": f"{LAST}/cakes"})
    assert answer.status_code == 200
    assert offered(answer.text, "result") == [f"{THIS}/cakes"]
    assert offered(answer.text, "own") == ["pinned", *shipped]
    assert "云屏市旧办法" not in answer.text


def test_who_may_not_read_the_office_sees_nothing(house: House) -> None:
    assert house.judge.get(BESIDE).status_code == 403
    headers = {"Origin": house.server.api}
    assert house.judge.post(BESIDE, data={"text": LAST_POLICY}, headers=headers).status_code == 403
    assert httpx.get(house.server.api + BESIDE).status_code == 303
    assert house.both.get(f"/awards/{THIS}/nothing/policy/beside").status_code == 404


def test_this_years_result_under_last_years_policy(house: House) -> None:
    page = house.get(other=OLD)
    assert table(page, "counts") == [
        ["senior technician (level 1) Granted", "0", "1", "+1"],
        ["technician (level 2) Granted", "1", "0", "−1"],
        ["senior worker (level 3) Granted", "1", "0", "−1"],
        ["intermediate worker (level 4) Granted", "1", "1", "0"],
        ["grade Not decided", "1", "0", "−1"],
        ["Yunping Expert Granted", "0", "2", "+2"],
        ["Yunping Expert May apply", "1", "0", "−1"],
        ["First prize Granted", "0", "2", "+2"],
        ["nothing", "4", "4", "0"],
    ]
    assert [(row[0], row[1].split()[1], row[4]) for row in table(page, "persons")] == [
        ("1", "P1", "gain"),
        ("2", "P2", "gain"),
        ("1", "P3", "come to something else"),
        ("3", "P4", "lose"),
        ("2", "P6", "not decided by one of them"),
        ("5", "P8", "gain"),
    ]
    (fourth,) = (row for row in table(page, "persons") if " P4 " in f"{row[1]} ")
    assert "senior worker (level 3) Granted" in fourth[2]
    assert "The grade held (intermediate worker (level 4)) is as high already." in fourth[3]


def test_the_other_way_round_who_gained_loses(house: House) -> None:
    page = house.get(own=OLD, other="pinned")
    turns = {row[1].split()[1]: row[4] for row in table(page, "persons")}
    assert turns == {
        "P1": "lose",
        "P2": "lose",
        "P3": "come to something else",
        "P4": "gain",
        "P6": "not decided by one of them",
        "P8": "lose",
    }


def test_the_table_can_be_narrowed_to_one_way(house: House) -> None:
    assert [row[1].split()[1] for row in table(house.get(other=OLD, turn="gains"), "persons")] == ["P1", "P2", "P8"]
    assert [row[1].split()[1] for row in table(house.get(other=OLD, turn="loses"), "persons")] == ["P4"]
    assert len(table(house.get(other=OLD, turn="sideways"), "persons")) == 6
    assert "Nobody has this outcome." in house.get(other=f"{THIS}", own="pinned", turn="otherwise")


def test_last_years_result_under_this_years_policy(house: House) -> None:
    page = house.get(result=f"{LAST}/cakes", other="own")
    assert offered(page, "own")[:2] == ["pinned", "own"]
    assert "Last year&#39;s bakery · Cakes" in page
    (first, *_) = table(page, "persons")
    assert first[1].startswith("Person P1 LC1")
    assert (first[2].split(" (")[0], first[3].split(" (")[0]) == ("senior technician", "technician")
    assert first[4] == "lose"


def test_the_same_policy_twice_differs_in_nothing(house: House) -> None:
    page = house.get(own="pinned", other="pinned")
    assert "Nobody comes to something else." in page


def test_the_picture_has_a_plot_for_each_group_and_signs_of_their_own(house: House) -> None:
    picture = house.get(other=OLD).split('class="turning"')[1].split("</svg>")[0]
    assert "Students · 3 places" in picture and "Staff · 5 places" in picture
    assert [picture.count(f'rect class="{look}"') for look in ("gain", "loss", "open")] == [2, 2, 1]
    assert picture.count('path class="gain"') == 4, "two experts, two first prizes"
    assert picture.count('path class="was"') == picture.count('path class="now"') == 2


def test_a_policy_sent_along_is_compared_and_forgotten(house: House) -> None:
    before = house.held()
    answer = house.post({"file": LAST_POLICY.encode()})
    assert answer.status_code == 200
    assert table(answer.text, "persons") == table(house.get(other=OLD), "persons")
    assert "The policy sent along" in answer.text
    again = house.post(text=LAST_POLICY.replace('grade = "1"', 'grade = "2"'), turn="gains", other="sent")
    assert [row[1].split()[1] for row in table(again.text, "persons")] == ["P1", "P2", "P8"]
    assert house.held() == before


def test_every_problem_of_a_policy_sent_along_is_said_with_its_line(house: House) -> None:
    before = house.held()
    broken = LAST_POLICY.replace("places = { to = 1 }", 'places = { to = "30%" }').replace('grade = "4"', 'grade = "9"')
    answer = house.post({"file": broken.encode()})
    assert answer.status_code == 422
    found = [(row[0], row[1]) for row in table(answer.text, "wrong")]
    assert len(found) == 3
    lines = broken.splitlines()
    assert [lines[int(line) - 1].split(" ")[0] for line, _ in found] == ["places", "grade", "places"]
    assert "What the two come to" not in answer.text
    assert "grade = &#34;9&#34;" in answer.text, "it can be mended where it stands"
    assert house.held() == before


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"policy = ", "Line"),
        (b"\xff\xfe", "What is wrong"),
        (b"#" * (LARGEST + 1), "larger than 256 KB"),
        (b"", "file"),
    ],
)
def test_what_is_no_policy_is_said_too(house: House, body: bytes, said: str) -> None:
    answer = house.post({"file": body} if body else None)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_an_address_that_was_guessed_leads_there(house: House) -> None:
    answer = house.both.get(f"/awards/{THIS}/cakes/beside")
    assert (answer.status_code, answer.headers["Location"]) == (307, BESIDE)
    assert BESIDE in house.get(f"/awards/{THIS}/cakes")
