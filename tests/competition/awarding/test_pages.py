"""Awards and exports in the browser's terms: who may see and state them, what the pages say, what is recorded."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from competition.commands import import_
from competition.recording.recorder import Entry, Recorder
from competition.store import schema
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger
from scoring import lines
from scoring.facts import Fact
from scoring.steps import Awarded, Confirmed, Exported, StepRefused
from tests.competition.awarding.bakery import CONTEST, POLICY, bakery, brought_to_result
from tests.competition.people import signed_in
from tests.competition.venue import Server, serving, url_of

EVENT, AWARDS = "bakery", "/awards/bakery/cakes"


@dataclass
class House:
    """The bakery's server, and clients of people in it."""

    server: Server
    store: Path
    stack: ExitStack
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def client(self, role: str) -> httpx.Client:
        """A browser of somebody in this role; its forms come from the house's own pages."""
        if role not in self.clients:
            self.clients[role] = self.stack.enter_context(signed_in(self.server, self.store, role, event=EVENT))
        return self.clients[role]

    def get(self, path: str, role: str = "association", lang: str = "en") -> httpx.Response:
        return self.client(role).get(path, params={"lang": lang} if "?" not in path else None)

    def post(self, path: str, role: str = "association", **data: str) -> httpx.Response:
        return self.client(role).post(path, data=data, headers={"Origin": self.server.api})

    def lines(self) -> list[Fact]:
        with open_database(url_of(self.store)) as database, database.connect() as connection:
            table = schema.line.c
            rows = connection.execute(select(table.seq, table.body).where(table.stream == EVENT).order_by(table.seq))
            return [lines.line(seq, body).fact for seq, body in rows]

    def states(self, fact: Fact) -> None:
        """Record what somebody else states, in another process, and wait until the server has followed it."""
        with open_database(url_of(self.store)) as database:
            anyio.run(_record, database, fact)
        seq, until = len(self.lines()), time.monotonic() + 20
        while f">bakery:{seq}:" not in self.get(AWARDS).text:
            assert time.monotonic() < until
            time.sleep(0.1)


async def _record(database: Database, fact: Fact) -> None:
    async with Recorder(Ledger(database, EVENT)) as recorder:
        (answer,) = await recorder.record_all([Entry(fact, "authority.A", f"k{recorder.head.seq}")])
        assert answer.status == "accepted", answer


async def _result(database: Database) -> None:
    async with Recorder(Ledger(database, EVENT)) as recorder:
        await brought_to_result(recorder)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = tmp_path / "store"
    store.mkdir()
    folder = bakery(tmp_path / "bakery")
    result = CliRunner().invoke(import_.command, [str(folder), "--database", url_of(store)])
    assert result.exit_code == 0, result.output
    with open_database(url_of(store)) as database:
        anyio.run(_result, database)
    with ExitStack() as stack:
        yield House(stack.enter_context(serving(store)), store, stack)


def test_a_roll_is_previewed_stated_and_confirmed(house: House) -> None:
    page = house.get(AWARDS)
    assert page.status_code == 200
    assert "A preview: nothing is stated yet." in page.text
    assert "theory: 59.5, at least 60 is asked; 0.5 short." in page.text
    assert house.post(AWARDS, key="once").status_code == 303
    assert house.post(AWARDS, key="once").status_code == 303
    assert house.post(AWARDS, key="twice").status_code == 303
    stated = [fact for fact in house.lines() if isinstance(fact, Awarded)]
    assert len(stated) == 1, "a form sent twice, and two people at once, are one act"
    assert [(entrant, person) for entrant, person, _ in stated[0].awards][:2] == [("C1", "P1"), ("C2", "P2")]
    assert "They come into force once the authority confirms them." in house.get(AWARDS).text
    house.states(Confirmed("cakes", "awards", len(house.lines())))
    page = house.get(AWARDS)
    assert "In force: the authority confirmed these awards" in page.text
    assert "<form" not in page.text.split("<main")[1]


def test_awards_before_their_time_are_refused_and_leave_a_line(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    CliRunner().invoke(import_.command, [str(bakery(tmp_path / "bakery")), "--database", url_of(store)])
    with ExitStack() as stack:
        house = House(stack.enter_context(serving(store)), store, stack)
        page = house.get(AWARDS)
        assert "Before the awards can be stated:" in page.text
        answer = house.post(AWARDS, key="early")
        assert answer.status_code == 422
        refused = [fact for fact in house.lines() if isinstance(fact, StepRefused)]
        assert [(fact.trade, fact.step) for fact in refused] == [("cakes", "awarded")]
        assert not [fact for fact in house.lines() if isinstance(fact, Awarded)]
        with open_database(url_of(store)) as database, database.connect() as connection:
            assert connection.execute(select(schema.document.c.body)).all() == []


def test_awards_that_cannot_be_kept_leave_no_document(house: House) -> None:
    def disk(sql: str) -> None:
        with open_database(url_of(house.store)) as database, database.transaction() as connection:
            connection.exec_driver_sql(sql)

    def readable() -> list[str]:
        body = schema.document.c.body
        with open_database(url_of(house.store)) as database, database.connect() as connection:
            return list(connection.scalars(select(body).where(body.is_not(None))))

    before = readable()
    refuse = "WHEN NEW.body LIKE '%\"fact\":\"awarded\"%' BEGIN SELECT RAISE(ABORT, 'no disk'); END"
    disk(f"CREATE TRIGGER planted BEFORE INSERT ON line {refuse}")
    assert house.post(AWARDS, key="once").status_code == 503
    assert readable() == before
    disk("DROP TRIGGER planted")
    assert house.post(AWARDS, key="once").status_code == 303


def test_only_the_association_and_the_organiser_state_awards(house: House) -> None:
    for role in ("chief", "supervisor", "second", "authority", "draw"):
        assert house.get(AWARDS, role).status_code == 200, role
        assert house.post(AWARDS, role, key="k").status_code == 403, role
    assert house.get(AWARDS, "judge").status_code == 403
    assert httpx.get(house.server.api + AWARDS).status_code == 303


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_person_is_explained_on_a_card(house: House, lang: str) -> None:
    page = house.get(f"{AWARDS}/C2", lang=lang).text
    words = {
        "zh": (
            "理论成绩：59.5，要求不低于 60，差 0.5。（第八条）",
            "《云屏市职业技能竞赛奖励办法》",
            "若理论成绩为 60",
        ),
        "en": (
            "theory: 59.5, at least 60 is asked; 0.5 short. [第八条]",
            "“云屏市职业技能竞赛奖励办法”",
            "With theory 60",
        ),
    }
    for said in words[lang]:
        assert said in page
    assert 'class="places"' in house.get(f"{AWARDS}/C1", lang=lang).text
    assert house.get(f"{AWARDS}/C99").status_code == 404
    assert house.get("/awards/bakery/pies").status_code == 404
    assert house.get("/awards/nowhere/cakes").status_code in (403, 404)


def test_the_roll_can_be_read_by_outcome_and_all_trades_are_summed_up(house: House) -> None:
    page = house.client("association").get(AWARDS, params={"outcome": "gap", "lang": "en"}).text
    assert "C6" in page and ">C1<" not in page
    assert "/awards/bakery/cakes" in house.get("/awards/bakery").text


def test_a_download_is_recorded_first_and_made_at_the_line_it_names(house: House) -> None:
    before = len(house.lines())
    answer = house.client("association").get(
        "/events/bakery/exports/roll.json", params={"trade": "cakes", "lang": "en"}
    )
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="bakery-cakes-roll-{before}.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    fact = house.lines()[-1]
    assert isinstance(fact, Exported)
    assert (fact.trade, fact.export, fact.form, fact.seq) == ("cakes", "roll", "json", before)
    assert json.loads(answer.content)["about"]["position"] == f"bakery:{fact.seq}:{fact.digest}"
    page = house.get("/office/bakery/exports").text
    assert f"bakery:{before}:{fact.digest[:12]}" in page and "Award roll, JSON" in page


@pytest.mark.parametrize(
    ("name", "form"), [("results", "xlsx"), ("results", "csv"), ("marks", "csv"), ("package", "zip")]
)
def test_every_export_comes_in_its_form(house: House, name: str, form: str) -> None:
    answer = house.get(f"/events/bakery/exports/{name}.{form}")
    assert answer.status_code == 200
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert answer.headers["content-type"].startswith("text/csv") and [] in rows
    else:
        assert answer.content.startswith(b"PK")


def test_what_cannot_be_taken_out_leaves_no_line(house: House) -> None:
    before = len(house.lines())
    assert house.client("association").head("/events/bakery/exports/results.csv").status_code == 405
    for path in ("everything.csv", "roll.exe", "package.csv", "roll.csv?trade=pies", "package.zip?trade=cakes"):
        assert house.get(f"/events/bakery/exports/{path}").status_code == 404, path
    for role in ("judge", "chief", "second", "draw"):
        assert house.get("/events/bakery/exports/roll.csv", role).status_code == 403, role
        assert house.get("/office/bakery/exports", role).status_code == 403, role
    assert httpx.get(f"{house.server.api}/events/bakery/exports/roll.csv").status_code in (303, 401)
    assert len(house.lines()) == before


def test_what_the_policy_covers_is_said_and_drawn_where_its_roll_is(house: House) -> None:
    link = f"{AWARDS}/policy/coverage"
    assert f'href="{link}"' in house.get(AWARDS).text
    page = house.get(link)
    assert page.status_code == 200 and "the text does not say how to round" in page.text
    assert "student: “云屏市职业技能竞赛奖励办法” (云人社〔2026〕8号), 第六条" in page.text
    drawn = page.text.split("<svg", 1)[1] if "coverage" in page.text else ""
    assert "<style" not in page.text and 'class="g2"' in drawn
    assert "条文没有说清的地方" in house.get(link, lang="zh").text
    assert house.get("/awards/bakery/bread/policy/coverage").status_code == 404
    assert house.get(link, "judge").status_code == 403


def test_a_policy_without_holes_says_so(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    rounds = POLICY.replace('of = "entrants" }', 'of = "entrants", round = "floor" }')
    folder = bakery(tmp_path / "bakery", policy=rounds)
    CliRunner().invoke(import_.command, [str(folder), "--database", url_of(store)])
    with ExitStack() as stack:
        house = House(stack.enter_context(serving(store)), store, stack)
        assert "The text leaves nothing open." in house.get(f"{AWARDS}/policy/coverage").text


def test_without_a_policy_there_is_nothing_to_cover(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    folder = bakery(tmp_path / "bakery", contest=CONTEST.replace("2026-05-0", "2025-05-0"))
    CliRunner().invoke(import_.command, [str(folder), "--database", url_of(store)])
    with ExitStack() as stack:
        house = House(stack.enter_context(serving(store)), store, stack)
        assert house.get(f"{AWARDS}/policy/coverage").status_code == 404
