"""Boards made of other boards: of a module, of a group, of all organisations."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from scoring.boards import derived as derived_boards
from scoring.boards.board import Board, diff, view
from scoring.boards.derived import AUDIENCES, Entered, derive, derived, entered, follows, is_derived, parents
from scoring.boards.placed import placed
from scoring.engine import replay
from scoring.numbers import shown
from scoring.oracle import score_all
from scoring.state import OVERVIEW, PUBLIC, State
from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase, single
from tests.scoring.strategies import Move, Setting, begin, moves, play, run, settings_of

HOUSES = {f"{number:02}": f"house {number % 3}" for number in range(40)}


def boards(state: State) -> list[str]:
    """Every derived board that there is."""
    found = ["organisations", "latest", *(f"prize:{id}" for id in state.prizes)]
    for trade in state.trades.values():
        found += [f"history:{trade.id}"]
        found += [f"team:{trade.id}"] if trade.plan.scheme.teams is not None else []
        found += [f"module:{trade.id}:{id}" for id in trade.plan.scheme.module]
        found += [f"group:{trade.id}:{group}" for group in dict.fromkeys(group for _, group in trade.roster) if group]
    return found


def begun(*settings: Setting) -> Contest:
    """Trades with teams, and two prizes over them."""
    held = Contest()
    for trade, each in zip("TU", settings, strict=False):
        teams = {entrant: f"t{at % 2}" for at, entrant in enumerate(each.entrants)}
        stated = each.document | {"teams": {"least": "1"}}
        held.open(
            stated,
            each.entrants,
            each.seats,
            items=each.items,
            trade=trade,
            groups=each.groups,
            teams=teams,
            reserves=each.reserves,
            recusals=each.recusals,
        )
    held.prize("cup", points="total")
    held.prize("pot", points="place", of="entrant", table={"1": "3", "2": "1"})
    return held


def seen(state: State) -> dict[tuple[str, str], Board]:
    houses = {entrant: f"house {at % 2}" for trade in state.trades.values() for entrant, at in trade.index.items()}
    return {(id, audience): derived(state, id, audience, houses) for id in boards(state) for audience in AUDIENCES}


# --- laws -----------------------------------------------------------------------------------------------------------


@given(settings_of("a"), settings_of("b"), moves(12))
def test_a_derived_board_and_what_changed_since_are_the_board_now_and_its_version_tells(
    setting: Setting, other: Setting, script: list[Move]
) -> None:
    held = begun(setting, other)
    before = seen(held.state)
    folded = copy.deepcopy(before)
    for number, fact in enumerate(play(held, script)):
        held.record(fact, tick=number % 2)
        after = seen(held.state)
        for key, now in after.items():
            change = diff(before[key], now)
            assert now.version >= before[key].version
            assert change is None or now.version > before[key].version, key
            kept = folded[key]
            kept.head.update(copy.deepcopy((change or {}).get("head", {})))
            for id in (change or {}).get("gone", ()):
                del kept.rows[id]
            for id, row in (change or {}).get("rows", {}).items():
                kept.rows.setdefault(id, {}).update(copy.deepcopy(row))
            assert kept.text() == now.text()
            if now.version != before[key].version:
                moved = {name for name, audience in held.change.views if audience == key[1]}
                assert any(follows(key[0], name) for name in moved), "or no hub would look"
        before = after
    assert seen(replay("event", held.lines, held.contents)) == before


@given(settings_of(), moves())
def test_public_and_hall_see_nothing_of_a_frozen_trade_on_any_board_made_of_it(
    setting: Setting, script: list[Move]
) -> None:
    held = run(begun(setting), script)
    if held.state.trades["T"].kept is None:
        held.freeze()
    before = {key: each for key, each in seen(held.state).items() if key[1] in PUBLIC}
    for number, fact in enumerate(play(held, script)):
        if fact.kind not in ("revealed", "thawed"):
            held.record(fact, tick=number % 2)
            after = seen(held.state)
            assert {key: after[key] for key in before} == before


@given(settings_of(), moves())
def test_a_derived_board_is_a_function_of_its_parents_alone(setting: Setting, script: list[Move]) -> None:
    held = run(begun(setting), script)
    known = entered(held.state, HOUSES)
    for id in boards(held.state):
        for audience in AUDIENCES:
            if id.startswith("history:") or any(each.startswith("figures:") for each in parents(held.state, id)):
                continue
            made = {each: view(held.state, each, audience) for each in parents(held.state, id)}
            assert derive(id, audience, copy.deepcopy(made), known) == derived(held.state, id, audience, HOUSES)


@given(settings_of(), moves())
def test_places_of_a_module_are_those_of_a_plain_sort_of_the_oracles_figures(
    setting: Setting, script: list[Move]
) -> None:
    held = run(begin(setting), script)
    trade, result = held.state.trades["T"], score_all(held.marked())
    scheme = trade.plan.scheme
    low = scheme.phase[trade.phase].order == "low"
    for id in scheme.module:
        rows = derived(held.state, f"module:T:{id}", "office", {}).rows
        expected: dict[str, list[Fraction | None]] = {}
        figures: dict[str, Any] = {}
        for entrant, group in trade.roster:
            where = trade.deepest[entrant][1]
            if id not in scheme.phase[where].modules:
                assert entrant not in rows or id in {carry.phase for carry in scheme.phase[where].carry}
                continue
            points = result.figures[where, entrant].get((id, ""))
            out = trade.status_of(entrant, where)
            text = None if points is None or out else shown(points, scheme.decimals)
            assert rows[entrant]["total"] == text
            figures[entrant] = None if text is None else Fraction(text) * (1 if low else -1)
            expected.setdefault(group if scheme.groups == "apart" else "", []).append(figures[entrant])
        for entrant, group in trade.roster:
            if entrant in figures:
                among = expected[group if scheme.groups == "apart" else ""]
                own = figures[entrant]
                better = [each for each in among if each is not None and own is not None and each < own]
                assert rows[entrant]["rank"] == (None if own is None else len(better) + 1)
                assert rows[entrant]["shared"] == (own is not None and among.count(own) > 1)
        assert sorted(row["position"] for row in rows.values()) == list(range(len(rows)))


# --- what they show -------------------------------------------------------------------------------------------------


def two_modules(**more: Any) -> dict[str, Any]:
    return document(
        module("A", criterion("C", aspect("a", "one"))), module("B", criterion("D", aspect("b", "one"))), **more
    )


def marked(of: tuple[str, ...] = (), **more: Any) -> Contest:
    """Three entrants: 01 with 5 and 7, 02 with 8, 03 with 5 and 1."""
    held = contest(
        two_modules(phases=[phase("final")], **more),
        ["01", "02", "03"],
        {"P": ["J1"]},
        groups=dict(zip(("01", "02", "03"), of, strict=False)),
    )
    judge = held.judge("J1")
    for entrant, values in (("01", (5, 7)), ("02", (8,)), ("03", (5, 1))):
        for id, value in zip(("a", "b"), values, strict=False):
            judge.gives(value).on(id).to(entrant)
    return held


def places(board: Board) -> dict[str, tuple[int, int | None, bool]]:
    return {id: (row["position"], row["rank"], row["shared"]) for id, row in board.rows.items()}


def test_equal_figures_share_a_place_and_the_next_is_skipped() -> None:
    found = derived(marked().state, "module:T:A", "public", {})
    assert places(found) == {"02": (0, 1, False), "01": (1, 2, True), "03": (2, 2, True)}
    assert [row["total"] for row in found.rows.values()] == ["8.00", "5.00", "5.00"]
    assert found.head == {"module": "A", "trade": "T", "phase": "final", "status": "open"}


def test_who_has_no_figure_yet_or_is_out_stands_behind_without_a_place() -> None:
    held = marked()
    held.out("01", "dsq")
    found = derived(held.state, "module:T:B", "public", {})
    assert places(found) == {"03": (0, 1, False), "02": (1, None, False), "01": (2, None, False)}
    assert (found.rows["01"]["status"], found.rows["01"]["total"]) == ("dsq", None)


def test_where_low_totals_stand_first_so_do_low_figures() -> None:
    assert marked().board().head["order"] == "high"
    low = contest(two_modules(phases=[phase("final") | {"order": "low"}]), ["01", "02"], {"P": ["J1"]})
    for entrant, value in (("01", 9), ("02", 3)):
        low.judge("J1").gives(value).on("a").to(entrant)
    assert low.board().head["order"] == "low"
    assert places(derived(low.state, "module:T:A", "public", {})) == {"02": (0, 1, False), "01": (1, 2, False)}
    low.freeze()
    assert low.board().head["order"] == "low"


def test_groups_that_are_ranked_apart_are_so_in_a_module_and_keep_their_places_on_their_own_board() -> None:
    held = marked(("x", "y", "x"), groups="apart")
    assert places(derived(held.state, "module:T:A", "public", {})) == {
        "01": (0, 1, True),
        "03": (1, 1, True),
        "02": (2, 1, False),
    }
    found = derived(held.state, "group:T:x", "public", {})
    assert places(found) == {"01": (0, 1, False), "03": (1, 2, False)}
    assert found.head == {"group": "x", "trade": "T", "phase": "final", "status": "open"}


def test_a_group_that_is_ranked_with_the_others_is_ranked_among_itself() -> None:
    found = derived(marked(("x", "y", "y")).state, "group:T:y", "public", {})
    assert places(found) == {"02": (0, 1, False), "03": (1, 2, False)}
    assert found.rows["02"] | {"total": "8.00", "owed": 1, "status": "", "phase": "final"} == found.rows["02"]


def test_while_codes_are_sealed_nobody_is_told_whose_group_they_are_of() -> None:
    sealed = Board("T", "public", 1, "", {"trade": "T", "blind": True, "status": "open", "phase": "f"}, {"C1": ROW})
    found = derive("group:T:x", "public", {"T": sealed}, {"C1": Entered("x", "")})
    assert (found.head["withheld"], found.rows) == (["T"], {})
    apart = Board("T", "public", 1, "", sealed.head, {"C1": ROW | {"group": "x"}})
    assert list(derive("group:T:x", "public", {"T": apart}, {}).rows) == ["C1"], "the trade's board tells it already"


ROW = {"position": 0, "rank": 1, "shared": False, "phase": "f", "total": "5", "status": "", "owed": 0, "figures": {}}


def trade(id: str, ranks: dict[str, int | None], status: str = "open", audience: str = "public", **head: Any) -> Board:
    return Board(
        id,
        audience,
        3,
        id,
        {"trade": id, "status": status, **head},
        {each: {"rank": rank} for each, rank in ranks.items()},
    )


KNOWN = {"a": Entered("", "oak"), "b": Entered("", "elm"), "c": Entered("", "oak"), "d": Entered("", "")}


def of_all(*trades: Board) -> Board:
    return derive("organisations", trades[0].audience, {each.board: each for each in trades}, KNOWN)


def counts(board: Board, house: str) -> list[int | None]:
    return [board.rows[house][key] for key in ("first", "second", "third", "placed", "provisional")]


def test_organisations_stand_by_first_then_second_then_third_places() -> None:
    found = of_all(trade("T", {"a": 2, "b": 1, "c": 3, "d": 4}, "final"), trade("U", {"c": 1, "b": None}))
    assert (found.version, found.as_of) == (6, "U")
    assert places(found) == {"oak": (0, 1, False), "elm": (1, 2, False)}
    assert counts(found, "oak") == [1, 1, 1, 3, 1]
    assert counts(found, "elm") == [1, 0, 0, 1, 0]
    assert found.head == {"trades": ["T", "U"], "status": "open", "withheld": []}


def test_an_organisation_without_a_place_has_none_itself_and_a_final_board_says_so() -> None:
    found = of_all(trade("T", {"a": 5, "b": None}, "final"))
    assert places(found) == {"oak": (0, 1, False), "elm": (1, None, False)}
    assert found.head["status"] == "final"


def test_a_sealed_trade_counts_nowhere() -> None:
    found = of_all(trade("T", {"a": 1}, "final"), trade("U", {"b": 1}, blind=True))
    assert list(found.rows) == ["oak"]
    assert (found.head["withheld"], found.head["status"]) == (["U"], "open")


def test_a_count_with_a_frozen_part_is_withheld_and_so_is_every_place() -> None:
    found = of_all(trade("T", {"a": 1}, "frozen"), trade("U", {"b": 1}))
    assert found.head == {"trades": ["T", "U"], "status": "frozen", "withheld": ["T"]}
    assert (found.rows["oak"]["withheld"], counts(found, "oak")) == (True, [None] * 5)
    assert (found.rows["elm"]["withheld"], counts(found, "elm")) == (False, [1, 0, 0, 1, 1])
    assert {row["rank"] for row in found.rows.values()} == {None}
    inside = of_all(trade("T", {"a": 1}, "frozen", "office"), trade("U", {"b": 1}, audience="office"))
    assert inside.rows["oak"]["rank"] == 1, "the office sees on"


def test_an_unsealed_code_counts_for_the_organisation_of_who_is_behind_it() -> None:
    state = marked().state
    state.trades["T"].codes = {}
    assert entered(state, {"X": "oak"})["01"] == Entered("", "")
    state.trades["T"].codes = {"01": "X"}
    assert entered(state, {"X": "oak"})["01"] == Entered("", "oak")


# --- what there is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "board", ["module:T:Z", "module:U:A", "group:T:", "group:T:z", "nothing:T:A", "T:A", "module", "organisations:T"]
)
def test_there_is_no_other_board(board: str) -> None:
    with pytest.raises(KeyError):
        derived(marked(("x", "y", "")).state, board, "public", {})


def test_panels_see_no_places_and_no_board_made_of_them() -> None:
    with pytest.raises(KeyError):
        derived(marked().state, "module:T:A", "panel", {})


def test_before_a_trade_is_open_organisations_have_an_empty_board() -> None:
    found = derived(Contest().state, "organisations", "public", {})
    assert (found.version, found.as_of, found.rows) == (0, "", {})
    assert found.head == {"trades": [], "status": "open", "withheld": []}


def test_a_board_says_what_it_is_made_of_and_what_moves_it() -> None:
    assert [is_derived(each) for each in ("T", OVERVIEW, "organisations", "module:T:A")] == [False, False, True, True]
    assert [follows("module:T:A", each) for each in ("T", "U", OVERVIEW)] == [True, False, False]
    assert [follows("organisations", each) for each in ("T", OVERVIEW)] == [True, False]
    assert parents(marked().state, "organisations") == ("T",)


def test_rows_without_a_place_stand_behind_in_the_order_that_they_came_in() -> None:
    found = placed({"a": None, "b": 2, "c": None, "d": 1}, 5)
    assert {id: (spot.position, spot.rank) for id, spot in found.items()} == {
        "d": (5, 1),
        "b": (6, 2),
        "a": (7, None),
        "c": (8, None),
    }


def test_a_board_that_is_made_of_the_state_is_seen_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """The filter taken away: a derived board that reads what the office sees."""
    held = contest(single("one"), ["01", "02"], {"P": ["J1"]})
    held.judge("J1").gives(5).on("A1").to("01")
    held.freeze()
    monkeypatch.setattr(derived_boards, "view", lambda state, board, _: view(state, board, "office"))
    before = derived(held.state, "module:T:A", "public", {})
    held.judge("J1").gives(9).on("A1").to("02")
    assert derived(held.state, "module:T:A", "public", {}) != before
