from __future__ import annotations

from competition.entry.comparing import (
    AGREED,
    APART,
    DIFFERS,
    NOBODY,
    ONCE,
    Draft,
    Typed,
    compared,
    retyped,
)

CRUST, CRUMB = ("crust", "", 1), ("crumb", "", 1)


def typed(by: str, crust: str, crumb: str) -> Draft:
    return Draft(by, "2026-05-01T08:00:00Z", {CRUST: Typed(crust), CRUMB: Typed(crumb)})


def test_a_sheet_that_one_person_typed_waits_for_another() -> None:
    assert compared([]).state == NOBODY
    found = compared([typed("a", "2", "3")])
    assert (found.state, dict(found.values), found.differing) == (ONCE, {}, frozenset())


def test_what_two_typed_alike_is_agreed() -> None:
    found = compared([typed("a", "2", ""), typed("b", "2", "")])
    assert (found.state, found.values) == (AGREED, {CRUST: "2", CRUMB: ""})


def test_both_type_again_what_differs_and_nothing_else() -> None:
    one, two = typed("a", "2", "3"), typed("b", "2", "1")
    found = compared([one, two])
    assert (found.state, set(found.differing), found.again) == (DIFFERS, {CRUMB}, ("a", "b"))
    one = retyped(one, found.differing, {CRUMB: "1", CRUST: "0"})
    assert compared([one, two]).again == ("b",)
    two = retyped(two, found.differing, {CRUMB: "1"})
    assert compared([one, two]).values == {CRUST: "2", CRUMB: "1"}


def test_who_differ_twice_leave_it_to_a_third() -> None:
    one, two = typed("a", "2", "3"), typed("b", "2", "")
    again = retyped(two, {CRUMB}, {})
    found = compared([retyped(one, {CRUMB}, {CRUMB: "2"}), again])
    assert (found.state, found.open, found.values) == (APART, {CRUMB: ("2", "")}, {CRUST: "2"})
    assert (again.cells[CRUMB].last, one.cells[CRUMB].last) == ("", "3")


def test_a_cell_that_only_one_of_them_had_before_her_differs() -> None:
    one = Draft("a", "", {CRUST: Typed("2")})
    assert compared([one, typed("b", "2", "1")]).differing == {CRUMB}
    assert compared([one, typed("b", "2", "")]).state == AGREED
