"""Settings of small trades at random: schemes of every kind, entrants, groups, seats and items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from scoring.facts import Recusal, Seat
from scoring.items import ItemRow, items_text, parse_items
from scoring.nodes import TOTAL, WAYS
from scoring.numbers import MODES
from scoring.plan import Plan
from scoring.recusals import lacking, reserves_for
from scoring.scheme import read_scheme
from tests.scoring.field import Document

Draw = Callable[[st.SearchStrategy[Any]], Any]

BOUNDS = [
    ("0", "10", "5"),
    ("0", "3", "1"),
    ("-2", "2", "0.5"),
    ("0", "1", "0.1"),
    ("-3", "-1", None),
    ("60", "62", "1"),
]
WEIGHTS = ["1", "1", "1", "0.5", "2", "0.3", "-1"]
NUMBERS = ["-1.5", "0", "0.05", "2", "3.3", "10"]
IN_RESERVE = [(), (), (("P", "R1"),), (("P", "R1"), ("P", "R2")), (("P", "R1"), ("Q", "R1"), ("P", "K1"))]
"""(panel, judge) of those who sit where somebody is recused."""

ALONE = ["one", "mean", "mean", "median", "sum", "trimmed-mean", "trimmed-sum", "judgement", "judgement"]
SUMMED = {"rule": "sum", "best": 2}
ATTEMPTS: list[Document] = [
    {"rule": "best"},
    {"rule": "best", "prefer": "low"},
    {"rule": "last"},
    {"rule": "mean"},
    {"rule": "mean", "best": 1},
    SUMMED,
    {**SUMMED, "prefer": "low"},
]


@dataclass(frozen=True)
class Setting:
    """What a trade is opened with. groups: by entrant. recusals: none that leaves a panel with too few."""

    document: Document
    entrants: tuple[str, ...]
    seats: tuple[Seat, ...]
    items: tuple[ItemRow, ...]
    groups: dict[str, str]
    reserves: tuple[Seat, ...] = ()
    recusals: tuple[Recusal, ...] = ()


@st.composite
def settings_of(draw: Draw, prefix: str = "") -> Setting:
    """A valid scheme with its entrants, seats and items. prefix: of entrant ids."""
    counts = iter(range(1, 100))
    modules = [_module(draw, counts) for _ in range(draw(st.integers(1, 2)))]
    if draw(st.integers(0, 2)) == 2:
        modules[0] = _dances(draw, counts)
    phases = _phases(draw, modules)
    stated: Document = {
        "scheme": 1,
        "decimals": draw(st.sampled_from([2, 2, 0, 1])),
        "reveal": draw(st.sampled_from(["settled", "settled", "each mark"])),
        "groups": draw(st.sampled_from(["together", "together", "apart"])),
        "modules": modules,
        "phases": phases,
        "tables": _tables(draw),
    }
    entrants = tuple(f"{prefix}{number:02}" for number in range(1, draw(st.integers(2, 5)) + 1))
    groups = {each: draw(st.sampled_from(["", "A", "B"])) for each in entrants} if stated["groups"] == "apart" else {}
    scheme, problems = read_scheme(stated)
    assert scheme is not None, problems
    seats, items = _seats(draw, phases), _items(draw, stated, entrants)
    reserves = tuple(Seat("", panel, "", judge) for panel, judge in draw(st.sampled_from(IN_RESERVE)))
    recusals = _recusals(draw, Plan(scheme, seats, parse_items(items_text(items)), reserves), entrants)
    return Setting(stated, entrants, seats, items, groups, reserves, recusals)


def _recusals(draw: Draw, plan: Plan, entrants: tuple[str, ...]) -> tuple[Recusal, ...]:
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2, 4]))):
        seat, entrant = draw(st.sampled_from((*plan.all_seats, *plan.reserves))), draw(st.sampled_from(entrants))
        free = reserves_for(plan.all_seats, plan.reserves, plan.recusals, seat.judge, entrant, seat.panel)
        seated = any((each.judge, each.panel) == (seat.judge, seat.panel) for each in plan.all_seats)
        made = Recusal(seat.judge, entrant, seat.panel, draw(st.sampled_from(["", *free])) if seated else "")
        taken = {each.reserve for each in plan.recusals if each.entrant == entrant}
        if plan.recused(*made[:3]) is None and seat.judge not in taken and not list(lacking(plan.without(made))):
            plan = plan.without(made)
    return plan.recusals


def _rounding(draw: Draw) -> Document:
    places = draw(st.sampled_from([None, None, 0, 1, 2]))
    if places is None:
        return {}
    return {"round": {"places": places, "mode": draw(st.sampled_from(sorted(MODES)))}}


def _node(draw: Draw) -> Document:
    node: Document = {**_rounding(draw), "weight": draw(st.sampled_from(WEIGHTS))}
    bound: Document = draw(
        st.sampled_from([{}, {}, {"floor": "0"}, {"ceiling": "7.5"}, {"floor": "-1", "ceiling": "4"}])
    )
    return node | bound


# --- aspects --------------------------------------------------------------------------------------------------------


def _aspect(draw: Draw, counts: Iterator[int], items: bool) -> Document:
    kinds = [_by_points, _by_points, _measured, _by_points if items else _compared]
    made: Document = _node(draw) | {"id": f"a{next(counts)}", "panel": draw(st.sampled_from(["P", "P", "P", "Q", ""]))}
    if draw(st.integers(0, 2)) == 0:
        made["none"] = draw(st.sampled_from(NUMBERS))
    made |= draw(st.sampled_from(kinds))(draw)
    if made["rule"] not in ("majority-placing", "rank-points") and draw(st.integers(0, 3)) == 3:
        made["attempts"] = {"count": draw(st.integers(2, 3)), **draw(st.sampled_from(ATTEMPTS))}
    return made


def _by_points(draw: Draw) -> Document:
    rule = draw(st.sampled_from([*ALONE, "corrected-mean", "majority"]))
    if rule == "judgement":
        return {"rule": rule, "weight": "1", "max": "1.5", "spread": draw(st.sampled_from([0, 1, 1, 2]))}
    low, high, step = draw(st.sampled_from(BOUNDS))
    made: Document = {"rule": rule, "lowest": low, "highest": high} | ({} if step is None else {"step": step})
    made["table"] = draw(st.sampled_from(["", "", "", "up", "down", "hill"]))
    if rule.startswith("trimmed"):
        made |= {"drop_high": draw(st.integers(0, 1)), "drop_low": draw(st.integers(0, 1))}
    if rule == "corrected-mean":
        made["limit"] = draw(st.sampled_from(["0.5", "1", "3"]))
        made |= draw(st.sampled_from([{}, {"mean_round": 0}, {"mean_round": {"places": 1, "mode": "down"}}]))
    return made


def _measured(draw: Draw) -> Document:
    rule = {"rule": draw(st.sampled_from(["one", "mean", "sum", "median", "majority"]))}
    measured: Document = draw(
        st.sampled_from(
            [
                {"measure": "pass-fail", "max": "2.5"},
                {"measure": "deductions", "max": "3", "each": "0.8", "highest": "5"},
                {"measure": "graded", "table": "grades", "lowest": "0", "highest": "3", "step": "1"},
                {"measure": "reading", "table": "near", "lowest": "-2", "highest": "2", "step": "0.5"},
                {"measure": "reading", "table": "grades", "lowest": "0", "highest": "5", "step": "1"},
                {"measure": "time", "table": "hill", "lowest": "60", "highest": "62", "step": "0.25"},
                {"measure": "time", "lowest": "60", "highest": "62", "step": "0.01"},
            ]
        )
    )
    return rule | measured


def _compared(draw: Draw) -> Document:
    rule = draw(st.sampled_from(["majority-placing", "rank-points", "share-of-best", "share-of-best"]))
    if rule == "majority-placing":
        return {"rule": rule, "lowest": "1", "highest": "5", "step": "1"}
    prefer = draw(st.sampled_from(["high", "low"]))
    if rule == "rank-points":
        shared = draw(st.sampled_from(["mean", "each"]))
        bounds = {"lowest": "0", "highest": "3", "step": "1"}
        return {"rule": rule, "places": "points", "prefer": prefer, "shared": shared, **bounds}
    low = {"low": "1", "high": "0"}[prefer]
    most = {"weight": "1", "max": "10", "ceiling": "12", "none": draw(st.sampled_from(["2", "1"]))}
    return {"rule": rule, **most, "prefer": prefer, "lowest": low, "highest": "4"}


def _module(draw: Draw, counts: Iterator[int]) -> Document:
    criteria = []
    for _ in range(draw(st.integers(1, 2))):
        items = draw(st.integers(0, 2)) == 0
        aspects = [_aspect(draw, counts, items) for _ in range(draw(st.integers(1, 2)))]
        criteria.append(_node(draw) | {"id": f"c{next(counts)}", "items": items, "aspects": aspects})
    return _node(draw) | {"id": f"m{next(counts)}", "criteria": criteria}


def _dances(draw: Draw, counts: Iterator[int]) -> Document:
    """Two or three dances, each placed by the majority of a panel."""
    placed = {"rule": "majority-placing", "panel": "P", "lowest": "1", "highest": "5", "step": "1"}
    aspects = [{"id": f"a{next(counts)}", **placed} for _ in range(draw(st.integers(2, 3)))]
    criterion = {"id": f"c{next(counts)}", "items": False, "aspects": aspects}
    return {"id": f"m{next(counts)}", "criteria": [criterion]}


def _tables(draw: Draw) -> Document:
    """`up` and `down` cover every reading there can be; `hill` is linear, `near` a tolerance; `grades` has something
    for whatever it does not name; `points` are for places."""
    reading = ["-3", "-2", "-1", "-0.5", "0", "0.5", "1", "2", "3", "10", "61", "62"]
    grades = [["0", "0"], ["1", "1.5"], ["2", "2"], ["3", "3.5"]]
    near = [["0", "10"], ["0.5", "6"], ["1", "2.25"]]
    points = [["1", "12"], ["2", "10"], ["3", "8"], ["4", "0.5"]]
    return {
        "up": {"kind": "lookup", "match": "ceiling", "rows": [[each, f"{at}.25"] for at, each in enumerate(reading)]},
        "down": {
            "kind": "lookup",
            "match": "floor",
            "rows": [[each, f"-{at + 1}.5"] for at, each in enumerate(reading)],
        },
        "hill": {"kind": "linear", "base": "60", "point": "2", "slope": "1.8"} | _rounding(draw),
        "grades": {"kind": "lookup", "rows": grades, "otherwise": draw(st.sampled_from(["0", "-1"]))},
        "near": {"kind": "tolerance", "point": "0.5", "rows": near} | draw(st.sampled_from([{}, {"otherwise": "-1"}])),
        "points": {"kind": "lookup", "rows": points, "otherwise": "0"},
    }


# --- phases ---------------------------------------------------------------------------------------------------------


def _phases(draw: Draw, modules: list[Document]) -> list[Document]:
    every = [each["id"] for each in modules]
    count = draw(st.integers(1, 4))
    phases: list[Document] = []
    for number in range(count):
        before = [each["id"] for each in phases]
        chosen = [each for each in every if number == 0 or draw(st.booleans())]
        made: Document = {"id": f"R{number}", "modules": chosen} | _rounding(draw)
        if before and draw(st.integers(0, 3)):
            cut: Any = draw(st.sampled_from(["stated", 1, 2, 3]))
            entry = {"from": draw(st.sampled_from(before)), "cut": cut, "ties": draw(st.sampled_from(["all", "none"]))}
            made["entry"] = entry
        carried = [each for each in before if draw(st.booleans())]
        if before and not chosen and not carried:
            carried = before[-1:]
        made["carry"] = [{"phase": each, "weight": draw(st.sampled_from(["1", "0.4", "1"]))} for each in carried]
        made |= draw(st.sampled_from([{}, {}, {"floor": "0"}, {"ceiling": "9"}]))
        made |= draw(st.sampled_from([{}, {}, {"weight": "0.7"}, {"order": "low"}]))
        made["ties"] = _ties(draw, modules, [*phases, made])
        made |= _ranks(draw, made["ties"])
        phases.append(made)
    entered = [each["id"] for each in phases if "entry" in each]
    for each in phases:
        if entered and draw(st.booleans()):
            each["first"] = draw(st.sampled_from(entered))
    return phases


def _ties(draw: Draw, modules: list[Document], phases: list[Document]) -> list[Document]:
    """Up to three steps of any kind; after dances, mostly the skating system's."""
    placed = [
        aspect
        for module in modules
        if module["id"] in phases[-1]["modules"]
        for criterion in module["criteria"]
        for aspect in criterion["aspects"]
        if aspect["rule"] == "majority-placing"
    ]
    if len(placed) > 1 and draw(st.integers(0, 3)):
        return [{"by": "skating-10"}, {"by": "skating-11"}]
    steps: list[Document] = []
    ways = [way for way in WAYS if placed or not way.startswith("skating")]
    for _ in range(draw(st.integers(0, 3))):
        there: Document = draw(st.sampled_from([*phases[:-1], phases[-1]]))
        way = draw(st.sampled_from(["figure", *ways]))
        step: Document = {"by": way, "prefer": draw(st.sampled_from(["high", "low"])), "phase": there["id"]}
        if way in ("figure", "count-back", "count", "head-to-head"):
            figures = _figures(modules, there["modules"], items=way != "figure")
            step["figure"] = draw(st.sampled_from([TOTAL, *figures]))
        if way == "count":
            step["above"] = draw(st.sampled_from(["0", "2", "-1"]))
        if draw(st.integers(0, 4)) == 4:
            step["upto"] = draw(st.integers(1, 3))
        steps.append(step)
    return steps


def _ranks(draw: Draw, ties: list[Document]) -> Document:
    """How places are shared; what never shares gets a last resort at the end of its ties."""
    share: Document = draw(
        st.sampled_from(
            [
                {},
                {},
                {},
                {"share": "never"},
                {"share": "within", "within": "0.5"},
                {"share": "within", "within": "1", "from": "first"},
            ]
        )
    )
    if share.get("share") == "never":
        ties.append({"by": draw(st.sampled_from(["decision", "decision", "running-order"]))})
    numbering = draw(st.sampled_from([{}, {}, {"numbering": "dense"}]))
    places = draw(st.sampled_from([{}, {}, {}, {"places": 3}]))
    return {"ranks": share | numbering | places} if share or numbering or places else {}


def _figures(modules: list[Document], chosen: list[str], *, items: bool) -> list[str]:
    """Figures of the chosen modules. items: with aspects that every item has anew."""
    return [
        figure
        for module in modules
        if module["id"] in chosen
        for criterion in module["criteria"]
        for figure in (
            module["id"],
            criterion["id"],
            *(each["id"] for each in criterion["aspects"] if items or not criterion["items"]),
        )
    ]


def _seats(draw: Draw, phases: list[Document]) -> tuple[Seat, ...]:
    """Panel P of one to three judges; sometimes a panel Q, seats for one phase or one item, a judge on both."""
    seats = [Seat("", "P", "", f"J{number}") for number in range(1, draw(st.integers(1, 3)) + 1)]
    if draw(st.booleans()):
        seats.append(Seat("", "Q", "", draw(st.sampled_from(["J1", "K1"]))))
    if draw(st.integers(0, 3)) == 0:
        seats.append(Seat(draw(st.sampled_from([each["id"] for each in phases])), "P", "", "L1"))
    if draw(st.integers(0, 3)) == 0:
        seats.append(Seat("", "P", "1", "L2"))
    return tuple(seats)


def _items(draw: Draw, stated: Document, entrants: tuple[str, ...]) -> tuple[ItemRow, ...]:
    rows: list[ItemRow] = []
    for phase in stated["phases"]:
        for criterion in (
            each for module in stated["modules"] if module["id"] in phase["modules"] for each in module["criteria"]
        ):
            if not criterion["items"]:
                continue
            for entrant in entrants:
                for number in range(draw(st.integers(0, 2))):
                    item = (
                        f"{number + 1}"
                        if criterion is stated["modules"][0]["criteria"][0]
                        else f"{criterion['id']}-{number}"
                    )
                    table = draw(st.sampled_from(["", "", "hill"]))
                    difficulty, factor = draw(st.sampled_from(["", "2.5"])), draw(st.sampled_from(["", "1.1"]))
                    base = draw(st.sampled_from(["", "3.3"]))
                    rows.append((phase["id"], entrant, item, criterion["id"], difficulty, base, table, factor))
    return tuple(rows)
