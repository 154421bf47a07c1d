"""Words on a paper sheet: asked for where the value wants some, never compared, the first that there are count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.documents import texts
from competition.entry.comparing import Draft, Typed
from competition.entry.reasons import typed
from scoring.facts import MarkGiven
from tests.competition.entry.desks import anna, bert, cells, cora, of
from tests.competition.entry.test_sheet import kept, paper_lines
from tests.competition.rulings.bakery import FILES, Bakery, Page, Person, bakery

CRUST = ("crust", "", 1)
ASKING = FILES | {
    "schemes/baking.toml": FILES["schemes/baking.toml"].replace(
        'rule = "judgement"\nmax = 24', 'rule = "judgement"\ncomment = { upto = "0" }\nmax = 24'
    )
}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Bakery]:
    """A crust of 0 has to be explained."""
    folder = tmp_path / "hall"
    folder.mkdir()
    with bakery(folder, ASKING) as held:
        yield held


def types(person: Person, crust: str, words: str, *, crumb: str = "3", step: str = "type") -> Page:
    return person.opens(of()).sends(step=step, **cells(crust, crumb), **{"crust::1:words": words})


def recorded(hall: Bakery) -> list[tuple[str, str, str]]:
    """(aspect, value, words) of every mark that came from paper."""
    marks = [line.fact for line in paper_lines(hall) if isinstance(line.fact, MarkGiven)]
    said = texts(hall.database, [mark.comment for mark in marks])
    return [(mark.cell.aspect, mark.value, said.get(mark.comment, "")) for mark in marks]


def test_there_is_a_field_only_where_the_scheme_may_want_words(hall: Bakery) -> None:
    page = anna(hall).opens(of())
    assert 'name="crust::1:words"' in page.text and 'name="crumb::1:words"' not in page.text


def test_a_value_that_wants_words_is_not_kept_without(hall: Bakery) -> None:
    page = types(anna(hall), "0", "  ")
    assert page.status == 422 and kept(hall) == [] and "needs words" in page.words
    assert 'aria-describedby="crust::1:words-wrong"' in page.text
    assert "longer than 500" in types(anna(hall), "0", "x" * 501).words
    assert "cannot be seen" in types(anna(hall), "0", "a\u202eb").words
    assert types(anna(hall), "2", "").status == 303, "others want none"


def test_words_are_not_compared_and_those_of_the_first_count(hall: Bakery) -> None:
    types(anna(hall), "0", "burnt at the edge")
    assert types(bert(hall), "0", "burnt edge").status == 303
    assert recorded(hall) == [("crust", "0", "burnt at the edge"), ("crumb", "3", "")]


def test_of_a_cell_that_is_typed_again_the_words_that_there_are_stay(hall: Bakery) -> None:
    types(anna(hall), "0", "burnt at the edge")
    types(bert(hall), "1", "")
    assert kept(hall)[0].cells[CRUST] == Typed("0", None, "burnt at the edge")
    anna(hall).opens(of()).sends(step="again", **{"crust::1": "0", "crust::1:words": "burnt"})
    bert(hall).opens(of()).sends(step="again", **{"crust::1": "0", "crust::1:words": "black"})
    assert recorded(hall)[0] == ("crust", "0", "burnt")


def test_a_third_person_decides_with_the_words_before_her(hall: Bakery) -> None:
    types(anna(hall), "0", "burnt at the edge")
    types(bert(hall), "1", "")
    for person, crust, words in ((anna(hall), "0", "burnt at the edge"), (bert(hall), "1", "")):
        person.opens(of()).sends(step="again", **{"crust::1": crust, "crust::1:words": words})
    page = cora(hall).opens(of())
    assert "burnt at the edge" in page.text
    assert page.sends(step="decide", **{"crust::1": "0", "crust::1:words": ""}).status == 422
    page.sends(step="decide", **{"crust::1": "0", "crust::1:words": "burnt, as the paper says"})
    assert recorded(hall)[0] == ("crust", "0", "burnt, as the paper says")


def test_the_first_words_that_there_are_count() -> None:
    one, two = Draft("a", "", {CRUST: Typed("0")}), Draft("b", "", {CRUST: Typed("0", None, "burnt")})
    assert typed([one, two]) == {CRUST: "burnt"}
    assert typed([two, Draft("c", "", {CRUST: Typed("0", None, "black")})]) == {CRUST: "burnt"}
