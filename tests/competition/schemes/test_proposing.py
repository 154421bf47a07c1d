"""Another scheme for a trade that is open: seen with whom it moves, proposed by one, approved by another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.schemes.standing import is_amendment
from scoring.lines import digest
from scoring.scheme import scheme_text
from scoring.state import State
from scoring.steps import Approved, Proposed, Rejected, SchemeAmended
from tests.competition.rulings.bakery import EVENT, FILES, TRADE, Bakery, Page, bakery
from tests.competition.schemes.forms import bakery as sheet

DESK = f"/office/{EVENT}/schemes"
HERE = f"{DESK}/{TRADE}"
TEXT = FILES["schemes/baking.toml"]
OTHER = TEXT.replace("max = 24", "max = 6").replace("max = 16", "max = 34")
"""The crumb counts for most of the loaf."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Bakery]:
    """Three bakers are marked: E2 leads by her crust, E1 by her theory once the crust counts for less."""
    folder = tmp_path / "hall"
    folder.mkdir()
    with bakery(folder) as held:
        held.marks("E1", ("2", "2", "2"), paper="80")
        held.marks("E2", ("2", "2", "3"), paper="70")
        held.marks("E3", ("1", "1", "1"), paper="60")
        yield held


def drafts(hall: Bakery, text: str = OTHER, login: str = "anna", role: str = "organiser") -> Page:
    """Somebody states another scheme; the page of what it would do."""
    return hall.person(role, login).sends(HERE, scheme=text).follows()


def proposes(hall: Bakery, text: str = OTHER, login: str = "anna") -> Page:
    """Somebody proposes it; the page of the proposal."""
    return drafts(hall, text, login).sends(step="propose", reason="wrong-maximum", text="最高分写反了").follows()


def places(hall: Bakery) -> list[tuple[str, int | None]]:
    def look(state: State) -> list[tuple[str, int | None]]:
        trade = state.trades[TRADE]
        return [(trade.roster[each.entrant][0], each.rank) for each in trade.standing("final")]

    return hall.look(look)[:3]


def test_a_pinned_scheme_says_how_it_is_amended_to_those_who_may_propose(hall: Bakery) -> None:
    page = hall.person("organiser").opens(HERE)
    assert page.status == 200 and "Pinned" in page.words and "See what it changes" in page.words
    assert "See what it changes" in hall.person("chief").opens(HERE).words
    reader = hall.person("association").opens(HERE)
    assert "may propose an amendment" in reader.words and "See what it changes" not in reader.words
    assert hall.person("association").sends(HERE, scheme=OTHER).status == 403
    assert hall.person("second").sends(HERE, scheme=OTHER).status == 403


def test_before_anything_is_recorded_each_change_and_everybody_whom_it_moves_is_seen(hall: Bakery) -> None:
    lines = len(hall.lines())
    page = drafts(hall)
    assert page.status == 200 and len(hall.lines()) == lines
    assert "crust Aspect Crust Most points before 24" in page.words and "after 6" in page.words
    assert "crumb Aspect Crumb Most points before 16" in page.words
    assert "before 43.33" in page.words and "after 41.33" in page.words
    assert "before 1" in page.words and "after 2" in page.words


def test_one_proposes_another_sees_the_same_and_approves_and_only_then_it_moves(hall: Bakery) -> None:
    assert places(hall) == [("E2", 1), ("E1", 2), ("E3", 3)]
    proposal = proposes(hall)
    assert places(hall)[0] == ("E2", 1) and "最高分写反了" in proposal.words
    (fact,) = hall.facts(Proposed)
    stored = scheme_text(hall.look(lambda state: state.trades[TRADE].plan.scheme))
    second = hall.person("second", "berta").opens(proposal.path)
    for said in ("Amended scheme", "wrong maximum", "crust Aspect Crust", "after 41.33"):
        assert said in second.words, said
    approved = second.sends(step="approve").follows()
    assert places(hall) == [("E1", 1), ("E2", 2), ("E3", 3)]
    assert "crust Aspect Crust Most points before 24" in approved.words, "what was changed is told for good"
    text = scheme_text(hall.look(lambda state: state.trades[TRADE].plan.scheme))
    assert text != stored and digest(text) in fact.change
    page = hall.person("chief").opens(HERE)
    assert "Amendments 历次修订 1" in page.words and "wrong maximum" in page.words and "max = 34" in page.text


def test_whoever_proposes_does_not_approve(hall: Bakery) -> None:
    proposal = proposes(hall)
    assert "You proposed this" in proposal.words
    tried = hall.person("chief", "anna").opens(proposal.path).sends(step="approve", seen="x")
    assert tried.status in (200, 422) and hall.facts(Approved) == []


def test_one_amendment_waits_at_a_time_and_a_rejected_one_is_told_with_its_reason(hall: Bakery) -> None:
    proposal = proposes(hall)
    page = hall.person("organiser", "carl").opens(HERE)
    assert "An amendment waits for a second person." in page.words
    later = drafts(hall, TEXT.replace("max = 24", "max = 20").replace("max = 16", "max = 20"), "carl")
    assert "The amendment that waits" in later.words and 'name="step" value="propose"' not in later.text
    second = hall.person("supervisor", "berta").opens(proposal.path)
    second.sends(step="reject", text="先问专家组")
    assert len(hall.facts(Rejected)) == 1
    told = hall.person("organiser", "anna").opens(proposal.path)
    assert "先问专家组" in told.words and "crust Aspect Crust Most points before 24" in told.words
    assert 'name="step" value="propose"' in drafts(hall, OTHER, "carl").text


def test_marks_that_have_no_room_are_each_named(hall: Bakery) -> None:
    page = drafts(hall, TEXT.replace("lowest = 0", "lowest = 65"))
    assert "The mark 60 that judge Contest office gave 03 in paper (Final)" in page.words
    assert page.status == 200 and 'name="step" value="propose"' not in page.text
    gone = TEXT[: TEXT.rindex("[[modules.criteria.aspects]]")].replace("max = 24", "max = 40")
    missing = drafts(hall, gone)
    assert missing.words.count("has marked") == 9 and "1 in the way" not in missing.words
    posted = missing.person.sends(missing.path, step="propose", reason="wrong-maximum", seen="")
    assert posted.status == 200 and hall.facts(Proposed) == []


def test_the_same_scheme_is_nothing_to_propose(hall: Bakery) -> None:
    page = drafts(hall, TEXT)
    assert "It is the scheme that is in use." in page.words and "This is the scheme that is in use." in page.words


def test_mistakes_of_the_text_are_said_and_nothing_can_be_proposed(hall: Bakery) -> None:
    page = drafts(hall, TEXT.replace("max = 24", "max = 25"))
    assert page.status == 422 and "to be mended" in page.words
    assert 'name="step" value="propose"' not in page.text
    assert page.person.sends(page.path, step="propose", reason="typing").status == 422
    assert hall.facts(Proposed) == []
    edited = page.person.sends(page.path, step="edit", scheme=OTHER)
    assert "What it changes" in edited.follows().words


def test_a_reason_is_asked_and_what_was_seen_must_still_be_so(hall: Bakery) -> None:
    page = drafts(hall)
    unreasoned = page.sends(step="propose", reason="", text="x")
    assert unreasoned.status == 422 and hall.facts(Proposed) == []
    hall.gives("J1", "E3", "3")
    moved = page.sends(step="propose", reason="wrong-maximum")
    assert "Meanwhile something else was recorded" in moved.words and hall.facts(Proposed) == []
    assert moved.sends(step="propose", reason="wrong-maximum").status == 303


def test_a_form_that_is_sent_twice_is_one_proposal(hall: Bakery) -> None:
    page = drafts(hall)
    form = {"key": page.hidden("key"), "seen": page.hidden("seen"), "reason": "typing", "step": "propose"}
    first = page.person.sends(page.path, **form)
    assert first.status == 303 and len(hall.facts(Proposed)) == 1
    assert page.person.opens(page.path).status == 404, "what was proposed is no draft any more"


def test_who_had_signed_signs_again_where_a_sheet_asks_for_more(hall: Bakery) -> None:
    hall.signs("E1")
    more = OTHER.replace("max = 40", "max = 46").replace("max = 60", "max = 66") + (
        '[[modules.criteria.aspects]]\nid = "salt"\npanel = "tasters"\nrule = "judgement"\nmax = 6\n'
    )
    page = drafts(hall, more)
    assert "salt Aspect new" in page.words and "3 signed sheets ask for something new" in page.words
    proposal = page.sends(step="propose", reason="missing-aspect").follows()
    second = hall.person("second", "berta").opens(proposal.path)
    assert "3 signed sheets ask for something new" in second.words
    second.sends(step="approve")
    assert hall.look(lambda state: len(state.trades[TRADE].signed)) == 0
    assert hall.person("chief").opens(f"/office/{EVENT}/roster").status == 200


def test_a_sheet_is_read_with_the_phases_that_there_are(hall: Bakery) -> None:
    person = hall.person("organiser", "anna")
    answer = person.client.post(
        HERE,
        files=[("file", ("a.xlsx", sheet().book()))],
        data={"frame": "kept", "panel": "tasters"},
        headers={"Accept-Language": "en"},
    )
    page = person.opens(answer.headers["location"])
    assert "has marked" in page.words or "to be mended" in page.words


def test_everything_that_names_parts_of_the_scheme_names_those_of_the_new_one(hall: Bakery) -> None:
    renamed = OTHER.replace('name = { zh = "造型", en = "Shaping" }', 'name = { zh = "整形", en = "Loaves" }')
    hall.person("second", "berta").opens(proposes(hall, renamed).path).sends(step="approve")
    for path in (f"/office/{EVENT}/trades/{TRADE}", f"/api/events/{EVENT}/roster"):
        page = hall.person("organiser").opens(path)
        assert page.status == 200 and "Loaves" in page.text and "Shaping" not in page.text, path


def test_a_change_of_another_trade_is_none_of_this_one() -> None:
    assert not is_amendment(SchemeAmended("other", "0" * 64), TRADE) and not is_amendment(None, TRADE)


def test_it_waits_in_the_inbox_and_is_told_in_the_ledger(hall: Bakery) -> None:
    proposal = proposes(hall)
    chief = hall.person("chief", "lin")
    assert "Amended scheme" in chief.opens(f"/office/{EVENT}/rulings").words
    hall.person("second", "berta").opens(proposal.path).sends(step="approve")
    inbox = chief.opens(f"/office/{EVENT}/rulings")
    assert "Nothing waits for a ruling" in inbox.words and "Amended scheme" in inbox.words
    for path in ("timeline", "", f"trades/{TRADE}", "progress", f"progress/sheets?trade={TRADE}&phase=final&judge=J1"):
        assert chief.opens(f"/office/{EVENT}/{path}".rstrip("/")).status == 200, path
    for path in (f"/chief/{EVENT}?trade={TRADE}", f"/chief/{EVENT}/statistics?trade={TRADE}", f"/supervision/{EVENT}"):
        assert hall.person("chief", "lin").opens(path).status == 200, path
    assert "the scheme is another from here on" in chief.opens(f"/office/{EVENT}/timeline").words
