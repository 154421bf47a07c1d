"""Where a trade stands: modules with their signatures, and what is in the way, alike things as one."""

from __future__ import annotations

from competition.office.overview import SIGNS, blocking, remedy
from competition.office.standing import Module, Obstacle, obstacles
from competition.office.tally import Number
from competition.words import terms
from scoring.procedure.blocking import Blocker
from tests.competition.office.house import TRADE, House
from tests.competition.office.test_telling import names

AT = "2026-05-17T06:00:00.000000Z"
MODULES = (Module("final", "A", Number(3, 5), "open"), Module("final", "B", Number(5, 5), "unsigned"))


def found(*blockers: Blocker) -> list[Obstacle]:
    return list(obstacles("welding", list(blockers), MODULES))


def owed(entrant: str) -> Blocker:
    return Blocker("aspects-owed", {"entrant": entrant, "phase": "final", "owed": "2"}, "judge", AT)


def test_aspects_owed_are_said_as_marks_of_the_modules_that_lack_them() -> None:
    (only,) = found(owed("W01"), owed("W02"))
    assert only.code == "marks-owed" and only.facts == {"module": "A", "phase": "final", "missing": "2"}
    assert only.since == AT


def test_aspects_owed_though_every_mark_is_there_are_summed() -> None:
    (only,) = list(obstacles("welding", [owed("W01"), owed("W02")], MODULES[1:]))
    assert only.code == "aspects-owed" and only.count == 2 and only.facts["owed"] == "4"


def test_alike_obstacles_that_follow_each_other_are_one() -> None:
    held = [Blocker("mark-held", {"seq": str(seq), "entrant": "W01"}, "chief", AT) for seq in (7, 9)]
    sealed = Blocker("still-sealed", {"trade": "welding"}, "draw", "")
    assert [(each.code, each.count) for each in found(*held, sealed)] == [("mark-held", 2), ("still-sealed", 1)]


def test_every_code_that_blocks_has_a_sentence_a_sign_and_a_remedy() -> None:
    codes = {code.removesuffix("-many") for code in terms()["blockers"]}
    assert codes == set(SIGNS)
    facts = {"phase": "final", "module": "A", "judge": "J1", "entrant": "W07", "aspect": "A1", "missing": "2"}
    facts |= {"owed": "3", "sheets": "4", "entrants": "5", "place": "2"}
    for code in codes:
        for count in (1, 3):
            obstacle = Obstacle("welding", code, facts, count, "chief", AT)
            (said,) = blocking([obstacle], "event", names("en"), lambda action: True)
            assert "{" not in said.sentence and "…" not in said.sentence and said.sentence != code, code
            assert said.href == remedy(obstacle, "event") and said.href.startswith("/")


def test_one_judge_s_unsigned_sheets_lead_to_them() -> None:
    obstacle = Obstacle("welding", "sheet-unsigned", {"judge": "J1", "phase": "final", "sheets": "2"}, 1, "judge", AT)
    assert remedy(obstacle, "e") == "/office/e/progress/sheets?trade=welding&phase=final&judge=J1"


def test_the_office_sees_a_state_once(opened: House) -> None:
    first = opened.seen()
    assert opened.seen() is first
    assert first.standings[TRADE].percent == 0 and first.standings[TRADE].stage == "preparing"
    opened.gives("J10", "F01", "paper-score", "87")
    second = opened.seen()
    assert second.seq == first.seq + 1 and second.standings[TRADE].stage == "marking"


def test_percent_is_rounded_down(marked: House) -> None:
    standing = marked.seen().standings[TRADE]
    assert standing.percent == 100 and standing.obstacles == () and len(standing.modules) == 3
    assert [module.signed for module in standing.modules] == ["done"] * 3


def test_an_event_that_is_not_there_is_not_seen(empty: House) -> None:
    assert empty.seen() is None


def test_an_obstacle_leads_to_the_console_only_whom_it_is_open_to() -> None:
    unsigned = Obstacle("welding", "module-unsigned", {"phase": "final", "module": "A"}, 1, "chief", "")
    (shown,) = blocking([unsigned], "event", names("en"), lambda action: True)
    (closed,) = blocking([unsigned], "event", names("en"), lambda action: action != "watch-chief")
    assert (shown.href, closed.href) == ("/chief/event", "") and shown.sentence == closed.sentence
