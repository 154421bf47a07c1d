"""Lists of steps and stages, as they are kept. They are operational: nothing that a result depends on."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from competition.access.tokens import now
from competition.ceremony import steps
from competition.ceremony.steps import Plan, Step
from competition.store import schema

STAGE: Final = "stage"
"""What everybody sees."""

REHEARSAL: Final = "rehearsal"
"""What the office alone sees, of which no fact is recorded."""

STAGES: Final = (STAGE, REHEARSAL)


class Stage(NamedTuple):
    """What stands on a stage. at: place of the step that it shows, -1 for none yet. reached: of the last that it
    showed. held: a card stands in place of the step. over: it shows the podiums. moves: how often it was changed;
    moved_at: when it was, UTC text, "" for never."""

    at: int = -1
    reached: int = -1
    held: bool = False
    over: bool = False
    moves: int = 0
    moved_at: str = ""


class Ceremony(NamedTuple):
    """The list of an event, with what is on its stages. plan: None where none was made."""

    plan: Plan | None
    revision: int
    made_at: str
    made_by: str
    stage: Stage
    rehearsal: Stage

    def of(self, name: str) -> Stage:
        """One of its stages."""
        return self.stage if name == STAGE else self.rehearsal


NOTHING: Final = Ceremony(None, 0, "", "", Stage(), Stage())

_ceremony, _stage = schema.ceremony.c, schema.stage.c


def find(connection: Connection, event: str, *, alone: bool = False) -> Ceremony:
    """The event's ceremony, `NOTHING` where none was made. alone: nobody else changes it, or what is on its stages,
    until the transaction ends."""
    listed = select(_ceremony.plan, _ceremony.revision, _ceremony.made_at, _ceremony.made_by)
    listed = listed.where(_ceremony.event == event)
    row = connection.execute(listed.with_for_update() if alone else listed).first()
    columns = [_stage[name] for name in Stage._fields]
    found = {
        str(each.name): Stage(each.at, each.reached, bool(each.held), bool(each.over), each.moves, each.moved_at)
        for each in connection.execute(select(_stage.name, *columns).where(_stage.event == event))
    }
    stages = [found.get(name, Stage()) for name in STAGES]
    if row is None:
        return Ceremony(None, 0, "", "", *stages)
    return Ceremony(steps.read(row.plan), row.revision, row.made_at, row.made_by, *stages)


def keep(connection: Connection, event: str, plan: Plan, by: str, *, seen: Ceremony, anew: bool = False) -> bool:
    """Put a list in place of the one that was seen; False where another is there by now, or something else on the
    stage. anew: nothing of it was shown yet; else the stages stand where they stood."""
    since = seen.revision
    values = {"plan": plan.text(), "revision": since + 1, "made_at": now(), "made_by": by}
    before = find(connection, event, alone=True)
    if before.stage.moves != seen.stage.moves:
        return False
    if since:
        here = (_ceremony.event == event, _ceremony.revision == since)
        if not connection.execute(update(schema.ceremony).where(*here).values(**values)).rowcount:
            return False
    elif connection.execute(select(_ceremony.event).where(_ceremony.event == event)).first() is not None:
        return False
    else:
        connection.execute(insert(schema.ceremony).values(event=event, **values))
    _put(connection, event, REHEARSAL, before.rehearsal, Stage())
    if anew and before.stage[:4] != Stage()[:4]:
        _put(connection, event, STAGE, before.stage, Stage())
    return True


def move(connection: Connection, event: str, name: str, after: Stage, *, seen: Ceremony) -> bool:
    """Let a stage show something else than was seen; False where it shows another thing by now, or the list is
    another: the step of that place may be, too."""
    if find(connection, event, alone=True).revision != seen.revision:
        return False
    return _put(connection, event, name, seen.of(name), after)


def _put(connection: Connection, event: str, name: str, before: Stage, after: Stage) -> bool:
    values = after._replace(moves=before.moves + 1, moved_at=now())._asdict()
    plain = {key: int(value) if isinstance(value, bool) else value for key, value in values.items()}
    here = (_stage.event == event, _stage.name == name)
    if not before.moves:
        if connection.execute(select(_stage.moves).where(*here)).first() is not None:
            return False
        connection.execute(insert(schema.stage).values(event=event, name=name, **plain))
        return True
    changed = update(schema.stage).where(*here, _stage.moves == before.moves).values(**plain)
    return bool(connection.execute(changed).rowcount)


def versions(connection: Connection) -> dict[str, tuple[int, int, int]]:
    """(revision, moves of either stage) of every event that has a ceremony."""
    found: dict[str, list[int]] = {}
    for event, revision in connection.execute(select(_ceremony.event, _ceremony.revision)):
        found[event] = [revision, 0, 0]
    for event, name, moves in connection.execute(select(_stage.event, _stage.name, _stage.moves)):
        if event in found:
            found[event][1 + STAGES.index(name)] = moves
    return {event: (revision, stage, rehearsal) for event, (revision, stage, rehearsal) in found.items()}


def on_stage(plan: Plan | None, stage: Stage) -> Step | None:
    """The step that a stage shows, None before the first."""
    return None if plan is None or not 0 <= stage.at < len(plan.steps) else plan.steps[stage.at]
