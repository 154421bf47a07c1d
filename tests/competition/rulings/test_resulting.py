from __future__ import annotations

from scoring.facts import MarkGiven, SheetSigned
from tests.competition.rulings.bakery import ENTRANTS, OFFICE, Bakery, Page

RESULTS = f"{OFFICE}/results"
SEAT = "baking|final|paper|OFFICE"
PASTED = "编号\t姓名\t成绩\n01\t沈若兰\t88.5\n2\t何远\t70\nE3\t陆青\t缺考\n"


def pasted(hall: Bakery, text: str, login: str = "anna") -> Page:
    """The organiser pastes results; the page that looks them through."""
    return hall.person("organiser", login).opens(f"{RESULTS}?seat={SEAT}").sends(step="show", text=text)


def given(hall: Bakery) -> list[tuple[str, str]]:
    return [(fact.cell.entrant, fact.value) for fact in hall.facts(MarkGiven) if fact.cell.judge == "OFFICE"]


def test_results_are_looked_through_before_they_are_recorded(hall: Bakery) -> None:
    page = pasted(hall, PASTED)
    assert page.status == 200 and given(hall) == []
    assert "Record 3 results" in page.words and "New" in page.words
    done = page.sends(step="state", text=PASTED)
    assert done.status == 303 and "done=3" in done.to
    assert given(hall) == [("E1", "88.5"), ("E2", "70"), ("E3", "absent")]
    assert "3 results are recorded" in done.follows().words
    actors = {line.actor for line in hall.lines() if isinstance(line.fact, MarkGiven)}
    assert actors == {"organiser.anna"}, "the line says who gave them"


def test_every_problem_is_said_at_once_and_nothing_is_recorded(hall: Bakery) -> None:
    text = "01\t120\n02\t70.3\n99\t50\n03\tgood\n04\t60\n4\t61\n05\t50"
    page = pasted(hall, text)
    assert page.status == 422
    for words in (
        "above 100",
        "between two steps",
        "number or code “99”",
        "“good” is not a plain number",
        "stands here 2",
    ):
        assert words in page.words, words
    assert "70.3" in page.text and "step" in page.text
    assert 'value="state"' not in page.text
    assert page.sends(step="state", text=text).status == 422 and given(hall) == []


def test_what_is_there_already_is_told_from_a_revision(hall: Bakery) -> None:
    pasted(hall, "01\t80\n02\t70").sends(step="state", text="01\t80\n02\t70")
    text = "01\t80\n02\t75\n03\t60"
    page = pasted(hall, text)
    assert "Record 2 results" in page.words and "There already" in page.words
    assert "before 70" in page.words and "after 75" in page.words
    page.sends(step="state", text=text)
    assert given(hall)[2:] == [("E2", "75"), ("E3", "60")]


def test_a_form_that_is_sent_twice_records_once(hall: Bakery) -> None:
    page = pasted(hall, "01\t80\n02\t70")
    assert [page.sends(step="state", text="01\t80\n02\t70").status for _ in range(2)] == [303, 303]
    assert len(given(hall)) == 2


def test_in_two_tabs_the_second_is_shown_what_became_of_its_rows(hall: Bakery) -> None:
    one, two = pasted(hall, "01\t80"), pasted(hall, "01\t81", "berta")
    assert one.sends(step="state", text="01\t80").status == 303
    again = two.sends(step="state", text="01\t81")
    assert again.status == 200 and "before 80" in again.words and given(hall) == [("E1", "80")]
    assert again.sends(step="state", text="01\t81").status == 303 and given(hall)[-1] == ("E1", "81")


def test_a_file_is_read_as_well(hall: Bakery) -> None:
    organiser = hall.person("organiser")
    form = {"seat": SEAT, "step": "show", "key": "k1", "seen": ""}
    file = {"file": ("theory.csv", "编号,成绩\n01,66\n".encode("gb18030"), "text/csv")}
    page = organiser.client.post(RESULTS, data=form, files=file, headers={"Accept-Language": "en"})
    assert page.status_code == 200 and "Record 1 results" in page.text
    picture = {"file": ("photo.png", b"\x89PNG\xff\xff", "image/png")}
    refused = organiser.client.post(RESULTS, data=form, files=picture, headers={"Accept-Language": "en"})
    assert refused.status_code == 422 and "photo.png is not a text file" in refused.text


def test_a_complete_sheet_of_the_office_is_signed_together_with_the_others(hall: Bakery) -> None:
    text = "".join(f"{entrant}\t80\n" for entrant in ENTRANTS)
    page = pasted(hall, text).sends(step="state", text=text).follows()
    assert "6 sheets of this seat are complete" in page.words
    assert page.sends(step="sign").status == 303
    assert {fact.entrant for fact in hall.facts(SheetSigned)} == set(ENTRANTS)
    assert page.sends(step="sign").status == 303 and len(hall.facts(SheetSigned)) == 6
    late = pasted(hall, "01\t81")
    assert late.status == 422 and "is signed or its panel is closed" in late.words
    assert given(hall)[-1] == ("E6", "80"), "nothing is held either"


def test_sheets_that_moved_after_they_were_shown_are_not_signed(hall: Bakery) -> None:
    page = pasted(hall, "01\t80").sends(step="state", text="01\t80").follows()
    pasted(hall, "01\t81").sends(step="state", text="01\t81")
    refused = page.sends(step="sign")
    assert refused.status == 422 and "changed after they were shown" in refused.words
    assert hall.facts(SheetSigned) == []


def test_only_the_organiser_gives_results_and_only_for_seats_of_the_office(hall: Bakery) -> None:
    for role in ("chief", "supervisor", "second", "association", "judge"):
        assert hall.person(role).opens(RESULTS).status == 403
        assert hall.person(role).sends(RESULTS, seat=SEAT, step="state", text="01\t80").status == 403
    other = hall.person("organiser").sends(RESULTS, seat="baking|final|crust|J1", step="state", text="01\t3")
    assert other.status == 422 and "no such seat" in other.words and hall.facts(MarkGiven) == []


def test_the_key_of_the_form_is_no_text_for_the_ledger(hall: Bakery) -> None:
    text = "01\t80\n02\t70\n03\t60"
    page = hall.person("organiser").opens(f"{OFFICE}/results?seat=baking|final|paper|OFFICE")
    refused = page.sends(step="show", text=text).sends(step="state", text=text, key="周海平")
    assert refused.status == 422 and "周海平" not in "".join(hall.bodies())
