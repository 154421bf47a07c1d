"""`award` shows what the policy comes to, and says why as a person would."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from competition.awarding.recorded import body
from competition.awarding.stored import standing
from competition.commands import award, import_
from competition.documents import Documents
from competition.recording.recorder import Entry, Recorder
from competition.store import schema
from competition.store.database import Database, open_database
from competition.store.ledger import Ledger
from scoring.boards.board import table_digest
from scoring.facts import Fact, Finalised
from scoring.steps import Awarded, Confirmed, NoticeClosed, NoticePosted
from tests.competition.awarding.bakery import CONTEST, POLICY, bakery
from tests.competition.certainty.cakes import cakes


@pytest.fixture
def url(sqlite_url: str, tmp_path: Path) -> str:
    taken = CliRunner().invoke(import_.command, [str(bakery(tmp_path / "bakery")), "--database", sqlite_url])
    assert taken.exit_code == 0, taken.output
    return sqlite_url


def asked(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(award.command, ["bakery", *arguments, "--database", url])


async def state_all(database: Database, *, confirm: bool = False) -> None:
    """Bring the trade to its stated awards, and where asked to confirmed ones."""
    found = standing(database, "bakery")
    assert found is not None
    trade = found.state.trades["cakes"]
    board, kept = table_digest(trade), Documents(database)
    awards = tuple(
        [
            (each.entrant, each.person, await kept.keep("bakery", body(each.decision)))
            for each in found.roll("cakes").entries
            if each.decision is not None
        ]
    )
    async with Recorder(Ledger(database, "bakery")) as recorder:

        async def record(fact: Fact, actor: str) -> None:
            (answer,) = await recorder.record_all([Entry(fact, actor, f"k-{fact.kind}-{recorder.head.seq}")])
            assert answer.status == "accepted", answer

        await record(Finalised("cakes", board), "organiser.A")
        async with recorder.reading() as state:
            board = table_digest(state.trades["cakes"])
        await record(NoticePosted("cakes", board, "2026-05-03"), "association.B")
        await record(NoticeClosed("cakes", "2026-05-03"), "association.B")
        await record(Confirmed("cakes", "result", recorder.head.seq), "authority.C")
        await record(Awarded("cakes", trade.policy_digest, board, awards), "association.B")
        if confirm:
            await record(Confirmed("cakes", "awards", recorder.head.seq), "authority.C")


def test_before_the_awards_are_stated_it_is_a_preview_and_says_so(url: str) -> None:
    result = asked(url, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Preview, nothing is stated yet" in result.output
    rows = [line for line in result.output.splitlines() if " P1 " in line or " P6 " in line]
    assert "Granted technician (level 2)" in rows[0] and "May apply Yunping Expert" in rows[0]
    assert "Not decided: The policy does not say how to round" in rows[1]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Why: theory: 59.5, at least 60 is asked; 0.5 short. [第八条]"),
        ("zh", "原因：理论成绩：59.5，要求不低于 60，差 0.5。（第八条）"),
    ],
)
def test_one_entrant_is_explained_as_a_person_would(url: str, lang: str, said: str) -> None:
    result = asked(url, "--explain", "C2", "--lang", lang)
    assert result.exit_code == 0, result.output
    assert said in result.output
    assert "P1" not in result.output and "C1" not in result.output
    assert {"en": "Baker C2", "zh": "人P2"}["zh"] in result.output or "Person P2" in result.output


def test_what_was_stated_is_read_from_its_documents_and_compared(url: str) -> None:
    with open_database(url) as database:
        anyio.run(state_all, database)
        result = asked(url, "--explain", "C1", "--lang", "en")
        assert result.exit_code == 0, result.output
        assert "Stated with line" in result.output and "comes to the same" in result.output
        with database.transaction() as connection:
            person = schema.person
            connection.execute(update(person).where(person.c.id == "P1").values(level="5"))
    result = asked(url, "--explain", "C1", "--lang", "en")
    assert (result.exit_code, "differ." in result.output) == (1, True)


def test_confirmed_awards_are_in_force(url: str) -> None:
    with open_database(url) as database:
        anyio.run(lambda: state_all(database, confirm=True))
    assert "In force: confirmed by the authority with line" in asked(url, "--lang", "en").output
    assert "已生效" in asked(url).output


def test_an_erased_document_is_neither_right_nor_wrong(url: str) -> None:
    with open_database(url) as database:
        anyio.run(state_all, database)
        found = standing(database, "bakery")
        assert found is not None
        digest = next(each.document for each in found.roll("cakes").entries if each.person == "P1")
        anyio.run(Documents(database).erase, digest)
    result = asked(url, "--explain", "C1", "--lang", "en")
    assert "inputs erased" in result.output and "Granted" not in result.output


def test_who_is_not_there_is_said(url: str) -> None:
    for arguments, said in ((("--explain", "C9"), "no entrant C9"), (("--trade", "pies"), "no open trade pies")):
        result = asked(url, *arguments)
        assert (result.exit_code, said in result.output) == (1, True)
    result = CliRunner().invoke(award.command, ["elsewhere", "--database", url])
    assert (result.exit_code, "there is no event elsewhere" in result.output) == (1, True)


def test_without_a_policy_it_says_that_there_is_none(sqlite_url: str, tmp_path: Path) -> None:
    folder = bakery(tmp_path / "bakery", contest=CONTEST.replace("2026-05-0", "2025-05-0"))
    CliRunner().invoke(import_.command, [str(folder), "--database", sqlite_url])
    result = asked(sqlite_url, "--lang", "en")
    assert (result.exit_code, "No award policy is pinned" in result.output) == (0, True)


@pytest.mark.parametrize(
    ("lang", "entrant", "said"),
    [
        ("en", "C1", ["Places still possible: place 1 to place 2", "Others decide."]),
        ("en", "C4", ["Places still possible: place 1 to place 6"]),
        ("en", "C4", ["What it asks: place 5: possible with 39.40 or more in cake, certain with 47.40 or more"]),
        ("en", "C4", ["What it asks: technician (level 2): certain with 72.10 or more in cake"]),
        ("zh", "C4", ["仍可能的名次：第 1 名至第 6 名", "尚需：技师（二级）：cake得 72.10 以上即可确定"]),
    ],
)
def test_while_marks_are_owed_it_says_what_is_possible_and_what_that_asks(
    sqlite_url: str, tmp_path: Path, lang: str, entrant: str, said: list[str]
) -> None:
    package = cakes(tmp_path, (("C4", "piping"), ("C5", "score")))
    CliRunner().invoke(import_.command, [str(package), "--database", sqlite_url])
    result = asked(sqlite_url, "--explain", entrant, "--lang", lang)
    assert result.exit_code == 0, result.output
    for sentence in said:
        assert sentence in result.output.splitlines()
    assert "hangs on" not in result.output


@pytest.mark.parametrize(
    ("lang", "entrant", "said"),
    [
        ("en", "C1", ["No single step of a mark changes the place."]),
        ("en", "C2", ["The place hangs on: Gan Tang in piping, 96 → 95 would make it place 3"]),
        ("en", "C2", ["  6 single steps change it", "The place hangs on: without Mu Qing: place 3 instead of place 2"]),
        (
            "en",
            "C2",
            ["The grade hangs on: Fang Zheng in score, 59.5 → 60: senior technician (level 1) instead of no grade"],
        ),
        ("zh", "C4", ["名次取决于：方正给 面点师C2 C2 的“score”由 59.5 变为 59，即为第 2 名"]),
        ("zh", "C4", ["等级取决于：去掉穆清：高级工（三级）变为技师（二级）"]),
    ],
)
def test_once_all_is_marked_it_says_what_hangs_on_one_mark_and_one_judge(
    sqlite_url: str, tmp_path: Path, lang: str, entrant: str, said: list[str]
) -> None:
    CliRunner().invoke(import_.command, [str(cakes(tmp_path)), "--database", sqlite_url])
    result = asked(sqlite_url, "--explain", entrant, "--lang", lang)
    assert result.exit_code == 0, result.output
    for sentence in said:
        assert sentence in result.output.splitlines()
    assert "Places still possible" not in result.output


def test_the_same_cases_are_decided_under_another_policy(url: str, tmp_path: Path) -> None:
    other = tmp_path / "policy.toml"
    other.write_text(POLICY.replace("least = 60", "least = 59").replace('title = { zh = "云', 'title = { zh = "新云'))
    result = asked(url, "--beside", str(other), "--lang", "en")
    assert result.exit_code == 0, result.output
    _, _, beside = result.output.partition("Under Yunping awards, digest ")
    rows = [line.split(maxsplit=4) for line in beside.splitlines()[2:-1]]
    assert rows == [
        ["1", "C1", "P1", "title", "May apply Yunping Expert  May apply Yunping Expert"],
        ["2", "C2", "P2", "grade", "Not awarded               Granted senior technician (level 1)"],
    ]
    assert beside.splitlines()[-1] == "2 of 8 come to something else."
    assert "8 人中 0 人结果不同。" in asked(url, "--beside", str(tmp_path / "bakery" / "policies" / "city")).output


def test_another_policy_with_mistakes_is_not_decided_under(url: str, tmp_path: Path) -> None:
    other = tmp_path / "policy.toml"
    other.write_text(POLICY.replace("to = 2", "to = 0"))
    result = asked(url, "--beside", str(other), "--lang", "en")
    assert result.exit_code == 1 and "clauses[staff].places" in result.output and "Under" not in result.output


def test_of_who_is_out_nothing_can_change(sqlite_url: str, tmp_path: Path) -> None:
    folder = bakery(tmp_path / "bakery", adjustments=["cakes,final,C8,,,dsq,,rules"])
    CliRunner().invoke(import_.command, [str(folder), "--database", sqlite_url])
    result = asked(sqlite_url, "--explain", "C8", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "hangs on" not in result.output and "No single step" not in result.output
