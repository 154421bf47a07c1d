"""The script of a contest: what its judges and its organiser send, in the order of a real one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from competition.intake import Package, read
from competition.playing.script import Act, Message, Performance, Statement, script
from competition.scores import fold
from scoring.sheets import sheet, sheet_digest
from tests.competition.venue import YUNPING

DEMO = YUNPING


@pytest.fixture(scope="module")
def package() -> Package:
    found, problems = read(DEMO)
    assert found is not None, problems
    return found


def told(act: Act) -> str:
    """An act in a few words."""
    if isinstance(act, Statement):
        return " ".join(str(act.message.get(key, "")) for key in ("type", "phase", "entrant")).strip()
    return f"{act.phase} {act.entrant} {act.module}"


def sent(acts: list[Act]) -> Iterator[tuple[str, Message]]:
    """Everything that is sent, with its judge, "" for the organiser."""
    for act in acts:
        if isinstance(act, Statement):
            yield "", act.message
        else:
            for judge, messages in act.sheets.items():
                yield from ((judge, message) for message in messages)


def test_a_contest_goes_from_performance_to_performance_until_its_result_is_final(package: Package) -> None:
    acts = [told(act) for act in script(package)]
    assert acts[:3] == ["prelim F01 theory", "prelim F02 theory", "prelim F03 theory"]
    assert acts[11:14] == ["prelim F12 theory", "prelim F01 bouquet", "prelim F02 bouquet"]
    assert acts[24] == "entrants-advanced final"
    assert acts[-3:] == ["final F10 installation", "adjusted final F10", "finalised"]
    assert len(acts) == 12 + 12 + 1 + 6 + 1 + 1


def test_every_mark_is_sent_once_under_a_key_of_its_own(package: Package) -> None:
    marks = [(judge, message) for judge, message in sent(script(package)) if message["type"] == "mark"]
    assert sorted((judge, each["entrant"], each["phase"], each["aspect"], each["value"]) for judge, each in marks) == (
        sorted((mark.judge, mark.entrant, mark.phase, mark.aspect, mark.value) for mark in package.marks)
    )
    assert len({message["key"] for _, message in sent(script(package))}) == len(list(sent(script(package))))


def test_playing_again_sends_the_same_bytes(package: Package) -> None:
    assert script(package) == script(package)


def test_a_changed_value_has_another_key(package: Package) -> None:
    first, *rest = package.marks
    changed = script(replace(package, marks=(first._replace(value="88"), *rest)))
    before, after = next(sent(script(package)))[1], next(sent(changed))[1]
    assert (before["value"], after["value"]) == ("87", "88")
    assert before["key"] != after["key"]


def test_a_judge_signs_her_sheet_when_her_last_mark_of_the_phase_is_on_it(package: Package) -> None:
    acts = script(package)
    signed = [(judge, each) for judge, each in sent(acts) if each["type"] == "signature"]
    assert len(signed) == 12 * 10 + 6 * 9
    state = fold(package)
    for judge, each in signed:
        assert each["digest"] == sheet_digest(sheet(state, judge, each["entrant"], each["phase"]))
    bouquet = next(act for act in acts if told(act) == "prelim F05 bouquet")
    assert isinstance(bouquet, Performance)
    assert [message["type"] for message in bouquet.sheets["J4"]] == ["mark", "mark", "signature"]


def test_a_sheet_with_a_gap_is_not_signed_and_nothing_is_finalised(package: Package) -> None:
    prelim = [mark for mark in package.marks if mark.phase == "prelim"]
    gap = next(mark for mark in prelim if (mark.entrant, mark.judge) == ("F06", "J2"))
    without = replace(package, marks=tuple(mark for mark in prelim if mark != gap), advanced=(), adjustments=())
    acts = script(without)
    signers = [judge for judge, each in sent(acts) if each["type"] == "signature" and each["entrant"] == "F06"]
    assert sorted(signers) == ["J1", "J10", "J3", "J4", "J5", "J6", "J7", "J8", "J9"]
    assert "finalised" not in [told(act) for act in acts]


def test_one_phase_is_played_alone_and_finalises_nothing(package: Package) -> None:
    acts = [told(act) for act in script(package, phase="final")]
    assert acts[0] == "entrants-advanced final"
    assert acts[-1] == "adjusted final F10"
    assert len(acts) == 8
    assert [told(act) for act in script(package, "floristry")] == [told(act) for act in script(package)]
    assert script(package, "welding") == []


def test_who_goes_on_is_worked_out_where_the_package_does_not_state_it(package: Package, tmp_path: Path) -> None:
    shutil.copytree(DEMO, tmp_path / "silent")
    (tmp_path / "silent" / "advanced.csv").unlink()
    silent, problems = read(tmp_path / "silent")
    assert silent is not None, problems
    assert script(silent) == script(package)


def test_a_penalty_follows_the_performance_that_it_is_for(package: Package) -> None:
    early = tuple(each._replace(entrant="F03") for each in package.adjustments)
    acts = [told(act) for act in script(replace(package, adjustments=early))]
    assert acts[acts.index("adjusted final F03") - 1] == "final F03 installation"
    assert acts[-1] == "finalised"


def test_one_who_does_not_start_is_stated_before_the_marks_of_the_phase(package: Package) -> None:
    gone = package.adjustments[0]._replace(entrant="F12", phase="prelim", adjustment="dns", value="")
    kept = tuple(mark for mark in package.marks if mark.entrant != "F12")
    acts = [told(act) for act in script(replace(package, marks=kept, adjustments=(gone,)))]
    assert acts[0] == "adjusted prelim F12"
    assert acts[-1] == "finalised"
