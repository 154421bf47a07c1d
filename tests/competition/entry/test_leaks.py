"""Nothing of what the first person typed reaches anybody before the second has sent hers: no byte, no other length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from competition.access.visitors import Visitor
from competition.entry import drafts, faces
from competition.entry.comparing import Draft
from competition.entry.drafts import Sheet
from tests.competition.entry.desks import LIST, bert, cells, cora, of
from tests.competition.rulings.bakery import CHIEF, EVENT, TRADE, Bakery, Person

FIRST = [("2", "3"), ("0", "absent"), ("3", "lost"), ("", "1")]
"""What the first person may have typed."""

READ = (
    *(
        of(),
        f"{of()}?q=01",
        LIST,
        f"{LIST}?q=01",
        f"{LIST}?state=once",
        f"/office/{EVENT}/progress",
    ),
    *(f"/office/{EVENT}/timeline", f"/office/{EVENT}/search?q=E1", f"/office/{EVENT}/roster/E1", CHIEF),
    *(f"/office/{EVENT}/progress/sheets?trade={TRADE}&judge=J1&phase=final", f"/office/{EVENT}/rulings"),
    *(f"/api/events/{EVENT}/boards/{TRADE}?audience={seen}" for seen in ("public", "panel", "office", "chief")),
)
CHANGING = re.compile(r"form-[\w-]{20}|\b\d\d:\d\d:\d\d\b|T\d\d:\d\d:\d\d\.\d+Z")
"""What no two answers share: keys of forms, and the time."""


def typed(hall: Bakery, crust: str, crumb: str) -> None:
    """The sheet is as the first person typed it, whatever it was before."""
    values = {("crust", "", 1): crust, ("crumb", "", 1): crumb}
    with hall.database.transaction() as connection:
        drafts.drop(connection, EVENT, Sheet("J1", "E1", "final"))
        drafts.put(connection, EVENT, Sheet("J1", "E1", "final"), "organiser.anna", values)


def answers(person: Person, paths: tuple[str, ...]) -> Iterator[tuple[str, int, int, str, dict[str, str]]]:
    """(path, status, length, text, headers) of what somebody may ask, and of what she sends with mistakes."""
    for path in paths:
        answer = person.client.get(path, headers={"Accept-Language": "en", "Accept-Encoding": "identity"})
        headers = {name: value for name, value in answer.headers.items() if name not in ("date", "set-cookie")}
        yield path, answer.status_code, len(answer.content), CHANGING.sub("", answer.text), headers
    for crust, crumb in (("9", ""), ("", ""), ("2", "x")):
        page = person.opens(of())
        sent = page.sends(step="type", **cells(crust, crumb)) if 'name="seen"' in page.text else page
        yield "sent", sent.status, len(sent.text), CHANGING.sub("", sent.text), {}


@pytest.mark.parametrize("role", ["second", "chief"])
def test_what_the_first_typed_changes_no_byte_of_what_anybody_else_is_told(hall: Bakery, role: str) -> None:
    person = hall.person(role, "bert")
    told = []
    for crust, crumb in FIRST:
        typed(hall, crust, crumb)
        told.append(list(answers(person, READ)))
    for each in told[1:]:
        assert [one[0] for one, other in zip(each, told[0], strict=True) if one != other] == []
    assert {status for _, status, *_ in told[0]} <= {200, 401, 403, 422}


def test_her_sheet_does_not_even_tell_whether_anybody_typed_it(hall: Bakery) -> None:
    before = list(answers(bert(hall), (of(),)))
    typed(hall, "2", "3")
    assert list(answers(bert(hall), (of(),))) == before


def test_a_face_that_depended_on_the_first_would_be_found(hall: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(answers(bert(hall), (of(),)))
    kind = faces._kind

    def leaking(visitor: Visitor, event: str, there: list[Draft], *rest: Any) -> str:
        found: str = kind(visitor, event, there, *rest)
        return faces.LOOK if any(cell.value == "3" for draft in there for cell in draft.cells.values()) else found

    monkeypatch.setattr(faces, "_kind", leaking)
    typed(hall, "2", "1")
    assert list(answers(bert(hall), (of(),))) == before
    typed(hall, "2", "3")
    assert list(answers(bert(hall), (of(),))) != before


def test_of_what_differs_both_are_told_the_cells_alone(hall: Bakery) -> None:
    told = []
    for crumb in ("0", "1", "lost"):
        typed(hall, "2", crumb)
        with hall.database.transaction() as connection:
            values = {("crust", "", 1): "2", ("crumb", "", 1): "3"}
            drafts.put(connection, EVENT, Sheet("J1", "E1", "final"), "second.bert", values)
        told.append(
            [list(answers(each, (of(), LIST))) for each in (bert(hall), cora(hall), hall.person("chief", "dora"))]
        )
    assert told[1] == told[0] and told[2] == told[0]
