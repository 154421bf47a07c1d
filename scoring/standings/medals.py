"""Medals: gold, silver and bronze by place or by how close scores are, and the medallion for excellence.

WorldSkills Competition Rules 2015, ties: who is no more than two points behind has the same medal. Two golds: no
silver, one or more bronze. Three or more golds: no silver, and bronze only if the next is within two points of the
last gold. One gold and two or more silvers: no bronze, unless within two points of the last silver. "Within" is read
from the last winner of the medal (540, 538, 536 is three golds) or from the first (two golds): `from`.

Decided here: entrants stand in the order of their places, so that a better place never has the lesser medal. Where the
scheme says nothing `within` (0), medals go by place alone: a shared place is a shared medal, a tie that was broken is
none. Scores are the rounded ones of the scale, as published, or exact totals. A medal that asks for more entrants than
there are is not given, nor are those below it. Medals and scale are of the scheme's last phase.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from scoring.nodes import Medals
from scoring.numbers import Exact, minus, negative
from scoring.standings.ranked import ranked
from scoring.standings.scale import scale_scores

if TYPE_CHECKING:
    from scoring.state import Trade

GOLD, SILVER, BRONZE, EXCELLENCE = "gold", "silver", "bronze", "excellence"
"""From the best."""


class Contender(NamedTuple):
    """Who may win a medal. place: as counted; score: what is compared, more is better; block: those of another one are
    never close."""

    place: int
    score: Exact
    block: int = 0


def medals(trade: Trade) -> dict[str, str]:
    """Medal by entrant in the trade's last phase, of those who have one; each group that is ranked by itself has its
    own. Nobody's where the scheme gives none."""
    scheme = trade.plan.scheme
    if scheme.medals is None:
        return {}
    phase = scheme.phases[-1]
    scale = scale_scores(trade, phase.id)
    found: dict[str, str] = {}
    for section in ranked(trade, phase.id):
        totals = {each.entrant: each.total if phase.order == "high" else negative(each.total) for each in section}
        scores = scale if scheme.medals.by == "scale" else totals
        placed = [(each, each.place) for each in section if each.place is not None]
        contenders = [Contender(place, scores[each.entrant], each.later) for each, place in placed]
        winners = zip((each.entrant for each, _ in placed), given(scheme.medals, contenders, len(section)), strict=True)
        found |= {entrant: medal for entrant, medal in winners if medal}
        least = scheme.medals.excellence
        if least is not None:
            worth: dict[str, Exact] = {**totals, **scale}
            bar = negative(least) if phase.order == "low" else least
            found |= {entrant: EXCELLENCE for entrant in totals if entrant not in found and worth[entrant] >= bar}
    return found


def given(rules: Medals, contenders: Sequence[Contender], entrants: int) -> list[str]:
    """The medal of each, "" for none. contenders: best first. entrants: how many were placed, with a medal or not."""
    golds = _take(rules, contenders, 0)
    silvers = _take(rules, contenders, golds) if golds == 1 else 0
    before = golds + silvers
    free = golds <= 2 and silvers <= 1
    bronzes = _take(rules, contenders, before) if free or _close(rules, contenders, before - 1, before) else 0
    won, fewest = [], 0
    for medal, count in ((GOLD, golds), (SILVER, silvers), (BRONZE, bronzes)):
        fewest = max(fewest, rules.least[medal])
        won += [medal if entrants >= fewest else ""] * count
    return won + [""] * (len(contenders) - len(won))


def _take(rules: Medals, contenders: Sequence[Contender], begin: int) -> int:
    """How many have one medal, of which the first winner stands at this position."""
    for end in range(begin + 1, len(contenders)):
        reference = end - 1 if rules.reach == "last" else begin
        alike = contenders[end].place == contenders[end - 1].place
        if not alike and not _close(rules, contenders, reference, end):
            return end - begin
    return len(contenders) - begin


def _close(rules: Medals, contenders: Sequence[Contender], one: int, other: int) -> bool:
    """True where the later of two is so close behind the other that they tie for a medal."""
    if other >= len(contenders):
        return False
    above, below = contenders[one], contenders[other]
    return bool(rules.within) and above.block == below.block and minus(above.score, below.score) <= rules.within
