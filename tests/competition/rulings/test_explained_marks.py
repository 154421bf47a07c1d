"""Words that judges wrote with their marks stand beside them: at the chief judge's, and where the office corrects."""

from __future__ import annotations

from competition.documents import Documents
from competition.recording.explained import Explained, record_all
from competition.recording.recorder import Answer, Entry
from scoring.facts import Cell, MarkGiven
from tests.competition.rulings.bakery import CHIEF, EVENT, OFFICE, Bakery

WORDS = "burnt “black” at the edge"
SETTLE = f"{CHIEF}/settle/E1/final/crust"
CORRECT = f"{OFFICE}/correct?entrant=E1"
ONE = f"{CORRECT}&judge=J1&phase=final&aspect=crust"


def explained(hall: Bakery) -> str:
    """J1 gives E1's crust a 0 and says why; the document's digest."""

    async def record() -> list[Answer]:
        recorder = await hall.app.state.desk.recorder(EVENT)
        mark = MarkGiven(Cell("J1", "E1", "final", "", "crust"), "0")
        return await record_all(recorder, [Explained(Entry(mark, "judge.J1", "said"), WORDS)])

    (answer,) = hall.call(record)
    assert answer.status == "accepted", answer
    stated = hall.last().fact
    assert isinstance(stated, MarkGiven)
    return stated.comment


def test_words_stand_beside_the_mark_and_go_when_they_are_erased(hall: Bakery) -> None:
    digest = explained(hall)
    hall.gives("J2", "E1", "3")
    hall.gives("J3", "E1", "3")
    chief, office = hall.person("chief"), hall.person("organiser")
    for page in (chief.opens(SETTLE), office.opens(CORRECT), office.opens(ONE)):
        assert page.status == 200 and WORDS in page.words
        assert page.words.count(WORDS) == 1, "nobody else's mark has any"
    hall.call(Documents(hall.database).erase, digest)
    for page in (chief.opens(SETTLE), office.opens(CORRECT), office.opens(ONE)):
        assert page.status == 200 and "burnt" not in page.words


def test_a_revision_has_words_of_its_own_or_none(hall: Bakery) -> None:
    explained(hall)
    hall.gives("J1", "E1", "1")
    assert WORDS in hall.person("chief").opens(SETTLE).words, "what happened stays told"
    assert WORDS not in hall.person("organiser").opens(CORRECT).words
