"""Judges of real contests: what is known of them elsewhere is seen here, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from competition import scores
from competition.intake import read
from competition.intake.package import Package
from competition.statistics.connections import Declared, connected
from competition.statistics.figures.favour import EVERYBODY
from competition.statistics.figures.report import Report, report
from competition.statistics.taking import groups, take
from tests.contests import diving


def reports(package: Package) -> list[Report]:
    """How every panel of every phase marked."""
    state = scores.fold(package)
    declared = [Declared(each.judge, each.organisation, each.interests) for each in package.judges]
    known = connected(declared, {each.entrant: each._asdict() for each in package.entrants})
    made = (
        report(take(trade, group, group.under("")), known)
        for trade in state.trades.values()
        for group in groups(trade, ())
    )
    return [each for each in made if each is not None]


@pytest.fixture(scope="module")
def sydney(real_contests: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    """All panels of the diving of 2000."""
    found: list[Report] = []
    for folder in diving.convert(real_contests / "diving", tmp_path_factory.mktemp("diving")):
        if folder.name.startswith("syd00"):
            package, problems = read(folder)
            assert package is not None, problems
            found += reports(package)
    assert found
    return found


def test_diving_judges_of_sydney_agree_excellently(sydney: list[Report]) -> None:
    """Seven judges, awards 0 to 10 in halves: the mean of the panel tells divers apart."""
    for each in sydney:
        assert len(each.judges) == 7 and each.unit == 10
        assert each.correlations[1].value > 0.9 and each.concordance is not None and each.concordance.value > 0.65


def test_effects_of_a_panel_add_up_to_nothing(sydney: list[Report]) -> None:
    for each in sydney:
        assert sum(severity.share for severity in each.severities) == pytest.approx(0, abs=1e-9)


def test_divers_of_the_own_country_were_marked_higher(sydney: list[Report]) -> None:
    """J. W. Emerson, M. Seltzer, D. Lin, *Assessing judging bias: an example from the 2000 Olympic Games*, The American
    Statistician 63 (2009), 124–131: judges of diving in Sydney favoured divers of their own country. In finals none
    had any to mark."""
    together = [favour for each in sydney for favour in each.favours if favour.judge == EVERYBODY]
    assert len(together) >= 8 and all(each.share > 0 for each in together)
    assert {each.verdict for each in together} == {"higher", "open"}
    assert sum(each.verdict == "higher" for each in together) > len(together) / 2
