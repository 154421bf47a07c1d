from __future__ import annotations

from sqlalchemy import update

from competition.store import schema
from tests.competition.rulings.bakery import CHIEF, ENTRANTS, EVENT, Bakery

ADDRESS = f"{CHIEF}/statistics"
MARKS = {
    "E1": (("1", "2", "2"), ("0", "1", "1")),
    "E2": (("2", "3", "3"), ("2", "2", "2")),
    "E3": (("0", "1", "1"), ("1", "1", "2")),
    "E4": (("1", "2", "2"), ("1", "2", "2")),
    "E5": (("2", "3", "3"), ("2", "3", "3")),
    "E6": (("0", "0", "1"), ("0", "1", "1")),
}


def marked(hall: Bakery) -> None:
    for entrant in ENTRANTS:
        crust, crumb = MARKS[entrant]
        hall.marks(entrant, crust, crumb)


def test_before_anybody_marked_it_says_what_will_come(hall: Bakery) -> None:
    page = hall.person("chief").opens(ADDRESS)
    assert page.status == 200 and "No mark can be compared yet" in page.words


def test_the_chief_judge_sees_who_is_strict_and_how_sure_that_is(hall: Bakery) -> None:
    marked(hall)
    page = hall.person("chief").opens(ADDRESS)
    assert page.status == 200
    for words in (
        "Advice for the chief judge: nothing here changes a mark",
        "3 of 3 judges mark steadily higher or lower",
        "Gu Qinghe stricter than the panel",
        "−18.5% −0.56 points",
        "Tang Yingxue milder than the panel",
        "ICC(2,k)",
        "With fewer than 8 entrants nobody can say",
        "6 entrants: too few to say; 8 are needed",
        "Of three judges one is named only where the other two lie close together",
    ):
        assert words in page.words, words
    assert "nan" not in page.words and "inf" not in page.words.replace("information", "")
    assert 'aria-label="Gu Qinghe: −18.5%, 95% interval' in page.text
    assert page.text.count('<svg class="map" role="img"') == 1 and "<title" in page.text and "<desc" in page.text


def test_few_entrants_are_said_to_be_few(hall: Bakery) -> None:
    hall.marks("E1", *MARKS["E1"])
    hall.marks("E2", *MARKS["E2"])
    words = hall.person("chief").opens(ADDRESS).words
    assert "2 entrants: too few to say" in words and "Too few entrants to say" in words
    assert "Which single marks lie far from the rest cannot be said yet" in words


def test_equal_marks_of_all_say_that_nothing_can_be_told(hall: Bakery) -> None:
    for entrant in ENTRANTS:
        hall.marks(entrant, ("2", "2", "2"))
    page = hall.person("chief").opens(ADDRESS)
    assert "Nothing sets these entrants apart" in page.words and "nan" not in page.words


def test_an_aspect_is_looked_at_alone(hall: Bakery) -> None:
    marked(hall)
    page = hall.person("chief").opens(f"{ADDRESS}?node=crumb")
    assert page.status == 200 and 'value="crumb" selected' in page.text
    assert "18 marks that can be compared" in page.words


def test_marks_too_far_apart_are_counted_in(hall: Bakery) -> None:
    marked(hall)
    hall.gives("J1", "E2", "0")
    assert "1 aspects whose judges lie further apart" in hall.person("chief").opens(ADDRESS).words


def test_a_judge_of_the_same_organisation_is_compared_with_the_others(hall: Bakery) -> None:
    marked(hall)
    words = hall.person("chief").opens(ADDRESS).words
    assert "No judge marked an entrant of her own organisation" in words
    judge = schema.judge
    with hall.database.transaction() as connection:
        chosen = (judge.c.event == EVENT, judge.c.id == "J1")
        connection.execute(update(judge).where(*chosen).values(organisation="第1面包房"))
    words = hall.person("chief").opens(ADDRESS).words
    assert "A question, not an answer" in words and "A frame: an entrant of her organisation" in words


def test_it_says_what_it_is_made_of_and_at_which_line(hall: Bakery) -> None:
    marked(hall)
    page = hall.person("chief").opens(ADDRESS)
    assert "Shrout and Fleiss 1979" in page.words and f"{EVENT}:{hall.last().seq}:" in page.text


def test_looking_records_nothing_and_changes_nothing(hall: Bakery) -> None:
    marked(hall)
    before, total = hall.bodies(), hall.total("E1")
    person = hall.person("chief")
    person.opens(ADDRESS)
    person.opens(f"{ADDRESS}/judges.csv")
    assert hall.bodies() == before and hall.total("E1") == total


def test_who_may_see_the_console_may_see_it_and_nobody_else(hall: Bakery) -> None:
    marked(hall)
    for role in ("chief", "supervisor", "organiser", "authority"):
        assert hall.person(role).opens(ADDRESS).status == 200
        assert hall.person(role).opens(f"{ADDRESS}/judges.csv").status == 200
    for role in ("judge", "second", "association", "hall", "competitor", "draw"):
        assert hall.person(role).opens(ADDRESS).status == 403
        assert hall.person(role).opens(f"{ADDRESS}/judges.csv").status == 403
    assert hall.nobody().opens(ADDRESS).to.startswith("/sign-in")


def test_what_is_not_there_is_not_found(hall: Bakery) -> None:
    marked(hall)
    chief = hall.person("chief")
    for asked in ("trade=other", "phase=semi", "panel=papers", "node=paper", "node=none", "part=7"):
        assert chief.opens(f"{ADDRESS}?{asked}").status == 404, asked
        assert chief.opens(f"{ADDRESS}/judges.csv?{asked}").status == 404, asked
    assert chief.opens("/chief/elsewhere/statistics").status in (403, 404)


def test_the_table_can_be_taken_along(hall: Bakery) -> None:
    assert hall.person("chief").opens(f"{ADDRESS}/judges.csv").status == 404
    marked(hall)
    page = hall.person("chief").opens(f"{ADDRESS}/judges.csv?node=crust")
    assert page.text.startswith("\ufeffevent,Yunzhou bakes")
    assert f"made at,{EVENT}:{hall.last().seq}:" in page.text and "J1,Gu Qinghe,6,6,-0.2" in page.text


def test_it_speaks_chinese(hall: Bakery) -> None:
    marked(hall)
    words = hall.person("chief").opens(ADDRESS, lang="zh").words
    assert "供裁判长参考" in words and "比全组偏严" in words and "肯德尔和谐系数" in words


def test_the_console_and_a_module_lead_to_it(hall: Bakery) -> None:
    chief = hall.person("chief")
    assert f'href="{ADDRESS}?trade=baking"' in chief.opens(CHIEF).text
    assert "How the panel marked" in chief.opens(f"{CHIEF}/modules/baking/final/B").words
    assert "How the panel marked" not in chief.opens(f"{CHIEF}/modules/baking/final/A").words
