"""What a change would do to totals, places and grades, before anybody states it.

`looked` is quick and reads the state; `effects` applies the award policy to what was read, which takes its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from competition.awarding.cases import candidates, policy_of
from competition.awarding.decisions import grade_of
from competition.intake.package import Package
from scoring.awards import decide
from scoring.checks import computed_cut
from scoring.clauses.cases import Case
from scoring.clauses.values import Policy
from scoring.facts import Fact
from scoring.lines import canonical, digest
from scoring.procedure.whatif import NONE, Moved, differences, what_if
from scoring.sheets import cells
from scoring.state import State, Trade
from scoring.steps import EntrantSubstituted, RecusalLifted, Recused, TimeGranted

Cases = dict[tuple[str, str], Case]
"""What a policy is asked about, by (entrant, person)."""


class Effect(NamedTuple):
    """One row that moves. Totals and ranks as boards show them, "" for none; grades: codes of its people, none where
    nobody is due one."""

    entrant: str
    total_before: str
    total_after: str
    rank_before: str
    rank_after: str
    grades_before: tuple[str, ...]
    grades_after: tuple[str, ...]


class Cut(NamedTuple):
    """A phase into which others would go on by the totals after a change; who went on stays. come: those who did not
    go on and would; stay_out: those who did and would not."""

    phase: str
    come: tuple[str, ...]
    stay_out: tuple[str, ...]


class Effects(NamedTuple):
    """What a change does. rows: everybody whose total, place or grade moves, by the place after it. graded: True where
    a policy gives grades. unsigned: sheets whose signature falls, as they are to hold something else. cuts: phases that
    others would be in. dropped: marks of a recused judge that count no more; released: of who sat in her place, where
    she sits again; restored: those set aside before that count again."""

    rows: tuple[Effect, ...]
    graded: bool
    unsigned: int = 0
    cuts: tuple[Cut, ...] = ()
    dropped: int = 0
    released: int = 0
    restored: int = 0

    @property
    def seen(self) -> str:
        """What a page that shows this states with the change: it is done only while this is still what it does."""
        beside = [self.unsigned, [list(each) for each in self.cuts]] if self.unsigned or self.cuts else []
        beside += [self.dropped] if self.dropped else []
        beside += [self.released, self.restored] if self.released or self.restored else []
        return digest(canonical([self.graded, *(list(row) for row in self.rows), *beside]))[:16]


@dataclass(frozen=True)
class Looked:
    """What was read of a change. order: entrants by the place after it. table: (total, rank) of everybody after it.
    moved: who moves. policy: None where none is pinned or codes are sealed. before, after: the cases of those who move
    and of those whose case is another. unsigned, cuts, dropped, released, restored: as in
    `Effects`."""

    order: tuple[str, ...]
    table: dict[str, tuple[str, str]]
    moved: dict[str, Moved]
    policy: Policy | None
    before: Cases
    after: Cases
    unsigned: int
    cuts: tuple[Cut, ...]
    dropped: int
    released: int
    restored: int


def looked(state: State, change: Fact, package: Package | None, contents: Mapping[str, str] = NONE) -> Looked:
    """What the change, which `check` accepts, would move in its trade. The state is not touched. package: what is known
    of people; without it no grade is compared. contents: texts by digest that the change names, where no proposal has
    named them yet."""
    if isinstance(change, (TimeGranted, EntrantSubstituted)):
        before = after = state.trade_of[change.entrant]
    else:
        before, after = what_if(state, change, contents)
    moved = {each.entrant: each for each in differences(before, after)}
    policy = None if package is None or before.sealed else policy_of(before.policy)
    was: Cases = {}
    would: Cases = {}
    if policy is not None and package is not None:
        was = _cases(before, package)
        would = was if before is after else _cases(after, package)
        changed = {key for key in would if key[0] in moved or was.get(key) != would[key]}
        was, would = ({key: each for key, each in cases.items() if key in changed} for cases in (was, would))
    table = {
        after.roster[index][0]: (after.rows[after.roster[index][0]]["total"] or "", "" if rank is None else str(rank))
        for index, _, rank, *_ in after.order
    }
    fallen = before.signed.keys() - after.signed.keys()
    gone, back = len(after.aside.keys() - before.aside.keys()), len(before.aside.keys() - after.aside.keys())
    dropped = released = 0
    if isinstance(change, Recused):
        fallen = {sheet for sheet in fallen if sheet[0] != change.judge}
        dropped = gone
    elif isinstance(change, RecusalLifted):
        fallen = {sheet for sheet in fallen if next(cells(after, *sheet), None) is not None}
        released = gone
    cuts = tuple(_cuts(before, after))
    return Looked(tuple(table), table, moved, policy, was, would, len(fallen), cuts, dropped, released, back)


def effects(found: Looked) -> Effects:
    """The same with the grades that the policy comes to."""
    before, after = _grades(found.policy, found.before), _grades(found.policy, found.after)
    rows = []
    for entrant in found.order:
        grades = (before.get(entrant, ()), after.get(entrant, ()))
        if entrant in found.moved:
            rows.append(Effect(*found.moved[entrant], *grades))
        elif grades[0] != grades[1]:
            total, rank = found.table[entrant]
            rows.append(Effect(entrant, total, total, rank, rank, *grades))
    counted = (found.unsigned, found.cuts, found.dropped, found.released, found.restored)
    return Effects(tuple(rows), found.policy is not None, *counted)


def _cuts(before: Trade, after: Trade) -> Iterator[Cut]:
    """Phases that have begun and whose computed cut the change moves."""
    for phase in after.plan.phases:
        entered = after.phases[phase.id].entered
        if before is after or entered is None or phase.entry is None or phase.entry.cut is None:
            continue
        would, known = computed_cut(after, phase.id), {after.roster[index][0] for index in entered}
        if would != computed_cut(before, phase.id):
            come, stay_out = ([each for each in after.index if each in of] for of in (would - known, known - would))
            yield Cut(phase.id, tuple(come), tuple(stay_out))


def _cases(trade: Trade, package: Package) -> Cases:
    return {(each.code, each.person): each.case for each in candidates(trade, package) if each.case.role == "member"}


def _grades(policy: Policy | None, cases: Cases) -> dict[str, tuple[str, ...]]:
    """Grades by entrant, of everybody in the order of the cases."""
    found: dict[str, tuple[str, ...]] = {}
    if policy is not None:
        for (entrant, _), case in cases.items():
            grade = grade_of(decide(policy, case))
            found[entrant] = (*found.get(entrant, ()), *((grade,) if grade else ()))
    return found
