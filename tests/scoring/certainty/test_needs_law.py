"""Needs against every way in which a contest can still end."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import event, given
from hypothesis import strategies as st

from scoring.certainty.needs import Need, Needs
from scoring.numbers import Exact, total
from scoring.state import Trade
from tests.scoring.certainty.completing import completions, phases, places
from tests.scoring.certainty.strategies import nearly_marked, plain_settings
from tests.scoring.field import Contest
from tests.scoring.strategies import settings_of


def figure(trade: Trade, need: Need, entrant: str) -> Exact:
    performance = trade.performances[entrant, need.phase]
    if need.modules:
        return total(performance.figures[each, ""] for each in need.modules)
    assert performance.total is not None
    return performance.total


@given(st.one_of(nearly_marked(settings_of()), nearly_marked(plain_settings())), st.integers(0, 63))
def test_less_than_what_can_do_never_does_and_what_is_sure_always_does(contest: Contest, by: int) -> None:
    trade = contest.state.trades["T"]
    phase = list(phases(trade))[by % len(phases(trade))]
    if trade.plan.scheme.phase[phase].ranks.places:
        return
    asked = Needs(trade, phase, inside=True)
    entrants = [each for each in trade.index if asked.of(each, 1) is not None]
    if not entrants:
        return
    entrant, place = entrants[by % len(entrants)], 1 + by % len(trade.index)
    need = asked.of(entrant, place)
    assert need is not None
    sign = -1 if need.most else 1
    can: list[Fraction] = []
    ends: list[tuple[Fraction, bool]] = []
    for completed in completions(trade):
        rank = places(completed, phase)[entrant]
        assert rank is not None
        had = sign * Fraction(figure(completed, need, entrant))
        assert sorted((need.low, need.high))[0] <= sign * had <= sorted((need.low, need.high))[1]
        ends.append((had, rank <= place))
        if rank <= place:
            can.append(had)
            assert need.can is not None and had >= sign * Fraction(need.can)
        if need.sure is not None and had >= sign * Fraction(need.sure):
            assert rank <= place
    decided = all(step.by != "decision" for step in trade.plan.scheme.phase[phase].ties)
    event(f"exact {need.exact}, modules {len(need.modules)}")
    if need.exact and decided and ends:
        assert need.can == (sign * min(can) if can else None)
        fails = [had for had, enough in ends if not enough]
        enough = [had for had, _ in ends if not fails or had > max(fails)]
        assert need.sure == (sign * min(enough) if enough else None)
