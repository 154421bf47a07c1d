from __future__ import annotations

import pytest

from competition.entry import drafts
from competition.entry.comparing import Draft
from competition.entry.drafts import Sheet
from competition.entry.keys import BEGINS, typists
from scoring.facts import MarkGiven, PanelClosed, Recused
from scoring.lines import Line
from scoring.procedure.seconds import change_text
from scoring.steps import Approved, Proposed
from tests.competition.entry.desks import LIST, anna, bert, cells, cora, of, types
from tests.competition.people import cookie
from tests.competition.rulings.bakery import EVENT, TRADE, Bakery, Page


def paper_lines(hall: Bakery) -> list[Line]:
    return [line for line in hall.lines() if line.key.startswith(BEGINS)]


def stated(hall: Bakery) -> list[tuple[str, str, str, str]]:
    """(actor, judge, aspect, value) of every mark that came from paper."""
    found = []
    for line in paper_lines(hall):
        assert isinstance(line.fact, MarkGiven)
        found.append((line.actor, line.fact.cell.judge, line.fact.cell.aspect, line.fact.value))
    return found


def kept(hall: Bakery, judge: str = "J1", entrant: str = "E1") -> list[Draft]:
    with hall.database.connect() as connection:
        return drafts.of_sheet(connection, EVENT, Sheet(judge, entrant, "final"))


def differing(hall: Bakery) -> None:
    """Anna and Bert typed the sheet, and differ about the crumb."""
    types(anna(hall), "2", "3")
    types(bert(hall), "2", "1")


def test_what_two_persons_type_alike_is_recorded_as_the_judges_marks(hall: Bakery) -> None:
    done = types(anna(hall), "2", "3")
    assert done.status == 303 and "said=typed" in done.to and stated(hall) == []
    done = types(bert(hall), "2", "3.0")
    assert "said=recorded&given=2&held=0" in done.to
    assert "2 marks are recorded" in done.follows().words
    assert stated(hall) == [("second.bert", "J1", "crust", "2"), ("second.bert", "J1", "crumb", "3")]
    for line in paper_lines(hall):
        found = typists(line.key)
        assert found is not None and (found.first, found.second) == ("organiser.anna", "second.bert")
    assert kept(hall) == [], "drafts are gone once they are recorded"


def test_who_typed_first_neither_sees_it_again_nor_types_it_twice(hall: Bakery) -> None:
    types(anna(hall), "2", "absent")
    page = anna(hall).opens(of())
    assert "You have typed this sheet" in page.words and 'name="crust::1"' not in page.text
    assert "absent" not in page.words
    again = anna(hall).sends(of(), step="type", **cells("2", "absent"))
    assert again.status == 303 and len(kept(hall)) == 1 and stated(hall) == []
    hall.person("second", "anna")
    assert "You have typed this sheet" in anna(hall).opens(of()).words, "nor in another role"


def test_all_that_is_wrong_is_said_at_its_cell_and_what_was_typed_stays(hall: Bakery) -> None:
    page = types(anna(hall), "7", "good")
    assert page.status == 422 and kept(hall) == []
    assert "above 3" in page.words and "“good” is not a plain number" in page.words
    assert 'value="7"' in page.text and 'value="good"' in page.text
    assert 'aria-describedby="crust::1-wrong crust::1-help"' in page.text
    chinese = anna(hall).client.post(of(), data=cells("7", "") | {"step": "type", "seen": page.hidden("seen")})
    assert "高于" in chinese.text or "超过" in chinese.text or "最高" in chinese.text


def test_an_empty_sheet_is_no_entry(hall: Bakery) -> None:
    page = types(anna(hall))
    assert page.status == 422 and "Nothing is typed" in page.words and kept(hall) == []


def test_excuses_are_one_key_and_an_empty_cell_is_no_mark(hall: Bakery) -> None:
    types(anna(hall), "a", "")
    types(bert(hall), "缺考", "")
    assert stated(hall) == [("second.bert", "J1", "crust", "absent")]
    types(anna(hall), "", "l")
    types(bert(hall), "", "LOST")
    assert stated(hall)[1:] == [("second.bert", "J1", "crumb", "lost")]


def test_both_see_which_cells_differ_and_no_value(hall: Bakery) -> None:
    differing(hall)
    for person, own, other in ((anna(hall), "3", "1"), (bert(hall), "1", "3")):
        page = person.opens(of())
        assert "Type again what differs" in page.words
        assert 'name="crumb::1" value=""' in page.text and 'name="crust::1"' not in page.text
        assert f'value="{own}"' not in page.text and f'value="{other}"' not in page.text
    assert "Typed differently: crumb" in cora(hall).opens(of()).words
    assert "<code>crumb</code>" in cora(hall).opens(LIST).text


def test_what_both_read_alike_the_second_time_is_recorded(hall: Bakery) -> None:
    differing(hall)
    done = types(anna(hall), crumb="1", step="again")
    assert "said=waits" in done.to
    assert "The other person types again" in anna(hall).opens(of()).words
    done = types(bert(hall), crumb="1", step="again")
    assert "said=recorded" in done.to
    assert [each[2:] for each in stated(hall)] == [("crust", "2"), ("crumb", "1")]


def test_a_mistake_the_second_time_loses_nothing(hall: Bakery) -> None:
    differing(hall)
    page = types(bert(hall), crumb="9", step="again")
    assert page.status == 422 and 'value="9"' in page.text and "Type again what differs" in page.words
    assert page.sends(step="again", **{"crumb::1": "3"}).status == 303


def test_nobody_guesses_by_typing_again_and_again(hall: Bakery) -> None:
    differing(hall)
    types(bert(hall), crumb="2", step="again")
    again = bert(hall).sends(of(), step="again", **{"crumb::1": "3"})
    assert again.status == 303 and kept(hall)[1].cells["crumb", "", 1].last == "2"
    for step in ("type", "decide", "record", "clear"):
        bert(hall).sends(of(), step=step, **{"crumb::1": "3"})
    assert len(kept(hall)) == 2 and stated(hall) == []


def apart(hall: Bakery) -> None:
    differing(hall)
    types(anna(hall), crumb="3", step="again")
    types(bert(hall), crumb="1", step="again")


def test_who_differ_twice_leave_it_to_a_third_who_sees_both_values(hall: Bakery) -> None:
    apart(hall)
    for typist in (anna(hall), bert(hall)):
        page = typist.opens(of())
        assert "A third person decides" in page.words and 'type="radio"' not in page.text
        typist.sends(of(), step="decide", **{"crumb::1": "3"})
    assert stated(hall) == []
    page = cora(hall).opens(of())
    assert 'name="crumb::1" value="3"' in page.text and 'name="crumb::1" value="1"' in page.text
    undecided = page.sends(step="decide")
    assert undecided.status == 422 and "This cell is not decided" in undecided.words
    done = page.sends(step="decide", **{"crumb::1": "1"})
    assert "said=recorded&given=2" in done.to
    assert stated(hall) == [("second.bert", "J1", "crust", "2"), ("second.cora", "J1", "crumb", "1")]
    book = anna(hall).opens(f"/office/{EVENT}/timeline").words
    assert "typed by organiser anna and by second person bert, decided by second person cora" in book


def test_the_chief_judge_decides_too_and_may_read_the_paper_otherwise(hall: Bakery) -> None:
    apart(hall)
    page = hall.person("chief", "dora").opens(of())
    wrong = page.sends(step="decide", **{"crumb::1": "other", "crumb::1:other": "8"})
    assert wrong.status == 422 and "above 3" in wrong.words and 'value="8"' in wrong.text
    page.sends(step="decide", **{"crumb::1": "other", "crumb::1:other": "2"})
    assert stated(hall)[1] == ("chief.dora", "J1", "crumb", "2")


def test_what_the_judge_gave_on_her_tablet_is_never_overwritten_silently(hall: Bakery) -> None:
    line = hall.gives("J1", "E1", "0")
    assert "There already" in anna(hall).opens(of()).words
    types(anna(hall), "2", "3")
    done = types(bert(hall), "2", "3")
    assert "said=third" in done.to and stated(hall) == []
    for person in (anna(hall), bert(hall), cora(hall)):
        page = person.opens(of())
        assert "The chief judge decides" in page.words
        assert 'type="radio"' not in page.text, "the office does not see what a judge gave"
        person.sends(of(), step="decide", **{"crust::1": "2"})
    assert stated(hall) == []
    assert "The chief judge decides" in cora(hall).opens(LIST).words
    page = hall.person("chief", "dora").opens(of())
    assert 'value="2"' in page.text and 'value="0"' in page.text and "crumb::1" not in page.text
    page.sends(step="decide", **{"crust::1": "2"})
    assert stated(hall) == [("chief.dora", "J1", "crust", "2"), ("second.bert", "J1", "crumb", "3")]
    assert hall.facts(MarkGiven)[-2].supersedes == line, "the value before stays in the ledger"


def test_the_chief_judge_may_leave_what_the_judge_gave(hall: Bakery) -> None:
    hall.gives("J1", "E1", "0")
    types(anna(hall), "2", "3")
    types(bert(hall), "2", "3")
    hall.person("chief", "dora").opens(of()).sends(step="decide", **{"crust::1": "0"})
    assert stated(hall) == [("second.bert", "J1", "crumb", "3")] and kept(hall) == []


def test_what_the_paper_says_as_the_tablet_did_is_not_recorded_twice(hall: Bakery) -> None:
    hall.gives("J1", "E1", "2")
    types(anna(hall), "2", "3")
    assert "given=1" in types(bert(hall), "2", "3").to
    assert stated(hall) == [("second.bert", "J1", "crumb", "3")]


def test_a_form_that_is_sent_twice_is_typed_once(hall: Bakery) -> None:
    page = anna(hall).opens(of())
    assert [page.sends(step="type", **cells("2", "3")).status for _ in range(2)] == [303, 303]
    page = bert(hall).opens(of())
    assert page.sends(step="type", **cells("2", "3")).status == 303
    again = page.sends(step="type", **cells("2", "3"))
    assert again.status == 422 and "since you opened it" in again.words
    assert kept(hall) == [] and len(stated(hall)) == 2


def test_a_mark_that_comes_while_a_sheet_is_typed_is_looked_at(hall: Bakery) -> None:
    page = anna(hall).opens(of())
    hall.gives("J1", "E1", "0")
    moved = page.sends(step="type", **cells("2", "3"))
    assert moved.status == 422 and 'value="2"' in moved.text and "There already" in moved.words
    assert moved.sends(step="type", **cells("2", "3")).status == 303


def test_marks_of_a_signed_sheet_are_held(hall: Bakery) -> None:
    hall.marks("E1", ("2", "2", "2"))
    hall.signs("E1", "J1")
    assert "The judge has signed this sheet" in anna(hall).opens(of()).words
    types(anna(hall), "1", "2")
    types(bert(hall), "1", "2")
    done = hall.person("chief", "dora").opens(of()).sends(step="decide", **{"crust::1": "1"})
    assert "given=0&held=1" in done.to
    assert "marks are held" in done.follows().words
    held = hall.look(lambda state: [mark.value for mark in state.trades[TRADE].held.values()])
    assert held == ["1"]


def test_marks_of_a_closed_panel_are_held(hall: Bakery) -> None:
    hall.states(("organiser.anna", PanelClosed(TRADE, "final", "tasters")))
    assert "A panel of this sheet is closed" in anna(hall).opens(of()).words
    types(anna(hall), "1", "2")
    assert "given=0&held=2" in types(bert(hall), "1", "2").to


def test_a_judge_who_is_recused_has_no_sheet(hall: Bakery) -> None:
    change = change_text(Recused("J1", "E1", "tasters", ""))
    (proposed,) = hall.states(("organiser.anna", Proposed(change, "interest")))
    assert proposed.seq is not None, proposed
    (approved,) = hall.states(("chief.dora", Approved(proposed.seq)))
    assert approved.status == "accepted"
    page = anna(hall).opens(of())
    assert "an interest was declared" in page.words and 'name="crust::1"' not in page.text
    assert anna(hall).sends(of(), step="type", **cells("2", "3")).status == 404
    assert f"{of()}" not in anna(hall).opens(f"{LIST}?q=01").text


@pytest.mark.parametrize("path", [of("J9"), of("OFFICE"), of(entrant="E99"), of().replace("final", "semi")])
def test_a_sheet_that_nobody_has_is_not_found(hall: Bakery, path: str) -> None:
    assert anna(hall).opens(path).status == 404
    assert anna(hall).sends(path, step="type", **cells("2", "3")).status == 404


@pytest.mark.parametrize(
    ("role", "may"), [("organiser", True), ("second", True), ("chief", True), ("supervisor", False)]
)
def test_only_the_office_types_and_the_chief_judge_looks(hall: Bakery, role: str, may: bool) -> None:
    person = hall.person(role, "pia")
    assert (person.opens(LIST).status == 200) is may
    assert (person.opens(of()).status == 200) is may
    sent = person.sends(of(), step="type", seen=anna(hall).opens(of()).hidden("seen"), **cells("2", "3"))
    assert (sent.status == 303) is (role in ("organiser", "second"))


def test_a_judge_types_no_sheet_of_her_own_contest(hall: Bakery) -> None:
    person = hall.person("second", "pia")
    assert person.opens(of()).status == 200
    cookie(hall.database, "judge", event=EVENT, login="pia", judge="J2")
    assert hall.person("second", "pia").opens(of()).status == 403
    assert hall.person("second", "pia").opens(LIST).status == 403


def test_who_typed_alone_may_take_it_back_and_of_two_a_third_may(hall: Bakery) -> None:
    types(anna(hall), "2", "3")
    bert(hall).sends(of(), step="clear")
    assert len(kept(hall)) == 1, "what another typed is not hers to drop"
    assert "said=cleared" in anna(hall).opens(of()).sends(step="clear").to
    assert kept(hall) == []
    differing(hall)
    anna(hall).sends(of(), step="clear")
    assert len(kept(hall)) == 2, "nobody drops what she differs about"
    assert "said=cleared" in cora(hall).opens(of()).sends(step="clear").to
    assert kept(hall) == [] and stated(hall) == []


def test_what_could_not_be_recorded_waits_and_is_recorded_once(hall: Bakery) -> None:
    with hall.database.transaction() as connection:
        for by in ("organiser.anna", "second.bert"):
            values = {("crust", "", 1): "2", ("crumb", "", 1): "3"}
            drafts.put(connection, EVENT, Sheet("J1", "E1", "final"), by, values)
    assert "To be recorded" in cora(hall).opens(LIST).words
    page = cora(hall).opens(of())
    done = page.sends(step="record")
    assert "given=2" in done.to
    assert [each[0] for each in stated(hall)] == ["second.bert"] * 2, "it is who typed it that states it"
    assert cora(hall).sends(of(), step="record").status == 303 and len(stated(hall)) == 2


def test_a_third_who_comes_too_late_is_told_where_it_stands(hall: Bakery) -> None:
    page: Page = cora(hall).opens(of())
    differing(hall)
    late = page.sends(step="type", **cells("2", "3"))
    assert late.status == 303 and len(kept(hall)) == 2
    assert "Two others have typed this sheet" in late.follows().words


def test_a_step_that_there_is_not_is_said_and_keeps_nothing(hall: Bakery) -> None:
    answer = anna(hall).opens(of()).sends(step="guess", **cells("2", "3"))
    assert answer.status == 422 and "is none of: type, again" in answer.words
    assert kept(hall) == [] and stated(hall) == []
