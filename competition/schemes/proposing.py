"""Another scheme for a trade that is open: what it changes and whom it moves is seen first; one person proposes it,
another approves it where all proposals are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from competition.pages import language
from competition.rulings.effects import Effects, Looked, effects, looked
from competition.rulings.reasons import REASONS
from competition.rulings.room import Room, enter, filled, too_long
from competition.rulings.stating import STANDS, once, stated, to_proposal
from competition.schemes.changes import Difference, differences
from competition.schemes.looking import SHOWN, look, spoken
from competition.schemes.reading import Draft
from competition.schemes.standing import Standing
from scoring.lines import digest
from scoring.nodes import Scheme
from scoring.problems import Problem
from scoring.procedure.amending import amendment_problems
from scoring.procedure.seconds import change_text
from scoring.scheme import scheme_text
from scoring.steps import Proposed, SchemeAmended

ACT = "amend"


@dataclass(frozen=True)
class Amendment:
    """Another scheme, beside the one that is there. nodes: what it changes. blocked: what keeps it from being proposed.
    effect: whom it moves, None where it is blocked."""

    change: SchemeAmended
    text: str
    nodes: Sequence[Difference]
    blocked: Sequence[Problem]
    effect: Effects | None


async def amendment(room: Room, found: Standing, scheme: Scheme) -> Amendment:
    """What the scheme would do in the trade, which is open. Nothing is recorded."""
    text = scheme_text(scheme)
    change = SchemeAmended(found.trade, digest(text))
    package = await room.package()
    seen: Looked | None = None
    async with room.request.app.state.desk.reading(room.event) as state:
        trade = state.trades[found.trade]
        nodes = differences(trade.plan.scheme, scheme)
        blocked = list(amendment_problems(trade, scheme))
        if not blocked:
            seen = looked(state, change, package, {change.scheme: text})
    if found.pending:
        blocked.append(Problem("proposal-pending", "", {"line": str(found.pending)}))
    return Amendment(change, text, nodes, blocked, None if seen is None or blocked else effects(seen))


async def shown(request: Request, found: Standing, draft: Draft) -> Response:
    """The draft of another scheme, with what it changes."""
    room = await enter(request, "propose", "schemes")
    assert draft.scheme is not None
    return _page(room, found, draft, await amendment(room, found, draft.scheme))


async def propose(request: Request, found: Standing, draft: Draft) -> Response:
    """Propose it, while it still does what was seen."""
    room = await enter(request, "propose", "schemes")
    form = await filled(request)
    return await once(
        room, form.get("key", ""), partial(_proposed, room, found, draft, form), partial(to_proposal, room)
    )


async def _proposed(room: Room, found: Standing, draft: Draft, form: Mapping[str, str]) -> Response:
    assert draft.scheme is not None
    made = await amendment(room, found, draft.scheme)
    problems, reason = too_long(form), form.get("reason", "")
    if reason not in REASONS[ACT]:
        problems.append(Problem("reason-needed", "reason"))
    moved = made.effect is not None and form.get("seen") != made.effect.seen
    if problems or moved or made.blocked:
        return _page(room, found, draft, made, form, problems, moved)
    written = {"text": form["text"]} if form.get("text") else None
    change, contents = change_text(made.change), {made.change.scheme: made.text}
    answer = await stated(
        room,
        lambda document: Proposed(change, reason, document),
        key=form.get("key", ""),
        written=written,
        contents=contents,
    )
    if answer.status not in STANDS:
        return _page(room, found, draft, made, form, answer.problems)
    await room.request.app.state.drafts.drop(room.request.path_params["draft"])
    return to_proposal(room, answer.seq)


def _page(
    room: Room,
    found: Standing,
    draft: Draft,
    made: Amendment,
    form: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    moved: bool = False,
) -> Response:
    return room.show(
        "schemes/amend.html",
        problems=problems,
        kept=dict(form or {}),
        found=found,
        draft=draft,
        made=made,
        look=look(draft.document, draft.scheme, draft.annex, draft),
        moved=moved,
        reasons=REASONS[ACT],
        shown=SHOWN,
        **spoken(language(room.request)),
    )
