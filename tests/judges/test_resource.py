"""What a judge is told: her own marks with where they are, what she owes, and nothing of anybody else."""

from __future__ import annotations

import json
from typing import Any

from judges.resource import PAGE, told
from judges.rounds import rounds
from scoring.facts import Cell, MarkGiven, PanelClosed
from scoring.lines import digest
from scoring.procedure import seals
from scoring.steps import CodesDrawn, DeliberationRecorded, SeedCommitted
from tests.scoring import layers
from tests.scoring.field import Contest, aspect, criterion, document, module, single

PANEL = {"P": ["J1", "J2"]}
NUMBERS = {"W1": "11", "W2": "12", "W3": ""}


def asked(contest: Contest, judge: str = "J1", start: int | None = None) -> dict[str, Any]:
    own = rounds(contest.state, judge)
    return told(own, [list(each.counts()) for each in own], start, lambda entrant: NUMBERS.get(entrant, ""))


def held(*entrants: str, **settings: Any) -> Contest:
    return Contest().open(single(**settings), entrants or ("W1", "W2", "W3"), PANEL)


def cell(contest: Contest, at: int = 0, judge: str = "J1") -> dict[str, Any]:
    found: dict[str, Any] = asked(contest, judge, at)["sheets"][at]["cells"][0]
    return found


def test_an_entrant_is_a_contest_number_and_where_there_is_none_an_id() -> None:
    assert [each["code"] for each in asked(held())["sheets"]] == ["11", "12", "W3"]


def test_a_mark_goes_from_owed_to_stored_to_settled() -> None:
    contest = held()
    assert cell(contest) == {"aspect": "A1", "item": "", "attempt": 1}
    contest.judge("J1").gives("8").on("A1").to("W1")
    seq = contest.state.seq
    stored = {"seq": seq, "value": "8", "state": "stored", "panel": {"given": 1, "seats": 2}}
    assert cell(contest) == {"aspect": "A1", "item": "", "attempt": 1} | stored
    contest.judge("J2").gives("7").on("A1").to("W1")
    assert cell(contest)["state"] == "settled"


def test_a_settled_mark_is_on_the_board_unless_the_board_is_frozen() -> None:
    contest = held()
    for judge in ("J1", "J2"):
        contest.judge(judge).gives("8").on("A1").to("W1")
    assert cell(contest)["shown"] is True
    contest.freeze()
    assert (cell(contest)["state"], cell(contest)["shown"]) == ("settled", False)
    contest.judge("J1").gives("7").on("A1").to("W2")
    assert "shown" not in cell(contest, 1)


def test_the_running_total_is_told_only_where_the_public_sees_each_mark() -> None:
    for reveal, told_so in (("settled", None), ("each mark", "8.00")):
        contest = Contest().open({**single(), "reveal": reveal}, ("W1", "W2", "W3"), PANEL)
        for judge in ("J1", "J2"):
            contest.judge(judge).gives("8").on("A1").to("W1")
        assert [each["total"] for each in asked(contest)["sheets"]] == [told_so, None, None]
        contest.freeze()
        assert asked(contest)["sheets"][0]["total"] is None, "what a frozen board hides is hidden here, too"


def test_a_spread_is_told_without_the_other_value() -> None:
    contest = held(rule="judgement", max="3")
    contest.judge("J1").gives("0").on("A1").to("W1")
    contest.judge("J2").gives("3").on("A1").to("W1")
    assert cell(contest)["state"] == "spread"
    assert cell(contest)["value"] == "0"
    assert '"3"' not in json.dumps(asked(contest)["sheets"])


def test_a_panel_that_has_conferred_is_told_so() -> None:
    contest = held(rule="judgement", max="3")
    contest.judge("J1").gives("0").on("A1").to("W1")
    contest.judge("J2").gives("3").on("A1").to("W1")
    assert "conferred" not in cell(contest)
    contest.take(DeliberationRecorded("W1", "final", "", "A1", digest("what was said")), actor="chief.wei")
    assert cell(contest)["conferred"] is True
    contest.judge("J1").gives("3").on("A1").to("W1")
    assert (cell(contest)["state"], "conferred" in cell(contest)) == ("settled", False)


def test_a_held_mark_is_told_beside_what_counts() -> None:
    contest = held()
    contest.judge("J1").gives("8").on("A1").to("W1")
    first = contest.state.seq
    contest.sign("J1", "W1")
    late = MarkGiven(Cell("J1", "W1", "final", "", "A1"), "9", first)
    assert contest.record(late).status == "held"
    found = cell(contest)
    assert found["value"] == "8"
    assert [(each["seq"], each["value"]) for each in found["held"]] == [(contest.state.seq, "9")]
    assert found["held"][0]["at"] == contest.state.at
    assert "held" not in cell(contest, judge="J2")


def test_a_signed_sheet_names_its_digest() -> None:
    contest = held()
    contest.judge("J1").gives("8").on("A1").to("W1")
    contest.sign("J1", "W1")
    first, second, _ = asked(contest)["sheets"]
    assert first["signed"] == {"digest": contest.state.trades["T"].signed["J1", "W1", "final"]}
    assert second["signed"] is None
    assert asked(contest)["all"] == {"sheets": 3, "asked": 3, "given": 1, "signed": 1}


def test_a_closed_panel_is_told() -> None:
    contest = held()
    contest.take(PanelClosed("T", "final", "P"))
    (aspect_told,) = asked(contest)["rounds"][0]["modules"][0]["criteria"][0]["aspects"]
    assert aspect_told["closed"] is True


def test_she_goes_on_at_the_first_sheet_that_owes_a_mark_then_at_the_first_that_is_not_signed() -> None:
    contest = held()
    contest.judge("J1").gives("8").on("A1").to("W1")
    assert asked(contest)["here"] == 1
    contest.judge("J1").gives("8").on("A1").to("W2")
    contest.judge("J1").gives("8").on("A1").to("W3")
    assert asked(contest)["here"] == 0
    contest.sign("J1", "W1")
    assert asked(contest)["here"] == 1


def test_sheets_are_told_a_page_at_a_time_with_counts_of_the_rest() -> None:
    entrants = tuple(f"E{number:03}" for number in range(150))
    contest = Contest().open(single(), entrants, PANEL)
    for entrant in entrants[:70]:
        contest.judge("J1").gives("8").on("A1").to(entrant)
    found = asked(contest)
    assert (found["here"], found["from"], len(found["sheets"])) == (70, PAGE, PAGE)
    assert [(each["from"], each["asked"], each["given"]) for each in found["pages"]] == [
        (0, 60, 60),
        (60, 60, 10),
        (120, 30, 0),
    ]
    last = asked(contest, start=149)
    assert [each["at"] for each in last["sheets"]] == list(range(120, 150))
    assert asked(contest, start=10_000)["from"] == 120


def test_seats_of_an_aspect_are_counted_and_her_own_is_told() -> None:
    (one,) = asked(held(), "J2")["rounds"][0]["modules"][0]["criteria"][0]["aspects"]
    assert (one["seats"], one["seat"]) == (2, 2)


def test_two_judges_are_told_different_things_only_of_themselves() -> None:
    """Whatever the other judge gives, nothing changes but how many have marked and, once it is, that it is settled."""
    stated = document(module("A", criterion("C", aspect("A1"), aspect("A2"))))
    one = Contest().open(stated, ("W1",), {"P": ["J1", "J2", "J3"]})
    other = Contest().open(stated, ("W1",), {"P": ["J1", "J2", "J3"]})
    one.judge("J2").gives("1").on("A1").to("W1")
    other.judge("J2").gives("10").on("A1").to("W1")
    assert asked(one) == asked(other)
    told_of = asked(one)["sheets"][0]["cells"]
    assert told_of[0].pop("panel") == {"given": 1, "seats": 3}
    nothing = asked(Contest().open(stated, ("W1",), {"P": ["J1", "J2", "J3"]}))
    assert asked(one) | {"sheets": nothing["sheets"]} == nothing and told_of == nothing["sheets"][0]["cells"]


def test_a_blind_trade_is_told_in_codes_and_never_asks_for_a_number() -> None:
    contest = Contest()
    seed, entrants = "a seed that nobody guesses", ("W1", "W2", "W3")
    contest.take(SeedCommitted("T", seals.commitment(seed)))
    mapping = seals.codes("T", seed, "4711", entrants)
    contest.take(CodesDrawn("T", "4711", seals.commitments(seed, mapping)))
    contest.open(single(), tuple(mapping), PANEL)
    own = rounds(contest.state, "J1")

    def number(entrant: str) -> str:
        raise AssertionError(f"{entrant} was looked up")

    found = told(own, [list(each.counts()) for each in own], None, number)
    assert [each["code"] for each in found["sheets"]] == list(mapping)
    assert found["rounds"][0]["blind"] is True
    assert not any(entrant in json.dumps(found) for entrant in entrants)


def test_of_several_layers_of_codes_a_judge_is_told_the_last_and_which_one_it_is() -> None:
    found = asked(layers.opened(""))
    assert found["rounds"][0]["layer"] == "work"
    assert [each["code"] for each in found["sheets"]] == sorted(layers.BEHIND["work"])
    for layer in ("contest", "station"):
        assert not any(code in json.dumps(found) for code in layers.BEHIND[layer])
    assert asked(held())["rounds"][0]["layer"] == ""


def test_nothing_to_mark_is_an_empty_resource() -> None:
    found = asked(held(), "J9")
    assert (found["sheets"], found["pages"], found["rounds"], found["all"]["sheets"]) == ([], [], [], 0)


def test_an_attempt_is_stored_until_all_of_them_are_given() -> None:
    contest = held(attempts={"count": "2", "rule": "best"})
    for attempt, states in ((1, ["stored", None]), (2, ["settled", "settled"])):
        for judge in ("J1", "J2"):
            contest.take(MarkGiven(Cell(judge, "W1", "final", "", "A1", attempt), "7"))
        assert [each.get("state") for each in asked(contest)["sheets"][0]["cells"]] == states


def test_a_judge_sees_whom_she_gave_which_place_and_nobody_elses() -> None:
    contest = held(rule="majority-placing", lowest="1", highest="3", step="1")
    contest.judge("J1").gives("2").on("A1").to("W1")
    contest.judge("J2").gives("1").on("A1").to("W1")
    contest.judge("J1").gives("absent").on("A1").to("W2")
    (placed,) = asked(contest)["rounds"][0]["modules"][0]["criteria"][0]["aspects"]
    assert placed["placed"] == [{"value": "2", "entrant": "W1", "code": "11", "section": 0}]
    assert asked(contest)["rounds"][0]["sections"] == {"0": 3}


def test_a_clash_of_another_judges_places_is_told_to_nobody_else() -> None:
    contest = held("W1", "W2", rule="majority-placing", lowest="1", highest="2", step="1")
    for judge, first, second in (("J1", "1", "2"), ("J2", "1", "1")):
        contest.judge(judge).gives(first).on("A1").to("W1")
        contest.judge(judge).gives(second).on("A1").to("W2")
    assert [each["cells"][0]["state"] for each in asked(contest)["sheets"]] == ["stored", "stored"]


def test_no_majority_is_told_as_a_reason_to_mark_anew() -> None:
    contest = held(rule="majority")
    contest.judge("J1").gives("1").on("A1").to("W1")
    contest.judge("J2").gives("2").on("A1").to("W1")
    assert cell(contest)["state"] == "no-majority"


def test_which_marks_need_words_is_told_with_the_aspect() -> None:
    def told_of(**settings: Any) -> Any:
        return asked(held(**settings))["rounds"][0]["modules"][0]["criteria"][0]["aspects"][0]["comment"]

    assert told_of() is None
    assert told_of(comment="always") == {"upto": None, "from": None}
    assert told_of(comment={"upto": "0", "from": "9.50"}) == {"upto": "0", "from": "9.5"}
