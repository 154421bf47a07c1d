"""A form that comes several times at once is one act, and every one of its senders is led to what the first did."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scoring.facts import Adjusted, Fact, MarkGiven
from scoring.steps import Approved, DeliberationRecorded, HeldSetAside, Proposed, TieDecided
from tests.competition.rulings.bakery import (
    CHIEF,
    ENTRANTS,
    EVENT,
    FILES,
    OFFICE,
    TRADE,
    UNSHARED,
    Bakery,
    Page,
    bakery,
)

Form = tuple[Page, dict[str, str]]
"""A page, and with what it is sent."""


def penalty(hall: Bakery) -> Form:
    form = {"phase": "final", "figure": "total", "value": "1", "reason": "late"}
    page = hall.person("organiser").opens(f"{OFFICE}/adjust?entrant=E1&act=penalty")
    return page.sends(step="show", **form), form | {"step": "state"}


def disqualification(hall: Bakery) -> Form:
    form = {"phase": "", "reason": "fraud", "text": "两份相同的作品"}
    page = hall.person("organiser").opens(f"{OFFICE}/adjust?entrant=E1&act=dsq")
    return page.sends(step="show", **form), form | {"step": "state"}


def correction(hall: Bakery) -> Form:
    form = {"value": "1", "reason": "misread", "text": "记分纸上是 1"}
    mark = "entrant=E2&judge=J1&phase=final&item=&aspect=crust"
    page = hall.person("organiser").opens(f"{OFFICE}/correct?{mark}")
    return page.sends(step="show", **form), form | {"step": "state"}


def approval(hall: Bakery) -> Form:
    page, form = correction(hall)
    return hall.person("chief", "berta").opens(page.sends(**form).to), {"step": "approve"}


def reopening(hall: Bakery) -> Form:
    page = hall.person("chief").opens(f"{OFFICE}/reopen?act=sheet&judge=J1&entrant=E2&phase=final")
    return page, {"reason": "incomplete", "text": "漏评一项"}


def setting_aside(hall: Bakery) -> Form:
    page = hall.person("chief").opens(f"{OFFICE}/held/{hall.gives('J1', 'E2', '3')}")
    return page, {"step": "set-aside", "set-aside-reason": "sent-by-mistake", "set-aside-text": "误触"}


def deliberation(hall: Bakery) -> Form:
    hall.marks("E1", ("1", "3", "3"))
    return hall.person("chief").opens(f"{CHIEF}/settle/E1/final/crust"), {"text": "三席共同复看表皮"}


def results(hall: Bakery) -> Form:
    form = {"text": "03\t66\n04\t55\n"}
    page = hall.person("organiser").opens(f"{OFFICE}/results?seat=baking|final|paper|OFFICE")
    return page.sends(step="show", **form), form | {"step": "state"}


@pytest.mark.parametrize(
    ("form", "kind", "lines"),
    [
        (penalty, Adjusted, 1),
        (disqualification, Proposed, 1),
        (correction, Proposed, 1),
        (approval, Approved, 1),
        (reopening, Proposed, 1),
        (setting_aside, HeldSetAside, 1),
        (deliberation, DeliberationRecorded, 1),
        (results, MarkGiven, 2),
    ],
)
def test_a_form_that_comes_four_times_at_once_is_one_act(
    signed: Bakery, form: Callable[[Bakery], Form], kind: type[Fact], lines: int
) -> None:
    page, sent = form(signed)
    before = len(signed.facts(kind))
    comes_at_once(page, sent)
    assert len(signed.facts(kind)) == before + lines


def comes_at_once(page: Page, sent: dict[str, str]) -> None:
    """Four clicks at once, and all are led to one address."""
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: page.sends(**sent), range(4)))
    assert [answer.status for answer in answers] == [303] * 4, [answer.words for answer in answers]
    assert len({answer.to.split("&done")[0] for answer in answers}) == 1


def test_a_tie_is_decided_once(tmp_path: Path) -> None:
    with bakery(tmp_path, UNSHARED) as oven:
        for entrant in ENTRANTS:
            paper = "80" if entrant in ("E1", "E2", "E3") else str(40 + int(entrant[1]))
            oven.marks(entrant, ("2", "2", "3"), paper=paper)
        page = oven.person("chief").opens(f"{CHIEF}/ties/final/E1")
        comes_at_once(page, {"reason": "compared", "place-1": "E2", "place-2": "E3", "place-3": "E1"})
        assert len(oven.facts(TieDecided)) == 1


def test_another_scheme_is_proposed_once(signed: Bakery) -> None:
    text = FILES["schemes/baking.toml"].replace("max = 24", "max = 6").replace("max = 16", "max = 34")
    page = signed.person("organiser").sends(f"/office/{EVENT}/schemes/{TRADE}", scheme=text).follows()
    comes_at_once(page, {"step": "propose", "reason": "wrong-maximum", "text": "最高分写反了"})
    assert len(signed.facts(Proposed)) == 1
