"""Four eyes: one person proposes a change, another lets it take effect.

Nothing changes until it is approved; it is judged when it is proposed and again when it is approved, against the state
as it is then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scoring import lines
from scoring.changes import NO_CHANGE, Change
from scoring.facts import Adjusted, Fact
from scoring.lines import Line, canonical, plain
from scoring.problems import BrokenPromiseError, Problem
from scoring.procedure.corrections import CHECKS as MAY
from scoring.procedure.corrections import MAKE, target, trade_for
from scoring.procedure.order import digest_problems, reason_problems
from scoring.procedure.records import Proposal
from scoring.state import State
from scoring.steps import SECOND, Approved, Proposed, Rejected, SchemeAmended


def change_text(change: Fact) -> str:
    """The text by which `Proposed` states a change."""
    return canonical(plain(change))


def read_change(text: str) -> Fact | None:
    """The change that such a text states; None where it is none that takes a second person, byte for byte."""
    try:
        stored = json.loads(text)
        if not all(isinstance(value, str) for value in stored.values()):
            return None
        change = lines.fact(stored.pop("fact"), stored)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    takes_two = type(change) in SECOND or (isinstance(change, Adjusted) and change.adjustment == "dsq")
    return change if takes_two and change_text(change) == text else None


def same_person(actor: str, other: str) -> bool:
    """True where two actors are one person, or one of them is nobody: `role.name` is told apart by its name."""
    name = actor.partition(".")[2]
    return not name or name == other.partition(".")[2]


def may_change(state: State, change: Fact) -> Iterator[Problem]:
    """What keeps a change from being made now, whoever proposes or approves it."""
    yield from MAY[type(change)](state, change)


def waiting(state: State, change: Fact) -> Proposal | None:
    """The proposal that would change the same thing."""
    trade = trade_for(state, change)
    wanted = None if trade is None else target(trade, change)
    return next((each for each in state.proposals.values() if each.target == wanted), None)


def check_approval(state: State, fact: Approved, actor: str) -> Iterator[Problem]:
    """What keeps a proposal from being approved by this actor."""
    yield from _pending(state, fact.proposal)
    proposal = state.proposals.get(fact.proposal)
    if proposal is not None:
        if same_person(actor, proposal.actor):
            yield Problem("same-person", "", {"proposal": str(fact.proposal)})
        yield from may_change(state, proposal.change)


def _check_proposal(state: State, fact: Proposed) -> Iterator[Problem]:
    yield from reason_problems(fact.reason)
    yield from digest_problems("document", fact.document)
    change = read_change(fact.change)
    if change is None:
        yield Problem("bad-change", "change", {"value": fact.change[:80]})
        return
    problems = list(may_change(state, change))
    yield from problems
    if not problems and (other := waiting(state, change)):
        yield Problem("proposal-pending", "change", {"line": str(other.line)})


def _check_rejection(state: State, fact: Rejected) -> Iterator[Problem]:
    yield from digest_problems("document", fact.document)
    yield from _pending(state, fact.proposal)


def _pending(state: State, line: int) -> Iterator[Problem]:
    if line in state.decided:
        decision, by = state.decided[line]
        code = "proposal-approved" if decision == "approved" else "proposal-rejected"
        yield Problem(code, "proposal", {"line": str(line), "by": str(by)})
    elif line not in state.proposals:
        yield Problem("unknown-proposal", "proposal", {"line": str(line)})


def _check_alone(state: State, fact: Any) -> Iterator[Problem]:
    yield Problem("second-person-needed", "", {"fact": fact.kind})


def _propose(state: State, line: Line, fact: Proposed) -> Change:
    change = read_change(fact.change)
    trade = None if change is None else trade_for(state, change)
    if change is None or trade is None:
        raise BrokenPromiseError(f"line {line.seq} proposes no change")
    if isinstance(change, SchemeAmended):
        state.amendments[change.scheme] = state.contents[change.scheme]
    wanted = target(trade, change)
    proposal = Proposal(line.seq, change, line.actor, line.at, fact.reason, fact.document, trade.id, wanted)
    state.proposals[line.seq] = proposal
    return NO_CHANGE


def _approve(state: State, line: Line, fact: Approved) -> Change:
    change = state.proposals.pop(fact.proposal).change
    state.decided[fact.proposal] = ("approved", line.seq)
    return MAKE[type(change)](state, line, change)


def _reject(state: State, line: Line, fact: Rejected) -> Change:
    del state.proposals[fact.proposal]
    state.decided[fact.proposal] = ("rejected", line.seq)
    return NO_CHANGE


CHECKS: Mapping[str, Callable[[State, Any], Iterator[Problem]]] = {
    Proposed.kind: _check_proposal,
    Rejected.kind: _check_rejection,
    **{each.kind: _check_alone for each in SECOND},
}
APPLY: Mapping[str, Callable[[State, Line, Any], Change]] = {
    Proposed.kind: _propose,
    Approved.kind: _approve,
    Rejected.kind: _reject,
}
