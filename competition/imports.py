"""A checked package becomes an event: its catalogue and an empty stream, in one transaction."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection

from competition import catalogue
from competition.exports.packages import files
from competition.intake.package import Package
from competition.intake.problems import PackageProblem
from competition.recording.recorder import create_stream
from competition.store import schema


def begin(
    connection: Connection, package: Package, *, marks: bool, finished: bool = False, purpose: str = "event"
) -> PackageProblem | None:
    """Write catalogue and stream, in the caller's transaction; nothing where an earlier import of the same package was
    cut off. marks: what the package states of marks is recorded next. finished: nothing more will be recorded of it.
    purpose: of the stream, `event` or `rehearsal`. The problem where the event is there: its award policy is never
    another, for awards rest on its text."""
    event, said = package.contest.event, note(package, marks=marks, finished=finished)
    earlier = catalogue.note(connection, event)
    if earlier is not None and earlier == said and not finished:
        return None
    streams = connection.scalars(schema.stream.select().with_only_columns(schema.stream.c.name)).all()
    if earlier is not None or event in streams:
        code = "import-unfinished" if earlier and earlier["finished"] == "no" else "event-exists"
        kept = catalogue.load(connection, event) if code == "event-exists" else None
        own, other = (each and each.policy and each.policy.digest[:16] for each in (kept, package))
        if own and own != other:
            facts = {"event": event, "policy": own, "other": other or "–"}
            return PackageProblem("contest.toml", 0, "event.id", "policy-in-use", facts)
        return PackageProblem("contest.toml", 0, "event.id", code, {"event": event})
    catalogue.save(connection, package, said)
    create_stream(connection, event, purpose)
    return None


def note(package: Package, *, marks: bool, finished: bool = False) -> dict[str, str]:
    """What tells one import from another: the digest of all that the package states, how much of it is taken, and
    whether that is done."""
    digest = sha256()
    for path, content in files(package).items():
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return {"package": digest.hexdigest(), "marks": "yes" if marks else "no", "finished": "yes" if finished else "no"}
